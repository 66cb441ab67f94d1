//! The detector of mixed-up datums on real streets: homes of real towns, told of rightly and wrongly.
//!
//! Malta and the invented district come along with the project; Malta is moved east by whole degrees to where China's
//! datums shift. Other extracts are looked at where a folder of them is at hand (`PLANNER_DATA`); the big table, which the
//! module's documentation holds, is printed by the ignored test.

use std::path::{Path, PathBuf};

use geo::{Centroid as _, Coord};
use planner::crs::{self, Crs};
use planner::ids::{EdgeId, Id as _};
use planner::network::{self, EdgeIndex, Network};
use planner::osm::{self, TagFilter, Users, Wanted};
use planner::progress::Silent;
use planner::projection::{LonLat, Plane, distance};
use planner::snap::datum::{self, Verdict};
use planner::units::Metres;

const DATUMS: [Crs; 3] = [Crs::Wgs84, Crs::Gcj02, Crs::Bd09];

/// How far the buildings of Malta, Nanshan and Tsinghua lie off their streets, in metres, at every tenth of them.
const GAPS_M: [f64; 11] = [
    1.0, 5.0, 9.0, 12.0, 15.0, 19.0, 23.0, 28.0, 36.0, 50.0, 75.0,
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn new(seed: usize) -> Self {
        Self(seed as u64 * 7_919 + 13)
    }

    /// From 0 up to 1.
    fn roll(&mut self) -> f64 {
        let step = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = step.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        ((self.roll() * n as f64) as usize).min(n - 1)
    }
}

/// Streets and homes of a town, and how far from its true place it is taken to lie.
struct Town {
    network: Network,
    index: EdgeIndex,
    /// Buildings; none where the extract has none.
    buildings: Vec<LonLat>,
    moved_deg: (f64, f64),
}

impl Town {
    fn open(extract: &Path, moved_deg: (f64, f64)) -> Self {
        let filters = ["building", "amenity"];
        let features = filters.map(|text| TagFilter::parse(text).unwrap()).to_vec();
        let extract = osm::read(
            extract,
            &Wanted {
                features,
                users: Users::Walkers,
            },
            &Silent,
        )
        .unwrap();
        let (network, _) = network::build(&extract.streets).unwrap();
        let centres = extract
            .features
            .iter()
            .filter_map(|f| f.geometry.centroid());
        // Some extracts do not say where they end.
        let bounds = extract.bounds;
        let inside = |p: &LonLat| {
            bounds.is_none_or(|(south_west, north_east)| {
                (south_west.lon_deg()..north_east.lon_deg()).contains(&p.lon_deg())
                    && (south_west.lat_deg()..north_east.lat_deg()).contains(&p.lat_deg())
            })
        };
        let buildings = centres.filter_map(|p| LonLat::new(p.x(), p.y()));
        let index = EdgeIndex::new(&network);
        Self {
            buildings: buildings.filter(inside).collect(),
            network,
            index,
            moved_deg,
        }
    }

    fn gap_m(&self, place: LonLat) -> Option<f64> {
        let limit = Some(Metres::new(datum::CAP_M));
        let nearest = self
            .index
            .nearest_of(&self.network, place, limit, |_| true)?;
        Some(nearest.gap.metres())
    }

    /// What is said of true places whose numbers are of one datum and are declared as another.
    fn judge(&self, homes: &[LonLat], truth: Crs, declared: Crs) -> Option<Verdict> {
        let (east, north) = self.moved_deg;
        let told = homes.iter().map(|home| {
            let home = LonLat::new(home.lon_deg() + east, home.lat_deg() + north).unwrap();
            told(home, truth, declared)
        });
        let told: Vec<LonLat> = told.collect();
        datum::judge(declared, &told, |place| {
            self.gap_m(LonLat::new(
                place.lon_deg() - east,
                place.lat_deg() - north,
            )?)
        })
    }

    /// So many homes of a town: buildings, or places beside its streets where it has none.
    fn sample(&self, n: usize, trial: usize, spread: Spread) -> Vec<LonLat> {
        let mut dice = Dice::new(trial);
        let homes = if self.buildings.len() < 500 {
            self.beside_streets(
                &mut dice,
                n * if spread == Spread::Everywhere { 1 } else { 40 },
            )
        } else {
            self.buildings.clone()
        };
        let quarters = match spread {
            Spread::Everywhere => return (0..n).map(|_| homes[dice.below(homes.len())]).collect(),
            Spread::Quarters => 6,
            Spread::Neighbours => 1,
        };
        let mut sample = Vec::new();
        for _ in 0..quarters {
            let centre = homes[dice.below(homes.len())];
            let mut near = homes.clone();
            near.sort_by_key(|home| (distance(centre, *home).metres() * 1000.0) as u64);
            sample.extend(near.into_iter().take(n / quarters));
        }
        sample
    }

