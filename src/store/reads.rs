//! What was read before and is still so: rows by the query and its values, until their table is written.
//!
//! With each message the same few rows are asked for: who wrote it, the conversation, that nobody is blocked and no
//! question is open. SQLite has one connection that writes, so what it has read stays true until it writes that
//! table itself, undoes something, or sees that another process has written. On PostgreSQL others write all the
//! time: there a transaction remembers for itself, and forgets where it waits for a lock; but for who somebody is.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use hashlink::LruCache;
use sea_orm::Value;

use super::entity::TABLES;

/// So many results are kept, of those that were asked for last.
const MOST: usize = 1536;
/// A result with more rows is not kept.
const LONGEST: usize = 64;

/// Tables that nearly every message writes, and that hold its words: what is read of them is soon untrue, and large.
const BUSY: [&str; 6] = ["article", "checkpoint", "delivery", "history", "message_ref", "ticket"];

/// Tables of whose rows a use case goes by what it has read at first, whatever it waits for: who somebody is, and where.
const STEADY: [&str; 3] = ["identity", "person", "place"];

/// What a statement does to what was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It only reads.
    None,
    /// It writes a table.
    Writes(usize),
    /// It waits for others.
    Waits,
    /// Nobody knows.
    Any,
}

/// A query with its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    query: usize,
    values: Vec<u8>,
}

impl Question {
    /// The question that `query`, which stays where it is, asks with these values; `None` where a value is of a
    /// kind that no such query has.
    pub fn of<T>(query: &'static T, values: &[Value]) -> Option<Self> {
        let mut bytes = Vec::with_capacity(64);
        for value in values {
            match value {
                Value::BigInt(Some(number)) => {
                    bytes.push(b'n');
                    bytes.extend(number.to_le_bytes());
                }
                Value::Int(Some(number)) => {
                    bytes.push(b'i');
                    bytes.extend(number.to_le_bytes());
                }
                Value::BigUnsigned(Some(number)) => {
                    bytes.push(b'u');
                    bytes.extend(number.to_le_bytes());
                }
                Value::String(Some(text)) => {
                    bytes.push(b't');
                    bytes.extend(text.len().to_le_bytes());
                    bytes.extend(text.as_bytes());
                }
                _ => return None,
            }
        }
        Some(Self { query: std::ptr::from_ref(query).addr(), values: bytes })
    }
}

struct Answer {
    /// Which tables it was read from, one bit for each.
    tables: u64,
    /// The sum of these tables' generations when it was read.
    generation: u64,
    rows: Arc<dyn Any + Send + Sync>,
}

/// Results that are still true.
pub struct Reads {
    answers: LruCache<Question, Answer>,
    /// How often each table was written.
    written: [u64; TABLES.len()],
}

impl Default for Reads {
    fn default() -> Self {
        Self { answers: LruCache::new(MOST), written: [0; TABLES.len()] }
    }
}

impl Reads {
    /// The rows that were read before, if they are still so.
    pub fn recall<R: Send + Sync + 'static>(&mut self, question: &Question) -> Option<Arc<Vec<R>>> {
        let answer = self.answers.get(question)?;
        let (rows, tables, generation) = (Arc::clone(&answer.rows), answer.tables, answer.generation);
        if generation != self.generation(tables) {
            self.answers.remove(question);
            return None;
        }
        rows.downcast().ok()
    }

    /// So the rows are that a question about these tables was answered with.
    pub fn remember<R: Send + Sync + 'static>(
        &mut self,
        question: Question,
        tables: u64,
        rows: &Arc<Vec<R>>,
    ) {
        if rows.len() > LONGEST || tables == 0 {
            return;
        }
        let generation = self.generation(tables);
        let rows: Arc<dyn Any + Send + Sync> = Arc::clone(rows) as _;
        self.answers.insert(question, Answer { tables, generation, rows });
    }

    fn generation(&self, tables: u64) -> u64 {
        let mut left = tables;
        let mut sum = 0;
        while left != 0 {
            sum += self.written.get(left.trailing_zeros() as usize).copied().unwrap_or_default();
            left &= left - 1;
        }
        sum
    }

    /// A statement was run that has this effect.
    pub fn ran(&mut self, effect: Effect) {
        match effect {
            Effect::None => {}
            Effect::Writes(table) => {
                if let Some(times) = self.written.get_mut(table) {
                    *times += 1;
                }
            }
            Effect::Waits => self.answers.retain(|_, answer| answer.tables & !*STEADY_BITS == 0),
            Effect::Any => self.forget(),
        }
    }

    /// Nothing is known any more.
    pub fn forget(&mut self) {
        self.answers.clear();
    }
}

static STEADY_BITS: LazyLock<u64> = LazyLock::new(|| bits_of(|table| STEADY.contains(&table)));

fn bits_of(is_meant: impl Fn(&str) -> bool) -> u64 {
    TABLES.iter().enumerate().filter(|(_, table)| is_meant(table)).fold(0, |bits, (at, _)| bits | 1 << at)
}

