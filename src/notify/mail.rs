//! Mails: one thread a ticket, in the recipient's language.

use sea_orm::DbErr;
use sportello_chat::{Body, Content, FileRef, Mail, Markup, Target};

use crate::delivery::Payload;
use crate::desk::{Act, DeskError};
use crate::store::entity::{person, ticket};
use crate::store::{articles, conversations, deliveries, history, people};
use crate::text::{Args, Language};
use crate::ticket::PersonId;

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// To the customer: the request was received.
    Received,
    /// To the customer: their call was written down.
    Called,
    /// To the customer: somebody took it in charge.
    Taken,
    /// To the customer: answers.
    Answered,
    /// To the customer: their answer is waited for, until when it closes.
    Waiting,
    /// To the customer: it is closed.
    Closed,
    /// To the customer: it is open again.
    Reopened,
    /// To the customer: a part of another ticket goes on as this one.
    Split,
    /// To the customer: it goes on as a part of another ticket of theirs.
    Merged,
    /// To the customer: it runs in their name from now on.
    Yours,
    /// To an operator: it was given to them.
    Assigned,
    /// To an operator: the customer wrote in a ticket of theirs.
    FollowUp,
    /// To an operator: the time of what was put aside has come.
    Reminder,
    /// To an operator: a target will soon be missed.
    EscalationNear,
    /// To an operator: a target was missed.
    Escalated,
    /// To its owner: it will go back to the queue.
    ReleaseNear,
    /// To an operator who wants it: a new ticket.
    New,
}

impl About {
    fn key(self) -> &'static str {
        match self {
            Self::Received => "mail-received",
            Self::Called => "mail-called",
            Self::Taken => "mail-taken",
            Self::Answered => "mail-answered",
            Self::Waiting => "mail-waiting",
            Self::Closed => "mail-closed",
            Self::Reopened => "mail-reopened",
            Self::Split => "mail-split",
            Self::Merged => "mail-merged",
            Self::Yours => "mail-yours",
            Self::Assigned => "mail-assigned",
            Self::FollowUp => "mail-follow-up",
            Self::Reminder => "mail-reminder",
            Self::EscalationNear => "mail-escalation-near",
            Self::Escalated => "mail-escalated",
            Self::ReleaseNear => "mail-release-near",
            Self::New => "mail-new",
        }
    }

    fn is_wanted(self, switches: crate::config::MailSwitches) -> bool {
        match self {
            Self::Received | Self::Called | Self::Split | Self::Yours => switches.received,
            Self::Taken => switches.taken,
            Self::Answered => switches.answered,
            Self::Waiting => switches.waiting,
            Self::Closed => switches.closed,
            Self::Reopened => switches.reopened,
            Self::Merged => switches.merged,
            Self::Assigned => switches.assigned,
            Self::FollowUp => switches.follow_up,
            Self::Reminder => switches.reminder,
            Self::EscalationNear | Self::Escalated | Self::ReleaseNear => switches.escalation,
            Self::New => switches.new,
        }
    }

    fn is_for_customer(self) -> bool {
        match self {
            Self::Received
            | Self::Called
            | Self::Taken
            | Self::Answered
            | Self::Waiting
            | Self::Closed
            | Self::Reopened
            | Self::Split
            | Self::Merged
            | Self::Yours => true,
            Self::Assigned
            | Self::FollowUp
            | Self::Reminder
            | Self::EscalationNear
            | Self::Escalated
            | Self::ReleaseNear
            | Self::New => false,
        }
    }
}

/// Where a person is mailed: their confirmed address, else one derived from a trusted account.
///
/// # Errors
/// As the database says.
pub async fn address(act: &Act<'_>, person: &person::Model) -> Result<Option<String>, DbErr> {
    if !person.mail_wanted {
        return Ok(None);
    }
    if person.mail.is_some() {
        return Ok(person.mail.clone());
    }
    derived(act, person.id).await
}

