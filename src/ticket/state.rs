//! The states of a ticket.

/// Where a ticket stands (OTRS's states by their own names in the database).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// No operator has taken or answered it.
    New,
    /// Being worked on.
    Open,
    /// Put aside until a time.
    PendingReminder,
    /// Closes by itself at a time, as successful.
    PendingCloseSuccessful,
    /// Closes by itself at a time, as unsuccessful.
    PendingCloseUnsuccessful,
    /// Done.
    ClosedSuccessful,
    /// Ended without what was asked for.
    ClosedUnsuccessful,
    /// Absorbed by another ticket.
    Merged,
}

impl State {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Open,
        Self::PendingReminder,
        Self::PendingCloseSuccessful,
        Self::PendingCloseUnsuccessful,
        Self::ClosedSuccessful,
        Self::ClosedUnsuccessful,
        Self::Merged,
    ];

    /// The states in which somebody has still to do something.
    pub const ACTIVE: [Self; 5] = [
        Self::New,
        Self::Open,
        Self::PendingReminder,
        Self::PendingCloseSuccessful,
        Self::PendingCloseUnsuccessful,
    ];

    /// The states in which it waits for a time to come.
    pub const PENDING: [Self; 3] =
        [Self::PendingReminder, Self::PendingCloseSuccessful, Self::PendingCloseUnsuccessful];

    /// All but the state of what has become a part of another ticket, and is no ticket of its own.
    pub const WHOLE: [Self; 7] = [
        Self::New,
        Self::Open,
        Self::PendingReminder,
        Self::PendingCloseSuccessful,
        Self::PendingCloseUnsuccessful,
        Self::ClosedSuccessful,
        Self::ClosedUnsuccessful,
    ];

    /// The closed states.
    pub const CLOSED: [Self; 2] = [Self::ClosedSuccessful, Self::ClosedUnsuccessful];

    /// How the database spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::PendingReminder => "pending reminder",
            Self::PendingCloseSuccessful => "pending auto close+",
            Self::PendingCloseUnsuccessful => "pending auto close-",
            Self::ClosedSuccessful => "closed successful",
            Self::ClosedUnsuccessful => "closed unsuccessful",
            Self::Merged => "merged",
        }
    }

    /// The state that the database spells so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// Whether it is closed, with or without success.
    pub fn is_closed(self) -> bool {
        Self::CLOSED.contains(&self)
    }

    /// Whether somebody has still to do something.
    pub fn is_active(self) -> bool {
        Self::ACTIVE.contains(&self)
    }

    /// The closed state for an outcome.
    pub fn closed(successful: bool) -> Self {
        if successful { Self::ClosedSuccessful } else { Self::ClosedUnsuccessful }
    }

    /// The key of its name in `locales/`.
    pub fn key(self) -> &'static str {
        match self {
            Self::New => "state-new",
            Self::Open => "state-open",
            Self::PendingReminder => "state-pending-reminder",
            Self::PendingCloseSuccessful | Self::PendingCloseUnsuccessful => "state-pending-close",
            Self::ClosedSuccessful => "state-closed-successful",
            Self::ClosedUnsuccessful => "state-closed-unsuccessful",
            Self::Merged => "state-merged",
        }
    }
}
