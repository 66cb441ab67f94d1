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
        if table.spans.len() == MAX_STRINGS {
            return fault(format!("string table too long: more than {MAX_STRINGS}"));
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
