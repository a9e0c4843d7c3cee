//! Commands, buttons and forms, and how they are answered.

use std::time::Duration;

use sportello_chat::{
    Body, Button, Content, Event, Inbound, Interaction, NewMessage, Suggestion, Target, Weight,
};
use sportello_discord_server::world::interaction::State;
use sportello_discord_server::{Pending, Person, World};

use crate::bot::{Bot, Desk, in_room, plain};
use crate::menus::{form, menu};

fn answer_to(inbound: &Inbound) -> Target {
    Target::Answer {
        event: inbound.id.clone(),
        room: inbound.place.room.clone(),
        thread: crate::host::thread_of(inbound).map(str::to_owned),
        direct: inbound.place.direct,
        person: inbound.author.id.clone(),
    }
}

fn interaction(inbound: &Inbound) -> &Interaction {
    match &inbound.event {
        Event::Interaction(interaction) => interaction,
        other => panic!("{other:?}"),
    }
}

async fn desk() -> (Desk, Bot) {
    let desk = Desk::new().await;
    desk.host.offers(menu());
    let bot = desk.bot().await;
    let guild = desk.guild.id();
    desk.discord
        .until(|w| {
            let put = |route: &str| {
                w.record
                    .requests
                    .iter()
                    .any(|r| r.method == "PUT" && r.path.contains(route) && r.status == Some(200))
            };
            put("/commands") && put(&format!("/guilds/{guild}/commands"))
        })
        .await;
    (desk, bot)
}

/// Answers an interaction when it comes.
async fn answered(desk: &Desk, bot: &Bot, pending: &Pending, text: &str) -> Inbound {
    let picked = desk.host.picked(pending.id()).await;
    bot.say(answer_to(&picked), plain(text)).await;
    picked
}

#[tokio::test]
async fn a_command_arrives_by_the_names_of_the_grammar_and_is_answered_on_the_spot() {
    let (desk, bot) = desk().await;
    let mia = desk.guild.member("mia").locale("it");
    let pending = mia.slash(&desk.help, "ticket new", &[("queue", "helpdesk"), ("urgent", "true")]);
    let picked = answered(&desk, &bot, &pending, "Opened.").await;
    let Interaction::Command { name, options } = interaction(&picked) else { panic!() };
    assert_eq!(name, "new");
    let mut options = options.clone();
    options.sort();
    assert_eq!(options, [("queue".into(), "helpdesk".into()), ("urgent".into(), "true".into())]);
    assert_eq!(picked.author.locale.as_deref(), Some("it"));
    let shown = pending.answer().await.message();
    assert_eq!((shown.content.as_str(), shown.ephemeral), ("Opened.", true));
    bot.say(answer_to(&picked), plain("And more.")).await;
    let [more] = pending.follow_ups_once(1).await.try_into().expect("one");
    assert_eq!((more.content.as_str(), more.ephemeral), ("And more.", true));
    bot.stop().await;
}

#[tokio::test]
async fn commands_are_registered_once_and_listed_once() {
    let (desk, bot) = desk().await;
    let mia = desk.guild.member("mia");
    assert_eq!(mia.visible_commands(&desk.help), ["/ticket"]);
    bot.stop().await;
    let puts = |desk: &Desk| desk.discord.requests().iter().filter(|r| r.method == "PUT").count();
    let before = puts(&desk);
    let bot = desk.bot().await;
    mia.says(&desk.help, "hello");
    desk.host.hear("hello").await;
    bot.stop().await;
    assert_eq!(puts(&desk), before);
}

#[tokio::test]
async fn what_takes_long_is_deferred_and_then_answered() {
    let (desk, bot) = desk().await;
    let mia = desk.guild.member("mia");
    desk.host.hold(true);
    let pending = mia.slash(&desk.help, "ticket status", &[]);
    desk.discord.until(|w| w.shown(desk.help.id()).iter().any(|m| m.thinking && !m.deleted)).await;
    desk.host.hold(false);
    answered(&desk, &bot, &pending, "All is well.").await;
    let shown = pending.answer().await.message();
    assert_eq!((shown.content.as_str(), shown.ephemeral), ("All is well.", true));
    bot.stop().await;
}

#[tokio::test]
async fn a_form_opens_at_once_and_comes_back() {
    let (desk, bot) = desk().await;
    desk.host.opens("new", form());
    desk.host.hold(true);
    let mia = desk.guild.member("mia");
    let pending = mia.slash(&desk.help, "ticket new", &[("queue", "helpdesk")]);
    let shown = pending.answer().await.form();
    assert_eq!((shown.title.as_str(), shown.fields.len()), ("New ticket", 2));
    assert_eq!(shown.fields[1].placeholder, form().fields[1].label);
    assert_eq!(shown.fields[1].value, "B1");
    desk.host.hold(false);
    let sent = mia.submits(&shown, &[("Subject", "VPN")]);
    let picked = answered(&desk, &bot, &sent, "Thanks.").await;
    let Interaction::Form { form, fields } = interaction(&picked) else { panic!() };
    assert_eq!(form, "form:new");
    assert!(fields.contains(&("subject".into(), "VPN".into())), "{fields:?}");
    assert_eq!(sent.answer().await.message().content, "Thanks.");
    assert!(!desk.host.stored().iter().any(|i| i.id == pending.id().to_string()));
    bot.stop().await;
}

