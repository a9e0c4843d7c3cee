//! Both transcripts of one ticket as they were read once (`tests/golden`), and what must never be in them.

mod golden;
mod hostile;
mod sample;
mod walls;
