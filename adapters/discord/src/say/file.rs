//! Files that are sent.

use bytes::Bytes;
use sportello_chat::{Attempt, FileRef, SendError};

use crate::api::Upload;
use crate::errors::refused;

/// What a server takes, by the level of its boosts (Discord's reference, "Uploading Files"); a direct
/// chat has none.
const LIMITS: [u64; 4] = [10 << 20, 10 << 20, 50 << 20, 100 << 20];
/// Characters of a file's name.
const MAX_NAME: usize = 200;

/// A file with its bytes.
#[derive(Clone)]
pub(super) struct File<'a> {
    pub(super) name: String,
    bytes: &'a Bytes,
}

impl<'a> File<'a> {
    pub(super) fn of(file: &FileRef, attempt: &'a Attempt) -> Result<Self, SendError> {
        let bytes = attempt.file.as_ref().ok_or_else(|| refused("the file's bytes are missing"))?;
        Ok(Self { name: safe_name(&file.name), bytes })
    }

    pub(super) fn size(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn upload(&self) -> Upload {
        Upload { name: self.name.clone(), bytes: self.bytes.to_vec() }
    }

    /// Whether it is small enough for a place whose server has this level of boosts.
    pub(super) fn check(&self, tier: u64) -> Result<(), SendError> {
        let limit = usize::try_from(tier).ok().and_then(|tier| LIMITS.get(tier)).unwrap_or(&LIMITS[0]);
        if self.size() <= *limit {
            return Ok(());
        }
        Err(refused(format!(
            "the file has {} MiB and Discord takes {} here; it is kept by the desk",
            self.size().div_ceil(1 << 20),
            limit >> 20
        )))
    }
}

/// A name without folders or control characters, as Discord keeps it.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name }
}

/// Whether two names are one: Discord changes signs it does not like.
pub(super) fn same_name(ours: &str, theirs: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>();
    letters(ours).eq_ignore_ascii_case(&letters(theirs))
}
