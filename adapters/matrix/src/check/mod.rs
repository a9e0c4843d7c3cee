//! What works and what is missing, for `sportello check`.
//!
//! The session of an earlier run is used if there is one, without its stores; otherwise the bot logs
//! in and out again. Nothing is sent, joined or changed.

mod room;

use std::collections::BTreeMap;

use matrix_sdk::ruma::api::client::keys::get_keys;
use matrix_sdk::ruma::api::client::membership::joined_rooms;
use matrix_sdk::ruma::api::client::session::login;
use matrix_sdk::ruma::api::client::state::get_state_events;
use matrix_sdk::ruma::api::client::uiaa::{MatrixUserIdentifier, UserIdentifier};
use matrix_sdk::ruma::room::JoinRuleSummary;
use matrix_sdk::ruma::{OwnedRoomId, RoomAliasId, RoomId, UserId};
use matrix_sdk::{Client, RoomState};
use secrecy::ExposeSecret;
use serde_json::Value;
use sportello_chat::Finding;

use crate::session::{self, NoSession};
use crate::{MatrixSettings, RoomSetting};

const ACCOUNT: &str = "matrix account";

/// Looks at the account and its rooms.
pub(crate) async fn check(settings: &MatrixSettings) -> Vec<Finding> {
    let (client, borrowed) = match enter(settings).await {
        Ok(entered) => entered,
        Err(finding) => return vec![finding],
    };
    let mut findings = vec![Finding::fine(ACCOUNT, format!("{} can log in", settings.user))];
    if settings.encryption {
        findings.push(identity(&client, settings).await);
    }
    findings.push(rate_limits(&client, settings).await);
    let joined = match client.send(joined_rooms::v3::Request::new()).await {
        Ok(response) => response.joined_rooms,
        Err(error) => {
            findings.push(Finding::missing(ACCOUNT, format!("its rooms can't be listed: {error}"), ""));
            Vec::new()
        }
    };
    for setting in &settings.rooms {
        findings.push(one_room(&client, settings, setting, &joined).await);
    }
    if !borrowed && let Err(error) = client.matrix_auth().logout().await {
        tracing::warn!(%error, "the session of the check can't be ended");
    }
    findings
}

/// A client with a session, and whether it is that of the running bot.
async fn enter(settings: &MatrixSettings) -> Result<(Client, bool), Finding> {
    let missing = |found: String| {
        Finding::missing(ACCOUNT, found, "check matrix.homeserver, matrix.user and matrix.password")
    };
    let client = session::build(settings, None).await.map_err(|e| missing(e.to_string()))?;
    let stored = session::stored(settings).map_err(|found| {
        Finding::missing(ACCOUNT, found, "give the account a folder of its own, or remove the file")
    })?;
    if let Some(stored) = stored {
        client.restore_session(stored).await.map_err(|e| missing(e.to_string()))?;
        match client.whoami().await {
            Ok(_) => return Ok((client, true)),
            Err(error) if session::is_over(&error) => {
                // The bot will log in anew; so does the check.
                let client = session::build(settings, None).await.map_err(|e| missing(e.to_string()))?;
                return log_in(client, settings).await.map(|client| (client, false));
            }
            Err(error) => return Err(missing(unreachable(settings, &error.to_string()))),
        }
    }
    log_in(client, settings).await.map(|client| (client, false))
}

fn unreachable(settings: &MatrixSettings, cause: &str) -> String {
    format!("the homeserver {} does not answer as one: {cause}", settings.homeserver)
}

/// Logs in without making the device known as one that can decrypt.
async fn log_in(client: Client, settings: &MatrixSettings) -> Result<Client, Finding> {
    let user = UserIdentifier::Matrix(MatrixUserIdentifier::new(settings.user.clone()));
    let password = login::v3::Password::new(user, settings.password.expose_secret().to_owned());
    let mut request = login::v3::Request::new(login::v3::LoginInfo::Password(password));
    request.initial_device_display_name = Some(format!("{} (check)", settings.device_name));
    let response = client.send(request).await.map_err(|error| match session::refused(&error) {
        NoSession::Hopeless(cause) => {
            Finding::missing(ACCOUNT, cause, "check matrix.user and matrix.password")
        }
        NoSession::NotNow { cause, .. } => Finding::missing(
            ACCOUNT,
            unreachable(settings, &cause),
            "check matrix.homeserver; the bot waits for a homeserver that is away",
        ),
    })?;
    client
        .restore_session(matrix_sdk::authentication::matrix::MatrixSession::from(&response))
        .await
        .map_err(|e| Finding::missing(ACCOUNT, e.to_string(), ""))?;
    Ok(client)
}

