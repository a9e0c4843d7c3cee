# What operators read in their channels, and the lists and histories they ask for.

## The board and the header of a ticket

operator-board =
    📋 **{ $all ->
        [0] No active tickets
        [one] { $all } active ticket
       *[other] { $all } active tickets
    }** · { $new ->
        [0] none new
       *[other] { $new } new
    } · { $free ->
        [0] none without an owner
       *[other] { $free } without an owner
    }
operator-board-oldest = ⏳ Waiting longest: **#{ $number }** { $title } ({ $age })
operator-board-late =
    { $tickets ->
        [one] 🔥 { $tickets } ticket is late
       *[other] 🔥 { $tickets } tickets are late
    }
operator-board-stalled =
    { $waiting ->
        [one] ⚠️ { $platform } has taken no messages since { $since }: one waits, and is tried again and again.
       *[other] ⚠️ { $platform } has taken no messages since { $since }: { $waiting } wait, and are tried again and again.
    }
operator-board-owner =
    { $tickets ->
        [one] 👤 { $name }: { $tickets } ticket
       *[other] 👤 { $name }: { $tickets } tickets
    }
operator-board-away =
    { $until ->
        [open] 🌴 Away: { $name }
       *[other] 🌴 Away: { $name }, until { $until }
    }
operator-header =
    🎫 **#{ $number }** · **{ $title }**
    { $queue } · { $state } · owner: { $owner } · responsible: { $responsible } · customer: { $customer } · opened { $since }
operator-header-hint = React with 🙋 to take it, with ✅ to close it.
operator-header-rated = Rated { $drawn }
operator-header-priority = ❗ Priority: { $priority }
operator-header-tags = 🏷️ { $tags }
operator-header-pending = ⏸️ Put aside until { $at }
operator-header-late =
    🔥 Late: { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    }, due { $at }
operator-header-near =
    ⏰ Due soon: { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    }, by { $at }
operator-header-merged = 🧩 Part of **#{ $number }**, where it goes on
operator-header-absorbed = 🧩 Together with { $numbers }
operator-header-hangs = 🔗 Hangs on the problem { $numbers }
operator-header-problem = { $count ->
        [one] 🔗 A problem: one ticket hangs on it
       *[other] 🔗 A problem: { $count } tickets hang on it
    }
operator-titled = ✏️ **{ $name }** has given **#{ $number }** the title **{ $title }**
operator-prioritised = ❗ **{ $name }** has set the priority of **#{ $number }** to { $priority } · { $title }
operator-tagged = 🏷️ **{ $name }** has tagged **#{ $number }**: { $tags } · { $title }
operator-no-tags = no tags
operator-responsible = 🧭 **{ $name }** has made **{ $to }** responsible for **#{ $number }** · { $title }
operator-moved = ➡️ **{ $name }** has moved **#{ $number }** to **{ $queue }** · { $title }
operator-watches = 👀 You hear of what the customer writes in **#{ $number }**. `{ $prefix }watch { $number } --off` ends that.
operator-watches-no-more = 👀 You hear no more of **#{ $number }**.
operator-linked-related = 🔗 **{ $name }** has linked **#{ $number }** and **#{ $other }**
operator-linked-parent = 🔗 **{ $name }** has made **#{ $number }** a part of **#{ $other }**
operator-linked-child = 🔗 **{ $name }** has made **#{ $other }** a part of **#{ $number }**
operator-linked-problem = 🔗 **{ $name }** has hung **#{ $number }** on the problem **#{ $other }**: closing the problem answers and closes it too
operator-linked-incident = 🔗 **{ $name }** has hung **#{ $other }** on the problem **#{ $number }**: closing the problem answers and closes it too
operator-unlinked = 🔗 **{ $name }** has ended what linked **#{ $number }** and **#{ $other }**
operator-merged = 🧩 **{ $name }** has merged **#{ $old }** into **#{ $number }**, where it goes on · { $title }
operator-split = ✂️ **{ $name }** has split off **#{ $old }**, art. { $articles }: that is **#{ $number }** now · { $title }
operator-customer = 👤 **{ $name }** has made **{ $to }** the customer of **#{ $number }** instead of **{ $former }**, and { $to } now reads all in it that customers may · { $title }
operator-forwarded = 📤 **{ $name }** has forwarded art. { $articles } of **#{ $number }** to **{ $to }** · { $title }
operator-forwarded-without = ⚠️ Too large for a mail, so only named in it: { $file }
operator-rated =
    { $drawn } **{ $name }** has rated **#{ $number }** · { $title }
