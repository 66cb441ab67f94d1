//! Decides sites one by one until nothing better is left, or the work allowed is done.
//!
//! # Method
//!
//! Branch and bound (Land and Doig, 1960). A node is what is decided about the sites; the node with the lowest bound is
//! next, so that the bound of the whole rises with every step.
//!
//! 1. What follows from the decisions is decided (`propagate`), or the node is closed.
//! 2. The bound is raised from the parent's prices (`dual`). A node that cannot be better than the best is closed.
//! 3. Where all sites are decided the choice is counted (`value`). Else the sites that the bound opens are counted too.
//! 4. Sites whose other decision would push the bound beyond the best are decided.
//! 5. The site that the bound opens about as often as not makes two nodes.
//!
//! # Complexity
//!
//! Exponential in the worst case, therefore bounded by the nodes and the work allowed; what is not decided stays in
//! the bound.
//!
//! # Invariants
//!
//! The returned bound is never above the best value; without a node left it equals it.
//!
//! # References
//!
//! Land and Doig (1960), An automatic method of solving discrete programming problems.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::dual::{Ascent, Look, Prices, ascend, whole};
use super::propagate::propagate;
use super::value::serve_counted;
use super::{Mark, Problem};
use crate::siting::effort::Meter;

/// Steps of the ascent at the first node.
const FIRST_STEPS: u32 = 300;
/// Steps of the ascent at each further node.
const STEPS: u32 = 24;

/// A choice of open sites with its value; less is better, and of equal values the lowest sites.
pub type Choice = (i128, Vec<bool>);

/// What the search through the nodes found and proved.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The best choice, if any is known.
    pub best: Option<Choice>,
    /// No choice is worth less; without a choice and with nothing left, none exists.
    pub bound: i128,
    /// Whether nothing is left undecided.
    pub is_complete: bool,
    /// The nodes looked at.
    pub nodes: u64,
    /// The prices of the first node.
    pub prices: Prices,
}

struct Node {
    marks: Vec<Mark>,
    prices: Rc<Prices>,
}

struct Tree<'a> {
    problem: &'a Problem,
    best: Option<Choice>,
    ceiling: i128,
    heap: BinaryHeap<Reverse<(i128, u64)>>,
    waiting: std::collections::BTreeMap<u64, Node>,
    made: u64,
    nodes: u64,
}

/// Searches for a choice better than a known one, and proves how good the best can be, as far as the work goes.
pub fn prove(problem: &Problem, known: Option<Choice>, meter: &mut Meter<'_>) -> Proof {
    let start = Prices::start(problem);
    let mut tree = Tree {
        problem,
        best: known,
        ceiling: problem.ceiling(),
        heap: BinaryHeap::new(),
        waiting: std::collections::BTreeMap::new(),
        made: 0,
        nodes: 0,
    };
    tree.push(
        0,
        Node {
            marks: vec![Mark::Free; problem.sites.len()],
            prices: Rc::new(start.clone()),
        },
    );
    let mut first_prices = None;
    let mut bound = 0;
    let mut is_complete = true;
    while let Some(Reverse((lowest, number))) = tree.heap.pop() {
        let Some(node) = tree.waiting.remove(&number) else {
            continue;
        };
        bound = bound.max(lowest.min(tree.target()));
        if tree.best.is_some() {
            meter.tell_gap(tree.target() as f64, bound as f64);
        }
        if lowest >= tree.target() {
            break;
        }
        // The first node is always looked at: without it there is no bound.
        if tree.nodes > 0 && meter.is_spent() {
            is_complete = false;
            break;
        }
        let prices = tree.visit(&node, lowest, meter);
        if first_prices.is_none() {
            first_prices = prices;
        }
    }
    if is_complete {
        bound = tree.target();
    }
    Proof {
        best: tree.best,
        bound,
        is_complete,
        nodes: tree.nodes,
        prices: first_prices.unwrap_or(start),
    }
}

