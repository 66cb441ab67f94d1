//! The layers of a run as features: what each says about a hexagon, a district, a site, a gap.
//!
//! Writes numbers that may be published and no others: every count comes from `privacy`. A count that is withheld is
//! `null`, and the feature says `withheld`.

mod drawn;
pub mod picture;

use std::collections::BTreeMap;

use geojson::{Feature, JsonObject};
use serde_json::{Value, json};

use crate::coverage::Cause;
use crate::ids::{DistrictId, SiteId};
use crate::places::Site;
use crate::siting::Proposal;
use crate::text::Lang;

use super::Run;
use super::geojson::{area, feature, point};
use super::privacy::counts::Level;
use super::privacy::{Layout, Publication, ShownCounts, ShownDepth, ShownHexagon, ShownSite};

/// How phases are called at the end of property names.
const PHASES: [&str; 2] = ["before", "after"];

/// Hexagons with their people and coverage.
pub fn hexagons(run: &Run, publication: &Publication) -> Vec<Feature> {
    let keys = keys(run);
    publication
        .hexagons()
        .iter()
        .map(|hexagon| {
            let names: Vec<String> = hexagon.cells.iter().map(ToString::to_string).collect();
            let mut properties = JsonObject::new();
            properties.insert("h3".into(), json!(names.join(" ")));
            properties.insert("hexagons".into(), json!(names.len()));
            put_district(&mut properties, run, hexagon.district);
            put_counts(
                &mut properties,
                &keys,
                publication.layout(),
                &hexagon.counts,
            );
            put_piece_depths(&mut properties, (&keys, publication.layout()), hexagon);
            let partial = hexagon.counts.is_partial(Level::Coverage);
            properties.insert("withheld".into(), json!(partial));
            let shape = drawn::shape(run, &hexagon.cells, [hexagon.district]);
            feature(area(&shape), properties)
        })
        .collect()
}

/// Districts with their people, coverage and causes; whoever lives in none is the last feature, without a place.
pub fn districts(run: &Run, publication: &Publication) -> Vec<Feature> {
    let keys = keys(run);
    publication
        .districts()
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let mut properties = JsonObject::new();
            let district = row.district.map(|id| &run.places.districts[id]);
            let outside = match run.scenario.language {
                Lang::Zh => "各区划之外",
                Lang::En => "outside every district",
            };
            properties.insert("code".into(), json!(district.map(|d| &d.code)));
            let name = district.map_or(outside, |d| &d.name);
            properties.insert("name".into(), json!(name));
            put_counts(&mut properties, &keys, publication.layout(), &row.counts);
            put_causes(&mut properties, &keys, publication.layout(), &row.counts);
            if let Some(depths) = publication.depths().get(number) {
                put_depths(&mut properties, &keys, depths);
            }
            let partial = row.counts.is_partial(Level::Causes);
            properties.insert("withheld".into(), json!(partial));
            feature(district.and_then(|d| area(&d.outline)), properties)
        })
        .collect()
}

/// Existing sites with load, catchment and minutes.
pub fn facilities(run: &Run, publication: &Publication) -> Vec<Feature> {
    let shown = by_site(publication);
    let mut features = Vec::new();
    for (id, site) in run.places.sites.enumerate() {
        if let Some(fails) = &site.fails {
            let mut properties = site_properties(run, site);
            properties.insert("status".into(), json!(site.status.name()));
            properties.insert("fails_rule".into(), json!(fails));
            features.push(feature(site.at.map(point), properties));
        }
        if site.status.is_premises() {
            continue;
        }
        let mut properties = site_properties(run, site);
        properties.insert("status".into(), json!(site.status.name()));
        properties.insert("capacity".into(), json!(site.capacity));
        for (index, counts) in shown.get(&id).into_iter().flatten().enumerate() {
            put_load(&mut properties, run, counts, index);
        }
        put_seats(&mut properties, run, publication, id);
        features.push(feature(site.at.map(point), properties));
    }
    features
}

