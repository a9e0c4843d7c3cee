//! What random people do: one deed a step.

use std::time::Duration;

use rand::RngExt;
use sea_orm::{EntityTrait, QueryOrder};
use sportello::command::SPECS;
use sportello::command::grammar::spec;
use sportello::store::entity::{conversation, ticket};
use sportello::store::people;
use sportello_chat::{Audience, Author, Completing, Host, Outlet, Place};
use sportello_tests::{Harness, Person, Spot};

use super::Walk;
use super::world::{CUSTOMERS, HELP, OPERATORS, QUEUES};

/// Stands in every note, and nowhere else.
pub const MARK: &str = "xsecretx";
/// What customers say.
const WORDS: &[&str] = &[
    "My VPN is down since this morning",
    "Hello",
    "Buongiorno",
    "Non riesco ad accedere alla posta elettronica",
    "It says error 0x80070005, what now?",
    "thanks!",
    "grazie mille 👍",
    "👍",
    "the printer on the third floor eats paper\nand smells",
    "a ThinkPad",
    "skip",
    "yes",
    "no",
    "salta",
    "1",
    "2",
    "/home is full",
    "new",
    "È urgente, per favore",
    "📣 the canteen is closed",
    "closed?",
    "!close?",
    "",
];
/// What operators type, if there is such a command.
const COMMANDS: &[&str] = &[
    "take",
    "take",
    "take --from",
    "release",
    "assign {operator}",
    "assign nobody",
    "responsible {operator}",
    "reply {words}",
    "reply {words}",
    "note {note}",
    "note {note}",
    "undo",
    "close",
    "close unsuccessful",
    "close successful {words}",
    "chiudi senza successo {words}",
    "reopen",
    "reopen",
    "priority {digit}",
    "priority alta",
    "tag {tag} {tag}",
    "tag -{tag}",
    "title {words}",
    "move {queue}",
    "move {queue}",
    "watch",
    "watch --off",
    "link #{number} {link}",
    "link #{number}",
    "list",
    "list mine",
    "list closed",
    "show",
    "show --here",
    "history",
    "transcript json",
    "transcript markdown",
    "transcript",
    "stats",
    "stats times 7d",
    "statistiche arretrati",
    "stats operator:{operator}",
    "next",
    "next {queue}",
    "join",
    "private",
    "status",
    "mine",
    "help {command}",
    "help nonsense",
    "language en",
    "mail off",
    "mail on",
    "rate 3",
    "panel",
    "tkae",
    "take #99999",
    "priority 9",
    "pending for 2d",
    "pending 2h",
    "pending close unsuccessful for 1d",
    "pending off",
    "pending whenever",
    "pending close for 1d",
    "pending until tomorrow 9:00",
    "sospendi chiudi senza successo fino a domani",
    "merge #{number}",
    "merge #{number}",
    "split",
    "split 2",
    "customer {customer}",
    "forward someone@example.net",
    "forward someone@example.net 1-2 {words}",
    "new --for {customer} {words}",
    "answer",
    "answer reconnect",
    "answer reconnect --send",
    "outage {words}",
    "outage off",
    "search printer",
    "search xsecret",
    "cerca stampante",
    "away until tomorrow",
    "away off",
    "block {customer}",
    "unblock {customer}",
    "queues",
    "undelivered",
    "new --for {customer} {words}",
];
/// What customers type.
const ASKED: &[&str] = &[
    "close",
    "close {words}",
    "chiudi",
    "reopen",
    "riapri",
    "rate 5 very good",
    "rate 2",
    "rate",
    "private",
    "status",
    "stato",
    "mine",
    "miei",
    "transcript",
    "transcript json",
    "help",
    "new {words}",
    "new queue:library {words}",
    "take",
    "note {words}",
    "show",
    "history",
    "title {words}",
    "stats",
    "mail {customer}@example.net",
    "search xsecret",
    "identity",
    "merge #{number}",
    "pending for 1d",
];
/// What an outsider tries on a ticket that is none of theirs.
const TRIED: &[&str] = &[
    "status #{number}",
    "close #{number}",
    "show #{number}",
    "history #{number}",
    "transcript #{number}",
    "take #{number}",
    "note #{number} {words}",
    "reopen #{number}",
    "rate #{number} 1",
    "private #{number}",
    "merge #{number} #{number}",
    "link #{number} #{number}",
    "move #{number} library",
    "search {words}",
];

/// Something somebody has said.
pub struct Said {
    who: String,
    beta: bool,
    id: String,
    /// Whether it is a note's text that an edit has to keep marked.
    is_note: bool,
}

