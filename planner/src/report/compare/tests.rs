//! Runs of invented worlds, written, read back and compared.

use super::super::tests::World;
use super::*;
use crate::coverage::tests::random_world;

fn side(seed: u64, dir: &std::path::Path) -> Side {
    let (places, coverage) = random_world(seed, 400);
    let world = World::of(places, coverage);
    super::super::write(&world.run(), dir).unwrap();
    read(dir).unwrap()
}

#[test]
fn a_run_compared_with_itself_is_empty() {
    let dir = tempfile::tempdir().unwrap();
    for seed in 0..5 {
        let one = side(seed, dir.path());
        let comparison = Comparison::of(&one, &one);
        assert!(comparison.is_empty(), "{comparison:?}");
        let out = dir.path().join("out");
        write(&comparison, (&one, &one), &out).unwrap();
        let map = std::fs::read_to_string(out.join(FILES[0])).unwrap();
        assert!(map.contains("\"features\": [\n]"), "{map}");
        let table = std::fs::read_to_string(out.join(FILES[1])).unwrap();
        assert_eq!(table.lines().count(), 1, "only the header");
    }
}

#[test]
fn differences_are_those_of_the_records_and_small_ones_are_withheld() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (
        side(1, &dir.path().join("a")),
        side(2, &dir.path().join("b")),
    );
    let comparison = Comparison::of(&a, &b);
    assert!(!comparison.is_empty());
    let covered = comparison
        .of_part(Part::Whole)
        .find(|row| row.measure.ends_with("_covered_seniors"))
        .unwrap();
    let kind = covered.measure.trim_end_matches("_covered_seniors");
    let told = |side: &Side| {
        let published = side.record.published.as_ref().unwrap();
        let standard = published.standards.iter().find(|s| s.kind == kind);
        standard.unwrap().phases.last().unwrap().covered.people
    };
    let threshold = i64::from(a.record.privacy.threshold);
    let difference = told(&b).zip(told(&a)).map(|(b, a)| b as i64 - a as i64);
    assert_eq!(
        covered.difference,
        difference.filter(|d| d.abs() >= threshold)
    );
    for row in &comparison.people {
        assert!(
            row.difference
                .is_none_or(|d| d == 0 || d.abs() >= threshold),
            "{row:?}"
        );
        if let (Some(a), Some(b), Some(d)) = (row.a, row.b, row.difference) {
            assert_eq!(b as i64 - a as i64, d);
        }
    }
}

#[test]
fn changed_inputs_rules_and_plans_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let a = side(3, dir.path());
    let mut b = a.clone();
    b.record
        .scenario
        .insert("walk.speed_mps".to_owned(), "0.8".to_owned());
    b.record.inputs[0].sha256 = "f".repeat(64);
    b.record.inputs[1].sha256 = "e".repeat(64);
    assert_eq!(b.record.inputs[1].role, "seniors");
    let sites = &mut b.record.proposal.as_mut().unwrap().sites;
    sites[0].id = "another".to_owned();
    let found = Comparison::of(&a, &b);
    assert_eq!(found.rules.len(), 1);
    assert_eq!(
        (found.rules[0].a.as_deref(), found.rules[0].b.as_deref()),
        (None, Some("0.8"))
    );
    let is_told = |what: &str| {
        let mut inputs = found.inputs.iter();
        inputs.any(|c| c.b.as_ref().is_some_and(|text| text.contains(what)))
    };
    assert!(is_told("ffffffffffff") && is_told("3 records"));
    // Of a list of people it is told that it changed, and nothing by which they could be guessed.
    assert_eq!(found.inputs.len(), 2);
    assert!(is_told("seniors.csv") && !is_told("eeee"));
    assert_eq!(
        found.plan.len(),
        2,
        "one site leaves and one comes: {:?}",
        found.plan
    );
    assert!(found.people.is_empty());
}

#[test]
fn a_folder_that_no_run_left_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let missing = read(dir.path()).unwrap_err().to_string();
    assert!(missing.contains("run.json"), "{missing}");
    std::fs::write(dir.path().join("run.json"), "{\"schema\": 3}").unwrap();
    assert!(matches!(read(dir.path()), Err(Error::Foreign { .. })));
}

#[test]
fn runs_of_different_inputs_and_standards_are_told_apart_without_false_losses() {
    let dir = tempfile::tempdir().unwrap();
    let a = side(3, dir.path());
    let mut b = a.clone();
    // Another file of seniors, half of them eligible and all of those covered; the second kind has no standard any more.
    b.record.inputs.push(crate::report::record::InputRecord {
        role: "seniors".to_owned(),
        file: "later.csv".to_owned(),
        sha256: "e".repeat(64),
        records: 9,
    });
    let mut a = a;
    a.record.inputs.push(crate::report::record::InputRecord {
        role: "seniors".to_owned(),
        file: "earlier.csv".to_owned(),
        sha256: "d".repeat(64),
        records: 7,
    });
    let half = a.record.seniors.eligible / 2;
    let told = b.record.published.as_mut().unwrap();
    told.eligible = Some(half);
    told.standards.retain(|standard| standard.kind == "canteen");
    told.standards[0].eligible = Some(half);
    let phases = &mut told.standards[0].phases;
    for phase in phases.iter_mut() {
        phase.covered.people = Some(half);
    }
    for phase in [Some(&mut b.record.before), b.record.after.as_mut()]
        .into_iter()
        .flatten()
    {
        phase.kinds.retain(|kind, _| kind == "canteen");
        let canteen = phase.kinds.get_mut("canteen").unwrap();
        (canteen.eligible, canteen.covered) = (Some(half), half);
    }
    let found = Comparison::of(&a, &b);
    let change =
        |list: &[Change], what: &str| list.iter().find(|c| c.what == what).cloned().unwrap();
    let files = change(&found.inputs, "seniors");
    assert!(files.a.unwrap().contains("earlier.csv") && files.b.unwrap().contains("later.csv"));
    let gone = change(&found.rules, "standard 助餐点");
    assert_eq!(
        (gone.a.as_deref(), gone.b.as_deref()),
        (Some("20 min"), None)
    );
    assert!(
        !found
            .people
            .iter()
            .any(|row| row.part == Part::Whole && row.measure.contains("助餐点"))
    );
    let covered = found
        .of_part(Part::Whole)
        .find(|row| row.measure == "canteen_covered_seniors");
    let covered = covered.unwrap();
    assert!(covered.difference.unwrap() < 0, "fewer people");
    let [before, after] = covered.shares();
    assert!(
        before.unwrap() < 1.0 && (after.unwrap() - 1.0).abs() < 1e-12,
        "and no loss"
    );
}

#[test]
fn districts_that_one_run_has_are_counted_and_not_compared() {
    let dir = tempfile::tempdir().unwrap();
    let a = side(3, dir.path());
    let mut b = a.clone();
    b.districts.remove(0);
    let found = Comparison::of(&a, &b);
    assert_eq!(found.unmatched, [(Part::District, 1)]);
    assert!(found.people.is_empty() && !found.is_empty());
}
