//! The two readings of the map beside the one that is told: everything unknown closed, and everything unknown open.

use super::{Plan, Study};
use crate::coverage::{Band, Coverage, Readings};
use crate::ids::SiteId;
use crate::network::Passage;
use crate::reach::{Layers, ReachGraph};
use crate::snap::{FAR_M, SnapPoint, Unsnapped};
use crate::units::Metres;

/// The graphs of both readings; `None` where the walker keeps to no passage, so that nothing is unknown.
pub(super) struct BothReadings {
    graphs: Option<(ReachGraph, ReachGraph)>,
}

impl Study {
    /// Lays out both readings.
    pub(super) fn readings(&self) -> BothReadings {
        let keeps = self.given.is_none() && self.scenario.walk.keeps_to_passage();
        let graph = |passage: &Passage| {
            let layers = Layers::of(&self.network, &self.times, Some(passage));
            ReachGraph::laid_out(&layers, &self.snapped)
        };
        let surely = || Passage::surely(&self.network, &self.compounds);
        BothReadings {
            graphs: keeps.then(|| (graph(&surely()), graph(&Passage::possibly()))),
        }
    }

    /// Says for every standard who is covered for sure, and who if the unknown paths work.
    pub(super) fn add_bands(
        &self,
        coverage: &mut Coverage,
        plan: Option<&Plan>,
        both: &BothReadings,
    ) {
        if self.given.is_some() {
            // A table of walk times leaves nothing open.
            return;
        }
        let is_vague =
            |at: &Result<SnapPoint, Unsnapped>| at.is_ok_and(|at| at.gap > Metres::new(FAR_M));
        let vague: Vec<bool> = self.snapped.demand.iter().map(is_vague).collect();
        for kind in &mut coverage.kinds {
            let sites = self.counting_for(&kind.standard, plan);
            let sure: Vec<SiteId> = sites
                .iter()
                .copied()
                .filter(|site| !is_vague(&self.snapped.sites[*site]))
                .collect();
            let (closed, open) = match &both.graphs {
                Some((closed, open)) => (closed.nearest(&sure), open.nearest(&sites)),
                None => (self.graph.nearest(&sure), kind.nearest.clone()),
            };
            let readings = Readings {
                closed,
                open,
                is_vague: vague.clone(),
            };
            kind.band = Some(Band::of(kind, &readings, &self.places));
        }
    }
}