/// Does one thing; says what.
pub async fn one(desk: &Harness, walk: &mut Walk) -> String {
    match walk.rng.random_range(0..100) {
        0..10 => opens(desk, walk).await,
        10..26 => customer_writes(desk, walk).await,
        26..30 => participant_writes(desk, walk).await,
        30..58 => operator_works(desk, walk, COMMANDS).await,
        58..66 => operator_notes(desk, walk).await,
        66..76 => customer_asks(desk, walk).await,
        76..80 => outsider_tries(desk, walk).await,
        80..84 => changes(desk, walk).await,
        84..87 => reacts(desk, walk).await,
        87..90 => picks(desk, walk).await,
        90..91 => completes(desk, walk).await,
        _ => time_passes(desk, walk).await,
    }
}

fn person<'d>(desk: &'d Harness, name: &str, beta: bool) -> Person<'d> {
    let locale = CUSTOMERS.iter().find(|(n, _)| *n == name).map_or("en", |(_, locale)| *locale);
    let person = desk.person(name).with_locale(locale);
    if beta { person.on_beta() } else { person }
}

fn anybody(walk: &mut Walk) -> (&'static str, bool) {
    let name = walk.pick(CUSTOMERS).map_or("mia", |(name, _)| *name);
    // Each is on one platform only; two accounts of one name are two people.
    (name, matches!(name, "nora" | "ugo"))
}

async fn numbers(desk: &Harness) -> Vec<String> {
    desk.numbers().await
}

/// A template filled in.
async fn filled(desk: &Harness, walk: &mut Walk, template: &str) -> String {
    let mut text = template.to_owned();
    while let Some((before, rest)) = text.split_once('{') {
        let Some((name, after)) = rest.split_once('}') else { break };
        let value = match name {
            "words" => walk.pick(WORDS).map_or("words", |w| *w).replace('\n', " "),
            "note" => mark(walk),
            "operator" => walk.pick(OPERATORS).copied().unwrap_or_default().to_owned(),
            "customer" => walk.pick(CUSTOMERS).map(|(name, _)| *name).unwrap_or_default().to_owned(),
            "queue" => walk.pick(QUEUES).copied().unwrap_or_default().to_owned(),
            "digit" => walk.rng.random_range(1..=5).to_string(),
            "tag" => {
                walk.pick(&["vpn", "printer", "vip", "hardware"]).copied().unwrap_or_default().to_owned()
            }
            "link" => {
                walk.pick(&["related", "parent", "child", "problem"]).copied().unwrap_or_default().to_owned()
            }
            "command" => walk.pick(SPECS).map_or("take", |s| s.name).to_owned(),
            _ => {
                let all = numbers(desk).await;
                walk.pick(&all).cloned().unwrap_or_else(|| "1001".to_owned())
            }
        };
        text = format!("{before}{value}{after}");
    }
    text
}

fn mark(walk: &mut Walk) -> String {
    walk.marks += 1;
    format!("{MARK} note {} about the customer", walk.marks)
}

/// A command of these that the grammar knows, or that is meant to be none.
async fn command(desk: &Harness, walk: &mut Walk, all: &[&str]) -> String {
    let known = |template: &&str| {
        let name = template.split_whitespace().next().unwrap_or_default();
        name == "tkae" || spec(name).is_some()
    };
    let known: Vec<&str> = all.iter().copied().filter(known).collect();
    let template = walk.pick(&known).copied().unwrap_or("help");
    format!("!{}", filled(desk, walk, template).await)
}

/// A message by somebody, remembered.
async fn says(desk: &Harness, walk: &mut Walk, who: &str, beta: bool, text: &str, spot: Spot) -> String {
    let is_note = text.contains(MARK);
    let told = format!("{who} in {}{}: {text}", spot.room, if spot.thread.is_some() { "#" } else { "" });
    let id = person(desk, who, beta).says(text).at(spot).await;
    walk.said.push(Said { who: who.to_owned(), beta, id, is_note });
    told
}

async fn opens(desk: &Harness, walk: &mut Walk) -> String {
    let (who, beta) = anybody(walk);
    let text = walk.pick(WORDS).copied().unwrap_or_default();
    let room = match walk.chance(25) {
        true => format!("direct:{who}"),
        false if beta => "help".to_owned(),
        false => walk.pick(HELP).copied().unwrap_or("help").to_owned(),
    };
    says(desk, walk, who, beta, text, Spot::room(room)).await
}

/// A place in which a ticket is discussed.
struct Discussed {
    spot: Spot,
    beta: bool,
    customer: Option<(String, bool)>,
}

