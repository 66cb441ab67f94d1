//! `planner check`: what was read and what is wrong with it; `planner findings`: what each code means.

use super::args::{FindingsArgs, ScenarioArgs};
use super::console::Console;
use super::{Failure, Mistyped, open_study, summary};
use crate::coverage::Coverage;
use crate::findings::{Bilingual, Findings, catalogue};
use crate::report;
use crate::spelling::hint;

/// Reads every input and prints it with all findings; computes no walk time.
pub(super) fn run(args: &ScenarioArgs, console: &Console) -> Result<Findings, Failure> {
    let study = open_study(&args.question, &args.common, None, console)?;
    let record = report::record(&study.run_unanswered("check", &Coverage::default()));
    if args.question.json {
        console.record(&record)?;
    } else {
        console.say(&summary::of_check(&study, &record))?;
    }
    Ok(study.findings)
}

/// Prints the page of all findings, or what is said of some codes.
pub(super) fn explain(args: &FindingsArgs, console: &Console) -> Result<Findings, Failure> {
    if args.codes.is_empty() {
        console.say(&catalogue::page())?;
        return Ok(Findings::new());
    }
    for code in &args.codes {
        let entry = catalogue::of(code).ok_or_else(|| {
            let known: Vec<&str> = catalogue::all().map(|entry| entry.code).collect();
            let Bilingual { zh, en } = hint(code, &known);
            Mistyped(Bilingual::new(
                format!("没有编号为 `{code}` 的提示；{zh}"),
                format!("no finding has the code `{code}`; {en}"),
            ))
        })?;
        console.say(&catalogue::section(entry))?;
    }
    Ok(Findings::new())
}
