//! `planner verify`: is the plan in this folder as good as it says?

use super::Failure;
use super::args::VerifyArgs;
use super::console::Console;
use crate::findings::Findings;
use crate::verify;

/// Checks the certificate of a folder and says what it shows.
pub(super) fn run(args: &VerifyArgs, console: &Console) -> Result<Findings, Failure> {
    let shown = verify::folder(&args.dir)?;
    console.say(&format!("{shown}\n"))?;
    Ok(Findings::new())
}
