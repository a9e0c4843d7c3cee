//! The program `sportello`.

use std::process::ExitCode;

/// What is said and stored is many small pieces of text: glibc's allocator took a fifth of a message's time.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    sportello::program::main()
}
