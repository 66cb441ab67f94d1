//! The network as the search wants it: junctions and chains in flat arrays, near on the ground and near in memory.
//!
//! `(Network, ArcTimes, Passage, Snapped)` becomes a [`ReachGraph`]. It is made anew for other walk times or other places,
//! and it searches nothing itself.
//!
//! Method:
//! 1. Who may walk where is laid out in [`Layers`], their tracks are joined into [`Chains`]; only junctions are searched.
//! 2. Junctions are numbered along a Hilbert curve, chains by their first junction.
//! 3. Each junction lists the reversed arcs into it, shortest first, 8 bytes each; the two sides of a road are one arc.
//!    An arc that starts at a dead end is left out: nobody who lives on its chain gains by turning there, and nobody else
//!    passes.
//! 4. A demand point becomes a `Door` on each chain where a walk from it may start: the times from it to both ends, its
//!    gap included. Each end lists the homes that leave by it, nearest first, as it lists its arcs.
//! 5. A site becomes a `Target` on each chain where a walk to it may end: the times from both ends of the chain to it,
//!    its gap included. A closed chain has doors, so that its people are counted as unreachable, and no targets.
//!
//! Complexity: O(n log n) for the orders, linear otherwise.
//!
//! Invariants: every path of arcs is a walk that [`Layers`] allow, so that a search need not know of layers; doors of one
//! chain are neighbours, sorted from tail to head; places in the input with the same coordinates
//! are one demand point already, so doors are not merged any further (they differ in their gap).

pub(super) mod measured;
pub mod paced;

use crate::ids::{DemandId, Id, SiteId};
use crate::impedance::ArcTimes;
use crate::network::{Network, Passage};
use crate::snap::{SnapPoint, Snapped};

use super::chains::{Chains, Order, gap_time};
use super::hilbert;
use super::layers::Layers;
use super::stops::Stops;

/// A network with demand points and sites, laid out for searching.
#[derive(Debug, Clone)]
pub struct ReachGraph {
    pub(super) first_in: Vec<u32>,
    pub(super) arcs_in: Vec<ArcIn>,
    pub(super) first_home: Vec<u32>,
    pub(super) homes: Vec<Home>,
    pub(super) doors: Vec<Door>,
    first_target: Vec<u32>,
    targets: Vec<Target>,
    pub(super) demand_points: usize,
    pub(super) longest_chain_ms: u32,
}

/// A reversed arc: from where a junction is reached, and in what time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ArcIn {
    pub(super) time_ms: u32,
    pub(super) tail: u32,
}

/// A demand point that reaches a junction by its own chain, and in what time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Home {
    pub(super) away_ms: u32,
    pub(super) demand: u32,
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
    /// The ends of the chain with the times from them to the site.
    pub(super) fn seeds(&self) -> impl Iterator<Item = (u32, u32)> + use<> {
        let head = self.from_head_ms.map(|ms| (self.head, ms));
        [(self.tail, self.from_tail_ms)].into_iter().chain(head)
    }

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
    /// A graph on which everybody walks everywhere.
    pub fn new(network: &Network, times: &ArcTimes, snapped: &Snapped) -> Self {
        Self::laid_out(&Layers::of(network, times, None), snapped)
    }

    /// A graph on which nobody passes where they may not.
    pub fn within(
        network: &Network,
        times: &ArcTimes,
        passage: &Passage,
        snapped: &Snapped,
    ) -> Self {
        Self::laid_out(&Layers::of(network, times, Some(passage)), snapped)
    }

    /// Contracts the layers, renumbers them and attaches demand points and sites.
    pub fn laid_out(layers: &Layers<'_>, snapped: &Snapped) -> Self {
        let stops = Stops::of(layers, snapped);
        let (first_target, targets) = stops.of_sites(&snapped.sites);
        let Stops {
            chains,
            junctions,
            doors,
            ..
        } = stops;
        let (first_in, arcs_in) = arcs_into(&chains, &junctions);
        let (first_home, homes) = homes_at(&chains, &junctions, &doors);
        Self {
            first_in,
            arcs_in,
            first_home,
            homes,
            first_target,
            targets,
            doors: doors.all,
            demand_points: snapped.demand.len(),
            longest_chain_ms: longest_ms(&chains),
        }
    }

    /// The same streets and homes with other targets.
    pub(super) fn with_targets(&self, first_target: Vec<u32>, targets: Vec<Target>) -> Self {
        Self {
            first_target,
            targets,
            ..self.clone()
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
        self.first_target.len() - 1
    }

    /// The number of demand points, snapped or not.
    pub fn demand_points(&self) -> usize {
        self.demand_points
    }

    /// Where walks to a site end: on one chain, or on several; none when it is not snapped.
    pub(super) fn targets_of(&self, site: SiteId) -> &[Target] {
        let s = site.index();
        &self.targets[self.first_target[s] as usize..self.first_target[s + 1] as usize]
    }

    pub(super) fn arcs_into(&self, junction: u32) -> &[ArcIn] {
        let j = junction as usize;
        &self.arcs_in[self.first_in[j] as usize..self.first_in[j + 1] as usize]
    }

    pub(super) fn homes_at(&self, junction: u32) -> &[Home] {
        let j = junction as usize;
        &self.homes[self.first_home[j] as usize..self.first_home[j + 1] as usize]
    }
}

