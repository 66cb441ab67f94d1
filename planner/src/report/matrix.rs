//! Walk times as a table, site by senior: working data for the office, never for publication.
//!
//! Demand points are opened up into the rows of the seniors' tables again. Rows are ordered by site and then by
//! senior, both in input order, and are written as they are made: the table is never in memory as a whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::ids::Id as _;
use crate::places::Places;
use crate::reach::ReachMatrix;
use crate::units::WalkTime;

use super::{Error, files};

/// Rows of a Parquet row group: as much of the table as is in memory at once.
const GROUP_ROWS: usize = 1 << 18;

/// Writes walk times to a `.csv` or `.parquet` file that only its owner may read: it is working data.
pub fn write(matrix: &ReachMatrix, places: &Places, path: &Path) -> Result<(), Error> {
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "csv" => files::write_one_working(path, |file| write_csv(matrix, places, file)),
        "parquet" => files::write_one_working(path, |file| write_parquet(matrix, places, file)),
        _ => Err(Error::Format {
            path: path.to_owned(),
        }),
    }
}

/// Writes `site_id,demand_id,seconds`, seconds with three decimals.
pub fn write_csv(matrix: &ReachMatrix, places: &Places, file: &mut impl Write) -> io::Result<()> {
    let names = Names::of(places);
    let mut table = csv::Writer::from_writer(file);
    table.write_record(["site_id", "demand_id", "seconds"])?;
    let mut seconds = String::new();
    each_row(matrix, places, |site, senior, time| {
        use std::fmt::Write as _;
        seconds.clear();
        let millis = time.millis();
        // Writing to a string cannot fail.
        let _ = write!(seconds, "{}.{:03}", millis / 1000, millis % 1000);
        table
            .write_record([&names.sites[site], &names.seniors[senior], &seconds])
            .map_err(io::Error::from)
    })?;
    table.flush()
}

/// Writes the columns `site_id` and `demand_id` as text and `seconds` as a double.
pub fn write_parquet(
    matrix: &ReachMatrix,
    places: &Places,
    file: &mut BufWriter<&File>,
) -> io::Result<()> {
    let names = Names::of(places);
    let mut table = Columns::open(file).map_err(io::Error::other)?;
    each_row(matrix, places, |site, senior, time| {
        table
            .sites
            .push(ByteArray::from(names.sites[site].as_str()));
        table
            .seniors
            .push(ByteArray::from(names.seniors[senior].as_str()));
        table.seconds.push(time.seconds());
        if table.seconds.len() == GROUP_ROWS {
            table.flush_group().map_err(io::Error::other)?;
        }
        Ok(())
    })?;
    table.close().map_err(io::Error::other)
}

/// What rows are called in the table.
struct Names {
    sites: Vec<String>,
    seniors: Vec<String>,
}

impl Names {
    fn of(places: &Places) -> Self {
        Self {
            sites: places.sites.iter().map(|s| s.id.to_string()).collect(),
            seniors: places.seniors.iter().map(|s| s.id.to_string()).collect(),
        }
    }
}

/// Calls `row` with the positions of site and senior and the time, by site and then by senior.
fn each_row(
    matrix: &ReachMatrix,
    places: &Places,
    mut row: impl FnMut(usize, usize, WalkTime) -> io::Result<()>,
) -> io::Result<()> {
    let (first, rows) = rows_by_demand(places);
    let mut of_site: Vec<(u32, WalkTime)> = Vec::new();
    let as_read = places.sites_as_read.iter().copied();
    let later = places.sites.ids().skip(as_read.len());
    for site in as_read
        .chain(later)
        .filter(|site| site.index() < matrix.sites())
    {
        of_site.clear();
        for (demand, time) in matrix.of_site(site) {
            let here = &rows[first[demand.index()]..first[demand.index() + 1]];
            of_site.extend(here.iter().map(|senior| (*senior, time)));
        }
        of_site.sort_unstable_by_key(|(senior, _)| *senior);
        for (senior, time) in &of_site {
            row(site.index(), *senior as usize, *time)?;
        }
    }
    Ok(())
}

/// The rows of the seniors' tables, grouped by the demand point where they live.
fn rows_by_demand(places: &Places) -> (Vec<usize>, Vec<u32>) {
    let mut first = vec![0_usize; places.demand.len() + 1];
    for senior in places.seniors.iter() {
        first[senior.home.index() + 1] += 1;
    }
    for index in 1..first.len() {
        first[index] += first[index - 1];
    }
    let mut next = first.clone();
    let mut rows = vec![0_u32; places.seniors.len()];
    for (row, senior) in places.seniors.iter().enumerate() {
        let slot = &mut next[senior.home.index()];
        rows[*slot] = row as u32;
        *slot += 1;
    }
    (first, rows)
}

/// A Parquet table of three columns, filled group by group.
struct Columns<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    sites: Vec<ByteArray>,
    seniors: Vec<ByteArray>,
    seconds: Vec<f64>,
}

impl<W: Write + Send> Columns<W> {
    fn open(file: W) -> Result<Self, ParquetError> {
        let text = |name: &str| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_converted_type(ConvertedType::UTF8)
                .build()
                .map(Arc::new)
        };
        let seconds = Type::primitive_type_builder("seconds", Physical::DOUBLE)
            .with_repetition(Repetition::REQUIRED)
            .build()
            .map(Arc::new)?;
        let schema = Type::group_type_builder("walk_times")
            .with_fields(vec![text("site_id")?, text("demand_id")?, seconds])
            .build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("planner ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        Ok(Self {
            writer: SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))?,
            sites: Vec::new(),
            seniors: Vec::new(),
            seconds: Vec::new(),
        })
    }

    /// Writes what has been gathered as one row group.
    fn flush_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for texts in [&mut self.sites, &mut self.seniors] {
            if let Some(mut column) = group.next_column()? {
                column
                    .typed::<ByteArrayType>()
                    .write_batch(texts, None, None)?;
                column.close()?;
            }
            texts.clear();
        }
        if let Some(mut column) = group.next_column()? {
            column
                .typed::<DoubleType>()
                .write_batch(&self.seconds, None, None)?;
            column.close()?;
        }
        self.seconds.clear();
        group.close().map(drop)
    }

    fn close(mut self) -> Result<(), ParquetError> {
        if !self.seconds.is_empty() {
            self.flush_group()?;
        }
        self.writer.close().map(drop)
    }
}
