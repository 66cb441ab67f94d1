//! Who walks to which site, by the places of which something is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::{Coverage, Nearest};
use crate::ids::SiteId;
use crate::places::Places;

use super::super::ground::{Beside, Spread};

/// The covered of one kind by the site that they walk to, in each phase.
pub(super) struct Walkers<'a> {
    beside: &'a [Beside<'a>],
    /// For each phase, each listed site.
    to_site: Vec<Vec<Spread>>,
    /// For each phase, all covered.
    all: Vec<Spread>,
}

impl<'a> Walkers<'a> {
    /// Those who walk to the listed sites of a kind.
    pub(super) fn of(
        beside: &'a [Beside<'a>],
        (phases, kind, sites): (&[&Coverage], usize, &[SiteId]),
        places: &Places,
    ) -> Self {
        let row_of: BTreeMap<SiteId, usize> = sites.iter().copied().zip(0..).collect();
        let mut to_site = vec![vec![Spread::new(); sites.len()]; phases.len()];
        let mut all = vec![Spread::new(); phases.len()];
        for (phase, coverage) in phases.iter().enumerate() {
            let covered = |home: &_| beside[phase].is_covered(*home);
            for home in places.demand.ids().filter(covered) {
                beside[phase].put(&mut all[phase], home);
                if let Nearest::Site(site, _) = coverage.kinds[kind].nearest[home]
                    && let Some(row) = row_of.get(&site)
                {
                    beside[phase].put(&mut to_site[phase][*row], home);
                }
            }
        }
        Self {
            beside,
            to_site,
            all,
        }
    }

    /// The sites whose loads are withheld: as `withheld` finds beside those whose walkers leave a few people of places, and
    /// as many others as it takes until those of all withheld leave nobody or enough.
    pub(super) fn hidden(
        &self,
        loads: &[Vec<u64>],
        is_told: impl Fn(usize) -> bool,
        withheld: impl Fn(&BTreeSet<usize>) -> BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        let mut hidden = withheld(&self.across());
        while !self.hide(&hidden, &is_told) {
            let rest = (0..loads.len()).filter(|row| !hidden.contains(row));
            let Some(next) = rest.min_by_key(|row| &loads[*row]) else {
                break;
            };
            hidden.insert(next);
            hidden = withheld(&hidden);
        }
        hidden
    }

    /// The sites whose walkers leave a few people of places.
    fn across(&self) -> BTreeSet<usize> {
        let phases = self.to_site.iter().zip(self.beside);
        let rows = phases.flat_map(|(sites, beside)| {
            let few = move |set: &Spread| !beside.admits(set, &Spread::new());
            sites.iter().enumerate().filter(move |(_, set)| few(set))
        });
        rows.map(|(row, _)| row).collect()
    }

    /// Whether those who walk to hidden sites, or to none that is listed, leave nobody or enough of places: they are the
    /// covered less what is told, in the phases of which the covered are told.
    fn hide(&self, hidden: &BTreeSet<usize>, is_told: impl Fn(usize) -> bool) -> bool {
        (0..self.all.len())
            .filter(|phase| is_told(*phase))
            .all(|phase| {
                let mut rest = self.all[phase].clone();
                let shown = self.to_site[phase].iter().enumerate();
                for (part, people) in shown
                    .filter(|(row, _)| !hidden.contains(row))
                    .flat_map(|(_, set)| set)
                {
                    if let Some(left) = rest.get_mut(part) {
                        *left = left.saturating_sub(*people);
                    }
                }
                rest.retain(|_, people| *people > 0);
                self.beside[phase].admits(&rest, &Spread::new())
            })
    }
}
