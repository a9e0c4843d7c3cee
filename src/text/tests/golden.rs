//! Every message as people read it, kept in `tests/golden` so that changes of wording are seen.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use super::locale::{Message, messages};
use crate::text::{Args, Language, Texts, duration};

#[test]
fn the_texts_in_english_are_those_that_were_read() {
    compare(Language::En);
}

#[test]
fn the_texts_in_italian_are_those_that_were_read() {
    compare(Language::It);
}

/// Compares with the kept file; with `UPDATE_GOLDEN=1` in the environment writes it anew.
fn compare(language: Language) {
    let name = format!("texts.{}.md", language.code());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let now = page(language);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &now).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(now.lines()).find(|(kept, now)| kept != now);
    let (lines_kept, lines_now) = (kept.lines().count(), now.lines().count());
    assert!(
        kept == now,
        "{} is not what is said now ({lines_kept} lines kept, {lines_now} now); first difference: {differs:?}. \
         Read the new texts, then run once more with UPDATE_GOLDEN=1.",
        path.display()
    );
}

fn page(language: Language) -> String {
    let mut page = String::from("<!-- Written by the tests, with UPDATE_GOLDEN=1, from locales/. -->\n");
    whole(&mut page, language);
    let mut below = (String::new(), String::new());
    for message in messages(language) {
        let here = (message.file.to_owned(), message.group.clone());
        if here != below {
            let heading = if here.1.is_empty() { here.0.clone() } else { format!("{}: {}", here.0, here.1) };
            let _ = write!(page, "\n## {heading}\n");
            below = here;
        }
        for (what, text) in spoken(language, &message) {
            let _ = write!(page, "\n`{}`{what}\n\n{}\n", message.key, quoted(&text));
        }
    }
    page
}

/// Messages as they appear together.
fn whole(page: &mut String, language: Language) {
    let texts = Texts::default();
    let wholes: [(&str, &[&str]); 4] = [
        (
            "A receipt in a channel",
            &["customer-receipt", "customer-receipt-public", "customer-receipt-ask-mail"],
        ),
        ("The header of a ticket", &["operator-header"]),
        ("The board", &["operator-board", "operator-board-oldest", "operator-board-owner"]),
        ("A mail", &["mail-subject", "mail-greeting", "mail-closed", "mail-link", "mail-footer"]),
    ];
    for (title, keys) in wholes {
        let args = sample(language, 3, "unsuccessful", "take");
        let lines: Vec<String> = keys.iter().map(|key| texts.say(language, key, &args)).collect();
        let gap = if title == "A mail" { "\n\n" } else { "\n" };
        let _ = write!(page, "\n## {title}\n\n{}\n", quoted(&lines.join(gap)));
    }
}

/// A message once for each of its forms.
fn spoken(language: Language, message: &Message) -> Vec<(String, String)> {
    let texts = Texts::default();
    let own = |args: Args| apart(language, &message.key, args);
    let say = |args: Args| texts.say(language, &message.key, &own(args));
    let has = |name: &str| message.text.contains(&format!("${name} ->"));
    if has("outcome") {
        return ["successful", "unsuccessful"]
            .map(|outcome| (format!(", {outcome}"), say(sample(language, 3, outcome, "take"))))
            .into();
    }
    if has("command") {
        return ["note", "mail", "identity", "show"]
            .map(|command| (format!(", {command}"), say(sample(language, 3, "successful", command))))
            .into();
    }
    if has("owner") {
        let nobody = texts.say_plain(language, "operator-nobody", &Args::new());
        let args = || sample(language, 3, "successful", "take");
        return vec![
            (", ada".to_owned(), say(args())),
            (format!(", {nobody}"), say(args().text("owner", nobody))),
        ];
    }
    if has("until") && message.text.contains(" ->") {
        let args = || sample(language, 3, "successful", "take");
        return vec![
            (", with an end".to_owned(), say(args())),
            (", without one".to_owned(), say(args().text("until", "open"))),
        ];
    }
    if message.text.contains(" ->") {
        let counts = if message.text.contains("[0]") { [0, 1, 3].as_slice() } else { &[1, 3] };
        let count = |n: &u64| (format!(", {n}"), say(sample(language, *n, "successful", "take")));
        return counts.iter().map(count).collect();
    }
    vec![(String::new(), say(sample(language, 3, "successful", "take")))]
}

