//! A mail from the desk to a mailbox, through a real server, read back by IMAP.

use mail_parser::{MessageParser, MimeHeaders as _};
use sportello_chat::{Body, Mail, Markup, Outlet as _, Verdict};
use sportello_mail::Transport;
use sportello_test_servers::mail::shared;

use crate::support::{mail, operation, outlet, since};

#[tokio::test]
async fn a_mail_arrives_as_it_was_meant() {
    let server = shared().await;
    let url = format!("smtp://127.0.0.1:{}", server.smtp_port).parse().expect("a URL");
    let outlet = outlet(Transport::Smtp { url, password: None, ca_file: None });
    let meant = Mail {
        to: "arrives@example.org".into(),
        to_name: Some("Mia D'Attività, per sé".into()),
        subject: "[Sportello#1001] Perché la VPN non è più raggiungibile? 🎫".into(),
        body: Body::markdown("Gentile **Mia**").then("..\n.\nperché?", Markup::Plain),
        language: "it".into(),
        ..mail()
    };
    let (operation, attempt) = operation(&outlet, meant.clone());

    outlet.perform(&operation, &attempt).await.expect("sent");

    let raw = server.fetch("arrives@example.org", 1).await.remove(0);
    let read = MessageParser::default().parse(&raw).expect("a mail");
    assert_eq!(read.subject(), Some(meant.subject.as_str()));
    assert_eq!(read.message_id(), Some(meant.message_id.as_str()));
    assert_eq!(read.in_reply_to().as_text(), meant.in_reply_to.as_deref());
    assert_eq!(read.references().as_text(), Some(meant.references[0].as_str()));
    let to = read.to().and_then(|a| a.first()).expect("a recipient");
    assert_eq!((to.name(), to.address()), (meant.to_name.as_deref(), Some(meant.to.as_str())));
    let from = read.from().and_then(|a| a.first()).expect("a sender");
    assert_eq!((from.name(), from.address()), (Some("Service Desk"), Some("help@example.org")));
    assert_eq!(read.date().map(|d| d.to_timestamp()), Some(since().timestamp()));
    let field = |name: &'static str| read.header_raw(name).map(str::trim);
    assert_eq!(field("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(field("Content-Language"), Some("it"));
    assert!(read.content_type().is_some_and(|t| t.subtype() == Some("alternative")));
    let text = read.body_text(0).expect("a text").replace("\r\n", "\n");
    assert_eq!(text.trim_end(), "Gentile Mia\n\n..\n.\nperché?");
    let html = read.body_html(0).expect("HTML").replace("\r\n", "\n");
    assert!(html.contains("<p>Gentile <strong>Mia</strong></p>\n<p>..<br>\n.<br>\nperché?</p>"), "{html}");
}

#[tokio::test]
async fn check_finds_a_real_server_fine() {
    let server = shared().await;
    let url = format!("smtp://127.0.0.1:{}", server.smtp_port).parse().expect("a URL");
    let findings = outlet(Transport::Smtp { url, password: None, ca_file: None }).check().await;
    assert!(findings.iter().all(|f| f.verdict == Verdict::Fine), "{findings:?}");
}
