//! What bot.toml says, typed and valid: whoever holds a [`Config`] need not check it again.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use secrecy::SecretString;
use sportello_chat::Platform;
use url::Url;

use crate::answers::ReadyText;
use crate::calendar::Calendar;
use crate::text::Language;
use crate::ticket::{Target, Targets};

/// The whole of bot.toml.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the file is called, for whoever reads of its mistakes.
    pub file: String,
    /// `[desk]`
    pub desk: Desk,
    /// `[console]`; `None` when it is not enabled.
    pub console: Option<Console>,
    /// `[matrix]`; `None` when it is not enabled.
    pub matrix: Option<Matrix>,
    /// `[discord]`; `None` when it is not enabled.
    pub discord: Option<Discord>,
    /// `[mail]`; `None` when there is no such section: then nobody is mailed.
    pub mail: Option<Mail>,
    /// `[web]`; `None` when nothing is to listen.
    pub web: Option<Web>,
    /// `[limits]`
    pub limits: Limits,
    /// `[retention]`: how long closed tickets of queues that are no more keep their words; none: for ever.
    pub closed_after: Option<Duration>,
    /// `[[operator]]`
    pub operators: Vec<Operator>,
    /// `[[customer]]`
    pub customers: Vec<Customer>,
    /// `[[queue]]`, parents before their children.
    pub queues: Vec<Queue>,
    /// `[[answer]]`, then those of the folder `answers`.
    pub answers: Vec<ReadyText>,
}

/// `[desk]`
#[derive(Clone, Debug)]
pub struct Desk {
    /// The name people see.
    pub name: String,
    /// The language where nothing better is known of a person.
    pub language: Language,
    /// The zone in which times are shown.
    pub time_zone: Tz,
    /// `sqlite://…` (absolute by now) or `postgres://…`.
    pub database: Database,
    /// Where attachments and the state of adapters are kept; absolute.
    pub data_dir: PathBuf,
    /// Where attachments are kept, if not in a folder of `data_dir`: what several instances must share.
    pub files_dir: Option<PathBuf>,
    /// How tickets are numbered.
    pub ticket_number: NumberStyle,
    /// OTRS's system id, two digits, for `date-checksum`; default 10.
    pub system_id: u8,
    /// What a typed command begins with; `/` is always understood too.
    pub command_prefix: String,
    /// The largest file taken in, in bytes; default 20 MiB.
    pub max_file_size: u64,
    /// What becomes of a message its author deletes.
    pub on_delete: OnDelete,
}

impl Desk {
    /// The folder of the attachments.
    pub fn files_folder(&self) -> PathBuf {
        self.files_dir.clone().unwrap_or_else(|| self.data_dir.join("files"))
    }
}

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// A server; the URL may hold a password and is never logged.
    Postgres(SecretString),
}

/// `ticket_number`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberStyle {
    /// 1001, 1002 …
    Increment,
    /// 20261123-0007
    Date,
    /// As OTRS forms it, with a check digit.
    DateChecksum,
}

/// `on_delete`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// Customers no longer see it; operators see the text and that it was deleted.
    Hide,
    /// The text is gone; that there was a message stays.
    Remove,
}

/// `[console]`
#[derive(Clone, Debug)]
pub struct Console {}

/// `[web]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Web {
    /// Where machines ask how the desk is.
    pub listen: SocketAddr,
}

/// `[matrix]`
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The homeserver's base URL.
    pub homeserver: Url,
    /// The bot's account, `@help:example.org`.
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// Whether encrypted rooms are read and direct chats are opened encrypted.
    pub encryption: bool,
    /// Whose messages count in encrypted rooms.
    pub trust: Trust,
    /// The recovery key, for a second device of the account.
    pub recovery_key: Option<SecretString>,
    /// The passphrase of the local stores.
    pub store_passphrase: Option<SecretString>,
}

/// `[discord]`
#[derive(Clone, Debug)]
pub struct Discord {
    /// The bot's token.
    pub token: SecretString,
    /// The servers (guilds) it serves, at least one.
    pub guilds: Vec<u64>,
    /// Whether a ticket opened in one server can be seen and worked from another.
    pub share_guilds: bool,
    /// Where Discord is reached instead of its own address: `host:port`.
    pub connect_to: Option<String>,
    /// A certificate authority to trust there (PEM).
    pub ca_file: Option<PathBuf>,
}

/// `trust`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Everyone's.
    #[default]
    Everyone,
    /// Those of cross-signed devices.
    CrossSigned,
    /// Those of people the bot's account has verified.
    Verified,
}

