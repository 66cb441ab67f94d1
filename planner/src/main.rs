//! The planner's command line: parse, run, print the error chain, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    planner::cli::main()
}
