//! How the write-ahead log is brought over.

use super::*;

/// A page of words: it fills two pages of the file, since it stands in an index as well.
fn long_word(of: usize) -> String {
    format!("{of} {}", "x".repeat(3500))
}

async fn write_megabytes(writer: &Writer, megabytes: usize) {
    for megabyte in 0..megabytes {
        let tx = begin(writer, Alone::No).await;
        for at in 0..128 {
            write(&tx, &long_word(megabyte * 128 + at)).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

fn megabytes(folder: &TempDir, file: &str) -> u64 {
    folder.path().join(file).metadata().unwrap().len() >> 20
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_brought_over_as_it_grows_and_used_again() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    write_megabytes(&writer, 100).await;
    let (log, file) = (megabytes(&folder, "desk.db-wal"), megabytes(&folder, "desk.db"));
    assert!(log < 80, "{log} MB of log");
    assert!(file > 20, "{file} MB in the file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_somebody_reads_is_kept_for_them() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let reader = Connection::open(folder.path().join("desk.db")).unwrap();
    let count = |c: &Connection| c.query_row("SELECT count(*) FROM word", [], |row| row.get::<_, i64>(0));
    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(count(&reader).unwrap(), 0);
    write_megabytes(&writer, 100).await;
    assert_eq!(count(&reader).unwrap(), 0, "as it was when it began to read");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(count(&reader).unwrap(), 12_800);
}
