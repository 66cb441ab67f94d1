//! Why each site, what fewer or more would reach, and what else would do, as the record tells it.

use serde::{Deserialize, Serialize};

use crate::places::Places;
use crate::siting::insight::{Alternative, Curve, Reason};
use crate::siting::{Model, Proposal};

/// The candidate that would replace a site best.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubstituteRecord {
    /// The candidate.
    pub id: String,
    /// Its name, if any.
    pub name: Option<String>,
    /// What the plan loses by the change: senior-seconds for p_median, else people; below zero where it gains.
    pub loss: f64,
}

/// What each number of sites reaches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurveRecord {
    /// The number of sites after which more sites bring clearly less; null where the curve has no knee.
    pub knee: Option<usize>,
    /// Ascending in the number of sites.
    pub points: Vec<CurvePointRecord>,
}

/// What a number of sites reaches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurvePointRecord {
    /// At most so many new sites.
    pub sites: usize,
    /// What the best plan found for so many is worth, in the unit of the model; of lscp and min_cost people covered.
    pub objective: f64,
    /// What no plan of so many surpasses.
    pub bound: f64,
}

/// A plan that is nearly as good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlternativeRecord {
    /// The ids of its new sites.
    pub sites: Vec<String>,
    /// What it is worth, in the unit of the proposal.
    pub objective: f64,
    /// How much less than the proposal, as a share of it from 0 to 1.
    pub loss: f64,
    /// How many of the proposal's new sites it does without.
    pub differs: usize,
}

impl SubstituteRecord {
    pub(super) fn of(reason: &Reason, proposal: &Proposal, places: &Places) -> Option<Self> {
        let substitute = reason.substitute?;
        let site = &places.sites[substitute.site];
        Some(Self {
            id: site.id.to_string(),
            name: site.name.clone(),
            loss: loss(substitute.loss, proposal),
        })
    }
}

/// A loss in the unit of the record: senior-seconds for p-median, else people.
pub(super) fn loss(loss: i128, proposal: &Proposal) -> f64 {
    match proposal.model {
        Model::PMedian => loss as f64 / 1000.0,
        _ => loss as f64,
    }
}

impl CurveRecord {
    pub(super) fn of(curve: &Curve) -> Self {
        Self {
            knee: curve.knee,
            points: (curve.points.iter())
                .map(|point| CurvePointRecord {
                    sites: point.sites,
                    objective: point.objective.value(),
                    bound: point.bound.value(),
                })
                .collect(),
        }
    }
}

impl AlternativeRecord {
    pub(super) fn of(alternative: &Alternative, proposal: &Proposal, places: &Places) -> Self {
        let (own, plan) = (alternative.objective.value(), proposal.objective.value());
        let ids = alternative.sites.iter();
        Self {
            sites: ids.map(|site| places.sites[*site].id.to_string()).collect(),
            objective: own,
            loss: (own - plan).abs() / plan.abs().max(1.0),
            differs: alternative.differs,
        }
    }
}
