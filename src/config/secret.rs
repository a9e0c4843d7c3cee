//! Secrets: named in bot.toml, never written there.

use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::document::{Keys, Value};
use super::redact::is_variable_name;

pub(super) const KEYS: Keys = Keys { of: "a secret", known: &["env", "file"] };

/// Whether a secret is fetched now, or only its spelling checked (of a section that is off).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup {
    Now,
    Never,
}

impl Value<'_> {
    /// The secret this names. Notes a secret written in place without repeating it, and one that
    /// can't be found; `None` then, and always with [`Lookup::Never`].
    pub fn secret(&self, lookup: Lookup) -> Option<SecretString> {
        let variable = format!("SPORTELLO_{}", self.path.to_uppercase().replace('.', "_"));
        let forms = format!("{{ env = \"{variable}\" }} or {{ file = \"path/of/a/file\" }}");
        if !self.value.is_table() {
            self.mistake(
                "the secret is written in the file itself (and not repeated here)",
                format!("allowed: {forms}; if others could read this file, change the secret too"),
            );
            return None;
        }
        let table = self.table(&KEYS, &forms)?;
        match (table.get("env"), table.get("file")) {
            (Some(env), None) => env.variable(lookup),
            (None, Some(file)) => file.contents(lookup),
            _ => {
                self.mistake("a secret has one place to come from", format!("allowed: {forms}"));
                None
            }
        }
    }

    fn variable(&self, lookup: Lookup) -> Option<SecretString> {
        let name = self.text()?;
        if !is_variable_name(name) {
            self.mistake(
                "this is no name of an environment variable (and is not repeated here)",
                "allowed: letters, digits and _, as \"SPORTELLO_MATRIX_PASSWORD\"",
            );
            return None;
        }
        if lookup == Lookup::Never {
            return None;
        }
        let problem = match (self.cx.env)(name) {
            Some(value) if !value.is_empty() => return Some(value.into()),
            Some(_) => format!("the environment variable {name} is empty"),
            None => format!("the environment variable {name} is not set"),
        };
        self.mistake(problem, format!("set it before starting: export {name}=…"));
        None
    }

    fn contents(&self, lookup: Lookup) -> Option<SecretString> {
        let path = self.path()?;
        if lookup == Lookup::Never {
            return None;
        }
        let problem = match (self.cx.read)(&path) {
            // Editors end a file with a line break, which is no part of the secret.
            Ok(text) => match Zeroizing::new(text).trim_end_matches(['\r', '\n']) {
                "" => format!("the file {} is empty", path.display()),
                secret => return Some(secret.into()),
            },
            Err(error) => format!("the file {} can't be read: {error}", path.display()),
        };
        self.mistake(problem, "allowed: a text file that holds the secret alone and that the bot may read");
        None
    }
}
