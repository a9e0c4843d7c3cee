//! More is said in one place than can be stored.

use std::time::Duration;

use sea_orm::{EntityTrait, QueryOrder};
use sportello::config::Database;
use sportello::store::Store;
use sportello::store::entity::article;

use super::Scene;

/// More than a lane of the adapter holds, several times over.
const FLOOD: usize = 400;
/// What may be stored before the word of somebody else at most: what a lane holds, and what was under way.
const BOUND: usize = 150;

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_in_one_place_holds_up_no_other_and_loses_nothing() {
    let scene = Scene::set().await;
    scene.discord.configure(|s| s.patience = Duration::from_secs(120));
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let leo = scene.guild.member("leo");
    let flood: Vec<String> = (0..FLOOD).map(|i| format!("flood {i:04}.")).collect();
    for line in &flood {
        leo.says(&scene.help, line);
    }
    scene.mia.says(&ticket.thread, "somebody else's word");
    scene.discord.bot_says(&ticket.ops, "somebody else's word").await;
    leo.says(&scene.help, "the last word of the flood");
    let header = scene.header("1002", "flood 0000").await;
    let ops = scene.thread(header.id).await;
    scene.discord.bot_says(&ops, "the last word of the flood").await;
    let folder = bot.leave().await;

    let store = Store::open(&Database::Sqlite(folder.path("data/sportello.db"))).await;
    let store = store.expect("the database opens");
    let articles = article::Entity::find().order_by_asc(article::Column::Id).all(store.reader()).await;
    let bodies: Vec<String> = articles.expect("the database works").into_iter().map(|a| a.body).collect();
    let stored: Vec<&String> = bodies.iter().filter(|b| b.starts_with("flood")).collect();
    assert_eq!(stored, flood.iter().collect::<Vec<_>>(), "each once and in order");
    let other = bodies.iter().position(|b| b == "somebody else's word").expect("it is stored");
    let before = bodies[..other].iter().filter(|b| b.starts_with("flood")).count();
    assert!(before <= BOUND, "{before} messages of a flood came before a word said in another place");
    store.close().await;
}
