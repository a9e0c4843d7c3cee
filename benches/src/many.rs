//! A desk with very many tickets: a few that it has really had, copied by SQL.
//!
//! Every row of theirs is copied, under new ids and with other numbers, threads, events and customers; what is
//! owed is as if it had been delivered. The full-text index gets each article's words and some that are rare.

use std::path::Path;

use rusqlite::Connection;

/// Copied by so many tickets' worth of rows a transaction.
const AT_ONCE: i64 = 10_000;

/// A table, and how its columns are copied; those that are not named stay as they are.
struct Table {
    name: &'static str,
    columns: &'static [(&'static str, Copied)],
}

#[derive(Clone, Copy)]
enum Copied {
    /// The id of a row of that table.
    Id(&'static str),
    /// The id of a person, who is copied unless it is an operator.
    Person,
    /// A text that is there once.
    Name,
    /// A number in words.
    Number,
    /// Another value, as SQL.
    As(&'static str),
}

const TABLES: &[Table] = &[
    Table { name: "person", columns: &[("id", Copied::Id("person")), ("name", Copied::Name)] },
    Table {
        name: "identity",
        columns: &[
            ("id", Copied::Id("identity")),
            ("person_id", Copied::Person),
            ("external_id", Copied::Name),
            ("name", Copied::Name),
        ],
    },
    Table {
        name: "ticket",
        columns: &[
            ("id", Copied::Id("ticket")),
            ("number", Copied::Number),
            ("customer_id", Copied::Person),
            ("gather_until", Copied::As("NULL")),
        ],
    },
    Table {
        name: "conversation",
        columns: &[
            ("id", Copied::Id("conversation")),
            ("ticket_id", Copied::Id("ticket")),
            ("thread", Copied::Name),
        ],
    },
    Table {
        name: "article",
        columns: &[
            ("id", Copied::Id("article")),
            ("ticket_id", Copied::Id("ticket")),
            ("author_id", Copied::Person),
        ],
    },
    Table {
        name: "delivery",
        columns: &[
            ("id", Copied::Id("delivery")),
            ("ticket_id", Copied::Id("ticket")),
            ("article_id", Copied::Id("article")),
            ("conversation_id", Copied::Id("conversation")),
            ("collapse_key", Copied::As("NULL")),
            ("state", Copied::As("'sent'")),
        ],
    },
    Table {
        name: "message_ref",
        columns: &[
            ("id", Copied::Id("message_ref")),
            ("external_id", Copied::Name),
            ("article_id", Copied::Id("article")),
            ("conversation_id", Copied::Id("conversation")),
            ("delivery_id", Copied::Id("delivery")),
            ("person_id", Copied::Person),
        ],
    },
    Table {
        name: "history",
        columns: &[
            ("id", Copied::Id("history")),
            ("ticket_id", Copied::Id("ticket")),
            ("actor_id", Copied::Person),
        ],
    },
];

/// Copies the tickets that are there until there are `tickets`, saying how far it is; who is an operator or was
/// named by bot.toml has one of the first `operators` ids.
///
/// # Errors
/// As SQLite says.
pub fn fill(file: &Path, tickets: i64, operators: i64) -> rusqlite::Result<()> {
    let connection = Connection::open(file)?;
    // It is made once more if the machine dies meanwhile.
    connection
        .execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000")?;
    let last = |table: &str| -> rusqlite::Result<i64> {
        connection.query_row(&format!("SELECT coalesce(max(id), 0) FROM {table}"), [], |row| row.get(0))
    };
    let mut lasts = Vec::new();
    for table in TABLES {
        lasts.push((table.name, last(table.name)?));
    }
    let stride = |table: &str| lasts.iter().find(|(name, _)| *name == table).map_or(0, |(_, last)| *last);
    let there = stride("ticket");
    if there == 0 {
        return Ok(());
    }
    let (copies, per_turn) = (tickets / there, (AT_ONCE / there).max(1));
    let mut done = 1;
    while done < copies {
        let until = (done + per_turn).min(copies);
        connection.execute_batch("BEGIN")?;
        for table in TABLES {
            connection.execute_batch(&copy(&connection, table, (done, until), operators, &stride)?)?;
        }
        connection.execute_batch(&words(done, until, stride("article")))?;
        connection.execute_batch("COMMIT")?;
        done = until;
        eprint!("\r  {} of {tickets} tickets are made", done * there);
    }
    eprintln!();
    // Numbers go on where the copies end.
    connection
        .execute("UPDATE counter SET value = value + ?1 WHERE name LIKE 'ticket%'", [copies * there])?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
}

fn copy(
    connection: &Connection,
    table: &Table,
    (from, until): (i64, i64),
    operators: i64,
    stride: &impl Fn(&str) -> i64,
) -> rusqlite::Result<String> {
    let name = table.name;
    let columns: Vec<String> = connection
        .prepare(&format!("SELECT name FROM pragma_table_info('{name}')"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let value = |column: &String| match table.columns.iter().find(|(c, _)| c == column) {
        None => format!("o.\"{column}\""),
        Some((_, Copied::Id(of))) => format!("o.\"{column}\" + n.copy * {}", stride(of)),
        Some((_, Copied::Person)) => {
            let stride = stride("person");
            format!(
                "CASE WHEN o.\"{column}\" > {operators} THEN o.\"{column}\" + n.copy * {stride} ELSE o.\"{column}\" END"
            )
        }
        Some((_, Copied::Name)) => format!("o.\"{column}\" || '-' || n.copy"),
        Some((_, Copied::Number)) => {
            format!("CAST(CAST(o.\"{column}\" AS INTEGER) + n.copy * {} AS TEXT)", stride("ticket"))
        }
        Some((_, Copied::As(sql))) => (*sql).to_owned(),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let of = match name {
        "person" => format!("o.id > {operators}"),
        "identity" => format!("o.person_id > {operators}"),
        _ => "TRUE".to_owned(),
    };
    Ok(format!(
        "WITH RECURSIVE n(copy) AS (SELECT {from} UNION ALL SELECT copy + 1 FROM n WHERE copy + 1 < {until}) \
         INSERT INTO {name} ({}) SELECT {} FROM n, (SELECT * FROM {name} WHERE id <= {}) o WHERE {of}",
        columns.join(", "),
        values.join(", "),
        stride(name),
    ))
}

/// Each copied article's words in the index: those of all, and two of its own.
fn words(from: i64, until: i64, articles: i64) -> String {
    format!(
        "WITH RECURSIVE n(copy) AS (SELECT {from} UNION ALL SELECT copy + 1 FROM n WHERE copy + 1 < {until}) \
         INSERT INTO article_search (rowid, seen, inside) \
         SELECT o.id + n.copy * {articles}, \
         lower(o.body) || ' w' || ((o.id + n.copy * {articles}) * 7919 % 50021) || ' r' || n.copy, '' \
         FROM n, (SELECT id, body FROM article WHERE id <= {articles}) o"
    )
}
