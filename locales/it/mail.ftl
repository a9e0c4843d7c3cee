# Mail. Un saluto, l'oggetto, le parole di cui si tratta, un link, una chiusura.

mail-subject = [Sportello#{ $number }] { $title }
mail-greeting = Buongiorno { $person },
mail-link = Per leggere il seguito e rispondere, nella chat: { $link }
mail-footer = { $desk }. Le risposte a questa mail non vengono lette: si prega di scrivere nella chat. Per non ricevere più queste mail, in una chat diretta con il bot: `mail off`.
mail-encrypted = _(Scritto in una conversazione cifrata: il testo non viene ripetuto via mail. Si può leggere nella chat.)_

## Al cliente

mail-received = la richiesta «{ $title }» è arrivata: è il ticket **#{ $number }** di { $queue }. Una mail avviserà quando sarà presa in carico e quando ci sarà una risposta. Questo è il testo ricevuto:
mail-taken = la richiesta «{ $title }», ticket **#{ $number }**, è stata presa in carico da **{ $name }**. Una mail avviserà appena ci sarà una risposta.
mail-answered =
    { $answers ->
        [one] c'è una risposta alla richiesta «{ $title }», ticket **#{ $number }**:
       *[other] ci sono { $answers } risposte alla richiesta «{ $title }», ticket **#{ $number }**:
    }
mail-closed =
    { $outcome ->
        [successful] la richiesta «{ $title }», ticket **#{ $number }**, è ora nello stato: { $state }. Siamo lieti di essere stati d'aiuto.
       *[unsuccessful] la richiesta «{ $title }», ticket **#{ $number }**, è ora nello stato: { $state }. Questa volta non si è trovata una soluzione, e ce ne scusiamo.
    }

    Se serve ancora aiuto, basta scrivere nella sua conversazione entro { $within }, e il ticket viene riaperto.
mail-reopened = il ticket **#{ $number }**, «{ $title }», è stato riaperto. Una mail avviserà appena ci sarà una risposta.

## Agli operatori

mail-assigned = **{ $name }** ha assegnato a chi riceve questa mail il ticket **#{ $number }** di { $queue }: «{ $title }».
mail-follow-up = **{ $customer }** ha scritto nel ticket **#{ $number }**, «{ $title }», ora in carico a chi riceve questa mail:
mail-new = un nuovo ticket in { $queue }: **#{ $number }**, «{ $title }», da **{ $customer }**:

## Il codice che conferma un indirizzo

mail-code-subject = { $desk }: conferma dell'indirizzo mail
mail-code = per ricevere a questo indirizzo le mail di { $desk }, il codice da inviare al bot in una chat diretta è: **{ $code }**
mail-code-footer = Il codice vale un giorno. Chi non l'ha chiesto può ignorare questa mail: non cambierà nulla.
