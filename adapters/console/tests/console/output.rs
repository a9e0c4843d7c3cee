//! What the desk says, as JSON lines.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;
use sportello_chat::{
    Attempt, Audience, Body, ChatAdapter, Content, FileRef, Found, Markup, Mention, NewMessage, Operation,
    Outbound, Outlet, SendError, Sent, Target, ThreadStart, Uncertain,
};
use sportello_console::{ConsoleAdapter, Face};
use tokio_util::sync::CancellationToken;

use crate::desk::{Desk, Written, attempt, settings};

fn console(written: &Written) -> ConsoleAdapter {
    ConsoleAdapter::new(settings(Face::Json), tokio::io::empty(), written.output(), Arc::new(Desk::default()))
}

fn message(body: Body) -> Content {
    Content::Message(NewMessage { body, ..NewMessage::default() })
}

fn outbound(target: Target, content: Content) -> Outbound {
    Outbound {
        target,
        audience: Audience::Operators,
        ticket: Some("1001".to_owned()),
        answers: Some("m9".to_owned()),
        content,
    }
}

fn ops() -> Target {
    Target::Thread { room: "ops".to_owned(), thread: "b2".to_owned() }
}

/// Carries out all of `outbound`, whose first part has the serial 7.
async fn say(console: &ConsoleAdapter, outbound: Outbound) -> Vec<Sent> {
    let outbound = Arc::new(outbound);
    let mut earlier = Vec::new();
    for (operation, serial) in console.plan(&outbound).iter().zip(7..) {
        let attempt = Attempt { serial, earlier: earlier.clone(), ..attempt(Arc::clone(&outbound)) };
        earlier.push(console.perform(operation, &attempt).await.unwrap());
    }
    earlier
}

/// The lines that `content` becomes in the operators' thread.
async fn said(content: Content) -> Vec<String> {
    let written = Written::default();
    say(&console(&written), outbound(ops(), content)).await;
    written.lines()
}

#[tokio::test]
async fn a_message_is_the_line_of_the_table() {
    let body = Body::markdown("**taken**").then("by \"ada\"", Markup::Plain);
    assert_eq!(
        said(message(body)).await,
        [
            r#"{"id":"b7","in":"ops","thread":"b2","audience":"operators","to":null,"ticket":"1001","answers":"m9","text":"**taken**\nby \"ada\""}"#
        ]
    );
}

