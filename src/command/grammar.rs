//! The table of all commands, from which parsing, help, completion and docs/commands.md are made.

use super::Command;
use super::filters::STATES;
use crate::text::{Language, PICKED};

/// Which of the commands of platforms with subcommands a command belongs to. They have room for 25 each,
/// and operators have more.
///
/// Typed text may name any of them before any command: `!ticket take` is `!take`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// `/ticket`, for everyone.
    Ticket,
    /// `/desk`, for operators: tickets.
    Desk,
    /// `/desk-team`, for operators: themselves, and people.
    DeskTeam,
    /// `/desk-admin`, for admins.
    DeskAdmin,
}

impl Group {
    /// Every group.
    pub const ALL: [Group; 4] = [Group::Ticket, Group::Desk, Group::DeskTeam, Group::DeskAdmin];

    /// The word that is typed for it.
    pub const fn word(self) -> &'static str {
        match self {
            Group::Ticket => "ticket",
            Group::Desk => "desk",
            Group::DeskTeam => "desk-team",
            Group::DeskAdmin => "desk-admin",
        }
    }
}

/// To whom a command is offered, in help and completion; what is allowed is decided elsewhere, when
/// the thing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Whoever may write to the desk.
    Everyone,
    /// Operators, of any queue.
    Operator,
    /// Admins.
    Admin,
}

/// Who sees the answer to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Privacy {
    /// Only the person who gave it.
    Private,
    /// The conversation it was given in.
    Conversation,
}

/// What an argument holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// A ticket's number.
    Ticket,
    /// A queue's name or title.
    Queue,
    /// An operator's name or account.
    Operator,
    /// Anybody's name, account or mail address.
    Person,
    /// Free text, to the end of the message.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Present or not; typed as `--name`.
    Flag,
    /// A mail address, the code that confirms one, or `on` and `off`.
    Mail,
    /// Numbers of articles: `3-5,7`.
    Articles,
    /// Tags, to be added or, behind a `-`, taken away.
    Tags,
    /// A stretch of days.
    Period,
    /// A language.
    Language,
    /// A command's name.
    Command,
    /// A ready text's name.
    Ready,
    /// The states of tickets that are wanted; typed as `state:word`, as are those that follow.
    State,
    /// Whose tickets are wanted.
    Owner,
    /// The tag of the tickets that are wanted.
    Tag,
    /// Since when.
    Since,
    /// Which page of a long answer.
    Page,
    /// A word or number of which its command knows what it is.
    Word,
}

/// One argument of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arg {
    /// Its name, as typed options and mistakes name it.
    pub name: &'static str,
    /// What it holds.
    pub kind: ArgKind,
    /// Whether the command makes no sense without it.
    pub required: bool,
}

/// One command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandSpec {
    /// The name: unique, lower case, the same in every language.
    pub name: &'static str,
    /// Other words for it, in Italian.
    pub aliases: &'static [&'static str],
    /// Under which of the commands of [`Group`] it stands.
    pub group: Group,
    /// Who is offered it.
    pub role: Role,
    /// Who sees its answer ([`privacy`] knows the exception).
    pub privacy: Privacy,
    /// Its arguments, in the order in which they are typed.
    pub args: &'static [Arg],
}

impl CommandSpec {
    /// The word it is shown by in menus.
    pub fn shown(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.name,
            Language::It => self.aliases.first().copied().unwrap_or(self.name),
        }
    }
}

/// The words by which `close` says how.
pub const OUTCOMES: &[&str] = &["successful", "unsuccessful"];
/// The words by which `list` says what.
pub const FILTERS: &[&str] = &["mine", "all", "new", "open", "closed", "escalated"];
/// The marks that `rate` gives.
pub const STARS: &[&str] = &["1", "2", "3", "4", "5"];
/// The priorities, as they are typed.
pub const PRIORITIES: &[&str] = &["1", "2", "3", "4", "5"];
/// The words by which `link` says how.
pub const LINKS: &[&str] = &["related", "parent", "child", "problem", "incident", "none"];
/// The words by which `stats` says what.
pub const VIEWS: &[&str] = &["overview", "times", "backlog"];
/// Words and examples of the days that `stats` is about.
pub const PERIODS: &[&str] = &["today", "yesterday", "week", "month", "year", "7d", "4w", "2026-10"];
/// The words by which `transcript` says as what.
pub const FORMATS: &[&str] = &["html", "markdown", "json"];
/// The words by which `pending` says what happens then.
pub const THEN: &[&str] = &["reminder", "close", "close-unsuccessful", "off"];
/// What `undelivered` does with what it lists.
pub const UNDELIVERED: &[&str] = &["retry", "drop", "after"];
/// The words by which `mail` is switched.
pub const SWITCHES: &[&str] = &["on", "off"];

