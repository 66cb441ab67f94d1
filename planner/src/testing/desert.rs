//! A perfect grid city, whose walk times arithmetic tells.

use geo::Coord;

use super::{STREET, add_way, origin, street_node};
use crate::ids::NodeId;
use crate::network::{self, Network};
use crate::osm::Streets;
use crate::osm::walkability::NodeTraits;
use crate::projection::{LonLat, Plane};
use crate::units::Metres;

/// The desert: `n` × `n` junctions in a perfect grid, whose walk times arithmetic tells.
#[derive(Debug, Clone)]
pub struct Desert {
    /// Its network.
    pub network: Network,
    spacing: Metres,
}

/// Builds a perfect grid city of `n` × `n` junctions.
pub fn desert(n: usize, spacing: Metres) -> Desert {
    let mut streets = Streets::default();
    for (row, column) in (0..n * n).map(|i| (i / n, i % n)) {
        let at = Coord {
            x: column as f64,
            y: row as f64,
        } * spacing.metres();
        let node = street_node(streets.nodes.len(), at, NodeTraits::default());
        streets.nodes.push(node);
    }
    for i in 0..n {
        add_way(&mut streets, (0..n).map(|j| i * n + j).collect(), STREET);
        add_way(&mut streets, (0..n).map(|j| j * n + i).collect(), STREET);
    }
    match network::build(&streets) {
        Ok((network, _)) => Desert { network, spacing },
        Err(error) => panic!("{error}"),
    }
}

impl Desert {
    /// The place so many blocks east and north of the south-western corner; fractions lie inside blocks.
    pub fn at(&self, blocks_east: f64, blocks_north: f64) -> LonLat {
        let there = Coord {
            x: blocks_east,
            y: blocks_north,
        } * self.spacing.metres();
        Plane::at(origin()).to_lonlat(there)
    }

    /// The junction so many blocks east and north of the south-western corner.
    pub fn node(&self, east: u32, north: u32) -> NodeId {
        let at = self.at(f64::from(east), f64::from(north));
        let near = |place: LonLat| crate::projection::distance(place, at).metres() < 0.1;
        let mut nodes = self.network.nodes().enumerate();
        let found = nodes.find(|(_, node)| near(node.at));
        found.map_or_else(
            || panic!("the desert has no junction {east},{north}"),
            |(id, _)| id,
        )
    }
}
