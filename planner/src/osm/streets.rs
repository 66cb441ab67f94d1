//! Ways with node ids become streets with places: references resolved, gaps clipped, separate pavements settled.
//!
//! Method:
//! 1. Sort the nodes by id unless they are sorted; of two with one id the later one in the file counts.
//! 2. Sort the ids that walkable ways use, and join them with the nodes in one pass; where they are more than the nodes,
//!    take all nodes.
//! 3. Cut every way at the nodes that the extract lacks; keep pieces of two or more nodes.
//! 4. Drop carriageways whose pavements are there as ways of their own ([`super::sidewalk`]).
//!
//! Complexity: O(n log n) in references, linear in nodes; no table of all ids is built.

use std::collections::BTreeMap;
use std::ops::Range;

use super::block::{Beside, Part, Post, RawWay};
use super::frame::scan::{NodeAt, Rising};
use super::sidewalk;
use super::walkability::{Carries, RoadClass, Unwalked};
use super::{DropReason, NodeTraits, StreetNode, Streets, Users, Way};
use crate::projection::LonLat;

/// Crossing roads from this class on takes a wait (domain rule), also where nobody walks along them.
pub(super) const WAITED_FROM: RoadClass = RoadClass::Tertiary;

/// The nodes of a file by id.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Ascending ids, each once.
    nodes: Vec<NodeAt>,
    /// Places that the file holds on its ways, ascending; asked only for ids that `nodes` lacks.
    located: Vec<NodeAt>,
    /// How many nodes were replaced by a later one of the same id.
    pub(super) duplicates: u64,
}

/// The places of a chosen set of nodes, and perhaps of others.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// Ascending ids, each once; ids without a place are absent.
    nodes: Vec<NodeAt>,
    /// Where ids begin whose difference to the lowest has the same leading bits.
    first: Vec<u32>,
    /// How many trailing bits of that difference do not count.
    shift: u32,
}

/// What the resolved streets leave to tell.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// References of walkable ways, missing ones included.
    pub(super) references: u64,
    /// Carriageways with separate pavements that stay walkable since none is near.
    pub(super) kept_carriageways: u64,
}

impl Places {
    /// Takes the nodes of a file; drops what stands on nodes that a later one replaces.
    pub(super) fn of(
        mut nodes: Vec<NodeAt>,
        mut located: Vec<NodeAt>,
        posts: &mut Vec<Post>,
    ) -> Self {
        let mut duplicates = 0;
        if !nodes.is_sorted_by(|a, b| a.id < b.id) {
            let last = last_of_duplicates(&nodes);
            posts.retain(|post| {
                last.binary_search_by_key(&post.id, |(id, _)| *id)
                    .map_or(true, |i| last[i].1 == post.order)
            });
            let before = nodes.len();
            nodes = keep_last(nodes, |node| node.id);
            duplicates = (before - nodes.len()) as u64;
        }
        located.sort_by_key(|node| node.id);
        located.dedup_by_key(|node| node.id);
        posts.sort_by_key(|post| (post.id, post.order));
        Self {
            nodes,
            located,
            duplicates,
        }
    }

    /// The places of some nodes, given by id in any order and any number of times.
    pub(super) fn choose(&self, ids: impl FnOnce() -> Vec<i64>) -> Chosen {
        let mut ids = ids();
        ids.sort_unstable();
        ids.dedup();
        let mut chosen = Vec::with_capacity(ids.len());
        let mut rest = self.nodes.as_slice();
        for id in ids {
            let at = skip_to(rest, id);
            rest = &rest[at..];
            match rest.first() {
                Some(node) if node.id == id => chosen.push(*node),
                _ => chosen.extend(self.located_at(id)),
            }
        }
        Chosen::of(chosen)
    }

    /// The places of so many nodes, of which the ids are asked for only if they matter.
    ///
    /// Where more are wanted than the file has nodes, nearly all of those are, and all are taken: extracts of roads alone
    /// are like that, and sorting the ids would cost more than the few that nobody uses.
    pub(super) fn into_chosen(self, wanted: usize, ids: impl FnOnce() -> Vec<i64>) -> Chosen {
        if wanted >= self.nodes.len() && self.located.is_empty() {
            Chosen::of(self.nodes)
        } else {
            self.choose(ids)
        }
    }

