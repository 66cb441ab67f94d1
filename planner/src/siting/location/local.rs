//! A choice is searched for by moves of one or two sites, with a price on every promise that is broken.
//!
//! # Method
//!
//! Simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983) with the tables of fast interchange (Whitaker, 1983;
//! Resende and Werneck, 2007): each row knows the cheapest two of its open sites.
//!
//! 1. A random site that is not open is weighed: one pass over its rows tells what it saves and, for each open site,
//!    what of its loss it would take over. The best of: opening it, opening it for one of the open sites. Now and
//!    then an open site is closed instead.
//! 2. What breaks a rule or a floor costs a fine for each unit. Fines of what stays broken rise, of what is kept fall.
//! 3. The best choice that keeps everything is remembered.
//!
//! With capacities, least loads or two needs this is a guide only: whoever asks counts by `value`, and the search may
//! end without a choice that keeps everything.
//!
//! # Complexity
//!
//! A try: the rows of a site, the open sites and their rules. A move: the rows of two sites and their nearest.
//!
//! # Invariants
//!
//! The same seed and work give the same choice. A returned choice keeps all rules.
//!
//! # References
//!
//! Whitaker (1983), A fast algorithm for the greedy interchange for large-scale clustering and median location
//! problems. Resende and Werneck (2007), A fast swap-based local search procedure for location problems.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::branch::Choice;
use super::value::{serve_counted, two_nearest};
use super::{Arc, Problem, Rule};
use crate::siting::cover::anneal::{below, waiting_time};
use crate::siting::effort::Meter;

/// The first and the last temperature, in parts of a site's average worth.
const HOT: f64 = 0.3;
const COLD: f64 = 0.0005;
/// Tries between two looks at the fines.
const AT_ONCE: u32 = 64;
/// One try in so many closes a site.
const CLOSE: u32 = 8;

/// A rule as seen from its sites.
struct Limit {
    most: i64,
    now: i64,
    fine: f64,
    /// For a share: how many open sites each group has.
    hits: Vec<u32>,
}

/// What a site adds to a rule: a factor, or a group of a share.
#[derive(Clone, Copy)]
enum Part {
    Factor(u32, i64),
    Group(u32, u32),
}

struct Run<'a> {
    problem: &'a Problem,
    open: Vec<bool>,
    /// Open sites in no particular order, and where each stands.
    list: Vec<u32>,
    place: Vec<u32>,
    first: Vec<Option<Arc>>,
    second: Vec<Option<Arc>>,
    /// What a row pays without any site: its penalty with the fines of its floors.
    without: Vec<f64>,
    loss: Vec<f64>,
    takes: Vec<f64>,
    limits: Vec<Limit>,
    parts: Vec<Vec<Part>>,
    floor_fines: Vec<f64>,
    unit: f64,
}

/// Searches with the allowed work; returns the best choice that keeps everything, if one was found.
pub fn search(
    problem: &Problem,
    start: &[bool],
    seed: u64,
    meter: &mut Meter<'_>,
) -> Option<Choice> {
    let mut run = Run::new(problem, start);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut best: Option<Choice> = None;
    run.see(&mut best);
    let (all, from) = (meter.left().max(1) as f64, meter.spent());
    while !meter.is_spent() && !problem.sites.is_empty() {
        let left = 1.0 - (meter.spent() - from) as f64 / all;
        let temperature = run.unit * (COLD + (HOT - COLD) * left * left * left);
        let mut work = 0;
        for _ in 0..AT_ONCE {
            let worth = temperature * waiting_time(random.next_u32());
            let (moved, cost) = run.attempt(&mut random, worth);
            work += cost;
            if moved {
                work += run.see(&mut best);
            }
        }
        meter.spend(work);
        run.reprice();
    }
    best
}

impl<'a> Run<'a> {
    fn new(problem: &'a Problem, start: &[bool]) -> Self {
        let sites = problem.sites.len();
        let per_site = problem.most_open.clamp(1, sites.max(1)) as f64;
        let unit = (problem.ceiling() as f64 / per_site).max(1.0) / 4.0;
        let mut parts = vec![Vec::new(); sites];
        let mut limits = Vec::new();
        for (number, rule) in (0_u32..).zip(&problem.rules) {
            limits.push(limit(number, rule, unit, &mut parts));
        }
        let mut run = Self {
            problem,
            open: vec![false; sites],
            list: Vec::new(),
            place: vec![0; sites],
            first: vec![None; problem.rows.len()],
            second: vec![None; problem.rows.len()],
            without: Vec::new(),
            loss: vec![0.0; sites],
            takes: vec![0.0; sites],
            limits,
            parts,
            floor_fines: vec![0.0; problem.floors.len()],
            unit,
        };
        run.price_rows();
        for (site, terms) in (0_u32..).zip(&problem.sites) {
            if start[site as usize] || terms.is_fixed {
                run.set(site);
            }
        }
        run.recount();
        run
    }

