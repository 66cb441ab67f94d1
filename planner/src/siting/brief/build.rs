//! Walk times and places become rows, sites and arcs of the location problem, by the model of the brief.
//!
//! # Method
//!
//! 1. Sites are ordered by where they are, then by id: the order of the files changes nothing.
//! 2. Every demand point with eligible people is a row, with the sites that can serve it at the model's cost. Points
//!    with the same sites at the same costs, in the same district of the floor, are one row.
//! 3. The promises of the brief become rules and floors.

use std::collections::BTreeMap;

use super::super::Error;
use super::super::location::{Arc, Floor, Problem, RowTerms, Rule, SiteTerms};
use super::super::proposal::Measure;
use super::order::{Order, Role};
use super::promises::{self, Promise, cost_of, districts_of};
use super::standing::{Group, Standing};
use super::{Brief, Model};
use super::{levels, measures};
use crate::findings::Bilingual;
use crate::ids::DistrictId;
use crate::places::Places;
use crate::reach::ReachMatrix;
use crate::units::WalkTime;

/// A brief as a location problem whose promises can be switched off.
#[derive(Debug, Clone)]
pub struct Task {
    /// The sites of the columns.
    pub order: Order,
    /// What the plan must keep.
    pub promises: Vec<Promise>,
    /// The people of all rows.
    pub people: u64,
    /// The same as they count: by need in parts of a person.
    parts: u64,
    /// Eligible people whom no site can serve, whatever is opened.
    pub beyond: u64,
    base: Problem,
    /// For each row all its times: what p-center looks at.
    times: Vec<u64>,
    /// For each tier its rows.
    tiers: Vec<Vec<u32>>,
}

impl Task {
    /// Reads the brief against walk times and places.
    pub fn new(matrix: &ReachMatrix, places: &Places, brief: &Brief) -> Result<Self, Error> {
        Self::counted((matrix, places), brief, Counted::ByModel)
    }

    /// The same with walks as costs: up to the standard, and the whole standard for who is not covered.
    pub fn of_walks(matrix: &ReachMatrix, places: &Places, brief: &Brief) -> Result<Self, Error> {
        Self::counted((matrix, places), brief, Counted::Walks)
    }

    fn counted(
        (matrix, places): (&ReachMatrix, &Places),
        brief: &Brief,
        counted: Counted,
    ) -> Result<Self, Error> {
        let order = Order::of(places, brief);
        if order.candidates().next().is_none() {
            return Err(Error::NoCandidates {
                kind: brief.kind.clone(),
                sites: places.sites.len(),
            });
        }
        let base = Problem {
            sites: site_terms(brief, places, &order)?,
            needs: if brief.model == Model::Backup { 2 } else { 1 },
            most_open: order.sites.len(),
            ..Problem::default()
        };
        let mut task = Self {
            order,
            promises: Vec::new(),
            people: 0,
            parts: 0,
            beyond: 0,
            base,
            times: Vec::new(),
            tiers: vec![Vec::new(); brief.standing.tiers().len().max(1)],
        };
        let groups = task.add_rows((matrix, places), brief, counted);
        task.promises.extend(task.number(brief));
        task.promises.extend(load(brief));
        task.promises
            .extend(promises::on_sites(brief, places, &task.order)?);
        task.promises.extend(measures::promise(places, &task.order));
        task.promises
            .extend(levels::promises(brief, places, &task.order)?);
        task.promises.extend(task.cover(brief));
        task.promises.extend(task.equity(places, brief, &groups)?);
        Ok(task)
    }

    /// The problem with the promises whose numbers are asked for.
    pub fn problem(&self, is_kept: impl Fn(usize) -> bool) -> Problem {
        let mut problem = self.base.clone();
        for (number, promise) in self.promises.iter().enumerate() {
            if !is_kept(number) {
                continue;
            }
            problem.rules.extend(promise.rules.iter().cloned());
            problem.floors.extend(promise.floors.iter().cloned());
            problem.most_open = problem
                .most_open
                .min(promise.most_open.unwrap_or(usize::MAX));
            for column in self.order.candidates().filter(|_| promise.least_load > 0) {
                problem.sites[column as usize].least_load = promise.least_load;
            }
        }
        problem.indexed()
    }

