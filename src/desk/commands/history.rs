//! `history`: what happened to a ticket, in words.

use sportello_chat::Audience;

use super::{Act, Answer, DeskError, Heard, Meant, split};
use crate::desk::Refused;
use crate::store::history::{self, Event};
use crate::store::{people, tickets};
use crate::text::{Args, Language, date_time};

/// Tells it, oldest first.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>, meant: &Meant) -> Result<Answer, DeskError> {
    if !heard.is_picked() && heard.audience(act) == Audience::Customer && !heard.inbound.place.direct {
        return Err(Refused::NotInPublic { command: "history" }.into());
    }
    let language = heard.actor.language;
    let rows = history::of_whole(act.tx, meant.ticket.id).await?;
    let parts = tickets::parts(act.tx, meant.ticket.id).await?;
    let actors = people::by_ids(act.tx, rows.iter().filter_map(|r| r.actor_id)).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let Ok(event) = serde_json::from_str::<Event>(&row.data) else {
            tracing::warn!(history = row.id, "a history row can't be read");
            continue;
        };
        let name = actors.iter().find(|p| Some(p.id) == row.actor_id).map(|p| p.name.clone());
        let args = Args::new()
            .text("at", date_time(row.at, act.config.desk.time_zone, language))
            .text("who", name.unwrap_or_else(|| act.config.desk.name.clone()))
            .text("platform", row.platform)
            .markdown("what", words(act, language, &event));
        let part = parts.iter().find(|t| t.id == row.ticket_id).map(|t| t.number.as_str());
        lines.push(match part {
            Some(number) => act.desk.texts().say(language, "history-line-of", &args.text("number", number)),
            None => act.desk.texts().say(language, "history-line", &args),
        });
    }
    Ok(Answer::markdown(lines.join("\n")))
}

fn clock_args(clock: &str) -> Args {
    // One of the words that the text chooses by: nothing in it is to be escaped.
    Args::new().markdown("clock", clock)
}

