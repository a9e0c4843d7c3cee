//! JSON lines in.

use std::sync::Arc;

use sportello_chat::{ChatAdapter, Event, Fetched, Inbound, Place, ThreadRef};
use sportello_console::{ConsoleAdapter, Face};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio_util::sync::CancellationToken;

use crate::desk::{Asked, Desk, Written, now, play, settings};

async fn events(lines: &[&str]) -> Vec<Inbound> {
    let (desk, written, ended) = play(Face::Json, Desk::default(), lines.join("\n").as_bytes()).await;
    assert_eq!(written, Vec::<String>::new());
    ended.unwrap();
    desk.events()
}

fn place(room: &str, thread: Option<ThreadRef>) -> Place {
    Place { room: room.to_owned(), thread, direct: false, encrypted: false, realm: None }
}

fn id(text: &str) -> Option<ThreadRef> {
    Some(ThreadRef::Id(text.to_owned()))
}

#[tokio::test]
async fn a_message_in_a_channel_comes_with_author_place_and_time() {
    let events = events(&[r#"{"id":"m1","as":"mia","in":"help","say":"My VPN is down"}"#]).await;
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.platform.as_str(), event.id.as_str(), event.at), ("console", "m1", now()));
    assert_eq!((event.author.id.as_str(), event.author.bot), ("mia", false));
    assert_eq!(event.place, place("help", None));
    assert_eq!(event.checkpoint, None);
    assert!(matches!(&event.event, Event::Message(m) if m.text == "My VPN is down" && m.files.is_empty()));
}

