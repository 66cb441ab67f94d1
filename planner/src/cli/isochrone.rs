//! `planner isochrone`: from how far people reach a place within some minutes, as outlines for drawing.

use std::ffi::OsStr;
use std::path::PathBuf;

use thiserror::Error as ThisError;

use super::args::IsochroneArgs;
use super::console::Console;
use super::{Failure, open_study};
use crate::findings::Findings;
use crate::projection::LonLat;
use crate::report;
use crate::snap::{LIMIT_M, Unsnapped};
use crate::study::Study;
use crate::text::{Bilingual, Lang, Told};
use crate::units::{Metres, WalkTime};

/// What was typed is not a place or not a time.
#[derive(Debug, ThisError)]
enum Mistake {
    #[error("--at wants LON,LAT in degrees, longitude first, such as 14.5,35.9; found '{0}'")]
    Place(String),
    #[error("--minutes wants numbers above 0 and up to 240, such as 5,10,15; found {0}")]
    Minutes(f64),
    #[error(
        "the walk times of this scenario come from a table (reach.matrix): there is no map to walk on"
    )]
    NoMap,
    #[error("expected a name that ends in .geojson, found: {}", .0.display())]
    Format(PathBuf),
    #[error("no street within {limit} of {at}{}; choose a place nearer to a street", nearest.en)]
    FarOff {
        at: String,
        limit: Metres,
        nearest: Bilingual,
    },
}

impl Told for Mistake {
    fn zh(&self) -> String {
        match self {
            Self::Place(found) => {
                format!("--at 应为 经度,纬度（度，经度在前），如 14.5,35.9；实为 '{found}'")
            }
            Self::Minutes(found) => {
                format!("--minutes 应为大于 0、至多 240 的数字，如 5,10,15；实为 {found}")
            }
            Self::NoMap => "本情景的步行时间来自表格（reach.matrix）：没有可步行的地图".to_owned(),
            Self::Format(path) => {
                format!("文件名应以 .geojson 结尾，实为：{}", path.display())
            }
            Self::FarOff { at, limit, nearest } => format!(
                "{at} 周围 {limit} 内没有街道{}；请选择离街道更近的地点",
                nearest.zh
            ),
        }
    }
}

/// Draws the outlines and writes them.
pub(super) fn run(args: &IsochroneArgs, console: &Console) -> Result<Findings, Failure> {
    let at = place(&args.at).ok_or_else(|| Mistake::Place(args.at.clone()))?;
    let times = minutes(&args.minutes)?;
    if !matches!(
        args.out.extension().and_then(OsStr::to_str),
        Some("geojson" | "json")
    ) {
        return Err(Mistake::Format(args.out.clone()).into());
    }
    report::probe_file(&args.out)?;
    let study = open_study(&args.question, &args.common, None, console)?;
    needs_map(&study)?;
    let from = study
        .ground()
        .snap(at)
        .map_err(|reason| far_off(&args.at, reason))?;
    let outlines = study.isochrone(from, &times);
    let drawn: Vec<_> = outlines
        .into_iter()
        .map(|o| (o.within, o.outline))
        .collect();
    let scenario = &study.scenario;
    report::isochrone::write(&drawn, at, &scenario.title, &scenario.walk, &args.out)?;
    if args.question.json {
        let answer = study.score(console)?;
        console.record(&report::record(&study.run("isochrone", &answer)))?;
    } else {
        let file = args.out.display();
        console.say(&match study.scenario.language {
            Lang::Zh => format!("{} 个等时圈写入 {file}", drawn.len()),
            Lang::En => format!("{} outlines in {file}", drawn.len()),
        })?;
    }
    Ok(study.findings)
}

/// Refuses studies whose walk times come from a table.
pub(super) fn needs_map(study: &Study) -> Result<(), Failure> {
    match study.given {
        Some(_) => Err(Mistake::NoMap.into()),
        None => Ok(()),
    }
}

/// Reads `LON,LAT`.
pub(super) fn place(text: &str) -> Option<LonLat> {
    let (lon, lat) = text.split_once(',')?;
    LonLat::new(lon.trim().parse().ok()?, lat.trim().parse().ok()?)
}

/// Reads minutes as ascending, distinct times.
fn minutes(typed: &[f64]) -> Result<Vec<WalkTime>, Mistake> {
    let mut times = Vec::new();
    for minutes in typed {
        if !(minutes.is_finite() && *minutes > 0.0 && *minutes <= 240.0) {
            return Err(Mistake::Minutes(*minutes));
        }
        times.push(WalkTime::from_seconds(minutes * 60.0));
    }
    times.sort_unstable();
    times.dedup();
    Ok(times)
}

fn far_off(at: &str, reason: Unsnapped) -> Mistake {
    let nearest = match reason {
        Unsnapped::TooFar(Some(gap)) => Bilingual::new(
            format!("（最近的在 {gap} 外）"),
            format!(" (the nearest is {gap} away)"),
        ),
        Unsnapped::TooFar(None) | Unsnapped::NoCoordinates => Bilingual::default(),
    };
    Mistake::FarOff {
        at: at.to_owned(),
        limit: Metres::new(LIMIT_M),
        nearest,
    }
}
