//! A web page under the name of a workbook, as many systems export their tables: each `<table>` is a sheet.
//!
//! Method: the page is read as text in its own encoding and cut into marks as browsers do. A table's cells take the first
//! free column of their row; `colspan` and `rowspan` keep columns free. A cell inside a cell belongs to the inner table.
//! What Excel notes beside a cell (`x:num`) is its number in full.
//!
//! References: WHATWG, HTML, 4.9.12 (forming a table) and 13.2.5 (tokenization).

use std::path::Path;

use html5gum::{DefaultEmitter, EndTag, IoReader, StartTag, Token, Tokenizer};

use super::held::{HeldBook, HeldSheet, Placed, TooMany};
use super::{MOST_COLUMNS, MOST_WHOLE_BYTES, damaged, number, refuse_huge, too_large};
use crate::places::Error;
use crate::places::table::encoding::{self, Encoding, FullWidthComma, Text};

/// No page has more tables.
const MOST_TABLES: usize = 10_000;
/// A cell that says nothing else is merged over no more rows and columns than HTML allows.
const MOST_SPAN: u32 = 65_534;

/// Reads all tables of a page.
pub(super) fn open(path: &Path) -> Result<HeldBook, Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    refuse_huge(path)?;
    let encoding = encoding::survey(path)?.encoding;
    let is_big5 = encoding == Encoding::Gb18030 && encoding::names_big5(path);
    let mut text = Text::open(path, encoding, FullWidthComma::Keep)?;
    let mut emitter = DefaultEmitter::default();
    // Scripts and styles are no text.
    emitter.naively_switch_states(true);
    let marks = Tokenizer::new_with_emitter(IoReader::new(&mut text), emitter);
    let mut page = Page {
        book: HeldBook::new("HTML", Some(encoding)),
        open: Vec::new(),
        has_frames: false,
    };
    for mark in marks {
        let read = match mark.map_err(unreadable)? {
            Token::StartTag(tag) => page.start(&tag),
            Token::EndTag(tag) => page.end(&tag),
            Token::String(text) => {
                page.text(&String::from_utf8_lossy(&text));
                Ok(())
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => Ok(()),
        };
        read.map_err(|TooMany| too_large(path, MOST_WHOLE_BYTES))?;
    }
    while !page.open.is_empty() {
        (page.close_table()).map_err(|TooMany| too_large(path, MOST_WHOLE_BYTES))?;
    }
    if is_big5 || (encoding == Encoding::Gb18030 && text.private_use) {
        return Err(Error::PerhapsBig5 {
            path: path.to_owned(),
        });
    }
    page.book.is_broken = text.malformed;
    match (page.book.sheets.is_empty(), page.has_frames) {
        (true, true) => Err(damaged(
            path,
            "it is a web page whose sheets are in other files beside it",
        )),
        (true, false) => Err(damaged(path, "it is a web page without a table")),
        (false, _) => Ok(page.book),
    }
}

/// A page as it is read.
struct Page {
    book: HeldBook,
    /// Tables that have begun, the innermost last.
    open: Vec<Table>,
    has_frames: bool,
}

/// A table that has begun.
struct Table {
    /// Its sheet.
    sheet: usize,
    /// The row that is read or comes next.
    row: u32,
    /// Whether that row has begun.
    in_row: bool,
    /// The first column that may be free.
    column: u32,
    /// For each column the row from which on it is free of what was merged down into it.
    free_from: Vec<u32>,
    cell: Option<Cell>,
}

/// A cell that has begun.
struct Cell {
    at: Placed,
    text: String,
    /// Its number as Excel notes it.
    number: Option<String>,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), TooMany> {
        match tag.name.as_slice() {
            b"table" => return self.open_table(),
            b"tr" => {
                self.close_row()?;
                if let Some(table) = self.open.last_mut() {
                    table.in_row = true;
                }
            }
            b"td" | b"th" => {
                self.close_cell()?;
                if let Some(table) = self.open.last_mut() {
                    table.begin(tag);
                }
            }
            b"thead" | b"tbody" | b"tfoot" | b"caption" => self.close_row()?,
            b"br" | b"p" | b"div" | b"li" => self.line_break(),
            b"frame" | b"frameset" => self.has_frames = true,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: &EndTag<()>) -> Result<(), TooMany> {
        match tag.name.as_slice() {
            b"table" => self.close_table(),
            b"tr" => self.close_row(),
            b"td" | b"th" => self.close_cell(),
            _ => Ok(()),
        }
    }

    fn open_table(&mut self) -> Result<(), TooMany> {
        let sheet = self.book.sheets.len();
        if sheet >= MOST_TABLES {
            return Err(TooMany);
        }
        let name = format!("table {}", sheet + 1);
        self.book.sheets.push(HeldSheet::new(name));
        self.open.push(Table {
            sheet,
            row: 0,
            in_row: false,
            column: 0,
            free_from: Vec::new(),
            cell: None,
        });
        Ok(())
    }

    fn close_table(&mut self) -> Result<(), TooMany> {
        self.close_row()?;
        self.open.pop();
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), TooMany> {
        self.close_cell()?;
        if let Some(table) = self.open.last_mut().filter(|table| table.in_row) {
            table.row += 1;
            table.column = 0;
            table.in_row = false;
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), TooMany> {
        let Some(table) = self.open.last_mut() else {
            return Ok(());
        };
        let Some(cell) = table.cell.take() else {
            return Ok(());
        };
        let text = cell.number.unwrap_or_else(|| cell.text.trim().to_owned());
        self.book.put(table.sheet, cell.at, text)
    }

    /// Adds text to the innermost cell; any white space is one space.
    fn text(&mut self, text: &str) {
        let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) else {
            return;
        };
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                cell.text.push(c);
            } else if !cell.text.ends_with([' ', '\n']) {
                cell.text.push(' ');
            }
        }
    }

    fn line_break(&mut self) {
        let cell = self.open.last_mut().and_then(|table| table.cell.as_mut());
        if let Some(cell) = cell.filter(|cell| !cell.text.trim().is_empty()) {
            cell.text.push('\n');
        }
    }
}

impl Table {
    /// Begins a cell in the first free column.
    fn begin(&mut self, tag: &StartTag<()>) {
        self.in_row = true;
        let is_taken = |free_from: &[u32], column: u32, row: u32| {
            free_from
                .get(column as usize)
                .is_some_and(|from| *from > row)
        };
        while is_taken(&self.free_from, self.column, self.row) {
            self.column += 1;
        }
        let span = |name: &str| {
            let told = attribute(tag, name).and_then(|text| text.trim().parse::<u32>().ok());
            told.map(|told| told.min(MOST_SPAN))
        };
        let across = span("colspan").unwrap_or(1).max(1);
        // Zero means all rows that follow.
        let down = span("rowspan").map_or(1, |rows| if rows == 0 { MOST_SPAN } else { rows });
        let first = self.column;
        self.column = self.column.saturating_add(across);
        if down > 1 {
            let end = self.column.min(MOST_COLUMNS) as usize;
            if self.free_from.len() < end {
                self.free_from.resize(end, 0);
            }
            let columns = first as usize..end;
            for free_from in self.free_from.get_mut(columns).unwrap_or_default() {
                *free_from = self.row.saturating_add(down);
            }
        }
        let number = attribute(tag, "x:num").and_then(|text| text.trim().parse().ok());
        self.cell = Some(Cell {
            at: Placed {
                row: self.row,
                column: first,
                last: self.row.saturating_add(down - 1),
            },
            text: String::new(),
            number: number.map(self::number),
        });
    }
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(value).into_owned())
}
