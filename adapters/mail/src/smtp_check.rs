//! `sportello check` for a mail server: can it be reached, is it protected, does it let us in.

use sportello_chat::Finding;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::smtp::{NotOpen, Smtp, Step};
use crate::smtp_url::Security;

impl Smtp {
    /// Opens a connection as for a mail, sends none, and says how far it came.
    pub(crate) async fn check(&self) -> Vec<Finding> {
        if let Err(cause) = self.reach().await {
            return vec![Finding::missing(
                self.subject(),
                format!("can't be reached: {cause}"),
                "correct host and port in mail.transport.smtp, or let the desk's machine through to it",
            )];
        }
        let mut findings = match timeout(self.limit, self.open()).await {
            Ok(Ok(mut connection)) => {
                let alive = connection.test_connected().await;
                // A goodbye that fails changes nothing about what was found.
                let _ = timeout(self.limit, connection.abort()).await;
                match alive {
                    true => self.all_fine(),
                    false => vec![self.broken("it took the login and then ended the connection")],
                }
            }
            Ok(Err(failure)) => self.failed(&failure),
            Err(_) => vec![self.silent()],
        };
        if self.server.user.is_some() && self.server.security == Security::None && !self.server.is_here() {
            findings.push(Finding::hint(
                "mail TLS",
                "the password travels in plain text",
                "use smtps://, or smtp:// with ?tls=required",
            ));
        }
        findings
    }

    async fn reach(&self) -> Result<(), String> {
        let address = (self.server.host.as_str(), self.server.port);
        match timeout(self.limit, TcpStream::connect(address)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(e)) => Err(e.to_string()),
            Err(_) => Err(format!("no answer within {} s", self.limit.as_secs())),
        }
    }

    fn subject(&self) -> String {
        format!("mail server {}", self.server)
    }

    fn all_fine(&self) -> Vec<Finding> {
        let mut findings = vec![Finding::fine(self.subject(), "answers")];
        match self.server.security {
            Security::Tls => {
                findings.push(Finding::fine("mail TLS", "from the first byte, certificate trusted"))
            }
            Security::StartTls => {
                findings.push(Finding::fine("mail TLS", "by STARTTLS, certificate trusted"))
            }
            Security::None => {}
        }
        if let Some(user) = &self.server.user {
            findings.push(Finding::fine("mail login", format!("{user} may send")));
        }
        findings
    }

    fn failed(&self, failure: &NotOpen) -> Vec<Finding> {
        let reached = Finding::fine(self.subject(), "answers");
        match (failure.step, self.server.security) {
            (Step::Connect, _) if failure.error.status().is_some() => {
                vec![self.broken(&format!("it turns us away: {}", failure.error))]
            }
            (Step::Connect, Security::Tls) | (Step::StartTls, _) => vec![reached, self.tls_failed(failure)],
            (Step::Connect, _) => vec![self.broken(&failure.error.to_string())],
            (Step::Login, _) => vec![reached, self.login_failed(failure)],
        }
    }

    fn tls_failed(&self, failure: &NotOpen) -> Finding {
        let cause = failure.error.to_string();
        let fix = if cause.contains("STARTTLS is not supported") {
            "use smtps:// if the server has such a port (often 465), or enable STARTTLS on the server"
        } else if cause.contains("NotValidForName") || cause.contains("not valid for name") {
            "use the name that stands in the server's certificate as the host"
        } else if cause.contains("certificate") {
            "give the authority that signed the server's certificate as mail.transport.ca_file, or renew the certificate"
        } else {
            "if this port begins in plain text, use smtp:// with ?tls=required (often port 587)"
        };
        Finding::missing("mail TLS", format!("no protected connection: {cause}"), fix)
    }

    fn login_failed(&self, failure: &NotOpen) -> Finding {
        let fix = match (failure.error.status().is_some(), self.server.security) {
            (true, _) => "correct the user in mail.transport.smtp or its password",
            (false, Security::None) => {
                "the server may offer a login under TLS only: use ?tls=required or smtps://"
            }
            (false, _) => "enable the login methods PLAIN or LOGIN on the server",
        };
        Finding::missing("mail login", format!("refused: {}", failure.error), fix)
    }

    fn silent(&self) -> Finding {
        let fix = match self.server.security {
            Security::Tls => "see whether this port speaks TLS from the first byte (often 465)",
            _ => "if this port speaks TLS from the first byte (often 465), use smtps://",
        };
        Finding::missing(self.subject(), format!("says nothing within {} s", self.limit.as_secs()), fix)
    }

    fn broken(&self, found: &str) -> Finding {
        Finding::missing(
            self.subject(),
            found.to_owned(),
            "see the server's log; it may refuse this machine or speak something other than SMTP",
        )
    }
}
