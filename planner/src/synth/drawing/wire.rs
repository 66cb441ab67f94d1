//! Numbers and byte strings become protocol buffer fields.
//!
//! Only what an `.osm.pbf` file needs: variable-length integers, zigzag, packed lists and nested messages. It knows
//! no message of OpenStreetMap.
//!
//! References: Protocol Buffers encoding, <https://protobuf.dev/programming-guides/encoding/>.

/// A protocol buffer message under construction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Message(Vec<u8>);

impl Message {
    /// An empty message.
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends a field of type `int32`, `int64`, `uint32` or `uint64`.
    pub(super) fn number(&mut self, field: u32, value: u64) -> &mut Self {
        varint(&mut self.0, u64::from(field) << 3);
        varint(&mut self.0, value);
        self
    }

    /// Appends a field of type `sint32` or `sint64`.
    pub(super) fn signed(&mut self, field: u32, value: i64) -> &mut Self {
        self.number(field, zigzag(value))
    }

    /// Appends a field of type `bytes` or `string`, or a nested message.
    pub(super) fn bytes(&mut self, field: u32, value: &[u8]) -> &mut Self {
        varint(&mut self.0, (u64::from(field) << 3) | 2);
        varint(&mut self.0, value.len() as u64);
        self.0.extend_from_slice(value);
        self
    }

    /// Appends a packed list of unsigned numbers; an empty list leaves no trace.
    pub(super) fn packed(
        &mut self,
        field: u32,
        values: impl IntoIterator<Item = u64>,
    ) -> &mut Self {
        let mut list = Vec::new();
        for value in values {
            varint(&mut list, value);
        }
        if !list.is_empty() {
            self.bytes(field, &list);
        }
        self
    }

    /// Appends a packed list of `sint64`, each as its difference from the one before.
    pub(super) fn deltas(
        &mut self,
        field: u32,
        values: impl IntoIterator<Item = i64>,
    ) -> &mut Self {
        let mut last = 0;
        self.packed(
            field,
            values.into_iter().map(|value| {
                let step = zigzag(value - last);
                last = value;
                step
            }),
        )
    }

    /// The encoded bytes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Seven bits a byte, lowest first, the top bit set on all but the last.
fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Small numbers of either sign become small unsigned numbers.
const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_specification_hold() {
        let mut m = Message::new();
        m.number(1, 150);
        assert_eq!(m.as_bytes(), [0x08, 0x96, 0x01]);
        let mut m = Message::new();
        m.bytes(2, b"testing");
        assert_eq!(m.as_bytes(), b"\x12\x07testing");
        let mut m = Message::new();
        m.packed(6, [3, 270, 86_942]);
        assert_eq!(
            m.as_bytes(),
            [0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]
        );
        assert_eq!(
            [0, -1, 1, -2, i64::MAX, i64::MIN].map(zigzag),
            [0, 1, 2, 3, u64::MAX - 1, u64::MAX]
        );
    }

    #[test]
    fn deltas_are_differences() {
        let mut by_hand = Message::new();
        by_hand.packed(1, [10, 3, 1].map(zigzag));
        let mut m = Message::new();
        m.deltas(1, [10, 13, 14]);
        assert_eq!(m, by_hand);
        assert!(Message::new().deltas(1, []).as_bytes().is_empty());
    }
}