    /// Places as far off random streets as buildings are, and not nearer to others.
    fn beside_streets(&self, dice: &mut Dice, n: usize) -> Vec<LonLat> {
        let edges: Vec<(f64, EdgeId)> = (0..self.network.edges().len())
            .map(EdgeId::from_index)
            .scan(0.0, |sum, edge| {
                *sum += self.network.edges()[edge].length.metres();
                Some((*sum, edge))
            })
            .collect();
        let whole = edges.last().map_or(0.0, |(sum, _)| *sum);
        let mut homes = Vec::new();
        while homes.len() < n {
            let at = dice.roll() * whole;
            let (_, edge) = edges[edges
                .partition_point(|(sum, _)| *sum < at)
                .min(edges.len() - 1)];
            let shape = self.network.shape(edge);
            let piece = dice.below(shape.len() - 1);
            let plane = Plane::at(shape[piece]);
            let end = plane.to_metres(shape[piece + 1]);
            let length = end.x.hypot(end.y);
            let tenth = dice.roll() * 10.0;
            let (low, high) = (GAPS_M[tenth as usize], GAPS_M[tenth as usize + 1]);
            let gap = low + (high - low) * tenth.fract();
            let side = if dice.roll() < 0.5 { gap } else { -gap };
            let along = dice.roll();
            if length < 1.0 {
                continue;
            }
            let home = plane.to_lonlat(Coord {
                x: end.x * along - side * end.y / length,
                y: end.y * along + side * end.x / length,
            });
            if self.gap_m(home).is_none_or(|found| found >= 0.8 * gap) {
                homes.push(home);
            }
        }
        homes
    }
}

