//! `sportello health`: asks the desk that runs whether it can work, for whoever watches a container.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::config::Config;

/// So long the desk may take; it gives its database three seconds.
const PATIENCE: Duration = Duration::from_secs(4);
/// Its answer is a few hundred bytes.
const LONGEST: u64 = 64 * 1024;

/// Prints what `/readyz` says, and fails unless the desk is ready.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let Some(web) = config.web else { bail!("bot.toml has no [web], where the desk could be asked") };
    let address = reached(web.listen);
    let answer = tokio::time::timeout(PATIENCE, ask(address)).await;
    let answer = answer.with_context(|| format!("{address} takes too long to answer"))?;
    let answer = answer.with_context(|| format!("nobody answers at {address}"))?;
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { bail!("{address} speaks no HTTP") };
    println!("{body}");
    let status = head.split_ascii_whitespace().nth(1);
    Ok(if status == Some("200") { ExitCode::SUCCESS } else { ExitCode::from(super::FAILED) })
}

/// Where what listens there is reached from this machine.
fn reached(listens: SocketAddr) -> SocketAddr {
    let here: IpAddr =
        if listens.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
    let ip = Some(listens.ip()).filter(|ip| !ip.is_unspecified());
    SocketAddr::new(ip.unwrap_or(here), listens.port())
}

/// One question by HTTP 1.0 (RFC 1945), whose answer ends with the connection.
async fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").await?;
    let mut answer = String::new();
    stream.take(LONGEST).read_to_string(&mut answer).await?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_everywhere_is_reached_here() {
        for (listens, at) in [
            ("0.0.0.0:8808", "127.0.0.1:8808"),
            ("[::]:8808", "[::1]:8808"),
            ("10.0.0.3:80", "10.0.0.3:80"),
            ("[::1]:1", "[::1]:1"),
        ] {
            assert_eq!(reached(listens.parse().unwrap()), at.parse().unwrap());
        }
    }
}
