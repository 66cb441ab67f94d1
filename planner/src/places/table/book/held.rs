//! The sheets of a page of text (a web page, an XML file), held in memory: what writes them has no more rows than a screen.

use csv::ByteRecord;

use super::merged::{Merged, Span};
use super::{Book, MOST_COLUMNS, MOST_ROWS, Sheet, put_cells};
use crate::places::Error;
use crate::places::table::Rows;
use crate::places::table::encoding::Encoding;

/// All sheets together hold no more cells.
const MOST_CELLS: u64 = 1 << 23;

/// More rows or cells than are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

/// A sheet that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeldSheet {
    pub(super) name: String,
    pub(super) is_visible: bool,
    /// Cells with a text, by row, with their columns.
    rows: Vec<Vec<(u32, String)>>,
    spans: Vec<Span>,
}

impl HeldSheet {
    pub(super) const fn new(name: String) -> Self {
        Self {
            name,
            is_visible: true,
            rows: Vec::new(),
            spans: Vec::new(),
        }
    }

    /// Puts a cell that begins in a row and a column and reaches down to a last row; cells of a row come in order.
    fn put(&mut self, row: u32, column: u32, last: u32, text: String) {
        while self.rows.len() <= row as usize {
            self.rows.push(Vec::new());
        }
        self.rows[row as usize].push((column, text));
        if last > row {
            self.spans.push(Span {
                first: row,
                last,
                column,
            });
        }
    }
}

/// A book that is held.
#[derive(Debug)]
pub(super) struct HeldBook {
    format: &'static str,
    encoding: Option<Encoding>,
    /// Whether some of its text makes no sense in that encoding.
    pub(super) is_broken: bool,
    lost_formulas: u64,
    pub(super) sheets: Vec<HeldSheet>,
    cells: u64,
}

impl HeldBook {
    pub(super) const fn new(format: &'static str, encoding: Option<Encoding>) -> Self {
        Self {
            format,
            encoding,
            is_broken: false,
            lost_formulas: 0,
            sheets: Vec::new(),
            cells: 0,
        }
    }

    /// Puts a cell of a sheet, unless its text is blank or it lies farther right than tables of people reach.
    pub(super) fn put(&mut self, sheet: usize, cell: Placed, text: String) -> Result<(), TooMany> {
        self.cells += 1;
        if cell.row >= MOST_ROWS || self.cells > MOST_CELLS {
            return Err(TooMany);
        }
        if cell.column < MOST_COLUMNS && !text.trim().is_empty() {
            let last = cell.last.min(MOST_ROWS);
            self.sheets[sheet].put(cell.row, cell.column, last, text);
        }
        Ok(())
    }

    /// Counts a formula that was stored without its result.
    pub(super) const fn lose_formula(&mut self) {
        self.lost_formulas += 1;
    }
}

/// Where a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) row: u32,
    pub(super) column: u32,
    /// The last row that it is merged over; its own where it is not.
    pub(super) last: u32,
}

impl Book for HeldBook {
    fn format(&self) -> &'static str {
        self.format
    }

    fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    fn is_broken(&self) -> bool {
        self.is_broken
    }

    fn lost_formulas(&self) -> u64 {
        self.lost_formulas
    }

    fn sheets(&self) -> Vec<Sheet> {
        let sheets = self.sheets.iter();
        sheets
            .map(|sheet| Sheet {
                name: sheet.name.clone(),
                is_visible: sheet.is_visible,
            })
            .collect()
    }

    fn rows<'a>(&'a mut self, sheet: &str) -> Result<Box<dyn Rows + 'a>, Error> {
        let found = self.sheets.iter().find(|held| held.name == sheet);
        let (rows, spans) = found.map_or((&[][..], Vec::new()), |held| {
            (held.rows.as_slice(), held.spans.clone())
        });
        Ok(Box::new(SheetRows {
            rows,
            merged: Merged::new(spans),
            next: 0,
        }))
    }
}

/// The rows of a sheet, from its first row on.
struct SheetRows<'a> {
    rows: &'a [Vec<(u32, String)>],
    merged: Merged,
    next: u32,
}

impl Rows for SheetRows<'_> {
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Error> {
        record.clear();
        let Some(cells) = self.rows.get(self.next as usize) else {
            return Ok(false);
        };
        put_cells(cells, record);
        self.merged.fill(self.next, record);
        self.next += 1;
        Ok(true)
    }
}
