//! Desks to measure, with what happens to them, and the bare driver beside them.

/// As the program has it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

pub mod bare;
pub mod desk;
pub mod figures;
pub mod hot;
pub mod many;
pub mod tables;
