//! Blocks become communities (社区), communities streets (街道), streets counties: nested areas without gaps.
//!
//! # Method
//!
//! 1. Rows of blocks form bands of two or three; each band is cut into streets of two to four columns, so that
//!    borders do not run through.
//! 2. In every row of a street, each block with homes founds a community; blocks without join their neighbour.
//! 3. Strips belong to the block south or west of them. Every border is a line of the grid, and both neighbours use
//!    the same nodes, so areas cover the district exactly once.
//!
//! Codes have the form of GB/T 2260 and its extensions: six digits for the county, three for the street, three for the
//! community. The county codes begin with 9999, which no province has.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::super::drawing::canvas::{Dot, Stroke};
use super::super::names;
use super::Town;
use super::blocks::{Character, character};
use super::streets::Lane;
use crate::projection::LonLat;

/// Bands in one county; with the columns below at most some 70 streets, and codes have room for 99.
const BANDS_PER_COUNTY: usize = 8;
/// Columns of blocks in one county, about.
const COLUMNS_PER_COUNTY: usize = 26;
/// The first county's code, less one.
const COUNTY_CODE: usize = 999_900;

/// An administrative area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    /// Its name.
    pub(super) name: String,
    /// Its code: six digits for a county, nine for a street, twelve for a community.
    pub(super) code: String,
    /// The position of the area above it: the street of a community, the county of a street.
    pub(super) parent: usize,
}

/// A level of administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// 区.
    County,
    /// 街道.
    Street,
    /// 社区.
    Community,
}

impl Rank {
    /// The value of `admin_level` in China.
    const fn level(self) -> &'static str {
        match self {
            Self::County => "6",
            Self::Street => "8",
            Self::Community => "10",
        }
    }
}

/// All areas, and which community each block belongs to.
#[derive(Debug, Default)]
pub(super) struct Areas {
    /// Counties.
    pub(super) counties: Vec<Area>,
    /// Streets.
    pub(super) streets: Vec<Area>,
    /// Communities.
    pub(super) communities: Vec<Area>,
    of_block: Vec<usize>,
    columns: usize,
}

/// A part of the grid that may be a border, seen with one area on its left.
#[derive(Debug, Clone)]
struct Edge {
    stroke: usize,
    start: (usize, usize),
    end: (usize, usize),
    dots: Vec<Dot>,
}

/// The outlines of the areas of one rank: for each area its closed rings against the clock, and its border ways.
type Outlines = Vec<(Vec<Vec<Dot>>, Vec<usize>)>;

impl Areas {
    /// Divides the blocks of a town.
    pub(super) fn divide(town: &mut Town) -> Self {
        let (columns, rows) = town.blocks;
        let mut areas = Self {
            of_block: vec![0; columns * rows],
            columns,
            ..Self::default()
        };
        // A small district has several streets too.
        let width = if columns < 8 { 2.3 } else { 3.5 };
        let mut counties: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (band, (low, high)) in cuts(town, rows, 2.5).into_iter().enumerate() {
            for (west, east) in cuts(town, columns, width) {
                let key = (band / BANDS_PER_COUNTY, west / COLUMNS_PER_COUNTY);
                let county = *counties.entry(key).or_insert_with(|| areas.add_county());
                areas.add_street(county);
                (low..high).for_each(|row| areas.add_communities(town, row, (west, east)));
            }
        }
        areas
    }

    /// The community of a block.
    pub(super) fn community_of(&self, (x, y): (usize, usize)) -> usize {
        self.of_block[y * self.columns + x]
    }

    fn add_county(&mut self) -> usize {
        let index = self.counties.len();
        self.counties.push(Area {
            name: names::county(index),
            code: format!("{:06}", COUNTY_CODE + index + 1),
            parent: 0,
        });
        index
    }

    fn add_street(&mut self, county: usize) {
        let number = 1 + self.streets.iter().filter(|s| s.parent == county).count();
        self.streets.push(Area {
            name: names::street(self.streets.len()),
            code: format!("{}{number:03}", self.counties[county].code),
            parent: county,
        });
    }

