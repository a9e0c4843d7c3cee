//! Instructions of the hot paths, counted by callgrind: the same on a busy machine as on an idle one.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::figures::{self, Figure};

/// A few runs before the ones that count, so that what is done once is left out.
const WARM: u64 = 20;

/// Counts, and adds the figures to `lines`. Without valgrind it says so and counts nothing.
///
/// # Errors
/// When the program is not there or does not do its work.
pub fn count(package: &str, quick: bool, lines: &Path) -> anyhow::Result<()> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("valgrind is not installed: no instructions are counted");
        return Ok(());
    }
    let program = built(package)?;
    let listed = Command::new(&program).output().context("the hot paths can't be listed")?;
    let more = if quick { 20 } else { 200 };
    for name in String::from_utf8_lossy(&listed.stdout).lines() {
        let (few, many) = (run(&program, name, WARM)?, run(&program, name, WARM + more)?);
        let value = many.saturating_sub(few) as f64 / more as f64;
        println!("  {name}: {value:.0} instructions");
        figures::add(lines, &Figure::noted("Instructions", name, value, "instructions"))?;
    }
    Ok(())
}

/// The program of the hot paths, as cargo has built it.
fn built(package: &str) -> anyhow::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["bench", "--package", package, "--bench", "hot", "--no-run", "--message-format", "json"])
        .output()
        .context("cargo can't be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let is_it = |message: &Value| message["target"]["name"] == "hot" && message["executable"].is_string();
    let found = text.lines().filter_map(|line| serde_json::from_str(line).ok()).find(is_it);
    let Some(path) = found.as_ref().and_then(|m| m["executable"].as_str()) else {
        bail!("the hot paths were not built");
    };
    Ok(path.into())
}

/// The instructions of a whole run.
fn run(program: &Path, name: &str, times: u64) -> anyhow::Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([name, &times.to_string()])
        .output()
        .context("valgrind can't be started")?;
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
        .with_context(|| format!("{name} was not counted: {said}"))
}
