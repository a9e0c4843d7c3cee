# Mails. A greeting, the matter, the words it is about, a link, a footer.

mail-subject = [Sportello#{ $number }] { $title }
mail-greeting = Hello { $person },
mail-link = To read on and answer, go to the chat: { $link }
mail-footer = { $desk }. Replies to this mail are not read: please write in the chat. The command `mail off`, in a direct chat with the bot, stops these mails.
mail-encrypted = _(Written in an encrypted conversation, so the text is not repeated by mail. You will find it in the chat.)_

## To the customer

mail-received = Your request “{ $title }” has reached us: it is ticket **#{ $number }** of { $queue }. You will hear from us when somebody takes it in charge and when there is an answer. This is what you wrote:
mail-called = Your call has been written down: “{ $title }” is ticket **#{ $number }** of { $queue }. You will hear from us when somebody takes it in charge and when there is an answer. This is what was noted:
mail-taken = Your request “{ $title }”, ticket **#{ $number }**, has been taken in charge by **{ $name }**. You will hear from us as soon as there is an answer.
mail-answered =
    { $answers ->
        [one] There is an answer to your request “{ $title }”, ticket **#{ $number }**:
       *[other] There are { $answers } answers to your request “{ $title }”, ticket **#{ $number }**:
    }
mail-waiting = For your request “{ $title }”, ticket **#{ $number }**, we are waiting for you. If you still need help with it, please write in its conversation; otherwise it closes by itself on { $at }.
mail-closed =
    { $outcome ->
        [successful] Your request “{ $title }”, ticket **#{ $number }**, has been closed successfully. We are glad we could help.
       *[unsuccessful] Your request “{ $title }”, ticket **#{ $number }**, has been closed unsuccessfully: we have found no solution, and we are sorry about that.
    }

    { $followup ->
        [reopen] If you still need help with it, write in its conversation within { $within }, and it is opened again.
        [new-ticket] If you still need help with it, write in its conversation, and a new ticket is opened.
       *[reject] If you still need help, open a new ticket in the chat.
    }
mail-reopened = Your request “{ $title }”, ticket **#{ $number }**, is open again. You will hear from us as soon as there is an answer.
mail-merged = Your requests **#{ $old }** and **#{ $number }** are about the same thing, so they go on together as ticket **#{ $number }**, “{ $title }”. The old number still finds it.
mail-yours = The request “{ $title }”, ticket **#{ $number }**, now runs in the name of { $person }. You will hear from us when there is an answer.
mail-split = Part of your request **#{ $old }** is about something else, so it goes on as a ticket of its own: **#{ $number }**, “{ $title }”. You will hear from us when there is an answer.

## To operators

mail-assigned = **{ $name }** has assigned this ticket to you, { $person }: **#{ $number }**, “{ $title }”, queue { $queue }.
mail-follow-up = **{ $customer }** has written in your ticket **#{ $number }**, “{ $title }”:
mail-reminder = The time for which ticket **#{ $number }**, “{ $title }”, was put aside has come; it is open again.
mail-escalation-near =
    In ticket **#{ $number }**, “{ $title }”, queue { $queue }, { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    } is due by { $at }.
mail-escalated =
    Ticket **#{ $number }**, “{ $title }”, queue { $queue }, is late: { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    } was due by { $at }.
mail-release-near = Ticket **#{ $number }**, “{ $title }”, waits for a word from you. Without one it goes back to its queue, { $queue }, on { $at }.
mail-new = There is a new ticket in the queue { $queue }: **#{ $number }**, “{ $title }”, from **{ $customer }**:

## The code that confirms an address

mail-code-subject = { $desk }: confirm your mail address
mail-code = To get mail from { $desk } at this address, send this code to the bot in a direct chat: **{ $code }**
mail-code-footer = The code is good for one day. If you did not ask for it, ignore this mail, and nothing will change.

## To somebody who is no part of the ticket

mail-forward-subject = [Sportello#{ $number }] Fwd: { $title }
mail-forward = **{ $name }**, { $desk }, forwards you what was said in a ticket, **#{ $number }**, “{ $title }”:
mail-forward-article = **{ $name }**, { $at }:
mail-forward-too-large = 📎 _The file “{ $file }” is too large for a mail._
mail-forward-footer = { $desk }. Replies to this mail are not read: please answer whoever has forwarded it.