#[tokio::test]
async fn buttons_bring_their_action_also_after_a_restart() {
    let (desk, bot) = desk().await;
    let take = Button {
        action: "take:1001".into(),
        label: "Take".into(),
        emoji: Some("🙋".into()),
        weight: Weight::Primary,
    };
    let message = NewMessage { buttons: vec![take], ..plain("#1001") };
    let sent = bot.say(in_room(&desk.ops), message).await;
    let id: u64 = sent[0].id.as_deref().expect("an id").parse().expect("a number");
    let header = sportello_discord_server::MessageId { channel: desk.ops.id(), id: id.into() };
    bot.stop().await;
    let bot = desk.bot().await;
    let ada = desk.guild.member("ada").with_role(&desk.staff);
    let pending = ada.clicks(header, "Take");
    let picked = answered(&desk, &bot, &pending, "Yours.").await;
    let Interaction::Press { action, message } = interaction(&picked) else { panic!() };
    assert_eq!((action.as_str(), message.as_deref()), ("take:1001", sent[0].id.as_deref()));
    assert_eq!(picked.author.groups.len(), 1);
    assert_eq!(pending.answer().await.message().content, "Yours.");
    let edit = Content::Edit {
        message: id.to_string(),
        rest: vec![],
        body: Body::plain("#1001 taken"),
        buttons: vec![],
    };
    bot.act(in_room(&desk.ops), edit).await.expect("edited");
    let shown = desk.discord.message(header);
    assert_eq!((shown.content.as_str(), shown.buttons().len()), ("#1001 taken", 0));
    bot.stop().await;
}

#[tokio::test]
async fn suggestions_come_and_a_messages_menu_brings_the_message() {
    let (desk, bot) = desk().await;
    desk.host.suggests(vec![Suggestion { label: "x".repeat(150), value: "helpdesk".into() }]);
    let mia = desk.guild.member("mia");
    let choices = mia.autocomplete(&desk.help, "ticket new", &[], ("queue", "he")).answer().await.choices();
    assert_eq!(choices[0].value, "helpdesk");
    assert_eq!(choices[0].name.chars().count(), 100);
    let asked = mia.says(&desk.help, "my chair is broken");
    let manage = sportello_discord_server::Permissions::MANAGE_MESSAGES;
    let lead = desk.guild.role("lead").may(manage);
    let ada = desk.guild.member("ada").with_role(&lead);
    let pending = ada.menu(asked, "Open a ticket");
    let picked = answered(&desk, &bot, &pending, "Opened for mia.").await;
    let Interaction::OnMessage { entry, target, on } = interaction(&picked) else { panic!() };
    assert_eq!((entry.as_str(), target), ("open-for", &asked.id.to_string()));
    assert_eq!((on.0.name.as_deref(), on.1.text.as_str()), (Some("mia"), "my chair is broken"));
    bot.stop().await;
}

