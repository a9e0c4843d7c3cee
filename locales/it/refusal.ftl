# Perché qualcosa non viene fatto, e che cosa si può fare invece.

## Le regole di un ticket

refusal-owned = Il ticket **#{ $number }** è in carico a **{ $who }**. Per prenderlo comunque in carico: `{ $prefix }take { $number } --from`; { $who } riceverà un avviso.
refusal-already-yours = Il ticket **#{ $number }** è già assegnato a questo account. Per restituirlo alla coda: `{ $prefix }release { $number }`.
refusal-already-theirs = Il ticket **#{ $number }** è già in carico a questo operatore.
refusal-nobody-has-it = Il ticket **#{ $number }** non è in carico a nessuno: non c'è nulla da rilasciare. Per prenderlo in carico: `{ $prefix }take { $number }`.
refusal-closed = Il ticket **#{ $number }** è chiuso. Per riaprirlo: `{ $prefix }reopen { $number }`.
refusal-already-closed = Il ticket **#{ $number }** è già chiuso. Per riaprirlo: `{ $prefix }reopen { $number }`.
refusal-not-closed = Il ticket **#{ $number }** non è chiuso: basta scrivere nella sua conversazione.
refusal-not-pending = Il ticket **#{ $number }** non è sospeso. Per sospenderlo: `{ $prefix }pending { $number } fino a venerdì`.
refusal-too-late = Il ticket **#{ $number }** è chiuso da troppo tempo per essere riaperto. Per aprirne uno nuovo: `{ $prefix }new` seguito dalla descrizione del problema.
refusal-merged = Il ticket **#{ $number }** è stato unito a un altro ticket, ed è lì che prosegue.

## Nomi e numeri

refusal-no-such-ticket = Il ticket **#{ $number }** non risulta. Il comando `mine` elenca i propri ticket.
refusal-which-ticket = Quale ticket? Si può indicarne il numero, per esempio `{ $prefix }{ $command } { $command ->
    [merge] 1001 1002
    [link] 1001 1002
   *[other] #1001
}`, o scrivere nel suo thread.
refusal-no-such-queue = Non c'è una coda «{ $found }» da scegliere. Sono disponibili: { $allowed }.
refusal-no-such-operator = Non risulta un operatore «{ $found }». Gli operatori di questa coda: { $allowed }.
refusal-no-such-owner = Non risulta un operatore «{ $found }». Le scelte possibili: { $allowed }.
refusal-nothing-to-find = Nessuna di queste parole dice che cosa cercare. Bastano una o due parole che devono esserci, per esempio `{ $prefix }search vpn certificato`.
refusal-not-your-filter = **{ $filter }:** è per gli operatori. A disposizione ci sono `coda:`, `stato:`, `da:` e `pagina:`.
refusal-no-such-answer = Per questa coda non c'è un testo pronto «{ $found }». Ci sono: { $allowed }.
refusal-no-such-answer-near = Per questa coda non c'è un testo pronto «{ $found }»; forse **{ $nearest }**? Ci sono: { $allowed }.
refusal-no-answers = Per questa coda non ci sono testi pronti. Li scrive un amministratore in bot.toml, o come file accanto.
refusal-just-sent = Questo testo è appena partito verso il cliente; non viene inviato due volte.
refusal-not-serving = **{ $name }** non è tra gli operatori della coda «{ $queue }». Va scelto uno di loro.
refusal-no-such-language = Le lingue disponibili sono italiano (`it`) e inglese (`en`), non «{ $found }».
refusal-no-such-command = Il comando «{ $found }» non esiste. L'elenco completo: `{ $prefix }help`.

## Comandi

refusal-missing = Manca qualcosa: **{ $name }**.
refusal-unexpected = «{ $found }» qui non si può scrivere.
refusal-bad-ticket = «{ $found }» non è un numero di ticket.
refusal-bad-choice = «{ $found }» qui non è possibile. Le scelte possibili: { $allowed }.
refusal-bad-choice-near = «{ $found }» qui non è possibile; forse **{ $nearest }**? Le scelte possibili: { $allowed }.
refusal-usage = Si scrive così: { $usage }
refusal-misspelt = Questo comando non esiste, e non è stato fatto nulla. Forse `{ $prefix }{ $near }`?
refusal-edited-command = Un messaggio modificato non diventa un comando, e non è stato fatto nulla. Il comando va inviato come nuovo messaggio.
refusal-empty = Il messaggio è vuoto. Bastano poche parole sul problema, o un file allegato.
refusal-too-long =
    { $name ->
       *[reason] Il motivo è troppo lungo: al massimo { $most } caratteri. Una `nota` ne contiene di più.
    }

## Chi e dove

