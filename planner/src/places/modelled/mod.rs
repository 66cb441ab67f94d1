//! Where only totals are known, people are put into homes: so many for each street, hexagon or sample of a grid.
//!
//! # Method
//!
//! 1. Totals are read (`totals`) and, where they count all ages, multiplied by the share of seniors. They become whole
//!    people once, over the whole file, by largest remainder (`spread`).
//! 2. Seniors whom lists name are subtracted from the zone that they live in, or that their row names.
//! 3. The rest of a zone is shared out over its residential buildings in proportion to their floor area (`dwellings`).
//!    Homes that tell no levels have as many as the median of their zone, else of the extract.
//! 4. A zone without any home has its people in its middle, if it is a hexagon or a sample; the people of a district
//!    without homes have no place and count in that district.
//!
//! Whatever is placed here says so in the column `precision`: `modelled`.
//!
//! # Complexity
//!
//! n log n for n buildings and zones.
//!
//! # Invariants
//!
//! Modelled and listed people of a zone add up to its total, unless the lists hold more; permuting the rows of totals
//! changes nothing but which row a finding names; ties go to the lower element of the map.
//!
//! # References
//!
//! Wright, J. K. (1936), A method of mapping densities of population; Langford and Unwin (1994), Generating and mapping
//! population density surfaces within a GIS.

pub(crate) mod dwellings;
mod spread;
#[cfg(test)]
mod tests;
mod totals;
mod zones;

use std::collections::BTreeMap;
use std::path::Path;

use crate::findings::{Bilingual, Severity};
use crate::osm::{Element, Feature};
use crate::projection::LonLat;
use crate::units::Seniors;

use super::trouble::Troubles;
pub(crate) use spread::share_out;
pub(super) use totals::{Known, Listed, read};
use zones::{Finder, Zone};

use dwellings::Home;

/// Floor area per resident outside this range is worth a look (domain rule), in square metres.
const AREA_PER_RESIDENT_M2: std::ops::RangeInclusive<f64> = 15.0..=80.0;
/// Of fewer seniors the floor area says little, and it would say how many they are.
const LEAST_FOR_AREA: u64 = 100;
/// The share of people of 60 and over, China's census of 2020: residents are estimated by it where only seniors are known.
const SENIORS_AMONG_RESIDENTS: f64 = 0.187;

/// So many seniors at a place, or somewhere in a district.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Modelled {
    /// What they are called in files for the office.
    pub(super) id: String,
    /// Where; `None` when nothing but the district is known.
    pub(super) at: Option<LonLat>,
    /// How many.
    pub(super) count: u64,
    /// The code of their district, where they have no place.
    pub(super) district: Option<String>,
}

/// A total of a zone, in whole seniors.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Total {
    zone: Zone,
    /// The first row that tells it; 0 for a grid.
    row: u64,
    seniors: u64,
    /// How many residents that stands for.
    residents: f64,
}

/// The residential buildings of the extract, by zone.
struct Stock<'a> {
    homes: &'a [Home],
    /// Positions of the homes of each zone, in ascending order of elements.
    of_zone: BTreeMap<Zone, Vec<usize>>,
    /// Levels where no home of a zone tells any.
    usual_levels: f64,
}

impl<'a> Stock<'a> {
    fn new(homes: &'a [Home], finder: &Finder<'_>, totals: &[Total]) -> Self {
        let mut of_zone: BTreeMap<Zone, Vec<usize>> = BTreeMap::new();
        for total in totals {
            of_zone.insert(total.zone, Vec::new());
        }
        for (number, home) in homes.iter().enumerate() {
            let zone = finder
                .at(home.at)
                .into_iter()
                .find(|zone| of_zone.contains_key(zone));
            if let Some(numbers) = zone.and_then(|zone| of_zone.get_mut(&zone)) {
                numbers.push(number);
            }
        }
        let usual = dwellings::usual_levels(homes.iter());
        Self {
            homes,
            of_zone,
            usual_levels: usual.unwrap_or(dwellings::USUAL_LEVELS),
        }
    }

    /// The homes of a zone with their floor areas in square metres.
    fn of(&self, zone: Zone) -> (Vec<&'a Home>, Vec<f64>) {
        let numbers = self
            .of_zone
            .get(&zone)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let homes: Vec<&Home> = numbers.iter().map(|number| &self.homes[*number]).collect();
        let usual = dwellings::usual_levels(homes.iter().copied()).unwrap_or(self.usual_levels);
        let areas = homes.iter().map(|home| home.floor_area_m2(usual)).collect();
        (homes, areas)
    }
}

