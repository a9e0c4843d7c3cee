//! The program is told to end (SIGTERM) while it is in the middle of something.

use super::Scene;
use super::trouble::heard;
use crate::bot::Bot;

/// Some lines of a thread.
fn lines(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|i| format!("line number {i:02}.")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_in_time_while_discord_answers_nothing_and_says_the_rest_once_later() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let all = lines(0, 8);
    let hold = scene.discord.hold("POST /channels/");
    for line in &all[..5] {
        scene.mia.says(&ticket.thread, line);
    }
    hold.caught().await;
    let folder = bot.leave().await;
    for line in &all[5..] {
        scene.mia.says(&ticket.thread, line);
    }
    hold.release();
    let bot = Bot::launch(folder, "\"connected\":true").await;
    scene.discord.bot_says(&ticket.ops, &all[7]).await;
    assert_eq!(heard(&scene.discord, &ticket.ops, &all), all, "each once and in order");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_in_time_while_people_write_and_goes_on_where_it_was() {
    let scene = Scene::set().await;
    let mut bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let all = lines(0, 60);
    for some in all.chunks(20) {
        for line in some {
            scene.mia.says(&ticket.thread, line);
        }
        let folder = bot.leave().await;
        bot = Bot::launch(folder, "\"connected\":true").await;
    }
    scene.discord.bot_says(&ticket.ops, &all[59]).await;
    assert_eq!(heard(&scene.discord, &ticket.ops, &all), all, "each once and in order");
    bot.stop().await;
    scene.discord.assert_clean();
}
