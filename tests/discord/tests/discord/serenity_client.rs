//! serenity as the bot: another reading of Discord's interface than the server's.

use std::time::Duration;

use serenity::all::{
    Client, CommandInteraction, CommandOptionType, Context, CreateAllowedMentions, CreateAttachment,
    CreateCommand, CreateCommandOption, CreateInteractionResponse, CreateInteractionResponseMessage,
    CreateMessage, CreateThread, EventHandler, GatewayIntents, GetMessages, HttpBuilder, Interaction,
    Message, Nonce, Ready,
};
use sportello_discord_server::DiscordServer;
use tokio::task::JoinHandle;

struct Bot;

/// An HTTP client that takes the test's server for Discord.
pub(crate) fn http_client(discord: &DiscordServer) -> reqwest::Client {
    let pem = std::fs::read(discord.ca_file()).expect("the authority's file");
    let ca = reqwest::Certificate::from_pem(&pem).expect("a certificate");
    let client =
        reqwest::Client::builder().use_rustls_tls().tls_built_in_root_certs(false).add_root_certificate(ca);
    let client = ["discord.com", "cdn.discordapp.com", "media.discordapp.net"]
        .into_iter()
        .fold(client, |client, host| client.resolve(host, discord.address()));
    client.build().expect("a client")
}

async fn start(discord: &DiscordServer) -> JoinHandle<()> {
    let http = HttpBuilder::new(discord.token()).client(http_client(discord)).build();
    let intents = GatewayIntents::GUILDS
        | GatewayIntents::GUILD_MESSAGES
        | GatewayIntents::GUILD_MESSAGE_REACTIONS
        | GatewayIntents::DIRECT_MESSAGES
        | GatewayIntents::MESSAGE_CONTENT;
    let client = serenity::client::ClientBuilder::new_with_http(http, intents).event_handler(Bot);
    let mut client: Client = client.await.expect("a client");
    let task = tokio::spawn(async move {
        client.start().await.expect("the bot runs");
    });
    discord.connected().await;
    task
}

#[serenity::async_trait]
impl EventHandler for Bot {
    async fn ready(&self, ctx: Context, ready: Ready) {
        let options = vec![
            CreateCommandOption::new(CommandOptionType::String, "subject", "What it is about").required(true),
        ];
        let ask = CreateCommand::new("ask").description("Ask the desk").set_options(options);
        serenity::all::Command::set_global_commands(&ctx.http, vec![ask]).await.expect("commands are taken");
        assert_eq!(ready.guilds.len(), 1);
    }

    async fn message(&self, ctx: Context, message: Message) {
        if message.author.bot || !message.content.contains("help") {
            return;
        }
        if message.guild_id.is_none() {
            message.channel_id.say(&ctx.http, "Here?").await.expect("a direct answer is taken");
            return;
        }
        let thread = message
            .channel_id
            .create_thread_from_message(&ctx.http, message.id, CreateThread::new("Help"))
            .await;
        let thread = thread.expect("a thread is made");
        let answer = CreateMessage::new()
            .content(format!("<@{}>, what is it?", message.author.id))
            .nonce(Nonce::String("1".to_owned()))
            .enforce_nonce(true)
            .allowed_mentions(CreateAllowedMentions::new().users([message.author.id]))
            .add_file(CreateAttachment::bytes(b"read me".to_vec(), "note.txt"));
        thread.id.send_message(&ctx.http, answer).await.expect("an answer is taken");
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        answer(&ctx, &command).await;
    }
}

async fn answer(ctx: &Context, command: &CommandInteraction) {
    let subject = command.data.options[0].value.as_str().expect("a subject");
    let message = CreateInteractionResponseMessage::new().content(format!("About {subject}")).ephemeral(true);
    let response = CreateInteractionResponse::Message(message);
    command.create_response(&ctx.http, response).await.expect("an answer is taken");
}