operator-rated-why = “{ $comment }”
operator-opened-for = 🎫 Ticket **#{ $number }** is open in the name of **{ $name }**.
operator-joined = 🚪 You are in the thread in which **#{ $number }** is discussed with its customer.
operator-panel-posted = 📌 The panel is posted. Pin it where people will find it.
operator-done = ✅ Done.
operator-reply-sent = ✅ Your answer is on its way to the customer.
operator-answered-too = 👥 **{ $name }** has answered **#{ $number }** too, { $age } before you. Please see whether the two answers fit together.
operator-note-kept = 🔒 Your note is kept; the customer doesn't see it.
operator-nobody = nobody
operator-suggestion = 💡 The customer of **#{ $number }** was offered the ready text **{ $name }** and asked whether it helps.
operator-suggestion-helped = 👍 The ready text **{ $name }** has helped the customer of **#{ $number }**.
operator-suggestion-refused = 👎 The ready text **{ $name }** has not helped the customer of **#{ $number }**.
operator-untitled = No subject

## Articles

operator-article-request = 💬 **{ $name }** · request, article { $number }
operator-article-reply = ↩️ **{ $name }** · reply to the customer, article { $number }
operator-article-note = 🔒 **{ $name }** · internal note, article { $number }
operator-article-participant = 👤 **{ $name }** · participant, article { $number }
operator-article-phone = 📞 **{ $name }** · wrote down what the customer said by phone, article { $number }
operator-article-forward = 📤 **{ $name }** · forwarded by mail, article { $number }
operator-forward-head = To **{ $to }**, art. { $articles }
operator-article-answers = ❓ _{ $question }_
operator-article-origin = _was article { $article } of #{ $number }_
operator-article-moved = ✂️ _goes on as article { $article } of #{ $number }_
operator-article-deleted = 🗑️ _Deleted by its author; customers no longer see it._
operator-article-emptied = 🧹 _Its words were removed for good._
operator-undecryptable = 🔒 _Encrypted, and the key has not arrived yet. The text will appear here when it does._
operator-file-missing = 📎 _The file “{ $file }” could not be kept: { $why }_

## What happens to a ticket

operator-taken = 🙋 **{ $name }** has taken **#{ $number }** · { $title }
operator-taken-from = 🙋 **{ $name }** has taken **#{ $number }** from **{ $former }** · { $title }
operator-assigned = 👉 **{ $name }** has assigned **#{ $number }** to **{ $to }** · { $title }
operator-given = 👉 **#{ $number }** goes to **{ $to }** · { $title }
operator-nobody-there = 🪑 Nobody is there to whom **#{ $number }** could be given, so it is free · { $title }
operator-released = 👐 **{ $name }** has given **#{ $number }** back to its queue; it has no owner now · { $title }
operator-owner-away = 🌴 **{ $name }** is away { $until }: **#{ $number }** is back in its queue · { $title }
operator-is-away = 🌴 **{ $name }** is away { $until }.
operator-until = until { $at }
operator-no-end = for the time being
operator-you-are-away = 🌴 You are away { $until }. No new tickets are assigned to you; what customers write in yours goes back to the queue. `{ $prefix }away --back` says that you are here again.
operator-away-tickets =
    { $tickets ->
        [one] One active ticket is yours. `{ $prefix }list mine` shows it; give back what can't wait with `{ $prefix }release`.
       *[other] { $tickets } active tickets are yours. `{ $prefix }list mine` shows them; give back what can't wait with `{ $prefix }release`.
    }
