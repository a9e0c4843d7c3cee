//! Mails, shown as they are sent.

use std::sync::Arc;

use async_trait::async_trait;
use sportello_chat::{
    Attempt, Audience, Body, Content, Finding, Found, Mail, Operation, Outbound, Outlet, Platform, SendError,
    Sent, Target, Uncertain,
};
use sportello_console::{Face, MailEcho, Printer, Style};

use crate::desk::{Written, attempt};

/// A mail server that is up, or not.
struct Post {
    up: bool,
}

#[async_trait]
impl Outlet for Post {
    fn platform(&self) -> Platform {
        Platform::new("mail")
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        outbound.operations(usize::MAX, sportello_chat::Threads::Implicit)
    }

    async fn perform(&self, _: &Operation, _: &Attempt) -> Result<Sent, SendError> {
        if self.up {
            Ok(Sent::message("1@example.org"))
        } else {
            Err(SendError::Retry { after: None, cause: "down".to_owned() })
        }
    }

    async fn find(&self, _: &Operation, _: &Attempt) -> Result<Found, SendError> {
        Ok(Found::CannotTell)
    }

    fn policy(&self, _: &Operation) -> Uncertain {
        Uncertain::Repeat
    }

    async fn check(&self) -> Vec<Finding> {
        vec![Finding::fine("mail", "up")]
    }
}

async fn mail(post: Post) -> (Result<Sent, SendError>, Vec<String>) {
    let written = Written::default();
    let printer = Printer::new(Face::Json, Style::PLAIN, written.output());
    let echo = MailEcho::new(Arc::new(post), printer);
    let outbound = Arc::new(Outbound {
        target: Target::Mailbox { address: "mia@example.org".to_owned() },
        audience: Audience::Customer,
        ticket: Some("1001".to_owned()),
        answers: None,
        content: Content::Mail(Mail {
            to: "mia@example.org".to_owned(),
            to_name: None,
            subject: "[Sportello#1001] My VPN is down".to_owned(),
            body: Body::plain("We have your request."),
            language: "en".to_owned(),
            message_id: "1@example.org".to_owned(),
            in_reply_to: None,
            references: Vec::new(),
            files: Vec::new(),
        }),
    });
    let operation = &echo.plan(&outbound)[0];
    let attempt = attempt(outbound);
    (echo.perform(operation, &attempt).await, written.lines())
}

#[tokio::test]
async fn a_mail_that_was_sent_is_shown() {
    let (sent, lines) = mail(Post { up: true }).await;
    assert_eq!(sent.unwrap(), Sent::message("1@example.org"));
    assert_eq!(
        lines,
        [
            r#"{"mail":"We have your request.","to":"mia@example.org","subject":"[Sportello#1001] My VPN is down","ticket":"1001"}"#
        ]
    );
}

#[tokio::test]
async fn a_mail_that_was_not_sent_is_not() {
    let (sent, lines) = mail(Post { up: false }).await;
    assert!(sent.is_err());
    assert_eq!(lines, Vec::<String>::new());
}
