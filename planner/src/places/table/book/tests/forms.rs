//! One table, saved as every program saves it, gives the same rows; and what attackers save ends in an error.

use std::io::Write as _;

use super::{ROLL, book, rows};
use crate::places::tests::{SENIORS, Town, of_code};
use crate::places::{Error, Places};

/// The bytes of a workbook of LibreOffice: its sheets as XML.
pub(super) fn ods(styles: &str, sheets: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut part = |name: &str, text: &str| {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    part("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    part(
        "content.xml",
        &format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
             <office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
        ),
    );
    archive.finish().unwrap().into_inner()
}

/// A sheet of cells; numbers are stored as numbers, and every text has a note beside it that is none of its text.
fn ods_sheet(name: &str, cells: &[&[&str]]) -> String {
    let mut xml = format!("<table:table table:name=\"{name}\">");
    for row in cells {
        xml += "<table:table-row>";
        for text in *row {
            xml += &match text.parse::<f64>() {
                _ if text.is_empty() => "<table:table-cell/>".to_owned(),
                Ok(_) => format!(
                    "<table:table-cell office:value-type=\"float\" office:value=\"{text}\"><text:p>shown otherwise</text:p></table:table-cell>"
                ),
                Err(_) => format!(
                    "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>a note</text:p></office:annotation><text:p>{text}</text:p></table:table-cell>"
                ),
            };
        }
        xml += "</table:table-row>";
    }
    // As LibreOffice ends a sheet: empty to the last row.
    xml += "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    xml + "</table:table>"
}

/// The bytes of an old workbook with one sheet.
fn xls(name: &str, cells: &[&[&str]]) -> Vec<u8> {
    xls_with(name, cells, &[])
}

/// The same with merged areas: first and last row, first and last column.
pub(super) fn xls_with(name: &str, cells: &[&[&str]], merged: &[(u16, u16, u16, u16)]) -> Vec<u8> {
    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((body.len() as u16).to_le_bytes());
        bytes.extend(body);
        bytes
    }
    fn begin(kind: u16) -> Vec<u8> {
        let mut body = Vec::new();
        for word in [0x0600, kind, 0x0DBB, 0x07CC, 0, 0, 0x0600, 0] {
            body.extend(word.to_le_bytes());
        }
        record(0x0809, &body)
    }
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let (mut texts, mut count) = (Vec::new(), 0_u32);
    let mut sheet = begin(0x0010);
    for (row, line) in (0_u16..).zip(cells) {
        for (column, text) in (0_u16..).zip(*line) {
            if text.is_empty() {
                continue;
            }
            let mut body: Vec<u8> = [row, column, 0]
                .iter()
                .flat_map(|w| w.to_le_bytes())
                .collect();
            if let Ok(x) = text.parse::<f64>() {
                body.extend(x.to_le_bytes());
                sheet.extend(record(0x0203, &body));
                continue;
            }
            body.extend(count.to_le_bytes());
            sheet.extend(record(0x00FD, &body));
            texts.extend((text.encode_utf16().count() as u16).to_le_bytes());
            texts.push(1);
            texts.extend(wide(text));
            count += 1;
        }
    }
    if !merged.is_empty() {
        let mut body = (merged.len() as u16).to_le_bytes().to_vec();
        for (first, last, left, right) in merged {
            body.extend(
                [first, last, left, right]
                    .into_iter()
                    .flat_map(|w| w.to_le_bytes()),
            );
        }
        sheet.extend(record(0x00E5, &body));
    }
    sheet.extend(record(0x000A, &[]));
    let mut table = [count.to_le_bytes(), count.to_le_bytes()].concat();
    table.extend(&texts);
    let mut bound = vec![0, 0, name.encode_utf16().count() as u8, 1];
    bound.extend(wide(name));
    let table = record(0x00FC, &table);
    let globals_len = begin(5).len() + 8 + bound.len() + table.len() + 4;
    let mut stream = begin(5);
    let place = (globals_len as u32).to_le_bytes();
    let mut sheets = place.to_vec();
    sheets.extend(&bound);
    stream.extend(record(0x0085, &sheets));
    stream.extend(table);
    stream.extend(record(0x000A, &[]));
    assert_eq!(stream.len(), globals_len);
    stream.extend(sheet);
    compound(&stream)
}

