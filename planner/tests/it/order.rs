//! The order of rows says nothing: towns full of exact ties, asked with their tables in one order and in another.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::command::{planner, said, text};
use crate::pbf::{self, Block};

/// Streets on each side of the grid.
const SIDE: u64 = 6;
/// Between two streets, in ten-millionths of a degree of longitude and of latitude.
const STEP_E7: (i64, i64) = (10_000, 8_000);
/// The south-west corner.
const CORNER_E7: (i64, i64) = (1_170_000_000, 366_500_000);

/// What is asked; each of them has answers that are equally good.
const SITINGS: [&str; 8] = [
    "model = \"mclp\"\nsites = 3\ncurve = 4\nalternatives = 3",
    "model = \"mclp\"\nsites = 3\ncapacity = true",
    "model = \"mclp\"\nsites = 3\n[[siting.quota]]\nlevel = \"street\"\nat_most = 3",
    "model = \"mclp\"\nbudget = 40\nfront = \"mean\"",
    "model = \"lscp\"\nalternatives = 3",
    "model = \"p_median\"\nsites = 3\nalternatives = 2",
    "model = \"p_median\"\nsites = 2\ncapacity = true",
    "model = \"p_center\"\nsites = 2\nmay_close = 1",
];

/// A small sequence of whole numbers (Steele, Lea and Flood 2014, SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most as u64) as usize
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }

    /// A place on a street: at a corner, or halfway to the next.
    fn place(&mut self) -> String {
        let on_street = 2 * self.below(SIDE as usize) as i64;
        let along = self.below(2 * SIDE as usize - 1) as i64;
        let (x, y) = self.one(&[(on_street, along), (along, on_street)]);
        let degrees =
            |corner: i64, step: i64, halves: i64| (corner + halves * step / 2) as f64 / 1e7;
        let lon = degrees(CORNER_E7.0, STEP_E7.0, x);
        format!("{lon:.7},{:.7}", degrees(CORNER_E7.1, STEP_E7.1, y))
    }
}

/// A file of rows that may stand in any order.
struct Rows {
    head: String,
    lines: Vec<String>,
    between: &'static str,
    tail: &'static str,
}

impl Rows {
    fn table(head: &str, lines: Vec<String>) -> Self {
        Self {
            head: format!("{head}\n"),
            lines,
            between: "\n",
            tail: "\n",
        }
    }

    fn text(&self) -> String {
        format!(
            "{}{}{}",
            self.head,
            self.lines.join(self.between),
            self.tail
        )
    }
}

/// A town with everything that may be asked of it.
struct Town {
    streets: Vec<u8>,
    tables: BTreeMap<&'static str, Rows>,
    facilities: Vec<&'static str>,
    siting: &'static str,
    within_min: usize,
}

impl Town {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let homes: Vec<String> = (0..18).map(|_| dice.place()).collect();
        let mut tables = BTreeMap::new();
        let seniors = (0..60).map(|number| {
            let (home, age, count) = (dice.below(18), dice.one(&[62, 71, 85]), 1 + dice.below(3));
            let living = dice.one(&["独居", "空巢", ""]);
            format!("P{number},{},{age},{count},{living}", homes[home])
        });
        let seniors = seniors.collect();
        tables.insert(
            "seniors.csv",
            Rows::table("id,lon,lat,age,count,living", seniors),
        );
        for (name, letter, count, kinds, statuses) in [
            (
                "old.csv",
                'F',
                4,
                ["canteen", "clinic"],
                ["open", "committed"],
            ),
            (
                "new.csv",
                'G',
                3,
                ["canteen", "canteen;clinic"],
                ["open", "closed"],
            ),
            ("premises.csv", 'C', 9, ["", ""], ["candidate", "candidate"]),
        ] {
            let mut row = |number| {
                let (kind, status) = (dice.one(&kinds), dice.one(&statuses));
                let (capacity, cost) = (dice.one(&[5, 20]), dice.one(&[10, 20]));
                format!(
                    "{letter}{number},{kind},{},{capacity},{status},{cost}",
                    dice.place()
                )
            };
            let rows = (0..count).map(&mut row).collect();
            let head = "id,kind,lon,lat,capacity,status,cost";
            tables.insert(name, Rows::table(head, rows));
        }
        tables.insert("streets.geojson", districts());
        Self {
            streets: streets(),
            tables,
            facilities: vec!["old.csv", "new.csv"],
            siting: SITINGS[(seed % SITINGS.len() as u64) as usize],
            within_min: 2 + dice.below(3),
        }
    }

    fn shuffle(&mut self, seed: u64) {
        let mut dice = Dice(seed);
        for rows in self.tables.values_mut() {
            dice.shuffle(&mut rows.lines);
        }
    }

    fn scenario(&self) -> String {
        let mut scenario = "title = \"ties\"\nas_of = \"2024-01-01\"\nlanguage = \"en\"\n\
            network = { osm = \"streets.osm.pbf\" }\nwalk = { profile = \"plain\" }\n\
            candidates = { file = \"premises.csv\", crs = \"wgs84\" }\nprivacy = { threshold = 5 }\n\
            [[seniors]]\nfile = \"seniors.csv\"\ncrs = \"wgs84\"\n\
            [[districts]]\nfile = \"streets.geojson\"\nlevel = \"street\"\n"
            .to_owned();
        for file in &self.facilities {
            let _ = write!(
                scenario,
                "[[facilities]]\nfile = \"{file}\"\ncrs = \"wgs84\"\n"
            );
        }
        let within = self.within_min;
        let _ = write!(
            scenario,
            "[[standard]]\nkind = \"canteen\"\nwithin_min = {within}\n\
             [[standard]]\nkind = \"clinic\"\nwithin_min = 4\neligible = \"age >= 70\"\n\
             [siting]\nkind = \"canteen\"\n{}\n",
            self.siting
        );
        scenario
    }

    /// Every file that a run leaves, and what it says.
    fn answer(&self) -> BTreeMap<String, String> {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("streets.osm.pbf"), &self.streets).unwrap();
        for (name, rows) in &self.tables {
            fs::write(dir.path().join(name), rows.text()).unwrap();
        }
        let scenario = dir.path().join("ties.toml");
        fs::write(&scenario, self.scenario()).unwrap();
        let out = dir.path().join("out");
        let run = planner(&["propose", text(&scenario), "--out", text(&out)]);
        // A question without an answer is refused in the same words.
        let mut answer = match run.status.code() {
            Some(2) => BTreeMap::new(),
            _ => files(&out),
        };
        answer.insert("said".to_owned(), said(&run).replace(text(dir.path()), ""));
        answer
    }
}

