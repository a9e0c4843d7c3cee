//! The model of a mail server: it keeps every mail it took.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use sportello_chat::{
    Attempt, Content, Finding, Found, Mail, Operation, Outbound, Outlet, Platform, SendError, Sent, Uncertain,
};

use crate::faults::{Fault, Faults};

/// All mailboxes of the world.
#[derive(Default)]
pub struct ModelMail {
    mails: Mutex<Vec<Mail>>,
    /// What goes wrong.
    pub faults: Faults,
}

impl ModelMail {
    /// Every mail that was taken, oldest first; a Message-ID that comes twice is one mail, as mail
    /// programs have it.
    pub fn all(&self) -> Vec<Mail> {
        let mut seen = HashSet::new();
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone();
        mails.retain(|mail| seen.insert(mail.message_id.clone()));
        mails
    }

    fn keep(&self, mail: &Mail) {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
    }
}

#[async_trait]
impl Outlet for ModelMail {
    fn platform(&self) -> Platform {
        Platform::new("mail")
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        match &outbound.content {
            Content::Mail(mail) => vec![Operation::Mail(mail.clone())],
            _ => vec![],
        }
    }

    async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        let Operation::Mail(mail) = operation else {
            return Err(SendError::Permanent { cause: "not a mail".to_owned() });
        };
        let fault = self.faults.draw(operation, attempt);
        if fault == Some(Fault::Held) {
            self.faults.released().await;
        }
        if let Some(error) = fault.and_then(Fault::error) {
            if fault.is_some_and(Fault::happens) {
                self.keep(mail);
            }
            return Err(error);
        }
        self.keep(mail);
        if fault == Some(Fault::HeldAfter) {
            self.faults.released().await;
        }
        Ok(Sent::message(mail.message_id.clone()))
    }

    /// A mailbox can't be looked into.
    async fn find(&self, _operation: &Operation, _attempt: &Attempt) -> Result<Found, SendError> {
        Ok(Found::CannotTell)
    }

    /// The same Message-ID makes the double known for what it is.
    fn policy(&self, _operation: &Operation) -> Uncertain {
        Uncertain::Repeat
    }

    async fn check(&self) -> Vec<Finding> {
        vec![]
    }
}
