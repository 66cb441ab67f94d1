//! A workbook of Excel before 2007 (`.xls`).
//!
//! The library holds a rectangle of all cells of every sheet, however far apart the cells stand, and all of it at once.
//! So every record is looked at first, and a file whose rectangles are too large is refused.
//!
//! References: Microsoft, [MS-CFB] Compound File Binary File Format; [MS-XLS] Excel Binary File Format, 2.4 Records.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use calamine::{Data, Reader as _, SheetType, SheetVisible, Xls};
use csv::ByteRecord;

use super::merged::{Merged, Span};
use super::{
    Book, MOST_COLUMNS, MOST_WHOLE_BYTES, Sheet, calm, damaged, number, refuse_huge, too_large,
};
use crate::places::Error;
use crate::places::table::Rows;

/// The rectangles of all sheets together hold no more cells: 65,536 rows of 128 columns.
const MOST_CELLS: u64 = 1 << 23;

/// An open workbook.
pub(super) struct XlsBook<'p> {
    book: Xls<BufReader<File>>,
    path: &'p Path,
}

impl<'p> XlsBook<'p> {
    /// Opens a workbook, once its records are known to be harmless.
    pub(super) fn open(path: &'p Path) -> Result<Self, Error> {
        let unreadable = |source| Error::Unreadable {
            path: path.to_owned(),
            source,
        };
        refuse_huge(path)?;
        if cells_of(path)? > MOST_CELLS {
            return Err(too_large(path, MOST_WHOLE_BYTES));
        }
        let file = File::open(path).map_err(unreadable)?;
        match calm(|| Xls::new(BufReader::new(file))) {
            Some(Ok(book)) => Ok(Self { book, path }),
            _ => Err(damaged(path, "its parts do not fit together")),
        }
    }
}

impl Book for XlsBook<'_> {
    fn format(&self) -> &'static str {
        "XLS"
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
        let (book, path) = (&mut self.book, self.path);
        let Some(Ok(range)) = calm(|| book.worksheet_range(sheet)) else {
            return Err(damaged(path, "a sheet cannot be read"));
        };
        let merged = calm(|| book.merge_cells_by_sheet_name(sheet));
        let merged = merged.and_then(Result::ok).unwrap_or_default();
        let (before, left) = range.start().unwrap_or_default();
        Ok(Box::new(SheetRows {
            range,
            merged: Merged::new(Span::of_areas(&merged)),
            before,
            left,
            next: 0,
        }))
    }
}

/// The rows of a sheet, from its first row on.
struct SheetRows {
    range: calamine::Range<Data>,
    merged: Merged,
    /// Empty rows above its rectangle.
    before: u32,
    /// Empty columns left of it.
    left: u32,
    next: u32,
}

impl Rows for SheetRows {
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Error> {
        record.clear();
        let row = self.next;
        self.next += 1;
        if row < self.before {
            return Ok(!self.range.is_empty());
        }
        let inside = (row - self.before) as usize;
        if inside >= self.range.height() {
            return Ok(false);
        }
        let mut width = 0;
        for column in 0..self.range.width() {
            let at = self.left + column as u32;
            let Some(cell) = self.range.get((inside, column)) else {
                continue;
            };
            let text = text_of(cell);
            if text.trim().is_empty() || at >= MOST_COLUMNS {
                continue;
            }
            for _ in width..at {
                record.push_field(b"");
            }
            record.push_field(text.as_bytes());
            width = at + 1;
        }
        self.merged.fill(row, record);
        Ok(true)
    }
}

fn text_of(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(n) => number(*n as f64),
        Data::Float(x) => number(*x),
        Data::DateTime(when) => super::xlsx::day(when),
        Data::Bool(truth) => truth.to_string(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// How many cells the rectangles of all sheets hold together.
fn cells_of(path: &Path) -> Result<u64, Error> {
    let damaged = || damaged(path, "it is no .xls, or is cut short");
    let mut book = cfb::open(path).map_err(|_not_shown| damaged())?;
    let protected = || Error::ProtectedBook {
        path: path.to_owned(),
    };
    // A later workbook with a password is hidden in such a file as a whole.
    if book.exists("/EncryptedPackage") {
        return Err(protected());
    }
    let stream = book
        .open_stream("/Workbook")
        .or_else(|_| book.open_stream("/Book"));
    let mut stream = BufReader::new(stream.map_err(|_not_shown| damaged())?);
    let cells = rectangles(&mut stream).map_err(|_not_shown| damaged())?;
    cells.ok_or_else(protected)
}

/// Reads the records of a stream of sheets and adds up the rectangles around their cells; `None` where they are encrypted.
fn rectangles(stream: &mut impl Read) -> io::Result<Option<u64>> {
    /// The record that says how the others are encrypted.
    const ENCRYPTED: u16 = 0x002F;
    const BEGIN: [u16; 4] = [0x0809, 0x0409, 0x0209, 0x0009];
    let mut all = 0_u64;
    let mut sheet = Rectangle::default();
    let mut header = [0; 4];
    let mut body = Vec::new();
    while fills(stream, &mut header)? {
        let kind = u16::from_le_bytes([header[0], header[1]]);
        let len = u16::from_le_bytes([header[2], header[3]]);
        body.resize(len.into(), 0);
        stream.read_exact(&mut body)?;
        if kind == ENCRYPTED {
            return Ok(None);
        }
        if BEGIN.contains(&kind) {
            all = all.saturating_add(sheet.cells());
            sheet = Rectangle::default();
        }
        let word = |at: usize| {
            body.get(at..at + 2)
                .map(|b| u16::from_le_bytes([b[0], b[1]]))
        };
        if let (true, Some(row), Some(column)) = (holds_cells(kind), word(0), word(2)) {
            sheet.add(row, column);
            // A row of numbers ends with its last column.
            if kind == 0x00BD && body.len() >= 6 {
                sheet.add(row, word(body.len() - 2).unwrap_or(column));
            }
        }
    }
    Ok(Some(all.saturating_add(sheet.cells())))
}

/// Whether a record holds cells that are kept: numbers, texts, truths and formulas.
const fn holds_cells(kind: u16) -> bool {
    matches!(
        kind,
        0x0003
            | 0x0203
            | 0x027E
            | 0x00BD
            | 0x0004
            | 0x0204
            | 0x00D6
            | 0x00FD
            | 0x0005
            | 0x0205
            | 0x0006
            | 0x0206
            | 0x0406
    )
}

/// Fills a buffer, or finds that the stream has ended.
fn fills(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    let mut len = 0;
    while len < buffer.len() {
        match stream.read(&mut buffer[len..]) {
            // What is left after the last record is no record.
            Ok(0) => return Ok(false),
            Ok(n) => len += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(true)
}

/// The smallest rectangle around the cells of a sheet.
#[derive(Debug, Default)]
struct Rectangle {
    corners: Option<[u16; 4]>,
}

impl Rectangle {
    fn add(&mut self, row: u16, column: u16) {
        let [top, left, bottom, right] = self.corners.unwrap_or([row, column, row, column]);
        let corners = [
            top.min(row),
            left.min(column),
            bottom.max(row),
            right.max(column),
        ];
        self.corners = Some(corners);
    }

    fn cells(&self) -> u64 {
        self.corners.map_or(0, |[top, left, bottom, right]| {
            let span = |from: u16, to: u16| u64::from(to - from) + 1;
            span(top, bottom) * span(left, right)
        })
    }
}
