//! An unpacked block becomes its nodes, its ways, and a small block of relations that `osmpbf` can safely decode.
//!
//! Nodes and ways are taken here, since checking them means decoding them. Relations are checked; those that somebody
//! asked for are passed on in a block of their own, without strings and metadata, which nobody reads there.
//!
//! Method:
//! 1. Find the strings; replace bytes that are not UTF-8, so that no tag iterator ends early on them.
//! 2. Count messages against a cap before anything is stored for them.
//! 3. Walk every element: equal lengths of parallel arrays, string indices in range, checked sums of deltas.
//!
//! Complexity: one pass over the bytes; memory is 16 bytes a node, 8 bytes a string, tag or reference that is kept.
//!
//! Invariants: every string index of the block is in range; every position is on earth; no sum overflows.
//!
//! References: OpenStreetMap wiki, PBF Format (`osmformat.proto`).

use std::ops::Range;

use super::passed::Passed;
use super::ways::Asked;
use super::wire::{Fault, Field, Wire, count, fault, unzigzag};

/// The most strings, groups or elements of one block; writers put 8,000 elements into one.
const MAX_MESSAGES: usize = 500_000;
/// The most references, tags and members of one block's ways and relations.
const MAX_VALUES: usize = 8_000_000;

/// A node's id and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::osm) struct NodeAt {
    /// The OpenStreetMap id.
    pub(in crate::osm) id: i64,
    /// Longitude in ten-millionths of a degree.
    pub(in crate::osm) lon_e7: i32,
    /// Latitude in ten-millionths of a degree.
    pub(in crate::osm) lat_e7: i32,
}

/// Who is asked whether a key is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::osm) enum Of {
    /// The keys of nodes.
    Node,
    /// The keys of ways.
    Way,
    /// The keys of relations.
    Relation,
}

/// What becomes of the node ids of ways that nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::osm) enum Loose {
    /// They are kept, since a relation may ask for them.
    Keep,
    /// They are checked and forgotten.
    Forget,
}

/// What a block holds.
#[derive(Debug, Default)]
pub(in crate::osm) struct Scanned {
    /// Every node, in file order.
    pub(in crate::osm) nodes: Vec<NodeAt>,
    /// The nodes with a tag that somebody asked for: position in `nodes`, and where its tags are.
    pub(in crate::osm) tagged: Vec<(u32, Range<u32>)>,
    /// Keys and values of tagged nodes and of ways that somebody asked for, as string indices.
    pub(in crate::osm) tags: Vec<(u32, u32)>,
    /// The ways that somebody asked for, in file order.
    pub(in crate::osm) asked: Vec<WayAt>,
    /// Places along those ways in billionths of a degree, longitude first, where the file has them on ways.
    pub(in crate::osm) places: Vec<(i64, i64)>,
    /// The number of ways.
    pub(in crate::osm) ways: usize,
    /// The number of relations.
    pub(in crate::osm) relations: usize,
    /// The ids of all ways.
    pub(in crate::osm) way_ids: Rising,
    /// Node ids of the ways that are kept, one way after the other.
    pub(in crate::osm) refs: Vec<i64>,
    /// Ways that nobody asked for but a relation may, with where their node ids are.
    pub(in crate::osm) loose: Vec<(i64, Range<usize>)>,
    /// A block of the relations that somebody asked for; empty without any.
    pub(in crate::osm) passed: Vec<u8>,
}

/// A way, and where its lists are in [`Scanned`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::osm) struct WayAt {
    /// The OpenStreetMap id.
    pub(in crate::osm) id: i64,
    /// Keys and values.
    pub(in crate::osm) tags: Range<u32>,
    /// Node ids.
    pub(in crate::osm) refs: Range<usize>,
    /// As many places, or none.
    pub(in crate::osm) places: Range<u32>,
}

/// Whether ids rise strictly from element to element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::osm) enum Rising {
    /// No element yet.
    #[default]
    Empty,
    /// They do, from the first to the last.
    Yes(i64, i64),
    /// They do not.
    No,
}

impl Rising {
    /// Takes the ids that follow.
    pub(in crate::osm) const fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Empty, other) | (other, Self::Empty) => other,
            (Self::Yes(first, a), Self::Yes(b, last)) if a < b => Self::Yes(first, last),
            _ => Self::No,
        }
    }
}

