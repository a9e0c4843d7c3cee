//! Lines as people see them.

use super::*;
use crate::{Attached, MailLine};
use sportello_chat::Audience;

fn said() -> Said {
    Said {
        id: "b7".into(),
        room: Some("ops".into()),
        thread: Some("b2".into()),
        audience: Audience::Operators,
        to: None,
        ticket: Some("1001".into()),
        answers: Some("m9".into()),
        text: "taken".into(),
        edits: None,
        deletes: None,
        react: None,
        with: None,
        pin: None,
        attach: Vec::new(),
    }
}

#[test]
fn each_thing_the_bot_does_reads_as_a_line() {
    let some = |text: &str| Some(text.to_owned());
    let file =
        Attached { name: "a.png".into(), mime: "image/png".into(), size: 12_345, sha256: "00".repeat(32) };
    let cases = [
        (said(), "[ops #1001] bot: taken (b7)"),
        (Said { text: "one\ntwo\n".into(), ..said() }, "[ops #1001] bot: one\n    two (b7)"),
        (Said { to: some("ada"), ..said() }, "[ops #1001] bot (only to ada): taken (b7)"),
        (
            Said { room: None, ticket: None, to: some("mia"), ..said() },
            "[direct] bot (only to mia): taken (b7)",
        ),
        (Said { edits: some("b2"), ..said() }, "[ops #1001] bot changed b2: taken (b7)"),
        (Said { deletes: some("m1"), ..said() }, "[ops #1001] bot removed m1 (b7)"),
        (Said { react: some("m1"), with: some("👍"), ..said() }, "[ops #1001] bot put 👍 on m1 (b7)"),
        (Said { pin: some("b3"), ..said() }, "[ops #1001] bot pinned b3 (b7)"),
        (
            Said { text: String::new(), attach: vec![file], ..said() },
            "[ops #1001] bot: 📎 a.png (image/png, 12 kB) (b7)",
        ),
    ];
    for (said, line) in cases {
        assert_eq!(render_line(&Line::Said(Box::new(said)), Style::PLAIN), line);
    }
}

#[test]
fn a_mail_shows_to_whom_and_of_what() {
    let mail = MailLine {
        mail: "Dear mia".into(),
        to: "mia@example.org".into(),
        subject: "[Sportello#1001] My VPN is down".into(),
        ticket: Some("1001".into()),
    };
    assert_eq!(
        render_line(&Line::Mail(mail), Style::PLAIN),
        "[mail #1001] ✉ to mia@example.org: [Sportello#1001] My VPN is down"
    );
}

#[test]
fn nothing_said_can_steer_the_terminal() {
    let evil = "\x1b[2J\x07a\u{9b}31m\u{202e}b\u{2066}\r\n\tc\x7f";
    assert_eq!(clean(evil), "[2Ja31mb\n\tc");
    let line = Said {
        id: evil.into(),
        room: Some(evil.into()),
        to: Some(evil.into()),
        ticket: Some(evil.into()),
        text: evil.into(),
        ..said()
    };
    let shown = render_line(&Line::Said(Box::new(line)), Style::PLAIN);
    assert!(!shown.contains(['\x1b', '\x07', '\u{9b}', '\u{202e}', '\u{2066}', '\r', '\x7f']), "{shown:?}");
    assert!(!render_saying("help", evil, evil, None, Style::PLAIN).contains('\x1b'));
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let line = Line::Said(Box::new(said()));
    assert!(render_line(&line, Style { colour: true }).contains("\x1b[2m(b7)\x1b[0m"));
    assert!(!render_line(&line, Style::PLAIN).contains('\x1b'));
}
