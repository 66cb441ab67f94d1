//! `planner synth`: an invented district, or invented seniors on a real extract.

use std::fs;

use super::Failure;
use super::args::SynthArgs;
use super::console::Console;
use crate::findings::Findings;
use crate::osm::{self, Users, Wanted};
use crate::report;
use crate::synth::{self, DistrictPlan, ResidentsPlan, Summary};
use crate::text::Lang;
use crate::units::Seniors;

/// Writes the invented files and says what they hold.
pub(super) fn run(args: &SynthArgs, console: &Console) -> Result<Findings, Failure> {
    let lang = args.common.lang.map(Lang::from).unwrap_or_default();
    fs::create_dir_all(&args.out).map_err(|why| report::Error::Folder {
        why,
        dir: args.out.clone(),
    })?;
    let (summary, findings) = match &args.on {
        None => (district(args, console)?, Findings::new()),
        Some(extract) => residents(args, extract, console)?,
    };
    console.say(&told(&summary, lang, &args.out.display().to_string()))?;
    Ok(findings)
}

fn district(args: &SynthArgs, console: &Console) -> Result<Summary, synth::Error> {
    let plan = DistrictPlan {
        seniors: args.seniors,
        seed: args.seed,
    };
    synth::write_district(&args.out, &plan, console)
}

/// Puts seniors on the homes of an extract.
fn residents(
    args: &SynthArgs,
    extract: &std::path::Path,
    console: &Console,
) -> Result<(Summary, Findings), Failure> {
    let wanted = Wanted {
        features: synth::wanted(),
        users: Users::Walkers,
    };
    let extract = osm::read(extract, &wanted, console)?;
    let plan = ResidentsPlan {
        seniors: args.seniors,
        seed: args.seed,
    };
    let file = args.out.join("seniors.csv");
    let summary = synth::write_residents(&file, &extract.features, &plan)?;
    Ok((summary, extract.findings))
}

fn told(summary: &Summary, lang: Lang, dir: &str) -> String {
    let count = Seniors::new;
    let (seniors, homes) = (count(summary.seniors), count(summary.homes));
    let mut text = match lang {
        Lang::Zh => format!("虚构的老年人 {seniors} 人，住在 {homes} 栋楼里\n"),
        Lang::En => format!("{seniors} invented seniors in {homes} buildings\n"),
    };
    if summary.nodes > 0 {
        text.push_str(&map(summary, lang));
    }
    text.push_str(lang.pick("写入 ", "written to "));
    text.push_str(dir);
    text
}

/// What an invented map holds.
fn map(summary: &Summary, lang: Lang) -> String {
    let (nodes, ways) = (summary.nodes, summary.ways);
    let (streets, communities) = (summary.streets, summary.communities);
    let (facilities, premises) = (summary.facilities, summary.premises);
    match lang {
        Lang::Zh => format!(
            "地图：{nodes} 个节点，{ways} 条线；{streets} 个街道，{communities} 个社区；{facilities} 处设施，{premises} 处备选房屋\n"
        ),
        Lang::En => format!(
            "map: {nodes} nodes, {ways} ways; {streets} streets, {communities} communities; {facilities} facilities, {premises} premises\n"
        ),
    }
}
