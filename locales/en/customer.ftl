# What customers read in their conversations and direct chats.

## A ticket is opened

customer-receipt = 🎫 Your request has arrived: ticket **#{ $number }**, { $queue }. An operator will answer you here.
customer-receipt-call = 🎫 Your call has been written down as ticket **#{ $number }**, { $queue }. You are answered here; what you write here is added to it.
customer-receipt-closed-now = 🌙 We are closed at the moment. Your request is safe here; we open again on { $at }.
customer-outage = ⚠️ { $text }
customer-receipt-public = Everyone in this channel can read along. `{ $prefix }private` moves your ticket to where only the desk can read it.
customer-receipt-privacy = 🔏 { $notice }
customer-receipt-ask-mail = To get the answer by mail too, write to me in a direct chat: `{ $prefix }mail you@example.org`
customer-receipt-ask-mail-here = To get the answer by mail too, tell me your address here: `{ $prefix }mail you@example.org`
customer-moved-private = 🎫 Requests to { $queue } are confidential, so yours goes on here, where only the desk can read it: ticket **#{ $number }**. I remove your message from the channel where I am allowed to; please check that it is gone.
customer-greeting = Hello! What can we help you with? A sentence about what is wrong is enough.
customer-follow-up-opened = 🎫 Ticket **#{ $old }** stays closed, so your message has opened a new one: **#{ $number }**. The operators see both together.

customer-opened-thread = 🎫 Ticket **#{ $number }** is open. We go on in its own thread, to which you have been added.
customer-opened-direct = 🎫 Ticket **#{ $number }** is open. We go on in our direct chat.
customer-suggestion = 💡 Perhaps this helps you at once:
customer-suggestion-ask = Does this help? A yes closes your ticket; after a no an operator goes on with it.
customer-suggestion-ask-typed = Does this help? Write **yes**, and your ticket is closed, or **no**, and an operator goes on with it.
customer-suggestion-yes = 👍 Good! Your ticket is closed; if something is still wrong, just write there.
customer-suggestion-no = Thank you for trying it. An operator will answer you.
customer-question = ❓ { $question }
customer-question-of = ❓ **{ $position }/{ $questions }** { $question }
customer-question-skip = So that we can help you sooner. Just write your answer here; `skip` leaves the questions out.
customer-pick-queue = Which service is your request for?
customer-panel = 👋 **{ $desk }**: what do you need help with? Pick the service, and tell us in a few words.
customer-panel-typed = 👋 **{ $desk }**: what do you need help with? Write `{ $prefix }new` and what is wrong.

## Which one is meant

customer-which-queue = Which service is your request for? Answer with a number; your message is kept until then.
customer-which-ticket = Which of your tickets is this about? Answer with a number, or **new**; your message is kept until then.
customer-option-queue = **{ $index }** · { $title } ({ $name })
customer-option-ticket = **{ $index }** · #{ $name } { $title }
customer-option-new = **new** · none of these: a new request

## A ticket goes on

customer-an-operator = an operator
customer-taken = Taken in charge by **{ $name }**, who will answer you here.
customer-article-by = **{ $name }:**
customer-article-phone = 📞 **{ $name }** wrote down what you said by phone:
customer-edited = _(edited)_
customer-undecryptable = 🔒 _This message is encrypted and its key has not arrived yet. Its text will appear here when it does._
customer-file-missing = 📎 _The file “{ $file }” could not be passed on. Please send it again, or a smaller one._
customer-private-here = 🔒 Ticket **#{ $number }** ({ $title }) goes on here, where only the desk can read it.
customer-private-moved = 🔒 Ticket **#{ $number }** now goes on in private. Please don't write in this thread any more.
customer-moved = ➡️ Ticket **#{ $number }** has been passed on to **{ $queue }**, who will answer you here.
customer-waiting = ⏳ For ticket **#{ $number }** we are waiting for you: please write here if you still need us. Otherwise it closes by itself on { $at }.
customer-merged = 🧩 Your tickets **#{ $old }** and **#{ $number }** are about the same thing and go on together as **#{ $number }**. You are answered in its conversation; what you write here arrives there too.
customer-merged-here = 🧩 Your tickets **#{ $old }** and **#{ $number }** are about the same thing and go on together as **#{ $number }**. You are answered here.
customer-split-off = ✂️ What you wrote about something else in **#{ $old }** goes on as a ticket of its own: **#{ $number }**.
customer-split-here = ✂️ This goes on as a ticket of its own: **#{ $number }** ({ $title }), split off **#{ $old }**. An operator will answer you here.
customer-taken-over = Ticket **#{ $number }** now runs in somebody else's name, so it is no longer discussed here. For a request of your own: `{ $prefix }new` and what is wrong.
customer-yours-now = 👤 **{ $name }**, ticket **#{ $number }** ({ $title }) now runs in your name. This is what was said so far; you are answered here.
customer-participant-hint = This is somebody else's request, and what you write is added to it. For a request of your own: `{ $prefix }new` and what is wrong.
customer-near-command = Your message has been passed on as it is. If you meant the command, it is `{ $prefix }{ $near }`.
customer-status =
    🎫 **#{ $number }** · { $title }
    Queue: { $queue } · state: { $state } · { $owner ->
        [nobody] no operator so far
       *[other] in charge: { $owner }
    }
    Opened: { $opened } · last change: { $changed }

