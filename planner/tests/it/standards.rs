//! Standards for different people, against a count person by person: rules judged by hand over the rows of the table.
//!
//! The walks are those of the same scenario without rules; whom each standard is for is told by the text of the table.

use std::fs;
use std::path::Path;

use planner::coverage::{Assessed, Assessment, Coverage, Heading, Nearest};
use planner::ids::SiteId;
use planner::places::Status;
use planner::study::Answer;
use planner::{Scenario, Silent, Study, StudyOptions};

use crate::command::{planner, said, text};

const MEAL: &str = "助餐点";
const CARE: &str = "日间照料中心";
const WORK: &str = "社工站";

/// A person as the table has them, and how they stand by each standard in the plain scenario.
struct Person {
    age: u32,
    alone: bool,
    able: bool,
    near: Vec<(Heading, Nearest)>,
}

impl Person {
    /// Whether the plan is for them, and which standards are.
    fn is_for(&self) -> [bool; 3] {
        let plan = self.age >= 63;
        [
            plan && self.age >= 70,
            plan && self.alone && !self.able,
            plan,
        ]
    }

    fn is_eligible(&self) -> bool {
        self.age >= 63
    }

    fn is_covered(&self, kind: usize) -> bool {
        self.is_for()[kind] && self.near[kind].0 == Heading::Covered
    }

    fn is_complete(&self) -> bool {
        self.is_eligible() && (0..3).all(|kind| !self.is_for()[kind] || self.is_covered(kind))
    }
}

/// The scenario of an invented district with three standards, with or without rules, and more.
fn scenario(dir: &Path, name: &str, rules: &[&str; 3], more: &str) -> Scenario {
    let whole = fs::read_to_string(dir.join("scenario.toml")).unwrap();
    let inputs = whole.split("[[standard]]").next().unwrap();
    let mut text = inputs.to_owned();
    for (kind, rule) in [MEAL, CARE, WORK].iter().zip(rules) {
        let standard = [
            "[[standard]]\nkind = \"",
            kind,
            "\"\nwithin_min = 6\n",
            rule,
            "\n",
        ];
        text.extend(standard);
    }
    let file = dir.join(name);
    fs::write(&file, text + more).unwrap();
    Scenario::open(&file, &[]).unwrap()
}

const RULES: [&str; 3] = [
    "eligible = 'age >= 70'",
    "eligible = '独居 = \"是\" and not 自理能力 = \"自理\"'",
    "",
];
const PLAN: &str = "[eligible]\nrule = 'age >= 63'\n[siting]\nkind = \"助餐点\"\nsites = 1\n\
    [[promise]]\nrule = 'coverage(助餐点) >= 50 %'\n[[promise]]\nrule = 'coverage(日间照料中心, age >= 75) >= 50 %'\n\
    [[promise]]\nrule = 'coverage(circle) >= 50 %'\n";

fn propose(scenario: Scenario) -> (Study, Answer) {
    let study = Study::open(scenario, &StudyOptions::default(), &Silent).unwrap();
    let answer = study.propose(&Silent).unwrap();
    (study, answer)
}

/// The people of the table, in its order, as the plain scenario has them.
fn people(dir: &Path, plain: &Study, coverage: &Coverage) -> Vec<Person> {
    let text = fs::read_to_string(dir.join("seniors.csv")).unwrap();
    let rows = text.lines().skip(1).filter(|line| !line.is_empty());
    let person = |(row, line): (usize, &str)| {
        let cells: Vec<&str> = line.split(',').collect();
        let home = plain.places.seniors[row].home;
        let near = coverage.kinds.iter();
        Person {
            age: cells[3].parse().unwrap(),
            alone: cells[4] == "是",
            able: cells[5] == "自理",
            near: near
                .map(|kind| (kind.heading(home), kind.nearest[home]))
                .collect(),
        }
    };
    rows.enumerate().map(person).collect()
}

fn count(people: &[Person], counts: impl Fn(&Person) -> bool) -> u64 {
    people.iter().filter(|person| counts(person)).count() as u64
}

struct Worlds {
    _keep: tempfile::TempDir,
    plain: (Study, Answer),
    ruled: (Study, Answer),
    people: Vec<Person>,
}

