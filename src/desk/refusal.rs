//! Why something is not done: typed, and a sentence for the person in their language.

use sea_orm::DbErr;

use crate::command::grammar::{spec, usage};
use crate::command::{Mistake, MistakeKind};
use crate::text::moment::NoMoment;
use crate::text::{Args, Language, Texts, date};
use crate::ticket;

/// Why a use case ended without doing anything.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The person is told.
    #[error("refused: {0:?}")]
    Refused(Refused),
    /// The database failed; nothing was done.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<Refused> for DeskError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// What a person is told instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The rules of the ticket say no; `who` is the owner's name where one is meant.
    Rule {
        /// The rule.
        rule: ticket::Refusal,
        /// The ticket's number.
        number: String,
        /// The owner's name.
        who: String,
    },
    /// There is no such ticket, or none the person may see: the same words for both.
    NoSuchTicket {
        /// What was typed.
        number: String,
    },
    /// No ticket was named, and the place tells none.
    WhichTicket {
        /// The command.
        command: &'static str,
    },
    /// Only operators may do this.
    OperatorsOnly,
    /// No queue of this name.
    NoSuchQueue {
        /// What was typed.
        found: String,
        /// What there is.
        allowed: String,
    },
    /// No operator of this name.
    NoSuchOperator {
        /// What was typed.
        found: String,
        /// What there is.
        allowed: String,
    },
    /// Nobody of this name owns tickets.
    NoSuchOwner {
        /// What was typed.
        found: String,
        /// What there is.
        allowed: String,
    },
    /// That operator does not serve the ticket's queue.
    NotServing {
        /// Their name.
        name: String,
        /// The queue's title.
        queue: String,
    },
    /// Nothing waits to be taken.
    NothingFree,
    /// A message without words and files.
    Empty,
    /// There is no own reply to take back.
    NothingToUndo,
    /// The last reply is too old to be taken back.
    TooLateToUndo,
    /// The desk does not speak this language.
    NoSuchLanguage {
        /// What was typed.
        found: String,
    },
    /// Not a mail address.
    BadAddress {
        /// What was typed.
        found: String,
    },
    /// Not the code that was sent.
    WrongCode,
    /// No code is awaited, or its time is over.
    NoCode,
    /// This desk sends no mail.
    NoMail,
    /// It is discussed in private already.
    AlreadyPrivate,
    /// A command only for direct chats or operators' rooms was typed where customers read.
    NotInPublic {
        /// The command.
        command: &'static str,
    },
    /// Known command, wrong arguments.
    Mistake(Mistake),
    /// What was typed as a moment is none.
    NoMoment(NoMoment),
    /// An operator's misspelt command.
    Misspelt {
        /// The nearest command.
        near: &'static str,
    },
    /// The person is not an operator of the room's queues.
    NotYourRoom,
    /// A message can't become a command by an edit.
    EditedCommand,
    /// No such command to be helped with.
    NoSuchCommand {
        /// What was typed.
        found: String,
    },
    /// The ticket has no operators' channel where this was asked.
    NotHere,
    /// A file can't be kept now.
    NoFile,
    /// Articles that can't be a ticket of their own.
    Split(ticket::SplitRefusal),
    /// No article was named, and none is answered.
    WhichArticles {
        /// The command.
        command: &'static str,
    },
    /// An article that is not forwarded.
    Forward(ticket::ForwardRefusal),
    /// The ticket of that number is part of another already.
    AlreadyMerged {
        /// Its number.
        number: String,
        /// The other's number.
        into: String,
    },
    /// It runs in that person's name already.
    AlreadyTheirs {
        /// Its number.
        number: String,
        /// Their name.
        name: String,
    },
    /// The ticket that was discussed here runs in another's name.
    ConversationOver,
    /// A ticket can't hang on that problem.
    Problem {
        /// Why.
        rule: ticket::ProblemRefusal,
        /// The number of the ticket that was to hang on it.
        number: String,
        /// The problem's number.
        problem: String,
    },
    /// A ticket can't be linked to itself.
    ItsOwnLink,
    /// A button or form that the desk no longer knows.
    Outdated,
    /// No ticket can be opened from that message.
    NotFromThis,
    /// The customer is not spoken to in a private thread.
    NothingToJoin,
    /// Only admins may do this.
    AdminsOnly,
    /// A text is too long.
    TooLong {
        /// What it is.
        name: &'static str,
        /// In characters.
        most: usize,
    },
    /// They are blocked, until then if there is an end.
    Blocked {
        /// Until when, in words.
        until: Option<String>,
    },
    /// Their account is too new to open tickets.
    TooNew {
        /// From when on it is old enough, in words.
        from: String,
    },
    /// Nobody of this name, account or address.
    NoSuchPerson {
        /// What was typed.
        found: String,
    },
    /// Several people of this name.
    WhichPerson {
        /// What was typed.
        found: String,
        /// Their accounts.
        allowed: String,
    },
    /// bot.toml names the person who was to be erased.
    StillNamed {
        /// Their name.
        name: String,
    },
    /// No account was given this code, or its time is over.
    NoSuchIdentityCode,
    /// Codes were tried too often.
    TooManyTries,
    /// Too many codes were asked for by mail.
    TooManyCodes,
    /// Nobody else has confirmed that address.
    NobodyElse,
    /// It is their own code.
    SamePerson,
    /// Operators, and people whom bot.toml names, are not joined by a message.
    NotToBeJoined,
    /// They have no such account.
    NoSuchAccount {
        /// What was typed.
        found: String,
        /// Those they have.
        allowed: String,
    },
    /// Their only account, or one that bot.toml names.
    NotToLeave,
    /// Operators are not blocked.
    NotToBlock {
        /// Their name.
        name: String,
    },
    /// No word that was typed says what is looked for.
    NothingToFind,
    /// No ready text of this name can be used in the ticket's queue.
    NoSuchAnswer {
        /// What was typed.
        found: String,
        /// The one that was probably meant.
        nearest: Option<String>,
        /// What there is.
        allowed: String,
    },
    /// There is no ready text for the ticket's queue.
    NoAnswers,
    /// The same text was sent just before.
    JustSent,
    /// A filter that only operators have.
    NotYourFilter {
        /// Its key.
        filter: &'static str,
    },
    /// Nothing undelivered has this number.
    NotUndelivered {
        /// The number.
        id: i64,
    },
    /// There is no such file among the exports.
    NoSuchExport {
        /// What was typed.
        found: String,
        /// The folder of exports.
        folder: String,
    },
    /// Something is being sent at this moment.
    NotIdle,
    /// It is for whose ticket it is.
    CustomersOnly,
    /// Its words were removed.
    Emptied {
        /// The ticket's number.
        number: String,
    },
    /// What was asked for is so already.
    Unchanged,
    /// Other instances work on the same database.
    NotAlone,
    /// bot.toml is being read already.
    Reloading,
    /// The ticket's queue is no more.
    QueueGone {
        /// The ticket's number.
        number: String,
        /// The queue's title.
        queue: String,
    },
}