    /// Divides one row of the newest street.
    fn add_communities(&mut self, town: &Town, row: usize, (west, east): (usize, usize)) {
        let street = self.streets.len() - 1;
        let mut found_homes = false;
        for x in west..east {
            let homes = character(town, (x, row)) == Character::Homes;
            if x == west || (homes && found_homes) {
                let number = self
                    .communities
                    .iter()
                    .filter(|c| c.parent == street)
                    .count();
                self.communities.push(Area {
                    name: names::community(street, number),
                    code: format!("{}{:03}", self.streets[street].code, number + 1),
                    parent: street,
                });
            }
            found_homes |= homes;
            self.of_block[row * self.columns + x] = self.communities.len() - 1;
        }
    }

    /// The area of a rank that a cell of the grid belongs to; nothing outside the grid.
    fn area_of(
        &self,
        town: &Town,
        rank: Rank,
        cell: (Option<usize>, Option<usize>),
    ) -> Option<usize> {
        let (i, j) = (cell.0?, cell.1?);
        let number = |lanes: &[Lane], at: usize| {
            lanes.get(at)?;
            lanes[..=at].iter().rev().find_map(|lane| match lane {
                Lane::Blocks(k) => Some(*k),
                Lane::Strip => None,
            })
        };
        let block = (number(&town.grid.columns, i)?, number(&town.grid.rows, j)?);
        let community = self.community_of(block);
        let street = self.communities[community].parent;
        Some(match rank {
            Rank::Community => community,
            Rank::Street => street,
            Rank::County => self.streets[street].parent,
        })
    }

    fn list(&self, rank: Rank) -> &[Area] {
        match rank {
            Rank::County => &self.counties,
            Rank::Street => &self.streets,
            Rank::Community => &self.communities,
        }
    }

    /// The rings and border sides of all areas of a rank.
    fn outlines(&self, town: &Town, rank: Rank) -> Outlines {
        let mut edges: Vec<Vec<Edge>> = vec![Vec::new(); self.list(rank).len()];
        for (stroke, (ends, sides, dots)) in sides(town).into_iter().enumerate() {
            let [left, right] = sides.map(|cell| self.area_of(town, rank, cell));
            if left == right {
                continue;
            }
            let (start, end) = ends;
            if let Some(area) = left {
                let dots = dots.clone();
                edges[area].push(Edge {
                    stroke,
                    start,
                    end,
                    dots,
                });
            }
            if let Some(area) = right {
                let (start, end) = (end, start);
                let dots = dots.into_iter().rev().collect();
                edges[area].push(Edge {
                    stroke,
                    start,
                    end,
                    dots,
                });
            }
        }
        edges
            .into_iter()
            .map(|edges| {
                let strokes = edges.iter().map(|edge| edge.stroke).collect();
                (chain(edges), strokes)
            })
            .collect()
    }

    /// Draws all borders and areas.
    pub(super) fn draw(&self, town: &mut Town) {
        let mut drawn: BTreeMap<usize, Stroke> = BTreeMap::new();
        let all = sides(town);
        for rank in [Rank::County, Rank::Street, Rank::Community] {
            let outlines = self.outlines(town, rank);
            for (area, (_, border)) in self.list(rank).iter().zip(outlines) {
                let border_tags = [
                    ("boundary", "administrative"),
                    ("admin_level", rank.level()),
                ];
                let mut draw = |side: usize| town.canvas.stroke(&all[side].2, &border_tags);
                let once = |&side| *drawn.entry(side).or_insert_with(|| draw(side));
                let outer: Vec<Stroke> = border.iter().map(once).collect();
                let tags = [
                    ("type", "boundary"),
                    ("boundary", "administrative"),
                    ("admin_level", rank.level()),
                    ("name", &area.name),
                    ("ref", &area.code),
                    ("note", "虚构数据 invented"),
                ];
                town.canvas.area(outer, &tags);
            }
        }
    }

