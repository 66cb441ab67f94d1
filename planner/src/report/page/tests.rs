//! The page: every number is one of the record, nothing is fetched, both languages say everything, names stay text.

use std::collections::BTreeSet;
use std::fs;

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;

use super::*;
use crate::coverage::Assessment;
use crate::report::tests::World;
use crate::report::tests::assessed::assessed;
use crate::report::{Publication, Run, folder_of, write};

/// Numbers of the house that no run makes: axes, classes, the quarter of an hour, a hash's length.
const OF_THE_HOUSE: [f64; 14] = [
    0.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 75.0, 80.0, 100.0, 256.0, 1.0,
];

fn run<'a>(world: &'a World, assessment: &'a Assessment) -> Run<'a> {
    Run {
        assessment: Some(assessment),
        ..world.run()
    }
}

fn folder(seed: u64) -> Folder {
    let (world, assessment) = assessed(seed);
    let run = run(&world, &assessment);
    folder_of(&run, &Publication::of(&run))
}

fn page(folder: &Folder, lang: Lang) -> String {
    let mut bytes = Vec::new();
    Report::on(folder, lang).write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn parsed(page: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(page, options).unwrap()
}

/// Every text that somebody reads, hears or points at, with the element that holds it.
fn texts<'a>(document: &'a Document<'a>) -> Vec<(Node<'a, 'a>, String)> {
    let mut texts = Vec::new();
    for node in document.descendants() {
        let inside = |name: &str| node.ancestors().any(|a| a.has_tag_name(name));
        let element = node.parent_element();
        if node.is_text() && !inside("style") && !inside("script") {
            texts.push((element.unwrap(), node.text().unwrap().to_owned()));
        }
        if node.is_element() && node.has_attribute("aria-label") {
            texts.push((node, node.attribute("aria-label").unwrap().to_owned()));
        }
    }
    texts
}

