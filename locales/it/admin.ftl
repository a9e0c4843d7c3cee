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
  }: `{ $prefix }undelivered after { $number }`. Per inviare di nuovo: `{ $prefix }undelivered retry { $number }`, o `retry all`. Per rinunciare: `{ $prefix }undelivered drop { $number } motivo`.
admin-undelivered-hint = Per inviare di nuovo: `{ $prefix }undelivered retry { $number }`, o `retry all`. Per rinunciare: `{ $prefix }undelivered drop { $number } motivo`.
admin-undelivered-retried = { $number ->
    [one] 🔁 Viene inviato di nuovo. Se non riesce di nuovo, tornerà in questo elenco.
   *[other] 🔁 Se ne inviano di nuovo { $number }. Quel che non riesce di nuovo tornerà in questo elenco.
  }
admin-undelivered-dropped = Si rinuncia al numero { $id }.
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

## Chi non ha più nome

admin-nobody = anonimo

## Una persona eliminata

admin-erase-ask = ⚠️ **{ $name }** ({ $accounts }): { $tickets ->
    [one] 1 ticket a suo nome, che perderebbe
   *[other] { $tickets } ticket a suo nome, che perderebbero
  } tutto il testo, e { $articles ->
    [one] 1 articolo
   *[other] { $articles } articoli
  } in ticket altrui. Non si torna indietro. Per confermare, ancora `{ $prefix }erase` con lo stesso nome e `--yes`.
admin-erased = 🧹 Eliminato, definitivamente. La storia conserva che qualcosa è successo, non che cosa.
admin-erased-words = - { $articles ->
    [one] 1 articolo non ha
   *[other] { $articles } articoli non hanno
  } più testo; rimossi anche { $versions ->
    [one] 1 versione precedente
   *[other] { $versions } versioni precedenti
  } e { $files ->
    [one] 1 allegato
   *[other] { $files } allegati
  }
admin-erased-tickets = - { $tickets ->
    [one] 1 ticket a suo nome è stato svuotato
   *[other] { $tickets } ticket a suo nome sono stati svuotati
  }, anche di titolo e note{ $closed ->
    [0] {""}
    [one] ; 1 era aperto, ed è stato chiuso
   *[other] ; { $closed } erano aperti, e sono stati chiusi
  }
admin-erased-person = - dimenticati { $accounts ->
    [one] 1 account
   *[other] { $accounts } account
  } e { $addresses ->
    [one] 1 indirizzo mail
   *[other] { $addresses } indirizzi mail
  }
admin-erased-waiting = - { $waiting ->
    [0] non c'era nulla in attesa di invio
    [one] 1 messaggio o mail in attesa non parte più
   *[other] { $waiting } messaggi e mail in attesa non partono più
  }
admin-erased-copies = - { $copies ->
    [0] nelle chat non c'è nessun messaggio da rimuovere
    [one] si rimuove 1 messaggio da una chat, se la piattaforma lo consente
   *[other] si rimuovono { $copies } messaggi dalle chat, dove le piattaforme lo consentono
  }
admin-erased-bytes = - { $files ->
    [0] nessun contenuto di allegati da cancellare
    [one] il contenuto di 1 allegato si cancella entro mezz'ora, se nessun altro ha inviato lo stesso
   *[other] il contenuto di { $files } allegati si cancella entro mezz'ora, se nessun altro ha inviato gli stessi
  }
admin-erased-not = Restano fuori portata: le mail già inviate, le risposte viste da una sola persona, i nomi dei thread, ciò che qualcuno ha copiato, e i backup.
admin-erased-exports = { $exports ->
    [one] C'è 1 esportazione fatta prima
   *[other] Ci sono { $exports } esportazioni fatte prima
  }, in { $folder }: conviene cancellare ciò che non serve.
