//! The order of the code in the program's file.
//!
//! The system reads a program page by page, and its neighbours with each, as it is run. What a start and a quiet hour go
//! through is a third of the code and lies all over it, so that nearly all of the file comes to be in memory. `cargo xtask
//! order` looks what that is ([`record`]) and `cargo xtask dist` has the linker put it together ([`link`]).

mod link;
mod list;
mod record;

pub use link::{asked_to_link, link, linker};
pub use record::{Options, record};
