//! Counts of a set of people, laid out as one row of numbers: what the privacy rules reason about.

mod bounds;
mod concealed;
mod rules;

use crate::coverage::{Coverage, Heading, Nearest, Standing};
use crate::ids::DemandId;
use crate::places::DemandPoint;
use crate::units::Seniors;

use super::pool;

/// Which numbers of a row mean what: for so many standards, before and perhaps after a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// How many standards the circle has.
    pub kinds: usize,
    /// 1 for before only, 2 for before and after.
    pub phases: usize,
    /// Whether some standard is for some of the eligible only.
    pub apart: bool,
}

/// Numbers that are shown or withheld together, once the numbers that they are compared with are decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The numbers.
    pub numbers: Vec<usize>,
    /// The groups, all earlier, without which this one is not shown either.
    pub after: Vec<usize>,
    /// Further earlier groups whose numbers this one is compared with.
    pub beside: Vec<usize>,
}

/// What numbers tell, from the least to the most revealing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// How many people there are.
    People,
    /// And how many of them are covered.
    Coverage,
    /// And why the others are not.
    Causes,
    /// And how sure that is.
    Band,
}

/// Exact counts of a set of people: working data, never written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// The numbers that the rules check, as the layout places them.
    pub numbers: Vec<u64>,
    /// For each phase and kind, the people who reach a site and the milliseconds that they walk.
    pub walks: Vec<Walked>,
    /// The same for those beyond the standard only.
    pub beyond: Vec<Walked>,
}

/// People and the time that they walk altogether.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Walked {
    /// How many people walk.
    pub people: u64,
    /// How long they walk together.
    pub millis: u64,
}

impl Layout {
    /// The position of all seniors.
    pub const SENIORS: usize = 0;
    /// The position of the eligible seniors.
    pub const ELIGIBLE: usize = 1;

    /// The layout of some phases.
    pub fn of(phases: &[&Coverage]) -> Self {
        let kinds = phases.first().map_or(&[][..], |coverage| &coverage.kinds);
        Self {
            kinds: kinds.len(),
            phases: phases.len(),
            apart: kinds.iter().any(|kind| kind.audience.is_some()),
        }
    }

    /// The position of those whom a standard is for.
    pub const fn meant(self, kind: usize) -> usize {
        2 + kind
    }

    /// The position of those whom a kind covers.
    pub const fn covered(self, phase: usize, kind: usize) -> usize {
        2 + self.kinds + phase * (self.kinds + 1) + kind
    }

    /// The position of those whose circle is complete.
    pub const fn circle(self, phase: usize) -> usize {
        self.covered(phase, self.kinds)
    }

    /// The position of those who are not covered for a cause: 0 beyond, 1 unreachable, 2 unsnapped.
    pub const fn cause(self, phase: usize, kind: usize, cause: usize) -> usize {
        self.covered(self.phases, 0) + (phase * self.kinds + kind) * 3 + cause
    }

    /// The position of those whom a kind covers for sure.
    pub const fn sure(self, phase: usize, kind: usize) -> usize {
        self.bands() + (phase * self.kinds + kind) * 2
    }

    /// The position of those whom a kind covers if the unknown paths work, the sure ones included.
    pub const fn possible(self, phase: usize, kind: usize) -> usize {
        self.sure(phase, kind) + 1
    }

    /// Where causes end and bands begin.
    pub(super) const fn bands(self) -> usize {
        self.cause(self.phases, 0, 0)
    }

    /// The position of a phase and kind among walks.
    pub const fn walk(self, phase: usize, kind: usize) -> usize {
        phase * self.kinds + kind
    }

    /// The numbers of a row.
    pub const fn width(self) -> usize {
        self.bands() + self.phases * self.kinds * 2
    }

    /// The numbers of people, and of their coverage today.
    pub fn of_today(self) -> impl Iterator<Item = usize> {
        let of_phase = |start: usize, width: usize| start..start + width;
        let people = 0..self.covered(0, 0);
        people
            .chain(of_phase(self.covered(0, 0), self.kinds + 1))
            .chain(of_phase(self.cause(0, 0, 0), self.kinds * 3))
            .chain(of_phase(self.bands(), self.kinds * 2))
    }

