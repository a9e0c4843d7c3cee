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
option-person = person
option-person-summary = A name, an account or a mail address
option-reason = reason
option-reason-summary = Why, for operators
option-other = other
option-other-summary = The number of the other ticket
option-kind = kind
option-kind-summary = What the other ticket is to this one
option-then = then
option-then-summary = What happens then; without it you are reminded
option-when = when
option-when-summary = for 2d, until friday 9:00 …; then, if you like, why
choice-reminder = remind me
choice-close = close, successfully
choice-close-unsuccessful = close, unsuccessfully
choice-off = no more: take it up again now
choice-related = related
choice-parent = what this is a part of
choice-child = a part of this
option-format = format
option-format-summary = As what
choice-html = a page to read and print
choice-markdown = Markdown
choice-json = JSON, for programs
option-words = words
option-words-summary = What was said in it, its number, title, or somebody's name
option-state = state
option-state-summary = In which state
option-owner = owner
option-owner-summary = Whose tickets: an operator's name, me or nobody
option-tag = tag
option-tag-summary = With this tag
option-since = since
option-since-summary = As 7d, yesterday, last week or 2026-11-01
option-page = page
option-page-summary = Which page, from 1
state-filter-open = open
state-filter-closed = closed
state-filter-new = new
state-filter-pending = pending
state-filter-all = any state
option-comment = comment
option-comment-summary = Why, in your words

option-action = action
option-action-summary = What to do; without it, you see the list
option-delivery = number
option-delivery-summary = The number in the list, or all
option-reason = reason
option-reason-summary = Why it is given up; it stays in the ticket's history
option-rows-only = rows-only
option-rows-only-summary = Without the attachments' bytes
option-file = file
option-file-summary = The name of a file in the folder of exports
option-yes = yes
option-yes-summary = It is meant, and can't be undone
choice-retry = send again
choice-drop = give up
choice-after = list what comes after
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
button-more = More
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
