//! The header of a table: which row it is, what separates its cells, and which column holds what.
//!
//! Headers are matched here and never by position: Chinese and English names, whatever their case, width and units.
//! Columns that name a person (name, phone, identity number) are known only to be left alone.

mod beside;
mod columns;
mod counted;
mod datum;
mod field;
mod plain;
mod second;
mod units;

use std::collections::BTreeMap;

use crate::places::Error;
use crate::places::intake::{Intake, Meaning};
use crate::places::locate::axes;
use crate::scenario::PointFile;

use super::encoding::FullWidthComma;

use columns::map_columns;
pub(in crate::places) use datum::contradicts;
pub(crate) use field::{Field, group_of};
pub(in crate::places) use plain::narrow;
pub(crate) use plain::normalise;
use second::with_rows_below;

/// Which column holds which field.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::places) struct Columns {
    of_field: Vec<Option<u32>>,
    /// Columns that the scenario's rules name, by the rule's word.
    named: Vec<(String, u32)>,
    /// The header of the column of identity numbers.
    identity: Option<String>,
    /// Whether the column of ids is called a serial number.
    is_serial: bool,
    /// The column that tells the system of coordinates.
    system: Option<u32>,
    /// By what the numbers of fields are multiplied, and the field's title.
    factors: Vec<(Field, f64)>,
}

impl Columns {
    /// The columns that the scenario names beside the known fields.
    pub(in crate::places) fn named(&self) -> &[(String, u32)] {
        &self.named
    }

    /// The header of a field's column, else the field's own name.
    pub(in crate::places) fn title(&self, field: Field) -> &str {
        let header = self
            .identity
            .as_deref()
            .filter(|_| field == Field::Identity);
        header.unwrap_or(field.name()).trim()
    }

    /// Whether the column of ids is called a serial number.
    pub(in crate::places) const fn has_serial_id(&self) -> bool {
        self.is_serial
    }

    /// The column that tells the system of coordinates.
    pub(in crate::places) fn system(&self) -> Option<usize> {
        self.system.map(|column| column as usize)
    }

    /// By what the numbers of fields are multiplied.
    pub(in crate::places) fn factors(&self) -> &[(Field, f64)] {
        &self.factors
    }

    /// The column of a field.
    pub(in crate::places) fn get(&self, field: Field) -> Option<usize> {
        self.of_field[field as usize].map(|column| column as usize)
    }
}

/// Where a table's rows begin and how to read them.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::places) struct Header {
    /// The byte between cells.
    pub(in crate::places) delimiter: u8,
    /// Whether that byte stands for a full-width comma.
    pub(in crate::places) comma: FullWidthComma,
    /// Records to skip before the first data row, the header itself included.
    pub(in crate::places) skip: usize,
    /// Which column holds what.
    pub(in crate::places) columns: Columns,
    /// Fields that several columns claim; the first of them is used.
    pub(in crate::places) repeated: Vec<Field>,
    /// Personal columns that were recognised and left alone.
    pub(in crate::places) personal: Vec<Field>,
    /// The row in which it stands, the lower one of two; the file's first row is 1.
    pub(in crate::places) row: u64,
    /// Its cells.
    pub(in crate::places) titles: Vec<String>,
    /// The rows above it, as far as they hold a text.
    pub(in crate::places) above: Vec<Vec<String>>,
    /// The title of the column that is taken for the number of people because no other can be.
    pub(in crate::places) assumed_count: Option<String>,
}

impl Header {
    /// A header that is not yet mapped to columns.
    fn unmapped(delimiter: u8, comma: FullWidthComma, found: &Found) -> Self {
        Self {
            delimiter,
            comma,
            skip: found.skip,
            columns: Columns {
                of_field: Vec::new(),
                named: Vec::new(),
                identity: None,
                is_serial: false,
                system: None,
                factors: found.factor.iter().map(|f| (Field::Count, *f)).collect(),
            },
            repeated: Vec::new(),
            personal: Vec::new(),
            row: found.row,
            titles: found.cells.clone(),
            above: found
                .above
                .iter()
                .map(|row| row.iter().map(|c| c.trim().to_owned()))
                .map(|row| row.filter(|c| !c.is_empty()).collect())
                .filter(|row: &Vec<String>| !row.is_empty())
                .collect(),
            assumed_count: None,
        }
    }

    /// How many columns have a title or a meaning.
    pub(super) fn width(&self) -> usize {
        let fields = self.columns.of_field.iter().flatten();
        let meant = fields.max().map_or(0, |last| *last as usize + 1);
        self.titles.len().max(meant)
    }

