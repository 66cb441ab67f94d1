//! A workbook of LibreOffice or WPS (`.ods`), row by row.
//!
//! Read here and not by calamine, which writes every repeated row and cell out in memory: a sheet of two kilobytes may
//! repeat a row a million times. Here a repeated row is handed over again, and rows that are empty to the end are not
//! handed over at all.
//!
//! References: OASIS, Open Document Format for Office Applications 1.3, part 3, chapters 9 (tables) and 19 (attributes).

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use csv::ByteRecord;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::merged::{Merged, Span};
use super::{Book, MOST_COLUMNS, MOST_ROWS, Sheet, damaged, guard, number, put_cells};
use crate::places::Error;
use crate::places::table::Rows;

/// No cell holds more text.
const MOST_TEXT: usize = 1 << 20;
/// The part of the archive that holds the sheets.
const CONTENT: &str = "content.xml";

type Archive = zip::ZipArchive<BufReader<File>>;

/// Whether an archive holds a workbook of this format.
pub(super) fn is_ods(path: &Path) -> bool {
    archive(path).is_ok_and(|mut archive| archive.by_name(CONTENT).is_ok())
}

fn archive(path: &Path) -> Result<Archive, Error> {
    let file = File::open(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let archive = zip::ZipArchive::new(BufReader::new(file));
    archive.map_err(|_not_shown| damaged(path, "it is no archive, or is cut short"))
}

/// An open workbook.
pub(super) struct OdsBook<'p> {
    archive: Archive,
    sheets: Vec<Sheet>,
    path: &'p Path,
}

impl<'p> OdsBook<'p> {
    /// Opens a workbook, once its archive is known to be harmless.
    pub(super) fn open(path: &'p Path) -> Result<Self, Error> {
        guard::check(path)?;
        let mut archive = archive(path)?;
        let sheets = Content::open(&mut archive, path)?.sheets()?;
        Ok(Self {
            archive,
            sheets,
            path,
        })
    }
}

impl Book for OdsBook<'_> {
    fn format(&self) -> &'static str {
        "ODS"
    }

    fn sheets(&self) -> Vec<Sheet> {
        self.sheets.clone()
    }

    fn rows<'a>(&'a mut self, sheet: &str) -> Result<Box<dyn Rows + 'a>, Error> {
        let mut content = Content::open(&mut self.archive, self.path)?;
        content.enter(sheet)?;
        Ok(Box::new(SheetRows {
            content,
            merged: Merged::default(),
            waiting: None,
            blank: 0,
            given: 0,
            ended: false,
        }))
    }
}

/// The part of the archive that holds the sheets, as it is read.
struct Content<'a> {
    xml: Reader<Box<dyn BufRead + 'a>>,
    buffer: Vec<u8>,
    path: &'a Path,
}

impl<'a> Content<'a> {
    fn open(archive: &'a mut Archive, path: &'a Path) -> Result<Self, Error> {
        let part = archive.by_name(CONTENT);
        let part = part.map_err(|_not_shown| damaged(path, "it has no content"))?;
        let mut xml = Reader::from_reader(Box::new(BufReader::new(part)) as Box<dyn BufRead + 'a>);
        xml.config_mut().expand_empty_elements = true;
        Ok(Self {
            xml,
            buffer: Vec::new(),
            path,
        })
    }

    /// The next event, which lives until the one after it.
    fn event(&mut self) -> Result<Event<'_>, Error> {
        self.buffer.clear();
        let event = self.xml.read_event_into(&mut self.buffer);
        event.map_err(|_not_shown| damaged(self.path, "a sheet is cut short or malformed"))
    }

