//! What elevation changed, as the run record tells it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::coverage::TerrainProof;

/// Proof that elevation acted; present when the scenario names elevation files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TerrainRecord {
    /// Edges that take another time than on flat ground, in at least one direction.
    pub edges_changed: u64,
    /// Those of them that are too steep to be taken.
    #[serde(default)]
    pub edges_closed: u64,
    /// The median change of their times, in percent.
    pub median_change_pct: f64,
    /// The largest change, in percent.
    pub largest_change_pct: f64,
    /// For each kind, eligible seniors moved across its line today.
    pub moved: BTreeMap<String, MovedRecord>,
}

/// Eligible seniors whom slopes move across the line of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedRecord {
    /// Covered on flat ground only.
    pub lost: u64,
    /// Covered on the slopes only.
    pub gained: u64,
}

impl TerrainRecord {
    pub(super) fn of(proof: &TerrainProof) -> Self {
        let percent = |share: f64| (share * 10_000.0).round() / 100.0;
        let moved = proof.moved.iter().map(|moved| {
            let people = MovedRecord {
                lost: moved.lost.count(),
                gained: moved.gained.count(),
            };
            (moved.kind.clone(), people)
        });
        Self {
            edges_changed: proof.effect.edges,
            edges_closed: proof.effect.closed_edges,
            median_change_pct: percent(proof.effect.median_change),
            largest_change_pct: percent(proof.effect.largest_change),
            moved: moved.collect(),
        }
    }
}
