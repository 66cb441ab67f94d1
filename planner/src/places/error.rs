//! Why the files of places cannot be used: what was found, what was expected, what to do, the path last.
//!
//! No message holds a cell of a table, except a header or a number of degrees rounded to a tenth.

use std::path::PathBuf;

use crate::rule;

/// Why the files of places cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be opened or read.
    #[error("cannot read the file: {source}: {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file has no known ending.
    #[error("the file's ending is none of .csv, .tsv, .txt, .xlsx, .xlsm, .xls, .ods, .parquet, .gpkg, .geojson, .json; save it as .xlsx or CSV: {}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// A workbook is damaged, or is none.
    #[error("the workbook cannot be read: {what}; open it and save it again as .xlsx, or save the sheet as CSV: {}", path.display())]
    DamagedBook {
        /// What is wrong.
        what: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// A workbook inflates to more than any table of people needs.
    #[error("the workbook inflates to more than {most_mib} MiB, or one of its parts is far too large; delete empty rows and columns with formats, or save the sheet as CSV: {}", path.display())]
    TooLarge {
        /// The most that is read, in MiB.
        most_mib: u64,
        /// The file.
        path: PathBuf,
    },
    /// The scenario names a sheet that the workbook lacks.
    #[error("no sheet is called `{sheet}`; the workbook has {known}: {}", path.display())]
    NoSuchSheet {
        /// The name in the scenario.
        sheet: String,
        /// The names of its visible sheets.
        known: String,
        /// The file.
        path: PathBuf,
    },
    /// Several sheets of a workbook hold tables.
    #[error("several sheets hold tables ({sheets}); name the one to read with sheet = \"…\": {}", path.display())]
    SeveralSheets {
        /// Their names.
        sheets: String,
        /// The file.
        path: PathBuf,
    },
    /// A file holds no text at all.
    #[error("the file is empty: {}", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A text file holds a NUL byte.
    #[error("byte {offset} is NUL: the file is damaged, or UTF-16 without a byte-order mark; save it as CSV in UTF-8: {}", path.display())]
    Nul {
        /// How many bytes stand before it.
        offset: u64,
        /// The file.
        path: PathBuf,
    },
    /// A file that is not UTF-8 makes no sense as GB18030.
    #[error("the file is not UTF-8, and makes no sense as GB18030; perhaps it is Big5: save it as UTF-8: {}", path.display())]
    PerhapsBig5 {
        /// The file.
        path: PathBuf,
    },
    /// A quotation mark is never closed and swallows the rows after it.
    #[error("row {row}: a quotation mark is opened and not closed; the rows after it would be lost: {}", path.display())]
    OpenQuote {
        /// The row; the first data row is 1.
        row: u64,
        /// The file.
        path: PathBuf,
    },
    /// No row looks like a header.
    #[error("none of the first 10 rows holds two known column names (such as id, lon, lat, count, or 编号, 经度, 纬度, 人数); name them in columns = {{ lon = \"…\", lat = \"…\" }}, and the row of the header in header_row = 12 where it is lower: {}", path.display())]
    NoHeader {
        /// The file.
        path: PathBuf,
    },
    /// The header seems to stand lower than headers do.
    #[error("the header seems to be row {row}, below the first 10 rows; if so, set header_row = {row}, else delete the rows above it: {}", path.display())]
    LowHeader {
        /// The row; the file's first row is 1.
        row: u64,
        /// The file.
        path: PathBuf,
    },
    /// The row that the scenario names as the header is none.
    #[error("row {row} holds no known column name, although header_row = {row}; count rows from 1, blank ones too, or name its columns in columns = {{ lon = \"…\", lat = \"…\" }}: {}", path.display())]
    NoHeaderInRow {
        /// The row; the file's first row is 1.
        row: u64,
        /// The file.
        path: PathBuf,
    },
    /// The scenario names a column or property that the file lacks.
    #[error("no column or property is called `{column}`: {}", path.display())]
    NoSuchColumn {
        /// The name in the scenario.
        column: String,
        /// The file.
        path: PathBuf,
    },
    /// A column that is needed is missing.
    #[error("no column for `{field}` was found; name it in columns = {{ {field} = \"…\" }}: {}", path.display())]
    MissingColumn {
        /// The field, as `columns` calls it.
        field: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// Nearly all rows have longitude and latitude in each other's column.
    #[error("{swapped} of {rows} rows have longitude and latitude swapped ({example}); if so, set columns = {{ lon = <header of the first>, lat = <header of the second> }} the other way round; where both stand in one column, write the longitude first: {}", path.display())]
    SwappedColumns {
        /// Rows that are swapped.
        swapped: u64,
        /// Rows with coordinates.
        rows: u64,
        /// The first of them, to a tenth of a degree.
        example: String,
        /// The file.
        path: PathBuf,
    },
    /// A file of seniors has none.
    #[error("no seniors in {}", path.display())]
    NoSeniors {
        /// The file.
        path: PathBuf,
    },
    /// A file of districts has no usable polygon.
    #[error("no feature of the file is a usable polygon in degrees of WGS 84: {}", path.display())]
    NoDistricts {
        /// The file.
        path: PathBuf,
    },
    /// A file is not GeoJSON.
    #[error("not a GeoJSON FeatureCollection: {message}: {}", path.display())]
    NotGeoJson {
        /// What the parser says.
        message: String,
        /// The file.
        path: PathBuf,
    },
    /// A GeoJSON file declares a system that is not WGS 84.
    #[error("the file says {found}, which is not read; reproject it to EPSG:4326 (a GeoPackage or GeoParquet may also be in a zone of CGCS2000, EPSG:4491 to 4554): {}", path.display())]
    ForeignCrs {
        /// The system's name.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// Neither the file nor the scenario says in which system the coordinates are.
    #[error("neither the file nor the scenario says in which coordinate system it is; name it beside the file as crs = \"…\", one of {}: {}", crate::crs::Crs::KNOWN, path.display())]
    UntoldCrs {
        /// The file.
        path: PathBuf,
    },
    /// The file says that it is in another system than the scenario says.
    #[error("the file says {found}, the scenario says {named}; if the file is right, leave out crs, else assign the right system to its layer in a GIS: {}", path.display())]
    OtherCrs {
        /// What the file says.
        found: String,
        /// What the scenario says.
        named: String,
        /// The file.
        path: PathBuf,
    },
    /// The scenario names a layer that the file lacks.
    #[error("no layer is called `{layer}`; the file has {known}: {}", path.display())]
    NoSuchLayer {
        /// The name in the scenario.
        layer: String,
        /// The names of its layers.
        known: String,
        /// The file.
        path: PathBuf,
    },
    /// No layer of a file holds what is wanted.
    #[error("the file has no layer of {wanted}; its layers: {known}: {}", path.display())]
    NoLayer {
        /// Points or polygons.
        wanted: &'static str,
        /// Its layers with what they hold.
        known: String,
        /// The file.
        path: PathBuf,
    },
    /// Several layers of a file would do.
    #[error("several layers hold {wanted} ({layers}); name the one to read with layer = \"…\": {}", path.display())]
    SeveralLayers {
        /// Points or polygons.
        wanted: &'static str,
        /// Their names.
        layers: String,
        /// The file.
        path: PathBuf,
    },
    /// Identity numbers were made numbers by a spreadsheet, which loses their last digits.
    #[error("row {row}, column {column}: an identity number is stored as a number, so that its last digits are lost ({rows} such rows); format the column as text and fill it in again, or delete it: {}", path.display())]
    IdentityAsNumber {
        /// The first such row; the first data row is 1.
        row: u64,
        /// The column's header.
        column: String,
        /// How many rows there are.
        rows: u64,
        /// The file.
        path: PathBuf,
    },
    /// A grid of totals cannot be used; the message names the file.
    #[error("the grid of totals cannot be used: {what}")]
    Grid {
        /// What is wrong with it.
        what: String,
    },
    /// A local grid cannot be fitted.
    #[error("{points} usable control points; a local grid needs at least two different ones, better three: {}", path.display())]
    TooFewControlPoints {
        /// How many there are.
        points: usize,
        /// The file.
        path: PathBuf,
    },
    /// A Parquet file or a GeoPackage cannot be read.
    #[error("the file cannot be read: {message}: {}", path.display())]
    Layer {
        /// What is wrong.
        message: String,
        /// The file.
        path: PathBuf,
    },
    /// A rule asks for a column that no table has, or takes it for what it is not.
    #[error("{key}: {error}\nin {}", path.display())]
    Rule {
        /// The key of the rule in the scenario.
        key: String,
        /// What is wrong, and at which character.
        error: rule::Error,
        /// The scenario file.
        path: PathBuf,
    },
    /// Somebody asked to stop.
    #[error("stopped while reading places")]
    Cancelled,
}