/// `args` with what means something else in this message than in the others.
fn apart(language: Language, key: &str, args: Args) -> Args {
    let texts = Texts::default();
    let state = |key| texts.say_plain(language, key, &Args::new());
    match key {
        "customer-option-queue" => args.text("name", "helpdesk").text("title", "Service desk"),
        "customer-option-ticket" => args.text("name", "1042"),
        "operator-closed-by-customer" => args.text("name", "mia"),
        "identity-code" => args.text("number", "K7QM-4XPT"),
        "identity-left" => args.text("address", "@mia:example.org"),
        "identity-same-address" => args.text("name", "mia"),
        "history-one-person" => args.text("name", "mia"),
        "refusal-no-such-account" => args.text("found", "mia2").text("allowed", "@mia:example.org (matrix)"),
        "operator-unblocked" | "operator-not-blocked" => args.text("name", "leo"),
        "refusal-no-such-person" | "refusal-which-person" => {
            args.text("found", "leo").text("allowed", "@leo:example.org, leo")
        }
        "operator-article-request" => args.text("name", "mia").text("number", "1"),
        "operator-article-participant" => args.text("name", "luca").text("number", "4"),
        "operator-assigned" | "operator-given" => args.text("to", "otto"),
        "operator-blocked"
        | "operator-block"
        | "operator-owner-away"
        | "operator-is-away"
        | "operator-you-are-away" => {
            let until = texts.say_plain(language, "operator-until", &Args::new().text("at", "24/11, 09:00"));
            args.text("until", until)
        }
        "refusal-moment-weekday" => args.text("found", "thursday 27/11").text("date", "27/11/2026"),
        "refusal-moment-ambiguous" => args.text("found", "next friday").text("other", "4/12"),
        "history-unlinked" => args.text("from", "1001"),
        "history-closed-with" => args.text("problem", "1001"),
        "history-forwarded" | "operator-forwarded" | "operator-forward-head" => {
            args.text("to", "bob@vendor.example")
        }
        "admin-outage-set" | "admin-outage-lifted" | "admin-outage-none" | "admin-outage-line" => {
            args.text("name", "Service desk")
        }
        "history-customer" => args.text("from", "mia").text("to", "leo"),
        "operator-customer" => args.text("former", "mia").text("to", "leo"),
        "refusal-already-their-ticket" | "customer-yours-now" => args.text("name", "leo"),
        "history-linked" => args.text("to", "1001"),
        "history-mailed" => args.text("to", "mia@example.org"),
        "history-state" => args.text("from", state("state-new")).text("to", state("state-open")),
        "history-title" => match language {
            Language::En => args.text("to", "VPN down"),
            Language::It => args.text("to", "La VPN non va"),
        },
        "stats-head" => args.text("what", texts.say_plain(language, "stats-overview", &Args::new())),
        "stats-day-to-day" => args.text("from", "1/11/2026").text("to", "23/11/2026"),
        "stats-line-queue" => args.text("name", "Service desk"),
        "stats-line-rating" => args.text("rating", "4.5"),
        "history-absorbed" => args.text("number", "1001").text("from", "4").text("to", "7"),
        "history-split" => args.text("to", "1043"),
        "history-split-from" => args.text("from", "1042"),
        "operator-article-moved" => args.text("number", "1043").text("article", "1"),
        "operator-article-origin" => args.text("number", "1001"),
        "refusal-missing" => args.text("name", "operator"),
        "refusal-no-such-queue" => args.text("found", "printers").text("allowed", "helpdesk, library"),
        "refusal-no-such-operator" => args.text("found", "adda").text("allowed", "ada, otto"),
        "refusal-no-such-language" => args.text("found", "de"),
        "refusal-bad-address" => args.text("found", "mia@example"),
        _ if key.starts_with("history-") || key.starts_with("operator-article-") => args.text("number", "2"),
        _ => args,
    }
}