    /// Writes the areas of a rank as GeoJSON with code, name and the area above.
    pub(super) fn write(&self, town: &Town, rank: Rank, mut out: impl Write) -> io::Result<()> {
        writeln!(
            out,
            "{{\"type\":\"FeatureCollection\",\"note\":\"虚构数据 invented\",\"features\":["
        )?;
        for (k, (area, (rings, _))) in self
            .list(rank)
            .iter()
            .zip(self.outlines(town, rank))
            .enumerate()
        {
            let parents = if rank == Rank::Street {
                &self.counties
            } else {
                &self.streets
            };
            let parent = &parents[area.parent];
            let comma = if k == 0 { "" } else { ",\n" };
            write!(
                out,
                "{comma}{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{}\",\"name\":\"{}\",\
                 \"parent_code\":\"{}\",\"parent_name\":\"{}\",\"invented\":true}},\"geometry\":",
                area.code, area.name, parent.code, parent.name
            )?;
            write_geometry(town, &rings, &mut out)?;
            write!(out, "}}")?;
        }
        writeln!(out, "\n]}}")
    }
}

/// Cuts a number of blocks into pieces of about `usual`, with cuts that move a little from band to band.
fn cuts(town: &mut Town, blocks: usize, usual: f64) -> Vec<(usize, usize)> {
    let pieces = (blocks as f64 / usual).round().max(1.0) as usize;
    let cut = |k: usize| match k {
        0 => 0,
        _ if k == pieces => blocks,
        _ => blocks * k / pieces + town.dice.below(2) as usize,
    };
    let ends: Vec<usize> = (0..=pieces).map(cut).collect();
    ends.windows(2).map(|w| (w[0], w[1])).collect()
}

/// A side of the grid: its two corners, the cells on its left and right, its nodes.
type GridSide = (
    ((usize, usize), (usize, usize)),
    [(Option<usize>, Option<usize>); 2],
    Vec<Dot>,
);

/// All sides of the grid, those that run eastwards first.
fn sides(town: &Town) -> Vec<GridSide> {
    let grid = &town.grid;
    let (columns, rows) = grid.size();
    let mut sides = Vec::new();
    for j in 0..=rows {
        for i in 0..columns {
            let dots = grid.east[grid.east_at(i, j)].line.shape();
            let cells = [(Some(i), Some(j)), (Some(i), j.checked_sub(1))];
            sides.push((((i, j), (i + 1, j)), cells, dots));
        }
    }
    for i in 0..=columns {
        for j in 0..rows {
            let dots = grid.north[grid.north_at(i, j)].line.shape();
            let cells = [(i.checked_sub(1), Some(j)), (Some(i), Some(j))];
            sides.push((((i, j), (i, j + 1)), cells, dots));
        }
    }
    sides
}

/// Joins edges that follow each other into closed rings.
fn chain(edges: Vec<Edge>) -> Vec<Vec<Dot>> {
    let mut from: BTreeMap<(usize, usize), Vec<Edge>> = BTreeMap::new();
    for edge in edges {
        from.entry(edge.start).or_default().push(edge);
    }
    let mut rings = Vec::new();
    while let Some(start) = from
        .iter()
        .find(|(_, edges)| !edges.is_empty())
        .map(|(at, _)| *at)
    {
        let mut ring: Vec<Dot> = Vec::new();
        let mut at = start;
        while let Some(edge) = from.get_mut(&at).and_then(Vec::pop) {
            let skip = usize::from(!ring.is_empty());
            ring.extend(&edge.dots[skip..]);
            at = edge.end;
            if at == start {
                break;
            }
        }
        rings.push(ring);
        from.retain(|_, edges| !edges.is_empty());
    }
    rings
}

/// Writes a polygon, or a multipolygon where an area has several parts.
fn write_geometry(town: &Town, rings: &[Vec<Dot>], out: &mut impl Write) -> io::Result<()> {
    let text = |ring: &Vec<Dot>| {
        let places = ring.iter().map(|dot| town.canvas.where_is(*dot));
        let pairs: Vec<String> = places
            .map(|p: LonLat| format!("[{:.6},{:.6}]", p.lon_deg(), p.lat_deg()))
            .collect();
        format!("[[{}]]", pairs.join(","))
    };
    if let [ring] = rings {
        return write!(
            out,
            "{{\"type\":\"Polygon\",\"coordinates\":{}}}",
            text(ring)
        );
    }
    let all: Vec<String> = rings.iter().map(text).collect();
    write!(
        out,
        "{{\"type\":\"MultiPolygon\",\"coordinates\":[{}]}}",
        all.join(",")
    )
}
