//! The program as an admin runs it: a real homeserver, a real mail server, a process that can be killed.

mod backing_up;
mod bot;
mod both;
mod crashing;
mod discord;
mod instances;
mod measuring;
mod reloading;
#[path = "../../adapters/matrix/tests/synapse/sdk_user.rs"]
mod sdk_user;

use bot::{Bot, Scene};
use serde_json::{Value, json};
use sportello_test_servers::{body_is, mail, synapse};

fn body(event: &Value) -> &str {
    event["content"]["body"].as_str().unwrap_or_default()
}

/// Whether the event is a message of `sender` that holds `text`.
fn says<'a>(sender: &'a str, text: &'a str) -> impl Fn(&Value) -> bool + 'a {
    move |event| event["sender"] == sender && body(event).contains(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_becomes_a_closed_ticket_with_its_mails() {
    let server = synapse::shared().await;
    let scene = Scene::set(server).await;
    let bot = Bot::start(&scene, server).await;

    let request = scene.mia.send_text(&scene.help, "My VPN is down\nsince this morning").await;
    let receipt = scene.mia.wait_for(&scene.help, says(&scene.bot, "#1001")).await;
    assert_eq!(receipt["content"]["msgtype"], "m.notice", "a receipt makes no sound");
    assert_eq!(receipt["content"]["m.relates_to"]["rel_type"], "m.thread");
    assert_eq!(receipt["content"]["m.relates_to"]["event_id"], request.as_str());

    let header = scene.ada.wait_for(&scene.ops, says(&scene.bot, "#1001")).await;
    let thread = header["event_id"].as_str().expect("an event has an id");
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "since this morning")).await;

    scene.ada.send_in_thread(&scene.ops, thread, "!take").await;
    scene.mia.wait_for(&scene.help, says(&scene.bot, "ada")).await;
    scene.ada.send_in_thread(&scene.ops, thread, "!note it is the certificate again").await;
    scene.ada.send_in_thread(&scene.ops, thread, "!reply Please try **again** now").await;
    let answer = scene.mia.wait_for(&scene.help, says(&scene.bot, "Please try")).await;
    assert_eq!(
        answer["content"]["m.mentions"]["user_ids"][0],
        scene.mia.id.as_str(),
        "an answer calls the customer"
    );

    scene.ada.send_in_thread(&scene.ops, thread, "!close").await;
    scene.mia.wait_for(&scene.help, says(&scene.bot, "closed")).await;

    let mails = mail::shared().await.fetch(&scene.address, 3).await;
    let subjects: Vec<&str> =
        mails.iter().filter_map(|m| m.lines().find(|l| l.starts_with("Subject:"))).collect();
    assert!(subjects.iter().all(|s| s.contains("[Sportello#1001] My VPN is down")), "{subjects:?}");
    assert!(mails.iter().all(|m| m.contains("Auto-Submitted: auto-generated")));
    let text: String = mails.concat().replace("=\r\n", "").replace("=\n", "");
    assert!(text.contains("https://matrix.to/#/"), "mails lead back to the conversation: {text}");

    let seen = scene.mia.messages(&scene.help).await;
    assert!(!seen.iter().any(|e| body(e).contains("certificate")), "a note is never seen by customers");
    assert!(!mails.iter().any(|m| m.contains("certificate")), "nor mailed to them");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_while_the_bot_was_dead_is_read_once() {
    let server = synapse::shared().await;
    let scene = Scene::set(server).await;
    let bot = Bot::start(&scene, server).await;
    let request = scene.mia.send_text(&scene.help, "The printer is on fire").await;
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "printer")).await;

    let scene_bot = bot.kill().await;
    for i in 1..=3 {
        scene.mia.send_in_thread(&scene.help, &request, &format!("flames of height {i}")).await;
    }
    let bot = Bot::start_again(scene_bot, server).await;
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "flames of height 3")).await;
    scene.mia.send_in_thread(&scene.help, &request, "still burning").await;
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "still burning")).await;

    let seen = scene.ada.messages(&scene.ops).await;
    let heard: Vec<&str> =
        seen.iter().map(body).filter(|b| b.contains("flames") || b.contains("still burning")).collect();
    assert_eq!(heard.len(), 4, "each once: {heard:?}");
    for (line, wanted) in heard.iter().zip(["height 1", "height 2", "height 3", "burning"]) {
        assert!(line.contains(wanted), "in order: {heard:?}");
    }
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_on_the_header_takes_the_ticket_and_the_header_follows() {
    let server = synapse::shared().await;
    let scene = Scene::set(server).await;
    let bot = Bot::start(&scene, server).await;
    scene.mia.send_text(&scene.help, "I can't log in").await;
    let header = scene.ada.wait_for(&scene.ops, says(&scene.bot, "I can't log in")).await;
    let id = header["event_id"].as_str().expect("an event has an id");

    scene.ada.react(&scene.ops, id, "🙋").await;
    let edited = scene
        .ada
        .wait_for(&scene.ops, |e| {
            e["content"]["m.relates_to"]["rel_type"] == "m.replace"
                && e["content"]["m.relates_to"]["event_id"] == id
                && body(e).contains("ada")
                && body(e).contains("open")
        })
        .await;
    assert_eq!(edited["sender"], scene.bot.as_str());
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "has taken")).await;
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_reaches_the_operators_and_an_edit_follows() {
    let server = synapse::shared().await;
    let scene = Scene::set(server).await;
    let bot = Bot::start(&scene, server).await;
    let request = scene.mia.send_text(&scene.help, "The scanner makes stripes").await;
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "request, article 1")).await;

    let picture = scene.mia.upload("stripes.png", "image/png", b"not really a picture").await;
    let content = json!({
        "msgtype": "m.image", "body": "stripes.png", "url": picture,
        "info": {"mimetype": "image/png", "size": 20},
        "m.relates_to": {"rel_type": "m.thread", "event_id": request},
    });
    scene.mia.send(&scene.help, "m.room.message", content).await;
    let copy = scene
        .ada
        .wait_for(&scene.ops, |e| e["sender"] == scene.bot.as_str() && e["content"]["url"].is_string())
        .await;
    let bytes = scene.ada.download(copy["content"]["url"].as_str().unwrap_or_default()).await;
    assert_eq!(bytes, b"not really a picture");

    scene.mia.edit(&scene.help, &request, "The scanner makes green stripes").await;
    let edited = scene.ada.wait_for(&scene.ops, |e| {
        e["content"]["m.relates_to"]["rel_type"] == "m.replace" && body(e).contains("request, article 1")
    });
    assert!(body(&edited.await).contains("green stripes"));
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_names_what_works_and_what_is_missing() {
    let server = synapse::shared().await;
    let scene = Scene::set(server).await;
    let checked = Bot::run(&scene, server, &["check"]).await;
    assert!(checked.text.contains("matrix account"), "{}", checked.text);
    assert!(checked.text.contains(&scene.help), "each room is named: {}", checked.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_said_and_ends_the_program() {
    let server = synapse::shared().await;
    let mut scene = Scene::set(server).await;
    scene.password = "not it".to_owned();
    let ended = Bot::run(&scene, server, &["run"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.text.contains("password"), "{}", ended.text);
    assert!(!ended.text.contains("not it"), "a password is never repeated: {}", ended.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_homeserver_that_is_down_at_the_start_is_waited_for() {
    let server = synapse::own().await;
    let scene = Scene::set(&server).await;
    server.stop().await;
    let bot = Bot::start_unconnected(&scene, &server).await;
    server.start().await;
    scene.bot_is_in().await;
    scene.mia.send_text(&scene.help, "Is anybody there? I need help with my account").await;
    scene.mia.wait_for(&scene.help, |e| e["sender"] == scene.bot.as_str() && body_is("#1001")(e)).await;
    bot.stop().await;
}
