//! What must be safe for numbers to be shown together: each, what it leaves of the number that it is a part of, and what
//! follows from several.

use super::super::pool::{Rule, Sum};
use super::{Layout, Level};

impl Layout {
    /// What must be safe for a row to be shown up to a level.
    pub fn rule(self, level: Level, threshold: u64) -> Rule {
        let mut checks = Vec::new();
        checks.extend([
            (Self::SENIORS, None),
            (Self::ELIGIBLE, None),
            (Self::SENIORS, Some(Self::ELIGIBLE)),
        ]);
        if level >= Level::Coverage {
            self.check_coverage(&mut checks);
        }
        if level >= Level::Causes {
            self.check_causes(&mut checks);
        }
        if level >= Level::Band {
            self.check_bands(&mut checks);
        }
        if level >= Level::Coverage {
            checks.extend(self.pairs());
        }
        let mut rule = Rule::of(threshold, checks);
        if level >= Level::Coverage {
            rule.sums = self.unions();
            rule.sums.extend(self.left_by_circle());
            rule.sums.extend(self.missed_pairs());
        }
        rule
    }

    /// Of standards for different people: those whose circle is not complete, for another reason than one standard.
    fn left_by_circle(self) -> Vec<Sum> {
        self.of_apart(|phase, kind| {
            vec![vec![
                (Self::ELIGIBLE, 1),
                (self.circle(phase), -1),
                (self.meant(kind), -1),
                (self.covered(phase, kind), 1),
            ]]
        })
    }

    /// Of standards for different people: whom one misses and another does not, where whoever the one misses the other does.
    pub(super) fn missed_pairs(self) -> Vec<Sum> {
        self.of_apart(|phase, kind| {
            let missed = |kind, times: i64| {
                let (meant, covered) = (self.meant(kind), self.covered(phase, kind));
                [(meant, times), (covered, -times)]
            };
            let others = (0..self.kinds).filter(|other| *other != kind);
            others
                .map(|other| [missed(kind, 1), missed(other, -1)].concat())
                .collect()
        })
    }

    /// Sums of every kind in every phase; none where all standards are for all.
    fn of_apart(self, sums: impl Fn(usize, usize) -> Vec<Vec<(usize, i64)>>) -> Vec<Sum> {
        if !self.apart {
            return Vec::new();
        }
        let phases = (0..self.phases).flat_map(|p| (0..self.kinds).map(move |kind| (p, kind)));
        let sums = phases.flat_map(|(phase, kind)| sums(phase, kind));
        sums.map(Sum::of).collect()
    }

    /// Whom one standard is for and another is not, where whoever the one is for the other is for too: rules are no secret.
    fn meant_pairs(self) -> Vec<(usize, Option<usize>)> {
        let kinds = 0..if self.apart { self.kinds } else { 0 };
        let pairs = kinds
            .clone()
            .flat_map(|a| kinds.clone().map(move |b| (a, b)));
        pairs
            .filter(|(a, b)| a != b)
            .map(|(a, b)| (self.meant(a), Some(self.meant(b))))
            .collect()
    }

    /// Whom one kind covers and another does not: where whoever the one covers the other covers too, which nobody says
    /// and much else may tell, that is their difference.
    ///
    /// Of one today and another with the plan too: what the plan does not change is told by either.
    pub fn pairs(self) -> Vec<(usize, Option<usize>)> {
        let phases = || (0..self.phases).flat_map(|a| (0..self.phases).map(move |b| (a, b)));
        let mut pairs = Vec::new();
        for kind in 0..self.kinds {
            for (phase, then) in phases() {
                let others = (0..self.kinds).filter(|other| *other != kind);
                let covered = self.covered(phase, kind);
                pairs.extend(others.map(|other| (covered, Some(self.covered(then, other)))));
            }
        }
        pairs
    }

