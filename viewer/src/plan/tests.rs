//! Plans as values: edits, their history, and what is left of them after a power cut.

use std::path::Path;

use planner::ids::{Id as _, SiteId};
use planner::places::{Places, RowId, Site, Status};
use planner::projection::LonLat;
use planner::siting::Rules;

use super::asked::{Limit, Place, Promise};
use super::journal::{Journal, Memory};
use super::*;

fn site(n: usize) -> SiteId {
    SiteId::from_index(n)
}

fn at(lon: f64) -> LonLat {
    LonLat::new(lon, 30.0).unwrap()
}

fn canteen(lon: f64) -> Added {
    Added {
        kind: "canteen".into(),
        at: at(lon),
        capacity: Some(60.0),
        name: "新建助餐点 1".into(),
    }
}

fn book() -> Book {
    Book {
        sites: 3,
        ..Book::default()
    }
}

fn places() -> Places {
    let mut places = Places::default();
    for id in ["a", "b", "c"] {
        let mut site = Site::new(RowId::text(id), Status::Open, Some(at(120.0)));
        site.kind = "canteen".into();
        places.sites.push(site);
    }
    places
}

#[test]
fn a_hundred_steps_go_back_and_forth_without_a_difference() {
    let mut book = book();
    let mut seen = vec![Arc::clone(book.draft())];
    for i in 0..100_u32 {
        book.edit(match i % 4 {
            0 => Edit::Add(canteen(120.0 + f64::from(i) / 1000.0)),
            1 => Edit::Move(site(i as usize % 3), at(121.0 + f64::from(i) / 1000.0)),
            2 => Edit::Capacity(site(0), (i % 8 > 3).then_some(f64::from(i))),
            _ => Edit::Within(0, i),
        });
        seen.push(Arc::clone(book.draft()));
    }
    for draft in seen.iter().rev() {
        assert_eq!(book.draft(), draft);
        book.history.undo();
    }
    assert!(book.history.undoes().is_none());
    for draft in &seen {
        assert_eq!(book.draft(), draft);
        book.history.redo();
    }
    assert!(book.history.redoes().is_none());
}

#[test]
fn what_was_undone_is_forgotten_once_something_else_is_done() {
    let mut book = book();
    book.edit(Edit::Close(site(0)));
    book.history.undo();
    book.edit(Edit::Close(site(1)));
    assert!(book.history.redoes().is_none());
    assert_eq!(book.draft().closed, [site(1)].into());
}

#[test]
fn turning_a_knob_is_one_step() {
    let mut book = book();
    for minutes in [14, 13, 12] {
        book.edit(Edit::Within(0, minutes));
    }
    book.edit(Edit::Within(1, 5));
    assert_eq!(book.draft().asked.within_min, [(0, 12), (1, 5)].into());
    book.history.undo();
    book.history.undo();
    assert_eq!(**book.draft(), Draft::default());
}

#[test]
fn closing_what_was_added_takes_it_away() {
    let mut book = book();
    book.edit(Edit::Add(canteen(120.0)));
    book.edit(Edit::Add(canteen(121.0)));
    book.edit(Edit::Move(site(4), at(122.0)));
    book.edit(Edit::Close(site(3)));
    assert_eq!(book.draft().added, vec![canteen(122.0)]);
    assert!(book.draft().closed.is_empty());
}

#[test]
fn what_is_kept_or_rejected_is_asked_of_the_next_proposal() {
    let mut book = book();
    book.edit(Edit::Keep(site(0)));
    book.edit(Edit::Reject(site(1)));
    book.edit(Edit::Sites(4));
    let overrides = book.draft().overrides(&places(), &Said::default());
    book.edit(Edit::Budget(Some(90.0)));
    book.edit(Edit::AtLeast(0, 1));
    let overrides = [
        overrides,
        book.draft().overrides(&places(), &Said::default()),
    ];
    assert_eq!(
        overrides[1][1..3],
        ["siting.budget=90", "siting.quota.0.at_least=1"]
    );
    let [overrides, _] = overrides;
    let wanted = [
        "siting.sites=4",
        "siting.include=[\"a\"]",
        "siting.exclude=[\"b\"]",
    ];
    assert_eq!(overrides, wanted);
    book.edit(Edit::Reject(site(0)));
    assert_eq!(book.draft().kept, [].into());
}

#[test]
fn what_the_scenario_keeps_or_leaves_out_stays_so() {
    let rules = Rules {
        include: vec!["b".to_owned(), "x".to_owned()],
        exclude: vec!["a".to_owned(), "y".to_owned()],
        ..Rules::default()
    };
    let mut book = book();
    let said = Said {
        rules: Some(&rules),
        ..Said::default()
    };
    assert!(book.draft().overrides(&places(), &said).is_empty());
    book.edit(Edit::Keep(site(0)));
    book.edit(Edit::Reject(site(1)));
    let wanted = [
        r#"siting.include=["a", "x"]"#,
        r#"siting.exclude=["b", "y"]"#,
    ];
    assert_eq!(book.draft().overrides(&places(), &said), wanted);
}

