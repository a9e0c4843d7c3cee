//! Where the bot goes, and what it makes of being sent away.

use serde_json::json;
use sportello_chat::{Body, Event, Operation, SendError, Target};
use sportello_matrix::{RoomRole, RoomSetting};
use sportello_test_servers::synapse;

use crate::bot::{Bot, attempt, help, send};
use crate::hearing::desk;

#[tokio::test]
async fn a_direct_chat_is_joined_and_heard() {
    let synapse = synapse::shared().await;
    let mia = synapse.newcomer("mia").await;
    let mut bot = Bot::new(synapse, vec![]).await;
    bot.start().await;
    let room = mia
        .create_room(json!({ "preset": "trusted_private_chat", "is_direct": true, "invite": [bot.id] }))
        .await;
    bot.in_room(&room).await;
    mia.send_text(&room, "psst").await;
    assert!(bot.host.hear("psst").await.place.direct);
}

#[tokio::test]
async fn what_is_said_in_a_direct_chat_before_the_bot_has_come_is_heard() {
    let synapse = synapse::shared().await;
    let mia = synapse.newcomer("mia").await;
    let mut bot = Bot::new(synapse, vec![]).await;
    let room = mia
        .create_room(json!({ "preset": "trusted_private_chat", "is_direct": true, "invite": [bot.id] }))
        .await;
    for words in ["Hello?", "My VPN is down"] {
        mia.send_text(&room, words).await;
    }
    bot.start().await;
    bot.in_room(&room).await;
    mia.send_text(&room, "Anybody there?").await;
    bot.host.hear("Anybody there?").await;
    assert_eq!(bot.host.said(&room), ["Hello?", "My VPN is down", "Anybody there?"]);
}

#[tokio::test]
async fn what_was_said_in_a_room_of_the_desk_before_the_bot_has_come_is_not_for_it() {
    let synapse = synapse::shared().await;
    let (mia, account) = (synapse.newcomer("mia").await, synapse.newcomer("sportello").await);
    let room = mia.create_room(json!({ "preset": "private_chat", "invite": [account.id] })).await;
    mia.send_text(&room, "Among ourselves").await;
    let mut bot = Bot::of(synapse, &account, vec![help(&room)]);
    bot.start().await;
    bot.in_room(&room).await;
    mia.send_text(&room, "My VPN is down").await;
    bot.host.hear("My VPN is down").await;
    assert_eq!(bot.host.said(&room), ["My VPN is down"]);
}

#[tokio::test]
async fn an_invitation_by_one_person_is_a_direct_chat() {
    let synapse = synapse::shared().await;
    let mia = synapse.newcomer("mia").await;
    let mut bot = Bot::new(synapse, vec![]).await;
    bot.start().await;
    let room = mia.create_room(json!({ "preset": "private_chat", "invite": [bot.id] })).await;
    bot.in_room(&room).await;
    mia.send_text(&room, "psst").await;
    assert!(bot.host.hear("psst").await.place.direct);
    // It is that person's chat from now on, also when the bot speaks first.
    let open = Operation::OpenDirect { person: mia.id.clone() };
    let opened = bot.perform(&open, &attempt("a")).await.expect("opened");
    assert_eq!(opened.room.as_deref(), Some(room.as_str()));
}

#[tokio::test]
async fn a_direct_chat_whose_person_has_left_is_unreachable() {
    let synapse = synapse::shared().await;
    let mia = synapse.newcomer("mia").await;
    let mut bot = Bot::new(synapse, vec![]).await;
    bot.start().await;
    let room = mia.create_room(json!({ "is_direct": true, "invite": [bot.id] })).await;
    bot.in_room(&room).await;
    mia.send_text(&room, "bye").await;
    bot.host.hear("bye").await;
    let goodbye = mia.send_text(&room, "really").await;
    mia.leave(&room).await;
    let target = Target::Direct { person: mia.id.clone(), room: Some(room.clone()) };
    let operation = send(target, Body::plain("wait"), vec![]);
    let unreachable = async {
        while !matches!(bot.perform(&operation, &attempt("a")).await, Err(SendError::Unreachable { .. })) {}
    };
    tokio::time::timeout(crate::host::PATIENCE, unreachable).await.expect("is noticed");
    bot.host.wait_for("the last word", |i| i.id == goodbye).await;
}

#[tokio::test]
async fn an_invitation_to_a_foreign_room_is_refused() {
    let synapse = synapse::shared().await;
    let (mia, otto) = (synapse.newcomer("mia").await, synapse.newcomer("otto").await);
    let mut bot = Bot::new(synapse, vec![]).await;
    bot.start().await;
    let room = mia.create_room(json!({ "preset": "private_chat", "invite": [otto.id] })).await;
    otto.join(&room).await;
    mia.invite(&room, &bot.id).await;
    let id = bot.id.clone();
    mia.wait_for(&room, |e| e["state_key"] == id.as_str() && e["content"]["membership"] == "leave").await;
    assert!(bot.host.stored().is_empty());
}

