//! Everything out of a database and into another: nothing is forgotten, nothing changes on the way.

use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, Statement};
use sportello::config::Database as Where;
use sportello::export::{self, ExportError, LEFT_OUT, Wanted};
use sportello::files::FileStore;
use sportello::store::{Store, entity};
use sportello_test_servers::postgres;
use sportello_tests::{Database, Harness, on_both_databases};
use tempfile::TempDir;

use crate::schema::tables;

/// Something of everything: people, files, notes, edits, links, tags, ratings, what can't be delivered.
pub async fn busy_day(desk: &Harness) {
    let request = desk.mia().says("My VPN is down").with_file("log.txt", b"no route to host").in_help().await;
    desk.leo().sends("photo.png", b"not really a picture").in_help().await;
    desk.settle().await;
    let header = desk.header("1001").id;
    for words in
        ["!take", "!note Third time \"this\" week\n\u{1f525}", "!tag vpn", "!reply Which client is it?"]
    {
        desk.ada().says(words).in_thread(&header).await;
    }
    desk.mia().edits(&request, "My VPN is down, since this morning").await;
    desk.otto().says("!watch 1001").in_ops().await;
    desk.ada().says("!link 1001 1002").in_ops().await;
    desk.ada().says("!close 1001").in_ops().await;
    desk.settle().await;
    desk.mia().says("!rate #1001 5 quick").in_thread(&request).await;
    desk.settle().await;
}

pub async fn exported(store: &Store, files: &FileStore, file: &Path) -> String {
    let made_at = chrono::DateTime::from_timestamp(1_795_424_400, 0).expect("a time");
    let wanted = Wanted { desk: "Service Desk".to_owned(), made_at, with_files: true };
    let mut steps = Vec::new();
    export::export(store, files, file, wanted, &mut |p| steps.push(p)).await.expect("it is exported");
    assert!(steps.iter().any(|p| p.at == "ticket" && p.done == p.of), "{steps:?}");
    std::fs::read_to_string(file).expect("the export")
}

async fn imported(store: &Store, files: &FileStore, file: &Path) -> Result<(), ExportError> {
    let tx = store.begin().await?;
    let now = chrono::DateTime::from_timestamp(1_795_424_400, 0).expect("a time");
    export::import(&tx, store, files, file, now, &mut |_| {}).await?;
    tx.commit().await?;
    Ok(())
}

async fn fresh(database: Database, folder: &Path) -> (Store, FileStore) {
    let place = match database {
        Database::Sqlite => Where::Sqlite(folder.join("other.db")),
        Database::Postgres => Where::Postgres(postgres::shared().await.database().await.into()),
    };
    let store = Store::open(&place).await.expect("the database opens");
    store.migrate().await.expect("the schema is made");
    (store, FileStore::in_folder(&folder.join("other-files")).expect("a folder"))
}

/// The lines without what makes the index anew, which an import adds.
pub fn compared(export: &str) -> Vec<&str> {
    let skipped = |line: &&str| {
        !line.contains("\"kind\":\"index\"")
            && !line.contains("\"sportello_export\"")
            && !line.starts_with("{\"end\"")
    };
    export.lines().filter(skipped).collect()
}

async fn round_trip(desk: &Harness, into: Database) {
    busy_day(desk).await;
    let folder = TempDir::with_prefix("sportello-export-").expect("a folder");
    let first = folder.path().join("first.jsonl");
    let before = exported(desk.store(), desk.desk().files(), &first).await;
    let (store, files) = fresh(into, folder.path()).await;
    imported(&store, &files, &first).await.expect("it is imported");
    let after = exported(&store, &files, &folder.path().join("second.jsonl")).await;
    assert_eq!(compared(&before), compared(&after));
    for wanted in ["My VPN is down, since this morning", "Third time", "not really", "photo.png", "\"vpn\""] {
        assert_eq!(before.contains(wanted), wanted != "not really", "{wanted}");
    }
    let again = imported(&store, &files, &first).await.expect_err("it is not empty any more");
    assert!(matches!(again, ExportError::NotEmpty { tickets: 2, .. }), "{again}");
    store.close().await;
}

