//! Totals that are not told, because they or what follows from them count too few people.

use super::super::pool::Rule;
use super::{Counts, Layout, Level};

impl Layout {
    /// Numbers that must be shown nowhere, because their total over the whole plan is not safe itself.
    ///
    /// The total is in the office's record; where those few people live must not be. Of two numbers with an unsafe
    /// difference the less important one is concealed, and of three causes all.
    pub fn concealed(self, whole: &Counts, threshold: u64) -> Vec<bool> {
        let mut concealed = vec![false; self.width()];
        let rule = self.rule(Level::Band, threshold);
        // Of the whole plan, the difference of two kinds says of nobody where they live.
        let pairs = self.pairs();
        for (number, part) in rule.checks.iter().filter(|check| !pairs.contains(check)) {
            let check = Rule::of(threshold, vec![(*number, *part)]);
            if !check.is_safe(&whole.numbers) {
                concealed[self.less_important(*number, *part)] = true;
            }
        }
        let missed_pairs = self.missed_pairs();
        for sum in rule.sums.iter().filter(|sum| !missed_pairs.contains(sum)) {
            let told = sum.all(|number| !concealed[number]);
            if told && !rule.is_safe_sum(sum, &whole.numbers) {
                // The circle of the last phase in the sum is what matters least.
                let last = (0..self.phases).rev().map(|phase| self.circle(phase));
                let circle = last.into_iter().find(|c| !sum.all(|n| n != *c));
                concealed[circle.unwrap_or(sum.terms[0].0)] = true;
            }
        }
        self.conceal_what_follows(&mut concealed);
        concealed
    }

    /// Numbers whose total is not told, because it differs by too few from an earlier release: `then` has their totals.
    ///
    /// Of two numbers whose difference does, the less important one is not told. Below the whole plan they are told where
    /// they do not differ.
    pub fn silent(
        self,
        concealed: &[bool],
        whole: &Counts,
        then: &[u64],
        threshold: u64,
    ) -> Vec<bool> {
        let mut silent = concealed.to_vec();
        self.silence_close(&mut silent, whole, then, threshold);
        // Where every standard is for all of the eligible, these are the same people.
        for kind in 0..if self.apart { 0 } else { self.kinds } {
            let either = silent[Self::ELIGIBLE] || silent[self.meant(kind)];
            (silent[Self::ELIGIBLE], silent[self.meant(kind)]) = (either, either);
        }
        self.conceal_what_follows(&mut silent);
        silent
    }

    /// Conceals what would tell a number that is concealed: all causes beside one, causes and bands beside coverage.
    pub fn conceal_what_follows(self, concealed: &mut [bool]) {
        for phase in 0..self.phases {
            for kind in 0..self.kinds {
                let causes = self.cause(phase, kind, 0);
                let covered = self.covered(phase, kind);
                // Together with the covered they tell whom the standard is for.
                let is_told = !concealed[covered] && !concealed[self.meant(kind)];
                if !is_told || concealed[causes..causes + 3].contains(&true) {
                    concealed[causes..causes + 3].fill(true);
                }
            }
        }
        for (number, covered, before) in self.band_numbers() {
            concealed[number] |=
                concealed[covered] || before.is_some_and(|before| concealed[before]);
        }
    }

    fn silence_close(self, silent: &mut [bool], whole: &Counts, then: &[u64], threshold: u64) {
        let base = self.rule(Level::Band, threshold);
        let pairs = self.pairs();
        for then in then.chunks_exact(self.width()) {
            let mut row = whole.numbers.clone();
            row.extend(then);
            let is_close = |check: (usize, Option<usize>)| {
                let rule = Rule::of(threshold, vec![check]).against(self.width(), 1, &[]);
                rule.sums.iter().any(|sum| !rule.is_safe_sum(sum, &row))
            };
            for number in (0..self.width()).filter(|n| is_close((*n, None))) {
                silent[number] = true;
            }
            let differences = base.checks.iter().filter(|check| !pairs.contains(check));
            for (number, part) in differences {
                let told = |n: usize| !silent[n];
                if told(*number) && part.is_none_or(told) && is_close((*number, *part)) {
                    silent[self.less_important(*number, *part)] = true;
                }
            }
            let missed_pairs = self.missed_pairs();
            for sum in base.sums.iter().filter(|sum| !missed_pairs.contains(sum)) {
                let mut rule = Rule::of(threshold, Vec::new());
                rule.sums = vec![sum.clone()];
                let rule = rule.against(self.width(), 1, &[]);
                let told = sum.all(|number| !silent[number]);
                if told && rule.sums[1..].iter().any(|s| !rule.is_safe_sum(s, &row)) {
                    let last = (0..self.phases).rev().map(|phase| self.circle(phase));
                    last.filter(|c| !sum.all(|n| n != *c))
                        .for_each(|circle| silent[circle] = true);
                }
            }
        }
    }

    /// Eligible seniors matter more than all, kinds more than the circle, before more than after.
    fn less_important(self, number: usize, part: Option<usize>) -> usize {
        match part {
            None | Some(Self::ELIGIBLE) => number,
            Some(part) if number == Self::ELIGIBLE => part,
            Some(part) if (0..self.phases).any(|phase| part == self.circle(phase)) => {
                if (0..self.phases).any(|phase| number == self.circle(phase)) {
                    number
                } else {
                    part
                }
            }
            // Covered or complete after, of which before is a part; unreachable before, of which after is a part.
            Some(part) => number.max(part),
        }
    }
}