#[tokio::test]
async fn a_room_of_the_desk_is_joined_when_the_invitation_comes() {
    let synapse = synapse::shared().await;
    let mia = synapse.newcomer("mia").await;
    let room = mia.create_room(json!({ "preset": "private_chat" })).await;
    let mut bot = Bot::new(synapse, vec![help(&room)]).await;
    bot.start().await;
    mia.invite(&room, &bot.id).await;
    bot.in_room(&room).await;
    mia.send_text(&room, "now").await;
    assert!(!bot.host.hear("now").await.place.direct);
}

#[tokio::test]
async fn an_upgraded_room_is_followed() {
    let (mut bot, mia, room) = desk(synapse::shared().await).await;
    let upgraded =
        mia.call("POST", &format!("/v3/rooms/{room}/upgrade"), Some(json!({ "new_version": "10" }))).await;
    let new = upgraded["replacement_room"].as_str().expect("a new room").to_owned();
    mia.send_text(&new, "here we are").await;
    let replaced = bot.host.wait_for("the upgrade", |i| matches!(i.event, Event::PlaceReplaced { .. })).await;
    assert!(matches!(replaced.event, Event::PlaceReplaced { by } if by == new));
    assert_eq!(bot.host.hear("here we are").await.place.room, new);
    bot.stop().await;
    mia.send_text(&new, "and still").await;
    bot.start().await;
    bot.host.hear("and still").await;
    assert_eq!(bot.host.pinned_as(&room).as_deref(), Some(room.as_str()), "the desk finds it by its name");
}

#[tokio::test]
async fn an_upgrade_while_the_bot_was_away_is_told_before_what_follows() {
    let (mut bot, mia, room) = desk(synapse::shared().await).await;
    bot.stop().await;
    mia.send_text(&room, "the last word").await;
    let upgraded =
        mia.call("POST", &format!("/v3/rooms/{room}/upgrade"), Some(json!({ "new_version": "10" }))).await;
    let new = upgraded["replacement_room"].as_str().expect("a new room").to_owned();
    mia.send_text(&new, "the first word").await;
    bot.start().await;
    bot.host.hear("the first word").await;
    let told: Vec<String> = bot
        .host
        .stored()
        .into_iter()
        .filter_map(|i| match i.event {
            Event::Message(message) => Some(message.text),
            Event::PlaceReplaced { by } => Some(by),
            _ => None,
        })
        .collect();
    assert_eq!(told, ["the last word", &new, "the first word"]);
}

#[tokio::test]
async fn being_removed_and_coming_back_are_told() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    let kick = json!({ "user_id": bot.id, "reason": "by mistake" });
    mia.call("POST", &format!("/v3/rooms/{room}/kick"), Some(kick)).await;
    let lost = bot.host.wait_for("the loss", |i| matches!(i.event, Event::PlaceLost { .. })).await;
    assert!(matches!(lost.event, Event::PlaceLost { reason } if reason == "by mistake"));
    mia.invite(&room, &bot.id).await;
    bot.host
        .wait_for("the return", |i| {
            i.place.room == room && i.at > lost.at && matches!(i.event, Event::PlaceFound)
        })
        .await;
    mia.send_text(&room, "sorry").await;
    bot.host.hear("sorry").await;
}

#[tokio::test]
async fn an_alias_that_points_elsewhere_is_not_followed() {
    let synapse = synapse::shared().await;
    let mia = synapse.newcomer("mia").await;
    let name = format!("help-{}", mia.localpart());
    let options = json!({ "preset": "public_chat", "room_alias_name": name });
    let first = mia.create_room(options.clone()).await;
    let alias = format!("#{name}:{}", synapse.server_name);
    let mut bot = Bot::new(synapse, vec![help(&alias)]).await;
    bot.start().await;
    bot.in_room(&first).await;
    bot.stop().await;
    mia.call("DELETE", &format!("/v3/directory/room/{}", alias.replace('#', "%23")), None).await;
    let second = mia.create_room(options).await;
    bot.start().await;
    mia.send_text(&second, "wrong room").await;
    mia.send_text(&first, "right room").await;
    bot.host.hear("right room").await;
    assert!(!mia.members(&second).await.contains(&bot.id));
}

#[tokio::test]
async fn members_of_a_group_s_room_are_known_as_such() {
    let synapse = synapse::shared().await;
    let (ada, mia) = (synapse.newcomer("ada").await, synapse.newcomer("mia").await);
    let group = ada.create_room(json!({ "preset": "private_chat" })).await;
    let room = mia.create_room(json!({ "preset": "public_chat" })).await;
    ada.join(&room).await;
    let operators = RoomSetting { name: group.clone(), role: RoomRole::Group };
    let mut bot = Bot::new(synapse, vec![operators, help(&room)]).await;
    ada.invite(&group, &bot.id).await;
    bot.start().await;
    bot.in_room(&room).await;
    let id = bot.id.clone();
    ada.wait_for(&group, |e| e["state_key"] == id.as_str() && e["content"]["membership"] == "join").await;
    ada.send_text(&group, "among us").await;
    ada.send_text(&room, "from ada").await;
    mia.send_text(&room, "from mia").await;
    assert_eq!(bot.host.hear("from ada").await.author.groups, [format!("matrix_room:{group}")]);
    assert!(bot.host.hear("from mia").await.author.groups.is_empty());
    assert!(bot.host.said(&group).is_empty());
}