## A ticket is closed, and opened again

customer-closed-successful =
    ✅ Ticket **#{ $number }** has been closed successfully. We are glad we could help.
    { $followup ->
        [reopen] If something is still wrong, write here within { $within }, or use `{ $prefix }reopen`, and it is opened again.
        [new-ticket] If something is still wrong, write here, and a new ticket is opened.
       *[reject] If you need more help: `{ $prefix }new` and what is wrong.
    }
customer-closed-unsuccessful =
    Ticket **#{ $number }** has been closed unsuccessfully: we have found no solution, and we are sorry about that.
    { $followup ->
        [reopen] If there is something new, or you still need help with it, write here within { $within }, or use `{ $prefix }reopen`, and we take it up again.
        [new-ticket] If there is something new, or you still need help with it, write here, and a new ticket is opened.
       *[reject] If there is something new: `{ $prefix }new` and what it is about.
    }
customer-closed-silence = We have heard nothing more from you, so we take it that you need no more help with this.
customer-closed-problem = { $outcome ->
        [successful] What was behind it has been dealt with.
       *[unsuccessful] What is behind it could not be dealt with.
    }
customer-rate-buttons = How well did we do?
customer-rate-typed = How well did we do? `{ $prefix }rate 1` (badly) to `{ $prefix }rate 5` (excellently) tells us.
customer-transcript = 📄 Ticket **#{ $number }** as a file.
customer-rated = Thank you for { $stars ->
        [one] 1 star
       *[other] { $stars } stars
    }!
customer-rated-comment = Thank you for { $stars ->
        [one] 1 star
       *[other] { $stars } stars
    }! If you would like to say why, `{ $prefix }rate` takes a comment.
customer-reopened = 🎫 Ticket **#{ $number }** is open again. An operator will answer you here.
customer-rejected = Ticket **#{ $number }** is closed and can't be reopened by a message; your words are kept with it. If you still need help: `{ $prefix }new` and what is wrong.

## The bot about itself

customer-help = To ask for help, just write what is wrong. These are the commands:
customer-caught-up =
    { $messages ->
        [one] I was away for a while. The message written here since { $since } has now been read.
       *[other] I was away for a while. The { $messages } messages written here since { $since } have now been read.
    }

## Limits

customer-kept-blocked = Your message is kept with ticket **#{ $number }**. For now the desk takes no new requests from you and nobody is called for what you write; the operators of your ticket will still answer it.
customer-kept-too-fast = You are writing faster than anybody can read. Nothing is lost: it all goes to ticket **#{ $number }**, but the operators are not called for each message. Please give them a moment.
customer-kept-too-many =
    { $tickets ->
        [one] You have one open ticket, and no more can be open at the same time. Your message has been kept with **#{ $number }**. If the ticket is no longer needed, close it: `{ $prefix }close` and its number.
       *[other] You have { $tickets } open tickets, and no more can be open at the same time. Your message has been kept with **#{ $number }**. Close those that are no longer needed: `{ $prefix }close` and the number.
    }
customer-own-open = - **#{ $number }** { $title }
customer-file-not-accepted = 📎 “{ $file }” was not taken: files of this kind are not accepted here. Your message has arrived without it.
customer-file-too-large = 📎 “{ $file }” was not taken: it is larger than { $size }. Your message has arrived without it.
