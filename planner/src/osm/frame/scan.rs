//! An unpacked block becomes its strings, its nodes and the promise that `osmpbf` can decode the rest.
//!
//! Nodes are taken here, since checking them means decoding them; ways and relations are only checked.
//!
//! Method:
//! 1. Find the strings; replace bytes that are not UTF-8, so that no tag iterator ends early on them.
//! 2. Count messages against a cap before anything is stored for them.
//! 3. Walk every element: equal lengths of parallel arrays, string indices in range, checked sums of deltas.
//!
//! Complexity: one pass over the bytes; memory is 16 bytes a node and 8 bytes a string.
//!
//! Invariants: every string index of the block is in range; every position is on earth; no sum overflows.
//!
//! References: OpenStreetMap wiki, PBF Format (`osmformat.proto`).

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

/// What the file's header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::osm) struct Header {
    /// West, east, north, south in billionths of a degree.
    pub(in crate::osm) bounds: Option<[i64; 4]>,
    /// Seconds since 1970 of the data's state.
    pub(in crate::osm) replicated_at_s: Option<i64>,
}

/// Where a block's strings are in its bytes.
#[derive(Debug, Default)]
pub(in crate::osm) struct StringTable {
    spans: Vec<(u32, u32)>,
    /// How many strings held bytes that are not UTF-8.
    pub(in crate::osm) mended: u64,
}

impl StringTable {
    /// The number of strings.
    pub(in crate::osm) const fn len(&self) -> usize {
        self.spans.len()
    }

    /// A string of the block; empty for an index out of range.
    pub(in crate::osm) fn text<'a>(&self, block: &'a [u8], index: u32) -> &'a str {
        self.spans
            .get(index as usize)
            .and_then(|(start, end)| block.get(*start as usize..*end as usize))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

/// What a block's nodes and counts are.
#[derive(Debug, Default)]
pub(in crate::osm) struct Scanned {
    /// Every node, in file order.
    pub(in crate::osm) nodes: Vec<NodeAt>,
    /// The nodes with a tag that somebody asked for: position in `nodes`, and where its tags are.
    pub(in crate::osm) tagged: Vec<(u32, std::ops::Range<u32>)>,
    /// Keys and values of tagged nodes, as string indices.
    pub(in crate::osm) tags: Vec<(u32, u32)>,
    /// The number of ways.
    pub(in crate::osm) ways: usize,
    /// The number of relations.
    pub(in crate::osm) relations: usize,
}

/// Checks the file's header.
pub(in crate::osm) fn header(block: &[u8]) -> Result<Header, Fault> {
    let mut wire = Wire::new(block);
    let mut header = Header::default();
    while let Some(field) = wire.field()? {
        match field.number {
            1 => header.bounds = bounds(field.bytes()?)?,
            4 => required_feature(field.bytes()?)?,
            32 => header.replicated_at_s = Some(field.number()? as i64),
            _ => {}
        }
    }
    Ok(header)
}

/// Finds the strings of a block and replaces bytes in them that are not UTF-8 by `?`.
pub(in crate::osm) fn strings(block: &mut [u8]) -> Result<StringTable, Fault> {
    let mut table = StringTable::default();
    let whole = block.len();
    let mut found = None;
    let mut wire = Wire::new(block);
    while let Some(field) = wire.field()? {
        if field.number == 1 {
            let length = field.bytes()?.len();
            if found
                .replace((whole - wire.left() - length, length))
                .is_some()
            {
                return fault("the block has two string tables");
            }
        }
    }
    let Some((start, length)) = found else {
        return Ok(table);
    };
    let end = start + length;
    let mut wire = Wire::new(&block[start..end]);
    let mut broken = Vec::new();
    while let Some(field) = wire.field()? {
        if field.number != 1 {
            continue;
        }
        let text = field.bytes()?;
        let stop = end - wire.left();
        if table.spans.len() == MAX_MESSAGES {
            return fault(format!("string table too long: more than {MAX_MESSAGES}"));
        }
        table.spans.push(((stop - text.len()) as u32, stop as u32));
        if std::str::from_utf8(text).is_err() {
            broken.push(table.spans.len() - 1);
        }
    }
    table.mended = broken.len() as u64;
    for index in broken {
        let (from, to) = table.spans[index];
        mend(&mut block[from as usize..to as usize]);
    }
    Ok(table)
}