/// `[mail]`
#[derive(Clone, Debug)]
pub struct Mail {
    /// `Service Desk <help@example.org>`, its domain in ASCII.
    pub from: String,
    /// How mails leave.
    pub transport: Transport,
    /// Whether text written in an encrypted room may be put into mail.
    pub include_text: bool,
    /// `{localpart}@uni.example`: how a customer's address is derived from their account.
    pub template: Option<MailTemplate>,
    /// How long answers wait to be mailed together; default 3 min.
    pub group_answers: Duration,
}

/// Derives addresses for the people of one platform's trusted server.
#[derive(Clone, Debug)]
pub struct MailTemplate {
    /// Whose accounts.
    pub platform: Platform,
    /// The server that is trusted (`uni.example` of `@mia:uni.example`); none: any account.
    pub server: Option<String>,
    /// The address, with `{localpart}`.
    pub address: String,
}

/// `transport`
#[derive(Clone, Debug)]
pub enum Transport {
    /// A file a mail.
    Folder(PathBuf),
    /// A server: `smtp://`, `smtp://…?tls=required` (STARTTLS) or `smtps://`.
    Smtp {
        /// Its address.
        url: Url,
        /// The password of the user in the address.
        password: Option<SecretString>,
        /// A certificate authority to trust beside the public ones (PEM).
        ca_file: Option<PathBuf>,
    },
    /// A local program that takes a mail on its standard input.
    Sendmail(PathBuf),
}

/// `[limits]`; what is not said is not limited.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// How many tickets that are not closed a person may have.
    pub open_tickets: Option<u64>,
    /// How many messages a person may write in a minute before nobody is called for them.
    pub messages_per_minute: Option<u64>,
    /// How old an account must be to open a ticket, where its platform tells.
    pub account_age: Option<Duration>,
    /// Which files are taken in.
    pub attachments: Attachments,
}

/// `limits` of a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueLimits {
    /// How many tickets of this queue that are not closed a person may have.
    pub open_tickets: Option<u64>,
    /// How old an account must be to open a ticket here, in place of the desk's.
    pub account_age: Option<Duration>,
}

/// `attachments` of `[limits]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachments {
    /// The largest, in bytes; `max_file_size` holds as well.
    pub largest: Option<u64>,
    /// Only these, if there are any.
    pub allowed: Vec<FileKind>,
    /// Never these.
    pub forbidden: Vec<FileKind>,
}

/// A kind of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Those whose name ends so, without the dot.
    Ending(String),
    /// Those of a media type.
    Mime(String),
    /// Those of a class of media types: `image`.
    Class(String),
}

/// `[[operator]]`
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// The short name commands use.
    pub name: String,
    /// Where they are mailed.
    pub mail: Option<String>,
    /// Their accounts.
    pub accounts: Vec<Account>,
    /// May use the admins' commands.
    pub admin: bool,
    /// Their language.
    pub language: Option<Language>,
    /// Whether they want a mail for each new ticket of their queues.
    pub mail_new: bool,
    /// Whether they want to be mentioned when a ticket opens.
    pub on_call: bool,
}

/// `[[customer]]`
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Their name.
    pub name: String,
    /// Where they are mailed.
    pub mail: Option<String>,
    /// Their accounts.
    pub accounts: Vec<Account>,
    /// Their language.
    pub language: Option<Language>,
}

/// One account on one platform.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account {
    /// Where.
    pub platform: Platform,
    /// The id there.
    pub id: String,
}

/// A place bot.toml names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Channel {
    /// Where.
    pub platform: Platform,
    /// An alias, an id, or a console channel's name.
    pub name: String,
}

