//! What offices put around their people: open quotation marks, further sheets, page numbers, remarks, other people's numbers.

use rust_xlsxwriter::Workbook;

use super::ugly::{csv, located, people, read};
use crate::places::Error;
use crate::places::tests::{SENIORS, Town, of_code};

#[test]
fn the_first_person_below_merged_titles_is_no_header() {
    for head in ["姓名,享受政策,,经度,纬度", "姓名,人员类型,,经度,纬度"] {
        let (places, findings) = csv(&format!(
            "{head}\n王建国,低保,独居,,\n李秀英,特困,空巢,,\n张淑兰,无,独居,117.1,36.6\n"
        ));
        assert_eq!(people(&places), 3, "{head}");
        let told = findings.iter().any(|f| f.text.zh.contains("王建国"));
        assert!(!told);
    }
}

#[test]
fn an_open_quotation_mark_is_an_error_whatever_the_cells_are() {
    for text in [
        "姓名,地址,经度,纬度\n王一,\"幸福里3号,116°19′16″,39°59′28″\n李二,西路5号,116°19′20″,39°59′30″\n",
        "姓名,地址,街道,经度,纬度\n王一,\"幸福里3号,甲街道,,\n李二,西路5号,甲街道,,\n张三,南路7号,乙街道,,\n",
        "姓名,地址,街道,经度,纬度\n王一,\"幸福里,甲街道,,\n李二,\"西路5号\",甲街道,,\n",
    ] {
        let why = read("seniors.csv", text.as_bytes(), "").unwrap_err();
        assert!(matches!(why, Error::OpenQuote { row: 1, .. }), "{why}");
    }
    // An address of several lines is none.
    let (places, _) = csv(
        "姓名,地址,街道,经度,纬度\n王一,\"幸福里,3号\n4单元,501\",甲街道,117.1,36.6\n李二,西路,甲街道,117.1,36.6\n",
    );
    assert_eq!(people(&places), 2);
}

#[test]
fn sheets_that_are_not_read_are_named_with_their_rows() {
    let mut book = Workbook::new();
    let pages = [("第1页", true), ("网格员王建国", false), ("旧名单", true)];
    for (number, (name, has_header)) in (0_u32..).zip(pages) {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        if has_header {
            for (column, head) in (0..).zip(["编号", "经度", "纬度"]) {
                sheet.write_string(0, column, head).unwrap();
            }
        }
        for row in 1..3 {
            sheet
                .write_string(row, 0, format!("{number}-{row}"))
                .unwrap();
            sheet.write_number(row, 1, 117.1).unwrap();
            sheet.write_number(row, 2, 36.6).unwrap();
        }
        sheet.set_hidden(name == "旧名单");
    }
    let bytes = book.save_to_buffer().unwrap();
    let (places, findings) = read("a.xlsx", &bytes, "").unwrap();
    assert_eq!(people(&places), 2);
    let unread = of_code(&findings, "sheet-not-read");
    let rows: Vec<u64> = unread.iter().map(|f| f.count).collect();
    assert_eq!(rows, [2, 3]);
    assert!(unread[1].text.zh.contains("旧名单"));
    assert!(unread[0].text.zh.contains("#2（…）") && !unread[0].text.zh.contains("王建国"));
    let (_, findings) = read("a.xlsx", &bytes, "sheet = \"第1页\"\n").unwrap();
    assert!(of_code(&findings, "sheet-not-read").is_empty());
}

#[test]
fn what_belongs_to_the_page_is_nobody() {
    let (places, findings) = csv("序号,姓名,年龄,经度,纬度\n示例,某某,80,117.1,36.6\n\
         一、甲街道,,,,\n1,王一,80,117.1,36.6\n第1页 共3页,,,,\n（一）东社区,,,,\n2,王二,81,117.1,36.6\n- 3 -,,,,\n3/3,,,,\n\
         其中：独居,,1,,\n占比,,50%,,\n3,,,,\n4,,,,\n社区盖章,,,,\n书记签字：,,,日期：2024年,\n（以下空白）,,,,\n以下无正文,,,,\n");
    assert_eq!((people(&places), located(&places)), (2, 2));
    assert_eq!(of_code(&findings, "total-rows").len(), 14);
}

#[test]
fn titles_that_every_page_repeats_are_nobody() {
    let (places, findings) = csv(
        "某街道花名册,,\n编号,经度,纬度\n1,117.1,36.6\n某街道花名册,,\n编号,经度,纬度\n2,117.1,36.6\n",
    );
    assert_eq!((people(&places), located(&places)), (2, 2));
    assert_eq!(of_code(&findings, "total-rows")[0].row, Some(2));
}

