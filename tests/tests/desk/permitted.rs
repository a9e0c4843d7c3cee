//! docs/permissions.md row by row: whoever may not do something is told so and has changed nothing, and is told
//! of a ticket they may not see what they are told of one that was never there; whoever may is not refused.

use sportello::store::held;
use sportello::ticket::{Deed, Role, allowed};
use sportello_chat::{Author, Completing, Host, Outlet, Place};
use sportello_tests::options::Database;
use sportello_tests::{Harness, Options, Person, Spot, on_both_databases, wording};

use crate::scenes::in_ops;

/// What somebody is told who may not.
const NOT_PERMITTED: [&str; 4] =
    ["refusal-no-such-ticket", "refusal-operators-only", "refusal-admins-only", "refusal-customers-only"];
/// The ticket that is meant, and one that was never there.
const MEANT: &str = "1001";
const NEVER: &str = "9999";

/// A command as it is typed, and as it is picked: with these options.
type Way = (&'static str, &'static [(&'static str, &'static str)]);

/// How a deed is done that is a command. `N` stands for the ticket's number.
fn way(deed: Deed) -> Option<Way> {
    const TICKET: (&str, &str) = ("ticket", "N");
    Some(match deed {
        Deed::New => (
            "new My screen flickers all day",
            &[("queue", "helpdesk"), ("text", "My screen flickers all day")],
        ),
        Deed::NewFor => {
            ("new --for mia My screen flickers", &[("for", "mia"), ("text", "My screen flickers")])
        }
        Deed::Mine => ("mine", &[]),
        Deed::Status => ("status #N", &[TICKET]),
        Deed::Next => ("next", &[]),
        Deed::Take => ("take #N", &[TICKET]),
        Deed::TakeFrom => ("take #N --from", &[TICKET, ("from", "true")]),
        Deed::Release => ("release #N", &[TICKET]),
        Deed::Assign => ("assign #N otto", &[TICKET, ("operator", "otto")]),
        Deed::Reply => ("reply #N Is it plugged in?", &[TICKET, ("text", "Is it plugged in?")]),
        Deed::Answer => ("answer #N", &[TICKET]),
        Deed::Note => ("note #N third one today", &[TICKET, ("text", "third one today")]),
        Deed::Undo => ("undo #N", &[TICKET]),
        Deed::Close => ("close #N", &[TICKET]),
        Deed::Reopen => ("reopen #N", &[TICKET]),
        Deed::Rate => ("rate #N 5", &[TICKET, ("stars", "5")]),
        Deed::Private => ("private #N", &[TICKET]),
        Deed::Join => ("join #N", &[TICKET]),
        Deed::Panel => ("panel", &[]),
        Deed::Reload => ("reload", &[]),
        Deed::Outage => ("outage the network is down", &[("text", "the network is down")]),
        Deed::Queues => ("queues", &[]),
        Deed::Undelivered => ("undelivered", &[]),
        Deed::Export => ("export --rows-only", &[("rows-only", "true")]),
        Deed::Import => ("import none.jsonl", &[("file", "none.jsonl")]),
        Deed::Erase => ("erase nobody-at-all", &[("person", "nobody-at-all")]),
        Deed::Away => ("away", &[]),
        Deed::Block => ("block", &[]),
        Deed::Title => ("title #N Another title", &[TICKET, ("text", "Another title")]),
        Deed::Priority => ("priority #N 4", &[TICKET, ("priority", "4")]),
        Deed::Tag => ("tag #N vpn", &[TICKET, ("tags", "vpn")]),
        Deed::Responsible => ("responsible #N otto", &[TICKET, ("operator", "otto")]),
        Deed::Move => ("move #N helpdesk", &[TICKET, ("queue", "helpdesk")]),
        Deed::Watch => ("watch #N", &[TICKET]),
        Deed::Link => ("link #N #1002", &[TICKET, ("other", "1002")]),
        Deed::Pending => ("pending #N 2d", &[TICKET, ("when", "2d")]),
        Deed::Merge => ("merge #N #1002", &[TICKET, ("other", "1002")]),
        Deed::Split => ("split #N 2", &[TICKET, ("articles", "2")]),
        Deed::Customer => ("customer #N leo", &[TICKET, ("person", "leo")]),
        Deed::Forward => (
            "forward #N bob@vendor.example 1",
            &[TICKET, ("address", "bob@vendor.example"), ("articles", "1")],
        ),
        Deed::Search => ("search vpn", &[("words", "vpn")]),
        Deed::List => ("list", &[]),
        Deed::Show => ("show #N", &[TICKET]),
        Deed::Transcript => ("transcript #N", &[TICKET]),
        Deed::History => ("history #N", &[TICKET]),
        Deed::Stats => ("stats", &[]),
        Deed::Mail => ("mail", &[]),
        Deed::Identity => ("identity", &[]),
        Deed::Language => ("language", &[]),
        Deed::Help => ("help", &[]),
        Deed::Helps | Deed::ReactTake | Deed::ReactClose | Deed::ReactOpen | Deed::Write | Deed::EditOwn => {
            return None;
        }
    })
}