/// Replaces every byte that is not part of a UTF-8 character by `?`, keeping the length.
fn mend(text: &mut [u8]) {
    let mut done = 0;
    while let Err(error) = std::str::from_utf8(&text[done..]) {
        let from = done + error.valid_up_to();
        let to = error.error_len().map_or(text.len(), |length| from + length);
        text[from..to].fill(b'?');
        done = to;
    }
}

/// Checks all of a block and takes its nodes; `asked` says whether a key is wanted of nodes.
pub(in crate::osm) fn scan(
    block: &[u8],
    strings: usize,
    asked: impl FnMut(u32) -> bool,
) -> Result<Scanned, Fault> {
    let mut wire = Wire::new(block);
    let mut frame = Scan {
        strings: strings as u64,
        granularity: 100,
        offset: (0, 0),
        messages: 0,
        values: 0,
        asked,
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
    Ok(frame.out)
}

/// What is known while a block is walked.
struct Scan<F> {
    strings: u64,
    granularity: i64,
    /// Longitude and latitude in billionths of a degree.
    offset: (i64, i64),
    messages: usize,
    values: usize,
    asked: F,
    out: Scanned,
}

impl<F: FnMut(u32) -> bool> Scan<F> {
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
        self.tags("node", id, keys, vals)?;
        self.out.nodes.push(at);
        let (mut keys, mut vals) = (Wire::new(keys), Wire::new(vals));
        let start = self.out.tags.len();
        let mut asked = false;
        while !keys.is_done() {
            let (key, value) = (keys.varint()? as u32, vals.varint()? as u32);
            asked |= (self.asked)(key);
            self.out.tags.push((key, value));
        }
        self.keep_tags(start, asked);
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
            self.string("node", id, key.max(value))?;
            asked |= (self.asked)(key as u32);
            self.out.tags.push((key as u32, value as u32));
        }
        self.keep_tags(start, asked);
        Ok(())
    }

    /// Keeps the last node's tags, which begin at `start`, or forgets them.
    fn keep_tags(&mut self, start: usize, asked: bool) {
        if asked {
            let end = self.out.tags.len() as u32;
            let node = self.out.nodes.len() as u32 - 1;
            self.out.tagged.push((node, start as u32..end));
        } else {
            self.out.tags.truncate(start);
        }
    }

    fn way(&mut self, way: &[u8]) -> Result<(), Fault> {
        self.count_messages(1)?;
        self.out.ways += 1;
        let mut wire = Wire::new(way);
        let mut id = None;
        let [mut keys, mut vals, mut refs, mut lats, mut lons] = [None; 5];
        while let Some(field) = wire.field()? {
            match field.number {
                1 => id = Some(field.number()? as i64),
                2 => field.once(&mut keys)?,
                3 => field.once(&mut vals)?,
                4 => visible(field.bytes()?)?,
                8 => field.once(&mut refs)?,
                9 => field.once(&mut lats)?,
                10 => field.once(&mut lons)?,
                _ => {}
            }
        }
        let Some(id) = id else {
            return fault("a way lacks its id");
        };
        let (keys, vals) = (keys.unwrap_or_default(), vals.unwrap_or_default());
        self.tags("way", id, keys, vals)?;
        let refs = refs.unwrap_or_default();
        self.deltas("way", id, refs)?;
        if lats.is_some() || lons.is_some() {
            let (lats, lons) = (lats.unwrap_or_default(), lons.unwrap_or_default());
            let counts = [refs, lats, lons].map(count);
            if counts[0] != counts[1] || counts[0] != counts[2] {
                return fault(format!(
                    "way {id}: {} nodes, {} latitudes, {} longitudes",
                    counts[0], counts[1], counts[2]
                ));
            }
            self.way_places(id, lats, self.offset.1)?;
            self.way_places(id, lons, self.offset.0)?;
        }
        Ok(())
    }

    /// Checks that the places along a way can be added up; one that is not on earth counts as missing later.
    fn way_places(&mut self, id: i64, packed: &[u8], offset: i64) -> Result<(), Fault> {
        self.deltas("way", id, packed)?;
        let mut wire = Wire::new(packed);
        let mut sum = 0_i64;
        while !wire.is_done() {
            sum += wire.zigzag()?;
            if nano(sum, self.granularity, offset).is_none() {
                return fault(format!("way {id}: a coordinate is beyond 64 bits"));
            }
        }
        Ok(())
    }

    fn relation(&mut self, relation: &[u8]) -> Result<(), Fault> {
        self.count_messages(1)?;
        self.out.relations += 1;
        let mut wire = Wire::new(relation);
        let mut id = None;
        let [mut keys, mut vals, mut roles, mut members, mut types] = [None; 5];
        while let Some(field) = wire.field()? {
            match field.number {
                1 => id = Some(field.number()? as i64),
                2 => field.once(&mut keys)?,
                3 => field.once(&mut vals)?,
                4 => visible(field.bytes()?)?,
                8 => field.once(&mut roles)?,
                9 => field.once(&mut members)?,
                10 => field.once(&mut types)?,
                _ => {}
            }
        }
        let Some(id) = id else {
            return fault("a relation lacks its id");
        };
        let (keys, vals) = (keys.unwrap_or_default(), vals.unwrap_or_default());
        self.tags("relation", id, keys, vals)?;
        let [roles, members, types] = [roles, members, types].map(Option::unwrap_or_default);
        let counts = [members, roles, types].map(count);
        if counts[0] != counts[1] || counts[0] != counts[2] {
            return fault(format!(
                "relation {id}: {} members, {} roles, {} types",
                counts[0], counts[1], counts[2]
            ));
        }
        self.deltas("relation", id, members)?;
        let (mut roles, mut types) = (Wire::new(roles), Wire::new(types));
        while !roles.is_done() {
            let role = roles.varint()?;
            self.string("relation", id, role)?;
        }
        while !types.is_done() {
            let kind = types.varint()?;
            if kind > 2 {
                return fault(format!(
                    "relation {id}: member type {kind} is not 0, 1 or 2"
                ));
            }
        }
        Ok(())
    }

    /// Checks keys and values: as many of each, all of them strings of the block.
    fn tags(&mut self, what: &str, id: i64, keys: &[u8], vals: &[u8]) -> Result<(), Fault> {
        let counts = [keys, vals].map(count);
        if counts[0] != counts[1] {
            return fault(format!(
                "{what} {id}: {} keys, {} values",
                counts[0], counts[1]
            ));
        }
        self.count_values(counts[0])?;
        for packed in [keys, vals] {
            let mut wire = Wire::new(packed);
            while !wire.is_done() {
                let index = wire.varint()?;
                self.string(what, id, index)?;
            }
        }
        Ok(())
    }

    /// Checks that a list of differences can be added up.
    fn deltas(&mut self, what: &str, id: i64, packed: &[u8]) -> Result<(), Fault> {
        self.count_values(count(packed))?;
        let mut wire = Wire::new(packed);
        let mut sum = 0_i64;
        while !wire.is_done() {
            let Some(next) = sum.checked_add(wire.zigzag()?) else {
                return fault(format!("{what} {id}: a reference is beyond 64 bits"));
            };
            sum = next;
        }
        Ok(())
    }

    #[inline]
    fn string(&self, what: &str, id: i64, index: u64) -> Result<(), Fault> {
        if index < self.strings {
            return Ok(());
        }
        fault(format!(
            "{what} {id}: string {index} of a table of {}",
            self.strings
        ))
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

    fn count_messages(&mut self, more: usize) -> Result<(), Fault> {
        self.messages += more;
        if self.messages > MAX_MESSAGES {
            return fault(format!("more than {MAX_MESSAGES} elements in one block"));
        }
        Ok(())
    }

    fn count_values(&mut self, more: usize) -> Result<(), Fault> {
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
fn nano(value: i64, granularity: i64, offset: i64) -> Option<i64> {
    value.checked_mul(granularity)?.checked_add(offset)
}

fn required_feature(name: &[u8]) -> Result<(), Fault> {
    match name {
        b"OsmSchema-V0.6" | b"DenseNodes" => Ok(()),
        b"HistoricalInformation" => fault(
            "a history file; cut a snapshot with: osmium time-filter in.osh.pbf -o out.osm.pbf",
        ),
        other => fault(format!(
            "the file requires the feature '{}', which is not known",
            String::from_utf8_lossy(other)
        )),
    }
}

fn bounds(message: &[u8]) -> Result<Option<[i64; 4]>, Fault> {
    let mut wire = Wire::new(message);
    let mut sides = [None; 4];
    while let Some(field) = wire.field()? {
        if let Some(side) = sides.get_mut(field.number as usize - 1) {
            *side = Some(unzigzag(field.number()?));
        }
    }
    Ok(match sides {
        [Some(west), Some(east), Some(north), Some(south)] => Some([west, east, north, south]),
        _ => None,
    })
}

/// Refuses an element that was deleted.
fn visible(info: &[u8]) -> Result<(), Fault> {
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
