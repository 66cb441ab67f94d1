//! `planner matrix`: walk times from every senior's row to every site, for the office only.

use super::args::MatrixArgs;
use super::console::Console;
use super::{Failure, open_study};
use crate::findings::Findings;
use crate::report;
use crate::text::Lang;

/// Searches all walk times up to the longest standard and writes them.
pub(super) fn run(args: &MatrixArgs, console: &Console) -> Result<Findings, Failure> {
    report::probe_file(&args.out)?;
    let study = open_study(&args.question, &args.common, console)?;
    let matrix = study.matrix(console)?;
    report::matrix::write(&matrix, &study.places, &args.out)?;
    let (pairs, file) = (matrix.pairs(), args.out.display());
    let (sites, points) = (matrix.sites(), matrix.demand_points());
    if args.question.json {
        let answer = study.score(console)?;
        console.record(&report::record(&study.run("matrix", &answer)))?;
    } else {
        let minutes = study.cutoff().minutes();
        console.say(&match study.scenario.language {
            Lang::Zh => format!(
                "{sites} 个点位 × {points} 个需求点，{minutes} 分钟内 {pairs} 对，按老人逐行写入 {file}\n\
                 工作数据，含个人位置，不得对外发布"
            ),
            Lang::En => format!(
                "{sites} sites × {points} demand points, {pairs} pairs within {minutes} min, written row by row of the seniors to {file}\n\
                 Working data about persons: not for publication"
            ),
        })?;
    }
    Ok(study.findings)
}