    /// What stands between its cells, for people.
    pub(super) const fn delimiter_name(&self) -> &'static str {
        match (self.delimiter, self.comma) {
            (_, FullWidthComma::Separates) => "，",
            (b';', _) => ";",
            (b'\t', _) => "tab",
            (b'|', _) => "|",
            _ => ",",
        }
    }

    /// Tells which header means what, which is not known, and which is dropped.
    pub(super) fn describe(&self, intake: &mut Intake) {
        intake.header_row = (self.row > 0).then_some(self.row);
        for (column, title) in self.titles.iter().enumerate() {
            let title = title.trim();
            if title.is_empty() {
                continue;
            }
            let column = Some(column);
            let of_column = |field: &&Field| self.columns.get(**field) == column;
            let field = Field::ALL.iter().find(of_column).copied();
            let is_named = || {
                self.columns
                    .named
                    .iter()
                    .any(|(_, c)| Some(*c as usize) == column)
            };
            let personal = || Field::of_header(title).filter(|f| f.is_personal());
            let meaning = match field.or_else(personal) {
                Some(field) => Meaning::Field(field),
                None if is_named() => Meaning::Rule,
                None => Meaning::Unknown,
            };
            intake.note(title, meaning);
        }
    }
}

/// A header among the top rows: how many records stand before the data, its row in the file, and its cells.
#[derive(Debug, Clone)]
struct Found {
    skip: usize,
    row: u64,
    cells: Vec<String>,
    /// By what a row above multiplies the numbers of people.
    factor: Option<f64>,
    /// The rows above it.
    above: Vec<Vec<String>>,
    /// The first rows below it.
    below: Vec<Vec<String>>,
}

/// Why no header was settled on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::places) enum NoHeader {
    /// None of the first rows holds two known headers.
    NotFound,
    /// The header seems to stand below the first rows, in this one.
    Lower(u64),
    /// The row that the scenario names holds no known header.
    NotInRow(u64),
    /// The scenario names a column that the header row lacks.
    NoSuchColumn(String),
    /// The titles begin anew in this column, the first being 1.
    Twice(usize),
}

impl NoHeader {
    /// The error that names the file.
    pub(super) fn into_error(self, file: &PointFile) -> Error {
        let path = file.path.clone();
        match self {
            Self::NotFound => Error::NoHeader { path },
            Self::Lower(row) => Error::LowHeader { row, path },
            Self::NotInRow(row) => Error::NoHeaderInRow { row, path },
            Self::NoSuchColumn(column) => Error::NoSuchColumn { column, path },
            Self::Twice(column) => Error::SideBySide { column, path },
        }
    }
}

/// A header stands within this many rows.
pub(super) const TOP_ROWS: usize = 10;
/// Below them it is looked for in this many rows, to say where it seems to stand.
const SEARCHED_ROWS: usize = 100;
/// A row with this many known headers is the header.
const KNOWN_HEADERS: usize = 2;

/// In how many rows the header of a file is looked for.
pub(super) fn rows_to_search(file: &PointFile) -> usize {
    let named = file.header_row.map(|row| row as usize);
    named.unwrap_or(0).max(SEARCHED_ROWS)
}

/// Finds the header in the beginning of a table, with whatever separates its cells.
pub(in crate::places) fn find(sample: &str, file: &PointFile) -> Result<Header, NoHeader> {
    let separators = [
        (b',', FullWidthComma::Keep),
        (b';', FullWidthComma::Keep),
        (b'\t', FullWidthComma::Keep),
        (b'|', FullWidthComma::Keep),
        (b',', FullWidthComma::Separates),
    ];
    let mut best: Option<(usize, Header, Vec<Vec<String>>)> = None;
    let mut why_not = None;
    for (delimiter, comma) in separators {
        let found = match header_row(sample, file, delimiter, comma) {
            Ok(found) => found,
            Err(why) => {
                // With the wrong separator nothing is found at all; what says more is told.
                if !matches!(why, NoHeader::NotFound) || why_not.is_none() {
                    why_not = Some(why);
                }
                continue;
            }
        };
        let known = known_headers(&found.cells, &file.columns);
        if best.as_ref().is_none_or(|(most, ..)| known > *most) {
            let header = Header::unmapped(delimiter, comma, &found);
            best = Some((known, header, found.below));
        }
    }
    let best = best.ok_or(why_not.unwrap_or(NoHeader::NotFound));
    let (_, mut header, below) = best?;
    map_columns(&mut header, file, &below)?;
    Ok(header)
}

