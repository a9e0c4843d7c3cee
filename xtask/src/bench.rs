//! `cargo xtask bench`: every measurement, one after another, and what came of it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::ValueEnum;

use crate::figures::{self, Figure};
use crate::{chart, clocked, instructions};

/// The package of the measurements.
const PACKAGE: &str = "sportello-benches";
/// Rounds of criterion: a second to warm up and three to measure, where it would take three and five. Its pictures would
/// be gone with its folder.
const ROUNDS: [&str; 5] = ["--noplot", "--warm-up-time", "1", "--measurement-time", "3"];
/// Shorter ones: until the figure stands, for a second at most.
const SHORT_ROUNDS: [&str; 4] = ["--noplot", "--quick", "--measurement-time", "1"];

/// What is measured, and how.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Shorter rounds: a minute or two in all, once it is built.
    #[arg(long)]
    quick: bool,
    /// Only this, which may be said several times. Without it, all but scale-postgres and end-to-end.
    #[arg(long, value_name = "NAME")]
    only: Vec<Step>,
    /// The folder for figures.json and figures.svg.
    #[arg(long, value_name = "FOLDER", default_value = "target/figures")]
    out: PathBuf,
    /// So many tickets in the large desk.
    #[arg(long, value_name = "NUMBER")]
    tickets: Option<u64>,
}

/// A part of the measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Taking in, beside the bare driver; on a slow disk where there is a C compiler, on PostgreSQL where it is installed.
    Intake,
    /// A large desk on SQLite beside a small one.
    Scale,
    /// The pure parts of a message's way, by the clock.
    Rules,
    /// The store's own operations, by the clock.
    Store,
    /// Instructions of the hot paths, where valgrind is installed.
    Instructions,
    /// A large desk on PostgreSQL, which tests/setup installs.
    ScalePostgres,
    /// The program as a process beside bots of the bare libraries, with the servers that tests/setup installs.
    EndToEnd,
}

impl Step {
    /// Those that are named; without any, all that can do without the servers of the tests.
    fn chosen(only: &[Self]) -> Vec<Self> {
        let is_chosen = |step: &Self| match only {
            [] => !matches!(step, Self::ScalePostgres | Self::EndToEnd),
            only => only.contains(step),
        };
        Self::value_variants().iter().copied().filter(is_chosen).collect()
    }

    /// As it is named on the command line.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Measures it, adding the figures to `lines`.
    fn take(self, options: &Options, lines: &Path) -> anyhow::Result<()> {
        match self {
            Self::Intake => bench("intake", &options.rounds(), &[(figures::FILE, lines)]),
            Self::Scale => bench("scale", &options.sizes(), &[(figures::FILE, lines)]),
            Self::Rules => by_the_clock("rules", options, lines),
            Self::Store => by_the_clock("store", options, lines),
            Self::Instructions => instructions::count(PACKAGE, options.quick, lines),
            Self::ScalePostgres => {
                let sizes = [vec!["--postgres".to_owned()], options.sizes()].concat();
                bench("scale", &sizes, &[(figures::FILE, lines)])
            }
            Self::EndToEnd => whole(lines),
        }
    }
}

impl Options {
    /// For a bench that has rounds.
    fn rounds(&self) -> Vec<String> {
        if self.quick { vec!["--quick".to_owned()] } else { Vec::new() }
    }

    /// For the large desk.
    fn sizes(&self) -> Vec<String> {
        let tickets = self.tickets.map(|tickets| ["--tickets".to_owned(), tickets.to_string()]);
        self.rounds().into_iter().chain(tickets.into_iter().flatten()).collect()
    }

    /// For one of criterion's.
    fn rounds_of_criterion(&self) -> Vec<String> {
        let rounds = if self.quick { &SHORT_ROUNDS[..] } else { &ROUNDS[..] };
        rounds.iter().map(|&argument| argument.to_owned()).collect()
    }
}

