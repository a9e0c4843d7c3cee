//! What the desk offers to be picked, filled in and clicked, for platforms that have menus and forms.

use crate::{Author, Place, Platform};

/// Words in the desk's default language and in others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Localized {
    /// In English.
    pub text: String,
    /// In other languages: BCP 47 code and words.
    pub others: Vec<(&'static str, String)>,
}

/// To whom something is offered; what is allowed is decided when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Offered {
    /// Everyone.
    Everyone,
    /// Operators.
    Operators,
    /// Admins.
    Admins,
}

/// All that is offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Menu {
    /// Commands, in groups.
    pub groups: Vec<MenuGroup>,
    /// What can be done with a message of anybody's.
    pub on_message: Vec<MessageEntry>,
}

/// Commands under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuGroup {
    /// The name: lower case.
    pub name: &'static str,
    /// What it is for.
    pub summary: Localized,
    /// To whom.
    pub offered: Offered,
    /// The commands.
    pub commands: Vec<MenuCommand>,
}

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuCommand {
    /// Its name in the grammar, which [`crate::Interaction::Command`] gives back.
    pub id: &'static str,
    /// The word it is shown by.
    pub name: Localized,
    /// What it is for.
    pub summary: Localized,
    /// What can be filled in.
    pub options: Vec<MenuOption>,
}

/// One option of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuOption {
    /// Its name in the grammar.
    pub id: &'static str,
    /// The word it is shown by.
    pub name: Localized,
    /// What it is for.
    pub summary: Localized,
    /// Whether it must be filled in.
    pub required: bool,
    /// With what.
    pub kind: OptionKind,
}

/// What an option holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// Any text.
    Text,
    /// A text for which [`crate::Host::complete`] has suggestions.
    Completed,
    /// One of these: value and words.
    Choice(Vec<(&'static str, Localized)>),
    /// Yes or no.
    Flag,
}

/// Something to be done with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEntry {
    /// Which, as [`crate::Interaction::OnMessage`] gives it back.
    pub id: &'static str,
    /// The words it is shown by: at most 32 characters in any language.
    pub name: Localized,
    /// To whom.
    pub offered: Offered,
}

/// A form to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What comes back in [`crate::Interaction::Form`]: at most 100 characters.
    pub id: String,
    /// Its title, of any length.
    pub title: String,
    /// What is asked; a platform may take only the first five.
    pub fields: Vec<Field>,
}

/// One field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its id within the form.
    pub id: String,
    /// The question, of any length.
    pub label: String,
    /// What stands in it from the beginning.
    pub value: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether it takes several lines.
    pub long: bool,
}

/// Somebody is filling in an option.
#[derive(Clone, Debug)]
pub struct Completing {
    /// Where.
    pub platform: Platform,
    /// Who.
    pub author: Author,
    /// In which place.
    pub place: Place,
    /// The command's name.
    pub command: String,
    /// The option's name.
    pub option: String,
    /// What they have typed of it.
    pub typed: String,
    /// At most this many suggestions.
    pub limit: usize,
}

/// What could stand in an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The words shown.
    pub label: String,
    /// The value that is meant.
    pub value: String,
}