const fn optional(name: &'static str, kind: ArgKind) -> Arg {
    Arg { name, kind, required: false }
}

const fn required(name: &'static str, kind: ArgKind) -> Arg {
    Arg { name, kind, required: true }
}

const TICKET: Arg = optional("ticket", ArgKind::Ticket);
const QUEUE: Arg = optional("queue", ArgKind::Queue);
const STATE: Arg = optional("state", ArgKind::State);
const OWNER: Arg = optional("owner", ArgKind::Owner);
const TAG: Arg = optional("tag", ArgKind::Tag);
const SINCE: Arg = optional("since", ArgKind::Since);
const PAGE: Arg = optional("page", ArgKind::Page);
const TEXT: Arg = required("text", ArgKind::Text);

const fn everyone(
    name: &'static str,
    aliases: &'static [&'static str],
    privacy: Privacy,
    args: &'static [Arg],
) -> CommandSpec {
    CommandSpec { name, aliases, group: Group::Ticket, role: Role::Everyone, privacy, args }
}

const fn operator(
    name: &'static str,
    aliases: &'static [&'static str],
    privacy: Privacy,
    args: &'static [Arg],
) -> CommandSpec {
    CommandSpec { name, aliases, group: Group::Desk, role: Role::Operator, privacy, args }
}

const fn team(
    name: &'static str,
    aliases: &'static [&'static str],
    privacy: Privacy,
    args: &'static [Arg],
) -> CommandSpec {
    CommandSpec { name, aliases, group: Group::DeskTeam, role: Role::Operator, privacy, args }
}

const fn admin(
    name: &'static str,
    aliases: &'static [&'static str],
    privacy: Privacy,
    args: &'static [Arg],
) -> CommandSpec {
    CommandSpec { name, aliases, group: Group::DeskAdmin, role: Role::Admin, privacy, args }
}