/// Everything that a value of JSON holds: numbers, lengths of lists, and texts.
fn gather(value: &Value, numbers: &mut Vec<f64>, words: &mut BTreeSet<String>) {
    match value {
        Value::Number(number) => numbers.push(number.as_f64().unwrap()),
        Value::String(text) => {
            words.insert(text.clone());
        }
        Value::Array(all) => {
            numbers.push(all.len() as f64);
            for one in all {
                gather(one, numbers, words);
            }
        }
        Value::Object(all) => {
            for (key, one) in all {
                words.insert(key.clone());
                gather(one, numbers, words);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// The numbers of a text with their decimals, thousands joined.
fn numbers_in(text: &str) -> Vec<(f64, u32)> {
    let mut found = Vec::new();
    let letters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let digit = |i: usize| letters.get(i).is_some_and(char::is_ascii_digit);
        while digit(at) || (matches!(letters.get(at), Some(',' | '.')) && digit(at + 1)) {
            at += 1;
        }
        let word: String = letters[start..at].iter().filter(|c| **c != ',').collect();
        let decimals = word.split_once('.').map_or(0, |(_, d)| d.len() as u32);
        if let Ok(number) = word.parse() {
            found.push((number, decimals));
        }
    }
    found
}

#[test]
fn every_number_of_the_page_stands_in_the_record() {
    for (seed, lang) in [(1, Lang::Zh), (2, Lang::En), (5, Lang::Zh)] {
        let folder = folder(seed);
        let (mut numbers, mut words) = (OF_THE_HOUSE.to_vec(), BTreeSet::new());
        gather(
            &serde_json::to_value(&folder.record).unwrap(),
            &mut numbers,
            &mut words,
        );
        for feature in &folder.hexagons {
            let properties = serde_json::to_value(&feature.properties).unwrap();
            gather(&properties, &mut numbers, &mut words);
        }
        let of_words: Vec<f64> = words
            .iter()
            .flat_map(|w| numbers_in(w))
            .map(|(n, _)| n)
            .collect();
        numbers.extend(of_words);
        let page = page(&folder, lang);
        let document = parsed(&page);
        let mut checked = 0;
        for (element, text) in texts(&document) {
            if element
                .ancestors()
                .any(|a| a.attribute("class") == Some("scale"))
            {
                continue;
            }
            for (number, decimals) in numbers_in(&text) {
                let unit = 10_f64.powi(-(decimals as i32));
                // Metres may be told in kilometres.
                let stands = numbers.iter().any(|one| {
                    [1.0, 1000.0]
                        .iter()
                        .any(|per| (one / per - number).abs() < unit * 0.999)
                        || (one * 100.0 - number).abs() < unit * 0.999
                });
                assert!(stands, "{number} of “{text}” stands nowhere");
                checked += 1;
            }
        }
        assert!(checked > 300, "{checked}");
    }
}

#[test]
fn the_record_that_may_be_forwarded_tells_nobody_or_enough() {
    for seed in 0..12 {
        let published = folder(seed).published;
        let k = published.threshold;
        let safe = |people: u64| people == 0 || people >= k;
        let value = serde_json::to_value(&published).unwrap();
        let mut told = 0;
        people(&value, "", &mut |key, count| {
            told += 1;
            assert!(safe(count), "seed {seed}: {key} {count}");
        });
        assert!(told > 30);
        for standard in &published.standards {
            let eligible = published.eligible.unwrap();
            for (last, sum) in standard.minutes.iter().zip(standard.minutes.iter().skip(1)) {
                for phase in 0..standard.phases.len() {
                    assert!(safe(sum.people[phase] - last.people[phase]), "seed {seed}");
                    assert!(safe(eligible - sum.people[phase]), "seed {seed}");
                }
                assert!(
                    safe(sum.people[0].abs_diff(*sum.people.last().unwrap())),
                    "seed {seed}"
                );
            }
            for reach in &standard.phases {
                for near in [reach.sure, reach.possible].into_iter().flatten() {
                    assert!(safe(near.abs_diff(reach.covered.people.unwrap())));
                }
            }
        }
    }
}

/// Calls for every number of people below a value.
fn people(value: &Value, key: &str, call: &mut impl FnMut(&str, u64)) {
    const COUNTS: [&str; 17] = [
        "people",
        "seniors",
        "eligible",
        "standards_met",
        "gained",
        "beyond",
        "unreachable",
        "unsnapped",
        "sure",
        "possible",
        "choices",
        "not_covered",
        "outside",
        "load",
        "gain",
        "served",
        "closed_uncovered",
    ];
    match value {
        Value::Number(number) if COUNTS.contains(&key) => call(key, number.as_u64().unwrap()),
        Value::Array(all) => all.iter().for_each(|one| people(one, key, call)),
        Value::Object(all) => all.iter().for_each(|(key, one)| people(one, key, call)),
        _ => {}
    }
}

#[test]
fn a_folder_that_was_written_gives_the_same_page_without_any_input() {
    let (world, assessment) = assessed(4);
    let dir = tempfile::tempdir().unwrap();
    write(&run(&world, &assessment), dir.path()).unwrap();
    let written = fs::read_to_string(dir.path().join(FILE)).unwrap();
    let again = Folder::read(dir.path()).unwrap();
    assert!(written == page(&again, world.scenario.language));
    assert_ne!(written, page(&again, Lang::En));
    fs::remove_file(dir.path().join(ground::FILE)).unwrap();
    let error = Folder::read(dir.path()).unwrap_err().to_string();
    assert!(
        error.contains("basemap.json") && error.contains("expected"),
        "{error}"
    );
}

#[test]
fn nothing_is_fetched() {
    let page = page(&folder(3), Lang::En);
    let document = parsed(&page);
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            let name = attribute.name();
            assert!(
                !matches!(
                    name,
                    "src" | "href" | "srcset" | "action" | "data" | "poster"
                ),
                "{name}"
            );
            assert!(
                !attribute.value().contains("//"),
                "{name} {}",
                attribute.value()
            );
        }
    }
    let outside = page
        .replace("http://www.w3.org/1999/xhtml", "")
        .replace("http://www.w3.org/2000/svg", "");
    for fetch in [
        "http://",
        "https://",
        "@import",
        "fetch(",
        "XMLHttpRequest",
        "import(",
    ] {
        assert!(!outside.contains(fetch), "{fetch}");
    }
}

#[test]
fn both_languages_say_everything() {
    let folder = folder(6);
    let (mut numbers, mut words) = (Vec::new(), BTreeSet::new());
    gather(
        &serde_json::to_value(&folder.record).unwrap(),
        &mut numbers,
        &mut words,
    );
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    // What remains of a text when the run's own words are taken out of it.
    let of_the_house = |text: &str| {
        let mut longest: Vec<&String> = words.iter().filter(|word| word.len() > 1).collect();
        longest.sort_by_key(|word| std::cmp::Reverse(word.len()));
        longest.iter().fold(text.to_owned(), |text, word| {
            text.replace(word.as_str(), "")
        })
    };
    let english = page(&folder, Lang::En);
    for (_, text) in texts(&parsed(&english)) {
        let rest = of_the_house(&text);
        assert!(!is_chinese(&rest), "“{text}” in English");
    }
    let chinese = page(&folder, Lang::Zh);
    let spoken = [
        "h2",
        "h3",
        "caption",
        "th",
        "figcaption",
        "p",
        "desc",
        "li",
        "button",
    ];
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count();
    for (element, text) in texts(&parsed(&chinese)) {
        let rest = of_the_house(&text);
        let known = rest.contains("SHA-256") || rest.contains("openstreetmap");
        if spoken.contains(&element.tag_name().name()) && letters(&rest) > 3 && !known {
            assert!(is_chinese(&rest), "“{text}” in Chinese");
        }
    }
    let count = |page: &str, tag: &str| page.matches(tag).count();
    for tag in ["<h2", "<h3", "<table", "<svg", "<th ", "<p"] {
        assert_eq!(count(&english, tag), count(&chinese, tag), "{tag}");
    }
}

#[test]
fn names_stay_text_and_controls_go() {
    let evil = "<img src=x onerror=alert(1)>&\"'街\u{1}";
    let mut folder = folder(3);
    folder.record.title = evil.to_owned();
    for area in &mut folder.published.areas {
        area.name = Some(evil.to_owned());
    }
    for site in &mut folder.published.sites {
        site.name = Some(evil.to_owned());
    }
    for site in &mut folder.published.proposed {
        site.name = Some(evil.to_owned());
    }
    folder.ground.names = vec![(evil.to_owned(), 0, 0)];
    for lang in [Lang::Zh, Lang::En] {
        let page = page(&folder, lang);
        let document = parsed(&page);
        assert!(!document.descendants().any(|node| node.has_tag_name("img")));
        let heading = document
            .descendants()
            .find(|node| node.has_tag_name("h1"))
            .unwrap();
        assert_eq!(heading.text(), Some("<img src=x onerror=alert(1)>&\"'街 "));
    }
}

#[test]
fn the_page_can_be_heard_and_walked_through() {
    let page = page(&folder(2), Lang::Zh);
    let document = parsed(&page);
    let root = document.root_element();
    assert_eq!(root.attribute("lang"), Some("zh-CN"));
    let mut level = 0;
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if let Some(next) = name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok()) {
            assert!(next <= level + 1, "{name} after h{level}");
            level = next;
        }
        match name {
            "th" => assert!(node.has_attribute("scope")),
            "table" => assert!(node.children().any(|child| child.has_tag_name("caption"))),
            "button" => assert!(node.has_attribute("aria-label")),
            "svg" if node.attribute("class") != Some("view") => {
                assert_eq!(node.attribute("role"), Some("img"));
                let named =
                    node.has_attribute("aria-label") || node.has_attribute("aria-labelledby");
                assert!(named, "a drawing without a name");
            }
            _ => {}
        }
    }
    let mut ids = BTreeSet::new();
    for node in document.descendants() {
        if let Some(id) = node.attribute("id") {
            assert!(ids.insert(id.to_owned()), "{id} twice");
        }
    }
    for node in document.descendants() {
        for id in node
            .attribute("aria-labelledby")
            .unwrap_or_default()
            .split_whitespace()
        {
            assert!(ids.contains(id), "{id} names nothing");
        }
    }
}

