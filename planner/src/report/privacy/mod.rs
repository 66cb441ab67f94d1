//! What may leave the office: counts from which nobody can be found again.
//!
//! Turns coverage of demand points into numbers for districts, hexagons, gaps and sites that may be published. Exact
//! counts are one type and published ones another; only the latter can be written, and only this room makes them.
//!
//! # Method
//!
//! 1. A number is safe when it counts nobody or at least the threshold, and so is what it leaves of the number that it
//!    is a part of (covered and not covered, before and newly covered, covered by a kind without a complete circle).
//! 2. A number that is not safe in the whole plan is shown nowhere below it.
//! 3. Districts whose people, coverage or causes are not safe are withheld at that level, with as many others as it
//!    takes to make the withheld safe together (`pool`).
//! 4. Each district is cut into pieces by the hexagon grid, so that every piece is safe and the pieces sum to the
//!    district (`hexagons`). In a district whose coverage is withheld the pieces show people only; in one that is
//!    withheld altogether there are none.
//! 5. Gaps are made of the pieces, not of the homes (`gaps`). Loads of sites and gains of proposals are withheld like
//!    districts (`sites`).
//!
//! # Invariants
//!
//! People and coverage of districts are sums of safe pieces, so that no sum or difference of published numbers, nor of
//! these and the totals of the whole plan, is smaller than the threshold, unless the difference is of sets that do not
//! contain each other. Catchments of sites and causes cut across districts: they are safe among themselves.
//!
//! Threshold rules are not differential privacy: whoever knows something else already may learn more, and two
//! publications of slightly different data can be compared.
//!
//! # References
//!
//! Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley.

pub mod counts;
pub mod gaps;
pub mod hexagons;
pub mod pool;
pub mod sites;

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::Coverage;
use crate::hex::{Cell, HexResolution};
use crate::ids::{DistrictId, Id};
use crate::places::Places;
use crate::units::Seniors;

use super::Run;
use counts::{Counts, Level};
use hexagons::Piece;

pub use counts::Layout;
pub use gaps::ShownGap;
pub use sites::{ShownGain, ShownSite};

/// The finest hexagons that are published: about 0.1 km².
const FINEST: u8 = 9;
/// The coarsest hexagons that are published: about 250 km².
const COARSEST: u8 = 5;

/// Everything that may be published of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    layout: Layout,
    threshold: u64,
    districts: Vec<ShownDistrict>,
    hexagons: Vec<ShownHexagon>,
    gaps: Vec<ShownGap>,
    sites: Vec<ShownSite>,
    gains: Vec<ShownGain>,
    withheld: Withheld,
}

/// Published counts of one district, or of those outside every district.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownDistrict {
    /// The district; `None` stands for outside.
    pub district: Option<DistrictId>,
    /// Its people, as far as they may be shown.
    pub counts: ShownCounts,
}

/// Published counts of hexagons that are shown as one.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownHexagon {
    /// The district that these people live in; a hexagon on a border is shown once for each side.
    pub district: Option<DistrictId>,
    /// What is drawn, in ascending order.
    pub cells: Vec<Cell>,
    /// Who lives there, as far as it may be shown.
    pub counts: ShownCounts,
}

/// Counts that may be shown; what may not is absent. Only this room makes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCounts {
    layout: Layout,
    threshold: u64,
    numbers: Vec<Option<u64>>,
    mean_walk_min: Vec<Option<u64>>,
}

/// People who are in no published piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Withheld {
    /// All seniors who are in no hexagon of the publication.
    pub seniors: Seniors,
    /// The eligible among them.
    pub eligible: Seniors,
    /// Eligible seniors in hexagons that show people only.
    pub eligible_without_coverage: Seniors,
    /// Districts of which something is withheld.
    pub districts: usize,
}

/// The people of one district on the way to publication: working data.
struct Region {
    district: Option<DistrictId>,
    whole: Counts,
    leaves: BTreeMap<Cell, Counts>,
    nowhere: Counts,
    level: Level,
}