    /// The position with the plan of a number of today; nothing where there is no plan, or the number is of people.
    pub fn with_plan(self, number: usize) -> Option<usize> {
        let later = match self.level_of(number) {
            _ if self.phases < 2 || number < self.covered(0, 0) => return None,
            Level::People | Level::Coverage => number + self.kinds + 1,
            Level::Causes => number + self.kinds * 3,
            Level::Band => number + self.kinds * 2,
        };
        Some(later)
    }

    /// The numbers of bands, each with the number of coverage that it is compared with and its own before.
    pub fn band_numbers(self) -> Vec<(usize, usize, Option<usize>)> {
        let mut numbers = Vec::new();
        for phase in 0..self.phases {
            for kind in 0..self.kinds {
                let covered = self.covered(phase, kind);
                let before = |of: usize| (phase > 0).then_some(of);
                numbers.push((self.sure(phase, kind), covered, before(self.sure(0, kind))));
                let possible = self.possible(0, kind);
                numbers.push((self.possible(phase, kind), covered, before(possible)));
            }
        }
        numbers
    }

    /// The numbers of bands that nobody has looked at in a phase.
    pub fn untold_bands(self, phases: &[&Coverage]) -> Vec<usize> {
        let mut untold = Vec::new();
        for (phase, coverage) in phases.iter().enumerate() {
            for (kind, of_kind) in coverage.kinds.iter().enumerate() {
                if of_kind.band.is_none() {
                    untold.extend([self.sure(phase, kind), self.possible(phase, kind)]);
                }
            }
        }
        untold
    }

    /// The groups of numbers in the order in which they are decided on.
    ///
    /// People first, and whom each standard is for; then each kind before, and after; then the circle, which is part of
    /// every kind; then all causes at once, because the unsnapped are the same for every kind; then each number of a band,
    /// after its coverage.
    pub fn groups(self) -> Vec<Group> {
        let mut groups = self.groups_of_people();
        for phase in 0..self.phases {
            // People, every kind of each phase and its circle: the place in the list follows from the order.
            let first = groups.len();
            let earlier = |kind| match phase {
                0 if self.apart && kind < self.kinds => 1 + kind,
                0 => 0,
                _ => first + kind - self.kinds - 1,
            };
            // What the plan does not change is told by the coverage of today.
            let of_today = if phase == 0 {
                first..first
            } else {
                first - self.kinds - 1..first - 1
            };
            groups.extend((0..self.kinds).map(|kind| Group {
                numbers: vec![self.covered(phase, kind)],
                after: vec![earlier(kind)],
                beside: (of_today.clone()).chain(first..first + kind).collect(),
            }));
            let mut after: Vec<usize> = (first..first + self.kinds).collect();
            after.push(earlier(self.kinds));
            groups.push(Group {
                numbers: vec![self.circle(phase)],
                after,
                beside: Vec::new(),
            });
        }
        groups.push(Group {
            numbers: (self.cause(0, 0, 0)..self.bands()).collect(),
            after: (0..groups.len()).collect(),
            beside: Vec::new(),
        });
        for (number, covered, before) in self.band_numbers() {
            let of = |number: usize| groups.iter().position(|g| g.numbers.contains(&number));
            let after = of(covered).into_iter().chain(before.and_then(of)).collect();
            groups.push(Group {
                numbers: vec![number],
                after,
                beside: Vec::new(),
            });
        }
        groups
    }

    /// All people, and those whom each standard is for: with them where it is for all, else each for itself.
    fn groups_of_people(self) -> Vec<Group> {
        let meant = (0..self.kinds).map(|kind| self.meant(kind));
        let mut people = Group {
            numbers: vec![Self::SENIORS, Self::ELIGIBLE],
            after: Vec::new(),
            beside: Vec::new(),
        };
        if !self.apart {
            people.numbers.extend(meant);
            return vec![people];
        }
        let each = meant.enumerate().map(|(kind, number)| Group {
            numbers: vec![number],
            after: vec![0],
            beside: (1..=kind).collect(),
        });
        std::iter::once(people).chain(each).collect()
    }

