//! What a line typed at the prompt means. Pure: text in, a command or a sentence out.

use std::time::Duration;

use crate::grammar;
use crate::nearest::did_you_mean;

/// What somebody at the prompt wants.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    /// To say something where they are.
    Say(String),
    /// To be somebody else.
    As(String),
    /// To be in another channel, or a thread of one.
    In(String),
    /// To be in a thread of the channel.
    Thread(String),
    /// To be on the channel's top level again.
    Top,
    /// To talk to the bot alone.
    Direct,
    /// To answer a message.
    Reply { to: String, text: String },
    /// To put an emoji on a message.
    React { to: String, emoji: String },
    /// To change a message.
    Edit { message: String, text: String },
    /// To remove a message.
    Delete { message: String },
    /// To send a file.
    Attach { path: String, text: String },
    /// To move the simulated clock.
    Advance(Duration),
    /// To know the commands.
    Help,
    /// To leave.
    Quit,
}

/// The prompt's own commands: their name, what follows it, and what they do.
const COMMANDS: [(&str, &str, &str); 13] = [
    ("as", "NAME", "be somebody else"),
    ("in", "CHANNEL", "go to a channel; CHANNEL#1001 is a ticket's thread in it"),
    ("thread", "#1001", "go into a ticket's thread, or into that of a message (ID)"),
    ("top", "", "leave the thread"),
    ("direct", "", "talk to the bot alone"),
    ("reply", "ID TEXT", "answer a message"),
    ("react", "ID EMOJI", "put an emoji on a message"),
    ("edit", "ID TEXT", "change a message of yours (ID may be `last`)"),
    ("delete", "ID", "remove a message of yours"),
    ("attach", "PATH TEXT", "send a file; the text may be left out; quote a PATH with spaces"),
    ("advance", "2d", "move the clock, where it is simulated"),
    ("help", "", "this list"),
    ("quit", "", "leave (so do Ctrl-C and Ctrl-D)"),
];

/// The list of commands for people.
pub(crate) fn help() -> String {
    let mut text = "What you type is said where you are. Commands to the prompt itself:".to_owned();
    for (name, arguments, what) in COMMANDS {
        text.push_str(&format!("\n  {:<20} {what}", format!(":{name} {arguments}")));
    }
    text.push_str("\n  A text that begins with such a command is said with one colon more: `::top`.");
    text
}

/// Reads one line. A colon and a letter begin a command of the prompt; `:)` is said.
///
/// # Errors
/// A sentence that says what was expected.
pub(crate) fn parse(line: &str) -> Result<Command, String> {
    let Some(rest) = line.strip_prefix(':') else { return Ok(Command::Say(line.to_owned())) };
    if rest.starts_with(':') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok(Command::Say(rest.to_owned()));
    }
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok(Command::Say(line.to_owned()));
    }
    let (name, arguments) = first_word(rest);
    let names = || COMMANDS.iter().map(|(name, _, _)| *name);
    let Some((name, expected, _)) = COMMANDS.iter().find(|(n, _, _)| *n == name) else {
        return Err(match did_you_mean(name, names()) {
            hint if hint.is_empty() => format!("the prompt has no command `:{name}`; `:help` lists them"),
            hint => format!("the prompt has no command `:{name}`{}", hint.replacen('`', "`:", 1)),
        });
    };
    command(name, arguments).map_err(|reason| match reason {
        Wrong::Arguments => format!("expected `{}`", format!(":{name} {expected}").trim_end()),
        Wrong::Sentence(sentence) => sentence,
    })
}

enum Wrong {
    /// Too few or too many.
    Arguments,
    Sentence(String),
}

fn command(name: &str, arguments: &str) -> Result<Command, Wrong> {
    let all = || some(arguments);
    let two = || {
        let (first, rest) = first_word(arguments);
        Ok::<_, Wrong>((some(first)?, some(rest)?))
    };
    let none = |command| if arguments.is_empty() { Ok(command) } else { Err(Wrong::Arguments) };
    match name {
        "as" => Ok(Command::As(all()?)),
        "in" => Ok(Command::In(all()?)),
        "thread" => Ok(Command::Thread(all()?)),
        "top" => none(Command::Top),
        "direct" => none(Command::Direct),
        "reply" => two().map(|(to, text)| Command::Reply { to, text }),
        "react" => {
            let (to, emoji) = two()?;
            Ok(Command::React { to, emoji: grammar::emoji(&emoji).map_err(Wrong::Sentence)? })
        }
        "edit" => two().map(|(message, text)| Command::Edit { message, text }),
        "delete" => Ok(Command::Delete { message: all()? }),
        "attach" => {
            let (path, text) = path_and_text(arguments);
            Ok(Command::Attach { path: some(path)?, text: text.to_owned() })
        }
        "advance" => grammar::duration(&all()?).map(Command::Advance).map_err(Wrong::Sentence),
        "help" => none(Command::Help),
        _ => none(Command::Quit),
    }
}

fn some(text: &str) -> Result<String, Wrong> {
    if text.is_empty() { Err(Wrong::Arguments) } else { Ok(text.to_owned()) }
}

/// The first word and the rest, both without the white space around them.
fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

/// A path, maybe in double quotes, and the rest.
fn path_and_text(text: &str) -> (&str, &str) {
    match text.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
        Some((path, rest)) => (path, rest.trim()),
        None => first_word(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_mean_what_the_help_says() {
        let two = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let (to, text) = two("b2", "thank you");
        let cases = [
            ("My VPN is down", Command::Say("My VPN is down".into())),
            ("!take 1001", Command::Say("!take 1001".into())),
            (":) thanks", Command::Say(":) thanks".into())),
            ("::top", Command::Say(":top".into())),
            (":as otto", Command::As("otto".into())),
            (":in ops#1001", Command::In("ops#1001".into())),
            (":thread #1001", Command::Thread("#1001".into())),
            (":top ", Command::Top),
            (":direct", Command::Direct),
            (":reply b2  thank you", Command::Reply { to, text }),
            (":react b2 ❤\u{FE0F}", Command::React { to: "b2".into(), emoji: "❤".into() }),
            (":edit last My VPN", Command::Edit { message: "last".into(), text: "My VPN".into() }),
            (":delete m1", Command::Delete { message: "m1".into() }),
            (":attach a.png", Command::Attach { path: "a.png".into(), text: String::new() }),
            (":attach \"my a.png\" look", Command::Attach { path: "my a.png".into(), text: "look".into() }),
            (":advance 2d", Command::Advance(Duration::from_secs(172_800))),
            (":help", Command::Help),
            (":quit", Command::Quit),
        ];
        for (line, meant) in cases {
            assert_eq!(parse(line).unwrap(), meant, "{line}");
        }
    }

    #[test]
    fn a_line_that_makes_no_sense_is_answered() {
        let cases = [
            (":quti", "the prompt has no command `:quti`; did you mean `:quit`?"),
            (":juggle", "the prompt has no command `:juggle`; `:help` lists them"),
            (":reply b2", "expected `:reply ID TEXT`"),
            (":top now", "expected `:top`"),
        ];
        for (line, answer) in cases {
            assert_eq!(parse(line).unwrap_err(), answer, "{line}");
        }
    }

    #[test]
    fn the_help_names_every_command() {
        for (name, _, _) in COMMANDS {
            assert!(help().contains(&format!(":{name}")), "{name}");
        }
    }
}
