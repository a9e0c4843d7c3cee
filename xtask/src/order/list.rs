//! The list of functions, xtask/start.order, in the order in which they are first run.
//!
//! A function stands in it as the CRC-32 of its name without what the compiler adds to it, which is another with each version
//! of the compiler or of a dependency. What isn't found any more is passed over, and should one be taken for another,
//! that does no harm: so the list is good for a long time, and a little less with each change.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Of one line.
const NUMBERS: usize = 13;
const HEAD: &str =
    "# What is run first, in this order, by cargo xtask order: CRC-32 of names, see src/order/list.rs\n";

/// Where it is.
pub fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("start.order")
}

/// The number that a symbol stands in the list as.
pub fn number(symbol: &str) -> u32 {
    let name = match rustc_demangle::try_demangle(symbol) {
        // Where several crates bring the same function, each but one has a number behind a point.
        Ok(_) => format!("{:#}", rustc_demangle::demangle(symbol.split('.').next().unwrap_or(symbol))),
        Err(_) => symbol.to_owned(),
    };
    crc32fast::hash(name.as_bytes())
}

/// The list in `path`: each number's place.
///
/// # Errors
/// When it can't be read, or is none.
pub fn read(path: &Path) -> anyhow::Result<HashMap<u32, usize>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    let mut list = HashMap::new();
    for word in text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
        let Ok(number) = u32::from_str_radix(word, 16) else {
            bail!("{}: {word} is no number of base 16", path.display());
        };
        let place = list.len();
        list.entry(number).or_insert(place);
    }
    Ok(list)
}

/// The list as it is written.
pub fn text(numbers: &[u32]) -> String {
    let mut text = HEAD.to_owned();
    for line in numbers.chunks(NUMBERS) {
        for (at, number) in line.iter().enumerate() {
            let between = if at == 0 { "" } else { " " };
            let _ = write!(text, "{between}{number:08x}");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{number, read, text};

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("start.order");
        let numbers: Vec<u32> = (0..30).map(|n| u32::MAX - n).collect();
        std::fs::write(&path, text(&numbers)).unwrap();
        let list = read(&path).unwrap();
        assert!(numbers.iter().enumerate().all(|(place, number)| list.get(number) == Some(&place)));

        std::fs::write(&path, "0000001g").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("0000001g"));
    }

    #[test]
    fn a_name_has_its_number_whatever_the_compiler_has_added() {
        let (one, other) = ("_RNvCs1234_7mycrate3foo", "_RNvCs98zz_7mycrate3foo");
        assert_eq!(number(one), number(other));
        assert_ne!(number(one), number("_RNvCs1234_7mycrate3bar"));
        assert_eq!(number(one), number("_RNvCs1234_7mycrate3foo.12553"));
        assert_eq!(number("sqlite3_open"), crc32fast::hash(b"sqlite3_open"));
    }
}
