//! People counted under four headings that always sum to everybody.

use crate::units::Seniors;

/// How many people are covered, beyond the standard, without any path, or attached to no street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Within the standard.
    pub covered: Seniors,
    /// A path exists, but it is longer than the standard.
    pub beyond: Seniors,
    /// Attached to a street from which no path leads to any site of the kind.
    pub unreachable: Seniors,
    /// Attached to no street.
    pub unsnapped: Seniors,
}

/// One of the four headings; everybody stands under exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Heading {
    /// Within the standard.
    Covered,
    /// A path exists, but it is longer than the standard.
    Beyond,
    /// No path leads to any site of the kind.
    Unreachable,
    /// Attached to no street.
    Unsnapped,
}

impl Tally {
    /// Counts people under a heading.
    pub fn add(&mut self, heading: Heading, people: Seniors) {
        match heading {
            Heading::Covered => self.covered += people,
            Heading::Beyond => self.beyond += people,
            Heading::Unreachable => self.unreachable += people,
            Heading::Unsnapped => self.unsnapped += people,
        }
    }

    /// The people under a heading.
    pub const fn of(self, heading: Heading) -> Seniors {
        match heading {
            Heading::Covered => self.covered,
            Heading::Beyond => self.beyond,
            Heading::Unreachable => self.unreachable,
            Heading::Unsnapped => self.unsnapped,
        }
    }

    /// Everybody who was counted.
    pub fn total(self) -> Seniors {
        self.covered + self.beyond + self.unreachable + self.unsnapped
    }

    /// Everybody who is not covered, whatever the reason.
    pub fn uncovered(self) -> Seniors {
        self.beyond + self.unreachable + self.unsnapped
    }

    /// The share of everybody who is covered, from 0 to 1.
    pub fn coverage(self) -> f64 {
        self.covered.share_of(self.total())
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.covered += other.covered;
        self.beyond += other.beyond;
        self.unreachable += other.unreachable;
        self.unsnapped += other.unsnapped;
    }
}
