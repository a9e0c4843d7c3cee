//! A person on the homeserver, who acts by plain HTTP and shares no code with the bot.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{self, Request, encode};

/// How long somebody waits for an event before the test has failed.
const PATIENCE: Duration = Duration::from_secs(30);

static TRANSACTIONS: AtomicU64 = AtomicU64::new(1);

/// A logged-in account.
pub struct User {
    /// The whole id, such as `@mia:help.test`.
    pub id: String,
    /// What it was given at login.
    pub access_token: String,
    /// Its password, for logging in again elsewhere.
    pub password: String,
    address: String,
}

/// A predicate for [`User::wait_for`]: a message (not an edit of one) whose plain text contains `part`.
pub fn body_is(part: &str) -> impl Fn(&Value) -> bool {
    move |event| {
        let content = &event["content"];
        content["m.relates_to"]["rel_type"] != "m.replace"
            && content["body"].as_str().is_some_and(|body| body.contains(part))
    }
}

impl User {
    pub(crate) fn new(address: String, id: String, access_token: String, password: String) -> Self {
        Self { id, access_token, password, address }
    }

    /// The id without `@` and server.
    pub fn localpart(&self) -> &str {
        self.id.trim_start_matches('@').split(':').next().unwrap_or_default()
    }

    /// Makes a room; `options` are those of `/createRoom`. Returns its id.
    pub async fn create_room(&self, options: Value) -> String {
        let answer = self.call("POST", "/v3/createRoom", Some(options)).await;
        text(&answer, "room_id")
    }

    /// Joins a room by id or alias. Returns its id.
    pub async fn join(&self, room: &str) -> String {
        let answer = self.call("POST", &format!("/v3/join/{}", encode(room)), Some(json!({}))).await;
        text(&answer, "room_id")
    }

    /// Invites another account by its whole id.
    pub async fn invite(&self, room: &str, user: &str) {
        self.in_room("POST", room, "invite", Some(json!({ "user_id": user }))).await;
    }

    /// Leaves a room.
    pub async fn leave(&self, room: &str) {
        self.in_room("POST", room, "leave", Some(json!({}))).await;
    }

    /// Sends a plain text message. Returns its event id.
    pub async fn send_text(&self, room: &str, text: &str) -> String {
        self.send(room, "m.room.message", json!({ "msgtype": "m.text", "body": text })).await
    }

    /// Sends a plain text message in the thread of `root`. Returns its event id.
    pub async fn send_in_thread(&self, room: &str, root: &str, text: &str) -> String {
        let relation = json!({
            "rel_type": "m.thread", "event_id": root, "is_falling_back": true,
            "m.in_reply_to": { "event_id": root },
        });
        let content = json!({ "msgtype": "m.text", "body": text, "m.relates_to": relation });
        self.send(room, "m.room.message", content).await
    }

    /// Answers a message by a reply outside any thread. Returns the answer's event id.
    pub async fn reply(&self, room: &str, to: &str, text: &str) -> String {
        let relation = json!({ "m.in_reply_to": { "event_id": to } });
        let content = json!({ "msgtype": "m.text", "body": text, "m.relates_to": relation });
        self.send(room, "m.room.message", content).await
    }

    /// Sends any event. Returns its id.
    pub async fn send(&self, room: &str, kind: &str, content: Value) -> String {
        let action = format!("send/{}/{}", encode(kind), transaction());
        text(&self.in_room("PUT", room, &action, Some(content)).await, "event_id")
    }

    /// Sets a state event. Returns its id.
    pub async fn set_state(&self, room: &str, kind: &str, key: &str, content: Value) -> String {
        let action = format!("state/{}/{}", encode(kind), encode(key));
        text(&self.in_room("PUT", room, &action, Some(content)).await, "event_id")
    }

    /// Reacts to an event. Returns the reaction's id.
    pub async fn react(&self, room: &str, event: &str, with: &str) -> String {
        let relation = json!({ "rel_type": "m.annotation", "event_id": event, "key": with });
        self.send(room, "m.reaction", json!({ "m.relates_to": relation })).await
    }

    /// Gives an own message a new text. Returns the edit's id.
    pub async fn edit(&self, room: &str, event: &str, text: &str) -> String {
        let content = json!({
            "msgtype": "m.text",
            "body": format!("* {text}"),
            "m.new_content": { "msgtype": "m.text", "body": text },
            "m.relates_to": { "rel_type": "m.replace", "event_id": event },
        });
        self.send(room, "m.room.message", content).await
    }

    /// Deletes an event. Returns the redaction's id.
    pub async fn redact(&self, room: &str, event: &str) -> String {
        let action = format!("redact/{}/{}", encode(event), transaction());
        text(&self.in_room("PUT", room, &action, Some(json!({}))).await, "event_id")
    }

    /// Puts a file on the server. Returns its `mxc://` address, to be sent as an event's `url`.
    pub async fn upload(&self, name: &str, kind: &str, bytes: &[u8]) -> String {
        let path = format!("/_matrix/media/v3/upload?filename={}", encode(name));
        text(&self.request("POST", &path, Some((kind, bytes))).await.1, "content_uri")
    }

    /// The bytes behind an `mxc://` address.
    pub async fn download(&self, mxc: &str) -> Vec<u8> {
        let path = format!("/_matrix/client/v1/media/download/{}", mxc.trim_start_matches("mxc://"));
        self.request("GET", &path, None).await.0
    }