/// Every command, in the order in which help shows them.
pub const SPECS: &[CommandSpec] = {
    use Privacy::{Conversation, Private};
    &[
        everyone("new", &["nuovo"], Conversation, &[QUEUE, optional("for", ArgKind::Person), TEXT]),
        everyone("mine", &["miei"], Private, &[]),
        everyone("status", &["stato"], Private, &[TICKET]),
        everyone(
            "close",
            &["chiudi"],
            Conversation,
            &[TICKET, optional("outcome", ArgKind::Choice(OUTCOMES)), optional("text", ArgKind::Text)],
        ),
        everyone("reopen", &["riapri"], Conversation, &[TICKET]),
        everyone(
            "rate",
            &["valuta"],
            Private,
            &[TICKET, required("stars", ArgKind::Choice(STARS)), optional("comment", ArgKind::Text)],
        ),
        everyone("private", &["privato"], Conversation, &[TICKET]),
        everyone(
            "transcript",
            &["trascrizione"],
            Private,
            &[TICKET, optional("format", ArgKind::Choice(FORMATS))],
        ),
        everyone(
            "search",
            &["cerca"],
            Private,
            &[required("words", ArgKind::Text), QUEUE, STATE, OWNER, TAG, SINCE, PAGE],
        ),
        everyone("mail", &[], Private, &[optional("setting", ArgKind::Mail)]),
        everyone(
            "identity",
            &["identità", "identita"],
            Private,
            &[
                optional("code", ArgKind::Text),
                optional("mail", ArgKind::Flag),
                optional("leave", ArgKind::Text),
            ],
        ),
        everyone("language", &["lingua"], Private, &[optional("language", ArgKind::Language)]),
        everyone("help", &["aiuto"], Private, &[optional("command", ArgKind::Command)]),
        operator("next", &["prossimo"], Conversation, &[QUEUE]),
        operator("take", &["prendi"], Conversation, &[TICKET, optional("from", ArgKind::Flag)]),
        operator("release", &["rilascia"], Conversation, &[TICKET]),
        operator("assign", &["assegna"], Conversation, &[TICKET, required("operator", ArgKind::Operator)]),
        operator("reply", &["rispondi"], Conversation, &[TICKET, TEXT]),
        operator(
            "answer",
            &["risposta"],
            Private,
            &[TICKET, optional("name", ArgKind::Ready), optional("send", ArgKind::Flag)],
        ),
        operator("note", &["nota"], Conversation, &[TICKET, TEXT]),
        operator("undo", &["annulla"], Conversation, &[TICKET]),
        operator("title", &["titolo"], Conversation, &[TICKET, TEXT]),
        operator(
            "priority",
            &["priorità", "priorita"],
            Conversation,
            &[TICKET, required("priority", ArgKind::Choice(PRIORITIES))],
        ),
        operator("tag", &["etichetta"], Conversation, &[TICKET, required("tags", ArgKind::Tags)]),
        operator(
            "responsible",
            &["responsabile"],
            Conversation,
            &[TICKET, required("operator", ArgKind::Operator)],
        ),
        operator("move", &["sposta"], Conversation, &[TICKET, required("queue", ArgKind::Queue)]),
        operator(
            "pending",
            &["sospendi"],
            Conversation,
            &[TICKET, optional("then", ArgKind::Choice(THEN)), optional("when", ArgKind::Text)],
        ),
        operator("watch", &["segui"], Private, &[TICKET, optional("off", ArgKind::Flag)]),
        operator(
            "link",
            &["collega"],
            Conversation,
            &[TICKET, required("other", ArgKind::Ticket), optional("kind", ArgKind::Choice(LINKS))],
        ),
        operator("split", &["dividi"], Conversation, &[TICKET, optional("articles", ArgKind::Articles)]),
        operator(
            "forward",
            &["inoltra"],
            Conversation,
            &[
                TICKET,
                required("address", ArgKind::Word),
                optional("articles", ArgKind::Articles),
                optional("text", ArgKind::Text),
            ],
        ),
        operator("merge", &["unisci"], Conversation, &[TICKET, required("other", ArgKind::Ticket)]),
        operator("join", &["entra"], Private, &[TICKET]),
        operator(
            "list",
            &["elenco"],
            Private,
            &[optional("filter", ArgKind::Choice(FILTERS)), QUEUE, STATE, OWNER, TAG, SINCE, PAGE],
        ),
        operator("show", &["mostra"], Private, &[TICKET, optional("here", ArgKind::Flag)]),
        operator("history", &["storia"], Private, &[TICKET]),
        team("customer", &["cliente"], Conversation, &[TICKET, required("person", ArgKind::Person)]),
        team(
            "away",
            &["assente"],
            Private,
            &[optional("until", ArgKind::Text), optional("back", ArgKind::Flag)],
        ),
        team(
            "stats",
            &["statistiche"],
            Private,
            &[
                optional("view", ArgKind::Choice(VIEWS)),
                optional("period", ArgKind::Period),
                QUEUE,
                optional("operator", ArgKind::Operator),
            ],
        ),
        team(
            "block",
            &["blocca"],
            Private,
            &[
                optional("person", ArgKind::Person),
                optional("until", ArgKind::Text),
                optional("reason", ArgKind::Text),
            ],
        ),
        team("unblock", &["sblocca"], Private, &[required("person", ArgKind::Person)]),
        admin("panel", &["pannello"], Private, &[]),
        admin("reload", &["ricarica"], Private, &[]),
        admin("outage", &["disservizio"], Private, &[QUEUE, optional("text", ArgKind::Text)]),
        admin("queues", &["elenco-code"], Private, &[]),
        admin("export", &["esporta"], Private, &[optional("rows-only", ArgKind::Flag)]),
        admin("import", &["importa"], Private, &[required("file", ArgKind::Word)]),
        admin(
            "erase",
            &["dimentica"],
            Private,
            &[required("person", ArgKind::Person), optional("yes", ArgKind::Flag)],
        ),
        admin(
            "undelivered",
            &["non-consegnati"],
            Private,
            &[
                optional("action", ArgKind::Choice(UNDELIVERED)),
                optional("delivery", ArgKind::Word),
                optional("reason", ArgKind::Text),
            ],
        ),
    ]
};

/// The command of this name, or of this other word for it, whatever its case.
pub fn spec(word: &str) -> Option<&'static CommandSpec> {
    let word = word.to_lowercase();
    SPECS.iter().find(|spec| spec.name == word || spec.aliases.contains(&word.as_str()))
}

/// How a command is typed: `!assign [#number] operator`; behind [`PICKED`], how it is found in a menu:
/// `/desk assign [ticket] operator`.
pub fn usage(prefix: &str, spec: &CommandSpec) -> String {
    let picked = prefix == PICKED;
    let mut usage = match picked {
        true => format!("/{} {}", spec.group.word(), spec.name),
        false => format!("{prefix}{}", spec.name),
    };
    for arg in spec.args {
        let label = if picked { arg.name.to_owned() } else { label(spec, arg) };
        usage.push_str(&if arg.required { format!(" {label}") } else { format!(" [{label}]") });
    }
    usage
}

