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

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use crate::findings::Findings;
use crate::ids::{DemandId, EdgeId, NodeId, SiteId};
use crate::network::{self, Network};
use crate::osm::walkability::{
    Access, Direction, Form, NodeTraits, RoadClass, Structure, Surface, WayTraits,
};
use crate::osm::{StreetNode, Streets, Way};
use crate::places::{DemandPoint, Eligible, Places, RowId, SeniorRow, Site, Status};
use crate::projection::{LonLat, Plane};
use crate::units::{Metres, Seniors};

/// A residential street that everybody may walk both ways: what a line is unless the test says otherwise.
pub const STREET: WayTraits = WayTraits {
    class: RoadClass::Residential,
    access: Access::Open,
    form: Form::Street,
    direction: Direction::Both,
    structure: Structure::Ground,
    surface: Surface::Firm,
    discouraged: false,
};

/// A town that was built from a drawing.
#[derive(Debug, Clone)]
pub struct Town {
    /// Its network.
    pub network: Network,
    /// What the network stage found.
    pub findings: Findings,
    junctions: BTreeMap<char, LonLat>,
}

impl Town {
    /// Reads a drawing.
    pub fn draw(art: &str) -> Drawing {
        Drawing::read(art)
    }

    /// The place of a junction.
    pub fn at(&self, name: char) -> LonLat {
        let place = self.junctions.get(&name);
        *place.unwrap_or_else(|| panic!("the drawing has no junction {name}"))
    }

    /// The place so many metres east and north of a junction.
    pub fn beside(&self, name: char, east_m: f64, north_m: f64) -> LonLat {
        let there = Coord {
            x: east_m,
            y: north_m,
        };
        Plane::at(self.at(name)).to_lonlat(there)
    }

    /// The first node at a junction.
    pub fn node(&self, name: char) -> NodeId {
        let at = self.at(name);
        let mut nodes = self.network.nodes().enumerate();
        let found = nodes.find(|(_, node)| node.at == at);
        found.map_or_else(|| panic!("no edge touches junction {name}"), |(id, _)| id)
    }

    /// The first edge between two junctions, named together, in whatever order.
    pub fn edge(&self, pair: &str) -> EdgeId {
        let ends: Vec<LonLat> = pair.chars().map(|name| self.at(name)).collect();
        let nodes = self.network.nodes();
        let mut edges = self.network.edges().enumerate();
        let found = edges.find(|(_, edge)| {
            let (from, to) = (nodes[edge.from].at, nodes[edge.to].at);
            ends == [from, to] || ends == [to, from]
        });
        found.map_or_else(|| panic!("no edge joins {pair}"), |(id, _)| id)
    }
}

/// A drawing with what its lines and junctions are.
#[derive(Debug, Clone)]
pub struct Drawing {
    junctions: Vec<(char, Coord, NodeTraits)>,
    links: BTreeSet<(usize, usize)>,
    ways: Vec<(Vec<usize>, WayTraits)>,
    metres_per_character: Metres,
}

impl Drawing {
    /// Makes the named path, such as `ABC`, one way with traits of its own; it runs in the order of its name.
    #[must_use]
    pub fn way(mut self, path: &str, change: impl FnOnce(&mut WayTraits)) -> Self {
        let path: Vec<usize> = path.chars().map(|name| self.junction(name)).collect();
        for w in path.windows(2) {
            let link = (w[0].min(w[1]), w[0].max(w[1]));
            assert!(
                self.links.remove(&link),
                "a way follows lines, each drawn and used once"
            );
        }
        let mut traits = STREET;
        change(&mut traits);
        self.ways.push((path, traits));
        self
    }

    /// Says what stands on a junction.
    #[must_use]
    pub fn node(mut self, name: char, change: impl FnOnce(&mut NodeTraits)) -> Self {
        let index = self.junction(name);
        change(&mut self.junctions[index].2);
        self
    }

    /// Sets how wide and high a character is.
    #[must_use]
    pub fn scale(mut self, metres_per_character: Metres) -> Self {
        self.metres_per_character = metres_per_character;
        self
    }

    /// The streets as a reader of an extract gives them: named ways first, then every other line as a way.
    pub fn streets(&self) -> Streets {
        let scale = self.metres_per_character.metres();
        let nodes = self.junctions.iter().enumerate();
        let mut streets = Streets {
            nodes: nodes
                .map(|(i, (_, at, traits))| street_node(i, *at * scale, *traits))
                .collect(),
            ..Streets::default()
        };
        let rest = self.links.iter().map(|(a, b)| (vec![*a, *b], STREET));
        for (path, traits) in self.ways.iter().cloned().chain(rest) {
            add_way(&mut streets, path, traits);
        }
        streets
    }