    /// Every event of a room that this account may see, the oldest first.
    pub async fn messages(&self, room: &str) -> Vec<Value> {
        let (mut events, mut from) = (Vec::new(), String::new());
        loop {
            let action = format!("messages?dir=f&limit=1000{from}");
            let mut page = self.in_room("GET", room, &action, None).await;
            if let Value::Array(chunk) = page["chunk"].take() {
                events.extend(chunk);
            }
            match page["end"].as_str() {
                Some(end) => from = format!("&from={}", encode(end)),
                None => return events,
            }
        }
    }

    /// One event as this account sees it now.
    pub async fn event(&self, room: &str, event: &str) -> Value {
        self.in_room("GET", room, &format!("event/{}", encode(event)), None).await
    }

    /// The ids of those who are in a room.
    pub async fn members(&self, room: &str) -> Vec<String> {
        let answer = self.in_room("GET", room, "joined_members", None).await;
        answer["joined"].as_object().map(|m| m.keys().cloned().collect()).unwrap_or_default()
    }

    /// The first event of the room's latest hundred, or of those still to come, that `wanted` accepts.
    /// The test has failed when none comes within 30 seconds.
    pub async fn wait_for(&self, room: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let filter = json!({
            "room": { "rooms": [room], "timeline": { "limit": 100 } },
            "presence": { "types": [] },
        });
        let mut seen = Vec::new();
        let found = self
            .wait_in_sync(&filter, |answer| {
                for event in array(&answer["rooms"]["join"][room]["timeline"]["events"]) {
                    if wanted(event) {
                        return Some(event.clone());
                    }
                    seen.push(outline(event));
                }
                None
            })
            .await;
        found.unwrap_or_else(|| {
            panic!("{} waited in vain in {room}; these events came:\n{}", self.id, seen.join("\n"))
        })
    }

    /// The room that `from` invites this account to, now or within 30 seconds.
    pub async fn wait_for_invite(&self, from: &str) -> String {
        let filter = json!({ "room": { "timeline": { "limit": 1 } }, "presence": { "types": [] } });
        let found = self
            .wait_in_sync(&filter, |answer| {
                let invites = answer["rooms"]["invite"].as_object()?;
                let from_them = |room: &&Value| {
                    array(&room["invite_state"]["events"]).iter().any(|event| {
                        event["type"] == "m.room.member"
                            && event["state_key"] == self.id.as_str()
                            && event["sender"] == from
                    })
                };
                invites.iter().find(|(_, room)| from_them(room)).map(|(id, _)| id.clone())
            })
            .await;
        found.unwrap_or_else(|| panic!("{} was not invited by {from}", self.id))
    }

    /// A bare request to the client-server API; `path` begins behind `/_matrix/client`.
    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let body = body.map(|b| b.to_string());
        let body = body.as_ref().map(|b| ("application/json", b.as_bytes()));
        self.request(method, &format!("/_matrix/client{path}"), body).await.1
    }

    async fn in_room(&self, method: &str, room: &str, action: &str, body: Option<Value>) -> Value {
        self.call(method, &format!("/v3/rooms/{}/{action}", encode(room)), body).await
    }

    /// Long-polls `/sync`, from its beginning, until `look` finds something or patience ends.
    async fn wait_in_sync<T>(&self, filter: &Value, mut look: impl FnMut(&Value) -> Option<T>) -> Option<T> {
        let (began, filter, mut since) = (Instant::now(), encode(&filter.to_string()), String::new());
        while let Some(left) = PATIENCE.checked_sub(began.elapsed()) {
            let path = format!("/v3/sync?filter={filter}&timeout={}{since}", left.as_millis());
            let answer = self.call("GET", &path, None).await;
            if let Some(found) = look(&answer) {
                return Some(found);
            }
            since = format!("&since={}", encode(&text(&answer, "next_batch")));
        }
        None
    }

    /// The content of an answer that went well, as bytes and as JSON.
    async fn request(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> (Vec<u8>, Value) {
        let request = Request { method, path, token: Some(&self.access_token), body };
        let sent = tokio::time::timeout(PATIENCE * 2, http::send(&self.address, request)).await;
        let answer = match sent {
            Ok(Ok(answer)) => answer,
            Ok(Err(e)) => panic!("{}: {method} {path}: {e}", self.id),
            Err(_) => panic!("{}: {method} {path}: no answer", self.id),
        };
        let json = answer.json();
        assert!(answer.status == 200, "{}: {method} {path}: {} {json}", self.id, answer.status);
        (answer.body, json)
    }
}

/// A transaction id that no other process uses on the same account.
fn transaction() -> String {
    format!("{}-{}", std::process::id(), TRANSACTIONS.fetch_add(1, Ordering::Relaxed))
}

fn text(answer: &Value, key: &str) -> String {
    match answer[key].as_str() {
        Some(value) => value.to_owned(),
        None => panic!("the server's answer has no {key}: {answer}"),
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// An event in one line, to be read by whoever looks why it was not the one waited for.
fn outline(event: &Value) -> String {
    let (sender, kind) = (event["sender"].as_str(), event["type"].as_str());
    format!("  {} {} {}", sender.unwrap_or("?"), kind.unwrap_or("?"), event["content"])
}
