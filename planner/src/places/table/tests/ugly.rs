//! Tables as offices keep them: nobody in them is lost, nobody is invented, and each row is used or named.

use encoding_rs::{BIG5, GB18030};
use rust_xlsxwriter::{Format, Workbook};

use crate::findings::Findings;
use crate::places::tests::{SENIORS, Town, of_code};
use crate::places::{Error, Places};

pub(super) fn read(name: &str, bytes: &[u8], more: &str) -> Result<(Places, Findings), Error> {
    let town = Town::new(&[]);
    town.write(name, bytes);
    let read = town.read(&format!("{}{more}", SENIORS.replace("seniors.csv", name)));
    read.map(|(places, _, findings)| (places, findings))
}

pub(super) fn csv(text: &str) -> (Places, Findings) {
    read("seniors.csv", text.as_bytes(), "").unwrap()
}

pub(super) fn people(places: &Places) -> u64 {
    places.demand.iter().map(|d| d.seniors.count()).sum()
}

pub(super) fn located(places: &Places) -> u64 {
    let at = places.demand.iter().filter(|d| d.at.is_some());
    at.map(|d| d.seniors.count()).sum()
}

#[test]
fn whatever_sums_up_is_nobody_and_is_named_by_its_row() {
    let (places, findings) = csv("街道,姓名,经度,纬度,人数\n\
         舜耕,王一,117.10,36.60,2\n舜耕,王二,117.11,36.61,3\n舜耕街道合计,,,,5\n\
         舜耕,王三,117.12,36.62,1\n小计：,,,,1\n共计,,,,6\n总人数,,,,6\n,合 计,,,6\n6,总计,,,6\n\
         注：独居老人优先,,,,\n填表人：李四　审核：赵五,,,,\n");
    assert_eq!(people(&places), 6);
    let totals = of_code(&findings, "total-rows");
    let rows: Vec<Option<u64>> = totals.iter().map(|f| f.row).collect();
    assert_eq!(rows, [3, 5, 6, 7, 8, 9, 10, 11].map(Some));
}

#[test]
fn whoever_has_coordinates_is_somebody_whatever_they_are_called() {
    let (places, findings) = csv(
        "姓名,经度,纬度,人数\n合计生,117.10,36.60,2\n备注,117.11,36.61,3\nTotal,117.12,36.62,1\n",
    );
    assert_eq!(people(&places), 6);
    assert!(of_code(&findings, "total-rows").is_empty());
    // Without a place a remark needs little beside it to be one, and a person has more.
    let (places, _) = csv(
        "姓名,地址,年龄,经度,纬度,人数\n注一,舜耕路1号,80,,,1\n王二,舜耕路2号,81,117.1,36.6,1\n",
    );
    assert_eq!(people(&places), 2);
}

#[test]
fn remarks_units_and_rules_are_nobody_and_are_named_by_their_rows() {
    let (places, findings) = csv("编号,经度,纬度,人数\n\
         ,度,度,人\n(必填),必填,必填,选填\n——,——,——,——\nA,117.10,36.60,2\nB,117.11,36.61,3\n\
         共5人,,,5\n总共 5 人,,,\n数据来源：民政局,,,\n＊独居老人优先,,,\n2023年12月31日,,,\n截至2023年底,,,\n");
    assert_eq!((people(&places), located(&places)), (5, 5));
    let totals = of_code(&findings, "total-rows");
    let rows: Vec<Option<u64>> = totals.iter().map(|f| f.row).collect();
    assert_eq!(rows, [1, 2, 3, 6, 7, 8, 9, 10, 11].map(Some));
    // Whoever has but a name or a number is somebody, and so is who lives at a street of such a name.
    let (places, _) =
        csv("编号,经度,纬度,人数\nA,117.1,36.6,1\nB\n王共,,,2\n度,117.1,36.6,1\n共青团路3号,,,4\n");
    assert_eq!(people(&places), 1 + 1 + 2 + 1 + 4);
}

