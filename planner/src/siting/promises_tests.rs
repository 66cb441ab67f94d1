//! Every model with every rule on small places, against trying all choices on the places themselves.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::brief::{Capacity, Equity, Quota};
use super::*;
use crate::ids::{DemandId, DistrictId, Id as _, SiteId, Table};
use crate::places::{DemandPoint, District, RowId, Site, Status};
use crate::progress::Silent;
use crate::projection::{LonLat, distance};
use crate::units::{Metres, WalkTime};

pub(super) struct Dice(pub(super) ChaCha8Rng);

impl Dice {
    pub(super) fn below(&mut self, count: u32) -> u32 {
        self.0.next_u32() % count
    }

    pub(super) fn one_in(&mut self, count: u32) -> bool {
        self.below(count) == 0
    }
}

/// What the checker says of a proposal and its record; nothing where there is no certificate.
pub(super) fn checked(
    proposal: &Proposal,
    places: &Places,
    brief: &Brief,
) -> Option<Result<crate::verify::Shown, Bilingual>> {
    let (certificate, run) = crate::report::texts_of(proposal, places, brief)?;
    Some(crate::verify::texts(&certificate, Some(&run)))
}

/// A village of three streets with up to seven sites and nine homes.
pub(super) fn village(dice: &mut Dice) -> (ReachMatrix, Places) {
    let mut places = Places {
        levels: vec!["street".to_owned()],
        ..Places::default()
    };
    for name in ["north", "middle", "south"] {
        let outline = geo::MultiPolygon::new(Vec::new());
        let mut district = District::new(name.to_owned(), name.to_owned(), outline);
        "street".clone_into(&mut district.level);
        places.districts.push(district);
    }
    let street = |dice: &mut Dice| Some(DistrictId::from_index(dice.below(3) as usize));
    let mut sites = Vec::new();
    for number in 0..3 + dice.below(5) {
        let status = if dice.one_in(4) {
            Status::Open
        } else {
            Status::Candidate
        };
        let at = LonLat::new(117.0 + f64::from(dice.below(9)) * 0.002, 36.6);
        let mut site = Site::new(RowId::Row(number.into()), status, at);
        "canteen".clone_into(&mut site.kind);
        site.cost = Some(f64::from(1 + dice.below(9)));
        site.district = street(dice);
        sites.push(site);
    }
    sites.sort_by_key(|site| site.status);
    let homes = 2 + dice.below(8);
    let mut rows = vec![Vec::new(); sites.len()];
    for home in 0..homes {
        let people = Seniors::new(dice.below(20).into());
        places.demand.push(DemandPoint {
            at: None,
            seniors: people,
            eligible: people,
            district: street(dice),
        });
        for row in &mut rows {
            if !dice.one_in(4) {
                let time = WalkTime::from_minutes(1 + dice.below(30));
                row.push((DemandId::from_index(home as usize), time));
            }
        }
    }
    places.sites = Table::from(sites);
    let matrix = ReachMatrix::from_site_rows(&rows, homes as usize, WalkTime::from_minutes(30));
    (matrix, places)
}

pub(super) fn random_brief(dice: &mut Dice) -> Brief {
    let model = Model::ALL[dice.below(6) as usize];
    let mut brief = Brief {
        effort: Effort {
            search: 100_000,
            proof: 1_000_000_000,
        },
        ..Brief::new(
            "canteen",
            model,
            1 + dice.below(4) as usize,
            WalkTime::from_minutes(15),
        )
    };
    if model.finds_the_number() && dice.one_in(2) {
        brief.sites = None;
    }
    let rules = &mut brief.rules;
    rules.budget = dice.one_in(4).then(|| f64::from(dice.below(25)));
    rules.spacing = dice
        .one_in(4)
        .then(|| Metres::new(f64::from(dice.below(600))));
    rules.may_close = usize::from(dice.one_in(4));
    rules.cover_pct = dice.one_in(3).then(|| f64::from(dice.below(101)));
    rules.walk_cost_per_hour = f64::from(dice.below(3));
    if dice.one_in(3) {
        rules.quotas.push(Quota {
            level: Some("street".to_owned()),
            at_most: Some(1 + dice.below(2) as usize),
            ..Quota::default()
        });
    }
    if dice.one_in(3) {
        rules.quotas.push(Quota {
            level: Some("street".to_owned()),
            share_pct: Some(f64::from(dice.below(101))),
            ..Quota::default()
        });
    }
    if dice.one_in(4) {
        rules.quotas.push(Quota {
            district: Some("north".to_owned()),
            at_least: Some(1),
            ..Quota::default()
        });
    }
    if dice.one_in(4) && model != Model::Backup {
        rules.floor = Some(Equity {
            level: None,
            least_pct: f64::from(dice.below(90)),
        });
    }
    brief
}

