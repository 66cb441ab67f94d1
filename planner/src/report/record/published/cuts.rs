//! How the people are cut into rows, so that it shows where two releases cut the same people otherwise.
//!
//! A cut is called by what it was made of, or by a hash of that: it tells nothing of anybody.

use std::collections::BTreeMap;

use geo::CoordsIter as _;
use sha2::{Digest as _, Sha256};

use crate::text::hex;

use super::super::super::Run;

/// For tables of districts and hexagons, and of groups: what their rows are cut by.
pub(super) fn cuts(run: &Run) -> BTreeMap<String, String> {
    let mut cuts = BTreeMap::new();
    cuts.insert("districts".to_owned(), of_districts(run));
    if run.assessment.is_some() {
        cuts.insert("groups".to_owned(), of_groups(run));
    }
    cuts
}

/// The districts that are told, by their codes and outlines, and the columns in which people name theirs: of the same
/// people another table would come of another of these. Nobody's home is in it.
fn of_districts(run: &Run) -> String {
    let places = run.places;
    if places.districts.is_empty() {
        return "none".to_owned();
    }
    let mut digest = Sha256::new();
    for (id, district) in places.districts.enumerate() {
        let told = places.reported(Some(id));
        let told = told.map_or("", |id| places.districts[id].code.as_str());
        digest.update(format!("{} {told}\n", district.code));
        for at in district.outline.coords_iter() {
            digest.update(at.x.to_le_bytes());
            digest.update(at.y.to_le_bytes());
        }
    }
    for file in &run.scenario.seniors {
        digest.update(format!("{:?}\n", file.file.columns));
    }
    hex(&digest.finalize())
}

/// The ages at which bands begin, and the rules of the tiers.
fn of_groups(run: &Run) -> String {
    let scenario = run.scenario;
    let bands = scenario.assess.age_bands.iter().map(ToString::to_string);
    let tiers = scenario.tiers.iter();
    let tiers = tiers.map(|tier| format!("{} = {}", tier.name, tier.rule));
    bands.chain(tiers).collect::<Vec<_>>().join("; ")
}
