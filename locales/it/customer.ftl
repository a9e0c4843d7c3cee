# Quello che leggono i clienti nelle loro conversazioni e nelle chat dirette.

## Si apre un ticket

customer-receipt = 🎫 La richiesta è arrivata: ticket **#{ $number }**, { $queue }. Un operatore risponderà qui.
customer-receipt-call = 🎫 La telefonata è stata registrata come ticket **#{ $number }**, { $queue }. La risposta arriverà qui, e tutto quello che si scrive qui vi si aggiunge.
customer-receipt-closed-now = 🌙 In questo momento siamo chiusi. La richiesta è al sicuro qui; riapriamo il { $at }.
customer-outage = ⚠️ { $text }
customer-receipt-public = Questa conversazione è visibile a tutto il canale. Con `{ $prefix }private` il ticket si sposta dove lo legge solo il service desk.
customer-receipt-privacy = 🔏 { $notice }
customer-receipt-ask-mail = Per ricevere la risposta anche via mail, basta scrivere al bot in una chat diretta: `{ $prefix }mail nome@example.org`
customer-receipt-ask-mail-here = Per ricevere la risposta anche via mail, basta indicare qui il proprio indirizzo: `{ $prefix }mail nome@example.org`
customer-moved-private = 🎫 Le richieste a { $queue } sono riservate: questa prosegue qui, dove la legge solo il service desk, come ticket **#{ $number }**. Il messaggio viene rimosso dal canale, se il bot può farlo; meglio verificare che non ci sia più.
customer-greeting = Buongiorno! Qual è il problema? Basta descriverlo in una frase.
customer-follow-up-opened = 🎫 Il ticket **#{ $old }** resta chiuso: con questo messaggio se ne è aperto uno nuovo, **#{ $number }**. Gli operatori li vedono collegati.

customer-opened-thread = 🎫 Il ticket **#{ $number }** è aperto e prosegue in un thread suo, già aggiunto all'elenco dei thread.
customer-opened-direct = 🎫 Il ticket **#{ $number }** è aperto e prosegue nella nostra chat diretta.
customer-suggestion = 💡 Forse questo può già essere d'aiuto:
customer-suggestion-ask = È d'aiuto? Con un sì il ticket si chiude; con un no prosegue un operatore.
customer-suggestion-ask-typed = È d'aiuto? Scrivendo **sì** il ticket si chiude, con **no** prosegue un operatore.
customer-suggestion-yes = 👍 Bene! Il ticket è chiuso; se c'è ancora qualcosa che non va, basta scrivere lì.
customer-suggestion-no = Grazie per aver provato. Risponderà un operatore.
customer-question = ❓ { $question }
customer-question-of = ❓ **{ $position }/{ $questions }** { $question }
customer-question-skip = Così possiamo aiutare più in fretta. Basta scrivere qui la risposta; `salta` evita le domande.
customer-pick-queue = Per quale servizio è la richiesta?
customer-panel = 👋 **{ $desk }**: che cosa serve? Basta scegliere il servizio e dirlo in due parole.
customer-panel-typed = 👋 **{ $desk }**: che cosa serve? Basta scrivere `{ $prefix }new` e che cosa non va.

## A che cosa si riferisce un messaggio

customer-which-queue = A quale servizio è rivolta la richiesta? Basta rispondere con un numero; nel frattempo il messaggio è conservato.
customer-which-ticket = A quale ticket si riferisce il messaggio? Basta rispondere con un numero, o con **nuovo**; nel frattempo il messaggio è conservato.
customer-option-queue = **{ $index }** · { $title } ({ $name })
customer-option-ticket = **{ $index }** · #{ $name } { $title }
customer-option-new = **nuovo** · nessuno di questi: è una nuova richiesta

## Il ticket va avanti

customer-an-operator = un operatore
customer-taken = La richiesta è stata presa in carico da **{ $name }**. La risposta arriverà qui.
customer-article-by = **{ $name }:**
customer-article-phone = 📞 Annotazione della telefonata, presa da **{ $name }**:
customer-edited = _(modificato)_
customer-undecryptable = 🔒 _Questo messaggio è cifrato e la sua chiave non è ancora arrivata. Appena arriva, il testo comparirà qui._
customer-file-missing = 📎 _Non è stato possibile inoltrare il file «{ $file }». Si può provare a inviarlo di nuovo, o in una versione più piccola._
customer-private-here = 🔒 Il ticket **#{ $number }** ({ $title }) prosegue qui, dove lo legge solo il service desk.
customer-private-moved = 🔒 Il ticket **#{ $number }** prosegue in privato. Si prega di non scrivere più in questo thread.
customer-moved = ➡️ Il ticket **#{ $number }** è passato a **{ $queue }**, che risponderà qui.
customer-waiting = ⏳ Per il ticket **#{ $number }** aspettiamo un cenno: se serve ancora aiuto, basta scrivere qui. Altrimenti si chiude da solo il { $at }.
customer-merged = 🧩 I ticket **#{ $old }** e **#{ $number }** riguardano la stessa cosa e proseguono insieme come **#{ $number }**. La risposta arriverà nella sua conversazione; anche quello che si scrive qui arriva lì.
customer-merged-here = 🧩 I ticket **#{ $old }** e **#{ $number }** riguardano la stessa cosa e proseguono insieme come **#{ $number }**. La risposta arriverà qui.
customer-split-off = ✂️ Quello che in **#{ $old }** riguardava un'altra cosa prosegue come ticket a parte: **#{ $number }**.
customer-split-here = ✂️ Questo prosegue come ticket a parte: **#{ $number }** ({ $title }), separato da **#{ $old }**. Un operatore risponderà qui.
customer-taken-over = Il ticket **#{ $number }** ora è a nome di un'altra persona, e qui non se ne parla più. Per una richiesta propria: `{ $prefix }new` seguito dalla descrizione del problema.
customer-yours-now = 👤 Il ticket **#{ $number }** ({ $title }) è ora a nome di **{ $name }**. Ecco che cosa è stato detto finora; le risposte arriveranno qui.
customer-participant-hint = Questa è la richiesta di un'altra persona, e ogni messaggio scritto qui vi si aggiunge. Per una richiesta propria: `{ $prefix }new` seguito dalla descrizione del problema.
customer-near-command = Il messaggio è stato inoltrato così com'è. Se invece era un comando, si scrive `{ $prefix }{ $near }`.
customer-status =
    🎫 **#{ $number }** · { $title }
    Coda: { $queue } · stato: { $state } · { $owner ->
        [nessuno] finora nessun operatore
       *[other] in carico a: { $owner }
    }
    Apertura: { $opened } · ultima modifica: { $changed }

