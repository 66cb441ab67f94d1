//! Which sites of a level may support which others: travel times between sites, by the profile of the level.

use crate::error::Error;
use crate::ids::{DemandId, Id as _, SiteId};
use crate::places::{Site, Status};
use crate::progress::Progress;
use crate::reach::{Layers, PacedGraph};
use crate::scenario::LevelInput;
use crate::siting::brief::{Level, in_parts};
use crate::snap::Snapped;
use crate::study::Study;

impl Study {
    /// The levels of a brief with their links.
    pub(in crate::study) fn levels(
        &self,
        asked: &[LevelInput],
        progress: &dyn Progress,
    ) -> Result<Vec<Level>, Error> {
        let one = |level: &LevelInput| {
            Ok(Level {
                kind: level.kind.clone(),
                supports: level.supports.clone(),
                sites: level.sites,
                budget: level.budget.map(in_parts),
                within: level.within,
                serves: level.serves,
                links: self.links(level, progress)?,
            })
        };
        asked.iter().map(one).collect()
    }

    /// Pairs of a site of the level and a candidate of what it supports, within the level's minutes: from the first
    /// to the second.
    fn links(
        &self,
        level: &LevelInput,
        progress: &dyn Progress,
    ) -> Result<Vec<(SiteId, SiteId)>, Error> {
        let may_be = |site: &Site| site.status.counts_after() || site.status == Status::Candidate;
        let uppers = self.sites_that(|site| site.kind == level.kind && may_be(site));
        // Candidates without a kind are of the sited one.
        let is_sited = self.sited_kind() == Some(level.supports.as_str());
        let lowers = self.sites_that(|site| {
            let fits = site.kind == level.supports || is_sited && site.kind.is_empty();
            fits && site.status == Status::Candidate
        });
        let named = level.profile.as_deref();
        let known = self
            .walkers
            .iter()
            .find(|w| Some(w.profile.name.as_str()) == named);
        let made = match (named, known) {
            (Some(name), None) => self
                .scenario
                .walker(name)
                .map(|walk| self.land().walkers(&walk).0),
            _ => None,
        };
        let walkers = made.as_ref().or(known).unwrap_or(&self.walkers[0]);
        let at = |sites: &[SiteId]| -> Vec<_> {
            sites
                .iter()
                .map(|&site| walkers.snapped.sites[site])
                .collect()
        };
        let snapped = Snapped {
            demand: at(&uppers).into(),
            sites: at(&lowers).into(),
        };
        let passage = self.land().passage_of(&walkers.profile);
        let layers = Layers::of(&self.network, &walkers.times[0], passage);
        let graph = PacedGraph::laid_out(&[layers], &snapped, &[]);
        let matrix = graph.matrix(level.within, progress)?;
        let mut links = Vec::new();
        for (place, &upper) in uppers.iter().enumerate() {
            let near = matrix.of_demand(DemandId::from_index(place));
            links.extend(near.map(|(lower, _)| (upper, lowers[lower.index()])));
        }
        Ok(links)
    }

    fn sites_that(&self, is_one: impl Fn(&Site) -> bool) -> Vec<SiteId> {
        let sites = self.places.sites.enumerate();
        sites
            .filter(|(_, site)| is_one(site))
            .map(|(id, _)| id)
            .collect()
    }

    fn sited_kind(&self) -> Option<&str> {
        self.scenario
            .siting
            .as_ref()
            .map(|siting| siting.kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::findings::Findings;
    use crate::progress::Silent;
    use crate::scenario::Scenario;
    use crate::testing::{Settlement, desert, study_of};
    use crate::units::Metres;

    const TEXT: &str = r#"
        title = "Town"
        [network]
        osm = "town.osm.pbf"
        [walk]
        profile = "plain"
        [[standard]]
        kind = "canteen"
        within_min = 12
        [siting]
        kind = "canteen"
        [[siting.level]]
        kind = "kitchen"
        within_min = 8
        sites = 2
    "#;

    #[test]
    fn a_link_is_a_walk_from_the_kitchen_that_is_short_enough() {
        let scenario = Scenario::parse(Path::new("town.toml"), TEXT, &[]).unwrap();
        let city = desert(9, Metres::new(160.0));
        let mut town = Settlement::default();
        let place = |i: u32| (f64::from(i * 37 % 83) / 10.4, f64::from(i * 53 % 79) / 9.9);
        // A home at every kitchen: its walk to each canteen is known from the matrix.
        for i in 0..12 {
            let (x, y) = place(i);
            town.home(city.at(x, y), 1);
            let status = if i % 3 == 0 {
                Status::Open
            } else {
                Status::Candidate
            };
            town.site("kitchen", status, city.at(x, y));
        }
        for i in 12..40 {
            let (x, y) = place(i);
            let kind = if i % 4 == 0 { "" } else { "canteen" };
            let status = if i % 9 == 0 {
                Status::Open
            } else {
                Status::Candidate
            };
            town.site(kind, status, city.at(x, y));
        }
        let study = study_of(
            scenario,
            city.network.clone(),
            town.places(),
            Findings::new(),
        );
        let level = &study.brief(&Silent).unwrap().levels[0];
        let matrix = study.matrix(&Silent).unwrap();
        let sites = &study.places.sites;
        let mut expected = Vec::new();
        let kitchens = sites.enumerate().filter(|(_, site)| site.kind == "kitchen");
        for (home, (kitchen, _)) in kitchens.enumerate() {
            let near = matrix.of_demand(DemandId::from_index(home));
            for (site, _) in near.filter(|(_, time)| *time <= level.within) {
                let is_new = sites[site].status == Status::Candidate;
                if is_new && sites[site].kind != "kitchen" {
                    expected.push((kitchen, site));
                }
            }
        }
        let mut links = level.links.clone();
        links.sort_unstable();
        expected.sort_unstable();
        assert!(expected.len() > 20, "{}", expected.len());
        assert_eq!(links, expected);
        assert_eq!((level.sites, level.serves), (Some(2), false));
    }
}
