//! `planner score` and `planner propose`: answers, and the folder of files that they leave.

use std::path::{Path, PathBuf};

use super::args::{OutArgs, ProposeArgs};
use super::console::Console;
use super::summary::{self, Depth, Told};
use super::{Failure, open_study};
use crate::findings::Findings;
use crate::report::{self, Publication, Run};
use crate::scenario::Need;
use crate::study::{Answer, Study};

/// Scores what exists.
pub(super) fn score(args: &OutArgs, console: &Console) -> Result<Findings, Failure> {
    answer(Need::Score, (args, None), console, |study| {
        Ok(study.score(console)?)
    })
}

/// Proposes sites and scores again.
pub(super) fn propose(args: &ProposeArgs, console: &Console) -> Result<Findings, Failure> {
    let prove = args.prove.then_some("siting.prove=true");
    answer(Need::Propose, (&args.out, prove), console, |study| {
        Ok(study.propose(console)?)
    })
}

fn answer(
    need: Need,
    (args, set): (&OutArgs, Option<&str>),
    console: &Console,
    compute: impl FnOnce(&Study) -> Result<Answer, Failure>,
) -> Result<Findings, Failure> {
    let dir = folder(args);
    report::probe(&dir)?;
    let question = args.question.with(set);
    let study = open_study(&question, &args.common, Some(need), console)?;
    let mut answer = compute(&study)?;
    let effects = study.effects(&mut answer);
    let verb = match need {
        Need::Score => "score",
        Need::Propose => "propose",
    };
    let assessment = study.assess(&answer);
    let everybody = study.everybody(&answer);
    let run = Run {
        assessment: Some(&assessment),
        everybody: everybody.as_ref(),
        effects: &effects,
        ..study.run(verb, &answer)
    };
    let publication = Publication::of(&run);
    report::write_published(&run, &publication, &dir)?;
    if args.question.json {
        console.record(&report::record_of(&run, &publication))?;
    } else {
        let depth = if args.detail {
            Depth::Detail
        } else {
            Depth::Short
        };
        let told = Told {
            answer: &answer,
            assessment: &assessment,
            publication: &publication,
            everybody: everybody.as_ref(),
            depth,
        };
        console.say(&summary::of_answer(&study, told, &dir))?;
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