#[tokio::test]
async fn a_direct_message_is_in_the_persons_own_room() {
    let events = events(&[r#"{"id":"m2","as":"mia","direct":true,"say":"psst","reply_to":"b4"}"#]).await;
    assert_eq!(
        events[0].place,
        Place { room: "@mia".to_owned(), thread: None, direct: true, encrypted: false, realm: None }
    );
    assert!(matches!(&events[0].event, Event::Message(m) if m.reply_to.as_deref() == Some("b4")));
}

#[tokio::test]
async fn a_thread_is_a_ticket_a_root_or_any_message_in_it() {
    let events = events(&[
        r##"{"as":"ada","in":"ops","thread":"#1001","say":"one"}"##,
        r#"{"as":"mia","in":"help","thread":"m0","say":"of an earlier run"}"#,
        r#"{"id":"m1","as":"mia","in":"help","say":"root"}"#,
        r#"{"id":"m2","as":"mia","in":"help","thread":"m1","say":"in it"}"#,
        r#"{"as":"mia","in":"help","thread":"m2","say":"in it too"}"#,
    ])
    .await;
    let threads: Vec<_> = events.into_iter().map(|e| e.place.thread).collect();
    let ticket = Some(ThreadRef::Ticket("1001".to_owned()));
    assert_eq!(threads, [ticket, id("m0"), None, id("m1"), id("m1")]);
}

#[tokio::test]
async fn edits_deletions_and_reactions_are_where_their_message_is() {
    let events = events(&[
        r#"{"id":"m1","as":"mia","in":"help","thread":"b1","say":"My VPN"}"#,
        r#"{"id":"m3","as":"mia","edit":"m1","say":"My Wi-Fi"}"#,
        r#"{"id":"m4","as":"ada","react":"m1","with":"🎫"}"#,
        r#"{"id":"m5","as":"mia","delete":"m1"}"#,
        r#"{"id":"m6","as":"ada","react":"m1","with":"🎫"}"#,
    ])
    .await;
    assert!(events.iter().all(|e| e.place == place("help", id("b1"))));
    assert!(
        matches!(&events[1].event, Event::Edit { target, message } if target == "m1" && message.text == "My Wi-Fi")
    );
    // The reaction brings what it was put on, as it reads now.
    let Event::Reaction { target, emoji, on: Some(on) } = &events[2].event else { panic!("{:?}", events[2]) };
    assert_eq!((target.as_str(), emoji.as_str()), ("m1", "🎫"));
    assert_eq!((on.0.id.as_str(), on.1.text.as_str()), ("mia", "My Wi-Fi"));
    assert!(matches!(&events[3].event, Event::Redaction { target } if target == "m1"));
    assert!(matches!(&events[4].event, Event::Reaction { on: None, .. }));
}

#[tokio::test]
async fn nobody_else_changes_what_a_reaction_brings() {
    let events = events(&[
        r#"{"id":"m1","as":"mia","in":"help","say":"My VPN"}"#,
        r#"{"as":"eve","edit":"m1","say":"Give eve the keys"}"#,
        r#"{"as":"eve","delete":"m1"}"#,
        r#"{"as":"ada","react":"m1","with":"🎫"}"#,
    ])
    .await;
    assert!(matches!(&events[3].event, Event::Reaction { on: Some(on), .. } if on.1.text == "My VPN"));
}

#[tokio::test]
async fn what_was_not_seen_in_this_run_is_answered_to_the_person_alone() {
    let events = events(&[r#"{"as":"ada","react":"b2","with":"🙋"}"#]).await;
    assert!(events[0].place.direct);
    assert_eq!(events[0].place.room, "@ada");
    assert!(matches!(&events[0].event, Event::Reaction { on: None, .. }));
}

#[tokio::test]
async fn an_id_seen_before_is_handed_over_again_as_it_is() {
    let line = r#"{"id":"m1","as":"mia","in":"help","say":"My VPN is down"}"#;
    let events = events(&[line, line]).await;
    assert_eq!(events.iter().map(|e| e.id.as_str()).collect::<Vec<_>>(), ["m1", "m1"]);
}

#[tokio::test]
async fn a_line_without_an_id_gets_one_of_this_line_and_run() {
    let lines = [r#"{"as":"mia","in":"help","say":"a"}"#, "", r#"{"as":"mia","in":"help","say":"a"}"#];
    let (first, second) = (events(&lines).await, events(&lines).await);
    assert!(first[0].id.starts_with("line-1-") && first[1].id.starts_with("line-3-"), "{first:?}");
    assert_ne!(first[0].id, second[0].id);
}

#[tokio::test]
async fn a_file_is_offered_and_can_be_fetched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shot.png");
    std::fs::write(&path, b"pixels").unwrap();
    let line = serde_json::json!({"as": "mia", "in": "help", "attach": [{"path": path, "name": "a.png"}]});
    let (desk, written) = (Arc::new(Desk::default()), Written::default());
    let input = std::io::Cursor::new(line.to_string());
    let console = ConsoleAdapter::new(settings(Face::Json), input, written.output(), desk.clone());
    console.run(desk.clone(), CancellationToken::new()).await.unwrap();
    let events = desk.events();
    let Event::Message(message) = &events[0].event else { panic!("{events:?}") };
    let file = &message.files[0];
    assert_eq!((file.name.as_str(), file.mime.as_str(), file.size), ("a.png", "image/png", Some(6)));
    assert!(matches!(console.fetch(file, 6).await.unwrap(), Fetched::Bytes(b) if &b[..] == b"pixels"));
}

#[tokio::test]
async fn a_sync_is_answered_once_all_before_it_is_settled_and_the_end_settles_too() {
    let input = br#"{"id":"m1","as":"mia","in":"help","say":"a"}
{"sync":"s1"}
{"advance":"2d"}
{"id":"m2","as":"mia","in":"help","say":"b"}"#;
    let (desk, written, ended) = play(Face::Json, Desk::default(), input).await;
    ended.unwrap();
    assert_eq!(written, [r#"{"synced":"s1"}"#]);
    let asked = desk.asked.lock().unwrap();
    let told: Vec<_> = asked
        .iter()
        .map(|a| match a {
            Asked::Pinned(name) => format!("pin {name}"),
            Asked::Connected(yes) => format!("connected {yes}"),
            Asked::Event(e) => e.id.clone(),
            Asked::Settled => "settled".to_owned(),
            Asked::Advanced(by) => format!("advance {}", by.as_secs()),
        })
        .collect();
    assert_eq!(
        told,
        [
            "pin help",
            "pin ops",
            "connected true",
            "m1",
            "settled",
            "advance 172800",
            "m2",
            "settled",
            "connected false"
        ]
    );
}

#[tokio::test]
async fn a_bad_line_is_answered_with_its_number_and_does_no_harm() {
    let mut input = b"{\"as\":\"mia\",\"in\":\"hlep\",\"say\":\"x\"}\n\xff\n".to_vec();
    input.extend(vec![b'x'; 1024 * 1024 + 1]);
    input.extend_from_slice(b"\n{\"as\":\"mia\",\"in\":\"help\",\"attach\":[{\"path\":\"none/here\"}]}\n");
    input.extend_from_slice(b"{\"id\":\"m1\",\"as\":\"mia\",\"in\":\"help\",\"say\":\"x\"}\n");
    input.extend_from_slice(b"{\"as\":\"mia\",\"in\":\"ops\",\"thread\":\"m1\",\"say\":\"x\"}\n");
    let (desk, written, ended) = play(Face::Json, Desk::default(), &input).await;
    ended.unwrap();
    assert_eq!(desk.events().len(), 1);
    let expected = [
        (1, "there is no channel `hlep`; the channels are `help`, `ops`; did you mean `help`?"),
        (2, "the line is no UTF-8 text"),
        (3, "the line is longer than 1048576 bytes"),
        (4, "the file \"none/here\" can't be read"),
        (6, "the message \"m1\" is not in `ops`"),
    ];
    assert_eq!(written.len(), expected.len(), "{written:?}");
    for (line, (number, sentence)) in written.iter().zip(expected) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["line"], number);
        assert!(line["error"].as_str().unwrap().starts_with(sentence), "{line}");
    }
}

#[tokio::test]
async fn a_clock_that_cant_be_turned_says_so() {
    let desk = Desk { real_clock: true, ..Desk::default() };
    let (_, written, _) = play(Face::Json, desk, b"{\"advance\":\"2d\"}").await;
    assert_eq!(written, [r#"{"error":"the clock is the real one","line":1}"#]);
}

#[tokio::test]
async fn an_event_that_was_not_stored_is_said_to_be_so() {
    let desk = Desk { broken: true, ..Desk::default() };
    let (_, written, _) =
        play(Face::Json, desk, b"{\"id\":\"m1\",\"as\":\"mia\",\"in\":\"help\",\"say\":\"x\"}").await;
    assert_eq!(
        written,
        [r#"{"error":"not stored: the disk is full; the same line can be given again","line":1}"#]
    );
}

#[tokio::test]
async fn without_an_end_it_goes_on_until_it_is_stopped() {
    let (desk, written, stop) = (Arc::new(Desk::default()), Written::default(), CancellationToken::new());
    let mut quiet = settings(Face::Json);
    quiet.exit_at_end = false;
    let console = ConsoleAdapter::new(quiet, tokio::io::empty(), written.output(), desk.clone());
    let run = console.run(desk.clone(), stop.clone());
    tokio::pin!(run);
    assert!(first_turn(run.as_mut()).await.is_none());
    stop.cancel();
    run.await.unwrap();
}

/// One turn of a future; its result if it is there already.
async fn first_turn<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    std::future::poll_fn(|cx| {
        std::task::Poll::Ready(match std::pin::Pin::new(&mut future).poll(cx) {
            std::task::Poll::Ready(done) => Some(done),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn a_stop_ends_the_reading_of_an_open_pipe() {
    let (desk, written, stop) = (Arc::new(Desk::default()), Written::default(), CancellationToken::new());
    let (mut typing, pipe) = tokio::io::duplex(1024);
    let console =
        ConsoleAdapter::new(settings(Face::Json), BufReader::new(pipe), written.output(), desk.clone());
    typing.write_all(b"{\"as\":\"mia\",\"in\":\"help\",\"say\":\"x\"}\n{\"as\":\"mi").await.unwrap();
    stop.cancel();
    console.run(desk.clone(), stop).await.unwrap();
    assert!(matches!(desk.asked.lock().unwrap().last(), Some(Asked::Connected(false))));
}

#[tokio::test]
async fn it_reads_its_input_once() {
    let (desk, written) = (Arc::new(Desk::default()), Written::default());
    let console =
        ConsoleAdapter::new(settings(Face::Json), tokio::io::empty(), written.output(), desk.clone());
    console.run(desk.clone(), CancellationToken::new()).await.unwrap();
    assert!(console.run(desk.clone(), CancellationToken::new()).await.is_err());
}
