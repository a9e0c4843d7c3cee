//! Cross-signing, key backup and the recovery key of the account.

use matrix_sdk::Client;
use matrix_sdk::encryption::recovery::RecoveryState;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::{MatrixSettings, private_file};

/// Makes this device one that reads the backup: sets recovery up when the account has none, and opens
/// it with the key on a device that is new. What fails is logged; plain rooms need none of it.
pub(crate) async fn prepare(client: &Client, settings: &MatrixSettings) {
    if !settings.encryption {
        return;
    }
    client.encryption().wait_for_e2ee_initialization_tasks().await;
    let recovery = client.encryption().recovery();
    match recovery.state() {
        RecoveryState::Disabled => enable(client, settings).await,
        RecoveryState::Incomplete => open(client, settings).await,
        RecoveryState::Enabled | RecoveryState::Unknown => {}
    }
}

/// Opens the account's recovery on a device that is new; sets none up.
pub(crate) async fn join(client: &Client, settings: &MatrixSettings) {
    client.encryption().wait_for_e2ee_initialization_tasks().await;
    if client.encryption().recovery().state() == RecoveryState::Incomplete {
        open(client, settings).await;
    }
}

/// Whether the account's recovery key is known here.
pub(crate) fn has_key(settings: &MatrixSettings) -> bool {
    known_key(settings).is_some()
}

/// Only ever called while there is no recovery: a second call would make the first key worthless.
async fn enable(client: &Client, settings: &MatrixSettings) {
    let path = settings.state_dir.join("recovery-key");
    // The key is given once: nothing may be in the way of writing it down.
    let trial = path.with_extension("trial");
    if let Err(error) = private_file::write(&trial, b"").and_then(|()| std::fs::remove_file(&trial)) {
        tracing::error!(path = %path.display(), %error, "no recovery key is made, since it can't be written");
        return;
    }
    let key = match client.encryption().recovery().enable().await {
        Ok(key) => SecretString::from(key),
        Err(error) => {
            tracing::warn!(%error, "recovery of encrypted messages can't be set up; it will be tried at the next start");
            return;
        }
    };
    match private_file::write(&path, key.expose_secret().as_bytes()) {
        Ok(()) => {
            tracing::info!(path = %path.display(), "recovery key written; keep a copy of it in a safe place")
        }
        Err(error) => tracing::error!(path = %path.display(), %error, "the recovery key can't be written"),
    }
}

async fn open(client: &Client, settings: &MatrixSettings) {
    let Some(key) = known_key(settings) else {
        tracing::warn!(
            "this device can't read what was encrypted before it was there: set matrix.recovery_key to the \
             account's recovery key"
        );
        return;
    };
    match client.encryption().recovery().recover(key.expose_secret()).await {
        Ok(()) => tracing::info!("the account's recovery key was accepted"),
        Err(error) => {
            tracing::warn!(%error, "the account's recovery key was not accepted; check matrix.recovery_key")
        }
    }
}

fn known_key(settings: &MatrixSettings) -> Option<SecretString> {
    if let Some(key) = &settings.recovery_key {
        return Some(key.expose_secret().trim().into());
    }
    let bytes = Zeroizing::new(private_file::read(&settings.state_dir.join("recovery-key")).ok()??);
    std::str::from_utf8(&bytes).ok().map(|key| key.trim().into())
}