impl Publication {
    /// Makes what may be published of a run.
    pub fn of(run: &Run) -> Self {
        let phases = phases(run);
        let layout = Layout {
            kinds: run.before.kinds.len(),
            phases: phases.len(),
        };
        let threshold = u64::from(run.scenario.privacy_threshold);
        let mut regions = regions(layout, &phases, run.places);
        let mut whole = layout.nobody();
        for region in &regions {
            whole.add(&region.whole);
        }
        let mask = Mask {
            layout,
            threshold,
            concealed: layout.concealed(&whole, threshold),
        };
        if !run.places.districts.is_empty() {
            mask.withhold_districts(&mut regions);
        }
        let mut publication = Self {
            layout,
            threshold,
            districts: Vec::new(),
            hexagons: Vec::new(),
            gaps: Vec::new(),
            sites: sites::shown_sites(run, threshold),
            gains: sites::shown_gains(run, threshold),
            withheld: Withheld::default(),
        };
        if !run.places.districts.is_empty() {
            publication.districts = mask.districts(&regions);
        }
        let pieces = mask.pieces(regions, &mut publication.withheld);
        publication.gaps = gaps::shown_gaps(&mask, &pieces);
        publication.hexagons = mask.hexagons(pieces);
        publication.withheld.districts = publication
            .districts
            .iter()
            .filter(|row| row.counts.is_partial(Level::Causes))
            .count();
        publication
    }

    /// Which numbers there are.
    pub const fn layout(&self) -> Layout {
        self.layout
    }

    /// Counts of at least this many people are shown.
    pub const fn threshold(&self) -> u64 {
        self.threshold
    }

    /// The districts in file order, then outside; empty where the scenario has none.
    pub fn districts(&self) -> &[ShownDistrict] {
        &self.districts
    }

    /// The hexagons in ascending order.
    pub fn hexagons(&self) -> &[ShownHexagon] {
        &self.hexagons
    }

    /// The gaps that are left in the end, for each kind the largest first.
    pub fn gaps(&self) -> &[ShownGap] {
        &self.gaps
    }

    /// Existing and proposed sites, for each standard in site order.
    pub fn sites(&self) -> &[ShownSite] {
        &self.sites
    }

    /// What each proposed site gains, in the order of the proposal.
    pub fn gains(&self) -> &[ShownGain] {
        &self.gains
    }

    /// Who is in no published piece.
    pub const fn withheld(&self) -> Withheld {
        self.withheld
    }
}

impl ShownCounts {
    /// All seniors.
    pub fn seniors(&self) -> Option<u64> {
        self.numbers[Layout::SENIORS]
    }

    /// The eligible seniors.
    pub fn eligible(&self) -> Option<u64> {
        self.numbers[Layout::ELIGIBLE]
    }

    /// Those whom a kind covers in a phase.
    pub fn covered(&self, phase: usize, kind: usize) -> Option<u64> {
        self.numbers[self.layout.covered(phase, kind)]
    }

    /// Those whose circle is complete in a phase.
    pub fn circle(&self, phase: usize) -> Option<u64> {
        self.numbers[self.layout.circle(phase)]
    }

    /// Those not covered for a cause: 0 beyond, 1 unreachable, 2 unsnapped.
    pub fn cause(&self, phase: usize, kind: usize, cause: usize) -> Option<u64> {
        self.numbers[self.layout.cause(phase, kind, cause)]
    }

    /// The mean walk of those who reach a site of a kind, in whole minutes.
    pub fn mean_walk_min(&self, phase: usize, kind: usize) -> Option<u64> {
        self.mean_walk_min[self.layout.walk(phase, kind)]
    }

    /// A part of the eligible as a share from 0 to 1, from published numbers only.
    ///
    /// Absent where fewer than twice the threshold are eligible: so small a whole makes its shares guessable.
    pub fn share(&self, part: Option<u64>) -> Option<f64> {
        let whole = self.eligible()?;
        (whole > 0 && whole >= 2 * self.threshold).then_some(part? as f64 / whole as f64)
    }

    /// Whether anything up to a level is withheld.
    pub fn is_partial(&self, level: Level) -> bool {
        self.numbers
            .iter()
            .enumerate()
            .any(|(number, count)| count.is_none() && self.layout.level_of(number) <= level)
    }
}

/// What is shown of counts, and how.
pub(super) struct Mask {
    layout: Layout,
    threshold: u64,
    concealed: Vec<bool>,
}

impl Mask {
    /// The rule for a level, without the numbers that are shown nowhere.
    fn rule(&self, level: Level) -> pool::Rule {
        let mut rule = self.layout.rule(level, self.threshold);
        rule.checks.retain(|(number, part)| {
            !self.concealed[*number] && part.is_none_or(|part| !self.concealed[part])
        });
        rule
    }

    /// Sets the level of every region, so that what is withheld is safe together at each level.
    fn withhold_districts(&self, regions: &mut [Region]) {
        let mut hidden = BTreeSet::new();
        let mut levels = vec![Level::Causes; regions.len()];
        for (level, below) in [
            (Level::People, Level::Nothing),
            (Level::Coverage, Level::People),
            (Level::Causes, Level::Coverage),
        ] {
            let rows: Vec<&[u64]> = regions.iter().map(|r| r.whole.numbers.as_slice()).collect();
            let now = self
                .rule(level)
                .withheld(&rows, &hidden, |row| rows[row][Layout::ELIGIBLE]);
            for row in now.difference(&hidden) {
                levels[*row] = below;
            }
            hidden = now;
        }
        for (region, level) in regions.iter_mut().zip(levels) {
            region.level = level;
        }
    }

