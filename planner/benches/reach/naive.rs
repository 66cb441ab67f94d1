//! The naive reference: a petgraph graph, a binary heap, hash maps for distances and results.

#![expect(
    clippy::disallowed_types,
    reason = "the reference is what one writes first, and that is a HashMap; only its counters are used"
)]

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use petgraph::Direction::Incoming;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;
use planner::ids::{EdgeId, Id as _};
use planner::network::Sense;
use planner::reach::SearchCounts;
use planner::reach::chains::{gap_time, moved};
use planner::snap::SnapPoint;
use planner::units::WalkTime;

use super::town::Town;

/// An arc as an edge of the petgraph graph.
struct Street {
    edge: EdgeId,
    sense: Sense,
    time: planner::impedance::ArcTime,
}

/// Searches every site on the uncontracted network and counts what it finds.
pub(super) fn search_all(town: &Town, cutoff: WalkTime) -> SearchCounts {
    let graph = graph_of(town);
    let mut homes: HashMap<EdgeId, Vec<(usize, SnapPoint)>> = HashMap::new();
    for (demand, at) in town.snapped.demand.enumerate() {
        if let Ok(at) = at {
            homes
                .entry(at.edge)
                .or_default()
                .push((demand.index(), *at));
        }
    }
    let mut counts = SearchCounts::default();
    for site in town.snapped.sites.iter().flatten() {
        let found = search(town, &graph, &homes, (site, cutoff), &mut counts);
        counts.pairs += found.len() as u64;
        counts.sum_ms += found.values().sum::<u64>();
    }
    counts
}

fn graph_of(town: &Town) -> DiGraph<(), Street> {
    let mut graph = DiGraph::new();
    let nodes: Vec<NodeIndex> = town
        .network
        .nodes()
        .iter()
        .map(|_| graph.add_node(()))
        .collect();
    for node in town.network.nodes().ids() {
        for id in town.network.arcs_from(node) {
            let arc = town.network.arcs()[id];
            let Some(time) = town.times.arcs[id] else {
                continue;
            };
            let street = Street {
                edge: arc.edge,
                sense: arc.sense,
                time,
            };
            graph.add_edge(nodes[node.index()], nodes[arc.head.index()], street);
        }
    }
    graph
}

fn search(
    town: &Town,
    graph: &DiGraph<(), Street>,
    homes: &HashMap<EdgeId, Vec<(usize, SnapPoint)>>,
    (site, cutoff): (&SnapPoint, WalkTime),
    counts: &mut SearchCounts,
) -> HashMap<usize, u64> {
    let limit_ms = u64::from(cutoff.millis());
    let site_gap_ms = u64::from(gap_time(site, &town.times).millis());
    let mut times: HashMap<NodeIndex, u64> = HashMap::new();
    let mut heap = BinaryHeap::new();
    let mut found: HashMap<usize, u64> = HashMap::new();
    let edge = &town.network.edges()[site.edge];
    for (tail, head) in [(edge.from, edge.to), (edge.to, edge.from)] {
        let ends = [tail, head].map(|node| NodeIndex::new(node.index()));
        for street in graph.edges_connecting(ends[0], ends[1]) {
            if street.weight().edge == site.edge {
                let ms = site_gap_ms + until(town, street.weight(), site);
                heap.push(Reverse((ms, ends[0])));
                offer_straight(
                    town,
                    homes,
                    (site, street.weight()),
                    (ms, limit_ms),
                    &mut found,
                );
            }
        }
    }
    while let Some(Reverse((ms, node))) = heap.pop() {
        if ms > limit_ms || times.contains_key(&node) {
            continue;
        }
        times.insert(node, ms);
        counts.settled += 1;
        for street in graph.edges_directed(node, Incoming) {
            counts.relaxed += 1;
            let time = street.weight().time;
            let whole_ms = u64::from(time.total().millis());
            for (demand, at) in homes.get(&street.weight().edge).into_iter().flatten() {
                let rest_ms = whole_ms - until(town, street.weight(), at);
                let gap_ms = u64::from(gap_time(at, &town.times).millis());
                offer(&mut found, *demand, ms + rest_ms + gap_ms, limit_ms);
            }
            if !times.contains_key(&street.source()) {
                heap.push(Reverse((ms + whole_ms, street.source())));
            }
        }
    }
    found
}

/// Lets the homes on the site's own edge that lie before it walk straight to it.
fn offer_straight(
    town: &Town,
    homes: &HashMap<EdgeId, Vec<(usize, SnapPoint)>>,
    (site, street): (&SnapPoint, &Street),
    (from_tail_ms, limit_ms): (u64, u64),
    found: &mut HashMap<usize, u64>,
) {
    for (demand, at) in homes.get(&site.edge).into_iter().flatten() {
        let before = match street.sense {
            Sense::Along => at.along <= site.along,
            Sense::Against => at.along >= site.along,
        };
        if before {
            let gap_ms = u64::from(gap_time(at, &town.times).millis());
            let straight_ms = from_tail_ms - until(town, street, at) + gap_ms;
            offer(found, *demand, straight_ms, limit_ms);
        }
    }
}

/// From the start of an arc to a place on its edge.
fn until(town: &Town, street: &Street, at: &SnapPoint) -> u64 {
    let length = town.network.edges()[at.edge].length;
    let moved = moved(street.sense, street.time.moving, at.along, length);
    u64::from((street.time.start + moved).millis())
}

fn offer(found: &mut HashMap<usize, u64>, demand: usize, ms: u64, limit_ms: u64) {
    if ms <= limit_ms {
        let best = found.entry(demand).or_insert(ms);
        *best = ms.min(*best);
    }
}
