//! Chores of the workspace: `cargo xtask bench` measures the whole system.

mod bench;
mod chart;
mod figures;
mod instructions;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Chores of the workspace.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Chore {
    /// Measures, prints a table, and writes figures.json and figures.svg.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let Chore::Bench(options) = Cli::parse().chore;
    match bench::run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
