//! The relations that pass the guard become a block of their own.
//!
//! Strings and metadata stay behind: the decoder gets numbers only, and has less to do.

use super::wire::{put_bytes, put_varint, varint_length};

/// The field of a group that holds a relation.
const RELATION: u32 = 4;

/// A group of relations in the making.
#[derive(Debug, Default)]
pub(super) struct Passed {
    group: Vec<u8>,
}

impl Passed {
    /// Appends a relation from its id and its packed lists, each with the number of its field.
    pub(super) fn relation(&mut self, id: i64, lists: [(u32, &[u8]); 5]) {
        let length = |packed: &[u8]| 1 + varint_length(packed.len() as u64) + packed.len();
        let lists = lists.iter().filter(|(_, packed)| !packed.is_empty());
        let size: usize = lists.clone().map(|(_, packed)| length(packed)).sum();
        let out = &mut self.group;
        put_varint(u64::from(RELATION << 3 | 2), out);
        put_varint((1 + varint_length(id as u64) + size) as u64, out);
        put_varint(1 << 3, out);
        put_varint(id as u64, out);
        for (number, packed) in lists {
            put_bytes(*number, packed, out);
        }
    }

    /// The block around the group, with an empty table of strings; empty without any relation.
    pub(super) fn into_block(self) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.group.is_empty() {
            out.reserve(self.group.len() + 16);
            put_bytes(1, &[], &mut out);
            put_bytes(2, &self.group, &mut out);
        }
        out
    }
}
