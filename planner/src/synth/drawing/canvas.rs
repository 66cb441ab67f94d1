//! Places in metres become the nodes, ways and relations of a map, kept small until they are written.
//!
//! Ids are positions plus one, in the order of drawing. Words of tags are kept once.

use std::collections::BTreeMap;
use std::io::{self, Write};

use geo::Coord;

use super::pbf::{Header, Member, PbfWriter};
use crate::osm::Element;
use crate::projection::{LonLat, Plane};

/// A key and a value.
pub(in crate::synth) type Tag<'a> = (&'a str, &'a str);

/// A node of the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::synth) struct Dot(u32);

impl Dot {
    /// Its id on the map: ids begin with 1.
    fn id(self) -> i64 {
        i64::from(self.0) + 1
    }
}

/// A way of the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::synth) struct Stroke(u32);

/// A map that is being drawn.
#[derive(Debug)]
pub(in crate::synth) struct Canvas {
    plane: Plane,
    dots: Vec<(i32, i32)>,
    dot_tags: Vec<(Dot, TagRange)>,
    strokes: Vec<(Range, TagRange)>,
    refs: Vec<Dot>,
    groups: Vec<(Vec<Stroke>, TagRange)>,
    tags: Vec<(u32, u32)>,
    words: Vec<Box<str>>,
    positions: BTreeMap<Box<str>, u32>,
}

type Range = (u32, u32);
type TagRange = (u32, u32);

impl Canvas {
    /// An empty map around an origin.
    pub(in crate::synth) fn new(origin: LonLat) -> Self {
        Self {
            plane: Plane::at(origin),
            dots: Vec::new(),
            dot_tags: Vec::new(),
            strokes: Vec::new(),
            refs: Vec::new(),
            groups: Vec::new(),
            tags: Vec::new(),
            words: Vec::new(),
            positions: BTreeMap::new(),
        }
    }

    /// Draws a node.
    pub(in crate::synth) fn dot(&mut self, at: Coord) -> Dot {
        let place = self.plane.to_lonlat(at);
        self.dots.push((e7(place.lon_deg()), e7(place.lat_deg())));
        Dot(self.dots.len() as u32 - 1)
    }

    /// Draws a node with tags.
    pub(in crate::synth) fn tagged_dot(&mut self, at: Coord, tags: &[Tag<'_>]) -> Dot {
        let dot = self.dot(at);
        self.tag(dot, tags);
        dot
    }

    /// Gives a node its tags; at most once for each node.
    pub(in crate::synth) fn tag(&mut self, dot: Dot, tags: &[Tag<'_>]) {
        let range = self.keep_tags(tags);
        self.dot_tags.push((dot, range));
    }

    /// Draws a way.
    pub(in crate::synth) fn stroke(&mut self, dots: &[Dot], tags: &[Tag<'_>]) -> Stroke {
        let start = self.refs.len() as u32;
        self.refs.extend_from_slice(dots);
        let tags = self.keep_tags(tags);
        self.strokes.push(((start, self.refs.len() as u32), tags));
        Stroke(self.strokes.len() as u32 - 1)
    }

    /// Draws a closed way through new nodes.
    pub(in crate::synth) fn ring(&mut self, places: &[Coord], tags: &[Tag<'_>]) -> Stroke {
        let mut dots: Vec<Dot> = places.iter().map(|p| self.dot(*p)).collect();
        dots.push(dots[0]);
        self.stroke(&dots, tags)
    }

    /// Draws a relation whose members are the outer ways of an area.
    pub(in crate::synth) fn area(&mut self, outer: Vec<Stroke>, tags: &[Tag<'_>]) {
        let tags = self.keep_tags(tags);
        self.groups.push((outer, tags));
    }

    /// Where a place in metres is on earth.
    pub(in crate::synth) fn on_earth(&self, at: Coord) -> LonLat {
        self.plane.to_lonlat(at)
    }

    /// Where a node is on earth, exactly as it is written.
    pub(in crate::synth) fn where_is(&self, dot: Dot) -> LonLat {
        let (lon_e7, lat_e7) = self.dots[dot.0 as usize];
        LonLat::from_e7(lon_e7, lat_e7)
    }

    /// How many nodes, ways and relations there are.
    pub(in crate::synth) fn counts(&self) -> (u64, u64, u64) {
        (
            self.dots.len() as u64,
            self.strokes.len() as u64,
            self.groups.len() as u64,
        )
    }

    /// The box around all nodes: west, south, east and north in ten-millionths of a degree.
    pub(in crate::synth) fn bounds_e7(&self) -> [i32; 4] {
        let first = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];
        self.dots.iter().fold(first, |[w, s, e, n], &(lon, lat)| {
            [w.min(lon), s.min(lat), e.max(lon), n.max(lat)]
        })
    }

    /// Writes the map as an `.osm.pbf` file.
    pub(in crate::synth) fn write<W: Write>(
        mut self,
        out: W,
        program: &str,
        source: &str,
    ) -> io::Result<W> {
        let header = Header {
            bounds_e7: self.bounds_e7(),
            program,
            source,
        };
        let mut pbf = PbfWriter::new(out, &header)?;
        self.dot_tags.sort_by_key(|(dot, _)| *dot);
        let mut tagged = self.dot_tags.iter().peekable();
        for (id, at) in (1_i64..).zip(&self.dots) {
            let range = tagged
                .next_if(|(dot, _)| dot.id() == id)
                .map_or((0, 0), |(_, range)| *range);
            pbf.node(id, *at, self.tags_of(range))?;
        }
        for (id, &((start, end), tags)) in (1_i64..).zip(&self.strokes) {
            let refs = &self.refs[start as usize..end as usize];
            let ids = refs.iter().map(|dot| dot.id());
            pbf.way(id, ids, self.tags_of(tags))?;
        }
        for (id, (outer, tags)) in (1_i64..).zip(&self.groups) {
            let members: Vec<Member<'_>> = outer
                .iter()
                .map(|stroke| Member {
                    element: Element::Way,
                    id: i64::from(stroke.0) + 1,
                    role: "outer",
                })
                .collect();
            pbf.relation(id, &members, self.tags_of(*tags))?;
        }
        pbf.finish()
    }

    fn keep_tags(&mut self, tags: &[Tag<'_>]) -> TagRange {
        let start = self.tags.len() as u32;
        for (key, value) in tags {
            let pair = (self.word(key), self.word(value));
            self.tags.push(pair);
        }
        (start, self.tags.len() as u32)
    }

    fn word(&mut self, text: &str) -> u32 {
        if let Some(position) = self.positions.get(text) {
            return *position;
        }
        let position = self.words.len() as u32;
        self.words.push(text.into());
        self.positions.insert(text.into(), position);
        position
    }

    fn tags_of(&self, (start, end): TagRange) -> impl Iterator<Item = Tag<'_>> {
        self.tags[start as usize..end as usize]
            .iter()
            .map(|&(key, value)| (&*self.words[key as usize], &*self.words[value as usize]))
    }
}

fn e7(deg: f64) -> i32 {
    (deg * 1e7).round() as i32
}
