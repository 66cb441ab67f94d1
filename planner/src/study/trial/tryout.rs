//! One site in somebody's hand: where it is let go changes, everything else stays, and the numbers follow at once.
//!
//! # Method
//!
//! Everybody's nearest *other* site is found once ([`Tryout::of`]). For a place of the site in hand one bounded search of
//! each kind of walkers and each of their paces finds who is within the longest standard of it
//! ([`PacedGraph::row_to`](crate::reach::PacedGraph::row_to)), and whoever is nearer to it than to the others takes its
//! time.
//!
//! # Complexity
//!
//! One full search when it is taken up; per place, one bounded search for each pace and one pass over the demand points.
//!
//! # Invariants
//!
//! Who is covered is exactly what a study with the site there says. Of the others, those whom only the site in hand
//! reaches, and in more than the longest standard, still stand as they stand without it; the mean walk is not told.

use crate::coverage::{Coverage, KindCoverage, Standard};
use crate::ids::{DemandId, SiteId};
use crate::projection::LonLat;
use crate::reach::{Nearest, NearestTable, PacedStops};
use crate::units::WalkTime;

use crate::study::{Plan, Study};

/// A site in somebody's hand.
#[derive(Debug)]
pub struct Tryout<'a> {
    study: &'a Study,
    stops: &'a [PacedStops<'a>],
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
    pub fn of(
        study: &'a Study,
        stops: &'a [PacedStops<'a>],
        site: SiteId,
        plan: Option<&Plan>,
    ) -> Self {
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
        }
    }

    /// Coverage with the site at a place; off the streets it serves nobody.
    pub fn at(&self, place: LonLat) -> Coverage {
        let standards = &self.study.scenario.standards;
        let longest = standards.iter().map(|s| s.within).max();
        let counts = |number: usize| {
            let others = standards.iter().zip(&self.others);
            let mut mine = others.filter(|(standard, _)| self.study.number_of(standard) == number);
            mine.any(|(_, (_, counts))| *counts == Counts::Yes)
        };
        let rows = self.study.walkers.iter().zip(self.stops).enumerate();
        let rows: Vec<Vec<(DemandId, WalkTime)>> = rows
            .map(|(number, (walkers, stops))| {
                let at = counts(number).then(|| self.study.ground_of(walkers).snap(place));
                match at {
                    Some(Ok(at)) => walkers
                        .graph
                        .row_to(stops, &at, longest.unwrap_or_default()),
                    Some(Err(_)) | None => Vec::new(),
                }
            })
            .collect();
        let tables = standards.iter().zip(&self.others);
        let tables = tables.map(|(standard, (others, counts))| match counts {
            Counts::Yes => self.nearest_with(&rows[self.study.number_of(standard)], others),
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
        Nearest::TooLong(..) | Nearest::Unreachable => true,
        Nearest::Unsnapped => false,
    }
}