refusal-operators-only = Questo è riservato agli operatori. Il comando `help` elenca i comandi a disposizione.
refusal-not-your-room = Qui scrivono nei ticket solo gli operatori della coda, e il messaggio non è stato conservato. Per chiedere aiuto si può scrivere in un canale di help, o al bot in una chat diretta.
refusal-not-in-public =
    { $command ->
        [note] Lì leggono anche i clienti: la nota non è stata registrata e il messaggio viene rimosso, se il bot può farlo; meglio verificare che non ci sia più. `{ $prefix }{ $command }` si usa nel canale degli operatori.
        [mail] Lì leggono anche altre persone: non è cambiato nulla e il messaggio viene rimosso, se il bot può farlo; meglio verificare che non ci sia più. `{ $prefix }{ $command }` si usa in una chat diretta con il bot.
        [identity] Lì leggono anche altri: non ho fatto nulla, e un codice che vi fosse scritto non vale più; tolgo il messaggio dove mi è permesso. `{ $prefix }{ $command }` va scritto in una chat diretta con me.
       *[other] Lì leggono anche i clienti. `{ $prefix }{ $command }` si usa nel canale degli operatori, o in una chat diretta con il bot.
    }
refusal-not-here = Un ticket può avere un nuovo thread solo in un canale degli operatori: la richiesta va fatta lì.
refusal-already-there = Il ticket **#{ $number }** è già in quella coda.
refusal-not-that-way = Dalla sua coda **#{ $number }** può andare in quella superiore, in una subito inferiore, o da una coda di primo livello a un'altra.
refusal-its-own-link = Un ticket non si può collegare a se stesso.
refusal-already-their-ticket = **#{ $number }** è già a nome di **{ $name }**.
refusal-conversation-over = Il ticket di cui si parlava qui ora è a nome di un'altra persona: quello che si scrive qui non vi arriva. Per una richiesta propria: `{ $prefix }new` seguito dalla descrizione del problema.
refusal-problem-closed = **#{ $problem }** è chiuso, e niente chiuderebbe **#{ $number }** con lui. Con `{ $prefix }reopen`, lì, si riapre.
refusal-problem-hangs = **#{ $problem }** dipende a sua volta da un problema: **#{ $number }** va collegato a quello.
refusal-is-problem = Da **#{ $number }** dipendono altri ticket: un problema non può dipendere da un altro.
refusal-its-own-part = Un ticket non si può unire a se stesso. `{ $prefix }merge 1002` rende #1002 parte di questo.
refusal-already-merged = Il ticket **#{ $number }** fa già parte di **#{ $into }**, ed è lì che prosegue.
refusal-other-customer = **#{ $number }** è a nome di **{ $who }**, e quello che dice un cliente non è da far leggere a un altro: i due ticket restano separati. `{ $prefix }link { $number }` li tiene collegati.
refusal-which-articles = Quali articoli? Si indicano i numeri, come in `{ $prefix }split 3-5`, o si risponde al messaggio da separare.
refusal-forward-what = Quali articoli? Si indicano i numeri, come in `{ $prefix }forward nome@example.org 2-3`, o si risponde al messaggio da inoltrare.
refusal-forward-internal = L'articolo { $article } è interno e non si inoltra. Ciò che altri ne possono sapere può stare nel testo che accompagna il resto.
refusal-forward-unreadable = L'articolo { $article } non si può ancora leggere: la sua chiave non è arrivata.
refusal-forward-encrypted = L'articolo { $article } è stato scritto in una conversazione cifrata, e `include_text` in bot.toml non permette di metterne le parole in una mail.
refusal-no-such-article = In questo ticket non c'è un articolo { $article }, o è passato a un altro.
refusal-article-deleted = L'articolo { $article } è stato cancellato da chi l'ha scritto.
refusal-split-answer = L'articolo { $article } è una risposta del service desk e resta. Si può separare quello che hanno scritto clienti e partecipanti, con le note che lo riguardano.
refusal-split-notes = Di sole note non si fa un ticket: va indicato anche un articolo del cliente o di un partecipante.
refusal-split-nothing-left = Nel ticket non resterebbe nulla del cliente. Con `{ $prefix }title` si dà un altro titolo a tutto il ticket.
refusal-no-file = In questo momento il file non si può preparare. Si prega di riprovare fra poco.
refusal-outdated = Questo pulsante o modulo non è più valido. `aiuto` elenca che cosa si può fare ora.
refusal-not-from-this = Nessun ticket è stato aperto: vale per gli operatori, sul messaggio di una persona in un canale di help che non sia già un ticket.
refusal-nothing-to-join = Qui non c'è un thread privato in cui entrare: con il cliente si parla altrove.
refusal-admins-only = È riservato agli amministratori del service desk.
refusal-not-undelivered = Tra ciò che non è stato consegnato non c'è nessun numero { $id }. `{ $prefix }undelivered` elenca quel che c'è.
refusal-no-such-export = In { $folder } non c'è nessuna esportazione «{ $found }». Si importa solo da quella cartella.
refusal-not-idle = Proprio ora si sta inviando qualcosa: si può riprovare tra un momento.
refusal-stays-closed = Il ticket **#{ $number }** resta chiuso. Per aprirne uno nuovo: `{ $prefix }new` e che cosa non va.
refusal-customers-only = Solo chi ha fatto la richiesta può dire com'è andata.
refusal-emptied = Le parole del ticket **#{ $number }** sono state rimosse per sempre: resta com'è.
refusal-unchanged = È già così: non è cambiato nulla.
refusal-not-alone = Altre istanze lavorano su questo database: prima di importare vanno fermate tutte tranne questa.
refusal-reloading = Proprio ora si sta già rileggendo bot.toml: si può riprovare tra un momento.
refusal-queue-gone = Il ticket #{ $number } non si può riaprire: la sua coda «{ $queue }» non c'è più. Prima va spostato con `{ $prefix }move { $number } coda`.
refusal-already-private = Questo ticket è già in privato: lo legge solo il service desk.
refusal-nothing-free = Non c'è nulla da prendere in carico: nelle proprie code ogni ticket ha già un operatore o è chiuso.
refusal-nothing-to-undo = In questo ticket non risulta nessuna propria risposta da ritirare.
refusal-too-late-to-undo = L'ultima risposta è troppo vecchia per essere ritirata: potrebbe essere già stata letta. Meglio scriverne un'altra che la corregga.

