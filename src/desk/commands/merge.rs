//! `merge`: a ticket becomes a part of another.

use sportello_chat::{Audience, Body, Content};

use super::{Act, Answer, DeskError, Heard, Meant, about, meant as other_meant, ruled};
use crate::desk::clocks::{self, Happened};
use crate::desk::owing::Words;
use crate::desk::{Refused, articles as desk_articles, schedule, settle};
use crate::notify::customer::notice;
use crate::notify::mail::{self, About};
use crate::store::entity::{conversation, ticket};
use crate::store::{
    articles, conversations, deadlines, held, history, links, people, tags, tickets, watchers,
};
use crate::text::Args;
use crate::ticket::{Deed, PersonId, Refusal, may_merge};

/// Makes `other` a part of the ticket that is meant. `place` is the conversation that the command was
/// given in, which is answered anyway.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: Meant,
    other: &str,
    place: Option<i64>,
) -> Result<Answer, DeskError> {
    let mut absorbed =
        other_meant(act, heard, None, Some(other.to_owned()), Deed::Merge, "merge").await?.ticket;
    if absorbed.number != other {
        let (number, into) = (other.to_owned(), absorbed.number);
        return Err(Refused::AlreadyMerged { number, into }.into());
    }
    let Meant { ticket: mut survivor, role, here } = meant;
    let same = absorbed.id == survivor.id;
    let change = match may_merge(&Act::rules_view(&absorbed), &Act::rules_view(&survivor), same) {
        Ok(change) => change,
        Err(rule @ Refusal::OtherCustomer) => return Err(ruled(act, &absorbed, rule).await?),
        Err(rule) => return Err(ruled(act, &survivor, rule).await?),
    };
    settle_both(act, &mut absorbed, &mut survivor).await?;
    let since = survivor.articles;
    articles::hand_over(act.tx, &absorbed, &mut survivor).await?;
    survivor.mailed_articles = survivor.articles;
    clocks::note(act, &mut survivor, Happened::Absorbed(&absorbed)).await?;
    survivor.changed_at = act.now;
    held::save(act.tx, &survivor).await?;
    (absorbed.articles, absorbed.mailed_articles, absorbed.gather_until) = (0, 0, None);
    hand_over(act, &absorbed, &survivor).await?;
    tickets::merge(act.tx, absorbed.id, survivor.id).await?;
    absorbed.merged_into_id = Some(survivor.id);
    act.apply(&mut absorbed, &[change]).await?;
    write_history(act, &absorbed, &survivor, since).await?;

    tell_customer(act, &absorbed, &survivor).await?;
    let args = about(&survivor, &heard.actor.person).text("old", absorbed.number.as_str());
    let line = Body::markdown(act.say("operator-merged", &args));
    let besides = place.filter(|_| !act.on_the_spot);
    leave_operators(act, &absorbed, &line, besides).await?;
    let meant = Meant { ticket: survivor, role, here };
    let called = tell_operators(act, heard, &meant, &absorbed, &line, since).await?;
    act.refresh(&meant.ticket).await?;
    mail_customer(act, &absorbed, &meant.ticket).await?;
    Ok(match meant.among_customers() {
        true => Answer::React("👌"),
        // Told with a call in the very place.
        false if called && meant.here.is_some() => Answer::Nothing,
        false => Answer::Text(line),
    })
}

/// Nothing waits any more: what was to be mailed is mailed, what was to be told is told.
async fn settle_both(
    act: &Act<'_>,
    absorbed: &mut ticket::Model,
    survivor: &mut ticket::Model,
) -> Result<(), DeskError> {
    settle::now(act, survivor).await?;
    for kind in [schedule::SETTLE, schedule::SETTLE_LATE, schedule::ARCHIVE] {
        deadlines::clear(act.tx, kind, absorbed.id).await?;
    }
    absorbed.settled = true;
    for ticket in [&mut *absorbed, &mut *survivor] {
        if deadlines::clear(act.tx, schedule::MAIL_ANSWERS, ticket.id).await? {
            *ticket = schedule::mail_answers(act, ticket.clone()).await?;
        }
    }
    if deadlines::clear(act.tx, schedule::MAIL_FOLLOW_UP, absorbed.id).await? {
        deadlines::set(act.tx, schedule::MAIL_FOLLOW_UP, survivor.id, act.now).await?;
    }
    Ok(())
}

/// Links, tags and watchers go on; so does whoever had the ticket, who hears of it from now on.
async fn hand_over(
    act: &Act<'_>,
    absorbed: &ticket::Model,
    survivor: &ticket::Model,
) -> Result<(), DeskError> {
    links::hand_over(act.tx, absorbed.id, survivor.id).await?;
    let mut are_new = false;
    for name in tags::of_ticket(act.tx, absorbed.id).await? {
        are_new |= tags::add(act.tx, survivor.id, &name).await?;
    }
    if are_new {
        let to = tags::of_ticket(act.tx, survivor.id).await?;
        act.history(survivor, &history::Event::Tags { to }).await?;
    }
    let owner = absorbed.owner_id.filter(|owner| survivor.owner_id != Some(*owner));
    for person in watchers::of_ticket(act.tx, absorbed.id).await?.into_iter().chain(owner) {
        watchers::add(act.tx, survivor.id, person).await?;
    }
    Ok(())
}

