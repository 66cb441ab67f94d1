//! A table of text becomes rows whose cells are known by field and not by position.
//!
//! Reads workbooks (`book`), Parquet, GeoPackage, GeoJSON, and CSV in UTF-8, UTF-16 or GB18030, separated by commas, semicolons, tabs or full-width commas, with title rows
//! above the header and total rows below. Rows are handed over one by one and never kept. What the rows mean is not
//! known here.
//!
//! Method: survey the file (encoding, hash), find the header in its beginning, then stream records as bytes.
//!
//! Complexity: linear in the file, constant memory; cells are borrowed from the record.

mod apart;
mod book;
mod encoding;
mod ending;
pub(super) mod geojson;
mod geopackage;
mod header;
mod parquet;
mod position;
mod system;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use csv::ByteRecord;
use geo::{Coord, Geometry, MapCoordsInPlace as _};

use crate::crs::{self, Crs};
use crate::findings::{Bilingual, Severity};
use crate::progress::{Progress, Stage};
use crate::projection::LonLat;
use crate::scenario::{OutlinesFile, PointFile};

use super::demand::persons::shown_title;
use super::intake::Intake;
use super::locate::axes;
use super::trouble::Troubles;
use super::{Error, InputFile};
use apart::Sieve;
pub(super) use apart::{note_continued, note_no_count};
use encoding::{Encoding, FullWidthComma, Text};
use geojson::Area;
use header::Header;

use encoding::survey;

pub(crate) use ending::Ending;
pub(super) use header::Columns;
pub(in crate::places) use header::narrow;
pub(crate) use header::{Field, group_of, normalise};
pub(super) use system::told;

/// One row of a table, borrowed while it is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// Its number; the first data row is 1.
    pub(super) number: u64,
    record: &'a ByteRecord,
    columns: &'a Columns,
}

/// What stands in the cells of a merged number below its first row; it reads as nothing, being a space.
const CONTINUED: &[u8] = "\u{2028}".as_bytes();

/// A cell that should hold a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number<'a> {
    /// The column is absent or the cell is empty.
    Absent,
    /// A finite number.
    Value(f64),
    /// Something else; the text is for [`shown`] only.
    Unreadable(&'a [u8]),
}

impl<'a> Row<'a> {
    pub(super) const fn new(number: u64, record: &'a ByteRecord, columns: &'a Columns) -> Self {
        Self {
            number,
            record,
            columns,
        }
    }

