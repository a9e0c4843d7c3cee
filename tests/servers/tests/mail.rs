//! The mail server keeps what is sent to it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use sportello_test_servers::mail;

/// Hands one message to the server, as a client without any manners.
fn post(port: u16, to: &str, subject: &str) {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    let mut replies = BufReader::new(stream.try_clone().expect("a second handle")).lines();
    let message = format!("Subject: {subject}\r\n\r\nGrüße\r\n.");
    let (hello, from) = ("EHLO desk.test".to_owned(), "MAIL FROM:<help@help.test>".to_owned());
    let dialogue = [
        String::new(),
        hello,
        from,
        format!("RCPT TO:<{to}>"),
        "DATA".to_owned(),
        message,
        "QUIT".to_owned(),
    ];
    for line in dialogue.iter().enumerate() {
        if line.0 > 0 {
            write!(&stream, "{}\r\n", line.1).expect("it reads");
        }
        let reply =
            replies.by_ref().map(|r| r.expect("it answers")).find(|r| r.as_bytes().get(3) != Some(&b'-'));
        assert!(reply.as_ref().is_some_and(|r| r.starts_with(['2', '3'])), "{line:?}: {reply:?}");
    }
}

#[tokio::test]
async fn a_mail_reaches_the_mailbox_it_is_for() {
    let server = mail::shared().await;
    post(server.smtp_port, "Mia@example.org", "first");
    post(server.smtp_port, "ada@example.org", "not hers");
    post(server.smtp_port, "mia@example.org", "second");

    let mails = server.fetch("mia@example.org", 2).await;

    assert_eq!(mails.len(), 2);
    let with = |subject: &str| mails.iter().any(|m| m.contains(&format!("Subject: {subject}\r\n")));
    assert!(with("first") && with("second"), "{mails:?}");
    assert!(mails.iter().all(|m| m.ends_with("Grüße\r\n")), "{mails:?}");
}

#[tokio::test]
async fn a_mail_that_comes_later_is_waited_for() {
    let server = mail::shared().await;
    let (mails, ()) = tokio::join!(server.fetch("otto@example.org", 1), async {
        tokio::task::yield_now().await;
        post(server.smtp_port, "otto@example.org", "late");
    });
    assert!(mails[0].contains("Subject: late"), "{mails:?}");
}

#[tokio::test]
async fn a_stopped_server_refuses_and_comes_back() {
    let server = mail::own().await;

    server.stop().await;
    assert!(TcpStream::connect(("127.0.0.1", server.smtp_port)).is_err(), "it still listens");
    server.start().await;

    post(server.smtp_port, "mia@example.org", "again");
    assert_eq!(server.fetch("mia@example.org", 1).await.len(), 1);
}
