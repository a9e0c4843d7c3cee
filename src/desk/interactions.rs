//! What people pick, click and fill in: each ends in the same command as typed words do, and is
//! answered on the spot.

use sportello_chat::{Author, Body, Form, Inbound, Interaction, Message, NewMessage, Place, escape_markdown};

use super::messages::{Heard, Located};
use super::who::Actor;
use super::{Act, DeskError, Refused, View, commands, direct, open, reactions, suggestions};
use crate::command::action::Action;
use crate::command::{Command, Mistake, MistakeKind, Typed, menu, parse, picked};
use crate::config::Queue;
use crate::notify::buttons;
use crate::notify::forms::{self, OUTCOME, QUESTION, SUBJECT, TEXT};
use crate::store::articles::StoredFile;
use crate::store::{conversations, people, tickets};
use crate::text::{Args, Language};

/// Handles an interaction.
///
/// # Errors
/// Refusals, and as the database says.
pub async fn handle(
    act: &Act<'_>,
    inbound: &Inbound,
    interaction: &Interaction,
    files: &[StoredFile],
    actor: &Actor,
    seen: i64,
) -> Result<(), DeskError> {
    if let Interaction::OnMessage { entry, target, on } = interaction {
        if entry != menu::OPEN {
            return Err(Refused::Outdated.into());
        }
        return on_message(act, inbound, actor, target, on, files).await;
    }
    let message = Message { markup: sportello_chat::Markup::Markdown, ..Message::default() };
    let heard = Heard { inbound, message: &message, files: &[], actor, seen };
    if let Interaction::Press { action, .. } = interaction
        && let Some(Action::Helps(number, helped)) = Action::decode(action)
    {
        return suggestions::clicked(act, inbound, actor, &number, helped).await;
    }
    let command = match meant(interaction) {
        Some(command) => command.map_err(Refused::Mistake)?,
        None => return Err(Refused::Outdated.into()),
    };
    if let Command::New { caller: None, queue: None, text, .. } = &command
        && text.is_empty()
    {
        return pick_queue(act, &heard).await;
    }
    let located = located(act, &heard, interaction, &command).await?;
    commands::run(act, &heard, located, with_questions(act, heard.actor.language, interaction, command)).await
}

/// The command that an interaction stands for; none for what the desk never offered.
fn meant(interaction: &Interaction) -> Option<Result<Command, Mistake>> {
    match interaction {
        Interaction::Command { name, options } => match picked::command(name, options)? {
            // The form that asks for the text could not be opened, since the queue is not known.
            Err(Mistake { command: "new", kind: MistakeKind::MissingArgument { name: "text" }, .. })
                if !options.iter().any(|(name, value)| name == "for" && !value.trim().is_empty()) =>
            {
                Some(Ok(Command::New { caller: None, queue: None, subject: None, text: String::new() }))
            }
            command => Some(command),
        },
        Interaction::Press { action, .. } => match Action::decode(action)? {
            Action::Take(number) => Some(Ok(Command::Take { ticket: Some(number), from: false })),
            Action::Join(number) => Some(Ok(Command::Join { ticket: Some(number) })),
            Action::Reopen(number) => Some(Ok(Command::Reopen { ticket: Some(number) })),
            Action::Rate(number, stars) => {
                Some(Ok(Command::Rate { ticket: Some(number), stars, comment: String::new() }))
            }
            Action::Ready(ticket, name) => {
                Some(Ok(Command::Answer { ticket: Some(ticket), name: Some(name), send: true }))
            }
            Action::More(command) => match parse(&format!("/{command}"), "", false) {
                Typed::Command(command @ (Command::Search { .. } | Command::List { .. })) => {
                    Some(Ok(command))
                }
                Typed::Mistake(mistake) => Some(Err(mistake)),
                _ => None,
            },
            // These open forms or are no commands, and never come here.
            Action::Helps(..) | Action::Answer(_) | Action::Note(_) | Action::Close(_) | Action::New(_) => {
                None
            }
        },
        Interaction::Form { form, fields } => filled_in(form, fields),
        Interaction::OnMessage { .. } => None,
    }
}