/// Four districts that overlap.
fn districts() -> Rows {
    let mut districts = Vec::new();
    for number in 0..4_i64 {
        // Neighbours overlap by half a block: homes lie in two of them.
        let (x, y) = (number % 2 * 25_000, number / 2 * 20_000);
        let lon = |more: i64| (CORNER_E7.0 + x + more) as f64 / 1e7;
        let lat = |more: i64| (CORNER_E7.1 + y + more) as f64 / 1e7;
        let (w, e, s, n) = (lon(-5_000), lon(30_000), lat(-4_000), lat(24_000));
        districts.push(format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"37010300{number}\",\"name\":\"D{number}\"}},\
                 \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}"
            ));
    }
    Rows {
        head: "{\"type\":\"FeatureCollection\",\"features\":[".to_owned(),
        lines: districts,
        between: ",",
        tail: "]}",
    }
}

/// A grid of streets, the same length between all corners of a row.
fn streets() -> Vec<u8> {
    let id = |x: u64, y: u64| (1 + x * SIDE + y) as i64;
    let corners: Vec<(u64, u64)> = (0..SIDE)
        .flat_map(|x| (0..SIDE).map(move |y| (x, y)))
        .collect();
    let node = |(x, y): &(u64, u64)| {
        let lon = CORNER_E7.0 + *x as i64 * STEP_E7.0;
        (id(*x, *y), lon, CORNER_E7.1 + *y as i64 * STEP_E7.1)
    };
    let nodes: Vec<_> = corners.iter().map(node).collect();
    let mut block = Block::new().dense(&nodes);
    for street in 0..SIDE {
        let north: Vec<i64> = (0..SIDE).map(|y| id(street, y)).collect();
        let east: Vec<i64> = (0..SIDE).map(|x| id(x, street)).collect();
        let tags = [("highway", "residential")];
        block = block.way(2 * street as i64 + 1, &north, &tags);
        block = block.way(2 * street as i64 + 2, &east, &tags);
    }
    pbf::file(&[block.build()])
}

/// The files of a folder without hashes of the inputs and without the seconds that a run took.
fn files(dir: &Path) -> BTreeMap<String, String> {
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter(|line| !line.contains("solve_s"));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, lines.map(without_hashes).collect())
    };
    fs::read_dir(dir).unwrap().map(read).collect()
}

/// A line without words of 64 hexadecimal digits.
fn without_hashes(line: &str) -> String {
    let words = line.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let kept = words.filter(|word| {
        word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
            .len()
            != 64
    });
    kept.chain(["\n"]).collect()
}

/// The first lines that two answers do not share, and in which file.
fn unlike<'a>(
    one: &'a BTreeMap<String, String>,
    other: &'a BTreeMap<String, String>,
    leaving_out: &[&str],
) -> Option<(&'a str, &'a str, &'a str)> {
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>()
    );
    let files = one
        .iter()
        .filter(|(name, _)| !leaving_out.contains(&name.as_str()));
    let mut lines = files.flat_map(|(name, text)| {
        assert_eq!(text.lines().count(), other[name].lines().count(), "{name}");
        text.lines()
            .zip(other[name].lines())
            .map(|(a, b)| (name.as_str(), a, b))
    });
    lines.find(|(_, a, b)| a != b)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_and_of_files_changes_no_byte_of_any_file(seed in 0..10_000_u64) {
        let mut town = Town::new(seed);
        let answer = town.answer();
        town.shuffle(seed + 1);
        let other = town.answer();
        prop_assert_eq!(unlike(&answer, &other, &[]), None, "{}", town.siting);
        // The list of inputs, and where it is shown, follows the scenario.
        town.facilities.reverse();
        let other = town.answer();
        prop_assert_eq!(unlike(&answer, &other, &["run.json", "report.html"]), None, "{}", town.siting);
    }
}
