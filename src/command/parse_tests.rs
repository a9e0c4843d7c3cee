//! Text to command, as people type it.

use super::parse::MistakeKind::{self, BadChoice, BadTicket, MissingArgument, Unexpected};
use super::{Command, Filters, ListFilter, MailArg, Mistake, Outage, OwnerFilter, StateFilter, Typed, parse};
use crate::text::moment::since::{Since, Span};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// What a text with the usual prefix and no files is taken for.
fn typed(text: &str) -> Typed {
    parse(text, "!", false)
}

#[track_caller]
fn gives(cases: Vec<(&str, Command)>) {
    for (text, command) in cases {
        assert_eq!(typed(text), Typed::Command(command), "{text:?}");
    }
}

#[track_caller]
fn refuses(cases: Vec<(&str, &'static str, MistakeKind)>) {
    for (text, command, kind) in cases {
        assert_eq!(typed(text), Typed::Mistake(Mistake::new(command, kind)), "{text:?}");
    }
}

#[track_caller]
fn leaves_as_words(cases: &[(&str, Option<&'static str>)]) {
    for (text, near) in cases {
        assert_eq!(typed(text), Typed::Words { near: *near }, "{text:?}");
    }
}

fn take(ticket: Option<&str>, from: bool) -> Command {
    Command::Take { ticket: ticket.map(str::to_owned), from }
}

fn reply(ticket: Option<&str>, text: &str) -> Command {
    Command::Reply { ticket: ticket.map(str::to_owned), text: text.to_owned() }
}

fn close(ticket: Option<&str>, successful: Option<bool>, text: &str) -> Command {
    Command::Close { ticket: ticket.map(str::to_owned), successful, text: text.to_owned() }
}

fn new(queue: Option<&str>, text: &str) -> Command {
    Command::New { caller: None, queue: queue.map(str::to_owned), subject: None, text: text.to_owned() }
}

fn assign(ticket: Option<&str>, operator: &str) -> Command {
    Command::Assign { ticket: ticket.map(str::to_owned), operator: operator.to_owned() }
}

fn list(filter: ListFilter, queue: Option<&str>) -> Command {
    Command::List { filter, filters: Filters { queue: queue.map(str::to_owned), ..Filters::default() } }
}

fn search(words: &str, filters: Filters) -> Command {
    Command::Search { words: words.to_owned(), filters }
}

#[test]
fn a_command_begins_with_the_prefix_or_a_slash_in_any_case_and_either_language() {
    gives(vec![
        ("!mine", Command::Mine),
        ("/mine", Command::Mine),
        ("  \n\t!mine  ", Command::Mine),
        ("\u{feff}!mine", Command::Mine),
        ("!MINE", Command::Mine),
        ("!mine.", Command::Mine),
        ("!miei", Command::Mine),
        ("!Prendi 1001", take(Some("1001"), false)),
        ("!stato", Command::Status { ticket: None }),
        ("!prossimo", Command::Next { queue: None }),
        ("!storia 7", Command::History { ticket: some("7") }),
    ]);
}

#[test]
fn the_three_groups_may_be_named_before_any_command() {
    gives(vec![
        ("!ticket take 1001", take(Some("1001"), false)),
        ("/desk take", take(None, false)),
        ("!DESK-admin  prendi #1001", take(Some("1001"), false)),
    ]);
    leaves_as_words(&[
        ("!ticket", Some("help")),
        ("!ticket the printer is out of ink", Some("help")),
        ("!ticket tkae 1001", Some("take")),
        ("!tikcet take", Some("help")),
        ("/ticket is what I need", None),
    ]);
}

#[test]
fn any_string_can_be_the_prefix() {
    let mine = Typed::Command(Command::Mine);
    assert_eq!(parse("?mine", "?", false), mine);
    assert_eq!(parse("desk, mine", "desk, ", false), mine);
    assert_eq!(parse("€mine", "€", false), mine);
    assert_eq!(parse("/mine", "/", false), mine);
    assert_eq!(parse("!mine", "?", false), Typed::Words { near: None });
}

#[test]
fn an_empty_prefix_makes_no_sentence_a_command() {
    assert_eq!(parse("close the door", "", false), Typed::Words { near: None });
}

#[test]
fn what_does_not_begin_with_a_command_is_words() {
    leaves_as_words(&[
        ("", None),
        ("!", None),
        ("/", None),
        ("! take", None),
        ("/ ", None),
        ("!!!", None),
        ("!?", None),
        ("take 1001", None),
        ("please !take 1001", None),
        ("hello\n!take 1001", None),
        ("```\n!take 1001\n```", None),
        ("`!take 1001`", None),
        ("> !take 1001", None),
        ("![picture](https://example.org/a.png)", None),
        ("!wow that was quick", None),
        ("!no", None),
    ]);
}

#[test]
fn a_command_word_ends_where_the_word_ends() {
    leaves_as_words(&[
        ("!closed", Some("close")),
        ("!close?", Some("close")),
        ("!next.js is broken", None),
        ("!mail@example.org", None),
    ]);
    gives(vec![("!take#1001", take(Some("1001"), false)), ("!reply: on it", reply(None, "on it"))]);
}

#[test]
fn a_misspelt_command_is_near_the_one_that_was_meant() {
    leaves_as_words(&[
        ("!tkae 1001", Some("take")),
        ("!relase", Some("release")),
        ("!histroy 1001", Some("history")),
        ("!staus", Some("status")),
        ("!unassign", Some("assign")),
        ("!stat", Some("status")),
        ("!rispodni ciao", Some("reply")),
        ("!TKAE", Some("take")),
        ("!xyz", None),
        ("!printer", None),
    ]);
}

#[test]
fn a_path_is_words() {
    leaves_as_words(&[
        ("/home is full", None),
        ("/usr/bin is gone", None),
        ("/take/1001", None),
        ("/net is down", None),
        ("/var/mail is full", None),
        ("/tmp", None),
        ("/etc/hosts", None),
        ("/srv", None),
        ("/tkae 1001", Some("take")),
        ("/sta", None),
    ]);
}

#[test]
fn a_ticket_is_a_number_with_or_without_hash() {
    for (typed_number, number) in [
        ("#1042", "1042"),
        ("1042", "1042"),
        ("20261123-0007", "20261123-0007"),
        ("#2026112310000016", "2026112310000016"),
        ("Ticket#1042", "1042"),
        ("[#1042]", "1042"),
        ("#1042:", "1042"),
        ("#1042,", "1042"),
        ("1042.", "1042"),
    ] {
        let text = format!("!take {typed_number}");
        assert_eq!(typed(&text), Typed::Command(take(Some(number), false)), "{text}");
    }
}

#[test]
fn what_is_no_number_is_no_ticket() {
    let bad = |found: &str| BadTicket { found: found.to_owned() };
    refuses(vec![
        ("!take foo", "take", bad("foo")),
        ("!take #", "take", bad("#")),
        ("!take #12ab", "take", bad("#12ab")),
        ("!take -1", "take", bad("-1")),
        ("!take 1-2-3", "take", bad("1-2-3")),
        ("!take ١٢٣٤", "take", bad("١٢٣٤")),
        ("!prendi mio", "take", bad("mio")),
        ("!status my printer", "status", bad("my")),
    ]);
}

#[test]
fn what_there_is_no_place_for_is_named() {
    let extra = |found: &str| Unexpected { found: found.to_owned() };
    refuses(vec![
        ("!mine please", "mine", extra("please")),
        ("!take 1001 1002", "take", extra("1002")),
        ("!take 1001\nthanks", "take", extra("thanks")),
        ("!release 1001 now", "release", extra("now")),
        ("!next helpdesk now", "next", extra("now")),
        ("!assign 1001 otto please", "assign", extra("please")),
        ("!list mine new", "list", extra("new")),
        ("!list helpdesk network", "list", extra("network")),
        ("!mail a@example.org b@example.org", "mail", extra("b@example.org")),
        ("!help take release", "help", extra("release")),
    ]);
}

#[test]
fn a_flag_has_two_dashes_or_what_a_phone_makes_of_them() {
    gives(vec![
        ("!take --from", take(None, true)),
        ("!take 1001 --from", take(Some("1001"), true)),
        ("!take --from 1001", take(Some("1001"), true)),
        ("!take 1001 —from", take(Some("1001"), true)),
        ("!take 1001 –FROM", take(Some("1001"), true)),
        ("!prendi 1001 --da", take(Some("1001"), true)),
        ("!show --here", Command::Show { ticket: None, here: true }),
        ("!mostra #7 --qui", Command::Show { ticket: some("7"), here: true }),
        ("!show 7", Command::Show { ticket: some("7"), here: false }),
    ]);
    let bad = |found: &str, nearest| BadChoice { found: found.to_owned(), nearest, allowed: vec!["--from"] };
    refuses(vec![
        ("!take --form", "take", bad("--form", Some("--from"))),
        ("!take --please", "take", bad("--please", None)),
    ]);
}

#[test]
fn a_text_is_kept_as_it_was_typed() {
    gives(vec![
        ("!reply on it", reply(None, "on it")),
        ("!reply #1001 on it", reply(Some("1001"), "on it")),
        ("!reply #1001: on it", reply(Some("1001"), "on it")),
        ("!reply\n  two\n\n    lines  \n", reply(None, "two\n\n    lines")),
        ("!reply #7\n```\na  b\n```", reply(Some("7"), "```\na  b\n```")),
        ("!reply !take is a command", reply(None, "!take is a command")),
        ("!note  \"quoted\"", Command::Note { ticket: None, text: "\"quoted\"".to_owned() }),
        ("!reply 👍🏽", reply(None, "👍🏽")),
    ]);
}

#[test]
fn a_bare_number_begins_the_text_of_a_reply() {
    gives(vec![
        ("!reply 1234 is your PIN", reply(None, "1234 is your PIN")),
        ("!reply #general is the channel", reply(None, "#general is the channel")),
        ("!note 2 of 3", Command::Note { ticket: None, text: "2 of 3".to_owned() }),
    ]);
}

#[test]
fn a_needed_text_may_be_absent_only_where_files_came() {
    let missing = || MissingArgument { name: "text" };
    refuses(vec![
        ("!reply", "reply", missing()),
        ("!reply #1001  ", "reply", missing()),
        ("!note\n", "note", missing()),
        ("!new queue:helpdesk", "new", missing()),
    ]);
    assert_eq!(parse("!reply #1001", "!", true), Typed::Command(reply(Some("1001"), "")));
    assert_eq!(parse("!new", "!", true), Typed::Command(new(None, "")));
}

#[test]
fn a_request_may_name_its_queue() {
    gives(vec![
        ("!new my VPN is down", new(None, "my VPN is down")),
        ("!new queue:helpdesk my VPN", new(Some("helpdesk"), "my VPN")),
        ("!nuovo coda:helpdesk::network la VPN", new(Some("helpdesk::network"), "la VPN")),
        ("!new queue:\"two words\" a\n b", new(Some("two words"), "a\n b")),
        ("!new Queue:“two words” a", new(Some("two words"), "a")),
        ("!new queue:\"two words", new(Some("\"two"), "words")),
        ("!new helpdesk: my VPN", new(None, "helpdesk: my VPN")),
    ]);
    refuses(vec![("!new queue: my VPN", "new", MissingArgument { name: "queue" })]);
}

#[test]
fn a_ticket_is_closed_with_an_outcome_and_a_last_word() {
    gives(vec![
        ("!close", close(None, None, "")),
        ("!close #1001", close(Some("1001"), None, "")),
        ("!close unsuccessful", close(None, Some(false), "")),
        ("!close #1001 unsuccessful no such thing", close(Some("1001"), Some(false), "no such thing")),
        ("!close Successful: done", close(None, Some(true), "done")),
        ("!chiudi con successo fatto", close(None, Some(true), "fatto")),
        ("!chiudi #7 senza  successo\nniente", close(Some("7"), Some(false), "niente")),
        ("!close all done, thanks", close(None, None, "all done, thanks")),
        ("!close successfully replaced", close(None, None, "successfully replaced")),
        ("!close success at last", close(None, None, "success at last")),
        ("!chiudi senza accesso non si può", close(None, None, "senza accesso non si può")),
        ("!chiudi con", close(None, None, "con")),
    ]);
}

#[test]
fn close_takes_a_bare_number_only_where_no_text_can_be_meant() {
    gives(vec![
        ("!close 1001", close(Some("1001"), None, "")),
        ("!close 1001 unsuccessful gone", close(Some("1001"), Some(false), "gone")),
        ("!close 1001 licences bought", close(None, None, "1001 licences bought")),
        ("!close 3", close(None, None, "3")),
    ]);
}

#[test]
fn a_misspelt_outcome_is_not_said_to_the_customer() {
    let bad = |found: &str, nearest| BadChoice {
        found: found.to_owned(),
        nearest: Some(nearest),
        allowed: vec!["successful", "unsuccessful"],
    };
    refuses(vec![
        ("!close succesful", "close", bad("succesful", "successful")),
        ("!close #1001 unsucessful gone", "close", bad("unsucessful", "unsuccessful")),
        ("!chiudi senza sucesso", "close", bad("senza sucesso", "senza successo")),
    ]);
}

#[test]
fn an_operator_is_named_by_name_account_or_pill() {
    gives(vec![
        ("!assign otto", assign(None, "otto")),
        ("!assign 1001 otto", assign(Some("1001"), "otto")),
        ("!assign #1001 @otto", assign(Some("1001"), "otto")),
        ("!assign otto:", assign(None, "otto")),
        ("!assign @otto:example.org", assign(None, "@otto:example.org")),
        ("!assign \"Otto Rossi\"", assign(None, "Otto Rossi")),
        (
            "!assign 7 [Otto Rossi](https://matrix.to/#/@otto:example.org)",
            assign(Some("7"), "@otto:example.org"),
        ),
        ("!assign https://matrix.to/#/%40otto%3Aexample.org?via=x", assign(None, "@otto:example.org")),
        ("!assegna <@223344556677889900>", assign(None, "<@223344556677889900>")),
    ]);
    refuses(vec![
        ("!assign", "assign", MissingArgument { name: "operator" }),
        ("!assign 1001", "assign", MissingArgument { name: "operator" }),
        ("!assign 1001 @", "assign", MissingArgument { name: "operator" }),
    ]);
}

#[test]
fn filters_stand_anywhere_among_the_words_of_a_search() {
    let all = Filters {
        queue: some("Service desk"),
        state: Some(StateFilter::Pending),
        owner: Some(OwnerFilter::Named("otto".to_owned())),
        tag: some("vpn"),
        since: Some(Since::Current { span: Span::Week, last: true }),
        page: 2,
    };
    gives(vec![
        ("!search vpn certificate", search("vpn certificate", Filters::default())),
        (
            "!cerca coda:\"Service desk\" vpn stato:attesa proprietario:@otto da:settimana scorsa etichetta:#VPN cert pagina:2",
            search("vpn cert", all.clone()),
        ),
        (&format!("!search vpn cert {all}"), search("vpn cert", all)),
        (
            "!search since:7d vpn",
            search("vpn", Filters { since: Some(Since::Ago(7, Span::Day)), ..Filters::default() }),
        ),
        (
            "!search owner: nobody vpn",
            search("vpn", Filters { owner: Some(OwnerFilter::Nobody), ..Filters::default() }),
        ),
        (
            "!search error:503 http://x.y \"a b\" AND",
            search("error:503 http://x.y \"a b\" AND", Filters::default()),
        ),
    ]);
    let bad = |found: &str, nearest, allowed: &[&'static str]| BadChoice {
        found: found.to_owned(),
        nearest,
        allowed: allowed.to_vec(),
    };
    let states = ["open", "closed", "new", "pending", "all"];
    let keys = ["queue", "state", "owner", "tag", "since", "page"];
    let times = ["7d", "yesterday", "last week", "monday", "2026-11-01"];
    refuses(vec![
        ("!search", "search", MissingArgument { name: "words" }),
        ("!search owner:me", "search", MissingArgument { name: "words" }),
        ("!search vpn state:", "search", MissingArgument { name: "state" }),
        ("!search vpn state:opne", "search", bad("opne", Some("open"), &states)),
        ("!search vpn stat:open", "search", bad("stat", Some("state"), &keys)),
        ("!search vpn since:soon", "search", bad("soon", None, &times)),
        ("!search vpn page:0", "search", Unexpected { found: "0".to_owned() }),
        ("!search vpn tag:a tag:b", "search", Unexpected { found: "tag:b".to_owned() }),
    ]);
}

#[test]
fn a_list_has_a_filter_and_a_queue_in_any_order() {
    gives(vec![
        ("!list", list(ListFilter::Work, None)),
        ("!list all", list(ListFilter::Active, None)),
        ("!list MINE", list(ListFilter::Mine, None)),
        ("!list escalated", list(ListFilter::Escalated, None)),
        ("!elenco ritardo", list(ListFilter::Escalated, None)),
        ("!list nuovi", list(ListFilter::New, None)),
        ("!elenco aperti helpdesk", list(ListFilter::Open, Some("helpdesk"))),
        ("!list helpdesk chiusi", list(ListFilter::Closed, Some("helpdesk"))),
        ("!list tutti \"Service desk\"", list(ListFilter::Active, Some("Service desk"))),
        ("!list queue:new", list(ListFilter::Work, Some("new"))),
        ("!next helpdesk::network", Command::Next { queue: some("helpdesk::network") }),
        ("!next coda:\"Service desk\"", Command::Next { queue: some("Service desk") }),
    ]);
}

#[test]
fn mail_is_shown_switched_given_or_confirmed() {
    let mail = Command::Mail;
    let address = || MailArg::Address("mia@example.org".to_owned());
    gives(vec![
        ("!mail", mail(MailArg::Show)),
        ("!mail on", mail(MailArg::Wanted(true))),
        ("!mail Sì", mail(MailArg::Wanted(true))),
        ("!mail no", mail(MailArg::Wanted(false))),
        ("!mail 012345", mail(MailArg::Code("012345".to_owned()))),
        ("!mail mia@example.org", mail(address())),
        ("!mail <mia@example.org>", mail(address())),
        ("!mail [mia@example.org](mailto:mia@example.org)", mail(address())),
    ]);
    let bad =
        |found: &str, nearest| BadChoice { found: found.to_owned(), nearest, allowed: vec!["on", "off"] };
    refuses(vec![
        ("!mail 12345", "mail", bad("12345", None)),
        ("!mail offf", "mail", bad("offf", Some("off"))),
    ]);
}

#[test]
fn language_and_help_take_one_word() {
    gives(vec![
        ("!language", Command::Language { language: None }),
        ("!lingua italiano", Command::Language { language: some("italiano") }),
        ("!help", Command::Help { command: None }),
        ("!help !prendi", Command::Help { command: some("take") }),
        ("!help /Take", Command::Help { command: some("take") }),
        ("!help frobnicate", Command::Help { command: some("frobnicate") }),
    ]);
}

#[test]
fn an_answer_never_repeats_a_long_word_whole() {
    let Typed::Mistake(Mistake { kind: BadTicket { found }, .. }) =
        typed(&format!("!take {}", "é".repeat(5000)))
    else {
        panic!("a word of 5000 letters was taken for a ticket");
    };
    assert_eq!(found.chars().count(), 41);
}

#[test]
fn no_input_makes_it_panic() {
    let pieces = [
        "!",
        "/",
        "#",
        "\"",
        "“",
        "”",
        "«",
        "»",
        ":",
        "-",
        "—",
        "[",
        "](",
        ")",
        "<",
        ">",
        "@",
        " ",
        "\n",
        "\r\n",
        "\u{a0}",
        "\u{301}",
        "👩‍👩‍👧",
        "ß",
        "İ",
        "\0",
        "queue:",
        "coda:\"",
        "take",
        "assign",
        "close",
        "new",
        "list",
        "mail",
        "ticket",
        "con",
        "1001",
        "--from",
        "matrix.to/#/",
    ];
    let mut seed = 42_u64;
    let mut pick = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        pieces[(seed >> 33) as usize % pieces.len()]
    };
    for round in 0..3_000 {
        let text: String = (0..round % 12).map(|_| pick()).collect();
        for opening in ["", "!", "!close ", "!assign ", "!new ", "!list ", "!mail "] {
            let _ = parse(&format!("{opening}{text}"), "!", false);
        }
    }
}

#[test]
fn a_huge_message_is_read_at_once() {
    let words = "!list ".to_owned() + "\"a [b ".repeat(200_000).as_str();
    let word = "!".to_owned() + "x".repeat(1_000_000).as_str();
    let flags = "!take".to_owned() + " --from".repeat(100_000).as_str();
    assert!(matches!(typed(&words), Typed::Command(_) | Typed::Mistake(_)));
    assert_eq!(typed(&word), Typed::Words { near: None });
    assert_eq!(typed(&flags), Typed::Command(take(None, true)));
}

#[test]
fn a_call_is_in_anothers_name() {
    let call = |caller: &str, queue: Option<&str>, text: &str| Command::New {
        caller: Some(caller.to_owned()),
        queue: queue.map(str::to_owned),
        subject: None,
        text: text.to_owned(),
    };
    gives(vec![
        ("!new --for leo My screen flickers", call("leo", None, "My screen flickers")),
        ("!nuovo --per \"Leo Rossi\" Lo schermo", call("Leo Rossi", None, "Lo schermo")),
        ("!new queue:help –for @leo:example.org x", call("@leo:example.org", Some("help"), "x")),
        ("!new --for leo coda:help x", call("leo", Some("help"), "x")),
        ("!new For leo: x", new(None, "For leo: x")),
    ]);
}

#[test]
fn what_is_forwarded_is_told_from_the_text_with_it() {
    let forward = |ticket: Option<&str>, articles: &[i32], text: &str| Command::Forward {
        ticket: ticket.map(str::to_owned),
        address: "bob@vendor.example".to_owned(),
        articles: articles.to_vec(),
        text: text.to_owned(),
    };
    gives(vec![
        ("!forward bob@vendor.example", forward(None, &[], "")),
        ("!forward #1001 bob@vendor.example 1-3,5 Look", forward(Some("1001"), &[1, 2, 3, 5], "Look")),
        ("!inoltra 2 <mailto:bob@vendor.example> Look", forward(None, &[2], "Look")),
        ("!forward bob@vendor.example 2 3 printers are down", forward(None, &[2], "3 printers are down")),
        ("!forward bob@vendor.example Ask c@d.example", forward(None, &[], "Ask c@d.example")),
    ]);
}

#[test]
fn an_outage_is_set_shown_and_lifted() {
    let outage =
        |queue: Option<&str>, what: Outage| Command::Outage { queue: queue.map(str::to_owned), what };
    gives(vec![
        ("!outage", outage(None, Outage::Show)),
        ("!outage off", outage(None, Outage::Lift)),
        ("!disservizio coda:help OFF", outage(Some("help"), Outage::Lift)),
        ("!outage Off and on again", outage(None, Outage::Set("Off and on again".to_owned()))),
        ("!outage queue:help Down", outage(Some("help"), Outage::Set("Down".to_owned()))),
    ]);
}