#[test]
fn columns_that_may_count_people_are_asked_about() {
    for head in ["男,餐费,合计", "合计,房屋,老人", "低龄,70岁以上,x"] {
        let (places, findings) = csv(&format!("楼号,经度,纬度,{head}\n1,117.1,36.6,1,2,3\n"));
        assert_eq!(people(&places), 1, "{head}");
        assert_eq!(of_code(&findings, "count-column-unsure").len(), 1, "{head}");
    }
}

#[test]
fn whoever_has_a_name_is_somebody_whatever_is_remarked() {
    let (places, findings) = csv(
        "序号,姓名,地址,说明,经度,纬度\n1,王一,东路1号,共2人,,\n2,王二,,平均,,\n3,王三,,计,,\n\
         4,王四,,60岁以上老人总数,,\n5,王五,,,117.1,36.6\n,小计,,,,\n6,合计,,x,,\n合计,5人,,,,\n",
    );
    assert_eq!(people(&places), 5);
    let rows: Vec<_> = of_code(&findings, "total-rows")
        .iter()
        .map(|f| f.row)
        .collect();
    assert_eq!(rows, [6, 7, 8].map(Some));
}

#[test]
fn the_number_of_a_child_or_spouse_tells_no_age() {
    for title in [
        "子女身份证号",
        "监护人身份证号",
        "配偶身份证号码",
        "家属证件号",
    ] {
        let text = format!("编号,姓名,{title},经度,纬度\n1,某某,110101194503071237,117.1,36.6\n");
        let town = Town::new(&[("seniors.csv", &text)]);
        let read = town.read(&format!("as_of = \"2022-10-28\"\n{SENIORS}"));
        let (places, _, _) = read.unwrap();
        assert_eq!(places.seniors[0].age, None, "{title}");
    }
    let text = "编号,姓名,配偶姓名,配偶身份证号,身份证号,经度,纬度\n1,某某,某,110101194503071237,34010019500101001３,117.1,36.6\n";
    let town = Town::new(&[("seniors.csv", text)]);
    let read = town.read(&format!("as_of = \"2022-10-28\"\n{SENIORS}"));
    let (places, _, findings) = read.unwrap();
    assert_eq!(places.seniors[0].age, Some(72));
    assert!(of_code(&findings, "column-repeated").is_empty());
}

#[test]
fn width_is_no_difference_in_kinds_and_rules() {
    let town = Town::new(&[
        (
            "seniors.csv",
            "编号,社区,经度,纬度\n1,东王庄（一）社区,117.1,36.6\n2,西王庄,117.1,36.6\n",
        ),
        (
            "f.csv",
            "编号,名称,类别,经度,纬度\n1,甲(王一13812345678),助餐点（固定）,117.1,36.6\n2,乙,助餐点(负责人王建国),117.1,36.6\n",
        ),
    ]);
    let rest = "[eligible]\nrule = 'community = \"东王庄（一）社区\"'\n[[facilities]]\nfile = \"f.csv\"\ncrs = \"wgs84\"\n\
                [[standard]]\nkind = \"助餐点（固定）\"\nwithin_min = 15\n[[standard]]\nkind = \"助餐点\"\nwithin_min = 15\n";
    let (places, _, findings) = town.read(&format!("{SENIORS}{rest}")).unwrap();
    let eligible: u64 = places.demand.iter().map(|d| d.eligible.count()).sum();
    assert_eq!(eligible, 1);
    let kinds: Vec<&str> = places.sites.iter().map(|s| s.kind.as_str()).collect();
    assert_eq!(kinds, ["助餐点（固定）", "助餐点"]);
    assert_eq!(places.sites.as_slice()[0].name.as_deref(), Some("甲"));
    assert!(of_code(&findings, "no-facilities").is_empty());
}

#[test]
fn units_in_titles_multiply_and_are_told() {
    let (places, findings) =
        csv("编号,经度,纬度,人数（百人）\n1,117.1,36.6,12\n2,117.1,36.6,3.1\n3,117.1,36.6,5人\n");
    assert_eq!(people(&places), 1_200 + 310 + 5);
    assert_eq!(of_code(&findings, "unit-multiplied").len(), 1);
    let (places, _) = csv("老人分布,,,单位：万人\n编号,经度,纬度,人数\n1,117.1,36.6,1.23\n");
    assert_eq!(people(&places), 12_300);
    let (places, findings) = csv("老人分布,,,单位：人\n编号,经度,纬度,人数\n1,117.1,36.6,2\n");
    assert_eq!(people(&places), 2);
    assert!(of_code(&findings, "unit-multiplied").is_empty());
}

