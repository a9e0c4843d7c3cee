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
