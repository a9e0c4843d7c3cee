//! Every call a help desk makes by serenity: what serenity sends keeps to Discord's document, and what
//! comes back is what serenity reads.

use serenity::all::{
    AutoArchiveDuration, ButtonStyle, ChannelId, ChannelType, CommandOptionType, CommandType,
    CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateButton, CreateCommand,
    CreateCommandOption, CreateEmbed, CreateForumPost, CreateMessage, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, CreateThread, EditAttachments, EditChannel, EditMessage, EditThread, GuildId,
    Http, HttpBuilder, InstallationContext, InteractionContext, MessageFlags, MessageId, PermissionOverwrite,
    PermissionOverwriteType, Permissions, ReactionType, UserId,
};
use sportello_discord_server::{DiscordServer, Id};

use crate::bot::Bot;
use crate::serenity_client::http_client;

fn http(discord: &DiscordServer) -> Http {
    let http = HttpBuilder::new(discord.token()).client(http_client(discord)).build();
    http.set_application_id(discord.bot().get().into());
    http
}

fn channel(id: impl Into<Id>) -> ChannelId {
    ChannelId::new(id.into().get())
}

fn rows() -> Vec<CreateActionRow> {
    let options = vec![
        CreateSelectMenuOption::new("High", "h").description("soon").default_selection(true),
        CreateSelectMenuOption::new("Low", "l"),
    ];
    let select =
        CreateSelectMenu::new("prio", CreateSelectMenuKind::String { options }).placeholder("How urgent?");
    let take = CreateButton::new("take").label("Take").style(ButtonStyle::Success).emoji('🎫');
    let link = CreateButton::new_link("https://example.org").label("Look");
    vec![
        CreateActionRow::Buttons(vec![take, link, CreateButton::new("off").label("Off").disabled(true)]),
        CreateActionRow::SelectMenu(select),
        CreateActionRow::SelectMenu(CreateSelectMenu::new(
            "who",
            CreateSelectMenuKind::User { default_users: None },
        )),
    ]
}

#[tokio::test]
async fn messages() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let http = http(&bot.discord);
    let (here, asked) = (channel(&help), mia.says(&help, "hello?"));
    let asked = MessageId::new(asked.id.get());
    let embed = CreateEmbed::new().title("Ticket").description("x").field("Queue", "helpdesk", true);
    let message = CreateMessage::new()
        .content("What is it?")
        .embed(embed)
        .components(rows())
        .reference_message((here, asked))
        .flags(MessageFlags::SUPPRESS_EMBEDS)
        .allowed_mentions(
            CreateAllowedMentions::new().replied_user(true).users([UserId::new(mia.id().get())]),
        )
        .add_file(CreateAttachment::bytes(b"a".to_vec(), "a.txt").description("A"))
        .add_file(CreateAttachment::bytes(b"b".to_vec(), "b.txt"));
    let mut said = here.send_message(&http, message).await.expect("said");
    assert_eq!((said.components.len(), said.attachments.len(), said.embeds.len()), (3, 2, 1));
    assert!(said.referenced_message.is_some());
    let keep = EditAttachments::keep_all(&said).add(CreateAttachment::bytes(b"c".to_vec(), "c.txt"));
    said.edit(&http, EditMessage::new().content("Taken").components(vec![]).attachments(keep))
        .await
        .expect("edited");
    let keep = EditAttachments::new().keep(said.attachments[2].id);
    said.edit(&http, EditMessage::new().attachments(keep)).await.expect("edited");
    assert_eq!((said.attachments.len(), said.attachments[0].filename.as_str()), (1, "c.txt"));
    said.edit(&http, EditMessage::new().content("Done").embeds(vec![]).remove_all_attachments())
        .await
        .expect("edited");

    said.react(&http, '🎫').await.expect("reacted");
    let emoji = ReactionType::Unicode("🎫".to_owned());
    assert_eq!(said.reaction_users(&http, emoji.clone(), None, None).await.expect("read").len(), 1);
    said.delete_reaction_emoji(&http, emoji).await.expect("cleared");
    said.pin(&http).await.expect("pinned");
    assert_eq!(here.pins(&http).await.expect("read").len(), 1);
    said.unpin(&http).await.expect("unpinned");
    here.broadcast_typing(&http).await.expect("typing");
    here.message(&http, asked).await.expect("read");
    let more = here.say(&http, "more").await.expect("said");
    here.delete_messages(&http, [said.id, more.id]).await.expect("deleted");
    http.delete_message(here, asked, Some("asked by mia")).await.expect("deleted");
    let dm = UserId::new(mia.id().get()).create_dm_channel(&http).await.expect("opened");
    dm.say(&http, "hello").await.expect("said");
}

