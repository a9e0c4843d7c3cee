//! The grammar as a menu, for platforms where commands are picked.

use sportello_chat::{
    Localized, Menu, MenuCommand, MenuGroup, MenuOption, MessageEntry, Offered, OptionKind,
};

use super::Role;
use super::filters::STATES;
use super::grammar::{Arg, ArgKind, CommandSpec, Group, SPECS, summary_key};
use crate::text::{Args, Language, Texts};

/// The entry of a message's own menu that opens a ticket from it.
pub const OPEN: &str = "open";

/// Everything that can be picked.
pub fn menu(texts: &Texts) -> Menu {
    let groups =
        Group::ALL.into_iter().filter(|g| SPECS.iter().any(|s| s.group == *g)).map(|group| MenuGroup {
            name: group.word(),
            summary: localized(texts, &format!("menu-{}", group.word())),
            offered: match group {
                Group::Ticket => Offered::Everyone,
                Group::Desk | Group::DeskTeam => Offered::Operators,
                Group::DeskAdmin => Offered::Admins,
            },
            commands: SPECS.iter().filter(|s| s.group == group).map(|s| command(texts, s)).collect(),
        });
    let open =
        MessageEntry { id: OPEN, name: localized(texts, "menu-open"), offered: offered(Role::Operator) };
    Menu { groups: groups.collect(), on_message: vec![open] }
}

fn offered(role: Role) -> Offered {
    match role {
        Role::Everyone => Offered::Everyone,
        Role::Operator => Offered::Operators,
        Role::Admin => Offered::Admins,
    }
}

fn command(texts: &Texts, spec: &CommandSpec) -> MenuCommand {
    MenuCommand {
        id: spec.name,
        name: Localized {
            text: spec.name.to_owned(),
            others: vec![("it", spec.shown(Language::It).to_owned())],
        },
        summary: localized(texts, &summary_key(spec)),
        options: spec.args.iter().map(|arg| option(texts, spec, arg)).collect(),
    }
}

fn option(texts: &Texts, spec: &CommandSpec, arg: &Arg) -> MenuOption {
    // What a form asks for when it is left out.
    let asked_by_form = matches!(spec.name, "new" | "reply" | "note") && arg.kind == ArgKind::Text;
    MenuOption {
        id: arg.name,
        name: localized(texts, &format!("option-{}", arg.name)),
        summary: localized(texts, &format!("option-{}-summary", arg.name)),
        required: arg.required && !asked_by_form,
        kind: kind(texts, arg),
    }
}

fn kind(texts: &Texts, arg: &Arg) -> OptionKind {
    match arg.kind {
        ArgKind::Ticket
        | ArgKind::Queue
        | ArgKind::Operator
        | ArgKind::Person
        | ArgKind::Tags
        | ArgKind::Owner
        | ArgKind::Tag
        | ArgKind::Since
        | ArgKind::Ready
        | ArgKind::Command => OptionKind::Completed,
        ArgKind::State => OptionKind::Choice(
            STATES.iter().map(|word| (*word, localized(texts, &format!("state-filter-{word}")))).collect(),
        ),
        ArgKind::Articles
        | ArgKind::Text
        | ArgKind::Page
        | ArgKind::Mail
        | ArgKind::Word
        | ArgKind::Period => OptionKind::Text,
        ArgKind::Flag => OptionKind::Flag,
        ArgKind::Choice(words) => OptionKind::Choice(
            words.iter().map(|word| (*word, localized(texts, &choice_key(arg, word)))).collect(),
        ),
        ArgKind::Language => OptionKind::Choice(
            Language::ALL
                .into_iter()
                .map(|l| (l.code(), Localized { text: l.own_name().to_owned(), others: vec![] }))
                .collect(),
        ),
    }
}

/// The digits of a priority mean something else than those of a rating.
fn choice_key(arg: &Arg, word: &str) -> String {
    if arg.name == "priority" { format!("priority-{word}") } else { format!("choice-{word}") }
}

fn localized(texts: &Texts, key: &str) -> Localized {
    let say = |language| texts.say_plain(language, key, &Args::new());
    Localized { text: say(Language::En), others: vec![("it", say(Language::It))] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Discord's rules for what the menu becomes there are the strictest that are known.
    #[test]
    fn the_menu_fits_where_space_is_scarce() {
        let menu = menu(&Texts::default());
        for group in &menu.groups {
            assert!(group.commands.len() <= 25, "{} has {}", group.name, group.commands.len());
            for command in &group.commands {
                fits(&command.name, 32);
                fits(&command.summary, 100);
                assert!(command.options.len() <= 25);
                for option in &command.options {
                    fits(&option.name, 32);
                    fits(&option.summary, 100);
                }
            }
        }
        for entry in &menu.on_message {
            fits(&entry.name, 32);
        }
    }

    fn fits(words: &Localized, most: usize) {
        for text in std::iter::once(&words.text).chain(words.others.iter().map(|(_, text)| text)) {
            let length = text.chars().count();
            assert!((1..=most).contains(&length), "{text:?} has {length} characters");
        }
    }
}