#[test]
fn a_row_that_numbers_the_columns_is_nobody() {
    for numbers in [
        "(1),(2),(3),(4)",
        "（1）,（2）,（3）,（4）",
        "1,2,3,4",
        "栏次,1,2,3",
    ] {
        let head = "编号,年龄,东经,北纬\n";
        let (places, findings) = csv(&format!("{head}{numbers}\n7,80,117.10,36.60\n1,2,3,4\n"));
        assert_eq!((people(&places), located(&places)), (2, 2), "{numbers}");
        let rows: Vec<_> = of_code(&findings, "total-rows")
            .iter()
            .map(|f| f.row)
            .collect();
        assert_eq!(rows, [Some(1)], "{numbers}");
    }
    // Three bare numbers may be somebody: the first of a table of cells, say.
    let (places, _) = csv("人数,经度,纬度\n1,2,3\n");
    assert_eq!((people(&places), located(&places)), (1, 1));
}

#[test]
fn files_that_were_joined_keep_the_mark_and_the_header_of_the_second() {
    let one = "\u{feff}编号,经度,纬度,人数\n1,117.10,36.60,2\n";
    let (places, findings) = csv(&format!("{one}{}", one.replace("1,117", "2,117")));
    assert_eq!((people(&places), located(&places)), (4, 4));
    assert_eq!(of_code(&findings, "header-repeated")[0].row, Some(2));
}

#[test]
fn a_column_that_seems_to_count_people_is_asked_about() {
    let text =
        "编号,经度,纬度,常住人口数,80岁以上老年人口数\n1,117.10,36.60,20,3\n2,117.11,36.61,30,4\n";
    let (places, findings) = csv(text);
    assert_eq!(people(&places), 2);
    let asked = &of_code(&findings, "count-column-unsure")[0].text;
    assert!(asked.zh.contains("80岁以上老年人口数") && asked.en.contains("columns"));
    assert!(asked.zh.contains("常住人口数"), "every candidate is named");
    let named = "columns = { count = \"常住人口数\" }\n";
    let (places, findings) = read("seniors.csv", text.as_bytes(), named).unwrap();
    assert_eq!(people(&places), 50);
    assert!(of_code(&findings, "count-column-unsure").is_empty());
}

#[test]
fn ages_may_have_their_unit_and_many_alike_columns_are_one_finding() {
    let (places, findings) =
        csv("编号,年龄,经度,纬度\n1,85岁,117.1,36.6\n2,79 周岁,117.1,36.6\n3,约80岁,117.1,36.6\n");
    let ages: Vec<Option<u8>> = places.seniors.iter().map(|s| s.age).collect();
    assert_eq!(ages, [Some(85), Some(79), None]);
    assert_eq!(of_code(&findings, "age-unreadable")[0].row, Some(3));
    let (_, findings) = csv("编号,经度,纬度,人数,人数,人数\n1,117.1,36.6,1,2,3\n");
    let repeated = of_code(&findings, "column-repeated");
    assert_eq!((repeated.len(), repeated[0].count), (1, 2));
}

#[test]
fn decimals_behind_commas_are_read_and_told() {
    let (places, findings) = csv("编号;经度;纬度;人数\n1;117,1234;36,6;2\n2;117.2;36.7;1\n");
    assert_eq!((people(&places), located(&places)), (3, 3));
    let at = places.demand[places.seniors[0].home].at.unwrap();
    assert!((at.lon_deg() - 117.1234).abs() < 1e-12 && (at.lat_deg() - 36.6).abs() < 1e-12);
    assert_eq!(of_code(&findings, "decimal-commas")[0].count, 1);
}

#[test]
fn a_header_that_every_printed_page_repeats_is_nobody() {
    let (places, findings) =
        csv("编号,经度,纬度,人数\n1,117.10,36.60,2\n编号,经度,纬度,人数\n2,117.11,36.61,3\n");
    assert_eq!(people(&places), 5);
    assert_eq!(of_code(&findings, "header-repeated")[0].row, Some(2));
    assert!(of_code(&findings, "count-unreadable").is_empty());
}