fn filled_in(form: &str, fields: &[(String, String)]) -> Option<Result<Command, Mistake>> {
    let option = |name: &str, value: Option<&str>| value.map(|v| (name.to_owned(), v.to_owned()));
    let field = |id: &str| fields.iter().find(|(name, _)| name == id).map(|(_, value)| value.as_str());
    let text = option("text", field(TEXT));
    match Action::decode(form)? {
        Action::Answer(ticket) => {
            picked::command("reply", &given([option("ticket", ticket.as_deref()), text]))
        }
        Action::Note(ticket) => picked::command("note", &given([option("ticket", ticket.as_deref()), text])),
        Action::Close(ticket) => picked::command(
            "close",
            &given([option("ticket", Some(&ticket)), option("outcome", field(OUTCOME)), text]),
        ),
        Action::New(queue) => picked::command(
            "new",
            &given([option("queue", Some(&queue)), option("subject", field(SUBJECT)), text]),
        ),
        Action::Take(_)
        | Action::Join(_)
        | Action::Reopen(_)
        | Action::Rate(..)
        | Action::Helps(..)
        | Action::Ready(..)
        | Action::More(_) => None,
    }
}

fn given<const N: usize>(options: [Option<(String, String)>; N]) -> Vec<(String, String)> {
    options.into_iter().flatten().collect()
}

/// The answers to a queue's questions stand below the request.
fn with_questions(act: &Act<'_>, language: Language, interaction: &Interaction, command: Command) -> Command {
    let (Interaction::Form { fields, .. }, Command::New { caller, queue: Some(name), subject, mut text }) =
        (interaction, command.clone())
    else {
        return command;
    };
    let questions = act.desk.queue(&name).map(|q| q.questions.as_slice()).unwrap_or_default();
    for (i, question) in questions.iter().enumerate() {
        let answer = fields.iter().find(|(id, _)| *id == format!("{QUESTION}{i}")).map(|(_, v)| v.trim());
        if let Some(answer) = answer.filter(|a| !a.is_empty()) {
            text.push_str(&format!("\n\n**{}**\n{answer}", escape_markdown(question.in_language(language))));
        }
    }
    Command::New { caller, queue: Some(name), subject, text }
}

/// The conversation an interaction happens in: that of its thread, or of the message it was made on.
async fn located(
    act: &Act<'_>,
    heard: &Heard<'_>,
    interaction: &Interaction,
    command: &Command,
) -> Result<Option<Located>, DeskError> {
    let place = &heard.inbound.place;
    let platform = act.platform.as_str();
    let mut found = match super::answering::thread_id(place) {
        Some(thread) => conversations::by_thread(act.tx, platform, &place.room, thread).await?,
        None => None,
    };
    if let (None, Interaction::Press { message: Some(message), .. }) = (&found, interaction) {
        let row = crate::store::messages::by_id(act.tx, platform, message).await?;
        if let Some(id) = row.and_then(|m| m.conversation_id) {
            found = conversations::by_id(act.tx, id).await?;
        }
    }
    let found = found.filter(|c| c.former_id.is_none());
    commands::hold_in_order(act, heard.actor, found.as_ref().map(|c| c.ticket_id), Some(command)).await?;
    match found {
        Some(conversation) => {
            let ticket = act.hold(conversation.ticket_id).await?;
            Ok(Some(Located { conversation, ticket }))
        }
        None => Ok(None),
    }
}

/// Which service? A button for each, of which every one opens a form.
async fn pick_queue(act: &Act<'_>, heard: &Heard<'_>) -> Result<(), DeskError> {
    let text = act.desk.texts().say(heard.actor.language, "customer-pick-queue", &Args::new());
    let buttons = buttons::queues(direct::offered(act));
    let message = NewMessage { buttons, ..NewMessage::notice(Body::markdown(text)) };
    act.answer_on_the_spot(&heard.inbound.place, &heard.actor.account, message, None).await
}

