//! The files people send.
//!
//! Discord's links to them expire, so a file is named by its message and its own id, and the message
//! is asked again when the link no longer works.

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde_json::Value;
use serenity::http::Route;
use serenity::model::id::{ChannelId, MessageId};
use sportello_chat::{Fetched, FileOffer, SendError};
use url::Url;

use crate::api::Params;
use crate::errors::{Act, refused, send_error};
use crate::shared::Shared;
use crate::{ids, json};

/// The hosts Discord keeps files at; nothing is fetched from anywhere else.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) channel: u64,
    pub(crate) message: u64,
    pub(crate) attachment: u64,
    /// A link that works for a day or so.
    pub(crate) url: String,
}

impl Source {
    pub(crate) fn to_text(&self) -> String {
        format!("{}/{}/{} {}", self.channel, self.message, self.attachment, self.url)
    }

    fn of(text: &str) -> Option<Self> {
        let (place, url) = text.split_once(' ')?;
        let mut ids = place.split('/').map(ids::parse);
        let (channel, message, attachment) = (ids.next()??, ids.next()??, ids.next()??);
        Some(Self { channel, message, attachment, url: url.to_owned() })
    }
}

/// The bytes of a file, at most `limit` of them.
pub(crate) async fn fetch(shared: &Shared, file: &FileOffer, limit: u64) -> Result<Fetched, SendError> {
    let source = Source::of(&file.source).ok_or_else(|| refused("the file has no source"))?;
    if file.size.is_some_and(|size| size > limit) {
        return Ok(Fetched::TooLarge);
    }
    match download(shared, &source.url, limit).await? {
        Some(fetched) => Ok(fetched),
        None => {
            let url = renewed(shared, &source).await?;
            let fetched = download(shared, &url, limit).await?;
            fetched.ok_or_else(|| refused("the file is gone"))
        }
    }
}

/// The file behind a link; none if the link does not work (any more).
async fn download(shared: &Shared, url: &str, limit: u64) -> Result<Option<Fetched>, SendError> {
    let Some(url) = Url::parse(url).ok().filter(is_discords) else { return Ok(None) };
    let retry = |e: reqwest::Error| SendError::Retry { after: None, cause: e.without_url().to_string() };
    let response = shared.api.files.get(url).send().await.map_err(retry)?;
    let status = response.status();
    if status.is_server_error() || status.as_u16() == 429 {
        return Err(SendError::Retry { after: None, cause: format!("Discord's file store says {status}") });
    }
    if !status.is_success() {
        return Ok(None);
    }
    if response.content_length().is_some_and(|length| length > limit) {
        return Ok(Some(Fetched::TooLarge));
    }
    let mut bytes = BytesMut::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        bytes.extend_from_slice(&chunk.map_err(retry)?);
        if u64::try_from(bytes.len()).is_ok_and(|length| length > limit) {
            return Ok(Some(Fetched::TooLarge));
        }
    }
    Ok(Some(Fetched::Bytes(Bytes::from(bytes))))
}

fn is_discords(url: &Url) -> bool {
    url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(|h| HOSTS.contains(&h))
}

/// A new link to the file.
async fn renewed(shared: &Shared, source: &Source) -> Result<String, SendError> {
    let route = Route::ChannelMessage {
        channel_id: ChannelId::new(source.channel),
        message_id: MessageId::new(source.message),
    };
    let message = shared.api.get(route, Params::new()).await.map_err(|e| match send_error(e, Act::Ask) {
        SendError::Unreachable { cause } => SendError::Permanent { cause },
        other => other,
    })?;
    link(&message, source.attachment).ok_or_else(|| refused("the file was taken away"))
}

fn link(message: &Value, attachment: u64) -> Option<String> {
    let own = json::items(&message["attachments"]).find(|a| json::id(a, "id") == Some(attachment));
    let forwarded = || {
        json::items(&message["message_snapshots"])
            .find_map(|snapshot| link(snapshot.get("message").unwrap_or(snapshot), attachment))
    };
    own.and_then(|a| json::text(a, "url").map(str::to_owned)).or_else(forwarded)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{Source, is_discords};

    #[test]
    fn a_source_is_read_as_it_was_written() {
        let source = Source { channel: 1, message: 2, attachment: 3, url: "https://a.org/b?c=d e".into() };
        assert_eq!(Source::of(&source.to_text()), Some(source));
        assert_eq!(Source::of("1/2 x"), None);
    }

    #[test]
    fn nothing_is_fetched_but_from_discord() {
        let discords = |url: &str| is_discords(&Url::parse(url).expect("a URL"));
        assert!(discords("https://cdn.discordapp.com/attachments/1/2/a.png?ex=1"));
        assert!(!discords("https://cdn.discordapp.com.evil.org/a"));
        assert!(!discords("http://cdn.discordapp.com/a"));
        assert!(!discords("https://cdn.discordapp.com:8080/a"));
    }
}
