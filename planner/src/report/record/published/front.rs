//! Plans between people covered and another aim, as they may be forwarded.

use serde::{Deserialize, Serialize};

use super::super::super::Run;
use super::super::super::privacy::Told;
use super::ShareRecord;
use crate::siting::insight::FrontPoint;

/// Plans between two aims, from most people covered to fewest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BetweenRecord {
    /// The other aim: `mean_walk`, `worst_district` or `cost`.
    pub against: String,
    /// The plans.
    pub points: Vec<AimRecord>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AimRecord {
    /// People covered, of those whom the sited kind is for; null where they differ from another total by too few.
    pub covered: ShareRecord,
    /// The other aim: minutes to a tenth, whole per cent, or money; null beside people who are not told.
    pub other: Option<f64>,
    /// How many new sites it has.
    pub sites: usize,
}

impl BetweenRecord {
    /// The front of a run; `told` are all totals that are told beside it, and `all` those whom the kind is for.
    pub(super) fn of(run: &Run, told: &mut Told, all: Option<u64>) -> Option<Self> {
        let front = run.proposed?.0.insight.front.as_ref()?;
        let against = front.against.name().to_owned();
        let point = |point: &FrontPoint| {
            let people = Some(point.covered).filter(|people| told.take(&[*people]));
            // A share of one district in tenths would tell its people; so would a mean of few.
            let other = match against.as_str() {
                "worst_district" => point.other.floor() + 0.0,
                "mean_walk" => (point.other * 10.0).round() / 10.0,
                _ => point.other,
            };
            AimRecord {
                covered: ShareRecord::of(people, all),
                other: people.map(|_| other),
                sites: point.sites.len(),
            }
        };
        let points = front.points.iter().map(point).collect();
        Some(Self { against, points })
    }
}
