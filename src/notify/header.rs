//! The header of a ticket in the operators' channel: how it stands, in one message that is edited.

use sea_orm::DbErr;
use sportello_chat::{Audience, Body, Button};

use super::buttons;
use crate::desk::{View, clocks};
use crate::store::entity::ticket;
use crate::store::{Tx, conversations, links, people, ratings, tags, tickets};
use crate::text::{Args, date_time};
use crate::ticket::{Clock, ClockKind, Level, NORMAL, State};

/// The header now, with its buttons where `platform` has such.
///
/// # Errors
/// As the database says.
pub async fn shown(
    desk: &View<'_>,
    tx: &Tx,
    ticket: &ticket::Model,
    platform: &str,
) -> Result<(Body, Vec<Button>), DbErr> {
    let config = desk.config();
    let (language, texts) = (config.desk.language, desk.texts());
    let state = State::parse(&ticket.state).unwrap_or(State::Open);
    let mut text = texts.say(language, "operator-header", &args(desk, tx, ticket, state).await?);
    if ticket.priority != NORMAL {
        let name = texts.say_plain(language, &format!("priority-{}", ticket.priority), &Args::new());
        text.push('\n');
        text.push_str(&texts.say(language, "operator-header-priority", &Args::new().text("priority", name)));
    }
    for line in times(desk, ticket, state) {
        text.push('\n');
        text.push_str(&line);
    }
    let tags = tags::of_ticket(tx, ticket.id).await?;
    if !tags.is_empty() {
        let args = Args::new().text("tags", tags.join(", "));
        text.push('\n');
        text.push_str(&texts.say(language, "operator-header-tags", &args));
    }
    let mut others = merged(tx, ticket).await?;
    others.extend(problem(tx, ticket).await?);
    for (key, args) in others {
        text.push('\n');
        text.push_str(&texts.say(language, key, &args));
    }
    if state.is_closed()
        && let Some(rating) = ratings::of_ticket(tx, ticket.id).await?
    {
        let drawn = "⭐".repeat(usize::try_from(rating.stars).unwrap_or_default());
        text.push('\n');
        text.push_str(&texts.say(language, "operator-header-rated", &Args::new().text("drawn", drawn)));
    }
    if !desk.chat(platform).is_some_and(|c| c.capabilities().buttons) {
        text.push('\n');
        text.push_str(&texts.say(language, "operator-header-hint", &Args::new()));
        return Ok((Body::markdown(text), Vec::new()));
    }
    let joinable = conversations::of_ticket(tx, ticket.id)
        .await?
        .iter()
        .any(|c| c.private && c.is_active() && c.platform == platform && c.audience() == Audience::Customer);
    let buttons =
        buttons::header(texts, language, &ticket.number, state, ticket.owner_id.is_some(), joinable);
    Ok((Body::markdown(text), buttons))
}

/// Until when it is put aside, and which of its clocks are late or nearly so.
fn times(desk: &View<'_>, ticket: &ticket::Model, state: State) -> Vec<String> {
    let config = desk.config();
    let (language, texts) = (config.desk.language, desk.texts());
    let shown = |at| date_time(at, config.desk.time_zone, language);
    let mut lines = Vec::new();
    if let Some(until) = ticket.pending_until.filter(|_| State::PENDING.contains(&state)) {
        lines.push(texts.say(language, "operator-header-pending", &Args::new().text("at", shown(until))));
    }
    let Some(queue) = desk.queue_by_id(ticket.queue_id) else { return lines };
    let clocks = clocks::shown(ticket, queue, desk.now());
    for kind in ClockKind::ALL {
        let Clock::Running { escalates_at, level, .. } = clocks.get(kind) else { continue };
        let key = match level {
            Level::Calm => continue,
            Level::Warned => "operator-header-near",
            Level::Escalated => "operator-header-late",
        };
        let args = Args::new().markdown("clock", kind.as_str()).text("at", shown(escalates_at));
        lines.push(texts.say(language, key, &args));
    }
    lines
}

/// What it is a part of, or what is part of it.
async fn merged(tx: &Tx, ticket: &ticket::Model) -> Result<Vec<(&'static str, Args)>, DbErr> {
    let mut lines = Vec::new();
    if ticket.merged_into_id.is_some()
        && let Some(into) = tickets::current(tx, ticket.id).await?
    {
        lines.push(("operator-header-merged", Args::new().text("number", into.number)));
    }
    let parts: Vec<String> =
        tickets::parts(tx, ticket.id).await?.into_iter().map(|t| format!("#{}", t.number)).collect();
    if !parts.is_empty() {
        lines.push(("operator-header-absorbed", Args::new().text("numbers", parts.join(", "))));
    }
    Ok(lines)
}

/// The problem that it hangs on, or how many hang on it.
async fn problem(tx: &Tx, ticket: &ticket::Model) -> Result<Vec<(&'static str, Args)>, DbErr> {
    let mut lines = Vec::new();
    let problems: Vec<String> =
        links::problems_of(tx, ticket.id).await?.into_iter().map(|t| format!("#{}", t.number)).collect();
    if !problems.is_empty() {
        lines.push(("operator-header-hangs", Args::new().text("numbers", problems.join(", "))));
    }
    let hanging = links::hanging_on(tx, ticket.id).await?.len();
    if hanging > 0 {
        lines.push(("operator-header-problem", Args::new().number("count", hanging as u64)));
    }
    Ok(lines)
}

async fn args(desk: &View<'_>, tx: &Tx, ticket: &ticket::Model, state: State) -> Result<Args, DbErr> {
    let config = desk.config();
    let language = config.desk.language;
    let texts = desk.texts();
    let name = |person: Option<String>| {
        person.unwrap_or_else(|| texts.say_plain(language, "operator-nobody", &Args::new()))
    };
    let owner = match ticket.owner_id {
        Some(id) => people::by_id(tx, id).await?.map(|p| p.name),
        None => None,
    };
    let responsible = match ticket.responsible_id {
        Some(id) => people::by_id(tx, id).await?.map(|p| p.name),
        None => None,
    };
    let customer = people::by_id(tx, ticket.customer_id).await?.map(|p| p.name);
    let queue = desk.queue_by_id(ticket.queue_id).map_or_else(String::new, |q| q.title.clone());
    Ok(Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("queue", queue)
        .text("state", texts.say_plain(language, state.key(), &Args::new()))
        .text("owner", name(owner))
        .text("responsible", name(responsible))
        .text("customer", customer.unwrap_or_default())
        .text("since", date_time(ticket.created_at, config.desk.time_zone, language)))
}
