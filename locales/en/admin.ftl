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
