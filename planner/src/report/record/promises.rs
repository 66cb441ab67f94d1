//! The ledger in a run record: each promise, met or short by how much and where.

use serde::{Deserialize, Serialize};

use crate::coverage::assessment::Settled;
use crate::coverage::ledger::{Claim, People, Shortage, Verdict};
use crate::units::{Seniors, WalkTime};

use super::super::Run;
use super::super::privacy::{Kept, Publication};
use super::assessed::rounded;

/// One promise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PromiseRecord {
    /// What it is called.
    pub name: String,
    /// As it was written.
    pub rule: String,
    /// Today.
    pub before: VerdictRecord,
    /// With what is proposed and committed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<VerdictRecord>,
}

/// How a promise stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VerdictRecord {
    /// Whether it is kept.
    pub met: bool,
    /// The number found; a share is from 0 to 1, and null where so few people are counted that it may not be told.
    pub value: Option<f64>,
    /// What was promised.
    pub target: f64,
    /// How much is missing, in the same unit.
    pub short: Option<f64>,
    /// How many people are missing, where people are counted.
    pub short_people: Option<u64>,
    /// Where it is missing, the most first.
    pub places: Vec<ShortageRecord>,
}

/// One place where something is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShortageRecord {
    /// A district's code, or a site's id.
    pub id: String,
    /// Its name, if any.
    pub name: Option<String>,
    /// How many sites are missing in a district, or how many minutes the way from a site takes; null for no way.
    pub amount: Option<f64>,
}

impl PromiseRecord {
    /// All promises of a run.
    pub(super) fn all(run: &Run, publication: &Publication) -> Vec<Self> {
        let ledger = run.assessment.iter().flat_map(|a| &a.ledger);
        let both = ledger.zip(&publication.whole().promises);
        both.map(|(settled, kept)| Self::of(settled, (run, publication), kept))
            .collect()
    }

    fn of(
        settled: &Settled,
        (run, publication): (&Run, &Publication),
        [before, after]: &[Option<Kept>; 2],
    ) -> Self {
        let counts = &publication.whole().counts;
        // A ratio tells the people that it is divided by.
        let is_told = match &settled.promise.claim {
            Claim::Measure { per: Some(per), .. } => match per.people {
                People::Seniors => counts.seniors().is_some(),
                People::Eligible => counts.eligible().is_some(),
            },
            _ => true,
        };
        let of = |verdict, kept| VerdictRecord::of(verdict, run, (kept, is_told));
        Self {
            name: settled.promise.name.clone(),
            rule: settled.promise.text.clone(),
            before: of(&settled.before, *before),
            after: (settled.after.as_ref()).map(|verdict| of(verdict, *after)),
        }
    }
}

impl VerdictRecord {
    /// The share and the missing people together tell how many are counted, and for how many the promise is kept: numbers
    /// like any others of the whole plan.
    fn of(verdict: &Verdict, run: &Run, (kept, is_told): (Option<Kept>, bool)) -> Self {
        let shown = is_told && (verdict.people.is_none() || kept.is_some());
        Self {
            met: verdict.met,
            value: shown.then(|| rounded(verdict.value)),
            target: verdict.target,
            short: shown.then(|| rounded(verdict.short)),
            short_people: verdict.short_people.filter(|_| shown).map(Seniors::count),
            places: verdict
                .places
                .iter()
                .map(|place| ShortageRecord::of(place, run))
                .collect(),
        }
    }
}

impl ShortageRecord {
    fn of(shortage: &Shortage, run: &Run) -> Self {
        match shortage {
            Shortage::District(district, missing) => {
                let district = &run.places.districts[*district];
                Self {
                    id: district.code.clone(),
                    name: Some(district.name.clone()),
                    amount: Some(*missing),
                }
            }
            Shortage::Site(site, way) => {
                let site = &run.places.sites[*site];
                Self {
                    id: site.id.to_string(),
                    name: site.name.clone(),
                    amount: way.map(WalkTime::minutes).map(rounded),
                }
            }
        }
    }
}
