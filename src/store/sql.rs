//! A statement's text with what it concerns, which for a text that is made once is found out once.

use super::reads::{Effect, effect};

/// What is written once for a whole group, before its commit: the full-text index, how far places are taken in,
/// the last number of each counter, and sums.
const PUT_OFF: [&str; 4] = ["article_search", CHECKPOINT, "\"counter\"", "\"figure\""];
/// How far places are taken in.
const CHECKPOINT: &str = "\"checkpoint\"";
/// What is added for a whole group, before its commit or when somebody asks for it.
const ADDED: [&str; 2] = ["history", "delivery"];
/// What a transaction writes at its end, but for how far a place is taken in.
const LATE: [&str; 3] = ["history", "delivery", "message_ref"];

/// A statement's text.
#[derive(Clone, Copy, Debug)]
pub struct Sql<'a> {
    /// As the database takes it.
    pub text: &'a str,
    /// What it concerns.
    pub concerns: Concerns,
}

/// What a statement concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concerns {
    /// What it does to what was read before.
    pub effect: Effect,
    /// Whether it may read or change what a transaction writes at its end, but for the next.
    pub late: bool,
    /// Whether it may read or change tickets' rows.
    pub ticket: bool,
    /// Whether it may read or change what falls due.
    pub deadline: bool,
    /// Whether it may read or change which questions are being asked.
    pub form: bool,
    /// Whether it may read or change how far places are taken in.
    pub checkpoint: bool,
    /// Whether it writes what can be put off until the end of a group, and nothing else.
    pub can_wait: bool,
    /// Whether it may read what can be put off.
    pub put_off: bool,
    /// Whether it may read or change what is added for a whole group.
    pub added: bool,
}

impl Concerns {
    /// Nothing that anybody waits for, or has to know of.
    const NOTHING: Self = Self {
        effect: Effect::None,
        late: false,
        ticket: false,
        deadline: false,
        form: false,
        checkpoint: false,
        can_wait: false,
        put_off: false,
        added: false,
    };

    /// What a statement of this text concerns.
    pub fn of(sql: &str) -> Self {
        let table = sql.starts_with("INSERT").then(|| {
            let mut words = sql.split_ascii_whitespace();
            words.find(|word| *word == "INTO");
            words.next().unwrap_or_default()
        });
        Self {
            effect: effect(sql),
            late: LATE.iter().any(|table| names(sql, table)),
            ticket: names(sql, "ticket"),
            deadline: names(sql, "deadline"),
            form: names(sql, "form"),
            checkpoint: sql.contains(CHECKPOINT),
            can_wait: table.is_some_and(|table| PUT_OFF.contains(&table)) && !sql.contains("RETURNING"),
            put_off: PUT_OFF.iter().any(|table| sql.contains(table)),
            added: ADDED.iter().any(|table| names(sql, table)),
        }
    }
}

/// Whether a statement names this table, and not only another one, or a column, whose name begins or ends like it.
fn names(sql: &str, table: &str) -> bool {
    let goes_on = |c: char| c == '_' || c.is_alphanumeric();
    sql.match_indices(table)
        .any(|(at, _)| !sql[..at].ends_with(goes_on) && !sql[at + table.len()..].starts_with(goes_on))
}

impl<'a> Sql<'a> {
    /// A text of which whoever has made it knows what it concerns, and has seen to that.
    pub fn seen_to(text: &'a str) -> Self {
        Self { text, concerns: Concerns::NOTHING }
    }
}

impl<'a> From<&'a str> for Sql<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, concerns: Concerns::of(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insert_alone_can_wait_and_only_into_what_is_put_off() {
        for (sql, can_wait) in [
            ("INSERT OR REPLACE INTO article_search (rowid, seen, inside) VALUES (?, ?, ?)", true),
            ("INSERT INTO \"checkpoint\" (\"platform\") VALUES (?) ON CONFLICT DO NOTHING", true),
            ("INSERT INTO \"counter\" (\"name\") VALUES (?)", true),
            ("INSERT INTO \"counter\" (\"name\") VALUES (?) RETURNING \"value\"", false),
            ("INSERT INTO \"article\" (\"body\") SELECT seen FROM article_search", false),
            ("DELETE FROM \"figure\"", false),
            ("SELECT 1 FROM \"checkpoint\"", false),
        ] {
            assert_eq!(Concerns::of(sql).can_wait, can_wait, "{sql}");
        }
    }

    #[test]
    fn whatever_names_it_has_what_was_put_off_written_first() {
        for (sql, put_off, late, added, checkpoint) in [
            ("SELECT 1 FROM \"checkpoint\"", true, false, false, true),
            ("DELETE FROM \"figure\"", true, false, false, false),
            ("UPDATE \"history\" SET \"data\" = ?", false, true, true, false),
            ("SELECT \"delivery_id\" FROM \"message_ref\"", false, true, false, false),
            ("SELECT 1 FROM \"ticket\"", false, false, false, false),
        ] {
            let Concerns { put_off: p, late: l, added: a, checkpoint: c, .. } = Concerns::of(sql);
            assert_eq!((p, l, a, c), (put_off, late, added, checkpoint), "{sql}");
        }
    }

    #[test]
    fn a_table_is_not_named_by_one_that_only_sounds_like_it() {
        for (sql, ticket) in [
            ("SELECT \"ticket\".\"id\" FROM \"ticket\"", true),
            ("UPDATE ticket SET title = 'by hand'", true),
            ("SELECT 1 FROM ticket", true),
            ("SELECT 1 FROM \"ticket_link\" WHERE \"from_id\" = ?", false),
            ("INSERT INTO \"article\" (\"ticket_id\", \"origin_ticket\") VALUES (?, ?)", false),
        ] {
            assert_eq!(Concerns::of(sql).ticket, ticket, "{sql}");
        }
    }
}