#[tokio::test]
async fn what_is_no_new_message_says_what_it_is() {
    let head = r#""in":"ops","thread":"b2","audience":"operators","to":null,"ticket":"1001","answers":"m9""#;
    let cases = [
        (
            Content::Edit {
                message: "b2".to_owned(),
                rest: vec![],
                body: Body::plain("new"),
                buttons: vec![],
            },
            format!(r#"{{"id":"b7",{head},"text":"new","edits":"b2"}}"#),
        ),
        (
            Content::Delete { message: "m1".to_owned() },
            format!(r#"{{"id":"b7",{head},"text":"","deletes":"m1"}}"#),
        ),
        (
            Content::React { message: "m1".to_owned(), emoji: "👍".to_owned() },
            format!(r#"{{"id":"b7",{head},"text":"","react":"m1","with":"👍"}}"#),
        ),
    ];
    for (content, line) in cases {
        assert_eq!(said(content).await, [line]);
    }
}

#[tokio::test]
async fn files_and_the_pin_follow_their_message() {
    let file =
        FileRef { name: "a.png".to_owned(), mime: "image/png".to_owned(), size: 6, sha256: "ab".repeat(32) };
    let content = Content::Message(NewMessage {
        body: Body::plain("see"),
        files: vec![file],
        pin: true,
        ..NewMessage::default()
    });
    let lines: Vec<serde_json::Value> =
        said(content).await.iter().map(|l| serde_json::from_str(l).unwrap()).collect();
    let ids: Vec<_> = lines.iter().map(|l| l["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["b7", "b8", "b9"]);
    assert_eq!(
        lines[1]["attach"],
        json!([{"name": "a.png", "mime": "image/png", "size": 6, "sha256": "ab".repeat(32)}])
    );
    assert_eq!(lines[2]["pin"], "b7");
}

#[tokio::test]
async fn mentions_stand_in_front_and_a_private_answer_names_its_reader() {
    let mut content = message(Body::plain("look"));
    if let Content::Message(message) = &mut content {
        message.mentions = vec![Mention { id: "ada".to_owned(), name: "ada".to_owned() }];
        message.only_for = Some("ada".to_owned());
    }
    let line: serde_json::Value = serde_json::from_str(&said(content).await[0]).unwrap();
    assert_eq!((line["text"].as_str(), line["to"].as_str()), (Some("@ada look"), Some("ada")));
}

#[tokio::test]
async fn a_direct_chat_needs_no_opening_and_has_no_channel() {
    let written = Written::default();
    let console = console(&written);
    let target = Target::Direct { person: "mia".to_owned(), room: None };
    let outbound = outbound(target, message(Body::plain("hello")));
    assert!(matches!(&console.plan(&outbound)[..], [Operation::Send { .. }]));
    let sent = say(&console, outbound).await;
    assert_eq!(sent[0].room.as_deref(), Some("@mia"));
    let line: serde_json::Value = serde_json::from_str(&written.lines()[0]).unwrap();
    assert_eq!((&line["in"], &line["thread"], &line["to"]), (&json!(null), &json!(null), &json!("mia")));
}

#[tokio::test]
async fn a_message_that_opens_a_thread_is_its_root() {
    let written = Written::default();
    let mut content = message(Body::plain("header"));
    if let Content::Message(message) = &mut content {
        message.opens = Some(ThreadStart::default());
    }
    let target = Target::Room { room: "ops".to_owned() };
    let sent = say(&console(&written), outbound(target, content)).await;
    assert_eq!(sent, [Sent { id: Some("b7".to_owned()), thread: Some("b7".to_owned()), ..Sent::default() }]);
}

#[tokio::test]
async fn a_long_text_is_one_line() {
    let lines = said(message(Body::plain("x\n".repeat(100_000)))).await;
    assert_eq!(lines.len(), 1);
}

#[tokio::test]
async fn an_uncertain_line_is_said_again_under_its_id() {
    let written = Written::default();
    let console = console(&written);
    let outbound = Arc::new(outbound(ops(), message(Body::plain("taken"))));
    let operation = &console.plan(&outbound)[0];
    let attempt = attempt(outbound);
    console.perform(operation, &attempt).await.unwrap();
    assert_eq!(console.find(operation, &attempt).await.unwrap(), Found::CannotTell);
    assert_eq!(console.policy(operation), Uncertain::Repeat);
    console.perform(operation, &attempt).await.unwrap();
    let lines = written.lines();
    assert_eq!(lines[0], lines[1]);
}

/// An output that fails once, in the middle of a line.
#[derive(Default)]
struct FullOnce {
    written: Written,
    failed: bool,
}

impl Write for FullOnce {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return self.written.write(bytes);
        }
        match self.written.lines().len() {
            0 => self.written.write(&bytes[..5]),
            _ => {
                self.failed = true;
                Err(io::ErrorKind::StorageFull.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_line_that_broke_off_does_not_spoil_the_next() {
    let output = FullOnce::default();
    let written = output.written.clone();
    let desk = Arc::new(Desk::default());
    let console =
        ConsoleAdapter::new(settings(Face::Json), tokio::io::empty(), Arc::new(Mutex::new(output)), desk);
    let outbound = Arc::new(outbound(ops(), message(Body::plain("taken"))));
    let operation = &console.plan(&outbound)[0];
    let attempt = attempt(outbound);
    assert!(matches!(console.perform(operation, &attempt).await, Err(SendError::Unknown { .. })));
    console.perform(operation, &attempt).await.unwrap();
    let lines = written.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(serde_json::from_str::<serde_json::Value>(&lines[1]).is_ok(), "{lines:?}");
}

/// An output whose reader has left.
struct Left;

impl Write for Left {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn when_nobody_reads_it_stops_and_what_was_to_be_said_is_kept() {
    let desk = Arc::new(Desk::default());
    let (_typing, pipe) = tokio::io::duplex(64);
    let input = tokio::io::BufReader::new(pipe);
    let console = ConsoleAdapter::new(settings(Face::Json), input, Arc::new(Mutex::new(Left)), desk.clone());
    let outbound = Arc::new(outbound(ops(), message(Body::plain("taken"))));
    let operation = &console.plan(&outbound)[0];
    let attempt = attempt(outbound);
    assert!(matches!(console.perform(operation, &attempt).await, Err(SendError::Retry { .. })));
    let stopped = console.run(desk, CancellationToken::new()).await.unwrap_err();
    assert!(stopped.to_string().contains("nobody reads"), "{stopped}");
}
