//! Sites as tables of facilities and premises have them.

use super::*;
use crate::places::tests::{Town, of_code};

const FACILITIES: &str =
    "[[facilities]]\nfile = \"f.csv\"\ncrs = \"wgs84\"\n[[standard]]\nkind = \"a/b\"\n";

#[test]
fn a_facility_of_several_kinds_is_several_sites_and_knows_its_centre() {
    let csv = "编号,类别,经度,纬度,容量,容量单位,级别,上级,面积,楼层,造价,状态\n\
        C1,助餐点；日间照料,102.1,39.1,150,餐,中心,,600,1层,12.5,改造中\n\
        S1,a/b,102.2,39.2,x,床,站,C1,-3,2,,运营\n\
        S2,助餐点,102.3,39.3,,,站,C9,,,,不可用\n";
    let town = Town::new(&[("f.csv", csv)]);
    let (places, _, findings) = town.read(FACILITIES).unwrap();
    let ids: Vec<String> = places.sites.iter().map(|s| s.id.to_string()).collect();
    assert_eq!(ids, ["C1", "C1/日间照料", "S1", "S2"]);
    let kinds: Vec<&str> = places.sites.iter().map(|s| s.kind.as_str()).collect();
    assert_eq!(kinds, ["助餐点", "日间照料", "a/b", "助餐点"]);
    let sites = places.sites.as_slice();
    assert_eq!(sites[0].at, sites[1].at);
    assert_eq!(
        (sites[0].capacity, sites[0].unit.as_deref()),
        (Some(150.0), Some("餐"))
    );
    assert_eq!(
        (sites[0].floor_area_m2, sites[0].cost),
        (Some(600.0), Some(12.5))
    );
    assert_eq!(
        (sites[0].ground_floor, sites[2].ground_floor),
        (Some(true), Some(false))
    );
    assert_eq!(sites[2].parent, Some(SiteId::from_index(0)));
    assert_eq!(sites[2].level.as_deref(), Some("站"));
    assert_eq!(sites[3].parent, None);
    let statuses: Vec<&str> = places.sites.iter().map(|s| s.status.name()).collect();
    assert_eq!(statuses, ["upgrading", "upgrading", "open", "forbidden"]);
    for code in [
        "site-parent-unknown",
        "capacity-unreadable",
        "floor-area-unreadable",
    ] {
        assert_eq!(of_code(&findings, code).len(), 1, "{code}");
    }
}

#[test]
fn every_status_is_read_by_its_own_name() {
    for status in Status::ALL {
        assert_eq!(status::of_word(status.name()), Some(status));
        assert!(!status.counts_before() || status.counts_after());
        assert!(!(status.counts_after() && status.is_premises()));
    }
}

#[test]
fn a_storey_is_the_ground_floor_however_it_is_written() {
    for text in [
        "1层临街",
        "1-2层",
        "一层、二层",
        "首层及二层",
        "1f-2f",
        "l1",
        "01",
        "1.0",
        "地上1层",
        "1号楼1层",
        "一楼101室",
        "1层（共6层）",
    ] {
        assert!(names_ground_floor(text), "{text}");
    }
    for text in [
        "11层",
        "2层",
        "二楼",
        "负1层",
        "b1",
        "地下一层",
        "2层（共11层）",
        "21",
        "十一层",
        "1号楼2层",
        "2-1室",
        "-1",
    ] {
        assert!(!names_ground_floor(text), "{text}");
    }
}
