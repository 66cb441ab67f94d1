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
    let (before, after) = (&end(&a.record).kinds[kind], &end(&b.record).kinds[kind]);
    assert_eq!(
        covered.difference,
        Some(after.covered as i64 - before.covered as i64)
    );
    let threshold = i64::from(a.record.privacy.threshold);
    for row in comparison
        .people
        .iter()
        .filter(|row| row.part != Part::Whole)
    {
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
    b.record.inputs[0].role = "seniors".to_owned();
    let sites = &mut b.record.proposal.as_mut().unwrap().sites;
    sites[0].id = "another".to_owned();
    let found = Comparison::of(&a, &b);
    assert_eq!(found.rules.len(), 1);
    assert_eq!(
        (found.rules[0].a.as_deref(), found.rules[0].b.as_deref()),
        (None, Some("0.8"))
    );
    assert!(
        found
            .inputs
            .iter()
            .any(|c| c.b.as_ref().is_some_and(|t| t.contains("ffffffffffff")))
    );
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
