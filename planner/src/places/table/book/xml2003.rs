//! An "XML spreadsheet 2003", which Excel and older systems save under the name `.xls`.
//!
//! References: Microsoft, XML Spreadsheet Reference (Office 2003), elements Worksheet, Row, Cell and Data.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::held::{HeldBook, HeldSheet, Placed, TooMany};
use super::ods::{attribute, push_reference};
use super::{MOST_WHOLE_BYTES, damaged, number, refuse_huge, too_large};
use crate::places::Error;

/// Reads all sheets of a file.
pub(super) fn open(path: &Path) -> Result<HeldBook, Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    refuse_huge(path)?;
    let file = File::open(path).map_err(unreadable)?;
    let mut xml = Reader::from_reader(Box::new(BufReader::new(file)) as Box<dyn BufRead>);
    xml.config_mut().expand_empty_elements = true;
    let mut sheets = Sheets {
        book: HeldBook::new("XML 2003", None),
        row: 0,
        column: 0,
        cell: None,
        data: None,
        is_visible_next: false,
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer);
        let event =
            event.map_err(|_not_shown| damaged(path, "a sheet is cut short or malformed"))?;
        let read = match event {
            Event::Start(element) => {
                sheets.start(&element);
                Ok(())
            }
            Event::End(element) => sheets.end(element.local_name().as_ref()),
            Event::Text(text) => {
                sheets.text(&text.xml10_content());
                Ok(())
            }
            Event::CData(text) => {
                sheets.text(&text.xml10_content());
                Ok(())
            }
            Event::GeneralRef(reference) => {
                let mut text = String::new();
                push_reference(&reference, &mut text);
                sheets.text(&text);
                Ok(())
            }
            Event::Eof => return Ok(sheets.book),
            _ => Ok(()),
        };
        read.map_err(|TooMany| too_large(path, MOST_WHOLE_BYTES))?;
    }
}

/// The sheets as they are read.
struct Sheets {
    book: HeldBook,
    /// The row and the column that come next.
    row: u32,
    column: u32,
    cell: Option<Cell>,
    /// The kind of what stands in a cell, and its text so far.
    data: Option<(String, String)>,
    /// Whether the next text says if the sheet is visible.
    is_visible_next: bool,
}

/// A cell that has begun.
struct Cell {
    at: Placed,
    is_formula: bool,
    text: Option<String>,
}

impl Sheets {
    fn start(&mut self, element: &BytesStart<'_>) {
        let count = |name: &str| -> Option<u32> { attribute(element, name)?.parse().ok() };
        match element.local_name().as_ref() {
            "Worksheet" => {
                let name = attribute(element, "ss:Name").unwrap_or_default();
                self.book.sheets.push(HeldSheet::new(name));
                (self.row, self.column) = (0, 0);
            }
            "Row" => {
                self.row = count("ss:Index").map_or(self.row, |row| row.saturating_sub(1));
                self.column = 0;
            }
            "Cell" => {
                let column = count("ss:Index").map(|column| column.saturating_sub(1));
                let first = column.unwrap_or(self.column);
                let across = count("ss:MergeAcross").unwrap_or(0);
                let down = count("ss:MergeDown").unwrap_or(0);
                self.column = first.saturating_add(across).saturating_add(1);
                self.cell = Some(Cell {
                    at: Placed {
                        row: self.row,
                        column: first,
                        last: self.row.saturating_add(down),
                    },
                    is_formula: attribute(element, "ss:Formula").is_some(),
                    text: None,
                });
            }
            "Data" => {
                let kind = attribute(element, "ss:Type").unwrap_or_default();
                self.data = Some((kind, String::new()));
            }
            "Visible" => self.is_visible_next = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), TooMany> {
        match name {
            "Data" => {
                let text = self.data.take().map(|(kind, text)| value(&kind, text));
                if let Some(cell) = &mut self.cell {
                    cell.text = text;
                }
            }
            "Cell" => {
                let sheet = self.book.sheets.len().checked_sub(1);
                if let (Some(cell), Some(sheet)) = (self.cell.take(), sheet) {
                    let text = cell.text.unwrap_or_default();
                    if cell.is_formula && text.is_empty() {
                        self.book.lose_formula();
                    }
                    return self.book.put(sheet, cell.at, text);
                }
            }
            "Row" => self.row = self.row.saturating_add(1),
            "Visible" => self.is_visible_next = false,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some((_, so_far)) = &mut self.data {
            so_far.push_str(text);
        } else if self.is_visible_next
            && text.contains("Hidden")
            && let Some(sheet) = self.book.sheets.last_mut()
        {
            sheet.is_visible = false;
        }
    }
}

/// What stands in a cell, as other workbooks say it.
fn value(kind: &str, text: String) -> String {
    match kind {
        "Number" => text.trim().parse().map_or(text, number),
        // A day may come with a time of day, which no column here asks for.
        "DateTime" => text.split('T').next().unwrap_or_default().to_owned(),
        _ => text,
    }
}
