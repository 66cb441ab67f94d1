//! How the people are cut into rows, so that it shows where two releases cut the same people otherwise.
//!
//! A cut is called by what it was made of, or by a number that another cut would hardly have: it tells nothing of anybody.

use std::collections::BTreeMap;

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

/// Who lives in which district, as a number: the sum over homes of FNV-1a of place and code, in any order.
fn of_districts(run: &Run) -> String {
    let places = run.places;
    if places.districts.is_empty() {
        return "none".to_owned();
    }
    let homes = places.demand.iter().map(|demand| {
        let district = places.reported(demand.district);
        let code = district.map_or("", |id| places.districts[id].code.as_str());
        let at = demand
            .at
            .map_or([0.0; 2], |at| [at.lon_deg(), at.lat_deg()]);
        let bytes = at.into_iter().flat_map(f64::to_le_bytes);
        (bytes.chain(code.bytes())).fold(0xcbf2_9ce4_8422_2325_u64, |number, byte| {
            (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    });
    format!("{:016x}", homes.fold(0, u64::wrapping_add))
}

/// The ages at which bands begin, and the rules of the tiers.
fn of_groups(run: &Run) -> String {
    let scenario = run.scenario;
    let bands = scenario.assess.age_bands.iter().map(ToString::to_string);
    let tiers = scenario.tiers.iter();
    let tiers = tiers.map(|tier| format!("{} = {}", tier.name, tier.rule));
    bands.chain(tiers).collect::<Vec<_>>().join("; ")
}
