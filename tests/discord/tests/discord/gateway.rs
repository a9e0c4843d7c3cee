//! The gateway, heard by a client of our own.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use sportello_discord_server::{Permissions, intents::bits};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::bot::Bot;

const USUAL: u64 = bits::GUILDS
    | bits::GUILD_MESSAGES
    | bits::GUILD_MESSAGE_REACTIONS
    | bits::DIRECT_MESSAGES
    | bits::DIRECT_MESSAGE_REACTIONS
    | bits::MESSAGE_CONTENT;

/// A connection, and what was heard on it.
pub struct Listener {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub session: String,
    pub sequence: u64,
}

impl Listener {
    pub async fn connect(bot: &Bot) -> Self {
        let (socket, _) = connect_async(bot.discord.gateway_url()).await.expect("a connection");
        let mut listener = Self { socket, session: String::new(), sequence: 0 };
        assert_eq!(listener.next().await.expect("a greeting")["op"], 10);
        listener
    }

    /// Begins a session and reads until the first guild is there.
    pub async fn identify(bot: &Bot, intents: u64) -> Self {
        let mut listener = Self::connect(bot).await;
        let intents = intents & !bits::GUILD_PRESENCES;
        let properties = json!({ "os": "x", "browser": "x", "device": "x" });
        let data = json!({ "token": bot.discord.token(), "intents": intents, "properties": properties });
        listener.say(json!({ "op": 2, "d": data })).await;
        let ready = listener.wait("READY").await;
        listener.session = ready["session_id"].as_str().expect("a session").to_owned();
        listener
    }

    pub async fn say(&mut self, value: Value) {
        self.socket.send(Message::text(value.to_string())).await.expect("sent");
    }

