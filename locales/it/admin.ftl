# Le risposte per gli amministratori.

## bot.toml riletto

admin-reload-done = ✅ bot.toml è stato riletto. Le novità:
admin-reload-nothing = ✅ bot.toml è stato riletto: non è cambiato nulla.
admin-reload-mistakes = In bot.toml ci sono errori. Finché non si correggono, tutto resta com'era:
admin-queue-added = la coda **{ $name }**
admin-queue-renamed = la coda **{ $name }**, che prima era { $was } e conserva i suoi ticket
admin-queue-changed = le impostazioni della coda **{ $name }**
admin-queue-removed = la coda **{ $name }** non c'è più; i suoi ticket chiusi si possono ancora leggere
admin-operator-added = l'operatore **{ $name }**
admin-operator-changed = i dati dell'operatore **{ $name }**
admin-operator-removed = **{ $name }** non è più tra gli operatori
admin-customers-changed = { $number ->
    [one] i dati di un cliente
   *[other] i dati di { $number } clienti
  }
admin-rest-changed = altre impostazioni

## Le code

admin-queues-line = **{ $title }** ({ $name }): { $active } attivi, { $new } nuovi, { $free } senza operatore
admin-queues-operators = operatori: { $list }
admin-queues-away = { $name } (assente)
admin-queues-help = si scrive in { $list }
admin-queues-ops = si lavora in { $list }
admin-queues-retired = Non più in bot.toml, con soli ticket chiusi: { $names }
admin-outage-set = ⚠️ D'ora in poi ogni ricevuta di **{ $name }** dice: { $text }
    `{ $prefix }outage off` la toglie; per una sola coda, `{ $prefix }outage queue:nome off`.
admin-outage-lifted = ✅ Le ricevute di **{ $name }** non lo dicono più.
admin-outage-none = Le ricevute di **{ $name }** non dicono nulla del genere.
admin-outage-nowhere = Non è segnalato nessun disservizio. `{ $prefix }outage Il server di posta è fermo` lo dice in ogni ricevuta, `{ $prefix }outage queue:nome …` in quelle di una coda.
admin-outage-line = ⚠️ **{ $name }**, da { $by }, dal { $since }: { $text }

## Ciò che non si è potuto consegnare

admin-undelivered-none = ✅ Tutto è stato consegnato, o si sta ancora provando.
admin-undelivered-line = **{ $id }** · { $what } · a { $place } · { $ticket } · in attesa dal { $since }: { $cause }
admin-undelivered-more = { $more ->
    [one] Ne segue un altro
   *[other] Ne seguono altri { $more }
  }: `{ $prefix }undelivered after { $number }`. Per rimandare: `{ $prefix }undelivered retry { $number }`, o `retry all`. Per rinunciare: `{ $prefix }undelivered drop { $number } motivo`.
admin-undelivered-hint = Per rimandare: `{ $prefix }undelivered retry { $number }`, o `retry all`. Per rinunciare: `{ $prefix }undelivered drop { $number } motivo`.
admin-undelivered-retried = { $number ->
    [one] 🔁 Viene rimandato. Se non riesce di nuovo, tornerà in questo elenco.
   *[other] 🔁 Se ne rimandano { $number }. Quel che non riesce di nuovo tornerà in questo elenco.
  }
admin-undelivered-dropped = Al numero { $id } si rinuncia.
admin-what-article = articolo { $number }
admin-what-header = l'intestazione del ticket
admin-what-board = il tabellone
admin-what-change = una modifica a quanto già detto
