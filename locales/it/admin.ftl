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

admin-queues-line = **{ $title }** ({ $name }): { $active } attivi, { $new } nuovi, { $free } senza operatore, { $late } in ritardo
admin-queues-operators = operatori: { $list }
admin-queues-away = { $name } (assente)
admin-queues-help = si scrive in { $list }
admin-queues-ops = si lavora in { $list }
admin-queues-retired = Non più in bot.toml, con soli ticket chiusi: { $names }

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

## Esportare e importare

admin-exporting = ⏳ L'esportazione è in corso. Quando sarà pronta lo si legge qui.
admin-exported = 📦 Tutto è in **{ $path }**: { $tickets ->
    [one] 1 ticket
   *[other] { $tickets } ticket
  }, { $articles ->
    [one] 1 articolo
   *[other] { $articles } articoli
  }, { $people ->
    [one] 1 persona
   *[other] { $people } persone
  }; accanto { $files ->
    [0] nessun allegato
    [one] 1 allegato
   *[other] { $files } allegati
  }{ $missing ->
    [0] .
   *[other] {" "}({ $missing } non reperibili).
  } Contiene tutto quello che è stato scritto, anche le note interne: lo può leggere solo l'account del service desk. Conviene metterlo al sicuro.
admin-not-exported = ⚠️ Non è stato esportato nulla: { $cause }
admin-imported = ✅ Importati: { $tickets ->
    [one] 1 ticket
   *[other] { $tickets } ticket
  }, { $articles ->
    [one] 1 articolo
   *[other] { $articles } articoli
  }, { $people ->
    [one] 1 persona
   *[other] { $people } persone
  }, { $files ->
    [0] nessun allegato
    [one] 1 allegato
   *[other] { $files } allegati
  }{ $missing ->
    [0] .
   *[other] {" "}({ $missing } non erano accanto al file).
  }
admin-not-imported = ⚠️ Non è stato importato nulla, e nulla è cambiato: { $cause }
