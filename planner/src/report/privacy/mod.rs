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
//! 6. Gaps are made of the pieces, not of the homes (`gaps`). Loads of sites and gains of proposals are withheld like
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
use counts::Level;
use mask::Mask;

pub use counts::Layout;
pub use depth::ShownDepth;
pub use gaps::ShownGap;
pub use groups::ShownGroup;
pub use seats::{ShownSeat, ShownSharing};
pub use shown::{ShownCounts, ShownDistrict, ShownHexagon, Withheld};
pub use sites::{ShownGain, ShownSite};
pub use whole::{ShownMinutes, ShownReach, ShownStandard, ShownWhole};

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
}

impl Publication {
    /// Makes what may be published of a run.
    pub fn of(run: &Run) -> Self {
        let phases = phases(run);
        let layout = Layout::of(&phases);
        let threshold = u64::from(run.scenario.privacy_threshold);
        let mut regions = mask::regions(layout, &phases, run.places);
        let mut whole = layout.nobody();
        for region in &regions {
            whole.add(&region.whole);
        }
        let mut mask = Mask {
            layout,
            threshold,
            concealed: layout.concealed(&whole, threshold),
        };
        for number in layout.untold_bands(&phases) {
            mask.concealed[number] = true;
        }
        let whole = mask.shown(&whole, &vec![true; layout.width()]);
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
            groups: groups::shown_groups(&mask, run),
            seats: seats::shown_seats(run, threshold),
            depths: Vec::new(),
            whole: whole::shown_whole(run, whole, threshold),
            withheld: Withheld::default(),
        };
        if !run.places.districts.is_empty() {
            publication.districts = mask.districts(&regions);
            publication.depths = depth::shown_depths(run, &publication.districts, threshold);
        }
        let pieces = mask.pieces(regions, &mut publication.withheld);
        publication.gaps = gaps::shown_gaps(&mask, &pieces, run);
        let access = depth::access_of_pieces(&mask, &pieces, run);
        publication.hexagons = mask.hexagons(pieces, access);
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

    /// Who is in no published piece.
    pub const fn withheld(&self) -> Withheld {
        self.withheld
    }
}

/// Coverage before, and after a proposal where there is one.
fn phases<'a>(run: &Run<'a>) -> Vec<&'a Coverage> {
    let mut phases = vec![run.before];
    phases.extend(run.proposed.map(|(_, after)| after));
    phases
}

#[cfg(test)]
mod tests;
