use serde_json::{Value, json};

use super::*;

/// Two sites of which one may open; rows of 5, 3 and 2 people; the plan opens the one that leaves 2 without.
fn honest() -> Value {
    json!({
        "schema": "planner-certificate/3", "kind": "canteen", "model": "mclp", "parts": 1, "is_divided": false,
        "needs": 1, "most_open": 1,
        "sites": [
            {"id": "a", "part": "new", "fixed_cost": 0, "capacity": null, "least_load": 0, "stays": false},
            {"id": "b", "part": "new", "fixed_cost": 0, "capacity": null, "least_load": 0, "stays": false},
        ],
        "rows": [
            {"people": 5, "penalty": 1, "arcs": [[0, 0]]},
            {"people": 3, "penalty": 1, "arcs": [[0, 0], [1, 0]]},
            {"people": 2, "penalty": 1, "arcs": [[1, 0]]},
        ],
        "rules": [{"sum": {"terms": [[1, 1]], "most": 1}}],
        "floors": [{"rows": [0, 1, 2], "most_unserved": 4}],
        "plan": [0], "served": [], "baseline": 7,
        // Site a takes 8, site b at most 5: two people stay without.
        "proofs": [{
            "tier": null, "value": 2, "bound": 2, "bits": 2,
            "row_prices": [4, 4, 4], "rule_prices": [[0]], "floor_prices": [0],
        }],
    })
}

/// What a run says of it: seven are covered already, eight more by site a.
fn record() -> Value {
    json!({
        "proposal": {
            "kind": "canteen", "model": "mclp", "parts": 1,
            "sites": [{"rank": 1, "id": "a", "gain": 8, "covered_after": 15}],
            "baseline": 7, "closed": [], "covered": 15, "objective": 15.0, "bound": 15.0, "confirmed_bound": 15.0,
            "gap": 0.0, "proved_optimal": true, "status": "optimal",
        },
        "scenario": {"siting.kind": "canteen", "siting.model": "mclp", "siting.sites": "1"},
        "after": {"kinds": {"canteen": {
            "within_min": 15.0, "eligible": 17, "covered": 15, "beyond": 2, "unreachable": 0, "unsnapped": 0,
        }}},
        "published": {"proof": {"sites": 1, "room_pct": 0.0}},
    })
}

/// The same two sites; who lives in the last row comes first, all others after: site b, which leaves 5 of them.
fn by_tier() -> (Value, Value) {
    let mut file = honest();
    file["rules"] = json!([]);
    file["floors"] = json!([]);
    file["plan"] = json!([1]);
    // Without a price nobody is the bound of the first; of the others no plan that keeps the two of the first has more
    // than three: a need of the first costs three units then, as much as site a would add to the second tier.
    file["proofs"] = json!([
        {"tier": {"name": "first", "rows": [2]}, "value": 0, "bound": 0, "bits": 0,
         "row_prices": [0, 0, 0], "rule_prices": [], "floor_prices": []},
        {"tier": {"name": null, "rows": [0, 1]}, "value": 5, "bound": 5, "bits": 0,
         "row_prices": [1, 1, 3], "rule_prices": [], "floor_prices": [3]},
    ]);
    let mut run = record();
    let plan = &mut run["proposal"];
    plan["sites"] = json!([{"rank": 1, "id": "b", "gain": 5, "covered_after": 12}]);
    for key in ["covered", "objective", "bound", "confirmed_bound"] {
        plan[key] = json!(12);
    }
    plan["tiers"] = json!([
        {"name": "first", "people": 2, "covered": 2, "bound": 2},
        {"name": null, "people": 8, "covered": 3, "bound": 3},
    ]);
    // Seven more are covered by what exists, and in no tier: a plan made tier by tier has everybody in a row.
    file["baseline"] = json!(0);
    plan["baseline"] = json!(0);
    for key in ["covered", "objective", "bound", "confirmed_bound"] {
        plan[key] = json!(5);
    }
    plan["sites"][0]["covered_after"] = json!(5);
    run["scenario"]["siting.priority"] = json!("tier");
    run["scenario"]["tier.0.name"] = json!("first");
    run["after"]["kinds"]["canteen"]["covered"] = json!(5);
    run["after"]["kinds"]["canteen"]["eligible"] = json!(7);
    (file, run)
}

fn verdict(file: &Value) -> Result<Shown, Bilingual> {
    text_of(&file.to_string())
}

/// What is said of both, where the record names this certificate: other lies are found without its hash.
fn both(file: &Value, run: &Value) -> Result<Shown, Bilingual> {
    let (text, mut run) = (file.to_string(), run.clone());
    if run["proposal"].is_object() {
        run["proposal"]["certificate_sha256"] = json!(file::sha256(&text));
    }
    texts(&text, Some(&run.to_string()))
}

