# Why something is not done, and what can be done instead.

## The rules of a ticket

refusal-owned = **{ $who }** has ticket **#{ $number }**. `{ $prefix }take { $number } --from` takes it over; { $who } is told.
refusal-already-yours = Ticket **#{ $number }** is yours already. `{ $prefix }release { $number }` gives it back to its queue.
refusal-already-theirs = That operator has ticket **#{ $number }** already.
refusal-nobody-has-it = Nobody has ticket **#{ $number }**, so there is nothing to give back. `{ $prefix }take { $number }` makes it yours.
refusal-closed = Ticket **#{ $number }** is closed. `{ $prefix }reopen { $number }` opens it again.
refusal-already-closed = Ticket **#{ $number }** is closed already. `{ $prefix }reopen { $number }` opens it again.
refusal-not-closed = Ticket **#{ $number }** is not closed: just write in its conversation.
refusal-not-pending = Ticket **#{ $number }** is not put aside. `{ $prefix }pending { $number } until friday` would do that.
refusal-too-late = Ticket **#{ $number }** was closed too long ago to be opened again. For a new one: `{ $prefix }new` and what is wrong.
refusal-merged = Ticket **#{ $number }** has become part of another ticket. Please go on in that one.

## Names and numbers

refusal-no-such-ticket = I can't find a ticket **#{ $number }**. The command `mine` lists your tickets.
refusal-which-ticket = Which ticket? Name it, as in `{ $prefix }{ $command } { $command ->
    [merge] 1001 1002
    [link] 1001 1002
   *[other] #1001
}`, or write in its thread.
refusal-no-such-queue = There is no queue “{ $found }” to choose. There is: { $allowed }.
refusal-no-such-operator = There is no operator “{ $found }”. The operators of this queue: { $allowed }.
refusal-no-such-owner = There is no operator “{ $found }”. Possible: { $allowed }.
refusal-nothing-to-find = None of these words says what to look for. Please name one or two that must be there, as in `{ $prefix }search vpn certificate`.
refusal-not-your-filter = **{ $filter }:** is for operators. You can use `queue:`, `state:`, `since:` and `page:`.
refusal-no-such-answer = There is no ready text “{ $found }” for this queue. There is: { $allowed }.
refusal-no-such-answer-near = There is no ready text “{ $found }” for this queue; did you mean **{ $nearest }**? There is: { $allowed }.
refusal-no-answers = There is no ready text for this queue. An admin writes them in bot.toml, or as files beside it.
refusal-just-sent = That text has just been sent to the customer; it is not sent twice.
refusal-not-serving = **{ $name }** does not serve the queue “{ $queue }”. Please choose one of its operators.
refusal-no-such-language = I speak English (`en`) and Italian (`it`), not “{ $found }”.
refusal-no-such-command = There is no command “{ $found }”. `{ $prefix }help` lists them all.

## Commands

refusal-missing = Something is missing: **{ $name }**.
refusal-unexpected = I don't understand “{ $found }” here.
refusal-bad-ticket = “{ $found }” is not a ticket number.
refusal-bad-choice = “{ $found }” is not possible here. Possible: { $allowed }.
refusal-bad-choice-near = “{ $found }” is not possible here; did you mean **{ $nearest }**? Possible: { $allowed }.
refusal-usage = It goes like this: { $usage }
refusal-misspelt = I don't know that command, so I did nothing. Did you mean `{ $prefix }{ $near }`?
refusal-edited-command = An edited message does not become a command, and nothing was done. Please send the command as a new message.
refusal-empty = There is nothing in this message. Please say what it is about in a few words, or attach a file.
refusal-too-long = The { $name } is too long: at most { $most } characters, please. A `note` takes more.

## Who and where

