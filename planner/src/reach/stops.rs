//! Further places to walk to, on a graph that has been laid out: what somebody drags over a map is searched at once.
//!
//! [`Stops`] keeps what a [`ReachGraph`] forgets: the chains, the numbers of junctions, and the doors of each chain. With
//! it a place on the network becomes the `Target`s that a site there would have, to the millisecond.
//!
//! # Method
//!
//! The layout of a graph is a function of its layers and demand points alone. [`Stops`] lays the same out again, by the
//! same code that [`ReachGraph::laid_out`] uses, so that both number junctions and doors alike.
//!
//! # Complexity
//!
//! Made once in linear time; then a place costs the logarithm of the doors on its chain, and a row one bounded search.
//!
//! # Invariants
//!
//! Stops belong to the graph of the same layers and demand points: they are not asked about another one.

use crate::ids::{DemandId, Id as _, SiteId, Table};
use crate::snap::{SnapPoint, Snapped, Unsnapped};
use crate::units::WalkTime;

use super::chains::{Chains, arrival_time};
use super::graph::{Doors, Junctions, ReachGraph, Target, target};
use super::layers::Layers;
use super::search::Scratch;

/// Where sites can be put on a graph.
pub struct Stops<'a> {
    layers: &'a Layers<'a>,
    pub(super) chains: Chains<'a>,
    pub(super) junctions: Junctions,
    pub(super) doors: Doors,
}

impl<'a> Stops<'a> {
    /// Lays out the chains of some layers with the doors of demand points on them.
    pub fn of(layers: &'a Layers<'a>, snapped: &Snapped) -> Self {
        let chains = Chains::of(layers);
        Self {
            junctions: Junctions::of(layers, &chains),
            doors: Doors::of(layers, &chains, snapped),
            layers,
            chains,
        }
    }

    /// Where walks to a place end: on every chain that leads there.
    fn targets(&self, at: &SnapPoint) -> impl Iterator<Item = Target> {
        let gap_ms = u64::from(arrival_time(at, self.layers.times()).millis());
        let tracks = self.layers.to_site(at.edge, at.side);
        let open = tracks.filter(|track| self.chains.of_track(*track).is_open);
        open.map(move |track| {
            target(
                &self.chains,
                &self.junctions,
                &self.doors,
                (at, track, gap_ms),
            )
        })
    }

    /// The targets of all sites, and where those of each begin.
    pub(super) fn of_sites(
        &self,
        sites: &Table<SiteId, Result<SnapPoint, Unsnapped>>,
    ) -> (Vec<u32>, Vec<Target>) {
        let mut first = vec![0];
        let mut targets = Vec::with_capacity(sites.len());
        for site in sites {
            if let Ok(at) = site {
                targets.extend(self.targets(at));
            }
            first.push(targets.len() as u32);
        }
        (first, targets)
    }
}

impl std::fmt::Debug for Stops<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let chains = self.chains.as_slice().len();
        f.debug_struct("Stops")
            .field("chains", &chains)
            .finish_non_exhaustive()
    }
}

impl ReachGraph {
    /// Finds everybody within the cutoff of a place that need not be a site, by ascending demand point.
    pub fn row_to(
        &self,
        stops: &Stops<'_>,
        at: &SnapPoint,
        cutoff: WalkTime,
    ) -> Vec<(DemandId, WalkTime)> {
        let targets: Vec<Target> = stops.targets(at).collect();
        let row = Scratch::new(self, cutoff).row(self, &targets);
        row.into_iter()
            .map(|(demand, time)| (DemandId::from_index(demand as usize), time))
            .collect()
    }

    /// The same streets and homes with other sites.
    #[must_use]
    pub fn with_sites(
        &self,
        stops: &Stops<'_>,
        sites: &Table<SiteId, Result<SnapPoint, Unsnapped>>,
    ) -> Self {
        let (first_target, targets) = stops.of_sites(sites);
        self.with_targets(first_target, targets)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::impedance::{ArcTimes, WalkProfile};
    use crate::network::EdgeIndex;
    use crate::places::Status;
    use crate::progress::Silent;
    use crate::snap::snap;
    use crate::testing::{Settlement, desert};
    use crate::units::Metres;

    const CUTOFF: WalkTime = WalkTime::from_minutes(11);

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        /// The whole matrix, with the places as sites from the start, is the oracle.
        #[test]
        fn a_row_to_a_place_is_the_row_of_a_site_there(
            homes in prop::collection::vec((0.0..6.0_f64, 0.0..6.0_f64), 1..40),
            spots in prop::collection::vec((0.0..6.0_f64, 0.0..6.0_f64), 1..6),
        ) {
            let city = desert(7, Metres::new(150.0));
            let mut settlement = Settlement::default();
            for (x, y) in homes {
                settlement.home(city.at(x, y), 1);
            }
            let bare = settlement.clone().places();
            for (x, y) in spots {
                settlement.site("canteen", Status::Open, city.at(x, y));
            }
            let index = EdgeIndex::new(&city.network);
            let (with, _) = snap(&settlement.places(), &city.network, &index);
            let (without, _) = snap(&bare, &city.network, &index);
            let times = ArcTimes::of(&city.network, &WalkProfile::preset("plain").unwrap());
            let layers = Layers::of(&city.network, &times, None);
            let whole = ReachGraph::laid_out(&layers, &with);
            let oracle = whole.matrix(CUTOFF, &Silent).unwrap();
            let graph = ReachGraph::laid_out(&layers, &without);
            let stops = Stops::of(&layers, &without);
            for (site, at) in with.sites.enumerate() {
                let wanted: Vec<_> = oracle.of_site(site).collect();
                let row = at.map(|at| graph.row_to(&stops, &at, CUTOFF)).unwrap_or_default();
                prop_assert_eq!(row, wanted);
            }
            let all: Vec<SiteId> = with.sites.ids().collect();
            let moved = graph.with_sites(&stops, &with.sites);
            prop_assert_eq!(moved.nearest(&all), whole.nearest(&all));
            prop_assert_eq!(moved.matrix(CUTOFF, &Silent).unwrap(), oracle);
        }
    }
}
