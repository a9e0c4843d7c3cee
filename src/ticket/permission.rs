//! Who may do what: one table.

/// What somebody is to a ticket (or to the desk, where no ticket is meant). Whoever is several is
/// the last of them in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Nobody in particular.
    Stranger,
    /// Wrote in the ticket's thread.
    Participant,
    /// The ticket runs in their name.
    Customer,
    /// Operator of some queue, not of this ticket's.
    OperatorElsewhere,
    /// Operator of a queue above the ticket's.
    OperatorOfParent,
    /// Operator of the ticket's queue.
    OperatorOfQueue,
    /// Admin.
    Admin,
}

impl Role {
    /// All roles, in order.
    pub const ALL: [Self; 7] = [
        Self::Stranger,
        Self::Participant,
        Self::Customer,
        Self::OperatorElsewhere,
        Self::OperatorOfParent,
        Self::OperatorOfQueue,
        Self::Admin,
    ];
}

/// What somebody does: a command, a reaction, a plain message, an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// `new`
    New,
    /// `new --for`
    NewFor,
    /// `mine`
    Mine,
    /// `status`
    Status,
    /// `next`
    Next,
    /// `take`
    Take,
    /// `take --from`
    TakeFrom,
    /// `release`
    Release,
    /// `assign`
    Assign,
    /// `reply`, and an operator's word in the customer's thread
    Reply,
    /// `answer`: a ready text, shown or sent
    Answer,
    /// `note`, and a plain message in an operators' thread
    Note,
    /// `undo`, of one's own reply
    Undo,
    /// `close`
    Close,
    /// `reopen`
    Reopen,
    /// `rate`
    Rate,
    /// yes or no to a text that was offered
    Helps,
    /// `private`
    Private,
    /// `join`
    Join,
    /// `panel`
    Panel,
    /// `reload`
    Reload,
    /// `outage`
    Outage,
    /// `queues`
    Queues,
    /// `undelivered`
    Undelivered,
    /// `export`
    Export,
    /// `import`
    Import,
    /// `erase`
    Erase,
    /// `away`
    Away,
    /// `block`, `unblock`
    Block,
    /// `title`
    Title,
    /// `priority`
    Priority,
    /// `tag`
    Tag,
    /// `responsible`
    Responsible,
    /// `move`
    Move,
    /// `watch`
    Watch,
    /// `link`
    Link,
    /// `pending`
    Pending,
    /// `merge`
    Merge,
    /// `split`
    Split,
    /// `customer`
    Customer,
    /// `forward`
    Forward,
    /// `search`
    Search,
    /// `list`
    List,
    /// `show`
    Show,
    /// `transcript`: the customer's has no notes
    Transcript,
    /// `history`
    History,
    /// `stats`
    Stats,
    /// `mail`
    Mail,
    /// `identity`
    Identity,
    /// `language`
    Language,
    /// `help`
    Help,
    /// 🙋 on a ticket's header
    ReactTake,
    /// ✅ on a ticket's header
    ReactClose,
    /// 🎫 on any message
    ReactOpen,
    /// a message in the customer's conversation
    Write,
    /// an edit or deletion of one's own message
    EditOwn,
}

impl Deed {
    /// All deeds.
    pub const ALL: [Self; 56] = [
        Self::New,
        Self::NewFor,
        Self::Mine,
        Self::Status,
        Self::Next,
        Self::Take,
        Self::TakeFrom,
        Self::Release,
        Self::Assign,
        Self::Reply,
        Self::Answer,
        Self::Note,
        Self::Undo,
        Self::Close,
        Self::Reopen,
        Self::Rate,
        Self::Helps,
        Self::Private,
        Self::Join,
        Self::Panel,
        Self::Reload,
        Self::Outage,
        Self::Queues,
        Self::Undelivered,
        Self::Export,
        Self::Import,
        Self::Erase,
        Self::Away,
        Self::Block,
        Self::Title,
        Self::Priority,
        Self::Tag,
        Self::Responsible,
        Self::Move,
        Self::Watch,
        Self::Link,
        Self::Pending,
        Self::Merge,
        Self::Split,
        Self::Customer,
        Self::Forward,
        Self::Search,
        Self::List,
        Self::Show,
        Self::Transcript,
        Self::History,
        Self::Stats,
        Self::Mail,
        Self::Identity,
        Self::Language,
        Self::Help,
        Self::ReactTake,
        Self::ReactClose,
        Self::ReactOpen,
        Self::Write,
        Self::EditOwn,
    ];