/// Everything a message can be filled in with.
fn sample(language: Language, n: u64, outcome: &str, command: &str) -> Args {
    let texts = Texts::default();
    let time = |seconds| duration(&texts, Duration::from_secs(seconds), language);
    let (title, date) = match language {
        Language::En => ("VPN down", "23 Nov 2026, 14:05"),
        Language::It => ("La VPN non va", "23/11/2026, 14:05"),
    };
    let word = |key| texts.say_plain(language, key, &Args::new());
    ["n", "answers", "lines", "messages", "tickets", "all", "new", "free", "stars", "ratings", "count"]
        .into_iter()
        .fold(Args::new(), |args, name| args.number(name, n))
        .text("number", "1042")
        .text("text", "The mail server is down until noon.")
        .text("other", "1043")
        .text("problem", "1043")
        .text("drawn", "⭐⭐⭐")
        .text("comment", if language == Language::En { "quick and kind" } else { "veloci e gentili" })
        .text("question", if language == Language::En { "Which computer?" } else { "Quale computer?" })
        .text("priority", word("priority-4"))
        .text("tags", "certificate, vpn")
        .text("old", "1001")
        .text("into", "1043")
        .text("articles", "3, 4")
        .text("numbers", "#1001, #1002")
        .text("title", title)
        .text("queue", "Service desk")
        .text("state", word("state-open"))
        .text("owner", "ada")
        .text("responsible", "otto")
        .text("customer", "mia")
        .text("person", "mia")
        .text("name", "ada")
        .text("who", "ada")
        .text("former", "otto")
        .text("from", word("operator-nobody"))
        .text("to", "ada")
        .text("desk", "Service Desk")
        .text("since", date)
        .text("until", date)
        .text("date", date)
        .text("accounts", "@leo:example.org (matrix)")
        .text("by", "otto")
        .text("also", "mia_84")
        .text("size", "10 MiB")
        .text("understood", "tomorrow")
        .text("one", "27/11")
        .text("at", date)
        .text("opened", date)
        .text("changed", date)
        .text("period", "1/11/2026 – 23/11/2026")
        .text("whose", texts.say_plain(language, "stats-own-queues", &Args::new()))
        .text("queues", "Network")
        .text("operator", "ada")
        .text("day", "23/11")
        .text("requests", "12")
        .text("taken", "9")
        .text("closed", "11")
        .text("successful", "10")
        .text("active", "14")
        .text("rating", "4.5")
        .text("median", "35 min")
        .text("ninetieth", "3 h 10 min")
        .text("position", "1")
        .text("questions", "3")
        .text("age", time(93_600))
        .text("within", time(14 * 86_400))
        .text("followup", "reopen")
        .text("prefix", "!")
        .text("command", command)
        .text("outcome", outcome)
        .text("near", "close")
        .text("nearest", "closed")
        .text("found", "clsoed")
        .text("allowed", "active, mine, new, open, closed")
        .text("index", "1")
        .text("article", "2")
        .text("kind", word("kind-reply"))
        .text("platform", "matrix")
        .text("cause", "the room is gone")
        .text("why", "larger than 50 MiB")
        .text("file", "screenshot_1.png")
        .text("address", "mia@example.org")
        .text("code", "482913")
        .text("language", language.own_name())
        .markdown("what", texts.say(language, "history-opened", &Args::new()))
        .markdown("usage", "`!list [active|mine|new|open|closed] [queue]`")
        .markdown("link", "<https://matrix.to/#/!room:example.org/$event>")
}

fn quoted(text: &str) -> String {
    // Two spaces break the line, as the platforms do.
    let quoted: Vec<String> = text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
    quoted.join("  \n").replace(">  \n", ">\n")
}
