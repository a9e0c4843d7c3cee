# What admins are answered.

## bot.toml read again

admin-reload-done = ✅ bot.toml was read again. This is new:
admin-reload-nothing = ✅ bot.toml was read again: nothing has changed.
admin-reload-mistakes = bot.toml has mistakes. Everything stays as it was until they are mended:
admin-queue-added = the queue **{ $name }**
admin-queue-renamed = the queue **{ $name }**, which was { $was } and keeps its tickets
admin-queue-changed = what holds in the queue **{ $name }**
admin-queue-removed = the queue **{ $name }** is gone; its closed tickets can still be read
admin-operator-added = the operator **{ $name }**
admin-operator-changed = what is said of the operator **{ $name }**
admin-operator-removed = **{ $name }** is no longer an operator
admin-customers-changed = { $number ->
    [one] what is said of one customer
   *[other] what is said of { $number } customers
  }
admin-rest-changed = other settings

## Queues

admin-queues-line = **{ $title }** ({ $name }): { $active } active, { $new } new, { $free } without an owner, { $late } late
admin-queues-operators = operators: { $list }
admin-queues-away = { $name } (away)
admin-queues-help = people write in { $list }
admin-queues-ops = operators work in { $list }
admin-queues-retired = No longer in bot.toml, with closed tickets only: { $names }

## What could not be delivered

admin-undelivered-none = ✅ Everything has been delivered, or is still being tried.
admin-undelivered-line = **{ $id }** · { $what } · to { $place } · { $ticket } · owed since { $since }: { $cause }
admin-undelivered-more = { $more ->
    [one] One more follows
   *[other] { $more } more follow
  }: `{ $prefix }undelivered after { $number }`. Send again: `{ $prefix }undelivered retry { $number }`, or `retry all`. Give up: `{ $prefix }undelivered drop { $number } reason`.
admin-undelivered-hint = Send again: `{ $prefix }undelivered retry { $number }`, or `retry all`. Give up: `{ $prefix }undelivered drop { $number } reason`.
admin-undelivered-retried = { $number ->
    [one] 🔁 It is sent again. If it fails once more, it will be listed here again.
   *[other] 🔁 { $number } things are sent again. What fails once more will be listed here again.
  }
admin-undelivered-dropped = Number { $id } is given up.
admin-what-article = article { $number }
admin-what-header = the ticket's header
admin-what-board = the board
admin-what-change = a change to what was said before

## Export and import

admin-exporting = ⏳ The export is being made. You are told here when it is there.
admin-exported = 📦 Everything is in **{ $path }**: { $tickets ->
    [one] 1 ticket
   *[other] { $tickets } tickets
  }, { $articles ->
    [one] 1 article
   *[other] { $articles } articles
  }, { $people ->
    [one] 1 person
   *[other] { $people } people
  }; beside it { $files ->
    [0] no attachments' bytes
    [one] the bytes of 1 attachment
   *[other] the bytes of { $files } attachments
  }{ $missing ->
    [0] .
   *[other] {" "}({ $missing } could not be had).
  } It holds everything people wrote, internal notes too: only the desk's own account can read it. Move it somewhere safe.
admin-not-exported = ⚠️ Nothing was exported: { $cause }
admin-imported = ✅ Imported: { $tickets ->
    [one] 1 ticket
   *[other] { $tickets } tickets
  }, { $articles ->
    [one] 1 article
   *[other] { $articles } articles
  }, { $people ->
    [one] 1 person
   *[other] { $people } people
  }, { $files ->
    [0] no attachments' bytes
    [one] the bytes of 1 attachment
   *[other] the bytes of { $files } attachments
  }{ $missing ->
    [0] .
   *[other] {" "}({ $missing } were not beside it).
  }
admin-not-imported = ⚠️ Nothing was imported, and nothing has changed: { $cause }
