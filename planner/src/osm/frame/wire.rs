//! Bytes become fields: the little of the protobuf wire format that the guard needs.
//!
//! Nothing here allocates, recurses or trusts a length; a malformed byte is a [`Fault`] that says what it met.

/// What is wrong with a block, as half a sentence; the frame reader adds where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::box_collection,
    reason = "results of the hot functions then fit into two registers"
)]
pub(in crate::osm) struct Fault(Box<String>);

impl Fault {
    /// Makes a fault.
    pub(in crate::osm) fn new(what: impl Into<String>) -> Self {
        Self(Box::new(what.into()))
    }

    /// What is wrong.
    pub(in crate::osm) fn into_text(self) -> String {
        *self.0
    }
}

/// Makes a fault as the error of a result.
#[cold]
pub(in crate::osm) fn fault<T>(what: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::new(what))
}

/// A place in a message, moving forward.
#[derive(Debug, Clone, Copy)]
pub(in crate::osm) struct Wire<'a> {
    rest: &'a [u8],
}

/// A field of a message.
#[derive(Debug, Clone, Copy)]
pub(in crate::osm) struct Field<'a> {
    /// Its number.
    pub(in crate::osm) number: u32,
    /// What it holds.
    pub(in crate::osm) value: Value<'a>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(in crate::osm) enum Value<'a> {
    /// A number.
    Varint(u64),
    /// Text, a message or packed numbers.
    Bytes(&'a [u8]),
    /// Four or eight bytes, which no field of the format uses.
    Fixed,
}

impl<'a> Wire<'a> {
    /// Starts at the first byte of a message.
    pub(in crate::osm) const fn new(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    /// Whether all bytes are read.
    pub(in crate::osm) const fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads the next field; `None` at the end of the message.
    pub(in crate::osm) fn field(&mut self) -> Result<Option<Field<'a>>, Fault> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let number = u32::try_from(tag >> 3).unwrap_or(0);
        if number == 0 {
            return fault(format!("field number {} is not valid", tag >> 3));
        }
        let value = match tag & 7 {
            0 => Value::Varint(self.varint()?),
            1 => self.skip(8)?,
            2 => {
                let length = self.varint()?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.skip(4)?,
            other => {
                return fault(format!(
                    "field {number} has wire type {other}, which is not used"
                ));
            }
        };
        Ok(Some(Field { number, value }))
    }

    /// Reads one number of up to ten bytes.
    #[inline]
    pub(in crate::osm) fn varint(&mut self) -> Result<u64, Fault> {
        match self.rest {
            [a, rest @ ..] if *a < 0x80 => {
                self.rest = rest;
                Ok(u64::from(*a))
            }
            _ => self.wide_varint(),
        }
    }

    /// Reads one number of up to eight bytes at a stroke, where eight bytes are left.
    #[inline]
    fn wide_varint(&mut self) -> Result<u64, Fault> {
        let Some((word, _)) = self.rest.split_first_chunk::<8>() else {
            return self.long_varint();
        };
        let word = u64::from_le_bytes(*word);
        let ends = !word & 0x8080_8080_8080_8080;
        if ends == 0 {
            return self.long_varint();
        }
        let bytes = ends.trailing_zeros() / 8 + 1;
        let bits = word & (u64::MAX >> (64 - 8 * bytes)) & 0x7f7f_7f7f_7f7f_7f7f;
        // Pairs of 7 bits close up to 14, pairs of those to 28, and those to 56.
        let bits = (bits & 0x7f00_7f00_7f00_7f00) >> 1 | (bits & 0x007f_007f_007f_007f);
        let bits = (bits & 0x3fff_0000_3fff_0000) >> 2 | (bits & 0x0000_3fff_0000_3fff);
        let bits = (bits & 0x0fff_ffff_0000_0000) >> 4 | (bits & 0x0000_0000_0fff_ffff);
        self.rest = &self.rest[bytes as usize..];
        Ok(bits)
    }

    /// Reads one number in the zigzag code for signed values.
    #[inline]
    pub(in crate::osm) fn zigzag(&mut self) -> Result<i64, Fault> {
        self.varint().map(unzigzag)
    }

    #[cold]
    fn long_varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0_u64;
        for (i, byte) in self.rest.iter().take(10).enumerate() {
            if i == 9 && *byte > 1 {
                return fault("a number is longer than 64 bits");
            }
            value |= u64::from(*byte & 0x7f) << (7 * i);
            if *byte < 0x80 {
                self.rest = &self.rest[i + 1..];
                return Ok(value);
            }
        }
        fault("a number is cut short")
    }

    fn skip(&mut self, bytes: u64) -> Result<Value<'a>, Fault> {
        self.take(bytes).map(|_| Value::Fixed)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Fault> {
        let whole = self.rest;
        match usize::try_from(length) {
            Ok(length) if length <= whole.len() => {
                let (taken, rest) = whole.split_at(length);
                self.rest = rest;
                Ok(taken)
            }
            _ => fault(format!(
                "a field of {length} bytes reaches beyond the {} that are left",
                whole.len()
            )),
        }
    }
}

impl<'a> Field<'a> {
    /// The bytes of a field that must hold bytes.
    pub(in crate::osm) fn bytes(&self) -> Result<&'a [u8], Fault> {
        match self.value {
            Value::Bytes(bytes) => Ok(bytes),
            _ => fault(format!("field {} should hold bytes", self.number)),
        }
    }

    /// The number of a field that must hold one.
    pub(in crate::osm) fn number(&self) -> Result<u64, Fault> {
        match self.value {
            Value::Varint(value) => Ok(value),
            _ => fault(format!("field {} should hold a number", self.number)),
        }
    }

    /// The bytes of a field that may occur once.
    pub(in crate::osm) fn once(&self, slot: &mut Option<&'a [u8]>) -> Result<(), Fault> {
        if slot.replace(self.bytes()?).is_some() {
            return fault(format!("field {} occurs twice", self.number));
        }
        Ok(())
    }
}

