//! The two readings of the map beside the one that is told: everything unknown closed, and everything unknown open.

use super::{Plan, Study};
use crate::coverage::{Band, Coverage, Readings};
use crate::ids::SiteId;
use crate::impedance::doubt::has_doubts;
use crate::impedance::{ArcTimes, Reading};
use crate::network::Passage;
use crate::reach::PacedGraph;
use crate::snap::{FAR_M, SnapPoint, Unsnapped};
use crate::units::Metres;

/// For all walkers whom a standard needs the graphs of both readings; `None` where they keep to no passage, so that nothing
/// is unknown.
pub(super) struct BothReadings {
    graphs: Vec<Option<(PacedGraph, PacedGraph)>>,
}

impl Study {
    /// Lays out both readings.
    pub(super) fn readings(&self) -> BothReadings {
        let surely = Passage::surely(&self.network, &self.compounds);
        let possibly = Passage::possibly();
        let graphs = self.of_walkers(|walkers| {
            let land = self.land();
            let walk = &walkers.profile;
            let is_doubtful = has_doubts(&self.network, walk.travel);
            let graph = |passage: &Passage, reading: Reading| {
                let read = is_doubtful.then(|| land.times_read(walk, land.slopes, reading));
                let times: &[ArcTimes] = read.as_deref().unwrap_or(&walkers.times);
                land.graph(times, Some(passage), &walkers.snapped)
            };
            let keeps = self.given.is_none() && walk.keeps_to_passage();
            keeps.then(|| {
                let closed = graph(&surely, Reading::Fearful);
                (closed, graph(&possibly, Reading::Hopeful))
            })
        });
        BothReadings {
            graphs: graphs.into_iter().map(Option::flatten).collect(),
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
        for kind in &mut coverage.kinds {
            let number = self.number_of(&kind.standard);
            let walkers = &self.walkers[number];
            let vague: Vec<bool> = walkers.snapped.demand.iter().map(is_vague).collect();
            let sites = self.counting_for(&kind.standard, plan);
            let sure: Vec<SiteId> = sites
                .iter()
                .copied()
                .filter(|site| !is_vague(&walkers.snapped.sites[*site]))
                .collect();
            let (closed, open) = match &both.graphs[number] {
                Some((closed, open)) => (closed.nearest(&sure), open.nearest(&sites)),
                None => (walkers.graph.nearest(&sure), kind.nearest.clone()),
            };
            let readings = Readings {
                closed,
                open,
                is_vague: vague,
            };
            kind.band = Some(Band::of(kind, &readings, &self.places));
        }
    }
}
