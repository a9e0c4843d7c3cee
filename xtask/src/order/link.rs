//! The linker of what is shipped: the usual one, which is told the order.
//!
//! The names are known when all is compiled, so cargo is given this program as the linker, and a variable says that it is
//! called as one.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use object::read::archive::ArchiveFile;
use object::{Object as _, ObjectSymbol as _, SymbolKind};

use super::list;

/// Set for the linker: the list.
const LIST: &str = "SPORTELLO_LINK_ORDER";
/// How the compiler asks for LLVM's linker, the only one here that takes an order.
const LLD: &str = "-fuse-ld=lld";

/// The list to link by, if this program is called as the linker.
pub fn asked_to_link() -> Option<PathBuf> {
    std::env::var_os(LIST).map(PathBuf::from)
}

/// Has cargo link by the list.
///
/// # Errors
/// When this program does not know where it is.
pub fn linker(cargo: &mut Command) -> anyhow::Result<()> {
    let this = std::env::current_exe().context("this program does not know where it is")?;
    let mut flag = OsString::from("-Clinker=");
    flag.push(this);
    // Else nobody hears what this program says as the linker.
    cargo.args(["--", "-Wlinker-messages"]).arg(flag).env(LIST, list::path());
    Ok(())
}

/// Links what the arguments of this program say, in the order of `list`.
///
/// # Errors
/// When the list or the compiled code can't be read, or the linker does not link.
pub fn link(list: &Path) -> anyhow::Result<()> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let mut linker = Command::new("cc");
    linker.args(&arguments);
    let order = tempfile::NamedTempFile::new().context("the order can't be written")?;
    if arguments.iter().any(|argument| argument == LLD) {
        let names = in_order(&list::read(list)?, &arguments)?;
        std::fs::write(order.path(), names.join("\n"))?;
        let mut flag = OsString::from("-Wl,--no-warn-symbol-ordering,--symbol-ordering-file=");
        flag.push(order.path());
        linker.arg(flag);
    } else {
        eprintln!("xtask: this linker takes no order: the program will keep more of its file in memory");
    }
    let status = linker.status().context("the C compiler, which links, can't be run")?;
    if !status.success() {
        bail!("the linker ended with {status}");
    }
    Ok(())
}

/// The names of the functions in the list, as they are in the compiled code that is named in `arguments`.
fn in_order(list: &HashMap<u32, usize>, arguments: &[OsString]) -> anyhow::Result<Vec<String>> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for path in arguments.iter().map(Path::new).filter(|path| is_code(path)) {
        let code = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
        each_function(&code, |name| {
            if let Some(place) = list.get(&list::number(name)) {
                found.push((*place, name.to_owned()));
            }
        })
        .with_context(|| format!("{} is no compiled code", path.display()))?;
    }
    found.sort();
    found.dedup();
    Ok(found.into_iter().map(|(_, name)| name).collect())
}

fn is_code(path: &Path) -> bool {
    path.extension().is_some_and(|kind| ["o", "rlib", "a"].iter().any(|known| kind == *known))
        && path.is_file()
}

/// Tells the name of each function in an object, or in an archive of them.
fn each_function(code: &[u8], mut tell: impl FnMut(&str)) -> anyhow::Result<()> {
    let Ok(archive) = ArchiveFile::parse(code) else { return functions_of(code, &mut tell) };
    for member in archive.members() {
        let member = member?.data(code)?;
        // What a crate says of itself is in its archive, too, and may be no object.
        if object::FileKind::parse(member).is_ok() {
            functions_of(member, &mut tell)?;
        }
    }
    Ok(())
}

fn functions_of(object: &[u8], tell: &mut impl FnMut(&str)) -> anyhow::Result<()> {
    let object = object::File::parse(object)?;
    for symbol in object.symbols().filter(|s| s.kind() == SymbolKind::Text && s.is_definition()) {
        tell(symbol.name()?);
    }
    Ok(())
}
