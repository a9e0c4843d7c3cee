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

## People whose names are gone

admin-nobody = anonymous

## A person who is erased

admin-erase-ask = ⚠️ **{ $name }** ({ $accounts }): { $tickets ->
    [one] 1 ticket
   *[other] { $tickets } tickets
  } in their name, which would lose every word said in them, and { $articles ->
    [one] 1 article
   *[other] { $articles } articles
  } in others' tickets. It can't be undone. If that is meant, say `{ $prefix }erase` once more, with the same name and `--yes`.
admin-erased = 🧹 Erased, for good. History keeps that something happened, not what it was.
admin-erased-words = - { $articles ->
    [one] 1 article has
   *[other] { $articles } articles have
  } no words any more; with them went { $versions ->
    [one] 1 earlier wording
   *[other] { $versions } earlier wordings
  } and { $files ->
    [one] 1 file
   *[other] { $files } files
  }
admin-erased-tickets = - { $tickets ->
    [one] 1 ticket in their name was emptied
   *[other] { $tickets } tickets in their name were emptied
  }, title and notes too{ $closed ->
    [0] {""}
    [one] ; 1 of them was open, and was closed
   *[other] ; { $closed } of them were open, and were closed
  }
admin-erased-person = - { $accounts ->
    [one] 1 account
   *[other] { $accounts } accounts
  } and { $addresses ->
    [one] 1 mail address
   *[other] { $addresses } mail addresses
  } are forgotten
admin-erased-waiting = - { $waiting ->
    [0] nothing waited to be sent
    [one] 1 message or mail that waited is not sent
   *[other] { $waiting } messages and mails that waited are not sent
  }
admin-erased-copies = - { $copies ->
    [0] no message of it stands in a chat
    [one] 1 message in a chat is being removed, if its platform lets me
   *[other] { $copies } messages in chats are being removed, where their platforms let me
  }
admin-erased-bytes = - { $files ->
    [0] no file's bytes are to be deleted
    [one] the bytes of 1 file are deleted within half an hour, unless somebody else has sent the same
   *[other] the bytes of { $files } files are deleted within half an hour, unless somebody else has sent the same
  }
admin-erased-not = Not within my reach: mails that were sent, answers only one person saw, names of threads, what people have copied, and backups.
admin-erased-exports = { $exports ->
    [one] There is 1 export
   *[other] There are { $exports } exports
  } in { $folder }, made before: delete what is not needed.
