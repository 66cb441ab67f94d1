//! The network as the search wants it: junctions and chains in flat arrays, near on the ground and near in memory.
//!
//! `(Network, ArcTimes, Snapped)` becomes a [`ReachGraph`]. It is made anew for other walk times or other places, and it
//! searches nothing itself.
//!
//! Method:
//! 1. Streets are joined into [`Chains`]; only junctions are searched.
//! 2. Junctions are numbered along a Hilbert curve, chains by their first junction.
//! 3. Each junction lists the reversed arcs into it, shortest first, 8 bytes each. An arc that starts at a dead end is
//!    left out: nobody who lives on its chain gains by turning there, and nobody else passes.
//! 4. A demand point becomes a [`Door`] on its chain: the times from it to both ends, its gap included.
//! 5. A site becomes a [`Target`]: the times from both ends of its chain to it, its gap included.
//!
//! Complexity: O(n log n) for the orders, linear otherwise.
//!
//! Invariants: doors of one chain are neighbours, sorted from tail to head; places in the input with the same coordinates
//! are one demand point already, so doors are not merged any further (they differ in their gap).

use crate::ids::{DemandId, Id, NodeId, SiteId, Table};
use crate::impedance::ArcTimes;
use crate::network::Network;
use crate::snap::{SnapPoint, Snapped};

use super::chains::{Chains, Order, gap_time};
use super::hilbert;

/// A network with demand points and sites, laid out for searching.
#[derive(Debug)]
pub struct ReachGraph {
    pub(super) first_in: Vec<u32>,
    pub(super) arcs_in: Vec<ArcIn>,
    pub(super) first_run: Vec<u32>,
    pub(super) runs: Vec<Run>,
    pub(super) doors: Vec<Door>,
    pub(super) targets: Table<SiteId, Option<Target>>,
    pub(super) demand_points: usize,
    pub(super) longest_chain_ms: u32,
}

/// A reversed arc: from where a junction is reached, and in what time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ArcIn {
    pub(super) time_ms: u32,
    pub(super) tail: u32,
}

/// The doors of a chain, as seen from one of its ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) far: Far,
}

/// Which end of its chain a run is seen from, and where the other end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Far {
    /// Seen from the head of a two-way chain.
    Tail(u32),
    /// Seen from the tail of a two-way chain.
    Head(u32),
    /// Seen from the head of a one-way chain: nobody leaves it by the tail.
    OneWay,
}

/// A demand point on a chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door {
    /// From the home to the head of the chain.
    pub(super) to_head_ms: u32,
    /// From the home to the tail of the chain; not read on a one-way chain.
    pub(super) to_tail_ms: u32,
    pub(super) demand: u32,
}

/// A site on a chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) tail: u32,
    pub(super) head: u32,
    /// From the tail of the chain to the site.
    pub(super) from_tail_ms: u32,
    /// From the head to the site; `None` on a one-way chain.
    pub(super) from_head_ms: Option<u32>,
    /// From the site to the head.
    pub(super) to_head_ms: u32,
    /// From the site to the tail; not read on a one-way chain.
    pub(super) to_tail_ms: u32,
    pub(super) gap_ms: u32,
    /// The doors of the chain: all, those not after the site, those not before it.
    pub(super) doors: (u32, u32),
    pub(super) last_ahead: u32,
    pub(super) first_back: u32,
}

impl Target {
    /// From a door not after the site, straight ahead to it.
    pub(super) fn straight_ahead_ms(&self, door: &Door) -> u64 {
        u64::from(door.to_head_ms.saturating_sub(self.to_head_ms)) + u64::from(self.gap_ms)
    }

    /// From a door not before the site, straight back to it.
    pub(super) fn straight_back_ms(&self, door: &Door) -> u64 {
        u64::from(door.to_tail_ms.saturating_sub(self.to_tail_ms)) + u64::from(self.gap_ms)
    }
}

impl ReachGraph {
    /// Contracts the network, renumbers it and attaches demand points and sites.
    pub fn new(network: &Network, times: &ArcTimes, snapped: &Snapped) -> Self {
        let chains = Chains::of(network, times);
        let junctions = Junctions::of(network, &chains);
        let (first_in, arcs_in) = arcs_into(&chains, &junctions);
        let homes = Homes::of(&chains, times, snapped, &junctions);
        let (first_run, runs) = runs_at(&chains, &junctions, &homes);
        let target = |at: &SnapPoint| target(&chains, &junctions, &homes, (at, gap_ms(at, times)));
        Self {
            first_in,
            arcs_in,
            first_run,
            runs,
            targets: snapped
                .sites
                .iter()
                .map(|site| site.as_ref().ok().map(target))
                .collect(),
            doors: homes.doors,
            demand_points: snapped.demand.len(),
            longest_chain_ms: longest_ms(&chains),
        }
    }