    /// How docs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "`new`",
            Self::NewFor => "`new --for`, in any queue",
            Self::Mine => "`mine`",
            Self::Status => "`status`",
            Self::Next => "`next`",
            Self::Take => "`take`",
            Self::TakeFrom => "`take --from`",
            Self::Release => "`release`",
            Self::Assign => "`assign`",
            Self::Reply => "`reply`, a word in the customer's thread",
            Self::Answer => "`answer`",
            Self::Note => "`note`, a word in the operators' thread",
            Self::Undo => "`undo` (own reply)",
            Self::Close => "`close`",
            Self::Reopen => "`reopen`",
            Self::Rate => "`rate`, the stars on the closing message",
            Self::Helps => "yes or no to a text that was offered",
            Self::Private => "`private`",
            Self::Join => "`join`",
            Self::Panel => "`panel`",
            Self::Reload => "`reload`",
            Self::Outage => "`outage`",
            Self::Queues => "`queues`",
            Self::Undelivered => "`undelivered`",
            Self::Export => "`export`",
            Self::Import => "`import`, into an empty desk",
            Self::Erase => "`erase`",
            Self::Away => "`away`",
            Self::Block => "`block`, `unblock`",
            Self::Title => "`title`",
            Self::Priority => "`priority`",
            Self::Tag => "`tag`",
            Self::Responsible => "`responsible`",
            Self::Move => "`move`",
            Self::Watch => "`watch`",
            Self::Link => "`link` (both tickets)",
            Self::Pending => "`pending`",
            Self::Merge => "`merge` (both tickets)",
            Self::Split => "`split`",
            Self::Customer => "`customer`",
            Self::Forward => "`forward`",
            Self::Search => "`search`, in what one may see",
            Self::List => "`list`",
            Self::Show => "`show`",
            Self::Transcript => "`transcript` (the customer's has no notes)",
            Self::History => "`history`",
            Self::Stats => "`stats`",
            Self::Mail => "`mail`",
            Self::Identity => "`identity`",
            Self::Language => "`language`",
            Self::Help => "`help`",
            Self::ReactTake => "🙋 on a header",
            Self::ReactClose => "✅ on a header",
            Self::ReactOpen => "🎫 on a message, *Open a ticket* in its menu",
            Self::Write => "a message in the customer's conversation",
            Self::EditOwn => "editing or deleting one's own message",
        }
    }
}

/// Whether `role` may do `deed`.
///
/// A ticket that a role may not even see does not exist for it: who may not [`Deed::Status`] gets the
/// answer for a number that was never given, whatever was tried.
pub fn allowed(role: Role, deed: Deed) -> bool {
    use Role::{Admin, Customer, OperatorElsewhere, OperatorOfParent, OperatorOfQueue};
    match deed {
        Deed::New
        | Deed::Mine
        | Deed::Search
        | Deed::Mail
        | Deed::Identity
        | Deed::Language
        | Deed::Help
        | Deed::EditOwn
        | Deed::Write => true,
        Deed::Status | Deed::Close | Deed::Reopen | Deed::Private | Deed::Transcript => {
            matches!(role, Customer | OperatorOfParent | OperatorOfQueue | Admin)
        }
        Deed::Rate | Deed::Helps => role == Customer,
        Deed::Panel
        | Deed::Reload
        | Deed::Outage
        | Deed::Queues
        | Deed::Undelivered
        | Deed::Export
        | Deed::Import
        | Deed::Erase => role == Admin,
        Deed::Show | Deed::History => matches!(role, OperatorOfParent | OperatorOfQueue | Admin),
        Deed::NewFor | Deed::List | Deed::Next | Deed::Away | Deed::Block | Deed::Stats | Deed::ReactOpen => {
            role >= OperatorElsewhere
        }
        Deed::Take
        | Deed::TakeFrom
        | Deed::Release
        | Deed::Assign
        | Deed::Reply
        | Deed::Answer
        | Deed::Note
        | Deed::Undo
        | Deed::Join
        | Deed::Title
        | Deed::Priority
        | Deed::Tag
        | Deed::Responsible
        | Deed::Move
        | Deed::Watch
        | Deed::Link
        | Deed::Pending
        | Deed::Merge
        | Deed::Split
        | Deed::Customer
        | Deed::Forward
        | Deed::ReactTake
        | Deed::ReactClose => matches!(role, OperatorOfParent | OperatorOfQueue | Admin),
    }
}

