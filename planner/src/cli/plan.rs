//! `planner score` and `planner propose`: answers, and the folder of files that they leave.

use std::path::{Path, PathBuf};

use super::args::{OutArgs, ProposeArgs};
use super::console::Console;
use super::summary::{self, Depth, Told};
use super::{Failure, open_study};
use crate::findings::Findings;
use crate::report::export::is_remembered_beside;
use crate::report::{self, Earlier, HeldBack};
use crate::scenario::Need;
use crate::study::{Answer, Study};
use crate::text::Lang;

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
    let account = study.account(compute(&study)?);
    let verb = match need {
        Need::Score => "score",
        Need::Propose => "propose",
    };
    let run = study.run_in_full(verb, &account);
    let earlier = if args.unreleased {
        Earlier::Unreleased
    } else {
        Earlier::Released
    };
    let beside = report::publish(&run, &dir, earlier, console)?;
    let publication = &beside.publication;
    let lang = study.scenario.language;
    if let Some(held) = &beside.held {
        console.warn(&held_back(held, lang));
    }
    if !is_remembered_beside(&dir) {
        console.warn(lang.pick(
            "结果文件夹的上级文件夹不可写，公布记录只能存放在该文件夹之内：其他文件夹的结果不会与之对照。请选用上级可写的文件夹。",
            "nothing can be written beside the results' folder, so that releases are remembered inside it: results in other \
             folders are not held against them. Choose a folder beside which files can be written.",
        ));
    }
    if args.question.json {
        console.record(&report::record_of(&run, publication))?;
    } else {
        let depth = if args.detail {
            Depth::Detail
        } else {
            Depth::Short
        };
        let told = Told {
            account: &account,
            publication,
            depth,
        };
        console.say(&summary::of_answer(&study, told, &dir))?;
    }
    Ok(account.answer.findings)
}

/// What is held back because of earlier releases, and what to do about it.
fn held_back(held: &HeldBack, lang: Lang) -> String {
    let folders = held.folders.join(", ");
    let ledger = held.ledger.display();
    match lang {
        Lang::Zh => format!(
            "有 {} 个数字未写入地图、表格和报告：它们与此前的结果（{folders}）相差不足公布下限，或把同一批人分成了别的区划、年龄段，两相对照可推出个人。\
             若此前的结果从未离开办公室，请加 --unreleased 重新运行；run.json 中的总数不受影响。公布记录：{ledger}",
            held.numbers
        ),
        Lang::En => format!(
            "{} numbers are left out of maps, tables and report: they differ from earlier results ({folders}) by so few people, \
             or cut the same people into other districts or bands, that who has both could find somebody. If those results never left the office, run again with --unreleased; the totals in \
             run.json are exact as ever. Releases are remembered in {ledger}",
            held.numbers
        ),
    }
}

/// The folder that was typed, else `out/` and the scenario's file stem.
fn folder(args: &OutArgs) -> PathBuf {
    args.out.clone().unwrap_or_else(|| {
        let stem = args.question.scenario.file_stem();
        Path::new("out").join(stem.unwrap_or("scenario".as_ref()))
    })
}
