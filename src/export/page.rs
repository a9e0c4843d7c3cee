//! docs/export.md, printed from the entities: what stands there is what is exported.

use std::collections::HashMap;
use std::path::Path;

use super::tables;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

const INTRODUCTION: &str = r#"# Export and import

<!-- The tables below are printed from src/store/entity: run the tests with UPDATE_DOCS=1 after a change there. -->

Everything the desk has, as lines of JSON: for keeping, for other programs, and for going from SQLite to PostgreSQL
or back.

```sh
sportello export desk.jsonl            # while the desk is open, too
sportello export --rows-only desk.jsonl
sportello import desk.jsonl            # into the empty database that bot.toml names
```

In a chat, admins have `export` and `import` ([guide-admins.md](guide-admins.md)); files are written to, and read from,
`data_dir/exports` only, and are never posted.

- **Whole or not at all.** An export is of one moment, whatever the desk does meanwhile. Its file has another name until
  it is complete. An import is one transaction: a mistake, which is told with its line, changes nothing.
- **An import goes into an empty desk only**: without tickets, and without people other than those bot.toml names.
- **From one database to another**: export, name the other database in bot.toml, import, start. Queues with open tickets
  must be in bot.toml; they keep their numbers, people their accounts, rooms their checkpoints.
- **It holds everything people wrote**, internal notes, mail addresses and accounts: the file is readable for the desk's
  own account only. Keep it so.
- Memory does not grow with the desk: rows are read a page at a time and written as they come.

## The lines

Each line is one JSON object. An export has, in this order:

1. The **header**. `sportello_export` is the version of this form, now 1; an import refuses one it does not know, and a
   `schema` that is newer than its own.

   ```json
   {"sportello_export":1,"made_at":"2026-11-23T09:00:00Z","program":"0.1.0","schema":"m20261123_000003_delivery","desk":"Service Desk","tables":{"person":12,"ticket":3400}}
   ```

2. The **rows**, table by table, each after those it names by their ids, within a table in the order of its ids:

   ```json
   {"table":"tag","row":{"id":7,"ticket_id":1,"name":"vpn"}}
   ```

3. The **attachments' bytes**, one line for each distinct file, named by the SHA-256 by which the rows of `attachment`
   name it. The bytes are in a folder beside the export, `desk.jsonl.files`, under that name. `size` is null where they
   are not there (`--rows-only`, or the bytes are lost). An import takes in what it finds there and counts what it doesn't.

   ```json
   {"file":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","size":4}
   ```

4. The **end**, with the number of lines before it. Without it the file was cut off, and is refused.

   ```json
   {"end":15233}
   ```

Times are UTC as RFC 3339 has it, to the microsecond; days are written as `2026-11-23`. A column that a file lacks gets its default; one that is not known
is a mistake. Columns named `…_id` are the `id` of a row of another table.

Not exported:

"#;

/// The page as it should be.
fn printed() -> String {
    let mut page = INTRODUCTION.to_owned();
    for (table, why) in super::LEFT_OUT {
        page.push_str(&format!("- `{table}`: {why}.\n"));
    }
    page.push_str("\n## The tables\n");
    for table in tables() {
        let source =
            std::fs::read_to_string(Path::new(ROOT).join(format!("src/store/entity/{}.rs", table.name())));
        let source = source.expect("each table has a file of its name");
        let (what, columns) = documented(&source);
        page.push_str(&format!(
            "\n### `{}`\n\n{what}\n\n| column | holds | |\n|---|---|---|\n",
            table.name()
        ));
        for (column, kind) in table.columns() {
            let meaning = columns.get(column).map(String::as_str).unwrap_or_default();
            page.push_str(&format!("| `{column}` | {kind} | {} |\n", meaning.trim_end_matches('.')));
        }
    }
    page
}

/// What the file of an entity says of its table and of each column.
fn documented(source: &str) -> (String, HashMap<String, String>) {
    let what = source.lines().next().unwrap_or_default().trim_start_matches("//! ").to_owned();
    let (mut columns, mut said) = (HashMap::new(), String::new());
    for line in source.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("/// ") {
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(words);
        } else if let Some((name, _)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(':')) {
            columns.insert(name.to_owned(), std::mem::take(&mut said));
        } else if !line.starts_with('#') {
            said.clear();
        }
    }
    (what, columns)
}

#[test]
fn the_page_of_the_export_is_what_is_exported() {
    let page = Path::new(ROOT).join("docs/export.md");
    let printed = printed();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&page, &printed).expect("docs/export.md can be written");
    }
    assert_eq!(
        std::fs::read_to_string(page).unwrap_or_default(),
        printed,
        "run the tests once with UPDATE_DOCS=1"
    );
}
