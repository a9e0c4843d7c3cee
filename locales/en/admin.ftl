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

admin-queues-line = **{ $title }** ({ $name }): { $active } active, { $new } new, { $free } without an owner
admin-queues-operators = operators: { $list }
admin-queues-away = { $name } (away)
admin-queues-help = people write in { $list }
admin-queues-ops = operators work in { $list }
admin-queues-retired = No longer in bot.toml, with closed tickets only: { $names }
admin-outage-set = ⚠️ From now on every receipt of **{ $name }** says: { $text }
    `{ $prefix }outage off` ends that; for one queue, `{ $prefix }outage queue:name off`.
admin-outage-lifted = ✅ Receipts of **{ $name }** say it no more.
admin-outage-none = Receipts of **{ $name }** say nothing of the kind.
admin-outage-nowhere = Nothing is said to be out of order. `{ $prefix }outage The mail server is down` says so in every receipt, `{ $prefix }outage queue:name …` in those of one queue.
admin-outage-line = ⚠️ **{ $name }**, by { $by }, since { $since }: { $text }

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