    fn located_at(&self, id: i64) -> Option<NodeAt> {
        let found = self.located.binary_search_by_key(&id, |node| node.id);
        found.ok().map(|i| self.located[i])
    }
}

impl Chosen {
    /// Files nodes, ascending by id, into about as many drawers as there are nodes.
    fn of(nodes: Vec<NodeAt>) -> Self {
        let (Some(low), Some(high)) = (nodes.first(), nodes.last()) else {
            return Self::default();
        };
        let spread = high.id.wrapping_sub(low.id) as u64;
        let drawers = nodes.len().next_power_of_two() as u64;
        let shift = (64 - spread.leading_zeros()).saturating_sub(drawers.trailing_zeros());
        let drawer = |id: i64| (id.wrapping_sub(low.id) as u64 >> shift) as usize;
        let mut first = vec![0_u32; drawer(high.id) + 2];
        for node in &nodes {
            first[drawer(node.id) + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        Self {
            nodes,
            first,
            shift,
        }
    }

    /// Where a node is in the order of ids; `guess` is tried first, since ids often follow each other.
    fn position(&self, id: i64, guess: Option<usize>) -> Option<usize> {
        match guess.and_then(|guess| self.nodes.get(guess)) {
            Some(node) if node.id == id => guess,
            _ => self.search(id),
        }
    }

    fn search(&self, id: i64) -> Option<usize> {
        let low = self.nodes.first()?.id;
        if id < low {
            return None;
        }
        let drawer = (id.wrapping_sub(low) as u64 >> self.shift) as usize;
        let (from, to) = (*self.first.get(drawer)?, *self.first.get(drawer + 1)?);
        let found = self.nodes[from as usize..to as usize].binary_search_by_key(&id, |n| n.id);
        found.ok().map(|i| from as usize + i)
    }

    /// The place of a node.
    pub(super) fn place(&self, id: i64) -> Option<LonLat> {
        let node = &self.nodes[self.position(id, None)?];
        Some(LonLat::from_e7(node.lon_e7, node.lat_e7))
    }

    fn at(&self, position: u32) -> LonLat {
        let node = &self.nodes[position as usize];
        LonLat::from_e7(node.lon_e7, node.lat_e7)
    }
}

/// Takes the walkable ways out of a part, of ways with one id the last; also says how many others there were.
pub(super) fn latest_ways(part: &mut Part) -> (Vec<RawWay>, u64) {
    let ways = std::mem::take(&mut part.ways);
    if part.counts.way_ids != Rising::No {
        return (ways, 0);
    }
    let before = ways.len();
    let ways = keep_last_in_order(ways);
    let duplicates = (before - ways.len()) as u64;
    (ways, duplicates)
}

/// How many nodes some ways have, each as often as it occurs.
pub(super) fn references(ways: &[RawWay]) -> usize {
    ways.iter().map(|way| way.refs.len()).sum()
}

/// The ids of those nodes.
pub(super) fn node_ids(ways: &[RawWay], refs: &[i64]) -> Vec<i64> {
    let mut ids = Vec::with_capacity(references(ways));
    for way in ways {
        ids.extend_from_slice(&refs[way.refs.clone()]);
    }
    ids
}

/// Gives the nodes of walkable ways their places.
pub(super) fn resolve(
    part: &mut Part,
    ways: Vec<RawWay>,
    chosen: &Chosen,
    users: Users,
) -> (Streets, Told) {
    let mut told = Told::default();
    let mut streets = Streets {
        dropped: std::mem::take(&mut part.counts.dropped),
        refs: Vec::with_capacity(references(&ways)),
        ways: Vec::with_capacity(ways.len()),
        ..Streets::default()
    };
    let mut beside = Vec::with_capacity(ways.len());
    for way in ways {
        // A road that is only crossed is no street of the network: nothing is told of its nodes.
        let is_kept = way.traits.is_rolled() || users == Users::WithVehicles;
        let (references, missing_nodes) = (way.refs.len() as u64, streets.missing_nodes);
        beside.resize(streets.ways.len(), Beside::Neither);
        let kind = way.beside;
        let is_whole = clip(way, &part.refs, chosen, &mut streets);
        if !is_kept {
            streets.missing_nodes = missing_nodes;
        } else if is_whole {
            told.references += references;
        } else {
            told.references += references;
            *streets.dropped.entry(DropReason::Degenerate).or_default() += 1;
        }
        beside.resize(streets.ways.len(), kind);
    }
    let replaced = settle_sidewalks(&mut streets, &beside, chosen, &mut told);
    let unwalked = leave(&mut streets, &replaced, users);
    compact(&mut streets, chosen, (&part.posts, &unwalked));
    (streets, told)
}

/// Appends the pieces of a way between missing nodes; false when there is none.
fn clip(way: RawWay, refs: &[i64], chosen: &Chosen, streets: &mut Streets) -> bool {
    let ids = &refs[way.refs.clone()];
    let mut start = streets.refs.len();
    let mut pieces: Vec<Range<u32>> = Vec::new();
    let mut guess = None;
    for id in ids {
        if let Some(position) = chosen.position(*id, guess) {
            guess = Some(position + 1);
            if streets.refs.len() == start || streets.refs.last() != Some(&(position as u32)) {
                streets.refs.push(position as u32);
            }
        } else {
            streets.missing_nodes += 1;
            start = end_piece(&mut streets.refs, start, &mut pieces);
        }
    }
    end_piece(&mut streets.refs, start, &mut pieces);
    let whole = !pieces.is_empty();
    let mut name = way.name;
    let last = pieces.len();
    for (i, refs) in pieces.into_iter().enumerate() {
        streets.ways.push(Way {
            osm_id: way.id,
            refs,
            traits: way.traits,
            name: if i + 1 == last {
                name.take()
            } else {
                name.clone()
            },
        });
    }
    whole
}

/// Ends a piece that began at `start`; gives back where the next one begins.
fn end_piece(refs: &mut Vec<u32>, start: usize, pieces: &mut Vec<Range<u32>>) -> usize {
    if refs.len() >= start + 2 {
        pieces.push(start as u32..refs.len() as u32);
    } else {
        refs.truncate(start);
    }
    refs.len()
}

/// Finds the carriageways whose pavements are ways of their own, by ascending position.
fn settle_sidewalks(
    streets: &mut Streets,
    beside: &[Beside],
    chosen: &Chosen,
    told: &mut Told,
) -> Vec<usize> {
    let line = |way: &Way| -> Vec<LonLat> {
        let refs = &streets.refs[way.refs.start as usize..way.refs.end as usize];
        refs.iter().map(|position| chosen.at(*position)).collect()
    };
    let of_kind = |kind: Beside| {
        let ways = streets.ways.iter().zip(beside).enumerate();
        ways.filter(move |(_, (_, beside))| **beside == kind)
    };
    let carriageways: Vec<(usize, Vec<LonLat>)> = of_kind(Beside::Carriageway)
        .map(|(index, (way, _))| (index, line(way)))
        .collect();
    if carriageways.is_empty() {
        return Vec::new();
    }
    let footpaths = of_kind(Beside::Footpath).map(|(_, (way, _))| line(way));
    let replaced = sidewalk::replaced(&carriageways, footpaths);
    told.kept_carriageways = (carriageways.len() - replaced.len()) as u64;
    if !replaced.is_empty() {
        let dropped = &mut streets.dropped;
        *dropped.entry(DropReason::SeparateSidewalk).or_default() += replaced.len() as u64;
    }
    replaced
}

/// Takes away the ways that nobody walks, or leaves them to vehicles where somebody rides; gives back where in the nodes
/// that were chosen they pass.
fn leave(streets: &mut Streets, replaced: &[usize], users: Users) -> BTreeMap<u32, Unwalked> {
    let mut index = 0;
    let mut unwalked = BTreeMap::new();
    let refs = &streets.refs;
    streets.ways.retain_mut(|way| {
        index += 1;
        if replaced.binary_search(&(index - 1)).is_ok() {
            way.traits.carries = Carries::Vehicles;
        }
        let class = way.traits.class;
        if !way.traits.is_walked() && class >= WAITED_FROM {
            note_unwalked(
                &mut unwalked,
                class,
                &refs[way.refs.start as usize..way.refs.end as usize],
            );
        }
        way.traits.is_rolled() || users == Users::WithVehicles
    });
    unwalked
}

/// Notes that a carriageway passes its nodes, or begins and ends there.
fn note_unwalked(unwalked: &mut BTreeMap<u32, Unwalked>, class: RoadClass, refs: &[u32]) {
    for (number, position) in refs.iter().enumerate() {
        let arms = if number == 0 || number + 1 == refs.len() {
            1
        } else {
            2
        };
        let here = unwalked.entry(*position);
        let here = here.or_insert(Unwalked { class, arms: 0 });
        here.class = here.class.max(class);
        here.arms = here.arms.saturating_add(arms);
    }
}

/// Keeps the nodes that the remaining ways use, in id order, and renumbers the references.
fn compact(
    streets: &mut Streets,
    chosen: &Chosen,
    (posts, unwalked): (&[Post], &BTreeMap<u32, Unwalked>),
) {
    let mut number: Vec<u32> = vec![UNUSED; chosen.nodes.len()];
    let mut end = 0;
    for way in &mut streets.ways {
        let old = way.refs.start as usize..way.refs.end as usize;
        way.refs = end as u32..(end + old.len()) as u32;
        // Ways lie in the order of their references: what is kept moves towards the start.
        streets.refs.copy_within(old, end);
        end = way.refs.end as usize;
    }
    streets.refs.truncate(end);
    for position in &streets.refs {
        number[*position as usize] = USED;
    }
    let used = number.iter().filter(|number| **number == USED).count();
    streets.nodes.reserve_exact(used);
    let mut posts = posts.iter().peekable();
    for (position, (node, number)) in (0..).zip(chosen.nodes.iter().zip(&mut number)) {
        let mut traits = NodeTraits::default();
        while let Some(post) = posts.next_if(|post| post.id <= node.id) {
            if post.id == node.id {
                traits = post.traits;
            }
        }
        traits.unwalked = unwalked.get(&position).copied();
        if *number == USED {
            *number = streets.nodes.len() as u32;
            streets.nodes.push(StreetNode {
                osm_id: node.id,
                lon_e7: node.lon_e7,
                lat_e7: node.lat_e7,
                traits,
            });
        }
    }
    for position in &mut streets.refs {
        *position = number[*position as usize];
    }
}

/// The number of a node that no way uses, in [`compact`].
const UNUSED: u32 = u32::MAX;
/// The number of one that some way uses, until it has its own.
const USED: u32 = u32::MAX - 1;

/// How many nodes at the start have a lower id: doubling steps, then bisection.
fn skip_to(nodes: &[NodeAt], id: i64) -> usize {
    let mut step = 1;
    while step < nodes.len() && nodes[step].id < id {
        step *= 2;
    }
    let low = step / 2;
    let high = nodes.len().min(step + 1);
    low + nodes[low..high].partition_point(|node| node.id < id)
}

/// For every id that occurs more than once, the number of its last node; ascending by id.
fn last_of_duplicates(nodes: &[NodeAt]) -> Vec<(i64, u64)> {
    let mut ids: Vec<(i64, u64)> = (0..).zip(nodes).map(|(i, node)| (node.id, i)).collect();
    ids.sort_unstable();
    ids.chunk_by(|a, b| a.0 == b.0)
        .filter(|same| same.len() > 1)
        .filter_map(|same| same.last().copied())
        .collect()
}

/// Sorts by id and keeps, of equal ids, the one that came last.
pub(super) fn keep_last<T>(mut all: Vec<T>, id: impl Fn(&T) -> i64) -> Vec<T> {
    all.reverse();
    all.sort_by_key(&id);
    all.dedup_by_key(|one| id(one));
    all
}

/// Keeps, of ways with equal ids, the one that comes last, and the order of the file.
fn keep_last_in_order(ways: Vec<RawWay>) -> Vec<RawWay> {
    let last: BTreeMap<i64, usize> = ways
        .iter()
        .enumerate()
        .map(|(i, way)| (way.id, i))
        .collect();
    let ways = ways.into_iter().enumerate();
    ways.filter(|(i, way)| last.get(&way.id) == Some(i))
        .map(|(_, way)| way)
        .collect()
}