fn district(dir: &Path, seed: u64) {
    let seed = seed.to_string();
    let made = planner(&[
        "synth",
        "--seniors",
        "2500",
        "--seed",
        &seed,
        "--out",
        text(dir),
    ]);
    assert!(made.status.success(), "{}", said(&made));
}

fn worlds(seed: u64) -> Worlds {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path();
    district(dir, seed);
    let plain = propose(scenario(dir, "plain.toml", &[""; 3], PLAN));
    let ruled = propose(scenario(dir, "ruled.toml", &RULES, PLAN));
    let people = people(dir, &plain.0, &plain.1.before);
    Worlds {
        _keep: keep,
        plain,
        ruled,
        people,
    }
}

#[test]
fn every_grouping_counts_those_whom_a_standard_is_for() {
    for seed in [3, 4] {
        let Worlds {
            ruled: (study, answer),
            plain: (plain, _),
            people,
            ..
        } = &worlds(seed);
        assert!(
            study.places.demand.len() > plain.places.demand.len(),
            "homes are parted"
        );
        let before = &answer.before;
        let all = count(people, Person::is_eligible);
        assert_eq!(before.eligible.count(), all);
        for (kind, told) in before.kinds.iter().enumerate() {
            let meant = count(people, |p| p.is_for()[kind]);
            assert!(
                kind == 2 || (0 < meant && meant < all),
                "the rules choose some"
            );
            assert_eq!(told.tally.total().count(), meant, "kind {kind}");
            for heading in [Heading::Covered, Heading::Beyond, Heading::Unreachable] {
                let wanted = count(people, |p| p.is_for()[kind] && p.near[kind].0 == heading);
                assert_eq!(
                    told.tally.of(heading).count(),
                    wanted,
                    "kind {kind} {heading:?}"
                );
            }
            for (site, catchment) in told.catchments(&study.places) {
                let walks_there = |p: &Person| {
                    p.is_covered(kind) && matches!(p.near[kind].1, Nearest::Site(s, _) if s == site)
                };
                assert_eq!(catchment.load.count(), count(people, walks_there));
            }
        }
        let complete = count(people, Person::is_complete);
        assert!(0 < complete && complete < all);
        assert_eq!(before.circle_complete.count(), complete);
        by_district(before, (study, plain), people);
    }
}

/// The same in every district.
fn by_district(before: &Coverage, (study, plain): (&Study, &Study), people: &[Person]) {
    let districts = before.by_district(&study.places);
    for (id, group) in districts.districts.enumerate() {
        let rows = people.iter().zip(plain.places.seniors.iter());
        let here: Vec<&Person> = rows
            .filter(|(_, row)| {
                let home = plain.places.demand[row.home].district;
                home.is_some_and(|home| plain.places.lineage(home).any(|part| part == id))
            })
            .map(|(person, _)| person)
            .collect();
        let of = |counts: &dyn Fn(&Person) -> bool| here.iter().filter(|p| counts(p)).count();
        for kind in 0..3 {
            let told = group.kinds[kind];
            assert_eq!(told.total().count(), of(&|p| p.is_for()[kind]) as u64);
            assert_eq!(told.covered.count(), of(&|p| p.is_covered(kind)) as u64);
        }
        assert_eq!(
            group.circle_complete.count(),
            of(&Person::is_complete) as u64
        );
    }
}

#[test]
fn what_is_told_beside_coverage_counts_them_too() {
    let Worlds {
        ruled: (study, answer),
        people,
        ..
    } = &worlds(5);
    let assessment = study.assess(answer);
    for (kind, told) in assessment.before.standards.iter().enumerate() {
        let meant = count(people, |p| p.is_for()[kind]);
        let covered = count(people, |p| p.is_covered(kind));
        for audit in &told.audit {
            assert_eq!(audit.standard.total().count(), meant);
            assert_eq!(audit.standard.on_foot().count(), covered);
            assert_eq!(audit.same_metres.total().count(), meant);
        }
        assert_eq!(told.choices[0].within.count(), covered);
        assert_eq!(told.boundary.any.count(), covered);
        for service in &told.services {
            assert_eq!((service.served + service.full).count(), covered);
            assert_eq!(service.out_of_reach.count(), meant - covered);
        }
        let share = (meant - covered) as f64 / meant as f64;
        assert!((told.shortfall.head_count - share).abs() < 1e-12);
    }
    partial_circle(&assessment.before, people);
    ages_apart(&assessment.before, people);
    gaps_hold_whoever_is_left(answer, &assessment);
    promises(&assessment, people);
}