on_both_databases! {
    async fn what_is_exported_and_imported_exports_the_same_lines(desk) {
        round_trip(desk, if desk.store().backend() == DbBackend::Sqlite { Database::Sqlite } else { Database::Postgres }).await;
    }

    async fn from_one_database_to_the_other_nothing_changes(desk) {
        round_trip(desk, if desk.store().backend() == DbBackend::Sqlite { Database::Postgres } else { Database::Sqlite }).await;
    }

    async fn the_file_of_a_message_that_waits_comes_along(desk) {
        desk.leo().says("It looks like this").with_file("screen.png", b"all black").directly().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty(), "leo is asked where it belongs");
        let folder = TempDir::with_prefix("sportello-export-").expect("a folder");
        let file = folder.path().join("held.jsonl");
        let wanted = Wanted { desk: String::new(), made_at: desk.now(), with_files: true };
        let done = export::export(desk.store(), desk.desk().files(), &file, wanted, &mut |_| {}).await;
        assert_eq!(done.expect("it is exported").files, 1);
        let export = std::fs::read_to_string(&file).expect("the export");
        let named = export.lines().find(|l| l.contains("\"size\":9")).expect("the file is named");
        let (store, files) = fresh(Database::Sqlite, folder.path()).await;
        imported(&store, &files, &file).await.expect("it is imported");
        let sha256 = named.split('"').find(|word| word.len() == 64).expect("its sum");
        assert_eq!(files.get(sha256).await.expect("its bytes").as_ref(), b"all black");
        store.close().await;
    }

    async fn of_an_export_that_is_cut_off_nothing_stays(desk) {
        busy_day(desk).await;
        let folder = TempDir::with_prefix("sportello-export-").expect("a folder");
        let wanted = Wanted { desk: String::new(), made_at: desk.now(), with_files: true };
        let (file, copying) = (folder.path().join("cut.jsonl"), tokio::sync::Notify::new());
        let mut watch = |p: export::Progress| if p.at == "file" { copying.notify_one() };
        tokio::select! {
            biased;
            () = copying.notified() => {}
            done = export::export(desk.store(), desk.desk().files(), &file, wanted, &mut watch) => panic!("{done:?}"),
        }
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").flatten().map(|f| f.path()).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    async fn every_table_is_exported_or_left_out_for_a_reason(desk) {
        let ours: Vec<&str> = export::tables().iter().map(|t| t.name()).collect();
        let left_out = |name: &str| LEFT_OUT.iter().any(|(out, _)| name == *out || name.starts_with(&format!("{out}_")));
        let forgotten: Vec<String> = tables(desk.store())
            .await
            .into_iter()
            .filter(|name| !ours.contains(&name.as_str()) && !left_out(name))
            .collect();
        assert!(
            forgotten.is_empty(),
            "{forgotten:?}: a table stands in the list of src/export/tables.rs, or among those left out, with the reason"
        );
    }

    async fn what_is_no_whole_export_changes_nothing(desk) {
        busy_day(desk).await;
        let folder = TempDir::with_prefix("sportello-export-").expect("a folder");
        let file = folder.path().join("whole.jsonl");
        let whole = exported(desk.store(), desk.desk().files(), &file).await;
        let (store, files) = fresh(Database::Sqlite, folder.path()).await;
        let lines: Vec<&str> = whole.lines().collect();
        let spoilt = [
            (lines[..lines.len() - 1].join("\n"), "cut off"),
            (whole.replacen("\"table\":\"article\"", "\"table\":\"novel\"", 1), "there is no table novel"),
            (whole.replacen("\"number\":1,", "\"number\":\"one\",", 1), "a whole number belongs"),
            (whole.replacen("\"sportello_export\":1", "\"sportello_export\":2", 1), "newer Sportello"),
            ("hello".to_owned(), "is no export"),
            (lines.iter().filter(|l| !l.contains("\"table\":\"person\"")).copied().collect::<Vec<_>>().join("\n"), "line"),
        ];
        for (text, problem) in spoilt {
            let spoilt = folder.path().join("spoilt.jsonl");
            std::fs::write(&spoilt, text).expect("a file");
            let error = imported(&store, &files, &spoilt).await.expect_err(problem).to_string();
            assert!(error.contains(problem), "{problem} in {error}");
            let tickets = entity::ticket::Entity::find().count(store.reader()).await.expect("the database works");
            let people = entity::person::Entity::find().count(store.reader()).await.expect("the database works");
            assert_eq!((tickets, people), (0, 0), "{problem}");
        }
        let there = exported_again(desk, &file).await;
        assert!(there.contains("exists"), "{there}");
        store.close().await;
    }
}

async fn exported_again(desk: &Harness, file: &Path) -> String {
    let wanted = Wanted { desk: String::new(), made_at: desk.now(), with_files: false };
    let done = export::export(desk.store(), desk.desk().files(), file, wanted, &mut |_| {}).await;
    done.expect_err("it is there already").to_string()
}

/// Rows are written table by table: each row finds what it names.
#[tokio::test]
async fn tables_stand_after_those_they_name() {
    let folder = TempDir::with_prefix("sportello-export-").expect("a folder");
    let (store, _) = fresh(Database::Sqlite, folder.path()).await;
    let all = export::tables();
    let mut seen: Vec<&str> = Vec::new();
    for table in &all {
        let sql =
            format!("SELECT \"table\" AS t, \"from\" AS c FROM pragma_foreign_key_list('{}')", table.name());
        let rows = store.reader().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await;
        for row in rows.expect("the database works") {
            let (to, column): (String, String) =
                (row.try_get("", "t").expect("a name"), row.try_get("", "c").expect("a name"));
            let fine = seen.contains(&to.as_str()) || table.late().contains(&column.as_str());
            assert!(fine, "{}.{column} names {to}, which comes later", table.name());
        }
        seen.push(table.name());
    }
    store.close().await;
}