#[test]
fn a_certificate_of_another_run_is_refused() {
    let mut run = record();
    run["proposal"]["certificate_sha256"] = json!(file::sha256(&honest().to_string()));
    let run = run.to_string();
    // Blanks between values are no difference; inside of an id they are.
    let spaced = serde_json::to_string_pretty(&honest()).unwrap();
    assert!(texts(&spaced, Some(&run)).is_ok());
    // Who takes arcs from rows may leave value and bound as they are.
    for (place, lie) in [
        ("/rows/1/arcs", json!([[0, 0]])),
        ("/sites/1/id", json!("b ")),
        ("/sites/1/id", json!("\"b")),
    ] {
        let mut file = honest();
        put(&mut file, place, lie);
        assert!(text_of(&file.to_string()).is_ok(), "{place}");
        assert!(texts(&file.to_string(), Some(&run)).is_err(), "{place}");
    }
    assert!(texts(&honest().to_string(), Some(&record().to_string())).is_err());
}

#[test]
fn the_hash_is_that_of_the_text_without_blanks() {
    // By sha256sum, of {"a b":["\\",1]}
    let known = "7a175da9e6fd42b644dda595c5aa65fb4ce219fdd744d2d52fbc3e01e326cd0a";
    for text in [r#"{"a b":["\\",1]}"#, "{ \"a b\" :\n\t[\"\\\\\" , 1 ] }\n"] {
        assert_eq!(file::sha256(text), known);
    }
}

/// Puts a value where a pointer points; a place that is not there yet is made.
fn put(file: &mut Value, place: &str, value: Value) {
    let (parent, key) = place.rsplit_once('/').unwrap();
    match file.pointer_mut(parent).unwrap() {
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        other => other[key] = value,
    }
}

#[test]
fn an_honest_certificate_holds() {
    let shown = verdict(&honest()).unwrap();
    assert_eq!((shown.value, shown.bound, shown.open), (2, 2, 1));
}

#[test]
fn whatever_is_forged_is_refused() {
    let forgeries: [(&str, Value); 16] = [
        ("/schema", json!("planner-certificate/1")),
        ("/proofs/0/value", json!(1)),
        ("/proofs/0/bound", json!(3)),
        ("/plan", json!([0, 1])),
        ("/plan", json!([1])),
        ("/plan", json!([2])),
        ("/most_open", json!(0)),
        ("/proofs", json!([])),
        ("/proofs/0/row_prices", json!([4, 4, -9])),
        ("/proofs/0/row_prices", json!([4, 4, 0])),
        ("/rows/2/people", json!(1)),
        ("/floors/0/most_unserved", json!(1)),
        ("/rules/0", json!({"sum": {"terms": [[0, 1]], "most": 0}})),
        ("/sites/1/stays", json!(true)),
        ("/rows/0/arcs", json!([[0, 0], [0, 0]])),
        ("/proofs/0/tier", json!({"name": "all", "rows": [0, 1]})),
    ];
    for (place, lie) in forgeries {
        let mut file = honest();
        put(&mut file, place, lie.clone());
        assert!(verdict(&file).is_err(), "{place} = {lie}");
    }
}

#[test]
fn loads_are_checked_person_by_person() {
    let mut file = honest();
    file["sites"][0]["capacity"] = json!(6);
    file["proofs"][0]["value"] = json!(4);
    // Site a serves six of eight at best: 10 − 6 at least stay without, as the same prices prove.
    file["proofs"][0]["bound"] = json!(4);
    file["served"] = json!([[0, 0, 5], [1, 0, 1]]);
    let shown = verdict(&file).unwrap();
    assert_eq!((shown.value, shown.bound, shown.open), (4, 4, 1));
    for lie in [
        json!([[0, 0, 5], [1, 0, 2]]),
        json!([[0, 0, 6]]),
        json!([[0, 0, 3], [0, 0, 3]]),
        json!([[0, 0, 5], [1, 1, 1]]),
        json!([[0, 0, 5]]),
    ] {
        file["served"] = lie.clone();
        assert!(verdict(&file).is_err(), "{lie}");
    }
}

