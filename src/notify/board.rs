//! The board of an operators' channel: counts, the oldest, how many are late, what is not delivered, who has
//! how many; one pinned message.

use std::collections::BTreeMap;

use sea_orm::DbErr;
use sportello_chat::{Audience, Body, Content, NewMessage, Outbound, Platform, Target};

use crate::desk::{View, stalled};
use crate::store::entity::place;
use crate::store::{Tx, counting, deliveries, people, tickets};
use crate::text::{Args, date_time, duration};
use crate::ticket::State;

/// The board as it is now: an edit of the one there is, or a new pinned message.
///
/// # Errors
/// As the database says.
pub async fn outbound(desk: &View<'_>, tx: &Tx, place: &place::Model) -> Result<Outbound, DbErr> {
    let body = body(desk, tx, place).await?;
    let content = match place.board.clone() {
        Some(message) => Content::Edit { message, rest: vec![], body, buttons: vec![] },
        None => Content::Message(NewMessage { pin: true, ..NewMessage::notice(body) }),
    };
    Ok(Outbound {
        target: Target::Room { room: place.room.clone() },
        audience: Audience::Operators,
        ticket: None,
        answers: None,
        content,
    })
}

async fn body(desk: &View<'_>, tx: &Tx, place: &place::Model) -> Result<Body, DbErr> {
    let config = desk.config();
    let language = config.desk.language;
    let texts = desk.texts();
    let role = desk.room_role(&Platform::from(place.platform.clone()), &place.room);
    let queues = desk.queue_ids(&role.operators);
    let tally = counting::tally(tx, &queues).await?;
    let count = |wanted: &dyn Fn(&counting::Tally) -> bool| -> u64 {
        tally.iter().filter(|t| wanted(t)).map(|t| u64::try_from(t.tickets).unwrap_or_default()).sum()
    };
    let new = count(&|t| t.state == State::New.as_str());
    let free = count(&|t| t.owner_id.is_none());
    let all = count(&|_| true);
    let mut text = texts.say(
        language,
        "operator-board",
        &Args::new().number("new", new).number("free", free).number("all", all),
    );
    if let Some(oldest) = tickets::oldest_free(tx, &queues).await? {
        let age = (desk.now() - oldest.created_at).to_std().unwrap_or_default();
        let args = Args::new()
            .text("number", oldest.number)
            .text("title", oldest.title)
            .text("age", duration(texts, age, language));
        text.push('\n');
        text.push_str(&texts.say(language, "operator-board-oldest", &args));
    }
    let late = counting::escalated(tx, &queues, desk.now()).await?;
    if late > 0 {
        text.push('\n');
        text.push_str(&texts.say(language, "operator-board-late", &Args::new().number("tickets", late)));
    }
    for platform in deliveries::stalled(tx, desk.now() - stalled::PATIENCE).await? {
        let args = Args::new()
            .text("platform", platform.platform)
            .text("since", date_time(platform.since, config.desk.time_zone, language))
            .number("waiting", u64::try_from(platform.waiting).unwrap_or_default());
        text.push('\n');
        text.push_str(&texts.say(language, "operator-board-stalled", &args));
    }
    let mut by_owner: BTreeMap<i64, u64> = BTreeMap::new();
    for line in &tally {
        if let Some(owner) = line.owner_id {
            *by_owner.entry(owner).or_default() += u64::try_from(line.tickets).unwrap_or_default();
        }
    }
    for person in people::by_ids(tx, by_owner.keys().copied()).await? {
        let tickets = by_owner.get(&person.id).copied().unwrap_or_default();
        text.push('\n');
        text.push_str(&texts.say(
            language,
            "operator-board-owner",
            &Args::new().text("name", person.name).number("tickets", tickets),
        ));
    }
    let is_ours = |handle: &String| {
        role.operators.iter().filter_map(|q| desk.queue(q)).any(|q| q.operators.contains(handle))
    };
    for person in
        people::away(tx, desk.now()).await?.iter().filter(|p| p.handle.as_ref().is_some_and(is_ours))
    {
        let until = person.away_until.map(|at| date_time(at, config.desk.time_zone, language));
        let args = Args::new()
            .text("name", person.name.as_str())
            .text("until", until.unwrap_or_else(|| "open".to_owned()));
        text.push('\n');
        text.push_str(&texts.say(language, "operator-board-away", &args));
    }
    Ok(Body::markdown(text))
}
