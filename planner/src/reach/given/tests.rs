use super::*;
use crate::ids::Table;
use crate::places::{DemandPoint, Eligible, RowId, SeniorRow, Site, Status};
use crate::progress::Silent;
use crate::units::Seniors;

/// Sites and seniors with these ids; each senior is a demand point.
fn places(sites: &[&str], seniors: &[&str]) -> Places {
    let site = |id: &&str| Site::new(RowId::text(id), Status::Candidate, None);
    let senior = |(number, id): (usize, &&str)| SeniorRow {
        id: RowId::text(id),
        home: crate::ids::DemandId::from_index(number),
        count: Seniors::new(1),
        eligible: Eligible::Yes,
        age: None,
    };
    let home = |_: &&str| DemandPoint {
        at: None,
        seniors: Seniors::new(1),
        eligible: Seniors::new(1),
        district: None,
    };
    Places {
        seniors: seniors
            .iter()
            .enumerate()
            .map(senior)
            .collect::<Vec<_>>()
            .into(),
        demand: seniors.iter().map(home).collect(),
        sites: Table::from(sites.iter().map(site).collect::<Vec<_>>()),
        ..Places::default()
    }
}

fn read_text(text: &str, places: &Places) -> Result<(ReachMatrix, Findings, u64), Error> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    read(file.path(), places, &Silent)
}

fn pairs(matrix: &ReachMatrix, site: usize) -> Vec<(usize, u32)> {
    (matrix.of_site(SiteId::from_index(site)))
        .map(|(demand, time)| (demand.index(), time.millis()))
        .collect()
}

#[test]
fn the_order_of_rows_and_columns_changes_nothing() {
    let places = places(&["a", "b"], &["x", "y"]);
    let one = "site_id,demand_id,seconds\na,x,1.5\na,y,60\nb,y,0\n";
    let other = "\u{feff}seconds, note, demand_id, site_id\n0,,y,b\n60,,y,a\n1.5,,x,a\n";
    let (one, findings, rows) = read_text(one, &places).unwrap();
    let (other, _, _) = read_text(other, &places).unwrap();
    assert_eq!(one, other);
    assert_eq!((rows, findings.iter().count()), (3, 0));
    assert_eq!(pairs(&one, 0), [(0, 1_500), (1, 60_000)]);
    assert_eq!(pairs(&one, 1), [(1, 0)]);
    assert_eq!(one.cutoff().millis(), 60_000);
    assert_eq!(one.within(WalkTime::from_millis(2_000)).pairs(), 2);
}

#[test]
fn the_nearest_is_the_least_time_and_then_the_lowest_site() {
    let places = places(&["a", "b"], &["x", "y", "z"]);
    let text = "site_id,demand_id,seconds\nb,x,5\na,x,5\nb,y,3\na,y,4\n";
    let (matrix, _, _) = read_text(text, &places).unwrap();
    let all = [SiteId::from_index(1), SiteId::from_index(0)];
    let found: Vec<Nearest> = matrix.nearest(&all).iter().copied().collect();
    let site = |site, seconds: u32| {
        Nearest::Site(
            SiteId::from_index(site),
            WalkTime::from_millis(seconds * 1000),
        )
    };
    assert_eq!(found, [site(0, 5), site(1, 3), Nearest::Unreachable]);
}

#[test]
fn what_no_table_has_is_counted_and_the_shorter_of_two_times_counts() {
    let places = places(&["a"], &["x", "x", "y"]);
    let text = "site_id,demand_id,seconds\na,x,7\na,y,9\na,y,8\nb,y,1\na,q,1\na,q,2\n";
    let (matrix, findings, _) = read_text(text, &places).unwrap();
    assert_eq!(pairs(&matrix, 0), [(0, 7_000), (1, 7_000), (2, 8_000)]);
    let told: Vec<(&str, u64, Option<u64>)> =
        findings.iter().map(|f| (f.code, f.count, f.row)).collect();
    assert_eq!(
        told,
        [
            ("times-of-unknown-sites", 1, Some(4)),
            ("times-of-unknown-seniors", 2, Some(5)),
            ("times-repeated", 1, None),
            ("times-shared", 1, None),
        ]
    );
}

#[test]
fn what_makes_no_sense_is_an_error_that_says_where() {
    let two = places(&["a", "a"], &["x"]);
    let one = places(&["a"], &["x"]);
    for (text, places, expected) in [
        (
            "site_id,demand_id\na,x\n",
            &one,
            "no column `seconds`, found site_id, demand_id",
        ),
        (
            "site_id,demand_id,seconds\na,x,1\na,x,soon\n",
            &one,
            "row 2, column seconds: this is no walk time",
        ),
        (
            "site_id,demand_id,seconds\na,x,-1\n",
            &one,
            "row 1, column seconds: this is no walk time",
        ),
        (
            "site_id,demand_id,seconds\na,x,inf\n",
            &one,
            "column seconds: this is no walk time",
        ),
        (
            "site_id,demand_id,seconds\na,x,1\n",
            &two,
            "belongs to 2 sites",
        ),
        (
            "site_id,demand_id,seconds\nb,y,1\n",
            &one,
            "none of the 1 rows",
        ),
        ("site_id,demand_id,seconds\n", &one, "none of the 0 rows"),
    ] {
        let why = read_text(text, places).unwrap_err().to_string();
        assert!(why.contains(expected), "{text}: {why}");
    }
    assert!(read(Path::new("no such file"), &one, &Silent).is_err());
}
