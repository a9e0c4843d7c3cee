//! What people can tell the bot to do: one grammar for all platforms.
//!
//! [`grammar`] lists every command with its arguments, who may be offered it and whether its answer
//! is private; [`parse`] turns typed text into a [`Command`]. Platforms with typed options end in
//! the same [`Command`].

pub mod action;
mod arguments;
mod closing;
mod filters;
pub mod grammar;
pub mod menu;
mod nearest;
pub mod parse;
mod pending;
pub mod period;
pub mod picked;
mod values;
mod words;

#[cfg(test)]
mod grammar_tests;
#[cfg(test)]
mod parse_tests;

pub use crate::transcript::Format;
pub use filters::{Filters, OWNERS, OwnerFilter, SINCE, StateFilter};
pub use grammar::{CommandSpec, Privacy, Role, SPECS};
pub use nearest::nearest;
pub use parse::{Mistake, MistakeKind, Typed, parse};
pub use period::Period;
pub use words::ticket_number;

/// A ticket's number as somebody typed it, without `#`; no promise that there is such a ticket.
pub type TicketArg = Option<String>;

/// Everything the bot can be told to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Opens a ticket: `new [queue:NAME] [--for person] text`.
    New {
        /// In whose name, if not the actor's own: a name, an account or a mail address.
        caller: Option<String>,
        /// The queue, by name or title.
        queue: Option<String>,
        /// Its title, where a form asked for one.
        subject: Option<String>,
        /// The request.
        text: String,
    },
    /// Lists the asker's own tickets.
    Mine,
    /// Says how a ticket stands: `status [#n]`.
    Status {
        /// Which.
        ticket: TicketArg,
    },
    /// Takes the oldest ticket nobody has: `next [queue]`.
    Next {
        /// Of which queue.
        queue: Option<String>,
    },
    /// Makes the actor owner: `take [#n] [--from]`.
    Take {
        /// Which.
        ticket: TicketArg,
        /// Even from another owner.
        from: bool,
    },
    /// Gives the ticket back to its queue: `release [#n]`.
    Release {
        /// Which.
        ticket: TicketArg,
    },
    /// Names another owner: `assign [#n] operator`.
    Assign {
        /// Which.
        ticket: TicketArg,
        /// The operator's name, with or without `@`.
        operator: String,
    },
    /// Answers the customer: `reply [#n] text`.
    Reply {
        /// Which.
        ticket: TicketArg,
        /// The answer.
        text: String,
    },
    /// Shows a ready text as the customer would read it, or sends it: `answer [#n] [name] [--send]`.
    Answer {
        /// Which.
        ticket: TicketArg,
        /// Which text; none: all there are.
        name: Option<String>,
        /// Send it.
        send: bool,
    },
    /// Writes an internal note: `note [#n] text`.
    Note {
        /// Which.
        ticket: TicketArg,
        /// The note.
        text: String,
    },
    /// Takes back one's last reply, if it is young enough: `undo [#n]`.
    Undo {
        /// Which.
        ticket: TicketArg,
    },
    /// Closes: `close [#n] [successful|unsuccessful] [text]`.
    Close {
        /// Which.
        ticket: TicketArg,
        /// Whether the request was met; `None`: successful.
        successful: Option<bool>,
        /// A last word to the customer.
        text: String,
    },
    /// Opens a closed ticket again: `reopen [#n]`.
    Reopen {
        /// Which.
        ticket: TicketArg,
    },
    /// Says how well a closed ticket was handled: `rate [#n] 1|2|3|4|5 [comment]`.
    Rate {
        /// Which.
        ticket: TicketArg,
        /// From 1 to 5.
        stars: u8,
        /// Why.
        comment: String,
    },
    /// Moves the customer's conversation to where only the desk reads it: `private [#n]`.
    Private {
        /// Which.
        ticket: TicketArg,
    },
    /// Lets the actor into the customer's private thread: `join [#n]`.
    Join {
        /// Which.
        ticket: TicketArg,
    },
    /// Changes the title: `title [#n] text`.
    Title {
        /// Which.
        ticket: TicketArg,
        /// The new one.
        text: String,
    },
    /// Changes the priority: `priority [#n] 1|2|3|4|5`.
    Priority {
        /// Which.
        ticket: TicketArg,
        /// From 1, very low, to 5, very high.
        priority: i16,
    },
    /// Adds tags and takes others away: `tag [#n] word -word …`.
    Tag {
        /// Which.
        ticket: TicketArg,
        /// Those to be added.
        add: Vec<String>,
        /// Those to be taken away.
        remove: Vec<String>,
    },
    /// Names who answers for it: `responsible [#n] operator`.
    Responsible {
        /// Which.
        ticket: TicketArg,
        /// The operator's name, with or without `@`.
        operator: String,
    },
    /// Moves it to another queue: `move [#n] queue`.
    Move {
        /// Which.
        ticket: TicketArg,
        /// The queue, by name or title.
        queue: String,
    },
    /// Has the actor hear of what its customer writes: `watch [#n] [--off]`.
    Watch {
        /// Which.
        ticket: TicketArg,
        /// Not any more.
        off: bool,
    },
    /// Says that two tickets belong together: `link [#n] #m [related|parent|child|problem|incident|none]`.
    Link {
        /// Which.
        ticket: TicketArg,
        /// The other one.
        other: String,
        /// What the other one is to it.
        kind: LinkKind,
    },
    /// Makes articles a ticket of their own: `split [#n] 3-5`; without their numbers, the one that is
    /// answered.
    Split {
        /// Which.
        ticket: TicketArg,
        /// Their numbers.
        articles: Vec<i32>,
    },
    /// Puts it aside: `pending [#n] [close [successful|unsuccessful]] moment [reason]`.
    Pending {
        /// Which.
        ticket: TicketArg,
        /// What happens at the moment.
        kind: PendingKind,
        /// The moment in words, and why.
        text: String,
    },
    /// Takes up what was put aside: `pending [#n] off`.
    TakeUp {
        /// Which.
        ticket: TicketArg,
    },
    /// Sends articles by mail to somebody who is no part of the ticket: `forward [#n] address [3-5] [text]`.
    Forward {
        /// Which.
        ticket: TicketArg,
        /// Where to.
        address: String,
        /// Their numbers; without them, the one that is answered.
        articles: Vec<i32>,
        /// What is said with them.
        text: String,
    },
    /// Has it run in another's name: `customer [#n] person`.
    Customer {
        /// Which.
        ticket: TicketArg,
        /// Whose: a name, an account or a mail address.
        person: String,
    },
    /// Makes another ticket a part of this one: `merge [#n] #m`.
    Merge {
        /// The one that goes on.
        ticket: TicketArg,
        /// The one that becomes a part of it.
        other: String,
    },
    /// Says that the actor is not there, or is there again: `away [until MOMENT] [--back]`.
    Away {
        /// Until when, in words.
        until: Option<String>,
        /// There again.
        back: bool,
    },
    /// Has somebody's requests open nothing, or lists those of whom it is so:
    /// `block [person] [until MOMENT] [reason]`.
    Block {
        /// Who: a name, an account or a mail address.
        person: Option<String>,
        /// Until when, in words, where that was asked for apart.
        until: Option<String>,
        /// Why; where it is typed, the moment may stand before it.
        reason: String,
    },
    /// Ends that: `unblock person`.
    Unblock {
        /// Who.
        person: String,
    },
    /// Posts the message from which people open tickets with a click: `panel`.
    Panel,
    /// Reads bot.toml again: `reload`.
    Reload,
    /// Finds tickets by what was said in them: `search words [queue:name] [state:open] …`.
    Search {
        /// What is looked for.
        words: String,
        /// Among which.
        filters: Filters,
    },
    /// Sets, lifts or shows the banner in every receipt: `outage [queue:NAME] [text|off]`.
    Outage {
        /// Of which queue; none: of the whole desk.
        queue: Option<String>,
        /// What becomes of it.
        what: Outage,
    },
    /// Lists every queue with what waits in it: `queues`.
    Queues,
    /// Writes everything into a file: `export [--rows-only]`.
    Export {
        /// Without the attachments' bytes.
        rows_only: bool,
    },
    /// Reads everything from a file, into an empty desk: `import file`.
    Import {
        /// Its name.
        file: String,
    },
    /// Removes somebody's words, accounts and addresses for good: `erase person [--yes]`.
    Erase {
        /// Who: a name, an account or a mail address.
        person: String,
        /// That it is meant.
        yes: bool,
    },
    /// Looks after what could not be delivered: `undelivered [retry n|all] [drop n reason] [after n]`.
    Undelivered(Undelivered),
    /// Lists tickets: `list [mine|all|new|open|closed|escalated] [queue:name] [state:open] …`.
    List {
        /// Which.
        filter: ListFilter,
        /// Of those.
        filters: Filters,
    },
    /// Shows a ticket with its articles: `show [#n] [--here]`.
    Show {
        /// Which.
        ticket: TicketArg,
        /// In a fresh thread of this channel.
        here: bool,
    },
    /// Hands a ticket over as a file: `transcript [#n] [html|markdown|json]`.
    Transcript {
        /// Which.
        ticket: TicketArg,
        /// As what.
        format: Format,
    },
    /// Shows what happened to a ticket: `history [#n]`.
    History {
        /// Which.
        ticket: TicketArg,
    },
    /// Tells figures: `stats [overview|times|backlog] [period] [queue:NAME] [operator:NAME]`.
    Stats {
        /// Which.
        view: StatsView,
        /// Of which days.
        period: Period,
        /// Of which queue, by name or title.
        queue: Option<String>,
        /// Of which operator, by name.
        operator: Option<String>,
    },
    /// Says or asks where one is mailed: `mail [address|code|on|off]`.
    Mail(MailArg),
    /// Joins one's accounts, or parts them: `identity [code] [--mail] [--leave account]`.
    Identity(IdentityArg),
    /// Chooses one's language: `language [en|it]`.
    Language {
        /// What was typed.
        language: Option<String>,
    },
    /// Explains: `help [command]`.
    Help {
        /// Which command.
        command: Option<String>,
    },
}

