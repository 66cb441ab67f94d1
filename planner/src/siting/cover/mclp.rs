//! Maximal covering: most people with a given number of sites, and the most that any choice could reach.
//!
//! The formulation is in `bound`. This file is the recipe; each step has its own file.
//!
//! # Method
//!
//! 1. Twins and dominated columns go (`problem`); the rest is merged again.
//! 2. Greedy (`greedy`), then swaps until none helps (`exchange`).
//! 3. The linear relaxation by a first-order method (`bound::relaxation`), its multipliers rounded to a proven bound (`bound`);
//!    of large problems on few columns first (`pricing`).
//! 4. Families of annealed choices and what comes of two of them (`search`), then descent among all columns.
//! 5. Reduced costs decide columns; the remainder is merged and solved again, round after round.
//! 6. What is still undecided goes to branch and bound (`exact`). Where plan and first bound are far apart this would
//!    prove nothing: all work that is left goes to the search.
//!
//! Every step works within the effort given, in non-zeros and not in seconds. The answer says what it proves: with
//! `bound` equal to `objective` no choice is better; else the difference is how much better one could be.
//!
//! # Invariants
//!
//! greedy ≤ exchange ≤ objective ≤ optimum ≤ bound. The order of rows changes nothing; the order of columns only
//! which of several equally good choices is returned.
//!
//! # References
//!
//! Church and ReVelle (1974), The maximal covering location problem.

use super::bound::relaxation::{Budget, Relaxation, Start, Stop};
use super::bound::{Dual, Multipliers};
use super::exact::{self, Known};
use super::exchange::descend;
use super::pricing::{self, Priced};
use super::problem::{CoverProblem, Restricted};
use super::{greedy, search};
use crate::progress::Progress;
use crate::siting::Error;
use crate::siting::effort::{Effort, Meter};

/// The rounds of relaxation, search and fixing before branching: a short search first, for a proof may need no more.
const ROUNDS: [Round; 5] = [
    Round::new(1e-4, 16),
    Round::new(1e-5, 4),
    Round::new(1e-6, 2),
    Round::new(1e-7, 16),
    Round::new(1e-8, 8),
];
/// The most work of one descent among all columns; far more than a descent needs.
const DESCENT: u64 = 2_000_000_000;
/// The search among the columns of a first relaxation may use one in so many parts of the search's effort.
const PRICED_PART: u64 = 2;
/// A gap of more than one in so many parts, with more undecided columns than this, is out of reach of branching.
const FAR: u64 = 250;
const BRANCHABLE: usize = 600;
/// Of a problem of more non-zeros a copy without useless columns is made only when they are many.
const COPIED: usize = 2_000_000;
/// Steps of the relaxation in one round.
const STEPS: u32 = 4000;

/// A choice and what is proven about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The chosen columns, ascending.
    pub chosen: Vec<u32>,
    /// The weight that they cover.
    pub objective: u64,
    /// The most that any choice of as many columns covers.
    pub bound: u64,
    /// What it took.
    pub counters: Counters,
    /// Multipliers of all rows of the problem, which prove the first bound; none where nothing had to be proven.
    pub multipliers: Option<Multipliers>,
}

impl Solution {
    /// How it was found, in words for a record.
    pub fn method(&self) -> String {
        let mut words = "greedy".to_owned();
        if self.counters.root_bound > 0 {
            words.push_str(
                ", exchange, annealing and merging, primal-dual relaxation, reduced costs",
            );
        }
        if self.counters.nodes > 0 {
            words.push_str(", branch and bound");
        }
        words
    }
}

