//! Chores of the workspace: `cargo xtask bench` measures the whole system, `cargo xtask dist` builds what is shipped.

mod bench;
mod chart;
mod dist;
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
    /// Builds the program as it is shipped, into target/dist.
    Dist(dist::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().chore {
        Chore::Bench(options) => bench::run(&options),
        Chore::Dist(options) => dist::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