#[test]
fn counts_with_units_and_thousands_are_read_and_empty_ones_are_named() {
    let (places, findings) = csv(
        "编号,经度,纬度,人数\n1,117.10,36.60,3人\n2,117.11,36.61,\"1,200\"\n3,117.12,36.62,\n4,117.13,36.63,约30\n",
    );
    assert_eq!(people(&places), 3 + 1_200 + 1 + 1);
    assert_eq!(of_code(&findings, "count-empty")[0].row, Some(3));
    assert_eq!(of_code(&findings, "count-unreadable")[0].row, Some(4));
    // A table without counts is a list of persons, which is nothing to tell.
    let (_, findings) = csv("编号,经度,纬度\n1,117.10,36.60\n2,117.11,36.61\n");
    assert!(of_code(&findings, "count-empty").is_empty());
}

#[test]
fn rows_pasted_from_another_encoding_lose_letters_and_no_people() {
    let first = "编号,经度,纬度,人数,地址\n1,117.10,36.60,2,舜耕路1号\n";
    let second = GB18030.encode("2,117.11,36.61,3,英雄山路2号\n").0;
    let bytes = [first.as_bytes(), &second].concat();
    let (places, findings) = read("seniors.csv", &bytes, "").unwrap();
    assert_eq!((people(&places), located(&places)), (5, 5));
    assert_eq!(of_code(&findings, "encoding-broken").len(), 1);
}

#[test]
fn traditional_headers_are_known_and_big5_is_asked_about() {
    let text = "編號,經度,緯度,人數\n1,117.10,36.60,2\n2,117.11,36.61,3\n";
    let (places, _) = csv(text);
    assert_eq!((people(&places), located(&places)), (5, 5));
    let why = read("seniors.csv", &BIG5.encode(text).0, "").unwrap_err();
    assert!(matches!(why, Error::PerhapsBig5 { .. }), "{why}");
}

#[test]
fn a_cell_that_holds_no_two_coordinates_is_named() {
    let (places, findings) = csv("编号,坐标,人数\n1,\"117.10,36.60\",2\n2,舜耕路附近,3\n3,,1\n");
    assert_eq!((people(&places), located(&places)), (6, 2));
    let unreadable = of_code(&findings, "coordinates-unreadable");
    assert_eq!(unreadable[0].row, Some(2));
    assert!(
        !unreadable[0].text.zh.contains("舜耕路"),
        "{}",
        unreadable[0].text.zh
    );
    assert_eq!(of_code(&findings, "no-coordinates")[0].row, Some(3));
}

#[test]
fn identity_numbers_set_apart_in_groups_tell_ages() {
    let text = "序号,身份证号码,经度,纬度\n1,110101 19450307 1237,117.10,36.60\n";
    let rule = "[eligible]\nrule = 'age >= 70'\n";
    let town = Town::new(&[("seniors.csv", text)]);
    let read = town.read(&format!("as_of = \"2022-10-28\"\n{SENIORS}{rule}"));
    let (places, _, findings) = read.unwrap();
    assert_eq!(places.seniors[0].age, Some(77));
    assert!(of_code(&findings, "identity-invalid").is_empty());
}

/// A sheet with a header of two rows, a community merged over its people, a home merged over two of them, and formulas.
fn sheet() -> Workbook {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    let heads = [
        (0, "社区"),
        (1, "居住地址"),
        (2, "位置信息"),
        (4, "老年人数"),
    ];
    for (column, head) in heads {
        sheet.write_string(0, column, head).unwrap();
    }
    sheet.merge_range(0, 2, 0, 3, "位置信息", &plain).unwrap();
    sheet.merge_range(0, 4, 0, 6, "老年人数", &plain).unwrap();
    for (column, head) in [(2, "经度"), (3, "纬度"), (4, "男"), (5, "女"), (6, "合计")] {
        sheet.write_string(1, column, head).unwrap();
    }
    let homes = [(117.10, 36.60), (117.11, 36.61), (117.12, 36.62)];
    for (row, (lon, lat)) in (2..).zip(homes) {
        let street = format!("舜耕路{row}号");
        sheet.write_string(row, 1, &street).unwrap();
        sheet.write_number(row, 2, lon).unwrap();
        sheet.write_number(row, 3, lat).unwrap();
        sheet.write_number(row, 4, 1.0).unwrap();
        sheet.write_number(row, 5, f64::from(row)).unwrap();
        sheet.write_number(row, 6, f64::from(row) + 1.0).unwrap();
    }
    sheet.merge_range(2, 0, 4, 0, "东社区", &plain).unwrap();
    book
}

