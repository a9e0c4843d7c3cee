//! Ports that nobody listens on.

use std::net::{Ipv4Addr, TcpListener};

/// A loopback port that was free a moment ago. Another process may take it before it is used: who
/// starts a server on it looks whether that worked, and asks again.
///
/// # Errors
/// The machine has none left.
pub fn free() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
