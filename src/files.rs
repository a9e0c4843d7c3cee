//! The bytes of attachments, named by their SHA-256.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};

use crate::store::make_private_folder;

/// Why a file can't be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The folder can't be made.
    #[error("the folder for files can't be made: {0}")]
    Folder(#[from] std::io::Error),
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// The store refused.
    #[error("the file store: {0}")]
    Store(object_store::Error),
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            error => Self::Store(error),
        }
    }
}

/// Where files are kept.
#[derive(Clone, Debug)]
pub struct FileStore(Arc<dyn ObjectStore>);

impl FileStore {
    /// Keeps files in a folder, made if there is none.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn in_folder(folder: &Path) -> Result<Self, FileError> {
        make_private_folder(folder)?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    /// What a file of these bytes is called.
    pub fn name_of(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Keeps a file and gives its name. The same bytes are kept once.
    ///
    /// # Errors
    /// As the store says.
    pub async fn put(&self, bytes: Bytes) -> Result<String, FileError> {
        let sha256 = Self::name_of(&bytes);
        self.0.put(&name(&sha256), PutPayload::from_bytes(bytes)).await?;
        Ok(sha256)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// As the store says; also when there is no such file.
    pub async fn get(&self, sha256: &str) -> Result<Bytes, FileError> {
        Ok(self.0.get(&name(sha256)).await?.bytes().await?)
    }

    /// How many bytes a file has; none if there is no such file.
    ///
    /// # Errors
    /// As the store says.
    pub async fn size(&self, sha256: &str) -> Result<Option<u64>, FileError> {
        match self.0.head(&name(sha256)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What tells whether a file was stored anew since it was last looked at; none if there is no such file.
    ///
    /// # Errors
    /// As the store says.
    pub async fn seen(&self, sha256: &str) -> Result<Option<String>, FileError> {
        match self.0.head(&name(sha256)).await {
            Ok(meta) => Ok(Some(format!("{:?} {}", meta.last_modified, meta.e_tag.unwrap_or_default()))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a file, if there is one.
    ///
    /// # Errors
    /// As the store says.
    pub async fn delete(&self, sha256: &str) -> Result<(), FileError> {
        match self.0.delete(&name(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Two levels, so that no folder grows beyond what tools show.
fn name(sha256: &str) -> Name {
    Name::from_iter([sha256.get(..2).unwrap_or("00"), sha256])
}