/// The address that follows from a trusted account of somebody's.
///
/// # Errors
/// As the database says.
pub async fn derived(act: &Act<'_>, person: PersonId) -> Result<Option<String>, DbErr> {
    let Some(template) = act.config.mail.as_ref().and_then(|m| m.template.as_ref()) else { return Ok(None) };
    let Some(account) = people::account_on(act.tx, person, template.platform.as_str()).await? else {
        return Ok(None);
    };
    let account = account.external_id.trim_start_matches('@');
    let (localpart, server) = account.split_once(':').unwrap_or((account, ""));
    let trusted = template.server.as_deref().is_none_or(|s| s == server);
    // A local part is put into an address only if it is one as it stands.
    let plain =
        !localpart.is_empty() && localpart.chars().all(|c| c.is_ascii_alphanumeric() || "._-+=".contains(c));
    Ok((trusted && plain).then(|| template.address.replace("{localpart}", localpart)))
}

/// Owes `person` a mail about `ticket`, if the queue and the person want such mails, there is an
/// address, and it is not the person's own act. `words` stand between greeting and link.
///
/// # Errors
/// As the database says.
pub async fn owe(
    act: &Act<'_>,
    ticket: &ticket::Model,
    person: &person::Model,
    about: About,
    args: Args,
    words: Body,
) -> Result<(), DeskError> {
    let Some(address) = goes_to(act, ticket, person, about).await? else { return Ok(()) };
    let queue = act.queue(ticket)?;
    let language = act.desk.language_of(person);
    let texts = act.desk.texts();
    let shown = if person.id == ticket.customer_id { act.desk.known_to_customers(queue) } else { queue };
    let args = args
        .text("number", ticket.number.as_str())
        .text("title", title(act, ticket, language).await?)
        .text("queue", shown.title.as_str())
        .text("person", person.name.as_str())
        .text("desk", act.config.desk.name.as_str());
    let mut body = Body::markdown(texts.say(language, "mail-greeting", &args))
        .then(texts.say(language, about.key(), &args), Markup::Markdown);
    body.0.extend(words.0);
    if let Some(link) = link(act, ticket, about).await? {
        body = body.then(
            texts.say(language, "mail-link", &Args::new().markdown("link", format!("<{link}>"))),
            Markup::Markdown,
        );
    }
    body = body.then(texts.say(language, "mail-footer", &args), Markup::Markdown);
    let subject = texts.say_plain(language, "mail-subject", &args);
    let domain = domain(act);
    let key = act.desk.random_key();
    let root = format!("ticket.{}@{domain}", ticket.number);
    send(
        act,
        Some(ticket),
        Mail {
            to: address.clone(),
            to_name: Some(person.name.clone()),
            subject,
            body,
            language: language.code().to_owned(),
            message_id: format!("ticket.{}.{key}@{domain}", ticket.number),
            in_reply_to: Some(root.clone()),
            references: vec![root],
            files: vec![],
        },
        if about.is_for_customer() {
            conversations::audience_name(sportello_chat::Audience::Customer)
        } else {
            conversations::audience_name(sportello_chat::Audience::Operators)
        },
    )
    .await?;
    act.history(ticket, &history::Event::Mailed { mail: about.key().to_owned(), to: address }).await
}

/// The title; it is the customer's own words, so it stays out of mails where these were encrypted.
async fn title(act: &Act<'_>, ticket: &ticket::Model, language: Language) -> Result<String, DbErr> {
    let include = act.config.mail.as_ref().is_some_and(|m| m.include_text);
    let all = articles::of_ticket(act.tx, ticket.id, 0).await?;
    if !include && all.iter().any(|a| a.encrypted && a.kind.is_customers()) {
        return Ok(act.desk.texts().say_plain(language, "operator-untitled", &Args::new()));
    }
    Ok(ticket.title.clone())
}

/// The address that a mail about `ticket` goes to, if one does: what it says need not be known before.
///
/// # Errors
/// As the database says.
pub async fn goes_to(
    act: &Act<'_>,
    ticket: &ticket::Model,
    person: &person::Model,
    about: About,
) -> Result<Option<String>, DeskError> {
    let Some(queue) = act.desk.queue_by_id(ticket.queue_id) else { return Ok(None) };
    if act.config.mail.is_none() || act.actor == Some(person.id) || !about.is_wanted(queue.mails) {
        return Ok(None);
    }
    Ok(address(act, person).await?)
}