/// Checks all of a block and takes what is wanted; `asked` says whether a key is wanted.
pub(in crate::osm) fn scan(
    block: &[u8],
    strings: usize,
    loose: Loose,
    asked: impl FnMut(Of, u32) -> bool,
) -> Result<Scanned, Fault> {
    let mut wire = Wire::new(block);
    let mut frame = Scan {
        strings: strings as u64,
        granularity: 100,
        offset: (0, 0),
        messages: 0,
        values: 0,
        loose,
        asked,
        passed: Passed::default(),
        out: Scanned::default(),
    };
    let mut groups = 0_usize;
    while let Some(field) = wire.field()? {
        match field.number {
            2 => groups += 1,
            17 => frame.granularity = field.number()? as i64,
            19 => frame.offset.1 = field.number()? as i64,
            20 => frame.offset.0 = field.number()? as i64,
            _ => {}
        }
    }
    if !(1..=1_000_000_000).contains(&frame.granularity) {
        return fault(format!("granularity {} is not above 0", frame.granularity));
    }
    if groups > MAX_MESSAGES {
        return fault(format!("more than {MAX_MESSAGES} groups in one block"));
    }
    let mut wire = Wire::new(block);
    while let Some(field) = wire.field()? {
        if field.number == 2 {
            frame.group(field.bytes()?)?;
        }
    }
    Ok(Scanned {
        passed: frame.passed.into_block(),
        ..frame.out
    })
}

/// What is known while a block is walked.
pub(super) struct Scan<F> {
    pub(super) strings: u64,
    pub(super) granularity: i64,
    /// Longitude and latitude in billionths of a degree.
    pub(super) offset: (i64, i64),
    messages: usize,
    values: usize,
    pub(super) loose: Loose,
    pub(super) asked: F,
    pub(super) passed: Passed,
    pub(super) out: Scanned,
}

impl<F: FnMut(Of, u32) -> bool> Scan<F> {
    fn group(&mut self, group: &[u8]) -> Result<(), Fault> {
        let mut wire = Wire::new(group);
        let mut dense = None;
        while let Some(field) = wire.field()? {
            match field.number {
                1 => self.node(field.bytes()?)?,
                2 => field.once(&mut dense)?,
                3 => self.way(field.bytes()?)?,
                4 => self.relation(field.bytes()?)?,
                _ => self.count_messages(1)?,
            }
        }
        dense.map_or(Ok(()), |dense| self.dense(dense))
    }

    fn node(&mut self, node: &[u8]) -> Result<(), Fault> {
        self.count_messages(1)?;
        let mut wire = Wire::new(node);
        let (mut id, mut lat, mut lon) = (None, None, None);
        let (mut keys, mut vals) = (None, None);
        while let Some(field) = wire.field()? {
            match field.number {
                1 => id = Some(unzigzag(field.number()?)),
                2 => field.once(&mut keys)?,
                3 => field.once(&mut vals)?,
                4 => visible(field.bytes()?)?,
                8 => lat = Some(unzigzag(field.number()?)),
                9 => lon = Some(unzigzag(field.number()?)),
                _ => {}
            }
        }
        let (Some(id), Some(lon), Some(lat)) = (id, lon, lat) else {
            return fault("a node lacks its id or its place");
        };
        let at = self.place(id, lon, lat)?;
        let (keys, vals) = (keys.unwrap_or_default(), vals.unwrap_or_default());
        let start = self.out.tags.len();
        let asked = self.tags((Of::Node, id), keys, vals)?;
        self.out.nodes.push(at);
        match asked {
            Asked::Yes => self.keep_tags(start),
            Asked::No => self.out.tags.truncate(start),
        }
        Ok(())
    }

    fn dense(&mut self, dense: &[u8]) -> Result<(), Fault> {
        let mut wire = Wire::new(dense);
        let (mut ids, mut lats, mut lons, mut tags) = (None, None, None, None);
        while let Some(field) = wire.field()? {
            match field.number {
                1 => field.once(&mut ids)?,
                5 => dense_visible(field.bytes()?)?,
                8 => field.once(&mut lats)?,
                9 => field.once(&mut lons)?,
                10 => field.once(&mut tags)?,
                _ => {}
            }
        }
        let [ids, lats, lons] = [ids, lats, lons].map(Option::unwrap_or_default);
        let counts = [ids, lats, lons].map(count);
        if counts[0] != counts[1] || counts[0] != counts[2] {
            return fault(format!(
                "dense nodes: {} ids, {} latitudes, {} longitudes",
                counts[0], counts[1], counts[2]
            ));
        }
        self.count_messages(counts[0])?;
        self.out.nodes.reserve(counts[0]);
        let [mut ids, mut lats, mut lons] = [ids, lats, lons].map(Wire::new);
        let mut tags = tags.filter(|tags| !tags.is_empty()).map(Wire::new);
        let (mut id, mut lat, mut lon) = (0_i64, 0_i64, 0_i64);
        for _ in 0..counts[0] {
            id = plus(id, ids.zigzag()?, "node ids")?;
            lat = plus(lat, lats.zigzag()?, "latitudes")?;
            lon = plus(lon, lons.zigzag()?, "longitudes")?;
            let at = self.place(id, lon, lat)?;
            self.out.nodes.push(at);
            if let Some(tags) = &mut tags {
                self.dense_tags(id, tags)?;
            }
        }
        let all_read = |wire: &Wire<'_>| wire.is_done();
        if !(all_read(&ids) && all_read(&lats) && all_read(&lons)) {
            return fault("dense nodes: a number is cut short");
        }
        if tags.is_some_and(|tags| !tags.is_done()) {
            return fault("dense nodes: more tags than nodes");
        }
        Ok(())
    }

