//! The extract becomes the ground of maps: chosen, cut to the box of the plan, generalised.
//!
//! # Method
//!
//! 1. The box holds published hexagons, districts and sites, and a margin: never homes themselves.
//! 2. Edges of one way that follow each other are joined into one line; whatever is outside the box is left out.
//! 3. Lines and rings lose every corner that lies within some metres of what is left (Douglas and Peucker); rings that
//!    are too small to be seen are left out.
//! 4. Layers are taken in the order of their worth while they fit: the file stays under two megabytes.
//!
//! Complexity: linear in the network and its features, beside n log n for the lines that are simplified.
//!
//! References: Douglas, D. and Peucker, T. (1973), Algorithms for the reduction of the number of points.

use geo::{Coord, Geometry, LineString, Polygon, Simplify as _};

use super::super::super::{Publication, Run as Answered};
use super::{Ground, Run};
use crate::hex::dissolve;
use crate::network::Network;
use crate::osm::coast::{self, Coasts};
use crate::osm::walkability::{Form, RoadClass};
use crate::osm::{Feature, TagFilter};
use crate::projection::LonLat;

/// How much of the box its margin is.
const MARGIN: f64 = 0.03;
/// The least margin, in degrees: some 200 m.
const LEAST_MARGIN: f64 = 0.002;
/// Corners closer than this to the simplified line go, in degrees: some 3 m.
const DETAIL: f64 = 3e-5;
/// The same for areas: some 8 m.
const AREA_DETAIL: f64 = 8e-5;
/// The most numbers in all lines together: some two megabytes of text.
const MOST_NUMBERS: usize = 550_000;
/// Areas smaller than this share of the box are left out.
const SMALLEST_AREA: f64 = 2e-6;
/// The most names.
const MOST_NAMES: usize = 80;

/// The features of the extract that the ground is drawn from.
pub fn wanted() -> Vec<TagFilter> {
    [
        "natural=water",
        "natural=coastline",
        "natural=wood",
        "waterway=river",
        "waterway=canal",
        "waterway=stream",
        "leisure=park",
        "leisure=garden",
        "landuse=forest",
        "landuse=grass",
        "landuse=recreation_ground",
        "landuse=cemetery",
        "railway=rail",
        "railway=light_rail",
        "place+name",
    ]
    .iter()
    .filter_map(|text| TagFilter::parse(text))
    .collect()
}

/// The ground of a run.
pub fn of_run(run: &Answered, publication: &Publication) -> Ground {
    let Some(frame) = Frame::of(run, publication) else {
        return Ground::bare();
    };
    let mut ground = Ground {
        corner: (frame.west, frame.south),
        ..Ground::bare()
    };
    ground.size = ground.steps(Coord {
        x: frame.east,
        y: frame.north,
    });
    let mut left = MOST_NUMBERS;
    put_coasts(&mut ground, &frame, run.features);
    put_streets(&mut ground, &frame, run.network, &mut left);
    put_features(&mut ground, &frame, run.features, &mut left);
    ground.names = names(&ground, &frame, run.features);
    ground
}

/// The box of the plan, in degrees.
#[derive(Debug, Clone, Copy)]
struct Frame {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Frame {
    fn of(run: &Answered, publication: &Publication) -> Option<Self> {
        let cells = publication
            .hexagons()
            .iter()
            .flat_map(|hexagon| &hexagon.cells);
        let hexagons = dissolve(&cells.copied().collect::<Vec<_>>());
        let hexagons = hexagons.iter().flat_map(|p| p.exterior().0.clone());
        let districts = run.places.districts.iter();
        let districts =
            districts.flat_map(|d| d.outline.iter().flat_map(|p| p.exterior().0.clone()));
        let sites = run.places.sites.iter();
        let sites = sites.filter(|site| !site.status.is_premises());
        let chosen = run
            .proposed
            .iter()
            .flat_map(|(proposal, _)| &proposal.sites);
        let chosen = chosen.map(|chosen| &run.places.sites[chosen.site]);
        let sites = sites
            .chain(chosen)
            .filter_map(|site| site.at.map(LonLat::coord));
        let mut frame: Option<Self> = None;
        for at in hexagons.chain(districts).chain(sites) {
            let (x, y) = (at.x, at.y);
            frame = Some(frame.map_or(
                Self {
                    west: x,
                    south: y,
                    east: x,
                    north: y,
                },
                |f| Self {
                    west: f.west.min(x),
                    south: f.south.min(y),
                    east: f.east.max(x),
                    north: f.north.max(y),
                },
            ));
        }
        frame.map(Self::with_margin)
    }

