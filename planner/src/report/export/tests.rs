//! Releases one person and one site apart: what somebody learns who has both.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use super::*;
use crate::coverage::tests::random_world;
use crate::coverage::{Coverage, Nearest, NearestTable};
use crate::ids::{DemandId, Id as _};
use crate::places::Places;
use crate::progress::Silent;
use crate::report::tests::World;
use crate::report::{Publication, write_published};
use crate::units::Seniors;

/// The folder of a run of an invented world without so many people at one home, or with another table of walks.
fn run_of(seed: u64, into: &Path, change: &dyn Fn(&mut Places, &mut [Coverage; 2])) {
    let (mut places, mut coverage) = random_world(seed, 1500);
    change(&mut places, &mut coverage);
    let world = World::of(places, coverage);
    let run = world.run();
    write_published(&run, &Publication::of(&run), into).unwrap();
}

fn without(person: DemandId) -> impl Fn(&mut Places, &mut [Coverage; 2]) {
    move |places, coverage| {
        let demand = &mut places.demand[person];
        demand.seniors = demand.seniors - Seniors::new(1);
        demand.eligible = demand.eligible - Seniors::new(1);
        again(places, coverage, |_, nearest| nearest);
    }
}

/// Counts again, with every walk changed.
fn again(places: &Places, coverage: &mut [Coverage; 2], walk: impl Fn(usize, Nearest) -> Nearest) {
    for (phase, coverage) in coverage.iter_mut().enumerate() {
        let standards: Vec<_> = coverage
            .kinds
            .iter()
            .map(|kind| kind.standard.clone())
            .collect();
        let tables = coverage.kinds.iter().map(|kind| -> NearestTable {
            kind.nearest
                .iter()
                .map(|nearest| walk(phase, *nearest))
                .collect()
        });
        let tables: Vec<NearestTable> = tables.collect();
        *coverage = Coverage::of(&standards, tables, places);
    }
}

/// What leaves the office of a run: each layer that is not refused, as its GeoJSON.
fn released(run: &Path, ledger: &Path, number: usize) -> BTreeMap<String, Vec<Json>> {
    let out = run.join(format!("export{number}"));
    let request = Request {
        dir: run,
        out: &out,
        ledger,
        formats: &[Format::GeoJson, Format::Csv],
        datum: Datum::Wgs84,
        lang: None,
    };
    let exported = export(&request, &Silent).unwrap();
    let layers = exported
        .files
        .iter()
        .filter(|name| name.ends_with(".geojson"));
    layers
        .map(|name| {
            let text = std::fs::read_to_string(out.join(name)).unwrap();
            let layer: Json = serde_json::from_str(&text).unwrap();
            (name.clone(), layer["features"].as_array().unwrap().clone())
        })
        .collect()
}

/// Numbers of people that differ by one to nine between cells of the same name in two releases.
fn exposed(one: &BTreeMap<String, Vec<Json>>, two: &BTreeMap<String, Vec<Json>>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, features) in one {
        for a in features {
            let named = |f: &Json| {
                ["h3", "code", "id", "kind", "district", "rank"]
                    .map(|key| f["properties"][key].to_string())
            };
            let others = two.get(name).into_iter().flatten();
            let others = others.filter(|b| named(b) == named(a) && a["geometry"] == b["geometry"]);
            for b in others {
                for (key, value) in a["properties"].as_object().unwrap() {
                    let both = value.as_u64().zip(b["properties"][key].as_u64());
                    let people = key.contains("seniors");
                    if let Some((x, y)) =
                        both.filter(|(x, y)| people && (1..10).contains(&x.abs_diff(*y)))
                    {
                        found.push(format!("{name} {key}: {x} and {y}"));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn releases_one_person_apart_expose_nobody() {
    let keep = tempfile::tempdir().unwrap();
    let first = keep.path().join("first");
    run_of(3, &first, &|_, _| {});
    let (mut unguarded, mut repeated) = (0, 0);
    for (round, person) in (0..1500).step_by(125).enumerate() {
        let second = keep.path().join(format!("second{round}"));
        let id = DemandId::from_index(person);
        if random_world(3, 1500).0.demand[id].eligible == Seniors::ZERO {
            continue;
        }
        run_of(3, &second, &without(id));
        let ledger = keep.path().join(format!("ledger{round}.json"));
        let (one, two) = (
            released(&first, &ledger, round),
            released(&second, &ledger, round),
        );
        assert_eq!(exposed(&one, &two), [""; 0], "person {person}");
        // The same run may leave again, and still tells the same.
        repeated += usize::from(released(&first, &ledger, round) == one);
        // Without the ledger the attack succeeds: it means something.
        let forgetful = keep.path().join(format!("forgetful{round}.json"));
        let alone = released(&second, &forgetful, 100 + round);
        unguarded += usize::from(!exposed(&one, &alone).is_empty());
    }
    assert!(
        unguarded >= 6,
        "{unguarded} of 12 attacks succeed without a ledger"
    );
    assert!(repeated >= 6, "{repeated}");
}

#[test]
fn releases_one_site_apart_expose_nobody() {
    let keep = tempfile::tempdir().unwrap();
    let (first, second) = (keep.path().join("first"), keep.path().join("second"));
    run_of(5, &first, &|_, _| {});
    // The first site is closed: whoever walked there walks a few minutes more to the second.
    run_of(5, &second, &|places, coverage| {
        again(places, coverage, |_, nearest| match nearest {
            Nearest::Site(site, time) if site.index() == 0 => {
                let more = crate::units::WalkTime::from_minutes(2);
                Nearest::Site(crate::ids::SiteId::from_index(1), time + more)
            }
            other => other,
        });
    });
    let ledger = keep.path().join("ledger.json");
    let (one, two) = (released(&first, &ledger, 0), released(&second, &ledger, 0));
    assert_eq!(exposed(&one, &two), [""; 0]);
    let forgetful = keep.path().join("forgetful.json");
    assert!(!exposed(&one, &released(&second, &forgetful, 1)).is_empty());
}

#[test]
fn the_ledger_holds_published_numbers_only() {
    let keep = tempfile::tempdir().unwrap();
    let run = keep.path().join("run");
    run_of(7, &run, &|_, _| {});
    let ledger = keep.path().join("ledger.json");
    released(&run, &ledger, 0);
    let told: Json = serde_json::from_str(&std::fs::read_to_string(&ledger).unwrap()).unwrap();
    let mut seen = 0;
    let tables = told["releases"][0]["tables"].as_object().unwrap();
    // Sentences tell rows and shares too.
    for (table, cells) in tables.iter().filter(|(table, _)| *table != "remarks") {
        for (cell, counts) in cells.as_object().unwrap() {
            for (name, count) in counts.as_object().unwrap() {
                let count = count.as_u64().unwrap();
                assert!(count == 0 || count >= 10, "{table} {cell} {name}: {count}");
                seen += 1;
            }
        }
    }
    assert!(seen > 100);
    std::fs::write(&ledger, "{}").unwrap();
    assert!(matches!(
        Ledger::read(&ledger),
        Err(release::Error::Foreign { .. })
    ));
}
