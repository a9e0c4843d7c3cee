# What each command is for: one sentence, shown by help, by completion and in docs/commands.md.

help-new = Opens a ticket, even if you have just opened another.
help-mine = Lists your tickets.
help-status = Says how a ticket stands and who is working on it.
help-close = Closes a ticket, as successful unless you say otherwise, with a last word if you like.
help-reopen = Opens a closed ticket again.
help-rate = Says how well a closed ticket was handled, from 1 to 5, with a comment if you like.
help-private = Moves a ticket to where only the desk can read it.
help-mail = Says or changes where you get mail, and whether you get any.
help-language = Says or changes the language in which the desk speaks to you.
help-help = Lists the commands, or explains one.
help-next = Takes the oldest ticket that nobody has taken.
help-take = Makes you the owner of a ticket; with --from, even if somebody else is.
help-release = Gives a ticket back to its queue, with no owner.
help-assign = Makes another operator the owner of a ticket.
help-reply = Answers the customer.
help-note = Writes an internal note, which the customer never sees.
help-undo = Takes back your last reply to the customer, if it is recent.
help-join = Lets you into the private thread in which a ticket is discussed with its customer.
help-list = Lists the tickets of your queues that are not closed, or those you ask for.
help-show = Shows a ticket with its articles; with --here, in a new thread of this channel.
help-history = Shows everything that happened to a ticket, when, and who did it.
help-panel = Posts a message in this channel from which people open tickets with a click.
