//! `cargo xtask dist`: the program as it is shipped, which is the profile `dist` with what a profile can't say.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::order;

/// Addresses in the stack's frames are told from one register: shorter code, shorter tables for unwinding, and profilers
/// see who called.
const FRAMES: &str = "-Cforce-frame-pointers=yes";
/// The addresses that a start has to fill in take a fifteenth of their room. Understood by glibc from 2.36 on.
const RELOCATIONS: &str = "-Clink-arg=-Wl,-z,pack-relative-relocs";
/// Names of functions that tell the types they are compiled for, each its own place in the order.
const NAMES: &str = "-Csymbol-mangling-version=v0";
/// No panic comes out of C.
const C: &str = "-fno-asynchronous-unwind-tables";

/// How it is built.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// For cargo: `--no-default-features --features console,discord,mail`, say.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    cargo: Vec<String>,
}

/// Builds it.
///
/// # Errors
/// When cargo can't be run, or does not build it.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mut flags = vec![FRAMES.to_owned(), NAMES.to_owned()];
    if cfg!(all(target_os = "linux", target_env = "gnu")) {
        flags.push(RELOCATIONS.to_owned());
    }
    flags.extend(sources()?.iter().map(|folder| format!("--remap-path-prefix={}/=", folder.display())));
    flags.extend(
        std::env::var("RUSTFLAGS").iter().flat_map(|more| more.split_whitespace()).map(str::to_owned),
    );
    let mut build = Command::new(env!("CARGO"));
    build
        .args(["rustc", "--locked", "--profile", "dist", "--package", "sportello", "--bin", "sportello"])
        .args(&options.cargo)
        // Spaces stand within a path; between flags stands this.
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("CFLAGS", [&std::env::var("CFLAGS").unwrap_or_default(), C].join(" ").trim());
    order::linker(&mut build)?;
    let status = build.status().context("cargo can't be run")?;
    if !status.success() {
        bail!("cargo ended with {status}");
    }
    Ok(())
}

/// The folders that cargo keeps the sources of dependencies in, of which there is one for each registry: there since this
/// was built.
fn sources() -> anyhow::Result<Vec<PathBuf>> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let all = home.context("cargo has no home: set CARGO_HOME")?.join("registry/src");
    let folders = std::fs::read_dir(&all).with_context(|| format!("no folder {}", all.display()))?;
    folders.map(|folder| Ok(folder?.path())).filter(is_folder).collect()
}

fn is_folder(path: &anyhow::Result<PathBuf>) -> bool {
    path.as_deref().map_or(true, Path::is_dir)
}
