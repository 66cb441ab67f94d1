//! A workbook (`.xlsx`, `.ods`, `.xls`, a web page or an XML spreadsheet under such a name) becomes rows of text, like a CSV
//! file; nothing of it is held but what its format makes shared.
//!
//! Method:
//! 1. Guard: every part of an archive is inflated once, counting, and every record of an `.xls` is looked at; what is too
//!    large ends in an error before any library sees it. A file of two kilobytes may hold two cells a million rows apart,
//!    or inflate without end.
//! 2. What a file is, is told by its first bytes and not by its name: an `.xls` is often a web page or a text.
//! 3. The sheet that the scenario names, else the only visible one that has a header, is read row by row.
//!
//! Numbers become the shortest text that reads back as the same number. From 10^15 on they are written with an
//! exponent, so that an identity number stored as a number is recognised and not mistaken for a whole one.
//!
//! Complexity: linear in the inflated size; memory for the shared texts and one row, for `.xls` and pages the cells as well.

mod guard;
mod held;
mod merged;
mod ods;
mod others;
mod page;
mod xls;
mod xlsx;
mod xml2003;

use std::fs::File;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use csv::ByteRecord;

use super::Rows;
use super::encoding::Encoding;
use super::header::{self, Header, rows_to_search};
use crate::places::Error;
use crate::scenario::PointFile;

pub(super) use others::Unread;
use others::shown_name;

/// Cells farther right belong to no table of people.
const MOST_COLUMNS: u32 = 1_024;
/// No sheet has more rows.
const MOST_ROWS: u32 = 1 << 20;
/// No honest file that is read or held whole is larger: an `.xls` of 65,536 rows, a page, a spreadsheet of 2003.
const MOST_WHOLE_BYTES: u64 = 256 << 20;
/// Numbers from here on are written with an exponent.
const LARGE: f64 = 1e15;

/// An open workbook of any format.
trait Book {
    /// What the format is called.
    fn format(&self) -> &'static str;

    /// How its text is encoded, where that is a question.
    fn encoding(&self) -> Option<Encoding> {
        None
    }

    /// Whether some of its text makes no sense in that encoding.
    fn is_broken(&self) -> bool {
        false
    }

    /// Formulas of the workbook that were stored without their results.
    fn lost_formulas(&self) -> u64 {
        0
    }

    /// Its sheets in order.
    fn sheets(&self) -> Vec<Sheet>;

    /// The rows of a sheet, from its first row on; empty ones are records without cells.
    fn rows<'a>(&'a mut self, sheet: &str) -> Result<Box<dyn Rows + 'a>, Error>;
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sheet {
    name: String,
    is_visible: bool,
}

/// What the first bytes of a file say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// An archive: `.xlsx` or `.ods`.
    Archive,
    /// A compound file: `.xls`.
    Compound,
    /// A web page.
    Page,
    /// An XML spreadsheet of Excel 2003.
    Xml2003,
    /// A web page with all its parts in one file.
    WebArchive,
    /// Something else, perhaps a text.
    Other,
}

/// Looks at the first bytes of a file.
pub(super) fn content(path: &Path) -> Result<Content, Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut start = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(4096)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    // Text may be UTF-16; what matters here is ASCII.
    let mut text: Vec<u8> = start.iter().copied().filter(|byte| *byte != 0).collect();
    let mark = text.iter().take_while(|byte| **byte >= 0x80).count();
    text.drain(..mark);
    let text = text.trim_ascii_start();
    let holds = |word: &[u8]| text.windows(word.len()).any(|part| part == word);
    Ok(if start.starts_with(b"PK") {
        Content::Archive
    } else if start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        Content::Compound
    } else if text.starts_with(b"<") && holds(b"urn:schemas-microsoft-com:office:spreadsheet") {
        Content::Xml2003
    } else if text.starts_with(b"<") {
        Content::Page
    } else if text.starts_with(b"MIME-Version:") {
        Content::WebArchive
    } else {
        Content::Other
    })
}

/// What was found out about a workbook before its rows are read.
pub(super) struct Opened<'a> {
    /// What the format is called.
    pub(super) format: &'static str,
    /// The sheet that is read, as it may be shown.
    pub(super) sheet: &'a str,
    /// How its text is encoded, where that is a question.
    pub(super) encoding: Option<Encoding>,
    /// Whether some of its text makes no sense in that encoding.
    pub(super) is_broken: bool,
    /// Formulas of the workbook that were stored without their results.
    pub(super) lost_formulas: u64,
    /// Other sheets with rows, where the scenario does not say which one to read.
    pub(super) unread: Vec<Unread>,
    /// Its header.
    pub(super) header: &'a Header,
}

