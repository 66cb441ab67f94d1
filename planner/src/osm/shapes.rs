//! Wanted features with node ids become features with shapes: points, lines, polygons, multipolygons.
//!
//! Method, for a relation of type multipolygon or boundary:
//! 1. Closed member ways are rings; open ones are joined end to end, each time with the first that fits in member order.
//! 2. Chains that do not close are left out and counted.
//! 3. Each hole goes into the smallest outline that contains its first place.
//!
//! A closed way is a polygon, unless it is a road or barrier without `area=yes`, or says `area=no`. Missing nodes are
//! left out of a shape and the feature is counted; without any place there is no feature.
//!
//! Complexity: O(m log m) in the members of a relation, and holes times outlines.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use geo::orient::{Direction, Orient as _};
use geo::{Area as _, Contains as _, Coord, Geometry, LineString, MultiPolygon, Point, Polygon};

use super::block::{Part, RawFeature, RawShape, Role};
use super::frame::scan::Rising;
use super::streets::{Chosen, Places, keep_last};
use super::{Element, Feature};
use crate::projection::LonLat;

/// What making the shapes leaves to tell.
#[derive(Debug, Default)]
pub(super) struct Lost {
    /// Features whose shape lacks nodes or rings.
    pub(super) incomplete: u64,
    /// Features of which nothing is in the extract, or whose relation has no shape.
    pub(super) shapeless: u64,
    /// Features that a later one of the same id replaced.
    pub(super) duplicates: u64,
}

/// The wanted features of a part, before their nodes have places.
#[derive(Debug)]
pub(super) struct Wishes {
    features: Vec<RawFeature>,
    /// Where the node ids of member ways are, by way id.
    rings: BTreeMap<i64, Range<usize>>,
    duplicates: u64,
}

impl Wishes {
    /// Takes the wanted features out of a part; of features with one id the last counts.
    pub(super) fn of(part: &mut Part, places: &Places) -> Self {
        let mut features = std::mem::take(&mut part.features);
        let before = features.len();
        if places.duplicates > 0 || part.counts.way_ids == Rising::No {
            features = later_ones(features);
        }
        Self {
            rings: member_rings(&mut part.rings, &features),
            duplicates: (before - features.len()) as u64,
            features,
        }
    }

    /// The ids of the nodes that give the features their shapes.
    pub(super) fn node_ids(&self, refs: &[i64]) -> Vec<i64> {
        let mut ids = Vec::new();
        for feature in &self.features {
            if let RawShape::Way(range) = &feature.shape {
                ids.extend_from_slice(&refs[range.clone()]);
            }
        }
        for range in self.rings.values() {
            ids.extend_from_slice(&refs[range.clone()]);
        }
        ids
    }

    /// Gives the features their shapes, in file order.
    pub(super) fn shape(self, refs: &[i64], chosen: Chosen) -> (Vec<Feature>, Lost) {
        let mut lost = Lost {
            duplicates: self.duplicates,
            ..Lost::default()
        };
        let source = Source {
            refs,
            rings: self.rings,
            chosen,
        };
        let mut features = Vec::with_capacity(self.features.len());
        for feature in self.features {
            match source.geometry(&feature) {
                Some((geometry, whole)) => {
                    lost.incomplete += u64::from(whole == Whole::No);
                    features.push(Feature {
                        element: feature.element,
                        osm_id: feature.id,
                        tags: feature.tags,
                        geometry,
                    });
                }
                None => lost.shapeless += 1,
            }
        }
        (features, lost)
    }
}

/// Whether all of a shape is in the extract.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

/// Where shapes come from.
struct Source<'a> {
    refs: &'a [i64],
    rings: BTreeMap<i64, Range<usize>>,
    chosen: Chosen,
}