fn label(spec: &CommandSpec, arg: &Arg) -> String {
    match arg.kind {
        ArgKind::Ticket if arg.name == "other" => "#other".to_owned(),
        ArgKind::Text if arg.name == "leave" => "--leave account".to_owned(),
        ArgKind::Ticket => "#number".to_owned(),
        // Beside free text, or other filters, only a marked word can be told from them.
        ArgKind::Queue if spec.args.iter().any(|a| matches!(a.kind, ArgKind::Text | ArgKind::State)) => {
            "queue:name".to_owned()
        }
        ArgKind::Person if arg.name == "for" => "--for person".to_owned(),
        ArgKind::Queue | ArgKind::Operator if spec.args.iter().any(|a| a.kind == ArgKind::Period) => {
            format!("{}:name", arg.name)
        }
        ArgKind::Period => "7d|week|2026-10".to_owned(),
        ArgKind::State => format!("state:{}", STATES.join("|")),
        ArgKind::Owner => "owner:name|me|nobody".to_owned(),
        ArgKind::Tag => "tag:word".to_owned(),
        ArgKind::Since => "since:7d".to_owned(),
        ArgKind::Page => "page:2".to_owned(),
        ArgKind::Choice(words) => words.join("|"),
        ArgKind::Flag => format!("--{}", arg.name),
        ArgKind::Mail => format!("address|code|{}", SWITCHES.join("|")),
        ArgKind::Tags => "word -word".to_owned(),
        ArgKind::Articles => "3-5".to_owned(),
        ArgKind::Language => "en|it".to_owned(),
        ArgKind::Queue
        | ArgKind::Operator
        | ArgKind::Person
        | ArgKind::Text
        | ArgKind::Command
        | ArgKind::Ready
        | ArgKind::Word => arg.name.to_owned(),
    }
}

/// The key of the sentence in `locales/*/help.ftl` that says what the command is for.
pub fn summary_key(spec: &CommandSpec) -> String {
    format!("help-{}", spec.name)
}

/// The name of the command that was given.
pub const fn name(command: &Command) -> &'static str {
    match command {
        Command::New { .. } => "new",
        Command::Mine => "mine",
        Command::Status { .. } => "status",
        Command::Next { .. } => "next",
        Command::Take { .. } => "take",
        Command::Release { .. } => "release",
        Command::Assign { .. } => "assign",
        Command::Reply { .. } => "reply",
        Command::Answer { .. } => "answer",
        Command::Note { .. } => "note",
        Command::Undo { .. } => "undo",
        Command::Close { .. } => "close",
        Command::Reopen { .. } => "reopen",
        Command::Rate { .. } => "rate",
        Command::Private { .. } => "private",
        Command::Join { .. } => "join",
        Command::Title { .. } => "title",
        Command::Priority { .. } => "priority",
        Command::Tag { .. } => "tag",
        Command::Responsible { .. } => "responsible",
        Command::Move { .. } => "move",
        Command::Watch { .. } => "watch",
        Command::Link { .. } => "link",
        Command::Pending { .. } | Command::TakeUp { .. } => "pending",
        Command::Customer { .. } => "customer",
        Command::Forward { .. } => "forward",
        Command::Outage { .. } => "outage",
        Command::Merge { .. } => "merge",
        Command::Split { .. } => "split",
        Command::Away { .. } => "away",
        Command::Block { .. } => "block",
        Command::Unblock { .. } => "unblock",
        Command::Panel => "panel",
        Command::Search { .. } => "search",
        Command::Reload => "reload",
        Command::Queues => "queues",
        Command::Export { .. } => "export",
        Command::Import { .. } => "import",
        Command::Erase { .. } => "erase",
        Command::Undelivered(_) => "undelivered",
        Command::List { .. } => "list",
        Command::Show { .. } => "show",
        Command::Transcript { .. } => "transcript",
        Command::History { .. } => "history",
        Command::Stats { .. } => "stats",
        Command::Mail(_) => "mail",
        Command::Identity(_) => "identity",
        Command::Language { .. } => "language",
        Command::Help { .. } => "help",
    }
}

/// Who sees the answer to this command as it was given: `show --here` is for the conversation.
pub fn privacy(command: &Command) -> Privacy {
    match command {
        Command::Show { here: true, .. } => Privacy::Conversation,
        // No command lacks a spec (a test sees to it); were it so, silence would be the safe mistake.
        _ => spec(name(command)).map_or(Privacy::Private, |spec| spec.privacy),
    }
}
