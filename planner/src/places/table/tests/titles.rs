//! Titles in several rows, twice in a row, with units below, or with more than one meaning.

use super::ugly::{csv, located, people, read};
use crate::places::Error;
use crate::places::tests::{SENIORS, Town, of_code};

#[test]
fn titles_may_stand_in_three_rows() {
    // 坐标 below 位置, and 经度 and 纬度 below 坐标; merged down as workbooks have it, and left blank as text has it.
    for (second, third) in [
        ("编号,年龄,性别,社区,坐标,", "编号,年龄,性别,社区,经度,纬度"),
        (",年龄,性别,社区,坐标,", ",,,,经度,纬度"),
    ] {
        let first = "编号,基本信息,,位置,,";
        let (places, findings) = csv(&format!(
            "某街道老人表,,,,,\n{first}\n{second}\n{third}\n甲,70,男,东社区,117.1,36.6\n乙,81,女,东社区,117.2,36.7\n"
        ));
        assert_eq!((people(&places), located(&places)), (2, 2), "{third}");
        assert_eq!(places.seniors[1].age, Some(81), "{third}");
        assert!(of_code(&findings, "second-table").is_empty(), "{third}");
    }
}

#[test]
fn tables_side_by_side_are_refused_and_the_second_is_named() {
    for (text, column) in [
        (
            "姓名,经度,纬度,,姓名,经度,纬度\n甲,117.1,36.6,,乙,117.2,36.7\n",
            5,
        ),
        (
            "序号,姓名,经度,纬度,序号,姓名,经度,纬度\n1,甲,117.1,36.6,2,乙,117.2,36.7\n",
            5,
        ),
    ] {
        let why = read("seniors.csv", text.as_bytes(), "").unwrap_err();
        assert!(
            matches!(why, Error::SideBySide { column: c, .. } if c == column),
            "{why}"
        );
        assert!(
            why.to_string().contains(&format!("column {column}")),
            "{why}"
        );
    }
}

#[test]
fn the_only_column_that_can_count_people_does_and_says_so() {
    for title in [
        "合计",
        "老人",
        "老年人数合计",
        "总人数",
        "60岁及以上老年人口数",
    ] {
        let (places, findings) = csv(&format!(
            "社区,经度,纬度,{title}\n东社区,117.1,36.6,20\n西社区,117.2,36.7,30人\n合计,,,50\n"
        ));
        assert_eq!((people(&places), located(&places)), (50, 50), "{title}");
        let told = &of_code(&findings, "count-column-assumed")[0].text;
        assert!(
            told.zh.contains(title) && told.en.contains("columns"),
            "{title}"
        );
    }
    // Of single persons a sum is something else, money perhaps.
    let (places, findings) = csv("姓名,经度,纬度,合计\n王一,117.1,36.6,300\n李二,117.2,36.7,300\n");
    assert_eq!(people(&places), 2);
    assert_eq!(of_code(&findings, "count-column-unsure").len(), 1);
}

#[test]
fn rows_of_units_below_the_titles_are_nobody() {
    for units in [
        "单位,周岁,人,°E,°N",
        ",(岁),(人),(度),(度)",
        "文字,整数,整数,十进制度,十进制度",
    ] {
        let (places, findings) = csv(&format!(
            "编号,年龄,人数,经度,纬度\n{units}\n甲,70,2,117.1,36.6\n"
        ));
        assert_eq!((people(&places), located(&places)), (2, 2), "{units}");
        assert_eq!(of_code(&findings, "total-rows")[0].row, Some(1), "{units}");
    }
}

#[test]
fn somebody_of_whom_only_the_day_of_birth_is_told_is_somebody() {
    for birth in ["1945-03-07", "1945年3月7日", "1945年3月"] {
        let (places, _) = csv(&format!("出生日期,经度,纬度\n{birth},,\n"));
        assert_eq!((people(&places), located(&places)), (1, 0), "{birth}");
    }
}

#[test]
fn who_has_no_children_at_home_does_not_live_alone_for_that() {
    // Nobody is known to live alone where only 空巢 is told: the rule is refused and not turned into another.
    let roll = "经度,纬度,空巢\n117.1,36.6,是\n117.2,36.6,否\n";
    let town = Town::new(&[("seniors.csv", roll)]);
    let rule = |rule: &str| town.read(&format!("[eligible]\nrule = '{rule}'\n{SENIORS}"));
    let why = rule("独居 = \"是\"").unwrap_err();
    assert!(matches!(why, Error::Rule { .. }), "{why}");
    let (places, ..) = rule("空巢 = \"是\"").unwrap();
    let eligible: u64 = places.demand.iter().map(|d| d.eligible.count()).sum();
    assert_eq!(eligible, 1);
}

#[test]
fn the_points_of_a_list_below_a_table_are_nobody() {
    let (places, findings) = csv(
        "姓名,经度,纬度,人数\n甲,117.1,36.6,2\n说明：本表截至2023年\n1.独居老人优先,,,\n2、数据来自民政,,,\n3) 其他,,,\n",
    );
    assert_eq!((people(&places), located(&places)), (2, 2));
    assert_eq!(of_code(&findings, "total-rows").len(), 4);
}

#[test]
fn a_name_with_the_number_of_its_row_is_somebody() {
    // People whose place is not known yet: nothing but their numbered names stands in their rows.
    let (places, _) = csv("编号,姓名,经度,纬度\n1,甲,117.1,36.6\n,1.张三,,\n,2、李四,,\n");
    assert_eq!((people(&places), located(&places)), (3, 1));
}

#[test]
fn a_second_table_is_refused_also_where_its_columns_are_named() {
    let read = |columns: &str| {
        let csv = "姓名,经度,纬度,,姓名,经度,纬度\n甲,117.1,36.6,,乙,117.2,36.7\n";
        let town = Town::new(&[("seniors.csv", csv)]);
        town.read(&format!(
            "[[seniors]]\nfile = \"seniors.csv\"\ncrs = \"wgs84\"\n{columns}"
        ))
    };
    let why = read("columns = { lon = \"经度\", lat = \"纬度\" }\n").unwrap_err();
    assert!(why.to_string().contains("column 5"), "{why}");
}
