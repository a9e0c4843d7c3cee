//! The morning's transcript, compared with the one that is kept to be read.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::transcript::Transcript;
use super::{play, throw_away};

#[cfg(feature = "mail")]
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/demo.txt");

/// `UPDATE_GOLDEN=1` keeps what it says now.
#[cfg(feature = "mail")]
#[tokio::test(flavor = "multi_thread")]
async fn the_morning_goes_as_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let config = throw_away(folder.path()).unwrap();
    let mut written = Vec::new();
    let mut transcript = Transcript::new(&mut written, false, config.desk.time_zone);
    play(config, &mut transcript, Duration::ZERO, &CancellationToken::new()).await.unwrap();
    let told = String::from_utf8(written).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &told).unwrap();
    }
    let kept = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    for (i, (now, then)) in told.lines().zip(kept.lines()).enumerate() {
        assert_eq!(now, then, "line {} of tests/golden/demo.txt; UPDATE_GOLDEN=1 keeps the new one", i + 1);
    }
    assert_eq!(told, kept, "UPDATE_GOLDEN=1 keeps the new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_interrupts_is_told_that_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let config = throw_away(folder.path()).unwrap();
    let mut written = Vec::new();
    let mut transcript = Transcript::new(&mut written, false, config.desk.time_zone);
    let interrupted = CancellationToken::new();
    interrupted.cancel();
    let error = play(config, &mut transcript, Duration::ZERO, &interrupted).await.unwrap_err();
    assert!(error.to_string().starts_with("interrupted"), "{error:#}");
    folder.close().unwrap();
}
