//! Mails and tries for the tests.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sportello_chat::{Attempt, Audience, Body, Content, Mail, Markup, Operation, Outbound, Target};
use sportello_mail::{MailOutlet, MailSettings, Transport};

/// When the first try of every mail here began.
pub fn since() -> DateTime<Utc> {
    "2026-11-23T09:14:05.250Z".parse().expect("a time")
}

/// A mail of the desk to mia.
pub fn mail() -> Mail {
    Mail {
        to: "mia@example.org".into(),
        to_name: Some("Mia Müller".into()),
        subject: "[Sportello#1001] My VPN is down".into(),
        body: Body::markdown("Hello **Mia**,\n\nyour request has the number \\#1001.")
            .then("mia wrote:\n  It says \"error <619>\" & then nothing.", Markup::Plain),
        language: "en".into(),
        message_id: "ticket.1001.2@example.org".into(),
        in_reply_to: Some("ticket.1001@example.org".into()),
        references: vec!["ticket.1001@example.org".into()],
        files: Vec::new(),
    }
}

/// What the desk plans for `mail`, and its first try.
pub fn operation(outlet: &MailOutlet, mail: Mail) -> (Operation, Attempt) {
    let outbound = Outbound {
        target: Target::Mailbox { address: mail.to.clone() },
        audience: Audience::Customer,
        ticket: Some("1001".into()),
        answers: None,
        content: Content::Mail(mail),
    };
    let operation = sportello_chat::Outlet::plan(outlet, &outbound).pop().expect("one operation");
    let attempt = Attempt {
        key: "AbCdEfGhIjKlMnOpQrStUv".into(),
        serial: 7,
        since: since(),
        earlier: Vec::new(),
        attached: mail_files(&outbound),
        outbound: Arc::new(outbound),
        file: None,
    };
    (operation, attempt)
}

/// Bytes for each file of the mail: its name.
fn mail_files(outbound: &Outbound) -> Vec<bytes::Bytes> {
    match &outbound.content {
        Content::Mail(mail) => mail.files.iter().map(|f| f.name.clone().into_bytes().into()).collect(),
        _ => Vec::new(),
    }
}

/// An outlet by `transport`.
pub fn outlet(transport: Transport) -> MailOutlet {
    let from = "Service Desk <help@example.org>".into();
    MailOutlet::new(MailSettings { from, transport, desk: "Service Desk".into() }).expect("settings")
}

/// An outlet into a folder.
pub fn into_folder(path: &Path) -> MailOutlet {
    outlet(Transport::Folder { path: path.to_owned() })
}
