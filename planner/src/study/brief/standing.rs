//! Who counts how much in a brief: by need or by tier, as the scenario has them.

use std::collections::BTreeMap;

use crate::coverage::gaps::factor_of_rows;
use crate::ids::{DemandId, Id as _};
use crate::places::{Eligible, SeniorRow};
use crate::scenario::Priority;
use crate::siting::Standing;
use crate::siting::brief::Group;
use crate::siting::brief::standing::PARTS;
use crate::study::Study;

/// The column that the scenario's tiers make.
const TIER: &str = "tier";

impl Study {
    /// Groups those whom the standard of a kind is for by how much they count.
    pub(in crate::study) fn standing(&self, kind: &str, priority: Priority) -> Standing {
        match priority {
            Priority::Alike => Standing::Alike,
            Priority::ByNeed => {
                let factors = factor_of_rows(&self.places, &self.scenario.assess.vulnerability);
                let parts = |row: usize| (factors[row] * PARTS as f64).round() as u64;
                Standing::ByNeed(self.groups(kind, |row| (0, parts(row))))
            }
            Priority::ByTier => {
                let names: Vec<String> =
                    self.scenario.tiers.iter().map(|t| t.name.clone()).collect();
                let column = self.places.columns.get(TIER);
                let tier = |row: usize| {
                    let name = column.and_then(|column| column.text(row));
                    let place = names.iter().position(|known| Some(known.as_str()) == name);
                    place.unwrap_or(names.len())
                };
                let groups = self.groups(kind, |row| (tier(row), 1));
                Standing::ByTier { names, groups }
            }
        }
    }

    /// Those of each place whom the standard of a kind is for, by what a row is worth: its tier and its parts.
    fn groups(&self, kind: &str, of: impl Fn(usize) -> (usize, u64)) -> Vec<Group> {
        let mut groups = BTreeMap::new();
        let audience = self.places.audience(kind);
        let is_for = |home: DemandId| audience.is_none_or(|includes| includes[home.index()]);
        let is_eligible =
            |(_, row): &(usize, &SeniorRow)| row.eligible == Eligible::Yes && is_for(row.home);
        for (number, row) in self.places.seniors.iter().enumerate().filter(is_eligible) {
            *groups.entry((row.home, of(number))).or_default() += row.count.count();
        }
        (groups.into_iter())
            .map(|((demand, (tier, parts)), people)| Group {
                demand,
                tier,
                parts,
                people,
            })
            .collect()
    }
}
