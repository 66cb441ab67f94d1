//! A study whose walk times come from a table: nothing is walked, everything is counted as usual.

use std::sync::Arc;

use super::{Study, Walkers};
use crate::coverage::{NearestTable, Standard};
use crate::error::Error;
use crate::ids::SiteId;
use crate::impedance::ArcTimes;
use crate::network::{self, Compounds, EdgeIndex, Edits, Passage};
use crate::places;
use crate::progress::Progress;
use crate::reach::{Layers, PacedGraph, SeveralTable, given};
use crate::scenario::Scenario;
use crate::snap::{Snapped, Unsnapped};

impl Study {
    /// Reads the tables and the walk times of a scenario; its network is empty.
    pub(super) fn of_times(scenario: Scenario, progress: &dyn Progress) -> Result<Self, Error> {
        let (places, read, mut findings) = places::read_within(&scenario, &[], None, progress)?;
        let mut inputs = vec![places::input_file("scenario", &scenario.file, 1)?];
        inputs.extend(read);
        let path = scenario.walk_times.clone().unwrap_or_default();
        let (matrix, times_findings, rows) = given::read(&path, &places, progress)?;
        inputs.push(places::input_file("walk_times", &path, rows)?);
        findings.extend(times_findings);
        // No pair beyond the longest standard is missing: what the table lacks is unreachable.
        let nobody = |_: &_| Err(Unsnapped::NoCoordinates);
        let snapped = Snapped {
            demand: places.demand.iter().map(nobody).collect::<Vec<_>>().into(),
            sites: (places.sites.iter())
                .map(|_| Err(Unsnapped::NoCoordinates))
                .collect::<Vec<_>>()
                .into(),
        };
        let network = network::nothing();
        let times = ArcTimes::on(&network, &scenario.walk, None);
        let graph = PacedGraph::laid_out(&[Layers::of(&network, &times, None)], &snapped, &[]);
        let walkers = Walkers {
            profile: scenario.walk.clone(),
            open: None,
            times: Arc::new(vec![times]),
            snapped: Arc::new(snapped),
            graph: Arc::new(graph),
        };
        let compounds = Compounds::default();
        let longest = scenario.standards.iter().map(|standard| standard.within);
        let matrix = matrix.known_up_to(longest.max().unwrap_or_default());
        Ok(Self {
            scenario: Arc::new(scenario),
            inputs,
            bounds: None,
            index: Arc::new(EdgeIndex::new(&network)),
            passage: Arc::new(Passage::with(&network, &compounds)),
            features: Arc::new(Vec::new()),
            places: Arc::new(places),
            snapped: Arc::clone(&walkers.snapped),
            compounds: Arc::new(compounds),
            slopes: None,
            edits: Arc::new(Edits::default()),
            graph: Arc::clone(&walkers.graph),
            walkers: Arc::new(vec![walkers]),
            network: Arc::new(network),
            given: Some(Arc::new(matrix)),
            findings,
        })
    }

    /// The nearest of the given sites for every demand point, for the walkers of a standard or by the table of walk times.
    pub fn nearest_for(&self, standard: &Standard, sites: &[SiteId]) -> NearestTable {
        match &self.given {
            Some(given) => given.nearest(sites),
            None => self.walkers_of(standard).graph.nearest(sites),
        }
    }

    /// The walks to the few nearest of the given sites for every demand point, for the same walkers.
    pub(super) fn several_for(&self, standard: &Standard, sites: &[SiteId]) -> SeveralTable {
        match &self.given {
            Some(given) => given.several(sites),
            None => self.walkers_of(standard).graph.several(sites),
        }
    }
}
