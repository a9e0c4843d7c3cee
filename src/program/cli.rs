//! The command line.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};

/// A help desk that lives in the chat.
#[derive(Clone, Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// The configuration; relative paths in it are from its folder.
    #[arg(long, value_name = "FILE", default_value = "bot.toml", global = true)]
    pub config: PathBuf,
    /// What to do; `run` if nothing is said.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// Options of `run`.
    #[command(flatten)]
    pub run: RunOptions,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// Opens the desk (the default).
    Run(RunOptions),
    /// Says what works and what is missing before going live.
    Check,
    /// Asks the desk that runs whether it can work, where [web] says; fails if it can't.
    Health,
    /// Plays a help desk's morning, then lets you try it.
    #[cfg(feature = "console")]
    Demo,
    /// Brings the database's schema up to date; `run` does so by itself.
    Migrate,
    /// Writes everything the desk has into a file of JSON lines.
    Export {
        /// The file; it must not be there yet. The attachments' bytes go into a folder beside it.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Without the attachments' bytes.
        #[arg(long)]
        rows_only: bool,
    },
    /// Reads an export into the database of bot.toml, which must be empty.
    Import {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Copies the whole desk into a new folder, while it may be open.
    Backup {
        /// The folder; with --check, a backup that was made.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
        /// Looks a backup over instead: whether all it should hold is there, unspoilt. Needs no bot.toml.
        #[arg(long, conflicts_with = "dump")]
        check: bool,
        /// On PostgreSQL: what pg_dump has just made of the database, as plain text.
        #[arg(long, value_name = "FILE")]
        dump: Option<PathBuf>,
    },
    /// Brings a backup back to where bot.toml says, where there must be nothing yet.
    Restore {
        /// The backup.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Removes all that somebody wrote, with their accounts and addresses, for good.
    Erase {
        /// Who: a name, an account or a mail address.
        #[arg(value_name = "PERSON")]
        person: String,
        /// It is meant; without it you are told what would go.
        #[arg(long)]
        yes: bool,
    },
    /// Prints completions for a shell.
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
    },
    /// Prints the manual page.
    Man {
        /// Writes it into this folder instead, with a page for each command.
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
}

/// Options of `run`.
#[derive(Clone, Debug, Default, Args)]
pub struct RunOptions {
    /// The console speaks JSON, one object a line each way.
    #[arg(long)]
    pub json: bool,
    /// The clock stands still until the console's `advance` turns it; it begins at this time
    /// (RFC 3339), or now.
    #[arg(long, value_name = "TIME", num_args = 0..=1)]
    pub simulated_clock: Option<Option<DateTime<Utc>>>,
}
