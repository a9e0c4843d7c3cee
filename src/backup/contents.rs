//! What the copy of a database holds, whichever database it is of.

use std::collections::BTreeSet;
use std::path::Path;

use sportello_migrations::{Migrator, MigratorTrait};

use super::{BackupError, Engine, dump, sqlite};

/// What a copy of a database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Its last migration.
    pub schema: String,
    /// How many tickets.
    pub tickets: u64,
    /// How many articles.
    pub articles: u64,
    /// How many people.
    pub people: u64,
    /// The SHA-256 sums of all files that it names.
    pub files: BTreeSet<String>,
}

impl Contents {
    /// Reads the copy `path`.
    pub(super) async fn of(path: &Path, engine: Engine) -> Result<Self, BackupError> {
        match engine {
            Engine::Sqlite => sqlite::contents(path).await,
            Engine::Postgresql => dump::contents(path).await,
        }
    }

    /// Whether this program knows the schema.
    pub(super) fn is_known(&self) -> bool {
        Migrator::migrations().iter().any(|m| m.name() == self.schema)
    }

    /// Whether it is the schema of this program.
    pub(super) fn is_newest(&self) -> bool {
        Migrator::migrations().last().is_some_and(|m| m.name() == self.schema)
    }

    /// Adds the files that a message which waits for its author's answer names, in JSON.
    pub(super) fn add_held(&mut self, json: &str) {
        let names = json.split("\"sha256\":\"").skip(1).filter_map(|rest| rest.get(..64));
        self.files.extend(names.filter(|name| is_sha256(name)).map(str::to_owned));
    }

    /// Adds a file that an article names.
    pub(super) fn add_file(&mut self, name: &str) {
        // Whatever else a damaged row holds is no path to be followed.
        if is_sha256(name) {
            self.files.insert(name.to_owned());
        }
    }
}

fn is_sha256(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::Contents;

    #[test]
    fn the_files_of_a_message_that_waits_are_named() {
        let mut contents = Contents::default();
        let sum = "a1".repeat(32);
        contents.add_held(&format!(
            r#"[{{"name":"../x","size":3,"sha256":"{sum}"}},{{"name":"y","sha256":null}},{{"sha256":"../../etc"}}]"#
        ));
        assert_eq!(contents.files.into_iter().collect::<Vec<_>>(), [sum]);
    }
}
