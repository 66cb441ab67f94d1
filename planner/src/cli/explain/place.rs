//! An explanation as JSON and as a GeoJSON file for the office.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::repairs::{edits, position};
use super::words::NOTICE;
use crate::coverage::Standing;
use crate::report::geojson::{ATTRIBUTION, feature, line, point, write as write_collection};
use crate::report::{self, files};
use crate::snap::Unsnapped;
use crate::study::{Change, Explanation, Nearer, Repair, Route, StandardTold, Study};
use crate::units::{Metres, WalkTime};

/// Everything that is told, for scripts of the office.
pub(super) fn json(study: &Study, told: &Explanation, change: &Change) -> Value {
    let walk = &study.scenario.walk;
    let standards = told.standards.iter().zip(&change.nearer);
    let standards: Vec<Value> = standards
        .map(|(s, near)| standard(study, s, *near))
        .collect();
    json!({
        "notice_zh": NOTICE.0,
        "notice_en": NOTICE.1,
        "title": study.scenario.title,
        "walk_profile": walk.name,
        "walk_speed_mps": walk.speed.mps(),
        "at": told.at.map(position),
        "attached": attached(study, told),
        "standards": standards,
        "changes": change.repairs.iter().map(repair).collect::<Vec<_>>(),
    })
}

fn repair(repair: &Repair) -> Value {
    json!({
        "remedy": repair.remedy.name(),
        "at": position(repair.at),
        "edits": edits(&repair.edits),
        "seniors": repair.people.count(),
        "gains": repair.gains,
    })
}

fn attached(study: &Study, told: &Explanation) -> Value {
    match &told.attached {
        Ok(at) => json!({
            "gap_m": metres(at.gap),
            "osm_way": study.network.edges()[at.edge].osm_way,
        }),
        Err(Unsnapped::NoCoordinates) => json!({"unsnapped": "no_coordinates"}),
        Err(Unsnapped::TooFar(_)) => json!({"unsnapped": "no_street_near"}),
    }
}

fn standard(study: &Study, told: &StandardTold, nearer: Option<Nearer>) -> Value {
    let route = told.route.as_ref();
    let path = route.map(|r| r.path.iter().map(|at| position(*at)).collect::<Vec<_>>());
    let mut value = about(study, told);
    value.insert("path".to_owned(), json!(path));
    let nearer = nearer.map(|nearer| {
        json!({
            "site_id": study.places.sites[nearer.site].id.to_string(),
            "walk_s": nearer.time.seconds(),
            "seniors": nearer.people.count(),
        })
    });
    value.insert("nearer_site".to_owned(), json!(nearer));
    Value::Object(value)
}

/// What is said of a standard, its walk and its reasons.
fn about(study: &Study, told: &StandardTold) -> Map<String, Value> {
    let route = told.route.as_ref();
    let site = route.map(|route| &study.places.sites[route.site]);
    let standing = match told.standing {
        Standing::Sure => "sure",
        Standing::Possible => "possible",
        Standing::No => "no",
    };
    let mut value = Map::new();
    let mut put = |key: &str, of: Value| value.insert(key.to_owned(), of);
    put("kind", json!(told.standard.kind));
    put("within_s", json!(told.standard.within.seconds()));
    put("applies", json!(told.applies));
    put("walk_profile", json!(told.profile));
    put("walk_speed_mps", json!(told.speed.mps()));
    put("met", json!(told.is_met()));
    put("standing", json!(standing));
    put("why", json!(told.why.map(crate::coverage::Cause::name)));
    let barred_by = told.barred_by.iter().map(|cause| cause.name());
    put("barred_by", json!(barred_by.collect::<Vec<_>>()));
    put("site_id", json!(site.map(|site| site.id.to_string())));
    put("site_name", json!(site.and_then(|site| site.name.clone())));
    put("walk_s", json!(route.map(|route| route.time.seconds())));
    put("length_m", json!(route.map(|route| metres(route.length))));
    put("cap_m", json!(told.cap.map(Metres::metres)));
    put("beyond_cap", json!(told.surpassed_cap().is_some()));
    put("causes_s", json!(route.map(causes)));
    value
}

fn causes(route: &Route) -> Map<String, Value> {
    let seconds = |ms: i64| json!(ms as f64 / 1000.0);
    let causes = route.causes.iter();
    causes
        .map(|(cause, ms)| (cause.name().to_owned(), seconds(*ms)))
        .collect()
}

/// Writes the place, its walks and their stretches, for the file's owner alone.
pub(super) fn write(study: &Study, told: &Explanation, path: &Path) -> Result<(), report::Error> {
    let properties = |pairs: Value| match pairs {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    let mut features = vec![feature(
        told.at.map(point),
        properties(json!({"feature": "home", "attached": attached(study, told)})),
    )];
    for standard in &told.standards {
        let mut whole = about(study, standard);
        whole.insert("feature".to_owned(), json!("walk"));
        let path = standard.route.as_ref().and_then(|r| line(&r.path));
        features.push(feature(path, whole));
        for stretch in standard.route.iter().flat_map(|r| &r.stretches) {
            let about = json!({
                "feature": "stretch",
                "kind": standard.standard.kind,
                "form": stretch.form.name(),
                "osm_way": stretch.osm_way,
                "private": stretch.is_private,
                "length_m": metres(stretch.length),
                "walk_s": seconds(stretch.time),
            });
            features.push(feature(line(&stretch.line), properties(about)));
        }
    }
    let walk = &study.scenario.walk;
    let about = json!({
        "title": study.scenario.title,
        "notice_zh": NOTICE.0,
        "notice_en": NOTICE.1,
        "attribution": ATTRIBUTION,
        "planner_version": env!("CARGO_PKG_VERSION"),
        "walk_profile": walk.name,
        "walk_speed_mps": walk.speed.mps(),
    });
    files::write_one_working(path, |file| {
        write_collection(file, &about, "explanation_internal", &features)
    })
}

fn metres(length: Metres) -> f64 {
    (length.metres() * 10.0).round() / 10.0
}

fn seconds(time: WalkTime) -> f64 {
    time.seconds()
}
