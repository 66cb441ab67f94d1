//! Why each site, what fewer or more would reach, and what else would do, as the record tells it.

use serde::{Deserialize, Serialize};

use crate::ids::SiteId;
use crate::places::Places;
use crate::siting::insight::{Alternative, Curve, Price, Reason, Variant};
use crate::siting::{Measure, Model, Proposal, TierCover};

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

/// What the plan covers of a tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierRecord {
    /// The tier; null for who belongs to none.
    pub name: Option<String>,
    /// People of it whom any site can cover.
    pub people: u64,
    /// How many of them the plan covers.
    pub covered: u64,
    /// What no plan surpasses that covers as many of the tiers before.
    pub bound: u64,
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

/// One year of a roll-out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct YearRecord {
    /// The year; the first is 1.
    pub year: usize,
    /// The sites that open in it.
    pub opens: Vec<String>,
    /// What all sites open by then are worth, in the unit of the proposal; null where they leave somebody without a
    /// walk, for p_center.
    pub objective: Option<f64>,
    /// What as many sites without nesting are worth, as far as was found; null likewise.
    pub free: Option<f64>,
    /// What no as many sites surpass.
    pub free_bound: Option<f64>,
    /// What nesting costs in that year: the difference of the two, never below zero.
    pub price: Option<f64>,
}

/// What a promise costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceRecord {
    /// The promise in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// What the best plan found without it is worth.
    pub objective: f64,
    /// What no plan without it surpasses.
    pub bound: f64,
    /// What keeping it costs: the difference to the proposal, never below zero.
    pub price: f64,
}

/// A plan under another assumption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VariantRecord {
    /// The assumption in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The plan's sites.
    pub sites: Vec<String>,
    /// What it is worth there.
    pub objective: f64,
}

fn ids(sites: &[SiteId], places: &Places) -> Vec<String> {
    let ids = sites.iter().map(|site| places.sites[*site].id.to_string());
    ids.collect()
}

/// How much better one worth is than another, by the model; never below zero.
fn better(one: Measure, other: Measure) -> f64 {
    let more = one.value() - other.value();
    match one {
        Measure::People(_) | Measure::Need(_) => more.max(0.0),
        _ => (-more).max(0.0),
    }
}

impl YearRecord {
    pub(super) fn all(proposal: &Proposal, places: &Places) -> Vec<Self> {
        (1..)
            .zip(&proposal.insight.rollout)
            .map(|(year, told)| Self {
                year,
                opens: ids(&told.opens, places),
                objective: told.objective.map(Measure::value),
                free: told.free.map(|free| free.0.value()),
                free_bound: told.free.map(|free| free.1.value()),
                price: (told.free.zip(told.objective))
                    .map(|(free, objective)| better(free.0, objective)),
            })
            .collect()
    }
}

impl PriceRecord {
    pub(super) fn all(proposal: &Proposal) -> Option<Vec<Self>> {
        let list = proposal.insight.price_list.as_ref()?.iter();
        let one = |told: &Price| Self {
            zh: told.promise.zh.clone(),
            en: told.promise.en.clone(),
            objective: told.objective.value(),
            bound: told.bound.value(),
            price: better(told.objective, proposal.objective),
        };
        Some(list.map(one).collect())
    }
}

impl VariantRecord {
    pub(super) fn all(proposal: &Proposal, places: &Places) -> Option<Vec<Self>> {
        let variants = proposal.insight.stability.as_ref()?.variants.iter();
        let one = |told: &Variant| Self {
            zh: told.text.zh.clone(),
            en: told.text.en.clone(),
            sites: ids(&told.sites, places),
            objective: told.objective.value(),
        };
        Some(variants.map(one).collect())
    }
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

/// A loss in the unit of the record: senior-seconds for p-median, else people; by need where people count so.
pub(super) fn loss(loss: i128, proposal: &Proposal) -> f64 {
    let own = loss as f64 / proposal.parts.max(1) as f64;
    match proposal.model {
        Model::PMedian => own / 1000.0,
        _ => own,
    }
}

impl TierRecord {
    pub(super) fn of(tier: &TierCover) -> Self {
        Self {
            name: tier.name.clone(),
            people: tier.people,
            covered: tier.covered,
            bound: tier.bound,
        }
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
        Self {
            sites: ids(&alternative.sites, places),
            objective: own,
            loss: (own - plan).abs() / plan.abs().max(1.0),
            differs: alternative.differs,
        }
    }
}
