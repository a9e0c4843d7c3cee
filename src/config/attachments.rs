//! Which files are taken in.

use super::model::{Attachments, FileKind};

/// Why a file is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum FileRefusal {
    /// Files of its kind are not accepted.
    Kind,
    /// It is larger than so many bytes.
    Larger(u64),
}

/// In English: how operators read why a file is not there.
impl std::fmt::Display for FileRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Kind => f.write_str("files of this kind are not accepted"),
            Self::Larger(bytes) => write!(f, "larger than {}", size(*bytes)),
        }
    }
}

/// A size as bot.toml may have it: `20 MiB`, `512 KiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let whole = UNITS.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{bytes} B"), |(unit, name)| format!("{} {name}", bytes / unit))
}

impl Attachments {
    /// Why a file of this name, claimed media type and size is not taken in; none if it is.
    ///
    /// What the sender claims is all that is known before it is fetched: this keeps order, and is no
    /// protection against somebody who renames a file.
    pub fn refuses(&self, name: &str, mime: &str, size: Option<u64>) -> Option<FileRefusal> {
        let is = |kinds: &[FileKind]| kinds.iter().any(|kind| kind.holds(name, mime));
        if is(&self.forbidden) || !self.allowed.is_empty() && !is(&self.allowed) {
            return Some(FileRefusal::Kind);
        }
        let largest = self.largest?;
        size.filter(|size| *size > largest).map(|_| FileRefusal::Larger(largest))
    }
}

impl FileKind {
    fn holds(&self, name: &str, mime: &str) -> bool {
        let mime = mime.split(';').next().unwrap_or(mime).trim().to_lowercase();
        match self {
            // `setup.exe.` is opened as `setup.exe` by some systems.
            Self::Ending(ending) => name
                .trim_end_matches([' ', '.'])
                .to_lowercase()
                .strip_suffix(ending.as_str())
                .is_some_and(|before| before.ends_with('.')),
            Self::Mime(wanted) => mime == *wanted,
            Self::Class(class) => mime.split('/').next() == Some(class.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(ending: &str) -> FileKind {
        FileKind::Ending(ending.to_owned())
    }

    #[test]
    fn where_nothing_is_said_everything_is_taken() {
        assert_eq!(Attachments::default().refuses("a.exe", "application/x-msdownload", None), None);
    }

    #[test]
    fn what_is_forbidden_is_refused_however_it_is_written() {
        let limits =
            Attachments { forbidden: vec![ending("exe"), ending("tar.gz")], ..Attachments::default() };
        for name in ["setup.exe", "SETUP.EXE", "setup.exe.", "a b.exe ", "all.tar.gz"] {
            assert_eq!(
                limits.refuses(name, "application/octet-stream", None),
                Some(FileRefusal::Kind),
                "{name}"
            );
        }
        for name in ["exe", "executive.pdf", "setup.exe.txt", "all.gz"] {
            assert_eq!(limits.refuses(name, "application/octet-stream", None), None, "{name}");
        }
    }

    #[test]
    fn where_some_are_allowed_all_others_are_refused() {
        let allowed = vec![FileKind::Class("image".to_owned()), FileKind::Mime("application/pdf".to_owned())];
        let limits = Attachments { allowed, ..Attachments::default() };
        assert_eq!(limits.refuses("a.png", "image/png", None), None);
        assert_eq!(limits.refuses("a.pdf", "Application/PDF; charset=x", None), None);
        assert_eq!(limits.refuses("a.zip", "application/zip", None), Some(FileRefusal::Kind));
    }

    #[test]
    fn what_is_forbidden_is_so_among_what_is_allowed() {
        let limits = Attachments {
            allowed: vec![FileKind::Class("image".to_owned())],
            forbidden: vec![ending("svg")],
            ..Attachments::default()
        };
        assert_eq!(limits.refuses("a.svg", "image/svg+xml", None), Some(FileRefusal::Kind));
    }

    #[test]
    fn a_size_is_compared_where_it_is_known() {
        let limits = Attachments { largest: Some(10), ..Attachments::default() };
        assert_eq!(limits.refuses("a", "text/plain", Some(10)), None);
        assert_eq!(limits.refuses("a", "text/plain", Some(11)), Some(FileRefusal::Larger(10)));
        assert_eq!(limits.refuses("a", "text/plain", None), None);
    }
}
