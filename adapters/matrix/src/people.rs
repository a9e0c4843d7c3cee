//! Who people are: their names, and the groups whose rooms they are in.

use matrix_sdk::ruma::UserId;
use matrix_sdk::ruma::events::room::member::MembershipState;
use matrix_sdk::{Client, Room};
use sportello_chat::Author;

use crate::bearings::Bearings;

/// The person `id` as seen in `room`.
///
/// # Errors
/// When a group's members can't be asked for: who an operator is must not be guessed.
pub(crate) async fn author(
    client: &Client,
    bearings: &Bearings,
    room: &Room,
    id: &UserId,
) -> matrix_sdk::Result<Author> {
    let name = match room.get_member(id).await {
        Ok(member) => member.and_then(|m| m.display_name().map(str::to_owned)),
        Err(error) => {
            tracing::debug!(%error, room = %room.room_id(), "a member's name can't be looked up");
            None
        }
    };
    let mut groups = Vec::new();
    for (group, name) in bearings.groups() {
        let Some(group) = client.get_room(&group) else { continue };
        let member = group.get_member(id).await?;
        if member.is_some_and(|m| *m.membership() == MembershipState::Join) {
            groups.push(format!("matrix_room:{name}"));
        }
    }
    Ok(Author { id: id.to_string(), name, bot: false, locale: None, groups, since: None })
}
