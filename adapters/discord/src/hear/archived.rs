//! Threads that were put away, in which something may have been said just before.

use serenity::http::Route;
use serenity::model::id::ChannelId;

use super::Session;
use crate::json;
use crate::patience::Ended;
use crate::world::{Channel, kind};

/// The threads archived last that are looked at (Discord's greatest page).
const RECENT: &str = "100";

impl Session {
    /// The threads of a channel that were archived last.
    pub(crate) async fn archived(&self, channel: &Channel) -> Result<Vec<Channel>, Ended> {
        let channel_id = ChannelId::new(channel.id);
        let mut routes = vec![Route::ChannelArchivedPublicThreads { channel_id }];
        if channel.kind == kind::TEXT {
            routes.push(Route::ChannelJoinedPrivateThreads { channel_id });
        }
        let mut threads = Vec::new();
        for route in routes {
            let params = vec![("limit", RECENT.to_owned())];
            match self.ask(|| self.shared.api.get(route, params.clone())).await? {
                Ok(list) => threads.extend(
                    json::items(&list["threads"]).filter_map(|thread| Channel::of(thread, channel.guild)),
                ),
                Err(error) => {
                    tracing::debug!(%error, channel = channel.id, "archived threads can't be listed");
                }
            }
        }
        for thread in &threads {
            self.shared.world.set_channel(thread.clone());
        }
        Ok(threads)
    }

    /// Whether a place has messages or posts that are read.
    pub(crate) fn is_read(channel: &Channel) -> bool {
        channel.is_forum() || Self::is_written_in(channel)
    }
}
