//! Nodes, ways and relations become an `.osm.pbf` file that any OpenStreetMap tool opens.
//!
//! The writer holds one block at a time, so a file of any size needs little memory, and it writes no times, no users
//! and no versions: the same elements give the same bytes. It reads nothing and checks no geometry.
//!
//! # Method
//!
//! 1. One header block with the bounding box and the features `OsmSchema-V0.6` and `DenseNodes`.
//! 2. Elements are collected until a block holds 8,000 of one kind, then encoded with a string table of its own.
//! 3. Each block is compressed by zlib at a fixed level and written behind its length and its kind.
//!
//! Invariants: elements come in the order nodes, ways, relations, and by ascending id within a kind.
//!
//! References: OpenStreetMap wiki, "PBF Format".

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::wire::Message;
use crate::osm::Element;

/// Most elements in one block: the number that the format recommends.
const BLOCK_ELEMENTS: usize = 8_000;
/// The compression level; part of the promise that a seed gives the same bytes.
const ZLIB_LEVEL: u32 = 6;

/// What the header of a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header<'a> {
    /// West, south, east and north in ten-millionths of a degree.
    pub(super) bounds_e7: [i32; 4],
    /// The program that wrote the file.
    pub(super) program: &'a str,
    /// Where the data come from.
    pub(super) source: &'a str,
}

/// A member of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member<'a> {
    /// The kind of element.
    pub(super) element: Element,
    /// Its id.
    pub(super) id: i64,
    /// Its role.
    pub(super) role: &'a str,
}

/// Writes an `.osm.pbf` file element by element.
#[derive(Debug)]
pub(super) struct PbfWriter<W> {
    out: W,
    block: Block,
    last: (Element, i64),
}

/// The elements of one kind that wait to be written together.
#[derive(Debug, Default)]
struct Block {
    words: BTreeMap<Box<str>, u64>,
    table: Message,
    ids: Vec<i64>,
    lats: Vec<i64>,
    lons: Vec<i64>,
    keys_vals: Vec<u64>,
    tagged: usize,
    messages: Vec<Message>,
}

impl<W: Write> PbfWriter<W> {
    /// Starts a file with its header.
    pub(super) fn new(mut out: W, header: &Header<'_>) -> io::Result<Self> {
        let [west, south, east, north] = header.bounds_e7.map(|e7| i64::from(e7) * 100);
        let mut bbox = Message::new();
        bbox.signed(1, west).signed(2, east);
        bbox.signed(3, north).signed(4, south);
        let mut message = Message::new();
        message.bytes(1, bbox.as_bytes());
        for feature in ["OsmSchema-V0.6", "DenseNodes"] {
            message.bytes(4, feature.as_bytes());
        }
        message.bytes(5, b"Sort.Type_then_ID");
        message.bytes(16, header.program.as_bytes());
        message.bytes(17, header.source.as_bytes());
        write_blob(&mut out, "OSMHeader", &message)?;
        Ok(Self {
            out,
            block: Block::new(),
            last: (Element::Node, 0),
        })
    }

    /// Writes a node: its id, its longitude and latitude in ten-millionths of a degree, its tags.
    pub(super) fn node<'a>(
        &mut self,
        id: i64,
        (lon_e7, lat_e7): (i32, i32),
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> io::Result<()> {
        self.next(Element::Node, id)?;
        let block = &mut self.block;
        block.ids.push(id);
        block.lons.push(i64::from(lon_e7));
        block.lats.push(i64::from(lat_e7));
        for (key, value) in tags {
            let (key, value) = (block.word(key), block.word(value));
            block.keys_vals.extend([key, value]);
            block.tagged += 1;
        }
        block.keys_vals.push(0);
        Ok(())
    }

    /// Writes a way: its id, the ids of its nodes, its tags.
    pub(super) fn way<'a>(
        &mut self,
        id: i64,
        refs: impl IntoIterator<Item = i64>,
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> io::Result<()> {
        self.next(Element::Way, id)?;
        let mut message = self.block.tagged_message(id, tags);
        message.deltas(8, refs);
        self.block.messages.push(message);
        Ok(())
    }

