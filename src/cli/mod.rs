//! The command line: the only place with clock, environment, standard streams and exit codes.

use std::process::ExitCode;

/// Runs the program on the process's own arguments and streams.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
