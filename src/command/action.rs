//! What a button or a form stands for, as text that a platform keeps and gives back.
//!
//! The text says all that is needed, so that a button of an old message works after a restart. It
//! grants nothing: who may, and whether the ticket is still as it was, is looked at on the click.

/// What a button does or a form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Takes a ticket.
    Take(String),
    /// Lets into the customer's private thread.
    Join(String),
    /// Opens, and is, the form for a reply; without a number, in the conversation's own ticket.
    Answer(Option<String>),
    /// Opens, and is, the form for a note.
    Note(Option<String>),
    /// Opens, and is, the form for closing.
    Close(String),
    /// Opens a closed ticket again.
    Reopen(String),
    /// Rates a closed ticket.
    Rate(String, u8),
    /// Opens, and is, the form for a request to a queue.
    New(String),
    /// Says whether the text that was offered in a ticket helps.
    Helps(String, bool),
    /// Sends a ready text: the ticket's number and the text's name.
    Ready(String, String),
    /// Goes on with a list or a search: the command as it is typed, without a prefix.
    More(String),
}

impl Action {
    /// The text, at most 100 characters for numbers and names of the usual length.
    pub fn encode(&self) -> String {
        match self {
            Self::Take(number) => format!("take:{number}"),
            Self::Join(number) => format!("join:{number}"),
            Self::Answer(number) => format!("answer:{}", number.as_deref().unwrap_or_default()),
            Self::Note(number) => format!("note:{}", number.as_deref().unwrap_or_default()),
            Self::Close(number) => format!("close:{number}"),
            Self::Reopen(number) => format!("reopen:{number}"),
            Self::Rate(number, stars) => format!("rate:{number}:{stars}"),
            Self::New(queue) => format!("new:{queue}"),
            Self::Helps(number, true) => format!("helps:{number}:yes"),
            Self::Helps(number, false) => format!("helps:{number}:no"),
            Self::Ready(number, name) => format!("ready:{number}:{name}"),
            Self::More(command) => format!("more:{command}"),
        }
    }

    /// What the text stands for; none for one that was never made here.
    pub fn decode(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once(':')?;
        let number = || (!rest.is_empty()).then(|| rest.to_owned());
        match name {
            "take" => number().map(Self::Take),
            "join" => number().map(Self::Join),
            "answer" => Some(Self::Answer(number())),
            "note" => Some(Self::Note(number())),
            "close" => number().map(Self::Close),
            "reopen" => number().map(Self::Reopen),
            "rate" => {
                let (number, stars) = rest.rsplit_once(':')?;
                let stars = stars.parse().ok().filter(|n| (1..=5).contains(n))?;
                Some(Self::Rate(number.to_owned(), stars))
            }
            "new" => number().map(Self::New),
            "helps" => match rest.rsplit_once(':')? {
                (number, "yes") => Some(Self::Helps(number.to_owned(), true)),
                (number, "no") => Some(Self::Helps(number.to_owned(), false)),
                _ => None,
            },
            "ready" => {
                let (number, name) = rest.split_once(':').filter(|(_, name)| !name.is_empty())?;
                Some(Self::Ready(number.to_owned(), name.to_owned()))
            }
            "more" => number().map(Self::More),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn what_is_written_is_read() {
        let number = || "20261123-0007".to_owned();
        for action in [
            Action::Take(number()),
            Action::Join(number()),
            Action::Answer(None),
            Action::Answer(Some(number())),
            Action::Note(Some(number())),
            Action::Close(number()),
            Action::Reopen(number()),
            Action::Rate(number(), 4),
            Action::New("helpdesk::network".to_owned()),
            Action::Helps(number(), true),
            Action::Helps(number(), false),
            Action::Ready(number(), "reconnect".to_owned()),
            Action::More("search queue:helpdesk::network since:7d vpn page:2".to_owned()),
        ] {
            assert_eq!(Action::decode(&action.encode()), Some(action));
        }
    }

    #[test]
    fn what_nobody_wrote_is_nothing() {
        for text in ["", "take", "take:", "rate:1001", "rate:1001:6", "rate:1001:x", "drop:1001"] {
            assert_eq!(Action::decode(text), None, "{text}");
        }
    }
}
