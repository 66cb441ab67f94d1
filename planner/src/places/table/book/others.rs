//! Sheets of a workbook that are not read, though they hold rows: pages without a header of their own, hidden ones.

use csv::ByteRecord;

use super::Book;
use crate::places::demand::persons::tells_person;

/// A sheet that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::places::table) struct Unread {
    /// Its name, unless that tells of a person.
    pub(in crate::places::table) name: String,
    /// How many of its rows hold a text.
    pub(in crate::places::table) rows: u64,
    /// Whether some of them look like records: several cells, one of them with a number.
    pub(in crate::places::table) has_records: bool,
}

/// The sheets other than the one that is read, as far as they hold anything.
pub(super) fn unread(book: &mut dyn Book, read: &str) -> Vec<Unread> {
    let sheets = book.sheets();
    let mut unread = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        if sheet.name == read {
            continue;
        }
        let mut found = Unread {
            name: shown_name(&sheet.name, at),
            rows: 0,
            has_records: false,
        };
        // A sheet that cannot be read, such as a chart, holds no rows.
        if let Ok(mut rows) = book.rows(&sheet.name) {
            let mut record = ByteRecord::new();
            while matches!(rows.next(&mut record), Ok(true)) {
                let cells = || record.iter().filter(|cell| !cell.trim_ascii().is_empty());
                let filled = cells().count();
                found.rows += u64::from(filled > 0);
                let has_number = || cells().any(|cell| cell.iter().any(u8::is_ascii_digit));
                found.has_records |= filled > 1 && has_number();
            }
        }
        if found.rows > 0 {
            unread.push(found);
        }
    }
    unread
}

/// The name of a sheet, or its place among the others where the name tells of a person.
pub(super) fn shown_name(name: &str, at: usize) -> String {
    if tells_person(name) {
        format!("#{}（…）", at + 1)
    } else {
        name.to_owned()
    }
}
