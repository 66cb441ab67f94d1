//! Coverage in groups: districts, hexagons, or whatever a key tells apart; the groups always sum to the whole.

use std::collections::BTreeMap;

use crate::ids::{DemandId, DistrictId, Table};
use crate::places::{DemandPoint, Places};
use crate::units::Seniors;

use super::{Coverage, Nearest, Tally};

/// Coverage of one group of demand points.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupCoverage {
    /// All seniors of the group, eligible or not.
    pub seniors: Seniors,
    /// Those for whom the plan is.
    pub eligible: Seniors,
    /// Those whom each standard is for, under the four headings, in its order.
    pub kinds: Vec<Tally>,
    /// Eligible seniors for whom every standard is met that is for them.
    pub circle_complete: Seniors,
}

/// Coverage of every district, and of those who live in none; whoever lives in a district counts in its parents too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DistrictCoverage {
    /// Each district.
    pub districts: Table<DistrictId, GroupCoverage>,
    /// Whoever lives outside every district or has no place.
    pub outside: GroupCoverage,
}

/// Coverage of one cell of a grid for one standard, with what there is to say of its walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CellCoverage {
    /// Those whom the standard is for, under the four headings.
    pub tally: Tally,
    /// Those whom a path leads to a site.
    pub walkers: Seniors,
    /// Milliseconds that they walk together.
    pub walk_ms: u64,
}

impl CellCoverage {
    /// The mean walk in minutes; `None` where no path leads anybody to a site.
    pub fn mean_walk_min(&self) -> Option<f64> {
        let people = self.walkers.count();
        (people > 0).then(|| self.walk_ms as f64 / people as f64 / 60_000.0)
    }
}

impl Coverage {
    /// Counts numbered cells, for each standard; whoever is in no cell is left out. Linear in the demand points.
    pub fn by_cell(
        &self,
        places: &Places,
        cells: &[Option<u32>],
        count: usize,
    ) -> Vec<Vec<CellCoverage>> {
        let mut all = vec![vec![CellCoverage::default(); count]; self.kinds.len()];
        for ((id, demand), cell) in places.demand.enumerate().zip(cells) {
            let Some(cell) = cell.map(|cell| cell as usize) else {
                continue;
            };
            for (counted, kind) in all.iter_mut().zip(&self.kinds) {
                let Some(cell) = counted.get_mut(cell).filter(|_| kind.is_for(id)) else {
                    continue;
                };
                cell.tally.add(kind.heading(id), demand.eligible);
                if let Nearest::Site(_, time) = kind.nearest[id] {
                    cell.walkers += demand.eligible;
                    cell.walk_ms += demand.eligible.count() * u64::from(time.millis());
                }
            }
        }
        all
    }

    /// Groups the demand points by a key and counts each group.
    pub fn by_group<K: Ord>(
        &self,
        places: &Places,
        key: impl Fn(DemandId, &DemandPoint) -> K,
    ) -> BTreeMap<K, GroupCoverage> {
        let mut groups = BTreeMap::new();
        for (id, demand) in places.demand.enumerate() {
            let group = groups
                .entry(key(id, demand))
                .or_insert_with(|| self.empty_group());
            self.add_to_group(group, id, demand);
        }
        groups
    }

    /// Counts each district, also where nobody lives, and those outside every district.
    pub fn by_district(&self, places: &Places) -> DistrictCoverage {
        let mut result = DistrictCoverage {
            districts: places
                .districts
                .iter()
                .map(|_| self.empty_group())
                .collect(),
            outside: self.empty_group(),
        };
        for (id, demand) in places.demand.enumerate() {
            match demand.district {
                None => self.add_to_group(&mut result.outside, id, demand),
                Some(district) => {
                    for part in places.lineage(district) {
                        self.add_to_group(&mut result.districts[part], id, demand);
                    }
                }
            }
        }
        result
    }

    fn empty_group(&self) -> GroupCoverage {
        GroupCoverage {
            kinds: vec![Tally::default(); self.kinds.len()],
            ..GroupCoverage::default()
        }
    }

    fn add_to_group(&self, group: &mut GroupCoverage, id: DemandId, demand: &DemandPoint) {
        group.seniors += demand.seniors;
        group.eligible += demand.eligible;
        for (tally, kind) in group.kinds.iter_mut().zip(&self.kinds) {
            if kind.is_for(id) {
                tally.add(kind.heading(id), demand.eligible);
            }
        }
        if self.completes_circle(id) {
            group.circle_complete += demand.eligible;
        }
    }
}
