//! Kinds sited together, against trying all choices on the places themselves.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::ids::{Id as _, SiteId};
use crate::places::{Places, Status};
use crate::progress::Silent;
use crate::siting::brief::MONEY;
use crate::siting::promises_tests::{Dice, checked, random_brief, village, worth};
use crate::siting::{Brief, Error, Level, Model, propose};
use crate::units::WalkTime;

/// Makes some sites of the village kitchens or depots, and asks for kitchens near canteens, depots near kitchens.
fn with_levels(dice: &mut Dice, places: &mut Places, brief: &mut Brief) {
    let ids: Vec<SiteId> = places.sites.ids().collect();
    for &site in &ids {
        let kind = ["canteen", "canteen", "kitchen", "depot"][dice.below(4) as usize];
        kind.clone_into(&mut places.sites[site].kind);
    }
    let pair_of = [("kitchen", "canteen"), ("depot", "kitchen")];
    for (kind, supports) in pair_of.into_iter().take(1 + dice.below(2) as usize) {
        let mut links = Vec::new();
        for &upper in ids.iter().filter(|site| places.sites[**site].kind == kind) {
            let lowers = ids
                .iter()
                .filter(|site| places.sites[**site].kind == supports);
            links.extend(
                lowers
                    .filter(|_| dice.one_in(2))
                    .map(|&lower| (upper, lower)),
            );
        }
        brief.levels.push(Level {
            kind: kind.to_owned(),
            supports: supports.to_owned(),
            sites: dice.one_in(2).then(|| dice.below(3) as usize),
            budget: dice
                .one_in(3)
                .then(|| u64::from(dice.below(15)) * 1_000_000),
            within: WalkTime::from_minutes(5),
            serves: false,
            links,
        });
    }
}

/// What a choice of open sites of all kinds is worth; nothing when it breaks a promise.
fn worth_together(
    matrix: &crate::reach::ReachMatrix,
    places: &Places,
    brief: &Brief,
    open: &[SiteId],
) -> Option<f64> {
    let of_kind = |kind: &str| -> Vec<SiteId> {
        let sites = open.iter().copied();
        sites
            .filter(|site| places.sites[*site].kind == kind)
            .collect()
    };
    let cost = |sites: &[SiteId]| -> f64 {
        let new = sites
            .iter()
            .filter(|s| places.sites[**s].status == Status::Candidate);
        new.filter_map(|site| places.sites[*site].cost).sum()
    };
    let is_new = |site: &&SiteId| places.sites[**site].status == Status::Candidate;
    let (mut extra, mut money) = (0, 0.0);
    for level in &brief.levels {
        let own = of_kind(&level.kind);
        let new = own.iter().filter(is_new).count();
        let existing = places
            .sites
            .iter()
            .filter(|site| site.kind == level.kind && site.status == Status::Open);
        let stays = own.len() - new == existing.count();
        let lowers = of_kind(&level.supports);
        let is_supported = |lower: &&SiteId| {
            level
                .links
                .iter()
                .any(|(up, low)| low == *lower && own.contains(up))
        };
        let keeps = level.sites.is_none_or(|sites| new <= sites)
            && level
                .budget
                .is_none_or(|budget| cost(&own) * MONEY <= budget as f64)
            && lowers
                .iter()
                .filter(is_new)
                .all(|lower| is_supported(&lower));
        if !stays || !keeps {
            return None;
        }
        extra += new;
        money += cost(&own);
    }
    // The kind alone, on places that have no other, within what the levels leave of the budget.
    let mut alone = brief.clone();
    alone.levels.clear();
    alone.rules.budget = brief.rules.budget.map(|budget| budget - money);
    if alone.rules.budget.is_some_and(|budget| budget < 0.0) {
        return None;
    }
    let mut only = places.clone();
    for site in places.sites.ids() {
        if places.sites[site].kind != brief.kind {
            only.sites[site].status = Status::Closed;
        }
    }
    let rows: Vec<Vec<_>> = (places.sites.ids())
        .map(|site| {
            let own = places.sites[site].kind == brief.kind;
            matrix.of_site(site).filter(|_| own).collect()
        })
        .collect();
    let own =
        crate::reach::ReachMatrix::from_site_rows(&rows, places.demand.len(), matrix.cutoff());
    let value = worth(&own, &only, &alone, &of_kind(&brief.kind))?;
    Some(match brief.model {
        Model::Lscp => value + extra as f64,
        Model::MinCost => value + money,
        _ => value,
    })
}

#[test]
fn kinds_that_are_sited_together_end_at_the_best_of_all_choices() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(71));
    let (mut answered, mut refused, mut supported) = (0, 0, 0);
    for case in 0..500 {
        let (matrix, mut places) = village(&mut dice);
        let mut brief = random_brief(&mut dice);
        with_levels(&mut dice, &mut places, &mut brief);
        let sites = places.sites.len();
        let best = (0_u32..1 << sites)
            .filter_map(|choice| {
                let is_open = |site: &SiteId| choice >> site.index() & 1 == 1;
                let open: Vec<SiteId> = places.sites.ids().filter(is_open).collect();
                worth_together(&matrix, &places, &brief, &open)
            })
            .min_by(f64::total_cmp);
        match (propose(&matrix, &places, &brief, &Silent), best) {
            (Ok((proposal, _)), Some(best)) => {
                let covers = matches!(brief.model, Model::Mclp | Model::Backup);
                let value = proposal.objective.value() * if covers { -1.0 } else { 1.0 };
                assert!(
                    (value - best).abs() < 1e-6,
                    "case {case}: {value}, best {best}, {brief:?}"
                );
                assert!(proposal.proved_optimal(), "case {case}: {brief:?}");
                let mut open: Vec<SiteId> = (places.sites.enumerate())
                    .filter(|(id, site)| {
                        site.status == Status::Open && !proposal.closed.contains(id)
                    })
                    .map(|(id, _)| id)
                    .collect();
                open.extend(proposal.sites.iter().map(|site| site.site));
                open.extend(proposal.beside());
                let again = worth_together(&matrix, &places, &brief, &open);
                assert!(
                    again.is_some_and(|again| (again - best).abs() < 1e-6),
                    "case {case}"
                );
                // No new kitchen or depot is there for nothing.
                for &idle in &proposal.beside() {
                    let without: Vec<SiteId> =
                        open.iter().copied().filter(|s| *s != idle).collect();
                    let worse = worth_together(&matrix, &places, &brief, &without);
                    assert!(worse.is_none_or(|worse| worse > best + 1e-9), "case {case}");
                }
                if let Some(shown) = checked(&proposal, &places, &brief) {
                    shown.unwrap_or_else(|why| panic!("case {case}: {why:?}, {brief:?}"));
                }
                answered += 1;
                supported += usize::from(!proposal.beside().is_empty());
            }
            (Err(Error::Impossible { en, .. }), None) => {
                assert!(!en.is_empty());
                refused += 1;
            }
            (Err(Error::NoCandidates { .. } | Error::NoSitesOfLevel { .. }), _) => {}
            (answer, best) => panic!("case {case}: {answer:?}, best {best:?}, {brief:?}"),
        }
    }
    assert!(
        answered > 60 && refused > 30 && supported > 20,
        "{answered} answered, {refused} refused, {supported} with new kitchens"
    );
}
