//! How a file of places was read, so that whoever made it can see that it was read as it was meant.
//!
//! Holds headers and counts and never a cell of a row.

use std::ops::Range;

use super::demand::persons::shown_title;
use super::table::Field;

/// How a file was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// Its format, such as `CSV` or `XLSX`.
    pub format: &'static str,
    /// Its encoding, where that is a question.
    pub encoding: Option<&'static str>,
    /// What separates its cells, where that is a question.
    pub delimiter: Option<&'static str>,
    /// The sheet of a workbook or the layer of a database.
    pub sheet: Option<String>,
    /// The system in which its coordinates were taken to be.
    pub crs: String,
    /// The row of its header, the first row of the file being 1; with two rows of headers, the lower one.
    pub header_row: Option<u64>,
    /// Each header that is known, and the field that it means.
    pub columns: Vec<(String, &'static str)>,
    /// Headers that are not known and that no rule of the scenario asks for.
    pub unused: Vec<String>,
    /// Headers of names, phones and identity numbers, which are not kept.
    pub dropped: Vec<String>,
    /// Its rows.
    pub rows: RowCounts,
    /// Rows with a usable place.
    pub located: u64,
    /// Why the others have none: the code of the finding, and how many rows.
    pub unlocated: Vec<(&'static str, u64)>,
    /// The rows of [`super::Places::seniors`] that come from it; empty for other files.
    pub seniors: Range<usize>,
}

/// What a header means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A known field.
    Field(Field),
    /// A column that a rule of the scenario asks for by its own name.
    Rule,
    /// Nothing that is read.
    Unknown,
}

/// The rows of a file below its header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// All rows: those used, totals and blank ones.
    pub seen: u64,
    /// Rows of totals and remarks, which are no people or places.
    pub totals: u64,
    /// Rows without any text.
    pub blank: u64,
}

impl RowCounts {
    /// Rows that are people or places.
    pub const fn used(self) -> u64 {
        self.seen - self.totals - self.blank
    }
}

impl Intake {
    /// Notes a header and what it means.
    pub(super) fn note(&mut self, header: &str, meaning: Meaning) {
        let header = shown_title(header);
        match meaning {
            Meaning::Field(field) if field.is_personal() => self.dropped.push(header),
            Meaning::Field(field) => self.columns.push((header, field.name())),
            Meaning::Rule => self.columns.push((header, "rule")),
            Meaning::Unknown => self.unused.push(header),
        }
    }
}
