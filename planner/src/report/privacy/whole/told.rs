//! Numbers that are told of the whole plan, each of which may be a part of any other.
//!
//! Whether one is a part of another is often known to whoever reads them: who walks eight minutes is in a circle of so many
//! metres, who reaches a site slowly reaches it fast, where one kind is another is. So no two of them differ by a few
//! people. Numbers that may not be told count too: nothing that is told comes near them.

use std::collections::BTreeSet;

use super::super::counts::{Counts, Layout};
use super::super::shown::ShownCounts;

/// Numbers of people that are told, and those that must not be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    threshold: u64,
    numbers: BTreeSet<u64>,
    silent: BTreeSet<u64>,
}

impl Told {
    /// Where no number at all is told.
    pub(in crate::report::privacy) fn nothing() -> Self {
        Self {
            threshold: u64::MAX,
            ..Self::default()
        }
    }

    /// The plain counts of the whole plan, of which some are shown.
    pub(super) fn of(exact: &Counts, counts: &ShownCounts) -> Self {
        let layout = counts.layout;
        let mut told = Self {
            threshold: counts.threshold,
            ..Self::default()
        };
        for (exact, shown) in exact.numbers.iter().zip(&counts.numbers) {
            match shown {
                Some(people) => told.numbers.insert(*people),
                None => *exact > 0 && told.silent.insert(*exact),
            };
        }
        for phase in 0..layout.phases {
            for kind in 0..layout.kinds {
                told.numbers.extend(counts.missed(phase, kind));
                let covered = exact.numbers[layout.covered(phase, kind)];
                let beyond = exact.numbers[layout.cause(phase, kind, 0)];
                match counts
                    .covered(phase, kind)
                    .zip(counts.cause(phase, kind, 0))
                {
                    Some((covered, beyond)) => told.numbers.insert(covered + beyond),
                    None => told.silent.insert(covered + beyond),
                };
            }
        }
        if counts.eligible().is_none() {
            told.silent.insert(exact.numbers[Layout::ELIGIBLE]);
        }
        // What is told already is no secret, whatever else it counts.
        told.silent.retain(|people| !told.numbers.contains(people));
        told
    }

    /// Counts of at least this many people are told.
    pub const fn threshold(&self) -> u64 {
        self.threshold
    }

    /// Whether so many are nobody or enough.
    pub fn holds(&self, people: u64) -> bool {
        people == 0 || people >= self.threshold
    }

    /// Whether a number may be told beside the others: it is one of them, or counts enough and differs from each by enough.
    pub fn admits(&self, people: u64) -> bool {
        people == 0 || self.numbers.contains(&people) || self.is_apart(people)
    }

    fn is_apart(&self, people: u64) -> bool {
        let near =
            (people + 1).saturating_sub(self.threshold)..people.saturating_add(self.threshold);
        let is_near = |numbers: &BTreeSet<u64>| numbers.range(near.clone()).next().is_some();
        people >= self.threshold && !is_near(&self.numbers) && !is_near(&self.silent)
    }

    /// Tells numbers together where they are apart from all others and from each other, and `allows` them by name; says
    /// whether it does.
    pub fn take_all<'a>(
        &mut self,
        named: impl IntoIterator<Item = (&'a str, u64)>,
        allows: impl Fn(&str, u64) -> bool,
    ) -> bool {
        let mut with = self.clone();
        for (name, people) in named {
            if !with.admits(people) || !allows(name, people) {
                return false;
            }
            with.numbers.extend((people > 0).then_some(people));
        }
        *self = with;
        true
    }

    /// The same without names.
    pub fn take(&mut self, numbers: &[u64]) -> bool {
        let named = numbers.iter().map(|people| ("", *people));
        self.take_all(named, |_, _| true)
    }

    /// Tells a number that is told in any case.
    pub(super) fn tell(&mut self, people: u64) {
        self.numbers.extend((people > 0).then_some(people));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(numbers: &[u64], silent: &[u64]) -> Told {
        Told {
            threshold: 10,
            numbers: numbers.iter().copied().collect(),
            silent: silent.iter().copied().collect(),
        }
    }

    #[test]
    fn what_adds_or_leaves_a_few_people_is_not_told() {
        let mut told = told(&[100, 60], &[]);
        assert!(told.admits(0) && told.admits(60) && told.admits(70) && told.admits(90));
        assert!(!told.admits(9) && !told.admits(51) && !told.admits(69) && !told.admits(91));
        assert!(told.take(&[75]) && !told.admits(84) && told.admits(85));
        // All or none.
        assert!(!told.take(&[30, 39]) && told.admits(39));
        assert!(told.take(&[30, 40, 0]));
    }

    #[test]
    fn nothing_comes_near_what_may_not_be_told() {
        let told = told(&[100], &[98, 50]);
        assert!(told.admits(100), "it is told already");
        assert!(!told.admits(50) && !told.admits(59) && !told.admits(41) && told.admits(40));
    }
}
