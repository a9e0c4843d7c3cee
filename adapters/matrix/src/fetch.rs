//! Bringing the bytes of a file, and never more of them than allowed.

use std::io::{Cursor, Read};
use std::time::Duration;

use bytes::Bytes;
use matrix_sdk::ruma::MxcUri;
use matrix_sdk::ruma::events::room::MediaSource;
use matrix_sdk::{Client, reqwest};
use matrix_sdk_base::crypto::AttachmentDecryptor;
use sportello_chat::{Fetched, FileOffer, SendError};

use crate::send::refused;

/// How long a file may take as a whole.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The bytes of `file`, decrypted; at most `limit`.
pub(crate) async fn fetch(client: &Client, file: &FileOffer, limit: u64) -> Result<Fetched, SendError> {
    if file.size.is_some_and(|size| size > limit) {
        return Ok(Fetched::TooLarge);
    }
    let source: MediaSource =
        serde_json::from_str(&file.source).map_err(|e| refused(format!("no file of Matrix: {e}")))?;
    let uri = match &source {
        MediaSource::Plain(uri) => uri,
        MediaSource::Encrypted(encrypted) => &encrypted.url,
    };
    let Some(bytes) = download(client, uri, limit).await? else { return Ok(Fetched::TooLarge) };
    let bytes = match source {
        MediaSource::Plain(_) => bytes,
        MediaSource::Encrypted(encrypted) => {
            let mut cipher = Cursor::new(bytes);
            let mut plain = Vec::new();
            AttachmentDecryptor::new(&mut cipher, (*encrypted).into())
                .map_err(|e| refused(format!("the file's key can't be used: {e}")))?
                .read_to_end(&mut plain)
                .map_err(|e| refused(format!("the file can't be decrypted: {e}")))?;
            plain
        }
    };
    Ok(Fetched::Bytes(Bytes::from(bytes)))
}

/// What the homeserver has under `uri`; none if it is larger than `limit`.
async fn download(client: &Client, uri: &MxcUri, limit: u64) -> Result<Option<Vec<u8>>, SendError> {
    let (server, id) = uri.parts().map_err(|e| refused(format!("`{uri}` names no file: {e}")))?;
    // The first is since Matrix 1.11; older homeservers know the second.
    let mut response = get(client, &format!("_matrix/client/v1/media/download/{server}/{id}")).await?;
    if matches!(response.status().as_u16(), 404 | 405) {
        response = get(client, &format!("_matrix/media/v3/download/{server}/{id}")).await?;
    }
    let status = response.status();
    if status.as_u16() == 429 || status.is_server_error() {
        return Err(SendError::Retry { after: None, cause: format!("the homeserver answered {status}") });
    }
    if !status.is_success() {
        return Err(refused(format!("the homeserver does not give the file: {status}")));
    }
    if response.content_length().is_some_and(|length| length > limit) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(interrupted)? {
        if (bytes.len() + chunk.len()) as u64 > limit {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

async fn get(client: &Client, path: &str) -> Result<reqwest::Response, SendError> {
    let url = client.homeserver().join(path).map_err(|e| refused(e.to_string()))?;
    let mut request = client.http_client().get(url).timeout(TIMEOUT);
    if let Some(token) = client.access_token() {
        request = request.bearer_auth(token);
    }
    request.send().await.map_err(interrupted)
}

fn interrupted(error: reqwest::Error) -> SendError {
    SendError::Retry { after: None, cause: error.without_url().to_string() }
}
