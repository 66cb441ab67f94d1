//! What is told about a plan beside its worth: why each site, what else would do nearly as well, what fewer or more
//! sites would reach.
//!
//! Turns a plan and the problem that it answers into reasons (`reasons`), distinct plans that are nearly as good
//! (`alternatives`), the curve of the number of sites (`curve`), plans between two aims (`front`), the years of a roll-out (`rollout`), what each promise
//! costs (`price_list`), what the levels sited with it support (`support`), and what stays under other assumptions
//! (`stability`). It changes nothing of the plan.

pub mod alternatives;
pub mod curve;
pub mod front;
pub mod price_list;
pub mod reasons;
pub mod rollout;
pub mod stability;
pub mod support;
pub mod untold;

#[cfg(test)]
mod tests;

use super::brief::Brief;
use super::location::Problem;
use super::proposal::Measure;
use crate::ids::SiteId;
use crate::places::Places;
use crate::reach::ReachMatrix;

pub use alternatives::Alternative;
pub use curve::{Curve, Point};
pub use front::{Against, Front, FrontAsked, FrontPoint};
pub use price_list::Price;
pub use reasons::{Reason, Substitute};
pub use rollout::Year;
pub use stability::{Stability, Variant};
pub use support::{Support, Supporter};

/// What is asked for beside the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The curve goes up to so many sites; without it up to the number asked for, for plain maximal covering alone.
    pub curve: Option<usize>,
    /// So many distinct plans that are nearly as good.
    pub alternatives: usize,
    /// They differ from the plan and from each other in so many sites; a third of them where nothing is said.
    pub differ: Option<usize>,
    /// They are worth at most so many per cent less.
    pub within_pct: f64,
    /// How many sites open in each year; nothing where all open at once.
    pub rollout: Vec<usize>,
    /// Whether each promise is priced.
    pub price_list: bool,
    /// Plans between people covered and another aim.
    pub front: Option<FrontAsked>,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            curve: None,
            alternatives: 0,
            differ: None,
            within_pct: 1.0,
            rollout: Vec::new(),
            price_list: false,
            front: None,
        }
    }
}

/// What is told about a plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Insight {
    /// For each proposed site, in the order of the proposal.
    pub reasons: Vec<Reason>,
    /// What fewer or more sites reach.
    pub curve: Option<Curve>,
    /// Distinct plans that are nearly as good, the best first; nothing where none was asked for.
    pub alternatives: Option<Vec<Alternative>>,
    /// The years of the roll-out; empty where none was asked for.
    pub rollout: Vec<Year>,
    /// What each promise costs; nothing where that was not asked for.
    pub price_list: Option<Vec<Price>>,
    /// What stays under other assumptions; nothing where that was not asked for.
    pub stability: Option<Stability>,
    /// Plans between people covered and another aim; nothing where that was not asked for.
    pub front: Option<Front>,
    /// The changes of existing sites that the plan makes, in the order of the columns.
    pub measures: Vec<SiteId>,
    /// The new sites of each level that is sited together with the kind.
    pub support: Vec<Support>,
}

/// A plan and the problem that it answers.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The walk times.
    pub matrix: &'a ReachMatrix,
    /// People and sites.
    pub places: &'a Places,
    /// The question.
    pub brief: &'a Brief,
    /// The problem with all promises.
    pub problem: &'a Problem,
    /// The site of each column.
    pub columns: &'a [SiteId],
    /// Whether a column is a candidate.
    pub is_new: &'a [bool],
    /// Which columns the plan opens or keeps.
    pub open: &'a [bool],
    /// Existing sites that stay, whether they are columns or not.
    pub kept: &'a [SiteId],
    /// The plan's value in the problem.
    pub value: i128,
    /// A value of the problem as the model counts it.
    pub measure: &'a dyn Fn(i128) -> Measure,
}

impl std::fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subject({} columns)", self.columns.len())
    }
}

impl Subject<'_> {
    /// The columns of the plan's new sites, ascending.
    pub fn opened(&self) -> Vec<u32> {
        self.new_of(self.open)
    }

    /// The candidates of a choice, ascending.
    pub fn new_of(&self, open: &[bool]) -> Vec<u32> {
        (0..open.len())
            .filter(|&column| open[column] && self.is_new[column])
            .map(|column| column as u32)
            .collect()
    }
}
