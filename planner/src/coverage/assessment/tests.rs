//! Groups, parts of the circle, seats and scoring again, counted by hand and against each other.

use super::*;
use crate::coverage::tests::{home, places, standard, walk};
use crate::coverage::{Nearest, Tally};
use crate::ids::{DemandId, Id as _};
use crate::places::{Attribute, Eligible, RowId, SeniorRow, Site, Status};

fn row(home: usize, count: u64, age: Option<u8>) -> SeniorRow {
    SeniorRow {
        id: RowId::Row(1),
        home: DemandId::from_index(home),
        count: Seniors::new(count),
        eligible: Eligible::Yes,
        age,
    }
}

/// Three homes of 10, 20 and 30 people; site 0 is a canteen with 12 seats, site 1 a day care, site 2 a canteen.
fn world() -> (Places, Coverage, ReachMatrix) {
    let mut places = places([10, 20, 30].map(|people| home(117.0, 36.6, people)));
    places.seniors = vec![
        row(0, 10, Some(69)),
        row(1, 15, Some(70)),
        row(1, 5, None),
        row(2, 30, Some(91)),
    ]
    .into();
    let alone = [Some("是"), None, Some("是"), Some("否")];
    std::sync::Arc::make_mut(&mut places.columns).put(Attribute::of("living", alone));
    for (number, kind, capacity) in [
        (1, "canteen", Some(12.0)),
        (2, "day care", None),
        (3, "canteen", None),
    ] {
        let at = places.demand[DemandId::from_index(0)].at;
        places.sites.push(Site {
            capacity,
            kind: kind.to_owned(),
            ..Site::new(RowId::Row(number), Status::Open, at)
        });
    }
    let canteens = [walk(0, 4), walk(0, 15), walk(2, 22)];
    let day_care = [walk(1, 3), Nearest::Unreachable, walk(1, 10)];
    let coverage = Coverage::of(
        &[standard("canteen", 15), standard("day care", 15)],
        vec![
            canteens.into_iter().collect(),
            day_care.into_iter().collect(),
        ],
        &places,
    );
    let minutes = |pairs: &[(usize, u32)]| -> Vec<(DemandId, WalkTime)> {
        let pair = |(d, m): &(usize, u32)| (DemandId::from_index(*d), WalkTime::from_minutes(*m));
        pairs.iter().map(pair).collect()
    };
    let rows = [
        minutes(&[(0, 4), (1, 15)]),
        minutes(&[(0, 3), (2, 10)]),
        minutes(&[]),
    ];
    let matrix = ReachMatrix::from_site_rows(&rows, 3, WalkTime::from_minutes(15));
    (places, coverage, matrix)
}

fn assessed(settings: &AssessSettings) -> (Places, Coverage, Assessed) {
    let (places, coverage, matrix) = world();
    let site = SiteId::from_index;
    let sites = [vec![site(0), site(2)], vec![site(1)]];
    let basis = Basis {
        places: &places,
        ways: &[(&matrix, WalkSpeed::from_mps(1.0).unwrap()); 2],
        sites: &sites,
        several: &sites.each_ref().map(|sites| matrix.several(sites)),
        settings,
    };
    let assessed = assess(&coverage, &basis);
    (places, coverage, assessed)
}

#[test]
fn the_circle_in_parts_counts_everybody_once() {
    let (_, coverage, assessed) = assessed(&AssessSettings::default());
    // 10 have both, 20 the canteen only, 30 the day care only.
    assert_eq!(assessed.circle.met, [0, 50, 10].map(Seniors::new));
    assert!((assessed.circle.score() - (50.0 + 20.0) / 120.0).abs() < 1e-12);
    assert_eq!(assessed.circle.met[2], coverage.circle_complete);
}

#[test]
fn the_mean_part_of_the_circle_is_a_mean_over_people_whoever_the_standards_are_for() {
    let (places, mut coverage, _) = world();
    // The day care is for the 10 and the 30 only: 20 of 60 have their one standard, 10 both of two, 30 one of two.
    coverage.kinds[1].audience = Some([true, false, true].into());
    let partial = Partial::of(&coverage, &places);
    assert_eq!(partial.met, [0, 50, 10].map(Seniors::new));
    assert!((partial.score() - (10.0 + 20.0 + 30.0 * 0.5) / 60.0).abs() < 1e-12);
    // Where no standard is for somebody, they have none of the circle.
    coverage.kinds[0].audience = Some([true, false, true].into());
    let partial = Partial::of(&coverage, &places);
    assert!((partial.score() - (10.0 + 30.0 * 0.5) / 60.0).abs() < 1e-12);
}

#[test]
fn access_is_ranked_by_any_column_of_numbers_age_too() {
    let mut settings = AssessSettings::default();
    settings.access.deprivation = Some("年龄".to_owned());
    let (_, _, assessed) = assessed(&settings);
    let two_step = &assessed.standards[0].access[0];
    // 12 seats for the 30 in reach of them, nothing for the 30 of 91 years; the 5 of unknown age have no rank.
    // R is 5, 17.5 and 40 of 55: 2 (10 · 0.4 · 5 + 15 · 0.4 · 17.5) / (55 · 10) − 1.
    let expected = 2.0 * (20.0 + 105.0) / 550.0 - 1.0;
    assert!((two_step.concentration.unwrap() - expected).abs() < 1e-12);
}