#[test]
fn merged_cells_count_for_all_their_rows_and_two_rows_of_headers_are_one() {
    let rule = "[eligible]\nrule = 'community = \"东社区\"'\n";
    let bytes = sheet().save_to_buffer().unwrap();
    let (places, findings) = read("a.xlsx", &bytes, rule).unwrap();
    // 3, 4 and 5 people of both sexes, not the men alone.
    assert_eq!((people(&places), located(&places)), (12, 12));
    let eligible: u64 = places.demand.iter().map(|d| d.eligible.count()).sum();
    assert_eq!(eligible, 12);
    assert!(of_code(&findings, "formula-without-value").is_empty());
}

#[test]
fn sums_stand_in_any_column_and_places_called_like_remarks_are_places() {
    let (places, findings) = csv(
        "区县,街道,社区,姓名,经度,纬度,人数\n甲区,一街道,东社区,王一,117.10,36.60,2\n\
         甲区,一街道,东社区,小计,,,2\n甲区,一街道,街道合计,,,,2\n甲区,一街道,本页合计,,,,2\n,,,,,合计,2\n\
         过次页,,,,,,2\n平均,,,,,,2\n最大值,,,,,,2\n本页共10人,,,,,,\n",
    );
    assert_eq!(people(&places), 2);
    assert_eq!(of_code(&findings, "total-rows").len(), 8);
    let streets = |name: &str, west: u8| {
        let east = west + 1;
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{west}","name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},0],[{east},0],[{east},1],[{west},1],[{west},0]]]}}}}"#
        )
    };
    let names = ["立春街道", "注溪镇", "小计家村"];
    let features: Vec<String> = (0..)
        .zip(names)
        .map(|(at, name)| streets(name, at))
        .collect();
    let file = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    let town = Town::new(&[
        ("s.geojson", &file),
        (
            "t.csv",
            "街道,老年人数\n立春街道,100\n注溪镇,\"1,234\"\n小计家村,500人\n合计,1834\n注：截至年底,\n",
        ),
    ]);
    let (places, _, findings) = town
        .read("[[seniors]]\nfile = \"t.csv\"\ntotals = \"district\"\n[districts]\nfile = \"s.geojson\"\ncode = \"code\"\n")
        .unwrap();
    assert_eq!(people(&places), 1_834);
    assert_eq!(of_code(&findings, "total-rows").len(), 2);
}

#[test]
fn parts_of_a_total_below_its_header_are_headers() {
    for (below, expected) in [("男,女,小计", 10), ("60-69岁,70岁以上,合计", 10)] {
        let (places, _) = csv(&format!(
            "编号,经度,纬度,人数,,\n,,,{below}\n1,117.1,36.6,4,6,10\n"
        ));
        assert_eq!(people(&places), expected, "{below}");
    }
    // Nobody's row is taken for a header because of its words.
    let (places, _) = csv(
        "姓名,性别,社区,居住状况,救助类别,经度,纬度\n欧阳锋,女,幸福社区,独居,低保,,\n李四,男,幸福社区,独居,低保,117.1,36.6\n",
    );
    assert_eq!(people(&places), 2);
    // Not even beside a column without a title, nor where what people are is what columns are called.
    let (places, findings) = csv(
        "姓名,性别,社区,居住状况,救助类别,,经度,纬度\n欧阳锋,女,幸福社区,独居,低保,特困,,\n李四,男,幸福社区,独居,低保,,117.1,36.6\n赵五,空巢,独居,低保,,,,\n",
    );
    assert_eq!(people(&places), 3);
    assert!(of_code(&findings, "second-table").is_empty());
}