/// Measures, and writes what was measured even if not all could be.
///
/// # Errors
/// When something can't be built, run or written.
pub fn run(options: &Options) -> anyhow::Result<()> {
    std::fs::create_dir_all(&options.out).with_context(|| format!("no folder {}", options.out.display()))?;
    let lines = std::path::absolute(options.out.join("figures.jsonl"))?;
    std::fs::File::create(&lines).with_context(|| format!("{} can't be written", lines.display()))?;
    let steps = Step::chosen(&options.only);
    eprintln!("building");
    if steps != [Step::EndToEnd] {
        cargo(&["bench", "--package", PACKAGE, "--no-run"], &[])?;
    }
    let begun = Instant::now();
    let failed = one_by_one(&steps, begun, |step| step.take(options, &lines));
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
    if !failed.is_empty() {
        let names: Vec<String> = failed.into_iter().map(Step::name).collect();
        bail!("not all was measured, as said above: {} failed", names.join(", "));
    }
    Ok(())
}

/// Takes each step, whatever became of those before; says at once why one fails, and gives those that have failed.
fn one_by_one(steps: &[Step], begun: Instant, mut take: impl FnMut(Step) -> anyhow::Result<()>) -> Vec<Step> {
    let mut failed = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let name = step.name();
        eprintln!("\n[{}/{}] {name}, {} s so far", at + 1, steps.len(), begun.elapsed().as_secs());
        if let Err(error) = take(*step) {
            eprintln!("{name} failed: {error:#}");
            failed.push(*step);
        }
    }
    failed
}

/// Runs a bench of the package.
fn bench(name: &str, more: &[String], environment: &[(&str, &Path)]) -> anyhow::Result<()> {
    let mut arguments = vec!["bench", "--package", PACKAGE, "--bench", name, "--"];
    arguments.extend(more.iter().map(String::as_str));
    cargo(&arguments, environment)
}

/// Runs one of criterion's, which keeps its figures in its own way; adds them to `lines`, also those of one that failed
/// on its way.
fn by_the_clock(name: &str, options: &Options, lines: &Path) -> anyhow::Result<()> {
    let kept = tempfile::tempdir().context("no temporary folder for criterion")?;
    let ran = bench(name, &options.rounds_of_criterion(), &[(clocked::FOLDER, kept.path())]);
    for figure in clocked::read(kept.path())? {
        figures::add(lines, &figure)?;
    }
    ran
}

/// The program as a process, beside bots of the bare libraries, which are built with their test.
fn whole(lines: &Path) -> anyhow::Result<()> {
    let built = ["--package", "sportello", "--package", "sportello-sdks", "--test", "live", "--test", "bare"];
    let run =
        ["--ignored", "--nocapture", "--test-threads", "1", "measuring::end_to_end", "measuring::memory"];
    cargo(&[&["test", "--release"], &built[..], &["--"], &run[..]].concat(), &[(figures::FILE, lines)])
}

fn cargo(arguments: &[&str], environment: &[(&str, &Path)]) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments)
        .envs(environment.iter().copied())
        .status()
        .context("cargo can't be started")?;
    if !status.success() {
        bail!("cargo {} ended with {status}", arguments.join(" "));
    }
    Ok(())
}

fn write(out: &Path, figures: &[Figure]) -> anyhow::Result<()> {
    let json = serde_json::to_string_pretty(figures)?;
    std::fs::write(out.join("figures.json"), json).context("figures.json can't be written")?;
    std::fs::write(out.join("figures.svg"), chart::draw(figures)).context("figures.svg can't be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_servers_is_measured_only_where_it_is_named() {
        let all = [Step::Intake, Step::Scale, Step::Rules, Step::Store, Step::Instructions];
        assert_eq!(Step::chosen(&[]), all);
        assert_eq!(Step::chosen(&[Step::EndToEnd, Step::Rules]), [Step::Rules, Step::EndToEnd]);
    }

    #[test]
    fn a_step_that_fails_keeps_no_other_from_being_measured() {
        let mut taken = Vec::new();
        let failed = one_by_one(&[Step::Intake, Step::Scale, Step::Rules], Instant::now(), |step| {
            taken.push(step);
            if step == Step::Scale {
                bail!("the disk is full")
            }
            Ok(())
        });
        assert_eq!(taken, [Step::Intake, Step::Scale, Step::Rules]);
        assert_eq!(failed, [Step::Scale]);
    }

    #[test]
    fn only_the_large_desk_is_told_its_size() {
        let options = Options { quick: true, only: Vec::new(), out: PathBuf::new(), tickets: Some(50_000) };
        assert_eq!(options.sizes(), ["--quick", "--tickets", "50000"]);
        assert_eq!(options.rounds(), ["--quick"]);
        assert_eq!(options.rounds_of_criterion(), SHORT_ROUNDS);
    }
}
