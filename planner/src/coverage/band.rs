//! What the map does not know stays unknown: who is covered for sure, and who is if the unknown paths work.
//!
//! Three readings of one map are compared person by person: as it is told, with everything untold closed, and with
//! everything untold open. Nobody is searched here.

use crate::ids::{DemandId, Id};
use crate::places::Places;
use crate::units::{Seniors, WalkTime};

use super::{KindCoverage, Nearest, NearestTable};

/// The two readings of the map beside the one that is told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Readings {
    /// The nearest site where everything untold is closed, for every demand point.
    pub closed: NearestTable,
    /// The nearest site where everything untold is open.
    pub open: NearestTable,
    /// Whether it is not even sure where a demand point meets the street.
    pub is_vague: Vec<bool>,
}

/// Who is covered whatever the unknown paths are, and who is covered if they work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Band {
    standing: Vec<Standing>,
    /// Eligible seniors who are covered for sure.
    pub sure: Seniors,
    /// Eligible seniors who are covered if the unknown paths work, the sure ones included.
    pub possible: Seniors,
}

/// How one demand point stands towards one standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Not covered, whatever the unknown paths are.
    No,
    /// Covered if the unknown paths work.
    Possible,
    /// Covered whatever they are.
    Sure,
}

impl Band {
    /// Compares the readings of the map with what is reported; sure ≤ reported ≤ possible, person by person.
    pub fn of(kind: &KindCoverage, readings: &Readings, places: &Places) -> Self {
        let within = kind.standard.within;
        let mut band = Self::default();
        for id in places.demand.ids() {
            let people = kind.people(id, places);
            let told = is_covered(&kind.nearest, id, within);
            let vague = readings
                .is_vague
                .get(id.index())
                .copied()
                .unwrap_or_default();
            let standing = if told && is_covered(&readings.closed, id, within) && !vague {
                band.sure += people;
                Standing::Sure
            } else if told || is_covered(&readings.open, id, within) {
                Standing::Possible
            } else {
                Standing::No
            };
            if standing > Standing::No {
                band.possible += people;
            }
            band.standing.push(standing);
        }
        band
    }

    /// How a demand point stands.
    pub fn standing(&self, demand: DemandId) -> Standing {
        self.standing
            .get(demand.index())
            .copied()
            .unwrap_or(Standing::No)
    }
}

/// Eligible seniors by how they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Certainty {
    /// Covered whatever the unknown paths are.
    pub sure: Seniors,
    /// Covered if the unknown paths work, and only then.
    pub possible: Seniors,
    /// Not covered.
    pub no: Seniors,
}

impl Certainty {
    /// All of them.
    pub fn total(&self) -> Seniors {
        self.sure + self.possible + self.no
    }
}

impl Band {
    /// Counts how seniors stand in each of so many cells; `cell_of` tells the cell of every demand point that is in one.
    pub fn by_cell(
        &self,
        kind: &KindCoverage,
        places: &Places,
        (cell_of, cells): (&[Option<u32>], usize),
    ) -> Vec<Certainty> {
        let mut counts = vec![Certainty::default(); cells];
        for (id, cell) in places.demand.ids().zip(cell_of) {
            let Some(count) = cell.and_then(|cell| counts.get_mut(cell as usize)) else {
                continue;
            };
            let people = kind.people(id, places);
            match self.standing(id) {
                Standing::Sure => count.sure += people,
                Standing::Possible => count.possible += people,
                Standing::No => count.no += people,
            }
        }
        counts
    }
}

fn is_covered(table: &NearestTable, demand: DemandId, within: WalkTime) -> bool {
    matches!(table.get(demand), Some(Nearest::Site(_, time)) if *time <= within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Standard;
    use crate::ids::SiteId;
    use crate::places::Status;
    use crate::projection::LonLat;
    use crate::testing::Settlement;

    #[test]
    fn the_reported_lie_between_the_sure_and_the_possible() {
        let site = SiteId::from_index(0);
        let walk = |minutes| Nearest::Site(site, WalkTime::from_minutes(minutes));
        // As told, all closed, all open, vague; and what follows.
        let homes = [
            (walk(10), walk(15), walk(5), false, Standing::Sure),
            (walk(10), walk(16), walk(5), false, Standing::Possible),
            (
                walk(10),
                Nearest::Unreachable,
                walk(5),
                false,
                Standing::Possible,
            ),
            (walk(10), walk(10), walk(10), true, Standing::Possible),
            (walk(20), walk(10), walk(15), false, Standing::Possible),
            (walk(20), walk(20), walk(16), false, Standing::No),
            (
                Nearest::Unsnapped,
                Nearest::Unsnapped,
                Nearest::Unsnapped,
                false,
                Standing::No,
            ),
        ];
        let mut settlement = Settlement::default();
        let at = LonLat::new(10.0, 0.0).unwrap();
        for (n, _) in homes.iter().enumerate() {
            settlement.home(at, 1 << n);
        }
        settlement.site("canteen", Status::Open, at);
        let places = settlement.places();
        let standard = Standard::new("canteen", WalkTime::from_minutes(15));
        let kind = KindCoverage::of(standard, homes.iter().map(|h| h.0).collect(), &places);
        let readings = Readings {
            closed: homes.iter().map(|h| h.1).collect(),
            open: homes.iter().map(|h| h.2).collect(),
            is_vague: homes.iter().map(|h| h.3).collect(),
        };
        let band = Band::of(&kind, &readings, &places);
        for (id, home) in places.demand.ids().zip(&homes) {
            assert_eq!(band.standing(id), home.4);
        }
        assert_eq!(
            (band.sure, band.possible),
            (Seniors::new(1), Seniors::new(31))
        );
        assert!(band.sure <= kind.tally.covered && kind.tally.covered <= band.possible);
        // Homes 1 and 2 in one cell, 4 and 5 in another, 6 in none; home n counts 2 to the n.
        let cells = [0, 0, 0, 1, 1, 1].map(Some);
        let counts = band.by_cell(&kind, &places, (&cells, 2));
        let told = counts.iter().map(|c| [c.sure, c.possible, c.no]);
        let told: Vec<[u64; 3]> = told.map(|c| c.map(Seniors::count)).collect();
        assert_eq!(told, [[1, 2 + 4, 0], [0, 8 + 16, 32]]);
        assert_eq!(counts[1].total(), Seniors::new(8 + 16 + 32));
    }
}
