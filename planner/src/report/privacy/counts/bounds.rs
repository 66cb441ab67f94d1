//! Between which numbers a withheld number must lie, by what is shown beside it.
//!
//! Whoever has all standards met has each of them met; whoever is covered today is covered with the plan; a band encloses
//! the coverage. Where such rules leave no doubt about a number, withholding it hides nothing.

use super::Layout;

impl Layout {
    /// The least and the most that a number of coverage or of a band can be; for other numbers anything up to everybody.
    pub fn bounds(self, number: usize, row: &[u64], shown: impl Fn(usize) -> bool) -> [u64; 2] {
        let told = |other: usize| shown(other).then(|| row[other]);
        let mut least = 0;
        let mut most = row[Self::ELIGIBLE].max(row[number]);
        for phase in 0..self.phases {
            let earlier = |of: usize| (phase > 0).then(|| told(of)).flatten().unwrap_or(0);
            for kind in 0..self.kinds {
                let covered = self.covered(phase, kind);
                if number == covered {
                    least = earlier(self.covered(0, kind));
                    most = row[self.meant(kind)];
                }
                if number == self.sure(phase, kind) {
                    least = earlier(self.sure(0, kind));
                    most = told(covered).unwrap_or(most);
                }
                if number == self.possible(phase, kind) {
                    let today = earlier(self.possible(0, kind));
                    most = row[self.meant(kind)];
                    least = today.max(told(covered).unwrap_or(0));
                }
            }
            if number == self.circle(phase) && self.apart {
                // Whoever a standard is not for may have a complete circle without it.
                least = earlier(self.circle(0));
            } else if number == self.circle(phase) {
                let kinds = (0..self.kinds).map(|kind| told(self.covered(phase, kind)));
                let missed: Option<u64> = kinds
                    .clone()
                    .map(|covered| Some(row[Self::ELIGIBLE].saturating_sub(covered?)))
                    .sum();
                let of_all = missed.map_or(0, |missed| row[Self::ELIGIBLE].saturating_sub(missed));
                least = of_all.max(earlier(self.circle(0)));
                most = kinds.flatten().fold(most, u64::min);
            }
        }
        // Nothing in the data is taken for granted: a number is within its own bounds.
        [least.min(row[number]), most.max(row[number])]
    }
}
