//! Tables and grids of totals are read and become people in homes.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::{Bilingual, Findings, Severity};
use crate::ids::DistrictId;
use crate::network::terrain::Raster;
use crate::places::intake::Intake;
use crate::places::table::{self, Field, Number, Reading, Row, Summary};
use crate::places::trouble::Troubles;
use crate::places::{Error, Places};
use crate::progress::Progress;
use crate::projection::LonLat;
use crate::scenario::{PointFile, Totals, TotalsOf};

use super::dwellings::Home;
use super::zones::{Finder, Zone};
use super::{Modelled, SENIORS_AMONG_RESIDENTS, Stock, Total, place, share_out, troubles_of};

/// More people than this in one zone are a slip of the pen.
const MOST_IN_A_ZONE: f64 = 1e8;

/// What is known before people are modelled.
#[derive(Clone, Copy)]
pub(in crate::places) struct Known<'a> {
    /// The districts and their levels.
    pub(in crate::places) places: &'a Places,
    /// The residential buildings of the extract.
    pub(in crate::places) homes: &'a [Home],
    /// Who is listed by name.
    pub(in crate::places) listed: &'a [Listed],
}

/// A row of a list.
#[derive(Debug, Clone, Copy)]
pub(in crate::places) struct Listed {
    /// Where they live.
    pub(in crate::places) at: Option<LonLat>,
    /// The district that their row names.
    pub(in crate::places) named: Option<DistrictId>,
    /// How many they are.
    pub(in crate::places) count: u64,
}

/// What a file of totals becomes.
pub(in crate::places) struct Spread {
    /// The people.
    pub(in crate::places) people: Vec<Modelled>,
    /// What was read.
    pub(in crate::places) summary: Summary,
    /// How it was read.
    pub(in crate::places) intake: Intake,
    /// What is wrong with it.
    pub(in crate::places) findings: Findings,
}

/// Reads a file of totals and puts its people into homes.
pub(in crate::places) fn read(
    file: &PointFile,
    totals: &Totals,
    known: &Known<'_>,
    progress: &dyn Progress,
) -> Result<Spread, Error> {
    match &totals.of {
        TotalsOf::Grid => of_grid(file, totals, known),
        TotalsOf::Cells => {
            let finder = Finder::Cells(Vec::new());
            of_table(file, totals, known, finder, progress)
        }
        TotalsOf::Districts { level } => {
            let finest = known.places.levels.last();
            let level = level.as_ref().or(finest).cloned().unwrap_or_default();
            let finder = Finder::districts(&known.places.districts, &level);
            of_table(file, totals, known, finder, progress)
        }
    }
}

/// Totals as a file has them.
#[derive(Debug, Default)]
struct Told {
    /// What each zone has, and the first row that says so.
    of_zone: BTreeMap<Zone, (f64, u64)>,
    /// Rows whose zone is not known.
    lost: Vec<(f64, u64)>,
    /// Whether any row has a number at all.
    has_counts: bool,
}

fn of_table(
    file: &PointFile,
    totals: &Totals,
    known: &Known<'_>,
    mut finder: Finder<'_>,
    progress: &dyn Progress,
) -> Result<Spread, Error> {
    let mut reading = Reading::new(&file.path, progress);
    let mut told = Told::default();
    let summary = table::read(file, &mut reading, &mut |row, troubles| {
        told.add(row, &mut finder, troubles);
    })?;
    if !told.has_counts {
        return Err(Error::MissingColumn {
            field: Field::Count.name(),
            path: file.path.clone(),
        });
    }
    let mut intake = reading.intake;
    intake.located = intake.rows.used() - told.lost.len() as u64;
    if !told.lost.is_empty() {
        intake.unlocated = vec![("total-without-zone", told.lost.len() as u64)];
    }
    let people = told.spread(totals, known, &finder, &mut reading.troubles);
    Ok(Spread {
        people,
        summary,
        intake,
        findings: reading.troubles.into_findings(),
    })
}

fn of_grid(file: &PointFile, totals: &Totals, known: &Known<'_>) -> Result<Spread, Error> {
    let unusable = |error: crate::network::terrain::Error| Error::Grid {
        error: Box::new(error),
    };
    let raster = Raster::open(&file.path).map_err(unusable)?;
    let finder = Finder::Grid(&raster);
    let mut told = Told::default();
    for (sample, value) in raster.values().enumerate() {
        if value > 0.0 {
            let number = sample as u64 + 1;
            told.of_zone
                .insert(Zone::Sample(sample), (f64::from(value), number));
        }
    }
    let mut troubles = troubles_of(&file.path);
    let samples = told.of_zone.len() as u64;
    let mut intake = Intake {
        format: "GeoTIFF",
        located: samples,
        ..Intake::default()
    };
    intake.rows.seen = samples;
    let people = told.spread(totals, known, &finder, &mut troubles);
    let read = table::input_file("seniors", &file.path, samples)?;
    Ok(Spread {
        people,
        summary: Summary {
            sha256: read.sha256,
            rows: samples,
        },
        intake,
        findings: troubles.into_findings(),
    })
}

