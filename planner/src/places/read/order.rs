//! One order for what tables say, so that the order of their rows changes no answer.
//!
//! Wherever two places are equally good, the lower number wins: who is nearest, what is proposed, which of two candidates
//! at one place stays. Numbers are therefore given by what the rows say, and not by where they stand.
//!
//! Method: sites go by what they come from (tables, features of the extract, hexagons), then by id, then by place, then by
//! all else that is known of them; districts by level, code, name and outline. Digits within ids count as numbers, so
//! that `M2` comes before `M10`. Row numbers are no ids: sites of a table without ids go by place.
//!
//! Complexity: n log n.
//!
//! Invariants: rows that compare as equal say the same.

use std::cmp::Ordering;

use geo::CoordsIter as _;

use crate::places::district::Parentage;
use crate::places::site::Draft;
use crate::places::{District, RowId, Site};
use crate::projection::LonLat;

/// Compares two sites by what is known of them.
pub(in crate::places) fn of_sites(a: &Draft, b: &Draft) -> Ordering {
    let origin = Origin::of(&a.site).cmp(&Origin::of(&b.site));
    origin
        .then_with(|| match Origin::of(&a.site) {
            Origin::Map => a.site.kind.cmp(&b.site.kind),
            Origin::Table | Origin::Hexagon => Ordering::Equal,
        })
        .then_with(|| of_ids(&a.site.id, &b.site.id))
        .then_with(|| of_places(a.site.at, b.site.at))
        .then_with(|| content(a).cmp(&content(b)))
}

/// Compares two ids of tables: those that are given come first, and row numbers are all alike.
pub(in crate::places) fn of_ids(a: &RowId, b: &RowId) -> Ordering {
    match (a.as_text(), b.as_text()) {
        (Some(a), Some(b)) => of_texts(a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// Compares two districts, each with its level's rank and what its row says of its parent.
pub(in crate::places) fn of_districts(
    (a, rank_a): (&(District, Parentage), usize),
    (b, rank_b): (&(District, Parentage), usize),
) -> Ordering {
    let code = |(district, row): &(District, Parentage)| {
        if row.is_numbered {
            String::new()
        } else {
            district.code.clone()
        }
    };
    let name = |(district, row): &(District, Parentage)| {
        let is_number = row.is_numbered && district.name == district.code;
        (!is_number).then(|| district.name.clone())
    };
    let corners = |(district, _): &(District, Parentage)| {
        let corners = district.outline.coords_iter();
        corners.map(|c| of_bits(c.x, c.y)).collect::<Vec<_>>()
    };
    rank_a
        .cmp(&rank_b)
        .then_with(|| of_texts(&code(a), &code(b)))
        .then_with(|| name(a).cmp(&name(b)))
        .then_with(|| corners(a).cmp(&corners(b)))
        .then_with(|| (&a.1.code, &a.1.name).cmp(&(&b.1.code, &b.1.name)))
}

/// Compares two texts with the digits in them as numbers.
fn of_texts(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) {
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (number, other);
            (number, left) = number_ahead(left);
            (other, right) = number_ahead(right);
            number.len().cmp(&other.len()).then(number.cmp(other))
        } else {
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
            x.cmp(&y)
        };
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// The digits ahead without leading zeros, and what follows them.
fn number_ahead(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    (digits.trim_start_matches('0'), rest)
}

/// Compares two places, longitude first; no place comes first.
fn of_places(a: Option<LonLat>, b: Option<LonLat>) -> Ordering {
    let key = |at: LonLat| of_bits(at.lon_deg(), at.lat_deg());
    a.map(key).cmp(&b.map(key))
}

/// Two numbers as whole ones that compare in the same way.
pub(in crate::places) fn of_bits(x: f64, y: f64) -> (i64, i64) {
    let key = |value: f64| {
        let bits = value.to_bits() as i64;
        bits ^ (((bits >> 63) as u64) >> 1) as i64
    };
    (key(x), key(y))
}

/// All that is known of a site but its row, in some fixed spelling.
fn content(draft: &Draft) -> String {
    let mut draft = draft.clone();
    draft.site.source = None;
    draft.input = 0;
    if draft.site.id.as_text().is_none() {
        draft.site.id = RowId::Row(0);
    }
    format!("{draft:?}")
}

/// Where a site comes from: of candidates at one place the first of these stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Table,
    Map,
    Hexagon,
}

impl Origin {
    fn of(site: &Site) -> Self {
        let is_of = |start| site.id.as_text().is_some_and(|id| id.starts_with(start));
        match site.source {
            Some(_) => Self::Table,
            None if is_of("h3:") => Self::Hexagon,
            None => Self::Map,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_ids_count_as_numbers() {
        let sorted = [
            "", "0", "00", "2", "10", "A", "M2", "M02", "M2a", "M10", "餐1", "餐12",
        ];
        for (i, a) in sorted.iter().enumerate() {
            for (j, b) in sorted.iter().enumerate() {
                let expected = match (*a, *b) {
                    // As numbers they are the same: the text decides.
                    ("M2", "M02") => Ordering::Greater,
                    ("M02", "M2") => Ordering::Less,
                    _ => i.cmp(&j),
                };
                assert_eq!(of_texts(a, b), expected, "{a} {b}");
            }
        }
    }

    #[test]
    fn places_go_from_west_to_east_on_both_sides_of_greenwich() {
        let numbers = [-180.0, -2.5, -0.0, 0.0, 1e-9, 2.5, 180.0];
        let keys: Vec<_> = numbers.iter().map(|x| of_bits(*x, 0.0)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    }
}
