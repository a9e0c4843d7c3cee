# Le cifre di `stats`, a parole, in tabelle e in figure.

stats-head = 📊 **{ $what }** · { $period } · { $whose }
stats-caption = { $period } · { $whose }
stats-of-operator = { $queues } · { $operator }
stats-all-queues = tutte le code
stats-own-queues = le proprie code
stats-day-to-day = { $from } – { $to }
stats-now = adesso

## Aperti e chiusi

stats-overview = Aperti e chiusi
stats-overview-opened =
    Aperti **{ $requests }** · chiusi **{ $closed }** ({ $successful } con successo) · attivi adesso **{ $active }**
stats-overview-taken =
    Presi in carico **{ $taken }** · chiusi **{ $closed }** ({ $successful } con successo) · attivi adesso **{ $active }**
stats-overview-rating =
    { $ratings ->
        [one] Una valutazione: **{ $rating }** su 5
       *[other] { $ratings } valutazioni: in media **{ $rating }** su 5
    }
stats-overview-response =
    { $tickets ->
        [one] Prima risposta, 1 ticket: **{ $median }**
       *[other] Prima risposta, { $tickets } ticket: metà entro **{ $median }**, nove su dieci entro **{ $ninetieth }**
    }
stats-overview-solution =
    { $tickets ->
        [one] Soluzione, 1 ticket: **{ $median }**
       *[other] Soluzione, { $tickets } ticket: metà entro **{ $median }**, nove su dieci entro **{ $ninetieth }**
    }
stats-line-queue = - **{ $name }** · aperti { $requests } · chiusi { $closed } · attivi adesso { $active }{ $rating }
stats-line-operator = - **{ $name }** · presi in carico { $taken } · chiusi { $closed } · attivi adesso { $active }{ $rating }
stats-line-rating = { " " }· valutazione { $rating } ({ $ratings })
stats-more = `{ $prefix }stats times`: quanto ci è voluto, per coda e per operatore. `{ $prefix }stats backlog`: che cosa è in attesa, e da quanto.
stats-opened = aperti
stats-taken = presi in carico
stats-closed = chiusi
stats-backlog-line = attivi
stats-nothing = Nessun ticket in questo periodo.
stats-week-of = settimana del { $day }

## Quanto ci è voluto

stats-times = Quanto ci è voluto
stats-response = Prima risposta
stats-solution = Soluzione
stats-median = metà
stats-ninetieth = nove su dieci
stats-tickets = ticket
stats-whole = tutti
stats-clock = Tempo contato giorno e notte, da quando il ticket è stato aperto (o riaperto), con un errore massimo del 5 %.

## Che cosa è in attesa

stats-backlog = Ticket attivi per età
stats-age = aperti
stats-age-day = oggi
stats-age-days = da 1–2 giorni
stats-age-week = da 3–6 giorni
stats-age-weeks = da 1–2 settimane
stats-age-month = da 2–4 settimane
stats-age-older = da più tempo
stats-none-active = Niente in attesa.

## Durate, brevi quanto serve a una tabella

stats-span-days = { $n } g
stats-span-hours = { $n } h
stats-span-minutes = { $n } min
stats-span-seconds = { $n } s
