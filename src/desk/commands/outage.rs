//! `outage`: what everybody who asks for help is told first, until it is over.

use sportello_chat::{Body, Markup};

use super::{Act, Actor, Answer, DeskError};
use crate::desk::Refused;
use crate::notify::customer::{CustomerText, notice};
use crate::store::{outages, people};
use crate::text::{Args, Language, date_time};

/// More would hide the receipt that it stands in.
const LONGEST: usize = 500;

/// Sets the text, lifts it, or says how it stands.
pub async fn run(
    act: &Act<'_>,
    actor: &Actor,
    text: Option<&str>,
    lifted: bool,
) -> Result<Answer, DeskError> {
    if !act.desk.is_admin(actor) {
        return Err(Refused::AdminsOnly.into());
    }
    let say = |key: &str, args: &Args| act.desk.texts().say(actor.language, key, args);
    let prefix = Args::new().text("prefix", act.prefix());
    if lifted {
        let was = outages::lift(act.tx, actor.person.id, act.now).await?;
        tracing::info!(was, "outage lifted");
        return Ok(Answer::markdown(say(if was { "outage-lifted" } else { "outage-none" }, &prefix)));
    }
    match text.map(str::trim).filter(|t| !t.is_empty()) {
        None => shown(act, actor).await,
        Some(text) if text.chars().count() > LONGEST => Err(Refused::TooLong { most: LONGEST }.into()),
        Some(text) => {
            outages::set(act.tx, text, actor.person.id, act.now).await?;
            tracing::info!("outage announced");
            let body = Body::markdown(say("outage-set", &prefix));
            Ok(Answer::Text(body.then(text, Markup::Plain)))
        }
    }
}

async fn shown(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let Some(outage) = outages::current(act.tx).await? else {
        let args = Args::new().text("prefix", act.prefix());
        return Ok(Answer::markdown(act.desk.texts().say(actor.language, "outage-none", &args)));
    };
    let by = people::by_id(act.tx, outage.set_by_id).await?.map(|p| p.name).unwrap_or_default();
    let args = Args::new()
        .text("name", by)
        .text("at", date_time(outage.set_at, act.config.desk.time_zone, actor.language))
        .text("prefix", act.prefix());
    let body = Body::markdown(act.desk.texts().say(actor.language, "outage-is", &args));
    Ok(Answer::Text(body.then(outage.text, Markup::Plain)))
}

/// What a receipt says of the trouble, while there is one.
///
/// # Errors
/// As the database says.
pub async fn banner(act: &Act<'_>, language: Language) -> Result<Option<CustomerText>, DeskError> {
    let outage = outages::current(act.tx).await?;
    Ok(outage.map(|outage| {
        let args = Args::new().text("message", outage.text);
        notice(act.desk.texts(), language, "customer-outage", &args)
    }))
}