#[tokio::test]
async fn the_bot_answers_in_a_thread_and_by_a_command() {
    let discord = DiscordServer::start().await;
    let guild = discord.guild("Uni");
    let help = guild.text_channel("help");
    let mia = guild.member("mia").locale("it");
    let bot = start(&discord).await;

    let asked = mia.says(&help, "help, my VPN is down");
    discord.until(|w| w.threads(help.id()).next().is_some_and(|t| w.standing(t.id).count() == 2)).await;
    let thread = discord.threads_of(&help).remove(0);
    assert_eq!(thread.id(), asked.id);
    let answer = discord.bot_says(&thread, "what is it?").await;
    assert_eq!(answer.pinged, ["mia"]);
    assert_eq!(&answer.files[0].bytes[..], b"read me");
    assert!(discord.message(asked).has_thread);

    discord.until(|w| !w.commands.global.is_empty()).await;
    assert_eq!(mia.visible_commands(&help), ["/ask"]);
    let answer = mia.slash(&help, "ask", &[("subject", "VPN")]).answer().await.message();
    assert_eq!((answer.content.as_str(), answer.ephemeral), ("About VPN", true));

    mia.dms("help");
    discord.until(|w| w.dm(mia.id()).is_some_and(|dm| w.standing(dm).count() == 2)).await;
    bot.abort();
}

#[tokio::test]
async fn the_bot_waits_out_a_limit_and_resumes_its_session() {
    let discord = DiscordServer::start().await;
    let guild = discord.guild("Uni");
    let help = guild.text_channel("help");
    let mia = guild.member("mia");
    let bot = start(&discord).await;

    discord.rate_limit(
        "POST /channels/{channel_id}/messages/{message_id}/threads",
        1,
        Duration::from_millis(300),
        false,
    );
    mia.says(&help, "help");
    discord.until(|w| w.threads(help.id()).count() == 1).await;
    assert_eq!(discord.count("POST /channels/{channel_id}/messages/{message_id}/threads"), 2);

    discord.drop_gateway();
    mia.says(&help, "help again");
    discord.until(|w| w.threads(help.id()).count() == 2).await;
    assert_eq!(discord.read(|w| (w.gateway.identified, w.gateway.resumed)), (1, 1));
    bot.abort();
}

#[tokio::test]
async fn the_bot_leaves_a_connection_that_has_died() {
    let discord = DiscordServer::start().await;
    discord.configure(|s| s.heartbeat = Duration::from_millis(300));
    let guild = discord.guild("Uni");
    let (help, mia) = (guild.text_channel("help"), guild.member("mia"));
    let bot = start(&discord).await;
    discord.freeze_gateway();
    mia.says(&help, "help");
    // serenity begins a new session: what was said meanwhile it doesn't hear.
    discord.until(|w| w.gateway.identified == 2).await;
    discord.quiet_for(Duration::from_millis(100)).await;
    assert_eq!(discord.read(|w| w.gateway.resumed), 0);
    assert!(discord.threads_of(&help).is_empty());
    mia.says(&help, "help, please");
    // Who is asked in a condition may look too.
    discord.until(|_| !discord.threads_of(&help).is_empty()).await;
    bot.abort();
}

#[tokio::test]
async fn what_was_missed_is_read_back() {
    let discord = DiscordServer::start().await;
    let help = discord.guild("Uni").text_channel("help");
    let mia = discord.stranger("mia");
    let guild = discord.guild("Other");
    guild.invite(&mia);
    let other = guild.text_channel("other");
    let ids: Vec<_> = (0..3).map(|n| mia.says(&other, &format!("number {n}"))).collect();
    let http = HttpBuilder::new(discord.token()).client(http_client(&discord)).build();
    let channel = serenity::all::ChannelId::new(other.id().get());
    let after = GetMessages::new().after(ids[0].id.get());
    let read = channel.messages(&http, after).await.expect("messages are read");
    let texts: Vec<&str> = read.iter().map(|m| m.content.as_str()).collect();
    assert_eq!(texts, ["number 2", "number 1"]);
    assert!(!mia.sees(&help));
}