    /// The text of a field without surrounding spaces and in ordinary width; `None` when there is none.
    pub(super) fn text(&self, field: Field) -> Option<Cow<'a, str>> {
        let cell = plain(self.bytes(field)?);
        (!cell.is_empty()).then_some(cell)
    }

    /// The number in a field.
    pub(super) fn number(&self, field: Field) -> Number<'a> {
        let Some(bytes) = self.bytes(field) else {
            return Number::Absent;
        };
        let cell = plain(bytes);
        if cell.is_empty() {
            return Number::Absent;
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() => Number::Value(value),
            _ => Number::Unreadable(bytes),
        }
    }

    /// The coordinate in a field: a number, degrees, minutes and seconds, or a number with a decimal comma.
    pub(super) fn coordinate(&self, field: Field, crs: Crs) -> Number<'a> {
        let Number::Unreadable(bytes) = self.number(field) else {
            return self.number(field);
        };
        let text = plain(bytes);
        let angle = crs
            .is_geographic()
            .then(|| position::degrees(&text))
            .flatten();
        let comma = || position::with_decimal_comma(&text, crs);
        match angle.map(|(value, _)| value).or_else(comma) {
            Some(value) => Number::Value(value),
            None => Number::Unreadable(bytes),
        }
    }

    /// Whether a field holds a number only if its comma stands before decimals.
    pub(super) fn has_decimal_comma(&self, field: Field, crs: Crs) -> bool {
        let text = self.text(field);
        text.is_some_and(|text| position::with_decimal_comma(&text, crs).is_some())
    }

    /// The two coordinates that stand in one cell, in the system of the file.
    pub(super) fn pair(&self, crs: Crs) -> Option<(f64, f64)> {
        let text = self.text(Field::Coordinates)?;
        if crs.is_geographic() {
            position::pair(&text)
        } else {
            position::pair_m(&text, |x, y| crs::to_wgs84(crs, x, y).is_ok())
        }
    }

    /// The texts of the columns that the scenario names beside the known fields.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + use<'a> {
        let record = self.record;
        self.columns
            .named()
            .iter()
            .filter_map(move |(name, column)| {
                let cell = plain(record.get(*column as usize)?);
                (!cell.is_empty()).then_some((name.as_str(), cell))
            })
    }

    /// The header of a field's column, else the field's own name.
    pub(super) fn title(&self, field: Field) -> &'a str {
        self.columns.title(field)
    }

    fn bytes(&self, field: Field) -> Option<&'a [u8]> {
        self.record.get(self.columns.get(field)?)
    }

    /// Whether a field continues the number of a row above, with which its cell is merged.
    pub(super) fn is_continued(&self, field: Field) -> bool {
        self.bytes(field) == Some(CONTINUED)
    }

    /// The first cell that is not empty.
    fn first_text(&self) -> Option<Cow<'a, str>> {
        self.texts().next()
    }

    /// The cells that are not empty.
    fn texts(&self) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        self.record.iter().map(plain).filter(|c| !c.is_empty())
    }

    /// A number that may carry its unit or commas between thousands, such as `1,200 人`.
    pub(super) fn amount(&self, field: Field) -> Number<'a> {
        match self.number(field) {
            Number::Value(value) => Number::Value(self.times(field, value)),
            Number::Unreadable(bytes) => match position::amount(&plain(bytes), field) {
                Some(value) => Number::Value(self.times(field, value)),
                None => Number::Unreadable(bytes),
            },
            Number::Absent => Number::Absent,
        }
    }

    /// Whether the ids are called serial numbers.
    pub(super) const fn has_serial_id(&self) -> bool {
        self.columns.has_serial_id()
    }

    /// Whether the row says that its coordinates are in another system of degrees.
    pub(super) fn contradicts(&self, crs: Crs) -> bool {
        let cell = self
            .columns
            .system()
            .and_then(|column| self.record.get(column));
        cell.is_some_and(|cell| header::contradicts(&plain(cell), crs))
    }

    /// A number times what the title of its column says, such as 万人; one with a unit of its own stands for itself.
    fn times(&self, field: Field, value: f64) -> f64 {
        let factors = self.columns.factors().iter();
        let Some((_, factor)) = factors.clone().find(|(f, _)| *f == field) else {
            return value;
        };
        let has_own_unit = |text: Cow<'_, str>| !text.ends_with(|c: char| c.is_ascii_digit());
        if self.text(field).is_some_and(has_own_unit) {
            return value;
        }
        let product = value * factor;
        // 1.23 times 10,000 is whole, whatever the binary fractions.
        if (product - product.round()).abs() < 1e-6 {
            product.round()
        } else {
            product
        }
    }

    /// Whether the table has a column for a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.get(field).is_some()
    }
}

/// What was read of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Summary {
    /// The file's SHA-256 in hexadecimal.
    pub(super) sha256: String,
    /// Data rows, without totals and blank rows.
    pub(super) rows: u64,
}

/// What a reader of rows works with.
pub(super) struct Reading<'a> {
    /// What is wrong with the file.
    pub(super) troubles: Troubles,
    /// Who watches.
    pub(super) progress: &'a dyn Progress,
    /// How the file was read.
    pub(super) intake: Intake,
}

impl<'a> Reading<'a> {
    pub(super) fn new(path: &Path, progress: &'a dyn Progress) -> Self {
        Self {
            troubles: Troubles::new(file_name(path)),
            progress,
            intake: Intake::default(),
        }
    }

