//! Whom a plan is for, and what is never kept of anybody.

use crate::findings::Findings;
use crate::ids::Id as _;
use crate::places::tests::{SENIORS, Town, of_code};
use crate::places::{Eligible, Error, Places};

/// Two people of the district by hukou, one of another, one of whom nothing is known; four identity numbers.
const ROLL: &str = "姓名,身份证号,联系电话,经度,纬度,年龄,户籍,居住状况,月收入\n\
    张三丰,110101194503071237,13812345678,117.1,36.6,,370103,独居,3000\n\
    李四光,340100195001010014,13912345678,117.2,36.6,60,370103001,空巢,1000\n\
    王五六,999999194503070017,13712345678,117.3,36.6,,370104,独居,\n\
    赵六七,,,117.4,36.6,,,,2000\n";

fn read(csv: &str, scenario: &str) -> Result<(Places, Findings), Error> {
    let town = Town::new(&[("seniors.csv", csv)]);
    let read = town.read(&format!("as_of = \"2022-10-28\"\n{SENIORS}{scenario}"));
    read.map(|(places, _, findings)| (places, findings))
}

fn chosen(places: &Places) -> Vec<bool> {
    let rows = places.seniors.iter();
    rows.map(|s| s.eligible == Eligible::Yes).collect()
}

#[test]
fn identity_numbers_tell_age_and_sex_and_are_forgotten() {
    let (places, findings) = read(ROLL, "").unwrap();
    let ages: Vec<Option<u8>> = places.seniors.iter().map(|s| s.age).collect();
    // The second number has a wrong check character: the column of ages counts.
    assert_eq!(ages, [Some(77), Some(60), None, None]);
    let sex = places.columns.get("sex").unwrap();
    assert_eq!((sex.text(0), sex.text(1)), (Some("男"), None));
    assert_eq!(of_code(&findings, "identity-invalid").len(), 2);
    let kept = format!("{places:?}{findings:?}");
    for secret in [
        "张三", "李四", "王五", "赵六", "19450307", "1381234", "1391234", "1371234",
    ] {
        assert!(!kept.contains(secret), "{secret}");
    }
}

#[test]
fn an_identity_stored_as_a_number_is_an_error_that_shows_no_digit() {
    let csv = "身份证号码,经度,纬度\n110101194503071237,117,36\n1.10101E+17,117,36\n1.10101194503072e17,117,36\n";
    let why = read(csv, "").unwrap_err().to_string();
    assert!(why.starts_with("row 2, column 身份证号码: "), "{why}");
    assert!(
        why.contains("2 such rows") && !why.contains("10101"),
        "{why}"
    );
}

#[test]
fn ids_that_name_people_are_dropped_as_a_whole() {
    for secret in ["110101194503071237", "110101450307123", "13812345678"] {
        let csv = format!(
            "编号,经度,纬度,居住状况\nS1,117,36,独居\n{secret},117,36,空巢\n11010119450307123,117,36,{secret}\n"
        );
        let (places, findings) = read(&csv, "").unwrap();
        let ids: Vec<String> = places.seniors.iter().map(|s| s.id.to_string()).collect();
        assert_eq!(ids, ["1", "2", "3"]);
        assert_eq!(of_code(&findings, "identity-number-as-id")[0].row, Some(2));
        assert_eq!(of_code(&findings, "personal-content-dropped")[0].count, 1);
        assert!(places.columns.get("living").is_none());
        let kept = format!("{places:?}{findings:?}");
        assert!(
            !kept.contains(secret) && !kept.contains("1101011945030"),
            "{kept}"
        );
    }
    let (_, findings) = read("lon,lat,count\n117,36,13812345678\n", "").unwrap();
    assert!(!format!("{findings:?}").contains("1381"), "{findings:?}");
}

/// Five people at one place and one at another: the rows of a table with their ages.
const HOUSE: &str = "经度,纬度,年龄,居住状况\n117,36,82,独居\n117,36,61,独居\n117.1,36,90,空巢\n117,36,85,空巢\n\
    117,36,83,独居\n117,36,50,空巢\n";

