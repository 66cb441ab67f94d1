//! What is proposed, what it is worth, and what is proven about it.

use std::fmt;
use std::sync::Arc;

use super::brief::MONEY;
use super::brief::Model;
use super::brief::standing::PARTS;
use super::certificate::Certificate;
use super::insight::Insight;
use super::tiers::TierCover;
use crate::ids::SiteId;
use crate::places::{Action, Places};
use crate::units::{Seniors, WalkTime};

/// The answer to a brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The kind sited.
    pub kind: String,
    /// The model used.
    pub model: Model,
    /// The sites in order of gain.
    pub sites: Vec<ProposedSite>,
    /// Existing sites that the plan closes.
    pub closed: Vec<SiteId>,
    /// People within the standard before any proposed site: by what is open and committed and stays.
    pub baseline: Seniors,
    /// People within the standard with all proposed sites open.
    pub covered: Seniors,
    /// What the model counts, for this plan.
    pub objective: Measure,
    /// What no plan can surpass; proven.
    pub bound: Measure,
    /// Whether the effort ended before a proof.
    pub verdict: Verdict,
    /// How it was found, in words.
    pub method: String,
    /// The seed of the search.
    pub seed: u64,
    /// What a checker needs to see that the plan is as good as it says.
    pub certificate: Option<Arc<Certificate>>,
    /// Why these sites, and what else there is.
    pub insight: Insight,
    /// What the plan covers of each tier, where it was made tier by tier.
    pub tiers: Vec<TierCover>,
    /// Into how many parts a person is divided in the certificate's costs.
    pub parts: u64,
}

/// What a model counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// People covered; for backup coverage each is counted up to twice.
    People(u64),
    /// Sites opened.
    Sites(u64),
    /// Milliseconds walked by all people together.
    PersonTime(u128),
    /// The longest walk.
    Walk(WalkTime),
    /// Millionths of the user's money.
    Money(u128),
    /// Parts of people covered, each person as many as their need.
    Need(u64),
    /// Milliseconds walked, each person as often as the parts of their need.
    NeedTime(u128),
}

/// What is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No plan is better.
    Optimal,
    /// The usual effort ended with a gap.
    Gap,
    /// The effort of a proof ended with a gap.
    LimitReached,
}

/// One proposed site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProposedSite {
    /// The site.
    pub site: SiteId,
    /// People brought within the standard by adding it after those before it.
    pub gain: Seniors,
    /// People within the standard with it and those before it.
    pub covered_after: Seniors,
}

impl Proposal {
    /// How far the objective may be from the best one, as a share of the bound.
    pub fn gap(&self) -> f64 {
        let (bound, objective) = (self.bound.value(), self.objective.value());
        (bound - objective).abs() / bound.abs().max(1.0)
    }

    /// What the new sites and changes cost together; nothing where a cost is not known.
    pub fn cost(&self, places: &Places) -> Option<f64> {
        let own = self.sites.iter().map(|site| site.site);
        let all = own
            .chain(self.beside())
            .chain(self.insight.measures.iter().copied());
        let costs: Option<Vec<f64>> = all.map(|site| places.sites[site].cost).collect();
        let costs = costs.filter(|costs| !costs.is_empty())?;
        Some(costs.into_iter().sum())
    }

    /// What opens beside the proposed sites: new sites of levels, and more places at existing ones.
    pub fn beside_of(&self, places: &Places) -> Vec<SiteId> {
        let measures = self.insight.measures.iter().copied();
        let more = measures.filter(|site| places.sites[*site].action != Action::Close);
        self.beside().into_iter().chain(more).collect()
    }

    /// The bound that the certificate shows by itself; nothing without one.
    pub fn confirmed(&self) -> Option<Measure> {
        let certificate = self.certificate.as_ref()?;
        Some(certificate.bound_like(self.objective))
    }

    /// The new sites of levels that are sited together with the kind.
    pub fn beside(&self) -> Vec<SiteId> {
        let levels = self.insight.support.iter();
        let sites = levels.flat_map(|level| level.sites.iter().map(|site| site.site));
        sites.collect()
    }

    /// Whether no other choice can be better.
    pub fn proved_optimal(&self) -> bool {
        self.bound == self.objective
    }
}

impl Measure {
    /// The number that records hold: people, sites, senior-seconds, seconds, money.
    pub fn value(self) -> f64 {
        match self {
            Self::People(count) | Self::Sites(count) => count as f64,
            Self::PersonTime(millis) => millis as f64 / 1000.0,
            Self::Walk(time) => time.seconds(),
            Self::Money(parts) => parts as f64 / MONEY,
            Self::Need(parts) => parts as f64 / PARTS as f64,
            Self::NeedTime(parts) => parts as f64 / (PARTS as f64 * 1000.0),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::People(count) => Seniors::new(*count).fmt(f),
            Self::Sites(count) => count.fmt(f),
            Self::PersonTime(millis) => write!(f, "{:.1} h", *millis as f64 / 3_600_000.0),
            Self::Walk(time) => write!(f, "{:.1} min", time.minutes()),
            Self::Money(parts) => write!(f, "{}", (*parts as f64 / MONEY * 1e3).round() / 1e3),
            Self::Need(parts) => Seniors::new(parts / PARTS).fmt(f),
            Self::NeedTime(parts) => {
                write!(f, "{:.1} h", *parts as f64 / (PARTS as f64 * 3_600_000.0))
            }
        }
    }
}

impl Verdict {
    /// The word used in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Gap => "gap",
            Self::LimitReached => "limit_reached",
        }
    }
}
