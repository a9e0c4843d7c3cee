# Quello che leggono gli operatori nei loro canali, e gli elenchi e le storie che chiedono.

## Il tabellone e l'intestazione di un ticket

operator-board =
    📋 **{ $all ->
        [0] Nessun ticket da gestire
        [one] { $all } ticket da gestire
       *[other] { $all } ticket da gestire
    }** · { $new ->
        [0] nessuno nuovo
        [one] { $new } nuovo
       *[other] { $new } nuovi
    } · { $free ->
        [0] nessuno da prendere in carico
       *[other] { $free } da prendere in carico
    }
operator-board-oldest = ⏳ In attesa da più tempo: **#{ $number }** { $title } ({ $age })
operator-board-late =
    { $tickets ->
        [one] 🔥 { $tickets } ticket in ritardo
       *[other] 🔥 { $tickets } ticket in ritardo
    }
operator-board-stalled =
    { $waiting ->
        [one] ⚠️ { $platform } non accetta messaggi dal { $since }: uno è in attesa, e l'invio viene ritentato.
       *[other] ⚠️ { $platform } non accetta messaggi dal { $since }: { $waiting } sono in attesa, e l'invio viene ritentato.
    }
operator-board-owner =
    { $tickets ->
        [one] 👤 { $name }: { $tickets } ticket
       *[other] 👤 { $name }: { $tickets } ticket
    }
operator-board-away =
    { $until ->
        [open] 🌴 Assente: { $name }
       *[other] 🌴 Assente: { $name }, fino al { $until }
    }
operator-header =
    🎫 **#{ $number }** · **{ $title }**
    { $queue } · { $state } · in carico a: { $owner } · responsabile: { $responsible } · cliente: { $customer } · aperto il { $since }
operator-header-hint = Reazioni: 🙋 per prenderlo in carico, ✅ per chiuderlo.
operator-header-rated = Valutato { $drawn }
operator-header-priority = ❗ Priorità: { $priority }
operator-header-tags = 🏷️ { $tags }
operator-header-pending = ⏸️ Sospeso fino al { $at }
operator-header-late =
    🔥 In ritardo: { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    }, attesa entro il { $at }
operator-header-near =
    ⏰ In scadenza: { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    }, entro il { $at }
operator-header-merged = 🧩 Parte di **#{ $number }**, dove prosegue
operator-header-absorbed = 🧩 Insieme a { $numbers }
operator-header-hangs = 🔗 Collegato al problema { $numbers }
operator-header-problem = { $count ->
        [one] 🔗 Un problema: vi è collegato un ticket
       *[other] 🔗 Un problema: vi sono collegati { $count } ticket
    }
operator-titled = ✏️ **{ $name }** ha dato a **#{ $number }** il titolo **{ $title }**
operator-prioritised = ❗ **{ $name }** ha portato la priorità di **#{ $number }** a { $priority } · { $title }
operator-tagged = 🏷️ **{ $name }** ha cambiato le etichette di **#{ $number }**: { $tags } · { $title }
operator-no-tags = nessuna
operator-responsible = 🧭 **{ $name }** ha reso **{ $to }** responsabile di **#{ $number }** · { $title }
operator-moved = ➡️ **{ $name }** ha spostato **#{ $number }** in **{ $queue }** · { $title }
operator-watches = 👀 D'ora in poi arriva qui un avviso quando il cliente scrive in **#{ $number }**. `{ $prefix }watch { $number } --off` lo toglie.
operator-watches-no-more = 👀 Per **#{ $number }** non arriva più nessuna chiamata.
operator-linked-related = 🔗 **{ $name }** ha collegato **#{ $number }** e **#{ $other }**
operator-linked-parent = 🔗 **{ $name }** ha reso **#{ $number }** parte di **#{ $other }**
operator-linked-child = 🔗 **{ $name }** ha reso **#{ $other }** parte di **#{ $number }**
operator-linked-problem = 🔗 **{ $name }** ha collegato **#{ $number }** al problema **#{ $other }**: chiudendo il problema si risponde e si chiude anche qui
operator-linked-incident = 🔗 **{ $name }** ha collegato **#{ $other }** al problema **#{ $number }**: chiudendo il problema si risponde e si chiude anche lì
operator-unlinked = 🔗 **{ $name }** ha scollegato **#{ $number }** e **#{ $other }**
operator-merged = 🧩 **{ $name }** ha unito **#{ $old }** a **#{ $number }**, dove prosegue · { $title }
operator-split = ✂️ **{ $name }** ha separato da **#{ $old }** (art. { $articles }) il ticket **#{ $number }** · { $title }
operator-customer = 👤 **{ $name }** ha intestato **#{ $number }** a **{ $to }** invece che a **{ $former }**: ora { $to } ne legge tutto ciò che i clienti possono leggere · { $title }
operator-forwarded = 📤 **{ $name }** ha inoltrato **#{ $number }** (art. { $articles }) a **{ $to }** · { $title }
operator-forwarded-without = ⚠️ Troppo grande per una mail, dove ne resta solo il nome: { $file }
operator-rated =
    { $drawn } **{ $name }** ha valutato **#{ $number }** · { $title }
