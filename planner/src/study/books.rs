//! What promises are held against: the sites that count in a study, today or under a plan.

use crate::coverage::Coverage;
use crate::coverage::ledger::Books;
use crate::ids::{DistrictId, Id as _, SiteId};
use crate::places::{Eligible, Places};
use crate::reach::Nearest;
use crate::rule::{Rule, Truth};
use crate::snap::Snapped;
use crate::units::{Seniors, WalkTime};

use super::walkers::Land;
use super::{Plan, Study};

/// A study as its promises see it.
pub(super) struct StudyBooks<'a> {
    pub(super) study: &'a Study,
    pub(super) coverage: &'a Coverage,
    pub(super) plan: Option<&'a Plan>,
}

impl Books for StudyBooks<'_> {
    fn places(&self) -> &Places {
        &self.study.places
    }

    fn coverage(&self) -> &Coverage {
        self.coverage
    }

    fn of_kind(&self, kind: &str) -> Vec<SiteId> {
        self.study.counting(kind, self.plan)
    }

    fn of_kind_or_level(&self, word: &str) -> Vec<SiteId> {
        let places = &self.study.places;
        let counts = |id: SiteId| {
            let site = &places.sites[id];
            let kind = self.study.kind_under(id, self.plan);
            kind.is_some_and(|kind| kind == word || site.level.as_deref() == Some(word))
        };
        places.sites.ids().filter(|id| counts(*id)).collect()
    }

    fn of_level(&self, level: &str) -> Vec<DistrictId> {
        let districts = self.study.places.districts.enumerate();
        districts
            .filter(|(_, d)| d.level == level)
            .map(|(id, _)| id)
            .collect()
    }

    fn district_of(&self, site: SiteId, level: &str) -> Option<DistrictId> {
        let district = self.study.places.sites[site].district?;
        self.study.places.ancestor(district, level)
    }

    fn people(&self, rule: &Rule) -> Vec<Seniors> {
        let places = &*self.study.places;
        let mut people = vec![Seniors::ZERO; places.demand.len()];
        // A rule whose columns are not there was refused when the places were read.
        let Ok(judge) = rule.bind(places) else {
            return people;
        };
        for (number, row) in places.seniors.iter().enumerate() {
            if row.eligible == Eligible::Yes && judge.judge(number) == Truth::Yes {
                people[row.home.index()] += row.count;
            }
        }
        people
    }

    fn ways(&self, from: &[SiteId], to: &[SiteId], by: Option<&str>) -> Vec<Option<WalkTime>> {
        let study = self.study;
        if study.given.is_some() {
            // A table of times of people says nothing of ways between sites.
            return vec![None; from.len()];
        }
        let walk = by.and_then(|by| study.scenario.walker(by));
        let walk = walk.as_ref().unwrap_or(&study.scenario.walk);
        // Nobody asks how old a site is.
        let walk = walk.at(walk.speed);
        let promises = study.scenario.promises.iter();
        let longest = promises.filter_map(|promise| promise.claim.within()).max();
        let land = Land {
            within: longest.unwrap_or_default(),
            ..study.land()
        };
        let times = land.times(&walk, land.slopes);
        let (snapped, _) = land.snap(&walk, &times);
        let starts = Snapped {
            demand: from.iter().map(|site| snapped.sites[*site]).collect(),
            sites: snapped.sites,
        };
        let graph = land.graph(&times, land.passage_of(&walk), &starts);
        let nearest = graph.nearest(to);
        nearest
            .iter()
            .map(|nearest| match nearest {
                Nearest::Site(_, time) => Some(*time),
                Nearest::TooLong(..) | Nearest::Unreachable | Nearest::Unsnapped => None,
            })
            .collect()
    }
}
