//! One site in somebody's hand: where it is let go changes, everything else stays, and the numbers follow at once.
//!
//! # Method
//!
//! Everybody's nearest *other* site is found once ([`Tryout::of`]). For a place of the site in hand one bounded search
//! finds who is within the longest standard of it ([`ReachGraph::row_to`](crate::reach::ReachGraph::row_to)), and whoever
//! is nearer to it than to the others takes its time.
//!
//! # Complexity
//!
//! One full search when it is taken up; per place, one bounded search and one pass over the demand points.
//!
//! # Invariants
//!
//! Who is covered is exactly what a study with the site there says. Of the others, those whom only the site in hand
//! reaches, and in more than the longest standard, still stand as they stand without it; the mean walk is not told.

use crate::coverage::{Coverage, KindCoverage, Standard};
use crate::ids::{DemandId, SiteId};
use crate::projection::LonLat;
use crate::reach::{Nearest, NearestTable, Stops};
use crate::units::WalkTime;

use super::Changes;
use crate::study::{Plan, Study};

/// A site in somebody's hand.
#[derive(Debug)]
pub struct Tryout<'a> {
    study: &'a Study,
    stops: &'a Stops<'a>,
    plan: Option<Plan>,
    site: SiteId,
    /// For every standard: the nearest of the other sites, and whether the site in hand counts for it.
    others: Vec<(NearestTable, Counts)>,
}

/// Whether the site in hand counts for a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    Yes,
    No,
}

impl<'a> Tryout<'a> {
    /// Takes a site up that counts in a study, today or under a plan; the stops must be the study's.
    pub fn of(study: &'a Study, stops: &'a Stops<'a>, site: SiteId, plan: Option<&Plan>) -> Self {
        let without = |standard: &Standard| {
            let mut sites = study.counting_for(standard, plan);
            let all = sites.len();
            sites.retain(|other| *other != site);
            let counts = if sites.len() < all {
                Counts::Yes
            } else {
                Counts::No
            };
            (study.walkers_of(standard).graph.nearest(&sites), counts)
        };
        Self {
            others: study.scenario.standards.iter().map(without).collect(),
            study,
            stops,
            site,
            plan: plan.cloned(),
        }
    }

    /// Coverage with the site at a place; off the streets it serves nobody.
    pub fn at(&self, place: LonLat) -> Coverage {
        let standards = &self.study.scenario.standards;
        let longest = standards.iter().map(|s| s.within).max();
        let only = self
            .study
            .graph
            .only()
            .filter(|_| self.study.walkers.len() == 1);
        let Some(graph) = only else {
            // The stops know one pace.
            let changes = Changes {
                moved: [(self.site, place)].into(),
                ..Changes::default()
            };
            let changed = self.study.changed(&changes, self.stops);
            return changed.coverage(self.plan.as_ref());
        };
        let row = match self.study.attach(place) {
            Ok(at) => graph.row_to(self.stops, &at, longest.unwrap_or_default()),
            Err(_) => Vec::new(),
        };
        let tables = self.others.iter().map(|(others, counts)| match counts {
            Counts::Yes => self.nearest_with(&row, others),
            Counts::No => others.clone(),
        });
        let kinds = standards.iter().zip(tables);
        let kinds = kinds.map(|(standard, table)| {
            KindCoverage::counted(standard.clone(), table, &self.study.places)
        });
        Coverage::of_kinds(kinds.collect(), &self.study.places)
    }

    /// The nearest of the others and the site in hand, which is so far from everybody in the row.
    fn nearest_with(&self, row: &[(DemandId, WalkTime)], others: &NearestTable) -> NearestTable {
        let mut nearest = others.clone();
        for (demand, time) in row {
            if is_better((*time, self.site), others[*demand]) {
                nearest[*demand] = Nearest::Site(self.site, *time);
            }
        }
        nearest
    }
}

/// Whether a walk is better than the nearest known; ties go to the lowest site.
fn is_better(here: (WalkTime, SiteId), known: Nearest) -> bool {
    match known {
        Nearest::Site(site, time) => here < (time, site),
        Nearest::Unreachable => true,
        Nearest::Unsnapped => false,
    }
}
