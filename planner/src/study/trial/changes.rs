//! What somebody tries out on a study: sites added, moved, closed or enlarged, without reading anything again.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Contains as _;

use crate::ids::{DistrictId, SiteId};
use crate::places::{Places, Site, Status};
use crate::projection::LonLat;
use crate::reach::{Layers, PacedGraph, Stops};
use crate::scenario::Scenario;
use crate::snap::{SnapPoint, Unsnapped};

use crate::study::{Study, Walkers};

/// Changes of sites, made by hand.
///
/// Sites are called by their place in the study's table, which the changed study keeps; new ones follow at its end.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Sites that stand elsewhere.
    pub moved: BTreeMap<SiteId, LonLat>,
    /// Sites that open, close, or may no longer be proposed, with the kind that they are then.
    pub status: BTreeMap<SiteId, (Status, String)>,
    /// Sites that serve more or fewer people; `None` where the number is no longer known.
    pub capacity: BTreeMap<SiteId, Option<f64>>,
    /// New sites.
    pub added: Vec<Site>,
}

impl Changes {
    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The places as changed.
    pub fn on(&self, places: &Places) -> Places {
        let mut changed = places.clone();
        for (site, at) in &self.moved {
            if places.sites.get(*site).is_some() {
                changed.sites[*site].at = Some(*at);
                changed.sites[*site].district = district_of(places, *at);
            }
        }
        for (site, (status, kind)) in &self.status {
            if places.sites.get(*site).is_some() {
                changed.sites[*site].status = *status;
                changed.sites[*site].kind.clone_from(kind);
            }
        }
        for (site, capacity) in &self.capacity {
            if places.sites.get(*site).is_some() {
                changed.sites[*site].capacity = *capacity;
            }
        }
        for site in &self.added {
            let district = site.at.and_then(|at| district_of(places, at));
            changed.sites.push(Site {
                district: site.district.or(district),
                ..site.clone()
            });
        }
        changed
    }
}

/// The most detailed district around a place; of several the first.
fn district_of(places: &Places, at: LonLat) -> Option<DistrictId> {
    let holds = |id: &DistrictId| {
        let outline = &places.districts[*id].outline;
        outline.contains(&geo::Point::from(at.coord()))
    };
    let around = places.districts.ids().filter(holds);
    around
        .map(|id| (std::cmp::Reverse(places.lineage(id).count()), id))
        .min()
        .map(|(_, id)| id)
}

impl Study {
    /// Where a place would be attached to the streets.
    pub fn attach(&self, at: LonLat) -> Result<SnapPoint, Unsnapped> {
        self.ground().snap(at)
    }

    /// The same study with other sites; only those that stand elsewhere are attached anew, and nothing is searched.
    ///
    /// The stops must be those of this study.
    #[must_use]
    pub fn changed(&self, changes: &Changes, stops: &Stops<'_>) -> Self {
        let places = Arc::new(changes.on(&self.places));
        let walkers: Vec<Walkers> = self
            .walkers
            .iter()
            .map(|walkers| self.walkers_changed(walkers, changes, (&places, stops)))
            .collect();
        Self {
            snapped: Arc::clone(&walkers[0].snapped),
            graph: Arc::clone(&walkers[0].graph),
            walkers: Arc::new(walkers),
            places,
            ..self.clone()
        }
    }

    /// Some walkers with other sites; where they all walk at the one pace of the stops, nothing is laid out anew.
    fn walkers_changed(
        &self,
        walkers: &Walkers,
        changes: &Changes,
        (places, stops): (&Places, &Stops<'_>),
    ) -> Walkers {
        let ground = self.ground_of(walkers);
        let mut snapped = (*walkers.snapped).clone();
        for (site, at) in &changes.moved {
            if snapped.sites.get(*site).is_some() {
                snapped.sites[*site] = ground.snap(*at);
            }
        }
        for site in &changes.added {
            let at = site.at.ok_or(Unsnapped::NoCoordinates);
            snapped.sites.push(at.and_then(|at| ground.snap(at)));
        }
        let graph = match walkers.graph.only() {
            Some(only) if self.walkers.len() == 1 => {
                PacedGraph::of_one(only.with_sites(stops, &snapped.sites))
            }
            _ => {
                let land = self.land();
                let passage = land.passage_of(&walkers.profile);
                let layers: Vec<Layers<'_>> = walkers
                    .times
                    .iter()
                    .map(|times| Layers::of(&self.network, times, passage))
                    .collect();
                PacedGraph::laid_out(&layers, &snapped, &places.paces)
            }
        };
        Walkers {
            snapped: Arc::new(snapped),
            graph: Arc::new(graph),
            ..walkers.clone()
        }
    }

    /// The same study asked another question about the same files: other standards, another walker, other sites to find.
    ///
    /// Walk times are computed anew when the walker differs. Files are not read again: what the question says about
    /// them changes nothing.
    #[must_use]
    pub fn asking(&self, scenario: Scenario) -> Self {
        let mut study = self.clone();
        let same_walker = scenario.walk == self.scenario.walk;
        study.scenario = Arc::new(scenario);
        if !same_walker {
            let (main, _) = study.land().walkers(&study.scenario.walk);
            study.snapped = Arc::clone(&main.snapped);
            study.graph = Arc::clone(&main.graph);
            let others = study.walkers[1..].iter().cloned();
            study.walkers = Arc::new(std::iter::once(main).chain(others).collect());
        }
        study
    }
}
