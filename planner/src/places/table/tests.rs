//! One table in every encoding, and the traps of CSV, each closed.

mod offices;
mod titles;
mod ugly;

use std::collections::BTreeMap;

use encoding_rs::{BIG5, GB18030};

use super::*;
use crate::crs::Crs;
use crate::progress::Silent;

const TABLE: &str = "编号,姓名,经度,纬度,人数\nS-1,张三,117.10,36.60,2\nS-2,李四,117.11,36.61,１２\nS-3,王五,117.12,36.62,\n";

type Rows = Vec<(u64, String, String, String)>;

/// Reads a file of these bytes: the rows as (number, id, lon, count), and its findings' codes.
fn read_bytes(bytes: &[u8]) -> Result<(Rows, Vec<&'static str>), Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seniors.csv");
    std::fs::write(&path, bytes).unwrap();
    let file = PointFile {
        path,
        crs: Crs::Wgs84,
        is_crs_named: true,
        columns: BTreeMap::new(),
        sheet: None,
        header_row: None,
        wanted: Vec::new(),
        without_places: false,
        control: None,
        may_lack_place: false,
    };
    let mut reading = Reading::new(&file.path, &Silent);
    let mut rows = Vec::new();
    let text = |row: &Row<'_>, field| row.text(field).unwrap_or_default().into_owned();
    read(&file, &mut reading, &mut |row, _| {
        rows.push((
            row.number,
            text(row, Field::Id),
            text(row, Field::Lon),
            text(row, Field::Count),
        ));
    })?;
    let findings = reading.troubles.into_findings();
    Ok((rows, findings.iter().map(|f| f.code).collect()))
}

fn expected() -> Rows {
    [
        (1, "S-1", "117.10", "2"),
        (2, "S-2", "117.11", "12"),
        (3, "S-3", "117.12", ""),
    ]
    .map(|(n, id, lon, count)| (n, id.to_owned(), lon.to_owned(), count.to_owned()))
    .to_vec()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(order)
        .collect()
}

#[test]
fn one_table_in_every_encoding_gives_the_same_rows() {
    let with_mark = format!("\u{feff}{TABLE}");
    let copies: [(&str, Vec<u8>); 5] = [
        ("UTF-8", TABLE.into()),
        ("UTF-8 with BOM", with_mark.into()),
        ("UTF-16 LE", utf16(TABLE, u16::to_le_bytes)),
        ("UTF-16 BE", utf16(TABLE, u16::to_be_bytes)),
        ("GB18030", GB18030.encode(TABLE).0.into_owned()),
    ];
    for (name, bytes) in copies {
        let (rows, codes) = read_bytes(&bytes).unwrap();
        assert_eq!(rows, expected(), "{name}");
        assert_eq!(codes.contains(&"encoding-assumed"), name == "GB18030");
        assert!(codes.contains(&"personal-columns-dropped"));
    }
}

#[test]
fn any_separator_and_line_end_gives_the_same_rows() {
    for separator in [";", "\t", "|", "，"] {
        let text = TABLE.replace(',', separator);
        assert_eq!(
            read_bytes(text.as_bytes()).unwrap().0,
            expected(),
            "{separator}"
        );
        let gb = GB18030.encode(&text).0.into_owned();
        assert_eq!(
            read_bytes(&gb).unwrap().0,
            expected(),
            "GB18030 {separator}"
        );
    }
    for end in ["\r\n", "\r"] {
        let text = TABLE.replace('\n', end);
        assert_eq!(
            read_bytes(text.as_bytes()).unwrap().0,
            expected(),
            "{end:?}"
        );
    }
}

#[test]
fn a_character_may_straddle_two_pieces_of_a_long_file() {
    let mut text = TABLE.to_owned();
    for n in 0..20_000 {
        use std::fmt::Write as _;
        writeln!(text, "街道第{n}号,某某,117.2,36.7,1").unwrap();
    }
    let utf8 = read_bytes(text.as_bytes()).unwrap().0;
    assert_eq!(utf8.len(), 20_003);
    assert_eq!(utf8[20_002].1, "街道第19999号");
    let gb = GB18030.encode(&text).0.into_owned();
    assert_eq!(read_bytes(&gb).unwrap().0, utf8);
    assert_eq!(read_bytes(&utf16(&text, u16::to_le_bytes)).unwrap().0, utf8);
}

#[test]
fn title_rows_totals_and_blank_rows_are_no_people() {
    let text = format!(
        "某某街道老年人花名册,,,,\n填表人：,,,,\n{TABLE},,,,\n合 计,,,,14\n备注：以上为估计数,,,,\n"
    );
    let (rows, codes) = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(rows, expected());
    assert!(codes.contains(&"total-rows") && codes.contains(&"blank-rows"));
}