/// An operator opens a ticket from somebody's message, in its author's name.
async fn on_message(
    act: &Act<'_>,
    inbound: &Inbound,
    actor: &Actor,
    target: &str,
    on: &(Author, Message),
    files: &[StoredFile],
) -> Result<(), DeskError> {
    let Some(customer) = reactions::open_from(act, inbound, target, Some(on), files, actor).await? else {
        return Err(Refused::NotFromThis.into());
    };
    let opened = tickets::newest_of(act.tx, customer).await?;
    let name = people::by_id(act.tx, customer).await?.map(|p| p.name).unwrap_or_default();
    let args = Args::new().text("number", opened.map(|t| t.number).unwrap_or_default()).text("name", name);
    let line = act.desk.texts().say(actor.language, "operator-opened-for", &args);
    act.answer_privately(&inbound.place, &actor.account, Body::markdown(line), None).await
}

/// What a refused form held, so that nobody has to write it again.
pub fn words_of(interaction: &Interaction) -> Option<String> {
    let Interaction::Form { fields, .. } = interaction else { return None };
    let words: Vec<&str> = fields.iter().map(|(_, v)| v.trim()).filter(|v| !v.is_empty()).collect();
    (!words.is_empty()).then(|| words.join("\n"))
}

impl View<'_> {
    /// The form an interaction opens. Knows bot.toml only, so that it is there at once.
    pub(super) fn form_for(&self, place: &Place, author: &Author, interaction: &Interaction) -> Option<Form> {
        let action = match interaction {
            Interaction::Press { action, .. } => Action::decode(action)?,
            Interaction::Command { name, options } => self.form_of_command(place, name, options)?,
            Interaction::Form { .. } | Interaction::OnMessage { .. } => return None,
        };
        let config = self.config();
        let language = author.locale.as_deref().and_then(Language::parse).unwrap_or(config.desk.language);
        let queue = match &action {
            Action::New(name) => Some(config.queues.iter().find(|q| q.name == *name)?),
            _ => None,
        };
        forms::form(self.texts(), language, &action, queue, open::FORM_QUESTIONS)
    }

    /// A command whose text was left out asks for it by a form.
    fn form_of_command(&self, place: &Place, name: &str, options: &[(String, String)]) -> Option<Action> {
        let get = |name: &str| {
            options.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
        };
        // No form asks for whom.
        if get("text").is_some() || get("for").is_some() {
            return None;
        }
        let ticket = get("ticket").map(|t| t.trim_start_matches('#').to_owned());
        match name {
            "reply" => Some(Action::Answer(ticket)),
            "note" => Some(Action::Note(ticket)),
            "new" => self.queue_meant(place, get("queue")).map(|q| Action::New(q.name.clone())),
            _ => None,
        }
    }

    /// The queue whose help channel a place is, on whatever platform has it.
    fn help_channel(&self, place: &Place) -> Option<String> {
        let platforms = self.chats.keys().map(|name| sportello_chat::Platform::from(name.clone()));
        platforms.filter_map(|p| self.room_role(&p, &place.room).help).next()
    }

    /// The queue that was named, else the channel's, else the only one.
    fn queue_meant(&self, place: &Place, named: Option<&str>) -> Option<Queue> {
        let config = self.config();
        let offered = || config.queues.iter().filter(|q| q.parent().is_none());
        if let Some(name) = named {
            let wanted = name.to_lowercase();
            return offered()
                .find(|q| q.name.to_lowercase() == wanted || q.title.to_lowercase() == wanted)
                .cloned();
        }
        let here = self.help_channel(place);
        match here {
            Some(name) => offered().find(|q| q.name == name).cloned(),
            None if offered().count() == 1 => offered().next().cloned(),
            None => None,
        }
    }
}