/// Where a file puts a true place whose numbers are of one datum and are declared as another.
fn told(home: LonLat, truth: Crs, declared: Crs) -> LonLat {
    let (x, y) = match truth {
        Crs::Gcj02 => crs::wgs84_to_gcj02(home),
        Crs::Bd09 => crs::wgs84_to_bd09(home),
        _ => (home.lon_deg(), home.lat_deg()),
    };
    crs::to_wgs84(declared, x, y).unwrap()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spread {
    Everywhere,
    /// Six neighbourhoods.
    Quarters,
    Neighbours,
}

/// False alarms, alarms where one is due, those that name the right datum, and trials of each sort.
#[derive(Debug, Default)]
struct Rates {
    right: usize,
    false_alarms: usize,
    wrong: usize,
    noticed: usize,
    named: usize,
}

fn rates(town: &Town, n: usize, trials: usize, spread: Spread) -> Rates {
    let mut rates = Rates::default();
    for trial in 0..trials {
        let homes = town.sample(n, trial, spread);
        for truth in DATUMS {
            for declared in DATUMS {
                let verdict = town.judge(&homes, truth, declared);
                if truth == declared {
                    rates.right += 1;
                    rates.false_alarms += usize::from(verdict.is_some());
                } else {
                    rates.wrong += 1;
                    rates.noticed += usize::from(verdict.is_some());
                    rates.named += usize::from(verdict.is_some_and(|v| v.better == truth));
                }
            }
        }
    }
    rates
}

fn own(file: &str, moved_deg: (f64, f64)) -> Town {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    Town::open(&root.join(file), moved_deg)
}

fn malta() -> Town {
    own("malta/malta.osm.pbf", (102.0, 0.0))
}

#[test]
fn mixed_up_datums_of_a_country_are_noticed_and_right_ones_are_left_alone() {
    let town = malta();
    let found = rates(&town, 200, 3, Spread::Everywhere);
    assert_eq!((found.right, found.wrong), (9, 18));
    assert_eq!(found.false_alarms, 0);
    assert!(
        found.noticed >= 16 && found.named == found.noticed,
        "{found:?}"
    );
    // A few neighbours prove nothing, and nothing is said of them.
    let few = rates(&town, 20, 3, Spread::Neighbours);
    assert_eq!(
        (few.false_alarms, few.noticed - few.named),
        (0, 0),
        "{few:?}"
    );
}

#[test]
fn mixed_up_datums_of_a_district_are_noticed_and_right_ones_are_left_alone() {
    let town = own("synth-district/district.osm.pbf", (0.0, 0.0));
    let rates = rates(&town, 200, 2, Spread::Everywhere);
    assert_eq!(rates.false_alarms, 0);
    assert!(
        rates.noticed >= 10 && rates.named == rates.noticed,
        "{rates:?}"
    );
}

/// Quarters of 280 m, each with streets of its own, 40 to 70 m apart.
struct DenseStreets(Plane);

impl DenseStreets {
    const QUARTER_M: f64 = 280.0;

    /// The first street of each axis in the quarter of a place, and how far apart they are.
    fn quarter(at: Coord) -> ([f64; 2], [f64; 2]) {
        let origin = [at.x, at.y].map(|x| (x / Self::QUARTER_M).floor());
        let mut dice = Dice::new(((origin[0] + 500.0) * 1_000.0 + origin[1] + 500.0) as usize);
        dice.roll();
        let apart = [40.0 + 30.0 * dice.roll(), 40.0 + 30.0 * dice.roll()];
        let first = [0, 1].map(|axis| origin[axis] * Self::QUARTER_M + apart[axis] * dice.roll());
        (first, apart)
    }

    fn gap_m(&self, place: LonLat) -> f64 {
        let at = self.0.to_metres(place);
        let (first, apart) = Self::quarter(at);
        let off = |x: f64, axis: usize| {
            let streets = (x - first[axis]) / apart[axis];
            (streets - streets.round()).abs() * apart[axis]
        };
        off(at.x, 0).min(off(at.y, 1))
    }

    /// Homes in the middle of their blocks.
    fn homes(&self) -> Vec<LonLat> {
        let home = |number: u32| {
            let at = Coord {
                x: 60.0 * f64::from(number % 30),
                y: 60.0 * f64::from(number / 30),
            };
            let (first, apart) = Self::quarter(at);
            let middle = |x: f64, axis: usize| {
                let block = ((x - first[axis]) / apart[axis]).floor();
                first[axis] + (block + 0.5) * apart[axis]
            };
            self.0.to_lonlat(Coord {
                x: middle(at.x, 0),
                y: middle(at.y, 1),
            })
        };
        (0..900).map(home).collect()
    }
}

/// Streets so dense that homes, in the middle of their blocks, are farther off them than random places are.
#[test]
fn homes_between_dense_streets_are_left_alone() {
    let streets = DenseStreets(Plane::at(LonLat::new(113.94, 22.53).unwrap()));
    let gap_m = |place: LonLat| Some(streets.gap_m(place));
    let homes = streets.homes();
    let median = |gaps: &mut Vec<f64>| {
        gaps.sort_by(f64::total_cmp);
        gaps[gaps.len() / 2]
    };
    let gaps = |truth, declared| -> Vec<f64> {
        let of = |home: &LonLat| streets.gap_m(told(*home, truth, declared));
        homes.iter().map(of).collect()
    };
    // Nearness says the contrary of the truth.
    let right = median(&mut gaps(Crs::Wgs84, Crs::Wgs84));
    let wrong = median(&mut gaps(Crs::Wgs84, Crs::Gcj02));
    assert!(wrong < right - 5.0, "{wrong} {right}");
    let (mut noticed, mut wrong) = (0, Vec::new());
    for truth in DATUMS {
        for declared in DATUMS {
            let places: Vec<LonLat> = homes.iter().map(|h| told(*h, truth, declared)).collect();
            let verdict = datum::judge(declared, &places, gap_m);
            match verdict.map(|v| v.better) {
                None => {}
                Some(better) if better == truth => noticed += 1,
                Some(_) => wrong.push((truth, declared)),
            }
            let backwards: Vec<LonLat> = places.iter().rev().copied().collect();
            assert_eq!(datum::judge(declared, &backwards, gap_m), verdict);
        }
    }
    assert!(noticed >= 5 && wrong.is_empty(), "{noticed} {wrong:?}");
}

#[test]
#[ignore = "prints a table; needs minutes, and extracts at hand for more than Malta and the district"]
fn error_rates() {
    let still = (0.0, 0.0);
    let mut towns = vec![
        ("Malta", malta()),
        (
            "invented district",
            own("synth-district/district.osm.pbf", still),
        ),
    ];
    if let Some(data) = std::env::var_os("PLANNER_DATA").map(PathBuf::from) {
        for (name, file, moved) in [
            ("Jinan", "jinan/roads_2020.osm.pbf", still),
            ("Nanshan", "shenzhen/nanshan_2021.osm.pbf", still),
            ("Tsinghua", "beijing/tsinghua_2017.osm.pbf", still),
            ("Monaco", "monaco/monaco.osm.pbf", (110.0, -8.0)),
            (
                "Porto Alegre",
                "porto_alegre/porto_alegre.osm.pbf",
                (166.0, 62.0),
            ),
        ] {
            towns.push((name, Town::open(&data.join(file), moved)));
        }
    }
    let trials: usize = std::env::var("PLANNER_TRIALS").map_or(6, |n| n.parse().unwrap());
    for (name, town) in &towns {
        for spread in [Spread::Everywhere, Spread::Quarters, Spread::Neighbours] {
            for (n, trials) in [
                (20, trials),
                (50, trials),
                (200, trials),
                (2000, trials.div_ceil(3)),
            ] {
                let r = rates(town, n, trials, spread);
                println!(
                    "//! | {name} | {spread:?} | {n} | {} of {} | {} of {} | {} |",
                    r.false_alarms, r.right, r.noticed, r.wrong, r.named
                );
            }
        }
    }
}
