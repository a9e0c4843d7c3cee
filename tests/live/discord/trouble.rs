//! What goes wrong at Discord, and what people then see.

use std::time::Duration;

use sportello_discord_server::{Channel, DiscordServer, Limit, Permissions, Rates};

use super::{Opened, Scene};
use crate::bot::Bot;

/// The words of those messages in a channel that hold one of `wanted`, in order.
pub fn heard(discord: &DiscordServer, channel: &Channel, wanted: &[String]) -> Vec<String> {
    let said = discord.shown(channel).into_iter().filter(|m| m.by_bot && !m.deleted);
    said.flat_map(|m| wanted.iter().filter(|w| m.content.contains(w.as_str())).cloned().collect::<Vec<_>>())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_in_the_middle_of_a_thread_keeps_its_order() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let lines: Vec<String> = (1..=9).map(|i| format!("line number {i}.")).collect();
    for (i, line) in lines.iter().enumerate() {
        scene.mia.says(&ticket.thread, line);
        if i == 3 {
            let wait = Duration::from_millis(700);
            scene.discord.rate_limit("POST /channels/", 2, wait, false);
            scene.discord.rate_limit("POST /channels/", 1, wait, true);
        }
    }
    scene.discord.bot_says(&ticket.ops, "line number 9.").await;
    assert_eq!(heard(&scene.discord, &ticket.ops, &lines), lines);
    bot.stop().await;
    scene.discord.assert_clean();
}

const THREAD_STARTS: &str = "POST /channels/{channel_id}/messages/{message_id}/threads";

/// A desk on a server that takes three threads in a channel, then none for so long; one is begun.
async fn with_three_threads_in(window: Duration) -> (Scene, Bot, Opened) {
    let scene = Scene::set().await;
    let mut rates = Rates::default();
    rates.routes.insert(THREAD_STARTS.to_owned(), Limit::new(3, window));
    scene.discord.limits(rates);
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    (scene, bot, ticket)
}

fn many_write(scene: &Scene, many: usize) {
    for n in 0..many {
        scene.guild.member(&format!("guest{n}")).says(&scene.help, &format!("The lamp {n:02} flickers"));
    }
}

