//! One connection's life: from IDENTIFY until it is given up, RESUMEs and all.

use std::sync::Arc;
use std::time::Duration;

use serenity::all::{ClientBuilder, ConnectionStage, GatewayError, GatewayIntents, ShardManager};
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;
use tracing::subscriber::NoSubscriber;

use super::Intake;
use super::handler::Handler;
use crate::api::{http_client, serenity_http};
use crate::shared::Shared;

/// How long the end of a connection is waited for.
const GOODBYE: Duration = Duration::from_secs(2);

/// How often it is looked whether there is a connection.
const LOOK: Duration = Duration::from_secs(1);

/// How a connection ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It was told to, or an event was dropped.
    Stopped,
    /// It broke in a way a new one may not.
    Broken(String),
    /// It was refused for good, in a sentence that says what to do.
    Refused(String),
}

/// What the bot listens to: the least that its work takes.
pub(crate) fn intents() -> GatewayIntents {
    GatewayIntents::GUILDS
        | GatewayIntents::GUILD_MESSAGES
        | GatewayIntents::GUILD_MESSAGE_REACTIONS
        | GatewayIntents::DIRECT_MESSAGES
        | GatewayIntents::DIRECT_MESSAGE_REACTIONS
        | GatewayIntents::MESSAGE_CONTENT
}

/// Connects, and fills `intake` until `stop`; `line` says whether there is a session.
pub(crate) async fn connect(
    shared: Arc<Shared>,
    line: watch::Sender<bool>,
    intake: Intake,
    stop: CancellationToken,
) -> Ended {
    let (tell, told) = oneshot::channel();
    let spawned = std::thread::Builder::new().name("discord-gateway".into()).spawn(move || {
        // serenity writes what it can't read into the log, message texts included.
        let ended = tracing::subscriber::with_default(NoSubscriber::default(), || {
            live(&shared, Handler { intake, line }, stop)
        });
        let _ = tell.send(ended);
    });
    if let Err(error) = spawned {
        return Ended::Broken(format!("no thread for the connection: {error}"));
    }
    told.await.unwrap_or_else(|_| Ended::Broken("the connection's thread has died".into()))
}

fn live(shared: &Shared, handler: Handler, stop: CancellationToken) -> Ended {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Ended::Broken(error.to_string()),
    };
    let ended = runtime.block_on(async {
        tokio::select! {
            () = stop.cancelled() => Ended::Stopped,
            ended = start(shared, handler) => ended,
        }
    });
    runtime.shutdown_timeout(GOODBYE);
    ended
}

async fn start(shared: &Shared, handler: Handler) -> Ended {
    let line = handler.line.clone();
    let client = match http_client(&shared.settings) {
        Ok(client) => client,
        Err(error) => return Ended::Broken(error.to_string()),
    };
    // What is asked of the gateway's own client nobody else waits for.
    let http = serenity_http(&shared.settings, client, |_| ());
    let built = ClientBuilder::new_with_http(http, intents())
        .event_handler(handler.clone())
        .raw_event_handler(handler)
        .await;
    match built {
        Ok(mut client) => {
            tokio::spawn(watch_line(client.shard_manager.clone(), line));
            match client.start().await {
                Ok(()) => Ended::Broken("Discord has ended the connection".into()),
                Err(error) => verdict(error),
            }
        }
        Err(error) => verdict(error),
    }
}

/// Notes when the connection is down: serenity starts another after some losses without telling its
/// handlers.
async fn watch_line(shards: Arc<ShardManager>, line: watch::Sender<bool>) {
    let mut looks = tokio::time::interval(LOOK);
    loop {
        looks.tick().await;
        let runners = shards.runners.lock().await;
        let connected = runners.values().any(|shard| shard.stage == ConnectionStage::Connected);
        drop(runners);
        if !connected {
            line.send_if_modified(std::mem::take);
        }
    }
}

fn verdict(error: serenity::Error) -> Ended {
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => Ended::Refused(WRONG_TOKEN.into()),
        serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => Ended::Refused(
            "Discord does not let the bot read messages: switch on Message Content Intent in the developer \
             portal (https://discord.com/developers/applications → the application → Bot → Privileged \
             Gateway Intents), then start again"
                .into(),
        ),
        serenity::Error::Gateway(GatewayError::InvalidGatewayIntents) => {
            Ended::Refused("Discord does not know the intents asked for: this version is too old".into())
        }
        other => Ended::Broken(crate::api::ApiError::from(other).to_string()),
    }
}

/// What is to be done about a token that is refused.
pub(crate) const WRONG_TOKEN: &str = "Discord refuses the token: reset it in the developer portal \
    (https://discord.com/developers/applications → the application → Bot → Reset Token) and put the new one \
    where discord.token in bot.toml points";
