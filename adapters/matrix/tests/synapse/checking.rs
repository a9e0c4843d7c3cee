//! What `sportello check` says before going live.

use serde_json::json;
use sportello_chat::{Finding, Outlet, Verdict};
use sportello_matrix::{RoomRole, RoomSetting};
use sportello_test_servers::synapse;

use crate::bot::{Bot, help};

fn about<'a>(findings: &'a [Finding], subject: &str) -> &'a Finding {
    findings
        .iter()
        .find(|f| f.subject.contains(subject))
        .unwrap_or_else(|| panic!("nothing about {subject}: {findings:#?}"))
}

#[tokio::test]
async fn a_desk_that_is_ready_has_nothing_missing() {
    let synapse = synapse::shared().await;
    let (account, mia) = (synapse.newcomer("bot").await, synapse.newcomer("mia").await);
    let room = mia
        .create_room(json!({
            "preset": "public_chat",
            "power_level_content_override": { "users": { (account.id.clone()): 50 } },
        }))
        .await;
    let bot = Bot::of(synapse, &account, vec![help(&room)]);
    account.join(&room).await;
    let findings = bot.adapter.check().await;
    assert!(findings.iter().all(|f| f.verdict != Verdict::Missing), "{findings:#?}");
    assert_eq!(about(&findings, &room).verdict, Verdict::Fine);
    assert!(about(&findings, "rate limits").fix.contains("override_ratelimit"));
}

#[tokio::test]
async fn each_fault_of_a_room_is_said_with_its_cure() {
    let synapse = synapse::shared().await;
    let (account, mia) = (synapse.newcomer("bot").await, synapse.newcomer("mia").await);
    let public = json!({ "preset": "public_chat" });
    let closed = json!({ "preset": "private_chat" });
    let (private, operators) = (mia.create_room(public.clone()).await, mia.create_room(public).await);
    let (elsewhere, nowhere) = (mia.create_room(closed).await, "#nowhere:help.test".to_owned());
    account.join(&private).await;
    account.join(&operators).await;
    let role = |name: &str, role| RoomSetting { name: name.to_owned(), role };
    let rooms = vec![
        role(&private, RoomRole::Help { private: true }),
        role(&operators, RoomRole::Operators),
        help(&elsewhere),
        help(&nowhere),
    ];
    let bot = Bot::of(synapse, &account, rooms);
    let findings = bot.adapter.check().await;
    for (room, fix) in [
        (&private, "remove messages"),
        (&operators, "invite-only"),
        (&elsewhere, "invite @bot"),
        (&nowhere, "check the name"),
    ] {
        let finding = about(&findings, room);
        assert_eq!(finding.verdict, Verdict::Missing, "{finding:?}");
        assert!(finding.fix.contains(fix), "{finding:?}");
    }
}

#[tokio::test]
async fn a_check_leaves_no_session_behind() {
    let synapse = synapse::shared().await;
    let account = synapse.newcomer("bot").await;
    let bot = Bot::of(synapse, &account, vec![]);
    bot.adapter.check().await;
    let devices = account.call("GET", "/v3/devices", None).await;
    assert_eq!(devices["devices"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_check_beside_the_running_bot_uses_its_session() {
    let synapse = synapse::shared().await;
    let account = synapse.newcomer("bot").await;
    let mut bot = Bot::of(synapse, &account, vec![]);
    bot.start().await;
    let findings = bot.adapter.check().await;
    assert!(findings.iter().all(|f| f.verdict != Verdict::Missing), "{findings:#?}");
    let devices = account.call("GET", "/v3/devices", None).await;
    assert_eq!(devices["devices"].as_array().map(Vec::len), Some(2));
    // The bot is still what it was.
    let mia = synapse.newcomer("mia").await;
    let invite = json!({ "preset": "trusted_private_chat", "is_direct": true, "invite": [bot.id] });
    let room = mia.create_room(invite).await;
    bot.in_room(&room).await;
}

#[tokio::test]
async fn a_wrong_password_and_a_homeserver_that_is_away_are_said() {
    let synapse = synapse::shared().await;
    let mut settings = Bot::new(synapse, vec![]).await.settings;
    settings.password = "wrong".to_owned().into();
    let dir = std::sync::Arc::new(tempfile::tempdir().expect("a folder"));
    let findings = Bot::with(settings.clone(), dir.clone()).adapter.check().await;
    assert!(about(&findings, "account").found.contains("password"), "{findings:?}");
    settings.homeserver = "http://127.0.0.1:9".parse().expect("a URL");
    let findings = Bot::with(settings, dir).adapter.check().await;
    assert!(about(&findings, "account").found.contains("does not answer"), "{findings:?}");
}
