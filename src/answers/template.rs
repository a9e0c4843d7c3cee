//! A text with places for what is known of a ticket: `Dear {customer}, …`.

use sportello_chat::escape_markdown;

/// What a place stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The customer's name.
    Customer,
    /// The ticket's number.
    Ticket,
    /// The operator, as they appear to customers.
    Operator,
    /// The queue's title.
    Queue,
}

impl Placeholder {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Customer, Self::Ticket, Self::Operator, Self::Queue];

    /// What stands between the braces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Ticket => "ticket",
            Self::Operator => "operator",
            Self::Queue => "queue",
        }
    }
}

/// A text with its places found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Place(Placeholder),
}

/// A place that stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What stands between its braces.
    pub name: String,
    /// Where it begins, in bytes.
    pub at: usize,
}

/// What the places of a text are filled in with.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The customer's name.
    pub customer: &'a str,
    /// The ticket's number.
    pub ticket: &'a str,
    /// The operator, as they appear to customers.
    pub operator: &'a str,
    /// The queue's title.
    pub queue: &'a str,
}

impl Template {
    /// Reads a text. A place is a word of letters and `_` in braces; with a backslash before it, it is what
    /// is written.
    ///
    /// # Errors
    /// Every place that stands for nothing.
    pub fn parse(text: &str) -> Result<Self, Vec<Unknown>> {
        let mut pieces = Vec::new();
        let mut unknown = Vec::new();
        let mut words_from = 0;
        let mut from = 0;
        while let Some(open) = text[from..].find('{').map(|at| from + at) {
            from = open + 1;
            let Some(length) = text[from..].find('}') else { break };
            let name = &text[from..from + length];
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
            if !is_name || text[..open].ends_with('\\') {
                continue;
            }
            let meant = Placeholder::ALL.into_iter().find(|p| name.eq_ignore_ascii_case(p.name()));
            match meant {
                Some(place) => {
                    pieces.push(Piece::Words(text[words_from..open].to_owned()));
                    pieces.push(Piece::Place(place));
                }
                None => unknown.push(Unknown { name: name.to_owned(), at: open }),
            }
            from += length + 1;
            words_from = from;
        }
        pieces.push(Piece::Words(text[words_from..].to_owned()));
        if unknown.is_empty() { Ok(Self(pieces)) } else { Err(unknown) }
    }

    /// The text for a ticket, in Markdown: what is filled in is shown as it is.
    pub fn fill(&self, values: &Values<'_>) -> String {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Place(place) => out.push_str(&escape_markdown(match place {
                    Placeholder::Customer => values.customer,
                    Placeholder::Ticket => values.ticket,
                    Placeholder::Operator => values.operator,
                    Placeholder::Queue => values.queue,
                })),
            }
        }
        out
    }

    /// Whether it has this place.
    pub fn has(&self, place: Placeholder) -> bool {
        self.0.contains(&Piece::Place(place))
    }

    /// Its own words.
    pub fn words(&self) -> String {
        let own = self.0.iter().filter_map(|piece| match piece {
            Piece::Words(words) => Some(words.as_str()),
            Piece::Place(_) => None,
        });
        own.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: Values<'_> =
        Values { customer: "Mia *B*", ticket: "1001", operator: "{customer}", queue: "Service desk" };

    #[test]
    fn places_are_filled_in_with_what_is_shown_as_it_is() {
        let text = Template::parse("Dear {customer}, #{ticket} of {queue}: {Operator}").expect("a template");
        assert_eq!(text.fill(&VALUES), "Dear Mia \\*B\\*, #1001 of Service desk: \\{customer\\}");
        assert!(text.has(Placeholder::Queue));
    }

    #[test]
    fn what_is_no_place_is_written() {
        for written in ["{ customer }", "{}", "{a b}", "{1}", "\\{custmer}", "a { b", "} {", "{\"x\": 1}"] {
            let text = Template::parse(written).expect("a template");
            assert_eq!(text.fill(&VALUES), written);
        }
    }

    #[test]
    fn every_place_that_stands_for_nothing_is_told_with_where_it_stands() {
        let found = Template::parse("Dear {custmer},\nyour {ticket}, {e_mail}").expect_err("two mistakes");
        assert_eq!(
            found,
            [Unknown { name: "custmer".into(), at: 5 }, Unknown { name: "e_mail".into(), at: 31 }]
        );
    }
}