/// The header of a file whose columns have names of their own.
pub(super) fn of_columns(names: &[String], file: &PointFile) -> Result<Header, NoHeader> {
    let found = Found {
        skip: 0,
        row: 0,
        cells: names.to_vec(),
        factor: None,
        above: Vec::new(),
        below: Vec::new(),
    };
    let mut header = Header::unmapped(b',', FullWidthComma::Keep, &found);
    map_columns(&mut header, file, &[])?;
    Ok(header)
}

/// The same for rows that end with the two coordinates of their geometry, which count whatever the columns say.
pub(super) fn of_layer(names: &[String], file: &PointFile) -> Result<Header, NoHeader> {
    let mut header = of_columns(names, file)?;
    let (x, y) = axes(file.crs);
    let first = names.len() as u32;
    for (field, column) in [(x, first), (y, first + 1)] {
        header.columns.of_field[field as usize] = Some(column);
    }
    header.titles.push("geometry".to_owned());
    Ok(header)
}

/// Finds the header among the top rows of a sheet whose cells are apart already.
pub(super) fn find_in(rows: &[Vec<String>], file: &PointFile) -> Result<Header, NoHeader> {
    let row = place_of(rows, |row| row as u64 + 1, file)?;
    let (cells, rows_of_header) = with_rows_below(&rows[row..]);
    let skip = row + rows_of_header;
    let found = Found {
        skip,
        row: skip as u64,
        cells,
        factor: units::told_above(&rows[..row]),
        above: rows[..row].to_vec(),
        below: rows[skip.min(rows.len())..].to_vec(),
    };
    let mut header = Header::unmapped(b',', FullWidthComma::Keep, &found);
    map_columns(&mut header, file, &found.below)?;
    Ok(header)
}

/// Which row is the header: the one that the scenario names, else the first of the top rows with enough known headers.
///
/// `number_of` tells the number of a row in the file, its first being 1.
fn place_of(
    rows: &[Vec<String>],
    number_of: impl Fn(usize) -> u64,
    file: &PointFile,
) -> Result<usize, NoHeader> {
    let known = |row: &Vec<String>| known_headers(row, &file.columns);
    if let Some(named) = file.header_row {
        let mut numbered = rows.iter().enumerate();
        let found = numbered.find(|(row, cells)| number_of(*row) == named && known(cells) > 0);
        return found.map(|(row, _)| row).ok_or(NoHeader::NotInRow(named));
    }
    match rows.iter().position(|row| known(row) >= KNOWN_HEADERS) {
        Some(row) if row < TOP_ROWS => Ok(row),
        Some(lower) => Err(NoHeader::Lower(number_of(lower))),
        None => Err(NoHeader::NotFound),
    }
}

/// The row of the header, joined with a second row below merged cells.
fn header_row(
    sample: &str,
    file: &PointFile,
    delimiter: u8,
    comma: FullWidthComma,
) -> Result<Found, NoHeader> {
    let replaced;
    let text = if comma == FullWidthComma::Separates {
        replaced = sample.replace('，', ",");
        &replaced
    } else {
        sample
    };
    let rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
        .into_records();
    let (lines, rows): (Vec<u64>, Vec<Vec<String>>) = rows
        .take(rows_to_search(file) + 1)
        .map_while(Result::ok)
        .map(|record| {
            let byte = record.position().map_or(0, csv::Position::byte);
            (
                line_at(text, byte as usize),
                record.iter().map(str::to_owned).collect(),
            )
        })
        .unzip();
    let row = place_of(&rows, |row| lines[row], file)?;
    let (cells, rows_of_header) = with_rows_below(&rows[row..]);
    let skip = row + rows_of_header;
    Ok(Found {
        skip,
        row: lines[skip - 1],
        cells,
        factor: units::told_above(&rows[..row]),
        above: rows[..row].to_vec(),
        below: rows[skip.min(rows.len())..].to_vec(),
    })
}

/// The number of the line on which a record stands that begins at a byte, after blank lines that are no records.
fn line_at(text: &str, byte: usize) -> u64 {
    let bytes = text.as_bytes();
    let is_break = |b: &u8| matches!(b, b'\r' | b'\n');
    let blank = bytes[byte.min(bytes.len())..]
        .iter()
        .take_while(|b| is_break(b));
    let before = &bytes[..(byte + blank.count()).min(bytes.len())];
    let ends = before.iter().enumerate();
    let lines = ends.filter(|(at, b)| match b {
        b'\n' => true,
        b'\r' => before.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    1 + lines.count() as u64
}

fn known_headers(cells: &[String], named: &BTreeMap<String, String>) -> usize {
    cells
        .iter()
        .filter(|cell| {
            Field::of_header(cell).is_some()
                || named.values().any(|n| normalise(n) == normalise(cell))
        })
        .count()
}