async fn write_history(
    act: &Act<'_>,
    absorbed: &ticket::Model,
    survivor: &ticket::Model,
    since: i32,
) -> Result<(), DeskError> {
    act.history(absorbed, &history::Event::Merged { into: survivor.number.clone() }).await?;
    let event =
        history::Event::Absorbed { number: absorbed.number.clone(), from: since + 1, to: survivor.articles };
    act.history(survivor, &event).await
}

/// The conversations of the one become the other's. The customer is told in them, once, and answered in
/// one place of a kind on each platform from now on; if any of them is private, in public no more.
async fn tell_customer(
    act: &Act<'_>,
    absorbed: &ticket::Model,
    survivor: &ticket::Model,
) -> Result<(), DeskError> {
    let language = act.customer_language(survivor).await?;
    let args = Args::new().text("number", survivor.number.as_str()).text("old", absorbed.number.as_str());
    let say = |key: &str| notice(act.desk.texts(), language, key, &args);
    let is_customers = |c: &conversation::Model| c.audience() == Audience::Customer;
    let mut kept = conversations::of_ticket(act.tx, survivor.id).await?;
    kept.retain(is_customers);
    let mut all = conversations::of_ticket(act.tx, absorbed.id).await?;
    all.retain(is_customers);
    let go_private = kept.iter().chain(&all).any(|c| c.goes_on() && !c.is_public());
    kept.retain(conversation::Model::is_active);
    let mut told = false;
    for conversation in all {
        conversations::hand_over(act.tx, conversation.id, survivor.id).await?;
        if !conversation.is_active() {
            continue;
        }
        let is_beside = |k: &conversation::Model| {
            k.platform == conversation.platform && k.is_public() == conversation.is_public()
        };
        let stays = !(kept.iter().any(is_beside) || go_private && conversation.is_public());
        let same_chat =
            kept.iter().any(|k| is_beside(k) && k.person.is_some() && k.person == conversation.person);
        let key = if stays || same_chat { "customer-merged-here" } else { "customer-merged" };
        act.say_to_customer(survivor, &conversation, say(key), Words::notice(Body::default())).await?;
        told = true;
        if stays {
            kept.push(conversation);
        } else {
            conversations::leave(act.tx, conversation.id).await?;
        }
    }
    for conversation in &kept {
        if go_private && conversation.is_public() {
            let moved = say("customer-private-moved");
            act.say_to_customer(survivor, conversation, moved, Words::notice(Body::default())).await?;
        } else if !told {
            act.say_to_customer(
                survivor,
                conversation,
                say("customer-merged-here"),
                Words::notice(Body::default()),
            )
            .await?;
        }
    }
    if go_private {
        // Those out of reach, too: they may come back.
        conversations::leave_public(act.tx, survivor.id).await?;
    }
    Ok(())
}

/// The absorbed ticket's own threads say where it goes on, and are put away; who writes in one is heard.
async fn leave_operators(
    act: &Act<'_>,
    absorbed: &ticket::Model,
    line: &Body,
    besides: Option<i64>,
) -> Result<(), DeskError> {
    let all = conversations::of_ticket(act.tx, absorbed.id).await?;
    for conversation in all.iter().filter(|c| c.audience() == Audience::Operators && c.goes_on()) {
        if conversation.is_active() && Some(conversation.id) != besides {
            act.say_to_operators(absorbed, conversation, Words::notice(line.clone())).await?;
            act.owe_in(absorbed, conversation, Content::Archive, None, 3).await?;
        }
        conversations::leave(act.tx, conversation.id).await?;
    }
    Ok(())
}

/// The surviving ticket's threads say what has come, and show it; whose ticket changes by another's hand
/// is called. Says whether anybody is.
async fn tell_operators(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: &Meant,
    absorbed: &ticket::Model,
    line: &Body,
    since: i32,
) -> Result<bool, DeskError> {
    let survivor = &meant.ticket;
    let owners = [absorbed.owner_id, survivor.owner_id].into_iter().flatten();
    let mut mentions: Vec<PersonId> = owners.filter(|o| *o != heard.actor.person.id).collect();
    mentions.dedup();
    let told = meant.told(act).filter(|_| mentions.is_empty());
    act.tell_operators(survivor, line, &mentions, told).await?;
    for article in articles::of_ticket(act.tx, survivor.id, since).await? {
        desk_articles::show_to_operators(act, survivor, &article, &[], None).await?;
    }
    Ok(!mentions.is_empty())
}

async fn mail_customer(
    act: &Act<'_>,
    absorbed: &ticket::Model,
    survivor: &ticket::Model,
) -> Result<(), DeskError> {
    let Some(customer) = people::by_id(act.tx, survivor.customer_id).await? else { return Ok(()) };
    let args = Args::new().text("old", absorbed.number.as_str());
    mail::owe(act, survivor, &customer, About::Merged, args, Body::default()).await
}