operator-back = 👋 Welcome back: tickets can be assigned to you again.
operator-not-away = You are not away, so nothing has changed.
operator-blocked = 🚫 **{ $name }** ({ $accounts }) is blocked { $until }: new requests open nothing, and what they write in open tickets is kept without calling anybody. `{ $prefix }unblock` ends it.
operator-unblocked = ✅ **{ $name }** is not blocked any more.
operator-not-blocked = **{ $name }** is not blocked, so nothing has changed.
operator-nobody-blocked = Nobody is blocked.
operator-block = - 🚫 **{ $name }** ({ $accounts }) { $until } · blocked by { $by }
operator-closed-successful = ✅ **{ $name }** has closed **#{ $number }** successfully · { $title }
operator-closed-unsuccessful = ⛔ **{ $name }** has closed **#{ $number }** unsuccessfully · { $title }
operator-closed-by-customer = ☑️ The customer, **{ $name }**, has closed **#{ $number }** · { $title }
operator-closed-with-problem = ✅ **{ $name }** has closed **#{ $number }** with the problem **#{ $other }** · { $title }
operator-closed-together = 🔗 Answered and closed with it: { $numbers }
operator-left-hanging = { $count ->
        [one] ⚠️ One ticket that hangs on it is in a queue that { $name } doesn't serve, and stays open.
       *[other] ⚠️ { $count } tickets that hang on it are in queues that { $name } doesn't serve, and stay open.
    }
operator-still-hanging = { $count ->
        [one] 🔗 One ticket still hangs on it and stays open.
       *[other] 🔗 { $count } tickets still hang on it and stay open.
    }
operator-reopened = 🎫 **{ $name }** has reopened **#{ $number }** · { $title }
operator-reopened-by-customer = 🎫 The customer has reopened **#{ $number }**.
operator-follow-up-opened = 🎫 The customer wrote in **#{ $old }**, which stays closed: a new ticket, **#{ $number }**, is open and linked to it.
operator-private = 🔒 **#{ $number }** goes on in private with the customer. Nothing changes here · { $title }
operator-shown-here = 🎫 **#{ $number }** goes on in a new thread of this channel.
operator-undone = Article { $article } has been taken back: the customer no longer sees it.
operator-undone-too = ↩️ Also in { $numbers }, closed with it.
operator-undone-too-but-mailed = ⚠️ Also in { $numbers }, closed with it, but there it has already gone out by mail.
operator-undone-but-mailed = Article { $article } has been taken back in the chat, but the customer has already had it by mail. Please send a word that puts it right.
operator-undone-but-own-message = Article { $article } has been taken back, but you wrote it in the customer's conversation with your own account: please delete that message there.

## What falls due

operator-put-aside = ⏸️ **{ $name }** has put **#{ $number }** aside until { $at } · { $title }
operator-closes-successful = ⏸️ **{ $name }** has put **#{ $number }** aside: unless the customer writes, it closes successfully on { $at } · { $title }
operator-closes-unsuccessful = ⏸️ **{ $name }** has put **#{ $number }** aside: unless the customer writes, it closes unsuccessfully on { $at } · { $title }
operator-put-aside-why = “{ $reason }”
operator-taken-up = ▶️ **{ $name }** has taken up **#{ $number }** again · { $title }
operator-reminded = 🔔 The time for which **#{ $number }** was put aside has come; it is open again · { $title }
operator-escalation-near =
    ⏰ **#{ $number }**: { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    } is due by { $at } · { $title }
operator-escalated =
    🔥 **#{ $number }** is late: { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    } was due by { $at } · { $title }
operator-release-near = ⏰ **#{ $number }** waits for a word from **{ $name }**. Without one it goes back to its queue on { $at } · { $title }
operator-given-back = 👐 **#{ $number }** has waited too long for a word from **{ $name }** and is back in its queue; it has no owner now · { $title }
operator-closed-on-time = ✅ **#{ $number }** has closed at the time that was set for it · { $title }
operator-closed-silence = ☑️ **#{ $number }** has closed: its customer has left our answer unanswered · { $title }

## Trouble

operator-unreachable = ⚠️ A conversation of **#{ $number }** on { $platform } can't be reached ({ $cause }). The ticket stays open, and what is to be said there is kept until it can be reached again.
operator-undelivered = ⚠️ Something about **#{ $number }** could not be delivered by { $platform }: { $cause }. It is kept; if it is urgent, tell the customer another way.

## Lists

list-line = - **#{ $number }** { $title } · { $queue } · { $state } · owner: { $owner } · opened { $age } ago
list-own-line =
    - **#{ $number }** { $title } · { $queue } · { $state } · { $owner ->
        [nobody] no operator so far
       *[other] in charge: { $owner }
    } · opened { $age } ago
