//! Fronts of small places, against trying all choices on the places themselves.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::{Against, FrontAsked};
use crate::ids::{Id as _, SiteId};
use crate::places::{Places, Status};
use crate::progress::Silent;
use crate::reach::ReachMatrix;
use crate::siting::promises_tests::{Dice, village};
use crate::siting::{Brief, Model, propose};
use crate::units::WalkTime;

/// People covered, and the other aim where less is better; nothing where too much is open.
fn aims(
    matrix: &ReachMatrix,
    places: &Places,
    (brief, against, open): (&Brief, Against, &[SiteId]),
) -> Option<(u64, f64)> {
    let is_new = |site: &&SiteId| places.sites[**site].status == Status::Candidate;
    let existing = places
        .sites
        .iter()
        .filter(|site| site.status == Status::Open)
        .count();
    let new: Vec<SiteId> = open.iter().filter(is_new).copied().collect();
    if open.len() - new.len() < existing || new.len() > brief.sites? {
        return None;
    }
    let within = |home| (matrix.of_demand(home)).filter(|(_, time)| *time <= brief.within);
    let (mut covered, mut walk, mut all) = (0, 0, 0);
    let mut streets = [(0, 0); 3];
    for (home, point) in places.demand.enumerate() {
        let people = point.eligible.count();
        let times = within(home).filter(|(site, _)| open.contains(site));
        let nearest = times.map(|(_, time)| u64::from(time.millis())).min();
        let street = &mut streets[point.district?.index()];
        street.0 += people * u64::from(nearest.is_some());
        street.1 += people;
        if within(home).next().is_some() {
            covered += people * u64::from(nearest.is_some());
            walk += people * nearest.unwrap_or_else(|| brief.within.millis().into());
            all += people;
        }
    }
    let inhabited = streets.iter().filter(|(_, people)| *people > 0);
    let worst = inhabited
        .map(|(covered, people)| covered * 1000 / people)
        .min();
    Some((
        covered,
        match against {
            Against::Cost => new.iter().filter_map(|site| places.sites[*site].cost).sum(),
            Against::MeanWalk => walk as f64 / (all as f64).max(1.0) / 60_000.0,
            Against::WorstDistrict => -(worst.unwrap_or(0) as f64 / 10.0),
        },
    ))
}

#[test]
fn no_choice_is_better_than_a_point_of_a_front_in_one_aim_and_as_good_in_the_other() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(91));
    let mut lengths = [0; 3];
    for case in 0..150 {
        let (matrix, places) = village(&mut dice);
        let against = Against::ALL[case % 3];
        let sites = 1 + dice.below(3) as usize;
        let mut brief = Brief::new("canteen", Model::Mclp, sites, WalkTime::from_minutes(15));
        brief.asked.front = Some(FrontAsked { against, points: 5 });
        let Ok((proposal, _)) = propose(&matrix, &places, &brief, &Silent) else {
            continue;
        };
        let front = proposal.insight.front.unwrap();
        assert!(!front.points.is_empty(), "case {case}");
        let choices: Vec<(u64, f64)> = (0_u32..1 << places.sites.len())
            .filter_map(|choice| {
                let is_open = |site: &SiteId| choice >> site.index() & 1 == 1;
                let open: Vec<SiteId> = places.sites.ids().filter(is_open).collect();
                aims(&matrix, &places, (&brief, against, &open))
            })
            .collect();
        let most = choices.iter().map(|choice| choice.0).max().unwrap();
        assert_eq!(front.points[0].covered, most, "case {case}");
        for point in &front.points {
            let sign = if against == Against::WorstDistrict {
                -1.0
            } else {
                1.0
            };
            let other = point.other * sign;
            let mut open = point.sites.clone();
            let existing = places
                .sites
                .enumerate()
                .filter(|(_, s)| s.status == Status::Open);
            open.extend(existing.map(|(id, _)| id));
            let again = aims(&matrix, &places, (&brief, against, &open)).unwrap();
            assert_eq!(again.0, point.covered, "case {case} {against:?}");
            assert!(
                (again.1 - other).abs() < 1e-9,
                "case {case} {against:?}: {again:?}, {point:?}"
            );
            let better = choices.iter().find(|(covered, rival)| match against {
                Against::MeanWalk => *covered >= point.covered && *rival < other - 1e-9,
                _ => *covered > point.covered && *rival <= other + 1e-9,
            });
            assert_eq!(better, None, "case {case} {against:?}: {point:?}");
        }
        let falls = front.points.windows(2).all(|pair| {
            let rises = pair[0].other < pair[1].other;
            pair[0].covered > pair[1].covered && rises == (against == Against::WorstDistrict)
        });
        assert!(falls, "case {case} {against:?}: {front:?}");
        lengths[case % 3] = lengths[case % 3].max(front.points.len());
    }
    assert!(lengths.iter().all(|length| *length > 1), "{lengths:?}");
}
