//! What stands beside coverage in a record: sums, and nothing that betrays a few people.

use super::*;
use crate::coverage::assessment::{Basis, Settled, assess};
use crate::coverage::ledger::{Claim, Promise, Quantity, Target, Verdict, Word};
use crate::coverage::{AssessSettings, Assessment};
use crate::reach::ReachMatrix;
use crate::units::WalkSpeed;

/// The run of a world with what is told of it.
fn run_of<'a>(world: &'a World, assessment: &'a Assessment) -> Run<'a> {
    Run {
        assessment: Some(assessment),
        ..world.run()
    }
}

/// A world with all that is told of it; every walk is within the matrix.
pub(crate) fn assessed(seed: u64) -> (World, Assessment) {
    let (mut places, coverage) = random_world(seed, 300);
    let rows = places.demand.ids().enumerate();
    let rows = rows.map(|(number, home)| SeniorRow {
        id: RowId::Row(number as u64),
        home,
        count: places.demand[home].eligible,
        eligible: Eligible::Yes,
        age: Some((60 + number % 35) as u8),
    });
    places.seniors = rows.collect::<Vec<_>>().into();
    let world = World::of(places, coverage);
    let settings = AssessSettings::default();
    let told = |phase: usize| {
        let coverage = &world.coverage[phase];
        // Each standard has one site, to which everybody walks as long as to the nearest.
        let rows: Vec<Vec<(DemandId, WalkTime)>> = (0..3)
            .map(|kind| {
                let nearest = coverage.kinds.get(kind).map(|k| k.nearest.enumerate());
                let walks = nearest.into_iter().flatten();
                walks
                    .filter_map(|(id, nearest)| match nearest {
                        Nearest::Site(_, time) => Some((id, *time)),
                        _ => None,
                    })
                    .collect()
            })
            .collect();
        let cutoff = WalkTime::from_minutes(240);
        let matrix = ReachMatrix::from_site_rows(&rows, world.places.demand.len(), cutoff);
        let kinds = 0..coverage.kinds.len();
        let sites: Vec<Vec<SiteId>> = kinds.map(|kind| vec![SiteId::from_index(kind)]).collect();
        let several: Vec<_> = sites.iter().map(|sites| matrix.several(sites)).collect();
        let basis = Basis {
            places: &world.places,
            ways: &[(&matrix, WalkSpeed::from_mps(1.0).unwrap()); 2],
            sites: &sites,
            several: &several,
            settings: &settings,
        };
        assess(coverage, &basis)
    };
    let assessment = Assessment {
        before: told(0),
        after: Some(told(1)),
        gaps: Vec::new(),
        ledger: Vec::new(),
        speeds: Vec::new(),
    };
    (world, assessment)
}