    fn with_margin(self) -> Self {
        let margin =
            ((self.east - self.west).max(self.north - self.south) * MARGIN).max(LEAST_MARGIN);
        let floor = |value: f64| (value * 1e4).floor() / 1e4;
        Self {
            west: floor(self.west - margin),
            south: floor(self.south - margin),
            east: self.east + margin,
            north: self.north + margin,
        }
    }

    /// Whether any corner of a line is in the box.
    fn sees(&self, line: &[Coord]) -> bool {
        line.iter().any(|at| self.holds(*at))
    }

    fn holds(&self, at: Coord) -> bool {
        (self.west..=self.east).contains(&at.x) && (self.south..=self.north).contains(&at.y)
    }

    /// Whether the box around a ring is large enough to be seen.
    fn shows(&self, ring: &[Coord]) -> bool {
        let span = |of: fn(&Coord) -> f64| {
            let (least, most) = ring
                .iter()
                .map(of)
                .fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
            (most - least).max(0.0)
        };
        let whole = (self.east - self.west) * (self.north - self.south);
        span(|at| at.x) * span(|at| at.y) > whole * SMALLEST_AREA
    }
}

fn put_coasts(ground: &mut Ground, frame: &Frame, features: &[Feature]) {
    let pieces: Vec<Vec<Coord>> = features
        .iter()
        .filter(|feature| feature.tag("natural") == Some("coastline"))
        .map(|feature| match &feature.geometry {
            Geometry::LineString(line) => line.0.clone(),
            Geometry::Polygon(polygon) => polygon.exterior().0.clone(),
            _ => Vec::new(),
        })
        .collect();
    let Coasts { rings, open } = coast::joined(&pieces);
    ground.is_sea = open.is_empty() && !rings.is_empty();
    let seen = |line: &&Vec<Coord>| frame.sees(line) && frame.shows(line);
    let simple = |line: &Vec<Coord>| ground.run(&simplified(line, DETAIL));
    let land: Vec<Run> = rings.iter().filter(seen).map(simple).collect();
    let coast: Vec<Run> = open
        .iter()
        .filter(|line| frame.sees(line))
        .map(simple)
        .collect();
    ground.land = long_enough(land, 8);
    ground.coast = long_enough(coast, 4);
}

fn put_streets(ground: &mut Ground, frame: &Frame, network: &Network, left: &mut usize) {
    let mut classes: [Vec<Run>; 4] = Default::default();
    for (class, line) in joined_edges(network) {
        if frame.sees(&line) {
            classes[class].push(ground.run(&simplified(&line, DETAIL)));
        }
    }
    for (class, runs) in classes.into_iter().enumerate() {
        let runs = long_enough(runs, 4);
        let numbers: usize = runs.iter().map(Vec::len).sum();
        // Paths may take what is left of a quarter: areas and names matter more to whoever looks for their way.
        let room = if class == 3 { *left / 3 } else { *left };
        if numbers <= room {
            *left -= numbers;
            ground.streets[class] = runs;
        }
    }
}

/// How a street is drawn.
const fn class_of(class: RoadClass) -> usize {
    match class {
        RoadClass::Motorway | RoadClass::Trunk | RoadClass::Primary | RoadClass::Secondary => 0,
        RoadClass::Tertiary => 1,
        RoadClass::Residential | RoadClass::LivingStreet => 2,
        RoadClass::Service | RoadClass::Track | RoadClass::Path => 3,
    }
}

/// Edges of one way that follow each other as one line.
fn joined_edges(network: &Network) -> Vec<(usize, Vec<Coord>)> {
    let mut lines: Vec<(usize, Vec<Coord>)> = Vec::new();
    let mut last = None;
    for (id, edge) in network.edges().enumerate() {
        if edge.traits.form == Form::Ferry || edge.traits.closed {
            continue;
        }
        let shape = network.shape(id).iter().map(|at| at.coord());
        let key = (edge.osm_way, edge.from);
        let goes_on = last == Some(key);
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, line)) => line.extend(shape.skip(1)),
            None => lines.push((class_of(edge.traits.class), shape.collect())),
        }
        last = Some((edge.osm_way, edge.to));
    }
    lines
}

