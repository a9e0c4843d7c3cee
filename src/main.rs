//! The program `sportello`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sportello::program::main()
}
