//! Cells merged over several rows: what stands in the first of them counts for all.
//!
//! A sheet stores the text of merged cells once. A community that is merged over its residents is the community of each of
//! them; a place that is merged over the people of one building is the place of all. Whole numbers stay where they stand: a
//! number of people that is merged over several rows is their sum, and the cells below it say that they continue it. Rows
//! with nothing else stay blank.

use calamine::Dimensions;
use csv::ByteRecord;

use crate::places::table::position::amount;
use crate::places::table::{CONTINUED, Field, plain};

/// One column of a merged area that spans several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// Its first row; that of the sheet is 0.
    pub(super) first: u32,
    /// Its last row.
    pub(super) last: u32,
    /// Its column; the sheet's first is 0.
    pub(super) column: u32,
}

impl Span {
    /// Those areas that span several rows; what stands in them stands in their first column.
    pub(super) fn of_areas(areas: &[Dimensions]) -> Vec<Self> {
        let tall = areas.iter().filter(|area| area.end.0 > area.start.0);
        tall.map(|area| Self {
            first: area.start.0,
            last: area.end.0,
            column: area.start.1,
        })
        .collect()
    }
}

/// Fills merged cells while the rows of a sheet go by.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// All spans, those that begin last first.
    waiting: Vec<Span>,
    /// Spans that have begun, with their texts.
    open: Vec<(Span, Vec<u8>)>,
}

impl Merged {
    /// Spans of one sheet, in any order.
    pub(super) fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            waiting: spans,
            open: Vec::new(),
        }
    }

    /// Adds a span that begins in the row that is filled next.
    pub(super) fn begin(&mut self, span: Span) {
        self.waiting.push(span);
    }

    /// Fills the cells of a row that lie in a span that began above it.
    pub(super) fn fill(&mut self, row: u32, record: &mut ByteRecord) {
        self.open.retain(|(span, _)| span.last >= row);
        let is_blank = record.iter().all(|cell| cell.trim_ascii().is_empty());
        if !is_blank && !self.open.is_empty() {
            self.fill_from_above(record);
        }
        while self.waiting.last().is_some_and(|span| span.first <= row) {
            let Some(span) = self.waiting.pop() else {
                break;
            };
            let text = record.get(span.column as usize).unwrap_or_default();
            if span.first == row && !plain(text).is_empty() {
                let below = if counts_for_all(text) {
                    text
                } else {
                    CONTINUED
                };
                self.open.push((span, below.to_vec()));
            }
        }
    }

    fn fill_from_above(&self, record: &mut ByteRecord) {
        let mut cells: Vec<&[u8]> = record.iter().collect();
        for (span, text) in &self.open {
            let column = span.column as usize;
            if cells.len() <= column {
                cells.resize(column + 1, b"");
            }
            if cells[column].trim_ascii().is_empty() {
                cells[column] = text;
            }
        }
        *record = ByteRecord::from(cells);
    }
}

/// Whether a text says something of every row that it is merged over: anything but a whole number.
fn counts_for_all(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else {
        return true;
    };
    let text = plain(text.as_bytes());
    let number = amount(&text, Field::Capacity);
    !text.is_empty() && number.is_none_or(|number| number.fract() != 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_places_count_for_all_rows_and_whole_numbers_for_one() {
        let span = |column| Span {
            first: 1,
            last: 3,
            column,
        };
        let mut merged = Merged::new((0..4).map(span).collect());
        let rows: [&[&str]; 5] = [
            &["社区", "经度", "人数", "", "编号"],
            &["东社区", "117.1", "3", "", "A"],
            &["", "", "", "", "B"],
            &["", "", "", ""],
            &["西社区", "117.2", "1", "", "C"],
        ];
        let filled: Vec<Vec<String>> = (0..)
            .zip(rows)
            .map(|(number, cells)| {
                let mut record = ByteRecord::from(cells.to_vec());
                merged.fill(number, &mut record);
                let cells = record.iter();
                cells
                    .map(|cell| String::from_utf8_lossy(cell).into_owned())
                    .collect()
            })
            .collect();
        let continued = std::str::from_utf8(CONTINUED).unwrap();
        assert_eq!(filled[2], ["东社区", "117.1", continued, "", "B"]);
        assert!(plain(CONTINUED).is_empty(), "it reads as an empty cell");
        assert_eq!(filled[3], ["", "", "", ""], "a blank row stays blank");
        assert_eq!(filled[4], ["西社区", "117.2", "1", "", "C"]);
        assert!(merged.open.is_empty());
    }
}
