//! Decides columns one by one until no better plan is left, or the allowed work is done.
//!
//! # Method
//!
//! Branch and bound (Land and Doig, 1960) on the Lagrangian bound: the node with the lowest bound is next, each starts
//! from the prices of the one above it, decides what its bound decides, and splits at the column that the bound
//! opened most often, but not nearly always.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

use super::bound::{Ascent, ascend, decided};
use super::{Median, Planned, Proven};
use crate::siting::effort::Meter;
use crate::siting::location::Mark;

/// Steps of the ascent at the first node and at each further one.
const STEPS: (u32, u32) = (200, 100);

/// A column that the bound opens more often than this is no question.
const SURE: f64 = 0.98;

struct Node {
    marks: Vec<Mark>,
    prices: Rc<Vec<i64>>,
}

/// Searches for a plan better than a known one, from prices and the bound that they prove.
pub(super) fn prove(
    median: &Median,
    known: Planned,
    (prices, bound): (Vec<i64>, i64),
    meter: &mut Meter<'_>,
) -> Proven {
    let mut proven = Proven {
        bound: bound.min(known.0),
        best: known,
        is_complete: true,
        nodes: 0,
    };
    let mut heap = BinaryHeap::from([Reverse((bound, 0_u64))]);
    let mut waiting = BTreeMap::from([(
        0,
        Node {
            marks: vec![Mark::Free; median.columns.len()],
            prices: Rc::new(prices),
        },
    )]);
    let mut made = 1;
    while let Some(Reverse((lowest, number))) = heap.pop() {
        proven.bound = proven.bound.max(lowest.min(proven.best.0));
        if lowest >= proven.best.0 {
            break;
        }
        if meter.is_spent() {
            proven.is_complete = false;
            return proven;
        }
        let Some(node) = waiting.remove(&number) else {
            continue;
        };
        for (bound, half) in visit(median, &node, lowest, &mut proven, meter) {
            if bound < proven.best.0 {
                heap.push(Reverse((bound, made)));
                waiting.insert(made, half);
                made += 1;
            }
        }
    }
    proven.bound = proven.best.0;
    proven
}

/// Looks at a node; returns its two halves with their bound.
fn visit(
    median: &Median,
    node: &Node,
    lowest: i64,
    proven: &mut Proven,
    meter: &mut Meter<'_>,
) -> Vec<(i64, Node)> {
    let steps = if proven.nodes == 0 { STEPS.0 } else { STEPS.1 };
    proven.nodes += 1;
    let prices = node.prices.to_vec();
    // The climb of a node is never cut short, so that the last bounds are as good as the first.
    let mut whole = Meter::new(u64::MAX, &crate::progress::Silent);
    whole.allow(u64::MAX / 2);
    let ascent = ascend(
        median,
        &node.marks,
        prices,
        (proven.best.0, steps),
        &mut whole,
    );
    meter.spend(whole.spent() + median.people.len() as u64);
    let columns = 0..ascent.look.open.len() as u32;
    let plan = columns.filter(|column| ascent.look.open[*column as usize]);
    let value = median.value(&ascent.look.open);
    if value < proven.best.0 {
        proven.best = (value, plan.collect());
    }
    let bound = ascent.whole().max(lowest);
    if bound >= proven.best.0 {
        return Vec::new();
    }
    let marks = decided(median, &ascent, proven.best.0, &node.marks);
    let taken = marks.iter().filter(|mark| **mark == Mark::In).count();
    let free: Vec<usize> = (0..marks.len())
        .filter(|column| marks[*column] == Mark::Free)
        .collect();
    if taken > median.sites {
        return Vec::new();
    }
    if taken == median.sites || free.is_empty() {
        let open: Vec<bool> = marks.iter().map(|mark| *mark == Mark::In).collect();
        let value = median.value(&open);
        if value < proven.best.0 {
            let columns = (0..open.len()).filter(|column| open[*column]);
            proven.best = (value, columns.map(|column| column as u32).collect());
        }
        return Vec::new();
    }
    let prices = Rc::new(ascent.best.clone());
    (split(&ascent, free).into_iter())
        .flat_map(|column| [(column, Mark::In), (column, Mark::Out)])
        .map(|(column, mark)| {
            let mut half = marks.clone();
            half[column] = mark;
            let prices = Rc::clone(&prices);
            let node = Node {
                marks: half,
                prices,
            };
            (bound, node)
        })
        .collect()
}

/// The column at which a node splits.
fn split(ascent: &Ascent, free: Vec<usize>) -> Option<usize> {
    let doubt = |column: usize| {
        let share = ascent.shares[column];
        if share > SURE { 0.0 } else { share }
    };
    free.into_iter().max_by(|&a, &b| {
        (doubt(a).total_cmp(&doubt(b)))
            .then(ascent.look.changes[b].cmp(&ascent.look.changes[a]))
            .then(b.cmp(&a))
    })
}
