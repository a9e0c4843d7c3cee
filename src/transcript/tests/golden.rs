//! The files as they were read.

use std::path::Path;

use super::sample;
use crate::text::{Language, Texts};
use crate::transcript::{File, Format};

#[test]
fn a_customers_transcript_is_the_one_that_was_read() {
    let texts = Texts::default();
    for format in Format::ALL {
        let file = sample::for_customer().render(format, &sample::setting(&texts, Language::It));
        compare(file.get(), "customer.it");
    }
}

#[test]
fn an_operators_transcript_is_the_one_that_was_read() {
    let texts = Texts::default();
    for format in Format::ALL {
        let file = sample::for_operators().render(format, &sample::setting(&texts, Language::En));
        compare(file.get(), "operators.en");
    }
}

/// Compares with the kept file; with `UPDATE_GOLDEN=1` in the environment writes it anew.
fn compare(file: &File, which: &str) {
    let (_, extension) = file.name.rsplit_once('.').expect("a file's name has an end");
    let name = format!("transcript.{which}.{extension}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &file.bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let now = String::from_utf8_lossy(&file.bytes);
    let differs = kept.lines().zip(now.lines()).find(|(kept, now)| kept != now);
    assert!(
        kept == now,
        "{} is not what is written now; first difference: {differs:?}. Read the new file, then run once more \
         with UPDATE_GOLDEN=1.",
        path.display()
    );
}