operator-rated-why = «{ $comment }»
operator-opened-for = 🎫 Il ticket **#{ $number }** è aperto a nome di **{ $name }**.
operator-joined = 🚪 Ora il thread in cui **#{ $number }** si discute con il suo cliente è visibile anche qui.
operator-panel-posted = 📌 Il pannello è pubblicato. Conviene fissarlo dove lo si trova.
operator-done = ✅ Fatto.
operator-reply-sent = ✅ La risposta è in viaggio verso il cliente.
operator-answered-too = 👥 Anche **{ $name }** ha risposto a **#{ $number }**, { $age } prima. Conviene controllare che le due risposte vadano d'accordo.
operator-note-kept = 🔒 La nota è conservata; il cliente non la vede.
operator-nobody = nessuno
operator-suggestion = 💡 Al cliente di **#{ $number }** è stato proposto il testo pronto **{ $name }**, con la domanda se è d'aiuto.
operator-suggestion-helped = 👍 Il testo pronto **{ $name }** ha aiutato il cliente di **#{ $number }**.
operator-suggestion-refused = 👎 Il testo pronto **{ $name }** non ha aiutato il cliente di **#{ $number }**.
operator-untitled = Senza oggetto

## Articoli

operator-article-request = 💬 **{ $name }** · richiesta, articolo { $number }
operator-article-reply = ↩️ **{ $name }** · risposta al cliente, articolo { $number }
operator-article-note = 🔒 **{ $name }** · nota interna, articolo { $number }
operator-article-participant = 👤 **{ $name }** · partecipante, articolo { $number }
operator-article-phone = 📞 **{ $name }** · annotazione di quanto detto al telefono dal cliente, articolo { $number }
operator-article-forward = 📤 **{ $name }** · inoltro via mail, articolo { $number }
operator-forward-head = A **{ $to }**, art. { $articles }
operator-article-answers = ❓ _{ $question }_
operator-article-origin = _era l'articolo { $article } di #{ $number }_
operator-article-moved = ✂️ _prosegue come articolo { $article } di #{ $number }_
operator-article-deleted = 🗑️ _Cancellato da chi l'ha scritto; i clienti non lo vedono più._
operator-article-emptied = 🧹 _Il testo è stato eliminato definitivamente._
operator-undecryptable = 🔒 _Cifrato, e la chiave non è ancora arrivata. Appena arriva, il testo comparirà qui._
operator-file-missing = 📎 _Non è stato possibile conservare il file «{ $file }»: { $why }_

## Che cosa succede a un ticket

