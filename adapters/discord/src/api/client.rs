//! The HTTP client, under Discord's own names wherever it connects to.

use std::net::ToSocketAddrs;
use std::time::Duration;

use secrecy::ExposeSecret;
use serenity::http::{Http, HttpBuilder, RatelimitInfo, Ratelimiter};

use crate::{Settings, SettingsError};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The names under which Discord's API and files are asked for.
const HOSTS: [&str; 3] = ["discord.com", "cdn.discordapp.com", "media.discordapp.net"];

/// A client for the API and for files.
///
/// A proxy in serenity's sense is no way to reach another address: its rate limiter passes the proxy
/// by. So the names are resolved to that address instead, and TLS still asks for Discord's names.
pub(crate) fn http_client(settings: &Settings) -> Result<reqwest::Client, SettingsError> {
    let mut builder = reqwest::Client::builder()
        .use_rustls_tls()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(settings.request_timeout)
        .redirect(reqwest::redirect::Policy::none());
    if let Some(address) = &settings.connect_to {
        let wrong = |why: String| SettingsError::Address(address.clone(), why);
        let resolved = address
            .to_socket_addrs()
            .map_err(|e| wrong(e.to_string()))?
            .next()
            .ok_or_else(|| wrong("the name has no address".into()))?;
        for host in HOSTS {
            builder = builder.resolve(host, resolved);
        }
    }
    if let Some(file) = &settings.ca_file {
        let wrong = |why: String| SettingsError::Authority(file.clone(), why);
        let pem = std::fs::read(file).map_err(|e| wrong(e.to_string()))?;
        let authorities = reqwest::Certificate::from_pem_bundle(&pem).map_err(|e| wrong(e.to_string()))?;
        if authorities.is_empty() {
            return Err(wrong("there is no certificate in it".into()));
        }
        for authority in authorities {
            builder = builder.add_root_certificate(authority);
        }
    }
    builder.build().map_err(|e| SettingsError::Client(e.to_string()))
}

/// serenity's client with its rate limiter, on top of ours; `waits` is told whenever a request is to wait.
pub(crate) fn serenity_http(
    settings: &Settings,
    client: reqwest::Client,
    waits: impl Fn(RatelimitInfo) + Send + Sync + 'static,
) -> Http {
    let token = settings.token.expose_secret();
    let mut limiter = Ratelimiter::new(client.clone(), format!("Bot {token}"));
    limiter.set_ratelimit_callback(Box::new(waits));
    HttpBuilder::new(token).client(client).ratelimiter(limiter).build()
}
