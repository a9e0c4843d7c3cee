//! Looks which functions are run, and in which order: by a breakpoint at each of them.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use object::{Object as _, ObjectSymbol as _, SymbolKind};

use super::list;

/// Of the tests of the whole program: a start on both platforms, and what a desk does then, each in its turn.
const SCENES: [&str; 2] = ["both::", "a_request_"];

/// What is looked at.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The program, with the names of its functions: `cargo xtask dist --config profile.dist.strip=false` builds it.
    /// If none is named, it is where cargo has put it.
    program: Option<PathBuf>,
}

/// Runs the program's demo, and tests of it on both platforms, and writes the list of the functions that were run.
///
/// # Errors
/// When the program has no names, something of it can't be run, or nothing was seen.
pub fn record(options: &Options) -> anyhow::Result<()> {
    let program = options.program.clone().unwrap_or_else(built);
    let program =
        program.canonicalize().with_context(|| format!("there is no program {}", program.display()))?;
    let names = names_of(&program)?;
    let scene = Scene::set(program, &names)?;
    for tests in SCENES {
        let cargo = ["test", "--package", "sportello", "--test", "live", "--", "--test-threads", "1", tests];
        scene.run(Command::new(env!("CARGO")).args(cargo))?;
    }
    scene.run(Command::new(&scene.program).arg("demo"))?;

    let mut seen = HashSet::new();
    let first = scene.first()?.into_iter().filter_map(|address| names.get(&address)).flatten();
    let numbers: Vec<u32> =
        first.map(|name| list::number(name)).filter(|number| seen.insert(*number)).collect();
    if numbers.is_empty() {
        bail!("nothing was seen to run");
    }
    std::fs::write(list::path(), list::text(&numbers))?;
    println!("{} functions of {} are run: {}", numbers.len(), names.len(), list::path().display());
    Ok(())
}

fn built() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    target.join("dist/sportello")
}

/// The names of the functions at each address.
fn names_of(program: &Path) -> anyhow::Result<HashMap<u64, Vec<String>>> {
    let code = std::fs::read(program)?;
    let code = object::File::parse(&*code).with_context(|| format!("{} is no program", program.display()))?;
    let mut names: HashMap<u64, Vec<String>> = HashMap::new();
    // What has no size may be a mark within something else.
    let functions =
        code.symbols().filter(|s| s.kind() == SymbolKind::Text && s.is_definition() && s.size() > 0);
    for function in functions {
        names.entry(function.address()).or_default().push(function.name()?.to_owned());
    }
    if names.is_empty() {
        bail!("{} has no names: build it with `--config profile.dist.strip=false`", program.display());
    }
    Ok(names)
}

/// What it is run with.
struct Scene {
    program: PathBuf,
    folder: tempfile::TempDir,
}

impl Scene {
    fn set(program: PathBuf, names: &HashMap<u64, Vec<String>>) -> anyhow::Result<Self> {
        let scene = Self { program, folder: tempfile::tempdir()? };
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("first-run.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O2", "-o"]).arg(scene.library()).arg(source);
        if !compiler.status().context("there is no C compiler")?.success() {
            bail!("first-run.c was not compiled");
        }
        let mut addresses: Vec<u64> = names.keys().copied().collect();
        addresses.sort_unstable();
        let bytes: Vec<u8> = addresses.into_iter().flat_map(u64::to_ne_bytes).collect();
        std::fs::write(scene.functions(), bytes)?;
        Ok(scene)
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("first-run.so")
    }

    fn functions(&self) -> PathBuf {
        self.folder.path().join("functions")
    }

    fn told(&self) -> PathBuf {
        self.folder.path().join("first")
    }

    /// Runs `command`, which is the program or starts it.
    fn run(&self, command: &mut Command) -> anyhow::Result<()> {
        let status = command
            .env("SPORTELLO_PROGRAM", &self.program)
            .env("LD_PRELOAD", self.library())
            .env("PROGRAM", &self.program)
            .env("FUNCTIONS", self.functions())
            .env("FIRST", self.told())
            // The allocator's own thread takes no signals, and so can't come to a breakpoint.
            .env("MALLOC_CONF", "background_thread:false")
            .status()
            .with_context(|| format!("{} can't be run", command.get_program().display()))?;
        if !status.success() {
            bail!("{} ended with {status}", command.get_program().display());
        }
        Ok(())
    }

    /// The addresses of what was run.
    fn first(&self) -> anyhow::Result<Vec<u64>> {
        let bytes = std::fs::read(self.told()).context("the program was not seen to run")?;
        Ok(bytes.chunks_exact(8).filter_map(|word| word.try_into().ok().map(u64::from_ne_bytes)).collect())
    }
}