impl Tree<'_> {
    /// No choice of this value or more is wanted.
    fn target(&self) -> i128 {
        self.best.as_ref().map_or(self.ceiling, |best| best.0)
    }

    fn push(&mut self, bound: i128, node: Node) {
        if bound < self.target() {
            self.heap.push(Reverse((bound, self.made)));
            self.waiting.insert(self.made, node);
            self.made += 1;
        }
    }

    /// Looks at a node and pushes its two halves; returns its prices.
    fn visit(&mut self, node: &Node, lowest: i128, meter: &mut Meter<'_>) -> Option<Prices> {
        let problem = self.problem;
        let mut marks = node.marks.clone();
        let is_first = self.nodes == 0;
        self.nodes += 1;
        let size = (problem.arcs.len() + problem.sites.len() + problem.rows.len()) as u64;
        if propagate(problem, &mut marks).is_err() {
            meter.spend(size);
            return None;
        }
        if !marks.contains(&Mark::Free) {
            meter.spend(size);
            let open = marks.iter().map(|mark| *mark == Mark::In);
            self.try_choice(open.collect(), meter);
            return None;
        }
        let steps = if is_first { FIRST_STEPS } else { STEPS };
        let ascent = ascend(problem, &marks, &node.prices, (self.target(), steps));
        meter.spend(size * 8 * u64::from(steps));
        let bound = whole(ascent.look.bound, ascent.best.bits).max(lowest);
        self.try_choice(ascent.look.open.clone(), meter);
        if bound < self.target() {
            let target = self.target();
            decide(
                problem,
                &ascent.look,
                (target, ascent.best.bits),
                &mut marks,
            );
            self.split(marks, &ascent, bound);
        }
        Some(ascent.best)
    }

    fn split(&mut self, marks: Vec<Mark>, ascent: &Ascent, bound: i128) {
        let prices = Rc::new(ascent.best.clone());
        let free = (0..marks.len()).filter(|&site| marks[site] == Mark::Free);
        let doubt = |site: usize| {
            let share = ascent.shares[site];
            share * (1.0 - share)
        };
        let chosen = free.max_by(|&a, &b| {
            (doubt(a).total_cmp(&doubt(b)))
                .then(ascent.look.costs[b].cmp(&ascent.look.costs[a]))
                .then(b.cmp(&a))
        });
        let Some(site) = chosen else {
            self.push(bound, Node { marks, prices });
            return;
        };
        for mark in [Mark::In, Mark::Out] {
            let mut half = marks.clone();
            half[site] = mark;
            let prices = Rc::clone(&prices);
            self.push(
                bound,
                Node {
                    marks: half,
                    prices,
                },
            );
        }
    }

    fn try_choice(&mut self, open: Vec<bool>, meter: &mut Meter<'_>) {
        let (service, work) = serve_counted(self.problem, &open);
        meter.spend(work);
        if let Some(service) = service
            && service.value < self.target()
        {
            self.best = Some((service.value, open));
        }
    }
}

/// Decides free sites whose other decision would reach the target.
fn decide(problem: &Problem, look: &Look, (target, bits): (i128, u32), marks: &mut [Mark]) {
    let is_free = |site: &usize| marks[*site] == Mark::Free;
    let free: Vec<usize> = (0..marks.len()).filter(is_free).collect();
    let open = look.open.iter().filter(|is_open| **is_open).count();
    let is_full = open >= problem.most_open;
    let worst_in = (free.iter().filter(|site| look.open[**site]))
        .map(|&site| look.costs[site])
        .max();
    let next = (free.iter().filter(|site| !look.open[**site]))
        .map(|&site| look.costs[site])
        .min();
    let spare = if is_full { next.unwrap_or(0).min(0) } else { 0 };
    for site in free {
        let cost = look.costs[site];
        if look.open[site] {
            if whole(look.bound - cost + spare, bits) >= target {
                marks[site] = Mark::In;
            }
        } else {
            let freed = if is_full {
                worst_in.unwrap_or(0).min(0)
            } else {
                0
            };
            if whole(look.bound + cost - freed, bits) >= target {
                marks[site] = Mark::Out;
            }
        }
    }
}
