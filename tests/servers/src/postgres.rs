//! A database server: PostgreSQL from Debian's packages.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::guarded::Guarded;
use crate::ports;

/// How long a busy machine may take to start it.
const START: Duration = Duration::from_secs(60);

/// The account that owns every database, and needs no password.
const OWNER: &str = "sportello";

static SHARED: OnceCell<Postgres> = OnceCell::const_new();

/// Whether PostgreSQL is installed here.
pub fn is_installed() -> bool {
    programs().is_some()
}

/// The database server that all tests of this process share; each takes a database of its own.
pub async fn shared() -> &'static Postgres {
    SHARED.get_or_init(own).await
}

/// A database server for one test alone.
pub async fn own() -> Postgres {
    start_in_a_folder(Disk::Ignored).await
}

/// A database server whose commits are on the disk when it says so, as where it is in earnest; for measuring.
pub async fn durable() -> Postgres {
    start_in_a_folder(Disk::WaitedFor).await
}

async fn start_in_a_folder(disk: Disk) -> Postgres {
    let programs = programs().unwrap_or_else(|| panic!("PostgreSQL is not installed: run tests/setup"));
    let dir = tempfile::Builder::new()
        .prefix("sportello-postgres-")
        .tempdir()
        .unwrap_or_else(|e| panic!("no temporary folder for PostgreSQL: {e}"))
        .keep();
    let server = Postgres::make(programs, dir, disk).await;
    server.unwrap_or_else(|said| panic!("PostgreSQL doesn't start; it says:\n{said}"))
}

/// Whether commits wait for the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Disk {
    /// A throw-away cluster needs to survive nothing.
    Ignored,
    /// As PostgreSQL does by itself.
    WaitedFor,
}

/// A running database server, gone when dropped.
pub struct Postgres {
    /// The loopback port it listens on.
    pub port: u16,
    programs: PathBuf,
    dir: PathBuf,
    account: Account,
    disk: Disk,
    databases: AtomicU64,
    running: Mutex<Option<Guarded>>,
}

impl Postgres {
    /// Makes a fresh database and returns its URL.
    pub async fn database(&self) -> String {
        self.made("template1").await
    }

    /// Makes a database that is as another one, to which nobody may be connected, and returns its URL.
    pub async fn copy_of(&self, url: &str) -> String {
        self.made(url.rsplit('/').next().unwrap_or_default()).await
    }

    /// The URL of the same database by the server's Unix socket, as who runs on the same machine reaches it.
    pub fn by_socket(&self, url: &str) -> String {
        let folder = self.dir.display().to_string().replace('/', "%2F");
        url.replacen("127.0.0.1", &folder, 1)
    }

    /// Removes a database, whoever may still be connected: many tests would fill the disk together.
    pub async fn remove(&self, url: &str) {
        let name = url.rsplit('/').next().unwrap_or_default();
        let removed = Command::new(self.program("dropdb"))
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", OWNER, "--force", name])
            .output()
            .await;
        finished(removed).unwrap_or_else(|e| panic!("{name} is still there: {e}"));
    }

    /// One of the programs that belong to the server: `psql`, `pg_dump`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    async fn made(&self, template: &str) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = Command::new(self.program("createdb"))
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", OWNER, "-T", template, &name])
            .output()
            .await;
        finished(made).unwrap_or_else(|e| panic!("no database {name}: {e}\n{}", self.output()));
        format!("postgres://{OWNER}@127.0.0.1:{}/{name}", self.port)
    }

    /// Ends the server as a crash would; what was committed stays. Returns when it is gone.
    pub async fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let stopping = tokio::task::spawn_blocking(move || running.map(|r| r.stop("QUIT")));
        stopping.await.unwrap_or_else(|e| panic!("PostgreSQL doesn't stop: {e}"));
    }

    /// Starts it again after [`Postgres::stop`], where it was.
    pub async fn start(&self) {
        let running = launch(&self.programs, &self.dir, &self.account, self.port, self.disk).await;
        let running =
            running.unwrap_or_else(|said| panic!("PostgreSQL doesn't start again; it says:\n{said}"));
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
    }

    fn output(&self) -> String {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(Guarded::output).unwrap_or_default()
    }

    async fn make(programs: PathBuf, dir: PathBuf, disk: Disk) -> Result<Self, String> {
        let account = Account::of(&dir).await?;
        let data = dir.join("data");
        let data = data.display().to_string();
        let options =
            ["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", OWNER, "-D", &data];
        let mut command = account.prefix.clone();
        command.push(programs.join("initdb").display().to_string());
        command.extend(options.map(str::to_owned));
        let initdb = start(&dir, "KILL", &command)?;
        while initdb.is_running() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        initdb.stop("KILL");

        // Between finding a free port and listening on it, somebody else may take it.
        let mut said = String::new();
        for _ in 0..3 {
            let port = ports::free().map_err(|e| e.to_string())?;
            match launch(&programs, &dir, &account, port, disk).await {
                Ok(running) => {
                    let running = Mutex::new(Some(running));
                    return Ok(Self {
                        port,
                        programs,
                        dir,
                        account,
                        disk,
                        databases: AtomicU64::new(1),
                        running,
                    });
                }
                Err(why) => said = why,
            }
        }
        Err(said)
    }
}

