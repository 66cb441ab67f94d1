//! Which releases are too close, by hand.

use super::*;
use crate::hex::{Cell, HexResolution};
use crate::projection::LonLat;

fn release(table: &str, cells: &[(&str, &[(&str, u64)])]) -> Release {
    let mut release = Release::default();
    let cells = cells.iter().map(|(name, counts)| {
        let mut counts: Counts = counts
            .iter()
            .map(|(name, n)| ((*name).to_owned(), *n))
            .collect();
        derive(&mut counts);
        ((*name).to_owned(), counts)
    });
    release.tables.insert(table.to_owned(), cells.collect());
    release
}

fn cells_in(now: &Release, then: &Release) -> usize {
    now.refused_after(then, 10).iter().map(|r| r.cells).sum()
}

#[test]
fn a_few_people_more_or_less_are_refused_and_none_or_many_are_not() {
    for (before, now, close) in [
        (50, 50, 0),
        (50, 51, 1),
        (50, 41, 1),
        (50, 60, 0),
        (50, 30, 0),
    ] {
        let of = |n| release("districts", &[("A", &[("seniors", n)])]);
        assert_eq!(cells_in(&of(now), &of(before)), close, "{before} and {now}");
    }
}

#[test]
fn what_follows_from_two_numbers_is_compared_too() {
    let of = |eligible, covered| {
        release(
            "districts",
            &[(
                "A",
                &[
                    ("eligible_seniors", eligible),
                    ("x_covered_seniors_before", covered),
                ],
            )],
        )
    };
    // Twenty more people, nineteen of them covered: one more is not.
    assert_eq!(cells_in(&of(120, 79), &of(100, 60)), 1);
    assert_eq!(cells_in(&of(120, 70), &of(100, 60)), 0);
}

#[test]
fn a_plan_that_was_carried_out_is_compared_with_today() {
    let then = release("districts", &[("A", &[("x_covered_seniors_after", 80)])]);
    let now = release("districts", &[("A", &[("x_covered_seniors_before", 79)])]);
    assert_eq!(cells_in(&now, &then), 1);
    // What one release tells of both is no news in another: the same run may leave twice.
    let both = [
        ("x_without_circle_before", 20),
        ("x_without_circle_after", 23),
    ];
    let same = release("districts", &[("A", &both)]);
    assert_eq!(cells_in(&same, &same), 0);
}

#[test]
fn hexagons_that_are_joined_otherwise_are_compared_by_their_sums() {
    let fine = HexResolution::new(9).unwrap();
    let cell = Cell::containing(LonLat::new(117.0, 36.6).unwrap(), fine).unwrap();
    let parent = cell.parent(HexResolution::new(8).unwrap()).unwrap();
    let sibling = cell
        .neighbours()
        .into_iter()
        .find(|c| c.parent(parent.resolution()) == Some(parent))
        .unwrap();
    let name = |cell: Cell| format!("{cell}|A");
    let joined = |n| release("coverage", &[(&name(parent), &[("seniors", n)])]);
    let split = release(
        "coverage",
        &[
            (&name(cell), &[("seniors", 30)]),
            (&name(sibling), &[("seniors", 20)]),
        ],
    );
    assert_eq!(cells_in(&split, &joined(50)), 0);
    assert_eq!(cells_in(&split, &joined(51)), 1);
    assert_eq!(cells_in(&joined(49), &split), 1);
    let pair = format!("{cell} {sibling}|A");
    let together = release("coverage", &[(&pair, &[("seniors", 45)])]);
    assert_eq!(cells_in(&together, &split), 1);
    // The other side of a border is another cell.
    let elsewhere = release("coverage", &[(&format!("{cell}|B"), &[("seniors", 31)])]);
    assert_eq!(cells_in(&elsewhere, &split), 0);
}

#[test]
fn what_a_district_leaves_beside_its_hexagons_is_compared() {
    let fine = HexResolution::new(9).unwrap();
    let cell = Cell::containing(LonLat::new(117.0, 36.6).unwrap(), fine).unwrap();
    let of = |inside: u64, whole: u64| {
        let mut both = release(
            "coverage",
            &[(&format!("{cell}|A"), &[("seniors", inside)])],
        );
        both.tables
            .extend(release("districts", &[("A", &[("seniors", whole)])]).tables);
        both
    };
    // Twelve more in the hexagon, thirteen in the district: one more is in what is withheld.
    assert_eq!(cells_in(&of(42, 63), &of(30, 50)), 1);
    assert_eq!(cells_in(&of(42, 62), &of(30, 50)), 0);
}
