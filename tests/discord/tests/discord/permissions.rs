//! Who may do what where.

use serde_json::json;
use sportello_discord_server::{BOT, Permissions};

use crate::bot::Bot;

#[tokio::test]
async fn roles_and_overwrites_add_up() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let (staff, banned) = (guild.role("staff"), guild.role("banned"));
    let hidden = guild.text_channel("hidden").deny_everyone(Permissions::VIEW_CHANNEL);
    assert!(!mia.sees(&hidden));
    let hidden = hidden.overwrite(&staff, Permissions::VIEW_CHANNEL, Permissions::empty());
    mia.gets_role(&staff);
    assert!(mia.sees(&hidden));
    // What one role denies, another still allows; a member's own overwrite has the last word.
    let hidden = hidden.overwrite(&banned, Permissions::empty(), Permissions::VIEW_CHANNEL);
    mia.gets_role(&banned);
    assert!(mia.sees(&hidden));
    let hidden = hidden.overwrite(&mia, Permissions::empty(), Permissions::VIEW_CHANNEL);
    assert!(!mia.sees(&hidden));
    mia.gets_role(&guild.role("admin").may(Permissions::ADMINISTRATOR));
    assert!(mia.sees(&hidden));

    assert_eq!(bot.says(&hidden, json!({ "content": "x" })).await.refusal(), (403, 50001));
    assert_eq!(bot.get(&format!("/channels/{}", hidden.id())).await.refusal(), (403, 50001));
    help.deny_bot(Permissions::SEND_MESSAGES);
    assert_eq!(bot.says(&help, json!({ "content": "x" })).await.refusal(), (403, 50013));
}

#[tokio::test]
async fn each_right_is_needed_for_its_act() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let asked = mia.says(&help, "hello?");
    let thread = mia.starts_thread(&help, "VPN");
    let message = format!("/channels/{}/messages/{}", help.id(), asked.id);
    let channel = format!("/channels/{}", help.id());
    // Everyone's rights are taken away too.
    let _ = guild.everyone().may(Permissions::VIEW_CHANNEL);
    let without = |gone: Permissions| guild.bot_may(BOT - gone);

    without(Permissions::MANAGE_MESSAGES | Permissions::PIN_MESSAGES);
    assert_eq!(bot.delete(&message).await.refusal(), (403, 50013));
    assert_eq!(
        bot.put_nothing(&format!("{channel}/messages/pins/{}", asked.id)).await.refusal(),
        (403, 50013)
    );
    without(Permissions::PIN_MESSAGES);
    assert_eq!(bot.put_nothing(&format!("{channel}/messages/pins/{}", asked.id)).await.status, 204);
    bot.discord.configure(|s| s.strict_pins = true);
    assert_eq!(bot.delete(&format!("{channel}/messages/pins/{}", asked.id)).await.refusal(), (403, 50013));
    without(Permissions::SEND_MESSAGES_IN_THREADS);
    assert_eq!(bot.says(&thread, json!({ "content": "x" })).await.refusal(), (403, 50013));
    without(Permissions::CREATE_PRIVATE_THREADS);
    let new = json!({ "name": "x", "type": 12 });
    assert_eq!(bot.post(&format!("{channel}/threads"), new).await.refusal(), (403, 50013));
    without(Permissions::CREATE_PUBLIC_THREADS);
    assert_eq!(bot.post(&format!("{message}/threads"), json!({ "name": "x" })).await.refusal(), (403, 50013));
    without(Permissions::ATTACH_FILES);
    assert_eq!(bot.uploads(&help, &json!({}), &[("a", 1)]).await.refusal(), (403, 50013));
    without(Permissions::ADD_REACTIONS);
    assert_eq!(bot.put_nothing(&format!("{message}/reactions/%E2%9C%85/@me")).await.refusal(), (403, 50013));
    without(Permissions::READ_MESSAGE_HISTORY);
    let page = bot.get(&format!("{channel}/messages")).await;
    assert_eq!((page.status, page.body), (200, json!([])));
    assert_eq!(bot.get(&message).await.refusal(), (403, 50001));
    without(Permissions::MANAGE_THREADS);
    let lock = json!({ "locked": true });
    assert_eq!(bot.patch(&format!("/channels/{}", thread.id()), lock).await.refusal(), (403, 50013));
    assert_eq!(bot.patch(&channel, json!({ "name": "x" })).await.refusal(), (403, 50013));
}

#[tokio::test]
async fn others_messages_are_their_own() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let asked = mia.says(&help, "hello?");
    let path = format!("/channels/{}/messages/{}", help.id(), asked.id);
    assert_eq!(bot.patch(&path, json!({ "content": "x" })).await.refusal(), (403, 50005));
    let dm = mia.dms("hello?");
    let path = format!("/channels/{}/messages/{}", dm.channel, dm.id);
    assert_eq!(bot.delete(&path).await.refusal(), (403, 50003));
}

#[tokio::test]
async fn direct_chats_can_be_closed() {
    let (bot, guild, _, mia) = Bot::in_guild().await;
    let opened = bot.post("/users/@me/channels", json!({ "recipient_id": mia.id() })).await;
    assert_eq!(bot.says(opened.id(), json!({ "content": "hello" })).await.status, 200);
    assert_eq!(bot.discord.dm(&mia).len(), 1);
    mia.accepts_dms(false);
    assert_eq!(bot.says(opened.id(), json!({ "content": "hello" })).await.refusal(), (403, 50007));
    let eve = bot.discord.stranger("eve");
    let opened = bot.post("/users/@me/channels", json!({ "recipient_id": eve.id() })).await;
    assert_eq!(bot.says(opened.id(), json!({ "content": "hello" })).await.refusal(), (403, 50278));
    let other = guild.member("other bot").as_bot();
    let refused = bot.post("/users/@me/channels", json!({ "recipient_id": other.id() })).await;
    assert_eq!(refused.refusal(), (403, 50007));
}

#[tokio::test]
#[should_panic(expected = "mia can't say it: 403 Missing Access")]
async fn people_are_held_to_it_too() {
    let (_bot, guild, _, mia) = Bot::in_guild().await;
    let hidden = guild.text_channel("hidden").deny_everyone(Permissions::VIEW_CHANNEL);
    mia.says(&hidden, "hello?");
}
