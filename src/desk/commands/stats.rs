//! `stats`: figures of a period, in words and as a picture.

use std::collections::BTreeMap;

use ::bytes::Bytes;
use chrono::NaiveDate;
use sportello_chat::{Audience, Body, FileRef, Markup};

use super::{Act, Answer, DeskError, Heard};
use crate::chart::{ChartError, MIME};
use crate::command::{Period, StatsView};
use crate::desk::commands::new::find_queue;
use crate::desk::{Refused, bytes};
use crate::notify::figures::{AGES, Figures, OnDay, Wording};
use crate::store::entity::person;
use crate::store::people;
use crate::store::sums::{self, Range, Sum};
use crate::text::{Args, date};
use crate::ticket::figures::What;

/// A table of more characters is no help in a chat.
const TABLE: usize = 1100;
/// At most so many lines of queues, and of operators.
const LINES: usize = 8;

/// What is asked for.
pub struct Asked<'a> {
    /// Which figures.
    pub view: StatsView,
    /// Of which days.
    pub period: Period,
    /// Of which queue.
    pub queue: Option<&'a str>,
    /// Of which operator.
    pub operator: Option<&'a str>,
}

/// Whose figures are told, of which days.
struct Scope {
    names: Vec<String>,
    owner: Option<person::Model>,
    range: Range,
    today: NaiveDate,
    /// In words: the days, and whose.
    period: String,
    whose: String,
}

/// Tells the figures of the actor's queues.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>, asked: Asked<'_>) -> Result<Answer, DeskError> {
    if !act.desk.is_operator(heard.actor) {
        return Err(Refused::OperatorsOnly.into());
    }
    let place = &heard.inbound.place;
    let is_read_by_customers = heard.audience(act) == Audience::Customer && !place.direct;
    // Sums know no communities: they are told where the tickets of all can be seen.
    if is_read_by_customers && !heard.is_picked() || act.within.is_some() {
        return Err(Refused::NotInPublic { command: "stats" }.into());
    }
    let scope = scope(act, heard, &asked).await?;
    let wording = Wording { texts: act.desk.texts(), language: heard.actor.language };
    let (body, name, picture) = match asked.view {
        StatsView::Overview => overview(act, &scope, wording).await?,
        StatsView::Times => times(act, &scope, wording).await?,
        StatsView::Backlog => backlog(act, &scope, wording).await?,
    };
    match drawn(act, name, picture).await? {
        Some(file) => Ok(Answer::File(body, file)),
        None => Ok(Answer::Text(body)),
    }
}

type Told = (Body, String, Box<dyn FnOnce() -> Result<Vec<u8>, ChartError> + Send>);

async fn scope(act: &Act<'_>, heard: &Heard<'_>, asked: &Asked<'_>) -> Result<Scope, DeskError> {
    let language = heard.actor.language;
    let say = |key: &str, args: &Args| act.desk.texts().say_plain(language, key, args);
    let served = act.desk.queues_of(heard.actor);
    let (names, queues) = match asked.queue {
        Some(name) => {
            let root = find_queue(act, name, &served)?;
            let below = format!("{}::", root.name);
            let names = served.into_iter().filter(|n| *n == root.name || n.starts_with(&below)).collect();
            (names, root.title.clone())
        }
        None if act.desk.is_admin(heard.actor) => (served, say("stats-all-queues", &Args::new())),
        None => (served, say("stats-own-queues", &Args::new())),
    };
    let owner = match asked.operator {
        Some(name) => Some(operator(act, name).await?),
        None => None,
    };
    let whose = match &owner {
        Some(owner) => {
            let args = Args::new().text("queues", queues).text("operator", owner.name.as_str());
            say("stats-of-operator", &args)
        }
        None => queues,
    };
    let today = act.now.with_timezone(&act.config.desk.time_zone).date_naive();
    let (from, to) = asked.period.days(today);
    let to = to.min(today.max(from));
    let period = match (asked.view, from == to) {
        (StatsView::Backlog, _) => say("stats-now", &Args::new()),
        (_, true) => date(from, language),
        (_, false) => {
            let args = Args::new().text("from", date(from, language)).text("to", date(to, language));
            say("stats-day-to-day", &args)
        }
    };
    let range = Range { queues: act.desk.queue_ids(&names), owner: owner.as_ref().map(|o| o.id), from, to };
    Ok(Scope { names, owner, range, today, period, whose })
}