#[test]
fn the_gap_between_groups_is_that_of_the_published_shares() {
    let mut seen = 0;
    for seed in 0..8 {
        let (world, assessment) = assessed(seed);
        let run = run_of(&world, &assessment);
        let threshold = u64::from(world.scenario.privacy_threshold);
        let told = record(&run).assessment.unwrap();
        for gap in &told.group_gaps {
            let shares: Vec<(&str, f64)> = told
                .groups
                .iter()
                .filter(|group| group.by == gap.by)
                .filter_map(|group| {
                    let covered = match gap.phase.as_str() {
                        "before" => group.covered_before[&gap.kind],
                        _ => group.covered_after[&gap.kind],
                    };
                    let all = group.eligible.filter(|all| *all >= 2 * threshold)?;
                    Some((group.value.as_deref()?, covered? as f64 / all as f64))
                })
                .collect();
            let close = |a: f64, b: f64| (a - b).abs() < 1e-7;
            assert!(shares.len() > 1);
            assert!(
                shares
                    .iter()
                    .all(|(_, share)| *share >= gap.lowest_coverage - 1e-7)
            );
            assert!(
                shares
                    .iter()
                    .all(|(_, share)| *share <= gap.highest_coverage + 1e-7)
            );
            let is_told =
                |name: &str, share| shares.iter().any(|(n, s)| *n == name && close(*s, share));
            assert!(is_told(&gap.lowest, gap.lowest_coverage));
            assert!(is_told(&gap.highest, gap.highest_coverage));
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn groups_tell_nobody_or_enough() {
    for seed in 0..8 {
        let (world, assessment) = assessed(seed);
        let run = run_of(&world, &assessment);
        let record = record(&run);
        let threshold = u64::from(world.scenario.privacy_threshold);
        let safe = |count: u64| count == 0 || count >= threshold;
        let told = record.assessment.unwrap();
        assert!(!told.groups.is_empty());
        let mut hidden = 0;
        for group in &told.groups {
            let kinds = group.covered_before.iter().chain(&group.covered_after);
            for (_, covered) in kinds {
                let Some((all, some)) = group.eligible.zip(*covered) else {
                    hidden += 1;
                    continue;
                };
                assert!(safe(all) && safe(some) && safe(all - some), "{group:?}");
            }
            for (kind, before) in &group.covered_before {
                let after = group.covered_after[kind];
                if let Some((before, after)) = before.zip(after) {
                    assert!(safe(before.abs_diff(after)), "{group:?}");
                }
            }
        }
        // Whoever knows the whole learns the sum of what is withheld: that must be enough as well.
        for (kind, whole) in &record.before.kinds {
            let shown: u64 = told
                .groups
                .iter()
                .filter_map(|g| g.covered_before[kind])
                .sum();
            assert!(hidden > 0 || shown == whole.covered);
            assert!(safe(whole.covered - shown), "{shown} of {}", whole.covered);
        }
    }
}

#[test]
fn districts_tell_seats_and_circles_of_nobody_or_enough() {
    for seed in 0..8 {
        let (world, assessment) = assessed(seed);
        let run = run_of(&world, &assessment);
        let publication = Publication::of(&run);
        let threshold = publication.threshold();
        let safe = |count: u64| count == 0 || count >= threshold;
        assert_eq!(publication.depths().len(), publication.districts().len());
        for (district, phases) in publication.districts().iter().zip(publication.depths()) {
            for (phase, kinds) in phases.iter().enumerate() {
                for (kind, depth) in kinds.iter().enumerate() {
                    let covered = district.counts.covered(phase, kind);
                    if covered.is_none() {
                        assert_eq!(*depth, privacy::ShownDepth::default());
                    }
                    if let Some((served, covered)) = depth.served.zip(covered) {
                        assert!(safe(served) && safe(covered - served), "{depth:?}");
                    }
                    let causes = (0..3).map(|cause| district.counts.cause(phase, kind, cause));
                    if depth.excess_person_min.is_some() {
                        assert!(causes.into_iter().all(|cause| cause.is_some()));
                    }
                    if let Some((inside, covered)) = depth.in_circle.zip(covered) {
                        let more = covered.checked_sub(inside);
                        assert!(more.is_none_or(safe), "{depth:?}");
                    }
                    let all = district.counts.eligible();
                    if let Some((inside, all)) = depth.in_circle.zip(all) {
                        assert!(safe(inside) && safe(all - inside), "{depth:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn sites_tell_nobody_or_enough() {
    for seed in 0..8 {
        let (world, assessment) = assessed(seed);
        let run = run_of(&world, &assessment);
        let publication = Publication::of(&run);
        let threshold = publication.threshold();
        for seat in publication.seats() {
            let counts = seat.served.iter().copied().chain([
                seat.closed_uncovered,
                seat.closed_absorbed,
                seat.closed_turned_away,
            ]);
            for count in counts.flatten() {
                assert!(count == 0 || count >= threshold, "{seat:?}");
            }
        }
    }
}

#[test]
fn what_is_told_of_one_site_differs_by_nobody_or_enough() {
    let mut told = 0;
    for seed in 0..12 {
        let (world, assessment) = assessed(seed);
        let run = run_of(&world, &assessment);
        let publication = Publication::of(&run);
        let threshold = publication.threshold();
        let mut apart = |a: u64, b: u64, what: &str| {
            told += 1;
            let few = (1..threshold).contains(&a.abs_diff(b));
            assert!(!few, "seed {seed}, {what}: {a} and {b}");
        };
        for seat in publication.seats() {
            let same =
                |site: &&privacy::ShownSite| (site.kind, site.site) == (seat.kind, seat.site);
            for site in publication.sites().iter().filter(same) {
                for (load, served) in site.load.iter().zip(&seat.served) {
                    if let Some((load, served)) = load.zip(*served) {
                        apart(load, served, "load and served");
                    }
                }
            }
        }
        let proposal = run.proposed.unwrap().0;
        let sited = |kind: usize| run.before.kinds[kind].standard.kind == proposal.kind;
        for gain in publication.gains() {
            let Some(people) = gain.gain else {
                let seats = publication.seats().iter();
                let mut theirs = seats.filter(|seat| seat.site == gain.site && sited(seat.kind));
                assert!(theirs.all(|seat| seat.closed_uncovered.is_none()));
                continue;
            };
            let sites = publication.sites().iter();
            for site in sites.filter(|site| site.site == gain.site && sited(site.kind)) {
                let all = site.load.iter().copied().chain([site.within]);
                all.flatten()
                    .for_each(|load| apart(people, load, "gain and load"));
            }
            let seats = publication.seats().iter();
            for seat in seats.filter(|seat| seat.site == gain.site && sited(seat.kind)) {
                if let Some(lost) = seat.closed_uncovered {
                    apart(people, lost, "gain and loss");
                }
            }
        }
    }
    assert!(told > 20, "{told}");
}

#[test]
fn how_people_are_cut_tells_nobody() {
    let cuts = |people: u64| {
        let (mut world, _) = assessed(1);
        let first = world.places.demand.ids().next().unwrap();
        world.places.demand[first].seniors = Seniors::new(people);
        world.places.demand[first].at = None;
        let publication = Publication::of(&world.run());
        PublishedRecord::of(&world.run(), &publication).cuts
    };
    assert_eq!(cuts(1), cuts(2));
}

#[test]
fn a_promise_about_a_few_people_is_not_told() {
    let (world, mut assessment) = assessed(1);
    let verdict = |all: u64, met: u64| Verdict {
        met: false,
        value: met as f64 / all as f64,
        target: 0.85,
        short: 0.1,
        short_people: Some(Seniors::new(1)),
        people: Some((Seniors::new(all), Seniors::new(met))),
        places: Vec::new(),
    };
    let word = Word {
        text: "canteen".to_owned(),
        column: 10,
    };
    let promise = Promise {
        name: "few".to_owned(),
        text: "coverage(canteen) >= 85 %".to_owned(),
        claim: Claim::Measure {
            quantity: Quantity::Coverage {
                kind: word,
                rule: None,
            },
            per: None,
            target: Target::SOME,
        },
    };
    assessment.ledger = vec![Settled {
        promise,
        before: verdict(9, 4),
        after: Some(verdict(1_000_000, 700_000)),
    }];
    let run = Run {
        assessment: Some(&assessment),
        ..world.run()
    };
    let record = record(&run);
    assert_eq!(
        (
            record.ledger[0].before.value,
            record.ledger[0].before.short_people
        ),
        (None, None)
    );
    assert_eq!(record.ledger[0].after.as_ref().unwrap().value, Some(0.7));
    // A rule for all but three of the eligible tells of the three.
    let eligible = record.published.unwrap().eligible.unwrap();
    assessment.ledger[0].before = verdict(eligible - 3, eligible - 60);
    let run = Run {
        assessment: Some(&assessment),
        ..world.run()
    };
    assert_eq!(crate::report::record(&run).ledger[0].before.value, None);
}