    /// Writes a relation: its id, its members, its tags.
    pub(super) fn relation<'a>(
        &mut self,
        id: i64,
        members: &[Member<'a>],
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> io::Result<()> {
        self.next(Element::Relation, id)?;
        let mut message = self.block.tagged_message(id, tags);
        let roles: Vec<u64> = members.iter().map(|m| self.block.word(m.role)).collect();
        message.packed(8, roles);
        message.deltas(9, members.iter().map(|m| m.id));
        message.packed(10, members.iter().map(|m| m.element as u64));
        self.block.messages.push(message);
        Ok(())
    }

    /// Writes what still waits and gives back the file.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Makes room for an element, and checks that it comes in order.
    fn next(&mut self, element: Element, id: i64) -> io::Result<()> {
        assert!(
            (element, id) > self.last,
            "elements must come in ascending order: {element:?} {id} after {:?}",
            self.last
        );
        let waiting = self.block.ids.len().max(self.block.messages.len());
        if element != self.last.0 || waiting == BLOCK_ELEMENTS {
            self.flush()?;
        }
        self.last = (element, id);
        Ok(())
    }

    /// Writes the block that waits, if it holds anything.
    fn flush(&mut self) -> io::Result<()> {
        let block = std::mem::replace(&mut self.block, Block::new());
        if block.ids.is_empty() && block.messages.is_empty() {
            return Ok(());
        }
        let mut message = Message::new();
        message.bytes(1, block.table.as_bytes());
        message.bytes(2, block.group(self.last.0).as_bytes());
        write_blob(&mut self.out, "OSMData", &message)
    }
}

impl Block {
    /// An empty block, whose string table has the empty word that the format asks for.
    fn new() -> Self {
        let mut block = Self::default();
        block.word("");
        block
    }

    /// The position of a word in the block's string table.
    fn word(&mut self, text: &str) -> u64 {
        if let Some(position) = self.words.get(text) {
            return *position;
        }
        let position = self.words.len() as u64;
        self.words.insert(text.into(), position);
        self.table.bytes(1, text.as_bytes());
        position
    }

    /// A way or relation with its id and tags.
    fn tagged_message<'a>(
        &mut self,
        id: i64,
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Message {
        let (keys, values): (Vec<u64>, Vec<u64>) = tags
            .into_iter()
            .map(|(key, value)| (self.word(key), self.word(value)))
            .unzip();
        let mut message = Message::new();
        message.number(1, id as u64);
        message.packed(2, keys).packed(3, values);
        message
    }

    /// The block's elements as one primitive group.
    fn group(&self, element: Element) -> Message {
        let mut group = Message::new();
        match element {
            Element::Node => {
                let mut dense = Message::new();
                dense.deltas(1, self.ids.iter().copied());
                dense.deltas(8, self.lats.iter().copied());
                dense.deltas(9, self.lons.iter().copied());
                if self.tagged > 0 {
                    dense.packed(10, self.keys_vals.iter().copied());
                }
                group.bytes(2, dense.as_bytes());
            }
            Element::Way | Element::Relation => {
                let field = if element == Element::Way { 3 } else { 4 };
                for message in &self.messages {
                    group.bytes(field, message.as_bytes());
                }
            }
        }
        group
    }
}

/// Writes one compressed block behind its length and its kind.
fn write_blob(out: &mut impl Write, kind: &str, message: &Message) -> io::Result<()> {
    let raw = message.as_bytes();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::new(ZLIB_LEVEL));
    zlib.write_all(raw)?;
    let mut blob = Message::new();
    blob.number(2, raw.len() as u64);
    blob.bytes(3, &zlib.finish()?);
    let mut header = Message::new();
    header.bytes(1, kind.as_bytes());
    header.number(3, blob.as_bytes().len() as u64);
    out.write_all(&(header.as_bytes().len() as u32).to_be_bytes())?;
    out.write_all(header.as_bytes())?;
    out.write_all(blob.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use osmpbf::{Element as Read, ElementReader};

    const HEADER: Header<'static> = Header {
        bounds_e7: [1_000_000_000, 400_000_000, 1_010_000_000, 410_000_000],
        program: "planner",
        source: "invented",
    };