#[tokio::test]
async fn what_could_not_be_stored_is_said_at_once_in_the_persons_language() {
    let (desk, bot) = desk().await;
    desk.host.refuse(true);
    let mia = desk.guild.member("mia").locale("it");
    let shown = mia.slash(&desk.help, "ticket status", &[]).answer().await.message();
    assert!(shown.ephemeral && shown.content.contains("Riprova"), "{}", shown.content);
    desk.host.refuse(false);
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_that_comes_too_late_goes_to_the_direct_chat() {
    let (desk, bot) = desk().await;
    let mia = desk.guild.member("mia");
    let first = mia.slash(&desk.help, "ticket status", &[]);
    let picked = desk.host.picked(first.id()).await;
    let expired = mia.slash(&desk.help, "ticket status", &[]);
    let late = desk.host.picked(expired.id()).await;
    bot.say(answer_to(&late), plain("in time")).await;
    expired.expires();
    bot.say(answer_to(&late), plain("token gone")).await;
    bot.stop().await;
    let bot = desk.bot().await;
    bot.say(answer_to(&picked), plain("for you")).await;
    let direct: Vec<String> = desk.discord.dm(&mia).into_iter().map(|m| m.content).collect();
    assert_eq!(direct, ["token gone", "for you"]);
    bot.stop().await;
}

#[tokio::test]
async fn another_server_is_told_that_it_is_not_served() {
    let desk = Desk::new().await;
    desk.host.offers(menu());
    let elsewhere = desk.discord.guild("Elsewhere");
    let lounge = elsewhere.text_channel("lounge");
    let eve = elsewhere.member("eve");
    let bot = desk.bot().await;
    desk.discord
        .until(|w| w.record.requests.iter().any(|r| r.method == "PUT" && r.status == Some(200)))
        .await;
    eve.says(&lounge, "psst");
    let shown = eve.slash(&lounge, "ticket status", &[]).answer().await.message();
    assert!(shown.ephemeral && shown.content.contains("does not serve"), "{}", shown.content);
    assert!(desk.host.said(lounge.id()).is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn a_lost_answer_is_not_given_twice() {
    let (desk, bot) = desk().await;
    let mia = desk.guild.member("mia");
    let pending = mia.slash(&desk.help, "ticket status", &[]);
    let picked = desk.host.picked(pending.id()).await;
    desk.discord.lose_answer("POST /interactions/", 1);
    let target = answer_to(&picked);
    // Discord takes off the space.
    let outbound = crate::bot::outbound(target, Content::Message(plain("once ")));
    let operation = sportello_chat::Outlet::plan(&*bot.adapter, &outbound).remove(0);
    let attempt = crate::bot::attempt(&outbound, vec![]);
    let lost = sportello_chat::Outlet::perform(&*bot.adapter, &operation, &attempt).await;
    assert!(matches!(lost, Err(sportello_chat::SendError::Unknown { .. })), "{lost:?}");
    let found = sportello_chat::Outlet::find(&*bot.adapter, &operation, &attempt).await;
    assert!(matches!(found, Ok(sportello_chat::Found::Found(_))), "{found:?}");
    assert!(pending.follow_ups().is_empty());
    // Nor would a repetition double it.
    sportello_chat::Outlet::perform(&*bot.adapter, &operation, &attempt).await.expect("answered");
    assert_eq!(pending.answer().await.message().content, "once");
    tokio::time::timeout(Duration::from_secs(1), pending.answer()).await.expect("there");
    bot.stop().await;
}

#[tokio::test]
async fn of_what_was_stored_and_is_not_answered_yet_it_is_said_that_the_answer_follows() {
    let (desk, bot) = desk().await;
    let mia = desk.guild.member("mia");
    let pending = mia.slash(&desk.help, "ticket status", &[]);
    let shown = pending.answer().await.message();
    assert!(shown.ephemeral && shown.content.contains("will follow"), "{}", shown.content);
    let picked = desk.host.picked(pending.id()).await;
    bot.say(answer_to(&picked), plain("Open.")).await;
    assert_eq!(pending.follow_ups_once(1).await[0].content, "Open.");
    bot.stop().await;
}

fn many(desk: &Desk, person: &Person) -> Vec<Pending> {
    (0..70).map(|_| person.slash(&desk.help, "ticket status", &[])).collect()
}

#[tokio::test]
async fn everybody_is_told_in_time_that_an_answer_comes_however_many_wait_for_the_desk() {
    let (desk, bot) = desk().await;
    let mia = desk.guild.member("mia");
    desk.host.hold(true);
    let all = many(&desk, &mia);
    let thinking = |w: &World, p: &Pending| w.interactions[&p.id()].state == State::Thinking;
    desk.discord.until(|w| all.iter().all(|p| thinking(w, p))).await;
    desk.host.hold(false);
    for pending in &all {
        answered(&desk, &bot, pending, "Open.").await;
        assert_eq!(pending.answer().await.message().content, "Open.");
    }
    bot.stop().await;
}

#[tokio::test]
async fn what_discord_has_told_to_have_failed_is_not_done() {
    let (desk, bot) = desk().await;
    desk.discord.configure(|s| s.answer_within = Duration::from_secs(1));
    let mia = desk.guild.member("mia");
    desk.host.hold(true);
    let all = many(&desk, &mia);
    let is_refused = |w: &World, p: &Pending| {
        let path = format!("/interactions/{}/", p.id());
        w.record.requests.iter().any(|r| r.path.contains(&path) && r.status == Some(404))
    };
    desk.discord.until(|w| all.iter().all(|p| is_refused(w, p))).await;
    desk.host.hold(false);
    let last = mia.slash(&desk.help, "ticket status", &[]);
    answered(&desk, &bot, &last, "Open.").await;
    let done = desk.host.stored();
    // Those that had been handed over are done with it.
    let done = all.iter().filter(|p| done.iter().any(|i| i.id == p.id().to_string())).count();
    assert_eq!(done, 64);
    bot.stop().await;
}

#[tokio::test]
async fn a_command_in_a_thread_or_a_direct_chat_says_so() {
    let (desk, bot) = desk().await;
    let mia = desk.guild.member("mia");
    let thread = mia.starts_thread(&desk.help, "#1001");
    let pending = mia.slash(&thread, "ticket status", &[]);
    let picked = answered(&desk, &bot, &pending, "Open.").await;
    assert_eq!(picked.place.room, desk.help.id().to_string());
    assert_eq!(crate::host::thread_of(&picked), Some(thread.id().to_string().as_str()));
    assert_eq!(pending.answer().await.message().content, "Open.");
    let pending = mia.slash(mia.dm().id(), "ticket status", &[]);
    let picked = answered(&desk, &bot, &pending, "Open.").await;
    assert!(picked.place.direct && picked.place.realm.is_none());
    assert_eq!(pending.answer().await.message().content, "Open.");
    bot.stop().await;
}