impl Refused {
    /// The sentence.
    pub fn say(&self, texts: &Texts, language: Language, prefix: &str) -> String {
        let say = |key: &str, args: Args| texts.say(language, key, &args);
        match self {
            Self::Rule { rule, number, who } => {
                let key = match rule {
                    ticket::Refusal::OwnedBy { .. } => "refusal-owned",
                    ticket::Refusal::AlreadyYours => "refusal-already-yours",
                    ticket::Refusal::AlreadyTheirs => "refusal-already-theirs",
                    ticket::Refusal::NobodyHasIt => "refusal-nobody-has-it",
                    ticket::Refusal::Closed => "refusal-closed",
                    ticket::Refusal::AlreadyClosed => "refusal-already-closed",
                    ticket::Refusal::NotClosed => "refusal-not-closed",
                    ticket::Refusal::NotPending => "refusal-not-pending",
                    ticket::Refusal::TooLate => "refusal-too-late",
                    ticket::Refusal::StaysClosed => "refusal-stays-closed",
                    ticket::Refusal::Merged => "refusal-merged",
                    ticket::Refusal::AlreadyThere => "refusal-already-there",
                    ticket::Refusal::NotThatWay => "refusal-not-that-way",
                    ticket::Refusal::ItsOwnPart => "refusal-its-own-part",
                    ticket::Refusal::OtherCustomer => "refusal-other-customer",
                };
                say(key, Args::new().text("number", number).text("who", who).text("prefix", prefix))
            }
            Self::NoSuchTicket { number } => {
                say("refusal-no-such-ticket", Args::new().text("number", number))
            }
            Self::WhichTicket { command } => {
                say("refusal-which-ticket", Args::new().text("prefix", prefix).text("command", *command))
            }
            Self::OperatorsOnly => say("refusal-operators-only", Args::new()),
            Self::NoSuchQueue { found, allowed } => {
                say("refusal-no-such-queue", Args::new().text("found", found).text("allowed", allowed))
            }
            Self::NoSuchOperator { found, allowed } => {
                say("refusal-no-such-operator", Args::new().text("found", found).text("allowed", allowed))
            }
            Self::NoSuchOwner { found, allowed } => {
                say("refusal-no-such-owner", Args::new().text("found", found).text("allowed", allowed))
            }
            Self::NotServing { name, queue } => {
                say("refusal-not-serving", Args::new().text("name", name).text("queue", queue))
            }
            Self::NothingFree => say("refusal-nothing-free", Args::new()),
            Self::Empty => say("refusal-empty", Args::new()),
            Self::NothingToUndo => say("refusal-nothing-to-undo", Args::new()),
            Self::TooLateToUndo => say("refusal-too-late-to-undo", Args::new()),
            Self::NoSuchLanguage { found } => {
                say("refusal-no-such-language", Args::new().text("found", found))
            }
            Self::BadAddress { found } => say("refusal-bad-address", Args::new().text("found", found)),
            Self::WrongCode => say("refusal-wrong-code", Args::new()),
            Self::NoCode => say("refusal-no-code", Args::new().text("prefix", prefix)),
            Self::NoMail => say("refusal-no-mail", Args::new()),
            Self::AlreadyPrivate => say("refusal-already-private", Args::new()),
            Self::NotInPublic { command } => {
                say("refusal-not-in-public", Args::new().text("prefix", prefix).text("command", *command))
            }
            Self::Mistake(mistake) => mistake_sentence(texts, language, prefix, mistake),
            Self::NoMoment(why) => moment_sentence(texts, language, why),
            Self::Misspelt { near } => {
                say("refusal-misspelt", Args::new().text("prefix", prefix).text("near", *near))
            }
            Self::NotYourRoom => say("refusal-not-your-room", Args::new()),
            Self::EditedCommand => say("refusal-edited-command", Args::new()),
            Self::NoSuchCommand { found } => {
                say("refusal-no-such-command", Args::new().text("found", found).text("prefix", prefix))
            }
            Self::NoFile => say("refusal-no-file", Args::new()),
            Self::AlreadyTheirs { number, name } => {
                say("refusal-already-their-ticket", Args::new().text("number", number).text("name", name))
            }
            Self::ConversationOver => say("refusal-conversation-over", Args::new().text("prefix", prefix)),
            Self::Problem { rule, number, problem } => {
                let key = match rule {
                    ticket::ProblemRefusal::Closed => "refusal-problem-closed",
                    ticket::ProblemRefusal::Hangs => "refusal-problem-hangs",
                    ticket::ProblemRefusal::IsProblem => "refusal-is-problem",
                };
                say(key, Args::new().text("number", number).text("problem", problem).text("prefix", prefix))
            }
            Self::ItsOwnLink => say("refusal-its-own-link", Args::new()),
            Self::Split(why) => {
                let (key, number) = match why {
                    ticket::SplitRefusal::NoSuchArticle(number) => ("refusal-no-such-article", *number),
                    ticket::SplitRefusal::IsAnswer(number) => ("refusal-split-answer", *number),
                    ticket::SplitRefusal::Deleted(number) => ("refusal-article-deleted", *number),
                    ticket::SplitRefusal::OnlyNotes => ("refusal-split-notes", 0),
                    ticket::SplitRefusal::NothingLeft => ("refusal-split-nothing-left", 0),
                };
                say(key, Args::new().text("article", number.to_string()).text("prefix", prefix))
            }
            Self::WhichArticles { command } => {
                let key =
                    if *command == "forward" { "refusal-forward-what" } else { "refusal-which-articles" };
                say(key, Args::new().text("prefix", prefix))
            }
            Self::Forward(why) => {
                let (key, number) = match why {
                    ticket::ForwardRefusal::NoSuchArticle(number) => ("refusal-no-such-article", number),
                    ticket::ForwardRefusal::Internal(number) => ("refusal-forward-internal", number),
                    ticket::ForwardRefusal::Deleted(number) => ("refusal-article-deleted", number),
                    ticket::ForwardRefusal::Unreadable(number) => ("refusal-forward-unreadable", number),
                    ticket::ForwardRefusal::Encrypted(number) => ("refusal-forward-encrypted", number),
                };
                say(key, Args::new().text("article", number.to_string()))
            }
            Self::AlreadyMerged { number, into } => {
                say("refusal-already-merged", Args::new().text("number", number).text("into", into))
            }
            Self::NotHere => say("refusal-not-here", Args::new()),
            Self::Outdated => say("refusal-outdated", Args::new()),
            Self::NotFromThis => say("refusal-not-from-this", Args::new()),
            Self::NothingToJoin => say("refusal-nothing-to-join", Args::new()),
            Self::AdminsOnly => say("refusal-admins-only", Args::new()),
            Self::NoSuchAnswer { found, nearest, allowed } => {
                let key =
                    if nearest.is_some() { "refusal-no-such-answer-near" } else { "refusal-no-such-answer" };
                let nearest = nearest.clone().unwrap_or_default();
                say(key, Args::new().text("found", found).text("nearest", nearest).text("allowed", allowed))
            }
            Self::NoAnswers => say("refusal-no-answers", Args::new()),
            Self::JustSent => say("refusal-just-sent", Args::new()),
            Self::TooLong { name, most } => {
                let args = Args::new().text("name", *name).number("most", *most as u64);
                say("refusal-too-long", args)
            }
            Self::Blocked { until: None } => say("refusal-blocked", Args::new()),
            Self::Blocked { until: Some(at) } => say("refusal-blocked-until", Args::new().text("at", at)),
            Self::TooNew { from } => say("refusal-too-new", Args::new().text("at", from)),
            Self::NoSuchPerson { found } => say("refusal-no-such-person", Args::new().text("found", found)),
            Self::WhichPerson { found, allowed } => {
                say("refusal-which-person", Args::new().text("found", found).text("allowed", allowed))
            }
            Self::StillNamed { name } => {
                say("refusal-still-named", Args::new().text("name", name).text("prefix", prefix))
            }
            Self::NoSuchIdentityCode => {
                say("refusal-no-such-identity-code", Args::new().text("prefix", prefix))
            }
            Self::TooManyTries => say("refusal-too-many-tries", Args::new()),
            Self::TooManyCodes => say("refusal-too-many-codes", Args::new()),
            Self::NobodyElse => say("refusal-nobody-else", Args::new().text("prefix", prefix)),
            Self::SamePerson => say("refusal-same-person", Args::new()),
            Self::NotToBeJoined => say("refusal-not-to-be-joined", Args::new()),
            Self::NoSuchAccount { found, allowed } => {
                say("refusal-no-such-account", Args::new().text("found", found).text("allowed", allowed))
            }
            Self::NotToLeave => say("refusal-not-to-leave", Args::new()),
            Self::NotToBlock { name } => say("refusal-not-to-block", Args::new().text("name", name)),
            Self::NothingToFind => say("refusal-nothing-to-find", Args::new().text("prefix", prefix)),
            Self::NotYourFilter { filter } => {
                say("refusal-not-your-filter", Args::new().text("filter", *filter))
            }
            Self::NotUndelivered { id } => {
                say("refusal-not-undelivered", Args::new().text("id", id.to_string()).text("prefix", prefix))
            }
            Self::NoSuchExport { found, folder } => {
                say("refusal-no-such-export", Args::new().text("found", found).text("folder", folder))
            }
            Self::NotIdle => say("refusal-not-idle", Args::new()),
            Self::CustomersOnly => say("refusal-customers-only", Args::new()),
            Self::Emptied { number } => say("refusal-emptied", Args::new().text("number", number)),
            Self::Unchanged => say("refusal-unchanged", Args::new()),
            Self::NotAlone => say("refusal-not-alone", Args::new()),
            Self::Reloading => say("refusal-reloading", Args::new()),
            Self::QueueGone { number, queue } => say(
                "refusal-queue-gone",
                Args::new().text("number", number).text("queue", queue).text("prefix", prefix),
            ),
        }
    }
}

