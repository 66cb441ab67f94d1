//! Changes of existing sites, against trying all choices, with seats shared out by the smallest cut.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::ids::{Id as _, SiteId};
use crate::places::{Action, Places, RowId, Site, Status};
use crate::progress::Silent;
use crate::reach::ReachMatrix;
use crate::siting::brief::Capacity;
use crate::siting::promises_tests::{Dice, checked, village};
use crate::siting::{Brief, Effort, Error, Model, propose};
use crate::units::WalkTime;

/// A village with seats, and with offers to enlarge or close what exists; the times of offers are not in the table.
fn with_offers(dice: &mut Dice) -> (ReachMatrix, Places) {
    let (matrix, mut places) = village(dice);
    let mut rows: Vec<Vec<_>> = (places.sites.ids())
        .map(|site| matrix.of_site(site).collect())
        .collect();
    let existing: Vec<SiteId> = (places.sites.enumerate())
        .filter(|(_, site)| site.status == Status::Open)
        .map(|(id, _)| id)
        .collect();
    for site in places.sites.ids().collect::<Vec<_>>() {
        places.sites[site].capacity = Some(f64::from(5 + dice.below(15)));
    }
    for number in 0..dice.below(4) {
        let Some(&parent) = existing.get(dice.below(3) as usize) else {
            continue;
        };
        let at = places.sites[parent].at;
        let mut offer = Site::new(RowId::Row((100 + number).into()), Status::Candidate, at);
        offer.action = [Action::Upgrade, Action::AddSitting, Action::Close][dice.below(3) as usize];
        "canteen".clone_into(&mut offer.kind);
        offer.parent = Some(parent);
        offer.cost = Some(f64::from(dice.below(5)));
        offer.capacity = Some(f64::from(1 + dice.below(15)));
        places.sites.push(offer);
        rows.push(Vec::new());
    }
    let matrix = ReachMatrix::from_site_rows(&rows, places.demand.len(), matrix.cutoff());
    (matrix, places)
}

/// The most people that find a seat: the smallest cut between homes and seats.
fn seated(matrix: &ReachMatrix, places: &Places, (brief, open): (&Brief, &[SiteId])) -> u64 {
    let pct = brief.rules.participation_pct.unwrap_or(100.0);
    let stands_at = |site: SiteId| places.sites[site].parent.unwrap_or(site);
    let seats = |site: SiteId| (places.sites[site].capacity.unwrap() * 100.0 / pct + 1e-9) as u64;
    let serving: Vec<SiteId> = (open.iter().copied())
        .filter(|site| places.sites[*site].action != Action::Close)
        .collect();
    let cut = |full: u32| -> u64 {
        let is_full = |place: usize| full >> place & 1 == 1;
        let filled: u64 = (serving.iter().enumerate())
            .filter(|(place, _)| is_full(*place))
            .map(|(_, site)| seats(*site))
            .sum();
        let others: Vec<SiteId> = (serving.iter().enumerate())
            .filter(|(place, _)| !is_full(*place))
            .map(|(_, site)| stands_at(*site))
            .collect();
        let near = places.demand.enumerate().filter(|(home, _)| {
            let mut times = matrix.of_demand(*home);
            times.any(|(site, time)| time <= brief.within && others.contains(&site))
        });
        filled + near.map(|(_, point)| point.eligible.count()).sum::<u64>()
    };
    (0..1_u32 << serving.len()).map(cut).min().unwrap_or(0)
}