/// Proposed sites in order, with gain and coverage after; then those of kinds that are sited together with them.
pub fn proposal(run: &Run, publication: &Publication) -> Vec<Feature> {
    let Some((proposal, _)) = run.proposed else {
        return Vec::new();
    };
    let shown = by_site(publication);
    let sited = run
        .before
        .kinds
        .iter()
        .position(|k| k.standard.kind == proposal.kind);
    let eligible = sited.and_then(|kind| publication.whole().counts.meant(kind));
    let mut features = Vec::new();
    for (index, gain) in publication.gains().iter().enumerate() {
        let site = &run.places.sites[gain.site];
        let mut properties = site_properties(run, site);
        let loads = shown.get(&gain.site).into_iter().flatten();
        for (position, counts) in loads.enumerate() {
            put_load(&mut properties, run, counts, position);
        }
        put_seats(&mut properties, run, publication, gain.site);
        let both = gain.covered_after.zip(eligible.filter(|all| *all > 0));
        let share = both.map(|(covered, all)| covered as f64 / all as f64);
        properties.insert("rank".into(), json!(index + 1));
        properties.insert("kind".into(), json!(proposal.kind));
        properties.insert("gain_seniors".into(), json!(gain.gain));
        properties.insert("covered_seniors_after".into(), json!(gain.covered_after));
        properties.insert("coverage_pct_after".into(), percent(share));
        let partial = properties.get("withheld") == Some(&Value::Bool(true));
        let withheld = partial || gain.gain.is_none() || gain.covered_after.is_none();
        properties.insert("withheld".into(), json!(withheld));
        properties.insert("supports_kind".into(), json!(null));
        properties.insert("supports".into(), json!(null));
        features.push(feature(site.at.map(point), properties));
    }
    features.extend(supporters(run, proposal));
    features
}

/// New sites of kinds that are sited together with the proposed one, and what each of them supports: no people.
fn supporters(run: &Run, proposal: &Proposal) -> Vec<Feature> {
    let mut features = Vec::new();
    for level in &proposal.insight.support {
        for told in &level.sites {
            let site = &run.places.sites[told.site];
            let ids = told.supports.iter().map(|id| &run.places.sites[*id].id);
            let ids: Vec<String> = ids.map(ToString::to_string).collect();
            let mut properties = site_properties(run, site);
            properties.insert("kind".into(), json!(level.kind));
            properties.insert("rank".into(), json!(null));
            properties.insert("supports_kind".into(), json!(level.supports));
            properties.insert("supports".into(), json!(ids.join(" ")));
            features.push(feature(site.at.map(point), properties));
        }
    }
    features
}

/// Clusters of seniors who are uncovered in the end, for each kind the largest first.
pub fn gaps(run: &Run, publication: &Publication) -> Vec<Feature> {
    publication
        .gaps()
        .iter()
        .map(|gap| {
            let standard = &run.before.kinds[gap.kind].standard;
            let cause = |index: usize| json!(gap.causes.map(|causes| causes[index]));
            let mut properties = JsonObject::new();
            properties.insert("rank".into(), json!(gap.rank));
            properties.insert("kind".into(), json!(standard.kind));
            properties.insert("within_min".into(), minutes(standard.within.minutes()));
            let phase = PHASES[publication.layout().phases - 1];
            properties.insert("phase".into(), json!(phase));
            properties.insert("uncovered_seniors".into(), json!(gap.seniors));
            properties.insert("beyond_seniors".into(), cause(0));
            properties.insert("unreachable_seniors".into(), cause(1));
            properties.insert("unsnapped_seniors".into(), cause(2));
            properties.insert("mean_walk_min".into(), json!(gap.mean_walk_min));
            let cause = gap.main_cause.map(Cause::name);
            properties.insert("main_cause".into(), json!(cause));
            properties.insert("excess_person_min".into(), json!(gap.excess_person_min));
            put_district(&mut properties, run, gap.district);
            properties.insert("withheld".into(), json!(gap.causes.is_none()));
            let shape = drawn::shape(run, &gap.cells, gap.districts.iter().copied());
            feature(area(&shape), properties)
        })
        .collect()
}

