//! Discord's OpenAPI document, in both directions. Without `DISCORD_OPENAPI` these tests see nothing.

use serde_json::{Value, json};
use sportello_discord_server::openapi;

use crate::bot::{Answered, Bot};

#[tokio::test]
async fn what_the_document_doesn_t_know_is_refused() {
    if !openapi::is_on() {
        return;
    }
    let (bot, _, help, _) = Bot::in_guild().await;
    for (body, place) in [
        (json!({ "content": 7 }), "/errors/content/_errors/0/code"),
        (
            json!({ "content": "x", "components": [{ "type": 1, "components": [{ "type": 2, "style": "red" }] }] }),
            "/errors/components/0/components/0/style/_errors/0/code",
        ),
        (
            json!({ "content": "x", "allowed_mentions": { "parse": ["all"] } }),
            "/errors/allowed_mentions/parse/0/_errors/0/code",
        ),
        (json!({ "content": "x", "flag": 4 }), "/errors/flag/_errors/0/code"),
        (json!({ "embeds": [{ "titel": "x" }] }), "/errors/embeds/0/titel/_errors/0/code"),
    ] {
        let answered = bot.says(&help, body).await;
        assert_eq!(answered.refusal(), (400, 50035));
        assert!(answered.body.pointer(place).is_some(), "{}", answered.body);
    }
    let list = format!("/channels/{}/messages", help.id());
    for query in ["limit=101", "limit=ten", "befor=1", "before=x"] {
        assert_eq!(bot.get(&format!("{list}?{query}")).await.refusal(), (400, 50035), "{query}");
    }
    bot.discord.expect_violation("50035");
}

/// The answers that the bot gets are of the document's shapes.
#[tokio::test]
async fn answers_are_what_the_document_says() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let forum = guild.forum_with_tags("requests", &["open"]);
    mia.posts(&forum, "VPN", "down");
    let asked = mia.says(&help, "hello?");
    mia.uploads(&help, "look", "a.png", "image/png", b"png");
    mia.reacts(asked, "🎫");
    let thread = mia.starts_thread_on(asked, "VPN");
    bot.registers(json!([{ "name": "ticket", "description": "x", "options": [
        { "type": 3, "name": "queue", "description": "x", "autocomplete": true }] }]))
        .await;
    let slash = mia.slash(&help, "ticket", &[]);
    bot.answers(&slash, json!({ "type": 4, "data": { "content": "yes" } })).await;
    let row =
        json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "Take", "custom_id": "t" }] }]);
    let embed = json!([{ "title": "x", "fields": [{ "name": "x", "value": "x" }] }]);
    let reference = json!({ "message_id": asked.id });
    let said = json!({ "content": mia.mention(), "components": row, "embeds": embed, "message_reference": reference });
    let said = bot.says(&help, said).await;
    bot.put_nothing(&format!("/channels/{}/messages/pins/{}", help.id(), asked.id)).await;
    let private =
        bot.post(&format!("/channels/{}/threads", help.id()), json!({ "name": "P", "type": 12 })).await;
    bot.put_nothing(&format!("/channels/{}/thread-members/{}", private.id(), mia.id())).await;
    bot.patch(&format!("/channels/{}", private.id()), json!({ "archived": true })).await;
    let dm = bot.post("/users/@me/channels", json!({ "recipient_id": mia.id() })).await;

    let mut wrong = Vec::new();
    let mut check = |method: &str, route: &str, answered: &Answered| {
        assert!(answered.status < 300, "{method} {route}: {answered:?}");
        for error in openapi::response_errors(method, route, answered.status, &answered.body) {
            wrong.push(format!("{method} {route}: {error}"));
        }
    };
    check("POST", "/channels/{channel_id}/messages", &said);
    check("POST", "/channels/{channel_id}/threads", &private);
    check("POST", "/users/@me/channels", &dm);
    let (help, thread, app) = (help.id(), thread.id(), bot.discord.bot());
    let token = slash.token();
    for (route, path) in [
        ("/gateway", "/gateway".to_owned()),
        ("/gateway/bot", "/gateway/bot".to_owned()),
        ("/users/@me", "/users/@me".to_owned()),
        ("/users/{user_id}", format!("/users/{}", mia.id())),
        ("/users/@me/guilds", "/users/@me/guilds".to_owned()),
        ("/applications/@me", "/applications/@me".to_owned()),
        ("/oauth2/applications/@me", "/oauth2/applications/@me".to_owned()),
        (
            "/applications/{application_id}/commands",
            format!("/applications/{app}/commands?with_localizations=true"),
        ),
        ("/guilds/{guild_id}", format!("/guilds/{}", guild.id())),
        ("/guilds/{guild_id}/channels", format!("/guilds/{}/channels", guild.id())),
        ("/guilds/{guild_id}/roles", format!("/guilds/{}/roles", guild.id())),
        ("/guilds/{guild_id}/members", format!("/guilds/{}/members?limit=9", guild.id())),
        ("/guilds/{guild_id}/members/{user_id}", format!("/guilds/{}/members/{}", guild.id(), mia.id())),
        ("/guilds/{guild_id}/threads/active", format!("/guilds/{}/threads/active", guild.id())),
        ("/channels/{channel_id}", format!("/channels/{help}")),
        ("/channels/{channel_id}", format!("/channels/{thread}")),
        ("/channels/{channel_id}", format!("/channels/{}", forum.id())),
        ("/channels/{channel_id}", format!("/channels/{}", dm.id())),
        ("/channels/{channel_id}/messages", format!("/channels/{help}/messages")),
        ("/channels/{channel_id}/messages", format!("/channels/{thread}/messages")),
        ("/channels/{channel_id}/messages", format!("/channels/{}/messages", private.id())),
        ("/channels/{channel_id}/messages/{message_id}", format!("/channels/{help}/messages/{}", asked.id)),
        ("/channels/{channel_id}/pins", format!("/channels/{help}/pins")),
        ("/channels/{channel_id}/messages/pins", format!("/channels/{help}/messages/pins")),
        (
            "/channels/{channel_id}/thread-members",
            format!("/channels/{thread}/thread-members?with_member=true"),
        ),
        (
            "/channels/{channel_id}/thread-members/{user_id}",
            format!("/channels/{thread}/thread-members/{}", mia.id()),
        ),
        (
            "/channels/{channel_id}/threads/archived/private",
            format!("/channels/{help}/threads/archived/private"),
        ),
        (
            "/channels/{channel_id}/threads/archived/public",
            format!("/channels/{help}/threads/archived/public"),
        ),
        (
            "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}",
            format!("/channels/{help}/messages/{}/reactions/%F0%9F%8E%AB", asked.id),
        ),
        (
            "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
            format!("/webhooks/{app}/{token}/messages/@original"),
        ),
    ] {
        check("GET", route, &bot.get(&path).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_ne!(said.body, Value::Null);
}
