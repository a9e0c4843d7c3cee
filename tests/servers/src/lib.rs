//! Throw-away servers that Sportello's tests talk to.
