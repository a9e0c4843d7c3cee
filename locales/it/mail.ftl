# Mail. Un saluto, l'oggetto, le parole di cui si tratta, un link, una chiusura.

mail-subject = [Sportello#{ $number }] { $title }
mail-greeting = Buongiorno { $person },
mail-link = La conversazione prosegue nella chat: { $link }
mail-footer = { $desk }. Le risposte a questa mail non vengono lette: si prega di scrivere nella chat. Per non ricevere più queste mail, in una chat diretta con il bot: `mail off`.
mail-encrypted = _(Scritto in una conversazione cifrata: il testo non viene ripetuto via mail. Si può leggere nella chat.)_

## Al cliente

mail-received = la richiesta «{ $title }» è arrivata: è il ticket **#{ $number }** della coda { $queue }. Seguirà una mail quando sarà presa in carico e quando ci sarà una risposta. Questo è il testo ricevuto:
mail-called = la telefonata è stata registrata: «{ $title }» è il ticket **#{ $number }** di { $queue }. Ci faremo sentire quando qualcuno lo prenderà in carico e quando ci sarà una risposta. Ecco che cosa è stato annotato:
mail-taken = la richiesta «{ $title }», ticket **#{ $number }**, è stata presa in carico da **{ $name }**. Seguirà una mail appena ci sarà una risposta.
mail-answered =
    { $answers ->
        [one] c'è una risposta alla richiesta «{ $title }», ticket **#{ $number }**:
       *[other] ci sono { $answers } risposte alla richiesta «{ $title }», ticket **#{ $number }**:
    }
mail-waiting = per la richiesta «{ $title }», ticket **#{ $number }**, aspettiamo un cenno. Se serve ancora aiuto, basta scrivere nella sua conversazione; altrimenti si chiude da sola il { $at }.
mail-closed =
    { $outcome ->
        [successful] la richiesta «{ $title }», ticket **#{ $number }**, è stata chiusa con successo. Siamo lieti di essere stati d'aiuto.
       *[unsuccessful] la richiesta «{ $title }», ticket **#{ $number }**, è stata chiusa senza successo: una soluzione non si è trovata, e ce ne scusiamo.
    }

    { $followup ->
        [reopen] Se serve ancora aiuto, basta scrivere nella sua conversazione entro { $within }, e il ticket viene riaperto.
        [new-ticket] Se serve ancora aiuto, basta scrivere nella sua conversazione, e si apre un nuovo ticket.
       *[reject] Se serve ancora aiuto, si può aprire un nuovo ticket nella chat.
    }
mail-reopened = la richiesta «{ $title }», ticket **#{ $number }**, è stata riaperta. Seguirà una mail appena ci sarà una risposta.
mail-merged = le richieste **#{ $old }** e **#{ $number }** riguardano la stessa cosa e proseguono insieme come ticket **#{ $number }**, «{ $title }». Anche il vecchio numero porta lì.
mail-yours = la richiesta «{ $title }», ticket **#{ $number }**, è ora a nome di { $person }. La risposta arriverà appena possibile.
mail-split = una parte della richiesta **#{ $old }** riguarda un'altra cosa e prosegue come ticket a parte: **#{ $number }**, «{ $title }». Seguirà una mail quando ci sarà una risposta.

## Agli operatori

mail-assigned = **{ $name }** ha assegnato questo ticket a { $person }: **#{ $number }**, «{ $title }», coda { $queue }.
mail-follow-up = c'è un nuovo messaggio di **{ $customer }** nel ticket in carico **#{ $number }**, «{ $title }»:
mail-reminder = è arrivato il momento fino al quale il ticket **#{ $number }**, «{ $title }», era sospeso; ora è di nuovo aperto.
mail-escalation-near =
    nel ticket **#{ $number }**, «{ $title }», coda { $queue }, { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    } è attesa entro il { $at }.
mail-escalated =
    il ticket **#{ $number }**, «{ $title }», coda { $queue }, è in ritardo: { $clock ->
        [first_response] la prima risposta
        [update] la prossima risposta
       *[solution] la soluzione
    } era attesa entro il { $at }.
mail-release-near = il ticket **#{ $number }**, «{ $title }», aspetta una parola di chi l'ha in carico. Se non arriva, torna nella sua coda, { $queue }, il { $at }.
mail-new = c'è un nuovo ticket nella coda { $queue }: **#{ $number }**, «{ $title }», da **{ $customer }**:

## Il codice che conferma un indirizzo

mail-code-subject = { $desk }: conferma dell'indirizzo mail
mail-code = Per ricevere a questo indirizzo le mail di { $desk }, il codice da inviare al bot in una chat diretta è: **{ $code }**
mail-code-footer = Il codice vale un giorno. Chi non l'ha chiesto può ignorare questa mail: non cambierà nulla.

## A chi non fa parte del ticket

mail-forward-subject = [Sportello#{ $number }] I: { $title }
mail-forward = **{ $name }**, { $desk }, inoltra quanto è stato detto nel ticket **#{ $number }**, «{ $title }»:
mail-forward-article = **{ $name }**, { $at }:
mail-forward-too-large = 📎 _Il file «{ $file }» è troppo grande per una mail._
mail-forward-footer = { $desk }. Le risposte a questa mail non vengono lette: si prega di rispondere a chi l'ha inoltrata.
