//! What each answer of a mail server means for the mail, and what `check` says of a server.

use std::path::PathBuf;

use sportello_chat::{Found, Mail, Outlet as _, SendError, Sent, Uncertain, Verdict};
use sportello_mail::{MailError, MailOutlet, MailSettings, Transport};

use crate::fake_server::{After, Authority, FakeServer, Script, Tls};
use crate::support::{mail, operation, outlet};

/// An outlet to `url`; a URL with a user gets a password.
fn by(url: &str, ca_file: Option<PathBuf>) -> MailOutlet {
    let url: url::Url = url.parse().expect("a URL");
    let password = (!url.username().is_empty()).then(|| "geheim".to_owned().into());
    outlet(Transport::Smtp { url, password, ca_file })
}

/// Sends a mail to a server that follows `script`.
async fn send(script: Script) -> Result<Sent, SendError> {
    let server = FakeServer::start(script).await;
    let outlet = by(&format!("smtp://127.0.0.1:{}", server.port), None);
    let (operation, attempt) = operation(&outlet, mail());
    outlet.perform(&operation, &attempt).await
}

/// A port where nobody listens.
async fn closed_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").port()
}

#[tokio::test]
async fn a_mail_that_is_taken_is_sent_under_its_message_id() {
    assert_eq!(send(Script::default()).await.expect("sent"), Sent::message("ticket.1001.2@example.org"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let outlet = by(&format!("smtp://127.0.0.1:{}", closed_port().await), None);
    let (operation, attempt) = operation(&outlet, mail());
    let answer = outlet.perform(&operation, &attempt).await;
    assert!(matches!(answer, Err(SendError::Retry { .. })), "{answer:?}");
}

#[tokio::test]
async fn not_now_at_any_step_is_tried_again() {
    for script in [
        Script { greeting: "421 shutting down", ..Script::default() },
        Script { mail: "451 greylisted", ..Script::default() },
        Script { recipient: "451 greylisted", ..Script::default() },
        Script { data: "452 no room", ..Script::default() },
        Script { after: After::Answer("451 scanner is down"), ..Script::default() },
    ] {
        let answer = send(script).await;
        assert!(matches!(answer, Err(SendError::Retry { .. })), "{answer:?}");
    }
}

#[tokio::test]
async fn a_refusal_of_the_mail_is_final_and_told_in_the_servers_words() {
    for script in [
        Script { mail: "553 not your sender", ..Script::default() },
        Script { recipient: "550 no such mailbox", ..Script::default() },
        Script { data: "554 no valid recipients", ..Script::default() },
        Script { after: After::Answer("554 looks like spam"), ..Script::default() },
    ] {
        let said = [script.mail, script.recipient, script.data]
            .into_iter()
            .chain(match script.after {
                After::Answer(answer) => Some(answer),
                After::Drop => None,
            })
            .find(|answer| answer.starts_with('5'))
            .expect("a refusal");
        let answer = send(script).await;
        assert!(
            matches!(&answer, Err(SendError::Permanent { cause }) if cause.contains(&said[4..])),
            "{said}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn a_server_that_turns_the_desk_away_does_not_condemn_the_mail() {
    for script in [
        Script { greeting: "554 not from your network", ..Script::default() },
        Script { mail: "530 log in first", ..Script::default() },
    ] {
        let answer = send(script).await;
        assert!(matches!(answer, Err(SendError::Retry { .. })), "{answer:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_does_not_condemn_the_mail() {
    let server = FakeServer::start(Script { login: Some("535 wrong"), ..Script::default() }).await;
    let outlet = by(&format!("smtp://help@127.0.0.1:{}", server.port), None);
    let (operation, attempt) = operation(&outlet, mail());
    let answer = outlet.perform(&operation, &attempt).await;
    assert!(matches!(answer, Err(SendError::Retry { .. })), "{answer:?}");
}

#[tokio::test]
async fn a_connection_lost_after_the_text_is_of_unknown_outcome_and_repeated_as_the_same_mail() {
    let server = FakeServer::start(Script { after: After::Drop, ..Script::default() }).await;
    let outlet = by(&format!("smtp://127.0.0.1:{}", server.port), None);
    let (operation, attempt) = operation(&outlet, mail());

    for _ in 0..2 {
        let answer = outlet.perform(&operation, &attempt).await;
        assert!(matches!(answer, Err(SendError::Unknown { .. })), "{answer:?}");
    }

    assert_eq!(outlet.find(&operation, &attempt).await.expect("asked"), Found::CannotTell);
    assert_eq!(outlet.policy(&operation), Uncertain::RepeatOnce);
    let mails = server.mails();
    assert_eq!(mails[0], mails[1]);
}

#[tokio::test]
async fn an_address_beyond_ascii_needs_a_server_that_takes_it() {
    let server = FakeServer::start(Script::default()).await;
    let outlet = by(&format!("smtp://127.0.0.1:{}", server.port), None);
    let (operation, attempt) = operation(&outlet, Mail { to: "zoë@example.org".into(), ..mail() });
    let answer = outlet.perform(&operation, &attempt).await;
    assert!(
        matches!(&answer, Err(SendError::Permanent { cause }) if cause.contains("SMTPUTF8")),
        "{answer:?}"
    );
}

#[tokio::test]
async fn mail_goes_through_tls_and_a_login() {
    let authority = Authority::new();
    for (scheme, query, tls) in [
        ("smtps", "", Tls::Always(authority.acceptor())),
        ("smtp", "?tls=required", Tls::OnCommand(authority.acceptor())),
    ] {
        let server = FakeServer::start(Script { tls, login: Some("235 welcome"), ..Script::default() }).await;
        let url = format!("{scheme}://help%40example.org@localhost:{}{query}", server.port);
        let outlet = by(&url, Some(authority.ca_file()));
        let (operation, attempt) = operation(&outlet, mail());

        outlet.perform(&operation, &attempt).await.expect("sent");

        assert_eq!(server.mails().len(), 1);
        let verdicts: Vec<_> = outlet.check().await.into_iter().map(|f| (f.subject, f.verdict)).collect();
        assert_eq!(
            verdicts,
            [
                (format!("mail server localhost:{}", server.port), Verdict::Fine),
                ("mail TLS".to_owned(), Verdict::Fine),
                ("mail login".to_owned(), Verdict::Fine),
            ]
        );
    }
}

#[tokio::test]
async fn without_starttls_nothing_is_sent_in_plain_text() {
    let server = FakeServer::start(Script { login: Some("235 welcome"), ..Script::default() }).await;
    let outlet = by(&format!("smtp://help@localhost:{}?tls=required", server.port), None);
    let (operation, attempt) = operation(&outlet, mail());
    let answer = outlet.perform(&operation, &attempt).await;
    assert!(matches!(answer, Err(SendError::Retry { .. })), "{answer:?}");
    assert_eq!(server.mails(), Vec::<String>::new());
}

/// What `check` finds missing: the subject and the fix.
async fn missing(outlet: &MailOutlet) -> (String, String) {
    let mut findings = outlet.check().await;
    findings.retain(|f| f.verdict == Verdict::Missing);
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = findings.remove(0);
    (finding.subject, finding.fix)
}

#[tokio::test]
async fn check_tells_a_closed_port() {
    let port = closed_port().await;
    let (subject, fix) = missing(&by(&format!("smtps://127.0.0.1:{port}"), None)).await;
    assert!(subject.contains(&port.to_string()) && fix.contains("port"), "{subject}: {fix}");
}

#[tokio::test]
async fn check_tells_an_unknown_authority() {
    let authority = Authority::new();
    let server =
        FakeServer::start(Script { tls: Tls::Always(authority.acceptor()), ..Script::default() }).await;
    let (subject, fix) = missing(&by(&format!("smtps://localhost:{}", server.port), None)).await;
    assert!(subject == "mail TLS" && fix.contains("ca_file"), "{subject}: {fix}");
}

#[tokio::test]
async fn check_tells_a_certificate_of_another_name() {
    let authority = Authority::new();
    let server =
        FakeServer::start(Script { tls: Tls::Always(authority.acceptor()), ..Script::default() }).await;
    let outlet = by(&format!("smtps://127.0.0.1:{}", server.port), Some(authority.ca_file()));
    let (subject, fix) = missing(&outlet).await;
    assert!(subject == "mail TLS" && fix.contains("name"), "{subject}: {fix}");
}

#[tokio::test]
async fn check_tells_a_port_that_speaks_no_tls() {
    let server = FakeServer::start(Script::default()).await;
    let (subject, fix) = missing(&by(&format!("smtps://localhost:{}", server.port), None)).await;
    assert!(subject == "mail TLS" && fix.contains("tls=required"), "{subject}: {fix}");
}

#[tokio::test]
async fn check_tells_a_missing_starttls() {
    let server = FakeServer::start(Script::default()).await;
    let (subject, fix) = missing(&by(&format!("smtp://localhost:{}?tls=required", server.port), None)).await;
    assert!(subject == "mail TLS" && fix.contains("STARTTLS"), "{subject}: {fix}");
}

#[tokio::test]
async fn check_tells_a_wrong_password() {
    let server = FakeServer::start(Script { login: Some("535 wrong"), ..Script::default() }).await;
    let (subject, fix) = missing(&by(&format!("smtp://help@localhost:{}", server.port), None)).await;
    assert!(subject == "mail login" && fix.contains("password"), "{subject}: {fix}");
}

#[tokio::test]
async fn settings_that_can_not_work_are_refused_at_once() {
    let new = |from: &str, url: &str, password: Option<&str>, ca_file: Option<&str>| {
        MailOutlet::new(MailSettings {
            from: from.into(),
            transport: Transport::Smtp {
                url: url.parse().expect("a URL"),
                password: password.map(|p| p.to_owned().into()),
                ca_file: ca_file.map(PathBuf::from),
            },
            desk: "Desk".into(),
        })
        .err()
    };
    let fine = "help@example.org";
    assert!(matches!(new("help", "smtp://h", None, None), Some(MailError::From { .. })));
    assert!(matches!(new(fine, "smtps://help@h", None, None), Some(MailError::Url { .. })));
    assert!(matches!(new(fine, "smtps://h", Some("geheim"), None), Some(MailError::Url { .. })));
    assert!(matches!(new(fine, "smtps://h", None, Some("/nowhere.pem")), Some(MailError::CaFile { .. })));
    assert!(matches!(new(fine, "smtps://h", None, Some("/dev/null")), Some(MailError::CaFile { .. })));
    assert!(new(fine, "smtps://h", None, None).is_none());
}
