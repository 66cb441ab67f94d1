//! One file per layer: what a study holds becomes batches of shapes once, and coats of ink for every theme.

pub mod base;
pub mod districts;
pub mod hexagons;
pub mod labels;
pub mod marks;
pub mod streets;

use std::collections::BTreeSet;
use std::sync::Arc;

use geo::Coord;
use planner::ids::Id as _;
use planner::network::Network;
use planner::osm::Feature;
use planner::places::Places;
use planner::projection::{LonLat, Plane};

use crate::map::scene::{Batch, Bounds, Coat, Ink, Scene};
use crate::state::{Layer, Phase};
use crate::theme::{Colour, Theme};

/// What lies under every answer: the extract and the districts, in metres.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Degrees to metres.
    pub plane: Plane,
    /// What to show first.
    pub home: Bounds,
    /// Names of places.
    pub labels: Vec<labels::Label>,
    base: base::Base,
    streets: streets::Streets,
    districts: districts::Districts,
}

impl Ground {
    /// Lays out the extract on a plane around the places that matter.
    pub fn of(network: &Network, features: &[Feature], places: &Places) -> Self {
        let heart = heart(network, places);
        let plane = Plane::around(heart.iter().copied());
        let home = Bounds::around(heart.iter().map(|at| plane.to_metres(*at)));
        Self {
            plane,
            home: home.unwrap_or(Bounds {
                min: Coord {
                    x: -1000.0,
                    y: -1000.0,
                },
                max: Coord {
                    x: 1000.0,
                    y: 1000.0,
                },
            }),
            labels: labels::of(features, &plane),
            base: base::Base::of(features, &plane),
            streets: streets::Streets::of(network, &plane),
            districts: districts::Districts::of(places, &plane),
        }
    }
}

/// The scene of a ground with what an answer puts on it.
pub fn scene(ground: &Ground, hexagons: Option<&hexagons::Hexagons>, look: &Look<'_>) -> Scene {
    let Look {
        theme,
        layers,
        phase,
    } = look;
    let mut coats: Vec<Coat> = Vec::new();
    if layers.contains(&Layer::Base) {
        coats.extend(ground.base.coats(theme));
    }
    if let Some(hexagons) = hexagons
        && layers.contains(&Layer::Hexagons)
    {
        coats.extend(hexagons.coats(theme, *phase));
    }
    if layers.contains(&Layer::Base) {
        coats.extend(ground.base.building_coats(theme));
    }
    if layers.contains(&Layer::Streets) {
        coats.extend(ground.streets.coats(theme));
    }
    if layers.contains(&Layer::Districts) {
        coats.extend(ground.districts.coats(theme));
    }
    Scene {
        background: ground.base.background(theme),
        coats,
    }
}

/// What decides how a scene looks.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The colours.
    pub theme: &'a Theme,
    /// The layers that are switched on.
    pub layers: &'a BTreeSet<Layer>,
    /// Before or after the proposal.
    pub phase: Phase,
}

/// A coat that shows at every scale.
fn always(batch: &Arc<Batch>, ink: Ink, colour: Colour) -> Coat {
    Coat {
        batch: Arc::clone(batch),
        ink,
        colour,
        scales: 0.0..f64::INFINITY,
    }
}

/// Where seniors or else facilities are; without any, the largest island of the network (ferries stretch the rest).
fn heart(network: &Network, places: &Places) -> Vec<LonLat> {
    let homes: Vec<LonLat> = places.demand.iter().filter_map(|d| d.at).collect();
    if !homes.is_empty() {
        return homes;
    }
    let sites: Vec<LonLat> = places.sites.iter().filter_map(|s| s.at).collect();
    if !sites.is_empty() {
        return sites;
    }
    let mainland = |node| network.island_of(node).index() == 0;
    let nodes = network
        .nodes()
        .enumerate()
        .filter(|(node, _)| mainland(*node));
    nodes.map(|(_, node)| node.at).collect()
}
