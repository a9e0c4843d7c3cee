//! What a delivery is to say, as the database keeps it until its turn comes.

use serde::{Deserialize, Serialize};
use sportello_chat::{Body, Content, Target};

/// What is to be said. Where a ticket's conversation is meant, the place is looked up when the turn
/// comes: its thread may be begun by the delivery before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
#[expect(
    clippy::large_enum_variant,
    reason = "it lives only between the desk and the database, one at a time"
)]
pub enum Payload {
    /// Fixed words.
    Say {
        /// Where, if not in the delivery's conversation.
        target: Option<Target>,
        /// What.
        content: Content,
        /// The number of the ticket it concerns.
        ticket: Option<String>,
        /// The event it answers.
        answers: Option<String>,
        /// The article that it visibly answers, where that was said in the same conversation.
        #[serde(default)]
        reply_to: Option<i64>,
    },
    /// The header of the conversation's ticket, as it stands when sent.
    Header,
    /// The board of a place, as it stands when sent.
    Board {
        /// The place's row.
        place: i64,
    },
    /// New words for what an earlier delivery of the lane has sent.
    Amend {
        /// That delivery.
        delivery: i64,
        /// The words.
        body: Body,
        /// Whether its files are removed.
        #[serde(default)]
        without_files: bool,
        /// The number of the ticket it concerns.
        ticket: Option<String>,
    },
    /// Something that was said: its words are kept with its article, not here.
    Said {
        /// Where, if not in the delivery's conversation.
        target: Option<Target>,
    },
    /// Removal of what an earlier delivery of the lane has sent.
    Retract {
        /// That delivery.
        delivery: i64,
        /// The number of the ticket it concerns.
        ticket: Option<String>,
    },
}

impl Payload {
    /// What is kept once it is said: where, so that it can be removed there. Nothing is kept of what has changed or
    /// removed what an earlier delivery said.
    pub fn said(self) -> Option<Self> {
        match self {
            Self::Say { target, .. } | Self::Said { target } => Some(Self::Said { target }),
            Self::Header | Self::Board { .. } => Some(Self::Said { target: None }),
            Self::Amend { .. } | Self::Retract { .. } => None,
        }
    }

    /// Whether it shows an article, if it carries one: it does not only change or remove what an earlier delivery
    /// said.
    pub fn shows(&self) -> bool {
        matches!(self, Self::Say { .. } | Self::Said { .. })
    }
}
