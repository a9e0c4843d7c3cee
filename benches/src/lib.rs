//! Desks to measure, with what happens to them, and the bare driver beside them.

use std::path::PathBuf;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

pub mod bare;
pub mod desk;
pub mod figures;
pub mod hot;
pub mod many;
pub mod tables;

/// Where the databases of desks that are measured are made: what `SPORTELLO_BENCH_DIR` says, or among temporary files.
pub fn place() -> PathBuf {
    std::env::var_os("SPORTELLO_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from)
}