/// Owes a mail with a confirmation code. It says nothing of who asked for it: that may be anybody, under any name.
///
/// # Errors
/// As the database says.
pub async fn owe_code(act: &Act<'_>, address: &str, code: &str, language: Language) -> Result<(), DeskError> {
    let texts = act.desk.texts();
    let args = Args::new().text("code", code).text("desk", act.config.desk.name.as_str());
    let body = Body::markdown(texts.say(language, "mail-code", &args))
        .then(texts.say(language, "mail-code-footer", &args), Markup::Markdown);
    let mail = Mail {
        to: address.to_owned(),
        to_name: None,
        subject: texts.say_plain(language, "mail-code-subject", &args),
        body,
        language: language.code().to_owned(),
        message_id: format!("code.{}@{}", act.desk.random_key(), domain(act)),
        in_reply_to: None,
        references: vec![],
        files: vec![],
    };
    send(act, None, mail, "customer").await
}

/// Owes somebody who is no part of the ticket a mail with `words` and `files`, which `operator` sends them.
/// Whether they may have these was decided before.
///
/// # Errors
/// As the database says.
pub async fn owe_forward(
    act: &Act<'_>,
    ticket: &ticket::Model,
    operator: &person::Model,
    address: &str,
    words: Body,
    files: Vec<FileRef>,
) -> Result<(), DeskError> {
    let language = act.config.desk.language;
    let texts = act.desk.texts();
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", title(act, ticket, language).await?)
        .text("name", act.signature(act.queue(ticket)?, operator, language))
        .text("desk", act.config.desk.name.as_str());
    let mut body = Body::markdown(texts.say(language, "mail-forward", &args));
    body.0.extend(words.0);
    let mail = Mail {
        to: address.to_owned(),
        to_name: None,
        subject: texts.say_plain(language, "mail-forward-subject", &args),
        body: body.then(texts.say(language, "mail-forward-footer", &args), Markup::Markdown),
        language: language.code().to_owned(),
        // No mail of the customer's thread: their programs would show the two together.
        message_id: format!("forward.{}.{}@{}", ticket.number, act.desk.random_key(), domain(act)),
        in_reply_to: None,
        references: vec![],
        files,
    };
    send(act, Some(ticket), mail, conversations::audience_name(sportello_chat::Audience::Operators)).await
}

async fn send(
    act: &Act<'_>,
    ticket: Option<&ticket::Model>,
    mail: Mail,
    audience: &'static str,
) -> Result<(), DeskError> {
    let address = mail.to.clone();
    let payload = Payload::Say {
        reply_to: None,
        target: Some(Target::Mailbox { address: address.clone() }),
        content: Content::Mail(mail),
        ticket: ticket.map(|t| t.number.clone()),
        answers: None,
    };
    act.owe(deliveries::New {
        platform: "mail".to_owned(),
        lane: format!("m:{address}"),
        priority: deliveries::MAIL,
        ticket: ticket.map(|t| t.id),
        article: None,
        conversation: None,
        audience,
        collapse_key: None,
        courtesy: false,
        payload: act.json(&payload)?,
        due_at: act.now,
    })
    .await
}

/// A link to the conversation in which the reader can go on.
async fn link(act: &Act<'_>, ticket: &ticket::Model, about: About) -> Result<Option<String>, DbErr> {
    let wanted = if about.is_for_customer() {
        sportello_chat::Audience::Customer
    } else {
        sportello_chat::Audience::Operators
    };
    Ok(conversations::of_ticket(act.tx, ticket.id).await?.into_iter().rev().find_map(|c| {
        if c.audience() != wanted || !c.is_active() {
            return None;
        }
        let adapter = act.desk.chat(&c.platform)?;
        adapter.link(c.room.as_deref()?, c.thread.as_deref())
    }))
}

fn domain(act: &Act<'_>) -> String {
    let from = act.config.mail.as_ref().map_or("", |m| m.from.as_str());
    from.rsplit_once('@').map_or("localhost", |(_, d)| d.trim_end_matches('>').trim()).to_owned()
}