#[test]
fn a_day_is_no_number_of_people() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("m\"月\"d\"日\"");
    for (column, head) in (0..).zip(["编号", "经度", "纬度", "人数"]) {
        sheet.write_string(0, column, head).unwrap();
    }
    for row in 1..3 {
        sheet.write_number(row, 1, 117.1).unwrap();
        sheet.write_number(row, 2, 36.6).unwrap();
    }
    sheet.write_number(1, 3, 3).unwrap();
    sheet.write_number_with_format(2, 3, 45_293, &day).unwrap();
    let (places, findings) = read("a.xlsx", &book.save_to_buffer().unwrap(), "").unwrap();
    assert_eq!(people(&places), 3 + 1);
    assert_eq!(of_code(&findings, "count-unreadable")[0].row, Some(2));
}

#[test]
fn of_all_ages_and_the_old_the_old_are_counted() {
    for head in ["人口,60岁以上老年人口", "人口,60岁以上"] {
        let (places, findings) = csv(&format!("编号,经度,纬度,{head}\n1,117.1,36.6,100,20\n"));
        assert_eq!(people(&places), 20, "{head}");
        assert!(of_code(&findings, "column-repeated").is_empty());
    }
    let (places, _) = csv("编号,经度,纬度,60岁以上,人口\n1,117.1,36.6,20,100\n");
    assert_eq!(people(&places), 20);
}

#[test]
fn a_serial_number_is_no_code_beside_a_name() {
    let square = |code: u8, name: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{code},0],[{code}.5,0],[{code}.5,1],[{code},1],[{code},0]]]}}}}"#
        )
    };
    let districts = format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        square(1, "甲街道"),
        square(2, "乙街道")
    );
    for (title, contradictions) in [("序号", 0), ("代码", 2)] {
        let totals = format!("{title},街道,老年人数\n1,乙街道,1000\n2,甲街道,50\n");
        let town = Town::new(&[("d.geojson", &districts), ("t.csv", &totals)]);
        let read = town.read("[[seniors]]\nfile = \"t.csv\"\ntotals = \"district\"\n[districts]\nfile = \"d.geojson\"\ncode = \"code\"\nname = \"name\"\n");
        let (places, _, findings) = read.unwrap();
        let of_first: u64 = (places.demand.iter())
            .filter(|d| {
                d.district
                    .is_some_and(|id| places.districts[id].name == "甲街道")
            })
            .map(|d| d.seniors.count())
            .sum();
        assert_eq!((people(&places), of_first), (1_050, 50), "{title}");
        let told = of_code(&findings, "total-code-contradicted");
        assert_eq!(told.len(), contradictions, "{title}");
    }
}

#[test]
fn words_about_the_system_are_held_against_the_scenario() {
    let (_, findings) = csv("编号,经度（百度）,纬度（百度）\n1,117.1,36.6\n");
    assert_eq!(of_code(&findings, "crs-contradicted").len(), 1);
    let (_, findings) = csv(
        "编号,经度(WGS84),纬度(WGS84),坐标系\n1,117.1,36.6,WGS-84\n2,117.1,36.6,高德\n3,117.1,36.6,BD09\n",
    );
    let rows: Vec<_> = (of_code(&findings, "crs-contradicted").iter())
        .map(|f| f.row)
        .collect();
    assert_eq!(rows, [Some(2), Some(3)]);
}

#[test]
fn numbers_that_stand_twice_and_months_without_a_zero_are_told() {
    let (places, findings) = csv(
        "序号,身份证号,出生年月,经度,纬度\n1,110101194503071237,,117.1,36.6\n\
         2,110101194503071237,1944.1,117.1,36.6\n3,340100195001010013,1944.11,117.1,36.6\n",
    );
    assert_eq!(people(&places), 3);
    let told = of_code(&findings, "identity-repeated");
    assert_eq!((told.len(), told[0].row, told[0].count), (1, Some(2), 1));
    assert!(!told[0].text.zh.contains("1101"));
    assert_eq!(of_code(&findings, "birth-unsure")[0].row, Some(2));
    assert_eq!(of_code(&findings, "birth-unsure").len(), 1);
}