fn compound(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook")
        .unwrap()
        .write_all(stream)
        .unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// The table as systems export it: a web page, cells not closed, a merged title, numbers with their own attribute.
pub(super) fn page(cells: &[&[&str]]) -> String {
    let mut rows = String::new();
    for row in cells {
        rows += "<TR>";
        if let [title] = row {
            rows += &format!("<th colspan=6>{title}");
        }
        for text in row.iter().filter(|_| row.len() > 1) {
            rows += &match text.parse::<f64>() {
                Ok(_) => format!("<td x:num=\"{text}\">shown&nbsp;otherwise"),
                Err(_) => format!("<td style='mso-number-format:\"\\@\"'>\n  <b>{text}</b>"),
            };
        }
    }
    format!(
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=gb2312><style>td {{ lon: 1 }}</style>\
         <script>var t = \"<table><tr><td>lon<td>lat</table>\";</script></head><body>导出<table border=1>{rows}</table></body></html>"
    )
}

/// The table as an XML spreadsheet of 2003, beside a hidden sheet; rows and cells that are empty are left out.
fn xml_2003(cells: &[&[&str]]) -> String {
    let mut rows = String::new();
    for (row, cells) in (1..).zip(cells).filter(|(_, cells)| !cells.is_empty()) {
        rows += &format!("<Row ss:Index=\"{row}\">");
        for (column, text) in (1..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            let kind = text.parse::<f64>().map_or("String", |_| "Number");
            rows += &format!(
                "<Cell ss:Index=\"{column}\"><Data ss:Type=\"{kind}\">{text}</Data></Cell>"
            );
        }
        rows += "</Row>";
    }
    let hidden = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>";
    let other = "<Row><Cell><Data ss:Type=\"String\">lon</Data></Cell><Cell><Data ss:Type=\"String\">lat</Data></Cell></Row>";
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"旧\"><Table>{other}</Table>{hidden}</Worksheet>\
         <Worksheet ss:Name=\"名单\"><Table>{rows}</Table></Worksheet></Workbook>"
    )
}

pub(super) fn read_as(
    name: &str,
    bytes: &[u8],
) -> Result<(Places, crate::findings::Findings), Error> {
    read_more(name, bytes, "")
}

/// The same with more keys of its table.
pub(super) fn read_more(
    name: &str,
    bytes: &[u8],
    more: &str,
) -> Result<(Places, crate::findings::Findings), Error> {
    let town = Town::new(&[]);
    town.write(name, bytes);
    let scenario = format!(
        "as_of = \"2020-01-01\"\n{}{more}",
        SENIORS.replace("seniors.csv", name)
    );
    let read = town.read(&scenario);
    read.map(|(places, _, findings)| (places, findings))
}

fn csv(delimiter: &str) -> String {
    ROLL.iter()
        .map(|row| row.join(delimiter) + "\r\n")
        .collect()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(order)
        .collect()
}

#[test]
fn one_table_saved_in_every_way_gives_the_same_rows() {
    let text = csv(",");
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("seniors.csv", format!("\u{feff}{text}").into_bytes()),
        ("seniors.csv", utf16(&text, u16::to_le_bytes)),
        ("seniors.csv", utf16(&text, u16::to_be_bytes)),
        (
            "seniors.csv",
            encoding_rs::GB18030.encode(&text).0.into_owned(),
        ),
        ("seniors.csv", csv(";").into_bytes()),
        ("seniors.tsv", csv("\t").into_bytes()),
        ("seniors.txt", csv("，").into_bytes()),
        ("seniors.xls", csv("\t").into_bytes()),
        ("seniors.xlsx", book(&[("名单", &rows(ROLL))], "")),
        ("seniors.xls", xls("名单", ROLL)),
        ("seniors.ods", ods("", &ods_sheet("名单", ROLL))),
        // The first bytes and not the name say what a workbook is.
        ("seniors.xls", book(&[("名单", &rows(ROLL))], "")),
        ("seniors.xlsx", xls("名单", ROLL)),
        ("seniors.xls", page(ROLL).into_bytes()),
        ("seniors.html", utf16(&page(ROLL), u16::to_le_bytes)),
        (
            "seniors.xls",
            encoding_rs::GB18030.encode(&page(ROLL)).0.into_owned(),
        ),
        ("seniors.xls", xml_2003(ROLL).into_bytes()),
    ];
    let (first, _) = read_as("seniors.csv", text.as_bytes()).unwrap();
    assert_eq!(first.seniors.len(), 2);
    assert_eq!(first.seniors[0].age, Some(74));
    let people: u64 = first.demand.iter().map(|d| d.seniors.count()).sum();
    assert_eq!(people, 14);
    for (number, (name, bytes)) in forms.into_iter().enumerate() {
        let (same, findings) = read_as(name, &bytes).unwrap();
        assert_eq!(same.seniors, first.seniors, "form {number}: {name}");
        assert_eq!(
            same.demand.as_slice(),
            first.demand.as_slice(),
            "form {number}: {name}"
        );
        assert_eq!(
            of_code(&findings, "total-rows")[0].count,
            1,
            "form {number}: {name}"
        );
    }
}

