//! What `sportello check` is told.

use sportello_chat::{Finding, Outlet, Verdict};
use sportello_discord::{DiscordAdapter, PERMISSION_BITS, RoomRole, Settings};
use sportello_discord_server::Permissions;

use crate::bot::{Desk, room};

async fn check(settings: Settings) -> Vec<Finding> {
    DiscordAdapter::new(settings).expect("settings").check().await
}

fn bad(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|f| f.verdict != Verdict::Fine).collect()
}

#[tokio::test]
async fn all_is_well_with_the_permissions_of_the_invitation() {
    let desk = Desk::new().await;
    desk.guild.bot_may(Permissions::from_bits_truncate(PERMISSION_BITS));
    let findings = check(desk.settings()).await;
    assert!(bad(&findings).is_empty(), "{findings:#?}");
    assert!(findings.iter().any(|f| f.subject == "discord channel #help"));
}

#[tokio::test]
async fn each_lack_is_named_with_its_cure() {
    let mut desk = Desk::new().await;
    desk.guild.bot_may(Permissions::from_bits_truncate(PERMISSION_BITS));
    let office = desk.guild.text_channel("office");
    office.deny_bot(Permissions::MANAGE_MESSAGES);
    desk.help.deny_bot(Permissions::CREATE_PUBLIC_THREADS);
    desk.rooms.push(room(&office, RoomRole::Help { private: true }));
    let forum = desk.guild.forum("posts");
    desk.rooms.push(room(&forum, RoomRole::Operators));
    desk.discord.configure(|s| s.message_content = false);
    let mut settings = desk.settings();
    settings.operator_roles.push(17);
    settings.guilds.push(99);
    settings.rooms.push(sportello_discord::Room { id: "12345".into(), role: RoomRole::Operators });
    let findings = check(settings).await;
    let all: String =
        bad(&findings).iter().map(|f| format!("{}: {} → {}\n", f.subject, f.found, f.fix)).collect();
    for part in [
        "discord intents: the bot may not read messages",
        "Message Content Intent",
        "discord channel #help: the bot lacks the permission Create Public Threads",
        "discord channel #office: the bot lacks the permission Manage Messages",
        "discord channel #posts: it is of a kind the desk can't use",
        "discord channel 12345: no server of the desk has it",
        "discord role 17: no server of the desk has such a role",
        "discord server 99: the bot is not in it",
        "scope=bot+applications.commands",
    ] {
        assert!(all.contains(part), "{part} is not in:\n{all}");
    }
}

#[tokio::test]
async fn a_wrong_token_is_one_finding() {
    let desk = Desk::new().await;
    let settings = Settings { token: "MTIz.wrong.token".to_owned().into(), ..desk.settings() };
    let findings = check(settings).await;
    let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!(finding.verdict, Verdict::Missing);
    assert!(finding.fix.contains("Reset Token"), "{}", finding.fix);
}
