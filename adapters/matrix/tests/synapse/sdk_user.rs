//! A person whose client encrypts.

use std::time::Duration;

use matrix_sdk::Client;
use matrix_sdk::config::SyncSettings;
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::{OwnedRoomId, RoomId, uint};
use serde_json::{Value, json};
use sportello_test_servers::User;
use sportello_test_servers::synapse::Synapse;

/// How long a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A device of an account that can encrypt.
pub struct SdkUser {
    pub client: Client,
}

impl SdkUser {
    pub async fn of(synapse: &Synapse, account: &User) -> Self {
        let client = Client::builder().homeserver_url(&synapse.url).build().await.expect("a client");
        client.matrix_auth().login_username(&account.id, &account.password).await.expect("logged in");
        client.sync_once(SyncSettings::new().timeout(Duration::ZERO)).await.expect("synced");
        Self { client }
    }

    fn id(room: &str) -> OwnedRoomId {
        RoomId::parse(room).expect("a room id")
    }

    async fn sync(&self) {
        self.client.sync_once(SyncSettings::new().timeout(Duration::from_millis(500))).await.expect("synced");
    }

    /// Sends an event, encrypted as the room is. Returns its id.
    pub async fn send(&self, room: &str, content: Value) -> String {
        self.sync().await;
        let room = self.client.get_room(&Self::id(room)).expect("the room");
        let sent = room.send_raw("m.room.message", content).await.expect("sent");
        sent.response.event_id.to_string()
    }

    pub async fn say(&self, room: &str, text: &str) -> String {
        self.send(room, json!({ "msgtype": "m.text", "body": text })).await
    }

    /// The newest events, as decrypted, oldest first.
    #[allow(dead_code, reason = "the tests of the whole program, which share this file, use it")]
    pub async fn newest(&self, room: &str) -> Vec<Value> {
        self.sync().await;
        let room = self.client.get_room(&Self::id(room)).expect("the room");
        let mut options = MessagesOptions::backward();
        options.limit = uint!(100);
        let page = room.messages(options).await.expect("a page");
        page.chunk.iter().rev().filter_map(|e| e.raw().deserialize_as_unchecked::<Value>().ok()).collect()
    }

    /// The first event, as decrypted, that `wanted` accepts.
    pub async fn wait_for(&self, room: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                self.sync().await;
                let Some(room) = self.client.get_room(&Self::id(room)) else { continue };
                let mut options = MessagesOptions::backward();
                options.limit = uint!(50);
                let page = room.messages(options).await.expect("a page");
                let values =
                    page.chunk.iter().filter_map(|e| e.raw().deserialize_as_unchecked::<Value>().ok());
                if let Some(found) = values.into_iter().find(|v| wanted(v)) {
                    return found;
                }
            }
        });
        found.await.expect("the event comes")
    }
}