/// The homes of an extract in ascending order of their elements.
pub(super) fn homes_of(features: &[Feature]) -> Vec<Home> {
    let mut homes = dwellings::homes(features);
    homes.sort_by_key(|home| home.source);
    homes
}

/// Puts the people of every zone into its homes.
fn place(
    totals: &[Total],
    listed: &BTreeMap<Zone, u64>,
    stock: &Stock<'_>,
    finder: &Finder<'_>,
    troubles: &mut Troubles,
) -> Vec<Modelled> {
    let mut placed = Vec::new();
    let mut homeless = 0;
    for total in totals {
        let there = listed.get(&total.zone).copied().unwrap_or(0);
        if there > total.seniors {
            note_more_listed(total, troubles);
        }
        let rest = total.seniors.saturating_sub(there);
        let (homes, areas) = stock.of(total.zone);
        note_area(total, areas.iter().sum(), troubles);
        if rest == 0 {
            continue;
        }
        if areas.iter().sum::<f64>() > 0.0 {
            let shares = share_out(rest, &areas);
            let inhabited = homes.iter().zip(shares).filter(|(_, share)| *share > 0);
            placed.extend(inhabited.map(|(home, share)| of_home(home, share)));
        } else {
            homeless += rest;
            note_without_homes(total, troubles);
            placed.push(without_home(total.zone, rest, finder));
        }
    }
    note_modelled(&placed, homeless, troubles);
    placed
}

fn of_home(home: &Home, count: u64) -> Modelled {
    let (element, id): (Element, i64) = home.source;
    Modelled {
        id: format!("osm:{}/{id}", element.name()),
        at: Some(home.at),
        count,
        district: None,
    }
}

fn without_home(zone: Zone, count: u64, finder: &Finder<'_>) -> Modelled {
    let name = finder.name(zone);
    let at = finder.middle(zone);
    Modelled {
        id: format!("modelled:{name}"),
        at,
        count,
        district: at.is_none().then_some(name),
    }
}

/// Says that a list holds more people of a zone than its total; how many is told nowhere, because zones may be small.
fn note_more_listed(total: &Total, troubles: &mut Troubles) {
    let row = total.row;
    troubles.row("modelled-more-listed", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：名册中该范围的人数多于总数；以名册为准"),
            format!("row {row}: the lists have more people there than this total; the lists count"),
        )
    });
}

/// Says that a zone has too little or too much floor for its residents.
fn note_area(total: &Total, area_m2: f64, troubles: &mut Troubles) {
    let each = area_m2 / total.residents;
    let is_small = total.seniors < LEAST_FOR_AREA;
    if is_small || area_m2 <= 0.0 || AREA_PER_RESIDENT_M2.contains(&each) {
        return;
    }
    let row = total.row;
    troubles.row("modelled-floor-area", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：地图上的住宅建筑面积合每位居民 {each:.1} 平方米，超出 15 至 80；楼栋可能缺漏，或层数有误"),
            format!(
                "row {row}: the homes on the map make {each:.1} m2 for each resident, outside 15 to 80: buildings may be missing, or levels wrong"
            ),
        )
    });
}

fn note_without_homes(total: &Total, troubles: &mut Troubles) {
    let row = total.row;
    troubles.row("modelled-without-homes", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：范围内没有住宅建筑；其中的人置于网格中心，或只计入所在区划、列为未定位"),
            format!(
                "row {row}: there is no residential building; its people stand in the middle of the cell, or count in their district without a place"
            ),
        )
    });
}

fn note_modelled(placed: &[Modelled], homeless: u64, troubles: &mut Troubles) {
    let people: u64 = placed.iter().map(|modelled| modelled.count).sum();
    if people == 0 {
        return;
    }
    let (people, homeless, points) = (Seniors::new(people), Seniors::new(homeless), placed.len());
    let text = Bilingual::new(
        format!(
            "{people} 位老年人由总数推算，分到 {points} 处（其中 {homeless} 人所在范围没有住宅建筑）；位置为模拟，precision = \"modelled\""
        ),
        format!(
            "{people} seniors were modelled from totals at {points} places ({homeless} of them in zones without homes): their places are estimates, precision = \"modelled\""
        ),
    );
    troubles.whole("modelled-seniors", Severity::Note, people.count(), text);
}

/// The file's name for troubles.
fn troubles_of(path: &Path) -> Troubles {
    Troubles::new(super::table::file_name(path))
}