    /// The sheets in order; those whose style hides them are not visible.
    fn sheets(mut self) -> Result<Vec<Sheet>, Error> {
        let mut hidden: Vec<String> = Vec::new();
        let mut style = String::new();
        let mut sheets = Vec::new();
        loop {
            match self.event()? {
                Event::Start(element) => match element.name().0 {
                    "style:style" => style = attribute(&element, "style:name").unwrap_or_default(),
                    "style:table-properties" if hides(&element) => hidden.push(style.clone()),
                    "table:table" => {
                        let style = attribute(&element, "table:style-name").unwrap_or_default();
                        sheets.push(Sheet {
                            name: attribute(&element, "table:name").unwrap_or_default(),
                            is_visible: !hidden.contains(&style),
                        });
                    }
                    _ => {}
                },
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    }

    /// Goes to the beginning of a sheet.
    fn enter(&mut self, sheet: &str) -> Result<(), Error> {
        loop {
            match self.event()? {
                Event::Start(element) if is_sheet(&element, sheet) => return Ok(()),
                Event::Eof => return Err(damaged(self.path, "a sheet cannot be found")),
                _ => {}
            }
        }
    }

    /// The next row of the sheet: how often it stands there, and its cells with their columns.
    fn row(&mut self) -> Result<Option<SheetRow>, Error> {
        let repeated = loop {
            match self.event()? {
                Event::Start(element) if element.name().0 == "table:table-row" => {
                    break repeats(&element, "table:number-rows-repeated");
                }
                Event::End(element) if element.name().0 == "table:table" => return Ok(None),
                Event::Eof => return Err(damaged(self.path, "a sheet is cut short")),
                _ => {}
            }
        };
        let mut row = SheetRow {
            repeated,
            cells: Vec::new(),
            down: Vec::new(),
        };
        let mut column = 0_u64;
        loop {
            let cell = match self.event()? {
                Event::Start(element) if is_cell(&element) => Cell::of(&element),
                Event::End(element) if element.name().0 == "table:table-row" => {
                    return Ok(Some(row));
                }
                Event::Eof => return Err(damaged(self.path, "a sheet is cut short")),
                _ => continue,
            };
            let text = self.text()?;
            let value = cell.value.unwrap_or(text);
            let end = (column + cell.repeated).min(MOST_COLUMNS.into());
            if cell.rows > 1 && column < end {
                row.down.push((column as u32, cell.rows));
            }
            if !value.trim().is_empty() {
                let columns = column..end;
                row.cells
                    .extend(columns.map(|at| (at as u32, value.clone())));
            }
            column += cell.repeated;
        }
    }

    /// The text of a cell up to its end, without notes and drawings.
    fn text(&mut self) -> Result<String, Error> {
        let mut text = String::new();
        let mut depth = 1_u32;
        // The depth at which something begins that is not the cell's own text.
        let mut foreign: Option<u32> = None;
        let mut paragraphs = 0_u32;
        while depth > 0 {
            let path = self.path;
            match self.event()? {
                Event::Start(element) => {
                    depth += 1;
                    let name = element.name().0;
                    let is_foreign = name == "office:annotation" || name.starts_with("draw:");
                    match foreign {
                        None if is_foreign => foreign = Some(depth),
                        None => start_of(&element, &mut text, &mut paragraphs),
                        Some(_) => {}
                    }
                }
                Event::End(_) => {
                    if foreign == Some(depth) {
                        foreign = None;
                    }
                    depth -= 1;
                }
                Event::Text(part) if foreign.is_none() && paragraphs > 0 => {
                    text.push_str(&part.xml10_content());
                }
                Event::CData(part) if foreign.is_none() && paragraphs > 0 => {
                    text.push_str(&part.xml10_content());
                }
                Event::GeneralRef(part) if foreign.is_none() && paragraphs > 0 => {
                    push_reference(&part, &mut text);
                }
                Event::Eof => return Err(damaged(path, "a cell is cut short")),
                _ => {}
            }
            if text.len() > MOST_TEXT {
                return Err(damaged(
                    self.path,
                    "a cell holds more text than any cell does",
                ));
            }
        }
        Ok(text)
    }
}

/// What an element inside a cell begins with.
fn start_of(element: &BytesStart<'_>, text: &mut String, paragraphs: &mut u32) {
    match element.name().0 {
        "text:p" => {
            if *paragraphs > 0 {
                text.push('\n');
            }
            *paragraphs += 1;
        }
        "text:s" => {
            let spaces = repeats(element, "text:c").min(1_000);
            text.extend((0..spaces).map(|_| ' '));
        }
        "text:tab" => text.push(' '),
        "text:line-break" => text.push('\n'),
        _ => {}
    }
}

pub(super) fn push_reference(reference: &BytesRef<'_>, text: &mut String) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        text.push(c);
        return;
    }
    let named = resolve_predefined_entity(&reference.xml10_content());
    text.push_str(named.unwrap_or_default());
}

/// Whether a style hides what has it.
fn hides(element: &BytesStart<'_>) -> bool {
    attribute(element, "table:display").as_deref() == Some("false")
}

/// Whether an element is the sheet of a name.
fn is_sheet(element: &BytesStart<'_>, name: &str) -> bool {
    let told = || attribute(element, "table:name");
    element.name().0 == "table:table" && told().as_deref().unwrap_or_default() == name
}

fn is_cell(element: &BytesStart<'_>) -> bool {
    matches!(
        element.name().0,
        "table:table-cell" | "table:covered-table-cell"
    )
}

pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// How often something stands; once where it does not say.
fn repeats(element: &BytesStart<'_>, name: &str) -> u64 {
    let written = attribute(element, name).and_then(|text| text.parse().ok());
    written.unwrap_or(1)
}

/// A cell before its text is read.
struct Cell {
    repeated: u64,
    /// How many rows it is merged over.
    rows: u64,
    /// What its attributes say; `None` where its text does.
    value: Option<String>,
}

impl Cell {
    fn of(element: &BytesStart<'_>) -> Self {
        let kind = attribute(element, "office:value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "float" | "percentage" | "currency" => {
                let written = attribute(element, "office:value");
                written
                    .and_then(|text| text.trim().parse().ok())
                    .map(number)
            }
            // A day may come with a time of day, which no column here asks for.
            "date" => attribute(element, "office:date-value")
                .map(|text| text.split('T').next().unwrap_or_default().to_owned()),
            "time" => attribute(element, "office:time-value"),
            "boolean" => attribute(element, "office:boolean-value"),
            _ => attribute(element, "office:string-value"),
        };
        Self {
            repeated: repeats(element, "table:number-columns-repeated").max(1),
            rows: repeats(element, "table:number-rows-spanned"),
            value,
        }
    }
}