    /// A value of the problem as the model counts it.
    pub fn measure(&self, value: i128, brief: &Brief) -> Measure {
        let people = |needs: u64| u64::try_from(i128::from(self.parts * needs) - value);
        let positive = u128::try_from(value).unwrap_or(0);
        if matches!(brief.standing, Standing::ByNeed(_)) {
            return match brief.model {
                Model::PMedian => Measure::NeedTime(positive),
                Model::Backup => Measure::Need(people(2).unwrap_or(0)),
                _ => Measure::Need(people(1).unwrap_or(0)),
            };
        }
        match brief.model {
            Model::Mclp => Measure::People(people(1).unwrap_or(0)),
            Model::Backup => Measure::People(people(2).unwrap_or(0)),
            Model::Lscp => Measure::Sites(u64::try_from(value).unwrap_or(0)),
            Model::PMedian => Measure::PersonTime(positive),
            Model::PCenter => Measure::Walk(WalkTime::from_millis(
                u32::try_from(value).unwrap_or(u32::MAX),
            )),
            Model::MinCost => Measure::Money(positive),
        }
    }

    /// The rows of a tier.
    pub fn tier_rows(&self, tier: usize) -> &[u32] {
        &self.tiers[tier]
    }

    /// The times at which p-center's worst walk can lie, ascending.
    pub fn times(&self) -> &[u64] {
        &self.times
    }

    /// The problem of serving everybody within a time, with the promises asked for.
    pub fn within(&self, time: u64, is_kept: impl Fn(usize) -> bool) -> Problem {
        self.problem(is_kept).within(time)
    }

    fn add_rows(
        &mut self,
        (matrix, places): (&ReachMatrix, &Places),
        brief: &Brief,
        counted: Counted,
    ) -> Groups {
        let level = floor_level(places, brief);
        let enlarging = measures::enlarging(places, &self.order);
        let mut columns = vec![None; places.sites.len()];
        for (column, site) in (0_u32..).zip(&self.order.sites) {
            let serves = self.order.serves(column) && !self.order.is_measure(column);
            columns[crate::ids::Id::index(*site)] = serves.then_some(column);
        }
        let mut merged: BTreeMap<RowKey, u64> = BTreeMap::new();
        let mut totals: BTreeMap<DistrictId, u64> = BTreeMap::new();
        for group in brief.standing.groups(places) {
            let (id, people) = (group.demand, group.people);
            let point = &places.demand[id];
            if people == 0 {
                continue;
            }
            let district =
                (level.as_ref()).and_then(|level| places.ancestor(point.district?, level));
            if let Some(district) = district {
                *totals.entry(district).or_default() += people;
            }
            let arcs = arcs_of(matrix, &group, (&columns, &enlarging), (brief, counted));
            if arcs.is_empty() {
                self.beyond += people;
                if district.is_none() {
                    continue;
                }
            }
            let key = (district, group.tier, group.parts, arcs);
            *merged.entry(key).or_default() += people;
        }
        let penalty = match counted {
            Counted::ByModel => penalty(matrix, brief),
            Counted::Walks => counted.cost(brief.within, brief),
        };
        let mut rows: BTreeMap<DistrictId, Vec<u32>> = BTreeMap::new();
        for (row, ((district, tier, parts, arcs), people)) in (0_u32..).zip(merged) {
            self.tiers[tier].push(row);
            if let Some(district) = district {
                rows.entry(district).or_default().push(row);
            }
            self.times.extend(arcs.iter().map(|arc| arc.cost));
            if !arcs.is_empty() {
                self.people += people;
                self.parts += people * parts;
            }
            let penalty = if arcs.is_empty() { 0 } else { penalty * parts };
            self.base.push_row(RowTerms { people, penalty }, arcs);
        }
        self.times.sort_unstable();
        self.times.dedup();
        Groups { totals, rows }
    }