refusal-operators-only = Only operators can do this. The command `help` lists what you can do.
refusal-not-your-room = Only the operators of this queue can write in its tickets here, and your message was not kept. If you need help, please write in a help channel, or to me in a direct chat.
refusal-not-in-public =
    { $command ->
        [note] Customers read there, so nothing was noted, and I remove your message where I am allowed to; please check that it is gone. `{ $prefix }{ $command }` belongs in the operators' channel.
        [mail] Others read there, so nothing was changed, and I remove your message where I am allowed to; please check that it is gone. `{ $prefix }{ $command }` belongs in a direct chat with me.
        [identity] Others read there, so nothing was done, and a code in your message is void; I remove it where I am allowed to. `{ $prefix }{ $command }` belongs in a direct chat with me.
       *[other] Customers read there. `{ $prefix }{ $command }` belongs in the operators' channel, or in a direct chat with me.
    }
refusal-not-here = A ticket gets a new thread only in an operators' channel: please ask there.
refusal-already-there = Ticket **#{ $number }** is in that queue already.
refusal-not-that-way = From its queue **#{ $number }** can go to the queue above, to one right below, or from one first-level queue to another.
refusal-its-own-link = A ticket can't be linked to itself.
refusal-already-their-ticket = **#{ $number }** runs in the name of **{ $name }** already.
refusal-conversation-over = The ticket that was discussed here now runs in somebody else's name: nothing that is written here reaches it. For a request of your own: `{ $prefix }new` and what is wrong.
refusal-problem-closed = **#{ $problem }** is closed, so nothing would close **#{ $number }** with it. `{ $prefix }reopen`, there, opens it again.
refusal-problem-hangs = **#{ $problem }** hangs on a problem itself. Please hang **#{ $number }** on that one.
refusal-is-problem = Other tickets hang on **#{ $number }**: a problem can't hang on another one.
refusal-its-own-part = A ticket can't be merged into itself. `{ $prefix }merge 1002` makes #1002 a part of this one.
refusal-already-merged = Ticket **#{ $number }** is part of **#{ $into }** already, and goes on there.
refusal-other-customer = **#{ $number }** is in the name of **{ $who }**, and what one customer says is not another's to read, so the two stay two. `{ $prefix }link { $number }` keeps them together.
refusal-which-articles = Which articles? Name their numbers, as in `{ $prefix }split 3-5`, or answer the message that is to be split off.
refusal-forward-what = Which articles? Name their numbers, as in `{ $prefix }forward name@example.org 2-3`, or answer the message that is to be forwarded.
refusal-forward-internal = Article { $article } is internal and is not forwarded. What of it others may know can stand in the text that goes with the rest.
refusal-forward-unreadable = Article { $article } can't be read yet: its key has not arrived.
refusal-forward-encrypted = Article { $article } was written in an encrypted conversation, and `include_text` in bot.toml does not allow such words in mails.
refusal-no-such-article = There is no article { $article } in this ticket, or it has gone to another.
refusal-article-deleted = Article { $article } was deleted by its author.
refusal-split-answer = Article { $article } is the desk's own word and stays. What customers and participants wrote can be split off, and notes with it.
refusal-split-notes = Notes alone make no ticket: name an article of the customer's or a participant's with them.
refusal-split-nothing-left = Nothing of the customer's would be left in this ticket. `{ $prefix }title` gives the whole of it another title.
refusal-no-file = The file could not be made just now. Please try again in a moment.
refusal-outdated = This button or form belongs to an earlier time and does nothing any more. `help` lists what can be done now.
refusal-not-from-this = No ticket was opened: it works for operators, on a person's message in a help channel that is no ticket yet.
refusal-nothing-to-join = There is no private thread to join here: the customer is spoken to elsewhere.
refusal-admins-only = Only admins of the desk can do this.
refusal-not-undelivered = There is nothing undelivered with the number { $id }. `{ $prefix }undelivered` lists what there is.
refusal-no-such-export = There is no export “{ $found }” in { $folder }. An import is read from that folder only.
refusal-not-idle = Something is being sent this very moment: try again when that is done.
refusal-stays-closed = Ticket **#{ $number }** stays closed. For a new one: `{ $prefix }new` and what is wrong.
refusal-customers-only = Only whoever asked can say how it went.
refusal-emptied = The words of ticket **#{ $number }** were removed for good: it stays as it is.
refusal-unchanged = It is so already: nothing has changed.
refusal-not-alone = Other instances work on this database: stop all but this one, then import.
refusal-reloading = bot.toml is being read this very moment: try again when that is done.
refusal-queue-gone = Ticket #{ $number } can't be opened again: its queue “{ $queue }” is no more. Move it first with `{ $prefix }move { $number } queue`.
refusal-already-private = This ticket is in private already: only the desk can read it.
refusal-nothing-free = Nothing is waiting: every ticket in your queues has an owner or is closed.
refusal-nothing-to-undo = There is no reply of yours in this ticket that could be taken back.
refusal-too-late-to-undo = Your last reply is too old to be taken back: it may have been read. Please send another that puts it right.