fn put_features(ground: &mut Ground, frame: &Frame, features: &[Feature], left: &mut usize) {
    let (mut water, mut green, mut streams, mut rails) = Default::default();
    for feature in features {
        let into: &mut Vec<Run> = match sort_of(feature) {
            Some(Sort::Water) => &mut water,
            Some(Sort::Green) => &mut green,
            Some(Sort::Stream) => &mut streams,
            Some(Sort::Rail) => &mut rails,
            None => continue,
        };
        into.extend(lines_of(ground, frame, &feature.geometry));
    }
    let mut fit = |runs: Vec<Run>| -> Vec<Run> {
        let numbers: usize = runs.iter().map(Vec::len).sum();
        if numbers > *left {
            return Vec::new();
        }
        *left -= numbers;
        runs
    };
    ground.water = fit(water);
    ground.green = fit(green);
    ground.rails = fit(rails);
    ground.streams = fit(streams);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Water,
    Green,
    Stream,
    Rail,
}

fn sort_of(feature: &Feature) -> Option<Sort> {
    let tagged = |key: &str, values: &[&str]| feature.tag(key).is_some_and(|v| values.contains(&v));
    if tagged("natural", &["water"]) {
        Some(Sort::Water)
    } else if tagged("waterway", &["river", "canal", "stream"]) {
        Some(Sort::Stream)
    } else if tagged("railway", &["rail", "light_rail"]) {
        Some(Sort::Rail)
    } else if tagged("natural", &["wood"])
        || tagged("leisure", &["park", "garden"])
        || tagged(
            "landuse",
            &["forest", "grass", "recreation_ground", "cemetery"],
        )
    {
        Some(Sort::Green)
    } else {
        None
    }
}

/// The rings of an area, or a line.
fn lines_of(ground: &Ground, frame: &Frame, geometry: &Geometry) -> Vec<Run> {
    let rings = |polygon: &Polygon| -> Vec<Run> {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let seen = rings.filter(|ring| frame.sees(&ring.0) && frame.shows(&ring.0));
        let runs = seen.map(|ring| ground.run(&simplified(&ring.0, AREA_DETAIL)));
        long_enough(runs.collect(), 8)
    };
    match geometry {
        Geometry::Polygon(polygon) => rings(polygon),
        Geometry::MultiPolygon(all) => all.iter().flat_map(rings).collect(),
        Geometry::LineString(line) if frame.sees(&line.0) => {
            long_enough(vec![ground.run(&simplified(&line.0, DETAIL))], 4)
        }
        _ => Vec::new(),
    }
}

/// Names of towns and quarters in the box, the largest first.
fn names(ground: &Ground, frame: &Frame, features: &[Feature]) -> Vec<(String, i32, i32)> {
    const RANKS: [&str; 6] = [
        "city",
        "town",
        "suburb",
        "village",
        "quarter",
        "neighbourhood",
    ];
    let mut found: Vec<(usize, i32, i32, String)> = features
        .iter()
        .filter_map(|feature| {
            let rank = RANKS
                .iter()
                .position(|rank| feature.tag("place") == Some(rank))?;
            let Geometry::Point(at) = &feature.geometry else {
                return None;
            };
            let name = feature.tag("name").filter(|_| frame.holds(at.0))?;
            let (x, y) = ground.steps(at.0);
            Some((rank, x, y, name.to_owned()))
        })
        .collect();
    found.sort();
    found.truncate(MOST_NAMES);
    found
        .into_iter()
        .map(|(_, x, y, name)| (name, x, y))
        .collect()
}

fn simplified(line: &[Coord], tolerance: f64) -> Vec<Coord> {
    LineString::new(line.to_vec()).simplify(tolerance).0
}

fn long_enough(mut runs: Vec<Run>, numbers: usize) -> Vec<Run> {
    runs.retain(|run| run.len() >= numbers);
    runs
}