/// Undoes the zigzag code: 0, 1, 2, 3 become 0, -1, 1, -2.
#[inline]
pub(in crate::osm) const fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// How many numbers a packed field holds, from the bytes that end one.
pub(in crate::osm) fn count(packed: &[u8]) -> usize {
    packed.iter().filter(|byte| **byte < 0x80).count()
}

/// Writes one number.
pub(in crate::osm) fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes a field that holds bytes.
pub(in crate::osm) fn put_bytes(number: u32, bytes: &[u8], out: &mut Vec<u8>) {
    put_varint(u64::from(number << 3 | 2), out);
    put_varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// How many bytes a number takes.
pub(in crate::osm) const fn varint_length(value: u64) -> usize {
    (64 - (value | 1).leading_zeros()).div_ceil(7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_read() {
        // Worked by hand from the protobuf encoding guide.
        let bytes = [0x00, 0x96, 0x01, 0xff, 0xff, 0xff, 0xff, 0x0f];
        let mut wire = Wire::new(&bytes);
        assert_eq!(wire.varint(), Ok(0));
        assert_eq!(wire.varint(), Ok(150));
        assert_eq!(wire.varint(), Ok(u64::from(u32::MAX)));
        assert!(wire.is_done() && count(&bytes) == 3);
        let minus_one = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert_eq!(Wire::new(&minus_one).varint(), Ok(u64::MAX));
        assert_eq!(
            [0, 1, 2, 3, u64::MAX].map(unzigzag),
            [0, -1, 1, -2, i64::MIN]
        );
    }

    #[test]
    fn bad_bytes_are_faults() {
        assert!(Wire::new(&[0x80]).varint().is_err(), "cut short");
        assert!(
            Wire::new(&[0xff; 10]).varint().is_err(),
            "more than 64 bits"
        );
        assert!(
            Wire::new(&[0x0a, 0x05, 1]).field().is_err(),
            "length beyond the end"
        );
        assert!(Wire::new(&[0x02, 0x00]).field().is_err(), "field 0");
        assert!(Wire::new(&[0x0b]).field().is_err(), "group");
        assert!(Wire::new(&[]).field().is_ok_and(|f| f.is_none()));
    }

    #[test]
    fn wide_and_narrow_reading_agree_for_every_length() {
        for bits in 0..64 {
            let value = (u64::MAX >> bits) & 0xdead_beef_f00d_cafe;
            let mut bytes = Vec::new();
            put_varint(value, &mut bytes);
            assert_eq!(varint_length(value), bytes.len());
            assert_eq!(Wire::new(&bytes).long_varint(), Ok(value));
            let length = bytes.len();
            bytes.extend([0xff; 9]);
            let mut wire = Wire::new(&bytes);
            assert_eq!(
                (wire.varint(), wire.rest.len()),
                (Ok(value), bytes.len() - length)
            );
        }
    }
}
