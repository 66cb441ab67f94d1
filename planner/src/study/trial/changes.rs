//! What somebody tries out on a study: sites added, moved, closed or enlarged, without reading anything again.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Contains as _;

use crate::ids::{DistrictId, SiteId};
use crate::places::{Places, Site, Status, price};
use crate::projection::LonLat;
use crate::reach::{Layers, PacedStops};
use crate::scenario::Scenario;
use crate::snap::{SnapPoint, Unsnapped};

use crate::study::walkers::Land;
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
    /// What new sites cost whose tables name no cost; `None` where that is as the scenario says.
    pub usual_cost: Option<f64>,
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
        if let Some(usual) = self.usual_cost {
            price(&mut changed.sites, usual);
        }
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

    /// What each kind of walkers may walk, at each of their paces.
    pub fn all_layers(&self) -> Vec<Vec<Layers<'_>>> {
        let land = self.land();
        let of_walkers = |walkers| {
            let Walkers { profile, times, .. }: &Walkers = walkers;
            let passage = land.passage_of(profile);
            let of_pace = |times| Layers::of(&self.network, times, passage);
            times.iter().map(of_pace).collect()
        };
        self.walkers.iter().map(of_walkers).collect()
    }

    /// Where sites can be put, for each kind of walkers; the layers must be those of this study.
    pub fn stops<'a>(&self, layers: &'a [Vec<Layers<'a>>]) -> Vec<PacedStops<'a>> {
        let walkers = layers.iter().zip(self.walkers.iter());
        walkers
            .map(|(layers, walkers)| PacedStops::of(layers, &walkers.snapped, &self.places.paces))
            .collect()
    }

    /// The same study with other sites; only those that stand elsewhere are attached anew, and nothing is searched.
    ///
    /// The stops must be those of this study.
    #[must_use]
    pub fn changed(&self, changes: &Changes, stops: &[PacedStops<'_>]) -> Self {
        let places = Arc::new(changes.on(&self.places));
        let walkers: Vec<Walkers> = self
            .walkers
            .iter()
            .zip(stops)
            .map(|(walkers, stops)| self.walkers_changed(walkers, changes, stops))
            .collect();
        Self {
            snapped: Arc::clone(&walkers[0].snapped),
            graph: Arc::clone(&walkers[0].graph),
            walkers: Arc::new(walkers),
            places,
            ..self.clone()
        }
    }

    /// Some walkers with other sites; nothing is laid out anew.
    fn walkers_changed(
        &self,
        walkers: &Walkers,
        changes: &Changes,
        stops: &PacedStops<'_>,
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
        let graph = walkers.graph.with_sites(stops, &snapped.sites);
        Walkers {
            snapped: Arc::new(snapped),
            graph: Arc::new(graph),
            ..walkers.clone()
        }
    }

    /// Whether everybody walks as another scenario asks; stops hold for it then.
    pub fn is_walked_as(&self, scenario: &Scenario) -> bool {
        let land = Land {
            within: scenario.longest_time(),
            ..self.land()
        };
        scenario.walk == self.scenario.walk && !self.walkers.iter().any(|w| land.caps_differ(w))
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
        let land = study.land();
        let again = |walkers: &Walkers| land.walkers(&walkers.profile).0;
        let mut walkers: Vec<Walkers> = Vec::with_capacity(self.walkers.len());
        for (number, known) in self.walkers.iter().enumerate() {
            walkers.push(match number {
                0 if !same_walker => land.walkers(&study.scenario.walk).0,
                _ if land.caps_differ(known) => again(known),
                _ => known.clone(),
            });
        }
        study.snapped = Arc::clone(&walkers[0].snapped);
        study.graph = Arc::clone(&walkers[0].graph);
        study.walkers = Arc::new(walkers);
        study
    }
}
