//! Interactions as serenity reads and answers them.

use std::time::Duration;

use serenity::all::{
    ActionRowComponent, AutocompleteChoice, ButtonStyle, Client, CommandDataOptionValue, CommandOptionType,
    CommandType, ComponentInteractionDataKind, Context, CreateActionRow, CreateAttachment,
    CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    CreateModal, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse,
    EventHandler, GatewayIntents, HttpBuilder, InputTextStyle, Interaction, Ready,
};
use sportello_discord_server::{Channel, DiscordServer, Guild, Person};

use crate::serenity_client::http_client;

struct Bot;

#[serenity::async_trait]
impl EventHandler for Bot {
    async fn ready(&self, ctx: Context, _: Ready) {
        let about =
            CreateCommandOption::new(CommandOptionType::String, "about", "What").set_autocomplete(true);
        let file = CreateCommandOption::new(CommandOptionType::User, "who", "Who");
        let new = CreateCommandOption::new(CommandOptionType::SubCommand, "new", "A new one")
            .set_sub_options([about, file]);
        let ticket = CreateCommand::new("ticket").description("Tickets").add_option(new);
        let form = CreateCommand::new("form").description("A form");
        let menu = CreateCommand::new("Open a ticket").kind(CommandType::Message);
        ctx.http.create_global_commands(&vec![ticket, form, menu]).await.expect("registered");
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(c) if c.data.name == "form" => {
                let subject =
                    CreateInputText::new(InputTextStyle::Short, "Subject", "subject").max_length(80);
                let text = CreateInputText::new(InputTextStyle::Paragraph, "Text", "text")
                    .required(false)
                    .value("It is ");
                let rows = vec![CreateActionRow::InputText(subject), CreateActionRow::InputText(text)];
                let modal = CreateModal::new("new", "A new ticket").components(rows);
                c.create_response(&ctx.http, CreateInteractionResponse::Modal(modal)).await.expect("shown");
            }
            Interaction::Command(c) if c.data.kind == CommandType::Message => {
                let target = c.data.resolved.messages.values().next().expect("a message");
                let message =
                    CreateInteractionResponseMessage::new().content(target.content.clone()).ephemeral(true);
                c.create_response(&ctx.http, CreateInteractionResponse::Message(message))
                    .await
                    .expect("said");
            }
            Interaction::Command(c) => {
                let CommandDataOptionValue::SubCommand(options) = &c.data.options[0].value else { return };
                let about = options.first().and_then(|o| o.value.as_str()).unwrap_or_default().to_owned();
                c.defer_ephemeral(&ctx.http).await.expect("deferred");
                let edit = EditInteractionResponse::new().content(format!("{} about {about}", c.locale));
                let edit = edit.new_attachment(CreateAttachment::bytes(b"a".to_vec(), "a.txt"));
                c.edit_response(&ctx.http, edit).await.expect("edited");
                let row = CreateActionRow::Buttons(vec![
                    CreateButton::new("take").label("Take").style(ButtonStyle::Primary),
                ]);
                let options =
                    vec![CreateSelectMenuOption::new("High", "h"), CreateSelectMenuOption::new("Low", "l")];
                let select = CreateSelectMenu::new("prio", CreateSelectMenuKind::String { options })
                    .placeholder("Urgent?");
                let people = CreateSelectMenu::new("who", CreateSelectMenuKind::User { default_users: None })
                    .placeholder("Who?");
                let rows =
                    vec![row, CreateActionRow::SelectMenu(select), CreateActionRow::SelectMenu(people)];
                let more = CreateInteractionResponseFollowup::new().content("A card").components(rows);
                c.create_followup(&ctx.http, more).await.expect("said");
            }
            Interaction::Autocomplete(c) => {
                let typed = c.data.autocomplete().expect("typing").value.to_owned();
                let choice = AutocompleteChoice::new(format!("{typed}!"), typed);
                let choices = CreateAutocompleteResponse::new().set_choices(vec![choice]);
                c.create_response(&ctx.http, CreateInteractionResponse::Autocomplete(choices))
                    .await
                    .expect("suggested");
            }
            Interaction::Component(c) => {
                let text = match &c.data.kind {
                    ComponentInteractionDataKind::Button => format!("taken by {}", c.user.name),
                    ComponentInteractionDataKind::StringSelect { values } => {
                        format!("prio {}", values.join(","))
                    }
                    ComponentInteractionDataKind::UserSelect { values } => format!("for {}", values[0]),
                    other => format!("{other:?}"),
                };
                let message = CreateInteractionResponseMessage::new().content(text);
                c.create_response(&ctx.http, CreateInteractionResponse::UpdateMessage(message))
                    .await
                    .expect("changed");
            }
            Interaction::Modal(m) => {
                let mut texts = Vec::new();
                for row in &m.data.components {
                    if let ActionRowComponent::InputText(input) = &row.components[0] {
                        texts.push(input.value.clone().unwrap_or_default());
                    }
                }
                // serenity's own `defer` of a form takes it without a word (type 6).
                let defer = CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new());
                m.create_response(&ctx.http, defer).await.expect("deferred");
                let edit = EditInteractionResponse::new().content(texts.join(": "));
                m.edit_response(&ctx.http, edit).await.expect("edited");
            }
            _ => {}
        }
    }
}

