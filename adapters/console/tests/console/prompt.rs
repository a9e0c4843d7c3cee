//! The face for people, read line by line as where no terminal is.

use sportello_chat::{Event, ThreadRef};
use sportello_console::Face;

use crate::desk::{Desk, play};

/// A line for each event: who, where, what.
async fn prompt(lines: &[&str]) -> (Vec<String>, Vec<String>) {
    let (desk, written, ended) = play(Face::Prompt, Desk::default(), lines.join("\n").as_bytes()).await;
    ended.unwrap();
    let events = desk.events().into_iter().map(|e| {
        let thread = match &e.place.thread {
            None => String::new(),
            Some(ThreadRef::Id(id)) => format!("/{id}"),
            Some(ThreadRef::Ticket(number)) => format!("#{number}"),
        };
        let what = match &e.event {
            Event::Message(m) => match &m.reply_to {
                Some(to) => format!("{} (to {to})", m.text),
                None => m.text.clone(),
            },
            Event::Edit { target, message } => format!("edits {target}: {}", message.text),
            Event::Redaction { target } => format!("deletes {target}"),
            Event::Reaction { target, emoji, .. } => format!("puts {emoji} on {target}"),
            other => panic!("{other:?}"),
        };
        format!("{}@{}{thread}: {what}", e.author.id, e.place.room)
    });
    // The tag of the run is random.
    let untagged = |text: String| {
        let mut out = String::new();
        let mut words = text.split('-');
        out.push_str(words.next().unwrap_or_default());
        for word in words {
            out.push('-');
            let tag = word.len() >= 4 && word[..4].bytes().all(|b| b.is_ascii_hexdigit());
            out.push_str(if tag { "TAG" } else { "" });
            out.push_str(if tag { &word[4..] } else { word });
        }
        out
    };
    (events.map(untagged).collect(), written.into_iter().map(untagged).collect())
}

#[tokio::test]
async fn one_speaks_as_somebody_somewhere() {
    let (events, _) = prompt(&[
        "My VPN is down",
        ":as otto",
        ":in ops",
        "!list",
        ":thread #1001",
        "!take",
        ":top",
        "!board",
        ":in ops#1002",
        "hello",
        ":in help/m1",
        "here",
        ":direct",
        "psst",
    ])
    .await;
    assert_eq!(
        events,
        [
            "ada@help: My VPN is down",
            "otto@ops: !list",
            "otto@ops#1001: !take",
            "otto@ops: !board",
            "otto@ops#1002: hello",
            "otto@help/m1: here",
            "otto@@otto: psst",
        ]
    );
}

#[tokio::test]
async fn messages_are_answered_changed_removed_and_reacted_to() {
    let (events, _) =
        prompt(&["one", ":reply b2 two", ":edit last three", ":react m1 👍", ":delete m1"]).await;
    assert_eq!(
        events,
        [
            "ada@help: one",
            "ada@help: two (to b2)",
            "ada@help: edits m2-TAG: three",
            "ada@help: puts 👍 on m1-TAG",
            "ada@help: deletes m1-TAG",
        ]
    );
}

#[tokio::test]
async fn what_was_said_is_shown_with_its_id() {
    let (_, written) = prompt(&["My VPN is down"]).await;
    assert_eq!(written, ["[help] ada: My VPN is down (m1-TAG)"]);
}

#[tokio::test]
async fn a_line_that_makes_no_sense_is_answered_and_not_said() {
    let (events, written) =
        prompt(&[":in hlep", ":quti", ":as ottoo", ":delete last", ":attach none x", ":\x1bhm"]).await;
    assert_eq!(events, ["ottoo@help: :\x1bhm"]);
    assert_eq!(
        &written[..4],
        [
            "there is no channel `hlep`; the channels are `help`, `ops`; did you mean `help`?",
            "the prompt has no command `:quti`; did you mean `:quit`?",
            "ottoo is somebody new (`:as otto` is somebody known)",
            "ottoo has said nothing lately",
        ]
    );
    assert!(written.iter().all(|l| !l.contains('\x1b')), "{written:?}");
}

#[tokio::test]
async fn quit_leaves_at_once() {
    let (events, _) = prompt(&["one", ":quit", "two"]).await;
    assert_eq!(events, ["ada@help: one"]);
}
