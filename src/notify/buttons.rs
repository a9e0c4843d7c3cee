//! The buttons below the desk's messages, in the language of those who read them.

use sportello_chat::{Button, Weight};

use crate::command::action::Action;
use crate::config::Queue;
use crate::text::{Args, Language, Texts};
use crate::ticket::State;

/// The longest label that every platform takes, in characters.
const LABEL: usize = 80;
/// The longest text behind a button that every platform keeps, in characters.
const LONGEST_ACTION: usize = 100;

fn button(
    texts: &Texts,
    language: Language,
    key: &str,
    action: &Action,
    emoji: &str,
    weight: Weight,
) -> Button {
    let label = texts.say_plain(language, key, &Args::new());
    Button { action: action.encode(), label, emoji: Some(emoji.to_owned()), weight }
}

/// Below a ticket's header: what an operator does next. `joinable` if its customer is spoken to in a
/// private thread that operators can be let into.
pub fn header(
    texts: &Texts,
    language: Language,
    number: &str,
    state: State,
    is_owned: bool,
    joinable: bool,
) -> Vec<Button> {
    let of = || number.to_owned();
    let make = |key, action: Action, emoji, weight| button(texts, language, key, &action, emoji, weight);
    if state == State::Merged {
        return Vec::new();
    }
    let mut buttons = Vec::with_capacity(5);
    if state.is_closed() {
        buttons.push(make("button-reopen", Action::Reopen(of()), "🎫", Weight::Plain));
        buttons.push(make("button-note", Action::Note(Some(of())), "🔒", Weight::Plain));
        return buttons;
    }
    // What a queue has given to somebody is still to be taken.
    if !is_owned || state == State::New {
        buttons.push(make("button-take", Action::Take(of()), "🙋", Weight::Primary));
    }
    if joinable {
        buttons.push(make("button-join", Action::Join(of()), "🚪", Weight::Plain));
    }
    buttons.push(make("button-answer", Action::Answer(Some(of())), "💬", Weight::Plain));
    buttons.push(make("button-note", Action::Note(Some(of())), "🔒", Weight::Plain));
    buttons.push(make("button-close", Action::Close(of()), "✅", Weight::Good));
    buttons
}

/// Below the message that tells a customer that the ticket is closed.
pub fn closing(texts: &Texts, language: Language, number: &str, may_reopen: bool) -> Vec<Button> {
    let star = |stars: u8| Button {
        action: Action::Rate(number.to_owned(), stars).encode(),
        label: texts.say_plain(language, "button-rate", &Args::new().text("stars", stars.to_string())),
        emoji: Some("⭐".to_owned()),
        weight: Weight::Plain,
    };
    let mut buttons: Vec<Button> = (1..=5).map(star).collect();
    if may_reopen {
        let action = Action::Reopen(number.to_owned());
        buttons.push(button(texts, language, "button-reopen", &action, "🎫", Weight::Plain));
    }
    buttons
}

/// Below a text that was offered to a customer.
pub fn helps(texts: &Texts, language: Language, number: &str) -> Vec<Button> {
    let make = |key, helped, emoji, weight| {
        button(texts, language, key, &Action::Helps(number.to_owned(), helped), emoji, weight)
    };
    vec![make("button-helps", true, "👍", Weight::Good), make("button-helps-not", false, "👎", Weight::Plain)]
}

/// Below a ready text that is shown to an operator as its customer would read it.
pub fn ready(texts: &Texts, language: Language, number: &str, name: &str) -> Button {
    let action = Action::Ready(number.to_owned(), name.to_owned());
    button(texts, language, "button-send", &action, "📨", Weight::Good)
}

/// Below a page of a list or a search: the next one, by the command that shows it. None where a platform
/// could not keep so long a command.
pub fn more(texts: &Texts, language: Language, command: &str) -> Option<Button> {
    let action = Action::More(command.to_owned());
    let fits = action.encode().chars().count() <= LONGEST_ACTION;
    fits.then(|| button(texts, language, "button-more", &action, "➡️", Weight::Plain))
}

/// One for each queue that people can choose.
pub fn queues<'a>(queues: impl IntoIterator<Item = &'a Queue>) -> Vec<Button> {
    queues
        .into_iter()
        .map(|queue| Button {
            action: Action::New(queue.name.clone()).encode(),
            label: queue.title.chars().take(LABEL).collect(),
            emoji: None,
            weight: Weight::Primary,
        })
        .collect()
}
