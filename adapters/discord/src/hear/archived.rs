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
        let public = Route::ChannelArchivedPublicThreads { channel_id };
        let mut threads = self.listed(channel, public).await?.unwrap_or_default();
        if channel.kind == kind::TEXT {
            let private = Route::ChannelArchivedPrivateThreads { channel_id };
            let private = match self.listed(channel, private).await? {
                Some(private) => private,
                // Without Manage Threads the bot is told of its own alone: those started last, not archived last.
                None => {
                    let joined = Route::ChannelJoinedPrivateThreads { channel_id };
                    self.listed(channel, joined).await?.unwrap_or_default()
                }
            };
            threads.extend(private);
        }
        for thread in &threads {
            self.shared.world.set_channel(thread.clone());
        }
        Ok(threads)
    }

    /// The first page of a list of threads; none if the bot may not have it.
    async fn listed(&self, channel: &Channel, route: Route<'_>) -> Result<Option<Vec<Channel>>, Ended> {
        let params = vec![("limit", RECENT.to_owned())];
        match self.ask(|| self.shared.api.get(route, params.clone())).await? {
            Ok(list) => {
                let threads = json::items(&list["threads"]).filter_map(|t| Channel::of(t, channel.guild));
                Ok(Some(threads.collect()))
            }
            Err(error) => {
                tracing::debug!(%error, channel = channel.id, "archived threads can't be listed");
                Ok(None)
            }
        }
    }

    /// Whether a place has messages or posts that are read.
    pub(crate) fn is_read(channel: &Channel) -> bool {
        channel.is_forum() || Self::is_written_in(channel)
    }
}