    /// The same choice of numbers without causes and bands.
    pub fn without_causes(self, shows: &[bool]) -> Vec<bool> {
        let causes = self.cause(0, 0, 0);
        let numbers = shows.iter().enumerate();
        numbers
            .map(|(number, shown)| *shown && number < causes)
            .collect()
    }

    /// Whether a choice of numbers tells the coverage of all kinds and of the circle.
    pub fn shows_all_coverage(self, shows: &[bool]) -> bool {
        shows[2..self.cause(0, 0, 0)].iter().all(|shown| *shown)
    }

    /// What a number tells.
    pub const fn level_of(self, number: usize) -> Level {
        if number < 2 {
            Level::People
        } else if number < self.cause(0, 0, 0) {
            Level::Coverage
        } else if number < self.bands() {
            Level::Causes
        } else {
            Level::Band
        }
    }

    /// Nobody.
    pub fn nobody(self) -> Counts {
        Counts {
            numbers: vec![0; self.width()],
            walks: vec![Walked::default(); self.phases * self.kinds],
            beyond: vec![Walked::default(); self.phases * self.kinds],
        }
    }

    /// Adds the people of a demand point to counts; `phases` holds coverage before, and perhaps after.
    pub fn count(self, counts: &mut Counts, phases: &[&Coverage], id: DemandId, at: &DemandPoint) {
        let people = at.eligible.count();
        counts.numbers[Self::SENIORS] += at.seniors.count();
        counts.numbers[Self::ELIGIBLE] += people;
        for (phase, coverage) in phases.iter().enumerate() {
            if coverage.completes_circle(id) {
                counts.numbers[self.circle(phase)] += people;
            }
            for (k, kind) in coverage.kinds.iter().enumerate() {
                if !kind.is_for(id) {
                    continue;
                }
                if phase == 0 {
                    counts.numbers[self.meant(k)] += people;
                }
                let position = match kind.heading(id) {
                    Heading::Covered => self.covered(phase, k),
                    Heading::Beyond => self.cause(phase, k, 0),
                    Heading::Unreachable => self.cause(phase, k, 1),
                    Heading::Unsnapped => self.cause(phase, k, 2),
                };
                counts.numbers[position] += people;
                let standing = kind.band.as_ref().map(|band| band.standing(id));
                if standing == Some(Standing::Sure) {
                    counts.numbers[self.sure(phase, k)] += people;
                }
                if standing >= Some(Standing::Possible) {
                    counts.numbers[self.possible(phase, k)] += people;
                }
                if let Nearest::Site(_, time) = kind.nearest[id] {
                    let walked = Walked {
                        people,
                        millis: people * u64::from(time.millis()),
                    };
                    let walk = self.walk(phase, k);
                    counts.walks[walk].add(walked);
                    let late = (time > kind.standard.within).then_some(walked);
                    counts.beyond[walk].add(late.unwrap_or_default());
                }
            }
        }
    }
}

impl Counts {
    /// Adds the counts of other people.
    pub fn add(&mut self, other: &Self) {
        pool::add(&mut self.numbers, &other.numbers);
        for (sum, walked) in self.walks.iter_mut().zip(&other.walks) {
            sum.add(*walked);
        }
        for (sum, walked) in self.beyond.iter_mut().zip(&other.beyond) {
            sum.add(*walked);
        }
    }

    /// Whether anybody is counted.
    pub fn anybody(&self) -> bool {
        self.numbers[Layout::SENIORS] > 0
    }

    /// All eligible seniors.
    pub fn eligible(&self) -> Seniors {
        Seniors::new(self.numbers[Layout::ELIGIBLE])
    }
}

impl Walked {
    /// Adds other people's walks.
    pub fn add(&mut self, other: Self) {
        self.people += other.people;
        self.millis += other.millis;
    }

    /// The mean walk in whole minutes; `None` for fewer people than the threshold.
    pub fn mean_min(self, threshold: u64) -> Option<u64> {
        (self.people >= threshold.max(1)).then(|| {
            let minute = self.people * 60_000;
            (self.millis + minute / 2) / minute
        })
    }
}
