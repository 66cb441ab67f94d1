//! Gaps that may be shown: published pieces with uncovered seniors, joined where they touch.
//!
//! Made of pieces and not of homes: a piece holds nobody uncovered or at least as many as the threshold, so that no
//! outline closes around a single home.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;

use crate::hex::Cell;
use crate::ids::DistrictId;

use super::counts::{Counts, Layout};
use super::mask::{Mask, ShownPiece};
use super::pool::Rule;

/// Published counts of one gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownGap {
    /// The position of the standard in the scenario.
    pub kind: usize,
    /// Its place among the gaps of its kind; the first is 1.
    pub rank: usize,
    /// Uncovered eligible seniors.
    pub seniors: u64,
    /// How many of them are beyond the standard, without any path, and attached to no street, where it may be shown.
    pub causes: Option<[u64; 3]>,
    /// The mean walk of those beyond the standard, in whole minutes.
    pub mean_walk_min: Option<u64>,
    /// The district in which most of them live; `None` when that is outside every district.
    pub district: Option<DistrictId>,
    /// What is drawn, in ascending order.
    pub cells: Vec<Cell>,
}

/// A cluster of pieces before it is cut down to what may be shown.
struct Cluster {
    cells: Vec<Cell>,
    counts: Counts,
    uncovered: BTreeMap<Option<DistrictId>, u64>,
}

/// The gaps of every kind in the last phase.
pub(super) fn shown_gaps(mask: &Mask, pieces: &[ShownPiece]) -> Vec<ShownGap> {
    let layout = mask.layout;
    let phase = layout.phases - 1;
    let mut gaps = Vec::new();
    for kind in 0..layout.kinds {
        if mask.concealed[layout.covered(phase, kind)] {
            continue;
        }
        let uncovered = |counts: &Counts| {
            counts.numbers[Layout::ELIGIBLE] - counts.numbers[layout.covered(phase, kind)]
        };
        let members: Vec<&ShownPiece> = pieces
            .iter()
            .filter(|p| p.shows[layout.covered(phase, kind)] && uncovered(&p.piece.counts) > 0)
            .collect();
        let mut clusters = touching(layout, &members, uncovered);
        clusters.sort_by(|a, b| {
            uncovered(&b.counts)
                .cmp(&uncovered(&a.counts))
                .then(a.cells.cmp(&b.cells))
        });
        gaps.extend(rank(mask, kind, &clusters, uncovered));
    }
    gaps
}

/// Joins pieces that share a populated hexagon or have neighbouring ones.
fn touching(
    layout: Layout,
    members: &[&ShownPiece],
    uncovered: impl Fn(&Counts) -> u64,
) -> Vec<Cluster> {
    let mut sets = UnionFind::<usize>::new(members.len());
    let mut owner: BTreeMap<Cell, usize> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        for leaf in &member.piece.leaves {
            let first = *owner.entry(*leaf).or_insert(index);
            sets.union(first, index);
        }
    }
    for (leaf, index) in &owner {
        for neighbour in leaf.neighbours() {
            if let Some(other) = owner.get(&neighbour) {
                sets.union(*index, *other);
            }
        }
    }
    let mut clusters: BTreeMap<usize, Cluster> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        let cluster = clusters.entry(sets.find(index)).or_insert_with(|| Cluster {
            cells: Vec::new(),
            counts: layout.nobody(),
            uncovered: BTreeMap::new(),
        });
        cluster.cells.extend(&member.piece.cells);
        cluster.counts.add(&member.piece.counts);
        *cluster.uncovered.entry(member.district).or_default() += uncovered(&member.piece.counts);
    }
    let mut clusters: Vec<Cluster> = clusters.into_values().collect();
    for cluster in &mut clusters {
        cluster.cells.sort_unstable();
        cluster.cells.dedup();
    }
    clusters
}

/// Numbers the sorted clusters and withholds causes that are too few, in one gap or together.
fn rank(
    mask: &Mask,
    kind: usize,
    clusters: &[Cluster],
    uncovered: impl Fn(&Counts) -> u64,
) -> Vec<ShownGap> {
    let layout = mask.layout;
    let phase = layout.phases - 1;
    let causes = |counts: &Counts| [0, 1, 2].map(|c| counts.numbers[layout.cause(phase, kind, c)]);
    let rows: Vec<[u64; 3]> = clusters.iter().map(|c| causes(&c.counts)).collect();
    let rows: Vec<&[u64]> = rows.iter().map(<[u64; 3]>::as_slice).collect();
    let rule = Rule {
        threshold: mask.threshold,
        checks: vec![(0, None), (1, None), (2, None)],
    };
    let hidden = rule.withheld(&rows, &BTreeSet::new(), |row| rows[row].iter().sum::<u64>());
    let concealed = mask.concealed[layout.cause(phase, kind, 0)];
    clusters
        .iter()
        .enumerate()
        .map(|(index, cluster)| {
            let beyond = cluster.counts.beyond[layout.walk(phase, kind)];
            ShownGap {
                kind,
                rank: index + 1,
                seniors: uncovered(&cluster.counts),
                causes: (!concealed && !hidden.contains(&index)).then(|| causes(&cluster.counts)),
                mean_walk_min: beyond.mean_min(mask.threshold),
                district: most(&cluster.uncovered),
                cells: cluster.cells.clone(),
            }
        })
        .collect()
}

/// The district with most people; of equal ones the first in file order.
fn most(people: &BTreeMap<Option<DistrictId>, u64>) -> Option<DistrictId> {
    let most = people.values().max()?;
    people
        .iter()
        .filter(|(_, count)| *count == most)
        .find_map(|(district, _)| *district)
}