#[test]
fn homes_are_parted_by_the_standards_that_are_for_their_people() {
    let scenario = "[eligible]\nrule = 'age >= 60'\n[[standard]]\nkind = \"a\"\neligible = 'age >= 80'\n\
        [[standard]]\nkind = \"b\"\n[[standard]]\nkind = \"c\"\neligible = '居住状况 = \"独居\"'\n";
    let (places, findings) = read(HOUSE, scenario).unwrap();
    let homes: Vec<usize> = places.seniors.iter().map(|s| s.home.index()).collect();
    // In the order of the rows: a and c; c alone; a at the other place; a alone; a and c again; not of the plan. At the
    // first place c alone is the lowest class (no, yes), then a alone (yes, no), then both.
    assert_eq!(homes, [2, 0, 3, 1, 2, 0]);
    let of = |counts: fn(&crate::places::DemandPoint) -> u64| -> Vec<u64> {
        places.demand.iter().map(counts).collect()
    };
    assert_eq!(of(|d| d.seniors.count()), [2, 1, 2, 1]);
    assert_eq!(of(|d| d.eligible.count()), [1, 1, 2, 1]);
    let audience = |kind: &str| places.audience(kind).map(|includes| includes.to_vec());
    assert_eq!(audience("a"), Some(vec![false, true, true, true]));
    assert_eq!(audience("b"), None);
    assert_eq!(audience("c"), Some(vec![true, false, true, false]));
    let people = |kind: &str| -> u64 {
        let homes = places.demand.ids();
        homes.map(|home| places.people_of(kind, home).count()).sum()
    };
    assert_eq!(["a", "b", "c"].map(people), [4, 5, 3]);
    let only = places.for_standard("c");
    let eligible: u64 = only.demand.iter().map(|d| d.eligible.count()).sum();
    let rows = only.seniors.iter().filter(|s| s.eligible == Eligible::Yes);
    assert_eq!((eligible, rows.count()), (3, 3));
    for code in [
        "standard-nobody",
        "standard-everybody",
        "standard-unknown",
        "standard-none",
    ] {
        assert_eq!(of_code(&findings, code).len(), 0, "{code}");
    }
}

#[test]
fn rules_of_standards_that_choose_nobody_or_everybody_are_findings() {
    let of = |rule: &str| {
        let scenario = format!(
            "[eligible]\nrule = 'age >= 60'\n[[standard]]\nkind = \"a\"\neligible = '{rule}'\n"
        );
        let (_, findings) = read(HOUSE, &scenario).unwrap();
        let count = |code: &str| of_code(&findings, code).first().map(|f| f.count);
        ["standard-nobody", "standard-everybody", "standard-none"].map(count)
    };
    // Only the person of 50 is below 60, and the plan is not for them.
    assert_eq!(of("age < 60"), [Some(5), None, Some(5)]);
    assert_eq!(of("age >= 55"), [None, Some(5), None]);
    assert_eq!(of("age >= 80"), [None, None, Some(1)]);
}

#[test]
fn the_plan_is_for_those_whom_the_rule_chooses() {
    let rule = "[eligible]\nrule = 'age >= 60 and hukou startswith \"370103\"'\n";
    let (places, findings) = read(ROLL, rule).unwrap();
    assert_eq!(chosen(&places), [true, true, false, false]);
    let eligible: u64 = places.demand.iter().map(|d| d.eligible.count()).sum();
    let all: u64 = places.demand.iter().map(|d| d.seniors.count()).sum();
    assert_eq!((eligible, all), (2, 4));
    // No age and no registration: neither true nor false.
    assert_eq!(of_code(&findings, "eligible-unknown")[0].count, 1);

    let (places, findings) = read(ROLL, "[eligible]\nrule = '月收入 <= 2000'\n").unwrap();
    assert_eq!(chosen(&places), [false, true, false, true]);
    assert_eq!(of_code(&findings, "eligible-unknown")[0].count, 1);

    let (_, findings) = read(ROLL, "[eligible]\nrule = 'age > 120'\n").unwrap();
    assert_eq!(of_code(&findings, "eligible-nobody").len(), 1);
    let everybody = "[eligible]\nrule = 'age is known or age is missing'\n";
    let (_, findings) = read(ROLL, everybody).unwrap();
    assert_eq!(of_code(&findings, "eligible-everybody").len(), 1);
}

#[test]
fn a_rule_may_ask_for_a_column_that_is_called_as_one_of_facilities() {
    let roll = "经度,纬度,人数,状态,类别,所在楼层\n117.1,36.6,2,在世,A,6\n117.2,36.6,1,失联,B,1\n";
    for (rule, expected) in [
        ("状态 = \"在世\"", [true, false]),
        ("status = \"在世\"", [true, false]),
        ("类别 in [\"B\", \"C\"]", [false, true]),
        ("楼层 >= 4", [true, false]),
        ("count = 1", [false, true]),
    ] {
        let (places, _) = read(roll, &format!("[eligible]\nrule = '{rule}'\n")).unwrap();
        assert_eq!(chosen(&places), expected, "{rule}");
    }
    let town = Town::new(&[("seniors.csv", roll)]);
    let mapped =
        format!("{SENIORS}columns = {{ level = \"类别\" }}\n[eligible]\nrule = 'level = \"A\"'\n");
    let (places, _, _) = town.read(&mapped).unwrap();
    assert_eq!(chosen(&places), [true, false]);
}

