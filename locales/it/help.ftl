# A che cosa serve ogni comando: una frase, mostrata dalla guida e dal completamento.

help-new = Apre un ticket, anche se ne è appena stato aperto un altro.
help-mine = Elenca i propri ticket.
help-status = Dice in che stato è un ticket e chi l'ha preso in carico.
help-close = Chiude un ticket, con successo se non si indica altro, e se si vuole con un ultimo messaggio.
help-reopen = Riapre un ticket chiuso.
help-rate = Dice quanto bene è stato gestito un ticket chiuso, da 1 a 5, e volendo perché.
help-private = Sposta un ticket dove lo legge solo il service desk.
help-mail = Mostra o cambia l'indirizzo a cui arrivano le mail, o sceglie se riceverle.
help-language = Mostra o cambia la lingua in cui il service desk scrive a chi lo chiede.
help-help = Elenca i comandi, o ne spiega uno.
help-next = Prende in carico il ticket più vecchio che nessuno ha ancora preso.
help-take = Prende in carico un ticket; con --from, anche se è di un altro operatore.
help-release = Rilascia un ticket: torna nella sua coda, senza operatore.
help-assign = Assegna un ticket a un altro operatore.
help-reply = Risponde al cliente.
help-note = Scrive una nota interna, che il cliente non vede mai.
help-undo = Ritira la propria ultima risposta al cliente, se è recente.
help-join = Fa entrare nel thread privato in cui un ticket si discute con il suo cliente.
help-list = Elenca i ticket non ancora chiusi delle proprie code, o quelli indicati.
help-show = Mostra un ticket con i suoi articoli; con --here, in un nuovo thread di questo canale.
help-history = Mostra tutto quello che è successo a un ticket: quando, e per opera di chi.
help-panel = Pubblica in questo canale un messaggio da cui aprire ticket con un clic.
