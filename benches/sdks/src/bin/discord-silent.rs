//! A bot that is connected to Discord and does nothing else: what serenity takes alone.
//!
//! `DISCORD_TOKEN` says who it is, `CONNECT_TO` at which address Discord is, `CA_FILE` which authority is trusted.
//! It says `connected` when it listens.

use std::net::SocketAddr;

use anyhow::Context as _;
use serenity::all::{ClientBuilder, Context, EventHandler, GatewayIntents, HttpBuilder, Ready};
use serenity::async_trait;

struct Silent;

#[async_trait]
impl EventHandler for Silent {
    async fn ready(&self, _: Context, _: Ready) {
        println!("connected");
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("there is a TLS provider already"))?;
    let address: SocketAddr = said("CONNECT_TO")?.parse()?;
    let authority = reqwest::Certificate::from_pem(&std::fs::read(said("CA_FILE")?)?)?;
    let client = reqwest::Client::builder()
        .use_rustls_tls()
        .add_root_certificate(authority)
        .resolve("discord.com", address)
        .build()?;
    let http = HttpBuilder::new(said("DISCORD_TOKEN")?).client(client).build();
    // Those of adapters/discord.
    let intents = GatewayIntents::GUILDS
        | GatewayIntents::GUILD_MESSAGES
        | GatewayIntents::GUILD_MESSAGE_REACTIONS
        | GatewayIntents::DIRECT_MESSAGES
        | GatewayIntents::DIRECT_MESSAGE_REACTIONS
        | GatewayIntents::MESSAGE_CONTENT;
    let mut client = ClientBuilder::new_with_http(http, intents).event_handler(Silent).await?;
    Ok(client.start().await?)
}

fn said(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}