operator-taken = 🙋 **{ $name }** ha preso in carico **#{ $number }** · { $title }
operator-taken-from = 🙋 **{ $name }** ha preso in carico **#{ $number }**, che era di **{ $former }** · { $title }
operator-assigned = 👉 **{ $name }** ha assegnato **#{ $number }** a **{ $to }** · { $title }
operator-given = 👉 **#{ $number }** tocca a **{ $to }** · { $title }
operator-nobody-there = 🪑 Non c'è nessuno a cui assegnare **#{ $number }**, che resta libero · { $title }
operator-released = 👐 **{ $name }** ha rilasciato **#{ $number }**: torna in coda, senza operatore · { $title }
operator-owner-away = 🌴 **{ $name }** è assente { $until }: **#{ $number }** torna alla sua coda · { $title }
operator-is-away = 🌴 **{ $name }** è assente { $until }.
operator-until = fino al { $at }
operator-no-end = fino a nuovo avviso
operator-you-are-away = 🌴 Risulti assente { $until }. Non ti vengono assegnati nuovi ticket; se i clienti scrivono nei tuoi, questi tornano alla coda. Con `{ $prefix }away --back` segnali il rientro.
operator-away-tickets =
    { $tickets ->
        [one] Hai un ticket attivo. `{ $prefix }list mine` lo mostra; ciò che non può aspettare si restituisce con `{ $prefix }release`.
       *[other] Hai { $tickets } ticket attivi. `{ $prefix }list mine` li mostra; ciò che non può aspettare si restituisce con `{ $prefix }release`.
    }
operator-back = 👋 Rientro registrato: da ora ti si possono di nuovo assegnare ticket.
operator-not-away = Non risulti assente, quindi non è cambiato nulla.
operator-blocked = 🚫 **{ $name }** ({ $accounts }) è bloccato { $until }: le nuove richieste non aprono nulla, e ciò che scrive nei ticket aperti viene conservato senza chiamare nessuno. `{ $prefix }unblock` lo sblocca.
operator-unblocked = ✅ **{ $name }** non è più bloccato.
operator-not-blocked = **{ $name }** non è bloccato, quindi non è cambiato nulla.
operator-nobody-blocked = Non è bloccato nessuno.
operator-block = - 🚫 **{ $name }** ({ $accounts }) { $until } · bloccato da { $by }
operator-closed-successful = ✅ **{ $name }** ha chiuso **#{ $number }** con successo · { $title }
operator-closed-unsuccessful = ⛔ **{ $name }** ha chiuso **#{ $number }** senza successo · { $title }
operator-closed-by-customer = ☑️ Il cliente, **{ $name }**, ha chiuso **#{ $number }** · { $title }
operator-closed-with-problem = ✅ **{ $name }** ha chiuso **#{ $number }** con il problema **#{ $other }** · { $title }
operator-closed-together = 🔗 Chiusi insieme, con la stessa risposta: { $numbers }
operator-left-hanging = { $count ->
        [one] ⚠️ Un ticket collegato al problema è in una coda di cui { $name } non è operatore, e resta aperto.
       *[other] ⚠️ { $count } ticket collegati al problema sono in code di cui { $name } non è operatore, e restano aperti.
    }
operator-still-hanging = { $count ->
        [one] 🔗 Un ticket vi è ancora collegato e resta aperto.
       *[other] 🔗 { $count } ticket vi sono ancora collegati e restano aperti.
    }
operator-reopened = 🎫 **{ $name }** ha riaperto **#{ $number }** · { $title }
operator-reopened-by-customer = 🎫 Il cliente ha riaperto **#{ $number }**.
operator-follow-up-opened = 🎫 Il cliente ha scritto in **#{ $old }**, che resta chiuso: si è aperto un nuovo ticket collegato, **#{ $number }**.
operator-private = 🔒 **#{ $number }** prosegue in privato con il cliente. Qui non cambia nulla · { $title }
operator-shown-here = 🎫 **#{ $number }** prosegue in un nuovo thread di questo canale.
operator-undone = L'articolo { $article } è stato ritirato: il cliente non lo vede più.
operator-undone-too = ↩️ Anche in { $numbers }, chiusi insieme.
operator-undone-too-but-mailed = ⚠️ Anche in { $numbers }, chiusi insieme, ma lì la mail è già partita.
operator-undone-but-mailed = L'articolo { $article } è stato ritirato dalla chat, ma il cliente l'ha già ricevuto via mail. Meglio scrivergli una rettifica.
operator-undone-but-own-message = L'articolo { $article } è stato ritirato, ma nella conversazione del cliente era stato scritto con il tuo account: quel messaggio va cancellato lì, a mano.

