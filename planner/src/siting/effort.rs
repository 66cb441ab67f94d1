//! How much work a search may do: counted in non-zeros looked at, never in seconds.
//!
//! The same budget gives the same answer on every machine, however slow. A meter also carries the progress report
//! and the wish to stop.

use crate::progress::{Progress, Stage};

/// A proof may do so many times the usual work.
const PATIENCE: u64 = 50;

/// A budget of work, in non-zeros looked at; some 300 to 500 million are one second of one core of 2026.
///
/// Descents to the nearest optimum come on top: they are short, and an answer without them would be poor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// For improving the choice.
    pub search: u64,
    /// For proving the bound.
    pub proof: u64,
}

impl Default for Effort {
    /// A few seconds on a city where the proof succeeds, some ten where it does not.
    fn default() -> Self {
        Self {
            search: 600_000_000,
            proof: 3_000_000_000,
        }
    }
}

impl Effort {
    /// So much that most plans are proven; what is not is told with its gap.
    pub fn to_prove() -> Self {
        Self::default().times(PATIENCE)
    }

    /// So many times as much.
    #[must_use]
    pub const fn times(self, times: u64) -> Self {
        Self {
            search: self.search.saturating_mul(times),
            proof: self.proof.saturating_mul(times),
        }
    }

    /// Whether it is meant to end with a proof.
    pub fn is_patient(self) -> bool {
        self.proof >= Self::to_prove().proof
    }

    /// All of it.
    pub const fn total(self) -> u64 {
        self.search.saturating_add(self.proof)
    }
}

/// Counts work against a budget that can be opened part by part.
pub struct Meter<'a> {
    progress: &'a dyn Progress,
    spent: u64,
    until: u64,
    whole: u64,
    shown: u64,
    is_cancelled: bool,
    is_enough: bool,
}

impl std::fmt::Debug for Meter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Meter({} of {})", self.spent, self.until)
    }
}

impl<'a> Meter<'a> {
    /// A meter for so much work in all, of which nothing may be spent yet.
    pub const fn new(whole: u64, progress: &'a dyn Progress) -> Self {
        Self {
            progress,
            spent: 0,
            until: 0,
            whole,
            shown: 0,
            is_cancelled: false,
            is_enough: false,
        }
    }

    /// Allows so much work from now on, and no more.
    pub const fn allow(&mut self, work: u64) {
        self.until = self.spent.saturating_add(work);
    }

    /// Counts work; now and then tells how far it is and hears whether to stop.
    pub fn spend(&mut self, work: u64) {
        self.spent = self.spent.saturating_add(work);
        if self.spent - self.shown > self.whole / 200 {
            self.shown = self.spent;
            self.progress
                .report(Stage::Siting, self.spent.min(self.whole), self.whole);
            self.hear();
        }
    }

    /// Tells how far the best value found and the best that is not ruled out are apart, and hears whether to stop.
    pub fn tell_gap(&mut self, best: f64, bound: f64) {
        self.hear();
        let most = best.abs().max(bound.abs());
        if most > 0.0 {
            self.progress.gap((best - bound).abs() / most);
        }
    }

    fn hear(&mut self) {
        self.is_cancelled |= self.progress.cancelled();
        self.is_enough |= self.progress.is_enough();
    }

    /// The work still allowed.
    pub const fn left(&self) -> u64 {
        self.until.saturating_sub(self.spent)
    }

    /// The work done so far.
    pub const fn spent(&self) -> u64 {
        self.spent
    }

    /// Whether the allowed work is done, or somebody wishes to stop.
    pub const fn is_spent(&self) -> bool {
        self.spent >= self.until || self.is_cancelled || self.is_enough
    }

    /// Whether somebody wishes to stop.
    pub fn is_cancelled(&mut self) -> bool {
        self.is_cancelled |= self.progress.cancelled();
        self.is_cancelled
    }
}
