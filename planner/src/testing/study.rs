//! A study of a town that was made in memory: what `Study::open` reads from files, put together by hand.

use std::sync::Arc;

use crate::findings::Findings;
use crate::impedance::ArcTimes;
use crate::network::{Compounds, EdgeIndex, Network, Passage};
use crate::places::Places;
use crate::reach::{Layers, PacedGraph};
use crate::scenario::Scenario;
use crate::snap;
use crate::study::{Study, Walkers};

/// A study of places on a network, as a scenario would open it that names neither walls nor elevation.
///
/// No file is read: those that the scenario names need not exist.
pub fn study_of(scenario: Scenario, network: Network, places: Places, findings: Findings) -> Study {
    let index = EdgeIndex::new(&network);
    let (snapped, _) = snap::snap(&places, &network, &index);
    let mut times = ArcTimes::of(&network, &scenario.walk);
    times.set_cap(&network, &scenario.walk, scenario.longest_time());
    let passage = Passage::with(&network, &Compounds::default());
    let keeps = scenario.walk.keeps_to_passage();
    let layers = Layers::of(&network, &times, keeps.then_some(&passage));
    let graph = PacedGraph::laid_out(&[layers], &snapped, &places.paces);
    let walkers = Walkers {
        profile: scenario.walk.clone(),
        open: None,
        times: Arc::new(vec![times]),
        snapped: Arc::new(snapped),
        graph: Arc::new(graph),
    };
    Study {
        scenario: Arc::new(scenario),
        inputs: Vec::new(),
        bounds: None,
        compounds: Arc::default(),
        slopes: None,
        edits: Arc::default(),
        passage: Arc::new(passage),
        index: Arc::new(index),
        features: Arc::default(),
        places: Arc::new(places),
        snapped: Arc::clone(&walkers.snapped),
        graph: Arc::clone(&walkers.graph),
        walkers: Arc::new(vec![walkers]),
        given: None,
        findings,
        network: Arc::new(network),
    }
}