/// Starts the server on the cluster in `dir`; what it says if it can't.
async fn launch(
    programs: &Path,
    dir: &Path,
    account: &Account,
    port: u16,
    disk: Disk,
) -> Result<Guarded, String> {
    let mut command = account.prefix.clone();
    command.push(programs.join("postgres").display().to_string());
    command.extend(settings(dir, &dir.join("data").display().to_string(), port, disk));
    // SIGQUIT is PostgreSQL's immediate shutdown; killed, it would leave shared memory behind.
    let running = start(dir, "QUIT", &command)?;
    if is_ready(programs, &running, port).await {
        return Ok(running);
    }
    let said = running.output();
    running.stop("QUIT");
    Err(said)
}

/// Who runs the server, since it refuses to be root.
struct Account {
    /// What stands before a command to run it as that account; it ends with a program at any rate.
    prefix: Vec<String>,
}

impl Account {
    /// The one who runs the tests; for root the packages' own account, which is given `dir`.
    async fn of(dir: &Path) -> Result<Self, String> {
        let owner = dir.metadata().map_err(|e| e.to_string())?.uid();
        if owner != 0 {
            return Ok(Self { prefix: vec!["env".to_owned()] });
        }
        let id = finished(Command::new("id").args(["-u", "postgres"]).output().await)?;
        let uid = id.trim().parse().map_err(|e| format!("the id of the account postgres: {e}"))?;
        chown(dir, Some(uid), None).map_err(|e| e.to_string())?;
        let prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"];
        Ok(Self { prefix: prefix.map(str::to_owned).to_vec() })
    }
}

fn settings(dir: &Path, data: &str, port: u16, disk: Disk) -> Vec<String> {
    let mut arguments = vec!["-D".to_owned(), data.to_owned()];
    let mut options = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={}", dir.display()),
        "max_connections=300".to_owned(),
        "timezone=UTC".to_owned(),
    ];
    if disk == Disk::Ignored {
        options.extend(["fsync", "synchronous_commit", "full_page_writes"].map(|o| format!("{o}=off")));
    }
    arguments.extend(options.into_iter().flat_map(|option| ["-c".to_owned(), option]));
    arguments
}

fn start(dir: &Path, signal: &str, command: &[String]) -> Result<Guarded, String> {
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    Guarded::start(dir, signal, &command).map_err(|e| e.to_string())
}

async fn is_ready(programs: &Path, running: &Guarded, port: u16) -> bool {
    let began = Instant::now();
    while running.is_running() && began.elapsed() < START {
        let asked = Command::new(programs.join("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .status()
            .await;
        if asked.is_ok_and(|status| status.success()) {
            return running.is_running();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

/// Where the newest PostgreSQL is: Debian keeps each version in a folder of its own, off the PATH.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .max();
    let path = std::env::var_os("PATH").unwrap_or_default();
    newest
        .map(|(_, bin)| bin)
        .or_else(|| std::env::split_paths(&path).find(|bin| bin.join("initdb").exists()))
}

/// What a program printed when it went well, else what it complained of.
fn finished(output: std::io::Result<Output>) -> Result<String, String> {
    let output = output.map_err(|e| e.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