#[test]
fn repeated_and_spaced_cells_are_read_as_they_are_shown() {
    let hidden = "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>";
    let sheets = "<table:table table:name=\"old\" table:style-name=\"ta2\"><table:table-row><table:table-cell><text:p>lon</text:p></table:table-cell>\
        <table:table-cell><text:p>lat</text:p></table:table-cell></table:table-row></table:table>\
        <table:table table:name=\"a\"><table:table-header-rows><table:table-row><table:table-cell office:value-type=\"string\"><text:p>编号</text:p></table:table-cell>\
        <table:table-cell><text:p>lon</text:p></table:table-cell><table:table-cell><text:p>lat</text:p></table:table-cell>\
        <table:table-cell><text:p>出生日期</text:p></table:table-cell></table:table-row></table:table-header-rows>\
        <table:table-row table:number-rows-repeated=\"3\"><table:table-cell><text:p>A&amp;B<text:s text:c=\"2\"/>C&#x4e00;</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"float\" office:value=\"36\" table:number-columns-repeated=\"2\"><text:p>36</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"1940-05-06T00:00:00\"><text:p>6.5.40</text:p></table:table-cell></table:table-row>\
        </table:table>";
    let (places, _) = read_as("seniors.ods", &ods(hidden, sheets)).unwrap();
    assert_eq!(places.seniors.len(), 3);
    assert_eq!(places.seniors[2].id.to_string(), "A&B  C一");
    assert_eq!(places.seniors[2].age, Some(79));
    let at = places.demand.as_slice()[0].at.unwrap();
    assert!((at.lon_deg() - 36.0).abs() < 1e-12 && (at.lat_deg() - 36.0).abs() < 1e-12);
}

#[test]
fn rows_and_cells_repeated_without_end_cost_no_memory() {
    let row = |rows: u64, columns: u64| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell table:number-columns-repeated=\"{columns}\"><text:p>7</text:p></table:table-cell></table:table-row>"
        )
    };
    let head = "<table:table table:name=\"a\"><table:table-row><table:table-cell><text:p>lon</text:p></table:table-cell><table:table-cell><text:p>lat</text:p></table:table-cell></table:table-row>";
    let wide = format!("{head}{}</table:table>", row(1, u64::MAX / 2));
    let (places, _) = read_as("seniors.ods", &ods("", &wide)).unwrap();
    assert_eq!(places.seniors.len(), 1);
    let blank = "<table:table-row table:number-rows-repeated=\"9000000000\"><table:table-cell/></table:table-row>";
    let far = format!("{head}{blank}{}</table:table>", row(1, 1));
    assert!(matches!(
        read_as("seniors.ods", &ods("", &far)),
        Err(Error::DamagedBook { .. })
    ));
    let long = format!(
        "{head}<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row></table:table>",
        "x".repeat(40 << 20)
    );
    assert!(matches!(
        read_as("seniors.ods", &ods("", &long)),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn an_old_workbook_with_cells_far_apart_is_refused_before_it_is_read() {
    let mut far: Vec<Vec<&str>> = vec![vec!["lon", "lat"], vec!["117.1", "36.6"]];
    far.resize(60_000, Vec::new());
    let mut last = vec![""; 250];
    last.push("1");
    far.push(last);
    let far: Vec<&[&str]> = far.iter().map(Vec::as_slice).collect();
    let why = read_as("seniors.xls", &xls("a", &far)).unwrap_err();
    assert!(matches!(why, Error::TooLarge { .. }), "{why}");
    let near: Vec<&[&str]> = far[..59_000].to_vec();
    assert_eq!(
        read_as("seniors.xls", &xls("a", &near))
            .unwrap()
            .0
            .seniors
            .len(),
        1
    );
}

#[test]
fn damaged_workbooks_of_all_formats_are_errors_and_no_panics() {
    for (name, good) in [
        ("seniors.xls", page(ROLL).into_bytes()),
        ("seniors.xls", xml_2003(ROLL).into_bytes()),
        ("seniors.xls", xls("a", ROLL)),
        ("seniors.ods", ods("", &ods_sheet("a", ROLL))),
    ] {
        for len in [8, 100, good.len() / 2, good.len() - 3] {
            let _any = read_as(name, &good[..len]);
        }
        let mut state = 11_u32;
        for _ in 0..200 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let mut bytes = good.clone();
            let at = state as usize % bytes.len();
            bytes[at] ^= (state >> 24) as u8 | 1;
            let _any = read_as(name, &bytes);
        }
    }
}