    fn number(&self, brief: &Brief) -> Option<Promise> {
        let sites = brief.sites?;
        let mut promise = Promise::of_rules(
            format!("新增至多 {sites} 处"),
            format!("at most {sites} new sites"),
            Vec::new(),
        );
        let most = sites.saturating_add(self.order.existing());
        let columns = 0..self.order.sites.len() as u32;
        let beside = columns.filter(|&c| self.order.level(c) > 0).count();
        promise.most_open = Some(most.saturating_add(beside));
        if self.order.closable().next().is_some() {
            // What closes makes room for no more new sites than may move.
            let new: Vec<u32> = (0..self.order.sites.len() as u32)
                .filter(|&column| self.order.is_free(column))
                .collect();
            let moved = sites.saturating_add(brief.rules.may_close);
            promise.rules.push(Rule::at_most(&new, moved));
        }
        if beside > 0 {
            let own: Vec<u32> = self.order.of_level(0).collect();
            promise.rules.push(Rule::at_most(&own, most));
        }
        Some(promise)
    }

    /// The share of those who can be covered that set covering must cover.
    fn cover(&self, brief: &Brief) -> Option<Promise> {
        let must = brief.model.finds_the_number() || brief.model == Model::PCenter;
        if !must && brief.rules.cover_pct.is_none() {
            return None;
        }
        let pct = brief.rules.cover_pct.unwrap_or(100.0);
        let needs = self.people * u64::from(self.base.needs);
        let rows = (0..self.base.rows.len() as u32)
            .filter(|&row| !self.base.of_row(row as usize).is_empty())
            .collect();
        Some(Promise {
            floors: vec![Floor {
                rows,
                most_unserved: needs - least_of(needs, pct),
            }],
            ..Promise::of_rules(
                format!("覆盖可覆盖人数的 {pct} %（{} 人）", self.people),
                format!(
                    "{pct} % of the {} people who can be covered are",
                    self.people
                ),
                Vec::new(),
            )
        })
    }

    fn equity(
        &self,
        places: &Places,
        brief: &Brief,
        groups: &Groups,
    ) -> Result<Option<Promise>, Error> {
        let Some(equity) = &brief.rules.floor else {
            return Ok(None);
        };
        let level = floor_level(places, brief).unwrap_or_default();
        let districts = districts_of(places, &level)?;
        let pct = equity.least_pct;
        let floors = (districts.iter())
            .filter_map(|district| {
                let needs = groups.totals.get(district)? * u64::from(self.base.needs);
                Some(Floor {
                    rows: groups.rows.get(district)?.clone(),
                    most_unserved: needs - least_of(needs, pct),
                })
            })
            .collect();
        let count = districts.len();
        Ok(Some(Promise {
            floors,
            is_equity: true,
            ..Promise::of_rules(
                format!("“{level}”一级（共 {count} 个）各覆盖至少 {pct} %"),
                format!("at least {pct} % covered in each of {count} districts of level `{level}`"),
                Vec::new(),
            )
        }))
    }
}

/// What rows are merged by: the district of the floor, the tier, how much each person counts, and the sites.
type RowKey = (Option<DistrictId>, usize, u64, Vec<Arc>);

/// The people of the districts of the floor, and their rows.
struct Groups {
    totals: BTreeMap<DistrictId, u64>,
    rows: BTreeMap<DistrictId, Vec<u32>>,
}

fn load(brief: &Brief) -> Option<Promise> {
    let least = brief.rules.min_load?;
    Some(Promise {
        least_load: least,
        ..Promise::of_rules(
            format!("每处新增点位至少服务 {least} 人"),
            format!("each new site serves at least {least} people"),
            Vec::new(),
        )
    })
}