/// One of the conversations of this audience.
async fn discussed(desk: &Harness, walk: &mut Walk, audience: Audience) -> Option<Discussed> {
    let reader = desk.store().reader();
    let mut all =
        conversation::Entity::find().order_by_asc(conversation::Column::Id).all(reader).await.ok()?;
    all.retain(|c| c.audience() == audience && (c.thread.is_some() && c.begun || c.person.is_some()));
    // Mostly about what is new.
    let recent = all.len().saturating_sub(30);
    let from = if walk.chance(80) { recent } else { 0 };
    let found = walk.pick(&all[from..])?.clone();
    let beta = found.platform == "beta";
    let spot = match (&found.person, &found.thread) {
        (Some(person), _) => Spot::room(format!("direct:{person}")),
        (None, thread) => Spot { room: found.room.clone()?, thread: thread.clone() },
    };
    let ticket = ticket::Entity::find_by_id(found.ticket_id).one(reader).await.ok()??;
    let accounts = people::accounts(reader, ticket.customer_id).await.ok()?;
    let account = accounts.iter().find(|a| (a.platform == "beta") == beta);
    Some(Discussed { spot, beta, customer: account.map(|a| (a.external_id.clone(), beta)) })
}

async fn customer_writes(desk: &Harness, walk: &mut Walk) -> String {
    let Some(place) = discussed(desk, walk, Audience::Customer).await else { return opens(desk, walk).await };
    let Some((who, beta)) = place.customer else { return "nothing".to_owned() };
    let text = walk.pick(WORDS).copied().unwrap_or_default();
    says(desk, walk, &who, beta, text, place.spot).await
}

async fn participant_writes(desk: &Harness, walk: &mut Walk) -> String {
    let Some(place) = discussed(desk, walk, Audience::Customer).await else { return opens(desk, walk).await };
    if place.spot.room.starts_with("direct:") {
        return "nothing".to_owned();
    }
    let who = match walk.chance(30) {
        true => walk.pick(OPERATORS).copied().unwrap_or("ada"),
        false => anybody(walk).0,
    };
    let text = walk.pick(WORDS).copied().unwrap_or_default();
    says(desk, walk, who, place.beta, text, place.spot).await
}

async fn operator_works(desk: &Harness, walk: &mut Walk, commands: &[&str]) -> String {
    let who = walk.pick(OPERATORS).copied().unwrap_or("ada");
    let mut text = command(desk, walk, commands).await;
    let place = discussed(desk, walk, Audience::Operators).await;
    let (spot, beta) = match place {
        Some(place) if walk.chance(85) => (place.spot, place.beta),
        Some(_) if walk.chance(30) => (Spot::room(format!("direct:{who}")), false),
        // In a customer's place a note is no note: it is removed.
        Some(_) if walk.chance(20) => match discussed(desk, walk, Audience::Customer).await {
            Some(place) if !place.spot.room.starts_with("direct:") => (place.spot, place.beta),
            _ => (Spot::room("ops"), false),
        },
        _ => (Spot::room("ops"), false),
    };
    if walk.chance(20) {
        let all = numbers(desk).await;
        let number = walk.pick(&all).cloned().unwrap_or_default();
        if let Some((name, rest)) = text.clone().split_once(' ').filter(|(_, r)| !r.contains('#')) {
            text = format!("{name} #{number} {rest}");
        } else if !text.contains(' ') {
            text = format!("{text} #{number}");
        }
    }
    says(desk, walk, who, beta, &text, spot).await
}

async fn operator_notes(desk: &Harness, walk: &mut Walk) -> String {
    let Some(place) = discussed(desk, walk, Audience::Operators).await else {
        return opens(desk, walk).await;
    };
    let who = walk.pick(OPERATORS).copied().unwrap_or("ada");
    let text = mark(walk);
    if walk.chance(20) {
        let name = format!("{MARK}-{}.txt", walk.marks);
        person(desk, who, place.beta).says(&text).with_file(&name, b"a file").at(place.spot).await;
        return format!("{who} notes {name}");
    }
    says(desk, walk, who, place.beta, &text, place.spot).await
}

async fn customer_asks(desk: &Harness, walk: &mut Walk) -> String {
    let text = command(desk, walk, ASKED).await;
    let Some(place) = discussed(desk, walk, Audience::Customer).await else { return opens(desk, walk).await };
    let Some((who, beta)) = place.customer else { return "nothing".to_owned() };
    let spot = if walk.chance(20) { Spot::room(format!("direct:{who}")) } else { place.spot };
    says(desk, walk, &who, beta, &text, spot).await
}

async fn outsider_tries(desk: &Harness, walk: &mut Walk) -> String {
    let text = command(desk, walk, TRIED).await;
    let (who, beta) = anybody(walk);
    says(desk, walk, who, beta, &text, Spot::room(format!("direct:{who}"))).await
}

/// Somebody edits or deletes something of theirs.
async fn changes(desk: &Harness, walk: &mut Walk) -> String {
    if walk.said.is_empty() {
        return "nothing".to_owned();
    }
    let recent = walk.said.len().saturating_sub(40);
    let at = walk.rng.random_range(recent..walk.said.len());
    let delete = walk.chance(40);
    let new = match walk.said[at].is_note {
        true => mark(walk),
        false => format!("{} (edited)", walk.pick(WORDS).copied().unwrap_or_default()),
    };
    let Said { who, beta, id, .. } = &walk.said[at];
    let who_says = person(desk, who, *beta);
    if delete {
        who_says.deletes(id).await;
        return format!("{who} deletes {id}");
    }
    who_says.edits(id, &new).await;
    format!("{who} edits {id}: {new}")
}

