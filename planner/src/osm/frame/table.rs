//! An unpacked block's plain parts: the file's header, and the strings of a data block.
//!
//! Bytes that are not UTF-8 are replaced here by `?`: one bad name must not cost a province, and `osmpbf` would end an
//! element's tags at it without a word.

use super::wire::{Fault, Wire, fault, unzigzag};

/// The most strings of one block; writers put 8,000 elements into one.
const MAX_STRINGS: usize = 500_000;

/// What the file's header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::osm) struct Header {
    /// West, east, north, south in billionths of a degree.
    pub(in crate::osm) bounds: Option<[i64; 4]>,
    /// Seconds since 1970 of the data's state.
    pub(in crate::osm) replicated_at_s: Option<i64>,
}

/// The strings of a block, one after the other.
#[derive(Debug, Default)]
pub(in crate::osm) struct StringTable {
    text: String,
    /// Where each string starts and ends in `text`.
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
    pub(in crate::osm) fn text(&self, index: u32) -> &str {
        let span = self.spans.get(index as usize);
        span.and_then(|(start, end)| self.text.get(*start as usize..*end as usize))
            .unwrap_or_default()
    }

    fn push(&mut self, bytes: &[u8]) {
        let start = self.text.len() as u32;
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.text.push_str(text);
        } else {
            self.mended += 1;
            mend(bytes, &mut self.text);
        }
        self.spans.push((start, self.text.len() as u32));
    }
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

/// Takes the strings of a block; bytes in them that are not UTF-8 become `?`.
pub(in crate::osm) fn strings(block: &[u8]) -> Result<StringTable, Fault> {
    let mut found = None;
    let mut wire = Wire::new(block);
    while let Some(field) = wire.field()? {
        if field.number == 1 && found.replace(field.bytes()?).is_some() {
            return fault("the block has two string tables");
        }
    }
    let mut table = StringTable::default();
    let bytes = found.unwrap_or_default();
    table.text.reserve(bytes.len());
    let mut wire = Wire::new(bytes);
    while let Some(field) = wire.field()? {
        if field.number != 1 {
            continue;
        }
        if table.len() == MAX_STRINGS {
            return fault(format!("string table too long: more than {MAX_STRINGS}"));
        }
        table.push(field.bytes()?);
    }
    Ok(table)
}

/// Appends a text, with a `?` for every byte that is not part of a UTF-8 character.
fn mend(bytes: &[u8], out: &mut String) {
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
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
