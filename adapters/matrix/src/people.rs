//! Who people are: their names, and the groups whose rooms they are in.

use matrix_sdk::deserialized_responses::SyncOrStrippedState;
use matrix_sdk::ruma::UserId;
use matrix_sdk::ruma::events::SyncStateEvent;
use matrix_sdk::ruma::events::room::member::{MembershipState, RoomMemberEventContent};
use matrix_sdk::{Client, Room};
use sportello_chat::Author;

use crate::bearings::Bearings;
use crate::intake::is_transient;

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
    let name = match member(room, id).await {
        Ok(member) => member.and_then(|m| m.name),
        Err(error) => {
            tracing::debug!(%error, room = %room.room_id(), "a member's name can't be looked up");
            None
        }
    };
    let mut groups = Vec::new();
    for (group, name) in bearings.groups() {
        let Some(group) = client.get_room(&group) else { continue };
        let member = match member(&group, id).await {
            Err(error) if !is_transient(&error) => {
                tracing::warn!(%error, room = %group.room_id(), "a group's members can't be seen; nobody counts as one");
                continue;
            }
            answered => answered?,
        };
        if member.is_some_and(|m| m.membership == MembershipState::Join) {
            groups.push(format!("matrix_room:{name}"));
        }
    }
    Ok(Author { id: id.to_string(), name, bot: false, locale: None, groups, since: None })
}

/// Somebody in a room.
struct Member {
    name: Option<String>,
    membership: MembershipState,
}

/// Somebody in a room, as it is known here, or as the homeserver says where not all members are known.
async fn member(room: &Room, id: &UserId) -> matrix_sdk::Result<Option<Member>> {
    if !room.are_members_synced() {
        let member = room.get_member(id).await?;
        return Ok(member.map(|m| Member {
            name: m.display_name().map(str::to_owned),
            membership: m.membership().clone(),
        }));
    }
    // One read of the SDK's store: its own members, with power, presence and namesakes, take eight, for each message.
    let event = room.get_state_event_static_for_key::<RoomMemberEventContent, UserId>(id).await?;
    let Some(event) = event else { return Ok(None) };
    Ok(Some(match event.deserialize()? {
        SyncOrStrippedState::Sync(SyncStateEvent::Original(event)) => {
            Member { name: event.content.displayname, membership: event.content.membership }
        }
        SyncOrStrippedState::Sync(SyncStateEvent::Redacted(event)) => {
            Member { name: None, membership: event.content.membership }
        }
        SyncOrStrippedState::Stripped(event) => {
            Member { name: event.content.displayname, membership: event.content.membership }
        }
    }))
}
