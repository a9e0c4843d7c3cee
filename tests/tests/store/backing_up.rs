//! A desk is copied while people write, and put up again from the copy.

use std::path::{Path, PathBuf};
use std::process::Command;

use secrecy::ExposeSecret;
use sportello::backup::{self, BackupError, Checked, Made, Source, Wanted};
use sportello::config::{Config, Database as Where};
use sportello::desk::erasing::Asked;
use sportello::files::FileStore;
use sportello::store::Store;
use sportello::text::Language;
use sportello_test_servers::postgres;
use sportello_tests::{Database, Harness, on_both_databases};
use tempfile::TempDir;

use crate::exporting::{busy_day, compared, exported};

/// What `pg_dump` makes of the desk's database; nothing on SQLite.
async fn dumped(desk: &Harness, folder: &Path) -> Option<PathBuf> {
    let config = desk.desk().config();
    let Where::Postgres(url) = &config.desk.database else { return None };
    let dump = folder.join("desk.sql");
    let mut command = Command::new(postgres::shared().await.program("pg_dump"));
    command.arg(format!("--file={}", dump.display())).arg(url.expose_secret());
    let done = tokio::task::spawn_blocking(move || command.status()).await.expect("it is waited for");
    assert!(done.expect("pg_dump runs").success());
    Some(dump)
}

fn source<'a>(desk: &'a Harness, dump: &'a Option<PathBuf>) -> Source<'a> {
    match dump {
        Some(dump) => Source::Postgres(desk.store(), dump),
        None => Source::Sqlite(desk.store()),
    }
}

fn wanted(desk: &Harness) -> Wanted {
    Wanted { desk: "Service Desk".to_owned(), made_at: desk.now() }
}

async fn made(desk: &Harness, folder: &Path) -> Made {
    let dump = dumped(desk, folder).await;
    let into = folder.join("backup");
    backup::make(source(desk, &dump), desk.desk().files(), &into, &wanted(desk), &mut |_, _| {})
        .await
        .expect("a backup is made")
}

async fn looked_over(folder: &Path) -> Checked {
    backup::check(&folder.join("backup"), &mut |_, _| {}).await.expect("it is a backup")
}

/// bot.toml of a desk that is not there yet.
async fn elsewhere(desk: &Harness, folder: &Path) -> Config {
    let mut config = Config::clone(&desk.desk().config());
    config.desk.data_dir = folder.join("data");
    config.desk.files_dir = None;
    config.desk.database = match desk.database() {
        Database::Sqlite => Where::Sqlite(folder.join("data").join("desk.db")),
        Database::Postgres => Where::Postgres(postgres::shared().await.database().await.into()),
    };
    config
}

/// What an admin does first on PostgreSQL.
async fn loaded(config: &Config, folder: &Path) {
    loaded_at_once(config, folder, &["--command=UPDATE public.lease SET expires_at = to_timestamp(0)"]).await;
}

/// The same before the leases that the dump holds have run out.
async fn loaded_at_once(config: &Config, folder: &Path, more: &[&str]) {
    let Where::Postgres(url) = &config.desk.database else { return };
    let mut command = Command::new(postgres::shared().await.program("psql"));
    command.args(["--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction"]);
    command.arg(format!("--file={}", folder.join("backup/sportello.sql").display())).arg(url.expose_secret());
    command.args(more).stdout(std::process::Stdio::null());
    let done = tokio::task::spawn_blocking(move || command.status()).await.expect("it is waited for");
    assert!(done.expect("psql runs").success());
}

async fn brought_back(config: &Config, folder: &Path) -> Result<(), BackupError> {
    backup::restore(&folder.join("backup"), &config.desk, &mut |_, _| {}).await.map(|_| ())
}

/// All that a desk holds, as lines.
async fn lines(config: &Config, file: &Path) -> String {
    let store = Store::open(&config.desk.database).await.expect("the database opens");
    let files = FileStore::in_folder(&config.desk.files_folder()).expect("a folder");
    let all = exported(&store, &files, file).await;
    store.close().await;
    all
}