impl Source<'_> {
    fn geometry(&self, feature: &RawFeature) -> Option<(Geometry, Whole)> {
        match &feature.shape {
            RawShape::Node(at) => {
                let place = LonLat::from_e7(at.lon_e7, at.lat_e7).coord();
                Some((Point::from(place).into(), Whole::Yes))
            }
            RawShape::Way(refs) => self.way(&self.refs[refs.clone()], feature),
            RawShape::Area(members) => self.area(members),
            RawShape::None => None,
        }
    }

    fn way(&self, ids: &[i64], feature: &RawFeature) -> Option<(Geometry, Whole)> {
        let (line, whole) = self.line(ids);
        let closed = ids.len() >= 4 && ids.first() == ids.last();
        let geometry: Geometry = match line.0.as_slice() {
            [] => return None,
            [only] => Point::from(*only).into(),
            places if closed && places.len() >= 3 && is_area(feature) => {
                Polygon::new(line, Vec::new())
                    .orient(Direction::Default)
                    .into()
            }
            _ => line.into(),
        };
        Some((geometry, whole))
    }

    fn line(&self, ids: &[i64]) -> (LineString, Whole) {
        let places: Vec<Coord> = ids
            .iter()
            .filter_map(|id| self.chosen.place(*id))
            .map(LonLat::coord)
            .collect();
        let whole = if places.len() == ids.len() {
            Whole::Yes
        } else {
            Whole::No
        };
        (places.into(), whole)
    }

    fn area(&self, members: &[(i64, Role)]) -> Option<(Geometry, Whole)> {
        let (outlines, a) = self.rings_of(members, Role::Outer);
        let (holes, b) = self.rings_of(members, Role::Inner);
        if outlines.is_empty() {
            return None;
        }
        let mut polygons: Vec<Polygon> = outlines
            .into_iter()
            .map(|ring| Polygon::new(ring, Vec::new()))
            .collect();
        let mut whole = if a == Whole::Yes { b } else { a };
        for hole in holes {
            match smallest_around(&polygons, &hole) {
                Some(index) => polygons[index].interiors_push(hole),
                None => whole = Whole::No,
            }
        }
        let areas = MultiPolygon::new(polygons).orient(Direction::Default);
        Some((areas.into(), whole))
    }

    /// The closed rings that the members of a role make.
    fn rings_of(&self, members: &[(i64, Role)], role: Role) -> (Vec<LineString>, Whole) {
        let mut whole = Whole::Yes;
        let mut seen = BTreeSet::new();
        let mut pieces: Vec<&[i64]> = Vec::new();
        for (id, _) in members.iter().filter(|(_, r)| *r == role) {
            match self.rings.get(id) {
                Some(refs) if refs.len() >= 2 && seen.insert(*id) => {
                    pieces.push(&self.refs[refs.clone()]);
                }
                Some(_) => {}
                None => whole = Whole::No,
            }
        }
        let (rings, left) = join(&pieces);
        if left > 0 {
            whole = Whole::No;
        }
        let mut lines = Vec::with_capacity(rings.len());
        for ring in rings {
            let (line, complete) = self.line(&ring);
            if complete == Whole::No {
                whole = Whole::No;
            }
            if line.0.len() >= 4 {
                lines.push(line);
            }
        }
        (lines, whole)
    }
}