/// Who is what to ticket 1001, which is in `helpdesk::network`.
fn who(role: Role) -> &'static str {
    match role {
        Role::Stranger => "leo",
        Role::Participant => "gina",
        Role::Customer => "mia",
        Role::OperatorElsewhere => "zoe",
        Role::OperatorOfParent => "ada",
        Role::OperatorOfQueue => "otto",
        Role::Admin => "rita",
    }
}

fn person<'d>(desk: &'d Harness, role: Role, beta: bool) -> Person<'d> {
    let person = desk.person(who(role));
    if beta { person.on_beta() } else { person }
}

/// mia's tickets 1001, in which gina has written too, and 1002; otto has both, in `helpdesk::network`. Gives
/// the message by which 1001 was opened.
async fn two_tickets(desk: &Harness, beta: bool) -> String {
    let mia = person(desk, Role::Customer, beta);
    let request = mia.says("My VPN is down since this morning").in_help().await;
    desk.settle().await;
    desk.advance_seconds(3600).await;
    mia.says("The printer is out of paper").in_help().await;
    desk.settle().await;
    person(desk, Role::Participant, beta).says("Mine is down too").in_thread(&request).await;
    person(desk, Role::Stranger, beta).says("!mine").directly().await;
    desk.settle().await;
    for number in ["1001", "1002"] {
        in_ops(desk, "otto", number, "!take").await;
        in_ops(desk, "otto", number, "!move network").await;
    }
    request
}

/// Nobody has ticket 1001.
async fn free(desk: &Harness) {
    for words in ["!take --from", "!release"] {
        in_ops(desk, "otto", MEANT, words).await;
    }
}

/// All that somebody could have changed.
async fn all_of_it(desk: &Harness) -> String {
    let mut all = format!("{:?}", desk.numbers().await);
    for number in ["1001", "1002"] {
        let (ticket, articles) = (desk.ticket(number).await, desk.articles(number).await);
        all.push_str(&format!("\n{ticket:?}\n{articles:?}\n{:?}", desk.history(number).await));
    }
    all
}

/// What somebody is told who does a deed about the ticket of this number, in a direct chat.
async fn told(desk: &Harness, role: Role, beta: bool, deed: Deed, number: &str) -> String {
    let (typed, options) = way(deed).expect("a command");
    let person = person(desk, role, beta);
    if beta {
        let name = typed.split(' ').next().unwrap_or(typed);
        let options: Vec<(&str, &str)> =
            options.iter().map(|(name, value)| (*name, if *value == "N" { number } else { value })).collect();
        let spot = Spot::room(format!("direct:{}", who(role)));
        let asked = person.picks(&spot, name, &options).await;
        desk.settle().await;
        let chat = desk.beta().all();
        let answers = chat.iter().filter(|m| m.on_the_spot.as_deref() == Some(asked.as_str()));
        return answers.map(|m| m.text.as_str()).collect::<Vec<_>>().join("\n");
    }
    let before = person.sees_directly().from_bot().len();
    person.says(&format!("!{}", typed.replace('N', number))).directly().await;
    desk.settle().await;
    let chat = person.sees_directly();
    let said: Vec<&str> = chat.from_bot().iter().skip(before).map(|m| m.text.as_str()).collect();
    said.join("\n")
}

