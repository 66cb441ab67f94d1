//! What the keys about seats, access, gaps, vulnerability and groups changed, and whom promises count.
//!
//! Each key that the scenario sets otherwise than usual is put back to its usual value alone, and what is told of today is
//! told again. People are counted of whom something else is told then.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::coverage::assessment::{AssessSettings, StandardAssessed};
use crate::coverage::gaps::weights;
use crate::coverage::ledger::settle;
use crate::coverage::{Assessed, Gaps, Nearest};
use crate::ids::{DemandId, Id as _};
use crate::report::EffectRecord;
use crate::units::Seniors;

use super::super::books::StudyBooks;
use super::super::{Answer, Study};
use super::of_people;

/// A key, and how it is put back to what is usual.
type Key = (&'static str, fn(&mut AssessSettings, &AssessSettings));

/// The keys of an assessment.
const KEYS: [Key; 13] = [
    ("demand.participation_pct", |s, usual| {
        s.demand
            .participation_pct
            .clone_from(&usual.demand.participation_pct);
    }),
    ("demand.sittings", |s, usual| {
        s.demand.sittings = usual.demand.sittings;
    }),
    ("demand.min_load", |s, usual| {
        s.demand.min_load = usual.demand.min_load;
    }),
    ("access.within_min", |s, usual| {
        s.access.within = usual.access.within;
    }),
    ("access.decay", |s, usual| {
        s.access.shape = usual.access.shape.clone();
    }),
    ("access.deprivation", |s, _| s.access.deprivation = None),
    ("gaps.link_m", |s, usual| s.gap_link = usual.gap_link),
    ("vulnerability.age_80", |s, usual| {
        s.vulnerability.age_80 = usual.vulnerability.age_80;
    }),
    ("vulnerability.living_alone", |s, usual| {
        s.vulnerability.alone = usual.vulnerability.alone;
    }),
    ("vulnerability.disabled", |s, usual| {
        s.vulnerability.disabled = usual.vulnerability.disabled;
    }),
    ("vulnerability.relief", |s, usual| {
        s.vulnerability.relief = usual.vulnerability.relief;
    }),
    ("vulnerability.most", |s, usual| {
        s.vulnerability.most = usual.vulnerability.most;
    }),
    ("groups.age_bands", |s, usual| {
        s.age_bands.clone_from(&usual.age_bands);
    }),
];

impl Study {
    /// A row for each key that is not as usual, and for each promise; `told` is what is told of today.
    pub(super) fn assess_effects(&self, answer: &Answer, told: &Assessed) -> Vec<EffectRecord> {
        let usual = AssessSettings::default();
        let mut table = Vec::new();
        for (key, put_back) in KEYS {
            let mut settings = self.scenario.assess.clone();
            put_back(&mut settings, &usual);
            if settings == self.scenario.assess {
                continue;
            }
            let mut other = self.clone();
            Arc::make_mut(&mut other.scenario).assess = settings;
            let people = self.told_otherwise(key, &other, answer, told);
            table.push(of_people(key.to_owned(), "its usual value", Some(people)));
        }
        let books = StudyBooks {
            study: self,
            coverage: &answer.before,
            plan: None,
        };
        for (number, promise) in self.scenario.promises.iter().enumerate() {
            let counted = settle(&promise.claim, &books).people;
            let people = counted.map(|(all, _)| all.count());
            table.push(of_people(format!("promise.{number}"), "nobody", people));
        }
        table
    }

    /// Of how many people something else is told where a key is as in another study; what the key does not touch is not
    /// told again.
    fn told_otherwise(&self, key: &str, other: &Self, answer: &Answer, told: &Assessed) -> u64 {
        let today = &answer.before;
        let again = || other.assess_phase(today, answer, None);
        match key.split('.').next().unwrap_or_default() {
            "vulnerability" => {
                let weights_of =
                    |study: &Self| weights(&study.places, &study.scenario.assess.vulnerability);
                let (mine, theirs) = (weights_of(self), weights_of(other));
                self.people_at(|id| mine[id.index()] != theirs[id.index()])
            }
            "gaps" => {
                let gaps_of = |study: &Self| study.gaps((today, None), told);
                self.in_other_gaps(&gaps_of(self), &gaps_of(other))
            }
            "groups" => in_other_groups(told, &again()),
            _ => {
                let again = again();
                let tables = told.standards.iter().zip(&again.standards);
                let both: Vec<_> = today.kinds.iter().zip(tables).collect();
                self.people_at(|id| {
                    both.iter().any(|(kind, (mine, theirs))| {
                        kind.is_for(id) && is_told_otherwise(id, kind.nearest[id], mine, theirs)
                    })
                })
            }
        }
    }

    fn people_at(&self, is_meant: impl Fn(DemandId) -> bool) -> u64 {
        let homes = self.places.demand.enumerate();
        let people: Seniors = homes
            .filter(|(id, _)| is_meant(*id))
            .map(|(_, demand)| demand.eligible)
            .sum();
        people.count()
    }

    /// People whose gap holds other homes.
    fn in_other_gaps(&self, mine: &[Gaps], theirs: &[Gaps]) -> u64 {
        let by_home = |gaps: &Gaps| -> BTreeMap<DemandId, (Option<DemandId>, usize)> {
            let clusters = gaps.clusters.iter();
            let homes = clusters.flat_map(|gap| {
                let name = (gap.demand.first().copied(), gap.demand.len());
                gap.demand.iter().map(move |home| (*home, name))
            });
            homes.collect()
        };
        let tables: Vec<_> = mine
            .iter()
            .zip(theirs)
            .map(|(mine, theirs)| (by_home(mine), by_home(theirs)))
            .collect();
        self.people_at(|id| {
            tables
                .iter()
                .any(|(mine, theirs)| mine.get(&id) != theirs.get(&id))
        })
    }
}

/// People in groups that the other telling does not have.
fn in_other_groups(mine: &Assessed, other: &Assessed) -> u64 {
    let tables = other.groups.iter();
    let known: Vec<_> = tables
        .flat_map(|table| table.rows.iter().map(move |row| (&table.by, row)))
        .map(|(by, row)| (by, &row.value, row.eligible))
        .collect();
    let tables = mine.groups.iter();
    let rows = tables.flat_map(|table| table.rows.iter().map(move |row| (&table.by, row)));
    let new = rows.filter(|(by, row)| !known.contains(&(by, &row.value, row.eligible)));
    new.map(|(_, row)| row.eligible).sum::<Seniors>().count()
}

/// Whether seats, access or the load of the nearest site are told otherwise of a home.
fn is_told_otherwise(
    id: DemandId,
    nearest: Nearest,
    mine: &StandardAssessed,
    theirs: &StandardAssessed,
) -> bool {
    let served = |told: &StandardAssessed| -> Vec<Seniors> {
        let services = told.services.iter();
        services
            .map(|service| service.served_at[id.index()])
            .collect()
    };
    let access = |told: &StandardAssessed| told.decayed().map(|s| s.scores[id.index()].to_bits());
    let ranking = |told: &StandardAssessed| {
        told.decayed()
            .and_then(|s| s.concentration)
            .map(f64::to_bits)
    };
    let is_small = |told: &StandardAssessed| match nearest {
        Nearest::Site(site, _) => told.below_min_load.contains(&site),
        Nearest::TooLong(..) | Nearest::Unreachable | Nearest::Unsnapped => false,
    };
    served(mine) != served(theirs)
        || access(mine) != access(theirs)
        || ranking(mine) != ranking(theirs)
        || is_small(mine) != is_small(theirs)
}
