//! A workbook of Excel since 2007 (`.xlsx`, `.xlsm`), cell by cell.
//!
//! No range of cells is ever asked for, because its memory grows with the distance between cells.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{
    DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxCellReader,
};
use csv::ByteRecord;

use super::merged::{Merged, Span};
use super::{Book, MOST_COLUMNS, MOST_ROWS, Sheet, calm, damaged, guard, number};
use crate::places::Error;
use crate::places::table::Rows;

/// An open workbook.
pub(super) struct XlsxBook<'p> {
    book: Xlsx<BufReader<File>>,
    path: &'p Path,
    seen: guard::Seen,
}

impl<'p> XlsxBook<'p> {
    /// Opens a workbook, once its archive is known to be harmless.
    pub(super) fn open(path: &'p Path) -> Result<Self, Error> {
        let seen = guard::check(path)?;
        let file = File::open(path).map_err(|source| Error::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        match calm(|| Xlsx::new(BufReader::new(file))) {
            Some(Ok(book)) => Ok(Self { book, path, seen }),
            _ => Err(damaged(path, "its parts do not fit together")),
        }
    }
}

impl XlsxBook<'_> {
    /// The merged areas of a sheet that span several rows; where they cannot be told, its cells stay as they are.
    fn spans(&mut self, sheet: &str) -> Vec<Span> {
        if !self.seen.has_merged_cells {
            return Vec::new();
        }
        let book = &mut self.book;
        let merged = calm(move || book.merge_cells_by_sheet_name(sheet));
        let Some(Ok(merged)) = merged else {
            return Vec::new();
        };
        Span::of_areas(&merged)
    }
}

impl Book for XlsxBook<'_> {
    fn format(&self) -> &'static str {
        "XLSX"
    }

    fn lost_formulas(&self) -> u64 {
        self.seen.lost_formulas
    }

    fn sheets(&self) -> Vec<Sheet> {
        let sheets = self.book.sheets_metadata().iter();
        // Charts and macros hold no rows.
        sheets
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| Sheet {
                name: sheet.name.clone(),
                is_visible: sheet.visible == SheetVisible::Visible,
            })
            .collect()
    }

    fn rows<'a>(&'a mut self, sheet: &str) -> Result<Box<dyn Rows + 'a>, Error> {
        let merged = Merged::new(self.spans(sheet));
        let (book, path) = (&mut self.book, self.path);
        let cells = calm(move || book.worksheet_cells_reader(sheet));
        let Some(Ok(cells)) = cells else {
            return Err(damaged(path, "a sheet cannot be read"));
        };
        Ok(Box::new(SheetRows {
            cells,
            merged,
            path,
            next: 0,
            waiting: None,
            ended: false,
        }))
    }
}

/// The rows of a sheet, from its first row on; empty ones are records without cells.
struct SheetRows<'a> {
    cells: XlsxCellReader<'a, BufReader<File>>,
    merged: Merged,
    path: &'a Path,
    next: u32,
    waiting: Option<(u32, u32, String)>,
    ended: bool,
}

impl SheetRows<'_> {
    /// The next cell that holds a text: row, column and text.
    fn cell(&mut self) -> Result<Option<(u32, u32, String)>, Error> {
        loop {
            let cells = &mut self.cells;
            let cell = calm(|| cells.next_cell());
            let Some(Ok(cell)) = cell else {
                return Err(damaged(self.path, "a sheet is cut short or malformed"));
            };
            let Some(cell) = cell else {
                return Ok(None);
            };
            let (row, column) = cell.get_position();
            if row >= MOST_ROWS {
                return Err(damaged(
                    self.path,
                    "a row lies beyond the last that a sheet has",
                ));
            }
            let text = text_of(cell.get_value());
            if column < MOST_COLUMNS && !text.trim().is_empty() {
                return Ok(Some((row, column, text)));
            }
        }
    }
}

impl Rows for SheetRows<'_> {
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Error> {
        record.clear();
        if self.waiting.is_none() && !self.ended {
            self.waiting = self.cell()?;
            self.ended = self.waiting.is_none();
        }
        let row = self.next;
        let mut width = 0;
        while let Some((at, column, text)) = self.waiting.take() {
            if at < row || (at == row && column < width) {
                return Err(damaged(self.path, "its cells are out of order"));
            }
            if at > row {
                self.waiting = Some((at, column, text));
                break;
            }
            for _ in width..column {
                record.push_field(b"");
            }
            record.push_field(text.as_bytes());
            width = column + 1;
            self.waiting = self.cell()?;
        }
        self.merged.fill(row, record);
        self.ended |= self.waiting.is_none();
        self.next += 1;
        Ok(width > 0 || !self.ended)
    }
}

/// The text of a cell.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(n) => number(*n as f64),
        DataRef::Float(x) => number(*x),
        DataRef::DateTime(when) => day(when),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A day as text, such as `1945-03-07`: where a number is asked for, a day is none.
pub(super) fn day(when: &ExcelDateTime) -> String {
    /// The day after the last of the calendar.
    const END: f64 = 2_958_466.0;
    let value = when.as_f64();
    if !(0.0..END).contains(&value) || when.is_duration() {
        return number(value);
    }
    let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if value < 1.0 {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if value.fract() == 0.0 {
        day
    } else {
        format!("{day} {time}")
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn days_count_from_the_same_beginning_in_both_dialects() {
        // 7 March 1945, in days from the end of 1899 and from the beginning of 1904.
        for (value, is_1904) in [(16_503.0, false), (15_041.0, true)] {
            let when = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904);
            assert_eq!(day(&when), "1945-03-07");
        }
        let at = |value| {
            day(&ExcelDateTime::new(
                value,
                ExcelDateTimeType::DateTime,
                false,
            ))
        };
        assert_eq!(at(16_503.25), "1945-03-07 06:00:00");
        assert_eq!(at(9_618.0), "1926-05-01");
        // A number too large for a day stays a number.
        assert_eq!(at(1e16), "1e16");
    }
}