/// The table as Markdown, for docs/permissions.md.
pub fn table() -> String {
    let mut out = String::from(
        "| | stranger | participant | customer | operator of another queue | operator of a parent | operator of the queue | admin |\n|---|---|---|---|---|---|---|---|\n",
    );
    for deed in Deed::ALL {
        out.push_str(&format!("| {} |", deed.name()));
        for role in Role::ALL {
            out.push_str(if allowed(role, deed) { " yes |" } else { " |" });
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.md");

    const INTRODUCTION: &str = "\
# Who may do what

<!-- Printed from src/ticket/permission.rs: run the tests with UPDATE_DOCS=1 after a change there. -->

One table in the code decides, at the moment when the thing is done. It is the same for a command (typed or picked), a
button, a form, a reaction and a plain message, on every platform. Which commands a platform's menu shows to whom
grants nothing.

- Whoever is several things to a ticket is the one furthest to the right; but an operator of another queue who has
  asked for help is the *customer* of their own ticket.
- The *customer* is the person in whose name the ticket runs, a *participant* somebody else who has written in its
  thread, a *stranger* anybody else.
- *Operator of a parent*: of `helpdesk`, where the ticket is in `helpdesk::network`. Those who serve a sub-queue don't
  see the tickets of the queue above.
- Knowing a ticket's number is no right to it: whoever may not see its `status` is answered as if that ticket had
  never been, whatever they tried, and waits for nobody who is at work on it.
- `new`, `mine`, `mail`, `identity`, `language`, `away` and `help` are about oneself. `list` and `next` show tickets of one's own
  queues only, and `stats` counts no others. `search` finds, for a customer, what their own tickets show them; for an operator, everything in
  their queues; a note is found by nobody else.
- Some things depend on the place as well: `note`, `mail`, `show`, `history` and an operator's `search` are refused
  where customers read along, `identity` wherever others do. 🎫 works in a queue's own help channels.

Each row is tried by everybody and in every way, typed, picked, clicked and with an emoji, by
`tests/tests/desk/permitted.rs`.

";

    #[test]
    fn the_page_of_permissions_is_what_the_table_says() {
        let printed = format!("{INTRODUCTION}{}", table());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(PAGE, &printed).expect("docs/permissions.md can be written");
        }
        let written = std::fs::read_to_string(PAGE).unwrap_or_default();
        assert_eq!(written, printed, "run the tests once with UPDATE_DOCS=1");
    }

    #[test]
    fn a_stranger_sees_no_ticket() {
        for deed in
            [Deed::Status, Deed::Take, Deed::Reply, Deed::Note, Deed::Close, Deed::Show, Deed::History]
        {
            assert!(!allowed(Role::Stranger, deed), "{deed:?}");
            assert!(!allowed(Role::Participant, deed), "{deed:?}");
            assert!(!allowed(Role::OperatorElsewhere, deed), "{deed:?}");
        }
    }

    #[test]
    fn what_shows_notes_is_not_for_the_customer() {
        for deed in [Deed::Show, Deed::History, Deed::Note, Deed::List] {
            assert!(!allowed(Role::Customer, deed), "{deed:?}");
        }
    }

    #[test]
    fn the_operator_of_the_queue_may_do_all_of_the_daily_work() {
        let others = [
            Deed::Rate,
            Deed::Helps,
            Deed::Panel,
            Deed::Reload,
            Deed::Outage,
            Deed::Queues,
            Deed::Undelivered,
            Deed::Export,
            Deed::Import,
            Deed::Erase,
        ];
        assert!(Deed::ALL.into_iter().all(|d| allowed(Role::OperatorOfQueue, d) != others.contains(&d)));
    }
}