#[test]
fn a_quotation_mark_that_swallows_a_row_is_an_error_and_an_address_of_two_lines_is_none() {
    for text in [
        "编号,地址,经度,纬度,人数\n1,\"东路3号,117.1,36.6,12\n2,\"西路5号\",117.1,36.6,20\n3,c,117.1,36.6,1\n",
        "经度,纬度\n117.1,\"36.6\n117.2,36.6\n117.3,36.6\n",
        "编号,经度,纬度\r1,117.1,\"36.6\r2,117.2,36.6\r3,117.3,36.6\r",
    ] {
        let why = read("seniors.csv", text.as_bytes(), "").unwrap_err();
        assert!(matches!(why, Error::OpenQuote { .. }), "{why}");
    }
    let (places, _) = csv("编号,地址,经度,纬度,人数\n1,\"幸福路1号\n东,西,南\",117.1,36.6,12\n");
    assert_eq!(people(&places), 12);
}

#[test]
fn rows_that_do_not_fit_their_header_are_named() {
    let (_, findings) =
        csv("编号,经度,纬度,地址,人数\n1,117.1,36.6,幸福路,5,7\n2,117.1,36.6,东路,5,\n");
    let rows: Vec<_> = of_code(&findings, "row-wider-than-header")
        .iter()
        .map(|f| f.row)
        .collect();
    assert_eq!(rows, [Some(1)]);
    let (places, findings) = csv(
        "编号,姓名,经度,纬度,人数\n1,甲,117.1,36.6,2\n编号,姓名,纬度,经度,人数\n2,乙,36.6,117.1,3\n",
    );
    assert_eq!(of_code(&findings, "second-table")[0].row, Some(2));
    assert_eq!(people(&places), 5);
}

#[test]
fn a_collection_of_features_is_read_as_a_table_is() {
    let feature = |properties: &str, x: f64| {
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Point","coordinates":[{x},36.6]}}}}"#
        )
    };
    let file = |features: &[String]| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        )
    };
    let sum = r#"{"type":"Feature","properties":{"编号":"合计","人数":9},"geometry":null}"#;
    let text = file(&[
        feature(r#"{"编号":"a","人数":3,"老年人口":3}"#, 117.1),
        feature(r#"{"编号":"b","人数":6,"老年人口":6}"#, 117.2),
        sum.to_owned(),
    ]);
    let (places, findings) = read("a.geojson", text.as_bytes(), "").unwrap();
    assert_eq!((people(&places), located(&places)), (9, 9));
    assert_eq!(of_code(&findings, "column-repeated").len(), 1);
    assert_eq!(of_code(&findings, "total-rows").len(), 1);
    assert!(of_code(&findings, "row-wider-than-header").is_empty());
    // Without a column of numbers nobody is asked for one, and a column that is not there is an error.
    let text = file(&[feature(r#"{"楼":"a"}"#, 117.1)]);
    let (places, findings) = read("a.geojson", text.as_bytes(), "").unwrap();
    assert_eq!(people(&places), 1);
    assert!(of_code(&findings, "count-empty").is_empty());
    let more = "columns = { count = \"老人数目\" }\n";
    assert!(read("a.geojson", text.as_bytes(), more).is_err());
}

#[test]
fn a_line_without_an_end_is_an_error_before_it_fills_the_memory() {
    let mut text = "编号,经度,纬度,人数\n".to_owned();
    text.push_str(&",".repeat(9 << 20));
    let why = read("seniors.csv", text.as_bytes(), "").unwrap_err();
    assert!(matches!(why, Error::LongLine { .. }), "{why}");
}

#[test]
fn degrees_that_are_called_so_go_before_x_and_y() {
    let (places, findings) = csv(
        "编号,X坐标,Y坐标,经度,纬度,人数\n甲,4051234.5,520310.2,117.10,36.60,2\n乙,4051244.5,520320.2,117.11,36.61,3\n",
    );
    assert_eq!((people(&places), located(&places)), (5, 5));
    assert!(of_code(&findings, "column-repeated").is_empty());
}
