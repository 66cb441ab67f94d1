//! Parquet tables, with or without the geometry column of GeoParquet, become rows.
//!
//! Read row by row through the library's own records. Before that the file's own figures are looked at, because they say how
//! much memory a page will take.
//!
//! References: Apache Parquet format; GeoParquet 1.1.

use std::fs::File;
use std::path::Path;

use geo::{Geometry, MultiPoint, Point};
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field as Stored;
use serde_json::Value;

use crate::places::Error;
use crate::places::trouble::Troubles;
use crate::scenario::PointFile;

use super::book::{calm, number};
use super::{Reading, Row, Sink, Summary, encoding, header};

/// No column of a row group of people is larger than this.
const MOST_BYTES: i64 = 1 << 30;

/// Hands over every row of a table.
pub(super) fn read(
    file: &PointFile,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<Summary, Error> {
    let sha256 = encoding::sha256(&file.path)?;
    let rows = calm(|| rows(file, reading, each));
    let rows = rows.unwrap_or_else(|| Err(damaged(&file.path)))?;
    Ok(Summary { sha256, rows })
}

fn damaged(path: &Path) -> Error {
    Error::Layer {
        message: "no Parquet file, cut short, or compressed otherwise than with snappy".to_owned(),
        path: path.to_owned(),
    }
}

fn rows(
    file: &PointFile,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<u64, Error> {
    let path = &file.path;
    let opened = File::open(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let table = SerializedFileReader::new(opened).map_err(|_not_shown| damaged(path))?;
    refuse_large(&table, path)?;
    let schema = table.metadata().file_metadata().schema();
    let all: Vec<String> = schema
        .get_fields()
        .iter()
        .map(|f| f.name().to_owned())
        .collect();
    let geometry = geometry_column(&table, path)?;
    let names: Vec<String> = all
        .iter()
        .filter(|name| Some(*name) != geometry.as_ref())
        .cloned()
        .collect();
    reading.intake.format = if geometry.is_some() {
        "GeoParquet"
    } else {
        "Parquet"
    };
    let header = match &geometry {
        Some(_) => header::of_layer(&names, file),
        None => header::of_columns(&names, file),
    };
    let header = header.map_err(|why| why.into_error(file))?;
    let mut sink = Sink::new(&header, reading, file)?;
    let records = table
        .get_row_iter(None)
        .map_err(|_not_shown| damaged(path))?;
    for record in records {
        let record = record.map_err(|_not_shown| damaged(path))?;
        let mut cells = Vec::with_capacity(names.len() + 2);
        let mut place = None;
        for (name, stored) in record.get_column_iter() {
            if Some(name) != geometry.as_ref() {
                cells.push(text_of(stored));
            } else if let Stored::Bytes(bytes) = stored {
                place = Some(geometry_of(bytes.data()));
            }
        }
        match &geometry {
            Some(_) => sink.put_placed(cells, place.as_ref(), reading, each)?,
            None => sink.put(&cells.into(), reading, each)?,
        }
    }
    Ok(sink.finish(reading))
}

/// Refuses a file whose pages would take more memory than any table of people.
fn refuse_large(table: &SerializedFileReader<File>, path: &Path) -> Result<(), Error> {
    let groups = table.metadata().row_groups().iter();
    let is_large = |bytes: i64| !(0..=MOST_BYTES).contains(&bytes);
    let mut sizes = groups
        .flat_map(RowGroupMetaData::columns)
        .map(ColumnChunkMetaData::uncompressed_size);
    if sizes.any(is_large) {
        return Err(Error::TooLarge {
            most_mib: (MOST_BYTES >> 20) as u64,
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// The column that holds the geometries, if the file is a GeoParquet.
fn geometry_column(
    table: &SerializedFileReader<File>,
    path: &Path,
) -> Result<Option<String>, Error> {
    let notes = table.metadata().file_metadata().key_value_metadata();
    let geo = notes.into_iter().flatten().find(|note| note.key == "geo");
    let Some(text) = geo.and_then(|note| note.value.as_ref()) else {
        return Ok(None);
    };
    let geo: Value = serde_json::from_str(text).map_err(|_not_shown| damaged(path))?;
    let name = geo["primary_column"].as_str().unwrap_or("geometry");
    let column = &geo["columns"][name];
    if column["encoding"].as_str() != Some("WKB") {
        return Err(Error::Layer {
            message: "its geometries are not stored as WKB; write them so".to_owned(),
            path: path.to_owned(),
        });
    }
    // Without a system the standard means longitude and latitude of WGS 84; null says that it is not known.
    let id = &column["crs"]["id"];
    let code = id["code"].as_i64().map(|code| code.to_string());
    let code = code.or_else(|| id["code"].as_str().map(str::to_owned));
    match code {
        Some(code) if !matches!(code.as_str(), "CRS84" | "CRS84h" | "4326" | "4979" | "4490") => {
            Err(Error::ForeignCrs {
                found: format!("{}:{code}", id["authority"].as_str().unwrap_or("EPSG")),
                path: path.to_owned(),
            })
        }
        _ => Ok(Some(name.to_owned())),
    }
}

/// The point in well-known binary, of any byte order and dimension; anything else is no points at all.
fn geometry_of(bytes: &[u8]) -> Geometry {
    let point = || {
        let (order, rest) = bytes.split_first()?;
        let word: [u8; 4] = rest.get(..4)?.try_into().ok()?;
        let [x, y]: [[u8; 8]; 2] =
            [rest.get(4..12)?, rest.get(12..20)?].map(|half| half.try_into().unwrap_or_default());
        let (kind, x, y) = match order {
            1 => (
                u32::from_le_bytes(word),
                f64::from_le_bytes(x),
                f64::from_le_bytes(y),
            ),
            _ => (
                u32::from_be_bytes(word),
                f64::from_be_bytes(x),
                f64::from_be_bytes(y),
            ),
        };
        // Heights and measures are told by thousands in one dialect and by high bits in the other.
        let is_point = (kind & 0x0FFF_FFFF) % 1_000 == 1;
        (is_point && kind & 0x2000_0000 == 0).then(|| Point::new(x, y))
    };
    let none = || Geometry::MultiPoint(MultiPoint(Vec::new()));
    point().map_or_else(none, Geometry::Point)
}

/// A value as the text of a cell.
fn text_of(stored: &Stored) -> String {
    match stored {
        Stored::Null | Stored::Group(_) | Stored::ListInternal(_) | Stored::MapInternal(_) => {
            String::new()
        }
        Stored::Str(text) => text.clone(),
        Stored::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Stored::Int(n) => number(f64::from(*n)),
        Stored::Long(n) => number(*n as f64),
        Stored::Float(x) => number(f64::from(*x)),
        Stored::Double(x) => number(*x),
        Stored::TimestampMillis(_) | Stored::TimestampMicros(_) => {
            let text = stored.to_string();
            text.split(' ').next().unwrap_or_default().to_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::metadata::KeyValue;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::places::tests::{SENIORS, Town, of_code};
    use crate::places::{Places, RowId};

    /// A point as well-known binary, in either byte order, with a height or without.
    fn wkb(x: f64, y: f64, big: Big) -> Vec<u8> {
        match big {
            Big::No => [
                &[1][..],
                &1_u32.to_le_bytes(),
                &x.to_le_bytes(),
                &y.to_le_bytes(),
            ]
            .concat(),
            Big::WithHeight => {
                let kind = 1_001_u32.to_be_bytes();
                [
                    &[0][..],
                    &kind,
                    &x.to_be_bytes(),
                    &y.to_be_bytes(),
                    &9.0_f64.to_be_bytes(),
                ]
                .concat()
            }
        }
    }

    enum Big {
        No,
        WithHeight,
    }

    /// Three rows: ids, numbers of people, and geometries of which the last is a line.
    fn table(note: Option<&str>) -> Vec<u8> {
        let schema = "message a { required binary 编号 (UTF8); required int64 人数; required binary geometry; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let notes = note.map(|text| vec![KeyValue::new("geo".to_owned(), text.to_owned())]);
        let properties = WriterProperties::builder()
            .set_key_value_metadata(notes)
            .build();
        let mut bytes = Vec::new();
        let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
        let mut group = file.next_row_group().unwrap();
        let line = [&[1_u8][..], &2_u32.to_le_bytes(), &[0; 16]].concat();
        let places = [
            wkb(117.1, 36.6, Big::No),
            wkb(117.2, 36.7, Big::WithHeight),
            line,
        ];
        let texts = |all: [Vec<u8>; 3]| all.map(ByteArray::from);
        for column in 0..3 {
            let mut writer = group.next_column().unwrap().unwrap();
            match column {
                0 => {
                    let ids = texts(["S1", "S2", "S3"].map(|id| id.as_bytes().to_vec()));
                    writer
                        .typed::<ByteArrayType>()
                        .write_batch(&ids, None, None)
                        .unwrap();
                }
                1 => {
                    writer
                        .typed::<Int64Type>()
                        .write_batch(&[2, 12, 1], None, None)
                        .unwrap();
                }
                _ => {
                    let places = texts(places.clone());
                    writer
                        .typed::<ByteArrayType>()
                        .write_batch(&places, None, None)
                        .unwrap();
                }
            }
            writer.close().unwrap();
        }
        group.close().unwrap();
        file.close().unwrap();
        bytes
    }

    fn read(bytes: &[u8]) -> Result<(Places, crate::findings::Findings), Error> {
        let town = Town::new(&[]);
        town.write("seniors.parquet", bytes);
        let read = town.read(&SENIORS.replace("seniors.csv", "seniors.parquet"));
        read.map(|(places, _, findings)| (places, findings))
    }

    #[test]
    fn points_and_people_are_read_and_a_line_is_counted_without_a_place() {
        let note = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point"]}}}"#;
        let (places, findings) = read(&table(Some(note))).unwrap();
        let rows: Vec<(String, u64, Option<(f64, f64)>)> = places
            .seniors
            .iter()
            .map(|s| {
                let at = places.demand[s.home]
                    .at
                    .map(|at| (at.lon_deg(), at.lat_deg()));
                (s.id.to_string(), s.count.count(), at)
            })
            .collect();
        assert_eq!(rows[0], ("S1".to_owned(), 2, Some((117.1, 36.6))));
        assert_eq!(rows[1], ("S2".to_owned(), 12, Some((117.2, 36.7))));
        assert_eq!(rows[2], ("S3".to_owned(), 1, None));
        assert_eq!(places.seniors[2].id, RowId::text("S3"));
        assert_eq!(of_code(&findings, "geometry-not-a-point")[0].row, Some(3));
    }

    #[test]
    fn what_is_no_table_of_places_is_refused_with_a_reason() {
        let foreign = r#"{"primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","crs":{"id":{"authority":"EPSG","code":3857}}}}}"#;
        let why = read(&table(Some(foreign))).unwrap_err().to_string();
        assert!(why.contains("EPSG:3857"), "{why}");
        // Without the note the geometry is a column of bytes, and there are no coordinates.
        let (places, findings) = read(&table(None)).unwrap();
        assert_eq!(places.seniors.len(), 3);
        assert_eq!(of_code(&findings, "no-coordinates").len(), 3);
        let good = table(None);
        for bytes in [&good[..good.len() / 2], b"PAR1", b""] {
            let why = read(bytes).unwrap_err();
            assert!(
                matches!(why, Error::Layer { .. } | Error::Empty { .. }),
                "{why}"
            );
        }
        let mut state = 5_u32;
        for _ in 0..200 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let mut bytes = good.clone();
            let at = state as usize % bytes.len();
            bytes[at] ^= (state >> 24) as u8 | 1;
            let _any = read(&bytes);
        }
    }
}