/// The least whole number that is a share of a whole.
pub(super) fn least_of(whole: u64, pct: f64) -> u64 {
    // Hundredths of a per cent are exact enough for a promise, and whole numbers do not waver.
    let parts = (pct.clamp(0.0, 100.0) * 10_000.0).round() as u128;
    (u128::from(whole) * parts).div_ceil(1_000_000) as u64
}

fn floor_level(places: &Places, brief: &Brief) -> Option<String> {
    let equity = brief.rules.floor.as_ref()?;
    equity
        .level
        .clone()
        .or_else(|| places.levels.last().cloned())
}

fn site_terms(brief: &Brief, places: &Places, order: &Order) -> Result<Vec<SiteTerms>, Error> {
    let closing = measures::closing(places);
    (0_u32..)
        .zip(order.sites.iter().zip(&order.roles))
        .map(|(column, (&site, &role))| {
            let terms = &places.sites[site];
            let is_new = role == Role::Candidate;
            let fixed_cost = match brief.model {
                Model::Lscp => u64::from(is_new && !order.is_measure(column)),
                Model::MinCost if is_new => cost_of(site, places)?,
                // What keeping it costs.
                Model::MinCost if closing[crate::ids::Id::index(site)] => {
                    terms.cost.map_or(0, promises::money)
                }
                _ => 0,
            };
            Ok(SiteTerms {
                fixed_cost,
                capacity: measures::room_of((column, terms), brief, order)?,
                least_load: 0,
                is_fixed: role == Role::Kept,
            })
        })
        .collect()
}

/// The sites that can serve a demand point, at the model's cost.
fn arcs_of(
    matrix: &ReachMatrix,
    group: &Group,
    (columns, enlarging): (&[Option<u32>], &[Vec<u32>]),
    (brief, counted): (&Brief, Counted),
) -> Vec<Arc> {
    let within = if brief.model.counts_every_walk() {
        matrix.cutoff()
    } else {
        brief.within
    };
    let mut arcs: Vec<Arc> = (matrix.of_demand(group.demand))
        .filter(|(_, time)| *time <= within)
        .flat_map(|(site, time)| {
            let site = crate::ids::Id::index(site);
            let cost = counted.cost(time, brief) * group.parts;
            let more = enlarging[site].iter().copied();
            let all = columns[site].into_iter().chain(more);
            all.map(move |to| Arc { cost, to })
        })
        .collect();
    arcs.sort_unstable();
    arcs
}

/// What walks cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// As the model has it.
    ByModel,
    /// Their milliseconds.
    Walks,
}

impl Counted {
    fn cost(self, time: WalkTime, brief: &Brief) -> u64 {
        match self {
            Self::ByModel => cost(time, brief),
            Self::Walks => u64::from(time.millis()),
        }
    }
}

/// What a walk costs in the model's objective.
fn cost(time: WalkTime, brief: &Brief) -> u64 {
    match brief.model {
        Model::Mclp | Model::Lscp | Model::Backup => 0,
        Model::PMedian | Model::PCenter => u64::from(time.millis()),
        Model::MinCost => promises::money(brief.rules.walk_cost_per_hour * time.minutes() / 60.0),
    }
}

/// What not being served costs: never less than a walk.
fn penalty(matrix: &ReachMatrix, brief: &Brief) -> u64 {
    match brief.model {
        Model::Mclp | Model::Backup => 1,
        Model::Lscp | Model::PCenter => 0,
        Model::PMedian => cost(matrix.cutoff(), brief),
        Model::MinCost => cost(brief.within, brief),
    }
}

/// The words of all promises together.
pub fn together(promises: &[&Promise]) -> Bilingual {
    let join = |pick: fn(&Bilingual) -> &str, between: &str| {
        let texts: Vec<&str> = promises.iter().map(|promise| pick(&promise.text)).collect();
        texts.join(between)
    };
    Bilingual::new(join(|t| &t.zh, "；"), join(|t| &t.en, "; "))
}