fn is_refused(text: &str) -> bool {
    wording::refusal(text, "en").is_some_and(|key| NOT_PERMITTED.contains(&key.as_str()))
}

/// Every command, by everybody.
async fn every_command(desk: &Harness, beta: bool) {
    two_tickets(desk, beta).await;
    let commands = || Deed::ALL.into_iter().filter(|deed| way(*deed).is_some());
    let before = all_of_it(desk).await;
    for role in Role::ALL {
        for deed in commands().filter(|deed| !allowed(role, *deed)) {
            let words = told(desk, role, beta, deed, MEANT).await;
            assert!(is_refused(&words), "{role:?} does {deed:?} and is told: {words}");
            let about_a_ticket = way(deed).is_some_and(|(typed, _)| typed.contains('N'));
            if about_a_ticket && !allowed(role, Deed::Status) {
                let never = told(desk, role, beta, deed, NEVER).await;
                assert_eq!(words.replace(MEANT, NEVER), never, "{role:?} does {deed:?}");
            }
        }
    }
    assert_eq!(all_of_it(desk).await, before, "what is refused changes nothing");
    // After these the ticket is another's, or no ticket of its own.
    let last = |deed: &Deed| matches!(deed, Deed::Customer | Deed::Merge);
    for (role, deed) in pairs(|deed| !last(&deed)).chain(pairs(|deed| last(&deed))) {
        let words = told(desk, role, beta, deed, MEANT).await;
        assert!(!is_refused(&words), "{role:?} does {deed:?} and is told: {words}");
    }
}

/// Who may do which of these commands.
fn pairs(which: impl Fn(Deed) -> bool) -> impl Iterator<Item = (Role, Deed)> {
    let deeds: Vec<Deed> =
        Deed::ALL.into_iter().filter(|deed| way(*deed).is_some() && which(*deed)).collect();
    let of = move |role| {
        deeds.clone().into_iter().filter(move |deed| allowed(role, *deed)).map(move |deed| (role, deed))
    };
    Role::ALL.into_iter().flat_map(of)
}

/// What each is offered who types a ticket's number.
async fn every_completion(desk: &Harness, beta: bool) {
    two_tickets(desk, beta).await;
    let chat = if beta { desk.beta() } else { desk.alpha() };
    for role in Role::ALL {
        let name = who(role);
        for (command, deed) in [("status", Deed::Status), ("show", Deed::Show)] {
            let asked = Completing {
                platform: chat.platform(),
                author: Author { id: name.to_owned(), name: Some(name.to_owned()), ..Author::default() },
                place: Place {
                    room: format!("direct:{name}"),
                    thread: None,
                    direct: true,
                    encrypted: false,
                    realm: None,
                },
                command: command.to_owned(),
                option: "ticket".to_owned(),
                typed: String::new(),
                limit: 25,
            };
            let offered = desk.desk().complete(asked).await.expect("the database works");
            let is_offered = offered.iter().any(|s| s.value == MEANT);
            assert_eq!(is_offered, allowed(role, deed), "{role:?} is offered for {command}: {offered:?}");
        }
    }
}

fn on_beta(options: &mut Options) {
    options.on_beta_too();
}

