# What stands on a ticket's transcript besides its articles.

## The head of a transcript

transcript-ticket = Ticket { $number }
transcript-queue = Queue
transcript-state = State
transcript-customer = Customer
transcript-owner = Owner
transcript-in-charge = In charge
transcript-responsible = Responsible
transcript-opened = Opened
transcript-closed = Closed
transcript-rating = Rating
transcript-stars = { $stars } of 5
transcript-internal = For operators only: it holds internal notes and the ticket's history.

## The articles of a transcript

transcript-conversation = Conversation
transcript-empty = Nothing has been written.
transcript-answers = answers { $number }
transcript-answers-name = answers { $name }
transcript-deleted = Deleted by its author; customers don't see it.
transcript-origin = Was article { $article } of #{ $number }.
transcript-moved = Goes on as article { $article } of #{ $number }.
transcript-emptied = Its words were removed for good.
transcript-undecryptable = Encrypted: its key had not arrived when this transcript was made.
transcript-version = Until { $at } it said:
transcript-files = Attachments
transcript-file-missing = not kept
transcript-file-missing-why = not kept: { $why }

## The end of a transcript

transcript-history = History
transcript-made = Transcript made on { $at } ({ $zone }) by { $desk }. Attachments are listed; they are not in this file.
transcript-encrypted = Some of this was written in an encrypted conversation. This file is not encrypted: please keep it accordingly.