/// `[[queue]]`
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// `helpdesk::network`
    pub name: String,
    /// The names it had before: tickets of a queue of such a name are its own.
    pub was: Vec<String>,
    /// What people see.
    pub title: String,
    /// Names of `[[operator]]`s.
    pub operators: Vec<String>,
    /// Groups whose members are operators, as adapters spell them: `matrix_room:!id`.
    pub operator_groups: Vec<Channel>,
    /// The name of the operator who answers for its tickets.
    pub responsible: Option<String>,
    /// Help channels.
    pub channels: Vec<Channel>,
    /// Operators' channels; a sub-queue without any uses its parent's.
    pub operator_channels: Vec<Channel>,
    /// Private queues open by direct chat or command only.
    pub private: bool,
    /// What a customer's message in a closed ticket does.
    pub follow_up: FollowUp,
    /// How long after closing `reopen` holds; then a new ticket is opened and linked. Default 14 days.
    pub reopen_within: Duration,
    /// How an operator appears to customers.
    pub signature: Signature,
    /// The customer's messages within this time of the first are one ticket.
    pub gather: Duration,
    /// Title, operators' notice and mails wait this long for more than a greeting.
    pub settle: Duration,
    /// What a plain message in an operators' thread is.
    pub plain_messages: PlainMessages,
    /// Whether tickets may be moved between the queues right below this one.
    pub siblings: bool,
    /// Who becomes a ticket's owner by itself.
    pub assignment: Assignment,
    /// What is asked of whoever opens a ticket, beside the request itself.
    pub questions: Vec<Worded>,
    /// Its own limits.
    pub limits: QueueLimits,
    /// Which mails are sent.
    pub mails: MailSwitches,
    /// When it works; a sub-queue has its parent's calendar unless it names one.
    pub calendar: Calendar,
    /// What it promises.
    pub targets: Targets,
    /// After how much working time without its owner's word a ticket that waits for it is given back.
    pub release_after: Option<Target>,
    /// When tickets that wait for their customer close by themselves.
    pub auto_close: Option<AutoClose>,
    /// How long closed tickets keep their words; none: for ever. Its own, its parent's or the desk's.
    pub closed_after: Option<Duration>,
    /// What people are told of how their words are kept. Its own, its parent's or the desk's.
    pub privacy_notice: Option<Worded>,
    /// Whether a ready text that fits is offered when a ticket opens.
    pub suggest: bool,
}

/// A text of bot.toml that people read: one for all, or one for each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded(pub Vec<(Option<Language>, String)>);

impl From<&str> for Worded {
    /// The same for everybody.
    fn from(text: &str) -> Self {
        Self(vec![(None, text.to_owned())])
    }
}

impl Worded {
    /// The text in this language, else the first one there is.
    pub fn in_language(&self, language: Language) -> &str {
        let own = self.0.iter().find(|(l, _)| *l == Some(language));
        own.or(self.0.first()).map_or("", |(_, text)| text)
    }
}

impl Config {
    /// Whether a ticket opened in one community of a platform can be seen from another.
    pub fn share_realms(&self) -> bool {
        self.discord.as_ref().is_some_and(|d| d.share_guilds)
    }
}

impl Queue {
    /// The name of the queue above, if it is not of the first level.
    pub fn parent(&self) -> Option<&str> {
        self.name.rsplit_once("::").map(|(parent, _)| parent)
    }
}

/// `auto_close` and what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AutoClose {
    /// After how long without the customer's word.
    pub after: Duration,
    /// How long before that they are warned.
    pub warn_before: Duration,
    /// Whether it counts as what was asked for.
    pub successful: bool,
}

/// `follow_up`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// The ticket is opened again.
    Reopen,
    /// A new one is opened and linked.
    NewTicket,
    /// The person is told politely that it is closed.
    Reject,
}

/// `assignment`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// Nobody: operators take tickets.
    Manual,
    /// The operators in turn.
    RoundRobin,
    /// Whoever has fewest.
    LeastLoaded,
}

/// `signature`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// By their name.
    Name,
    /// As “an operator”.
    Role,
    /// By the queue's title.
    Queue,
}

/// `plain_messages`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainMessages {
    /// An internal note.
    Note,
    /// A reply to the customer.
    Reply,
}

/// `mails = { received = true, … }` of a queue; all true by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailSwitches {
    /// To the customer: the request was received.
    pub received: bool,
    /// To the customer: somebody took it in charge.
    pub taken: bool,
    /// To the customer: answers.
    pub answered: bool,
    /// To the customer: their answer is waited for.
    pub waiting: bool,
    /// To the customer: closed.
    pub closed: bool,
    /// To the customer: reopened.
    pub reopened: bool,
    /// To the customer: two of their tickets go on as one.
    pub merged: bool,
    /// To operators: a ticket was given to them.
    pub assigned: bool,
    /// To operators: a follow-up on theirs.
    pub follow_up: bool,
    /// To operators: the time of a pending ticket has come.
    pub reminder: bool,
    /// To operators: a ticket is about to be late, or is.
    pub escalation: bool,
    /// To the operators who want it: a new ticket.
    pub new: bool,
}

impl Default for MailSwitches {
    fn default() -> Self {
        Self {
            received: true,
            taken: true,
            answered: true,
            waiting: true,
            closed: true,
            reopened: true,
            merged: true,
            assigned: true,
            follow_up: true,
            reminder: true,
            escalation: true,
            new: true,
        }
    }
}
