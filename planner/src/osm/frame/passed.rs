//! The ways and relations that pass the guard become a block of their own.
//!
//! Strings and metadata stay behind: the decoder gets numbers only, and has less to do.

use super::wire::{put_bytes, put_varint, varint_length};

/// A group of elements in the making.
#[derive(Debug, Default)]
pub(super) struct Passed {
    group: Vec<u8>,
}

impl Passed {
    /// Appends an element, which is field `number` of the group, from its id and its lists.
    pub(super) fn element<'b>(
        &mut self,
        number: u32,
        id: i64,
        lists: impl Iterator<Item = (u32, &'b [u8])> + Clone,
    ) {
        let length = |packed: &[u8]| 1 + varint_length(packed.len() as u64) + packed.len();
        let lists = lists.filter(|(_, packed)| !packed.is_empty());
        let size: usize = lists.clone().map(|(_, packed)| length(packed)).sum();
        let out = &mut self.group;
        put_varint(u64::from(number << 3 | 2), out);
        put_varint((1 + varint_length(id as u64) + size) as u64, out);
        put_varint(1 << 3, out);
        put_varint(id as u64, out);
        for (number, packed) in lists {
            put_bytes(number, packed, out);
        }
    }

    /// The block around the group, with its unit and origin of places; empty without any element.
    pub(super) fn into_block(self, granularity: i64, (lon, lat): (i64, i64)) -> Vec<u8> {
        let mut out = Vec::new();
        if self.group.is_empty() {
            return out;
        }
        out.reserve(self.group.len() + 64);
        put_bytes(1, &[], &mut out);
        put_bytes(2, &self.group, &mut out);
        for (number, value) in [(17, granularity), (19, lat), (20, lon)] {
            put_varint(number << 3, &mut out);
            put_varint(value as u64, &mut out);
        }
        out
    }
}
