//! `planner explain`: one home and its walks, what each minute is for, and what would help; or what would help most people.

mod place;
mod repairs;
mod words;

use std::path::PathBuf;

use thiserror::Error as ThisError;

use super::args::ExplainArgs;
use super::console::Console;
use super::isochrone;
use super::{Failure, open_study};
use crate::findings::Findings;
use crate::ids::DemandId;
use crate::report;
use crate::scenario::Need;
use crate::study::{Change, Explanation, Study};
use crate::text::Told;

use repairs::ShownRepairs;

/// What was typed asks for nothing that can be explained.
#[derive(Debug, ThisError)]
enum Mistake {
    #[error("--at wants LON,LAT in degrees, longitude first, such as 14.5,35.9; found '{0}'")]
    Place(String),
    #[error(
        "explain wants a place: --at LON,LAT, or --demand ID with an id or row number of the tables of seniors; or --repairs, \
         the gates and links that would help most people"
    )]
    Nothing,
    #[error(
        "no senior has the id '{0}'; expected an id of the tables of seniors, or a row number where they have none (the \
         first data row is 1)"
    )]
    Nobody(String),
    #[error(
        "the id '{id}' names {rows} rows of seniors at {homes} places, and only one can be explained; give the place with \
         --at LON,LAT"
    )]
    Several {
        id: String,
        rows: usize,
        homes: usize,
    },
    #[error("expected a name that ends in .geojson, found: {}", .0.display())]
    Format(PathBuf),
    #[error(
        "the folder of this file holds the results of a run, which are published together, and an explanation tells where \
         somebody lives; choose another folder: {}",
        .0.display()
    )]
    Publishable(PathBuf),
}

impl Told for Mistake {
    fn zh(&self) -> String {
        match self {
            Self::Place(found) => {
                format!("--at 应为 经度,纬度（度，经度在前），如 14.5,35.9；实为 '{found}'")
            }
            Self::Nothing => {
                "explain 需要一个地点：--at 经度,纬度；或 --demand 老年人表中的编号或行号；\
                              或 --repairs，列出最能惠及居民的大门和通道"
                    .to_owned()
            }
            Self::Nobody(id) => format!(
                "没有编号为 '{id}' 的老年人；应为老年人表中的编号，没有编号时为行号（首个数据行为 1）"
            ),
            Self::Several { id, rows, homes } => format!(
                "编号 '{id}' 对应 {rows} 行、{homes} 处住所，只能解释一处；请用 --at 经度,纬度 指明"
            ),
            Self::Format(path) => {
                format!("文件名应以 .geojson 结尾，实为：{}", path.display())
            }
            Self::Publishable(path) => format!(
                "该文件所在文件夹存放一次运行的结果，会一并发布，而解释会透露某人住处；请另选文件夹：{}",
                path.display()
            ),
        }
    }
}

/// Explains a place, or finds repairs, and prints or writes them.
pub(super) fn run(args: &ExplainArgs, console: &Console) -> Result<Findings, Failure> {
    if args.repairs {
        return repair(args, console);
    }
    let at = match &args.at {
        Some(text) => Some(isochrone::place(text).ok_or_else(|| Mistake::Place(text.clone()))?),
        None => None,
    };
    if at.is_none() && args.demand.is_none() {
        return Err(Mistake::Nothing.into());
    }
    if let Some(out) = &args.out {
        check(out)?;
        if report::is_with_results(out) {
            return Err(Mistake::Publishable(out.to_owned()).into());
        }
    }
    let study = open_study(&args.question, &args.common, Some(Need::Score), console)?;
    isochrone::needs_map(&study)?;
    let explainer = study.explainer(None);
    let explanation = match (at, &args.demand) {
        (Some(at), _) => explainer.place(at),
        (None, Some(id)) => explainer.home(home(&study, id)?),
        (None, None) => return Err(Mistake::Nothing.into()),
    };
    let change = study.change_for(&explanation, console)?;
    tell(args, &study, (&explanation, &change), console)?;
    Ok(study.findings)
}

/// Finds the changes of the map that help most people.
fn repair(args: &ExplainArgs, console: &Console) -> Result<Findings, Failure> {
    if let Some(out) = &args.out {
        check(out)?;
    }
    let study = open_study(&args.question, &args.common, Some(Need::Score), console)?;
    let repairs = study.repairs(usize::from(args.top), console)?;
    let shown = ShownRepairs::of(&study, &repairs);
    if let Some(out) = &args.out {
        shown.write(out)?;
    }
    if args.question.json {
        console.json(&shown.json())?;
    } else {
        console.say(&shown.text(args.out.as_deref()))?;
    }
    Ok(study.findings)
}

fn tell(
    args: &ExplainArgs,
    study: &Study,
    (explanation, change): (&Explanation, &Change),
    console: &Console,
) -> Result<(), Failure> {
    if let Some(out) = &args.out {
        place::write(study, explanation, out)?;
    }
    if args.question.json {
        console.json(&place::json(study, explanation, change))?;
    } else {
        let file = args.out.as_deref();
        console.say(&words::text(study, explanation, change, file))?;
    }
    Ok(())
}

/// Refuses a file that cannot be written.
fn check(out: &std::path::Path) -> Result<(), Failure> {
    let ending = out.extension().and_then(std::ffi::OsStr::to_str);
    if !matches!(ending, Some("geojson" | "json")) {
        return Err(Mistake::Format(out.to_owned()).into());
    }
    report::probe_file(out)?;
    Ok(())
}

/// The demand point of a row of seniors.
fn home(study: &Study, id: &str) -> Result<DemandId, Mistake> {
    let named = study.places.seniors.iter();
    let named: Vec<DemandId> = named
        .filter(|row| row.id.to_string() == id)
        .map(|row| row.home)
        .collect();
    let mut homes = named.clone();
    homes.sort_unstable();
    homes.dedup();
    match homes[..] {
        [] => Err(Mistake::Nobody(id.to_owned())),
        [home] => Ok(home),
        _ => Err(Mistake::Several {
            id: id.to_owned(),
            rows: named.len(),
            homes: homes.len(),
        }),
    }
}
