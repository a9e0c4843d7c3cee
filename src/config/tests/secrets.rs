//! A secret written into the file is refused and never repeated, however it stands there.

use super::{SMALL, accept, refuse};

/// What must never come out again; with signs that have a meaning in URLs and in TOML.
const WORD: &str = "hunter2";

/// The ways people write a secret where none belongs.
const IN_PLACE: &[&str] = &[
    "[matrix]\npassword = \"hunter2\"",
    "[matrix]\npassword = 'hunter2'",
    "[matrix]\npassword = \"\"\"\nhunter2\n\"\"\"",
    "[matrix]\npassword = [\"hunter2\"]",
    "[matrix]\npassword = { value = \"hunter2\" }",
    "[matrix]\npassword = { env = [\"hunter2\"] }",
    "[matrix]\npassword = { env = \"hunter2!\" }",
    "[matrix]\nenabled = false\npassword = \"hunter2\"",
    "[matrix]\npasword = \"hunter2\"",
    "[matrix]\n\"password\" = \"hunter2\"",
    "matrix.password = \"hunter2\"",
    "matrix = { enabled = false, password = \"hunter2\" }",
    "[matrix.password]\nvalue = \"hunter2\"",
    "[matrix]\nrecovery_key = \"hunter2 more words\"",
    "[matrix]\nstore_passphrase = \"hunter2\"",
    "[matrix]\nhomeserver = \"https://help:hunter2@example.org\"",
    "[discord]\ntoken = \"hunter2\"",
    "[discord]\nenabled = false\ntoken = \"hunter2\"",
    "[discord]\ntoken = { env = \"hunter2.x\" }",
    "[discord]\nbot_token = \"hunter2\"",
    "[desk]\ndatabase_password = \"hunter2\"",
    "[desk]\ndatabase = \"postgres://desk:hunter2@host/sportello\"",
    "[desk]\ndatabase = \"postgres://desk:hunter2@ho st/sportello\"",
    "[desk]\ndatabase = \"postgres://desk:hun ter2@hunter2@host/sportello\"",
    "[desk]\ndatabase = \"postgers://desk:a/hunter2@host/sportello\"",
    "[desk]\ndatabase = \"postgres://host/sportello?password=hunter2&user=x\"",
    "[desk]\ndatabase = \"postgres:\\u002f/desk:hunter2@host/sportello\"",
    "[desk]\ndatabase = 'postgres://desk:\"hunter2@host/sportello'",
    "[mail]\nfrom = \"a@b.c\"\ntransport = { smtp = \"smtp://u:hunter2@host\" }",
    "[mail]\nfrom = \"a@b.c\"\ntransport = { smtp = \"smtp://u@host\", password = \"hunter2\" }",
    "[mail]\nfrom = \"a@b.c\"\ntransport = \"smtp://u:hunter2@host\"",
    // Beside another mistake, in a comment that the excerpt shows.
    "[matrix]\n# password = \"hunter2\"\nenabled = \"yes\"",
    "[desk]\nlanguage = \"de\" # once postgres://u:hunter2@host/db",
    // In what is no TOML at all.
    "[matrix]\npassword = \"hunter2",
    "[matrix]\npassword = hunter2",
    "[matrix]\npassword = \"\"\"\nhunter2",
    "[matrix\npassword = \"hunter2\"",
    "[mail]\ntransport = { smtp = \"smtp://u:hunter2@host }",
];

#[test]
fn a_secret_in_place_is_never_repeated() {
    for case in IN_PLACE {
        let report = refuse(&format!("{case}\n{SMALL}"));
        for said in [report.render(false), report.render(true), report.to_string(), format!("{report:?}")] {
            assert!(!said.contains(WORD), "{case}\n{said}");
        }
        let miette = format!("{:?}", miette::Report::new(report));
        assert!(!miette.contains(WORD), "{case}\n{miette}");
    }
}

#[test]
fn a_secret_in_place_is_said_to_be() {
    for case in ["[matrix]\npassword = \"hunter2\"", "[matrix]\nenabled = false\npassword = 2"] {
        let said = refuse(&format!("{case}\n{SMALL}")).to_string();
        assert!(said.contains("matrix.password: the secret is written in the file itself"), "{said}");
        assert!(said.contains("{ env = \"SPORTELLO_MATRIX_PASSWORD\" }"), "{said}");
    }
    for case in [
        "[desk]\ndatabase = \"postgres://desk:hunter2@host/sportello\"",
        "[desk]\ndatabase = \"postgres://host/sportello?password=hunter2\"",
        "[mail]\nfrom = \"a@b.c\"\ntransport = { smtp = \"smtp://u:hunter2@host\" }",
    ] {
        let said = refuse(&format!("{case}\n{SMALL}")).to_string();
        assert!(said.contains("a password is written in the address"), "{said}");
    }
}

#[test]
fn a_blanked_secret_moves_no_column() {
    let report =
        refuse(&format!("matrix = {{ password = \"ü€hunter2\", colour = 1, enabled = false }}\n{SMALL}"));
    let unknown = report.mistakes().iter().find(|m| m.key == "matrix.colour").expect("an unknown key");
    assert_eq!(report.position(unknown), Some((1, 36)));
}

#[test]
fn a_secret_that_was_read_is_shown_nowhere() {
    let config = accept(&format!(
        r#"
[desk]
database = "postgres://desk@host/sportello"
database_password = {{ env = "GOOD" }}

[matrix]
homeserver = "https://matrix.example.org"
user = "@help:example.org"
password = {{ env = "GOOD" }}
recovery_key = {{ file = "secret" }}
store_passphrase = {{ env = "GOOD" }}

[discord]
token = {{ file = "secret" }}
guild = 1

[mail]
from = "Desk <help@example.org>"
transport = {{ smtp = "smtps://desk@mail.example.org", password = {{ env = "GOOD" }} }}
{SMALL}"#
    ));
    assert!(config.matrix.is_some() && config.discord.is_some() && config.mail.is_some());
    for shown in [format!("{config:?}"), format!("{config:#?}")] {
        assert!(!shown.contains("xyzzy"), "{shown}");
        assert!(shown.contains("REDACTED"), "{shown}");
    }
}
