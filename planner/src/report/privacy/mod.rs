//! What may leave the office: counts from which nobody can be found again.
//!
//! Turns coverage of demand points into numbers for districts, hexagons, gaps and sites that may be published. Exact
//! counts are one type and published ones another; only the latter can be written, and only this room makes them.
//!
//! # Method
//!
//! 1. A number is safe when it counts nobody or at least the threshold, and so is what it leaves of the number that it
//!    is a part of (covered and not covered, before and newly covered, covered by a kind without a complete circle; of
//!    standards for different people also whom one is for and another is not, and what each misses).
//! 2. A number that is not safe in the whole plan is shown nowhere below it.
//! 3. Numbers of districts that are not safe are withheld, with as many others of the same number as it takes to make
//!    the withheld safe together (`pool`): first people, then each kind, then the circle, then causes.
//! 4. Each district is cut into pieces by the hexagon grid, so that every piece is safe and the pieces sum to the
//!    district (`hexagons`). A piece shows no number that its district withholds; a district whose people are withheld
//!    has no pieces.
//! 5. Of a band (for sure, covered, possibly) the pieces show what is safe, and are not made coarser for it.
//! 6. Beside earlier releases all of this asks more: what is told must be what they tell, or differ by enough
//!    (`release::history`). A total that does not is not told; below it, only the rows that differ by a few are withheld,
//!    because without the total nobody can tell them from the others.
//! 7. Gaps are made of the pieces, not of the homes (`gaps`). Loads of sites and gains of proposals are withheld like
//!    districts (`sites`).
//! 8. Loads, catchments, closings, gains, circles, choices and minutes are sets that anybody can draw on the map: each is
//!    held against the pieces and districts that it cuts across (`mask::ground`).
//!
//! # Invariants
//!
//! People and coverage of districts are sums of safe pieces, so that no sum or difference of published numbers, nor of
//! these and the totals of the whole plan, is smaller than the threshold, unless the difference is of sets that do not
//! contain each other. What a set that can be drawn leaves of the places wholly in it, and what the places that it touches
//! leave of it, is nobody or at least the threshold. Causes of districts cut across pieces: they are safe among themselves.
//!
//! Threshold rules are not differential privacy: whoever knows something else already may learn more, and two
//! publications of slightly different data can be compared.
//!
//! # References
//!
//! Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley.

pub mod counts;
pub mod depth;
pub mod gaps;
pub mod groups;
pub mod hexagons;
mod mask;
pub mod pool;
pub mod seats;
pub mod shown;
pub mod sites;
pub mod whole;

use crate::coverage::Coverage;

use super::Run;
use super::layers::property_keys;
use super::release::Release;
use super::release::history::History;
use super::release::whole::numbers_in as whole_numbers;
use counts::Level;
use mask::Mask;
use mask::ground::{self, Ground};

pub use counts::Layout;
pub use depth::{PieceDepth, ShownDepth};
pub use gaps::ShownGap;
pub use groups::ShownGroup;
pub(in crate::report) use mask::FINEST;
pub use seats::{ShownSeat, ShownSharing};
pub use shown::{ShownCounts, ShownDistrict, ShownHexagon, Withheld};
pub use sites::{ShownGain, ShownSite};
pub use whole::{Kept, ShownAccess, ShownMinutes, ShownReach, ShownStandard, ShownWhole, Told};

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
    groups: Vec<ShownGroup>,
    seats: Vec<ShownSeat>,
    depths: Vec<Vec<Vec<ShownDepth>>>,
    whole: ShownWhole,
    withheld: Withheld,
    held_back: usize,
    /// The numbers in sentences of earlier releases, by the code of the finding.
    remarks: Vec<(String, Vec<u64>)>,
}

impl Publication {
    /// Makes what may be published of a run, where nothing was published before.
    pub fn of(run: &Run) -> Self {
        Self::after(run, Vec::new())
    }

