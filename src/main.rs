//! The program `sportello`.

use std::process::ExitCode;

/// What is said and stored is many small pieces of text: glibc's allocator took a fifth of a message's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    sportello::program::main()
}
