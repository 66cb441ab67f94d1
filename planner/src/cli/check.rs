//! `planner check`: what was read and what is wrong with it.

use super::args::ScenarioArgs;
use super::console::Console;
use super::{Failure, open_study, summary};
use crate::coverage::Coverage;
use crate::findings::Findings;
use crate::report;

/// Reads every input and prints it with all findings; computes no walk time.
pub(super) fn run(args: &ScenarioArgs, console: &Console) -> Result<Findings, Failure> {
    let study = open_study(&args.question, &args.common, console)?;
    if args.question.json {
        console.record(&report::record(
            &study.run_unanswered("check", &Coverage::default()),
        ))?;
    } else {
        console.say(&summary::of_check(&study))?;
    }
    Ok(study.findings)
}