    /// The number of junctions after contraction.
    pub fn junctions(&self) -> usize {
        self.first_in.len() - 1
    }

    /// The number of arcs between junctions after contraction.
    pub fn arcs(&self) -> usize {
        self.arcs_in.len()
    }

    /// The number of sites, snapped or not.
    pub fn sites(&self) -> usize {
        self.targets.len()
    }

    /// The number of demand points, snapped or not.
    pub fn demand_points(&self) -> usize {
        self.demand_points
    }

    pub(super) fn arcs_into(&self, junction: u32) -> &[ArcIn] {
        let j = junction as usize;
        &self.arcs_in[self.first_in[j] as usize..self.first_in[j + 1] as usize]
    }

    pub(super) fn runs_at(&self, junction: u32) -> &[Run] {
        let j = junction as usize;
        &self.runs[self.first_run[j] as usize..self.first_run[j + 1] as usize]
    }
}

/// The ends of chains, renumbered along the Hilbert curve.
struct Junctions {
    of_node: Vec<Option<u32>>,
    count: usize,
    /// How many ends of chains meet at each junction.
    degree: Vec<u32>,
}

impl Junctions {
    fn of(network: &Network, chains: &Chains<'_>) -> Self {
        let ends = || chains.as_slice().iter().flat_map(|c| [c.tail, c.head]);
        let mut nodes: Vec<NodeId> = ends().collect();
        nodes.sort_unstable();
        nodes.dedup();
        let places: Vec<_> = nodes.iter().map(|n| network.nodes()[*n].at).collect();
        let mut of_node = vec![None; network.nodes().len()];
        for (junction, node) in hilbert::order(&places).into_iter().enumerate() {
            of_node[nodes[node as usize].index()] = Some(junction as u32);
        }
        let mut junctions = Self {
            of_node,
            count: nodes.len(),
            degree: vec![0; nodes.len()],
        };
        for end in ends() {
            let junction = junctions.at(end);
            junctions.degree[junction as usize] += 1;
        }
        junctions
    }

    /// The junction of a node that ends a chain.
    fn at(&self, node: NodeId) -> u32 {
        self.of_node[node.index()].unwrap_or_default()
    }

    fn is_dead_end(&self, junction: u32) -> bool {
        self.degree[junction as usize] == 1
    }
}

/// Demand points as doors, in the order of the chains.
struct Homes {
    doors: Vec<Door>,
    orders: Vec<Order>,
    /// The first door of every chain, and the end.
    first_of_chain: Vec<(u32, u32)>,
}

impl Homes {
    fn of(chains: &Chains<'_>, times: &ArcTimes, snapped: &Snapped, junctions: &Junctions) -> Self {
        let mut placed: Vec<_> = snapped
            .demand
            .enumerate()
            .filter_map(|(id, at)| at.as_ref().ok().map(|at| (id, at, chains.position(at))))
            .collect();
        let first_end = |chain: u32| {
            let chain = chains.as_slice()[chain as usize];
            junctions.at(chain.tail).min(junctions.at(chain.head))
        };
        placed.sort_by(|(_, _, a), (_, _, b)| {
            let by_end = first_end(a.chain).cmp(&first_end(b.chain));
            by_end
                .then(a.chain.cmp(&b.chain))
                .then(a.order.compare(&b.order))
        });
        let mut homes = Self {
            doors: Vec::with_capacity(placed.len()),
            orders: placed.iter().map(|(_, _, p)| p.order).collect(),
            first_of_chain: vec![(0, 0); chains.as_slice().len()],
        };
        for same in placed.chunk_by(|(_, _, a), (_, _, b)| a.chain == b.chain) {
            let first = homes.doors.len() as u32;
            let chain = same[0].2.chain as usize;
            homes.first_of_chain[chain] = (first, first + same.len() as u32);
            homes.doors.extend(same.iter().map(|(id, at, position)| {
                let whole = chains.as_slice()[chain];
                let gap_ms = gap_ms(at, times);
                let back_ms = whole.back_ms.zip(position.from_head_ms);
                let to_tail_ms = back_ms.map_or(0, |(whole, from_head)| whole - from_head);
                Door {
                    to_head_ms: clamp(whole.ahead_ms - position.from_tail_ms + gap_ms),
                    to_tail_ms: clamp(to_tail_ms + gap_ms),
                    demand: DemandId::index(*id) as u32,
                }
            }));
        }
        homes
    }
}