/// Opens a workbook, finds the sheet and its header, and hands its rows to `use_rows`.
pub(super) fn read<T>(
    file: &PointFile,
    use_rows: impl FnOnce(&mut dyn Rows, &Opened<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let path = &file.path;
    let mut book: Box<dyn Book + '_> = match content(path)? {
        Content::Compound => Box::new(xls::XlsBook::open(path)?),
        Content::Archive if ods::is_ods(path) => Box::new(ods::OdsBook::open(path)?),
        Content::Page => Box::new(page::open(path)?),
        Content::Xml2003 => Box::new(xml2003::open(path)?),
        Content::WebArchive => {
            let what = "it is a web archive (.mht) under the name of a workbook";
            return Err(damaged(path, what));
        }
        _ => Box::new(xlsx::XlsxBook::open(path)?),
    };
    let (sheet, header) = choose(book.as_mut(), file)?;
    let (format, encoding, is_broken) = (book.format(), book.encoding(), book.is_broken());
    let lost_formulas = book.lost_formulas();
    let unread = if file.sheet.is_some() {
        Vec::new()
    } else {
        others::unread(book.as_mut(), &sheet)
    };
    let place = book.sheets().iter().position(|s| s.name == sheet);
    let shown = shown_name(&sheet, place.unwrap_or_default());
    let mut rows = book.rows(&sheet)?;
    let opened = Opened {
        format,
        sheet: &shown,
        encoding,
        is_broken,
        lost_formulas,
        unread,
        header: &header,
    };
    use_rows(rows.as_mut(), &opened)
}

/// Calls the library, which is trusted with honest workbooks only; `None` where it stops with a panic.
pub(super) fn calm<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}

/// Refuses a file that is held whole and larger than any honest one.
fn refuse_huge(path: &Path) -> Result<(), Error> {
    let size = std::fs::metadata(path).map(|data| data.len());
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    if size.map_err(unreadable)? > MOST_WHOLE_BYTES {
        return Err(too_large(path, MOST_WHOLE_BYTES));
    }
    Ok(())
}

fn too_large(path: &Path, most_bytes: u64) -> Error {
    Error::TooLarge {
        most_mib: most_bytes >> 20,
        path: path.to_owned(),
    }
}

fn damaged(path: &Path, what: &'static str) -> Error {
    Error::DamagedBook {
        what,
        path: path.to_owned(),
    }
}

/// The sheet to read and its header: the one that is named, else the only visible one with a header.
fn choose(book: &mut dyn Book, file: &PointFile) -> Result<(String, Header), Error> {
    let sheets = book.sheets();
    let visible: Vec<String> = sheets
        .iter()
        .filter(|s| s.is_visible || file.sheet.as_ref() == Some(&s.name))
        .map(|s| s.name.clone())
        .collect();
    if let Some(wanted) = &file.sheet
        && !visible.contains(wanted)
    {
        return Err(Error::NoSuchSheet {
            sheet: wanted.clone(),
            known: shown_names(&sheets, &visible),
            path: file.path.clone(),
        });
    }
    let mut found = Vec::new();
    for sheet in visible {
        if file.sheet.as_ref().is_some_and(|wanted| *wanted != sheet) {
            continue;
        }
        let top = top_rows(book, &sheet, file)?;
        match header::find_in(&top, file) {
            Ok(header) => found.push((sheet, header)),
            Err(why) if file.sheet.is_some() => return Err(why.into_error(file)),
            Err(_) => {}
        }
    }
    let names: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
    let names = shown_names(&sheets, &names);
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => {
            // With one sheet the reason is more exact than "no header".
            Err(match sheets.as_slice() {
                [only] => {
                    let top = top_rows(book, &only.name, file)?;
                    let why = header::find_in(&top, file).err();
                    why.unwrap_or(header::NoHeader::NotFound).into_error(file)
                }
                _ => header::NoHeader::NotFound.into_error(file),
            })
        }
        _ => Err(Error::SeveralSheets {
            sheets: names,
            path: file.path.clone(),
        }),
    }
}

/// The names of sheets in one line, as they may be shown.
fn shown_names(sheets: &[Sheet], names: &[String]) -> String {
    let all = sheets.iter().enumerate();
    let wanted = all.filter(|(_, sheet)| names.contains(&sheet.name));
    let shown: Vec<String> = wanted
        .map(|(at, sheet)| shown_name(&sheet.name, at))
        .collect();
    shown.join(", ")
}

fn top_rows(book: &mut dyn Book, sheet: &str, file: &PointFile) -> Result<Vec<Vec<String>>, Error> {
    let most = rows_to_search(file);
    let mut rows = book.rows(sheet)?;
    let mut record = ByteRecord::new();
    let mut top = Vec::new();
    while top.len() <= most && rows.next(&mut record)? {
        let cells = record.iter();
        top.push(
            cells
                .map(|c| String::from_utf8_lossy(c).into_owned())
                .collect(),
        );
    }
    Ok(top)
}

/// Puts cells with their columns into a record.
fn put_cells(cells: &[(u32, String)], record: &mut ByteRecord) {
    let mut width = 0;
    for (column, text) in cells {
        for _ in width..*column {
            record.push_field(b"");
        }
        record.push_field(text.as_bytes());
        width = column + 1;
    }
}

/// A number as text.
pub(super) fn number(x: f64) -> String {
    if x.abs() >= LARGE {
        format!("{x:e}")
    } else {
        x.to_string()
    }
}

#[cfg(test)]
mod tests;