## Che cosa scade

operator-put-aside = ⏸️ **{ $name }** ha sospeso **#{ $number }** fino al { $at } · { $title }
operator-closes-successful = ⏸️ **{ $name }** ha sospeso **#{ $number }**: se il cliente non scrive, si chiude con successo il { $at } · { $title }
operator-closes-unsuccessful = ⏸️ **{ $name }** ha sospeso **#{ $number }**: se il cliente non scrive, si chiude senza successo il { $at } · { $title }
operator-put-aside-why = «{ $reason }»
operator-taken-up = ▶️ **{ $name }** ha ripreso **#{ $number }** · { $title }
operator-reminded = 🔔 La sospensione di **#{ $number }** è finita; il ticket è di nuovo aperto · { $title }
operator-escalation-near =
    ⏰ **#{ $number }**: { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    } è attesa entro il { $at } · { $title }
operator-escalated =
    🔥 **#{ $number }** è in ritardo: { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    } era attesa entro il { $at } · { $title }
operator-release-near = ⏰ **#{ $number }** aspetta una parola di **{ $name }**. Se non arriva, torna in coda il { $at } · { $title }
operator-given-back = 👐 **#{ $number }** ha aspettato troppo una parola di **{ $name }** ed è tornato in coda, senza operatore · { $title }
operator-closed-on-time = ✅ **#{ $number }** si è chiuso al momento stabilito · { $title }
operator-closed-silence = ☑️ **#{ $number }** si è chiuso: dopo la nostra risposta il cliente non ha più scritto · { $title }

## Problemi

operator-unreachable = ⚠️ Una conversazione di **#{ $number }** su { $platform } non è raggiungibile ({ $cause }). Il ticket resta aperto, e quello che c'è da dire lì viene conservato finché non torna raggiungibile.
operator-undelivered = ⚠️ Non è stato possibile consegnare via { $platform } una comunicazione su **#{ $number }**: { $cause }. È conservata; se è urgente, meglio avvisare il cliente in altro modo.

## Elenchi

list-line = - **#{ $number }** { $title } · { $queue } · { $state } · in carico a: { $owner } · aperto { $age } fa
list-own-line =
    - **#{ $number }** { $title } · { $queue } · { $state } · { $owner ->
        [nessuno] finora nessun operatore
       *[other] in carico a: { $owner }
    } · aperto { $age } fa
list-empty = Nessun ticket.
list-own = **I tuoi**
list-free = **Non ancora presi in carico**
list-more = ➡️ Altri: `{ $prefix }{ $command }`
list-more-of-own =
    { $lines ->
        [one] Ce ne sono altri: è mostrato solo il primo.
       *[other] Ce ne sono altri: sono mostrati solo i primi { $lines }.
    }
answer-list = 💬 Testi pronti. `{ $prefix }answer` con un nome ne mostra uno come lo leggerebbe il cliente; non parte ancora nulla.
answer-line = - **{ $name }** · { $title }
answer-line-untitled = - **{ $name }**
answer-preview = 👁️ Così il cliente di **#{ $number }** leggerebbe **{ $name }**; non è ancora partito nulla:
answer-send = Per inviarlo: `{ $prefix }{ $command }`
search-found =
    { $found ->
        [one] 🔎 «{ $words }»: **{ $found }** ticket · pagina { $page } di { $pages }
       *[other] 🔎 «{ $words }»: **{ $found }** ticket · pagina { $page } di { $pages }
    }
