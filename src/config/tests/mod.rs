//! What bot.toml may say, what it may not, and what its reader answers.

mod accepted;
mod answers;
mod mistakes;
mod reloaded;
mod secrets;
mod shipped;
mod together;

use std::io;
use std::path::Path;

use super::{Config, Report, parse};

/// The folder the files of these tests pretend to lie in.
const FOLDER: &str = "/etc/sportello";

/// A file with nothing wrong, and little in it.
const SMALL: &str = r#"
[console]
enabled = true

[[operator]]
name = "ada"
console = "ada"

[[queue]]
name = "helpdesk"
operators = ["ada"]
channels = [{ console = "help" }]
"#;

/// The parts a file needs beside the one a test is about.
const CONSOLE: &str = "[console]\nenabled = true\n";
const ADA: &str = "[[operator]]\nname = \"ada\"\nconsole = \"ada\"\n";
const QUEUE: &str =
    "[[queue]]\nname = \"helpdesk\"\noperators = [\"ada\"]\nchannels = [{ console = \"help\" }]\n";

fn env(name: &str) -> Option<String> {
    match name {
        "GOOD" => Some("xyzzy-from-env".to_owned()),
        "ODD" => Some("x%41y:/@ à".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    }
}

fn file(path: &Path) -> io::Result<String> {
    match path.to_str() {
        Some("/etc/sportello/secret") => Ok("xyzzy-from-file\n".to_owned()),
        Some("/etc/sportello/blank") => Ok("\n".to_owned()),
        Some("/etc/sportello/ca.pem") => Ok("-----BEGIN CERTIFICATE-----\n".to_owned()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    }
}

fn read(text: &str) -> Result<Config, Report> {
    parse("bot.toml", text, Path::new(FOLDER), &env, &file)
}

fn accept(text: &str) -> Config {
    match read(text) {
        Ok(config) => config,
        Err(report) => panic!("{}", report.render(false)),
    }
}

fn refuse(text: &str) -> Report {
    match read(text) {
        Ok(_) => panic!("was accepted:\n{text}"),
        Err(report) => report,
    }
}
