//! Sums of real numbers that do not depend on the order of their terms.

/// A sum whose terms are rounded to 2⁻⁶⁴ first, so that it is exact from there on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum(i128);

/// What one stands for.
const ONE: f64 = 18_446_744_073_709_551_616.0;

impl Sum {
    /// Adds a term below 2⁶².
    pub(super) fn add(&mut self, term: f64) {
        self.0 += (term * ONE) as i128;
    }

    /// The sum.
    pub(super) fn value(self) -> f64 {
        self.0 as f64 / ONE
    }

    /// How often the sum goes into a number; 0 for an empty sum.
    pub(super) fn divide(self, number: f64) -> f64 {
        if self.0 == 0 {
            0.0
        } else {
            number / self.value()
        }
    }
}
