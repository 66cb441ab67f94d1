//! Hexagons of two releases, joined until no hexagon of one overlaps two groups of the other.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;

use crate::hex::{Cell, HexResolution};

use super::{BETWEEN, Cells, Counts};

/// The district in a hexagon's name.
pub fn district_of(cell: &str) -> &str {
    cell.split_once(BETWEEN)
        .map_or("", |(_, district)| district)
}

/// For each group of overlapping hexagons, the sums of both releases; a number that some member does not tell is
/// not told by the sum, and a release with no member there tells nothing.
pub(super) fn joined(now: &Cells, then: &Cells) -> Vec<(Counts, Counts)> {
    let names = |cells: &Cells| cells.keys().cloned().collect::<Vec<_>>();
    let (names_now, names_then) = (names(now), names(then));
    let sum = |cells: &Cells, names: &[String], members: &[usize]| {
        let mut members = members.iter().map(|member| &cells[&names[*member]]);
        let first = members.next()?.clone();
        Some(members.fold(first, both))
    };
    let one: Vec<&str> = names_now.iter().map(String::as_str).collect();
    let two: Vec<&str> = names_then.iter().map(String::as_str).collect();
    groups(&one, &two)
        .into_iter()
        .filter_map(|[members, earlier]| {
            let now = sum(now, &names_now, &members)?;
            Some((now, sum(then, &names_then, &earlier)?))
        })
        .collect()
}

/// The sums of what two cells both tell.
fn both(sum: Counts, more: &Counts) -> Counts {
    sum.into_iter()
        .filter_map(|(name, count)| {
            let more = more.get(&name)?;
            Some((name, count + more))
        })
        .collect()
}

/// Pieces of two releases by name, gathered where they overlap: positions in the one and in the other.
pub fn groups(now: &[&str], then: &[&str]) -> Vec<[Vec<usize>; 2]> {
    let pieces: Vec<(&str, usize, usize)> = [now, then]
        .iter()
        .enumerate()
        .flat_map(|(side, names)| {
            let numbered = names.iter().enumerate();
            numbered.map(move |(number, name)| (*name, side, number))
        })
        .collect();
    let mut sets = UnionFind::<usize>::new(pieces.len());
    let mut at: BTreeMap<(&str, Cell), usize> = BTreeMap::new();
    for (number, (name, ..)) in pieces.iter().enumerate() {
        for cell in drawn(name) {
            let first = *at.entry((district_of(name), cell)).or_insert(number);
            sets.union(first, number);
        }
    }
    for (number, (name, ..)) in pieces.iter().enumerate() {
        for cell in drawn(name) {
            for parent in parents(cell) {
                if let Some(other) = at.get(&(district_of(name), parent)) {
                    sets.union(*other, number);
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, [Vec<usize>; 2]> = BTreeMap::new();
    for (number, (_, side, position)) in pieces.iter().enumerate() {
        groups.entry(sets.find(number)).or_default()[*side].push(*position);
    }
    groups.into_values().collect()
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
