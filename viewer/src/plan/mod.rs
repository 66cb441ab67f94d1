//! Plans made by hand: the present one with its history, and those that were given a name.

pub mod asked;
pub mod compose;
pub mod draft;
pub mod drawing;
pub mod history;
pub mod journal;
pub mod keeper;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use planner::places::Places;
use planner::units::Seniors;

pub use asked::{Asked, Said};
pub use draft::{Added, Draft, Edit};
pub use history::History;

/// All plans on one scenario.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The plan at hand, and all before and after it.
    pub history: History,
    /// Plans that were put aside under a name.
    pub named: Vec<Named>,
    /// The number of sites in the scenario; sites added by hand follow them.
    pub sites: usize,
}

/// A plan that was put aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The plan.
    pub draft: Arc<Draft>,
    /// What it reached, for each standard, once it is known.
    pub figures: Vec<Figure>,
}

/// What a plan reaches for one standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Seniors covered.
    pub covered: Seniors,
    /// Seniors covered without any plan, by the same standard.
    pub today: Seniors,
    /// All of them.
    pub total: Seniors,
}

impl Book {
    /// The plan at hand.
    pub const fn draft(&self) -> &Arc<Draft> {
        self.history.present()
    }

    /// Changes the plan at hand.
    pub fn edit(&mut self, edit: Edit) {
        self.history.edit(edit, self.sites);
    }

    /// The same plans on the scenario's files as they are now: every step back and forward stays. What was proposed was
    /// found in the files as they were, so that its gains and its proof no longer hold.
    #[must_use]
    pub fn on(&self, old: &Places, new: &Places) -> Self {
        let ids =
            |places: &Places| -> Vec<_> { places.sites.iter().map(|s| s.id.clone()).collect() };
        let is_same = ids(old) == ids(new);
        let carried = |draft: &Draft| {
            if is_same {
                draft.outdated()
            } else {
                journal::carried(draft, old, new)
            }
        };
        let named = self.named.iter().map(|plan| Named {
            name: plan.name.clone(),
            draft: Arc::new(carried(&plan.draft)),
            figures: Vec::new(),
        });
        Self {
            history: self.history.each(&carried),
            named: named.collect(),
            sites: new.sites.len(),
        }
    }

    /// Puts the plan at hand aside; a plan of the same name is replaced.
    pub fn put_aside(&mut self, name: &str, figures: Vec<Figure>) {
        let named = Named {
            name: name.to_owned(),
            draft: Arc::clone(self.draft()),
            figures,
        };
        match self.named.iter_mut().find(|other| other.name == name) {
            Some(other) => *other = named,
            None => self.named.push(named),
        }
    }
}
