//! `planner score` and `planner propose`: answers, and the folder of files that they leave.

use std::path::{Path, PathBuf};

use super::args::OutArgs;
use super::console::Console;
use super::{Failure, open_study, summary};
use crate::findings::Findings;
use crate::report;
use crate::study::{Answer, Study};

/// Scores what exists.
pub(super) fn score(args: &OutArgs, console: &Console) -> Result<Findings, Failure> {
    answer("score", args, console, |study| Ok(study.score(console)?))
}

/// Proposes sites and scores again.
pub(super) fn propose(args: &OutArgs, console: &Console) -> Result<Findings, Failure> {
    answer(
        "propose",
        args,
        console,
        |study| Ok(study.propose(console)?),
    )
}

fn answer(
    verb: &str,
    args: &OutArgs,
    console: &Console,
    compute: impl FnOnce(&Study) -> Result<Answer, Failure>,
) -> Result<Findings, Failure> {
    let dir = folder(args);
    report::probe(&dir)?;
    let study = open_study(&args.question, &args.common, console)?;
    let answer = compute(&study)?;
    let run = study.run(verb, &answer);
    report::write(&run, &dir)?;
    if args.question.json {
        console.record(&report::record(&run))?;
    } else {
        console.say(&summary::of_answer(&study, &answer, &dir))?;
    }
    Ok(answer.findings)
}

/// The folder that was typed, else `out/` and the scenario's file stem.
fn folder(args: &OutArgs) -> PathBuf {
    args.out.clone().unwrap_or_else(|| {
        let stem = args.question.scenario.file_stem();
        Path::new("out").join(stem.unwrap_or("scenario".as_ref()))
    })
}
