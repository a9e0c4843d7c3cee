//! Connecting, again and again, until the desk shuts down.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serenity::http::Route;
use sportello_chat::{Host, Stopped};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::api::Params;
use crate::gateway::{self, Ended, Intake, WRONG_TOKEN};
use crate::hear::{self, Session};
use crate::patience::Patience;
use crate::shared::Shared;
use crate::world::Me;
use crate::{HERE, PLATFORM, ids, interactions, json};

/// How long, at the end, the host may take to finish what it was handed.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// A connection that lasted so long was a good one: the next is tried at once.
const GOOD: Duration = Duration::from_secs(60);

/// Connects, and hands over what happens until `stop`.
pub(crate) async fn run(
    shared: Arc<Shared>,
    host: Arc<dyn Host>,
    stop: CancellationToken,
) -> Result<(), Stopped> {
    let stop = stop.child_token();
    let _ended = stop.clone().drop_guard();
    shared.attach(Some(host.clone()));
    let session =
        Session { shared: shared.clone(), host: host.clone(), stop: stop.clone(), tasks: TaskTracker::new() };
    remember_lost(&session).await;
    let (line, up) = watch::channel(false);
    session.tasks.spawn(announce(session.clone(), up));
    let outcome = listen(&session, &line).await;
    stop.cancel();
    host.connected(&HERE, false);
    session.tasks.close();
    if tokio::time::timeout(LAST_WORDS, session.tasks.wait()).await.is_err() {
        tracing::warn!("the host has not finished what it was handed");
    }
    shared.attach(None);
    outcome
}

/// What another instance of the desk has lost sight of, it is told of here when it is seen again.
async fn remember_lost(session: &Session) {
    match session.host.lost_places(&HERE).await {
        Ok(rooms) => {
            for room in rooms.iter().filter_map(|room| ids::parse(room)) {
                session.shared.lost.set(room, true);
            }
        }
        Err(error) => tracing::warn!(%error, "which channels are lost can't be read"),
    }
}

/// Tells the host whether there is a connection, at each change.
async fn announce(session: Session, mut up: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = session.stop.cancelled() => return,
            changed = up.changed() => if changed.is_err() { return },
        }
        let connected = *up.borrow_and_update();
        session.host.connected(&HERE, connected);
    }
}

async fn listen(session: &Session, line: &watch::Sender<bool>) -> Result<(), Stopped> {
    let (intake, queue, asked) = Intake::new();
    session.tasks.spawn(interactions::answer_all(session.clone(), asked));
    let dispatching = tokio::spawn(hear::dispatch(session.clone(), queue));
    tokio::select! {
        ended = dispatching => match ended {
            Ok(hear::End::Hopeless(stopped)) => Err(stopped),
            Ok(hear::End::Stop) => Ok(()),
            Err(error) => Err(stopped(format!("what happens can't be handed over any more: {error}"))),
        },
        ended = keep_connected(session, line, &intake) => ended,
    }
}

fn stopped(cause: String) -> Stopped {
    Stopped { platform: PLATFORM, cause }
}

async fn keep_connected(
    session: &Session,
    line: &watch::Sender<bool>,
    intake: &Intake,
) -> Result<(), Stopped> {
    let mut patience = Patience::new();
    loop {
        if !knock(session, line).await? {
            return Ok(());
        }
        let began = Instant::now();
        let stop = session.stop.child_token();
        let connection = gateway::connect(session.shared.clone(), line.clone(), intake.clone(), stop.clone());
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = &mut connection => ended,
            () = intake.overran() => {
                tracing::warn!("events come faster than they are taken; reading them again when the desk is ready");
                stop.cancel();
                let _ = connection.await;
                line.send_replace(false);
                tokio::select! {
                    () = session.stop.cancelled() => return Ok(()),
                    () = intake.drained() => {}
                }
                Ended::Stopped
            }
        };
        match ended {
            Ended::Refused(cause) => return Err(stopped(cause)),
            Ended::Stopped if session.stop.is_cancelled() => return Ok(()),
            Ended::Stopped => {}
            Ended::Broken(cause) => {
                line.send_replace(false);
                tracing::warn!(cause, "the connection to Discord has ended; trying again");
            }
        }
        if began.elapsed() > GOOD {
            patience = Patience::new();
        }
        if patience.wait(None, &session.stop).await.is_err() {
            return Ok(());
        }
    }
}

/// Waits until the API answers and takes the token; no if the desk shuts down before.
async fn knock(session: &Session, line: &watch::Sender<bool>) -> Result<bool, Stopped> {
    let mut patience = Patience::new();
    let mut said = false;
    loop {
        let answer = tokio::select! {
            () = session.stop.cancelled() => return Ok(false),
            answer = session.shared.api.get(Route::UserMe, Params::new()) => answer,
        };
        match answer {
            Ok(account) => {
                let known = session.shared.world.me();
                let user = json::id(&account, "id").unwrap_or(known.user);
                session.shared.world.set_me(Me { user, ..known });
                return Ok(true);
            }
            Err(error) if error.status() == 401 => return Err(stopped(WRONG_TOKEN.into())),
            Err(error) => {
                if !std::mem::replace(&mut said, true) {
                    tracing::warn!(%error, "Discord can't be reached; waiting for it");
                    line.send_replace(false);
                }
                if patience.wait(None, &session.stop).await.is_err() {
                    return Ok(false);
                }
            }
        }
    }
}
