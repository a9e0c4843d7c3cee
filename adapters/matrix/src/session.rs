//! The bot's session on the homeserver: logged in once, kept in a file, restored ever after.

use std::path::{Path, PathBuf};
use std::time::Duration;

use matrix_sdk::authentication::matrix::MatrixSession;
use matrix_sdk::config::RequestConfig;
use matrix_sdk::encryption::{BackupDownloadStrategy, EncryptionSettings};
use matrix_sdk::ruma::UserId;
use matrix_sdk::ruma::api::error::ErrorKind;
use matrix_sdk::{Client, ClientBuildError, Error, HttpError, SqliteStoreConfig};
use matrix_sdk_base::crypto::{CollectStrategy, DecryptionSettings, TrustRequirement};
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;

use crate::errors::{Forbidden, http_error};
use crate::{MatrixSettings, Trust, private_file};

/// How long one request may take, syncing and uploads apart.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Why there is no session.
#[derive(Debug)]
pub(crate) enum NoSession {
    /// Trying again makes no sense; a sentence for the admin.
    Hopeless(String),
    /// The homeserver is away or busy.
    NotNow { after: Option<Duration>, cause: String },
}

/// No request repeats itself: what is tried again, and when, is decided by those who know what for.
pub(crate) fn request_config() -> RequestConfig {
    RequestConfig::new().disable_retry().timeout(REQUEST_TIMEOUT)
}

/// The file that holds the session.
pub(crate) fn session_file(settings: &MatrixSettings) -> PathBuf {
    settings.state_dir.join("session.json")
}

fn store_dir(settings: &MatrixSettings) -> PathBuf {
    settings.state_dir.join("store")
}

/// The session stored by an earlier run, if there is one for this account.
///
/// # Errors
/// A sentence, when the file can't be read or belongs to another account.
pub(crate) fn stored(settings: &MatrixSettings) -> Result<Option<MatrixSession>, String> {
    let path = session_file(settings);
    let shown = path.display();
    let Some(bytes) = private_file::read(&path).map_err(|e| format!("{shown} can't be read: {e}"))? else {
        return Ok(None);
    };
    let bytes = Zeroizing::new(bytes);
    let session: MatrixSession = serde_json::from_slice(&bytes)
        .map_err(|e| format!("{shown} is no session ({e}); remove it to log in again"))?;
    if session.meta.user_id.as_str() != settings.user {
        return Err(format!(
            "{} holds the state of {}, not of {}; give each account its own folder",
            settings.state_dir.display(),
            session.meta.user_id,
            settings.user
        ));
    }
    Ok(Some(session))
}

/// A client with its session: restored, or logged in for the first time.
///
/// # Errors
/// [`NoSession`] says whether another try is of use.
pub(crate) async fn open(settings: &MatrixSettings) -> Result<Client, NoSession> {
    UserId::parse(&settings.user).map_err(|_| {
        NoSession::Hopeless(format!("`{}` is no Matrix account; write it as @name:server", settings.user))
    })?;
    let dir = store_dir(settings);
    private_file::create_dir(&dir)
        .map_err(|e| NoSession::Hopeless(format!("the folder {} can't be made: {e}", dir.display())))?;
    let stored = stored(settings).map_err(NoSession::Hopeless)?;
    if stored.is_none() {
        // What an interrupted first login left belongs to a device that nobody knows.
        retire(&dir).map_err(|e| NoSession::Hopeless(format!("{} can't be moved: {e}", dir.display())))?;
    }
    let client = build(settings, Some(&dir)).await.map_err(not_built)?;
    match stored {
        Some(session) => {
            client
                .restore_session(session)
                .await
                .map_err(|e| NoSession::Hopeless(format!("the stored session can't be restored: {e}")))?;
            tracing::info!(user = %settings.user, "session restored");
        }
        None => login(&client, settings).await?,
    }
    Ok(client)
}