    /// What follows from all standards and the circle together: whom at least two standards miss, and who of them gains.
    ///
    /// All that the standards miss, less those whose circle is not complete, counts each person once for every standard
    /// that they miss after the first. Of two standards these are those whom neither covers. Of more, whoever misses at
    /// least two counts up to `kinds - 1` times, so that few thresholds of the sum are enough people only if there are
    /// that many. The gains of all standards less those of the circle count likewise.
    ///
    /// Where standards are for different people, all of this is of those whom they are for: whoever has one standard only,
    /// and meets it, is covered by it and complete.
    fn unions(self) -> Vec<Sum> {
        if self.kinds < 2 {
            return Vec::new();
        }
        let kinds = || 0..self.kinds;
        let any = |phase: usize, times: i64| {
            let covered = kinds().map(move |kind| (self.covered(phase, kind), times));
            covered.chain([(self.circle(phase), -times)])
        };
        let mut sums: Vec<Vec<(usize, i64)>> = Vec::new();
        for phase in 0..self.phases {
            let meant = kinds().map(|kind| (self.meant(kind), 1));
            let all = meant.chain([(Self::ELIGIBLE, -1)]);
            sums.push(all.chain(any(phase, -1)).collect());
            if self.apart && self.kinds == 2 {
                sums.push(any(phase, 1).collect());
            }
        }
        if self.phases == 2 {
            sums.push(any(1, 1).chain(any(0, -1)).collect());
        }
        let sums = sums.into_iter().map(|terms| Sum {
            terms,
            most_of_one: self.kinds as u64 - 1,
        });
        sums.collect()
    }

    /// Complete circles are part of the covered, the covered of the eligible, and before of after; whom a standard is for
    /// are between the two, and whoever it is not for may have a complete circle without it.
    fn check_coverage(self, checks: &mut Vec<(usize, Option<usize>)>) {
        for kind in 0..if self.apart { self.kinds } else { 0 } {
            let meant = self.meant(kind);
            checks.extend([(meant, None), (Self::ELIGIBLE, Some(meant))]);
            for phase in 0..self.phases {
                checks.push((meant, Some(self.covered(phase, kind))));
                checks.push((self.circle(phase), Some(self.covered(phase, kind))));
            }
        }
        checks.extend(self.meant_pairs());
        for phase in 0..self.phases {
            let circle = self.circle(phase);
            checks.extend([(circle, None), (Self::ELIGIBLE, Some(circle))]);
            for kind in 0..self.kinds {
                let covered = self.covered(phase, kind);
                checks.push((covered, None));
                checks.push((Self::ELIGIBLE, Some(covered)));
                checks.push((covered, Some(circle)));
            }
        }
        if self.phases == 2 {
            checks.push((self.circle(1), Some(self.circle(0))));
            checks.extend((0..self.kinds).map(|k| (self.covered(1, k), Some(self.covered(0, k)))));
        }
    }

    fn check_causes(self, checks: &mut Vec<(usize, Option<usize>)>) {
        for phase in 0..self.phases {
            for kind in 0..self.kinds {
                checks.extend((0..3).map(|cause| (self.cause(phase, kind, cause), None)));
            }
        }
        if self.phases == 2 {
            checks
                .extend((0..self.kinds).map(|k| (self.cause(0, k, 1), Some(self.cause(1, k, 1)))));
        }
    }

    /// The sure are part of the covered, those of the possible, those of the eligible, and before of after.
    fn check_bands(self, checks: &mut Vec<(usize, Option<usize>)>) {
        for kind in 0..self.kinds {
            for phase in 0..self.phases {
                let covered = self.covered(phase, kind);
                let (sure, possible) = (self.sure(phase, kind), self.possible(phase, kind));
                checks.extend([
                    (sure, None),
                    (covered, Some(sure)),
                    (possible, Some(covered)),
                    (self.meant(kind), Some(possible)),
                ]);
            }
            if self.phases == 2 {
                checks.push((self.sure(1, kind), Some(self.sure(0, kind))));
                checks.push((self.possible(1, kind), Some(self.possible(0, kind))));
            }
        }
    }
}