## Mail

refusal-bad-address = «{ $found }» non è un indirizzo mail. Un esempio: nome@example.org
refusal-wrong-code = Il codice non è questo. Quello giusto è nella mail più recente: si può riprovare.
refusal-no-code = Non si attende nessun codice, o il suo tempo è scaduto. Per riceverne uno nuovo: `{ $prefix }mail nome@example.org`.
refusal-too-many-codes = Sono stati chiesti troppi codici. Se ne può chiedere un altro dopo un giorno.
refusal-no-mail = Questo service desk non invia mail: tutte le comunicazioni arrivano in chat.

## Momenti

refusal-moment-none = «{ $found }» non è un momento che io capisca.
refusal-moment-unclear = Capisco «{ $understood }», ma non «{ $found }» che lo segue.
refusal-moment-unfinished = Capisco «{ $understood }», ma poi manca qualcosa.
refusal-moment-ambiguous = «{ $found }» può essere { $one } o { $other }: scrivi quale dei due.
refusal-moment-impossible = «{ $found }» non esiste.
refusal-moment-weekday = «{ $found }» non torna: il { $date } è un altro giorno della settimana.
refusal-moment-past = «{ $found }» è già passato.
refusal-moment-too-far = «{ $found }» è troppo lontano: al massimo dieci anni.
refusal-moment-form = Per esempio: `per 2 giorni`, `fino a domani alle 9`, `fino a venerdì`, `fino all'1/12 14:30`.

## Limiti

refusal-blocked = Per ora il service desk non accetta nuove richieste da questo account, quindi non si è aperto nessun ticket. Se pensi che sia un errore, contatta il service desk in un altro modo.
refusal-blocked-until = Fino al { $at } il service desk non accetta nuove richieste da questo account, quindi non si è aperto nessun ticket. Se pensi che sia un errore, contatta il service desk in un altro modo.
refusal-too-new = Questo account è troppo recente per aprire ticket qui, quindi il ticket non è stato aperto. Dal { $at } si potrà: scrivi di nuovo allora.
refusal-no-such-person = Non conosco nessuno che si chiami «{ $found }». Prova con l'account, come lo scrive la piattaforma, o con l'indirizzo mail.
refusal-which-person = Più persone si chiamano «{ $found }». Indica l'account: { $allowed }.
refusal-not-to-block = **{ $name }** è un operatore, e gli operatori non si possono bloccare.
refusal-still-named = bot.toml nomina { $name }, che tornerebbe al prossimo avvio. Prima va tolto da lì, si rilegge il file, poi lo si elimina.

## Account

refusal-no-such-identity-code = Nessun account ha ricevuto quel codice negli ultimi dieci minuti, o è già stato usato. `{ $prefix }identity`, scritto dall'altro account, ne dà uno nuovo.
refusal-too-many-tries = Hai provato troppi codici. Aspetta un'ora, poi chiedine uno nuovo dall'altro account.
refusal-nobody-else = Nessun altro ha confermato l'indirizzo mail che hai qui. Confermalo da tutti e due gli account: `{ $prefix }mail nome@example.org`.
refusal-same-person = È il codice di questo stesso account, o i due sono già uno solo. Scrivilo dall'account che vuoi aggiungere.
refusal-not-to-be-joined = Questi account non si uniscono con un messaggio: uno è di un operatore, o tutti e due sono in bot.toml. Può farlo lì un amministratore.
refusal-no-such-account = Non hai un account «{ $found }». I tuoi: { $allowed }.
refusal-not-to-leave = Questo account non si può togliere: è il solo, o è bot.toml a dire che è tuo.