/// The ends of chains, renumbered along the Hilbert curve.
pub(super) struct Junctions {
    of_stand: Vec<Option<u32>>,
    count: usize,
    /// How many ends of chains meet at each junction.
    degree: Vec<u32>,
}

impl Junctions {
    pub(super) fn of(layers: &Layers<'_>, chains: &Chains<'_>) -> Self {
        let ends = || chains.as_slice().iter().flat_map(|c| [c.tail, c.head]);
        let mut stands: Vec<u32> = ends().collect();
        stands.sort_unstable();
        stands.dedup();
        let nodes = layers.network().nodes();
        let places: Vec<_> = stands.iter().map(|s| nodes[layers.node(*s)].at).collect();
        let mut of_stand = vec![None; layers.stands()];
        for (junction, stand) in hilbert::order(&places).into_iter().enumerate() {
            of_stand[stands[stand as usize] as usize] = Some(junction as u32);
        }
        let mut junctions = Self {
            of_stand,
            count: stands.len(),
            degree: vec![0; stands.len()],
        };
        for end in ends() {
            let junction = junctions.at(end);
            junctions.degree[junction as usize] += 1;
        }
        junctions
    }

    /// The junction of a stand that ends a chain.
    fn at(&self, stand: u32) -> u32 {
        self.of_stand[stand as usize].unwrap_or_default()
    }

    fn is_dead_end(&self, junction: u32) -> bool {
        self.degree[junction as usize] == 1
    }
}

/// Demand points as doors, in the order of the chains.
pub(super) struct Doors {
    all: Vec<Door>,
    orders: Vec<Order>,
    /// The first door of every chain, and the end.
    first_of_chain: Vec<(u32, u32)>,
}

impl Doors {
    pub(super) fn of(layers: &Layers<'_>, chains: &Chains<'_>, snapped: &Snapped) -> Self {
        let mut placed = Vec::with_capacity(snapped.demand.len());
        for (id, at) in snapped.demand.enumerate() {
            if let Ok(at) = at {
                let tracks = layers.from_home(at.edge, at.side);
                placed.extend(tracks.map(|track| (id, at, chains.position(at, track))));
            }
        }
        placed.sort_by(|(_, _, a), (_, _, b)| {
            let by_chain = a.chain.cmp(&b.chain);
            by_chain.then_with(|| a.order.compare(&b.order))
        });
        let mut doors = Self {
            all: Vec::with_capacity(placed.len()),
            orders: placed.iter().map(|(_, _, p)| p.order).collect(),
            first_of_chain: vec![(0, 0); chains.as_slice().len()],
        };
        for same in placed.chunk_by(|(_, _, a), (_, _, b)| a.chain == b.chain) {
            let first = doors.all.len() as u32;
            let chain = same[0].2.chain as usize;
            doors.first_of_chain[chain] = (first, first + same.len() as u32);
            doors.all.extend(same.iter().map(|(id, at, position)| {
                let whole = chains.as_slice()[chain];
                let gap_ms = gap_ms(at, layers.times());
                let back_ms = whole.back_ms.zip(position.from_head_ms);
                let to_tail_ms = back_ms.map_or(0, |(whole, from_head)| whole - from_head);
                Door {
                    to_head_ms: clamp(whole.ahead_ms - position.from_tail_ms + gap_ms),
                    to_tail_ms: clamp(to_tail_ms + gap_ms),
                    demand: DemandId::index(*id) as u32,
                }
            }));
        }
        doors
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
    for chain in chains.as_slice().iter().filter(|chain| chain.is_open) {
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
    arcs.dedup();
    group(arcs, junctions.count)
}

fn homes_at(chains: &Chains<'_>, junctions: &Junctions, doors: &Doors) -> (Vec<u32>, Vec<Home>) {
    let mut homes = Vec::with_capacity(doors.all.len() * 2);
    let chained = chains.as_slice().iter().zip(&doors.first_of_chain);
    for (chain, (first, last)) in chained.filter(|(chain, _)| chain.is_open) {
        let (tail, head) = (junctions.at(chain.tail), junctions.at(chain.head));
        for door in &doors.all[*first as usize..*last as usize] {
            let home = |away_ms| Home {
                away_ms,
                demand: door.demand,
            };
            homes.push((head, home(door.to_head_ms)));
            homes.extend(chain.back_ms.map(|_| (tail, home(door.to_tail_ms))));
        }
    }
    homes.sort_unstable();
    group(homes, junctions.count)
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

pub(super) fn target(
    chains: &Chains<'_>,
    junctions: &Junctions,
    doors: &Doors,
    (at, track, gap_ms): (&SnapPoint, u32, u64),
) -> Target {
    let position = chains.position(at, track);
    let chain = chains.as_slice()[position.chain as usize];
    let (first, last) = doors.first_of_chain[position.chain as usize];
    let orders = &doors.orders[first as usize..last as usize];
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