/// What `list` lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListFilter {
    /// The asker's own, then those that nobody has; with other filters, all that is not closed.
    #[default]
    Work,
    /// All that is not closed.
    Active,
    /// The asker's own.
    Mine,
    /// Not yet taken by anybody.
    New,
    /// Being worked on.
    Open,
    /// Closed ones, newest first.
    Closed,
    /// Those that have missed a time that was promised, the latest first.
    Escalated,
}

/// What a linked ticket is to the one it is linked to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkKind {
    /// About the same thing.
    #[default]
    Related,
    /// The one it is a part of.
    Parent,
    /// A part of it.
    Child,
    /// The problem that it hangs on, and is closed with.
    Problem,
    /// One that hangs on it, its problem.
    Incident,
    /// Nothing any more.
    Nothing,
}

/// What happens when the time has come for which a ticket was put aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PendingKind {
    /// Its owner is reminded.
    #[default]
    Reminder,
    /// It closes.
    Close {
        /// Whether with what was asked for.
        successful: bool,
    },
}

/// What `outage` was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outage {
    /// To show what there is.
    Show,
    /// To say this from now on.
    Set(String),
    /// To say it no more.
    Lift,
}

/// What `undelivered` was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// To list it, oldest first.
    List {
        /// From the one after this on.
        after: i64,
    },
    /// To send one again; none: all.
    Retry(Option<i64>),
    /// To give one up.
    Drop {
        /// Which.
        id: i64,
        /// Why.
        reason: String,
    },
}

/// Which figures `stats` shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatsView {
    /// What was opened and closed, day by day.
    #[default]
    Overview,
    /// How long it took, queue by queue and operator by operator.
    Times,
    /// What is active, by its age.
    Backlog,
}

/// What `mail` was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailArg {
    /// Nothing: say how it stands.
    Show,
    /// An address to be confirmed.
    Address(String),
    /// The code of a confirmation mail (six digits).
    Code(String),
    /// Mails wanted, or not.
    Wanted(bool),
}

/// What `identity` was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityArg {
    /// Nothing: show one's accounts, and give a code for another.
    Show,
    /// The code that another account of theirs was given, in capitals without a dash.
    Code(String),
    /// Be one with whoever has confirmed the same mail address.
    Mail,
    /// Take this account out.
    Leave(String),
}
