//! A workbook (`.xlsx`) becomes rows of text, like a CSV file; nothing of it is held but its shared texts.
//!
//! Method:
//! 1. Guard: every part of the archive is inflated once, counting; a part that is too large ends in an error before
//!    any library sees it. A file of two kilobytes may hold two cells a million rows apart, or inflate without end.
//! 2. The sheet that the scenario names, else the only visible one that has a header, is read cell by cell. No range
//!    of cells is ever asked for, because its memory grows with the distance between cells.
//!
//! Numbers become the shortest text that reads back as the same number. From 10^15 on they are written with an
//! exponent, so that an identity number stored as a number is recognised and not mistaken for a whole one.
//!
//! Complexity: linear in the inflated size; memory for the shared texts and one row.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{DataRef, Reader as _, SheetVisible, Xlsx, XlsxCellReader};
use csv::ByteRecord;

use super::header::{Header, TOP_ROWS};
use super::{Rows, header};
use crate::places::Error;
use crate::scenario::PointFile;

/// No sheet of people is larger than this when inflated.
const MOST_BYTES: u64 = 1 << 30;
/// No other part of a workbook is.
const MOST_PART_BYTES: u64 = 128 << 20;
/// No more texts than this are shared between cells.
const MOST_TEXTS: u64 = 10_000_000;
/// Cells farther right belong to no table of people.
const MOST_COLUMNS: u32 = 1_024;
/// Numbers from here on are written with an exponent.
const LARGE: f64 = 1e15;

type Book = Xlsx<BufReader<File>>;

/// Opens a workbook, finds the sheet and its header, and hands both to `use_rows`.
pub(super) fn read<T>(
    file: &PointFile,
    use_rows: impl FnOnce(&mut dyn Rows, &Header) -> Result<T, Error>,
) -> Result<T, Error> {
    let path = &file.path;
    guard(path)?;
    let mut book = open(path)?;
    let (sheet, header) = choose(&mut book, file)?;
    let mut rows = SheetRows::open(&mut book, &sheet, path)?;
    use_rows(&mut rows, &header)
}

/// Inflates every part of the archive once and refuses what is too large.
fn guard(path: &Path) -> Result<(), Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let damaged = || damaged(path, "it is no .xlsx archive, or is cut short");
    let file = File::open(path).map_err(unreadable)?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_not_shown| damaged())?;
    let mut buffer = vec![0; 1 << 16];
    let mut left = MOST_BYTES;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_not_shown| damaged())?;
        let name = part.name().map_err(|_not_shown| damaged())?;
        let name = name.to_ascii_lowercase();
        let is_sheet = name.contains("worksheets/");
        let mut part = part.take(
            if is_sheet {
                left
            } else {
                MOST_PART_BYTES.min(left)
            } + 1,
        );
        let (mut size, mut texts, mut tail) = (0_u64, 0_u64, Vec::new());
        loop {
            let len = part.read(&mut buffer).map_err(|_not_shown| damaged())?;
            if len == 0 {
                break;
            }
            size += len as u64;
            texts += count_texts(&mut tail, &buffer[..len]);
        }
        let most = if is_sheet {
            left
        } else {
            MOST_PART_BYTES.min(left)
        };
        if size > most || texts > MOST_TEXTS {
            return Err(Error::TooLarge {
                most_mib: MOST_BYTES >> 20,
                path: path.to_owned(),
            });
        }
        left -= size;
    }
    Ok(())
}

/// Counts the shared texts that begin in a piece of a part; `tail` is what the piece before ended with.
fn count_texts(tail: &mut Vec<u8>, piece: &[u8]) -> u64 {
    const MARK: &[u8] = b"<si";
    tail.extend_from_slice(&piece[..piece.len().min(MARK.len() - 1)]);
    let across = tail.windows(MARK.len()).filter(|w| *w == MARK).count();
    let within = piece.windows(MARK.len()).filter(|w| *w == MARK).count();
    tail.clear();
    tail.extend_from_slice(&piece[piece.len().saturating_sub(MARK.len() - 1)..]);
    (across + within) as u64
}