list-empty = No tickets.
list-own = **Yours**
list-free = **Nobody's yet**
list-more = ➡️ More: `{ $prefix }{ $command }`
list-more-of-own =
    { $lines ->
        [one] There are more: only the first is shown.
       *[other] There are more: only the first { $lines } are shown.
    }
answer-list = 💬 Ready texts. `{ $prefix }answer` and a name shows one as the customer would read it; nothing is sent yet.
answer-line = - **{ $name }** · { $title }
answer-line-untitled = - **{ $name }**
answer-preview = 👁️ This is how the customer of **#{ $number }** would read **{ $name }**; nothing has been sent yet:
answer-send = `{ $prefix }{ $command }` sends it.
search-found =
    { $found ->
        [one] 🔎 “{ $words }”: **{ $found }** ticket · page { $page } of { $pages }
       *[other] 🔎 “{ $words }”: **{ $found }** tickets · page { $page } of { $pages }
    }
search-nothing = 🔎 Nothing is found for “{ $words }”. Fewer words find more; every one of them has to be there.
search-line = - **#{ $number }** { $title } · { $state }
show-at = _{ $at }_

## History

history-line = - { $at } · **{ $who }** · { $platform } · { $what }
history-line-of = - { $at } · **{ $who }** · { $platform } · #{ $number }: { $what }
history-opened = ticket opened
history-article = article { $number }: { $kind }
history-answered = article { $number } answers “{ $question }”
history-skipped = no more questions asked
history-edited = article { $number } edited
history-deleted = article { $number } deleted
history-ready-text = from the ready text { $name }
history-offered = offered to the customer: the ready text { $name }
history-helped = the ready text { $name } has helped
history-helped-not = the ready text { $name } has not helped
history-undone = article { $number } taken back
history-decrypted = article { $number } decrypted
history-owner = owner: { $from } → { $to }
history-owner-away = its owner, { $who }, is away
history-one-person = { $name } and { $also } are one person
history-blocked = its customer is blocked
history-unblocked = its customer is not blocked any more
history-state = state: { $from } → { $to }
history-first-response = first answer to the customer
history-title = title: { $to }
history-private = moved to a private conversation
history-linked = { $kind ->
    [parent] part of #{ $to }
    [child] has #{ $to } as a part
    [problem] hung on the problem #{ $to }
    [incident] the problem of #{ $to }
   *[other] linked to #{ $to }
}
history-mailed-somebody = mail sent
history-customer = customer: { $from } → { $to }
history-forwarded = forwarded to { $to }, art. { $articles }
history-unlinked = no longer linked to #{ $from }
history-closed-with = closed with its problem, #{ $problem }
history-exposed = `{ $command }` typed where customers read: removed where allowed, not carried out
history-mailed = mail to { $to }
history-priority = priority: { $from } → { $to }
history-tags = tags: { $to }
history-responsible = responsible: { $from } → { $to }
history-moved = moved from { $from } to { $to }
history-merged = merged into #{ $into }
history-split = #{ $to } split off, art. { $articles }
history-split-from = split off #{ $from }, art. { $articles }
history-absorbed = #{ $number } merged into it, as articles { $from } to { $to }
history-rated = rated { $stars } of 5
history-put-aside = put aside until { $at }
history-put-aside-why = put aside until { $at }: { $reason }
history-reminded = its time has come: reminded
history-escalation-near =
    told that { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    } is due soon
history-escalated =
    late: { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    }
history-escalation-stopped =
    late no more: { $clock ->
        [first_response] the first answer
        [update] the next answer
       *[solution] the solution
    }
history-release-near = its owner told that it will go back to the queue
history-given-back = back in the queue, for want of its owner's word
history-auto-close-near = its customer told that it will close
history-closed-on-time = closed at the time that was set
history-closed-silence = closed for want of its customer's word
history-rerouted = goes on in a direct chat on { $platform }
history-unreachable = conversation on { $platform } out of reach
history-undelivered = not delivered: { $cause }
history-emptied = closed for as long as words are kept: its words and its people's names were removed
history-erased = { $articles ->
    [one] the words of 1 article were erased
   *[other] the words of { $articles } articles were erased
  }
history-retried = what was not delivered is sent again
history-given-up = what was not delivered is given up: { $reason }

kind-request = request
kind-reply = reply
kind-note = internal note
kind-participant = participant's word
kind-phone = phone call
kind-forward = forwarded by mail
