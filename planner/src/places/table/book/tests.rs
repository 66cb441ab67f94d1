//! Workbooks as bureaus and attackers make them; each is written here, part by part.

#![allow(clippy::format_push_string, reason = "a workbook of a test is small")]

use std::io::Write as _;

mod forms;
mod merged;
mod protected;

use super::*;
use crate::places::tests::{SENIORS, Town, of_code};
use crate::places::{Places, RowId};

/// A workbook of sheets, each the XML of its rows.
fn book(sheets: &[(&str, &str)], shared: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut part = |name: &str, text: &str| {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    let (mut list, mut links) = (String::new(), String::new());
    for (number, (name, _)) in (1..).zip(sheets) {
        list += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
        links += &format!(
            "<Relationship Id=\"rId{number}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
    }
    part(
        "_rels/.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    );
    part(
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{list}</sheets></workbook>"
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>"
        ),
    );
    part(
        "xl/sharedStrings.xml",
        &format!(
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{shared}</sst>"
        ),
    );
    for (number, (_, rows)) in (1..).zip(sheets) {
        let text = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        );
        part(&format!("xl/worksheets/sheet{number}.xml"), &text);
    }
    archive.finish().unwrap().into_inner()
}

/// Rows of cells; a text that is a number is stored as one, unless it begins with an apostrophe.
fn rows(cells: &[&[&str]]) -> String {
    let mut xml = String::new();
    for (row, cells) in (1..).zip(cells) {
        xml += &format!("<row r=\"{row}\">");
        for (column, text) in ('A'..='Z').zip(*cells) {
            let at = format!("r=\"{column}{row}\"");
            xml += &match text.parse::<f64>() {
                _ if text.is_empty() => String::new(),
                Ok(_) => format!("<c {at}><v>{text}</v></c>"),
                Err(_) => format!(
                    "<c {at} t=\"inlineStr\"><is><t>{}</t></is></c>",
                    text.trim_start_matches('\'')
                ),
            };
        }
        xml += "</row>";
    }
    xml
}

fn read(bytes: &[u8], more: &str) -> Result<(Places, crate::findings::Findings), Error> {
    let town = Town::new(&[("seniors.csv", "")]);
    town.write("seniors.xlsx", bytes);
    let scenario = SENIORS.replace("seniors.csv", "seniors.xlsx") + more;
    town.read(&scenario)
        .map(|(places, _, findings)| (places, findings))
}

const ROLL: &[&[&str]] = &[
    &["无何有街道老年人花名册"],
    &["编号", "姓名", "坐标", "", "人数", "出生日期"],
    &["", "", "经度", "纬度", "", ""],
    &["S1", "张三", "117.1", "36.6", "2", "16503"],
    &[],
    &["S2", "李四", "117°12′", "36.7", "１２", "1945-03-07"],
    &["合计", "", "", "", "14"],
];

#[test]
fn a_workbook_gives_the_rows_that_its_csv_gives() {
    let (places, findings) = read(&book(&[("名单", &rows(ROLL))], ""), "").unwrap();
    let csv: String = ROLL.iter().map(|row| row.join(",") + "\n").collect();
    let town = Town::new(&[("seniors.csv", &csv)]);
    let (same, _, _) = town.read(SENIORS).unwrap();
    assert_eq!(places.seniors.len(), 2);
    assert_eq!(places.demand.as_slice(), same.demand.as_slice());
    assert_eq!(places.seniors[1].id, RowId::text("S2"));
    let people: u64 = places.demand.iter().map(|d| d.seniors.count()).sum();
    assert_eq!(people, 14);
    assert_eq!(of_code(&findings, "total-rows")[0].count, 1);
    assert_eq!(of_code(&findings, "blank-rows")[0].count, 1);
    let at = places.demand.as_slice()[1].at.unwrap();
    assert!((at.lon_deg() - 117.2).abs() < 1e-9);
}

#[test]
fn an_identity_stored_as_a_number_is_named_by_row_and_column() {
    let sheet = rows(&[
        &["身份证号", "经度", "纬度"],
        &["'110101194503071237", "117.1", "36.6"],
        &["110101194503071237", "117.1", "36.6"],
    ]);
    let why = read(&book(&[("a", &sheet)], ""), "")
        .unwrap_err()
        .to_string();
    assert!(why.starts_with("row 2, column 身份证号: "), "{why}");
    assert!(!why.contains("1101") && !why.contains("1.1"), "{why}");
}

#[test]
fn of_several_sheets_with_tables_one_must_be_named() {
    let one = rows(&[&["lon", "lat"], &["117.1", "36.6"]]);
    let two = rows(&[&["lon", "lat"], &["117.1", "36.6"], &["117.2", "36.6"]]);
    let note = rows(&[&["填表说明"]]);
    let bytes = book(&[("说明", &note), ("一月", &one), ("二月", &two)], "");
    let why = read(&bytes, "").unwrap_err().to_string();
    assert!(
        why.contains("一月, 二月") && why.contains("sheet = "),
        "{why}"
    );
    let (places, _) = read(&bytes, "sheet = \"二月\"\n").unwrap();
    assert_eq!(places.seniors.len(), 2);
    let why = read(&bytes, "sheet = \"三月\"\n").unwrap_err().to_string();
    assert!(why.contains("no sheet is called `三月`"), "{why}");
    let (places, _) = read(&book(&[("说明", &note), ("一月", &one)], ""), "").unwrap();
    assert_eq!(places.seniors.len(), 1);
}

#[test]
fn cells_far_apart_and_bombs_cost_no_memory() {
    let far = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>lon</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>lat</t></is></c></row>\
        <row r=\"2\"><c r=\"A2\"><v>117.1</v></c><c r=\"B2\"><v>36.6</v></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let (places, _) = read(&book(&[("a", far)], ""), "").unwrap();
    assert_eq!(places.seniors.len(), 1);
    let bomb = book(&[("a", far)], &" ".repeat(200 << 20));
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let why = read(&bomb, "").unwrap_err();
    assert!(matches!(why, Error::TooLarge { .. }), "{why}");
    let texts = book(&[("a", far)], &"<si/>".repeat(11_000_000));
    assert!(matches!(read(&texts, ""), Err(Error::TooLarge { .. })));
}

#[test]
fn damage_is_an_error_and_no_panic() {
    let good = book(&[("a", &rows(ROLL))], "");
    for bytes in [&b"PK\x03\x04"[..], b"", b"<html>", &good[..good.len() / 2]] {
        let why = read(bytes, "").unwrap_err();
        assert!(matches!(why, Error::DamagedBook { .. }), "{why}");
    }
    let backwards =
        "<row r=\"5\"><c r=\"A5\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>";
    assert!(matches!(
        read(&book(&[("a", backwards)], ""), ""),
        Err(Error::DamagedBook { .. })
    ));
    let mut state = 7_u32;
    for _ in 0..200 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let mut bytes = good.clone();
        let at = state as usize % bytes.len();
        bytes[at] ^= (state >> 24) as u8 | 1;
        let _ = read(&bytes, "");
    }
}

#[test]
fn formulas_that_were_never_computed_are_told() {
    let table = rows(&[
        &["编号", "经度", "纬度", "人数"],
        &["A", "117.1", "36.6", ""],
        &["B", "117.2", "36.7", "3"],
    ]);
    let formula = "<c r=\"D2\"><f>1+1</f><v></v></c></row><row r=\"3\">";
    let table = table.replacen("</row><row r=\"3\">", formula, 1);
    let (places, findings) = read(&book(&[("名单", &table)], ""), "").unwrap();
    assert_eq!(of_code(&findings, "formula-without-value")[0].count, 1);
    assert_eq!(of_code(&findings, "count-empty")[0].row, Some(1));
    let people: u64 = places.demand.iter().map(|d| d.seniors.count()).sum();
    assert_eq!(people, 1 + 3);
}
