//! A town drawn in ASCII becomes streets, and streets become a network.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use super::{STREET, add_way, place_of, street_node};
use crate::findings::Findings;
use crate::ids::{EdgeId, NodeId};
use crate::network::{self, Network};
use crate::osm::Streets;
use crate::osm::walkability::{NodeTraits, WayTraits};
use crate::projection::{LonLat, Plane};
use crate::units::Metres;

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
        let grid = Grid::read(art);
        let lines = [('-', (0, 1)), ('|', (1, 0)), ('\\', (1, 1)), ('/', (1, -1))];
        let links = grid.junctions.iter().enumerate().flat_map(|(from, spot)| {
            let ends = lines
                .iter()
                .filter_map(|(line, step)| grid.line_end(*spot, *line, *step));
            ends.map(move |to| (from, to))
        });
        let junction = |spot: &(i32, i32)| {
            let at = Coord {
                x: f64::from(spot.1),
                y: f64::from(-spot.0),
            };
            (grid.sign(*spot), at, NodeTraits::default())
        };
        Self {
            junctions: grid.junctions.iter().map(junction).collect(),
            links: links.collect(),
            ways: Vec::new(),
            metres_per_character: Metres::new(10.0),
        }
    }

    fn junction(&self, name: char) -> usize {
        let found = self.junctions.iter().position(|(sign, ..)| *sign == name);
        found.unwrap_or_else(|| panic!("the drawing has no junction {name}"))
    }
}

/// The characters of a drawing by row and column.
struct Grid {
    signs: BTreeMap<(i32, i32), char>,
    junctions: Vec<(i32, i32)>,
}

impl Grid {
    fn read(art: &str) -> Self {
        let rows = (0..).zip(art.lines());
        let signs: BTreeMap<(i32, i32), char> = rows
            .flat_map(|(r, row)| (0..).zip(row.chars()).map(move |(c, sign)| ((r, c), sign)))
            .collect();
        let is_junction = |sign: &char| *sign == '+' || sign.is_alphanumeric();
        let junctions = signs.iter().filter(|(_, sign)| is_junction(sign));
        Self {
            junctions: junctions.map(|(spot, _)| *spot).collect(),
            signs,
        }
    }

    fn sign(&self, spot: (i32, i32)) -> char {
        self.signs.get(&spot).copied().unwrap_or(' ')
    }

    /// The junction at the other end of a line that leaves a spot in steps of rows and columns.
    fn line_end(&self, spot: (i32, i32), line: char, step: (i32, i32)) -> Option<usize> {
        let next = |(row, column): (i32, i32)| (row + step.0, column + step.1);
        let first = next(spot);
        let mut end = first;
        while self.sign(end) == line {
            end = next(end);
        }
        let junction = self.junctions.binary_search(&end).ok();
        junction.filter(|_| end != first)
    }
}