/// The tables that a query reads, one bit for each; none where what it gives is not worth remembering.
pub fn tables_of(sql: &str) -> u64 {
    let is_named = |table: &str| sql.contains(&format!("\"{table}\""));
    if !sql.starts_with("SELECT") || sql.contains(" FOR ") || BUSY.into_iter().any(is_named) {
        return 0;
    }
    bits_of(is_named)
}

/// What articles are found by: no entity, and not remembered.
const INDEX: &str = "INSERT INTO article_search ";

/// What a statement does to what was read before.
pub fn effect(sql: &str) -> Effect {
    static PLACES: LazyLock<HashMap<&'static str, usize>> =
        LazyLock::new(|| TABLES.iter().enumerate().map(|(at, table)| (*table, at)).collect());
    let verb = sql.split_ascii_whitespace().next().unwrap_or_default();
    match verb {
        "SELECT" if sql.contains(" FOR UPDATE") || sql.contains(" FOR SHARE") => Effect::Waits,
        "SELECT" => Effect::None,
        _ if sql.starts_with(INDEX) => Effect::None,
        "INSERT" | "UPDATE" | "DELETE" => {
            let table = sql.split('"').nth(1).and_then(|name| PLACES.get(name));
            table.map_or(Effect::Any, |at| Effect::Writes(*at))
        }
        _ => Effect::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static QUERY: u8 = 0;

    fn question(id: i64) -> Question {
        Question::of(&QUERY, &[id.into(), "room".into()]).unwrap()
    }

    fn kept(reads: &mut Reads, id: i64) -> Option<Vec<i64>> {
        reads.recall::<i64>(&question(id)).map(|rows| rows.to_vec())
    }

    #[test]
    fn what_was_read_is_so_until_its_table_is_written() {
        let mut reads = Reads::default();
        let of_person = tables_of("SELECT \"person\".\"id\" FROM \"person\" WHERE \"person\".\"id\" = ?");
        reads.remember(question(1), of_person, &Arc::new(vec![7_i64]));
        assert_eq!((kept(&mut reads, 1), kept(&mut reads, 2)), (Some(vec![7]), None));
        for harmless in ["SELECT 1 FROM \"person\"", "UPDATE \"ticket\" SET \"title\" = ?"] {
            reads.ran(effect(harmless));
            assert_eq!(kept(&mut reads, 1), Some(vec![7]), "{harmless}");
        }
        for write in ["INSERT INTO \"person\" (\"name\") VALUES (?)", "DELETE FROM \"person\"", "VACUUM"] {
            reads.remember(question(1), of_person, &Arc::new(vec![7_i64]));
            reads.ran(effect(write));
            assert_eq!(kept(&mut reads, 1), None, "{write}");
        }
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten_first() {
        let mut reads = Reads::default();
        let many = i64::try_from(MOST).unwrap();
        for id in 0..many {
            reads.remember(question(id), 1, &Arc::new(vec![id]));
        }
        assert_eq!(kept(&mut reads, 0), Some(vec![0]));
        reads.remember(question(many), 1, &Arc::new(vec![many]));
        assert_eq!((kept(&mut reads, 0), kept(&mut reads, 1)), (Some(vec![0]), None));
    }

    #[test]
    fn a_lock_that_may_be_waited_for_ends_it() {
        let mut reads = Reads::default();
        reads.remember(question(1), 1, &Arc::new(vec![7_i64]));
        let lock = "SELECT \"ticket\".\"id\" FROM \"ticket\" WHERE \"ticket\".\"id\" = $1 FOR UPDATE";
        reads.ran(effect(lock));
        assert_eq!(kept(&mut reads, 1), None);
    }

    #[test]
    fn who_somebody_is_stays_known_over_a_wait_unless_it_was_read_with_something_else() {
        let mut reads = Reads::default();
        let steady = tables_of("SELECT * FROM \"identity\" LEFT JOIN \"person\" ON 1 = 1");
        let other = tables_of("SELECT * FROM \"block\" JOIN \"person\" ON 1 = 1");
        reads.remember(question(1), steady, &Arc::new(vec![7_i64]));
        reads.remember(question(2), other, &Arc::new(vec![8_i64]));
        reads.ran(effect("SELECT 1 FROM \"ticket\" FOR UPDATE"));
        assert_eq!((kept(&mut reads, 1), kept(&mut reads, 2)), (Some(vec![7]), None));
    }

    #[test]
    fn what_joins_tables_is_so_until_either_is_written() {
        let mut reads = Reads::default();
        let joined = tables_of("SELECT * FROM \"identity\" LEFT JOIN \"person\" ON 1 = 1");
        reads.remember(question(1), joined, &Arc::new(vec![7_i64]));
        reads.ran(effect("UPDATE \"person\" SET \"name\" = ?"));
        assert_eq!(kept(&mut reads, 1), None);
    }

    #[test]
    fn words_and_what_each_message_writes_are_not_kept() {
        for query in ["SELECT 1 FROM \"article\"", "SELECT 1 FROM \"block\" JOIN \"ticket\" ON 1 = 1"] {
            assert_eq!(tables_of(query), 0, "{query}");
        }
        assert_eq!(tables_of("INSERT INTO \"block\" (\"id\") VALUES (?) RETURNING \"id\""), 0);
        assert_ne!(tables_of("SELECT 1 FROM \"block\""), 0);
    }
}
