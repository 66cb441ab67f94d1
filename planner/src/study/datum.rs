//! Each file of points is held against the streets under every datum that it could be in.

use std::path::Path;

use crate::crs::Crs;
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::DemandId;
use crate::network::{EdgeIndex, Network};
use crate::places::{InputFile, Intake, Places};
use crate::progress::Stage;
use crate::projection::LonLat;
use crate::snap::datum::{self, Verdict};
use crate::units::Metres;

/// Says which files fit the streets clearly better under another datum.
pub(super) fn mix_ups(
    inputs: &[InputFile],
    places: &Places,
    network: &Network,
    index: &EdgeIndex,
) -> Findings {
    let gap_m = |place: LonLat| {
        let limit = Some(Metres::new(datum::CAP_M));
        let nearest = index.nearest_of(network, place, limit, |_| true)?;
        Some(nearest.gap.metres())
    };
    let mut findings = Findings::new();
    for input in inputs {
        let Some(intake) = &input.intake else {
            continue;
        };
        let Some(declared) = Crs::parse(&intake.crs) else {
            continue;
        };
        let at = places_of(input, intake, places);
        if let Some(verdict) = datum::judge(declared, &at, gap_m) {
            findings.push(finding(declared, &verdict, &input.path));
        }
    }
    findings
}

/// The distinct places of a file, in the order of its rows.
fn places_of(input: &InputFile, intake: &Intake, places: &Places) -> Vec<LonLat> {
    if !intake.seniors.is_empty() {
        let rows = &places.seniors[intake.seniors.clone()];
        let mut homes: Vec<DemandId> = rows.iter().map(|row| row.home).collect();
        homes.sort_unstable();
        homes.dedup();
        return homes
            .iter()
            .filter_map(|home| places.demand[*home].at)
            .collect();
    }
    let name = input.path.file_name().unwrap_or_default().to_string_lossy();
    let of_file = places.sites.iter().filter(|site| {
        let source = site.source.as_ref();
        source.is_some_and(|source| *source.file == *name)
    });
    of_file.filter_map(|site| site.at).collect()
}

fn finding(declared: Crs, verdict: &Verdict, path: &Path) -> Finding {
    let Verdict {
        better,
        places,
        declared_pct,
        better_pct,
    } = verdict;
    let text = Bilingual::new(
        format!(
            "声明为 {declared}，但按 {better} 解读时 {places} 处位置更像住宅那样位于道路旁（{better_pct:.0} %，按声明为 {declared_pct:.0} %）；坐标系可能弄错了"
        ),
        format!(
            "declared as {declared}, but read as {better} its {places} places stand beside streets as homes do ({better_pct:.0} %, as declared {declared_pct:.0} %): the coordinate system may be mixed up"
        ),
    );
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Finding::new("datum-mismatch", Severity::Serious, Stage::Snap, text).in_file(name)
}
