# Words that more than one place needs: states, units of time, and answers to a person's own settings.

state-new = new
state-open = open
state-pending-reminder = pending, with a reminder
state-pending-close = pending, closes by itself
state-closed-successful = closed successfully
state-closed-unsuccessful = closed unsuccessfully
state-merged = merged

priority-1 = very low
priority-2 = low
priority-3 = normal
priority-4 = high
priority-5 = very high

unit-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
unit-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
unit-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
unit-seconds =
    { $n ->
        [one] { $n } second
       *[other] { $n } seconds
    }

language-is = I write to you in **{ $language }**. `{ $prefix }language it` changes to Italian, `{ $prefix }language en` to English.
language-set = From now on I write to you in **{ $language }**. `{ $prefix }language` changes it again.

mail-set = You get mail at **{ $address }**. `{ $prefix }mail you@example.org` changes the address, `{ $prefix }mail off` stops the mails.
mail-unset = I have no mail address of yours. Give me one with `{ $prefix }mail you@example.org`, in a direct chat with me.
mail-on = You get mails about your tickets. `{ $prefix }mail` shows the address, `{ $prefix }mail off` stops them.
mail-off = You get no mails: everything is said in the chat. `{ $prefix }mail on` starts them again.
mail-code-sent = A mail with a code is on its way to **{ $address }**. Send me the code in a direct chat: `{ $prefix }mail 123456`, with your code in place of 123456.
mail-confirmed = Thank you: from now on you get mail at **{ $address }**.

identity-code = Your accounts: { $accounts }. To add another, write to me from it, in a direct chat: `{ $prefix }identity { $number }`. The code holds for ten minutes and once; whoever has it can join your tickets, so give it to nobody.
identity-operator = Your accounts: { $accounts }. An operator's accounts are joined by an admin, in bot.toml.
identity-joined = Your accounts are one from now on: { $accounts }. `{ $prefix }mine` shows the tickets of all of them; `{ $prefix }identity --leave` and an account takes one out again.
identity-joined-elsewhere = Your accounts are one from now on: { $accounts }. If that was not you, take the account that is not yours out at once with `{ $prefix }identity --leave` and its name, and tell an operator.
identity-left = The account { $address } is on its own from now on. The tickets have stayed with your other accounts.
identity-same-address = **{ $name }** ({ $accounts }) gets mail at this address too. If that is you as well, `{ $prefix }identity --mail` makes the accounts one.
