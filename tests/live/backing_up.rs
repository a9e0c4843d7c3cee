//! The program's own backup, made while people write; the desk is put up again from it.

use serde_json::json;
use sportello_test_servers::synapse;

use crate::bot::{Bot, Scene};
use crate::says;

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_is_backed_up_while_it_is_open_and_put_up_again() {
    let server = synapse::shared().await;
    let scene = Scene::set(server).await;
    let bot = Bot::start(&scene, server).await;
    let copy = bot.home().path("copies/monday").display().to_string();
    let request = scene.mia.send_text(&scene.help, "The scanner makes stripes").await;
    scene.mia.wait_for(&scene.help, says(&scene.bot, "#1001")).await;
    let picture = scene.mia.upload("stripes.png", "image/png", b"not really a picture").await;
    let content = json!({
        "msgtype": "m.image", "body": "stripes.png", "url": picture,
        "info": {"mimetype": "image/png", "size": 20},
        "m.relates_to": {"rel_type": "m.thread", "event_id": request},
    });
    scene.mia.send(&scene.help, "m.room.message", content).await;
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "stripes.png")).await;

    let writing = async {
        for i in 1..=20 {
            scene.mia.send_in_thread(&scene.help, &request, &format!("stripe number {i}.")).await;
        }
    };
    let backup = ["backup", copy.as_str()];
    let (made, ()) = tokio::join!(Bot::run_in(bot.home(), &backup), writing);
    assert_eq!(made.code, Some(0), "{}", made.text);
    assert!(made.text.contains("Not in it: bot.toml"), "{}", made.text);
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "stripe number 20.")).await;
    scene.mia.send_in_thread(&scene.help, &request, "Since the backup: black ones too").await;
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "black ones too")).await;

    let refused = Bot::run_in(bot.home(), &["restore", &copy]).await;
    assert_eq!(refused.code, Some(1), "{}", refused.text);
    assert!(refused.text.contains("another Sportello is using this database"), "{}", refused.text);
    let home = bot.kill().await;
    let refused = Bot::run_in(&home, &["restore", &copy]).await;
    assert!(refused.text.contains("there already"), "{}", refused.text);
    let again = Bot::run_in(&home, &["backup", &copy]).await;
    assert!(again.code == Some(1) && again.text.contains("there already"), "{}", again.text);

    std::fs::remove_dir_all(home.path("data")).expect("the disk dies");
    let checked = Bot::run_in(&home, &["backup", "--check", &copy]).await;
    assert_eq!(checked.code, Some(0), "{}", checked.text);
    assert!(checked.text.contains("is whole: 1 ticket,"), "{}", checked.text);
    let restored = Bot::run_in(&home, &["restore", &copy]).await;
    assert_eq!(restored.code, Some(0), "{}", restored.text);

    let bot = Bot::start_again(home, server).await;
    let header = scene.ada.wait_for(&scene.ops, says(&scene.bot, "#1001")).await;
    let thread = header["event_id"].as_str().expect("an event has an id");
    scene.ada.send_in_thread(&scene.ops, thread, "!show 1001").await;
    scene.mia.send_in_thread(&scene.help, &request, "And now green ones").await;
    scene.ada.wait_for(&scene.ops, says(&scene.bot, "green ones")).await;
    let home = bot.leave().await;

    let export = home.path("desk.jsonl").display().to_string();
    let exported = Bot::run_in(&home, &["export", &export]).await;
    assert_eq!(exported.code, Some(0), "{}", exported.text);
    let lines = std::fs::read_to_string(home.path("desk.jsonl")).expect("the export");
    let articles: Vec<&str> = lines.lines().filter(|l| l.contains("\"table\":\"article\"")).collect();
    let of = |text: &str| articles.iter().filter(|a| a.contains(text)).count();
    for text in ["makes stripes", "black ones too", "green ones"] {
        assert_eq!(of(text), 1, "{text}: each once, what was said since the backup too");
    }
    for i in 1..=20 {
        assert_eq!(of(&format!("stripe number {i}.")), 1, "{i}");
    }
    let files = std::fs::read_dir(home.path("desk.jsonl.files")).expect("its files").count();
    assert_eq!(files, 1);
}