## Il ticket si chiude, e si riapre

customer-closed-successful =
    ✅ Il ticket **#{ $number }** è stato chiuso con successo. Siamo lieti di essere stati d'aiuto.
    { $followup ->
        [reopen] Se qualcosa ancora non va, basta scrivere qui entro { $within }, o usare `{ $prefix }reopen`, e il ticket viene riaperto.
        [new-ticket] Se qualcosa ancora non va, basta scrivere qui, e si apre un nuovo ticket.
       *[reject] Se serve altro aiuto: `{ $prefix }new` seguito dalla descrizione del problema.
    }
customer-closed-unsuccessful =
    Il ticket **#{ $number }** è stato chiuso senza successo: una soluzione non si è trovata, e ce ne scusiamo.
    { $followup ->
        [reopen] Se ci sono novità, o se serve ancora aiuto, basta scrivere qui entro { $within }, o usare `{ $prefix }reopen`, e riprendiamo la richiesta.
        [new-ticket] Se ci sono novità, o se serve ancora aiuto, basta scrivere qui, e si apre un nuovo ticket.
       *[reject] Se ci sono novità: `{ $prefix }new` seguito dalla descrizione.
    }
customer-closed-silence = Non abbiamo più ricevuto notizie, quindi supponiamo che non serva altro aiuto.
customer-closed-problem = { $outcome ->
        [successful] Il problema all'origine è stato risolto.
       *[unsuccessful] Il problema all'origine non si è potuto risolvere.
    }
customer-rate-buttons = Com'è andata?
customer-rate-typed = Com'è andata? Si può valutare da `{ $prefix }rate 1` (male) a `{ $prefix }rate 5` (benissimo).
customer-transcript = 📄 Il ticket **#{ $number }** come file.
customer-rated = Grazie per { $stars ->
        [one] la stella
       *[other] le { $stars } stelle
    }!
customer-rated-comment = Grazie per { $stars ->
        [one] la stella
       *[other] le { $stars } stelle
    }! Per dire anche il perché, `{ $prefix }rate` accetta un commento.
customer-reopened = 🎫 Il ticket **#{ $number }** è stato riaperto. Un operatore risponderà qui.
customer-rejected = Il ticket **#{ $number }** è chiuso e un messaggio non lo riapre; il testo resta conservato nel ticket. Se serve ancora aiuto: `{ $prefix }new` seguito dalla descrizione del problema.

## Il bot su di sé

customer-help = Per chiedere aiuto basta descrivere il problema. I comandi sono questi:
customer-caught-up =
    { $messages ->
        [one] Il bot è stato fuori linea per un po'. Il messaggio scritto qui dopo il { $since } è stato letto ora.
       *[other] Il bot è stato fuori linea per un po'. I { $messages } messaggi scritti qui dopo il { $since } sono stati letti ora.
    }

## Limiti

customer-kept-blocked = Il messaggio è conservato nel ticket **#{ $number }**. Per ora il service desk non accetta altre richieste da questo account, e nessuno viene avvisato di ciò che viene scritto; gli operatori risponderanno comunque al ticket aperto.
customer-kept-too-fast = I messaggi arrivano più in fretta di quanto si riesca a leggerli. Non si perde nulla: va tutto nel ticket **#{ $number }**, ma gli operatori non vengono avvisati di ogni messaggio. Serve loro un momento.
customer-kept-too-many =
    { $tickets ->
        [one] C'è già un ticket aperto, e non se ne possono avere altri nello stesso momento. Il messaggio è conservato in **#{ $number }**. Se il ticket non serve più, lo si può chiudere: `{ $prefix }close` e il numero.
       *[other] Ci sono già { $tickets } ticket aperti, e non se ne possono avere altri nello stesso momento. Il messaggio è conservato in **#{ $number }**. Quelli che non servono più si possono chiudere: `{ $prefix }close` e il numero.
    }
customer-own-open = - **#{ $number }** { $title }
customer-file-not-accepted = 📎 «{ $file }» non è stato accettato: qui non si accettano file di questo tipo. Il messaggio è arrivato senza.
customer-file-too-large = 📎 «{ $file }» non è stato accettato: supera { $size }. Il messaggio è arrivato senza.