fn open(path: &Path) -> Result<Book, Error> {
    let file = File::open(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    match calm(|| Xlsx::new(BufReader::new(file))) {
        Some(Ok(book)) => Ok(book),
        _ => Err(damaged(path, "its parts do not fit together")),
    }
}

/// Calls the library, which is trusted with honest workbooks only; `None` where it stops with a panic.
fn calm<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}

fn damaged(path: &Path, what: &'static str) -> Error {
    Error::DamagedBook {
        what,
        path: path.to_owned(),
    }
}

/// The sheet to read and its header: the one that is named, else the only visible one with a header.
fn choose(book: &mut Book, file: &PointFile) -> Result<(String, Header), Error> {
    let sheets = book.sheets_metadata().iter();
    let visible: Vec<String> = sheets
        .filter(|s| s.visible == SheetVisible::Visible || file.sheet.as_ref() == Some(&s.name))
        .map(|s| s.name.clone())
        .collect();
    if let Some(wanted) = &file.sheet
        && !visible.contains(wanted)
    {
        return Err(Error::NoSuchSheet {
            sheet: wanted.clone(),
            known: visible.join(", "),
            path: file.path.clone(),
        });
    }
    let mut found = Vec::new();
    for sheet in visible {
        if file.sheet.as_ref().is_some_and(|wanted| *wanted != sheet) {
            continue;
        }
        let top = top_rows(book, &sheet, &file.path)?;
        match header::find_in(&top, file) {
            Ok(header) => found.push((sheet, header)),
            Err(why) if file.sheet.is_some() => return Err(why.into_error(file)),
            Err(_) => {}
        }
    }
    let names: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => {
            // With one sheet the reason is more exact than "no header".
            Err(match book.sheets_metadata() {
                [only] => {
                    let name = only.name.clone();
                    let top = top_rows(book, &name, &file.path)?;
                    let why = header::find_in(&top, file).err();
                    why.unwrap_or(header::NoHeader::NotFound).into_error(file)
                }
                _ => header::NoHeader::NotFound.into_error(file),
            })
        }
        _ => Err(Error::SeveralSheets {
            sheets: names.join(", "),
            path: file.path.clone(),
        }),
    }
}

fn top_rows(book: &mut Book, sheet: &str, path: &Path) -> Result<Vec<Vec<String>>, Error> {
    let mut rows = SheetRows::open(book, sheet, path)?;
    let mut record = ByteRecord::new();
    let mut top = Vec::new();
    while top.len() <= TOP_ROWS && rows.next(&mut record)? {
        let cells = record.iter();
        top.push(
            cells
                .map(|c| String::from_utf8_lossy(c).into_owned())
                .collect(),
        );
    }
    Ok(top)
}

/// The rows of a sheet, from its first row on; empty ones are records without cells.
struct SheetRows<'a> {
    cells: XlsxCellReader<'a, BufReader<File>>,
    path: &'a Path,
    next: u32,
    waiting: Option<(u32, u32, String)>,
    ended: bool,
}

impl<'a> SheetRows<'a> {
    fn open(book: &'a mut Book, sheet: &str, path: &'a Path) -> Result<Self, Error> {
        let cells = calm(move || book.worksheet_cells_reader(sheet));
        let Some(Ok(cells)) = cells else {
            return Err(damaged(path, "a sheet cannot be read"));
        };
        Ok(Self {
            cells,
            path,
            next: 0,
            waiting: None,
            ended: false,
        })
    }

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
        self.ended |= self.waiting.is_none();
        self.next += 1;
        Ok(width > 0 || !self.ended)
    }
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(n) => number(*n as f64),
        DataRef::Float(x) => number(*x),
        DataRef::DateTime(when) => number(when.as_f64()),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn number(x: f64) -> String {
    if x.abs() >= LARGE {
        format!("{x:e}")
    } else {
        x.to_string()
    }
}

#[cfg(test)]
mod tests;