/// What a choice of open sites is worth to the model, less is better; nothing when it breaks a promise.
pub(super) fn worth(
    matrix: &ReachMatrix,
    places: &Places,
    brief: &Brief,
    open: &[SiteId],
) -> Option<f64> {
    let is_new = |id: &SiteId| places.sites[*id].status == Status::Candidate;
    let new: Vec<SiteId> = open.iter().copied().filter(is_new).collect();
    let existing = places
        .sites
        .iter()
        .filter(|s| s.status == Status::Open)
        .count();
    let closed = existing - (open.len() - new.len());
    let rules = &brief.rules;
    let cost: f64 = new.iter().filter_map(|id| places.sites[*id].cost).sum();
    // Sites may move: a closed one makes room for a new one.
    let is_within = brief
        .sites
        .is_none_or(|sites| open.len() <= sites + existing)
        && closed <= rules.may_close
        && rules.budget.is_none_or(|budget| cost <= budget)
        && is_spaced(places, open, rules.spacing)
        && rules.quotas.iter().all(|quota| keeps(quota, places, open));
    if !is_within {
        return None;
    }
    let everywhere = brief.model.counts_every_walk();
    let limit = if everywhere {
        matrix.cutoff()
    } else {
        brief.within
    };
    let (mut reachable, mut served, mut value) = (0, 0, 0.0_f64);
    let mut streets = [(0, 0); 3];
    for (id, point) in places.demand.enumerate() {
        let people = point.eligible.count();
        let mut times: Vec<u32> = (matrix.of_demand(id))
            .filter(|(site, time)| open.contains(site) && *time <= limit)
            .map(|(_, time)| time.millis())
            .collect();
        times.sort_unstable();
        let can = matrix.of_demand(id).any(|(_, time)| time <= limit);
        let street = &mut streets[point.district?.index()];
        street.1 += people;
        let needs = if brief.model == Model::Backup { 2 } else { 1 };
        let met = times.len().min(needs) as u64;
        reachable += if can { people * needs as u64 } else { 0 };
        served += people * met;
        street.0 += people * met.min(1);
        if !can || people == 0 {
            continue;
        }
        let count = people as f64;
        let price = |millis: u32| {
            let cost = rules.walk_cost_per_hour * f64::from(millis) / 3_600_000.0;
            (cost * 1e6).round() / 1e6
        };
        value += match (brief.model, times.first()) {
            (Model::PMedian, Some(&time)) => count * f64::from(time) / 1000.0,
            (Model::PMedian, None) => count * matrix.cutoff().seconds(),
            (Model::MinCost, Some(&time)) => count * price(time),
            (Model::MinCost, None) => count * price(brief.within.millis()),
            _ => 0.0,
        };
        if brief.model == Model::PCenter {
            value = value.max(f64::from(*times.first()?) / 1000.0);
        }
    }
    let must = brief.model.finds_the_number() || brief.model == Model::PCenter;
    let pct = rules.cover_pct.or(must.then_some(100.0)).unwrap_or(0.0);
    let keeps_floor = rules.floor.as_ref().is_none_or(|floor| {
        let is_kept =
            |(served, all): &(u64, u64)| *served as f64 >= *all as f64 * floor.least_pct / 100.0;
        streets.iter().all(is_kept)
    });
    let keeps_cover = served as f64 >= reachable as f64 * pct / 100.0 - 1e-9;
    (keeps_floor && keeps_cover).then_some(match brief.model {
        Model::Mclp | Model::Backup => -(served as f64),
        Model::Lscp => new.len() as f64,
        Model::MinCost => value + cost,
        Model::PMedian | Model::PCenter => value,
    })
}

fn is_spaced(places: &Places, open: &[SiteId], spacing: Option<Metres>) -> bool {
    let Some(spacing) = spacing else {
        return true;
    };
    open.iter().enumerate().all(|(place, a)| {
        open[..place].iter().all(|b| {
            let (one, other) = (&places.sites[*a], &places.sites[*b]);
            let both_exist = one.status == Status::Open && other.status == Status::Open;
            let apart = one.at.zip(other.at).map(|(a, b)| distance(a, b).metres());
            both_exist || apart.is_none_or(|apart| apart >= spacing.metres())
        })
    })
}

fn keeps(quota: &Quota, places: &Places, open: &[SiteId]) -> bool {
    let inside = |street: usize| {
        open.iter()
            .filter(|id| places.sites[**id].district.unwrap().index() == street)
            .count()
    };
    if quota.district.is_some() {
        return inside(0) >= quota.at_least.unwrap_or(0);
    }
    if let Some(pct) = quota.share_pct {
        let served = (0..3).filter(|street| inside(*street) > 0).count();
        return served as f64 >= 3.0 * pct / 100.0 - 1e-9;
    }
    (0..3).all(|street| inside(street) <= quota.at_most.unwrap_or(usize::MAX))
}

pub(super) fn best_of_all(matrix: &ReachMatrix, places: &Places, brief: &Brief) -> Option<f64> {
    (0_u32..1 << places.sites.len())
        .filter_map(|choice| {
            let open: Vec<SiteId> = (places.sites.ids())
                .filter(|id| choice >> id.index() & 1 == 1)
                .collect();
            worth(matrix, places, brief, &open)
        })
        .min_by(f64::total_cmp)
}