/// The operator meant by a name or an account.
async fn operator(act: &Act<'_>, name: &str) -> Result<person::Model, DeskError> {
    let by_handle = act.config.operators.iter().find(|o| o.name.eq_ignore_ascii_case(name));
    let found = match by_handle {
        Some(operator) => people::by_handle(act.tx, &operator.name).await?,
        None => people::by_account(act.tx, act.platform.as_str(), name).await?,
    };
    found.ok_or_else(|| {
        let allowed: Vec<&str> = act.config.operators.iter().map(|o| o.name.as_str()).collect();
        Refused::NoSuchOperator { found: name.to_owned(), allowed: allowed.join(", ") }.into()
    })
}

impl Scope {
    fn head(&self, wording: Wording<'_>, what: &str) -> String {
        let what = wording.texts.say_plain(wording.language, what, &Args::new());
        let args = Args::new()
            .text("what", what)
            .text("period", self.period.as_str())
            .text("whose", self.whose.as_str());
        wording.texts.say(wording.language, "stats-head", &args)
    }

    fn subtitle(&self, wording: Wording<'_>) -> String {
        let args = Args::new().text("period", self.period.as_str()).text("whose", self.whose.as_str());
        wording.texts.say_plain(wording.language, "stats-caption", &args)
    }
}

/// The figures of all together, of each queue and of each operator; those with nothing are left out.
struct All {
    all: Figures,
    queues: Vec<Figures>,
    operators: Vec<Figures>,
}

async fn gather(act: &Act<'_>, scope: &Scope, wording: Wording<'_>) -> Result<All, DeskError> {
    let by_queue = sums::by_queue(act.tx, &scope.range).await?;
    let by_owner = sums::by_owner(act.tx, &scope.range).await?;
    let mut load = sums::load(act.tx, &scope.range.queues).await?;
    load.retain(|l| scope.owner.as_ref().is_none_or(|o| l.owner_id == o.id));
    let active = |of: &dyn Fn(&sums::Load) -> bool| {
        load.iter().filter(|l| of(l)).map(|l| u64::try_from(l.tickets).unwrap_or_default()).sum::<u64>()
    };
    let whole = wording.texts.say_plain(wording.language, "stats-whole", &Args::new());
    let all = Figures::of(whole, active(&|_| true), by_queue.iter());
    let mut queues = Vec::new();
    for name in &scope.names {
        let Some(id) = act.desk.queue_ids(std::slice::from_ref(name)).first().copied() else { continue };
        let title = act.desk.queue(name).map(|q| q.title.clone()).unwrap_or_default();
        queues.push(Figures::of(title, active(&|l| l.queue_id == id), of(&by_queue, id)));
    }
    let mut owners: Vec<i64> = by_owner.iter().map(|s| s.of).chain(load.iter().map(|l| l.owner_id)).collect();
    owners.sort_unstable();
    owners.dedup();
    let mut operators = Vec::new();
    for person in people::by_ids(act.tx, owners.into_iter().filter(|id| *id > 0)).await? {
        let id = person.id;
        operators.push(Figures::of(person.name, active(&|l| l.owner_id == id), of(&by_owner, id)));
    }
    queues.retain(|f| !f.is_empty());
    operators.retain(|f| !f.is_empty());
    operators.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(All { all, queues, operators })
}

fn of(sums: &[Sum], id: i64) -> impl Iterator<Item = &Sum> {
    sums.iter().filter(move |s| s.of == id)
}

async fn overview(act: &Act<'_>, scope: &Scope, wording: Wording<'_>) -> Result<Told, DeskError> {
    let found = gather(act, scope, wording).await?;
    let of_operator = scope.owner.is_some();
    let days = days(act, scope, found.all.active).await?;
    let (picture, table) = wording.flows(scope.subtitle(wording), &days, of_operator);
    let mut lines = vec![scope.head(wording, "stats-overview")];
    lines.extend(wording.overview(&found.all, of_operator));
    if found.queues.len() > 1 {
        lines.extend(found.queues.iter().take(LINES).map(|f| wording.queue(f)));
    }
    if !of_operator {
        lines.extend(found.operators.iter().take(LINES).map(|f| wording.operator(f)));
    }
    let more = Args::new().text("prefix", act.prefix());
    let body = Body::markdown(lines.join("\n"))
        .then(table.table(TABLE), Markup::Markdown)
        .then(wording.texts.say(wording.language, "stats-more", &more), Markup::Markdown);
    Ok((body, name("overview", scope), Box::new(move || picture.picture())))
}

