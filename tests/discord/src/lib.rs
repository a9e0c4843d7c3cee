//! Discord in a test's own process: its HTTP interface over TLS and its gateway, one per test.
//!
//! The bot is given the server's address for `discord.com` and the hosts of attachments, its authority
//! to trust, and its token; all else is as with Discord itself:
//!
//! ```no_run
//! # fn build(discord: &sportello_discord_server::DiscordServer) -> Result<(), Box<dyn std::error::Error>> {
//! let ca = reqwest::Certificate::from_pem(&std::fs::read(discord.ca_file())?)?;
//! let client = reqwest::Client::builder()
//!     .use_rustls_tls()
//!     .add_root_certificate(ca)
//!     .resolve("discord.com", discord.address())
//!     .resolve("cdn.discordapp.com", discord.address())
//!     .resolve("media.discordapp.net", discord.address())
//!     .build()?;
//! let http = serenity::all::HttpBuilder::new(discord.token()).client(client).build();
//! # Ok(()) }
//! ```
//!
//! The test makes guilds, channels and people, acts as the people do and reads what they see:
//!
//! ```no_run
//! # async fn test() {
//! use sportello_discord_server::DiscordServer;
//!
//! let discord = DiscordServer::start().await;
//! let guild = discord.guild("Uni");
//! let help = guild.text_channel("help");
//! let staff = guild.role("staff");
//! let mia = guild.member("mia").locale("it");
//! let ben = guild.member("ben").with_role(&staff);
//! // … the bot is started …
//! discord.connected().await;
//!
//! let asked = mia.says(&help, "My VPN is down");
//! let answer = discord.bot_says(&help, "What does it say?").await;
//! ben.clicks(answer.id, "Take").answer().await.message();
//! let form = mia.slash(&help, "ticket new", &[("queue", "helpdesk")]).answer().await.form();
//! mia.submits(&form, &[("Subject", "VPN")]).answer().await.message();
//! mia.menu(asked, "Open a ticket").answer().await;
//! assert!(discord.shown_to(&ben, &help).iter().all(|m| !m.ephemeral));
//! discord.until(|world| world.threads(help.id()).count() == 1).await;
//! # }
//! ```
//!
//! What people do is done at once and with their permissions: what Discord would not let them do fails
//! the test with a sentence. [`DiscordServer::until`] and its kin wait for a change and never poll; when
//! patience ends, they print what was said everywhere.
//!
//! # What keeps the server honest
//!
//! * Requests are checked against Discord's own OpenAPI document, where `DISCORD_OPENAPI` names a copy
//!   ([`openapi`]), and against the rules of Discord's prose ([`rules`]). A wrong one is answered as
//!   Discord answers it, noted in [`DiscordServer::violations`], and fails the test in its end, unless
//!   [`DiscordServer::expect_violation`] was told.
//! * Everything the server sends is read by twilight-model, which knows Discord without us.
//! * Permissions are computed from roles, overwrites and membership in threads; requests that lack them
//!   are refused with Discord's codes ([`Refusal`]).
//!
//! # Trouble
//!
//! The bot's HTTP requests can be refused, limited, left unanswered, carried out without an answer, and
//! held ([`DiscordServer::refuse`] and its neighbours). Its gateway can be cut, its session lost, paused
//! ([`DiscordServer::drop_gateway`] and its neighbours). The clock can be turned
//! ([`DiscordServer::advance`]), limits of rate switched on ([`DiscordServer::limits`]), and Discord's
//! figures made small ([`Settings`]).

mod act;
mod clock;
mod faults;
mod gateway;
mod id;
pub mod openapi;
mod people;
mod rate;
mod record;
mod refusal;
mod render;
mod rest;
pub mod rules;
mod server;
mod shared;
mod shown;
mod tls;
mod troubles;
pub mod world;

pub use act::channels::ChannelEdit;
pub use act::mentions::Allowed;
pub use act::send::{Draft, Upload};
pub use faults::Matcher;
pub use gateway::intents;
pub use id::{Id, MessageId};
pub use people::channel::{Channel, Whom};
pub use people::forms::{Field, Form};
pub use people::guild::{BOT, EVERYONE, Guild, Role};
pub use people::pending::{Answer, Choice, NO_ANSWER, Pending};
pub use people::person::Person;
pub use rate::{Limit, Rates};
pub use record::Requested;
pub use refusal::Refusal;
pub use server::DiscordServer;
pub use shown::{Component, File, Shown};
pub use troubles::Hold;
pub use twilight_model::guild::Permissions;
pub use world::World;
pub use world::settings::Settings;
