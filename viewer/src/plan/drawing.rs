//! What is drawn on the map with a few clicks becomes an edit of the network: a gate, a link, a compound.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use planner::network::edits::{Action, Target};
use planner::projection::{LonLat, distance};

/// Places are kept to so many parts of a degree, a centimetre: a file holds them exactly.
const PARTS: f64 = 1e7;
/// A click this near to the one before says nothing new, in metres.
const SAME_M: f64 = 1.0;

/// What is being drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A gate that lets everybody through; one click.
    Gate,
    /// A new footway.
    Link,
    /// A compound whose ways are private.
    Compound,
}

impl Sort {
    /// How many places it needs.
    pub const fn least(self) -> usize {
        match self {
            Self::Gate => 1,
            Self::Link => 2,
            Self::Compound => 3,
        }
    }

    /// The edit of some places; nothing where they are too few.
    pub fn finished(self, places: &[LonLat]) -> Option<Action> {
        if places.len() < self.least() {
            return None;
        }
        match self {
            Self::Gate => places.first().copied().map(gate),
            Self::Link => Some(link(places.to_vec())),
            Self::Compound => Some(compound(places)),
        }
    }
}

/// A gate that lets everybody through.
pub fn gate(at: LonLat) -> Action {
    Action::Open(Target::Point(at))
}

/// A new footway.
pub const fn link(line: Vec<LonLat>) -> Action {
    Action::Link(line, None)
}

/// A compound within some corners.
pub fn compound(corners: &[LonLat]) -> Action {
    let ring: LineString = corners
        .iter()
        .map(|at| at.coord())
        .collect::<Vec<_>>()
        .into();
    Action::Compound(MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]))
}

/// Adds a place to those drawn so far, unless it is the last one again.
pub fn add(places: &mut Vec<LonLat>, at: LonLat) {
    let Some(at) = rounded(at) else {
        return;
    };
    let is_new = places
        .last()
        .is_none_or(|last| distance(*last, at).metres() > SAME_M);
    if is_new {
        places.push(at);
    }
}

fn rounded(at: LonLat) -> Option<LonLat> {
    let part = |degrees: f64| (degrees * PARTS).round() / PARTS;
    LonLat::new(part(at.lon_deg()), part(at.lat_deg()))
}

/// The places of what is drawn, as a line on the map; a compound ends where it begins.
pub fn line_of(action: &Action) -> Vec<LonLat> {
    let place = |c: &Coord| LonLat::new(c.x, c.y);
    match action {
        Action::Open(Target::Point(at)) | Action::Close(Target::Point(at)) => vec![*at],
        Action::Link(line, _) => line.clone(),
        Action::Compound(outline) => {
            let rings = outline.iter().map(Polygon::exterior);
            rings
                .flat_map(|ring| ring.coords().filter_map(place))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> LonLat {
        LonLat::new(x, y).unwrap()
    }

    #[test]
    fn what_is_drawn_needs_its_places_and_a_second_click_at_one_place_is_none() {
        let mut places = Vec::new();
        for place in [at(1.0, 2.0), at(1.000_000_01, 2.0), at(1.001, 2.0)] {
            add(&mut places, place);
        }
        assert_eq!(places.len(), 2);
        assert_eq!(Sort::Compound.finished(&places), None);
        let link = Sort::Link.finished(&places).unwrap();
        assert_eq!(line_of(&link), places);
        add(&mut places, at(1.0, 2.001));
        let compound = Sort::Compound.finished(&places).unwrap();
        let ring = line_of(&compound);
        assert_eq!((ring.len(), ring.first()), (4, ring.last()));
    }
}
