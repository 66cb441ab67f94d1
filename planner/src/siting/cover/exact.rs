//! What is left after all bounds is decided by trying: a small branch and bound.
//!
//! # Method
//!
//! 1. A node says which columns are chosen and which are still open; the open node with the highest bound is next,
//!    so that the bound of the whole falls with every step.
//! 2. The node's problem is cut out of the whole: rows of chosen columns go, rows with the same open columns merge.
//! 3. Its relaxation is solved from its parent's multipliers and shares; the bound is taken in whole numbers
//!    (`bound`). A node that cannot beat what is reached is closed.
//! 4. The columns with the largest shares, improved by swaps, are a choice: it may raise what is reached.
//! 5. Reduced costs decide columns. When they decide many, the smaller problem is solved again; else the column whose
//!    share is nearest to one half, by weight, makes two nodes: with it and without it.
//!
//! # Complexity
//!
//! Exponential in the worst case, therefore bounded by the effort; what is not decided stays in the bound.
//!
//! # Invariants
//!
//! The returned bound is never below the optimum; it equals what is reached when no node is left.
//!
//! # References
//!
//! Land and Doig (1960), An automatic method of solving discrete programming problems.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::bound::relaxation::{Budget, Relaxation, Start, Stop};
use super::bound::{Dual, Fixing, Multipliers};
use super::exchange::descend;
use super::problem::{CoverProblem, Restricted};
use crate::siting::effort::Meter;

/// Steps of the relaxation at a node.
const STEPS: u32 = 400;
/// What cutting out a node's problem costs, in non-zeros for each of the whole.
const CUT: u64 = 8;
/// Of its open columns, the share that a node must decide to be solved again instead of split.
const DECIDED_MANY: f64 = 0.1;

/// What the search through the nodes proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The most that any choice covers.
    pub bound: u64,
    /// A choice that covers more than was reached before, ascending, if there is one.
    pub better: Option<Vec<u32>>,
    /// The nodes looked at.
    pub nodes: u64,
}

/// Decides whether any choice of at most `sites` columns covers more than `reached`, as far as the allowed work goes.
///
/// `bound` is a bound already proven, `start` multipliers and shares that are near the relaxation's best.
pub fn prove(problem: &CoverProblem, sites: usize, known: Known, meter: &mut Meter<'_>) -> Proof {
    let mut tree = Tree {
        problem,
        sites,
        reached: known.reached,
        better: None,
        heap: BinaryHeap::new(),
        nodes: Vec::new(),
    };
    tree.push(Node {
        fixed: Vec::new(),
        open: (0..problem.columns() as u32).collect(),
        bound: known.bound,
        depth: 0,
        start: Rc::new(known.start),
    });
    let mut looked_at = 0;
    while let Some((bound, _, Reverse(index))) = tree.heap.pop() {
        if bound <= tree.reached {
            continue;
        }
        let Some(node) = tree.nodes[index].take() else {
            continue;
        };
        if meter.is_spent() {
            return Proof {
                bound,
                better: tree.better,
                nodes: looked_at,
            };
        }
        looked_at += 1;
        tree.visit(&node, meter);
    }
    Proof {
        bound: tree.reached,
        better: tree.better,
        nodes: looked_at,
    }
}

/// What is known before the first node.
#[derive(Debug, Clone)]
pub struct Known {
    /// The weight that some choice covers.
    pub reached: u64,
    /// A proven bound.
    pub bound: u64,
    /// Where the relaxation starts.
    pub start: Start,
}

/// A part of all choices.
#[derive(Debug)]
struct Node {
    fixed: Vec<u32>,
    open: Vec<u32>,
    bound: u64,
    depth: u32,
    start: Rc<Start>,
}

struct Tree<'a> {
    problem: &'a CoverProblem,
    sites: usize,
    reached: u64,
    better: Option<Vec<u32>>,
    /// Highest bound first, then the deepest, then the oldest.
    heap: BinaryHeap<(u64, u32, Reverse<usize>)>,
    nodes: Vec<Option<Node>>,
}

