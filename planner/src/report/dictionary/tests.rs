//! The list is whole and unambiguous, and the page for people is made from it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;

fn names() -> Names {
    let text = |list: [&str; 2]| list.map(str::to_owned).to_vec();
    Names {
        keys: text(["canteen", "助餐点"]),
        kinds: text(["canteen", "助餐点"]),
        minutes: text(["15", "7.5"]),
    }
}

#[test]
fn every_line_is_an_entry_with_both_languages() {
    assert_eq!(ENTRIES.len(), LIST.lines().count() - 1);
    for entry in ENTRIES.iter() {
        for text in entry.title.iter().chain(&entry.meaning) {
            assert!(!text.is_empty(), "{}", entry.property);
        }
        assert!(
            !entry.title[0].is_ascii(),
            "{} has no Chinese title",
            entry.property
        );
        assert!(entry.title[1].is_ascii() && entry.meaning[1].is_ascii());
    }
}

#[test]
fn no_two_entries_of_a_table_stand_for_one_property() {
    let tables: BTreeSet<&str> = ENTRIES.iter().flat_map(|e| e.tables.split(' ')).collect();
    for table in tables {
        let entries = ENTRIES.iter().enumerate().filter(|(_, e)| e.is_of(table));
        let all: Vec<String> = entries
            .flat_map(|(place, entry)| entry.properties(place, &names()))
            .map(|(property, _)| property)
            .collect();
        let distinct: BTreeSet<&String> = all.iter().collect();
        assert_eq!(distinct.len(), all.len(), "{table}");
    }
}

#[test]
fn patterns_are_filled_in_both_languages() {
    let known = known("facilities", &names());
    let load = &known["load_seniors_after_7.5_min"];
    assert_eq!(load.title(Lang::En), "load, with the plan · 7.5 min");
    assert_eq!(
        known["served_seniors_before_助餐点"].title(Lang::Zh),
        "服务人数（现状） · 助餐点"
    );
    let districts = super::known("districts", &names());
    let covered = &districts["canteen_covered_seniors_before"];
    assert_eq!(covered.title(Lang::Zh), "canteen：覆盖人数（现状）");
    assert!(covered.order < districts["canteen_covered_seniors_after"].order);
}

#[test]
fn the_page_in_the_documents_is_this_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let path = root.join("docs/dictionary.md");
    if std::env::var_os("PLANNER_WRITE_DOCS").is_some() {
        fs::create_dir_all(root.join("docs")).unwrap();
        fs::write(&path, page()).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == page(),
        "write it anew: PLANNER_WRITE_DOCS=1 cargo test -p planner dictionary"
    );
}
