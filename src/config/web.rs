//! `[web]`: where machines ask how the desk is.

use super::document::{Keys, Table, Value};
use super::model::Web;

pub(super) const KEYS: Keys = Keys { of: "[web]", known: &["listen"] };

/// `None` where nothing is to listen, and after a mistake was noted.
pub(super) fn read(table: &Table<'_>) -> Option<Web> {
    Some(Web { listen: address(&table.get("listen")?)? })
}

fn address(value: &Value<'_>) -> Option<std::net::SocketAddr> {
    let text = value.line()?;
    let address = text.parse().ok();
    if address.is_none() {
        value.mistake(
            format!("found {}, which is no address to listen at", value.found()),
            "allowed: an IP address of this machine and a port, as \"127.0.0.1:8808\" or \"[::1]:8808\"",
        );
    }
    address
}
