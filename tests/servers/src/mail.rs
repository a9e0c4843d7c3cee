//! A mail server: OpenSMTPD takes what is sent, Dovecot shows it by IMAP; both from Debian's packages.
//!
//! OpenSMTPD's spool and control socket have fixed places, so that a machine can hold one instance.
//! Here each has places of its own: it runs in a mount namespace, with `/var/spool` and `/run` lying
//! in a folder in memory. So tests can run in parallel, next to the machine's own mail server, and
//! nothing on the machine changes. The price is that namespaces must be allowed: root is, and so is
//! anybody else on Debian with the package uidmap; a container may be not. A smaller SMTP server
//! (aiosmtpd) would do without, but takes what a server out there refuses.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::OnceCell;

use crate::guarded::Guarded;
use crate::{imap, ports};

/// How long a busy machine may take to start it.
const START: Duration = Duration::from_secs(60);

/// Runs both servers in a place of their own; the end of one is the end of the other.
const SERVERS: &str = r#"
set -e
PATH=$PATH:/usr/sbin:/sbin
mount -t tmpfs -o mode=755 tmpfs "$1/state"
cd "$1/state"
mkdir spool run dovecot boxes
chown nobody boxes
mount --bind spool /var/spool
mount --bind run /run
{ dovecot -F -c "$1/dovecot.conf"; kill $$; } &
exec smtpd -d -f "$1/smtpd.conf"
"#;

static SHARED: OnceCell<MailServer> = OnceCell::const_new();

/// The mail server that all tests of this process share: each should write to addresses of its own.
pub async fn shared() -> &'static MailServer {
    SHARED.get_or_init(own).await
}

/// A mail server for one test alone, which may stop it.
pub async fn own() -> MailServer {
    let dir = tempfile::Builder::new()
        .prefix("sportello-mail-")
        .tempdir()
        .unwrap_or_else(|e| panic!("no temporary folder for the mail server: {e}"))
        .keep();
    // Between finding a free port and listening on it, somebody else may take it.
    let mut said = String::new();
    for _ in 0..3 {
        let free = || ports::free().unwrap_or_else(|e| panic!("no free port for the mail server: {e}"));
        let (smtp_port, imap_port) = (free(), free());
        configure(&dir, smtp_port, imap_port).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
        match launch(&dir, smtp_port, imap_port).await {
            Ok(running) => {
                let running = Mutex::new(Some(running));
                return MailServer { smtp_port, imap_port, password: PASSWORD.to_owned(), dir, running };
            }
            Err(output) => said = output,
        }
    }
    panic!("the mail server doesn't start (is everything there? run tests/setup); it says:\n{said}");
}

const PASSWORD: &str = "sesame";

/// A running mail server, gone when dropped. It has a mailbox for every address there is.
pub struct MailServer {
    /// Plain SMTP on loopback, without a password.
    pub smtp_port: u16,
    /// Plain IMAP on loopback; the user is the address, in lower case.
    pub imap_port: u16,
    /// The password of every mailbox.
    pub password: String,
    dir: PathBuf,
    running: Mutex<Option<Guarded>>,
}

impl MailServer {
    /// The raw messages in the mailbox of `address`, once there are `at_least` so many. The test has
    /// failed when they are not there within 30 seconds.
    pub async fn fetch(&self, address: &str, at_least: usize) -> Vec<String> {
        let mailbox = address.to_lowercase();
        let fetched = imap::fetch(self.imap_port, &mailbox, &self.password, at_least).await;
        fetched.unwrap_or_else(|e| panic!("the mailbox {mailbox}: {e}"))
    }

    /// Ends the server; its mailboxes are lost. Returns when its ports are closed.
    pub async fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let stopping = tokio::task::spawn_blocking(move || running.map(|r| r.stop("KILL")));
        stopping.await.unwrap_or_else(|e| panic!("the mail server doesn't stop: {e}"));
        // The namespace's processes go after the one that was waited for.
        while is_open(self.smtp_port).await || is_open(self.imap_port).await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Starts it again after [`MailServer::stop`], on the same ports, with empty mailboxes.
    pub async fn start(&self) {
        let running = launch(&self.dir, self.smtp_port, self.imap_port).await;
        let running = running.unwrap_or_else(|said| panic!("the mail server doesn't start again:\n{said}"));
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let running = self.running.get_mut().unwrap_or_else(PoisonError::into_inner);
        if running.take().is_none() {
            // It was stopped and its folder kept. What can't be removed is only litter.
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }
}

/// Starts both servers and waits until they greet, or returns what they said instead.
async fn launch(dir: &Path, smtp_port: u16, imap_port: u16) -> Result<Guarded, String> {
    let place = dir.display().to_string();
    // --kill-child: whoever is in the process namespace goes with the one who made it.
    let mut command = vec!["unshare", "--mount", "--pid", "--fork", "--kill-child"];
    if !is_root(dir) {
        command.extend(["--map-root-user", "--map-auto"]);
    }
    command.extend(["sh", "-c", SERVERS, "sh", &place]);
    let running = Guarded::start(dir, "KILL", &command).map_err(|e| e.to_string())?;
    let began = Instant::now();
    while running.is_running() && began.elapsed() < START {
        if greets(smtp_port, b"220").await && greets(imap_port, b"* O").await && running.is_running() {
            return Ok(running);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let said = running.output();
    running.stop("KILL");
    Err(said)
}

/// Whether the one who runs the tests is root, who owns what it makes.
fn is_root(made: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    made.metadata().is_ok_and(|m| m.uid() == 0)
}

async fn is_open(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).await.is_ok()
}

async fn greets(port: u16, with: &[u8; 3]) -> bool {
    let mut greeting = [0; 3];
    match TcpStream::connect(("127.0.0.1", port)).await {
        Ok(mut stream) => stream.read_exact(&mut greeting).await.is_ok() && greeting == *with,
        Err(_) => false,
    }
}

/// Writes what both need. Every address is delivered, over Dovecot's own socket, to a mailbox made
/// on the spot.
fn configure(dir: &Path, smtp_port: u16, imap_port: u16) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    // The servers' processes have accounts of their own and must get through.
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755))?;
    std::fs::create_dir_all(dir.join("state"))?;
    let state = dir.join("state").display().to_string();
    let smtpd = format!(
        r#"table anyone {{ "@" = "nobody" }}
listen on 127.0.0.1 port {smtp_port} hostname mx.help.test
action "box" lmtp "{state}/lmtp" rcpt-to virtual <anyone>
match from any for any action "box"
"#
    );
    let dovecot = DOVECOT
        .replace("@STATE@", &state)
        .replace("@PORT@", &imap_port.to_string())
        .replace("@PASSWORD@", PASSWORD);
    std::fs::write(dir.join("smtpd.conf"), smtpd)?;
    std::fs::write(dir.join("dovecot.conf"), dovecot)
}

/// Dovecot's configuration, with three places to fill.
const DOVECOT: &str = r#"
base_dir = @STATE@/dovecot
state_dir = @STATE@/dovecot
log_path = /dev/stderr
listen = 127.0.0.1
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
mail_location = maildir:@STATE@/boxes/%Lu
mailbox_idle_check_interval = 1s
first_valid_uid = 1
passdb {
  driver = static
  args = password=@PASSWORD@
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=@STATE@/boxes/%Lu allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = @PORT@
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  unix_listener @STATE@/lmtp {
    mode = 0666
  }
}
protocol lmtp {
  postmaster_address = postmaster@help.test
}
namespace inbox {
  inbox = yes
}
"#;
