//! The files of compounds, gates and edits that a bureau has drawn become [`Walls`].
//!
//! Outlines are GeoJSON or a GeoPackage, gates a table with the usual headers (经度, 纬度, 仅居民, …) or GeoJSON. Opening hours are counted
//! and not interpreted: a gate is open when somebody walks to their meal.

mod edits;
#[cfg(test)]
mod tests;

use geo::MultiPolygon;

use crate::findings::{Bilingual, Findings, Severity};
use crate::network::compounds::{Gate, LetsIn, ToldBy};
use crate::network::{Compounds, Edits};
use crate::progress::Progress;
use crate::scenario::{OutlinesFile, PointFile, Scenario};

use super::locate::Locator;
use super::table::{self, Field, Reading, Summary, file_name};
use super::trouble::Troubles;
use super::{Error, InputFile};

/// What a bureau has drawn on top of the map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Walls {
    /// Compounds and their gates.
    pub compounds: Compounds,
    /// Edits of the network.
    pub edits: Edits,
}

/// Reads the compounds, gates and edits of a scenario; none where it names none.
pub fn read_walls(
    scenario: &Scenario,
    progress: &dyn Progress,
) -> Result<(Walls, Vec<InputFile>, Findings), Error> {
    let (mut inputs, mut findings) = (Vec::new(), Findings::new());
    let (mut outlines, mut gates, mut edits) = (Vec::new(), Vec::new(), Edits::default());
    if let Some(file) = &scenario.walls.compounds {
        let (read, summary) = read_outlines(file, &mut findings)?;
        inputs.push(input("compounds", &file.path, summary));
        outlines = read;
    }
    if let Some(file) = &scenario.walls.gates {
        let (read, summary) = read_gates(file, progress, &mut findings)?;
        inputs.push(input("gates", &file.path, summary));
        gates = read;
    }
    if let Some(path) = &scenario.walls.edits {
        let (read, summary) = edits::read(path, &mut findings)?;
        inputs.push(summary);
        edits = read;
    }
    let compounds = Compounds::new(outlines, gates);
    Ok((Walls { compounds, edits }, inputs, findings))
}

fn input(role: &'static str, path: &std::path::Path, summary: Summary) -> InputFile {
    InputFile {
        role,
        path: path.to_owned(),
        sha256: summary.sha256,
        records: summary.rows,
        intake: None,
    }
}

fn read_outlines(
    file: &OutlinesFile,
    findings: &mut Findings,
) -> Result<(Vec<MultiPolygon>, Summary), Error> {
    let mut troubles = Troubles::new(file_name(&file.path));
    let (areas, summary) = table::read_areas(file, &mut troubles)?;
    findings.extend(troubles.into_findings());
    let outlines = areas.into_iter().map(|area| area.outline);
    Ok((outlines.collect(), summary))
}

fn read_gates(
    file: &PointFile,
    progress: &dyn Progress,
    findings: &mut Findings,
) -> Result<(Vec<Gate>, Summary), Error> {
    let file = &table::told(file.clone())?;
    let mut reading = Reading::new(&file.path, progress);
    let mut locator = Locator::new(file.crs, None);
    let (mut gates, mut with_hours) = (Vec::new(), 0);
    let summary = table::read(file, &mut reading, &mut |row, troubles| {
        let place = locator.place(row, troubles);
        with_hours += u64::from(row.text(Field::Hours).is_some());
        let lets_in = match row.text(Field::ResidentsOnly).as_deref() {
            None => LetsIn::Untold,
            Some(text) => lets_in(text).unwrap_or_else(|| {
                note_unreadable(row.number, troubles);
                LetsIn::Untold
            }),
        };
        gates.extend(place.map(|at| Gate {
            told_by: ToldBy::Table,
            at,
            lets_in,
            row: row.number,
        }));
    })?;
    locator.finish(&file.path, &mut reading.troubles)?;
    if with_hours > 0 {
        let text = Bilingual::new(
            format!("{with_hours} 个大门有开放时段：不作判断，按开放计算。"),
            format!(
                "{with_hours} gates have opening hours: they are not interpreted, the gates count as open."
            ),
        );
        let troubles = &mut reading.troubles;
        troubles.whole("gate-hours-not-read", Severity::Note, with_hours, text);
    }
    findings.extend(reading.troubles.into_findings());
    Ok((gates, summary))
}

/// What a cell of the column 仅居民 says; `None` when it says neither yes nor no.
fn lets_in(text: &str) -> Option<LetsIn> {
    match text.trim().to_lowercase().as_str() {
        "是" | "yes" | "y" | "true" | "1" | "对" | "仅居民" => Some(LetsIn::Residents),
        "否" | "no" | "n" | "false" | "0" | "不" => Some(LetsIn::Visitors),
        _ => None,
    }
}

fn note_unreadable(row: u64, troubles: &mut Troubles) {
    troubles.row("gate-unclear", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：“仅居民”一栏既不是“是”也不是“否”；按未说明处理"),
            format!("row {row}: `residents only` is neither yes nor no; taken as not told"),
        )
    });
}
