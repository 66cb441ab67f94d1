//! Cells merged over rows, and headers far below titles, in every format that has them.

use super::forms::{ods, read_as, xls_with};
use super::{book, rows};
use crate::places::tests::of_code;
use crate::places::{Error, Places};

/// Who lives where: a community merged over three people, a number of them that is their sum.
fn communities(places: &Places) -> (Vec<Option<String>>, u64) {
    let column = places.columns.get("community").unwrap();
    let told = (0..places.seniors.len())
        .map(|row| column.text(row).map(str::to_owned))
        .collect();
    (told, places.demand.iter().map(|d| d.seniors.count()).sum())
}

const MERGED: &[&[&str]] = &[
    &["社区", "编号", "经度", "纬度", "人数"],
    &["东社区", "A", "117.1", "36.6", "6"],
    &["", "B", "117.2", "36.6", ""],
    &["", "C", "117.3", "36.6", ""],
    &["西社区", "D", "117.4", "36.6", "4"],
];

fn as_page() -> Vec<u8> {
    "<table><tr><th>社区<th>编号<th>经度<th>纬度<th>人数\
     <tr><td rowspan=3>东社区<td>A<td>117.1<td>36.6<td rowspan=3>6\
     <tr><td>B<td>117.2<td>36.6<tr><td>C<td>117.3<td>36.6\
     <tr><td>西社区<td>D<td>117.4<td>36.6<td>4</table>"
        .as_bytes()
        .to_vec()
}

fn as_ods() -> Vec<u8> {
    let mut xml = "<table:table table:name=\"a\">".to_owned();
    for (row, cells) in MERGED.iter().enumerate() {
        xml += "<table:table-row>";
        for (column, text) in cells.iter().enumerate() {
            let is_merged = row == 1 && (column == 0 || column == 4);
            let span = if is_merged {
                " table:number-rows-spanned=\"3\" table:number-columns-spanned=\"1\""
            } else {
                ""
            };
            let covered = if text.is_empty() { "covered-" } else { "" };
            xml += &format!(
                "<table:{covered}table-cell{span}><text:p>{text}</text:p></table:{covered}table-cell>"
            );
        }
        xml += "</table:table-row>";
    }
    ods("", &(xml + "</table:table>"))
}

fn as_xlsx() -> Vec<u8> {
    let merged = "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A2:A4\"/><mergeCell ref=\"E2:E4\"/></mergeCells><sheetData>";
    book(&[("a", &format!("{}{merged}", rows(MERGED)))], "")
}

#[test]
fn merged_cells_count_for_all_their_rows_in_every_format() {
    let merged = [(1, 3, 0, 0), (1, 3, 4, 4)];
    let forms = [
        ("seniors.xls", xls_with("a", MERGED, &merged)),
        ("seniors.ods", as_ods()),
        ("seniors.xlsx", as_xlsx()),
        ("seniors.xls", as_page()),
    ];
    let east = Some("东社区".to_owned());
    let wanted = vec![east.clone(), east.clone(), east, Some("西社区".to_owned())];
    for (number, (name, bytes)) in forms.into_iter().enumerate() {
        let (places, findings) = read_as(name, &bytes).unwrap();
        // The six count once, in the first of their rows; that the two others continue it is told.
        assert_eq!(
            communities(&places),
            (wanted.clone(), 6 + 4),
            "form {number}"
        );
        let continued = of_code(&findings, "count-merged");
        let rows: Vec<_> = continued.iter().map(|f| f.row).collect();
        assert_eq!(rows, [Some(2), Some(3)], "form {number}");
        assert!(of_code(&findings, "count-empty").is_empty());
    }
}

#[test]
fn tables_inside_tables_are_sheets_of_their_own() {
    let page = "<table><tr><td>导航<td><table><tr><th>编号<th>经度<th>纬度<tr><td>A<td>117.1<td>36.6</table>完\
                <tr><td>页脚</table>";
    let (places, _) = read_as("seniors.xls", page.as_bytes()).unwrap();
    assert_eq!(places.seniors.len(), 1);
    let two = "<table><tr><th>lon<th>lat<tr><td>117.1<td>36.6</table>".repeat(2);
    let why = read_as("seniors.xls", two.as_bytes())
        .unwrap_err()
        .to_string();
    assert!(why.contains("table 1, table 2"), "{why}");
    for (page, says) in [
        ("<html><p>nothing</p>", "without a table"),
        (
            "<html><frameset><frame src=a.htm></frameset>",
            "other files beside it",
        ),
        (
            "MIME-Version: 1.0\nContent-Type: multipart/related\n",
            "web archive",
        ),
    ] {
        let why = read_as("seniors.xls", page.as_bytes()).unwrap_err();
        assert!(
            matches!(&why, Error::DamagedBook { what, .. } if what.contains(says)),
            "{why}"
        );
    }
    let big5 = encoding_rs::BIG5
        .encode("<meta charset='big5'><table><tr><td>經度<td>緯度")
        .0;
    let why = read_as("seniors.xls", &big5).unwrap_err();
    assert!(matches!(why, Error::PerhapsBig5 { .. }), "{why}");
}

#[test]
fn identity_numbers_that_a_page_stores_as_numbers_are_named() {
    let page = "<table><tr><th>身份证号<th>经度<th>纬度<tr><td x:num=\"1.10101194503071E+17\">1.10101E+17<td>117.1<td>36.6</table>";
    let why = read_as("seniors.xls", page.as_bytes())
        .unwrap_err()
        .to_string();
    assert!(why.starts_with("row 1, column 身份证号: "), "{why}");
}

#[test]
fn a_low_header_is_asked_about_and_read_where_it_is_named() {
    let mut cells: Vec<&[&str]> = vec![&["说明"]; 12];
    cells.insert(3, &[]);
    cells.extend_from_slice(MERGED);
    let text: String = cells.iter().map(|row| row.join(",") + "\n").collect();
    for (name, bytes) in [
        ("seniors.csv", text.clone().into_bytes()),
        ("seniors.csv", text.replace('\n', "\r").into_bytes()),
        ("seniors.xlsx", book(&[("a", &rows(&cells))], "")),
        ("seniors.xls", super::forms::page(&cells).into_bytes()),
    ] {
        let why = read_as(name, &bytes).unwrap_err();
        assert!(
            matches!(why, Error::LowHeader { row: 14, .. }),
            "{name}: {why}"
        );
        let (places, _) = super::forms::read_more(name, &bytes, "header_row = 14\n").unwrap();
        assert_eq!(places.seniors.len(), 4, "{name}");
        let why = super::forms::read_more(name, &bytes, "header_row = 13\n").unwrap_err();
        assert!(
            matches!(why, Error::NoHeaderInRow { row: 13, .. }),
            "{name}: {why}"
        );
    }
}
