use serde_json::{Value, json};

use super::*;

/// Two sites of which one may open; rows of 5, 3 and 2 people; the plan opens the one that leaves 2 without.
fn honest() -> Value {
    json!({
        "schema": "planner-certificate/1", "needs": 1, "most_open": 1,
        "sites": [
            {"id": "a", "fixed_cost": 0, "capacity": null, "least_load": 0, "stays": false},
            {"id": "b", "fixed_cost": 0, "capacity": null, "least_load": 0, "stays": false},
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
        "value": 2, "bound": 2, "bits": 2,
        "row_prices": [4, 4, 4], "rule_prices": [[0]], "floor_prices": [0],
    })
}

fn verdict(file: &Value) -> Result<Shown, String> {
    text_of(&file.to_string())
}

#[test]
fn an_honest_certificate_holds() {
    let shown = verdict(&honest()).unwrap();
    assert_eq!((shown.value, shown.bound, shown.open), (2, 2, 1));
}

#[test]
fn whatever_is_forged_is_refused() {
    let forgeries: [(&str, Value); 13] = [
        ("/value", json!(1)),
        ("/bound", json!(3)),
        ("/plan", json!([0, 1])),
        ("/plan", json!([1])),
        ("/plan", json!([2])),
        ("/most_open", json!(0)),
        ("/row_prices", json!([4, 4, -9])),
        ("/row_prices", json!([4, 4, 0])),
        ("/rows/2/people", json!(1)),
        ("/floors/0/most_unserved", json!(1)),
        ("/rules/0", json!({"sum": {"terms": [[0, 1]], "most": 0}})),
        ("/sites/1/stays", json!(true)),
        ("/rows/0/arcs", json!([[0, 0], [0, 0]])),
    ];
    for (place, lie) in forgeries {
        let mut file = honest();
        *file.pointer_mut(place).unwrap() = lie.clone();
        assert!(verdict(&file).is_err(), "{place} = {lie}");
    }
}

#[test]
fn loads_are_checked_person_by_person() {
    let mut file = honest();
    file["sites"][0]["capacity"] = json!(6);
    file["value"] = json!(4);
    // Site a serves six of eight at best: 10 − 6 at least stay without, as the same prices prove.
    file["bound"] = json!(4);
    file["served"] = json!([[0, 0, 5], [1, 0, 1]]);
    assert_eq!(
        verdict(&file),
        Ok(Shown {
            value: 4,
            bound: 4,
            open: 1,
            claimed: None
        })
    );
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
    let text = honest().to_string();
    let run = |objective: f64, id: &str| {
        let site = json!({"id": id});
        json!({"proposal": {"model": "mclp", "objective": objective, "bound": 15.0, "sites": [site]}})
            .to_string()
    };
    // Seven are covered already, eight more by site a.
    let shown = texts(&text, Some(&run(15.0, "a"))).unwrap();
    assert_eq!(shown.claimed.unwrap().shown, 15.0);
    assert!(texts(&text, Some(&run(16.0, "a"))).is_err());
    assert!(texts(&text, Some(&run(15.0, "b"))).is_err());
}

#[test]
fn numbers_beyond_all_measure_are_refused_without_overflow() {
    for (place, value) in [
        ("/rows/0/people", json!(u64::MAX)),
        ("/rows/0/penalty", json!(u64::MAX)),
        ("/needs", json!(1_u64 << 40)),
        ("/bits", json!(64)),
        ("/rule_prices/0/0", json!(i64::MAX)),
        ("/floors/0/most_unserved", json!(u64::MAX)),
    ] {
        let mut file = honest();
        *file.pointer_mut(place).unwrap() = value;
        assert!(verdict(&file).is_err(), "{place}");
    }
}