async fn is_answered(scene: &Scene, ticket: &Opened, words: &str) {
    scene.ada.says(&ticket.ops, &format!("!reply {words}"));
    scene.discord.bot_says(&ticket.thread, words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_minutes_holds_up_nothing_but_what_it_limits() {
    // It lasts longer than the test: who waited for it would wait for good.
    let (scene, bot, ticket) = with_three_threads_in(Duration::from_secs(3600)).await;
    let help = scene.help.id();
    // More than is sent at once.
    many_write(&scene, 60);
    scene.discord.until(|world| world.threads(help).count() == 3).await;
    for n in 0..3 {
        is_answered(&scene, &ticket, &format!("Let it beep, {n}.")).await;
    }
    // A bot that has just begun knows nothing of it.
    let bot = scene.start_in(bot.kill().await).await;
    for n in 3..6 {
        is_answered(&scene, &ticket, &format!("Let it beep, {n}.")).await;
    }
    bot.kill().await;
    let asked = scene.discord.requests();
    let refused = asked.iter().filter(|r| r.is(THREAD_STARTS) && r.status == Some(429)).count();
    assert!(refused <= 6, "{refused} requests were made for nothing");
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_limit_has_held_back_is_done_when_it_is_over() {
    let (scene, bot, _) = with_three_threads_in(Duration::from_secs(12)).await;
    let help = scene.help.id();
    many_write(&scene, 5);
    scene.discord.until(|world| world.threads(help).count() == 6).await;
    bot.kill().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_gateway_loses_and_doubles_nothing() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let mut lines = vec!["before".to_owned()];
    scene.mia.says(&ticket.thread, "before");
    scene.discord.bot_says(&ticket.ops, "before").await;
    let resumed = scene.discord.read(|w| w.gateway.resumed);
    scene.discord.drop_gateway();
    scene.mia.says(&ticket.thread, "while resuming");
    lines.push("while resuming".into());
    scene.discord.bot_says(&ticket.ops, "while resuming").await;
    assert!(scene.discord.read(|w| w.gateway.resumed) > resumed, "it resumed its session");

    scene.discord.pause_gateway();
    let leo = scene.guild.member("leo");
    for line in ["in the dark, one", "in the dark, two"] {
        scene.mia.says(&ticket.thread, line);
        lines.push(line.into());
    }
    leo.says(&scene.help, "And my screen flickers");
    scene.mia.edits(ticket.request, "My VPN is down again");
    scene.discord.resume_gateway();
    scene.discord.bot_says(&ticket.ops, "in the dark, two").await;
    scene.header("1002", "screen flickers").await;
    scene.discord.bot_says(&ticket.ops, "down again").await;
    scene.discord.repeat_events(20);
    scene.mia.says(&ticket.thread, "after all");
    lines.push("after all".into());
    scene.discord.bot_says(&ticket.ops, "after all").await;
    assert_eq!(heard(&scene.discord, &ticket.ops, &lines), lines);
    scene.discord.quiet_for(Duration::from_secs(2)).await;
    let headers = scene.discord.shown(&scene.ops).into_iter().filter(|m| m.content.contains("#1003")).count();
    assert_eq!(headers, 0, "nothing opens twice");
    bot.stop().await;
    scene.discord.assert_clean();
}

/// The customer's place is lost in some way; ada's next answer has to arrive all the same.
async fn goes_on_by_direct_chat(scene: &Scene, ticket: &super::Opened) {
    let form = scene.ada.clicks(ticket.header.id, "Answer…").answer().await.form();
    scene.ada.submits(&form, &[("text", "Please reconnect now")]).answer().await.message();
    scene.discord.bot_says(&ticket.ops, "can't be reached").await;
    let dm = scene.mia.dm();
    let answer = scene.discord.bot_says(&dm, "Please reconnect now").await;
    scene.mia.replies(answer.id, "It works");
    scene.discord.bot_says(&ticket.ops, "It works").await;
    let header = scene.header("1001", "owner: ada").await;
    assert!(header.content.contains("open"), "nothing is closed for it: {}", header.content);
    scene.discord.quiet_for(Duration::from_secs(2)).await;
    let all = scene.discord.shown(&ticket.ops);
    let warnings = all.iter().filter(|m| m.content.contains("can't be reached")).count();
    assert_eq!(warnings, 1, "told once: {:#?}", all.iter().map(|m| &m.content).collect::<Vec<_>>());
    let answers = scene.discord.shown(&dm).iter().filter(|m| m.content.contains("reconnect now")).count();
    assert_eq!(answers, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_thread_is_told_and_the_ticket_goes_on_by_direct_chat() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    ticket.thread.delete();
    goes_on_by_direct_chat(&scene, &ticket).await;
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_permission_is_told_and_the_very_answer_goes_by_direct_chat() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    scene.help.deny_bot(Permissions::SEND_MESSAGES_IN_THREADS);
    goes_on_by_direct_chat(&scene, &ticket).await;
    bot.stop().await;
    scene.discord.expect_violation("Missing Permissions");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_closed_to_the_bot_is_told_and_the_ticket_goes_on_by_direct_chat() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    scene.help.deny_bot(Permissions::VIEW_CHANNEL);
    goes_on_by_direct_chat(&scene, &ticket).await;
    scene.help.allow_bot(Permissions::VIEW_CHANNEL);
    scene.mia.says(&ticket.thread, "Here again");
    scene.discord.bot_says(&ticket.ops, "Here again").await;
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_deleted_before_its_thread_was_there_is_answered_by_direct_chat() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let hold = scene.discord.hold("POST /channels/{channel_id}/messages/{message_id}/threads");
    let request = scene.mia.says(&scene.help, "My VPN is down");
    hold.caught().await;
    scene.mia.deletes(request);
    hold.release();
    let header = scene.header("1001", "#1001").await;
    let form = scene.ada.clicks(header.id, "Answer…").answer().await.form();
    scene.ada.submits(&form, &[("text", "Please reconnect now")]).answer().await.message();
    scene.discord.bot_says(&scene.mia.dm(), "Please reconnect now").await;
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_left_is_told_to_the_operators_and_nothing_is_closed() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    scene.mia.says(&scene.accounts, "I forgot my password");
    let header = scene.header("1001", "password").await;
    let ops = scene.thread(header.id).await;
    let accounts = scene.accounts.id();
    let thread = scene.discord.find(|w| w.threads(accounts).map(|t| t.id).next()).await;
    scene.discord.bot_says(thread, "#1001").await;
    scene.mia.leaves(&scene.guild);
    // The bot has just seen her there, and believes that for five seconds.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let form = scene.ada.clicks(header.id, "Answer…").answer().await.form();
    scene.ada.submits(&form, &[("text", "Here is a new one")]).answer().await.message();
    scene.discord.bot_says(&ops, "Here is a new one").await;
    scene.discord.bot_says(&ops, "mia is no longer in the server").await;
    scene.discord.quiet_for(Duration::from_secs(2)).await;
    let header = scene.discord.message(header.id);
    assert!(header.content.contains("open"), "{}", header.content);
    let told = scene.discord.shown(&ops).into_iter().filter(|m| m.content.contains('⚠')).count();
    assert_eq!(told, 2, "of her thread, and of the direct chat that was tried instead");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_message_refused_in_the_direct_chat_is_no_news() {
    let scene = Scene::set().await;
    scene.mia.accepts_dms(false);
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let form = scene.ada.clicks(ticket.header.id, "Close…").answer().await.form();
    scene.ada.submits(&form, &[]).answer().await.message();
    scene.discord.bot_says(&ticket.thread, "closed successfully").await;
    scene.discord.quiet_for(Duration::from_secs(3)).await;
    let told = scene.discord.shown(&ticket.ops);
    assert!(!told.iter().any(|m| m.content.contains('⚠')), "{told:#?}");
    assert!(scene.discord.dm(&scene.mia).is_empty());
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_is_one_from_the_moment_the_role_is_given() {
    let scene = Scene::set().await;
    let staff = scene.guild.role("helpers").may(Permissions::MANAGE_MESSAGES);
    let eve = scene.guild.member("eve").with_role(&staff);
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let refused = eve.clicks(ticket.header.id, "Take").answer().await.message();
    assert!(refused.ephemeral && refused.content.contains("can't find"), "{}", refused.content);
    eve.gets_role(&scene.role);
    eve.clicks(ticket.header.id, "Take").answer().await.message();
    scene.header("1001", "owner: eve").await;
    eve.loses_role(&scene.role);
    eve.says(&ticket.ops, "a word among operators");
    let refused = eve.slash(&ticket.ops, "ticket close", &[]).answer().await.message();
    assert!(refused.ephemeral && refused.content.contains("can't find"), "{}", refused.content);
    let header = scene.discord.message(ticket.header.id);
    assert!(!header.content.contains("closed"), "{}", header.content);
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_header_is_no_end_of_its_ticket() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    scene.otto.deletes(ticket.header.id);
    scene.ada.slash(&ticket.ops, "desk take", &[]).answer().await.message();
    scene.discord.bot_says(&ticket.ops, "has taken").await;
    scene.ada.slash(&ticket.ops, "desk release", &[]).answer().await.message();
    scene.discord.bot_says(&ticket.ops, "given").await;
    let ops = scene.ops.id();
    let is_new = |m: &sportello_discord_server::Shown| !m.deleted && m.buttons().contains(&"Take");
    let header = scene.discord.find(|w| w.shown(ops).into_iter().find(is_new)).await;
    scene.ada.clicks(header.id, "Take").answer().await.message();
    scene.header("1001", "owner: ada").await;
    let told = scene.discord.shown(&ticket.ops);
    assert!(!told.iter().any(|m| m.content.contains('⚠')), "{told:#?}");
    bot.stop().await;
}
