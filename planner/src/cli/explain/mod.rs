//! `planner explain`: one home and its walks, what each minute is for, and what would help.

mod place;
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
use crate::study::{Explanation, Study};

/// What was typed asks for nothing that can be explained.
#[derive(Debug, ThisError)]
enum Mistake {
    #[error("--at wants LON,LAT in degrees, longitude first, such as 14.5,35.9; found '{0}'")]
    Place(String),
    #[error(
        "explain wants a place: --at LON,LAT, or --demand ID with an id or row number of the tables of seniors"
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

/// Explains a place and prints or writes it.
pub(super) fn run(args: &ExplainArgs, console: &Console) -> Result<Findings, Failure> {
    let at = match &args.at {
        Some(text) => Some(isochrone::place(text).ok_or_else(|| Mistake::Place(text.clone()))?),
        None => None,
    };
    if at.is_none() && args.demand.is_none() {
        return Err(Mistake::Nothing.into());
    }
    if let Some(out) = &args.out {
        check(out)?;
    }
    let study = open_study(&args.question, &args.common, Some(Need::Score), console)?;
    let explainer = study.explainer(None);
    let explanation = match (at, &args.demand) {
        (Some(at), _) => explainer.place(at),
        (None, Some(id)) => explainer.home(home(&study, id)?),
        (None, None) => return Err(Mistake::Nothing.into()),
    };
    tell(args, &study, &explanation, console)?;
    Ok(study.findings)
}

fn tell(
    args: &ExplainArgs,
    study: &Study,
    explanation: &Explanation,
    console: &Console,
) -> Result<(), Failure> {
    if let Some(out) = &args.out {
        place::write(study, explanation, out)?;
    }
    if args.question.json {
        console.json(&place::json(study, explanation))?;
    } else {
        console.say(&words::text(study, explanation, args.out.as_deref()))?;
    }
    Ok(())
}

/// Refuses a file that cannot be written, or that would be published with the results beside it.
fn check(out: &std::path::Path) -> Result<(), Failure> {
    let ending = out.extension().and_then(std::ffi::OsStr::to_str);
    if !matches!(ending, Some("geojson" | "json")) {
        return Err(Mistake::Format(out.to_owned()).into());
    }
    if report::is_with_results(out) {
        return Err(Mistake::Publishable(out.to_owned()).into());
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
