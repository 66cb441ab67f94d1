//! Parquet tables, with or without the geometry column of GeoParquet, become rows.
//!
//! Read row by row through the library's own records. Before that the file's own figures are looked at, because they say how
//! much memory a page will take.
//!
//! References: Apache Parquet format; GeoParquet 1.1.

mod clock;

use std::fs::File;
use std::path::Path;

use geo::{Geometry, MultiPoint, Point};
use parquet::basic::Compression;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field as Stored;
use serde_json::Value;

use crate::crs::Crs;
use crate::places::Error;
use crate::places::trouble::Troubles;
use crate::scenario::PointFile;

use super::book::{calm, number};
use clock::Clock;

use super::system::Told;
use super::{Reading, Row, Sink, Summary, encoding, header, position};

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
    layer("no Parquet file, cut short or damaged", path)
}

fn layer(message: &str, path: &Path) -> Error {
    Error::Layer {
        message: message.to_owned(),
        path: path.to_owned(),
    }
}

/// Opens a file that the library and our memory can cope with.
fn open(path: &Path) -> Result<SerializedFileReader<File>, Error> {
    let opened = File::open(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let table = SerializedFileReader::new(opened).map_err(|_not_shown| damaged(path))?;
    let groups = table.metadata().row_groups().iter();
    for column in groups.flat_map(RowGroupMetaData::columns) {
        if !(0..=MOST_BYTES).contains(&column.uncompressed_size()) {
            return Err(Error::TooLarge {
                most_mib: (MOST_BYTES >> 20) as u64,
                path: path.to_owned(),
            });
        }
        if column.compression() == Compression::LZO {
            return Err(layer(
                "it is compressed with LZO, which is not read; write it with snappy, zstd, gzip, brotli or lz4",
                path,
            ));
        }
    }
    Ok(table)
}

/// What the file says of its system; `None` where it holds no geometries.
pub(super) fn system(path: &Path) -> Result<Option<Told>, Error> {
    let geometry = calm(|| open(path).and_then(|table| geometry_column(&table, path)));
    let geometry = geometry.unwrap_or_else(|| Err(damaged(path)))?;
    Ok(geometry.map(|column| column.told))
}

fn rows(
    file: &PointFile,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<u64, Error> {
    let path = &file.path;
    let table = open(path)?;
    let schema = table.metadata().file_metadata().schema();
    let all = schema.get_fields().iter().map(|f| f.name().to_owned());
    let geometry = geometry_column(&table, path)?.map(|column| column.name);
    let clocks: Vec<Option<Clock>> = schema.get_fields().iter().map(|f| Clock::of(f)).collect();
    let names: Vec<String> = all.filter(|name| Some(name) != geometry.as_ref()).collect();
    let (format, header) = match &geometry {
        Some(_) => ("GeoParquet", header::of_layer(&names, file)),
        None => ("Parquet", header::of_columns(&names, file)),
    };
    reading.intake.format = format;
    let header = header.map_err(|why| why.into_error(file))?;
    let mut sink = Sink::new(&header, reading, file)?;
    let records = table
        .get_row_iter(None)
        .map_err(|_not_shown| damaged(path))?;
    for record in records {
        let record = record.map_err(|_not_shown| damaged(path))?;
        let mut cells = Vec::with_capacity(names.len() + 2);
        let mut place = None;
        for ((name, stored), clock) in record.get_column_iter().zip(&clocks) {
            if Some(name) == geometry.as_ref() {
                place = place_of(stored);
            } else {
                let local = clock.and_then(|clock| clock.local(stored));
                cells.push(text_of(local.as_ref().unwrap_or(stored)));
            }
        }
        match &geometry {
            Some(_) => sink.put_placed(cells, place.as_ref(), reading, each)?,
            None => sink.put(&cells.into(), reading, each)?,
        }
    }
    Ok(sink.finish(reading))
}

/// The column that holds the geometries of a GeoParquet.
struct GeometryColumn {
    name: String,
    told: Told,
}

/// The column that holds the geometries, if the file is a GeoParquet.
fn geometry_column(
    table: &SerializedFileReader<File>,
    path: &Path,
) -> Result<Option<GeometryColumn>, Error> {
    let notes = table.metadata().file_metadata().key_value_metadata();
    let geo = notes.into_iter().flatten().find(|note| note.key == "geo");
    let Some(text) = geo.and_then(|note| note.value.as_ref()) else {
        return Ok(None);
    };
    let geo: Value = serde_json::from_str(text).map_err(|_not_shown| damaged(path))?;
    let name = geo["primary_column"].as_str().unwrap_or("geometry");
    let column = &geo["columns"][name];
    if !matches!(column["encoding"].as_str(), Some("WKB" | "point")) {
        let message = "its geometries are stored neither as WKB nor as points; write them so";
        return Err(layer(message, path));
    }
    Ok(Some(GeometryColumn {
        name: name.to_owned(),
        // Without a system the standard means longitude and latitude of WGS 84; null says that it is not known.
        told: match column.get("crs") {
            None => Told::by_code("OGC", "CRS84"),
            Some(crs) => told(crs),
        },
    }))
}

/// What a system in PROJ's own JSON is.
fn told(crs: &Value) -> Told {
    if crs.is_null() {
        return Told::Nothing;
    }
    let id = &crs["id"];
    let code = id["code"].as_i64().map(|code| code.to_string());
    if let Some(code) = code.or_else(|| id["code"].as_str().map(str::to_owned)) {
        return Told::by_code(id["authority"].as_str().unwrap_or("EPSG"), &code);
    }
    let name = crs["name"].as_str().unwrap_or("a system without a name");
    let plain = name.to_ascii_uppercase().replace(['-', ' ', '_'], "");
    let is_geographic = crs["type"].as_str() == Some("GeographicCRS");
    let known = [
        ("GCJ02", Crs::Gcj02),
        ("BD09", Crs::Bd09),
        ("WGS84", Crs::Wgs84),
        ("CGCS2000", Crs::Cgcs2000),
        ("CHINAGEODETICCOORDINATESYSTEM2000", Crs::Cgcs2000),
    ];
    let known = known.iter().find(|(word, _)| plain.starts_with(word));
    match known {
        Some((_, crs)) if is_geographic => Told::Known(*crs),
        _ => Told::Foreign(name.to_owned()),
    }
}

/// The geometry of a row: well-known binary, or the coordinates one by one.
fn place_of(stored: &Stored) -> Option<Geometry> {
    let none = || Geometry::MultiPoint(MultiPoint(Vec::new()));
    let number = |wanted: &str, group: &parquet::record::Row| {
        let mut columns = group.get_column_iter();
        columns.find_map(|(name, value)| match value {
            Stored::Double(x) if name == wanted => Some(*x),
            _ => None,
        })
    };
    match stored {
        Stored::Null => None,
        Stored::Bytes(bytes) => {
            Some(position::binary_point(bytes.data()).map_or_else(none, Geometry::Point))
        }
        Stored::Group(group) => {
            let point = number("x", group).zip(number("y", group));
            Some(point.map_or_else(none, |(x, y)| Geometry::Point(Point::new(x, y))))
        }
        _ => Some(none()),
    }
}

/// A value as the text of a cell.
fn text_of(stored: &Stored) -> String {
    match stored {
        Stored::Null | Stored::Group(_) | Stored::ListInternal(_) | Stored::MapInternal(_) => {
            String::new()
        }
        Stored::Str(text) => text.clone(),
        // Geometries without the notes of GeoParquet: a point becomes well-known text.
        Stored::Bytes(bytes) => match position::binary_point(bytes.data()) {
            Some(point) => format!("POINT ({} {})", point.x(), point.y()),
            None => String::from_utf8_lossy(bytes.data()).into_owned(),
        },
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

    use parquet::basic::{BrotliLevel, GzipLevel, ZstdLevel};
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
        compressed(note, Compression::UNCOMPRESSED)
    }

    fn compressed(note: Option<&str>, how: Compression) -> Vec<u8> {
        let schema = "message a { required binary 编号 (UTF8); required int64 人数; required binary geometry; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let notes = note.map(|text| vec![KeyValue::new("geo".to_owned(), text.to_owned())]);
        let properties = WriterProperties::builder()
            .set_key_value_metadata(notes)
            .set_compression(how)
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
    fn every_usual_compression_gives_the_same_rows() {
        let (wanted, _) = read(&table(None)).unwrap();
        for how in [
            Compression::SNAPPY,
            Compression::GZIP(GzipLevel::default()),
            Compression::BROTLI(BrotliLevel::default()),
            Compression::LZ4_RAW,
            Compression::ZSTD(ZstdLevel::default()),
        ] {
            let (places, _) = read(&compressed(None, how)).unwrap();
            assert_eq!(places.seniors, wanted.seniors, "{how:?}");
            assert_eq!(
                places.demand.as_slice(),
                wanted.demand.as_slice(),
                "{how:?}"
            );
        }
    }

    #[test]
    fn what_is_no_table_of_places_is_refused_with_a_reason() {
        let foreign = r#"{"primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","crs":{"id":{"authority":"EPSG","code":3857}}}}}"#;
        let why = read(&table(Some(foreign))).unwrap_err().to_string();
        assert!(why.contains("EPSG:3857"), "{why}");
        // Without the note the geometry is a column of bytes: its points count, its line is nowhere.
        let (places, _) = read(&table(None)).unwrap();
        assert_eq!(places.seniors.len(), 3);
        let at = places.demand[places.seniors[1].home].at.unwrap();
        assert_eq!((at.lon_deg(), at.lat_deg()), (117.2, 36.7));
        assert_eq!(places.demand[places.seniors[2].home].at, None);
        // A system without a number is known by its name, and only if it is one of degrees.
        let named = |kind: &str, name: &str| {
            let note = format!(
                r#"{{"primary_column":"geometry","columns":{{"geometry":{{"encoding":"WKB","crs":{{"type":"{kind}","name":"{name}"}}}}}}}}"#
            );
            read(&table(Some(&note)))
        };
        assert!(named("GeographicCRS", "WGS 84 (CRS84)").is_ok());
        let why = named("ProjectedCRS", "WGS 84 / UTM zone 50N").unwrap_err();
        assert!(why.to_string().contains("UTM zone 50N"), "{why}");
        // A zone of CGCS2000 is metres: degrees that the scenario names cannot be meant.
        let zone = r#"{"primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","crs":{"id":{"authority":"EPSG","code":4548}}}}}"#;
        let why = read(&table(Some(zone))).unwrap_err();
        assert!(matches!(why, Error::OtherCrs { .. }), "{why}");
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