#[test]
fn groups_sum_to_everybody_and_those_who_say_nothing_are_a_group() {
    let (_, coverage, assessed) = assessed(&AssessSettings::default());
    let table = |by: &str| assessed.groups.iter().find(|t| t.by == by).unwrap();
    let values = |by: &str| -> Vec<(Option<String>, u64, u64)> {
        let rows = table(by).rows.iter();
        rows.map(|r| {
            (
                r.value.clone(),
                r.eligible.count(),
                r.kinds[0].covered.count(),
            )
        })
        .collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        values("age"),
        [
            (some("60-69"), 10, 10),
            (some("70-79"), 15, 15),
            (some("90+"), 30, 0),
            (None, 5, 5)
        ]
    );
    assert_eq!(
        values("living"),
        [(some("否"), 30, 0), (some("是"), 15, 15), (None, 15, 15)]
    );
    for table in &assessed.groups {
        for (number, kind) in coverage.kinds.iter().enumerate() {
            let mut sum = Tally::default();
            table.rows.iter().for_each(|row| sum += row.kinds[number]);
            assert_eq!(sum, kind.tally);
        }
    }
}

#[test]
fn seats_stand_beside_coverage_and_sum_to_it() {
    let mut settings = AssessSettings::default();
    settings.demand.participation_pct = vec![50.0, 100.0];
    settings.demand.min_load = Seniors::new(30);
    let (_, coverage, assessed) = assessed(&settings);
    let canteen = &assessed.standards[0];
    // Twelve seats carry 24 seniors at 50 %, twelve at 100 %.
    let served: Vec<u64> = canteen.services.iter().map(|s| s.served.count()).collect();
    assert_eq!(served, [24, 12]);
    for service in &canteen.services {
        assert_eq!(
            service.served + service.full,
            coverage.kinds[0].tally.covered
        );
        assert_eq!(
            service.served + service.full + service.out_of_reach,
            coverage.eligible
        );
        assert_eq!((service.unlimited(), service.full_sites()), (1, 1));
    }
    assert!(
        assessed.standards[1].services.is_empty(),
        "no capacity is known"
    );
    assert_eq!(
        canteen.below_min_load.len(),
        1,
        "30 and nobody: the second serves too few"
    );
    assert_eq!(canteen.failures[0].uncovered, Seniors::new(30));
}

#[test]
fn other_minutes_are_scored_from_the_same_search() {
    let (places, coverage, _) = world();
    for (minutes, covered) in [(3, 0), (4, 10), (14, 10), (15, 30), (22, 60)] {
        let again = rescore(
            &coverage,
            &places,
            &[WalkTime::from_minutes(minutes), WalkTime::from_minutes(15)],
        );
        assert_eq!(again.kinds[0].tally.covered, Seniors::new(covered));
        assert_eq!(again.kinds[0].tally.total(), coverage.eligible);
        assert_eq!(again.kinds[1], coverage.kinds[1]);
    }
}

#[test]
fn access_without_any_known_capacity_counts_sites() {
    let (_, _, assessed) = assessed(&AssessSettings::default());
    let two_step = &assessed.standards[1].access[0];
    assert_eq!(two_step.scores, [1.0 / 40.0, 0.0, 1.0 / 40.0]);
    assert!((two_step.mean - 1.0 / 60.0).abs() < 1e-12);
}

#[test]
fn a_group_is_told_what_the_whole_is_and_groups_sum_to_it() {
    let (places, coverage, assessed) = assessed(&AssessSettings::default());
    for (kind, told) in coverage.kinds.iter().zip(&assessed.standards) {
        let whole = Depth::by_group((kind, told), &places, |_| Some(()))
            .remove(&())
            .unwrap();
        assert_eq!((whole.tally, whole.walk), (kind.tally, kind.walk));
        assert_eq!(
            (whole.excess, whole.shortfall),
            (told.excess, told.shortfall)
        );
        assert_eq!(whole.served, told.middle_service().map(|s| s.served));
        let circles = told.audit.iter().map(|a| a.standard.circle());
        assert!(whole.in_circle.iter().copied().eq(circles));
        let means = told.access.iter().map(|score| score.mean);
        assert!(whole.access.iter().copied().eq(means));
        let own = told.decayed().unwrap();
        assert_eq!(
            (whole.decayed(told), whole.equity),
            (Some(own.mean), own.equity)
        );
        let parts = Depth::by_group((kind, told), &places, |home| Some(home.index() % 2));
        let mut sum = Tally::default();
        for part in parts.values() {
            sum += part.tally;
        }
        assert_eq!(sum, kind.tally);
    }
    // The second home: 20 people at 15 minutes of 15 find the 14 seats that the first ten leave at a half.
    let mut settings = AssessSettings::default();
    settings.demand.participation_pct = vec![50.0];
    let (places, coverage, assessed) = self::assessed(&settings);
    let (kind, told) = (&coverage.kinds[0], &assessed.standards[0]);
    let mut homes = Depth::by_group((kind, told), &places, Some);
    let depth = |home| homes.remove(&DemandId::from_index(home)).unwrap();
    let [first, second, third] = [0, 1, 2].map(depth);
    let seats = |depth: &Depth| [depth.served, depth.full()].map(|s| s.map(Seniors::count));
    assert_eq!(seats(&first), [Some(10), Some(0)]);
    assert_eq!(seats(&second), [Some(14), Some(6)]);
    assert_eq!(seats(&third), [Some(0), Some(0)]);
    let minutes = [&first, &second, &third].map(|d| d.walk.p90.map(WalkTime::minutes));
    assert_eq!(minutes, [Some(4.0), Some(15.0), Some(22.0)]);
    let excess = [first, second, third].map(|d| d.excess.person_minutes());
    assert_eq!(excess, [0.0, 0.0, 7.0 * 30.0]);
}