/// A row as the file has it.
struct SheetRow {
    repeated: u64,
    cells: Vec<(u32, String)>,
    /// Columns of cells that are merged over several rows, and over how many.
    down: Vec<(u32, u64)>,
}

/// The rows of a sheet.
struct SheetRows<'a> {
    content: Content<'a>,
    merged: Merged,
    waiting: Option<SheetRow>,
    /// Empty rows before the one that waits.
    blank: u64,
    /// Rows that were handed over.
    given: u64,
    ended: bool,
}

impl SheetRows<'_> {
    /// Reads on to the next row with cells.
    fn advance(&mut self) -> Result<(), Error> {
        while self.waiting.is_none() && !self.ended {
            match self.content.row()? {
                None => self.ended = true,
                Some(row) if row.cells.is_empty() => {
                    self.blank = self.blank.saturating_add(row.repeated);
                }
                Some(row) => self.waiting = (row.repeated > 0).then_some(row),
            }
        }
        Ok(())
    }
}

impl Rows for SheetRows<'_> {
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Error> {
        record.clear();
        self.advance()?;
        let Some(row) = &mut self.waiting else {
            return Ok(false);
        };
        let number = self.given as u32;
        self.given += 1;
        if self.given > u64::from(MOST_ROWS) {
            return Err(damaged(
                self.content.path,
                "a sheet has more rows than any sheet can have",
            ));
        }
        if self.blank > 0 {
            self.blank -= 1;
            return Ok(true);
        }
        put_cells(&row.cells, record);
        for (column, rows) in &row.down {
            self.merged.begin(Span {
                first: number,
                last: number + (rows - 1).min(u64::from(MOST_ROWS)) as u32,
                column: *column,
            });
        }
        self.merged.fill(number, record);
        row.repeated -= 1;
        if row.repeated == 0 {
            self.waiting = None;
        }
        Ok(true)
    }
}