fn partial_circle(assessed: &Assessed, people: &[Person]) {
    let partial = &assessed.circle;
    for met in 0..=3 {
        let wanted = count(people, |p| {
            p.is_eligible() && (0..3).filter(|kind| p.is_covered(*kind)).count() == met
        });
        assert_eq!(partial.met[met].count(), wanted, "{met} met");
    }
    let eligible = people.iter().filter(|p| p.is_eligible());
    let share = |p: &Person| {
        let meant: usize = p.is_for().iter().filter(|is_for| **is_for).count();
        let met = (0..3).filter(|kind| p.is_covered(*kind)).count();
        met as f64 / meant.max(1) as f64
    };
    let shares: Vec<f64> = eligible.map(share).collect();
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    assert!((partial.score() - mean).abs() < 1e-9);
}

fn ages_apart(assessed: &Assessed, people: &[Person]) {
    let ages = assessed.groups.iter().find(|t| t.by == "age").unwrap();
    for (value, from, to) in [("60-69", 60, 69), ("70-79", 70, 79), ("80-89", 80, 89)] {
        let row = ages
            .rows
            .iter()
            .find(|r| r.value.as_deref() == Some(value))
            .unwrap();
        let here = |p: &Person| (from..=to).contains(&p.age);
        for kind in 0..3 {
            let meant = count(people, |p| here(p) && p.is_for()[kind]);
            let covered = count(people, |p| here(p) && p.is_covered(kind));
            assert_eq!(
                (
                    row.kinds[kind].total().count(),
                    row.kinds[kind].covered.count()
                ),
                (meant, covered)
            );
        }
        assert_eq!(
            row.circle_complete.count(),
            count(people, |p| here(p) && p.is_complete())
        );
    }
}

fn gaps_hold_whoever_is_left(answer: &Answer, assessment: &Assessment) {
    let after = &answer.proposed.as_ref().unwrap().after;
    for (kind, gaps) in after.kinds.iter().zip(&assessment.gaps) {
        let inside: u64 = gaps.clusters.iter().map(|gap| gap.seniors().count()).sum();
        let loose = gaps.without_place.uncovered().count();
        assert_eq!(
            inside + loose,
            kind.tally.uncovered().count(),
            "gaps hold whoever is left"
        );
    }
}

fn promises(assessment: &Assessment, people: &[Person]) {
    let [meals, care, circle] = [0, 1, 2].map(|n| assessment.ledger[n].before.people.unwrap());
    let pair = |all: u64, met: u64| (all, met);
    let told =
        |(all, met): (planner::units::Seniors, planner::units::Seniors)| (all.count(), met.count());
    assert_eq!(
        told(meals),
        pair(
            count(people, |p| p.is_for()[0]),
            count(people, |p| p.is_covered(0))
        )
    );
    let old = |p: &Person| p.age >= 75;
    let wanted = pair(
        count(people, |p| old(p) && p.is_for()[1]),
        count(people, |p| old(p) && p.is_covered(1)),
    );
    assert_eq!(told(care), wanted);
    let wanted = pair(
        count(people, Person::is_eligible),
        count(people, Person::is_complete),
    );
    assert_eq!(told(circle), wanted);
}

#[test]
fn a_site_is_worth_those_whom_its_standard_is_for() {
    for seed in [6, 7] {
        let Worlds {
            ruled: (study, answer),
            plain: (plain, of_plain),
            people,
            ..
        } = &worlds(seed);
        let proposed = answer.proposed.as_ref().unwrap();
        let proposal = &proposed.proposal;
        let within = study.scenario.standards[0].within;
        let kept: Vec<SiteId> = (plain.places.sites.enumerate())
            .filter(|(_, site)| site.kind == MEAL && site.status.counts_after())
            .map(|(id, _)| id)
            .collect();
        // Every candidate, person by person.
        let covered_with = |candidate: Option<SiteId>| -> u64 {
            let mut near = vec![false; plain.places.demand.len()];
            for site in kept.iter().copied().chain(candidate) {
                for (home, time) in of_plain.matrix.of_site(site) {
                    near[planner::ids::Id::index(home)] |= time <= within;
                }
            }
            let rows = people.iter().zip(plain.places.seniors.iter());
            let is_near = |home| near[planner::ids::Id::index(home)];
            rows.filter(|(p, row)| p.is_for()[0] && is_near(row.home))
                .count() as u64
        };
        let candidates = plain.places.sites.enumerate();
        let best = candidates
            .filter(|(_, site)| site.status == Status::Candidate)
            .map(|(id, _)| covered_with(Some(id)))
            .max()
            .unwrap();
        assert!(best > covered_with(None), "something is gained");
        assert!((proposal.objective.value() - best as f64).abs() < 0.5);
        assert_eq!(proposed.after.kinds[0].tally.covered.count(), best);
        assert_eq!(proposal.sites[0].covered_after.count(), best);
    }
}

