//! Proof that elevation acted: how many edges it made slower or faster, and by how much.

use crate::ids::Id as _;
use crate::network::Network;

use super::ArcTimes;

/// What slopes changed against flat ground.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TerrainEffect {
    /// Edges of which at least one direction takes another time.
    pub edges: u64,
    /// The median change of those edges, as a share of the time on the flat; for each edge the direction that changes more.
    pub median_change: f64,
    /// The change of the edge that changes most.
    pub largest_change: f64,
}

impl TerrainEffect {
    /// Compares the times of one network with and without slopes.
    pub fn between(network: &Network, flat: &ArcTimes, sloped: &ArcTimes) -> Self {
        let mut changes = vec![0.0_f64; network.edges().len()];
        for (id, arc) in network.arcs().enumerate() {
            let (before, after) = (flat.arcs[id].moving, sloped.arcs[id].moving);
            if before != after {
                let change = after.seconds() / before.seconds().max(0.001) - 1.0;
                let of_edge = &mut changes[arc.edge.index()];
                if change.abs() > of_edge.abs() {
                    *of_edge = change;
                }
            }
        }
        changes.retain(|change| *change != 0.0);
        changes.sort_unstable_by(f64::total_cmp);
        let largest = changes
            .iter()
            .copied()
            .max_by(|a, b| a.abs().total_cmp(&b.abs()));
        Self {
            edges: changes.len() as u64,
            median_change: changes.get(changes.len() / 2).copied().unwrap_or_default(),
            largest_change: largest.unwrap_or_default(),
        }
    }
}
