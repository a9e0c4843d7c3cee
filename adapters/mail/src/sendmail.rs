//! Mail through a program on this machine.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use lettre::{AsyncSendmailTransport, AsyncTransport as _, Message, Tokio1Executor};
use sportello_chat::{Finding, SendError};

/// How long the program may take; it only has to put the mail into its queue.
const LIMIT: Duration = Duration::from_secs(60);

/// A program that takes a mail on its standard input.
pub(crate) struct Sendmail {
    command: PathBuf,
    program: AsyncSendmailTransport<Tokio1Executor>,
    limit: Duration,
}

impl Sendmail {
    pub(crate) fn new(command: PathBuf) -> Self {
        Self { program: AsyncSendmailTransport::new_with_command(&command), command, limit: LIMIT }
    }

    /// Hands over a mail. Which complaints of such a program are final can't be told from outside,
    /// so each is worth another try.
    pub(crate) async fn put(&self, letter: Message) -> Result<(), SendError> {
        match tokio::time::timeout(self.limit, self.program.send(letter)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(e)) => {
                Err(SendError::Retry { after: None, cause: format!("{}: {e}", self.command.display()) })
            }
            Err(_) => Err(SendError::Unknown {
                cause: format!("{} did not end within {} s", self.command.display(), self.limit.as_secs()),
            }),
        }
    }

    /// Whether the program is there and may be run.
    pub(crate) async fn check(&self) -> Finding {
        let subject = format!("sendmail {}", self.command.display());
        let fix = "install a mail program (postfix, opensmtpd, msmtp) or name the right one in mail.transport.sendmail";
        match tokio::fs::metadata(&self.command).await {
            Err(e) => Finding::missing(subject, format!("is not there: {e}"), fix),
            Ok(found) if !found.is_file() || found.permissions().mode() & 0o111 == 0 => {
                Finding::missing(subject, "is no program that may be run", fix)
            }
            Ok(_) => Finding::fine(subject, "is there and may be run"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn letter() -> Message {
        Message::builder()
            .from("Desk <help@example.org>".parse().expect("a mailbox"))
            .to("mia@example.org".parse().expect("a mailbox"))
            .subject("hello")
            .body("text".to_owned())
            .expect("a mail")
    }

    /// A sendmail that does what `script` says.
    ///
    /// A shell writes it: a file that this process had open for writing could be "busy" when it is
    /// run, while another test's child still holds a copy of the handle.
    fn program(folder: &tempfile::TempDir, script: &str) -> Sendmail {
        let file = folder.path().join("sendmail");
        let made = std::process::Command::new("sh")
            .args(["-c", "printf '#!/bin/sh\n%s\n' \"$2\" > \"$1\" && chmod 755 \"$1\"", "sh"])
            .args([file.as_os_str(), script.as_ref()])
            .status();
        assert!(made.is_ok_and(|status| status.success()), "no script");
        Sendmail::new(file)
    }

    #[tokio::test]
    async fn the_program_gets_sender_recipient_and_mail() {
        let folder = tempfile::tempdir().expect("a folder");
        let sendmail = program(&folder, "cd \"$(dirname \"$0\")\"; echo \"$@\" > args; cat > mail");
        sendmail.put(letter()).await.expect("sent");
        let args = fs::read_to_string(folder.path().join("args")).expect("arguments");
        assert_eq!(args.trim(), "-i -f help@example.org -- mia@example.org");
        let mail = fs::read_to_string(folder.path().join("mail")).expect("a mail");
        assert!(mail.contains("Subject: hello\r\n") && mail.ends_with("text"), "{mail}");
    }

    #[tokio::test]
    async fn a_complaint_is_tried_again_and_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let answer =
            program(&folder, "cat > /dev/null; echo 'queue is full' >&2; exit 75").put(letter()).await;
        assert!(
            matches!(&answer, Err(SendError::Retry { cause, .. }) if cause.contains("queue is full")),
            "{answer:?}"
        );
    }

    #[tokio::test]
    async fn after_a_program_that_hangs_nobody_knows() {
        let folder = tempfile::tempdir().expect("a folder");
        let sendmail = Sendmail { limit: Duration::from_millis(50), ..program(&folder, "exec sleep 60") };
        assert!(matches!(sendmail.put(letter()).await, Err(SendError::Unknown { .. })));
    }

    #[tokio::test]
    async fn check_wants_a_program() {
        use sportello_chat::Verdict;
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(program(&folder, "").check().await.verdict, Verdict::Fine);
        assert_eq!(Sendmail::new(folder.path().to_owned()).check().await.verdict, Verdict::Missing);
        assert_eq!(Sendmail::new(folder.path().join("none")).check().await.verdict, Verdict::Missing);
    }
}
