//! A bot that repeats each message in its thread and does nothing else: what matrix-sdk takes alone.
//!
//! It goes into each room that it is invited to. `MATRIX_HOMESERVER`, `MATRIX_USER` and `MATRIX_PASSWORD` say who it
//! is, `STATE_DIR` where its stores are. It says `connected` when it listens.
#![recursion_limit = "256"]

use std::time::Duration;

use anyhow::Context as _;
use matrix_sdk::config::SyncSettings;
use matrix_sdk::encryption::{BackupDownloadStrategy, EncryptionSettings};
use matrix_sdk::ruma::events::relation::Thread;
use matrix_sdk::ruma::events::room::message::{
    MessageType, OriginalSyncRoomMessageEvent, Relation, RoomMessageEventContent,
};
use matrix_sdk::{Client, Room};

/// How long the homeserver holds a sync without news.
const LONG_POLL: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("there is a TLS provider already"))?;
    let client = Client::builder()
        .homeserver_url(said("MATRIX_HOMESERVER")?)
        .respect_login_well_known(false)
        .sqlite_store(said("STATE_DIR")?, None)
        .with_encryption_settings(EncryptionSettings {
            auto_enable_cross_signing: true,
            auto_enable_backups: true,
            backup_download_strategy: BackupDownloadStrategy::AfterDecryptionFailure,
        })
        .build()
        .await?;
    client.matrix_auth().login_username(said("MATRIX_USER")?, &said("MATRIX_PASSWORD")?).await?;
    // What was said before is not repeated.
    client.sync_once(SyncSettings::new().timeout(Duration::ZERO)).await?;
    client.add_event_handler(repeat);
    println!("connected");
    loop {
        for room in client.invited_rooms() {
            room.join().await?;
        }
        // Not `sync()`, which sleeps a second between quick answers.
        client.sync_once(SyncSettings::new().timeout(LONG_POLL)).await?;
    }
}

async fn repeat(event: OriginalSyncRoomMessageEvent, room: Room) -> anyhow::Result<()> {
    if event.sender == room.own_user_id() || matches!(event.content.msgtype, MessageType::Notice(_)) {
        return Ok(());
    }
    let root = match &event.content.relates_to {
        Some(Relation::Replacement(_)) => return Ok(()),
        Some(Relation::Thread(thread)) => thread.event_id.clone(),
        _ => event.event_id.clone(),
    };
    let mut answer = RoomMessageEventContent::notice_plain(event.content.body());
    answer.relates_to = Some(Relation::Thread(Thread::plain(root, event.event_id)));
    room.send(answer).await?;
    Ok(())
}

fn said(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}
