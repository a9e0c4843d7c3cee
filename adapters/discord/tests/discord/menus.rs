//! A menu to be offered.

use sportello_chat::{
    Field, Form, Localized, Menu, MenuCommand, MenuGroup, MenuOption, MessageEntry, Offered, OptionKind,
};

fn words(text: &str, italian: &str) -> Localized {
    Localized { text: text.into(), others: vec![("it", italian.into())] }
}

fn option(id: &'static str, italian: &str, required: bool, kind: OptionKind) -> MenuOption {
    MenuOption { id, name: words(id, italian), summary: words("What", "Che cosa"), required, kind }
}

/// Commands for everyone and for operators, and an entry of messages' menus.
pub fn menu() -> Menu {
    let new = MenuCommand {
        id: "new",
        name: words("new", "nuovo"),
        summary: words("Ask for help", "Chiedi aiuto"),
        options: vec![
            option("urgent", "urgente", false, OptionKind::Flag),
            option("queue", "coda", true, OptionKind::Completed),
        ],
    };
    let status = MenuCommand {
        id: "status",
        name: words("status", "stato"),
        summary: words("How it goes", "Come va"),
        options: vec![option("number", "numero", false, OptionKind::Text)],
    };
    let kinds = OptionKind::Choice(vec![("low", words("Low", "Bassa")), ("high", words("High", "Alta"))]);
    let priority = MenuCommand {
        id: "priority",
        name: words("priority", "priorita"),
        summary: words("Set the priority", "Imposta la priorità"),
        options: vec![option("level", "livello", true, kinds)],
    };
    Menu {
        groups: vec![
            MenuGroup {
                name: "ticket",
                summary: words("Your tickets", "I tuoi ticket"),
                offered: Offered::Everyone,
                commands: vec![new, status],
            },
            MenuGroup {
                name: "desk",
                summary: words("The desk", "Lo sportello"),
                offered: Offered::Operators,
                commands: vec![priority],
            },
        ],
        on_message: vec![MessageEntry {
            id: "open-for",
            name: words("Open a ticket", "Apri un ticket"),
            offered: Offered::Operators,
        }],
    }
}

/// A form of two fields, one with a long question.
pub fn form() -> Form {
    let subject = Field { id: "subject".into(), label: "Subject".into(), required: true, ..Field::default() };
    let where_ = Field {
        id: "where".into(),
        label: "In which building, on which floor and in which room is it?".into(),
        value: "B1".into(),
        long: true,
        ..Field::default()
    };
    Form { id: "form:new".into(), title: "New ticket".into(), fields: vec![subject, where_] }
}
