//! Telling Discord the commands, when they are not those it was told before.

use std::path::{Path, PathBuf};

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, GuildId};
use sha2::{Digest, Sha256};

use super::entries::{everywhere, in_servers};
use crate::api::{ApiError, Params};
use crate::hear::Session;

/// Registers what has changed since it was registered last.
pub(crate) async fn register(session: Session) {
    let menu = session.host.menu();
    let id = session.shared.world.me().application;
    if id == 0 || (menu.groups.is_empty() && menu.on_message.is_empty()) {
        return;
    }
    let application_id = ApplicationId::new(id);
    put(&session, Route::Commands { application_id }, "global", &everywhere(&menu)).await;
    let entries = in_servers(&menu);
    for guild in session.shared.settings.guilds.clone() {
        let route = Route::GuildCommands { application_id, guild_id: GuildId::new(guild) };
        put(&session, route, &guild.to_string(), &entries).await;
    }
}

async fn put(session: &Session, route: Route<'_>, place: &str, entries: &Value) {
    let file = session.shared.settings.state_dir.join(format!("commands-{place}"));
    let hash = fingerprint(session.shared.world.me().application, entries);
    if std::fs::read_to_string(&file).is_ok_and(|known| known.trim() == hash) {
        return;
    }
    let told = session.ask(|| session.shared.api.send(LightMethod::Put, route, entries, Params::new())).await;
    match told {
        Ok(Ok(_)) => {
            tracing::info!(place, "commands registered");
            remember(file, &hash);
        }
        Ok(Err(error)) => complain(place, &error),
        Err(_) => {}
    }
}

fn complain(place: &str, error: &ApiError) {
    tracing::error!(
        place, %error,
        "the commands can't be registered: was the bot invited with the scope applications.commands?"
    );
}

/// What tells one set of commands from another: another bot starts with none.
fn fingerprint(application: u64, entries: &Value) -> String {
    let digest = Sha256::digest(format!("{application}\n{entries}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn remember(file: PathBuf, hash: &str) {
    let folder = file.parent().map(Path::to_owned);
    let written = folder.map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&file, hash));
    if let Err(error) = written {
        tracing::warn!(%error, file = %file.display(), "commands will be registered again at the next start");
    }
}
