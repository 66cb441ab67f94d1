//! The relations of a guarded block in plain types.
//!
//! The only file that names `osmpbf`. It hands over blocks that [`super::frame`] has unpacked and checked, one at a
//! time, framed again as raw data; it never opens a file, and never uses the crate's indexed or mapped readers. Nodes and
//! ways come from the guard itself, which has to decode them anyway to check their sums: decoding them twice made
//! extracts of streets alone take half as long again.

use std::io::Read as _;

use osmpbf::{BlobDecode, BlobReader, RelMemberType};

use super::frame::wire::{Fault, fault, put_varint};

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

/// Decodes the relations of a block that the guard has passed, and hands them over in file order.
pub(super) fn relations(
    block: &[u8],
    mut take: impl FnMut(&RelationRecord<'_>),
) -> Result<(), Fault> {
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
    let (mut tags, mut ways) = (Vec::new(), Vec::new());
    for relation in decoded.groups().flat_map(|group| group.relations()) {
        tags.clear();
        tags.extend(relation.raw_tags());
        ways.clear();
        let members = relation.members();
        let of_ways = members.filter(|m| m.member_type == RelMemberType::Way);
        ways.extend(of_ways.map(|m| (m.member_id, m.role_sid as u32)));
        take(&RelationRecord {
            id: relation.id(),
            tags: &tags,
            ways: &ways,
        });
    }
    Ok(())
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
