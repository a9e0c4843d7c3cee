//! What people pick, click and fill in.

use sportello_discord_server::Permissions;

use super::Scene;

/// What is suggested for an option.
async fn suggested(
    person: &sportello_discord_server::Person,
    channel: sportello_discord_server::Id,
    command: &str,
    typing: (&str, &str),
) -> Vec<String> {
    let choices = person.autocomplete(channel, command, &[], typing).answer().await.choices();
    choices.into_iter().map(|c| c.value).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_hold_only_what_the_person_may_see() {
    let scene = Scene::set().await;
    let moderators = scene.guild.role("moderators").may(Permissions::MANAGE_MESSAGES);
    let (leo, eve) = (scene.guild.member("leo"), scene.guild.member("eve").with_role(&moderators));
    let bot = scene.start().await;
    scene.opened("My VPN is down").await;
    leo.dms("hello");
    let (help, ops) = (scene.help.id(), scene.ops.id());

    assert_eq!(suggested(&scene.mia, help, "ticket status", ("ticket", "")).await, ["1001"]);
    assert_eq!(suggested(&scene.ada, ops, "desk take", ("ticket", "vpn")).await, ["1001"]);
    assert_eq!(suggested(&scene.otto, ops, "desk take", ("ticket", "100")).await, ["1001"], "by role");
    let nothing: [&str; 0] = [];
    for stranger in [&leo, &eve] {
        for typed in ["", "1001", "vpn"] {
            assert_eq!(suggested(stranger, help, "ticket status", ("ticket", typed)).await, nothing);
        }
    }
    for command in ["desk take", "desk show", "desk note"] {
        assert_eq!(suggested(&eve, help, command, ("ticket", "")).await, nothing, "{command}");
    }
    assert_eq!(suggested(&eve, help, "desk assign", ("operator", "")).await, nothing);
    assert_eq!(suggested(&scene.ada, ops, "desk assign", ("operator", "a")).await, ["ada"]);
    assert_eq!(suggested(&leo, help, "ticket new", ("queue", "acc")).await, ["accounts"]);
    assert_eq!(suggested(&scene.otto, ops, "desk next", ("queue", "")).await, ["helpdesk"]);
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messages_menu_opens_a_ticket_in_both_languages() {
    let scene = Scene::set().await;
    let ada = scene.ada.clone().locale("it");
    let bot = scene.start().await;
    let lobby = scene.guild.text_channel("lobby");
    let elsewhere = scene.mia.says(&lobby, "lunch?");
    let told = ada.menu(elsewhere, "Apri un ticket").answer().await.message();
    assert!(told.ephemeral && told.content.contains("canale di help"), "{}", told.content);
    let leo = scene.guild.member("leo");
    let words = leo.says(&scene.help, "📣 my screen flickers, by the way");
    assert!(scene.mia.finds_command(&scene.help, "Open a ticket").is_none(), "customers are not offered it");
    let told = ada.menu(words, "Apri un ticket").answer().await.message();
    assert!(told.ephemeral && told.content.contains("#1001") && told.content.contains("leo"), "{told:?}");
    assert!(told.content.contains("aperto"), "in her language: {}", told.content);
    scene.header("1001", "customer: leo").await;
    let text = "📣 the second floor has no network";
    let notice = scene.mia.uploads(&scene.help, text, "lamp.jpg", "image/jpeg", b"it blinks red");
    let told = scene.otto.menu(notice, "Open a ticket").answer().await.message();
    assert!(told.ephemeral && told.content.contains("#1002"), "{}", told.content);
    let thread = scene.thread(notice).await;
    scene.discord.bot_says(&thread, "#1002").await;
    let header = scene.header("1002", "customer: mia").await;
    let ops = scene.thread(header.id).await.id();
    scene.discord.until(|w| w.shown(ops).iter().any(|m| m.files.iter().any(|f| f.name == "lamp.jpg"))).await;
    let again = scene.otto.menu(notice, "Open a ticket").answer().await.message();
    assert!(again.ephemeral && !again.content.contains("#1003"), "once: {}", again.content);
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_and_a_header_work_after_a_restart() {
    let scene = Scene::set().await;
    let admins = scene.guild.role("admins").may(Permissions::MANAGE_GUILD | Permissions::MANAGE_MESSAGES);
    scene.ada.gets_role(&admins);
    scene.otto.gets_role(&admins);
    let lobby = scene.guild.text_channel("lobby");
    let bot = scene.start().await;
    let refused = scene.otto.slash(&lobby, "desk-admin panel", &[]).answer().await.message();
    assert!(refused.ephemeral && refused.content.contains("admin"), "{}", refused.content);
    let posted = scene.ada.slash(&lobby, "desk-admin panel", &[]).answer().await.message();
    assert!(posted.ephemeral, "{}", posted.content);
    let panel = scene.discord.bot_says(&lobby, "what do you need help with").await;
    assert_eq!(panel.buttons(), ["Service desk", "Accounts"]);
    let ticket = scene.opened("My VPN is down").await;

    let bot = scene.start_in(bot.kill().await).await;
    scene.ada.clicks(ticket.header.id, "Take").answer().await.message();
    scene.header("1001", "owner: ada").await;
    let leo = scene.guild.member("leo");
    let form = leo.clicks(panel.id, "Service desk").answer().await.form();
    let labels: Vec<&str> = form.fields.iter().map(|f| f.label.as_str()).collect();
    assert_eq!(labels.len(), 2, "subject and text: {labels:?}");
    let sent = leo.submits(&form, &[("subject", "Screen"), ("text", "It flickers")]).answer().await.message();
    assert!(sent.ephemeral && sent.content.contains("#1002"), "{}", sent.content);
    let root = scene.discord.bot_says(&scene.help, "It flickers").await;
    let thread = scene.thread(root.id).await;
    leo.says(&thread, "It is the left one");
    let header = scene.header("1002", "Screen").await;
    let ops = scene.thread(header.id).await;
    scene.discord.bot_says(&ops, "the left one").await;
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_is_pinned_and_edited_in_place() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let ops = scene.ops.id();
    let board = scene
        .discord
        .find(|w| w.shown(ops).into_iter().find(|m| m.pinned && m.content.contains("1 active ticket")))
        .await;
    scene.ada.clicks(ticket.header.id, "Take").answer().await.message();
    scene.discord.until(|w| w.shown(ops).iter().any(|m| m.id == board.id && m.content.contains("ada"))).await;
    let boards = scene.discord.shown(ops).into_iter().filter(|m| m.content.contains("📋")).count();
    assert_eq!(boards, 1);
    // Somebody tidies up: there is a new one, pinned as well.
    scene.otto.deletes(board.id);
    scene.ada.slash(&ticket.ops, "desk release", &[]).answer().await.message();
    scene
        .discord
        .until(|w| w.shown(ops).iter().any(|m| m.id != board.id && m.pinned && m.content.contains("📋")))
        .await;
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_italian_is_spoken_to_in_italian() {
    let scene = Scene::set().await;
    let leo = scene.guild.member("leo").locale("it");
    let bot = scene.start().await;
    // A command tells the bot their language.
    let form = leo.slash(&scene.help, "ticket nuovo", &[("coda", "helpdesk")]).answer().await.form();
    assert!(form.title.contains("Service desk") && form.fields[0].label == "Oggetto", "{form:?}");
    let filled = [("subject", "Stampante"), ("text", "La stampante non stampa più")];
    let told = leo.submits(&form, &filled).answer().await.message();
    assert!(told.content.contains("è aperto"), "{}", told.content);
    let root = scene.discord.bot_says(&scene.help, "La stampante non stampa").await;
    let thread = scene.thread(root.id).await;
    scene.discord.bot_says(&thread, "La richiesta è arrivata").await;
    let header = scene.header("1001", "Stampante").await;
    assert!(header.buttons().contains(&"Take"), "the operators' channel keeps the desk's language");
    scene.ada.clicks(header.id, "Take").answer().await.message();
    scene.discord.bot_says(&thread, "presa in carico").await;
    let status = leo.slash(&thread, "ticket stato", &[]).answer().await.message();
    assert!(status.ephemeral && status.content.contains("in carico a: ada"), "{}", status.content);
    let refused = leo.slash(&scene.help, "ticket stato", &[("ticket", "4711")]).answer().await.message();
    assert!(refused.ephemeral && refused.content.contains("4711"), "{}", refused.content);
    let form = scene.ada.clicks(header.id, "Close…").answer().await.form();
    scene.ada.submits(&form, &[]).answer().await.message();
    let closing = scene.discord.bot_says(&thread, "chiuso con successo").await;
    assert!(closing.buttons().contains(&"Riapri"), "{:?}", closing.buttons());
    let thanks = leo.clicks(closing.id, "1").answer().await.message();
    assert!(thanks.content.contains("Grazie per la stella"), "{}", thanks.content);
    let again = leo.clicks(closing.id, "Riapri").answer().await.message();
    assert!(again.ephemeral, "{}", again.content);
    let stale = leo.clicks(closing.id, "Riapri").answer().await.message();
    assert!(stale.ephemeral && stale.content.contains("non è chiuso"), "{}", stale.content);
    let seen: String = scene.discord.shown_to(&leo, &thread).into_iter().map(|m| m.content + "\n").collect();
    let dm: String = scene.discord.dm(&leo).into_iter().map(|m| m.content + "\n").collect();
    for english in ["ticket has", "Your request", "answered", "closed", "Thank you", "reopened"] {
        assert!(!seen.contains(english) && !dm.contains(english), "{english}: {seen}\n{dm}");
    }
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_sees_nothing_unless_bot_toml_shares() {
    for share in [false, true] {
        let scene = Scene::set().await;
        let college = scene.discord.guild("College");
        let lounge = college.text_channel("lounge");
        college.invite(&scene.ada);
        college.invite(&scene.mia);
        let desk_there = college.role("desk").may(Permissions::MANAGE_MESSAGES);
        scene.ada.gets_role(&desk_there);
        let (one, both) = (
            format!("guild = {}", scene.guild.id()),
            format!("guild = [{}, {}]", scene.guild.id(), college.id()),
        );
        let toml = scene.bot_toml().replace(&one, &format!("{both}\nshare_guilds = {share}"));
        let bot = scene.start_in(scene.folder_with(&toml)).await;
        scene.opened("My VPN is down").await;
        let (mia, lounge_id) = (scene.mia.clone(), lounge.id());
        scene.discord.until(|_| !mia.visible_commands(lounge_id).is_empty()).await;
        for (person, command) in
            [(&scene.mia, "ticket status"), (&scene.ada, "desk show"), (&scene.ada, "desk take")]
        {
            let there = person.slash(&lounge, command, &[("ticket", "1001")]).answer().await.message();
            let never = person.slash(&lounge, command, &[("ticket", "4711")]).answer().await.message();
            let suggested = suggested(person, lounge_id, command, ("ticket", "")).await;
            if share {
                assert!(!there.content.contains("can't find"), "{command}: {}", there.content);
            } else {
                assert_eq!(there.content.replace("1001", "4711"), never.content, "{command}");
                assert!(suggested.is_empty(), "{command}: {suggested:?}");
            }
        }
        bot.stop().await;
        scene.discord.assert_clean();
    }
}