impl Told {
    /// Adds a row of a table.
    fn add(&mut self, row: &Row<'_>, finder: &mut Finder<'_>, troubles: &mut Troubles) {
        let number = row.number;
        let value = match row.amount(Field::Count) {
            Number::Value(value) if (0.0..=MOST_IN_A_ZONE).contains(&value) => value,
            Number::Absent if row.is_continued(Field::Count) => {
                table::note_continued(number, troubles);
                return;
            }
            _ => {
                note_unreadable(number, troubles);
                return;
            }
        };
        self.has_counts = true;
        let Some((zone, is_contradicted)) = finder.of_row(row) else {
            note_without_zone(number, troubles);
            self.lost.push((value, number));
            return;
        };
        if is_contradicted {
            note_contradicted(number, troubles);
        }
        let (sum, first) = self.of_zone.entry(zone).or_insert((0.0, number));
        *sum += value;
        if *first != number {
            note_repeated(number, *first, troubles);
        }
    }

    /// Makes whole seniors of the totals and puts them into homes; those of unknown zones have no place.
    fn spread(
        self,
        totals: &Totals,
        known: &Known<'_>,
        finder: &Finder<'_>,
        troubles: &mut Troubles,
    ) -> Vec<Modelled> {
        let share = totals.share_pct / 100.0;
        let values: Vec<f64> = self
            .of_zone
            .values()
            .chain(&self.lost)
            .map(|(v, _)| *v)
            .collect();
        let all: f64 = values.iter().sum::<f64>() * share;
        let seniors = share_out(all.round() as u64, &values);
        let of_zones: Vec<Total> = self
            .of_zone
            .iter()
            .zip(&seniors)
            .map(|((zone, (value, row)), seniors)| Total {
                zone: *zone,
                row: *row,
                seniors: *seniors,
                // A table that counts seniors only says nothing of the others who live there.
                residents: if share < 1.0 {
                    *value
                } else {
                    *value / SENIORS_AMONG_RESIDENTS
                },
            })
            .collect();
        let listed = listed_by_zone(known.listed, finder, &of_zones);
        let stock = Stock::new(known.homes, finder, &of_zones);
        let mut people = place(&of_zones, &listed, &stock, finder, troubles);
        let lost = self.lost.iter().zip(&seniors[of_zones.len()..]);
        people.extend(
            lost.filter(|(_, count)| **count > 0)
                .map(|((_, row), count)| Modelled {
                    id: format!("modelled:row {row}"),
                    at: None,
                    count: *count,
                    district: None,
                }),
        );
        people
    }
}

/// How many people the lists have in each zone.
fn listed_by_zone(listed: &[Listed], finder: &Finder<'_>, totals: &[Total]) -> BTreeMap<Zone, u64> {
    let zones: BTreeSet<Zone> = totals.iter().map(|total| total.zone).collect();
    let mut found = BTreeMap::new();
    for row in listed {
        let zone = match (row.at, row.named) {
            (Some(at), _) => finder.at(at).into_iter().find(|zone| zones.contains(zone)),
            (None, Some(named)) => finder.of_district(named),
            (None, None) => None,
        };
        if let Some(zone) = zone {
            *found.entry(zone).or_default() += row.count;
        }
    }
    found
}

fn note_unreadable(row: u64, troubles: &mut Troubles) {
    troubles.row("total-unreadable", Severity::Serious, row, || {
        Bilingual::new(
            format!("第 {row} 行：总数无法读取，该行没有计入"),
            format!("row {row}, column count: no number of people; nobody of this row is counted"),
        )
    });
}

fn note_without_zone(row: u64, troubles: &mut Troubles) {
    troubles.row("total-without-zone", Severity::Serious, row, || {
        Bilingual::new(
            format!("第 {row} 行：找不到对应的区划或网格；计入总数，列为未定位"),
            format!("row {row}: names no known district or hexagon; counted, but not located"),
        )
    });
}

fn note_contradicted(row: u64, troubles: &mut Troubles) {
    troubles.row("total-code-contradicted", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：代码与名称指不同的区划，按名称计入"),
            format!("row {row}: its code means another district than its name; the name counts"),
        )
    });
}

fn note_repeated(row: u64, first: u64, troubles: &mut Troubles) {
    troubles.row("total-repeated", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行与第 {first} 行是同一区划或网格，人数相加"),
            format!("row {row} is about the same zone as row {first}; they were added up"),
        )
    });
}