on_both_databases! {
    async fn a_command_that_is_typed(desk) {
        every_command(desk, false).await;
    }

    async fn a_command_that_is_picked(desk, on_beta) {
        every_command(desk, true).await;
    }

    async fn a_completion(desk, on_beta) {
        every_completion(desk, true).await;
    }

    async fn a_reaction_on_a_header(desk) {
        two_tickets(desk, false).await;
        for role in Role::ALL {
            free(desk).await;
            person(desk, role, false).reacts(&desk.header(MEANT).id, "🙋").await;
            desk.settle().await;
            let has_it = desk.owner(MEANT).await.as_deref() == Some(who(role));
            assert_eq!(has_it, allowed(role, Deed::ReactTake), "{role:?}");
            person(desk, role, false).reacts(&desk.header(MEANT).id, "✅").await;
            desk.settle().await;
            let is_closed = desk.state(MEANT).await.starts_with("closed");
            assert_eq!(is_closed, allowed(role, Deed::ReactClose), "{role:?}");
            if is_closed {
                in_ops(desk, "otto", MEANT, "!reopen").await;
            }
        }
    }

    async fn a_button_below_a_header(desk, on_beta) {
        two_tickets(desk, true).await;
        let header = |number: &str| {
            let all = desk.beta().all();
            let is_header = |m: &sportello_tests::Shown| {
                m.by.is_none() && m.opens_thread && m.spot == Spot::room("ops") && m.ticket.as_deref() == Some(number)
            };
            all.into_iter().rfind(is_header).expect("a header").id
        };
        for role in Role::ALL {
            free(desk).await;
            let clicked = person(desk, role, true).clicks(&header(MEANT), "Take").await;
            desk.settle().await;
            let has_it = desk.owner(MEANT).await.as_deref() == Some(who(role));
            assert_eq!(has_it, allowed(role, Deed::ReactTake), "{role:?}");
            let words = person(desk, role, true).was_answered(&clicked).text;
            assert_eq!(is_refused(&words), !has_it, "{role:?}: {words}");
        }
    }

    async fn the_ticket_emoji_on_somebodys_message(desk) {
        two_tickets(desk, false).await;
        for role in Role::ALL {
            let before = desk.numbers().await.len();
            let words = desk.ada().says("The lift is out of order").in_help().await;
            person(desk, role, false).reacts(&words, "🎫").await;
            desk.settle().await;
            let may = allowed(role, Deed::ReactOpen);
            assert_eq!(desk.numbers().await.len() > before, may, "{role:?}");
            desk.advance_seconds(3600).await;
        }
    }

    async fn a_plain_message(desk) {
        let request = two_tickets(desk, false).await;
        for role in Role::ALL {
            person(desk, role, false).says("and another thing").in_thread(&request).await;
            desk.settle().await;
            let kind = match role {
                Role::Customer => "request",
                _ if allowed(role, Deed::Reply) => "reply",
                _ => "participant",
            };
            let said = desk.said(MEANT).await.pop();
            assert_eq!(said, Some(format!("{kind}: and another thing")), "{role:?}");
        }
        for role in Role::ALL {
            let before = desk.said(MEANT).await.len();
            in_ops(desk, who(role), MEANT, "third one today").await;
            let said = desk.said(MEANT).await;
            let may = allowed(role, Deed::Note);
            assert_eq!(said.len() > before, may, "{role:?}: {said:?}");
            assert!(!may || said.last().is_some_and(|s| s == "note: third one today"), "{role:?}: {said:?}");
        }
    }

    async fn an_edit(desk) {
        let request = two_tickets(desk, false).await;
        let before = desk.said(MEANT).await;
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Customer) {
            person(desk, role, false).edits(&request, "I am not mia").await;
            desk.settle().await;
            assert_eq!(desk.said(MEANT).await, before, "{role:?} changes what mia has written");
        }
        desk.mia().edits(&request, "My VPN is down since yesterday").await;
        desk.settle().await;
        assert_eq!(desk.said(MEANT).await[0], "request: My VPN is down since yesterday");
    }
}

/// By the time an answer takes it can be told whether somebody works on a ticket, and so that it is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_what_is_not_theirs_to_see() {
    let desk = Harness::start(Options::new(Database::Postgres)).await;
    two_tickets(&desk, false).await;
    let held = desk.store().begin().await.expect("the database works");
    sportello::store::take_your_time(&held).await.expect("the database works");
    let id = desk.ticket(MEANT).await.id;
    held::hold(&held, id).await.expect("the database works");
    for words in ["!status #1001", "!close #1001", "!take #1001", "!merge #1001 #1002"] {
        let asked = desk.leo().says(words).directly();
        let bound = std::time::Duration::from_secs(60);
        tokio::time::timeout(bound, asked).await.unwrap_or_else(|_| panic!("{words} waits"));
    }
    drop(held);
    desk.settle().await;
    desk.leo().sees_directly().must_tell("refusal-no-such-ticket");
    desk.finish().await;
}
