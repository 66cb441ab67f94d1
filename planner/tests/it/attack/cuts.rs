//! The same people released twice, cut into other rows or under other standards: what the two leave of each other.

use super::{Told, Town};

/// The places of a table of which numbers are told.
fn told<'a>(run: &'a Told, table: &str) -> Vec<&'a String> {
    let places = run.numbers.keys();
    places.filter(|place| place.starts_with(table)).collect()
}

#[test]
fn the_same_people_are_not_told_twice_in_other_rows() {
    let town = Town::new(3000, 11);
    let all = town.inputs("all");
    let first = town.run(&all, "out/first", &[]);
    for table in ["districts", "coverage", "published.groups"] {
        assert!(!told(&first, table).is_empty(), "{table}");
    }
    let bands = town.run(
        &all,
        "out/bands",
        &["--set", "groups.age_bands=[60, 71, 80]"],
    );
    assert_eq!(told(&bands, "published.groups"), [""; 0], "other bands");
    assert_eq!(told(&bands, "districts"), told(&first, "districts"));
    let streets = ["--set", "districts.file=streets.geojson"];
    let streets = town.run(&all, "out/streets", &streets);
    for table in ["districts", "coverage", "published.areas"] {
        assert_eq!(told(&streets, table), [""; 0], "{table} of streets");
    }
    let groups = "published.groups";
    assert_eq!(told(&streets, groups), told(&first, groups));
    // Alone, both are told.
    let alone = ["--set", "districts.file=streets.geojson"];
    let alone = town.run(&all, "alone/streets", &alone);
    assert!(!told(&alone, "districts").is_empty());
}

#[test]
fn what_was_withheld_of_today_stays_withheld() {
    let town = Town::new(3000, 17);
    let few = town.without("few", "seniors.csv", |row| row % 4 == 0);
    let first = town.run(&few, "out/first", &[]);
    let mut more = 0;
    for minutes in [2, 3, 4, 6, 8] {
        let set = format!("standard.0.within_min={minutes}");
        let name = format!("out/{minutes}");
        let again = town.run(&few, &name, &["--set", &set]);
        // The second standard is as it was: nothing of it is told that was not.
        let of_second = |run: &Told| -> Vec<String> {
            let districts = told(run, "districts").into_iter();
            let districts =
                districts.filter(|p| p.contains("日间照料中心") && p.ends_with("_before"));
            let groups = told(run, "published.groups").into_iter();
            let groups = groups.filter(|p| p.contains(".standards/1/0"));
            districts.chain(groups).cloned().collect()
        };
        let before = of_second(&first);
        let news: Vec<String> = of_second(&again)
            .into_iter()
            .filter(|place| !before.contains(place))
            .collect();
        assert_eq!(news, [""; 0], "{minutes} minutes");
        let alone = town.run(&few, &format!("alone{minutes}/run"), &["--set", &set]);
        more += of_second(&alone)
            .iter()
            .filter(|place| !before.contains(place))
            .count();
    }
    assert!(
        more > 0,
        "runs that know of no other tell what the first withheld"
    );
}
