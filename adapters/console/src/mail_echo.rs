//! Mails, shown on the console as they are sent.

use std::sync::Arc;

use async_trait::async_trait;
use sportello_chat::{
    Attempt, Finding, Found, Operation, Outbound, Outlet, Platform, SendError, Sent, Uncertain,
};

use crate::{Line, MailLine, Printer};

/// A mail outlet whose mails are also printed, each once it is surely sent.
pub struct MailEcho {
    inner: Arc<dyn Outlet>,
    printer: Printer,
}

impl MailEcho {
    /// Wraps `inner`; `printer` is [`ConsoleAdapter::printer`](crate::ConsoleAdapter::printer).
    pub fn new(inner: Arc<dyn Outlet>, printer: Printer) -> Self {
        Self { inner, printer }
    }

    async fn echo(&self, operation: &Operation, attempt: &Attempt) {
        let Operation::Mail(mail) = operation else { return };
        let line = Line::Mail(MailLine {
            mail: mail.body.as_text(),
            to: mail.to.clone(),
            subject: mail.subject.clone(),
            ticket: attempt.outbound.ticket.clone(),
        });
        // The mail is sent: an error here must not have it sent again.
        if let Err(e) = self.printer.print(&line).await {
            tracing::warn!(error = %e, serial = attempt.serial, "a sent mail was not shown on the console");
        }
    }
}

#[async_trait]
impl Outlet for MailEcho {
    fn platform(&self) -> Platform {
        self.inner.platform()
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        self.inner.plan(outbound)
    }

    async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        let sent = self.inner.perform(operation, attempt).await?;
        self.echo(operation, attempt).await;
        Ok(sent)
    }

    async fn find(&self, operation: &Operation, attempt: &Attempt) -> Result<Found, SendError> {
        let found = self.inner.find(operation, attempt).await?;
        if matches!(found, Found::Found(_)) {
            self.echo(operation, attempt).await;
        }
        Ok(found)
    }

    fn policy(&self, operation: &Operation) -> Uncertain {
        self.inner.policy(operation)
    }

    async fn check(&self) -> Vec<Finding> {
        self.inner.check().await
    }
}