/// What a choice is worth, less is better; nothing when it breaks a promise.
fn worth(matrix: &ReachMatrix, places: &Places, (brief, open): (&Brief, &[SiteId])) -> Option<f64> {
    let closes = |site: SiteId| {
        let offers = open.iter().map(|offer| &places.sites[*offer]);
        let mut closing = offers.filter(|offer| offer.action == Action::Close);
        closing.any(|offer| offer.parent == Some(site))
    };
    let has_offer = |site: SiteId| {
        let mut offers = places
            .sites
            .iter()
            .filter(|offer| offer.action == Action::Close);
        offers.any(|offer| offer.parent == Some(site))
    };
    let (mut cost, mut existing, mut own, mut new) = (0.0, 0, 0, 0);
    for (id, site) in places.sites.enumerate() {
        let (is_open, is_new) = (open.contains(&id), site.status == Status::Candidate);
        existing += usize::from(!is_new);
        own += usize::from(is_open && !site.action.changes_a_site());
        new += usize::from(is_open && is_new && !site.action.changes_a_site());
        if !is_new && !is_open && !closes(id) {
            return None;
        }
        let parent_goes = site.parent.is_some_and(|parent| !open.contains(&parent));
        if is_open && parent_goes && site.action != Action::Close {
            return None;
        }
        let keeping = brief.model == Model::MinCost && has_offer(id);
        if is_open && (is_new || keeping) {
            cost += site.cost.unwrap_or(0.0);
        }
    }
    let spent: f64 = (open.iter().map(|site| &places.sites[*site]))
        .filter(|site| site.status == Status::Candidate)
        .filter_map(|site| site.cost)
        .sum();
    // An offer to close makes no room for a new site: only what may close to be moved does.
    if brief
        .sites
        .is_some_and(|sites| own > sites + existing || new > sites + brief.rules.may_close)
        || brief.rules.budget.is_some_and(|budget| spent > budget)
    {
        return None;
    }
    let seated = seated(matrix, places, (brief, open));
    let can: u64 = (places.demand.enumerate())
        .filter(|(home, _)| {
            matrix
                .of_demand(*home)
                .any(|(_, time)| time <= brief.within)
        })
        .map(|(_, point)| point.eligible.count())
        .sum();
    if brief.model == Model::Mclp {
        return Some(-(seated as f64));
    }
    let least = can as f64 * brief.rules.cover_pct.unwrap_or(100.0) / 100.0;
    (seated as f64 >= least - 1e-9).then_some(cost)
}

#[test]
fn offers_to_enlarge_and_close_end_at_the_best_of_all_choices() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(81));
    let (mut answered, mut refused, mut made) = (0, 0, 0);
    for case in 0..250 {
        let (matrix, places) = with_offers(&mut dice);
        let model = [Model::Mclp, Model::MinCost][dice.below(2) as usize];
        let mut brief = Brief::new("canteen", model, 1, WalkTime::from_minutes(15));
        brief.effort = Effort {
            search: 100_000,
            proof: 1_000_000_000,
        };
        brief.rules.capacity = Capacity::AsGiven;
        brief.rules.budget = dice.one_in(2).then(|| f64::from(dice.below(12)));
        brief.rules.participation_pct = dice.one_in(2).then_some(40.0);
        if model == Model::MinCost {
            brief.sites = None;
            brief.rules.cover_pct = Some(f64::from(30 + dice.below(60)));
        }
        let best = (0_u32..1 << places.sites.len())
            .filter_map(|choice| {
                let is_open = |site: &SiteId| choice >> site.index() & 1 == 1;
                let open: Vec<SiteId> = places.sites.ids().filter(is_open).collect();
                worth(&matrix, &places, (&brief, &open))
            })
            .min_by(f64::total_cmp);
        match (propose(&matrix, &places, &brief, &Silent), best) {
            (Ok((proposal, _)), Some(best)) => {
                let sign = if model == Model::Mclp { -1.0 } else { 1.0 };
                let value = proposal.objective.value() * sign;
                assert!(
                    (value - best).abs() < 1e-6,
                    "case {case}: {value}, best {best}, {brief:?}"
                );
                assert!(proposal.proved_optimal(), "case {case}");
                let mut open: Vec<SiteId> = (places.sites.enumerate())
                    .filter(|(id, site)| {
                        site.status == Status::Open && !proposal.closed.contains(id)
                    })
                    .map(|(id, _)| id)
                    .collect();
                open.extend(proposal.sites.iter().map(|site| site.site));
                open.extend(&proposal.insight.measures);
                let again = worth(&matrix, &places, (&brief, &open));
                assert!(
                    again.is_some_and(|again| (again - best).abs() < 1e-6),
                    "case {case}"
                );
                if let Some(shown) = checked(&proposal, &places, &brief) {
                    shown.unwrap_or_else(|why| panic!("case {case}: {why:?}, {brief:?}"));
                }
                answered += 1;
                made += usize::from(!proposal.insight.measures.is_empty());
            }
            (Err(Error::Impossible { .. }), None) => refused += 1,
            (Err(Error::NoCandidates { .. }), _) => {}
            (answer, best) => panic!("case {case}: {answer:?}, best {best:?}, {brief:?}"),
        }
    }
    assert!(
        answered > 100 && refused > 10 && made > 20,
        "{answered} answered, {refused} refused, {made} with changes"
    );
}
