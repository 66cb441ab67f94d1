//! The program, run as a user runs it.

use std::path::Path;
use std::process::{Command, Output};

/// Runs the planner to its end.
pub(crate) fn planner(args: &[&str]) -> Output {
    let mut planner = Command::new(env!("CARGO_BIN_EXE_planner"));
    planner.args(args).output().unwrap()
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// All that it printed.
pub(crate) fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr].concat();
    String::from_utf8_lossy(&both).into_owned()
}
