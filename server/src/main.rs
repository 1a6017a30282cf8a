//! The one binary. Everything it does is in the library beside it, so that tests can start it too.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run()
}
