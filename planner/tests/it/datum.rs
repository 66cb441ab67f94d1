//! The detector of mixed-up datums on real streets: buildings of real towns, told of rightly and wrongly.
//!
//! Malta comes along with the project and is moved east by whole degrees to where China's datums shift. Other extracts
//! are looked at where a folder of them is at hand (`PLANNER_DATA`); the big table is printed by the ignored test.

use std::path::{Path, PathBuf};

use geo::Centroid as _;
use planner::crs::{self, Crs};
use planner::network::{self, EdgeIndex, Network};
use planner::osm::{self, TagFilter, Wanted};
use planner::progress::Silent;
use planner::projection::{LonLat, distance};
use planner::snap::datum::{self, Verdict};
use planner::units::Metres;

const DATUMS: [Crs; 3] = [Crs::Wgs84, Crs::Gcj02, Crs::Bd09];

/// Streets and buildings of a town, and how far east of their true place they are taken to lie.
struct Town {
    network: Network,
    index: EdgeIndex,
    buildings: Vec<LonLat>,
    east_deg: f64,
}

impl Town {
    fn open(extract: &Path, east_deg: f64) -> Self {
        let filters = ["building", "amenity"];
        let features = filters.map(|text| TagFilter::parse(text).unwrap()).to_vec();
        let extract = osm::read(extract, &Wanted { features }, &Silent).unwrap();
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
        let buildings: Vec<LonLat> = buildings
            .filter(inside)
            .map(|p| LonLat::new(p.lon_deg() + east_deg, p.lat_deg()).unwrap())
            .collect();
        let index = EdgeIndex::new(&network);
        Self {
            network,
            index,
            buildings,
            east_deg,
        }
    }

    fn gap_m(&self, place: LonLat) -> Option<f64> {
        let at = LonLat::new(place.lon_deg() - self.east_deg, place.lat_deg())?;
        let limit = Some(Metres::new(datum::CAP_M));
        let nearest = self.index.nearest_of(&self.network, at, limit, |_| true)?;
        Some(nearest.gap.metres())
    }

    /// What is said of true places whose numbers are of one datum and are declared as another.
    fn judge(&self, homes: &[LonLat], truth: Crs, declared: Crs) -> Option<Verdict> {
        let told = homes.iter().map(|home| {
            let (x, y) = match truth {
                Crs::Gcj02 => crs::wgs84_to_gcj02(*home),
                Crs::Bd09 => crs::wgs84_to_bd09(*home),
                _ => (home.lon_deg(), home.lat_deg()),
            };
            crs::to_wgs84(declared, x, y).unwrap()
        });
        let told: Vec<LonLat> = told.collect();
        datum::judge(declared, &told, |place| self.gap_m(place))
    }

    /// So many buildings: from all over the town, or the nearest ones to one of them.
    fn sample(&self, n: usize, trial: usize, spread: Spread) -> Vec<LonLat> {
        let all = &self.buildings;
        let centre = all[(trial * 7919 + 13) % all.len()];
        let mut order: Vec<(u64, usize)> = (0..all.len())
            .map(|i| match spread {
                Spread::Neighbours => ((distance(centre, all[i]).metres() * 1000.0) as u64, i),
                // A fixed shuffle: multiples of an odd number, wrapped.
                Spread::Everywhere => {
                    let mixed = ((i + 1) * (trial + 1)) as u64;
                    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 7, i)
                }
            })
            .collect();
        order.sort_unstable();
        order.iter().take(n).map(|(_, i)| all[*i]).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spread {
    Everywhere,
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

fn malta() -> Town {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Town::open(&root.join("data/malta/malta.osm.pbf"), 102.0)
}

#[test]
fn mixed_up_datums_of_a_country_are_noticed_and_right_ones_are_left_alone() {
    let rates = rates(&malta(), 300, 3, Spread::Everywhere);
    assert_eq!((rates.right, rates.wrong), (9, 18));
    assert_eq!(rates.false_alarms, 0);
    assert_eq!((rates.noticed, rates.named), (18, 18), "{rates:?}");
}

#[test]
#[ignore = "prints a table; needs minutes, and extracts at hand for more than Malta"]
fn error_rates() {
    let mut towns = vec![("malta", malta())];
    if let Some(data) = std::env::var_os("PLANNER_DATA").map(PathBuf::from) {
        for (name, file, east) in [
            ("monaco", "monaco/monaco.osm.pbf", 110.0),
            ("nanshan", "shenzhen/nanshan_2021.osm.pbf", 0.0),
            ("tsinghua", "beijing/tsinghua_2017.osm.pbf", 0.0),
        ] {
            towns.push((name, Town::open(&data.join(file), east)));
        }
    }
    for (name, town) in &towns {
        eprintln!("{name}: {} buildings and amenities", town.buildings.len());
        for spread in [Spread::Everywhere, Spread::Neighbours] {
            for n in [30, 100, 300, 1000] {
                let r = rates(town, n.min(town.buildings.len()), 20, spread);
                eprintln!(
                    "{name:10} {spread:?} n={n:5}: false alarms {}/{}, noticed {}/{}, named rightly {}",
                    r.false_alarms, r.right, r.noticed, r.wrong, r.named
                );
            }
        }
    }
}
