//! A desk with very many tickets: a few that it has really had, copied by SQL.
//!
//! Every row of theirs is copied, under new ids and with other numbers, threads, events and customers; what they
//! owed was delivered before. The full-text index gets each article's words and some that are rare.

use sea_orm::DbErr;

use crate::tables::Tables;

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
    /// A time, an hour earlier with each copy that was made before.
    Earlier,
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
            ("created_at", Copied::Earlier),
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
/// As the database says.
pub async fn fill(place: &Tables, tickets: i64, operators: i64) -> Result<(), DbErr> {
    place.begin().await?;
    let mut lasts = Vec::new();
    for table in TABLES {
        let last = format!("SELECT coalesce(max(id), 0) FROM {}", table.name);
        lasts.push((table.name, place.number(&last).await?));
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
        let mut turn = String::from("BEGIN;");
        for table in TABLES {
            let columns = place.columns(table.name).await?;
            let earlier = |column: &str| place.hours_before(column, &format!("({copies} - n.copy)"));
            turn.push_str(&copy(&columns, table, (done, until), operators, &stride, &earlier));
            turn.push(';');
        }
        turn.push_str(&words(done, until, stride("article"), place));
        turn.push_str("; COMMIT");
        place.run(&turn).await?;
        done = until;
        eprint!("\r  {} of {tickets} tickets are made", done * there);
    }
    eprintln!();
    // Numbers go on where the copies end.
    let numbers = format!("UPDATE counter SET value = value + {} WHERE name LIKE 'ticket%'", copies * there);
    place.run(&numbers).await?;
    place.end(TABLES.iter().map(|table| table.name)).await
}

fn copy(
    columns: &[String],
    table: &Table,
    (from, until): (i64, i64),
    operators: i64,
    stride: &impl Fn(&str) -> i64,
    earlier: &impl Fn(&str) -> String,
) -> String {
    let name = table.name;
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
        Some((_, Copied::Earlier)) => earlier(&format!("o.\"{column}\"")),
        Some((_, Copied::As(sql))) => (*sql).to_owned(),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let of = match name {
        "person" => format!("o.id > {operators}"),
        "identity" => format!("o.person_id > {operators}"),
        _ => "TRUE".to_owned(),
    };
    format!(
        "WITH RECURSIVE n(copy) AS (SELECT {from} UNION ALL SELECT copy + 1 FROM n WHERE copy + 1 < {until}) \
         INSERT INTO {name} ({}) SELECT {} FROM n, (SELECT * FROM {name} WHERE id <= {}) o WHERE {of}",
        columns.join(", "),
        values.join(", "),
        stride(name),
    )
}

/// Each copied article's words in the index: those of all, and two of its own.
fn words(from: i64, until: i64, articles: i64, place: &Tables) -> String {
    let id = format!("o.id + n.copy * {articles}");
    let words = format!("lower(o.body) || ' w' || (({id}) * 7919 % 50021) || ' r' || n.copy");
    let (columns, values) = match place {
        Tables::Sqlite(_) => ("rowid, seen, inside", format!("{id}, {words}, ''")),
        Tables::Postgres(_) => {
            ("article_id, words", format!("{id}, setweight(to_tsvector('simple', {words}), 'A')"))
        }
    };
    format!(
        "WITH RECURSIVE n(copy) AS (SELECT {from} UNION ALL SELECT copy + 1 FROM n WHERE copy + 1 < {until}) \
         INSERT INTO article_search ({columns}) \
         SELECT {values} FROM n, (SELECT id, body FROM article WHERE id <= {articles}) o"
    )
}
