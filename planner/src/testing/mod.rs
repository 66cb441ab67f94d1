//! Small towns for tests: drawn in ASCII, built by the real network stage; and a perfect grid city.
//!
//! The reader of a test sees the town. Letters and digits are junctions, `+` is a junction without a name, `-`, `|`,
//! `/` and `\` are streets between them, north is up, and a character is ten metres wide and high unless the test says
//! otherwise. Towns lie at the equator, where the plane is true: a length differs from the drawing by a centimetre,
//! because OpenStreetMap rounds places to ten-millionths of a degree.
//!
//! ```
//! use planner::osm::walkability::RoadClass;
//! use planner::testing::Town;
//!
//! let town = Town::draw(
//!     "
//!     A----B----C
//!          |
//!          D
//!     ",
//! )
//! .way("ABC", |way| way.class = RoadClass::Primary)
//! .build();
//! assert_eq!(town.network.edges().len(), 3);
//! assert!((town.network.edges()[town.edge("AB")].length.metres() - 50.0).abs() < 0.02);
//! ```

#![allow(
    clippy::panic,
    reason = "a town that is drawn or asked wrongly must stop its test, and say why"
)]

mod desert;
mod settlement;
mod study;
mod town;

use geo::Coord;

use crate::osm::walkability::{NodeTraits, RoadClass, WayTraits};
use crate::osm::{StreetNode, Streets, Way};
use crate::projection::{LonLat, Plane};

pub use desert::{Desert, desert};
pub use settlement::Settlement;
pub use study::study_of;
pub use town::{Drawing, Town};

/// A residential street that everybody may walk both ways: what a line is unless the test says otherwise.
pub const STREET: WayTraits = WayTraits::open(RoadClass::Residential);

fn origin() -> LonLat {
    LonLat::from_e7(100_000_000, 0)
}

fn street_node(index: usize, at: Coord, traits: NodeTraits) -> StreetNode {
    let place = Plane::at(origin()).to_lonlat(at);
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    StreetNode {
        osm_id: i64::from(index as u32) + 1,
        lon_e7: e7(place.lon_deg()),
        lat_e7: e7(place.lat_deg()),
        traits,
    }
}

fn place_of(node: &StreetNode) -> LonLat {
    LonLat::from_e7(node.lon_e7, node.lat_e7)
}

fn add_way(streets: &mut Streets, path: Vec<usize>, traits: WayTraits) {
    let start = streets.refs.len() as u32;
    streets
        .refs
        .extend(path.into_iter().map(|position| position as u32));
    streets.ways.push(Way {
        osm_id: i64::from(streets.ways.len() as u32) + 1,
        refs: start..streets.refs.len() as u32,
        traits,
        name: None,
    });
}
