//! Islands: the parts of the network between which nobody can walk.
//!
//! Two nodes share an island when some edge chain joins them, whatever its direction. Ways that nobody walks join no
//! islands and add nothing to their length; what they lead to, and nobody walks to, belongs to an island that it meets.

use petgraph::unionfind::UnionFind;

use super::Edge;
use crate::ids::{EdgeId, Id, NodeId, Table};
use crate::units::Metres;

/// An island, numbered from the largest down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IslandId(u32);

impl Id for IslandId {
    fn from_index(index: usize) -> Self {
        Self(index as u32)
    }
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// The size of an island.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Island {
    /// How many nodes it has.
    pub nodes: u32,
    /// The length of its streets.
    pub length: Metres,
    /// Its first node.
    pub first_node: NodeId,
}

/// Joins pairs and gives every member of a group the same label; labels are below `count`.
pub(super) fn labels(count: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut sets = UnionFind::<u32>::new(count);
    for (a, b) in pairs {
        sets.union(a, b);
    }
    sets.into_labeling()
}

/// The same, but a pair whose groups have different keys is not joined; a group takes the first key of its members.
pub(super) fn labels_apart(
    count: usize,
    pairs: impl IntoIterator<Item = (u32, u32)>,
    key: impl Fn(usize) -> Option<u32>,
) -> Vec<u32> {
    let mut sets = UnionFind::<u32>::new(count);
    let mut keys: Vec<Option<u32>> = (0..count).map(key).collect();
    for (a, b) in pairs {
        let (a, b) = (sets.find_mut(a), sets.find_mut(b));
        let (key_a, key_b) = (keys[a as usize], keys[b as usize]);
        if key_a.is_none() || key_b.is_none() || key_a == key_b {
            sets.union(a, b);
            keys[sets.find_mut(a) as usize] = key_a.or(key_b);
        }
    }
    sets.into_labeling()
}

/// Joins groups that meet while one of them is not complete; one that takes in a complete group is complete.
pub(super) fn joined_until(
    count: usize,
    mut pairs: Vec<(u32, u32)>,
    mut is_complete: Vec<bool>,
) -> Vec<u32> {
    pairs.sort_unstable();
    pairs.dedup();
    let mut sets = UnionFind::<u32>::new(count);
    let mut has_changed = true;
    while std::mem::take(&mut has_changed) {
        for (a, b) in &pairs {
            let (a, b) = (sets.find_mut(*a), sets.find_mut(*b));
            let complete = [a, b].map(|group| is_complete[group as usize]);
            if a != b && complete != [true; 2] {
                sets.union(a, b);
                is_complete[sets.find_mut(a) as usize] = complete.contains(&true);
                has_changed = true;
            }
        }
    }
    sets.into_labeling()
}

/// The same label for all nodes of an island.
fn roots(nodes: usize, edges: &Table<EdgeId, Edge>) -> Vec<u32> {
    let ends = |edge: &Edge| (edge.from.index() as u32, edge.to.index() as u32);
    let walked = || edges.iter().filter(|edge| edge.traits.is_for_walkers());
    let root_of = labels(nodes, walked().map(ends));
    if walked().count() == edges.len() {
        return root_of;
    }
    let mut island_of: Vec<Option<u32>> = vec![None; nodes];
    for node in walked().flat_map(|edge| [edge.from, edge.to]) {
        island_of[node.index()] = Some(root_of[node.index()]);
    }
    // Walked edges come first, so that their groups have their keys before others meet them.
    let others = edges.iter().filter(|edge| !edge.traits.is_for_walkers());
    let all = walked().chain(others).map(ends);
    labels_apart(nodes, all, |node| island_of[node])
}

/// Finds the islands, longest streets first (ties: lowest node), and the island of every node.
pub(super) fn label(
    nodes: usize,
    edges: &Table<EdgeId, Edge>,
) -> (Table<IslandId, Island>, Vec<IslandId>) {
    let root_of = roots(nodes, edges);
    let (island_of, mut found) = numbered(root_of);
    let mut is_walked = vec![false; found.len()];
    for edge in edges.iter().filter(|edge| edge.traits.is_for_walkers()) {
        is_walked[island_of[edge.from.index()] as usize] = true;
    }
    for edge in edges {
        let island = island_of[edge.from.index()] as usize;
        if edge.traits.is_for_walkers() || !is_walked[island] {
            found[island].length += edge.length;
        }
    }
    let mut order: Vec<(usize, Island)> = found.into_iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| {
        let by_length = b.length.metres().total_cmp(&a.length.metres());
        by_length.then(a.first_node.cmp(&b.first_node))
    });
    let mut rank = vec![IslandId(0); order.len()];
    for (id, (island, _)) in order.iter().enumerate() {
        rank[*island] = IslandId::from_index(id);
    }
    let island_of = island_of
        .iter()
        .map(|island| rank[*island as usize])
        .collect();
    (
        order.into_iter().map(|(_, island)| island).collect(),
        island_of,
    )
}

/// Numbers groups by their first nodes: the number of each node's group instead of its root, and the groups, all without
/// length.
fn numbered(mut root_of: Vec<u32>) -> (Vec<u32>, Vec<Island>) {
    let mut number_of = vec![u32::MAX; root_of.len()];
    let mut found: Vec<Island> = Vec::new();
    for (node, root) in root_of.iter_mut().enumerate() {
        let number = &mut number_of[*root as usize];
        if *number == u32::MAX {
            *number = found.len() as u32;
            found.push(Island {
                nodes: 0,
                length: Metres::ZERO,
                first_node: NodeId::from_index(node),
            });
        }
        *root = *number;
        found[*number as usize].nodes += 1;
    }
    (root_of, found)
}
