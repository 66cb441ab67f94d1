//! One table in every encoding and format that offices have, through the real binary: the numbers are the same.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use encoding_rs::GB18030;
use geo::{Geometry, Point};
use parquet::basic::{BrotliLevel, Compression, GzipLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use planner::geopackage::{Column, Datum, Kind, Layer, Row, Shape, Value, bytes};
use rust_xlsxwriter::Workbook;
use serde_json::{Value as Json, json};

use crate::cli::copy;
use crate::command::{planner, text};

/// Rows of text, the header first.
type Table = Vec<Vec<String>>;

fn table(folder: &Path) -> Table {
    let text = fs::read_to_string(folder.join("seniors.csv")).unwrap();
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn separated(table: &Table, by: &str) -> String {
    table
        .iter()
        .map(|row| row.join(by) + "\r\n")
        .collect::<String>()
}

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// A workbook with a merged title above the header and a row of totals below.
fn workbook(table: &Table) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = rust_xlsxwriter::Format::new();
    sheet
        .merge_range(0, 0, 0, 6, "老年人花名册", &plain)
        .unwrap();
    for (number, row) in (1_u32..).zip(table) {
        for (column, cell) in (0_u16..).zip(row) {
            match cell.parse::<f64>() {
                Ok(value) => sheet.write_number(number, column, value).unwrap(),
                Err(_) => sheet.write_string(number, column, cell).unwrap(),
            };
        }
    }
    let last = table.len() as u32 + 1;
    sheet.write_string(last, 0, "合计").unwrap();
    sheet.write_number(last, 3, 99_999.0).unwrap();
    book.save_to_buffer().unwrap()
}

/// A spreadsheet of OpenDocument, as small as readers take it.
fn ods(table: &Table) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("mimetype", options).unwrap();
    archive
        .write_all(b"application/vnd.oasis.opendocument.spreadsheet")
        .unwrap();
    archive
        .start_file("META-INF/manifest.xml", options)
        .unwrap();
    archive
        .write_all(b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>")
        .unwrap();
    archive.start_file("content.xml", options).unwrap();
    let cell = |text: &String| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let mut rows = String::new();
    for row in table {
        rows.push_str("<table:table-row>");
        rows.extend(row.iter().map(cell));
        rows.push_str("</table:table-row>");
    }
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"名单\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive.write_all(content.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

fn place(row: &[String]) -> (f64, f64) {
    (row[1].parse().unwrap(), row[2].parse().unwrap())
}

fn geojson(table: &Table) -> String {
    let feature = |row: &Vec<String>| {
        let (lon, lat) = place(row);
        let properties: serde_json::Map<String, Json> = table[0]
            .iter()
            .cloned()
            .zip(row.iter().map(|cell| json!(cell)))
            .filter(|(name, _)| name != "经度" && name != "纬度")
            .collect();
        json!({"type": "Feature", "properties": properties,
               "geometry": {"type": "Point", "coordinates": [lon, lat]}})
    };
    let features: Vec<Json> = table[1..].iter().map(feature).collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

/// A GeoPackage whose second layer is of another kind.
fn geopackage(table: &Table) -> Vec<u8> {
    let kept: Vec<usize> = (0..table[0].len())
        .filter(|c| ![1, 2].contains(c))
        .collect();
    let layer = |name: &str, shape, rows| Layer {
        name: name.to_owned(),
        title: name.to_owned(),
        description: String::new(),
        shape,
        columns: kept
            .iter()
            .map(|c| Column {
                name: table[0][*c].clone(),
                title: String::new(),
                description: String::new(),
                kind: Kind::Text,
            })
            .collect(),
        rows,
        style: None,
    };
    let rows = table[1..].iter().map(|row| {
        let (lon, lat) = place(row);
        Row {
            geometry: Some(Geometry::Point(Point::new(lon, lat))),
            values: kept.iter().map(|c| Value::Text(row[*c].clone())).collect(),
        }
    });
    let layers = [
        layer("老年人", Shape::Points, rows.collect()),
        layer("roads", Shape::Areas, Vec::new()),
    ];
    bytes(&layers, Datum::Wgs84, "2022-10-28T00:00:00.000Z").unwrap()
}

/// A Parquet table of texts; with places as GeoParquet has them, or in their columns.
fn parquet(table: &Table, compression: Compression, with_geometry: Geometries) -> Vec<u8> {
    let is_geo = with_geometry == Geometries::AsWkb;
    let kept: Vec<usize> = (0..table[0].len())
        .filter(|c| !is_geo || ![1, 2].contains(c))
        .collect();
    let mut columns: Vec<(String, Vec<ByteArray>)> = kept
        .iter()
        .map(|c| {
            let cells = table[1..]
                .iter()
                .map(|row| row[*c].as_bytes().to_vec().into());
            (
                format!("required binary {} (UTF8);", table[0][*c]),
                cells.collect(),
            )
        })
        .collect();
    let mut notes = None;
    if is_geo {
        let wkb = table[1..].iter().map(|row| {
            let (lon, lat) = place(row);
            [&[1, 1, 0, 0, 0][..], &lon.to_le_bytes(), &lat.to_le_bytes()].concat()
        });
        let geometries = wkb.map(ByteArray::from).collect();
        columns.push(("required binary geometry;".to_owned(), geometries));
        let note = json!({"version": "1.1.0", "primary_column": "geometry",
                          "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}});
        notes = Some(vec![KeyValue::new("geo".to_owned(), note.to_string())]);
    }
    let names: String = columns.iter().map(|(name, _)| name.as_str()).collect();
    let schema = Arc::new(parse_message_type(&format!("message a {{ {names} }}")).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_key_value_metadata(notes)
        .build();
    let mut made = Vec::new();
    let mut file = SerializedFileWriter::new(&mut made, schema, Arc::new(properties)).unwrap();
    let mut group = file.next_row_group().unwrap();
    for (_, cells) in &columns {
        let mut writer = group.next_column().unwrap().unwrap();
        let typed = writer.typed::<ByteArrayType>();
        typed.write_batch(cells, None, None).unwrap();
        writer.close().unwrap();
    }
    group.close().unwrap();
    file.close().unwrap();
    made
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Geometries {
    AsWkb,
    InColumns,
}

/// What `score` answers with this file of seniors: people, coverage and the circle.
fn scored(folder: &Path, name: &str, crs: &str) -> Json {
    let scenario = folder.join("scenario.toml");
    let told = fs::read_to_string(&scenario).unwrap();
    let named = "file = \"seniors.csv\"\ncrs = \"wgs84\"";
    assert!(told.contains(named), "{told}");
    let other = told.replacen(named, &format!("file = \"{name}\"\n{crs}"), 1);
    let path = folder.join("other.toml");
    fs::write(&path, other).unwrap();
    let answered = planner(&[
        "score",
        text(&path),
        "--json",
        "--out",
        text(&folder.join("out")),
    ]);
    let said = String::from_utf8_lossy(&answered.stderr).into_owned();
    assert!(answered.status.code() != Some(2), "{name}: {said}");
    let record: Json = serde_json::from_slice(&answered.stdout).unwrap();
    json!([record["seniors"], record["before"]])
}

#[test]
fn one_table_gives_the_same_numbers_in_every_format() {
    let folder = copy();
    let folder = folder.path();
    let table = table(folder);
    let comma = separated(&table, ",");
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("utf8.csv", comma.clone().into()),
        ("utf16.csv", utf16(&comma)),
        ("gb18030.csv", GB18030.encode(&comma).0.into_owned()),
        ("semicolon.csv", separated(&table, ";").into()),
        ("tab.txt", utf16(&separated(&table, "\t"))),
        ("full-width.csv", separated(&table, "，").into()),
        (
            "text.xls",
            GB18030.encode(&separated(&table, "\t")).0.into_owned(),
        ),
        ("book.xlsx", workbook(&table)),
        ("book.ods", ods(&table)),
        ("points.geojson", geojson(&table).into()),
        ("layers.gpkg", geopackage(&table)),
    ];
    let gzip = Compression::GZIP(GzipLevel::default());
    let brotli = Compression::BROTLI(BrotliLevel::default());
    let packed = [
        ("snappy.parquet", Compression::SNAPPY, Geometries::AsWkb),
        ("gzip.parquet", gzip, Geometries::AsWkb),
        ("lz4.parquet", Compression::LZ4_RAW, Geometries::AsWkb),
        ("brotli.geoparquet", brotli, Geometries::AsWkb),
        (
            "plain.parquet",
            Compression::UNCOMPRESSED,
            Geometries::InColumns,
        ),
    ];
    let packed = packed.map(|(name, how, places)| (name, parquet(&table, how, places)));
    let expected = scored(folder, "seniors.csv", "crs = \"wgs84\"");
    assert_eq!(expected[0]["total"], json!(table.len() - 1));
    for (name, bytes) in files.into_iter().chain(packed) {
        fs::write(folder.join(name), bytes).unwrap();
        assert_eq!(scored(folder, name, "crs = \"wgs84\""), expected, "{name}");
    }
    // These say themselves in which system they are.
    for name in ["points.geojson", "layers.gpkg", "gzip.parquet"] {
        assert_eq!(scored(folder, name, ""), expected, "{name} without crs");
    }
}

#[test]
fn a_layer_is_refused_where_files_have_none() {
    let folder = copy();
    let folder = folder.path();
    for (key, expected) in [("layer", ".gpkg"), ("sheet", "workbook")] {
        let answered = planner(&[
            "check",
            text(&folder.join("scenario.toml")),
            "--set",
            &format!("seniors.0.{key}=roads"),
            "--lang",
            "en",
        ]);
        let said = String::from_utf8_lossy(&answered.stderr).into_owned();
        assert_eq!(answered.status.code(), Some(2));
        let key = format!("seniors.0.{key}");
        assert!(said.contains(&key) && said.contains(expected), "{said}");
    }
}
