//! Coastlines in pieces become islands.
//!
//! OpenStreetMap draws coasts with the land on the left, in pieces that start where another ends. Where all pieces close
//! into rings, everything outside them is sea; otherwise nobody can tell the sides apart within an extract.

use std::collections::BTreeMap;

use geo::Coord;

/// Coasts that close, and pieces that do not.
#[derive(Debug, Default)]
pub struct Coasts {
    /// Coasts that end where they start, as they run.
    pub rings: Vec<Vec<Coord>>,
    /// Coasts that do not.
    pub open: Vec<Vec<Coord>>,
}

/// Joins pieces where one ends and another starts.
pub fn joined(pieces: &[Vec<Coord>]) -> Coasts {
    let key = |at: &Coord| (at.x.to_bits(), at.y.to_bits());
    let mut starts: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    for (number, piece) in pieces.iter().enumerate().rev() {
        if let Some(first) = piece.first() {
            starts.entry(key(first)).or_default().push(number);
        }
    }
    let mut used = vec![false; pieces.len()];
    let mut coasts = Coasts::default();
    for number in 0..pieces.len() {
        if used[number] || pieces[number].len() < 2 {
            continue;
        }
        used[number] = true;
        let mut line = pieces[number].clone();
        while line.first() != line.last() {
            let here = line.last().and_then(|end| starts.get(&key(end)));
            let next = here.and_then(|all| all.iter().rev().copied().find(|n| !used[*n]));
            let Some(next) = next else { break };
            used[next] = true;
            line.extend_from_slice(&pieces[next][1..]);
        }
        if line.first() == line.last() {
            coasts.rings.push(line);
        } else {
            coasts.open.push(line);
        }
    }
    coasts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    #[test]
    fn pieces_in_any_order_close_into_one_island_and_a_stray_one_stays_open() {
        let corners = [at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0)];
        let piece = |from: usize, to: usize| vec![corners[from], corners[to]];
        let stray = vec![at(5.0, 5.0), at(6.0, 6.0)];
        let coasts = joined(&[piece(1, 2), stray.clone(), piece(2, 0), piece(0, 1)]);
        assert_eq!(
            coasts.rings,
            [vec![corners[1], corners[2], corners[0], corners[1]]]
        );
        assert_eq!(coasts.open, [stray]);
    }
}
