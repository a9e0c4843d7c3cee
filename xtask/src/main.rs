//! Chores of the workspace: `cargo xtask bench` measures the whole system, `cargo xtask dist` builds what is shipped, and
//! `cargo xtask order` looks which of its code is run first.

mod bench;
mod chart;
mod clocked;
mod dist;
mod figures;
mod instructions;
mod order;

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
    /// Looks which code a start goes through, and writes it to xtask/start.order, by which `dist` arranges it.
    Order(order::Options),
}

fn main() -> ExitCode {
    match done() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn done() -> anyhow::Result<()> {
    if let Some(order) = order::asked_to_link() {
        return order::link(&order);
    }
    match Cli::parse().chore {
        Chore::Bench(options) => bench::run(&options),
        Chore::Dist(options) => dist::run(&options),
        Chore::Order(options) => order::record(&options),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_as_clap_wants_it() {
        Cli::command().debug_assert();
    }
}