/// How each standard's kind is called at the start of property names: letters and digits of any script.
///
/// Two kinds that would share a name are told apart by their position.
pub fn property_keys<'a>(kinds: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for kind in kinds {
        let mut key = String::new();
        for letter in kind.chars().flat_map(char::to_lowercase) {
            if letter.is_alphanumeric() {
                key.push(letter);
            } else if !key.is_empty() && !key.ends_with('_') {
                key.push('_');
            }
        }
        let mut key = key.trim_end_matches('_').to_owned();
        if key.is_empty() || keys.contains(&key) {
            key = format!(
                "{}_{}",
                if key.is_empty() { "kind" } else { &key },
                keys.len() + 1
            );
        }
        keys.push(key);
    }
    keys
}

fn keys(run: &Run) -> Vec<String> {
    property_keys(run.before.kinds.iter().map(|k| k.standard.kind.as_str()))
}

fn put_counts(properties: &mut JsonObject, keys: &[String], layout: Layout, counts: &ShownCounts) {
    properties.insert("seniors".into(), json!(counts.seniors()));
    properties.insert("eligible_seniors".into(), json!(counts.eligible()));
    for (kind, key) in keys.iter().enumerate().filter(|_| layout.apart) {
        properties.insert(format!("{key}_eligible_seniors"), json!(counts.meant(kind)));
    }
    for (phase, name) in PHASES.iter().enumerate().take(layout.phases) {
        for (kind, key) in keys.iter().enumerate() {
            let covered = counts.covered(phase, kind);
            let walk = counts.mean_walk_min(phase, kind);
            let mut put = |what: &str, value| {
                properties.insert(format!("{key}_{what}_{name}"), value);
            };
            put("covered_seniors", json!(covered));
            put("not_covered_seniors", json!(counts.missed(phase, kind)));
            put("sure_seniors", json!(counts.sure(phase, kind)));
            put("possible_seniors", json!(counts.possible(phase, kind)));
            put("coverage_pct", percent(counts.coverage(phase, kind)));
            put("mean_walk_min", json!(walk));
        }
        let circle = counts.circle(phase);
        properties.insert(format!("circle_complete_seniors_{name}"), json!(circle));
        let share = percent(counts.share(circle));
        properties.insert(format!("circle_coverage_pct_{name}"), share);
    }
}

fn put_piece_depths(
    properties: &mut JsonObject,
    (keys, layout): (&[String], Layout),
    hexagon: &ShownHexagon,
) {
    for (phase, name) in PHASES.iter().enumerate().take(layout.phases) {
        for (kind, key) in keys.iter().enumerate() {
            let depth = hexagon.depths[layout.walk(phase, kind)];
            let mut put = |what: &str, value: Option<u64>| {
                properties.insert(format!("{key}_{what}_{name}"), json!(value));
            };
            put("p50_walk_min", depth.p50_walk_min);
            put("p90_walk_min", depth.p90_walk_min);
            put("access_per_10000_seniors", depth.access_per_10000);
        }
    }
}

fn put_causes(properties: &mut JsonObject, keys: &[String], layout: Layout, counts: &ShownCounts) {
    for (phase, name) in PHASES.iter().enumerate().take(layout.phases) {
        for (kind, key) in keys.iter().enumerate() {
            for (cause, what) in ["beyond", "unreachable", "unsnapped"].iter().enumerate() {
                let count = counts.cause(phase, kind, cause);
                properties.insert(format!("{key}_{what}_seniors_{name}"), json!(count));
            }
        }
    }
}

fn put_depths(properties: &mut JsonObject, keys: &[String], depths: &[Vec<ShownDepth>]) {
    for (name, kinds) in PHASES.iter().zip(depths) {
        for (key, depth) in keys.iter().zip(kinds) {
            let mut put = |what: &str, value: Option<u64>| {
                properties.insert(format!("{key}_{what}_{name}"), json!(value));
            };
            put("p50_walk_min", depth.p50_walk_min);
            put("p90_walk_min", depth.p90_walk_min);
            put("excess_person_min", depth.excess_person_min);
            put("served_seniors", depth.served);
            put("in_circle_seniors", depth.in_circle);
            put("access_per_10000_seniors", depth.access_per_10000);
            put("access_gini_pct", depth.access_gini_pct);
        }
    }
}

