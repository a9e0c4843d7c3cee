//! Links that any Matrix client can follow (Matrix specification, appendices, “matrix.to navigation”).

use matrix_sdk::ruma::{EventId, RoomId, UserId};

/// A link to a room, or to a message in it, by way of the bot's own server.
pub fn to(bot: &str, room: &str, message: Option<&str>) -> Option<String> {
    let room = RoomId::parse(room).ok()?;
    let via = UserId::parse(bot).ok()?.server_name().to_owned();
    Some(match message.and_then(|m| EventId::parse(m).ok()) {
        Some(event) => room.matrix_to_event_uri_via(event, [via]).to_string(),
        None => room.matrix_to_uri_via([via]).to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::to;

    #[test]
    fn a_message_is_linked_to_with_a_server_that_knows_it() {
        assert_eq!(
            to("@help:example.org", "!abc:example.org", Some("$event")).as_deref(),
            Some("https://matrix.to/#/!abc:example.org/$event?via=example.org")
        );
    }

    #[test]
    fn what_is_no_room_has_no_link() {
        assert_eq!(to("@help:example.org", "@mia", None), None);
    }
}