/// Paths of the bytes under a folder of files.
fn bytes_in(folder: &Path) -> Vec<PathBuf> {
    let shelves = std::fs::read_dir(folder).expect("a folder").flatten();
    shelves.flat_map(|s| std::fs::read_dir(s.path()).expect("a folder").flatten()).map(|f| f.path()).collect()
}

on_both_databases! {
    async fn what_was_backed_up_is_brought_back_as_it_was(desk) {
        busy_day(desk).await;
        let folder = TempDir::with_prefix("sportello-backup-").expect("a folder");
        let before = exported(desk.store(), desk.desk().files(), &folder.path().join("before.jsonl")).await;
        let done = made(desk, folder.path()).await;
        assert_eq!((done.manifest.tickets, done.manifest.files), (2, 2));
        assert_eq!(looked_over(folder.path()).await.problems, Vec::<String>::new());

        let config = elsewhere(desk, folder.path()).await;
        if desk.database() == Database::Postgres {
            let error = brought_back(&config, folder.path()).await.expect_err("nothing is loaded").to_string();
            assert!(error.contains("psql"), "{error}");
        }
        loaded(&config, folder.path()).await;
        brought_back(&config, folder.path()).await.expect("it is brought back");
        let after = lines(&config, &folder.path().join("after.jsonl")).await;
        assert_eq!(compared(&before), compared(&after));
        assert!(after.contains("photo.png"));

        let again = brought_back(&config, folder.path()).await.expect_err("something is there");
        assert!(matches!(again, BackupError::NotEmpty(_)), "{again}");
    }

    async fn a_backup_made_while_people_write_is_whole(desk) {
        busy_day(desk).await;
        let folder = TempDir::with_prefix("sportello-backup-").expect("a folder");
        let desk: &Harness = desk;
        let writing = async {
            for i in 0..15 {
                let name = format!("page-{i}.txt");
                desk.mia().says(&format!("My VPN, page {i}")).with_file(&name, name.as_bytes()).in_help().await;
            }
        };
        let (done, ()) = tokio::join!(made(desk, folder.path()), writing);
        desk.settle().await;
        assert_eq!(looked_over(folder.path()).await.problems, Vec::<String>::new());
        assert!(done.manifest.lost.is_empty());
        let config = elsewhere(desk, folder.path()).await;
        if desk.database() == Database::Postgres {
            loaded_at_once(&config, folder.path(), &[]).await;
            let error = brought_back(&config, folder.path()).await.expect_err("its leases still hold").to_string();
            assert!(error.contains("an instance works on"), "{error}");
            return;
        }
        brought_back(&config, folder.path()).await.expect("it is brought back");
        assert!(lines(&config, &folder.path().join("after.jsonl")).await.contains("since this morning"));
    }

    async fn what_is_erased_meanwhile_is_not_in_it(desk) {
        for i in 0..5 {
            let name = format!("payslip-{i}.pdf");
            desk.leo().says("My payslip is wrong").with_file(&name, name.as_bytes()).in_help().await;
        }
        desk.mia().says("My VPN is down").with_file("log.txt", b"no route to host").in_help().await;
        desk.settle().await;
        let folder = TempDir::with_prefix("sportello-backup-").expect("a folder");
        let dump = dumped(desk, folder.path()).await;
        let into = folder.path().join("backup");
        let (desk, runtime): (&Harness, _) = (desk, tokio::runtime::Handle::current());
        let mut erased = false;
        let kept = FileStore::name_of(b"no route to host");
        let mut erase = |_: u64, _: u64| {
            if std::mem::replace(&mut erased, true) {
                return;
            }
            let asked = tokio::task::block_in_place(|| runtime.block_on(desk.desk().erase("leo", true, Language::En)));
            assert!(matches!(asked, Ok(Asked::Done(_))));
            // Half an hour passes, in which the bytes that nothing names go.
            for path in bytes_in(&desk.files_folder()).iter().filter(|p| !p.ends_with(&kept)) {
                std::fs::remove_file(path).expect("it can be removed");
            }
        };
        let done =
            backup::make(source(desk, &dump), desk.desk().files(), &into, &wanted(desk), &mut erase).await;
        desk.settle().await;
        if desk.database() == Database::Postgres {
            let error = done.expect_err("what the dump names is gone");
            assert!(matches!(error, BackupError::Erased(_)), "{error}");
            assert!(!into.exists(), "nothing is left");
            return;
        }
        assert_eq!(done.expect("it is copied once more").manifest.files, 1);
        assert_eq!(looked_over(folder.path()).await.problems, Vec::<String>::new());
        let copy = std::fs::read(into.join("sportello.db")).expect("the copy");
        let holds = |words: &[u8]| copy.windows(words.len()).any(|w| w == words);
        assert!(holds(b"My VPN is down") && !holds(b"My payslip"), "not even in free pages");
        assert_eq!(bytes_in(&into.join("files")).len(), 1);
    }

    async fn what_is_missing_or_spoilt_is_found_and_not_brought_back(desk) {
        busy_day(desk).await;
        let folder = TempDir::with_prefix("sportello-backup-").expect("a folder");
        made(desk, folder.path()).await;
        let backup = folder.path().join("backup");
        let config = elsewhere(desk, folder.path()).await;
        loaded(&config, folder.path()).await;
        let [one, other] = &bytes_in(&backup.join("files"))[..] else { panic!("there are two files") };
        let bytes = std::fs::read(one).expect("the bytes");
        std::fs::write(one, b"something else").expect("it can be written");
        assert!(looked_over(folder.path()).await.problems.concat().contains("spoilt"));
        let error = brought_back(&config, folder.path()).await.expect_err("it is not whole");
        assert!(matches!(error, BackupError::NotWhole(_)), "{error}");
        assert!(!config.desk.files_folder().exists(), "nothing was begun");
        std::fs::write(one, &bytes).expect("it can be written");
        std::fs::remove_file(other).expect("it can be removed");
        assert!(looked_over(folder.path()).await.problems.concat().contains("missing"));

        let database = backup.join(if desk.database() == Database::Sqlite { "sportello.db" } else { "sportello.sql" });
        let mut bytes = std::fs::read(&database).expect("the copy");
        let middle = bytes.len() / 2;
        bytes[middle..middle + 64].fill(b'x');
        std::fs::write(&database, &bytes).expect("it can be written");
        assert!(looked_over(folder.path()).await.problems.concat().contains("not as it was written"));
        bytes.truncate(middle);
        std::fs::write(&database, &bytes).expect("it can be written");
        assert!(!looked_over(folder.path()).await.problems.is_empty());
        std::fs::remove_file(&database).expect("it can be removed");
        assert!(looked_over(folder.path()).await.problems.concat().contains("is missing"));
    }

    async fn bytes_that_were_lost_before_are_named_and_keep_nothing_back(desk) {
        busy_day(desk).await;
        let lost = bytes_in(&desk.files_folder()).remove(0);
        std::fs::remove_file(&lost).expect("it can be removed");
        let folder = TempDir::with_prefix("sportello-backup-").expect("a folder");
        let done = made(desk, folder.path()).await;
        assert_eq!(done.manifest.files, 1);
        assert!(lost.ends_with(&done.manifest.lost[0]), "{:?}", done.manifest.lost);
        assert_eq!(looked_over(folder.path()).await.problems, Vec::<String>::new());
        let config = elsewhere(desk, folder.path()).await;
        loaded(&config, folder.path()).await;
        brought_back(&config, folder.path()).await.expect("it is brought back");
    }

    async fn only_the_account_of_the_desk_can_read_it(desk) {
        use std::os::unix::fs::PermissionsExt;
        busy_day(desk).await;
        let folder = TempDir::with_prefix("sportello-backup-").expect("a folder");
        made(desk, folder.path()).await;
        let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
        let backup = folder.path().join("backup");
        assert_eq!(mode(&backup), 0o700);
        for file in std::fs::read_dir(&backup).expect("a folder").flatten() {
            assert_eq!(mode(&file.path()) & 0o077, 0, "{}", file.path().display());
        }
    }
}
