//! Whole mails in both languages, kept in `tests/golden` to be read; and what foreign text may do to
//! a header.
//!
//! `UPDATE_GOLDEN=1 cargo test -p sportello-mail golden` writes them anew.

use std::path::Path;

use mail_parser::MimeHeaders as _;
use sportello_chat::{Body, FileRef, Mail, Markup, Outlet as _};

use crate::support::{into_folder, mail, operation};

/// The mail as it leaves.
async fn written(mail: Mail) -> String {
    let home = tempfile::tempdir().expect("a folder");
    let outlet = into_folder(home.path());
    let (operation, attempt) = operation(&outlet, mail);
    outlet.perform(&operation, &attempt).await.expect("written");
    let file = std::fs::read_dir(home.path()).expect("a folder").flatten().next().expect("a file");
    std::fs::read_to_string(file.path()).expect("a mail")
}

/// The header's lines, unfolded.
fn header(letter: &str) -> Vec<String> {
    let head = letter.split("\r\n\r\n").next().unwrap_or_default();
    head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
}

fn compare(name: &str, letter: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    // Line ends are kept as \n in the repository; a mail's are always \r\n.
    assert_eq!(letter.matches('\n').count(), letter.matches("\r\n").count(), "bare line feeds");
    let letter = letter.replace("\r\n", "\n");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &letter).expect("a golden file");
    }
    let golden = std::fs::read_to_string(&file).expect("a golden file");
    assert_eq!(letter, golden, "{name}");
}

#[tokio::test]
async fn golden_english() {
    compare("answer.en.eml", &written(mail()).await);
}

#[tokio::test]
async fn golden_italian() {
    let mail = Mail {
        to: "mia@città.example".into(),
        to_name: Some("Mia D'Attività, per sé".into()),
        subject: "[Sportello#1001] La VPN non è più raggiungibile: perché? Succede da lunedì, e così anche a tutti i colleghi".into(),
        body: Body::markdown("Gentile **Mia**,\n\nla richiesta n. 1001 è stata *presa in carico* da ada.\n\n- coda: Assistenza\n- stato: aperto\n\n[Apri la conversazione](https://matrix.to/#/%23aiuto:example.org)")
            .then("mia ha scritto:\n«Non è più raggiungibile, perché?»", Markup::Plain),
        language: "it".into(),
        references: (1..60).map(|i| format!("ticket.1001.{i}@example.org")).collect(),
        ..mail()
    };
    compare("taken.it.eml", &written(mail).await);
}

/// A file, as the desk has it in its store; its bytes are its name.
fn file(name: &str, mime: &str) -> FileRef {
    FileRef { name: name.into(), mime: mime.into(), size: name.len() as u64, sha256: "0".repeat(64) }
}

#[tokio::test]
async fn files_go_behind_the_text() {
    let files = vec![file("screen.png", "image/png"), file("perché no.txt", "text/plain; charset=utf-8")];
    let letter = written(Mail { files, ..mail() }).await;
    let parsed = mail_parser::MessageParser::default().parse(letter.as_bytes()).expect("a mail");
    let names: Vec<_> = parsed.attachments().filter_map(|a| a.attachment_name()).collect();
    assert_eq!(names, ["screen.png", "perché no.txt"]);
    let bytes: Vec<_> = parsed.attachments().map(|a| a.contents().to_vec()).collect();
    assert_eq!(bytes, [b"screen.png".to_vec(), "perché no.txt".as_bytes().to_vec()]);
    assert!(parsed.body_text(0).is_some_and(|text| !text.trim().is_empty()));
}

#[tokio::test]
async fn a_file_that_claims_to_be_a_mail_or_parts_of_one_is_a_file() {
    let files = vec![file("a.eml", "message/rfc822"), file("b", " Multipart/mixed; boundary=x")];
    let letter = written(Mail { files, ..mail() }).await;
    assert!(!letter.contains("rfc822") && !letter.contains("boundary=x"), "{letter}");
    let parsed = mail_parser::MessageParser::default().parse(letter.as_bytes()).expect("a mail");
    let bytes: Vec<_> = parsed.attachments().map(|a| a.contents().to_vec()).collect();
    assert_eq!(bytes, [b"a.eml".to_vec(), b"b".to_vec()]);
}

#[tokio::test]
async fn a_files_name_begins_no_header_and_is_no_path() {
    let files = vec![
        file("a\r\nBcc: all@example.org\r\n.png", "image/png\r\nBcc: all@example.org"),
        file("../../etc/passwd", "text/html"),
        file("\"; filename=\"evil.exe", "no type"),
    ];
    let letter = written(Mail { files, ..mail() }).await;
    assert!(!letter.lines().any(|line| line.starts_with("Bcc")), "{letter}");
    let parsed = mail_parser::MessageParser::default().parse(letter.as_bytes()).expect("a mail");
    let names: Vec<_> = parsed.attachments().filter_map(|a| a.attachment_name()).collect();
    assert_eq!(names.len(), 3);
    assert!(
        !names.iter().any(|name| name.contains('/') || name.contains('\n') || *name == "evil.exe"),
        "{names:?}"
    );
}

#[tokio::test]
async fn foreign_text_begins_no_header() {
    let evil = "x\r\nBcc: all@example.org\r\n\r\nbody";
    let letter = written(Mail {
        subject: evil.into(),
        to_name: Some(evil.into()),
        language: evil.into(),
        in_reply_to: Some(evil.into()),
        references: vec![evil.into()],
        ..mail()
    })
    .await;
    let names: Vec<String> =
        header(&letter).iter().map(|l| l.split(':').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(
        names,
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
            "MIME-Version",
            "Content-Type"
        ]
    );
}

#[tokio::test]
async fn header_lines_are_ascii_and_short_enough_for_every_relay() {
    let letter = written(Mail {
        subject: format!("🎫 {} {}", "é".repeat(3000), "x".repeat(3000)),
        to_name: Some("名前\u{0}\u{7f}\"\\<a@b>\" ".repeat(50)),
        references: (0..500).map(|i| format!("{}{i}@example.org", "r".repeat(200))).collect(),
        ..mail()
    })
    .await;
    assert!(letter.is_ascii());
    let longest = letter.split("\r\n").map(str::len).max();
    assert!(longest <= Some(998), "{longest:?}");
}

#[tokio::test]
async fn a_text_of_one_endless_line_is_wrapped_for_transport() {
    for text in ["x".repeat(100_000), "é🎫".repeat(20_000), ".\r\n.\r\nQUIT\r\n".repeat(100)] {
        let letter = written(Mail { body: Body::plain(text), ..mail() }).await;
        assert!(letter.split("\r\n").all(|line| line.len() <= 998));
    }
}

#[tokio::test]
async fn what_looks_encoded_is_shown_as_written() {
    let letter = written(Mail { subject: "=?utf-8?q?free=20money?=".into(), ..mail() }).await;
    let subject = header(&letter).into_iter().find(|l| l.starts_with("Subject: ")).expect("a subject");
    assert!(!subject.contains("free=20money"), "{subject}");
}