/// The load of one site; a second standard of the same kind names its minutes.
fn put_load(properties: &mut JsonObject, run: &Run, counts: &ShownSite, index: usize) {
    let within = run.before.kinds[counts.kind].standard.within.minutes();
    let suffix = if index == 0 {
        String::new()
    } else {
        format!("_{within}_min")
    };
    properties.insert(format!("within_min{suffix}"), minutes(within));
    for (phase, name) in PHASES.iter().enumerate().take(counts.load.len()) {
        properties.insert(
            format!("load_seniors_{name}{suffix}"),
            json!(counts.load[phase]),
        );
        properties.insert(
            format!("mean_walk_min_{name}{suffix}"),
            json!(counts.mean_walk_min[phase]),
        );
    }
    properties.insert(format!("catchment_seniors{suffix}"), json!(counts.within));
    properties.insert(format!("withheld{suffix}"), json!(counts.withheld));
}

/// How full a site is, and what its closing does; a second standard of the same site names its kind.
fn put_seats(properties: &mut JsonObject, run: &Run, publication: &Publication, site: SiteId) {
    let keys = keys(run);
    let seats = publication.seats().iter().filter(|seat| seat.site == site);
    for (index, seat) in seats.enumerate() {
        let suffix = if index == 0 {
            String::new()
        } else {
            format!("_{}", keys[seat.kind])
        };
        let mut put = |name: &str, value| {
            properties.insert(format!("{name}{suffix}"), value);
        };
        put("carries_seniors", json!(seat.carries));
        for (phase, served) in PHASES.iter().zip(&seat.served) {
            put(&format!("served_seniors_{phase}"), json!(served));
            let used = served.zip(seat.carries.filter(|c| *c > 0));
            let share = used.map(|(served, carries)| served as f64 / carries as f64);
            put(&format!("utilisation_pct_{phase}"), percent(share));
        }
        put("closed_uncovered_seniors", json!(seat.closed_uncovered));
        put("closed_absorbed_seniors", json!(seat.closed_absorbed));
        put("closed_turned_away_seniors", json!(seat.closed_turned_away));
    }
}

fn put_district(properties: &mut JsonObject, run: &Run, district: Option<DistrictId>) {
    if !run.places.districts.is_empty() {
        let district = district.map(|id| &run.places.districts[id]);
        properties.insert("district".into(), json!(district.map(|d| &d.code)));
        properties.insert("district_name".into(), json!(district.map(|d| &d.name)));
    }
}

fn site_properties(run: &Run, site: &Site) -> JsonObject {
    let mut properties = JsonObject::new();
    properties.insert("id".into(), json!(site.id.to_string()));
    properties.insert("name".into(), json!(site.name));
    properties.insert("kind".into(), json!(site.kind));
    put_district(&mut properties, run, site.district);
    properties
}

fn by_site(publication: &Publication) -> BTreeMap<SiteId, Vec<&ShownSite>> {
    let mut sites: BTreeMap<SiteId, Vec<&ShownSite>> = BTreeMap::new();
    for shown in publication.sites() {
        sites.entry(shown.site).or_default().push(shown);
    }
    sites
}

/// A share as a percentage with one decimal.
fn percent(share: Option<f64>) -> Value {
    json!(share.map(|share| (share * 1000.0).round() / 10.0))
}

/// Minutes, as a whole number where they are one.
fn minutes(minutes: f64) -> Value {
    if minutes.fract() == 0.0 {
        json!(minutes as u64)
    } else {
        json!(minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn property_names_are_safe_distinct_and_keep_chinese() {
        let kinds = [
            "canteen",
            "Day-Care (small)",
            "助餐点",
            "day care small",
            "!!",
            " canteen ",
        ];
        assert_eq!(
            property_keys(kinds),
            [
                "canteen",
                "day_care_small",
                "助餐点",
                "day_care_small_4",
                "kind_5",
                "canteen_6"
            ]
        );
    }
}
