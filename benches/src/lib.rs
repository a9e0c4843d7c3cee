//! Desks to measure, with what happens to them, and the bare driver beside them.

pub mod bare;
pub mod desk;
pub mod figures;
pub mod hot;
pub mod many;
