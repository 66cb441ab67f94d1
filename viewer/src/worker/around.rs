//! What lies around one place: who walks there in 5, 10 and 15 minutes, and which site is nearest to it.

use std::sync::Arc;

use geo::MultiPolygon;
use planner::ids::{DemandId, Id as _};
use planner::projection::LonLat;
use planner::study::{StandardTold, Study};
use planner::units::WalkTime;

use crate::map::pick::Target;

/// The walks that outlines are drawn for, in minutes.
pub const MINUTES: [u32; 3] = [5, 10, 15];

/// A place that was chosen on the map.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// What was chosen.
    pub target: Target,
    /// Where it is.
    pub at: LonLat,
    /// The standard looked at, by its place in the scenario.
    pub standard: usize,
    /// The city with the plan.
    pub world: Arc<Study>,
}

/// What lies around it.
#[derive(Debug)]
pub struct Around {
    /// What was chosen.
    pub target: Target,
    /// The standard that was looked at, by its place in the scenario.
    pub standard: usize,
    /// The city that was looked at.
    pub world: Arc<Study>,
    /// From where one walks there, for each of [`MINUTES`]; empty for a place that is no site.
    pub outlines: Vec<MultiPolygon>,
    /// The walk from it to the nearest site, and why that is too long; nothing for a site.
    pub told: Option<StandardTold>,
}

/// Looks around a place.
pub fn look(chosen: Chosen) -> Around {
    let world = &chosen.world;
    let (mut outlines, mut told) = (Vec::new(), None);
    match (chosen.target, world.attach(chosen.at)) {
        (Target::Mark(_), Ok(at)) => {
            let within = MINUTES.map(WalkTime::from_minutes);
            let around = world.isochrone(at, &within);
            outlines = around.into_iter().map(|one| one.outline).collect();
        }
        (Target::Mark(_), Err(_)) => {}
        (Target::Hexagon(_), _) => {
            let standards = world.explain(chosen.at).standards;
            told = standards.into_iter().nth(chosen.standard);
        }
        (Target::Home(home), _) => {
            let home = DemandId::from_index(home);
            let standards = world.explainer(None).home(home).standards;
            told = standards.into_iter().nth(chosen.standard);
        }
    }
    Around {
        target: chosen.target,
        standard: chosen.standard,
        outlines,
        told,
        world: chosen.world,
    }
}
