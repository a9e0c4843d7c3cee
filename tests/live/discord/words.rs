//! Words, files, edits and deletions, both ways.

use super::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_message_opens_a_ticket_and_goes_on() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    scene.mia.dms("The scanner makes stripes");
    let dm = scene.mia.dm();
    scene.discord.bot_says(&dm, "Which service").await;
    scene.mia.dms("1");
    scene.discord.bot_says(&dm, "#1001").await;
    let header = scene.header("1001", "scanner makes stripes").await;
    let ops = scene.thread(header.id).await;
    scene.discord.bot_says(&ops, "scanner makes stripes").await;
    let form = scene.ada.clicks(header.id, "Answer…").answer().await.form();
    scene.ada.submits(&form, &[("text", "Is the glass clean?")]).answer().await.message();
    let answer = scene.discord.bot_says(&dm, "Is the glass clean?").await;
    scene.mia.replies(answer.id, "It is, I wiped it");
    scene.discord.bot_says(&ops, "I wiped it").await;
    scene.mia.dms("Now it is a bit better");
    scene.discord.bot_says(&ops, "a bit better").await;
    assert!(scene.discord.shown(&scene.help).iter().all(|m| !m.content.contains("stripes")));
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_deletions_and_replies_are_carried_over() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let discord = &scene.discord;

    scene.mia.edits(ticket.request, "My VPN is down in Rome");
    let copy = discord.bot_says(&ticket.ops, "down in Rome").await;
    assert!(copy.edited);
    let secret = scene.mia.says(&ticket.thread, "my password is hunter2");
    let copy = discord.bot_says(&ticket.ops, "hunter2").await;
    scene.mia.deletes(secret);
    discord.until(|_| discord.message(copy.id).content.contains("Deleted by its author")).await;

    let answer = scene.ada.says(&ticket.thread, "Try the blue clent");
    discord.bot_says(&ticket.ops, "blue clent").await;
    scene.ada.edits(answer, "Try the blue client");
    discord.bot_says(&ticket.ops, "blue client").await;
    scene.mia.replies(answer, "That one works");
    let copy = discord.bot_says(&ticket.ops, "That one works").await;
    let shown = discord.bot_says(&ticket.ops, "blue client").await;
    assert_eq!(copy.about, Some(shown.id), "a reply is a reply to the copy");
    let form = scene.ada.clicks(ticket.header.id, "Answer…").answer().await.form();
    scene.ada.submits(&form, &[("text", "Are you sure about that?")]).answer().await.message();
    let said = discord.bot_says(&ticket.thread, "Are you sure").await;
    scene.ada.slash(&ticket.ops, "desk undo", &[]).answer().await.message();
    discord.until(|_| discord.message(said.id).deleted).await;
    let seen: Vec<String> = discord.shown(&ticket.thread).into_iter().map(|m| m.content).collect();
    assert_eq!(
        seen.iter().filter(|t| t.contains("blue")).count(),
        1,
        "no copy beside its original: {seen:?}"
    );
    bot.stop().await;
    discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_both_ways() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let discord = &scene.discord;
    let request = scene.mia.uploads(&scene.help, "", "stripes.png", "image/png", b"not really a picture");
    let thread = scene.thread(request).await;
    discord.bot_says(&thread, "#1001").await;
    let header = scene.header("1001", "#1001").await;
    let ops = scene.thread(header.id).await;
    let copy = discord.find(|w| w.shown(ops.id()).into_iter().find(|m| !m.files.is_empty())).await;
    assert_eq!(
        (copy.files[0].name.as_str(), &copy.files[0].bytes[..]),
        ("stripes.png", &b"not really a picture"[..])
    );

    scene.ada.uploads(
        &ops,
        "!reply Print this, please",
        "test page.pdf",
        "application/pdf",
        b"%PDF-1.4 a page",
    );
    discord.bot_says(&thread, "Print this, please").await;
    let copy = discord.find(|w| w.shown(thread.id()).into_iter().find(|m| !m.files.is_empty())).await;
    assert_eq!(&copy.files[0].bytes[..], b"%PDF-1.4 a page");
    scene.ada.uploads(&ops, "for us only", "internal.txt", "text/plain", b"the password of the printer");
    scene.mia.uploads(&thread, "Here it is", "page.jpg", "image/jpeg", b"a photo");
    discord
        .until(|w| w.shown(ops.id()).iter().any(|m| m.by_bot && m.files.iter().any(|f| f.name == "page.jpg")))
        .await;
    let names: Vec<String> =
        discord.shown(&thread).into_iter().flat_map(|m| m.files).map(|f| f.name).collect();
    assert!(!names.contains(&"internal.txt".to_owned()), "{names:?}");
    bot.stop().await;
    discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_answer_comes_whole_in_pieces_with_its_code_intact() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    let code: String = (0..120).map(|i| format!("route add 10.0.{i}.0/24\n")).collect();
    let text = format!("Please run this:\n\n```sh\n{code}```\n\nThen reconnect. **Good luck!**");
    assert!(text.len() > 2_000);
    let form = scene.ada.clicks(ticket.header.id, "Answer…").answer().await.form();
    scene.ada.submits(&form, &[("text", &text)]).answer().await.message();
    scene.discord.bot_says(&ticket.thread, "Good luck!").await;
    let pieces: Vec<String> = scene
        .discord
        .shown(&ticket.thread)
        .into_iter()
        .filter(|m| m.content.contains("route add") || m.content.contains("Good luck"))
        .map(|m| m.content)
        .collect();
    assert!(pieces.len() > 1);
    for piece in &pieces {
        assert!(piece.chars().count() <= 2_000);
        assert_eq!(piece.matches("```").count() % 2, 0, "fences are closed in each piece: {piece}");
    }
    let lines = pieces.concat().matches("route add 10.0.").count();
    assert_eq!(lines, 120);
    bot.stop().await;
    scene.discord.assert_clean();
}