#[test]
fn new_sites_take_ids_that_no_other_has() {
    let mut places = places();
    let saved = Site::new(RowId::text("plan-1"), Status::Open, Some(at(120.0)));
    places.sites.push(saved);
    let mut book = book();
    book.edit(Edit::Add(canteen(120.0)));
    book.edit(Edit::Add(canteen(121.0)));
    let added = book.draft().changes(&places).added;
    let ids: Vec<String> = added.iter().map(|site| site.id.to_string()).collect();
    assert_eq!(ids, ["plan-2", "plan-3"]);
}

#[test]
fn a_journal_brings_back_the_plan_even_when_the_files_have_changed() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Memory::in_folder(folder.path().join("state"));
    let mut book = book();
    book.edit(Edit::Add(canteen(120.0)));
    book.edit(Edit::Move(site(1), at(121.0)));
    book.edit(Edit::Close(site(2)));
    book.edit(Edit::Capacity(site(0), None));
    book.edit(Edit::Capacity(site(1), Some(40.0)));
    book.edit(Edit::Speed(0.7));
    book.edit(Edit::Budget(Some(120.5)));
    book.edit(Edit::Cost(10.0));
    book.edit(Edit::NewKind("library".into()));
    for (place, limit) in [
        (Place::Whole, Limit::AtLeast(3)),
        (Place::Each("street".into()), Limit::SharePct(80)),
        (Place::District("1".into()), Limit::AtMost(2)),
    ] {
        book.edit(Edit::AddPromise(Promise { place, limit }));
    }
    book.edit(Edit::Curve(20));
    book.edit(Edit::AtLeast(1, 2));
    book.edit(Edit::Draw(drawing::gate(at(120.5))));
    book.edit(Edit::Draw(drawing::link(vec![at(120.5), at(120.6)])));
    let corners = [at(120.0), at(120.1), LonLat::new(120.1, 30.1).unwrap()];
    book.edit(Edit::Draw(drawing::compound(&corners)));
    book.put_aside("甲", Vec::new());
    let journal = Journal::of(
        (book.draft(), &book.named, &places()),
        Path::new("town.toml"),
    );
    memory.write(&journal).unwrap();
    let read = memory.journals().swap_remove(0);
    assert_eq!(read, journal);
    let recovered = read.book(&places());
    assert_eq!(recovered.draft(), book.draft());
    assert_eq!(recovered.named[0].name, "甲");
    // A row more at the start, and `c` gone.
    let mut changed = Places::default();
    for id in ["new", "a", "b"] {
        changed
            .sites
            .push(Site::new(RowId::text(id), Status::Open, None));
    }
    let recovered = read.book(&changed);
    let draft = recovered.draft();
    assert_eq!(draft.moved, [(site(2), at(121.0))].into());
    assert!(draft.closed.is_empty());
    let other = Journal::of(
        (book.draft(), &book.named, &places()),
        Path::new("city.toml"),
    );
    memory.write(&other).unwrap();
    assert_eq!(memory.journals(), [other.clone(), journal]);
    memory.forget(Path::new("town.toml"));
    assert_eq!(memory.journals(), [other]);
}

#[test]
fn every_step_survives_files_that_are_read_again() {
    let mut book = book();
    book.edit(Edit::Move(site(1), at(121.0)));
    book.edit(Edit::Capacity(site(0), None));
    book.edit(Edit::Close(site(2)));
    book.edit(Edit::Add(canteen(120.0)));
    book.history.undo();
    // A row more at the start: every site has another number.
    let mut moved = Places::default();
    for id in ["new", "a", "b", "c"] {
        moved
            .sites
            .push(Site::new(RowId::text(id), Status::Open, None));
    }
    for (places, by) in [(places(), 0), (moved, 1)] {
        let mut again = book.on(&self::places(), &places);
        assert_eq!(again.sites, 3 + by);
        assert_eq!(again.draft().closed, [site(2 + by)].into());
        again.history.redo();
        assert_eq!(again.draft().added, vec![canteen(120.0)]);
        assert!(again.history.redoes().is_none());
        again.history.undo();
        again.history.undo();
        assert!(again.draft().closed.is_empty());
        assert_eq!(again.draft().capacity, [(site(by), None)].into());
        again.history.undo();
        assert_eq!(again.draft().moved, [(site(1 + by), at(121.0))].into());
        again.history.undo();
        assert_eq!(**again.draft(), Draft::default());
        assert!(again.history.undoes().is_none());
    }
}

#[test]
fn recent_scenarios_come_newest_first_and_only_while_they_exist() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Memory::in_folder(folder.path().join("state"));
    let file = |name: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, "").unwrap();
        path
    };
    let (a, b) = (file("a.toml"), file("b.toml"));
    for path in [&a, &b, &a] {
        memory.remember(path).unwrap();
    }
    assert_eq!(memory.recent(), vec![a, b.clone()]);
    std::fs::remove_file(folder.path().join("a.toml")).unwrap();
    assert_eq!(memory.recent(), vec![b]);
}
