//! Proof that elevation acted: how many edges it made slower or faster, and by how much.

use crate::ids::Id as _;
use crate::network::Network;

use super::ArcTimes;

/// What slopes changed against flat ground.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TerrainEffect {
    /// Edges of which at least one direction takes another time, or can no longer be taken.
    pub edges: u64,
    /// Those of them that are too steep to be taken in at least one direction.
    pub closed_edges: u64,
    /// The median change of those edges that can still be taken, as a share of the time on the flat; for each edge the direction that changes more.
    pub median_change: f64,
    /// The change of the edge that changes most.
    pub largest_change: f64,
}

impl TerrainEffect {
    /// Compares the times of one network with and without slopes.
    pub fn between(network: &Network, flat: &ArcTimes, sloped: &ArcTimes) -> Self {
        let mut changes = vec![0.0_f64; network.edges().len()];
        let mut closed = vec![false; network.edges().len()];
        for (id, arc) in network.arcs().enumerate() {
            let (Some(before), Some(after)) = (flat.arcs[id], sloped.arcs[id]) else {
                closed[arc.edge.index()] |= flat.arcs[id] != sloped.arcs[id];
                continue;
            };
            let (before, after) = (before.moving, after.moving);
            if before != after {
                let change = after.seconds() / before.seconds().max(0.001) - 1.0;
                let of_edge = &mut changes[arc.edge.index()];
                if change.abs() > of_edge.abs() {
                    *of_edge = change;
                }
            }
        }
        let closed_edges = closed.iter().filter(|closed| **closed).count() as u64;
        let changed = changes
            .iter()
            .zip(&closed)
            .filter(|(change, closed)| **change != 0.0 || **closed);
        let edges = changed.count() as u64;
        changes.retain(|change| *change != 0.0);
        changes.sort_unstable_by(f64::total_cmp);
        let largest = changes
            .iter()
            .copied()
            .max_by(|a, b| a.abs().total_cmp(&b.abs()));
        Self {
            edges,
            closed_edges,
            median_change: changes.get(changes.len() / 2).copied().unwrap_or_default(),
            largest_change: largest.unwrap_or_default(),
        }
    }
}
