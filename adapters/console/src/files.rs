//! Files that people send along: read from the disk, where the line said they are.

use std::path::Path;

use bytes::Bytes;
use sportello_chat::{Fetched, FileOffer, SendError};
use tokio::io::AsyncReadExt;

use crate::grammar::Attach;

/// The offer of a file as it is now.
///
/// # Errors
/// A sentence when there is no such file.
pub(crate) async fn offer(attach: &Attach) -> Result<FileOffer, String> {
    let path = Path::new(&attach.path);
    let about = tokio::fs::metadata(path)
        .await
        .map_err(|e| format!("the file {:?} can't be read: {e}", attach.path))?;
    // A pipe or a device may never end.
    if !about.is_file() {
        return Err(format!("{:?} is no file", attach.path));
    }
    let name = match &attach.name {
        Some(name) => name.clone(),
        None => path.file_name().map_or_else(|| "file".into(), |n| n.to_string_lossy().into_owned()),
    };
    let mime = mime_guess::from_path(&name).first_or_octet_stream().essence_str().to_owned();
    // Absolute, so that it is the same file even if the working directory changes.
    let source = std::path::absolute(path)
        .ok()
        .and_then(|p| p.into_os_string().into_string().ok())
        .unwrap_or_else(|| attach.path.clone());
    Ok(FileOffer { name, mime, size: Some(about.len()), source })
}

/// The bytes of an offered file, at most `limit` of them.
///
/// # Errors
/// [`SendError::Permanent`] when it is gone or can't be read.
pub(crate) async fn fetch(file: &FileOffer, limit: u64) -> Result<Fetched, SendError> {
    let gone = |e: std::io::Error| SendError::Permanent { cause: format!("{}: {e}", file.source) };
    if !tokio::fs::metadata(&file.source).await.map_err(gone)?.is_file() {
        return Err(SendError::Permanent { cause: format!("{} is no file", file.source) });
    }
    let opened = tokio::fs::File::open(&file.source).await.map_err(gone)?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large from one that just fits, whatever
    // its size was when it was offered.
    opened.take(limit.saturating_add(1)).read_to_end(&mut bytes).await.map_err(gone)?;
    if bytes.len() as u64 > limit {
        return Ok(Fetched::TooLarge);
    }
    Ok(Fetched::Bytes(Bytes::from(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attach(path: &Path, name: Option<&str>) -> Attach {
        Attach { name: name.map(str::to_owned), path: path.to_string_lossy().into_owned() }
    }

    #[tokio::test]
    async fn a_file_is_offered_with_its_name_type_and_size() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("shot.png");
        std::fs::write(&path, b"12345").unwrap();
        let file = offer(&attach(&path, None)).await.unwrap();
        assert_eq!((file.name.as_str(), file.mime.as_str(), file.size), ("shot.png", "image/png", Some(5)));
        let named = offer(&attach(&path, Some("a.txt"))).await.unwrap();
        assert_eq!((named.name.as_str(), named.mime.as_str()), ("a.txt", "text/plain"));
    }

    #[tokio::test]
    async fn a_folder_or_nothing_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        assert!(offer(&attach(dir.path(), None)).await.unwrap_err().contains("is no file"));
        assert!(offer(&attach(&dir.path().join("none"), None)).await.unwrap_err().contains("can't be read"));
    }

    #[tokio::test]
    async fn the_limit_is_the_last_size_that_is_brought() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("five");
        std::fs::write(&path, b"12345").unwrap();
        let file = offer(&attach(&path, None)).await.unwrap();
        assert!(matches!(fetch(&file, 5).await.unwrap(), Fetched::Bytes(b) if &b[..] == b"12345"));
        assert!(matches!(fetch(&file, 4).await.unwrap(), Fetched::TooLarge));
    }

    #[tokio::test]
    async fn a_file_that_is_gone_is_gone_for_good() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("five");
        std::fs::write(&path, b"12345").unwrap();
        let file = offer(&attach(&path, None)).await.unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(fetch(&file, 5).await, Err(SendError::Permanent { .. })));
    }
}
