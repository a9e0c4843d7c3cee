//! The forms that buttons and commands open.

use sportello_chat::{Field, Form};

use crate::command::action::Action;
use crate::config::Queue;
use crate::text::{Args, Language, Texts};

/// The field of a form's text.
pub const TEXT: &str = "text";
/// The field of a request's title.
pub const SUBJECT: &str = "subject";
/// The field that says how a ticket ends.
pub const OUTCOME: &str = "outcome";
/// What the field of a queue's question begins with; its index, from 0, follows.
pub const QUESTION: &str = "question-";

/// The form that `action` opens, if it opens one. `queue` is the queue of [`Action::New`], of whose
/// questions `questions` have room.
pub fn form(
    texts: &Texts,
    language: Language,
    action: &Action,
    queue: Option<&Queue>,
    questions: usize,
) -> Option<Form> {
    let say = |key: &str, args: &Args| texts.say_plain(language, key, args);
    let of_ticket = |key: &str, number: &Option<String>| match number {
        Some(number) => say(key, &Args::new().text("number", number.as_str())),
        None => say(&format!("{key}-here"), &Args::new()),
    };
    let long = |key: &str, required: bool| Field {
        id: TEXT.to_owned(),
        label: say(key, &Args::new()),
        value: String::new(),
        required,
        long: true,
    };
    let (title, fields) = match action {
        Action::Answer(number) => (of_ticket("form-answer", number), vec![long("form-answer-text", true)]),
        Action::Note(number) => (of_ticket("form-note", number), vec![long("form-note-text", true)]),
        Action::Close(number) => {
            let outcome = Field {
                id: OUTCOME.to_owned(),
                label: say("form-close-outcome", &Args::new()),
                value: say("choice-successful", &Args::new()),
                required: true,
                long: false,
            };
            let title = say("form-close", &Args::new().text("number", number.as_str()));
            (title, vec![long("form-close-text", false), outcome])
        }
        Action::New(_) => {
            let queue = queue?;
            let subject = Field {
                id: SUBJECT.to_owned(),
                label: say("form-new-subject", &Args::new()),
                required: true,
                ..Field::default()
            };
            let asked = queue.questions.iter().take(questions).enumerate().map(|(i, question)| Field {
                id: format!("{QUESTION}{i}"),
                label: question.in_language(language).to_owned(),
                ..Field::default()
            });
            let title = say("form-new", &Args::new().text("queue", queue.title.as_str()));
            (title, [subject, long("form-new-text", true)].into_iter().chain(asked).collect())
        }
        Action::Take(_)
        | Action::Join(_)
        | Action::Reopen(_)
        | Action::Rate(..)
        | Action::Helps(..)
        | Action::Ready(..)
        | Action::More(_) => {
            return None;
        }
    };
    Some(Form { id: action.encode(), title, fields })
}
