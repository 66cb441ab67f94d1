//! The areas for which totals are known: districts of a level, hexagons, or the samples of a grid.

use std::collections::BTreeMap;

use crate::hex::{Cell, HexResolution};
use crate::ids::{DistrictId, Table};
use crate::network::terrain::Raster;
use crate::places::District;
use crate::places::district::{DistrictIndex, plain_name, short_code};
use crate::places::table::{Field, Row};
use crate::projection::LonLat;

/// An area for which a total is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Zone {
    /// A district.
    District(DistrictId),
    /// A hexagon.
    Cell(Cell),
    /// A sample of a grid.
    Sample(usize),
}

/// Finds the zones of rows and of places.
#[derive(Debug)]
pub(super) enum Finder<'a> {
    /// Districts of a level.
    Districts {
        districts: &'a Table<DistrictId, District>,
        index: DistrictIndex,
        by_code: BTreeMap<&'a str, Vec<DistrictId>>,
        by_name: BTreeMap<String, Vec<DistrictId>>,
    },
    /// Hexagons of the resolutions that the table has.
    Cells(Vec<HexResolution>),
    /// Samples of a grid.
    Grid(&'a Raster),
}

/// The columns that may name a district, the surest first.
const NAMING: [Field; 4] = [Field::Name, Field::Community, Field::Street, Field::County];

/// Whether a district lies in the street and the county that a row names, as far as there are districts called so.
fn lies_as_told(row: &Row<'_>, id: DistrictId, districts: &Table<DistrictId, District>) -> bool {
    let above = || std::iter::successors(districts[id].parent, |id| districts[*id].parent);
    if above().next().is_none() {
        return true;
    }
    [Field::Street, Field::County].iter().all(|field| {
        let Some(text) = row.text(*field) else {
            return true;
        };
        let name = plain_name(&text);
        let is_called = |district: &District| {
            plain_name(&district.name) == name || short_code(&district.code) == short_code(&text)
        };
        let itself = std::iter::once(id);
        let is_within = itself.chain(above()).any(|id| is_called(&districts[id]));
        is_within || !districts.iter().any(is_called)
    })
}

impl<'a> Finder<'a> {
    /// A finder among the districts of a level.
    pub(super) fn districts(districts: &'a Table<DistrictId, District>, level: &str) -> Self {
        let mut by_code: BTreeMap<&str, Vec<DistrictId>> = BTreeMap::new();
        let mut by_name: BTreeMap<String, Vec<DistrictId>> = BTreeMap::new();
        for (id, district) in districts.enumerate().filter(|(_, d)| d.level == level) {
            let (code, name) = (short_code(&district.code), plain_name(&district.name));
            by_code.entry(code).or_default().push(id);
            by_name.entry(name).or_default().push(id);
        }
        Self::Districts {
            districts,
            index: DistrictIndex::new(districts, level),
            by_code,
            by_name,
        }
    }

    /// The zone that a row of totals is about, and whether its code means another than its name, which counts.
    pub(super) fn of_row(&mut self, row: &Row<'_>) -> Option<(Zone, bool)> {
        match self {
            Self::Districts {
                districts,
                by_code,
                by_name,
                ..
            } => {
                let meant = |field: Field| {
                    let text = row.text(field)?;
                    let meant = by_code.get(short_code(&text));
                    let meant = meant.or_else(|| by_name.get(&plain_name(&text)))?;
                    let mut agreeing = meant.iter().filter(|id| lies_as_told(row, **id, districts));
                    // Of several that are called the same within one parent, none is meant.
                    match (agreeing.next(), agreeing.next()) {
                        (Some(id), None) => Some(*id),
                        _ => None,
                    }
                };
                let by_name = NAMING.iter().find_map(|field| meant(*field));
                // Beside a name a serial number is no code, even one that looks like it.
                let is_named = NAMING.iter().any(|field| row.text(*field).is_some());
                let by_code = if is_named && row.has_serial_id() {
                    None
                } else {
                    meant(Field::Id)
                };
                let is_contradicted = by_code.is_some_and(|id| by_name.is_some_and(|n| n != id));
                let id = by_name.or(by_code)?;
                Some((Zone::District(id), is_contradicted))
            }
            Self::Cells(resolutions) => {
                let cell = Cell::parse(&row.text(Field::Id)?)?;
                if !resolutions.contains(&cell.resolution()) {
                    resolutions.push(cell.resolution());
                    // The finest first, whatever the order of the rows.
                    resolutions.sort_unstable_by(|a, b| b.cmp(a));
                }
                Some((Zone::Cell(cell), false))
            }
            Self::Grid(_) => None,
        }
    }

    /// The zones that a place may lie in, the finest first.
    pub(super) fn at(&self, place: LonLat) -> Vec<Zone> {
        match self {
            Self::Districts { index, .. } => {
                let found = index.find(place).first;
                found.map(Zone::District).into_iter().collect()
            }
            Self::Cells(resolutions) => resolutions
                .iter()
                .filter_map(|resolution| Cell::containing(place, *resolution))
                .map(Zone::Cell)
                .collect(),
            Self::Grid(raster) => raster
                .sample_at(place)
                .map(Zone::Sample)
                .into_iter()
                .collect(),
        }
    }

    /// The district of the finder's level that a district is, or is a part of.
    pub(super) fn of_district(&self, district: DistrictId) -> Option<Zone> {
        let Self::Districts {
            districts, by_code, ..
        } = self
        else {
            return None;
        };
        let is_of_level = |id: &DistrictId| {
            let code = short_code(&districts[*id].code);
            by_code.get(code).is_some_and(|ids| ids.contains(id))
        };
        std::iter::successors(Some(district), |id| districts[*id].parent)
            .find(is_of_level)
            .map(Zone::District)
    }

    /// The middle of a hexagon or of a sample; a district has none that anybody lives at.
    pub(super) fn middle(&self, zone: Zone) -> Option<LonLat> {
        match (self, zone) {
            (_, Zone::Cell(cell)) => Some(cell.centre()),
            (Self::Grid(raster), Zone::Sample(sample)) => raster.middle_of(sample),
            _ => None,
        }
    }

    /// What a zone is called in ids and findings.
    pub(super) fn name(&self, zone: Zone) -> String {
        match (self, zone) {
            (Self::Districts { districts, .. }, Zone::District(id)) => districts[id].code.clone(),
            (_, Zone::Cell(cell)) => cell.to_string(),
            (_, Zone::Sample(sample)) => format!("sample {sample}"),
            (_, Zone::District(_)) => String::new(),
        }
    }
}
