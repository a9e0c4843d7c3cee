# Quello che sta sulla trascrizione di un ticket oltre ai suoi articoli.

## L'inizio di una trascrizione

transcript-ticket = Ticket { $number }
transcript-queue = Coda
transcript-state = Stato
transcript-customer = Cliente
transcript-owner = In carico a
transcript-in-charge = In carico a
transcript-responsible = Responsabile
transcript-opened = Aperto
transcript-closed = Chiuso
transcript-rating = Valutazione
transcript-stars = { $stars } su 5
transcript-internal = Solo per gli operatori: contiene le note interne e la storia del ticket.

## Gli articoli di una trascrizione

transcript-conversation = Conversazione
transcript-empty = Non è stato scritto nulla.
transcript-answers = risponde a { $number }
transcript-answers-name = risponde a { $name }
transcript-deleted = Cancellato da chi l'ha scritto; i clienti non lo vedono.
transcript-origin = Era l'articolo { $article } di #{ $number }.
transcript-moved = Prosegue come articolo { $article } di #{ $number }.
transcript-emptied = Il testo è stato eliminato definitivamente.
transcript-undecryptable = Cifrato: la chiave non era ancora arrivata quando è stata fatta questa trascrizione.
transcript-version = Fino al { $at } diceva:
transcript-files = Allegati
transcript-file-missing = non conservato
transcript-file-missing-why = non conservato: { $why }

## La fine di una trascrizione

transcript-history = Storia
transcript-made = Trascrizione del { $at } ({ $zone }) a cura di { $desk }. Gli allegati sono elencati, ma non si trovano in questo file.
transcript-encrypted = Una parte è stata scritta in una conversazione cifrata. Questo file non è cifrato: va conservato con la dovuta attenzione.
