//! Words that say nothing of what a text is about.

/// Whether a folded word is too common in English or Italian to find anything by.
pub(super) fn says_nothing(folded: &str) -> bool {
    EMPTY.contains(&folded)
}

/// Articles, pronouns, prepositions and forms of to be and to have; no word that means something in the
/// other language (`come`, `due` and `no` stay), and no name (`Mia`, `AI`).
const EMPTY: &[&str] = &[
    "the", "a", "an", "of", "to", "and", "or", "is", "are", "was", "were", "be", "been", "am", "i", "you",
    "he", "she", "it", "we", "they", "my", "your", "his", "its", "our", "their", "me", "him", "us", "them",
    "this", "that", "these", "those", "in", "on", "at", "by", "for", "from", "with", "as", "has", "have",
    "had", "do", "does", "did", "so", "s", "t", "m", "ve", "re", "ll", "d", "il", "lo", "la", "gli", "le",
    "l", "un", "uno", "una", "di", "del", "dello", "della", "dei", "degli", "delle", "dell", "da", "dal",
    "dalla", "dall", "al", "allo", "alla", "agli", "alle", "nel", "nella", "nei", "nelle", "nell", "sul",
    "sulla", "sull", "con", "per", "tra", "fra", "e", "ed", "o", "che", "mi", "ti", "si", "ci", "vi", "ne",
    "ho", "hai", "ha", "abbiamo", "avete", "hanno", "sono", "siamo", "siete",
];