    /// Tells how many rows were read, now and then, and hears whether to stop.
    pub(super) fn tick(&self, rows: u64) -> Result<(), Error> {
        if rows.is_multiple_of(1 << 16) {
            self.progress.report(Stage::Places, rows, 0);
            if self.progress.cancelled() {
                return Err(Error::Cancelled);
            }
        }
        Ok(())
    }
}

/// The name of a file without its folders.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Hands over every row of a table or of a GeoJSON file of points.
pub(super) fn read(
    file: &PointFile,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<Summary, Error> {
    match Ending::of(&file.path) {
        Ending::GeoJson => geojson::read_points(file, reading, each),
        Ending::Text => read_csv(file, reading, each),
        Ending::Parquet => parquet::read(file, reading, each),
        Ending::GeoPackage => geopackage::read(file, reading, each),
        // Many systems write text and call it a workbook.
        Ending::OldWorkbook if book::content(&file.path)? == book::Content::Other => {
            match &file.sheet {
                Some(sheet) => Err(Error::NoSuchSheet {
                    sheet: sheet.clone(),
                    known: "none, because it is a text file".to_owned(),
                    path: file.path.clone(),
                }),
                None => read_csv(file, reading, each),
            }
        }
        Ending::Workbook | Ending::OldWorkbook => read_book(file, reading, each),
        Ending::Unknown => Err(Error::UnknownFormat {
            path: file.path.clone(),
        }),
    }
}

/// Reads all areas of a file of polygons, in degrees of WGS 84.
pub(super) fn read_areas(
    file: &OutlinesFile,
    troubles: &mut Troubles,
) -> Result<(Vec<Area>, Summary), Error> {
    if Ending::of(&file.path) == Ending::GeoPackage {
        return geopackage::read_areas(file, troubles);
    }
    let (mut areas, summary) = geojson::read_areas(&file.path, troubles)?;
    let crs = file.crs.unwrap_or(Crs::Wgs84);
    let placed = |at: Coord| crs::to_wgs84(crs, at.x, at.y).map_or(at, LonLat::coord);
    for area in &mut areas {
        area.outline.map_coords_in_place(placed);
    }
    Ok((areas, summary))
}

/// Says what a file is, with its hash; for files that other stages read.
pub fn input_file(role: &'static str, path: &Path, records: u64) -> Result<InputFile, Error> {
    Ok(InputFile {
        role,
        path: path.to_owned(),
        sha256: encoding::sha256(path)?,
        records,
        intake: None,
    })
}

/// Reads a whole file as text; returns it with its SHA-256.
pub(super) fn read_text(path: &Path) -> Result<(String, String), Error> {
    let survey = survey(path)?;
    let mut text = String::new();
    Text::open(path, survey.encoding, FullWidthComma::Keep)?
        .read_to_string(&mut text)
        .map_err(|source| Error::Unreadable {
            path: path.to_owned(),
            source,
        })?;
    Ok((text, survey.sha256))
}

fn read_book(
    file: &PointFile,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<Summary, Error> {
    let sha256 = encoding::sha256(&file.path)?;
    book::read(file, |rows, opened| {
        check_axes(opened.header, file)?;
        reading.intake.format = opened.format;
        reading.intake.sheet = Some(opened.sheet.to_owned());
        reading.intake.encoding = opened.encoding.map(Encoding::name);
        if let Some(encoding) = opened.encoding {
            note_encoding(encoding, &mut reading.troubles);
            if opened.is_broken {
                note_broken(encoding, &mut reading.troubles);
            }
        }
        note_formulas(opened.lost_formulas, reading);
        note_unread(&opened.unread, &mut reading.troubles);
        note_header(opened.header, reading);
        note_datum(opened.header, file, &mut reading.troubles);
        let rows = read_rows(rows, opened.header, reading, each)?;
        Ok(Summary { sha256, rows })
    })
}

fn read_csv(
    file: &PointFile,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<Summary, Error> {
    let survey = survey(&file.path)?;
    let header = find_header(file, survey.encoding)?;
    check_axes(&header, file)?;
    note_encoding(survey.encoding, &mut reading.troubles);
    note_header(&header, reading);
    note_datum(&header, file, &mut reading.troubles);
    reading.intake.format = "CSV";
    reading.intake.encoding = Some(survey.encoding.name());
    reading.intake.delimiter = Some(header.delimiter_name());
    let text = Text::open(&file.path, survey.encoding, header.comma)?;
    let csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(header.delimiter)
        .buffer_capacity(1 << 17)
        .from_reader(text);
    let mut source = CsvRows {
        csv,
        path: &file.path,
        delimiter: header.delimiter,
        width: header.titles.len(),
        before_data: header.skip as u64,
        records: 0,
    };
    let rows = read_rows(&mut source, &header, reading, each)?;
    note_text(source.csv.get_ref(), survey.encoding, &file.path, reading)?;
    Ok(Summary {
        sha256: survey.sha256,
        rows,
    })
}

/// A sheet of cells, whatever the format: records of text, one after the other.
trait Rows {
    /// Puts the next record; false after the last.
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Error>;
}

/// Hands over the data rows of a sheet and tells how many there are.
fn read_rows(
    source: &mut dyn Rows,
    header: &Header,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<u64, Error> {
    let mut sink = Sink {
        header,
        sieve: Sieve::new(header),
    };
    let mut record = ByteRecord::new();
    let mut skipped = 0;
    while source.next(&mut record)? {
        if skipped < header.skip {
            skipped += 1;
            continue;
        }
        sink.put(&record, reading, each)?;
    }
    Ok(sink.finish(reading))
}

/// Takes records one by one and hands over those that are people or places.
struct Sink<'h> {
    header: &'h Header,
    sieve: Sieve<'h>,
}

impl<'h> Sink<'h> {
    /// A sink for a file whose columns have names of their own.
    fn new(header: &'h Header, reading: &mut Reading<'_>, file: &PointFile) -> Result<Self, Error> {
        check_axes(header, file)?;
        note_header(header, reading);
        note_datum(header, file, &mut reading.troubles);
        Ok(Self {
            header,
            sieve: Sieve::new(header),
        })
    }

    fn put(
        &mut self,
        record: &ByteRecord,
        reading: &mut Reading<'_>,
        each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
    ) -> Result<(), Error> {
        self.sieve.counts.seen += 1;
        let seen = self.sieve.counts.seen;
        let row = Row::new(seen, record, &self.header.columns);
        if self.sieve.is_data(&row, &mut reading.troubles) {
            each(&row, &mut reading.troubles);
        }
        reading.tick(seen)
    }

    /// Puts a row with the place of its geometry behind its cells.
    fn put_placed(
        &mut self,
        mut cells: Vec<String>,
        geometry: Option<&Geometry>,
        reading: &mut Reading<'_>,
        each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
    ) -> Result<(), Error> {
        let point = match geometry {
            Some(Geometry::Point(point)) => Some(*point),
            Some(Geometry::MultiPoint(points)) if points.0.len() == 1 => Some(points.0[0]),
            Some(_) => {
                let row = self.sieve.counts.seen + 1;
                geojson::note_no_point(row, &mut reading.troubles);
                None
            }
            None => None,
        };
        // Rust prints the shortest text that reads back as the same number.
        let [x, y] =
            point.map_or_else(Default::default, |p| [p.x().to_string(), p.y().to_string()]);
        cells.extend([x, y]);
        self.put(&ByteRecord::from(cells), reading, each)
    }

    fn finish(self, reading: &mut Reading<'_>) -> u64 {
        self.sieve.finish(&mut reading.troubles);
        reading.intake.rows = self.sieve.counts;
        self.sieve.counts.used()
    }
}

/// Says which titles name another system of degrees than the one in which the file is read.
fn note_datum(header: &Header, file: &PointFile, troubles: &mut Troubles) {
    let (x, y) = axes(file.crs);
    let places = [x, y, Field::Coordinates];
    let of_places = places.iter().filter_map(|field| header.columns.get(*field));
    let titles = of_places.filter_map(|column| header.titles.get(column));
    let wrong = titles.filter(|title| header::contradicts(title, file.crs));
    let count = wrong.count() as u64;
    if count > 0 && !file.without_places {
        let crs = file.crs;
        let text = Bilingual::new(
            format!("坐标列的表头写明的坐标系与情景所写的 {crs} 不同；请核对 crs"),
            format!(
                "the titles of the coordinates name another system than {crs}, which the scenario says: check `crs`"
            ),
        );
        troubles.whole("crs-contradicted", Severity::Warning, count, text);
    }
}

/// Makes sure that there are columns for coordinates.
fn check_axes(header: &Header, file: &PointFile) -> Result<(), Error> {
    if file.without_places {
        return Ok(());
    }
    let has = |field| header.columns.get(field).is_some();
    let (x, y) = axes(file.crs);
    if has(Field::Coordinates) {
        return Ok(());
    }
    match [x, y].into_iter().find(|field| !has(*field)) {
        Some(_) if file.may_lack_place => Ok(()),
        Some(field) => Err(Error::MissingColumn {
            field: field.name(),
            path: file.path.clone(),
        }),
        None => Ok(()),
    }
}

/// The records of a CSV file.
struct CsvRows<'a> {
    csv: csv::Reader<Text>,
    path: &'a Path,
    delimiter: u8,
    /// How many cells the header has.
    width: usize,
    before_data: u64,
    records: u64,
}

impl Rows for CsvRows<'_> {
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Error> {
        let read = self.csv.read_byte_record(record);
        let is_there = read.map_err(|e| Error::Unreadable {
            path: self.path.to_owned(),
            source: e.into(),
        })?;
        if self.csv.get_ref().has_long_line() {
            return Err(Error::LongLine {
                most_mib: encoding::LONGEST_LINE >> 20,
                path: self.path.to_owned(),
            });
        }
        self.records += u64::from(is_there);
        if is_there && self.records > self.before_data {
            let row = self.records - self.before_data;
            refuse_runaway(record, self, row)?;
        }
        Ok(is_there)
    }
}

/// A cell longer than this comes from a quotation mark that is never closed.
const LONGEST_CELL: usize = 1 << 16;

/// Refuses a record that swallowed others because a quotation mark was not closed.
///
/// A cell may have several lines, as addresses do. A line is a row itself where a number stands among more than half as
/// many parts as a row has, or where it has all the separators of the header. So is what fills up the row on the cell's
/// first line, with the beginning of another behind it.
fn refuse_runaway(record: &ByteRecord, rows: &CsvRows<'_>, row: u64) -> Result<(), Error> {
    let is_end = |b: &u8| matches!(b, b'\n' | b'\r');
    if !record.as_slice().iter().any(is_end) && record.as_slice().len() <= LONGEST_CELL {
        return Ok(());
    }
    let enough = record.len() / 2;
    let separators = |line: &[u8]| line.split(|b| *b == rows.delimiter).count() - 1;
    let is_number = |part: &[u8]| {
        let text = std::str::from_utf8(part).ok();
        text.is_some_and(|text| text.trim().trim_matches('"').parse::<f64>().is_ok())
    };
    let is_row = |line: &[u8]| {
        let mut parts = line.split(|b| *b == rows.delimiter);
        let count = parts.clone().count();
        count > 1 && count > enough && parts.any(is_number)
    };
    // Two commas in a line of an address are nothing strange, unless the row is too short as well.
    let is_wide = rows.width > 3 || (rows.width == 3 && record.len() < rows.width);
    let is_whole_row = |line: &[u8]| is_wide && separators(line) + 1 >= rows.width;
    let swallowed = |(column, cell): (usize, &[u8])| {
        if !cell.iter().any(is_end) {
            return false;
        }
        let mut lines = cell.split(is_end);
        let first = separators(lines.next().unwrap_or_default());
        let mut rest = lines.clone();
        let fills_up = first > 0 && column + first + 1 == rows.width;
        let begins_another = fills_up && rest.next_back().is_some_and(|last| separators(last) > 0);
        begins_another || cell.split(is_end).any(is_row) || lines.any(is_whole_row)
    };
    let is_long = record.iter().any(|cell| cell.len() > LONGEST_CELL);
    if is_long || record.iter().enumerate().any(swallowed) {
        return Err(Error::OpenQuote {
            row,
            path: rows.path.to_owned(),
        });
    }
    Ok(())
}

/// How much of a file is looked at for its header.
const SAMPLE: u64 = 1 << 16;

fn find_header(file: &PointFile, encoding: Encoding) -> Result<Header, Error> {
    let text = Text::open(&file.path, encoding, FullWidthComma::Keep)?;
    let mut sample = Vec::new();
    text.take(SAMPLE)
        .read_to_end(&mut sample)
        .map_err(|source| Error::Unreadable {
            path: file.path.clone(),
            source,
        })?;
    // The sample may end inside a character.
    let sample = String::from_utf8_lossy(&sample);
    if sample.trim().is_empty() {
        return Err(Error::Empty {
            path: file.path.clone(),
        });
    }
    header::find(&sample, file).map_err(|why| {
        // Big5 reads as GB18030 without errors, mostly into nonsense.
        let is_big5 = encoding == Encoding::Gb18030
            && encoding::as_big5(&file.path, SAMPLE)
                .is_some_and(|text| header::find(&text, file).is_ok());
        if is_big5 {
            Error::PerhapsBig5 {
                path: file.path.clone(),
            }
        } else {
            why.into_error(file)
        }
    })
}

/// Says how the file was read where that is not the usual way.
fn note_encoding(encoding: Encoding, troubles: &mut Troubles) {
    if encoding == Encoding::Gb18030 {
        let text = Bilingual::new(
            "文件不是 UTF-8，按 GB18030 读取",
            format!("the file is not UTF-8 and was read as {}", encoding.name()),
        );
        troubles.whole("encoding-assumed", Severity::Note, 1, text);
    }
}

/// Says what the header leaves open, and what of it is dropped.
fn note_header(header: &Header, reading: &mut Reading<'_>) {
    header.describe(&mut reading.intake);
    let troubles = &mut reading.troubles;
    for (field, factor) in header.columns.factors() {
        let (name, factor) = (field.name(), (factor * 1e3).round() / 1e3);
        let text = Bilingual::new(
            format!("表头或标题写明单位，{name} 列各数乘以 {factor}"),
            format!(
                "the header or a title tells a unit: the numbers of column {name} were multiplied by {factor}"
            ),
        );
        troubles.whole("unit-multiplied", Severity::Note, 1, text);
    }
    if let Some(title) = &header.assumed_count {
        let title = shown_title(title);
        let text = Bilingual::new(
            format!("“{title}”列是唯一可作人数的列，按人数读取；如不是，请在 columns 中指明"),
            format!(
                "the column `{title}` is the only one that can count people and was read as their number; if it does not, name the right one in columns = {{ count = \"…\" }}"
            ),
        );
        troubles.whole("count-column-assumed", Severity::Warning, 1, text);
    }
    let mut repeated: BTreeMap<Field, u64> = BTreeMap::new();
    for field in &header.repeated {
        *repeated.entry(*field).or_default() += 1;
    }
    for (field, columns) in repeated {
        let text = Bilingual::new(
            format!(
                "有多列都是“{}”，只用第一列；请在 columns 中指明",
                field.name()
            ),
            format!(
                "several columns mean `{0}`: the first is used; name the right one in columns = {{ {0} = \"…\" }}",
                field.name()
            ),
        );
        troubles.whole("column-repeated", Severity::Warning, columns, text);
    }
    if !header.personal.is_empty() {
        let text = Bilingual::new(
            "姓名、电话或证件号码列已识别并丢弃，不保留",
            "columns of names, phones or identity numbers were recognised and dropped",
        );
        troubles.whole(
            "personal-columns-dropped",
            Severity::Note,
            header.personal.len() as u64,
            text,
        );
    }
}

/// Says which sheets of a workbook hold rows and are not read.
fn note_unread(unread: &[book::Unread], troubles: &mut Troubles) {
    for sheet in unread {
        let (name, rows) = (&sheet.name, sheet.rows);
        let text = Bilingual::new(
            format!(
                "工作表“{name}”有 {rows} 行，没有读取（没有可识别的表头，或已隐藏）；若其中有人或设施，请并入所读的工作表或另列为一个文件"
            ),
            format!(
                "the sheet `{name}` holds {rows} rows and is not read (no known header, or hidden): if people or places stand there, join it to the sheet that is read or name it as a file of its own with sheet = \"…\""
            ),
        );
        let severity = if sheet.has_records {
            Severity::Serious
        } else {
            Severity::Note
        };
        troubles.whole("sheet-not-read", severity, rows, text);
    }
}

/// Says that a workbook holds formulas whose results were never stored.
fn note_formulas(lost: u64, reading: &mut Reading<'_>) {
    if lost == 0 {
        return;
    }
    let text = Bilingual::new(
        format!(
            "工作簿中有 {lost} 个公式没有保存计算结果，读作空格；请用 Excel 或 WPS 打开后重新保存"
        ),
        format!(
            "{lost} formulas of the workbook were saved without their results and read as empty cells: open it in Excel or WPS and save it again"
        ),
    );
    let troubles = &mut reading.troubles;
    troubles.whole("formula-without-value", Severity::Serious, lost, text);
}

/// Says what looked wrong with the text itself, once all of it was read.
fn note_text(
    text: &Text,
    encoding: Encoding,
    path: &Path,
    reading: &mut Reading<'_>,
) -> Result<(), Error> {
    if encoding == Encoding::Gb18030 && text.private_use {
        return Err(Error::PerhapsBig5 {
            path: path.to_owned(),
        });
    }
    if text.malformed {
        note_broken(encoding, &mut reading.troubles);
    }
    Ok(())
}

/// Says that some of the text makes no sense in its encoding.
fn note_broken(encoding: Encoding, troubles: &mut Troubles) {
    let name = encoding.name();
    let says = Bilingual::new(
        format!("有字符不符合 {name}，已替换；请另存为 UTF-8"),
        format!("some characters are not valid {name} and were replaced; save the file as UTF-8"),
    );
    troubles.whole("encoding-broken", Severity::Warning, 1, says);
}

/// A cell as text without surrounding spaces, a leading apostrophe and full-width forms.
fn plain(bytes: &[u8]) -> Cow<'_, str> {
    if bytes.is_ascii() {
        // ASCII is valid UTF-8; the fallback is never taken.
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        return Cow::Borrowed(text.trim().trim_start_matches('\''));
    }
    let text = String::from_utf8_lossy(bytes);
    let narrowed: String = text.chars().map(narrow).collect();
    Cow::Owned(narrowed.trim().trim_start_matches('\'').to_owned())
}

/// What may be shown of a cell that is no number: its text only where it cannot say anything about a person.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text = plain(bytes);
    let harmless = [
        "nan", "inf", "-inf", "infinity", "null", "none", "n/a", "na", "#n/a", "-", "--",
    ];
    if harmless.contains(&text.to_ascii_lowercase().as_str()) {
        format!("'{text}'")
    } else {
        "a text that is not shown".to_owned()
    }
}
