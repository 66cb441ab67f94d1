//! Numbers that may be shown. They have no public maker: whatever holds them has passed the rules.

use crate::hex::Cell;
use crate::ids::DistrictId;
use crate::units::Seniors;

use super::counts::{Counts, Layout, Level};
use super::depth::PieceDepth;

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
    /// How long they walk, and their access, as [`Layout::walk`] places it.
    pub depths: Vec<PieceDepth>,
}

/// Counts that may be shown; what may not is absent. Only this room makes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCounts {
    pub(super) layout: Layout,
    pub(super) threshold: u64,
    pub(super) numbers: Vec<Option<u64>>,
    pub(super) mean_walk_min: Vec<Option<u64>>,
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

impl ShownCounts {
    /// Counts of at least this many people are shown.
    pub const fn threshold(&self) -> u64 {
        self.threshold
    }

    /// All seniors.
    pub fn seniors(&self) -> Option<u64> {
        self.numbers[Layout::SENIORS]
    }

    /// The eligible seniors.
    pub fn eligible(&self) -> Option<u64> {
        self.numbers[Layout::ELIGIBLE]
    }

    /// Those whom a standard is for.
    pub fn meant(&self, kind: usize) -> Option<u64> {
        self.numbers[self.layout.meant(kind)]
    }

    /// Those whom it is for and whom a kind does not cover in a phase.
    pub fn missed(&self, phase: usize, kind: usize) -> Option<u64> {
        let both = self.meant(kind).zip(self.covered(phase, kind));
        both.and_then(|(all, some)| all.checked_sub(some))
    }

    /// Those whom a kind covers in a phase.
    pub fn covered(&self, phase: usize, kind: usize) -> Option<u64> {
        self.numbers[self.layout.covered(phase, kind)]
    }

    /// Those whose circle is complete in a phase.
    pub fn circle(&self, phase: usize) -> Option<u64> {
        self.numbers[self.layout.circle(phase)]
    }

    /// Those whom a kind covers for sure in a phase.
    pub fn sure(&self, phase: usize, kind: usize) -> Option<u64> {
        self.numbers[self.layout.sure(phase, kind)]
    }

    /// Those whom a kind covers in a phase if the unknown paths work, the sure ones included.
    pub fn possible(&self, phase: usize, kind: usize) -> Option<u64> {
        self.numbers[self.layout.possible(phase, kind)]
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
        self.share_of(self.eligible(), part)
    }

    /// The covered of a kind in a phase as a share of those whom it is for, likewise.
    pub fn coverage(&self, phase: usize, kind: usize) -> Option<f64> {
        self.share_of(self.meant(kind), self.covered(phase, kind))
    }

    fn share_of(&self, whole: Option<u64>, part: Option<u64>) -> Option<f64> {
        let whole = whole?;
        (whole > 0 && whole >= 2 * self.threshold).then_some(part? as f64 / whole as f64)
    }

    /// Whether a number is shown, by its position in the layout.
    pub fn tells(&self, number: usize) -> bool {
        self.numbers[number].is_some()
    }

    /// Withholds a number of today, and the one with the plan where it is the same.
    pub(super) fn hide(&mut self, number: usize) {
        let people = self.numbers[number].take();
        if let Some(later) = self.layout.with_plan(number)
            && self.numbers[later] == people
        {
            self.numbers[later] = None;
        }
    }

    /// Leaves out the means of walks to kinds whose coverage is withheld.
    pub(super) fn hide_means(&mut self) {
        for phase in 0..self.layout.phases {
            for kind in 0..self.layout.kinds {
                if self.covered(phase, kind).is_none() {
                    self.mean_walk_min[self.layout.walk(phase, kind)] = None;
                }
            }
        }
    }

    /// Whether anything up to a level is withheld.
    pub fn is_partial(&self, level: Level) -> bool {
        self.numbers
            .iter()
            .enumerate()
            .any(|(number, count)| count.is_none() && self.layout.level_of(number) <= level)
    }
}

impl Withheld {
    /// Adds people who are withheld.
    pub(super) fn add(&mut self, counts: &Counts) {
        self.seniors += Seniors::new(counts.numbers[Layout::SENIORS]);
        self.eligible += counts.eligible();
    }
}