fn gap_ms(at: &SnapPoint, times: &ArcTimes) -> u64 {
    u64::from(gap_time(at, times).millis())
}

/// Times beyond 49 days become 49 days, which no cutoff goes beyond.
fn clamp(ms: u64) -> u32 {
    u32::try_from(ms).unwrap_or(u32::MAX)
}

fn longest_ms(chains: &Chains<'_>) -> u32 {
    let longest = chains.as_slice().iter();
    let longest = longest.map(|c| c.ahead_ms.max(c.back_ms.unwrap_or(0)));
    clamp(longest.max().unwrap_or(0))
}

fn arcs_into(chains: &Chains<'_>, junctions: &Junctions) -> (Vec<u32>, Vec<ArcIn>) {
    let mut arcs = Vec::new();
    for chain in chains.as_slice() {
        let (tail, head) = (junctions.at(chain.tail), junctions.at(chain.head));
        let mut add = |tail: u32, head: u32, ms: u64| {
            if tail != head && !junctions.is_dead_end(tail) {
                let time_ms = clamp(ms);
                arcs.push((head, ArcIn { time_ms, tail }));
            }
        };
        add(tail, head, chain.ahead_ms);
        if let Some(back_ms) = chain.back_ms {
            add(head, tail, back_ms);
        }
    }
    arcs.sort_unstable();
    group(arcs, junctions.count)
}

fn runs_at(chains: &Chains<'_>, junctions: &Junctions, homes: &Homes) -> (Vec<u32>, Vec<Run>) {
    let mut runs = Vec::new();
    for (chain, (first, last)) in chains.as_slice().iter().zip(&homes.first_of_chain) {
        if first == last {
            continue;
        }
        let (tail, head) = (junctions.at(chain.tail), junctions.at(chain.head));
        let mut add = |end: u32, far: Far| {
            let (first, last) = (*first, *last);
            runs.push((end, Run { first, last, far }));
        };
        if chain.back_ms.is_none() {
            add(head, Far::OneWay);
        } else {
            add(head, Far::Tail(tail));
            if tail != head {
                add(tail, Far::Head(head));
            }
        }
    }
    runs.sort_by_key(|(end, run)| (*end, run.first));
    group(runs, junctions.count)
}

/// Splits pairs that are sorted by junction into where each junction's begin, and the rest.
fn group<T>(sorted: Vec<(u32, T)>, junctions: usize) -> (Vec<u32>, Vec<T>) {
    let mut first = vec![0_u32; junctions + 1];
    for (junction, _) in &sorted {
        first[*junction as usize + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    (first, sorted.into_iter().map(|(_, value)| value).collect())
}

fn target(
    chains: &Chains<'_>,
    junctions: &Junctions,
    homes: &Homes,
    (at, gap_ms): (&SnapPoint, u64),
) -> Target {
    let position = chains.position(at);
    let chain = chains.as_slice()[position.chain as usize];
    let (first, last) = homes.first_of_chain[position.chain as usize];
    let orders = &homes.orders[first as usize..last as usize];
    let not_after = orders.partition_point(|o| o.compare(&position.order).is_le());
    let before = orders.partition_point(|o| o.compare(&position.order).is_lt());
    let back = chain.back_ms.zip(position.from_head_ms);
    Target {
        tail: junctions.at(chain.tail),
        head: junctions.at(chain.head),
        from_tail_ms: clamp(position.from_tail_ms + gap_ms),
        from_head_ms: back.map(|(_, until)| clamp(until + gap_ms)),
        to_head_ms: clamp(chain.ahead_ms - position.from_tail_ms),
        to_tail_ms: back.map_or(0, |(whole, until)| clamp(whole - until)),
        gap_ms: clamp(gap_ms),
        doors: (first, last),
        last_ahead: first + not_after as u32,
        first_back: back.map_or(last, |_| first + before as u32),
    }
}