    /// The rows of the table of districts; outside only where somebody lives there.
    fn districts(&self, regions: &[Region]) -> Vec<ShownDistrict> {
        regions
            .iter()
            .filter(|region| region.district.is_some() || region.whole.anybody())
            .map(|region| ShownDistrict {
                district: region.district,
                counts: self.shown(&region.whole, region.level),
            })
            .collect()
    }

    /// Cuts every region into pieces that may be shown.
    fn pieces(&self, regions: Vec<Region>, withheld: &mut Withheld) -> Vec<ShownPiece> {
        let mut pieces = Vec::new();
        for region in regions {
            let level = region.level.min(Level::Coverage);
            if level == Level::Nothing {
                withheld.add(&region.whole);
                continue;
            }
            let coarsest = HexResolution::new(COARSEST);
            let rule = self.rule(level);
            let cut = coarsest.map(|c| hexagons::join(region.leaves, region.nowhere, c, &rule));
            let Some(cut) = cut else { continue };
            withheld.add(&cut.withheld);
            for piece in cut.shown {
                if level < Level::Coverage {
                    withheld.eligible_without_coverage += piece.counts.eligible();
                }
                pieces.push(ShownPiece {
                    district: region.district,
                    piece,
                    level,
                });
            }
        }
        pieces.sort_by(|a, b| (&a.piece.cells, a.district).cmp(&(&b.piece.cells, b.district)));
        pieces
    }

    fn hexagons(&self, pieces: Vec<ShownPiece>) -> Vec<ShownHexagon> {
        pieces
            .into_iter()
            .map(|shown| ShownHexagon {
                district: shown.district,
                counts: self.shown(&shown.piece.counts, shown.level),
                cells: shown.piece.cells,
            })
            .collect()
    }

    /// Leaves out of counts what must not be shown at a level.
    fn shown(&self, counts: &Counts, level: Level) -> ShownCounts {
        let shows =
            |number: usize| self.layout.level_of(number) <= level && !self.concealed[number];
        let numbers = counts
            .numbers
            .iter()
            .enumerate()
            .map(|(number, count)| shows(number).then_some(*count))
            .collect();
        let mut mean_walk_min = Vec::new();
        for phase in 0..self.layout.phases {
            for kind in 0..self.layout.kinds {
                let walked = counts.walks[self.layout.walk(phase, kind)];
                let shown = shows(self.layout.covered(phase, kind));
                mean_walk_min.push(walked.mean_min(self.threshold).filter(|_| shown));
            }
        }
        ShownCounts {
            layout: self.layout,
            threshold: self.threshold,
            numbers,
            mean_walk_min,
        }
    }
}

/// A piece with the district that it belongs to and how much of it is shown.
pub(super) struct ShownPiece {
    district: Option<DistrictId>,
    piece: Piece,
    level: Level,
}

impl Withheld {
    fn add(&mut self, counts: &Counts) {
        self.seniors += Seniors::new(counts.numbers[Layout::SENIORS]);
        self.eligible += counts.eligible();
    }
}

/// Coverage before, and after a proposal where there is one.
fn phases<'a>(run: &Run<'a>) -> Vec<&'a Coverage> {
    let mut phases = vec![run.before];
    phases.extend(run.proposed.map(|(_, after)| after));
    phases
}

/// Counts the people of every district and of outside, which comes last, by hexagon.
fn regions(layout: Layout, phases: &[&Coverage], places: &Places) -> Vec<Region> {
    let mut regions: Vec<Region> = places
        .districts
        .ids()
        .map(Some)
        .chain([None])
        .map(|district| Region {
            district,
            whole: layout.nobody(),
            leaves: BTreeMap::new(),
            nowhere: layout.nobody(),
            level: Level::Causes,
        })
        .collect();
    let finest = HexResolution::new(FINEST);
    for (id, demand) in places.demand.enumerate() {
        let index = demand.district.map_or(places.districts.len(), Id::index);
        let region = &mut regions[index];
        layout.count(&mut region.whole, phases, id, demand);
        let cell = demand
            .at
            .zip(finest)
            .and_then(|(at, resolution)| Cell::containing(at, resolution));
        let counts = match cell {
            Some(cell) => region.leaves.entry(cell).or_insert_with(|| layout.nobody()),
            None => &mut region.nowhere,
        };
        layout.count(counts, phases, id, demand);
    }
    regions
}

#[cfg(test)]
mod tests;