## Mail

refusal-bad-address = “{ $found }” is not a mail address. One looks like this: you@example.org
refusal-wrong-code = That is not the code. Please copy it from the newest mail and try again.
refusal-no-code = I am not waiting for a code from you, or its time is over. `{ $prefix }mail you@example.org` sends you a new one.
refusal-too-many-codes = Too many codes were asked for. Please wait a day before you ask for another one.
refusal-no-mail = This desk sends no mail: everything is said in the chat.

## Moments

refusal-moment-none = “{ $found }” is no moment that I understand.
refusal-moment-unclear = I understand “{ $understood }”, but not “{ $found }” after it.
refusal-moment-unfinished = I understand “{ $understood }”, but something is missing after it.
refusal-moment-ambiguous = “{ $found }” could be { $one } or { $other }. Please write which.
refusal-moment-impossible = There is no “{ $found }”.
refusal-moment-weekday = “{ $found }” does not fit: { $date } is another day of the week.
refusal-moment-past = “{ $found }” has passed already.
refusal-moment-too-far = “{ $found }” is too far away: ten years are the most.
refusal-moment-form = For example: `for 2d`, `until tomorrow 9:00`, `until Friday`, `until 1/12 14:30`.

## Limits

refusal-blocked = For now the desk takes no new requests from you, so this one opened no ticket. If you think that this is a mistake, please talk to the desk in another way.
refusal-blocked-until = Until { $at } the desk takes no new requests from you, so this one opened no ticket. If you think that this is a mistake, please talk to the desk in another way.
refusal-too-new = Your account is too new to open tickets here, so this one was not opened. From { $at } on it works: please write again then.
refusal-no-such-person = I know nobody called “{ $found }”. Try the account, as the platform writes it, or the mail address.
refusal-which-person = There are several people called “{ $found }”. Name the account: { $allowed }.
refusal-not-to-block = **{ $name }** is an operator, and operators can't be blocked.
refusal-still-named = bot.toml names { $name }, who would come back with the next start. Take them out of it, reload, and erase them then.

## Accounts

refusal-no-such-identity-code = No account was given that code in the last ten minutes, or it has been used. `{ $prefix }identity`, written from your other account, gives a new one.
refusal-too-many-tries = You have tried too many codes. Please wait an hour, then ask for a new one from your other account.
refusal-nobody-else = Nobody else has confirmed the mail address that you have here. Confirm it from both accounts: `{ $prefix }mail you@example.org`.
refusal-same-person = That is this account's own code, or the two are one already. Write it from the account that you want to add.
refusal-not-to-be-joined = These accounts can't be joined by a message: one of them is an operator's, or both stand in bot.toml. An admin can do it there.
refusal-no-such-account = You have no account “{ $found }”. Yours: { $allowed }.
refusal-not-to-leave = This account can't be taken out: it is your only one, or bot.toml names it as yours.