/// A client without a session: its stores in `dir`, else in memory.
pub(crate) async fn build(settings: &MatrixSettings, dir: Option<&Path>) -> Result<Client, ClientBuildError> {
    let passphrase = settings.store_passphrase.as_ref().map(ExposeSecret::expose_secret);
    let (requirement, strategy) = match settings.trust {
        Trust::Everyone => (TrustRequirement::Untrusted, CollectStrategy::AllDevices),
        Trust::CrossSigned | Trust::Verified => {
            (TrustRequirement::CrossSigned, CollectStrategy::IdentityBasedStrategy)
        }
    };
    let encryption = settings.encryption && dir.is_some();
    let mut builder = Client::builder()
        .homeserver_url(settings.homeserver.as_str())
        .respect_login_well_known(false)
        .request_config(request_config())
        .with_decryption_settings(DecryptionSettings { sender_device_trust_requirement: requirement })
        .with_room_key_recipient_strategy(strategy)
        .with_encryption_settings(EncryptionSettings {
            auto_enable_cross_signing: encryption,
            auto_enable_backups: encryption,
            backup_download_strategy: if encryption {
                BackupDownloadStrategy::AfterDecryptionFailure
            } else {
                BackupDownloadStrategy::Manual
            },
        });
    if let Some(dir) = dir {
        // A desk asks its store for little at a time: pages of it kept for each of many connections are memory for nothing.
        let store = SqliteStoreConfig::with_low_memory_config(dir).passphrase(passphrase);
        builder = builder.sqlite_store_with_config_and_cache_path(store, None::<&Path>);
    }
    builder.build().await
}

fn not_built(error: ClientBuildError) -> NoSession {
    match error {
        ClientBuildError::Http(e) => refused(&e),
        other => NoSession::Hopeless(format!("the Matrix store can't be opened: {other}")),
    }
}

async fn login(client: &Client, settings: &MatrixSettings) -> Result<(), NoSession> {
    let login = client
        .matrix_auth()
        .login_username(&settings.user, settings.password.expose_secret())
        .initial_device_display_name(&settings.device_name);
    login.await.map_err(|e| match e {
        Error::Http(e) => refused(&e),
        other => NoSession::Hopeless(format!("the login failed: {other}")),
    })?;
    let session = client
        .matrix_auth()
        .session()
        .ok_or_else(|| NoSession::Hopeless("the homeserver gave no session".to_owned()))?;
    let path = session_file(settings);
    let bytes = serde_json::to_vec(&session).map_err(|e| NoSession::Hopeless(e.to_string()))?;
    let bytes = Zeroizing::new(bytes);
    private_file::write(&path, &bytes)
        .map_err(|e| NoSession::Hopeless(format!("{} can't be written: {e}", path.display())))?;
    tracing::info!(user = %settings.user, device = %session.meta.device_id, "logged in");
    Ok(())
}

/// What a login that failed with `error` means.
pub(crate) fn refused(error: &HttpError) -> NoSession {
    use sportello_chat::SendError;
    match error.client_api_error_kind() {
        Some(ErrorKind::Forbidden) => {
            return NoSession::Hopeless(
                "the homeserver refuses the login: the password is wrong, or there is no such account; \
                 check matrix.user and matrix.password"
                    .to_owned(),
            );
        }
        Some(ErrorKind::UserDeactivated) => {
            return NoSession::Hopeless("the account is deactivated; set matrix.user to another".to_owned());
        }
        _ => {}
    }
    match http_error(error, Forbidden::Permanent) {
        SendError::Retry { after, cause } => NoSession::NotNow { after, cause },
        SendError::Unknown { cause } => NoSession::NotNow { after: None, cause },
        SendError::Permanent { cause } | SendError::Unreachable { cause } => {
            NoSession::Hopeless(format!("the homeserver refuses the login: {cause}"))
        }
    }
}

/// Whether the homeserver says that the session has ended.
pub(crate) fn is_over(error: &HttpError) -> bool {
    matches!(error.client_api_error_kind(), Some(ErrorKind::UnknownToken(_) | ErrorKind::MissingToken))
}

/// Puts a session that the homeserver no longer knows aside, so that the next [`open`] logs in.
///
/// # Errors
/// What the file system answers.
pub(crate) fn forget(settings: &MatrixSettings) -> std::io::Result<()> {
    retire(&store_dir(settings))?;
    match std::fs::remove_file(session_file(settings)) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Empties the store of a device that is no more; the keys in it are in the backup too.
fn retire(dir: &Path) -> std::io::Result<()> {
    let old = dir.with_extension("old");
    if old.exists() {
        std::fs::remove_dir_all(&old)?;
    }
    if dir.exists() {
        std::fs::rename(dir, &old)?;
    }
    private_file::create_dir(dir)
}
