//! `[console]` and `[matrix]`: where the desk listens.

use super::desk::holds_password;
use super::document::{Keys, Table};
use super::model::{Console, Matrix, Trust};
use super::platform::{Section, enabled, matrix_account};
use super::secret::Lookup;

pub(super) const CONSOLE_KEYS: Keys = Keys { of: "[console]", known: &["enabled"] };

pub(super) const KEYS: Keys = Keys {
    of: "[matrix]",
    known: &[
        "enabled",
        "homeserver",
        "user",
        "password",
        "encryption",
        "trust",
        "recovery_key",
        "store_passphrase",
    ],
};

pub(super) fn console(table: &Table<'_>) -> Section<Console> {
    let enabled = enabled("console", table.get("enabled"), table);
    Section { enabled, content: enabled.then_some(Console {}) }
}

/// `[matrix]`. One that is off is checked for its spelling, but needs nothing and fetches no secret.
pub(super) fn matrix(table: &Table<'_>) -> Section<Matrix> {
    let on = enabled("matrix", table.get("enabled"), table);
    let lookup = if on { Lookup::Now } else { Lookup::Never };
    let get = |key, example| if on { table.need(key, example) } else { table.get(key) };

    let homeserver = get("homeserver", "homeserver = \"https://matrix.example.org\"").and_then(|v| {
        let url = v.url(&["https", "http"], "https://matrix.example.org")?;
        if !url.username().is_empty() || holds_password(&url) {
            v.mistake(
                "the address holds an account",
                "write the account's id in user and its secret in password",
            );
            return None;
        }
        Some(url)
    });
    let user = get("user", "user = \"@help:example.org\"").and_then(|v| matrix_account(&v));
    let password =
        get("password", "password = { env = \"SPORTELLO_MATRIX_PASSWORD\" }").and_then(|v| v.secret(lookup));
    let encryption = table.get("encryption").and_then(|v| v.boolean()).unwrap_or(true);
    let trust = table
        .get("trust")
        .and_then(|v| {
            v.choice(&[
                ("everyone", Trust::Everyone),
                ("cross-signed", Trust::CrossSigned),
                ("verified", Trust::Verified),
            ])
        })
        .unwrap_or_default();
    let recovery_key = table.get("recovery_key").and_then(|v| v.secret(lookup));
    let store_passphrase = table.get("store_passphrase").and_then(|v| v.secret(lookup));

    let whole = || {
        Some(Matrix {
            homeserver: homeserver?,
            user: user?,
            password: password?,
            encryption,
            trust,
            recovery_key,
            store_passphrase,
        })
    };
    Section { enabled: on, content: if on { whole() } else { None } }
}