async fn reacts(desk: &Harness, walk: &mut Walk) -> String {
    let who = walk.pick(OPERATORS).copied().unwrap_or("ada");
    let all = numbers(desk).await;
    let wanted = walk.pick(&all).cloned();
    let headers: Vec<(String, bool)> = [(desk.alpha(), false), (desk.beta(), true)]
        .into_iter()
        .flat_map(|(chat, beta)| chat.all().into_iter().map(move |m| (m, beta)))
        .filter(|(m, _)| m.by.is_none() && m.opens_thread && m.ticket == wanted && m.spot.thread.is_none())
        .map(|(m, beta)| (m.id, beta))
        .collect();
    if let (Some((header, beta)), true) = (headers.last(), walk.chance(70)) {
        let emoji = if walk.chance(60) { "🙋" } else { "✅" };
        person(desk, who, *beta).reacts(header, emoji).await;
        return format!("{who} reacts to the header of {wanted:?} with {emoji}");
    }
    let Some(said) = walk.said.last().map(|s| (s.id.clone(), s.beta)) else { return "nothing".to_owned() };
    person(desk, who, said.1).reacts(&said.0, "🎫").await;
    format!("{who} reacts to the last message with 🎫")
}

/// Something is picked from the menu.
async fn picks(desk: &Harness, walk: &mut Walk) -> String {
    let all = numbers(desk).await;
    let number = walk.pick(&all).cloned().unwrap_or_default();
    let note = mark(walk);
    let digit = walk.rng.random_range(1..=5).to_string();
    let queue = walk.pick(QUEUES).copied().unwrap_or_default();
    let operator = walk.pick(OPERATORS).copied().unwrap_or_default();
    let options: Vec<(&str, &str)> = vec![
        ("ticket", &number),
        ("priority", &digit),
        ("stars", &digit),
        ("queue", queue),
        ("operator", operator),
        ("tags", "vpn -vip"),
        ("other", &number),
        ("view", "times"),
        ("period", "week"),
    ];
    let spec = walk.pick(SPECS).copied();
    let Some(spec) =
        spec.filter(|s| !matches!(s.name, "reload" | "erase" | "export" | "import" | "language"))
    else {
        return "nothing".to_owned();
    };
    let text = if spec.name == "note" { note.as_str() } else { "some words" };
    let mut given: Vec<(&str, &str)> =
        options.into_iter().filter(|(n, _)| spec.args.iter().any(|a| a.name == *n)).collect();
    given.push(("text", text));
    let customer = walk.chance(40);
    let (who, spot) = if customer {
        ("nora", Spot::room("help"))
    } else {
        (walk.pick(OPERATORS).copied().unwrap_or("ada"), Spot::room("ops"))
    };
    person(desk, who, true).picks(&spot, spec.name, &given).await;
    format!("{who} picks {} {given:?}", spec.name)
}

/// Customers are offered completions in every option there is: never of a note.
async fn completes(desk: &Harness, walk: &mut Walk) -> String {
    let (who, beta) = anybody(walk);
    let chat = if beta { desk.beta() } else { desk.alpha() };
    for spec in SPECS {
        for arg in spec.args {
            let asked = Completing {
                platform: chat.platform(),
                author: Author { id: who.to_owned(), name: Some(who.to_owned()), ..Author::default() },
                place: Place {
                    room: format!("direct:{who}"),
                    thread: None,
                    direct: true,
                    encrypted: false,
                    realm: None,
                },
                command: spec.name.to_owned(),
                option: arg.name.to_owned(),
                typed: if walk.chance(50) { "x".to_owned() } else { String::new() },
                limit: 25,
            };
            let offered = desk.desk().complete(asked).await.expect("the database works");
            let leak = offered.iter().find(|s| s.label.contains(MARK) || s.value.contains(MARK));
            assert!(leak.is_none(), "{who} is offered a note for {} {}: {leak:?}", spec.name, arg.name);
        }
    }
    format!("{who} looks through the menu")
}

async fn time_passes(desk: &Harness, walk: &mut Walk) -> String {
    let seconds = match walk.rng.random_range(0..10) {
        0..4 => walk.rng.random_range(1..60),
        4..7 => walk.rng.random_range(60..3600),
        7..9 => walk.rng.random_range(3600..86_400),
        _ => walk.rng.random_range(86_400..6 * 86_400),
    };
    desk.advance(Duration::from_secs(seconds)).await;
    format!("{seconds} s pass")
}
