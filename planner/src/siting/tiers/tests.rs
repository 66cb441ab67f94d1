//! People by need and tier by tier, against trying all choices.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::*;
use crate::ids::{Id as _, SiteId};
use crate::places::{Places, Status};
use crate::progress::Silent;
use crate::reach::ReachMatrix;
use crate::siting::brief::{Group, Standing};
use crate::siting::promises_tests::{Dice, best_of_all, checked, random_brief, village, worth};
use crate::siting::{Measure, Model, propose};
use crate::units::Seniors;

/// Divides the people of every home into groups.
fn groups(places: &Places, dice: &mut Dice, of: impl Fn(&mut Dice) -> (usize, u64)) -> Vec<Group> {
    let mut groups = Vec::new();
    for (demand, point) in places.demand.enumerate() {
        let mut left = point.eligible.count();
        while left > 0 {
            let people = u64::from(1 + dice.below(9)).min(left);
            let (tier, parts) = of(dice);
            groups.push(Group {
                demand,
                tier,
                parts,
                people,
            });
            left -= people;
        }
    }
    groups
}

#[test]
fn need_counts_as_if_there_were_more_people() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(71));
    let mut answered = 0;
    for case in 0..250 {
        let (matrix, places) = village(&mut dice);
        let mut brief = random_brief(&mut dice);
        brief.model = [Model::Mclp, Model::Backup, Model::PMedian][dice.below(3) as usize];
        brief.sites = Some(1 + dice.below(3) as usize);
        brief.rules.cover_pct = None;
        brief.rules.floor = None;
        let parts = |dice: &mut Dice| (0, [100, 150, 225, 300][dice.below(4) as usize]);
        let groups = groups(&places, &mut dice, parts);
        let mut more = places.clone();
        for id in places.demand.ids() {
            more.demand[id].eligible = Seniors::ZERO;
        }
        for group in &groups {
            more.demand[group.demand].eligible += Seniors::new(group.people * group.parts);
        }
        let best = best_of_all(&matrix, &more, &brief);
        brief.standing = Standing::ByNeed(groups);
        let answer = propose(&matrix, &places, &brief, &Silent);
        let Ok((proposal, _)) = answer else {
            assert_eq!(best, None, "case {case}: {answer:?}");
            continue;
        };
        let (value, best) = (proposal.objective.value() * 100.0, best.unwrap().abs());
        assert!(
            (value - best).abs() < 1e-6,
            "case {case}: {value}, {best}, {brief:?}"
        );
        assert_eq!(proposal.objective, proposal.bound, "case {case}");
        answered += 1;
        if let Some(shown) = checked(&proposal, &places, &brief) {
            shown.unwrap_or_else(|why| panic!("case {case}: {why:?}, {brief:?}"));
        }
    }
    assert!(answered > 100, "{answered}");
}

/// What a choice covers of each tier.
fn covered(matrix: &ReachMatrix, brief: &Brief, groups: &[Group], open: &[SiteId]) -> Vec<u64> {
    let mut covered = vec![0; 3];
    for group in groups {
        let mut near = matrix.of_demand(group.demand);
        if near.any(|(site, time)| open.contains(&site) && time <= brief.within) {
            covered[group.tier] += group.people;
        }
    }
    covered
}

#[test]
fn tiers_come_one_after_the_other() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(72));
    let (mut answered, mut refused, mut differs, mut tight) = (0, 0, 0, 0);
    for case in 0..300 {
        let (matrix, places) = village(&mut dice);
        let mut brief = random_brief(&mut dice);
        brief.model = Model::Mclp;
        brief.sites = Some(1 + dice.below(3) as usize);
        let groups = groups(&places, &mut dice, |dice| (dice.below(3) as usize, 1));
        brief.standing = Standing::ByTier {
            names: vec!["first".to_owned(), "second".to_owned()],
            groups: groups.clone(),
        };
        brief.effort.proof = 3_000_000_000;
        let best = (0_u32..1 << places.sites.len())
            .filter_map(|choice| {
                let open: Vec<SiteId> = (places.sites.ids())
                    .filter(|id| choice >> id.index() & 1 == 1)
                    .collect();
                worth(&matrix, &places, &brief, &open)?;
                Some(covered(&matrix, &brief, &groups, &open))
            })
            .max();
        let (proposal, _) = match (propose(&matrix, &places, &brief, &Silent), best.as_ref()) {
            (Ok(answer), Some(_)) => answer,
            (Err(Error::Impossible { .. }), None) => {
                refused += 1;
                continue;
            }
            (Err(Error::NoCandidates { .. }), _) => continue,
            (answer, best) => panic!("case {case}: {answer:?}, {best:?}, {brief:?}"),
        };
        let best = best.unwrap();
        let told: Vec<u64> = proposal.tiers.iter().map(|tier| tier.covered).collect();
        let bounds: Vec<u64> = proposal.tiers.iter().map(|tier| tier.bound).collect();
        assert_eq!((&told, &bounds), (&best, &best), "case {case}: {brief:?}");
        assert_eq!(
            proposal.objective,
            Measure::People(best.iter().sum()),
            "case {case}"
        );
        let mut open: Vec<SiteId> = (places.sites.enumerate())
            .filter(|(id, site)| site.status == Status::Open && !proposal.closed.contains(id))
            .map(|(id, _)| id)
            .collect();
        open.extend(proposal.sites.iter().map(|site| site.site));
        assert_eq!(
            covered(&matrix, &brief, &groups, &open),
            best,
            "case {case}"
        );
        answered += 1;
        let shown = checked(&proposal, &places, &brief).unwrap();
        let shown = shown.unwrap_or_else(|why| panic!("case {case}: {why:?}, {brief:?}"));
        let counted = shown
            .tiers
            .iter()
            .map(|tier| i128::from(tier.needs) - tier.value);
        assert!(
            counted.eq(best.iter().map(|&n| i128::from(n))),
            "case {case}"
        );
        tight += usize::from(shown.value == shown.bound);
        brief.standing = Standing::Alike;
        let (free, _) = propose(&matrix, &places, &brief, &Silent).unwrap();
        let total = Measure::People(best.iter().sum());
        assert!(total.value() <= free.objective.value(), "case {case}");
        differs += usize::from(total != free.objective);
    }
    assert!(
        answered > 100 && refused > 20 && differs > 3 && tight * 2 > answered,
        "{answered}, {refused}, {differs}, {tight}"
    );
}
