//! The homeserver does for tests what they ask of it.

use serde_json::json;
use sportello_test_servers::{body_is, synapse};

#[tokio::test]
async fn people_write_to_each_other() {
    let synapse = synapse::shared().await;
    let (mia, ada) = (synapse.newcomer("mia").await, synapse.newcomer("ada").await);
    let room = mia.create_room(json!({ "invite": [ada.id] })).await;
    assert_eq!(ada.wait_for_invite(&mia.id).await, room);
    ada.join(&room).await;

    let (heard, said) =
        tokio::join!(ada.wait_for(&room, body_is("VPN")), mia.send_text(&room, "My VPN is down"));

    assert_eq!(heard["event_id"], said.as_str());
}

#[tokio::test]
async fn a_message_is_answered_edited_reacted_to_and_deleted() {
    let mia = synapse::shared().await.newcomer("mia").await;
    let room = mia.create_room(json!({})).await;
    let said = mia.send_text(&room, "My VNP is down").await;
    mia.edit(&room, &said, "My VPN is down").await;
    mia.react(&room, &said, "👍").await;
    mia.send_in_thread(&room, &said, "since noon").await;
    let gone = mia.reply(&room, &said, "never mind").await;
    mia.redact(&room, &gone).await;

    let kinds: Vec<_> = mia.messages(&room).await.into_iter().map(|e| e["type"].clone()).collect();

    let after_creation: Vec<_> =
        kinds.iter().filter(|k| *k == "m.room.message" || *k == "m.reaction").collect();
    assert_eq!(after_creation.len(), 5, "{kinds:?}");
    assert_eq!(mia.event(&room, &said).await["unsigned"]["m.relations"]["m.thread"]["count"], 1);
    assert_eq!(mia.event(&room, &gone).await["content"], json!({}));
}

#[tokio::test]
async fn a_file_comes_back_as_it_was() {
    let mia = synapse::shared().await.newcomer("mia").await;
    let address = mia.upload("a b.bin", "application/octet-stream", b"\0\r\n\r\n\xff").await;
    assert_eq!(mia.download(&address).await, b"\0\r\n\r\n\xff");
}

#[tokio::test]
async fn what_was_said_is_there_after_an_outage() {
    let synapse = synapse::own().await;
    let mia = synapse.newcomer("mia").await;
    let room = mia.create_room(json!({})).await;
    mia.send_text(&room, "before").await;

    synapse.stop().await;
    let away = tokio::net::TcpStream::connect(synapse.url.trim_start_matches("http://")).await;
    assert!(away.is_err(), "it still listens");
    synapse.start().await;

    mia.wait_for(&room, body_is("before")).await;
}

#[tokio::test]
#[should_panic(expected = "could not log mia in: 403")]
async fn a_wrong_password_is_refused() {
    synapse::shared().await.login("mia", "wrong").await;
}