    /// Builds the town.
    pub fn build(&self) -> Town {
        let streets = self.streets();
        let (network, findings) = match network::build(&streets) {
            Ok(built) => built,
            Err(error) => panic!("{error}"),
        };
        let places = streets.nodes.iter().map(place_of);
        let named = self
            .junctions
            .iter()
            .zip(places)
            .filter(|((name, ..), _)| *name != '+');
        Town {
            network,
            findings,
            junctions: named.map(|((name, ..), at)| (*name, at)).collect(),
        }
    }

    fn read(art: &str) -> Self {
        let rows: Vec<Vec<char>> = art.lines().map(|row| row.chars().collect()).collect();
        let sign = |row: usize, column: usize| rows.get(row).and_then(|r| r.get(column)).copied();
        let is_junction = |sign: char| sign == '+' || sign.is_alphanumeric();
        let cells = rows
            .iter()
            .enumerate()
            .flat_map(|(r, row)| (0..row.len()).map(move |c| (r, c)));
        let spots: Vec<(usize, usize)> = cells
            .filter(|(r, c)| sign(*r, *c).is_some_and(is_junction))
            .collect();
        let mut links = BTreeSet::new();
        for (from, (row, column)) in spots.iter().enumerate() {
            for (line, down, right) in [('-', 0, 1), ('|', 1, 0), ('\\', 1, 1), ('/', 1, -1)] {
                let step = |i: usize| {
                    Some((
                        row + i * down,
                        column.checked_add_signed(right * i as isize)?,
                    ))
                };
                let is_line = |i: &usize| step(*i).and_then(|(r, c)| sign(r, c)) == Some(line);
                let length = (1..).take_while(is_line).count() + 1;
                let to = step(length).and_then(|end| spots.binary_search(&end).ok());
                links.extend(to.filter(|_| length > 1).map(|to| (from, to)));
            }
        }
        let junction = |(row, column): &(usize, usize)| {
            let at = Coord {
                x: *column as f64,
                y: -(*row as f64),
            };
            (
                sign(*row, *column).unwrap_or('+'),
                at,
                NodeTraits::default(),
            )
        };
        Self {
            junctions: spots.iter().map(junction).collect(),
            links,
            ways: Vec::new(),
            metres_per_character: Metres::new(10.0),
        }
    }

    fn junction(&self, name: char) -> usize {
        let found = self.junctions.iter().position(|(sign, ..)| *sign == name);
        found.unwrap_or_else(|| panic!("the drawing has no junction {name}"))
    }
}

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

/// Seniors and sites, put where a test wants them.
#[derive(Debug, Clone, Default)]
pub struct Settlement(Places);

impl Settlement {
    /// Puts seniors at a place, all of them eligible.
    pub fn home(&mut self, at: LonLat, seniors: u64) -> DemandId {
        let count = Seniors::new(seniors);
        let home = self.0.demand.push(DemandPoint {
            at: Some(at),
            seniors: count,
            eligible: count,
            district: None,
        });
        self.0.seniors.push(SeniorRow {
            id: RowId::Row(self.0.seniors.len() as u64 + 1),
            home,
            count,
            eligible: Eligible::Yes,
            age: None,
        });
        home
    }

    /// Puts a site of a kind at a place; open and committed sites come before candidates.
    pub fn site(&mut self, kind: &str, status: Status, at: LonLat) -> SiteId {
        self.0.sites.push(Site {
            id: RowId::Row(self.0.sites.len() as u64 + 1),
            name: None,
            kind: kind.to_owned(),
            status,
            at: Some(at),
            capacity: None,
            district: None,
        })
    }

    /// The places.
    pub fn places(self) -> Places {
        self.0
    }
}

fn origin() -> LonLat {
    LonLat::from_e7(100_000_000, 0)
}

fn street_node(index: usize, at: Coord, traits: NodeTraits) -> StreetNode {
    let place = Plane::at(origin()).to_lonlat(at);
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    StreetNode {
        osm_id: index as i64 + 1,
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
        osm_id: streets.ways.len() as i64 + 1,
        refs: start..streets.refs.len() as u32,
        traits,
        name: None,
    });
}