/// Exact counts of what a solution took: equal on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Rows after merging.
    pub rows: usize,
    /// Columns without twins and dominated ones.
    pub columns: usize,
    /// Their non-zeros.
    pub nonzeros: usize,
    /// What greedy covers.
    pub greedy: u64,
    /// What greedy with swaps covers.
    pub exchanged: u64,
    /// Swaps made until none helped.
    pub swaps: u64,
    /// The bound of the first relaxation.
    pub root_bound: u64,
    /// Steps of the relaxation before branching.
    pub steps: u64,
    /// Columns left open when branching began.
    pub undecided: usize,
    /// Nodes looked at.
    pub nodes: u64,
    /// Non-zeros looked at by everything together.
    pub work: u64,
}

/// Chooses at most `sites` columns that cover as much weight as can be found, and proves a bound.
///
/// Fewer columns are chosen only when they cover everything that can be covered.
pub fn solve(
    problem: &CoverProblem,
    sites: usize,
    seed: u64,
    effort: Effort,
    progress: &dyn Progress,
) -> Result<Solution, Error> {
    let mut meter = Meter::new(effort.total(), progress);
    let columns = problem.useful_columns();
    let is_much = problem.nonzeros() < COPIED || columns.len() * 8 < problem.columns() * 7;
    let part = is_much.then(|| problem.restrict(&columns, &[]));
    let useful = part.as_ref().map_or(problem, |part| &part.problem);
    let mut run = Run {
        problem: useful,
        sites,
        chosen: greedy::choose(useful, sites),
        reached: 0,
        bound: useful.total(),
        root: None,
        counters: Counters {
            rows: useful.rows(),
            columns: useful.columns(),
            nonzeros: useful.nonzeros(),
            ..Counters::default()
        },
    };
    run.reached = run.problem.covered(&run.chosen);
    run.counters.greedy = run.reached;
    run.counters.exchanged = run.reached;
    if run.reached < run.bound && sites > 0 {
        run.improve(seed, effort, &mut meter);
    } else {
        run.bound = run.reached;
    }
    if meter.is_cancelled() {
        return Err(Error::Cancelled);
    }
    let name = |&column: &u32| (part.as_ref()).map_or(column, |part| part.columns[column as usize]);
    let mut chosen: Vec<u32> = run.chosen.iter().map(name).collect();
    chosen.sort_unstable();
    run.counters.work = meter.spent();
    Ok(Solution {
        multipliers: run.root.map(|root| {
            let root = match &part {
                Some(part) => root.widened(part, problem),
                None => root,
            };
            Multipliers::rounded(problem, &root.multipliers)
        }),
        chosen,
        objective: run.reached,
        bound: run.bound,
        counters: run.counters,
    })
}

/// The state of a solution on its way.
struct Run<'a> {
    problem: &'a CoverProblem,
    sites: usize,
    chosen: Vec<u32>,
    reached: u64,
    bound: u64,
    /// Where the first relaxation ended.
    root: Option<Start>,
    counters: Counters,
}

/// How far one round goes.
#[derive(Debug, Clone, Copy)]
struct Round {
    /// The gap at which its relaxation is good enough, as a share of the bound.
    gap: f64,
    /// Its search may use one in so many parts of the search's effort.
    search_part: u64,
}

impl Round {
    const fn new(gap: f64, search_part: u64) -> Self {
        Self { gap, search_part }
    }
}

/// What is not decided yet.
struct Rest {
    fixed: Vec<u32>,
    open: Vec<u32>,
    start: Start,
    /// Columns that a first relaxation was solved on, and what it proved.
    kernel: Vec<u32>,
    priced: Option<Priced>,
}

