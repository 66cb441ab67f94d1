//! A guarded block becomes ways and relations in plain types.
//!
//! The only file that names `osmpbf`. It hands over blocks that [`super::frame`] has unpacked and checked, one at a
//! time, framed again as raw data; it never opens a file, and never uses the crate's indexed or mapped readers.

use std::io::Read as _;

use osmpbf::{BlobDecode, BlobReader, RelMemberType};

use super::frame::wire::{Fault, fault, put_varint};

/// A way as it stands in a block.
#[derive(Debug)]
pub(super) struct WayRecord<'a> {
    /// The OpenStreetMap id.
    pub(super) id: i64,
    /// Keys and values as string indices.
    pub(super) tags: &'a [(u32, u32)],
    /// The ids of its nodes.
    pub(super) refs: &'a [i64],
    /// The places of its nodes in billionths of a degree, longitude first; empty unless the file has them on ways.
    pub(super) places: &'a [(i64, i64)],
}

/// A relation as it stands in a block.
#[derive(Debug)]
pub(super) struct RelationRecord<'a> {
    /// The OpenStreetMap id.
    pub(super) id: i64,
    /// Keys and values as string indices.
    pub(super) tags: &'a [(u32, u32)],
    /// The ways among its members, with the string index of their role.
    pub(super) ways: &'a [(i64, u32)],
}

/// Takes the elements of a block in file order.
pub(super) trait Sink {
    /// Takes a way.
    fn way(&mut self, way: &WayRecord<'_>);
    /// Takes a relation.
    fn relation(&mut self, relation: &RelationRecord<'_>);
}

/// Decodes the ways and relations of a block that the guard has passed.
pub(super) fn decode(block: &[u8], sink: &mut impl Sink) -> Result<(), Fault> {
    let head = raw_frame(block.len());
    let mut blobs = BlobReader::new(head.as_slice().chain(block));
    let blob = match blobs.next() {
        Some(Ok(blob)) => blob,
        Some(Err(error)) => return fault(format!("the decoder refuses the block: {error}")),
        None => return fault("the decoder finds no block"),
    };
    let decoded = match blob.decode() {
        Ok(BlobDecode::OsmData(decoded)) => decoded,
        Ok(_) => return fault("the decoder finds no data"),
        Err(error) => return fault(format!("the decoder refuses the block: {error}")),
    };
    drop(blob);
    let mut scratch = Scratch::default();
    for group in decoded.groups() {
        for way in group.ways() {
            scratch.hand_over_way(&way, sink);
        }
        for relation in group.relations() {
            scratch.hand_over_relation(&relation, sink);
        }
    }
    Ok(())
}

/// Buffers that are reused from element to element.
#[derive(Default)]
struct Scratch {
    tags: Vec<(u32, u32)>,
    refs: Vec<i64>,
    places: Vec<(i64, i64)>,
    ways: Vec<(i64, u32)>,
}

impl Scratch {
    fn hand_over_way(&mut self, way: &osmpbf::Way<'_>, sink: &mut impl Sink) {
        self.tags.clear();
        self.tags.extend(way.raw_tags());
        self.refs.clear();
        self.refs.extend(way.refs());
        self.places.clear();
        let places = way.node_locations();
        self.places
            .extend(places.map(|p| (p.nano_lon(), p.nano_lat())));
        sink.way(&WayRecord {
            id: way.id(),
            tags: &self.tags,
            refs: &self.refs,
            places: &self.places,
        });
    }

    fn hand_over_relation(&mut self, relation: &osmpbf::Relation<'_>, sink: &mut impl Sink) {
        self.tags.clear();
        self.tags.extend(relation.raw_tags());
        self.ways.clear();
        let members = relation.members();
        let ways = members.filter(|m| m.member_type == RelMemberType::Way);
        self.ways
            .extend(ways.map(|m| (m.member_id, m.role_sid as u32)));
        sink.relation(&RelationRecord {
            id: relation.id(),
            tags: &self.tags,
            ways: &self.ways,
        });
    }
}

/// What precedes a block of so many bytes in a file of raw, uncompressed blocks.
fn raw_frame(length: usize) -> Vec<u8> {
    let mut blob = vec![0x0a];
    put_varint(length as u64, &mut blob);
    let mut header = b"\x0a\x07OSMData\x18".to_vec();
    put_varint((blob.len() + length) as u64, &mut header);
    let mut frame = (header.len() as u32).to_be_bytes().to_vec();
    frame.append(&mut header);
    frame.append(&mut blob);
    frame
}