async fn times(act: &Act<'_>, scope: &Scope, wording: Wording<'_>) -> Result<Told, DeskError> {
    let found = gather(act, scope, wording).await?;
    let several = found.queues.len() + found.operators.len() > 1;
    let mut rows: Vec<&Figures> = Vec::new();
    rows.extend(several.then_some(&found.all));
    // One queue, or one operator, is all there is.
    rows.extend(found.queues.iter().filter(|_| found.queues.len() > 1 || !several));
    rows.extend(found.operators.iter().filter(|_| several && scope.owner.is_none()));
    let times = wording.times(scope.subtitle(wording), &rows);
    let clock = wording.texts.say(wording.language, "stats-clock", &Args::new());
    let body = Body::markdown(scope.head(wording, "stats-times"))
        .then(times.table(TABLE), Markup::Markdown)
        .then(clock, Markup::Markdown);
    Ok((body, name("times", scope), Box::new(move || times.picture())))
}

async fn backlog(act: &Act<'_>, scope: &Scope, wording: Wording<'_>) -> Result<Told, DeskError> {
    let owner = scope.owner.as_ref().map(|o| o.id);
    let mut counted = [0_i64; AGES.len()];
    for opened in sums::standing_since(act.tx, &scope.range.queues, owner).await? {
        let days_ago = (scope.today - opened.day).num_days();
        let mut classes = AGES.iter().zip(&mut counted);
        if let Some((_, count)) = classes.find(|((_, end), _)| end.is_none_or(|end| days_ago < end)) {
            *count += opened.tickets;
        }
    }
    let counted = counted.map(|tickets| u64::try_from(tickets).unwrap_or_default());
    let ages = wording.ages(scope.subtitle(wording), &counted);
    let body = Body::markdown(scope.head(wording, "stats-backlog")).then(ages.table(TABLE), Markup::Markdown);
    Ok((body, name("backlog", scope), Box::new(move || ages.picture())))
}

/// What happened day by day. How many tickets were active at the end of each is counted back from now.
async fn days(act: &Act<'_>, scope: &Scope, active: u64) -> Result<Vec<OnDay>, DeskError> {
    let range = Range { to: scope.today.max(scope.range.to), ..scope.range.clone() };
    let first = if scope.owner.is_some() { What::Taken } else { What::Opened };
    let mut changes: BTreeMap<NaiveDate, (i64, i64, i64)> = BTreeMap::new();
    for sum in sums::by_day(act.tx, &range).await? {
        let day = changes.entry(sum.day).or_default();
        match What::parse(&sum.what) {
            Some(what) if what == first => day.0 += sum.amount,
            Some(What::ClosedSuccessful | What::ClosedUnsuccessful) => day.1 += sum.amount,
            Some(What::Active) => day.2 += sum.amount,
            _ => {}
        }
    }
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    let mut standing = i64::try_from(active).unwrap_or(i64::MAX);
    let mut days = Vec::new();
    let mut at = Some(range.to);
    while let Some(day) = at.filter(|day| *day >= range.from) {
        let (opened, closed, change) = changes.get(&day).copied().unwrap_or_default();
        if day <= scope.range.to {
            days.push(OnDay { day, opened: count(opened), closed: count(closed), active: count(standing) });
        }
        standing -= change;
        at = day.pred_opt();
    }
    days.reverse();
    Ok(days)
}

fn name(view: &str, scope: &Scope) -> String {
    let Range { from, to, .. } = scope.range;
    match (view, from == to) {
        ("backlog", _) => format!("{view}-{}.png", scope.today),
        (_, true) => format!("{view}-{from}.png"),
        (_, false) => format!("{view}-{from}-{to}.png"),
    }
}

/// The picture in the desk's store, from where it is sent. Without one the words have to do.
async fn drawn(
    act: &Act<'_>,
    name: String,
    picture: Box<dyn FnOnce() -> Result<Vec<u8>, ChartError> + Send>,
) -> Result<Option<FileRef>, DeskError> {
    let bytes = match tokio::task::spawn_blocking(picture).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => {
            tracing::error!(%error, "a picture could not be drawn");
            return Ok(None);
        }
        Err(error) => {
            tracing::error!(%error, "drawing a picture ended early");
            return Ok(None);
        }
    };
    let size = bytes.len() as u64;
    match act.desk.files().put(Bytes::from(bytes)).await {
        Ok(sha256) => {
            // No article names it: it goes when it was sent.
            bytes::release(act, &mut vec![sha256.clone()]).await?;
            Ok(Some(FileRef { name, mime: MIME.to_owned(), size, sha256 }))
        }
        Err(error) => {
            tracing::error!(%error, "a picture could not be kept");
            Ok(None)
        }
    }
}
