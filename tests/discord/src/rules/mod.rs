//! What Discord's documentation demands and its OpenAPI document doesn't, or which tests want without
//! that document. [`RULES`] lists them; the crate's tests show that each is refused.

pub mod answer;
pub mod channel;
pub mod command;
pub mod component;
pub mod embed;
pub mod message;
pub mod modal;
pub mod options;

use serde_json::Value;

use crate::refusal::{Outcome, Refusal};

/// A rule, its figure and where Discord writes it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What it says.
    pub rule: &'static str,
    /// The page of Discord's documentation, and its section.
    pub source: &'static str,
}

macro_rules! rules {
    ($($rule:literal, $source:literal;)*) => {
        /// Every rule here and in the acts.
        pub const RULES: &[Rule] = &[$(Rule { rule: $rule, source: $source },)*];
    };
}

rules! {
    "a message has at most 2,000 characters", "Message, Create Message, content";
    "a message isn't empty (50006)", "Message, Create Message";
    "a message has at most 10 embeds", "Message, Create Message, embeds";
    "an embed: title 256, description 4,096, 25 fields of 256 and 1,024, footer 2,048, author 256; all of a message 6,000", "Message, Embed Limits";
    "a message has at most 10 files", "Message, Create Message, files";
    "a file has at most 10 MiB (40005)", "Reference, Uploading Files";
    "a nonce has at most 25 characters", "Message, Create Message, nonce";
    "allowed_mentions names a kind in `parse` or lists its ids, not both", "Message, Allowed Mentions Object";
    "allowed_mentions lists at most 100 users and 100 roles", "Message, Allowed Mentions Structure";
    "a message has at most 5 action rows", "Components, Legacy Message Component Behavior";
    "an action row has at most 5 buttons, or one select", "Components, Action Row";
    "a button's label has at most 80 characters", "Components, Button Structure, label";
    "a button has a custom id, or a link, and a label or an emoji", "Components, Button Styles";
    "a custom id has 1 to 100 characters", "Components, Custom ID";
    "a custom id is unique in its message", "Components, Custom ID";
    "a select has at most 25 options", "Components, String Select Structure, options";
    "a select option's label, value and description have at most 100 characters", "Components, Select Option Structure";
    "a select's placeholder has at most 150 characters", "Components, String Select Structure, placeholder";
    "a modal has 1 to 5 components", "Receiving and Responding, Modal";
    "a modal's title has at most 45 characters", "Receiving and Responding, Modal, title";
    "a text input's label has 1 to 45 characters", "Components, Text Input / Label, label";
    "a text input's placeholder has at most 100 characters", "Components, Text Input Structure, placeholder";
    "a text input's value has at most 4,000 characters", "Components, Text Input Structure, value";
    "an application has at most 100 slash commands, 5 user and 5 message commands per place", "Application Commands, Registering a Command";
    "a slash command's name is 1 to 32 lower-case letters, digits, - and _ (also each translation)", "Application Commands, Application Command Naming";
    "a menu command's name has 1 to 32 characters", "Application Commands, Application Command Structure, name";
    "a slash command's and an option's description has 1 to 100 characters (also each translation)", "Application Commands, Application Command Structure, description";
    "a menu command has no description and no options", "Application Commands, Application Command Structure, description";
    "a command, a group and a subcommand have at most 25 options", "Application Commands, Application Command Structure, options";
    "an option has at most 25 choices", "Application Commands, Application Command Option Structure, choices";
    "a choice's name and text value have 1 to 100 characters", "Application Commands, Application Command Option Choice Structure";
    "required options stand before others", "Application Commands, Application Command Structure, options";
    "an option with autocomplete has no choices", "Application Commands, Application Command Option Structure, autocomplete";
    "subcommands are not mixed with other options, and nest once", "Application Commands, Subcommands and Subcommand Groups";
    "a command has at most 8,000 characters of names, descriptions and values", "Application Commands, Application Command Structure";
    "names of commands of a kind, of options and of choices are unique", "Application Commands, Application Command Naming";
    "suggestions are at most 25", "Receiving and Responding, Autocomplete, choices";
    "autocomplete is only answered by suggestions, and only it is (50035)", "Receiving and Responding, Interaction Callback Type";
    "a modal is no answer to a modal (50035)", "Receiving and Responding, Interaction Callback Type";
    "a message's update only answers what was done on a message (50035)", "Receiving and Responding, Interaction Callback Type";
    "an interaction is answered within 3 seconds (10062)", "Receiving and Responding, Responding to an Interaction";
    "an interaction has one first answer (40060)", "Receiving and Responding, Responding to an Interaction";
    "an interaction's token lives 15 minutes (50027)", "Receiving and Responding, Followup Messages";
    "what was deferred is ephemeral or not by the deferral", "Receiving and Responding, Responding to an Interaction";
    "a channel's and a thread's name has 1 to 100 characters", "Channel, Channel Structure, name";
    "a message has one thread, which has its id (160004)", "Channel, Start Thread from Message";
    "a private thread isn't started from a message", "Channel, Start Thread from Message";
    "writing opens an archived thread, but not a locked one (50083)", "Threads, Active & Archived Threads";
    "a guild has at most 1,000 active threads (160006)", "Threads, Active & Archived Threads";
    "another's message is deleted only with MANAGE_MESSAGES (50013)", "Message, Delete Message";
    "in a direct chat nobody deletes another's message (50003)", "Message, Delete Message";
    "another's message isn't edited (50005)", "Message, Edit Message";
    "pinning needs PIN_MESSAGES, formerly MANAGE_MESSAGES (50013)", "Message, Pin Message";
    "a channel has at most 250 pins (30003)", "Message, Pin Message";
    "who closed their direct chats gets none (50007)", "Users, Create DM";
    "bots have no direct chats with bots (50007)", "Users, Create DM";
}

/// How many characters Discord counts: code points.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

/// Refuses a text whose length is outside `range`. An absent one is not looked at.
pub(crate) fn check_length(value: &Value, path: &str, least: usize, most: usize) -> Outcome<()> {
    let Some(text) = value.as_str() else { return Ok(()) };
    if (least..=most).contains(&length(text)) {
        return Ok(());
    }
    let sentence = match least {
        0 => format!("Must be {most} or fewer in length."),
        _ => format!("Must be between {least} and {most} in length."),
    };
    Err(Refusal::form(path, "BASE_TYPE_BAD_LENGTH", sentence))
}

/// Refuses a list that is too long.
pub(crate) fn check_count(value: &Value, path: &str, least: usize, most: usize) -> Outcome<()> {
    let Some(list) = value.as_array() else { return Ok(()) };
    if (least..=most).contains(&list.len()) {
        return Ok(());
    }
    let sentence = format!("Must be between {least} and {most} in length.");
    Err(Refusal::form(path, "BASE_TYPE_BAD_LENGTH", sentence))
}

/// The elements of a list with their paths.
pub(crate) fn each<'a>(list: &'a Value, path: &'a str) -> impl Iterator<Item = (String, &'a Value)> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().enumerate().map(move |(n, item)| (join(path, &n.to_string()), item))
}

/// A path one step further.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