#[test]
fn no_home_is_in_the_page_or_its_ground() {
    let (world, assessment) = assessed(7);
    let run = run(&world, &assessment);
    let folder = folder_of(&run, &Publication::of(&run));
    let mut ground = Vec::new();
    folder.ground.write(&mut ground).unwrap();
    let all = page(&folder, Lang::Zh) + &String::from_utf8(ground).unwrap();
    for demand in &world.places.demand {
        let Some(at) = demand.at else { continue };
        for degrees in [at.lon_deg(), at.lat_deg()] {
            let text = format!("{degrees:.5}");
            assert!(!all.contains(&text), "{text}");
        }
    }
}

#[test]
fn each_map_is_a_drawing_of_its_own() {
    let folder = folder(3);
    let maps = Report::on(&folder, Lang::Zh).maps();
    assert!(maps.len() > 2, "{}", maps.len());
    for (name, map) in maps {
        let document = Document::parse(map.as_str()).unwrap();
        let texts: Vec<String> = texts(&document).into_iter().map(|(_, text)| text).collect();
        assert!(
            texts.iter().any(|text| text.contains("OpenStreetMap")),
            "{name}"
        );
        assert!(texts.iter().any(|text| text == "北"), "{name}");
        let scale = document
            .descendants()
            .find(|node| node.attribute("class") == Some("scale"));
        assert!(
            scale.is_some_and(|scale| scale.has_attribute("data-m-per-unit")),
            "{name}"
        );
    }
}
