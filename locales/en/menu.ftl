# What is picked, clicked and filled in, on platforms that have menus, buttons and forms. All of it is short:
# a button takes 80 characters, an option's explanation 100, a menu entry 32.

## Menus

menu-ticket = Your requests to the service desk
menu-desk = For operators: tickets of your queues
menu-desk-team = For operators: yourself, your team and people
menu-desk-admin = For admins of the service desk
menu-open = Open a ticket

## Options of commands

option-ticket = ticket
option-ticket-summary = Its number; in a ticket's own thread you can leave it out
option-queue = queue
option-queue-summary = The service it is about
option-text = text
option-text-summary = The text; leave it out to write it in a form
option-outcome = outcome
option-outcome-summary = Whether the request was met
option-operator = operator
option-operator-summary = Who
option-from = from
option-from-summary = Even if somebody else has it
option-here = here
option-here-summary = In a new thread of this channel
option-filter = filter
option-filter-summary = Which tickets
option-setting = setting
option-setting-summary = An address, the code from our mail, on or off
option-language = language
option-language-summary = Your language
option-command = command
option-command-summary = Which command
option-stars = stars
option-stars-summary = From 1, bad, to 5, excellent
option-priority = priority
option-priority-summary = From 1, very low, to 5, very high
option-tags = tags
option-tags-summary = Words; with a - before it one is taken away
option-off = off
option-off-summary = Not any more
option-until = until
option-until-summary = Until when, in your words: tomorrow 9:00, Friday, 2d; leave it out for no end
option-back = back
option-back-summary = You are back
option-other = other
option-other-summary = The number of the other ticket
option-articles = articles
option-articles-summary = Their numbers, as 3 or 3-5 or 3,5
option-kind = kind
option-kind-summary = What the other ticket is to this one
choice-related = related
choice-parent = what this is a part of
choice-child = a part of this
option-format = format
option-format-summary = As what
choice-html = a page to read and print
choice-markdown = Markdown
choice-json = JSON, for programs
option-comment = comment
option-comment-summary = Why, in your words

choice-successful = successful
choice-unsuccessful = unsuccessful
choice-mine = mine
choice-all = all that are not closed
choice-new = new
choice-open = open
choice-closed = closed
choice-1 = ⭐
choice-2 = ⭐⭐
choice-3 = ⭐⭐⭐
choice-4 = ⭐⭐⭐⭐
choice-5 = ⭐⭐⭐⭐⭐

## Buttons

button-take = Take
button-join = Join
button-answer = Answer…
button-note = Note…
button-close = Close…
button-reopen = Reopen
button-rate = { $stars }

## Forms

form-new = New request: { $queue }
form-new-subject = Subject
form-new-text = What is wrong, or what do you need?
form-answer = Answer #{ $number }
form-answer-here = Answer the customer
form-answer-text = Your answer to the customer
form-note = Note on #{ $number }
form-note-here = Internal note
form-note-text = The note; the customer never sees it
form-close = Close #{ $number }
form-close-text = A last word to the customer (if you like)
form-close-outcome = Outcome: successful or unsuccessful