impl Run<'_> {
    fn improve(&mut self, seed: u64, effort: Effort, meter: &mut Meter<'_>) {
        meter.allow(DESCENT);
        self.counters.swaps = self.descend(meter);
        self.counters.exchanged = self.reached;
        let mut rest = Rest {
            fixed: Vec::new(),
            open: (0..self.problem.columns() as u32).collect(),
            start: Start::from_choice(self.problem, &self.chosen),
            kernel: Vec::new(),
            priced: None,
        };
        let Some(mut proof) = self.begin(&mut rest, (effort, seed), meter) else {
            return;
        };
        let mut search = effort.search;
        for (number, round) in (0_u64..).zip(ROUNDS) {
            if number > 0 && self.is_far(rest.open.len()) {
                // Neither a finer bound nor branching decides anything: the work is better spent on the plan.
                meter.allow(search.saturating_add(proof));
                self.search(&rest, seed.wrapping_add(number), meter);
                self.tell(meter);
                self.counters.undecided = rest.open.len();
                return;
            }
            let before = meter.spent();
            meter.allow(proof / 2);
            let (part, dual) = self.relax(&mut rest, round.gap, meter);
            proof = proof.saturating_sub(meter.spent() - before);
            if self.root.is_none() {
                self.counters.root_bound = self.bound;
                self.root = Some(rest.start.clone());
            }
            self.tell(meter);
            let open = rest.open.len();
            if self.bound > self.reached {
                let (before, work) = (meter.spent(), effort.search / round.search_part);
                meter.allow(work);
                self.search(&rest, seed.wrapping_add(number), meter);
                let spent = meter.spent() - before;
                search = search.saturating_sub(spent);
                proof = proof.saturating_sub(spent.saturating_sub(work));
                self.tell(meter);
            }
            self.fix(&mut rest, &part, &dual);
            let is_stuck = number > 1 && rest.open.len() * 10 > open * 9;
            if self.bound <= self.reached || is_stuck {
                break;
            }
        }
        self.counters.undecided = rest.open.len();
        meter.allow(proof);
        if self.bound > self.reached {
            self.prove(&rest, meter);
        }
    }

    fn tell(&self, meter: &mut Meter<'_>) {
        meter.tell_gap(self.reached as f64, self.bound as f64);
    }

    /// Solves the relaxation on few columns first.
    fn price(&mut self, rest: &mut Rest, meter: &mut Meter<'_>) {
        let priced = pricing::price(self.problem, (self.sites, &self.chosen), meter);
        self.bound = self.bound.min(priced.dual.bound().max(self.reached));
        self.counters.root_bound = self.bound;
        self.root = Some(priced.start.clone());
        rest.start = priced.start.clone();
        rest.kernel.clone_from(&priced.kernel);
        rest.priced = Some(priced);
    }

    /// Decides columns of the whole by the reduced costs of the first bound.
    fn decide(&self, rest: &mut Rest) {
        if let Some(priced) = rest.priced.take() {
            let fixing = priced.dual.fixing(self.reached);
            rest.fixed = fixing.fixed;
            rest.open = fixing.open;
        }
    }

    /// Swaps until none helps, among all columns.
    fn descend(&mut self, meter: &mut Meter<'_>) -> u64 {
        let found = descend(self.problem, &self.chosen, meter);
        self.take(found.chosen);
        found.swaps
    }

    /// Keeps a choice when it is the best so far.
    fn take(&mut self, chosen: Vec<u32>) {
        let covered = self.problem.covered(&chosen);
        if covered > self.reached {
            self.reached = covered;
            self.chosen = chosen;
        }
    }

    /// Solves the relaxation of what is not decided, and takes its bound.
    fn relax(&mut self, rest: &mut Rest, gap: f64, meter: &mut Meter<'_>) -> (Restricted, Dual) {
        let part = self.problem.restrict(&rest.open, &rest.fixed);
        let sites = self.sites - rest.fixed.len();
        let mut relaxation = Relaxation::new(
            &part.problem,
            Budget::Sites(sites),
            rest.start.narrowed(&part),
        );
        let stop = Stop {
            bound_below: (self.reached + 1) as f64 - part.covered as f64,
            gap_below: self.bound as f64 * gap,
            steps: STEPS,
        };
        relaxation.run(stop, meter);
        self.counters.steps += u64::from(relaxation.steps());
        let whole = Multipliers::rounded(&part.problem, relaxation.multipliers());
        let dual = Dual::of(&part.problem, sites, &whole);
        self.bound = self
            .bound
            .min((part.covered + dual.bound()).max(self.reached));
        rest.start = relaxation.start().widened(&part, self.problem);
        (part, dual)
    }

    /// Begins a large problem on few columns; returns the work that is left for a proof, or nothing when one is far and
    /// all work is done.
    fn begin(
        &mut self,
        rest: &mut Rest,
        (effort, seed): (Effort, u64),
        meter: &mut Meter<'_>,
    ) -> Option<u64> {
        if !pricing::is_worthwhile(self.problem, self.sites) {
            return Some(effort.proof);
        }
        let before = meter.spent();
        meter.allow(effort.proof / 2);
        self.price(rest, meter);
        self.tell(meter);
        let proof = effort.proof.saturating_sub(meter.spent() - before);
        meter.allow(effort.search / PRICED_PART);
        self.search_among(&rest.kernel, seed, meter);
        self.decide(rest);
        if !self.is_far(rest.open.len()) {
            return Some(proof);
        }
        let left = effort.search - effort.search / PRICED_PART + proof;
        self.search_on(rest, (left, seed.wrapping_add(1)), meter);
        None
    }

    /// Searches on among few columns: what they miss is less than what a longer search brings.
    fn search_on(&mut self, rest: &Rest, (work, seed): (u64, u64), meter: &mut Meter<'_>) {
        meter.allow(work);
        self.search_among(&rest.kernel, seed, meter);
        self.tell(meter);
        self.counters.undecided = rest.open.len();
    }

    /// Whether bound and plan are so far apart that few of so many columns can be decided.
    const fn is_far(&self, open: usize) -> bool {
        self.bound - self.reached > self.reached / FAR && open > BRANCHABLE
    }

    /// Searches among the columns that are not ruled out.
    fn search(&mut self, rest: &Rest, seed: u64, meter: &mut Meter<'_>) {
        let columns = [&rest.open[..], &rest.fixed].concat();
        self.search_among(&columns, seed, meter);
    }

    /// Searches among some columns, and those chosen.
    fn search_among(&mut self, columns: &[u32], seed: u64, meter: &mut Meter<'_>) {
        let mut columns = [columns, &self.chosen].concat();
        columns.sort_unstable();
        columns.dedup();
        let part = self.problem.restrict(&columns, &[]);
        let inside: Vec<u32> = (self.chosen.iter())
            .filter_map(|column| columns.binary_search(column).ok())
            .map(|place| place as u32)
            .collect();
        let found = search::improve(&part.problem, &inside, seed, meter);
        self.take(found.iter().map(|&c| columns[c as usize]).collect());
        meter.allow(DESCENT);
        self.descend(meter);
    }

    /// Decides columns by their reduced costs.
    fn fix(&self, rest: &mut Rest, part: &Restricted, dual: &Dual) {
        let fixing = dual.fixing(self.reached.saturating_sub(part.covered));
        let name = |column: &u32| part.columns[*column as usize];
        rest.fixed.extend(fixing.fixed.iter().map(name));
        rest.open = fixing.open.iter().map(name).collect();
    }

    /// Branches on what is left.
    fn prove(&mut self, rest: &Rest, meter: &mut Meter<'_>) {
        let part = self.problem.restrict(&rest.open, &rest.fixed);
        let known = Known {
            reached: self.reached.saturating_sub(part.covered),
            bound: self.bound - part.covered,
            start: rest.start.narrowed(&part),
        };
        let sites = self.sites - rest.fixed.len();
        let proof = exact::prove(&part.problem, sites, known, meter);
        self.counters.nodes = proof.nodes;
        if let Some(better) = proof.better {
            let names = better.iter().map(|&column| part.columns[column as usize]);
            self.take(names.chain(rest.fixed.iter().copied()).collect());
        }
        self.bound = self
            .bound
            .min((part.covered + proof.bound).max(self.reached));
    }
}

#[cfg(test)]
mod tests;