#[test]
fn a_rule_reads_the_column_that_it_names() {
    let roll = "经度,纬度,独居,空巢\n117.1,36.6,是,否\n117.2,36.6,否,是\n";
    for (rule, expected) in [
        ("空巢 = \"是\"", [false, true]),
        ("独居 = \"是\"", [true, false]),
        ("living = \"是\"", [true, false]),
    ] {
        let (places, _) = read(roll, &format!("[eligible]\nrule = '{rule}'\n")).unwrap();
        assert_eq!(chosen(&places), expected, "{rule}");
    }
}

#[test]
fn a_number_that_slipped_into_a_column_costs_its_cell_and_not_the_column() {
    let mut roll = "经度,纬度,居住状况\n117.1,36.6,独居 联系女儿13812345678\n".to_owned();
    for _ in 0..12 {
        roll.push_str("117.1,36.6,独居\n");
    }
    let (places, findings) = read(&roll, "[eligible]\nrule = '居住状况 = \"独居\"'\n").unwrap();
    let yes = chosen(&places).into_iter().filter(|yes| *yes).count();
    assert_eq!(yes, 12);
    let found = of_code(&findings, "personal-content-dropped");
    assert!(found[0].text.en.contains("living"), "{}", found[0].text.en);
    assert!(!format!("{places:?}{findings:?}").contains("1381234"));
    // Where many cells hold one, nothing of the column is kept.
    let roll = "经度,纬度,居住状况\n117.1,36.6,女儿13812345678\n117.1,36.6,独居\n";
    let (places, _) = read(roll, "").unwrap();
    assert!(places.columns.get("living").is_none());
}

#[test]
fn tiers_take_the_first_rule_that_holds() {
    let tiers = "[[tier]]\nname = \"一\"\nrule = 'living = \"独居\"'\n[[tier]]\nname = \"二\"\nrule = 'age > 70'\n[[tier]]\nname = \"三\"\nrule = 'living = \"空巢\"'\n";
    let (places, findings) = read(ROLL, tiers).unwrap();
    let tier = places.columns.get("tier").unwrap();
    let of: Vec<Option<&str>> = (0..4).map(|row| tier.text(row)).collect();
    assert_eq!(of, [Some("一"), Some("三"), Some("一"), None]);
    assert_eq!(of_code(&findings, "tier-nobody").len(), 1);
    assert_eq!(of_code(&findings, "tier-none")[0].count, 1);
}

#[test]
fn a_rule_about_a_column_that_no_table_has_points_at_it() {
    let why = read(ROLL, "[eligible]\nrule = 'age > 60 and livin = \"独居\"'\n").unwrap_err();
    let text = why.to_string();
    assert!(
        text.contains("no table has a column `livin`; did you mean `living`?"),
        "{text}"
    );
    assert!(text.contains("\n               ^\n"), "{text}");
    let rank = |column: &str| read(ROLL, &format!("[access]\ndeprivation = \"{column}\"\n"));
    let text = rank("livin").unwrap_err().to_string();
    assert!(
        text.contains("access.deprivation: no table has a column `livin`; did you mean `living`?"),
        "{text}"
    );
    let text = rank("居住状况").unwrap_err().to_string();
    assert!(
        text.contains("holds texts: people are ranked by numbers"),
        "{text}"
    );
    assert!(rank("age").is_ok());
    let (places, _) = read("经度,纬度\n117,36\n", "").unwrap();
    assert!(crate::rule::Columns::column(&places, "hukou").is_none());
}

#[test]
fn a_rule_knows_the_districts_of_homes_by_code_and_name() {
    let square = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"370103001000","name":"泉城路街道"},"geometry":{"type":"Polygon","coordinates":[[[117.0,36],[117.15,36],[117.15,37],[117.0,37],[117.0,36]]]}}]}"#;
    let town = Town::new(&[("seniors.csv", ROLL), ("d.geojson", square)]);
    for rule in [
        "district = \"泉城路\"",
        "district = \"370103001\"",
        "district startswith \"3701\"",
        "区划 in [\"泉城路街道\"]",
    ] {
        let scenario =
            format!("{SENIORS}[districts]\nfile = \"d.geojson\"\n[eligible]\nrule = '{rule}'\n");
        let (places, _, _) = town.read(&scenario).unwrap();
        assert_eq!(chosen(&places), [true, false, false, false], "{rule}");
    }
}