/// Whether this device will be able to read what the account's other devices can.
async fn identity(client: &Client, settings: &MatrixSettings) -> Finding {
    const SUBJECT: &str = "matrix encryption";
    let has_key = settings.recovery_key.is_some() || settings.state_dir.join("recovery-key").exists();
    if has_key || matches!(session::stored(settings), Ok(Some(_))) {
        return Finding::fine(SUBJECT, "the device has its keys");
    }
    let Ok(user) = UserId::parse(&settings.user) else {
        return Finding::missing(SUBJECT, "the account's name is no Matrix id", "write it as @name:server");
    };
    let mut request = get_keys::v3::Request::new();
    request.device_keys = BTreeMap::from([(user.clone(), Vec::new())]);
    match client.send(request).await {
        Ok(keys) if keys.master_keys.contains_key(&user) => Finding::hint(
            SUBJECT,
            "the account is in use by another device, whose messages this one can't read",
            "set matrix.recovery_key to the account's recovery key, or use an account of the bot's own",
        ),
        Ok(_) => Finding::fine(SUBJECT, "will be set up at the first start"),
        Err(error) => {
            Finding::hint(SUBJECT, format!("the account's keys can't be asked for: {error}"), "try again")
        }
    }
}

/// What can be known of the homeserver's rate limits without trying them.
async fn rate_limits(client: &Client, settings: &MatrixSettings) -> Finding {
    const SUBJECT: &str = "homeserver's rate limits";
    let path = format!("_synapse/admin/v1/users/{}/override_ratelimit", settings.user);
    let fix = format!(
        "so that answers are not slowed down, have an admin of the homeserver send \
         {{\"messages_per_second\": 0, \"burst_count\": 0}} by POST to /{path}, or raise rc_message in homeserver.yaml"
    );
    let answer = async {
        let request =
            client.http_client().get(client.homeserver().join(&path).ok()?).timeout(session::REQUEST_TIMEOUT);
        let response = request.bearer_auth(client.access_token()?).send().await.ok()?;
        if !response.status().is_success() {
            return None;
        }
        let bytes = response.bytes().await.ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    match answer.await {
        Some(limits) if limits["messages_per_second"] == 0 => {
            Finding::fine(SUBJECT, "lifted for this account")
        }
        Some(_) => Finding::hint(SUBJECT, "the homeserver's usual limits hold for this account", fix),
        None => Finding::hint(SUBJECT, "only an admin of the homeserver can see them", fix),
    }
}

async fn one_room(
    client: &Client,
    settings: &MatrixSettings,
    setting: &RoomSetting,
    joined: &[OwnedRoomId],
) -> Finding {
    let subject = format!("room {}", setting.name);
    let id = match resolve(client, &setting.name).await {
        Ok(id) => id,
        Err(found) => {
            return Finding::missing(
                subject,
                found,
                "check the name in bot.toml, and that the room is there",
            );
        }
    };
    if !joined.contains(&id) {
        return not_joined(client, settings, &subject, &id).await;
    }
    match client.send(get_state_events::v3::Request::new(id)).await {
        Ok(response) => {
            let state = response.room_state.iter().filter_map(|e| e.deserialize_as_unchecked().ok());
            room::judge(settings, setting, &subject, &state.collect::<Vec<Value>>())
        }
        Err(error) => {
            Finding::missing(subject, format!("its state can't be read: {error}"), "invite the bot again")
        }
    }
}

async fn resolve(client: &Client, name: &str) -> Result<OwnedRoomId, String> {
    if name.starts_with('!') {
        return RoomId::parse(name).map_err(|e| format!("no room id: {e}"));
    }
    let alias = RoomAliasId::parse(name).map_err(|e| format!("no room alias: {e}"))?;
    let resolved = client.resolve_room_alias(&alias).await;
    resolved.map(|r| r.room_id).map_err(|e| format!("the alias leads to no room: {e}"))
}

async fn not_joined(client: &Client, settings: &MatrixSettings, subject: &str, id: &RoomId) -> Finding {
    match client.get_room_preview(id.into(), Vec::new()).await {
        Ok(preview) if preview.state == Some(RoomState::Invited) => {
            Finding::fine(subject, "the bot is invited, and joins when it starts")
        }
        Ok(preview) if matches!(preview.join_rule, Some(JoinRuleSummary::Public)) => {
            Finding::fine(subject, "the bot is not in it yet, and joins when it starts")
        }
        _ => Finding::missing(subject, "the bot is not in it", format!("invite {} to it", settings.user)),
    }
}