impl Tree<'_> {
    fn push(&mut self, node: Node) {
        if node.bound > self.reached && node.fixed.len() <= self.sites {
            let key = (node.bound, node.depth, Reverse(self.nodes.len()));
            self.heap.push(key);
            self.nodes.push(Some(node));
        }
    }

    fn visit(&mut self, node: &Node, meter: &mut Meter<'_>) {
        let part = self.problem.restrict(&node.open, &node.fixed);
        meter.spend(CUT * self.problem.nonzeros() as u64);
        let sites = self.sites - node.fixed.len();
        if node.open.len() <= sites || sites == 0 {
            let open = if sites == 0 { &[][..] } else { &node.open };
            self.try_choice([&node.fixed, open].concat());
            return;
        }
        let start = node.start.narrowed(&part);
        let mut relaxation = Relaxation::new(&part.problem, Budget::Sites(sites), start);
        let wanted = (self.reached + 1) as f64 - part.covered as f64;
        let stop = Stop {
            bound_below: wanted,
            gap_below: (relaxation.bound() * 1e-7).max(0.02),
            steps: STEPS,
        };
        relaxation.run(stop, meter);
        let whole = Multipliers::rounded(&part.problem, relaxation.multipliers());
        let dual = Dual::of(&part.problem, sites, &whole);
        let bound = (dual.bound() + part.covered).min(node.bound);
        if bound <= self.reached {
            return;
        }
        self.round(&part, node, (relaxation.shares(), sites), meter);
        let fixing = dual.fixing(self.reached.saturating_sub(part.covered));
        let start = Rc::new(relaxation.start().widened(&part, self.problem));
        let branch = Branch {
            node,
            part: &part,
            bound,
            start,
        };
        self.split(branch, &fixing, relaxation.shares());
    }

    /// Pushes what is left of a node: its reduced self, or its two halves.
    fn split(&mut self, branch: Branch<'_>, fixing: &Fixing, shares: &[f64]) {
        let Branch {
            node,
            part,
            bound,
            start,
        } = branch;
        if bound <= self.reached {
            return;
        }
        let name = |column: &u32| part.columns[*column as usize];
        let mut fixed = node.fixed.clone();
        fixed.extend(fixing.fixed.iter().map(name));
        let open: Vec<u32> = fixing.open.iter().map(name).collect();
        let reduced = Node {
            fixed,
            open,
            bound,
            depth: node.depth + 1,
            start,
        };
        let decided = (node.open.len() - reduced.open.len()) as f64;
        if decided >= DECIDED_MANY * node.open.len() as f64 {
            self.push(reduced);
            return;
        }
        let score = |column: u32| {
            let share = shares[column as usize];
            share * (1.0 - share) * part.problem.weight_of(column) as f64
        };
        let Some(column) = (fixing.open.iter().copied())
            .max_by(|a, b| score(*a).total_cmp(&score(*b)).then(b.cmp(a)))
        else {
            self.push(reduced);
            return;
        };
        let column = part.columns[column as usize];
        let open: Vec<u32> = (reduced.open.iter().copied())
            .filter(|other| *other != column)
            .collect();
        self.push(Node {
            fixed: [&reduced.fixed[..], &[column]].concat(),
            open: open.clone(),
            bound,
            depth: reduced.depth,
            start: Rc::clone(&reduced.start),
        });
        self.push(Node { open, ..reduced });
    }

    /// Takes the columns with the largest shares, improves them by swaps, and remembers a better choice.
    fn round(
        &mut self,
        part: &Restricted,
        node: &Node,
        (shares, sites): (&[f64], usize),
        meter: &mut Meter<'_>,
    ) {
        let mut order: Vec<u32> = (0..shares.len() as u32).collect();
        order.sort_by(|&a, &b| {
            shares[b as usize]
                .total_cmp(&shares[a as usize])
                .then(a.cmp(&b))
        });
        let found = descend(&part.problem, &order[..sites], meter);
        let mut choice = node.fixed.clone();
        choice.extend(found.chosen.iter().map(|&c| part.columns[c as usize]));
        self.try_choice(choice);
    }

    fn try_choice(&mut self, mut choice: Vec<u32>) {
        let covered = self.problem.covered(&choice);
        if covered > self.reached {
            choice.sort_unstable();
            self.reached = covered;
            self.better = Some(choice);
        }
    }
}

/// A node with what its relaxation showed.
struct Branch<'a> {
    node: &'a Node,
    part: &'a Restricted,
    bound: u64,
    start: Rc<Start>,
}