    /// The next message; the code of a close, or nothing at a cut, as an error.
    pub async fn next(&mut self) -> Result<Value, Option<u16>> {
        loop {
            let next =
                tokio::time::timeout(Duration::from_secs(10), self.socket.next()).await.expect("in time");
            match next {
                Some(Ok(Message::Text(text))) => {
                    let value: Value = serde_json::from_str(&text).expect("JSON");
                    self.sequence = value["s"].as_u64().unwrap_or(self.sequence);
                    return Ok(value);
                }
                Some(Ok(Message::Close(frame))) => return Err(frame.map(|f| f.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// The next event of this name; others are passed over.
    pub async fn wait(&mut self, name: &str) -> Value {
        loop {
            let mut heard = self.next().await.unwrap_or_else(|e| panic!("closed: {e:?}"));
            if heard["t"] == name {
                return heard["d"].take();
            }
        }
    }

    /// The names of the events up to and with one.
    async fn names(&mut self, last: &str) -> Vec<String> {
        let mut names = Vec::new();
        loop {
            let heard = self.next().await.unwrap_or_else(|e| panic!("closed: {e:?}"));
            names.extend(heard["t"].as_str().map(str::to_owned));
            if heard["t"] == last {
                return names;
            }
        }
    }
}

#[tokio::test]
async fn a_session_begins_with_the_guilds() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let thread = mia.starts_thread(&help, "VPN");
    let mut ws = Listener::identify(&bot, USUAL).await;
    let home = ws.wait("GUILD_CREATE").await;
    assert_eq!((&home["id"], &home["name"]), (&json!(guild.id()), &json!("Uni")));
    assert_eq!(home["channels"][0]["id"], json!(help.id()));
    assert_eq!(home["threads"][0]["id"], json!(thread.id()));
    assert_eq!(home["members"].as_array().map(Vec::len), Some(1));
    ws.say(json!({ "op": 1, "d": ws.sequence })).await;
    assert_eq!(ws.next().await.expect("an answer")["op"], 11);
}

#[tokio::test]
async fn a_bot_is_told_of_its_own_roles_unasked_and_of_the_threads_it_comes_to_see() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let (inside, view) = (guild.role("inside"), Permissions::VIEW_CHANNEL);
    let thread = mia.starts_thread(&help, "VPN");
    let _ = help.clone().deny_everyone(view).overwrite(&inside, view, Permissions::empty());
    let mut ws = Listener::identify(&bot, USUAL).await;
    guild.bot_gets(&inside);
    assert_eq!(ws.wait("GUILD_MEMBER_UPDATE").await["user"]["id"], json!(bot.discord.bot()));
    assert_eq!(ws.wait("THREAD_LIST_SYNC").await["threads"][0]["id"], json!(thread.id()));
}

#[tokio::test]
async fn everything_that_happens_is_told() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let mut ws = Listener::identify(&bot, USUAL | bits::GUILD_MEMBERS).await;
    let asked = mia.says(&help, "hello?");
    assert_eq!(ws.wait("MESSAGE_CREATE").await["content"], "hello?");
    mia.edits(asked, "hello!");
    assert!(!ws.wait("MESSAGE_UPDATE").await["edited_timestamp"].is_null());
    bot.discord.previews(asked, "https://example.org");
    assert_eq!(ws.wait("MESSAGE_UPDATE").await["embeds"][0]["title"], "A page");
    mia.reacts(asked, "🎫");
    assert_eq!(ws.wait("MESSAGE_REACTION_ADD").await["emoji"]["name"], "🎫");
    mia.unreacts(asked, "🎫");
    ws.wait("MESSAGE_REACTION_REMOVE").await;
    mia.starts_thread_on(asked, "VPN");
    assert_eq!(
        ws.names("MESSAGE_CREATE").await,
        ["THREAD_CREATE", "THREAD_MEMBERS_UPDATE", "MESSAGE_UPDATE", "MESSAGE_CREATE"]
    );
    mia.archives(asked.id);
    assert_eq!(ws.wait("THREAD_UPDATE").await["thread_metadata"]["archived"], true);
    let ben = guild.member("ben");
    ws.wait("GUILD_MEMBER_ADD").await;
    let staff = guild.role("staff");
    ws.wait("GUILD_ROLE_CREATE").await;
    ben.gets_role(&staff);
    assert_eq!(ws.wait("GUILD_MEMBER_UPDATE").await["roles"][0], json!(staff.id()));
    staff.delete();
    ws.wait("GUILD_ROLE_DELETE").await;
    ben.leaves(&guild);
    ws.wait("GUILD_MEMBER_REMOVE").await;
    let (a, b) = (mia.says(&help, "a"), mia.says(&help, "b"));
    bot.delete(&format!("/channels/{}/messages/{}", help.id(), a.id)).await;
    assert_eq!(ws.wait("MESSAGE_DELETE").await["id"], json!(a.id));
    let path = format!("/channels/{}/messages/bulk-delete", help.id());
    bot.post(&path, json!({ "messages": [asked.id, b.id] })).await;
    assert_eq!(ws.wait("MESSAGE_DELETE_BULK").await["ids"], json!([asked.id, b.id]));
    let c = mia.says(&help, "c");
    bot.put_nothing(&format!("/channels/{}/messages/pins/{}", help.id(), c.id)).await;
    ws.wait("CHANNEL_PINS_UPDATE").await;
    mia.types(&help);
    let other = guild.text_channel("other");
    ws.wait("CHANNEL_CREATE").await;
    let _ = other.clone().deny_everyone(Permissions::SEND_MESSAGES);
    ws.wait("CHANNEL_UPDATE").await;
    other.delete();
    ws.wait("CHANNEL_DELETE").await;
    mia.dms("psst");
    assert!(ws.wait("MESSAGE_CREATE").await.get("guild_id").is_none());
}

#[tokio::test]
async fn intents_choose_what_is_told() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let mut ws = Listener::identify(&bot, bits::GUILDS | bits::GUILD_MESSAGES | bits::DIRECT_MESSAGES).await;
    let asked = mia.says(&help, "secret");
    assert_eq!(ws.wait("MESSAGE_CREATE").await["content"], "");
    mia.reacts(asked, "🎫");
    mia.says(&help, &format!("<@{}> help", bot.discord.bot()));
    let heard = ws.next().await.expect("a message");
    assert_eq!((&heard["t"], heard["d"]["content"] != ""), (&json!("MESSAGE_CREATE"), true));
    mia.dms("psst");
    assert_eq!(ws.wait("MESSAGE_CREATE").await["content"], "psst");
}

#[tokio::test]
async fn what_the_bot_can_t_see_it_doesn_t_hear() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    guild.bot_may(Permissions::empty());
    let hidden = guild.text_channel("hidden").deny_everyone(Permissions::VIEW_CHANNEL);
    let staff = guild.role("staff");
    let hidden = hidden.overwrite(&staff, Permissions::VIEW_CHANNEL, Permissions::empty());
    mia.gets_role(&staff);
    let mut ws = Listener::identify(&bot, USUAL).await;
    ws.wait("GUILD_CREATE").await;
    mia.says(&hidden, "a");
    let thread = mia.starts_private_thread(&help, "VPN");
    mia.says(&thread, "b");
    mia.says(&help, "c");
    assert_eq!(ws.next().await.expect("a message")["d"]["content"], "c");
    // Mentioned, the bot comes into the thread.
    mia.says(&thread, &format!("<@{}>", bot.discord.bot()));
    assert_eq!(ws.names("THREAD_MEMBERS_UPDATE").await, ["THREAD_CREATE", "THREAD_MEMBERS_UPDATE"]);
}

