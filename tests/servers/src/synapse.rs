//! A Matrix homeserver: Synapse from PyPI.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::User;
use crate::guarded::Guarded;
use crate::http::{self, Request, Response};
use crate::ports;

/// How long a busy machine may take to start it.
const START: Duration = Duration::from_secs(90);

static SHARED: OnceCell<Synapse> = OnceCell::const_new();

/// The homeserver that all tests of this process share. Names of people and rooms are shared with
/// it: see [`Synapse::newcomer`].
pub async fn shared() -> &'static Synapse {
    SHARED.get_or_init(own).await
}

/// A homeserver for one test alone, which may stop it.
pub async fn own() -> Synapse {
    let dir = tempfile::Builder::new()
        .prefix("sportello-synapse-")
        .tempdir()
        .unwrap_or_else(|e| panic!("no temporary folder for Synapse: {e}"))
        .keep();
    // Between finding a free port and listening on it, somebody else may take it.
    let mut said = String::new();
    for _ in 0..3 {
        let port = ports::free().unwrap_or_else(|e| panic!("no free port for Synapse: {e}"));
        configure(&dir, port).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
        match launch(&dir, port).await {
            Ok(running) => return Synapse::new(dir, port, running),
            Err(output) => said = output,
        }
    }
    panic!("Synapse doesn't start; it says:\n{said}");
}

/// A running homeserver, gone when dropped.
pub struct Synapse {
    /// Its base URL, without a slash at the end.
    pub url: String,
    /// What stands behind the colon in its ids.
    pub server_name: String,
    dir: PathBuf,
    port: u16,
    running: Mutex<Option<Guarded>>,
    newcomers: AtomicU64,
}

impl Synapse {
    fn new(dir: PathBuf, port: u16, running: Guarded) -> Self {
        Self {
            url: format!("http://127.0.0.1:{port}"),
            server_name: SERVER_NAME.to_owned(),
            dir,
            port,
            running: Mutex::new(Some(running)),
            newcomers: AtomicU64::new(1),
        }
    }

    /// Makes an account and returns its whole id.
    pub async fn register(&self, name: &str, password: &str) -> String {
        let body = json!({
            "username": name,
            "password": password,
            "inhibit_login": true,
            "auth": { "type": "m.login.dummy" },
        });
        let answer = self.post("/_matrix/client/v3/register", &body).await;
        text(&answer, "user_id", &format!("register {name}"))
    }

    /// Logs in, as a device of its own.
    pub async fn login(&self, name: &str, password: &str) -> User {
        let body = json!({
            "type": "m.login.password",
            "identifier": { "type": "m.id.user", "user": name },
            "password": password,
        });
        let answer = self.post("/_matrix/client/v3/login", &body).await;
        let doing = format!("log {name} in");
        User::new(
            self.address(),
            text(&answer, "user_id", &doing),
            text(&answer, "access_token", &doing),
            password.to_owned(),
        )
    }

    /// A new account whose name begins with `name` and is given once, logged in.
    pub async fn newcomer(&self, name: &str) -> User {
        let name = format!("{name}{}", self.newcomers.fetch_add(1, Ordering::Relaxed));
        self.register(&name, "correct horse").await;
        self.login(&name, "correct horse").await
    }

    /// Ends the server in good order; everything it knows stays. Returns when its port is closed.
    pub async fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let stopping = tokio::task::spawn_blocking(move || running.map(|r| r.stop("TERM")));
        stopping.await.unwrap_or_else(|e| panic!("Synapse doesn't stop: {e}"));
    }

    /// Starts it again after [`Synapse::stop`], where it was and with what it knew.
    pub async fn start(&self) {
        let running = launch(&self.dir, self.port)
            .await
            .unwrap_or_else(|e| panic!("Synapse doesn't start again:\n{e}"));
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    async fn post(&self, path: &str, body: &Value) -> Response {
        let body = body.to_string();
        let body = Some(("application/json", body.as_bytes()));
        http::send(&self.address(), Request { method: "POST", path, token: None, body })
            .await
            .unwrap_or_else(|e| panic!("Synapse doesn't answer POST {path}: {e}"))
    }
}

impl Drop for Synapse {
    fn drop(&mut self) {
        let running = self.running.get_mut().unwrap_or_else(PoisonError::into_inner);
        if running.take().is_none() {
            // It was stopped and its folder kept. What can't be removed is only litter.
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }
}

/// As in `homeserver.yaml`.
const SERVER_NAME: &str = "help.test";

/// The member `key` of an answer that went well.
fn text(answer: &Response, key: &str, doing: &str) -> String {
    let body = answer.json();
    match body[key].as_str() {
        Some(value) if answer.status == 200 => value.to_owned(),
        _ => panic!("could not {doing}: {} {body}", answer.status),
    }
}

/// Starts Synapse in `dir` and waits until it answers, or returns what it said instead.
async fn launch(dir: &Path, port: u16) -> Result<Guarded, String> {
    let python = environment().join("bin/python");
    assert!(python.exists(), "Synapse is not in {}: run tests/setup", environment().display());
    let (python, config) = (python.display().to_string(), dir.join("homeserver.yaml").display().to_string());
    let command = [python.as_str(), "-m", "synapse.app.homeserver", "-c", &config];
    let running = Guarded::start(dir, "KILL", &command).map_err(|e| e.to_string())?;
    let (address, began) = (format!("127.0.0.1:{port}"), Instant::now());
    while running.is_running() && began.elapsed() < START {
        if answers(&address).await && running.is_running() {
            return Ok(running);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let said = running.output();
    running.stop("KILL");
    Err(said)
}

async fn answers(address: &str) -> bool {
    let request = Request { method: "GET", path: "/_matrix/client/versions", token: None, body: None };
    http::send(address, request).await.is_ok_and(|r| r.status == 200)
}

/// Where `tests/setup` puts Synapse.
fn environment() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|c| !c.is_empty()).map(PathBuf::from);
    let cache = cache
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
        .unwrap_or_else(|| panic!("neither XDG_CACHE_HOME nor HOME says where Synapse is"));
    cache.join("sportello/synapse")
}

/// Writes what Synapse needs to run in `dir`.
fn configure(dir: &Path, port: u16) -> std::io::Result<()> {
    let config = include_str!("../homeserver.yaml")
        .replace("@DIR@", &dir.display().to_string())
        .replace("@PORT@", &port.to_string());
    std::fs::write(dir.join("homeserver.yaml"), config)?;
    std::fs::write(dir.join("log.yaml"), include_str!("../log.yaml"))
}
