//! The program: what it is told on the command line, and how its pieces are wired together. The only
//! place that names a concrete adapter.

mod account;
mod backing_up;
mod check;
mod cli;
#[cfg(feature = "console")]
mod demo;
mod health;
mod keeping;
mod lock;
mod logs;
mod run;
#[cfg(feature = "console")]
mod steering;
mod wiring;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, Parser};
use nix::sys::stat::Mode;

use crate::config::{self, Config, Report};
use crate::desk::Reread;
use crate::store::Store;
use cli::{Cli, Verb};

/// Of each thread: handling one event takes up to 1.5 MiB in a build that is not optimised, where tokio's own
/// 2 MiB would soon be too few. What is not used is only an address.
const STACK: usize = 8 * 1024 * 1024;
/// bot.toml has mistakes.
const BAD_CONFIG: u8 = 2;
/// Something else went wrong.
const FAILED: u8 = 1;

/// The system gives no huge pages: at rest whole ones would be kept for a few pieces each, more than twice of what
/// is needed in all.
fn keep_pages_small() {
    // Where it can't be said, memory is only less well used.
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_thp_disable(true);
}

/// Does what the command line says; the process's exit code.
pub fn main() -> ExitCode {
    keep_pages_small();
    let cli = Cli::parse();
    match &cli.verb {
        Some(Verb::Completions { shell }) => return completions(*shell),
        Some(Verb::Man { folder }) => return finish(manual(folder.as_deref())),
        _ => {}
    }
    // Whatever else is written, from the database to an export, is for the account of the desk alone.
    nix::sys::stat::umask(Mode::S_IRWXG | Mode::S_IRWXO);
    // Two providers are in the dependency graph: rustls must be told which one to use.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        eprintln!("sportello: a TLS provider was installed before; using it");
    }
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = match builder.enable_all().thread_stack_size(STACK).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("sportello: can't start: {error}");
            return ExitCode::from(FAILED);
        }
    };
    let code = runtime.block_on(act(cli));
    // A read of standard input can't be taken back: it must not keep the process.
    runtime.shutdown_background();
    code
}

async fn act(cli: Cli) -> ExitCode {
    let verb = cli.verb.clone().unwrap_or(Verb::Run(cli.run.clone()));
    logs::start(&verb);
    #[cfg(feature = "console")]
    if let Verb::Demo = verb {
        return finish(demo::run().await);
    }
    if let Verb::Backup { folder, check: true, .. } = &verb {
        return finish(backing_up::check(folder).await);
    }
    let config = match load(&cli.config) {
        Ok(config) => config,
        Err(code) => return code,
    };
    match verb {
        Verb::Run(options) => finish(run::run(config, reread(&cli.config), options).await),
        Verb::Check => check::run(config).await,
        Verb::Health => health::run(&config).await.unwrap_or_else(|error| finish(Err(error))),
        Verb::Migrate => finish(migrate(&config).await),
        Verb::Export { file, rows_only } => finish(keeping::export(&config, &file, !rows_only).await),
        Verb::Import { file } => finish(keeping::import(&config, &file).await),
        Verb::Backup { folder, dump, .. } => {
            finish(backing_up::back_up(&config, &folder, dump.as_deref()).await)
        }
        Verb::Restore { folder } => finish(backing_up::restore(&config, &folder).await),
        Verb::Erase { person, yes } => {
            finish(keeping::erase(config, reread(&cli.config), &person, yes).await)
        }
        #[cfg(feature = "console")]
        Verb::Demo => ExitCode::SUCCESS,
        Verb::Completions { .. } | Verb::Man { .. } => ExitCode::SUCCESS,
    }
}

fn completions(shell: clap_complete::Shell) -> ExitCode {
    clap_complete::generate(shell, &mut Cli::command(), "sportello", &mut std::io::stdout());
    ExitCode::SUCCESS
}

fn manual(folder: Option<&Path>) -> anyhow::Result<()> {
    match folder {
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            clap_mangen::generate_to(Cli::command(), folder)?;
        }
        None => clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout())?,
    }
    Ok(())
}

fn load(path: &Path) -> Result<Config, ExitCode> {
    config::load(path, &|name| std::env::var(name).ok()).map_err(|report| {
        eprint!("{}", report.render_for_stderr());
        ExitCode::from(BAD_CONFIG)
    })
}

/// The same file again.
fn reread(path: &Path) -> Reread {
    let path = path.to_owned();
    Arc::new(move || config::load(&path, &|name| std::env::var(name).ok()))
}

async fn migrate(config: &Config) -> anyhow::Result<()> {
    let store = Store::open(&config.desk.database).await?;
    let pending = store.pending_migrations().await?;
    store.migrate().await?;
    store.close().await;
    match pending.len() {
        0 => println!("The database {} is up to date.", store.name()),
        n => println!("The database {} was brought up to date: {n} migrations.", store.name()),
    }
    Ok(())
}

fn finish(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref::<Report>() {
            Some(report) => {
                eprint!("{}", report.render_for_stderr());
                ExitCode::from(BAD_CONFIG)
            }
            None => {
                eprintln!("sportello: {}", sentence(&error));
                ExitCode::from(FAILED)
            }
        },
    }
}

/// An error with its causes, each said once: many libraries repeat their cause in their own words.
fn sentence(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    said
}
