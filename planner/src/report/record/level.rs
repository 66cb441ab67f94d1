//! What is told of a plan beside its sites, as the record has it: kinds sited together with the proposed one, changes
//! of sites that exist, plans between two aims.

use serde::{Deserialize, Serialize};

use super::insight::loss;
use crate::ids::SiteId;
use crate::places::{Action, Places};
use crate::projection::LonLat;
use crate::siting::Proposal;
use crate::siting::insight::{Front, FrontPoint, Support, Supporter};

/// A kind that is sited together with the proposed one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelRecord {
    /// The kind.
    pub kind: String,
    /// The kind whose new sites count only near one of it.
    pub supports: String,
    /// Its new sites.
    pub sites: Vec<SupporterRecord>,
    /// New sites of the supported kind within reach of an existing one of this kind.
    pub by_existing: usize,
}

/// A new site of such a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupporterRecord {
    /// The candidate.
    pub id: String,
    /// Its name, if any.
    pub name: Option<String>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// New sites that it may support.
    pub supports: Vec<String>,
    /// How many of them nothing else supports.
    pub only_it: usize,
    /// What the plan loses without it and without all that nothing supports then, in the unit of the sites' importance.
    pub importance: f64,
}

impl LevelRecord {
    pub(super) fn all(proposal: &Proposal, places: &Places) -> Vec<Self> {
        let one = |told: &Support| Self {
            kind: told.kind.clone(),
            supports: told.supports.clone(),
            sites: (told.sites.iter())
                .map(|site| SupporterRecord::of(site, proposal, places))
                .collect(),
            by_existing: told.by_existing,
        };
        proposal.insight.support.iter().map(one).collect()
    }
}

impl SupporterRecord {
    fn of(told: &Supporter, proposal: &Proposal, places: &Places) -> Self {
        let site = &places.sites[told.site];
        let ids = told.supports.iter();
        Self {
            id: site.id.to_string(),
            name: site.name.clone(),
            lon: site.at.map(LonLat::lon_deg),
            lat: site.at.map(LonLat::lat_deg),
            supports: ids
                .map(|lower| places.sites[*lower].id.to_string())
                .collect(),
            only_it: told.only_it,
            importance: loss(told.importance, proposal),
        }
    }
}

/// A change of a site that exists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureRecord {
    /// The candidate.
    pub id: String,
    /// `upgrade`, `add_sitting` or `close`.
    pub action: String,
    /// The site that it changes.
    pub of: Option<String>,
    /// How many places it adds; null for closing.
    pub capacity: Option<f64>,
    /// What it costs, in the money of the tables.
    pub cost: Option<f64>,
}

impl MeasureRecord {
    pub(super) fn all(proposal: &Proposal, places: &Places) -> Vec<Self> {
        let one = |&id: &SiteId| {
            let site = &places.sites[id];
            Self {
                id: site.id.to_string(),
                action: site.action.name().to_owned(),
                of: (site.parent).map(|parent| places.sites[parent].id.to_string()),
                capacity: site.capacity.filter(|_| site.action != Action::Close),
                cost: site.cost,
            }
        };
        proposal.insight.measures.iter().map(one).collect()
    }
}

/// Plans between people covered and another aim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontRecord {
    /// `mean_walk` (minutes), `worst_district` (per cent covered) or `cost` (money).
    pub against: String,
    /// From most people covered to fewest.
    pub points: Vec<FrontPointRecord>,
}

/// One plan between two aims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontPointRecord {
    /// People covered, of those who can be.
    pub covered: u64,
    /// The other aim.
    pub other: f64,
    /// What no plan surpasses that is no worse in the aim that was held: people covered, or minutes for `mean_walk`.
    pub bound: f64,
    /// The ids of its new sites.
    pub sites: Vec<String>,
}

impl FrontRecord {
    pub(super) fn of(front: &Front, places: &Places) -> Self {
        let one = |point: &FrontPoint| FrontPointRecord {
            covered: point.covered,
            other: point.other,
            bound: point.bound,
            sites: (point.sites.iter())
                .map(|site| places.sites[*site].id.to_string())
                .collect(),
        };
        Self {
            against: front.against.name().to_owned(),
            points: front.points.iter().map(one).collect(),
        }
    }
}
