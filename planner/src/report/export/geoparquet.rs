//! A layer as GeoParquet 1.1: its properties as columns, its geometries as well-known binary, what they are beside them.
//!
//! # References
//!
//! GeoParquet Specification 1.1.0, geoparquet.org.

use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::Arc;

use geo::{BoundingRect as _, Geometry};
use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::{Value as Json, json};

use crate::geopackage::{Datum, Kind, Value, to_wkb};

use super::table::Table;

/// The name of the column of geometries.
const GEOMETRY: &str = "geometry";

/// Writes a layer.
pub(super) fn write(
    table: &Table,
    datum: Datum,
    about: &Json,
    file: &mut BufWriter<&File>,
) -> io::Result<()> {
    let geometries = table
        .rows
        .iter()
        .map(|row| row.geometry.as_ref().map(to_wkb).transpose());
    let geometries: Vec<Option<Vec<u8>>> = geometries
        .collect::<Result<_, _>>()
        .map_err(io::Error::other)?;
    put(table, &geometries, [geo(table, datum), about.clone()], file).map_err(io::Error::other)
}

fn put(
    table: &Table,
    geometries: &[Option<Vec<u8>>],
    [geo, about]: [Json; 2],
    file: &mut BufWriter<&File>,
) -> Result<(), ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("planner ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![
            KeyValue::new("geo".to_owned(), geo.to_string()),
            KeyValue::new("about".to_owned(), about.to_string()),
        ]))
        .build();
    let mut writer =
        SerializedFileWriter::new(file, Arc::new(schema(table)?), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for at in 0..table.columns.len() {
        if let Some(mut column) = group.next_column()? {
            let values = table.rows.iter().map(|row| &row.values[at]);
            put_values(column.untyped(), values)?;
            column.close()?;
        }
    }
    if let Some(mut column) = group.next_column()? {
        let (levels, values) = optional(
            geometries
                .iter()
                .map(|g| g.as_ref().map(|g| ByteArray::from(g.clone()))),
        );
        if let ColumnWriter::ByteArrayColumnWriter(out) = column.untyped() {
            out.write_batch(&values, Some(&levels), None)?;
        }
        column.close()?;
    }
    group.close()?;
    writer.close().map(drop)
}

fn schema(table: &Table) -> Result<Type, ParquetError> {
    let mut fields = Vec::new();
    for column in &table.columns {
        let (physical, converted) = match column.kind {
            Kind::Integer => (Physical::INT64, ConvertedType::NONE),
            Kind::Real => (Physical::DOUBLE, ConvertedType::NONE),
            Kind::Boolean => (Physical::BOOLEAN, ConvertedType::NONE),
            Kind::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
        };
        fields.push(field(&column.name, physical, converted)?);
    }
    fields.push(field(GEOMETRY, Physical::BYTE_ARRAY, ConvertedType::NONE)?);
    Type::group_type_builder(table.name)
        .with_fields(fields)
        .build()
}

fn field(
    name: &str,
    physical: Physical,
    converted: ConvertedType,
) -> Result<Arc<Type>, ParquetError> {
    Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_converted_type(converted)
        .build()
        .map(Arc::new)
}

fn put_values<'a>(
    column: &mut ColumnWriter<'_>,
    values: impl Iterator<Item = &'a Value>,
) -> Result<(), ParquetError> {
    match column {
        ColumnWriter::Int64ColumnWriter(out) => {
            let (levels, values) = optional(values.map(|v| match v {
                Value::Integer(number) => Some(*number),
                _ => None,
            }));
            out.write_batch(&values, Some(&levels), None).map(drop)
        }
        ColumnWriter::DoubleColumnWriter(out) => {
            let (levels, values) = optional(values.map(|v| match v {
                Value::Real(number) => Some(*number),
                _ => None,
            }));
            out.write_batch(&values, Some(&levels), None).map(drop)
        }
        ColumnWriter::BoolColumnWriter(out) => {
            let (levels, values) = optional(values.map(|v| match v {
                Value::Boolean(yes) => Some(*yes),
                _ => None,
            }));
            out.write_batch(&values, Some(&levels), None).map(drop)
        }
        ColumnWriter::ByteArrayColumnWriter(out) => {
            let (levels, values) = optional(values.map(|v| match v {
                Value::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            }));
            out.write_batch(&values, Some(&levels), None).map(drop)
        }
        // No other kind of column is in the schema.
        _ => Ok(()),
    }
}

/// Values as Parquet holds them: which rows have one, and those.
fn optional<T>(values: impl Iterator<Item = Option<T>>) -> (Vec<i16>, Vec<T>) {
    let mut levels = Vec::new();
    let mut present = Vec::new();
    for value in values {
        levels.push(i16::from(value.is_some()));
        present.extend(value);
    }
    (levels, present)
}

/// What the specification asks to be told of the geometries.
fn geo(table: &Table, datum: Datum) -> Json {
    let geometries: Vec<&Geometry> = table
        .rows
        .iter()
        .filter_map(|row| row.geometry.as_ref())
        .collect();
    let mut kinds: Vec<&str> = geometries.iter().map(|g| kind(g)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut column =
        json!({ "encoding": "WKB", "geometry_types": kinds, "orientation": "counterclockwise" });
    let boxes = geometries.iter().filter_map(|g| g.bounding_rect());
    let around = boxes.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    if let Some(all) = around.reduce(|a, b| {
        [
            a[0].min(b[0]),
            a[1].min(b[1]),
            a[2].max(b[2]),
            a[3].max(b[3]),
        ]
    }) {
        column["bbox"] = json!(all);
    }
    if datum == Datum::Gcj02 {
        // Not told means longitude and latitude of WGS 84; null means that no authority knows it.
        column["crs"] = Json::Null;
    }
    json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: column } })
}

const fn kind(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        _ => "Polygon",
    }
}