    fn sample() -> Vec<u8> {
        let mut pbf = PbfWriter::new(Vec::new(), &HEADER).unwrap();
        for id in 1..=20_001_i32 {
            let tags = (id == 9_000).then_some(("barrier", "gate"));
            pbf.node(i64::from(id), (1_000_000_000 + id, 400_000_000 - id), tags)
                .unwrap();
        }
        pbf.way(1, [1, 20_001, 2], [("highway", "steps"), ("name", "云梯")])
            .unwrap();
        pbf.way(5, [7, 3], []).unwrap();
        let members = [
            Member {
                element: Element::Way,
                id: 5,
                role: "outer",
            },
            Member {
                element: Element::Node,
                id: 2,
                role: "",
            },
        ];
        pbf.relation(9, &members, [("type", "boundary")]).unwrap();
        pbf.finish().unwrap()
    }

    /// Everything in a file, as the osmpbf crate reads it, one line an element.
    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        ElementReader::new(bytes)
            .for_each(|element| {
                lines.push(match element {
                    Read::DenseNode(n) => format!(
                        "n{} {} {} {:?}",
                        n.id(),
                        n.decimicro_lon(),
                        n.decimicro_lat(),
                        n.tags().collect::<Vec<_>>()
                    ),
                    Read::Node(_) => "a node that is not dense".to_owned(),
                    Read::Way(w) => format!(
                        "w{} {:?} {:?}",
                        w.id(),
                        w.refs().collect::<Vec<_>>(),
                        w.tags().collect::<Vec<_>>()
                    ),
                    Read::Relation(r) => format!(
                        "r{} {:?} {:?}",
                        r.id(),
                        r.members()
                            .map(|m| (m.role().unwrap().to_owned(), m.member_id, m.member_type))
                            .collect::<Vec<_>>(),
                        r.tags().collect::<Vec<_>>()
                    ),
                });
            })
            .unwrap();
        lines
    }

    #[test]
    fn another_reader_finds_what_was_written() {
        let lines = lines(&sample());
        assert_eq!(lines.len(), 20_004);
        assert_eq!(lines[0], "n1 1000000001 399999999 []");
        assert_eq!(
            lines[8_999],
            r#"n9000 1000009000 399991000 [("barrier", "gate")]"#
        );
        assert_eq!(lines[20_000], "n20001 1000020001 399979999 []");
        assert_eq!(
            lines[20_001],
            r#"w1 [1, 20001, 2] [("highway", "steps"), ("name", "云梯")]"#
        );
        assert_eq!(lines[20_002], "w5 [7, 3] []");
        assert_eq!(
            lines[20_003],
            r#"r9 [("outer", 5, Way), ("", 2, Node)] [("type", "boundary")]"#
        );
    }

    #[test]
    fn the_header_declares_bounds_and_features() {
        let bytes = sample();
        let mut blobs = osmpbf::BlobReader::new(&bytes[..]);
        let header = blobs.next().unwrap().unwrap().to_headerblock().unwrap();
        assert_eq!(header.required_features(), ["OsmSchema-V0.6", "DenseNodes"]);
        assert_eq!(header.optional_features(), ["Sort.Type_then_ID"]);
        assert_eq!(header.writing_program(), Some("planner"));
        let bbox = header.bbox().unwrap();
        assert_eq!(
            (bbox.left, bbox.bottom, bbox.right, bbox.top),
            (100.0, 40.0, 101.0, 41.0)
        );
        assert_eq!(blobs.count(), 5);
    }

    #[test]
    fn the_same_elements_give_the_same_bytes() {
        assert_eq!(sample(), sample());
    }

    #[test]
    #[should_panic(expected = "ascending order")]
    fn elements_out_of_order_are_refused() {
        let mut pbf = PbfWriter::new(Vec::new(), &HEADER).unwrap();
        pbf.way(1, [1, 2], []).unwrap();
        pbf.node(1, (0, 0), []).unwrap();
    }
}