    fn dense_tags(&mut self, id: i64, wire: &mut Wire<'_>) -> Result<(), Fault> {
        let start = self.out.tags.len();
        let mut asked = false;
        loop {
            if wire.is_done() {
                return fault(format!("node {id}: its tags have no end"));
            }
            let key = wire.varint()?;
            if key == 0 {
                break;
            }
            let value = wire.varint()?;
            self.string((Of::Node, id), key.max(value))?;
            asked |= (self.asked)(Of::Node, key as u32);
            self.out.tags.push((key as u32, value as u32));
        }
        if asked {
            self.keep_tags(start);
        } else {
            self.out.tags.truncate(start);
        }
        Ok(())
    }

    /// Keeps the last node's tags, which begin at `start`.
    fn keep_tags(&mut self, start: usize) {
        let end = self.out.tags.len() as u32;
        let node = self.out.nodes.len() as u32 - 1;
        self.out.tagged.push((node, start as u32..end));
    }

    #[inline]
    fn place(&self, id: i64, lon: i64, lat: i64) -> Result<NodeAt, Fault> {
        let lon = nano(lon, self.granularity, self.offset.0);
        let lat = nano(lat, self.granularity, self.offset.1);
        match (lon, lat) {
            (Some(lon), Some(lat))
                if lon.unsigned_abs() <= 180_000_000_000
                    && lat.unsigned_abs() <= 90_000_000_000 =>
            {
                Ok(NodeAt {
                    id,
                    lon_e7: (lon / 100) as i32,
                    lat_e7: (lat / 100) as i32,
                })
            }
            (Some(lon), Some(lat)) => fault(format!(
                "node {id}: longitude {}, latitude {} is not on earth",
                lon as f64 / 1e9,
                lat as f64 / 1e9
            )),
            _ => fault(format!("node {id}: a coordinate is beyond 64 bits")),
        }
    }

    pub(super) fn count_messages(&mut self, more: usize) -> Result<(), Fault> {
        self.messages += more;
        if self.messages > MAX_MESSAGES {
            return fault(format!("more than {MAX_MESSAGES} elements in one block"));
        }
        Ok(())
    }

    pub(super) fn count_values(&mut self, more: usize) -> Result<(), Fault> {
        self.values += more;
        if self.values > MAX_VALUES {
            return fault(format!(
                "more than {MAX_VALUES} references and tags in one block"
            ));
        }
        Ok(())
    }
}

#[inline]
fn plus(sum: i64, delta: i64, what: &str) -> Result<i64, Fault> {
    match sum.checked_add(delta) {
        Some(sum) => Ok(sum),
        None => fault(format!("dense nodes: the sum of {what} is beyond 64 bits")),
    }
}

#[inline]
pub(super) fn nano(value: i64, granularity: i64, offset: i64) -> Option<i64> {
    value.checked_mul(granularity)?.checked_add(offset)
}

/// Refuses an element that was deleted.
pub(super) fn visible(info: &[u8]) -> Result<(), Fault> {
    let mut wire = Wire::new(info);
    while let Some(field) = wire.field()? {
        if field.number == 6 && field.number()? == 0 {
            return deleted();
        }
    }
    Ok(())
}

/// Refuses dense nodes among which one was deleted.
fn dense_visible(info: &[u8]) -> Result<(), Fault> {
    let mut wire = Wire::new(info);
    while let Some(Field { number, value }) = wire.field()? {
        let all_visible = Field { number, value }.bytes().map(|v| !v.contains(&0));
        if number == 6 && !all_visible? {
            return deleted();
        }
    }
    Ok(())
}

fn deleted() -> Result<(), Fault> {
    fault("a deleted element: this is history data; cut a snapshot with: osmium time-filter")
}