search-nothing = 🔎 Per «{ $words }» non si trova nulla. Con meno parole si trova di più: ogni parola deve esserci.
search-line = - **#{ $number }** { $title } · { $state }
show-at = _{ $at }_

## Storia

history-line = - { $at } · **{ $who }** · { $platform } · { $what }
history-line-of = - { $at } · **{ $who }** · { $platform } · #{ $number }: { $what }
history-opened = apertura del ticket
history-article = articolo { $number }: { $kind }
history-answered = l'articolo { $number } risponde a «{ $question }»
history-skipped = domande saltate
history-edited = articolo { $number } modificato
history-deleted = articolo { $number } cancellato
history-ready-text = dal testo pronto { $name }
history-offered = proposto al cliente il testo pronto { $name }
history-helped = il testo pronto { $name } è stato d'aiuto
history-helped-not = il testo pronto { $name } non è stato d'aiuto
history-undone = articolo { $number } ritirato
history-decrypted = articolo { $number } decifrato
history-owner = in carico a: { $from } → { $to }
history-owner-away = chi l'ha in carico, { $who }, è assente
history-one-person = { $name } e { $also } sono la stessa persona
history-blocked = il cliente è bloccato
history-unblocked = il cliente non è più bloccato
history-state = stato: { $from } → { $to }
history-first-response = prima risposta al cliente
history-title = titolo: { $to }
history-private = spostato in privato
history-linked = { $kind ->
    [parent] parte di #{ $to }
    [child] #{ $to } ne è parte
    [problem] in attesa del problema #{ $to }
    [incident] problema di #{ $to }
   *[other] collegato a #{ $to }
}
history-mailed-somebody = mail inviata
history-customer = cliente: { $from } → { $to }
history-forwarded = inoltrato a { $to }, art. { $articles }
history-unlinked = non più collegato a #{ $from }
history-closed-with = chiuso con il suo problema, #{ $problem }
history-exposed = `{ $command }` scritto dove leggono i clienti: rimosso dove consentito, non eseguito
history-mailed = mail a { $to }
history-priority = priorità: { $from } → { $to }
history-tags = etichette: { $to }
history-responsible = responsabile: { $from } → { $to }
history-moved = spostato da { $from } a { $to }
history-merged = unito a #{ $into }
history-split = separato #{ $to }, art. { $articles }
history-split-from = separato da #{ $from }, art. { $articles }
history-absorbed = #{ $number } unito a questo, come articoli da { $from } a { $to }
history-rated = valutato { $stars } su 5
history-put-aside = sospeso fino al { $at }
history-put-aside-why = sospeso fino al { $at }: { $reason }
history-reminded = è arrivato il momento: promemoria
history-escalation-near =
    avviso di scadenza vicina: { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    }
history-escalated =
    in ritardo: { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    }
history-escalation-stopped =
    non più in ritardo: { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    }
history-release-near = avviso a chi l'ha in carico: sta per tornare in coda
history-given-back = tornato in coda, senza una parola di chi l'aveva in carico
history-auto-close-near = avviso al cliente: sta per chiudersi
history-closed-on-time = chiuso al momento stabilito
history-closed-silence = chiuso perché il cliente non ha più scritto
history-rerouted = prosegue in una chat diretta su { $platform }
history-unreachable = conversazione su { $platform } non raggiungibile
history-undelivered = non consegnato: { $cause }
history-emptied = chiuso da abbastanza tempo: il testo e i nomi delle persone sono stati eliminati
history-erased = { $articles ->
    [one] il testo di 1 articolo è stato eliminato
   *[other] il testo di { $articles } articoli è stato eliminato
  }
history-retried = ciò che non era stato consegnato viene inviato di nuovo
history-given-up = si rinuncia a consegnare: { $reason }

kind-request = richiesta
kind-reply = risposta
kind-note = nota interna
kind-participant = messaggio di un partecipante
kind-phone = telefonata
kind-forward = inoltro via mail