#[test]
fn the_run_record_must_say_the_same() {
    let shown = both(&honest(), &record()).unwrap();
    let claimed = shown.claimed.unwrap();
    assert_eq!((claimed.shown, claimed.new), (15.0, 1));
    assert!(shown.told(Lang::En).contains("no plan is better than 15"));
    let lies: [(&str, Value); 27] = [
        ("/proposal", Value::Null),
        ("/proposal/kind", json!("clinic")),
        ("/proposal/model", json!("backup")),
        ("/proposal/parts", json!(100)),
        ("/proposal/sites/0/id", json!("b")),
        ("/proposal/sites", json!([])),
        ("/proposal/sites/0/rank", json!(2)),
        ("/proposal/sites/0/gain", json!(9)),
        ("/proposal/sites/0/covered_after", json!(16)),
        ("/proposal/baseline", json!(8)),
        ("/proposal/closed", json!(["a"])),
        ("/proposal/measures", json!([{"id": "b"}])),
        ("/proposal/levels", json!([{"sites": [{"id": "b"}]}])),
        ("/proposal/covered", json!(16)),
        ("/proposal/objective", json!(16.0)),
        ("/proposal/bound", json!(14.0)),
        ("/proposal/bound", json!(16.0)),
        ("/proposal/confirmed_bound", json!(16.0)),
        ("/proposal/gap", json!(0.5)),
        ("/proposal/proved_optimal", json!(false)),
        ("/proposal/status", json!("gap")),
        ("/scenario/siting.model", json!("lscp")),
        ("/scenario/siting.sites", json!("2")),
        ("/scenario/siting.priority", json!("tier")),
        ("/after/kinds/canteen/covered", json!(16)),
        ("/after/kinds/canteen/beyond", json!(3)),
        ("/published/proof/sites", json!(2)),
    ];
    for (place, lie) in lies {
        let mut run = record();
        put(&mut run, place, lie.clone());
        assert!(both(&honest(), &run).is_err(), "{place} = {lie}");
    }
    // A forger who moves gain and sums together is still held against the rows.
    let mut run = record();
    put(&mut run, "/proposal/sites/0/gain", json!(7));
    put(&mut run, "/proposal/baseline", json!(8));
    assert!(both(&honest(), &run).is_err());
    let mut file = honest();
    put(&mut file, "/most_open", json!(2));
    assert!(both(&file, &record()).is_err());
}

#[test]
fn a_closer_bound_of_the_search_is_not_called_checked() {
    // Without prices everybody might be covered: 17, where the search knows of 15.
    let mut file = honest();
    put(&mut file, "/proofs/0/row_prices", json!([0, 0, 0]));
    put(&mut file, "/proofs/0/bound", json!(0));
    let mut run = record();
    put(&mut run, "/proposal/confirmed_bound", json!(17.0));
    let shown = both(&file, &run).unwrap();
    for (lang, own, closer) in [
        (Lang::En, "no plan is better than 17", "the closer bound 15"),
        (Lang::Zh, "任何方案都不会优于 17", "run.json 的界 15 更紧"),
    ] {
        let told = shown.told(lang);
        assert!(told.contains(own) && told.contains(closer), "{told}");
    }
}

#[test]
fn each_tier_is_proven_by_itself() {
    let (file, run) = by_tier();
    let shown = both(&file, &run).unwrap();
    let told: Vec<_> = (shown.tiers.iter())
        .map(|tier| (tier.name.as_deref(), tier.needs, tier.value, tier.bound))
        .collect();
    assert_eq!(told, [(Some("first"), 2, 0, 0), (None, 8, 5, 5)]);
    let text = shown.told(Lang::En);
    assert!(
        text.contains("reaches 5") && text.contains("all others: 3 of 8"),
        "{text}"
    );
    let of_file: [(&str, Value); 7] = [
        ("/most_open", json!(4)),
        ("/proofs/1/bound", json!(4)),
        ("/proofs/1/row_prices", json!([0, 0, 0])),
        ("/proofs/1/floor_prices", json!([])),
        ("/proofs/1/tier/rows", json!([0])),
        ("/proofs/0/tier/rows", json!([1, 2])),
        ("/proofs/0/tier/name", json!("last")),
    ];
    for (place, lie) in of_file {
        let mut file = file.clone();
        put(&mut file, place, lie.clone());
        assert!(both(&file, &run).is_err(), "{place} = {lie}");
    }
    let of_run: [(&str, Value); 9] = [
        ("/proposal/model", json!("backup")),
        ("/proposal/objective", json!(15)),
        ("/proposal/bound", json!(6)),
        ("/proposal/tiers", json!([])),
        ("/proposal/tiers/0/covered", json!(1)),
        ("/proposal/tiers/1/bound", json!(4)),
        ("/proposal/tiers/1/people", json!(9)),
        ("/proposal/tiers/0/name", json!("last")),
        ("/scenario/siting.priority", json!("alike")),
    ];
    for (place, lie) in of_run {
        let mut run = run.clone();
        put(&mut run, place, lie.clone());
        assert!(both(&file, &run).is_err(), "{place} = {lie}");
    }
}

#[test]
fn numbers_beyond_all_measure_are_refused_without_overflow() {
    for (place, value) in [
        ("/rows/0/people", json!(u64::MAX)),
        ("/rows/0/penalty", json!(u64::MAX)),
        ("/needs", json!(1_u64 << 40)),
        ("/baseline", json!(u64::MAX)),
        ("/proofs/0/bits", json!(64)),
        ("/proofs/0/rule_prices/0/0", json!(i64::MAX)),
        ("/floors/0/most_unserved", json!(u64::MAX)),
    ] {
        let mut file = honest();
        put(&mut file, place, value);
        assert!(verdict(&file).is_err(), "{place}");
    }
}
