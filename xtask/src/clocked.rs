//! What criterion has measured, as figures.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::figures::Figure;

/// The environment variable that names the folder in which criterion keeps what it has measured.
pub const FOLDER: &str = "CRITERION_HOME";

/// The file that says what was measured.
const BENCHMARK: &str = "benchmark.json";

/// What was measured, of what criterion writes down of it.
#[derive(Deserialize)]
struct Benchmark {
    group_id: String,
    function_id: String,
}

/// What came of it, likewise.
#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    /// In nanoseconds.
    point_estimate: f64,
}

/// The median of everything that was measured in groups, by their names: each is a part.
///
/// # Errors
/// When a file can't be read, or is not as criterion writes it.
pub fn read(folder: &Path) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for group in folders_in(folder)? {
        for measured in folders_in(&group)? {
            let last = measured.join("new");
            // It is written last: of what was broken off there is none.
            if last.join(BENCHMARK).exists() {
                figures.push(figure(&last)?);
            }
        }
    }
    Ok(figures)
}

fn figure(folder: &Path) -> anyhow::Result<Figure> {
    let of: Benchmark = parsed(&folder.join(BENCHMARK))?;
    let estimates: Estimates = parsed(&folder.join("estimates.json"))?;
    let (value, unit) = in_its_unit(estimates.median.point_estimate);
    Ok(Figure::noted(&of.group_id, &of.function_id, value, unit))
}

fn parsed<T: DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let text = std::fs::read_to_string(file).with_context(|| format!("no {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not as criterion writes it", file.display()))
}

fn folders_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| path.is_dir());
    paths.sort();
    Ok(paths)
}

/// Nanoseconds in the unit in which they are a number that is easily read.
fn in_its_unit(nanoseconds: f64) -> (f64, &'static str) {
    match nanoseconds {
        n if n >= 1e6 => (n / 1e6, "ms"),
        n if n >= 1e3 => (n / 1e3, "µs"),
        n => (n, "ns"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_is_a_part_and_what_it_has_measured_to_the_end_a_figure() {
        let folder = tempfile::tempdir().expect("a folder");
        let new = folder.path().join("The store/what is due/new");
        std::fs::create_dir_all(&new).expect("a folder");
        std::fs::create_dir_all(folder.path().join("The store/what was broken off/new")).expect("a folder");
        let of =
            r#"{"group_id": "The store", "function_id": "what is due", "full_id": "The store/what is due"}"#;
        let estimates = r#"{"mean": {"point_estimate": 9000.0}, "median": {"point_estimate": 2500.0}}"#;
        std::fs::write(new.join(BENCHMARK), of).expect("a file");
        std::fs::write(new.join("estimates.json"), estimates).expect("a file");
        let figures = read(folder.path()).expect("figures");
        assert_eq!(figures, [Figure::noted("The store", "what is due", 2.5, "µs")]);
    }
}
