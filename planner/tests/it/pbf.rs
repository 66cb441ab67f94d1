//! Writes `.osm.pbf` files byte by byte, so that each byte can be made wrong.
//!
//! An independent twin of the reader: nothing of the planner or of its decoder is used.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A message in the making.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message(pub(crate) Vec<u8>);

impl Message {
    /// Appends a field that holds a number.
    pub(crate) fn number(mut self, field: u64, value: i64) -> Self {
        put(field << 3, &mut self.0);
        put(value as u64, &mut self.0);
        self
    }

    /// Appends a field that holds a number in the zigzag code.
    pub(crate) fn signed(self, field: u64, value: i64) -> Self {
        self.number(field, zigzag(value) as i64)
    }

    /// Appends a field that holds bytes.
    pub(crate) fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        put(field << 3 | 2, &mut self.0);
        put(bytes.len() as u64, &mut self.0);
        self.0.extend_from_slice(bytes);
        self
    }

    /// Appends a field that holds a message.
    pub(crate) fn message(self, field: u64, message: &Self) -> Self {
        self.bytes(field, &message.0)
    }

    /// Appends packed numbers.
    pub(crate) fn packed(self, field: u64, values: &[u64]) -> Self {
        let mut bytes = Vec::new();
        values.iter().for_each(|value| put(*value, &mut bytes));
        self.bytes(field, &bytes)
    }

    /// Appends packed differences of numbers in the zigzag code.
    pub(crate) fn deltas(self, field: u64, values: &[i64]) -> Self {
        let mut last = 0_i64;
        let mut deltas = Vec::new();
        for value in values {
            deltas.push(zigzag(value.wrapping_sub(last)));
            last = *value;
        }
        self.packed(field, &deltas)
    }
}

pub(crate) fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn put(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A blob with its data compressed and its size declared rightly.
pub(crate) fn packed_blob(block: &[u8]) -> Message {
    Message::default()
        .number(2, block.len() as i64)
        .bytes(3, &zlib(block))
}

/// A frame around a blob, of which the header declares `size`.
pub(crate) fn frame_of_size(kind: &str, blob: &Message, size: i64) -> Vec<u8> {
    let header = Message::default().bytes(1, kind.as_bytes()).number(3, size);
    let mut frame = (header.0.len() as u32).to_be_bytes().to_vec();
    frame.extend_from_slice(&header.0);
    frame.extend_from_slice(&blob.0);
    frame
}

pub(crate) fn frame(kind: &str, blob: &Message) -> Vec<u8> {
    frame_of_size(kind, blob, blob.0.len() as i64)
}

/// The header frame of a usual file.
pub(crate) fn header() -> Vec<u8> {
    let block = Message::default()
        .bytes(4, b"OsmSchema-V0.6")
        .bytes(4, b"DenseNodes");
    frame("OSMHeader", &packed_blob(&block.0))
}

/// A data frame.
pub(crate) fn data(block: &Message) -> Vec<u8> {
    frame("OSMData", &packed_blob(&block.0))
}

/// A usual file with these blocks.
pub(crate) fn file(blocks: &[Message]) -> Vec<u8> {
    let mut bytes = header();
    blocks.iter().for_each(|block| bytes.extend(data(block)));
    bytes
}

/// A block in the making: a table of strings, and groups.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    strings: Vec<Vec<u8>>,
    groups: Vec<Message>,
}

impl Block {
    pub(crate) fn new() -> Self {
        Self {
            strings: vec![Vec::new()],
            groups: Vec::new(),
        }
    }

    /// The index of a string, new or known.
    pub(crate) fn string(&mut self, text: &[u8]) -> u64 {
        let known = self.strings.iter().position(|s| s == text);
        known.unwrap_or_else(|| {
            self.strings.push(text.to_vec());
            self.strings.len() - 1
        }) as u64
    }

    fn tag_fields(&mut self, tags: &[(&str, &str)]) -> (Vec<u64>, Vec<u64>) {
        let keys = tags.iter().map(|(k, _)| self.string(k.as_bytes()));
        let keys: Vec<u64> = keys.collect();
        let vals = tags.iter().map(|(_, v)| self.string(v.as_bytes()));
        (keys, vals.collect())
    }

    /// Appends a group.
    pub(crate) fn group(mut self, group: Message) -> Self {
        self.groups.push(group);
        self
    }

    /// Appends dense nodes: id, longitude and latitude in ten-millionths of a degree.
    pub(crate) fn dense(self, nodes: &[(i64, i64, i64)]) -> Self {
        let column = |pick: fn(&(i64, i64, i64)) -> i64| nodes.iter().map(pick).collect::<Vec<_>>();
        let dense = Message::default()
            .deltas(1, &column(|n| n.0))
            .deltas(8, &column(|n| n.2))
            .deltas(9, &column(|n| n.1));
        self.group(Message::default().message(2, &dense))
    }

    /// Appends a plain node with tags.
    pub(crate) fn node(mut self, at: (i64, i64, i64), tags: &[(&str, &str)]) -> Self {
        let (keys, vals) = self.tag_fields(tags);
        let node = Message::default()
            .signed(1, at.0)
            .packed(2, &keys)
            .packed(3, &vals)
            .signed(8, at.2)
            .signed(9, at.1);
        self.group(Message::default().message(1, &node))
    }

    /// Appends a way.
    pub(crate) fn way(mut self, id: i64, refs: &[i64], tags: &[(&str, &str)]) -> Self {
        let (keys, vals) = self.tag_fields(tags);
        let way = Message::default()
            .number(1, id)
            .packed(2, &keys)
            .packed(3, &vals)
            .deltas(8, refs);
        self.group(Message::default().message(3, &way))
    }

    /// Appends a relation of ways with roles.
    pub(crate) fn relation(
        mut self,
        id: i64,
        members: &[(i64, &str)],
        tags: &[(&str, &str)],
    ) -> Self {
        let (keys, vals) = self.tag_fields(tags);
        let roles = members.iter().map(|(_, role)| self.string(role.as_bytes()));
        let roles: Vec<u64> = roles.collect();
        let ids: Vec<i64> = members.iter().map(|(id, _)| *id).collect();
        let relation = Message::default()
            .number(1, id)
            .packed(2, &keys)
            .packed(3, &vals)
            .packed(8, &roles)
            .deltas(9, &ids)
            .packed(10, &vec![1; ids.len()]);
        self.group(Message::default().message(4, &relation))
    }

    /// The finished block.
    pub(crate) fn build(self) -> Message {
        let table = self
            .strings
            .iter()
            .fold(Message::default(), |table, s| table.bytes(1, s));
        let block = Message::default().message(1, &table);
        self.groups
            .iter()
            .fold(block, |block, group| block.message(2, group))
    }
}