/// An invented district in a folder, with the scenario in which every standard has a rule.
fn ruled(dir: &Path) {
    district(dir, 8);
    scenario(dir, "ruled.toml", &RULES, PLAN);
}

#[test]
fn the_record_and_the_layers_tell_whom_each_standard_is_for() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path();
    ruled(dir);
    let out = dir.join("out");
    let output = planner(&[
        "propose",
        text(&dir.join("ruled.toml")),
        "--out",
        text(&out),
        "--lang",
        "en",
    ]);
    let (code, said) = (output.status.code(), said(&output));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("(age >= 70)"), "{said}");
    let record: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    let number = |value: &serde_json::Value| value.as_u64().unwrap();
    for phase in ["before", "after"] {
        for kind in [MEAL, CARE, WORK] {
            let told = &record[phase]["kinds"][kind];
            let parts = ["covered", "beyond", "unreachable", "unsnapped"];
            let sum: u64 = parts.iter().map(|part| number(&told[*part])).sum();
            assert_eq!(number(&told["eligible"]), sum, "{phase} {kind}");
        }
    }
    let meant = number(&record["before"]["kinds"][MEAL]["eligible"]);
    assert!(meant < number(&record["seniors"]["eligible"]));
    let layer: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out.join("districts.geojson")).unwrap()).unwrap();
    let districts = layer["features"].as_array().unwrap().iter();
    let told: u64 = districts
        .filter_map(|feature| feature["properties"]["助餐点_eligible_seniors"].as_u64())
        .sum();
    assert_eq!(told, meant, "one street, and everybody lives in it");
}

#[test]
fn a_home_is_told_which_standards_do_not_count_its_people() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path();
    ruled(dir);
    let table = fs::read_to_string(dir.join("seniors.csv")).unwrap();
    let of_age = |from: u32, to: u32| {
        let mut rows = table
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>());
        let row = rows.find(|cells| (from..=to).contains(&cells[3].parse().unwrap()));
        row.unwrap()[0].to_owned()
    };
    for (id, counts) in [(of_age(63, 69), false), (of_age(75, 80), true)] {
        let scenario = dir.join("ruled.toml");
        let output = planner(&["explain", text(&scenario), "--demand", &id, "--lang", "en"]);
        let (code, said) = (output.status.code(), said(&output));
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(
            !said.contains("it is for age >= 70 alone"),
            counts,
            "{said}"
        );
    }
}

#[test]
fn a_rule_that_chooses_nobody_or_everybody_is_told_and_a_wrong_one_refused() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path();
    district(dir, 8);
    // A rule that chooses nobody, everybody, or names no column.
    for (rule, code, word) in [
        (
            "eligible = 'age > 130'",
            1,
            "standard.0.eligible chooses nobody",
        ),
        (
            "eligible = 'age >= 63'",
            0,
            "standard.0.eligible chooses everybody",
        ),
        ("eligible = 'agee >= 63'", 2, "standard.0.eligible"),
    ] {
        let rules = [rule, "", ""];
        scenario(
            dir,
            "wrong.toml",
            &rules,
            "[eligible]\nrule = 'age >= 63'\n",
        );
        let output = planner(&["check", text(&dir.join("wrong.toml")), "--lang", "en"]);
        let (found, said) = (output.status.code(), said(&output));
        assert_eq!(found, Some(code), "{rule}: {said}");
        assert!(said.contains(word), "{rule}: {said}");
    }
}