#[tokio::test]
async fn a_session_is_resumed_where_it_was() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let mut ws = Listener::identify(&bot, USUAL).await;
    mia.says(&help, "a");
    ws.wait("MESSAGE_CREATE").await;
    bot.discord.drop_gateway();
    assert_eq!(ws.next().await, Err(None));
    mia.says(&help, "b");
    let mut again = Listener::connect(&bot).await;
    let data = json!({ "token": bot.discord.token(), "session_id": ws.session, "seq": ws.sequence });
    again.say(json!({ "op": 6, "d": data })).await;
    assert_eq!(again.wait("MESSAGE_CREATE").await["content"], "b");
    again.wait("RESUMED").await;
    mia.says(&help, "c");
    assert_eq!(again.wait("MESSAGE_CREATE").await["content"], "c");

    bot.discord.repeat_events(1);
    assert_eq!(again.wait("MESSAGE_CREATE").await["content"], "c");
    bot.discord.reconnect();
    assert_eq!(again.next().await.expect("a message")["op"], 7);
    bot.discord.drop_session();
    assert_eq!(again.next().await, Err(None));
    let mut third = Listener::connect(&bot).await;
    let data = json!({ "token": bot.discord.token(), "session_id": ws.session, "seq": 1 });
    third.say(json!({ "op": 6, "d": data })).await;
    assert_eq!(third.next().await.expect("a message"), json!({ "op": 9, "t": null, "s": null, "d": false }));
}

#[tokio::test]
async fn a_paused_gateway_lets_nobody_in_and_keeps_nothing() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let mut ws = Listener::identify(&bot, USUAL).await;
    ws.wait("GUILD_CREATE").await;
    bot.discord.pause_gateway();
    assert_eq!(ws.next().await, Err(Some(4009)));
    mia.says(&help, "missed");
    let again = async {
        let mut ws = Listener::identify(&bot, USUAL).await;
        ws.wait("GUILD_CREATE").await;
        ws
    };
    let resume = async {
        tokio::task::yield_now().await;
        bot.discord.resume_gateway();
    };
    let (mut ws, ()) = tokio::join!(again, resume);
    mia.says(&help, "heard");
    assert_eq!(ws.next().await.expect("a message")["d"]["content"], "heard");
}

#[tokio::test]
async fn who_may_not_identify_is_told_why() {
    let (bot, ..) = Bot::in_guild().await;
    let refused = async |token: &str, intents: u64| {
        let mut ws = Listener::connect(&bot).await;
        ws.say(json!({ "op": 2, "d": { "token": token, "intents": intents, "properties": {} } })).await;
        ws.next().await
    };
    assert_eq!(refused("nonsense", USUAL).await, Err(Some(4004)));
    assert_eq!(refused(bot.discord.token(), 1 << 40).await, Err(Some(4013)));
    bot.discord.configure(|s| s.message_content = false);
    assert_eq!(refused(bot.discord.token(), USUAL).await, Err(Some(4014)));
}
