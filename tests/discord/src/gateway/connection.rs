//! One WebSocket, from HELLO to its end.

use std::sync::Arc;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::routing::any;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::intents::bits;
use super::session::Out;
use crate::shared::Shared;

/// Close codes that Discord documents.
pub mod close {
    /// The message was no JSON, or of no known kind.
    pub const DECODE_ERROR: u16 = 4002;
    /// The bot did something before IDENTIFY.
    pub const NOT_AUTHENTICATED: u16 = 4003;
    /// The token is wrong.
    pub const AUTHENTICATION_FAILED: u16 = 4004;
    /// IDENTIFY came twice.
    pub const ALREADY_AUTHENTICATED: u16 = 4005;
    /// The session is too old.
    pub const SESSION_TIMED_OUT: u16 = 4009;
    /// There are no such intents.
    pub const INVALID_INTENTS: u16 = 4013;
    /// The application may not use these intents.
    pub const DISALLOWED_INTENTS: u16 = 4014;
}

/// Listens for bots.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let accept = move |upgrade: WebSocketUpgrade| {
        let shared = Arc::clone(&shared);
        async move { upgrade.on_upgrade(|socket| Connection::new(shared).run(socket)) }
    };
    let router = Router::new().fallback(any(accept));
    if let Err(error) = axum::serve(listener, router).await {
        eprintln!("the gateway ended: {error}");
    }
}

struct Connection {
    shared: Arc<Shared>,
    link: UnboundedSender<Out>,
    out: UnboundedReceiver<Out>,
    identified: bool,
}

impl Connection {
    fn new(shared: Arc<Shared>) -> Self {
        let (link, out) = mpsc::unbounded_channel();
        Self { shared, link, out, identified: false }
    }

    async fn run(mut self, mut socket: WebSocket) {
        let interval = self.shared.read(|w| w.settings.heartbeat.as_millis());
        let interval = u64::try_from(interval).unwrap_or(u64::MAX);
        self.say(
            &json!({ "op": 10, "t": null, "s": null, "d": { "heartbeat_interval": interval, "_trace": [] } }),
        );
        loop {
            tokio::select! {
                out = self.out.recv() => match out {
                    Some(Out::Text(text)) => {
                        if socket.send(Message::text(text)).await.is_err() {
                            break;
                        }
                    }
                    Some(Out::Close(code)) => {
                        let frame = CloseFrame { code, reason: "".into() };
                        // The other end may be gone already.
                        let _ = socket.send(Message::Close(Some(frame))).await;
                        break;
                    }
                    Some(Out::Cut) | None => break,
                    Some(Out::Freeze) => {
                        while let Some(Ok(_)) = socket.recv().await {}
                        break;
                    }
                },
                heard = socket.recv() => match heard {
                    Some(Ok(Message::Text(text))) => self.hear(&text).await,
                    Some(Ok(Message::Binary(bytes))) => self.hear(&String::from_utf8_lossy(&bytes)).await,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(frame))) => {
                        // 1000 and 1001 end the session; anything else leaves it to be resumed.
                        let ends = frame.is_some_and(|f| matches!(f.code, 1000 | 1001));
                        self.ended(ends);
                        return;
                    }
                    Some(Err(_)) | None => break,
                },
            }
        }
        self.ended(false);
    }

    fn say(&self, value: &Value) {
        self.shared.with(|w| w.check_gateway(&value.to_string()));
        // The receiver is our own.
        let _ = self.link.send(Out::Text(value.to_string()));
    }

    fn close(&self, code: u16) {
        let _ = self.link.send(Out::Close(code));
    }

    async fn hear(&mut self, text: &str) {
        let Ok(heard) = serde_json::from_str::<Value>(text) else { return self.close(close::DECODE_ERROR) };
        match heard["op"].as_u64() {
            Some(1) => self.say(&json!({ "op": 11, "t": null, "s": null, "d": null })),
            Some(2) => self.identify(&heard["d"]).await,
            Some(6) => self.resume(&heard["d"]),
            Some(3 | 4 | 8) if self.identified => {}
            Some(3 | 4 | 8) => self.close(close::NOT_AUTHENTICATED),
            _ => self.close(close::DECODE_ERROR),
        }
    }

    async fn identify(&mut self, data: &Value) {
        if self.identified {
            return self.close(close::ALREADY_AUTHENTICATED);
        }
        if !self.shared.knows(data["token"].as_str().unwrap_or_default()) {
            return self.close(close::AUTHENTICATION_FAILED);
        }
        let Some(intents) = data["intents"].as_u64().filter(|i| *i <= bits::ALL) else {
            return self.close(close::INVALID_INTENTS);
        };
        let refused = self.shared.read(|w| {
            let content = if w.settings.message_content { 0 } else { bits::MESSAGE_CONTENT };
            let members = if w.settings.guild_members { 0 } else { bits::GUILD_MEMBERS };
            intents & (content | members | bits::GUILD_PRESENCES)
        });
        // Presences cost much and tell little: no application of ours may ask for them.
        if refused != 0 {
            return self.close(close::DISALLOWED_INTENTS);
        }
        self.shared.until(|w| (!w.gateway.paused).then_some(())).await;
        self.identified = true;
        let (link, url) = (self.link.clone(), self.shared.gateway_url());
        self.shared.with(|w| w.begin_session(intents, &data["shard"], link, &url));
    }

    fn resume(&mut self, data: &Value) {
        if !self.shared.knows(data["token"].as_str().unwrap_or_default()) {
            return self.close(close::AUTHENTICATION_FAILED);
        }
        let id = data["session_id"].as_str().unwrap_or_default();
        let seen = data["seq"].as_u64().unwrap_or_default();
        let link = self.link.clone();
        if self.shared.with(|w| w.resume_session(id, seen, link)) {
            self.identified = true;
        } else {
            self.say(&json!({ "op": 9, "t": null, "s": null, "d": false }));
        }
    }

    /// The socket is gone. Its session may be resumed on another, unless it was ended.
    fn ended(&self, for_good: bool) {
        self.shared.with(|w| {
            let mine = |link: &Option<UnboundedSender<Out>>| {
                link.as_ref().is_some_and(|l| l.same_channel(&self.link))
            };
            if for_good {
                w.gateway.sessions.retain(|s| !mine(&s.link));
            }
            for session in w.gateway.sessions.iter_mut().filter(|s| mine(&s.link)) {
                session.link = None;
            }
        });
    }
}