#[test]
fn headers_are_known_in_any_dress() {
    for header in [
        " ID , Lon ,LAT",
        "id,LONGITUDE,Latitude",
        "档案号,经度（度）,纬度(度)",
        "\"id\",\"lng\",\"lat\"",
        "序号,ｌｏｎ,ｌａｔ",
        "编号,所在的 经度列,纬度",
    ] {
        let text = format!("{header}\nA,117.1,36.6\n");
        let rows = read_bytes(text.as_bytes());
        if header.contains("所在") {
            assert!(matches!(
                rows,
                Err(Error::MissingColumn { field: "lon", .. })
            ));
        } else {
            assert_eq!(rows.unwrap().0[0].2, "117.1", "{header}");
        }
    }
}

#[test]
fn big5_is_suspected_and_not_misread() {
    let big5 = BIG5
        .encode("編號,lon,lat,地址\nA,118.3,24.4,金門縣青年路\n")
        .0;
    let bytes = big5.into_owned();
    let why = read_bytes(&bytes).unwrap_err();
    assert!(matches!(why, Error::PerhapsBig5 { .. }), "{why}");
}

#[test]
fn damaged_files_are_refused_with_their_place() {
    let why = read_bytes(b"id,lon,lat\nA,1,\x002\n")
        .unwrap_err()
        .to_string();
    assert!(why.starts_with("byte 15 is NUL"), "{why}");
    let why = read_bytes(b"").unwrap_err().to_string();
    assert!(why.starts_with("the file is empty"), "{why}");
    let mut open = "id,lon,lat\nA,\"1,2\n".to_owned();
    open.push_str(&"B,1,2\n".repeat(100));
    let why = read_bytes(open.as_bytes()).unwrap_err().to_string();
    assert!(why.starts_with("row 1: a quotation mark"), "{why}");
}

#[test]
fn a_table_without_a_header_is_refused_without_showing_its_cells() {
    let why = read_bytes("张三,13800000000,117.1,36.6\n".as_bytes())
        .unwrap_err()
        .to_string();
    assert!(why.starts_with("none of the first 10 rows"), "{why}");
    assert!(!why.contains("张三") && !why.contains("138000"), "{why}");
}

#[test]
fn two_columns_of_one_meaning_are_noted() {
    let (rows, codes) = read_bytes("id,lon,lat,经度\nA,1,2,3\n".as_bytes()).unwrap();
    assert_eq!(rows[0].2, "1");
    assert!(codes.contains(&"column-repeated"));
}

#[test]
fn columns_named_by_the_scenario_win() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "号码,东,北,lon,lat\nA,1,2,3,4\n").unwrap();
    let named = [("lon", "东"), ("lat", "北"), ("id", "号码")];
    let mut file = PointFile {
        path,
        crs: Crs::Wgs84,
        columns: named
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into_iter()
            .collect(),
        is_crs_named: true,
        sheet: None,
        header_row: None,
        wanted: Vec::new(),
        without_places: false,
        control: None,
        may_lack_place: false,
    };
    let mut seen = Vec::new();
    let mut reading = Reading::new(&file.path, &Silent);
    read(&file, &mut reading, &mut |row, _| {
        let number = |field| match row.number(field) {
            Number::Value(value) => value,
            other => panic!("{other:?}"),
        };
        seen.push((number(Field::Lon), number(Field::Lat)));
    })
    .unwrap();
    assert_eq!(seen, [(1.0, 2.0)]);
    file.columns.insert("age".to_owned(), "岁数".to_owned());
    let why = read(&file, &mut reading, &mut |_, _| {}).unwrap_err();
    assert!(matches!(why, Error::NoSuchColumn { .. }), "{why}");
}

#[test]
fn x_is_the_northing_in_metres_and_the_longitude_in_degrees() {
    let columns = |crs| {
        let file = PointFile {
            path: "a.csv".into(),
            crs,
            is_crs_named: true,
            columns: BTreeMap::new(),
            sheet: None,
            header_row: None,
            wanted: Vec::new(),
            without_places: false,
            control: None,
            may_lack_place: false,
        };
        header::find("编号,X坐标,Y坐标\n", &file).unwrap().columns
    };
    assert_eq!(columns(Crs::GaussKrueger(4548)).get(Field::North), Some(1));
    assert_eq!(columns(Crs::Wgs84).get(Field::Lon), Some(1));
}

#[test]
fn only_harmless_cells_are_shown() {
    assert_eq!(shown(b"NaN"), "'NaN'");
    assert_eq!(shown(b"110101194503071237"), "a text that is not shown");
    assert_eq!(shown("张三".as_bytes()), "a text that is not shown");
}
