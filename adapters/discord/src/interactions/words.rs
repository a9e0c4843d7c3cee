//! The few sentences the adapter says itself, because the host can't.

/// Something the adapter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    /// It was not stored.
    Failed,
    /// It was stored, and is not answered yet.
    Stored,
    /// The server is not the desk's.
    NotServed,
}

impl Words {
    /// In a language (BCP 47), or in English where the desk has no words in it.
    pub(crate) fn say(self, language: &str) -> &'static str {
        let italian = language == "it" || language.starts_with("it-");
        match (self, italian) {
            (Self::Failed, false) => "That could not be done. Please try again in a moment.",
            (Self::Failed, true) => "Non è stato possibile. Riprova tra un momento.",
            (Self::Stored, false) => "That is noted. The answer takes a little longer, and will follow.",
            (Self::Stored, true) => "È registrato. La risposta richiede ancora un po' di tempo, e seguirà.",
            (Self::NotServed, false) => "This help desk does not serve this server.",
            (Self::NotServed, true) => "Questo help desk non è attivo in questo server.",
        }
    }
}
