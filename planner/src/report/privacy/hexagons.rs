//! Hexagons that may be shown: small ones where many live, larger or joined ones where few do.
//!
//! # Method
//!
//! 1. Start with the populated hexagons of the finest resolution. A hexagon is shown by itself when its counts are
//!    safe.
//! 2. Go up the grid. In each family of hexagons, the unsafe ones are joined. While their sum is not safe, the
//!    nearest shown piece of the family joins it too, the nearest of those that make it safe first.
//! 3. A family that is one piece is drawn as its parent; a family that is not safe even as a whole goes up one
//!    resolution as one unsafe hexagon.
//! 4. What is left above the coarsest resolution is joined in the same way; if nothing makes it safe, all is withheld.
//!
//! # Complexity
//!
//! O(n) families; within a family, quadratic in its pieces at worst.
//!
//! # Invariants
//!
//! Each populated hexagon is in exactly one piece or withheld. Every piece is safe and the withheld are safe together,
//! so that every sum of pieces, and every difference between such sums where one contains the other, is safe.

use std::collections::BTreeMap;

use crate::hex::{Cell, HexResolution};
use crate::projection::distance;

use super::counts::{Counts, Layout};
use super::pool::Rule;

/// Hexagons that are shown as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// What is drawn: hexagons that do not overlap, in ascending order, of one or several resolutions.
    pub cells: Vec<Cell>,
    /// The populated hexagons of the finest resolution in it, in ascending order.
    pub leaves: Vec<Cell>,
    /// Who lives there.
    pub counts: Counts,
}

/// The hexagons of a region, as they may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Pieces {
    /// The pieces, by their first hexagon.
    pub shown: Vec<Piece>,
    /// Everybody else of the region.
    pub withheld: Counts,
}

/// A hexagon on the way up: unsafe as a whole, or split into safe pieces.
enum Family {
    Unsafe(Piece),
    Safe(Vec<Piece>),
}

/// Joins populated hexagons until all may be shown up to a level; `nowhere` counts those without a place.
pub fn join(
    leaves: BTreeMap<Cell, Counts>,
    nowhere: Counts,
    coarsest: HexResolution,
    rule: &Rule,
) -> Pieces {
    let mut level: BTreeMap<Cell, Family> = leaves
        .into_iter()
        .map(|(cell, counts)| {
            let safe = rule.is_safe(&counts.numbers);
            let piece = Piece {
                cells: vec![cell],
                leaves: vec![cell],
                counts,
            };
            let family = if safe {
                Family::Safe(vec![piece])
            } else {
                Family::Unsafe(piece)
            };
            (cell, family)
        })
        .collect();
    let finest = level.keys().next().map_or(0, |c| c.resolution().number());
    for number in (coarsest.number()..finest).rev() {
        if let Some(resolution) = HexResolution::new(number) {
            level = one_level_up(level, resolution, rule);
        }
    }
    let (shown, left) = settle(level.into_values(), rule);
    withhold(shown, left, nowhere, rule)
}

/// Groups hexagons under their parents of a resolution.
fn one_level_up(
    level: BTreeMap<Cell, Family>,
    resolution: HexResolution,
    rule: &Rule,
) -> BTreeMap<Cell, Family> {
    let mut groups: BTreeMap<Cell, Vec<Family>> = BTreeMap::new();
    for (cell, family) in level {
        let parent = cell.parent(resolution).unwrap_or(cell);
        groups.entry(parent).or_default().push(family);
    }
    groups
        .into_iter()
        .map(|(parent, children)| {
            let (mut pieces, left) = settle(children.into_iter(), rule);
            let family = if let Some(mut whole) = left {
                whole.cells = vec![parent];
                Family::Unsafe(whole)
            } else {
                if let [only] = pieces.as_mut_slice()
                    && only.leaves.len() > 1
                {
                    only.cells = vec![parent];
                }
                Family::Safe(pieces)
            };
            (parent, family)
        })
        .collect()
}

/// Joins the unsafe of a family; returns its pieces, or nothing but the whole family when that is not safe.
fn settle(children: impl Iterator<Item = Family>, rule: &Rule) -> (Vec<Piece>, Option<Piece>) {
    let mut pieces = Vec::new();
    let mut pool: Option<Piece> = None;
    for child in children {
        match child {
            Family::Safe(safe) => pieces.extend(safe),
            Family::Unsafe(piece) => match &mut pool {
                Some(pool) => pool.absorb(piece),
                None => pool = Some(piece),
            },
        }
    }
    let Some(mut pool) = pool else {
        return (pieces, None);
    };
    let rows: Vec<&[u64]> = pieces.iter().map(|p| p.counts.numbers.as_slice()).collect();
    let centre = pool.cells[0].centre();
    let joined = rule.joined(&pool.counts.numbers, &rows, |row| {
        // Whole metres, so that the order is one of integers.
        distance(centre, pieces[row].cells[0].centre()).metres() as u64
    });
    let joins = joined.as_ref().map_or_else(
        || vec![true; pieces.len()],
        |rows| {
            let mut joins = vec![false; pieces.len()];
            for row in rows {
                joins[*row] = true;
            }
            joins
        },
    );
    let mut kept = Vec::new();
    for (piece, joins) in pieces.into_iter().zip(joins) {
        if joins {
            pool.absorb(piece);
        } else {
            kept.push(piece);
        }
    }
    if joined.is_some() {
        kept.push(pool);
        (kept, None)
    } else {
        (Vec::new(), Some(pool))
    }
}

/// Withholds those without a place and whatever is still unsafe, with as many pieces as that takes.
fn withhold(mut shown: Vec<Piece>, left: Option<Piece>, nowhere: Counts, rule: &Rule) -> Pieces {
    shown.sort_by(|a, b| a.cells.cmp(&b.cells));
    let mut withheld = nowhere;
    if let Some(piece) = left {
        withheld.add(&piece.counts);
    }
    let rows: Vec<&[u64]> = shown.iter().map(|p| p.counts.numbers.as_slice()).collect();
    let joined = rule.joined(&withheld.numbers, &rows, |row| rows[row][Layout::SENIORS]);
    let joined = joined.unwrap_or_else(|| (0..rows.len()).collect());
    let mut kept = Vec::new();
    for (index, piece) in shown.into_iter().enumerate() {
        if joined.contains(&index) {
            withheld.add(&piece.counts);
        } else {
            kept.push(piece);
        }
    }
    Pieces {
        shown: kept,
        withheld,
    }
}

impl Piece {
    /// Takes in another piece.
    fn absorb(&mut self, other: Self) {
        self.cells.extend(other.cells);
        self.cells.sort_unstable();
        self.leaves.extend(other.leaves);
        self.leaves.sort_unstable();
        self.counts.add(&other.counts);
    }
}