    /// Makes what may be published of a run beside earlier releases of the same place.
    pub fn after(run: &Run, releases: Vec<Release>) -> Self {
        let phases = phases(run);
        let layout = Layout::of(&phases);
        let threshold = u64::from(run.scenario.privacy_threshold);
        let kinds = run.before.kinds.iter().map(|k| k.standard.kind.as_str());
        let history = &History::of(releases, layout, &property_keys(kinds));
        let mut regions = mask::regions(layout, &phases, run.places);
        let whole = mask::everybody(layout, &regions);
        let mut mask = Mask::of(run, (layout, &phases), &whole, history);
        for region in &mut regions {
            region.recall(history);
        }
        let (pieces, withheld) = mask.settle(&mut regions, run);
        let told: Vec<bool> = mask.silent.iter().map(|silent| !silent).collect();
        let counts = mask.shown(&whole, &told);
        let ground = Ground::of(&mask, (&regions, &pieces), (&phases, run.places));
        let near = (threshold, history, &ground);
        let sites = sites::shown_sites(run, &counts, near);
        let gains = sites::shown_gains(run, (&counts, &sites), near);
        let groups = groups::shown_groups(&mask, run);
        let has_districts = !run.places.districts.is_empty();
        let districts = has_districts.then(|| mask.districts(&regions));
        let districts = districts.unwrap_or_default();
        let untold = mask.untold_promises(&groups, &districts);
        let whole = whole::shown_whole(run, (&whole, counts), (near, &untold));
        let mut publication = Self {
            layout,
            threshold,
            districts,
            hexagons: Vec::new(),
            gaps: Vec::new(),
            groups,
            seats: seats::shown_seats(run, (&sites, &gains, &whole), near),
            gains,
            sites,
            depths: Vec::new(),
            whole,
            withheld,
            held_back: 0,
            remarks: history.remarks(),
        };
        if has_districts {
            let Self {
                districts,
                whole,
                sites,
                ..
            } = &publication;
            publication.depths = depth::shown_depths(run, (districts, whole, sites), near);
        }
        publication.gaps = gaps::shown_gaps(&mask, &pieces, run);
        let depths = depth::depths_of_pieces(&mask, &pieces, (run, &publication.sites));
        publication.hexagons = mask.hexagons(pieces, depths);
        let partial = publication.districts.iter();
        let partial = partial.filter(|row| row.counts.is_partial(Level::Causes));
        publication.withheld.districts = partial.count();
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

    /// Groups of people by what they have in common; empty where nothing is told beside coverage.
    pub fn groups(&self) -> &[ShownGroup] {
        &self.groups
    }

    /// How full sites are, and what closing them does, for each standard in site order; empty likewise.
    pub fn seats(&self) -> &[ShownSeat] {
        &self.seats
    }

    /// What is told of each district beside its counts: for each phase, each standard; empty likewise.
    pub fn depths(&self) -> &[Vec<Vec<ShownDepth>>] {
        &self.depths
    }

    /// What each proposed site gains, in the order of the proposal.
    pub fn gains(&self) -> &[ShownGain] {
        &self.gains
    }

    /// The whole plan, as far as it may be shown outside the office.
    pub const fn whole(&self) -> &ShownWhole {
        &self.whole
    }

    /// The same with nothing but what exact totals of the office tell: no number of people is left.
    #[must_use]
    pub fn nothing(self) -> Self {
        Table::ALL.into_iter().fold(self, Self::without)
    }

    /// The same without what one table tells of people, and without what would tell it.
    #[must_use]
    pub fn without(mut self, table: Table) -> Self {
        let blank = |counts: &mut ShownCounts| {
            counts.numbers.fill(None);
            counts.mean_walk_min.fill(None);
        };
        if table == Table::Districts {
            for district in &mut self.districts {
                blank(&mut district.counts);
            }
            self.depths.clear();
        }
        match table {
            // Hexagons sum to districts.
            Table::Hexagons | Table::Districts => {
                self.hexagons.clear();
                self.gaps.clear();
            }
            Table::Groups => self.groups.clear(),
            Table::Sites => {
                self.sites.clear();
                self.seats.clear();
                for gain in &mut self.gains {
                    (gain.gain, gain.covered_after) = (None, None);
                }
            }
            Table::Whole => {
                blank(&mut self.whole.counts);
                for standard in &mut self.whole.standards {
                    standard.phases.fill(ShownReach::default());
                    standard.minutes.clear();
                    standard.speeds.clear();
                    standard.access.clear();
                }
                self.whole.standards_met.fill(None);
                self.whole.told = Told::nothing();
            }
        }
        self
    }

    /// The same, which holds back so many numbers because of earlier releases.
    #[must_use]
    pub const fn holding_back(mut self, numbers: usize) -> Self {
        self.held_back = numbers;
        self
    }

    /// How many numbers are not told because of earlier releases.
    pub const fn held_back(&self) -> usize {
        self.held_back
    }

    /// Whether a sentence of a finding tells of people otherwise by a few than an earlier release.
    pub fn is_close_remark(&self, code: &str, sentence: &str) -> bool {
        let now = whole_numbers(sentence);
        let earlier = self.remarks.iter().filter(|(known, _)| known == code);
        earlier.into_iter().any(|(_, then)| {
            let pairs = now.iter().zip(then);
            let few =
                |(now, then): (&u64, &u64)| (1..self.threshold).contains(&now.abs_diff(*then));
            pairs.into_iter().any(few)
        })
    }

    /// Who is in no published piece.
    pub const fn withheld(&self) -> Withheld {
        self.withheld
    }
}

/// What is published together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Hexagons, and the gaps that are drawn around them.
    Hexagons,
    /// Districts.
    Districts,
    /// Groups of people.
    Groups,
    /// Sites that exist or are proposed.
    Sites,
    /// The whole plan.
    Whole,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Hexagons,
        Self::Districts,
        Self::Groups,
        Self::Sites,
        Self::Whole,
    ];
}

/// Coverage before, and after a proposal where there is one.
fn phases<'a>(run: &Run<'a>) -> Vec<&'a Coverage> {
    let mut phases = vec![run.before];
    phases.extend(run.proposed.map(|(_, after)| after));
    phases
}

#[cfg(test)]
mod tests;
