# Ciò che si sceglie, si preme e si compila, sulle piattaforme che hanno menù, pulsanti e moduli. Tutto è breve:
# un pulsante porta 80 caratteri, la spiegazione di un'opzione 100, una voce di menù 32.

## Menù

menu-ticket = Le proprie richieste al service desk
menu-desk = Per gli operatori: i ticket delle proprie code
menu-desk-team = Per gli operatori: sé stessi, la squadra e le persone
menu-desk-admin = Per gli amministratori del service desk
menu-open = Apri un ticket

## Opzioni dei comandi

option-ticket = ticket
option-ticket-summary = Il suo numero; nel thread di un ticket non serve
option-queue = coda
option-queue-summary = Il servizio di cui si tratta
option-text = testo
option-text-summary = Il testo; se manca lo si scrive in un modulo
option-outcome = esito
option-outcome-summary = Se la richiesta è stata soddisfatta
option-operator = operatore
option-operator-summary = Chi
option-from = da
option-from-summary = Anche se è di un altro operatore
option-here = qui
option-here-summary = In un nuovo thread di questo canale
option-filter = filtro
option-filter-summary = Quali ticket
option-setting = impostazione
option-setting-summary = Un indirizzo, il codice arrivato per mail, on oppure off
option-language = lingua
option-language-summary = La propria lingua
option-command = comando
option-command-summary = Quale comando
option-stars = stelle
option-stars-summary = Da 1, pessimo, a 5, ottimo
option-priority = priorità
option-priority-summary = Da 1, molto bassa, a 5, molto alta
option-tags = etichette
option-tags-summary = Parole; quella con un - davanti viene tolta
option-off = no
option-off-summary = Non più
option-until = fino
option-until-summary = Fino a quando, a parole: domani alle 9, venerdì, 2 giorni; senza, a tempo indeterminato
option-back = rientro
option-back-summary = Si è di nuovo presenti
option-person = persona
option-person-summary = Un nome, un account o un indirizzo mail
option-reason = motivo
option-reason-summary = Perché, per gli operatori
option-other = altro
option-other-summary = Il numero dell'altro ticket
option-kind = tipo
option-kind-summary = Che cosa è l'altro ticket per questo
option-then = poi
option-then-summary = Che cosa succede allora; senza, arriva un promemoria
option-when = quando
option-when-summary = per 2 giorni, fino a venerdì alle 9 …; poi, volendo, il motivo
choice-reminder = promemoria
choice-close = chiudi con successo
choice-close-unsuccessful = chiudi senza successo
choice-off = basta: riprendi subito
choice-related = correlato
choice-parent = ciò di cui questo è parte
choice-child = una parte di questo
option-format = formato
option-format-summary = In che forma
choice-html = una pagina da leggere e stampare
choice-markdown = Markdown
choice-json = JSON, per i programmi
option-words = parole
option-words-summary = Che cosa vi è stato detto, il numero, il titolo o il nome di qualcuno
option-state = stato
option-state-summary = In quale stato
option-owner = proprietario
option-owner-summary = Di chi: il nome di un operatore, me o nobody (nessuno)
option-tag = etichetta
option-tag-summary = Con questa etichetta
option-since = da
option-since-summary = Per esempio 7d, ieri, settimana scorsa o 2026-11-01
option-page = pagina
option-page-summary = Quale pagina, da 1
state-filter-open = aperti
state-filter-closed = chiusi
state-filter-new = nuovi
state-filter-pending = in attesa
state-filter-all = in qualsiasi stato
option-comment = commento
option-comment-summary = Il perché, a parole proprie

option-action = azione
option-action-summary = Che cosa fare; senza, si vede l'elenco
option-delivery = numero
option-delivery-summary = Il numero nell'elenco, o all per tutto
option-reason = motivo
option-reason-summary = Perché vi si rinuncia; resta nella storia del ticket
option-rows-only = solo-righe
option-rows-only-summary = Senza il contenuto degli allegati
option-file = file
option-file-summary = Il nome di un file nella cartella delle esportazioni
option-yes = conferma
option-yes-summary = Si vuole davvero, senza ritorno
choice-retry = rimandare
choice-drop = rinunciare
choice-after = elencare ciò che viene dopo
choice-successful = con successo
choice-unsuccessful = senza successo
choice-mine = miei
choice-all = tutti quelli non chiusi
choice-new = nuovi
choice-open = aperti
choice-closed = chiusi
choice-1 = ⭐
choice-2 = ⭐⭐
choice-3 = ⭐⭐⭐
choice-4 = ⭐⭐⭐⭐
choice-5 = ⭐⭐⭐⭐⭐

## Pulsanti

button-take = Prendi
button-join = Entra
button-answer = Rispondi…
button-note = Nota…
button-close = Chiudi…
button-reopen = Riapri
button-more = Altri
button-rate = { $stars }

## Moduli

form-new = Nuova richiesta: { $queue }
form-new-subject = Oggetto
form-new-text = Che cosa non va, o che cosa serve?
form-answer = Risposta a #{ $number }
form-answer-here = Risposta al cliente
form-answer-text = La risposta per il cliente
form-note = Nota su #{ $number }
form-note-here = Nota interna
form-note-text = La nota; il cliente non la vede mai
form-close = Chiusura di #{ $number }
form-close-text = Un ultimo messaggio al cliente (facoltativo)
form-close-outcome = Esito: con successo o senza successo