#[tokio::test]
async fn threads() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let http = http(&bot.discord);
    let (here, user) = (channel(&help), UserId::new(mia.id().get()));
    let new = CreateThread::new("VPN").kind(ChannelType::PrivateThread).invitable(false);
    let new = new.auto_archive_duration(AutoArchiveDuration::OneWeek).audit_log_reason("asked");
    let thread = here.create_thread(&http, new).await.expect("made");
    assert_eq!(thread.kind, ChannelType::PrivateThread);
    thread.id.add_thread_member(&http, user).await.expect("added");
    assert_eq!(thread.id.get_thread_members(&http).await.expect("read").len(), 2);
    thread.id.remove_thread_member(&http, user).await.expect("removed");
    let edit = EditThread::new().name("VPN: solved").archived(true).locked(true).invitable(false);
    let edited = thread.id.edit_thread(&http, edit).await.expect("edited");
    assert!(edited.thread_metadata.expect("a thread").locked);
    here.get_archived_private_threads(&http, None, Some(10)).await.expect("read");
    let joined = here.get_joined_archived_private_threads(&http, None, Some(10)).await.expect("read");
    assert_eq!(joined.threads.len(), 1);
    here.get_archived_public_threads(&http, None, None).await.expect("read");
    let public = CreateThread::new("Open").kind(ChannelType::PublicThread);
    here.create_thread(&http, public).await.expect("made");
    let home = GuildId::new(guild.id().get());
    assert_eq!(home.get_active_threads(&http).await.expect("read").threads.len(), 1);

    let forum = guild.forum_with_tags("requests", &["open"]);
    let tag = match channel(&forum).to_channel(&http).await.expect("read") {
        serenity::all::Channel::Guild(forum) => forum.available_tags[0].id,
        other => panic!("no forum: {other:?}"),
    };
    let first =
        CreateMessage::new().content("Known").add_file(CreateAttachment::bytes(b"a".to_vec(), "a.txt"));
    let post =
        channel(&forum).create_forum_post(&http, CreateForumPost::new("News", first).add_applied_tag(tag));
    let post = post.await.expect("made");
    post.id.edit_thread(&http, EditThread::new().applied_tags([])).await.expect("edited");
    post.id.join_thread(&http).await.expect("joined");
    post.id.leave_thread(&http).await.expect("left");
    post.id.delete(&http).await.expect("deleted");
}

#[tokio::test]
async fn places_and_people() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let http = http(&bot.discord);
    let (home, user) = (GuildId::new(guild.id().get()), UserId::new(mia.id().get()));
    guild.bot_may(sportello_discord_server::BOT | sportello_discord_server::Permissions::all());
    let role = guild.role("staff");
    home.to_partial_guild(&http).await.expect("read");
    assert_eq!(home.channels(&http).await.expect("read").len(), 1);
    assert_eq!(home.roles(&http).await.expect("read").len(), 3);
    assert_eq!(home.members(&http, Some(10), None).await.expect("read").len(), 3);
    assert_eq!(home.member(&http, user).await.expect("read").user.name, "mia");
    assert_eq!(user.to_user(&http).await.expect("read").name, "mia");
    assert!(http.get_current_user().await.expect("read").bot);
    http.get_current_application_info().await.expect("read");
    http.get_guilds(None, None).await.expect("read");
    let overwrite = PermissionOverwrite {
        allow: Permissions::VIEW_CHANNEL,
        deny: Permissions::empty(),
        kind: PermissionOverwriteType::Role(role.id().get().into()),
    };
    let edit = EditChannel::new().name("help-desk").topic("Ask here").permissions([overwrite]);
    assert_eq!(channel(&help).edit(&http, edit).await.expect("edited").name, "help-desk");
}

#[tokio::test]
async fn commands() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let http = http(&bot.discord);
    let number = CreateCommandOption::new(CommandOptionType::Integer, "number", "Which")
        .min_int_value(1)
        .required(true);
    let queue = CreateCommandOption::new(CommandOptionType::String, "queue", "Where")
        .name_localized("it", "coda")
        .description_localized("it", "Dove")
        .add_string_choice_localized("Help desk", "helpdesk", [("it", "Sportello")]);
    let about = CreateCommandOption::new(CommandOptionType::String, "about", "What").set_autocomplete(true);
    let staff = CreateCommandOption::new(CommandOptionType::User, "who", "Who");
    let channels = CreateCommandOption::new(CommandOptionType::Channel, "where", "Where")
        .channel_types(vec![ChannelType::Text]);
    let new = CreateCommandOption::new(CommandOptionType::SubCommand, "new", "A new one").set_sub_options([
        number,
        queue,
        about.max_length(100),
        staff,
        channels,
    ]);
    let ticket = CreateCommand::new("ticket")
        .description("Tickets")
        .name_localized("it", "biglietto")
        .description_localized("it", "Biglietti")
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
        .integration_types(vec![InstallationContext::Guild])
        .add_option(new);
    let menu = CreateCommand::new("Open a ticket").kind(CommandType::Message).nsfw(false);
    let admin = CreateCommand::new("admin")
        .description("For few")
        .default_member_permissions(Permissions::MANAGE_GUILD);
    let made = http.create_global_commands(&vec![ticket, menu.clone(), admin]).await.expect("registered");
    assert_eq!(made.len(), 3);
    assert_eq!(mia.visible_commands(&help), ["/ticket", "Open a ticket"]);
    let read = http.get_global_commands_with_localizations().await.expect("read");
    assert_eq!(read[0].name_localizations.as_ref().map(|l| l["it"].as_str()), Some("biglietto"));
    let home = GuildId::new(guild.id().get());
    home.set_commands(&http, vec![menu]).await.expect("registered");
    home.set_commands(&http, vec![]).await.expect("registered");
    assert!(home.get_commands(&http).await.expect("read").is_empty());
}
