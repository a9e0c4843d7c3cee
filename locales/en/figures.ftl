# The figures that `stats` tells, in words, tables and pictures.

stats-head = 📊 **{ $what }** · { $period } · { $whose }
stats-caption = { $period } · { $whose }
stats-of-operator = { $queues } · { $operator }
stats-all-queues = all queues
stats-own-queues = your queues
stats-day-to-day = { $from } – { $to }
stats-now = now

## Opened and closed

stats-overview = Opened and closed
stats-overview-opened =
    Opened **{ $requests }** · closed **{ $closed }** ({ $successful } successfully) · active now **{ $active }**
stats-overview-taken =
    Taken **{ $taken }** · closed **{ $closed }** ({ $successful } successfully) · active now **{ $active }**
stats-overview-rating =
    { $ratings ->
        [one] Rated once: **{ $rating }** of 5
       *[other] Rated { $ratings } times: **{ $rating }** of 5 on average
    }
stats-overview-response =
    { $tickets ->
        [one] First response, 1 ticket: **{ $median }**
       *[other] First response, { $tickets } tickets: half within **{ $median }**, nine of ten within **{ $ninetieth }**
    }
stats-overview-solution =
    { $tickets ->
        [one] Solution, 1 ticket: **{ $median }**
       *[other] Solution, { $tickets } tickets: half within **{ $median }**, nine of ten within **{ $ninetieth }**
    }
stats-line-queue = - **{ $name }** · opened { $requests } · closed { $closed } · active now { $active }{ $rating }
stats-line-operator = - **{ $name }** · taken { $taken } · closed { $closed } · active now { $active }{ $rating }
stats-line-rating = { " " }· rated { $rating } ({ $ratings })
stats-more = `{ $prefix }stats times`: how long it took, by queue and operator. `{ $prefix }stats backlog`: what is waiting, by age.
stats-opened = opened
stats-taken = taken
stats-closed = closed
stats-backlog-line = active
stats-nothing = No tickets in this time.
stats-week-of = week of { $day }

## How long it took

stats-times = How long it took
stats-response = First response
stats-solution = Solution
stats-median = half
stats-ninetieth = nine of ten
stats-tickets = tickets
stats-whole = all
stats-clock = Counted day and night, from when the ticket was opened (or opened again), and right within 5 %.

## What is waiting

stats-backlog = Active tickets by age
stats-age = opened
stats-age-day = today
stats-age-days = 1–2 days ago
stats-age-week = 3–6 days ago
stats-age-weeks = 1–2 weeks ago
stats-age-month = 2–4 weeks ago
stats-age-older = longer ago
stats-none-active = Nothing is waiting.

## Spans of time, as short as a table needs them

stats-span-days = { $n } d
stats-span-hours = { $n } h
stats-span-minutes = { $n } min
stats-span-seconds = { $n } s