#[test]
fn every_model_with_every_rule_ends_at_the_best_of_all_choices() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(31));
    let (mut answered, mut refused) = (0, 0);
    for case in 0..700 {
        let (matrix, places) = village(&mut dice);
        let brief = random_brief(&mut dice);
        let best = best_of_all(&matrix, &places, &brief);
        let answer = propose(&matrix, &places, &brief, &Silent);
        match (answer, best) {
            (Ok((proposal, _)), Some(best)) => {
                let sign = if matches!(brief.model, Model::Mclp | Model::Backup) {
                    -1.0
                } else {
                    1.0
                };
                let value = proposal.objective.value() * sign;
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
                let again = worth(&matrix, &places, &brief, &open);
                assert!(
                    again.is_some_and(|again| (again - best).abs() < 1e-6),
                    "case {case}"
                );
                answered += 1;
                if let Some(shown) = checked(&proposal, &places, &brief) {
                    let shown =
                        shown.unwrap_or_else(|why| panic!("case {case}: {why:?}, {brief:?}"));
                    let told = proposal.confirmed().unwrap().value();
                    assert_eq!(shown.claimed.unwrap().shown, told, "case {case}");
                }
            }
            (Err(Error::Impossible { en, .. }), None) => {
                assert!(!en.is_empty());
                refused += 1;
            }
            (Err(Error::NoCandidates { .. }), _) => {}
            (answer, best) => panic!("case {case}: {answer:?}, best {best:?}, {brief:?}"),
        }
    }
    assert!(
        answered > 200 && refused > 100,
        "{answered} answered, {refused} refused"
    );
}

#[test]
fn a_capacity_shares_people_out() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(32));
    let mut differs = 0;
    for _ in 0..100 {
        let (matrix, mut places) = village(&mut dice);
        let mut brief = Brief::new("canteen", Model::Mclp, 2, WalkTime::from_minutes(15));
        let Ok((free, _)) = propose(&matrix, &places, &brief, &Silent) else {
            continue;
        };
        for id in places.sites.ids().collect::<Vec<_>>() {
            places.sites[id].capacity = Some(15.0);
        }
        brief.rules.capacity = Capacity::AsGiven;
        let (bounded, _) = propose(&matrix, &places, &brief, &Silent).unwrap();
        let existing = places
            .sites
            .iter()
            .filter(|s| s.status == Status::Open)
            .count();
        assert!(bounded.objective.value() <= free.objective.value());
        assert!(bounded.objective.value() <= 15.0 * (2 + existing) as f64);
        assert!(bounded.proved_optimal());
        differs += usize::from(bounded.objective != free.objective);
    }
    assert!(differs > 20, "{differs}");
}

#[test]
fn the_order_of_sites_and_homes_changes_nothing() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(33));
    for case in 0..60 {
        let (matrix, places) = village(&mut dice);
        let brief = random_brief(&mut dice);
        let (sites, homes) = (places.sites.len(), places.demand.len());
        let mut turned = places.clone();
        turned.sites = places.sites.iter().rev().cloned().collect();
        turned.demand = places.demand.iter().rev().cloned().collect();
        let rows: Vec<Vec<(DemandId, WalkTime)>> = (0..sites)
            .rev()
            .map(|site| {
                (matrix.of_site(SiteId::from_index(site)))
                    .map(|(demand, time)| (DemandId::from_index(homes - 1 - demand.index()), time))
                    .collect()
            })
            .collect();
        let other = ReachMatrix::from_site_rows(&rows, homes, matrix.cutoff());
        let names = |places: &Places, answer: Result<(Proposal, Findings), Error>| {
            answer.map(|(p, _)| {
                let ids = p.sites.iter().map(|s| places.sites[s.site].id.to_string());
                (ids.collect::<Vec<_>>(), p.objective, p.bound)
            })
        };
        let one = names(&places, propose(&matrix, &places, &brief, &Silent));
        let two = names(&turned, propose(&other, &turned, &brief, &Silent));
        assert_eq!(one, two, "case {case}: {brief:?}");
    }
}

#[test]
fn the_smallest_set_of_promises_at_odds_is_named() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(34));
    let (matrix, mut places) = village(&mut dice);
    for (number, id) in places
        .sites
        .ids()
        .collect::<Vec<_>>()
        .into_iter()
        .enumerate()
    {
        places.sites[id].status = Status::Candidate;
        places.sites[id].district = Some(DistrictId::from_index(number % 3));
    }
    let mut brief = Brief::new("canteen", Model::Mclp, 2, WalkTime::from_minutes(15));
    brief.rules.budget = Some(1e6);
    brief.rules.quotas.push(Quota {
        level: Some("street".to_owned()),
        at_least: Some(1),
        ..Quota::default()
    });
    let error = propose(&matrix, &places, &brief, &Silent)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("at most 2 new sites; at least 1 in each of 3 districts of level `street`"),
        "{error}"
    );
    assert!(
        error.contains("新增至多 2 处；“street”一级（共 3 个）各至少 1 处"),
        "{error}"
    );
    assert!(!error.contains("1000000"), "{error}");
}
