//! `cargo xtask bench`: every measurement, one after another, and what came of it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail};

use crate::figures::{self, Figure};
use crate::{chart, instructions};

/// The package of the measurements.
const PACKAGE: &str = "sportello-benches";
/// What needs the servers of the tests, and is measured only where it is named.
const WHOLE: &str = "end-to-end";
/// The large desk on PostgreSQL, likewise.
const SCALE_ON_POSTGRES: &str = "scale-postgres";
const ONLY_NAMED: [&str; 2] = [SCALE_ON_POSTGRES, WHOLE];

/// What is measured, and how.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Shorter rounds: a minute in all, once it is built.
    #[arg(long)]
    quick: bool,
    /// Only these: intake, scale, instructions; scale-postgres, and end-to-end, which need what tests/setup installs.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// The folder for figures.json and figures.svg.
    #[arg(long, value_name = "FOLDER", default_value = "target/figures")]
    out: PathBuf,
    /// So many tickets in the large desk.
    #[arg(long, value_name = "NUMBER")]
    tickets: Option<u64>,
}

/// Measures.
///
/// # Errors
/// When something can't be built, run or written.
pub fn run(options: &Options) -> anyhow::Result<()> {
    std::fs::create_dir_all(&options.out).with_context(|| format!("no folder {}", options.out.display()))?;
    let lines = std::path::absolute(options.out.join("figures.jsonl"))?;
    // It is not there the first time.
    let _ = std::fs::remove_file(&lines);
    let known = ["intake", "scale", "instructions", SCALE_ON_POSTGRES, WHOLE];
    if let Some(strange) = options.only.iter().find(|o| !known.contains(&o.as_str())) {
        bail!("there is no {strange}; there are {}", known.join(", "));
    }
    let steps: Vec<&str> = known
        .into_iter()
        .filter(|name| match options.only.is_empty() {
            true => !ONLY_NAMED.contains(name),
            false => options.only.iter().any(|o| o == name),
        })
        .collect();
    eprintln!("building");
    if steps != [WHOLE] {
        cargo(&["bench", "--package", PACKAGE, "--no-run"], &lines)?;
    }
    let begun = Instant::now();
    for (at, step) in steps.iter().enumerate() {
        eprintln!("\n[{}/{}] {step}, {} s so far", at + 1, steps.len(), begun.elapsed().as_secs());
        match *step {
            "instructions" => instructions::count(PACKAGE, options.quick, &lines)?,
            WHOLE => whole(&lines)?,
            SCALE_ON_POSTGRES => measure("scale", &["--postgres"], options, &lines)?,
            name => measure(name, &[], options, &lines)?,
        }
    }
    let figures = figures::read(&lines)?;
    print!("\n{}", figures::table(&figures));
    write(&options.out, &figures)?;
    let missed = figures.iter().filter(|f| f.held == Some(false)).count();
    println!(
        "\n{} figures, {missed} goals missed, {} s; {} and figures.svg are written.",
        figures.len(),
        begun.elapsed().as_secs(),
        options.out.join("figures.json").display()
    );
    Ok(())
}

fn measure(name: &str, more: &[&str], options: &Options, lines: &Path) -> anyhow::Result<()> {
    let tickets = options.tickets.map(|n| n.to_string());
    let mut arguments = vec!["bench", "--package", PACKAGE, "--bench", name, "--"];
    arguments.extend(more);
    if options.quick {
        arguments.push("--quick");
    }
    if let Some(tickets) = &tickets {
        arguments.extend(["--tickets", tickets]);
    }
    cargo(&arguments, lines)
}

/// The program as a process, beside bots of the bare libraries, which are built with their test.
fn whole(lines: &Path) -> anyhow::Result<()> {
    let built = ["--package", "sportello", "--package", "sportello-sdks", "--test", "live", "--test", "bare"];
    let run =
        ["--ignored", "--nocapture", "--test-threads", "1", "measuring::end_to_end", "measuring::memory"];
    cargo(&[&["test", "--release"], &built[..], &["--"], &run[..]].concat(), lines)
}

fn cargo(arguments: &[&str], lines: &Path) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments)
        .env(figures::FILE, lines)
        .status()
        .context("cargo can't be started")?;
    if !status.success() {
        bail!("cargo {} failed", arguments.join(" "));
    }
    Ok(())
}

fn write(out: &Path, figures: &[Figure]) -> anyhow::Result<()> {
    let json = serde_json::to_string_pretty(figures)?;
    std::fs::write(out.join("figures.json"), json).context("figures.json can't be written")?;
    std::fs::write(out.join("figures.svg"), chart::draw(figures)).context("figures.svg can't be written")
}
