//! Hexagons of two releases, joined until no hexagon of one overlaps two groups of the other.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;

use crate::hex::{Cell, HexResolution};

use super::{BETWEEN, Cells, Counts};

/// The district in a hexagon's name.
pub(super) fn district_of(cell: &str) -> &str {
    cell.split_once(BETWEEN)
        .map_or("", |(_, district)| district)
}

/// For each group of overlapping hexagons, the sums of both releases; a number that some member does not tell is
/// not told by the sum, and a release with no member there tells nothing.
pub(super) fn joined(now: &Cells, then: &Cells) -> Vec<(Counts, Counts)> {
    let pieces: Vec<(&String, &Counts, usize)> = now
        .iter()
        .map(|(name, counts)| (name, counts, 0))
        .chain(then.iter().map(|(name, counts)| (name, counts, 1)))
        .collect();
    let mut groups = UnionFind::<usize>::new(pieces.len());
    let mut at: BTreeMap<(&str, Cell), usize> = BTreeMap::new();
    for (number, (name, _, _)) in pieces.iter().enumerate() {
        for cell in drawn(name) {
            let first = *at.entry((district_of(name), cell)).or_insert(number);
            groups.union(first, number);
        }
    }
    for (number, (name, _, _)) in pieces.iter().enumerate() {
        for cell in drawn(name) {
            for parent in parents(cell) {
                if let Some(other) = at.get(&(district_of(name), parent)) {
                    groups.union(*other, number);
                }
            }
        }
    }
    let mut sums: BTreeMap<usize, [Option<Counts>; 2]> = BTreeMap::new();
    for (number, (_, counts, side)) in pieces.iter().enumerate() {
        let sum = &mut sums.entry(groups.find(number)).or_default()[*side];
        *sum = Some(match sum.take() {
            None => (*counts).clone(),
            Some(sum) => sum
                .into_iter()
                .filter_map(|(name, count)| {
                    let more = counts.get(&name)?;
                    Some((name, count + more))
                })
                .collect(),
        });
    }
    let told = sums.into_values().filter_map(|[now, then]| now.zip(then));
    told.collect()
}

/// The hexagons that a piece is drawn as.
fn drawn(name: &str) -> Vec<Cell> {
    let cells = name.split(BETWEEN).next().unwrap_or_default();
    cells.split(' ').filter_map(Cell::parse).collect()
}

/// The hexagons that contain one.
fn parents(cell: Cell) -> Vec<Cell> {
    (0..cell.resolution().number())
        .filter_map(HexResolution::new)
        .filter_map(|resolution| cell.parent(resolution))
        .collect()
}
