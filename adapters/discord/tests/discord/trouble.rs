//! What ends the bot, and what does not.

use sportello_chat::Event;
use sportello_discord::{DiscordAdapter, Room, RoomRole, Settings};

use crate::bot::{Bot, Desk};

#[tokio::test]
async fn a_wrong_token_is_said_with_what_to_do() {
    let desk = Desk::new().await;
    let settings = Settings { token: "MTIz.wrong.token".to_owned().into(), ..desk.settings() };
    let cause = Bot::start(settings, desk.host.clone()).gave_up().await;
    assert!(cause.contains("Reset Token"), "{cause}");
}

#[tokio::test]
async fn a_refused_intent_is_said_with_what_to_do() {
    let desk = Desk::new().await;
    desk.discord.configure(|s| s.message_content = false);
    let cause = Bot::start(desk.settings(), desk.host.clone()).gave_up().await;
    assert!(cause.contains("Message Content Intent"), "{cause}");
}

#[tokio::test]
async fn a_bot_nobody_invited_says_how_to() {
    let desk = Desk::new().await;
    let settings = Settings { guilds: vec![42], ..desk.settings() };
    let cause = Bot::start(settings, desk.host.clone()).gave_up().await;
    assert!(cause.contains("https://discord.com/oauth2/authorize?client_id="), "{cause}");
}

#[tokio::test]
async fn a_discord_that_is_away_is_waited_for() {
    let desk = Desk::new().await;
    desk.discord.refuse("GET /users/@me", 2, 503);
    let bot = desk.bot().await;
    let mia = desk.guild.member("mia");
    mia.says(&desk.help, "hello");
    desk.host.hear("hello").await;
    bot.stop().await;
}

#[tokio::test]
async fn roles_that_cannot_be_asked_for_are_asked_again() {
    let desk = Desk::new().await;
    let ada = desk.guild.member("ada").with_role(&desk.staff);
    let bot = desk.bot().await;
    desk.discord.refuse("GET /guilds/{guild_id}/members/{user_id}", 2, 500);
    ada.dms("am I an operator?");
    let heard = desk.host.hear("am I an operator?").await;
    assert_eq!(heard.author.groups.len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn settings_that_cannot_be_right_are_refused() {
    let desk = Desk::new().await;
    for id in ["0", "help", ""] {
        let rooms = vec![Room { id: id.into(), role: RoomRole::Operators }];
        let refused = DiscordAdapter::new(Settings { rooms, ..desk.settings() });
        assert!(refused.is_err_and(|e| e.to_string().contains("Developer Mode")));
    }
    let nowhere = Settings { ca_file: Some(desk.folder().join("no.pem")), ..desk.settings() };
    assert!(DiscordAdapter::new(nowhere).is_err_and(|e| e.to_string().contains("discord.ca_file")));
}

/// More than a lane holds, while the desk takes nothing: what there was no room for is read again.
#[tokio::test]
async fn a_flood_is_read_whole_and_in_order_when_the_desk_is_ready() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    desk.host.hold(true);
    let words: Vec<String> = (0..10_500).map(|n| format!("drop {n}")).collect();
    for word in &words {
        mia.says(&desk.help, word);
    }
    desk.host.hold(false);
    desk.host.hear("drop 10499").await;
    assert_eq!(desk.host.said(desk.help.id()), words);
    bot.stop().await;
}

/// A flood can't be told from what else is done in its place, and reading again tells nothing of that.
#[tokio::test]
async fn a_flood_drops_no_reactions_and_no_deletions() {
    let desk = Desk::new().await;
    let (mia, ada) = (desk.guild.member("mia"), desk.guild.member("ada"));
    let bot = desk.bot().await;
    let secret = mia.says(&desk.help, "my password is hunter2");
    let asked = mia.says(&desk.help, "my VPN is down");
    // The secret is further back than edits and deletions are looked for.
    for n in 0..30 {
        mia.says(&desk.help, &format!("before {n}"));
    }
    desk.host.hear("before 29").await;
    desk.host.hold_in(Some(desk.help.id().to_string()));
    for n in 0..200 {
        mia.says(&desk.help, &format!("drop {n}"));
    }
    ada.reacts(asked, "🎫");
    mia.deletes(secret);
    ada.says(&desk.ops, "all of it has been told");
    desk.host.hear("all of it has been told").await;
    desk.host.hold_in(None);
    desk.host.hear("drop 199").await;
    desk.host.wait_for("the reaction", |i| matches!(i.event, Event::Reaction { .. })).await;
    desk.host.picked(format!("{}:d", secret.id)).await;
    bot.stop().await;
}

/// The same in private, where Discord has been asked what chat it is before.
#[tokio::test]
async fn a_flood_in_private_is_read_whole_each_time() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let mut words = Vec::new();
    for flood in 0..2 {
        desk.host.hold(true);
        let flood: Vec<String> = (0..10_500).map(|n| format!("drop {flood}.{n}")).collect();
        for word in &flood {
            mia.dms(word);
        }
        desk.host.hold(false);
        desk.host.hear(flood.last().expect("many")).await;
        words.extend(flood);
    }
    assert_eq!(desk.host.said(mia.dm().id()), words);
    bot.stop().await;
}

/// Read again a message lacks its author's roles, which its event told.
#[tokio::test]
async fn nobody_is_asked_for_whose_message_was_heard_before_it_was_read() {
    let desk = Desk::new().await;
    let ada = desk.guild.member("ada").with_role(&desk.staff);
    let people: Vec<_> = (0..300).map(|n| desk.guild.member(&format!("guest{n}"))).collect();
    let bot = desk.bot().await;
    desk.host.hold(true);
    for (n, guest) in people.iter().enumerate() {
        guest.says(&desk.help, &format!("drop {n}"));
    }
    ada.says(&desk.help, "I am on it");
    desk.host.hold(false);
    let heard = desk.host.hear("I am on it").await;
    assert_eq!(heard.author.groups, [format!("discord_role:{}", desk.staff.id())]);
    assert_eq!(desk.host.said(desk.help.id()).len(), 301);
    let asked = desk.discord.requests();
    let members = asked.iter().filter(|r| r.is("GET /guilds/{guild_id}/members/{user_id}"));
    assert_eq!(members.count(), 0);
    bot.stop().await;
}