/// Joins pieces end to end into closed rings of node ids; also says how many pieces are left over.
fn join(pieces: &[&[i64]]) -> (Vec<Vec<i64>>, usize) {
    let mut at_end: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (i, piece) in pieces.iter().enumerate().rev() {
        // Reversed, so that `pop` gives the first in member order.
        at_end.entry(piece[0]).or_default().push(i);
        at_end.entry(piece[piece.len() - 1]).or_default().push(i);
    }
    let mut used = vec![Used::No; pieces.len()];
    let (mut rings, mut left) = (Vec::new(), 0);
    for (first, piece) in pieces.iter().enumerate() {
        if used[first] == Used::Yes {
            continue;
        }
        used[first] = Used::Yes;
        let mut chain = piece.to_vec();
        let mut count = 1;
        while chain.first() != chain.last() {
            let Some(next) = next_at(&mut at_end, &used, chain[chain.len() - 1]) else {
                break;
            };
            used[next] = Used::Yes;
            count += 1;
            extend(&mut chain, pieces[next]);
        }
        if chain.len() >= 4 && chain.first() == chain.last() {
            rings.push(chain);
        } else {
            left += count;
        }
    }
    (rings, left)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Used {
    Yes,
    No,
}

fn next_at(at_end: &mut BTreeMap<i64, Vec<usize>>, used: &[Used], node: i64) -> Option<usize> {
    let waiting = at_end.get_mut(&node)?;
    while let Some(piece) = waiting.pop() {
        if used[piece] == Used::No {
            return Some(piece);
        }
    }
    None
}

/// Appends a piece that shares its first or last node with the chain's end.
fn extend(chain: &mut Vec<i64>, piece: &[i64]) {
    if chain.last() == piece.first() {
        chain.extend_from_slice(&piece[1..]);
    } else {
        chain.extend(piece.iter().rev().skip(1));
    }
}

fn smallest_around(polygons: &[Polygon], hole: &LineString) -> Option<usize> {
    let place = Point::from(*hole.0.first()?);
    let around = (0..polygons.len()).filter(|i| polygons[*i].contains(&place));
    around.min_by(|a, b| {
        let area = |i: &usize| polygons[*i].unsigned_area();
        area(a).total_cmp(&area(b))
    })
}

fn is_area(feature: &RawFeature) -> bool {
    let get = |key: &str| {
        let found = feature.tags.binary_search_by(|(k, _)| (**k).cmp(key));
        found.ok().map(|i| &*feature.tags[i].1)
    };
    match get("area") {
        Some("yes") => true,
        Some("no") => false,
        _ => get("highway").is_none() && get("barrier").is_none(),
    }
}

/// The node ids of the ways that wanted relations have as members; the later of two ways with one id.
fn member_rings(
    rings: &mut Vec<(i64, Range<usize>)>,
    features: &[RawFeature],
) -> BTreeMap<i64, Range<usize>> {
    let mut members: Vec<i64> = Vec::new();
    for feature in features {
        if let RawShape::Area(ways) = &feature.shape {
            members.extend(ways.iter().map(|(id, _)| *id));
        }
    }
    members.sort_unstable();
    let rings = std::mem::take(rings).into_iter();
    rings
        .filter(|(id, _)| members.binary_search(id).is_ok())
        .collect()
}

/// Keeps, of features of one element, the one that comes last, and the order of the file.
fn later_ones(features: Vec<RawFeature>) -> Vec<RawFeature> {
    let mut numbered: Vec<(usize, RawFeature)> = features.into_iter().enumerate().collect();
    let mut kept = Vec::with_capacity(numbered.len());
    for element in [Element::Node, Element::Way, Element::Relation] {
        let (these, others) = numbered
            .into_iter()
            .partition(|(_, f)| f.element == element);
        kept.append(&mut keep_last(these, |(_, feature)| feature.id));
        numbered = others;
    }
    kept.sort_by_key(|(order, _)| *order);
    kept.into_iter().map(|(_, feature)| feature).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_in_either_direction_and_leftovers_are_counted() {
        let pieces: [&[i64]; 5] = [&[1, 2, 3], &[5, 4, 3], &[5, 6, 1], &[7, 8, 9, 7], &[20, 21]];
        let (rings, left) = join(&pieces);
        assert_eq!(rings, [vec![1, 2, 3, 4, 5, 6, 1], vec![7, 8, 9, 7]]);
        assert_eq!(left, 1);
    }

    #[test]
    fn a_hole_goes_into_the_smallest_outline_around_it() {
        let square = |from: f64, to: f64| {
            let corners = [(from, from), (to, from), (to, to), (from, to), (from, from)];
            LineString::from(corners.to_vec())
        };
        let outlines = [square(0.0, 9.0), square(1.0, 5.0), square(6.0, 8.0)];
        let outlines = outlines.map(|ring| Polygon::new(ring, Vec::new()));
        assert_eq!(smallest_around(&outlines, &square(2.0, 3.0)), Some(1));
        assert_eq!(smallest_around(&outlines, &square(5.2, 5.5)), Some(0));
        assert_eq!(smallest_around(&outlines, &square(10.0, 11.0)), None);
    }
}