async fn setup() -> (DiscordServer, Guild, Channel, Person) {
    let discord = DiscordServer::start().await;
    let guild = discord.guild("Uni");
    let help = guild.text_channel("help");
    let mia = guild.member("mia").locale("it");
    let http = HttpBuilder::new(discord.token()).client(http_client(&discord)).build();
    let client = serenity::client::ClientBuilder::new_with_http(http, GatewayIntents::non_privileged());
    let mut client: Client = client.event_handler(Bot).await.expect("a client");
    tokio::spawn(async move { client.start().await });
    discord.until(|w| w.commands.global.len() == 3).await;
    (discord, guild, help, mia)
}

#[tokio::test]
async fn everything_that_can_be_done_is_understood() {
    let (discord, guild, help, mia) = setup().await;
    let choices = mia.autocomplete(&help, "ticket new", &[], ("about", "VP")).answer().await.choices();
    assert_eq!((choices[0].name.as_str(), choices[0].value.as_str()), ("VP!", "VP"));

    let asked = mia.slash(&help, "ticket new", &[("about", "VPN"), ("who", "mia")]);
    let answer = asked.answer().await.message();
    assert_eq!((answer.content.as_str(), answer.ephemeral, answer.files.len()), ("it about VPN", true, 1));
    let card = asked.follow_ups_once(1).await.remove(0);
    assert_eq!(mia.clicks(card.id, "Take").answer().await.message().content, "taken by mia");
    assert_eq!(mia.selects(card.id, "Urgent?", &["High"]).answer().await.message().content, "prio h");
    let chosen = mia.selects(card.id, "Who?", &["mia"]).answer().await.message().content;
    assert_eq!(chosen, format!("for {}", mia.id()));

    let form = mia.slash(&help, "form", &[]).answer().await.form();
    assert_eq!(form.fields[1].value, "It is ");
    let sent = mia.submits(&form, &[("Subject", "VPN"), ("text", "It is down")]).answer().await.message();
    assert_eq!((sent.content.as_str(), sent.ephemeral), ("VPN: It is down", false));

    let message = mia.says(&help, "My printer burns");
    assert_eq!(mia.menu(message, "Open a ticket").answer().await.message().content, "My printer burns");
    mia.dms("hello");
    let form = mia.slash(&mia.dm(), "form", &[]).answer().await.form();
    assert_eq!(mia.submits(&form, &[("Subject", "DM")]).answer().await.message().content, "DM: It is");
    let ben = guild.member("ben");
    assert!(discord.shown_to(&ben, &help).iter().all(|m| !m.ephemeral));
}

#[tokio::test]
async fn serenity_comes_back_after_a_pause_and_after_a_lost_session() {
    let (discord, _, help, mia) = setup().await;
    discord.configure(|s| s.answer_within = Duration::from_millis(200));
    discord.pause_gateway();
    assert!(mia.slash(&help, "form", &[]).answer().await.is_failure());
    discord.resume_gateway();
    discord.connected().await;
    discord.configure(|s| s.answer_within = Duration::from_secs(3));
    mia.slash(&help, "form", &[]).answer().await.form();
    assert_eq!(discord.read(|w| (w.gateway.identified, w.gateway.resumed)), (2, 0));
}