/// What is wrong with a moment, and how one is written.
fn moment_sentence(texts: &Texts, language: Language, why: &NoMoment) -> String {
    let (key, args) = match why {
        NoMoment::NotOne { found } => ("refusal-moment-none", Args::new().text("found", found)),
        NoMoment::Unclear { understood, found } => {
            let key = if found.is_empty() { "refusal-moment-unfinished" } else { "refusal-moment-unclear" };
            (key, Args::new().text("understood", understood).text("found", found))
        }
        NoMoment::Ambiguous { found, one, other } => {
            let args = Args::new().text("found", found).text("one", one).text("other", other);
            ("refusal-moment-ambiguous", args)
        }
        NoMoment::Impossible { found } => ("refusal-moment-impossible", Args::new().text("found", found)),
        NoMoment::OtherWeekday { found, date: day } => {
            let args = Args::new().text("found", found).text("date", date(*day, language));
            ("refusal-moment-weekday", args)
        }
        NoMoment::Past { found, .. } => ("refusal-moment-past", Args::new().text("found", found)),
        NoMoment::TooFar { found } => ("refusal-moment-too-far", Args::new().text("found", found)),
    };
    let said = texts.say(language, key, &args);
    format!("{said} {}", texts.say(language, "refusal-moment-form", &Args::new()))
}

fn mistake_sentence(texts: &Texts, language: Language, prefix: &str, mistake: &Mistake) -> String {
    let (key, args) = match &mistake.kind {
        MistakeKind::MissingArgument { name } => ("refusal-missing", Args::new().text("name", *name)),
        MistakeKind::Unexpected { found } => ("refusal-unexpected", Args::new().text("found", found)),
        MistakeKind::BadTicket { found } => ("refusal-bad-ticket", Args::new().text("found", found)),
        MistakeKind::BadChoice { found, nearest, allowed } => (
            if nearest.is_some() { "refusal-bad-choice-near" } else { "refusal-bad-choice" },
            Args::new()
                .text("found", found)
                .text("nearest", nearest.as_ref().map(ToString::to_string).unwrap_or_default())
                .text("allowed", allowed.join(", ")),
        ),
    };
    let mut sentence = texts.say(language, key, &args);
    if let Some(spec) = spec(mistake.command) {
        sentence.push(' ');
        let usage = format!("`{}`", usage(prefix, spec));
        sentence.push_str(&texts.say(language, "refusal-usage", &Args::new().markdown("usage", usage)));
    }
    sentence
}