    /// What each row pays without any site.
    fn price_rows(&mut self) {
        self.without.clear();
        self.without
            .extend(self.problem.rows.iter().map(|row| row.penalty as f64));
        for (floor, fine) in self.problem.floors.iter().zip(&self.floor_fines) {
            for &row in &floor.rows {
                self.without[row as usize] += fine;
            }
        }
    }

    /// Counts the rows' nearest sites and the losses again.
    fn recount(&mut self) {
        self.loss.fill(0.0);
        for row in 0..self.problem.rows.len() {
            let (first, second) = two_nearest(self.problem.of_row(row), &self.open);
            self.first[row] = first;
            self.second[row] = second;
            if let Some(first) = first {
                self.loss[first.to as usize] += self.rise(row);
            }
        }
    }

    /// What a row pays more without its nearest site.
    fn rise(&self, row: usize) -> f64 {
        let people = self.problem.rows[row].people as f64;
        let after = self.second[row].map_or(self.without[row], |arc| arc.cost as f64);
        self.first[row].map_or(0.0, |arc| people * (after - arc.cost as f64))
    }

    /// Tries one move; tells whether it was made, and the work.
    fn attempt(&mut self, random: &mut ChaCha8Rng, worth: f64) -> (bool, u64) {
        let site = below(random, self.open.len() as u32);
        let kind = random.next_u32();
        if self.open[site as usize] {
            if kind.is_multiple_of(CLOSE) && !self.problem.sites[site as usize].is_fixed {
                let saved = self.problem.sites[site as usize].fixed_cost as f64;
                let fine = self.fine_change(None, Some(site));
                if self.loss[site as usize] - saved + fine <= worth {
                    self.close(site);
                    return (true, self.problem.of_site(site as usize).len() as u64 * 3);
                }
            }
            return (false, 8);
        }
        let work = (self.problem.of_site(site as usize).len() + 3 * self.list.len() + 16) as u64;
        let (saves, best) = self.weigh(site);
        let (cost, out) = best;
        if cost - saves > worth {
            return (false, work);
        }
        if let Some(out) = out {
            self.close(out);
        }
        self.open(site);
        (true, work * 4)
    }

    /// What a site saves, and the cheapest way to open it: by itself, or for another.
    fn weigh(&mut self, site: u32) -> (f64, (f64, Option<u32>)) {
        let problem = self.problem;
        let mut saves = 0.0;
        for arc in problem.of_site(site as usize) {
            let row = arc.to as usize;
            let people = problem.rows[row].people as f64;
            let cost = arc.cost as f64;
            match self.first[row] {
                None => saves += people * (self.without[row] - cost),
                Some(first) if arc.cost < first.cost => {
                    saves += people * (first.cost as f64 - cost);
                    self.takes[first.to as usize] += self.rise(row);
                }
                Some(first) => {
                    let next = self.second[row].map_or(self.without[row], |s| s.cost as f64);
                    if cost < next {
                        self.takes[first.to as usize] += people * (next - cost);
                    }
                }
            }
        }
        let own = problem.sites[site as usize].fixed_cost as f64;
        let mut best = (f64::INFINITY, None);
        if self.list.len() < problem.most_open {
            best = (own + self.fine_change(Some(site), None), None);
        }
        for place in 0..self.list.len() {
            let out = self.list[place];
            let terms = problem.sites[out as usize];
            let takes = std::mem::take(&mut self.takes[out as usize]);
            if terms.is_fixed {
                continue;
            }
            let cost = own - terms.fixed_cost as f64 + self.loss[out as usize] - takes
                + self.fine_change(Some(site), Some(out));
            if cost < best.0 {
                best = (cost, Some(out));
            }
        }
        (saves, best)
    }

    /// How the fines change when a site comes and another goes.
    fn fine_change(&mut self, comes: Option<u32>, goes: Option<u32>) -> f64 {
        if self.limits.is_empty() {
            return 0.0;
        }
        let before = self.fines(comes, goes);
        if let Some(site) = comes {
            self.count(site, 1);
        }
        if let Some(site) = goes {
            self.count(site, -1);
        }
        let after = self.fines(comes, goes);
        if let Some(site) = goes {
            self.count(site, 1);
        }
        if let Some(site) = comes {
            self.count(site, -1);
        }
        after - before
    }

    /// The fines of the rules of two sites; a rule of both counts once.
    fn fines(&self, one: Option<u32>, other: Option<u32>) -> f64 {
        let rules = |site: Option<u32>| {
            let parts = site.map_or(&[][..], |site| &self.parts[site as usize]);
            parts.iter().map(|part| match *part {
                Part::Factor(rule, _) | Part::Group(rule, _) => rule,
            })
        };
        let mut sum = 0.0;
        let mut seen = [u32::MAX; 16];
        let mut count = 0;
        for rule in rules(one).chain(rules(other)) {
            if seen[..count].contains(&rule) {
                continue;
            }
            if count < seen.len() {
                seen[count] = rule;
                count += 1;
            }
            sum += self.limits[rule as usize].broken();
        }
        sum
    }