/// An event in words.
pub fn words(act: &Act<'_>, language: Language, event: &Event) -> String {
    let say = |key: &str, args: Args| act.desk.texts().say(language, key, &args);
    let nobody = || act.desk.texts().say_plain(language, "operator-nobody", &Args::new());
    let number = |n: &i32| Args::new().text("number", n.to_string());
    match event {
        Event::Opened { .. } => say("history-opened", Args::new()),
        Event::Article { number: n, kind } => {
            let kind = act.desk.texts().say_plain(language, &format!("kind-{kind}"), &Args::new());
            say("history-article", number(n).text("kind", kind))
        }
        Event::Answered { number: n, question } => {
            say("history-answered", number(n).text("question", question.as_str()))
        }
        Event::Skipped => say("history-skipped", Args::new()),
        Event::Edited { number: n } => say("history-edited", number(n)),
        Event::Deleted { number: n } => say("history-deleted", number(n)),
        Event::ReadyText { name } => say("history-ready-text", Args::new().text("name", name)),
        Event::Offered { name } => say("history-offered", Args::new().text("name", name)),
        Event::Helped { name, helped: true } => say("history-helped", Args::new().text("name", name)),
        Event::Helped { name, helped: false } => say("history-helped-not", Args::new().text("name", name)),
        Event::Undone { number: n } => say("history-undone", number(n)),
        Event::Decrypted { number: n } => say("history-decrypted", number(n)),
        Event::Owner { from, to } => say(
            "history-owner",
            Args::new()
                .text("from", from.clone().unwrap_or_else(nobody))
                .text("to", to.clone().unwrap_or_else(nobody)),
        ),
        Event::OwnerAway { who } => say("history-owner-away", Args::new().text("who", who)),
        Event::OnePerson { name, also } => {
            say("history-one-person", Args::new().text("name", name).text("also", also))
        }
        Event::Blocked => say("history-blocked", Args::new()),
        Event::Unblocked => say("history-unblocked", Args::new()),
        Event::State { from, to } => say(
            "history-state",
            Args::new().text("from", act.state_name(from, language)).text("to", act.state_name(to, language)),
        ),
        Event::FirstResponse => say("history-first-response", Args::new()),
        Event::Title { to } => say("history-title", Args::new().text("to", to)),
        Event::Private => say("history-private", Args::new()),
        Event::Linked { to, kind } => {
            say("history-linked", Args::new().text("to", to).markdown("kind", kind.as_str()))
        }
        Event::Exposed { command } => say("history-exposed", Args::new().text("command", command)),
        Event::Mailed { to, .. } if to.is_empty() => say("history-mailed-somebody", Args::new()),
        Event::Mailed { to, .. } => say("history-mailed", Args::new().text("to", to)),
        Event::Priority { from, to } => {
            let name = |n: &i16| act.desk.texts().say_plain(language, &format!("priority-{n}"), &Args::new());
            say("history-priority", Args::new().text("from", name(from)).text("to", name(to)))
        }
        Event::Tags { to } => say("history-tags", Args::new().text("to", to.join(", "))),
        Event::Responsible { from, to } => say(
            "history-responsible",
            Args::new()
                .text("from", from.clone().unwrap_or_else(nobody))
                .text("to", to.clone().unwrap_or_else(nobody)),
        ),
        Event::Moved { from, to } => {
            say("history-moved", Args::new().text("from", from.as_str()).text("to", to.as_str()))
        }
        Event::Split { to, articles } => {
            say("history-split", Args::new().text("to", to).text("articles", split::listed(articles)))
        }
        Event::SplitFrom { from, articles } => say(
            "history-split-from",
            Args::new().text("from", from).text("articles", split::listed(articles)),
        ),
        Event::PutAside { until, reason } => {
            let at = date_time(*until, act.config.desk.time_zone, language);
            match reason.as_str() {
                "" => say("history-put-aside", Args::new().text("at", at)),
                why => say("history-put-aside-why", Args::new().text("at", at).text("reason", why)),
            }
        }
        Event::Reminded => say("history-reminded", Args::new()),
        Event::EscalationWarned { clock } => say("history-escalation-near", clock_args(clock)),
        Event::Escalated { clock } => say("history-escalated", clock_args(clock)),
        Event::EscalationStopped { clock } => say("history-escalation-stopped", clock_args(clock)),
        Event::ReleaseWarned => say("history-release-near", Args::new()),
        Event::GivenBack => say("history-given-back", Args::new()),
        Event::AutoCloseWarned => say("history-auto-close-near", Args::new()),
        Event::ClosedOnTime => say("history-closed-on-time", Args::new()),
        Event::ClosedForSilence => say("history-closed-silence", Args::new()),
        Event::Forwarded { to, articles, .. } => {
            say("history-forwarded", Args::new().text("to", to).text("articles", split::listed(articles)))
        }
        Event::Customer { from, to } => {
            say("history-customer", Args::new().text("from", from.as_str()).text("to", to.as_str()))
        }
        Event::Unlinked { from } => say("history-unlinked", Args::new().text("from", from)),
        Event::ClosedWith { problem } => say("history-closed-with", Args::new().text("problem", problem)),
        Event::Merged { into } => say("history-merged", Args::new().text("into", into)),
        Event::Absorbed { number: n, from, to } => say(
            "history-absorbed",
            Args::new().text("number", n).text("from", from.to_string()).text("to", to.to_string()),
        ),
        Event::Rated { stars } => say("history-rated", Args::new().text("stars", stars.to_string())),
        Event::Rerouted { platform } => say("history-rerouted", Args::new().text("platform", platform)),
        Event::Unreachable { platform } => say("history-unreachable", Args::new().text("platform", platform)),
        Event::Retried => say("history-retried", Args::new()),
        Event::GivenUp { reason } => say("history-given-up", Args::new().text("reason", reason)),
        Event::Emptied => say("history-emptied", Args::new()),
        Event::Erased { articles } => say("history-erased", Args::new().number("articles", *articles)),
        Event::Undelivered { cause } => say("history-undelivered", Args::new().text("cause", cause)),
    }
}
