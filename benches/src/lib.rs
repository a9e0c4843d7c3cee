//! Desks to measure, with what happens to them, and the bare driver beside them.

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod bare;
pub mod desk;
pub mod figures;
pub mod hot;
pub mod many;