    /// Adds a site to the sums of its rules, or takes it away.
    fn count(&mut self, site: u32, by: i64) {
        for part in &self.parts[site as usize] {
            match *part {
                Part::Factor(rule, factor) => self.limits[rule as usize].now += by * factor,
                Part::Group(rule, group) => {
                    let limit = &mut self.limits[rule as usize];
                    let hits = &mut limit.hits[group as usize];
                    if by > 0 {
                        *hits += 1;
                        limit.now -= i64::from(*hits == 1);
                    } else {
                        *hits -= 1;
                        limit.now += i64::from(*hits == 0);
                    }
                }
            }
        }
    }

    fn set(&mut self, site: u32) {
        self.open[site as usize] = true;
        self.place[site as usize] = self.list.len() as u32;
        self.list.push(site);
        self.count(site, 1);
    }

    fn open(&mut self, site: u32) {
        self.set(site);
        let problem = self.problem;
        for arc in problem.of_site(site as usize) {
            let row = arc.to as usize;
            let mine = Arc {
                cost: arc.cost,
                to: site,
            };
            let comes_first = self.first[row].is_none_or(|first| mine < first);
            if !comes_first && self.second[row].is_some_and(|second| second < mine) {
                continue;
            }
            self.forget(row);
            if comes_first {
                self.second[row] = self.first[row].replace(mine);
            } else {
                self.second[row] = Some(mine);
            }
            self.remember(row);
        }
    }

    fn close(&mut self, site: u32) {
        self.open[site as usize] = false;
        let place = self.place[site as usize] as usize;
        self.list.swap_remove(place);
        if let Some(&moved) = self.list.get(place) {
            self.place[moved as usize] = place as u32;
        }
        self.count(site, -1);
        let problem = self.problem;
        for arc in problem.of_site(site as usize) {
            let row = arc.to as usize;
            let is_near = |near: Option<Arc>| near.is_some_and(|near| near.to == site);
            if is_near(self.first[row]) || is_near(self.second[row]) {
                self.forget(row);
                let (first, second) = two_nearest(problem.of_row(row), &self.open);
                self.first[row] = first;
                self.second[row] = second;
                self.remember(row);
            }
        }
        self.loss[site as usize] = 0.0;
    }

    fn forget(&mut self, row: usize) {
        if let Some(first) = self.first[row] {
            self.loss[first.to as usize] -= self.rise(row);
        }
    }

    fn remember(&mut self, row: usize) {
        if let Some(first) = self.first[row] {
            self.loss[first.to as usize] += self.rise(row);
        }
    }

    /// Remembers the choice if it keeps everything and is the best; returns the work.
    fn see(&mut self, best: &mut Option<Choice>) -> u64 {
        if self.limits.iter().any(|limit| limit.now > limit.most) {
            return self.limits.len() as u64;
        }
        let target = best.as_ref().map_or(i128::MAX, |best| best.0);
        let (service, work) = serve_counted(self.problem, &self.open);
        if let Some(service) = service
            && service.value < target
        {
            *best = Some((service.value, self.open.clone()));
        }
        work
    }

    /// Raises the fines of what is broken, lowers those of what is kept.
    fn reprice(&mut self) {
        for limit in &mut self.limits {
            let factor = if limit.now > limit.most { 1.3 } else { 0.97 };
            limit.fine = (limit.fine * factor).clamp(self.unit * 1e-6, self.unit * 1e3);
        }
        if self.floor_fines.is_empty() {
            return;
        }
        for (floor, fine) in self.problem.floors.iter().zip(&mut self.floor_fines) {
            let unserved: u64 = (floor.rows.iter())
                .filter(|row| self.first[**row as usize].is_none())
                .map(|&row| self.problem.rows[row as usize].people)
                .sum();
            let needs: u64 = floor
                .rows
                .iter()
                .map(|&r| self.problem.rows[r as usize].people)
                .sum();
            let usual = self.unit / needs.max(1) as f64;
            let factor = if unserved > floor.most_unserved {
                1.3
            } else {
                0.97
            };
            *fine = (fine.max(usual) * factor).min(self.unit * 1e3);
        }
        self.price_rows();
        self.recount();
    }
}

impl Limit {
    fn broken(&self) -> f64 {
        self.fine * (self.now - self.most).max(0) as f64
    }
}

fn limit(number: u32, rule: &Rule, unit: f64, parts: &mut [Vec<Part>]) -> Limit {
    match rule {
        Rule::Sum { terms, most } => {
            let mut size = 1;
            for &(site, factor) in terms {
                parts[site as usize].push(Part::Factor(number, factor));
                size = size.max(factor.abs());
            }
            Limit {
                most: *most,
                now: 0,
                fine: unit / size as f64,
                hits: Vec::new(),
            }
        }
        Rule::Share { groups, least } => {
            for (group, sites) in (0_u32..).zip(groups) {
                for &site in sites {
                    parts[site as usize].push(Part::Group(number, group));
                }
            }
            Limit {
                most: -(*least as i64),
                now: 0,
                fine: unit,
                hits: vec![0; groups.len()],
            }
        }
    }
}
