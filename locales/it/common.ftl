# Parole che servono in più posti: stati, unità di tempo e risposte sulle impostazioni di una persona.

state-new = nuovo
state-open = aperto
state-pending-reminder = in attesa, con promemoria
state-pending-close = in attesa, con chiusura automatica
state-closed-successful = chiuso con successo
state-closed-unsuccessful = chiuso senza successo
state-merged = unito

priority-1 = molto bassa
priority-2 = bassa
priority-3 = normale
priority-4 = alta
priority-5 = molto alta

unit-days =
    { $n ->
        [one] { $n } giorno
       *[other] { $n } giorni
    }
unit-hours =
    { $n ->
        [one] { $n } ora
       *[other] { $n } ore
    }
unit-minutes =
    { $n ->
        [one] { $n } minuto
       *[other] { $n } minuti
    }
unit-seconds =
    { $n ->
        [one] { $n } secondo
       *[other] { $n } secondi
    }

language-is = La lingua in uso è: **{ $language }**. Con `{ $prefix }language en` si passa all'inglese, con `{ $prefix }language it` all'italiano.
language-set = D'ora in poi la lingua è: **{ $language }**. Per cambiarla di nuovo: `{ $prefix }language`.

mail-set = Le mail arrivano a **{ $address }**. Per cambiare indirizzo: `{ $prefix }mail nome@example.org`; per non riceverne più: `{ $prefix }mail off`.
mail-unset = Non risulta nessun indirizzo mail. Per indicarne uno, in una chat diretta con il bot: `{ $prefix }mail nome@example.org`.
mail-on = Le mail sui propri ticket sono attive. Per vedere l'indirizzo: `{ $prefix }mail`; per disattivarle: `{ $prefix }mail off`.
mail-off = Le mail sono disattivate: tutte le comunicazioni arrivano in chat. Per riattivarle: `{ $prefix }mail on`.
mail-code-sent = Una mail con un codice è in arrivo a **{ $address }**. Il codice va scritto al bot in una chat diretta: `{ $prefix }mail 123456`, con il codice ricevuto al posto di 123456.
mail-confirmed = Grazie: d'ora in poi le mail arrivano a **{ $address }**.

identity-code = I tuoi account: { $accounts }. Per aggiungerne un altro, scrivimi da quello, in una chat diretta: `{ $prefix }identity { $number }`. Il codice vale dieci minuti e una volta sola; chi lo ha può unirsi ai tuoi ticket, quindi non darlo a nessuno.
identity-operator = I tuoi account: { $accounts }. Gli account di un operatore li unisce un amministratore, in bot.toml.
identity-joined = Da ora i tuoi account sono uno solo: { $accounts }. `{ $prefix }mine` mostra i ticket di tutti; `{ $prefix }identity --leave` e un account lo toglie di nuovo.
identity-joined-elsewhere = Da ora i tuoi account sono uno solo: { $accounts }. Se non è opera tua, togli subito l'account che non è tuo con `{ $prefix }identity --leave` e il suo nome, e avvisa un operatore.
identity-left = Da ora l'account { $address } sta per conto suo. I ticket sono rimasti agli altri tuoi account.
identity-same-address = Anche **{ $name }** ({ $accounts }) riceve le mail a questo indirizzo. Se sei sempre tu, `{ $prefix }identity --mail` unisce gli account.
