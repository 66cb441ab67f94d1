//! What the map leaves open, on random networks: each unknown moves the band, and each tag moves people only its own way.
//!
//! Homes and sites stay attached where they are, so that two readings of one network can be compared pair by pair.

use std::collections::BTreeMap;
use std::path::Path;

use planner::coverage::band::Standing;
use planner::findings::Findings;
use planner::ids::{Id, SiteId};
use planner::impedance::{ArcTimes, Reading, WalkProfile};
use planner::network::{Compounds, EdgePlan, Network, Node, Passage};
use planner::osm::walkability::{
    Access, Barrier, Fitness, Incline, Kerb, NodeTraits, RoadClass, WayTraits,
};
use planner::places::Status;
use planner::progress::Silent;
use planner::reach::ReachGraph;
use planner::snap::Snapped;
use planner::testing::{Drawing, Settlement, Town, study_of};
use planner::units::{Metres, WalkTime};
use planner::{LonLat, Scenario};

use crate::passage::{Dice, random_town};

/// Milliseconds of every pair with a path.
type Pairs = BTreeMap<(usize, usize), u32>;

/// A network on which much is untold, as plans that can be changed.
struct Open {
    nodes: Vec<Node>,
    plans: Vec<EdgePlan>,
    snapped: Snapped,
}

const READINGS: [Reading; 3] = [Reading::Fearful, Reading::AsTold, Reading::Hopeful];
const WALKERS: [&str; 3] = ["elder_walk", "frail_elder", "wheelchair"];

impl Open {
    fn random(seed: u64) -> Self {
        let town = random_town(seed);
        let mut dice = Dice(seed + 9_000_000);
        let mut nodes: Vec<Node> = town.network.nodes().as_slice().to_vec();
        for node in &mut nodes {
            node.traits.barrier = if dice.one_in(4) {
                Barrier::Gate
            } else {
                Barrier::None
            };
            if dice.one_in(6) {
                node.traits.kerb = Kerb::Raised { height_mm: None };
            }
        }
        let plans = town.network.edges().enumerate().map(|(id, edge)| {
            let mut traits = edge.traits;
            // Roads with two sides and private ways are another matter: a gate that is feared to be locked may join areas,
            // and sides; a band compares readings person by person for it.
            traits.access = Access::Open;
            traits.class =
                [RoadClass::Residential, RoadClass::Tertiary, RoadClass::Path][dice.below(3)];
            traits.incline =
                [Incline::Untold, Incline::Untold, Incline::Up, Incline::Down][dice.below(4)];
            traits.wheels.wheelchair =
                [Fitness::Untold, Fitness::Untold, Fitness::Limited][dice.below(3)];
            EdgePlan {
                from: edge.from,
                to: edge.to,
                shape: town.network.shape(id).to_vec(),
                traits,
                osm_way: 1,
            }
        });
        Self {
            plans: plans.collect(),
            nodes,
            snapped: town.snapped,
        }
    }

    /// The network if some ways and nodes were tagged otherwise.
    fn tagged(
        &self,
        way: impl Fn(usize, &mut WayTraits),
        node: impl Fn(usize, &mut NodeTraits),
    ) -> Network {
        let mut nodes = self.nodes.clone();
        for (number, one) in nodes.iter_mut().enumerate() {
            node(number, &mut one.traits);
        }
        let plans = self.plans.iter().enumerate().map(|(number, plan)| {
            let mut plan = plan.clone();
            way(number, &mut plan.traits);
            plan
        });
        Network::assemble(nodes, plans.collect::<Vec<_>>())
    }

    fn pairs(&self, network: &Network, walk: &WalkProfile, reading: Reading) -> Pairs {
        let none = Compounds::default();
        let passage = match reading {
            Reading::Fearful => Passage::surely(network, &none),
            Reading::AsTold => Passage::with(network, &none),
            Reading::Hopeful => Passage::possibly(),
        };
        let times = ArcTimes::read(network, walk, None, reading);
        let graph = ReachGraph::within(network, &times, &passage, &self.snapped);
        let matrix = graph.matrix(WalkTime::from_minutes(600), &Silent).unwrap();
        let mut pairs = Pairs::new();
        for site in 0..matrix.sites() {
            for (home, time) in matrix.of_site(SiteId::from_index(site)) {
                pairs.insert((site, home.index()), time.millis());
            }
        }
        pairs
    }
}

/// Whether no walk of the second is longer than that of the first, and how many are shorter.
fn shortened(before: &Pairs, after: &Pairs) -> Option<usize> {
    let is_kept = |(pair, ms): (&(usize, usize), &u32)| after.get(pair).is_some_and(|a| a <= ms);
    let shorter = after
        .iter()
        .filter(|(pair, ms)| before.get(pair) != Some(ms));
    before.iter().all(is_kept).then(|| shorter.count())
}

#[test]
fn who_fears_is_never_sooner_there_and_who_hopes_never_later() {
    let mut moved = BTreeMap::new();
    for seed in 0..300 {
        let open = Open::random(seed);
        let network = open.tagged(|_, _| {}, |_, _| {});
        for name in WALKERS {
            let walk = WalkProfile::preset(name).unwrap();
            let [sure, told, possible] =
                READINGS.map(|reading| open.pairs(&network, &walk, reading));
            let context = format!("seed {seed}, {name}");
            let feared = shortened(&sure, &told).expect(&context);
            let hoped = shortened(&told, &possible).expect(&context);
            let sums: &mut (usize, usize) = moved.entry(name).or_default();
            *sums = (sums.0 + feared, sums.1 + hoped);
        }
    }
    // Walkers hope for private ways alone, and here are none.
    assert!(moved.values().all(|(feared, _)| *feared > 100), "{moved:?}");
    assert!(moved["wheelchair"].1 > 100, "{moved:?}");
}

#[test]
fn who_walks_slower_is_nowhere_sooner_on_any_network() {
    let mut later = 0;
    for seed in 0..200 {
        let open = Open::random(seed);
        let network = open.tagged(|_, _| {}, |_, _| {});
        for name in WALKERS {
            let quick = WalkProfile::preset(name).unwrap();
            let mut slow = quick.clone();
            slow.set("speed_mps", quick.speed.mps() * 0.6).unwrap();
            let [slow, quick] = [slow, quick].map(|w| open.pairs(&network, &w, Reading::AsTold));
            assert_eq!(slow.len(), quick.len());
            later += shortened(&slow, &quick).expect("slower and sooner");
        }
    }
    assert!(later > 500, "{later}");
}

/// What a tag does to walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moves {
    /// It makes some shorter, and none longer.
    Shorter,
    /// It makes some longer or impossible, and none shorter.
    Longer,
    /// It changes none.
    Nothing,
    /// Other areas may be private then, so that nothing is said of single walks.
    Unasked,
}

type TagWay = fn(&mut WayTraits);
type TagNode = fn(&mut NodeTraits);

/// A tag that somebody adds to one way or one node, whom it concerns, and what it does to the sure, the told and the
/// possible walks.
const TAGS: [(&str, TagWay, TagNode, &str, [Moves; 3]); 8] = {
    use Moves::{Longer, Nothing, Shorter, Unasked};
    const fn as_it_is(_: &mut NodeTraits) {}
    const fn same(_: &mut WayTraits) {}
    [
        (
            "incline=0%",
            |way| way.incline = Incline::Share(0.0),
            as_it_is,
            "elder_walk",
            [Shorter, Nothing, Nothing],
        ),
        (
            "incline=9%",
            |way| {
                if way.incline == Incline::Up {
                    way.incline = Incline::Share(0.09);
                }
            },
            as_it_is,
            "elder_walk",
            [Shorter, Longer, Longer],
        ),
        (
            "wheelchair=yes",
            |way| way.wheels.wheelchair = Fitness::Yes,
            as_it_is,
            "wheelchair",
            [Shorter, Nothing, Nothing],
        ),
        (
            "wheelchair=no",
            |way| way.wheels.wheelchair = Fitness::No,
            as_it_is,
            "wheelchair",
            [Longer, Longer, Longer],
        ),
        (
            "kerb:height=0.02",
            same,
            |node| {
                if node.kerb != Kerb::Flat {
                    node.kerb = Kerb::Raised {
                        height_mm: Some(20),
                    };
                }
            },
            "wheelchair",
            [Nothing, Shorter, Nothing],
        ),
        (
            "kerb:height=0.15",
            same,
            |node| {
                if node.kerb != Kerb::Flat {
                    node.kerb = Kerb::Raised {
                        height_mm: Some(150),
                    };
                }
            },
            "wheelchair",
            [Nothing, Nothing, Longer],
        ),
        (
            "access=private on a gate",
            same,
            |node| {
                if node.barrier == Barrier::Gate {
                    node.barrier = Barrier::PrivateGate;
                }
            },
            "elder_walk",
            [Nothing, Longer, Nothing],
        ),
        (
            "access=private",
            |way| way.access = Access::Private,
            as_it_is,
            "companion_walk",
            [Unasked, Longer, Nothing],
        ),
    ]
};

#[test]
fn a_tag_moves_people_only_in_the_direction_it_should() {
    for (tag, on_way, on_node, name, wanted) in TAGS {
        let walk = WalkProfile::preset(name).unwrap();
        let mut acted = [0; 3];
        for seed in 0..400 {
            let open = Open::random(seed);
            let mut dice = Dice(seed + 77);
            let (way, node) = (dice.below(open.plans.len()), dice.below(open.nodes.len()));
            let untagged = open.tagged(|_, _| {}, |_, _| {});
            let tagged = open.tagged(
                |number, traits| {
                    if number == way {
                        on_way(traits);
                    }
                },
                |number, traits| {
                    if number == node {
                        on_node(traits);
                    }
                },
            );
            for (number, reading) in READINGS.into_iter().enumerate() {
                let before = open.pairs(&untagged, &walk, reading);
                let after = open.pairs(&tagged, &walk, reading);
                let moved = match wanted[number] {
                    Moves::Shorter => shortened(&before, &after),
                    Moves::Longer => shortened(&after, &before),
                    Moves::Nothing => (before == after).then_some(0),
                    Moves::Unasked => Some(0),
                };
                acted[number] += moved.unwrap_or_else(|| {
                    panic!("{tag} moves the wrong way: seed {seed}, {reading:?}")
                });
            }
        }
        for (acted, wanted) in acted.into_iter().zip(wanted) {
            let moves = matches!(wanted, Moves::Shorter | Moves::Longer);
            assert_eq!(acted > 0, moves, "{tag}: {acted} walks");
        }
    }
}

/// How the home at A stands towards the site at B, or towards one so many metres north of it, in a quarter of an hour.
fn standing(drawing: &Drawing, profile: &str, (home_m, site_m): (f64, f64)) -> Standing {
    let town = drawing.clone().scale(Metres::new(20.0)).build();
    let at = |name, north_m| -> LonLat { town.beside(name, 0.0, north_m) };
    let mut settlement = Settlement::default();
    let home = settlement.home(at('A', home_m), 10);
    settlement.site("canteen", Status::Open, at('B', site_m));
    let text = format!(
        "[network]\nosm = \"a.osm.pbf\"\n[walk]\nprofile = \"{profile}\"\n[[standard]]\nkind = \"canteen\"\n"
    );
    let scenario = Scenario::parse(Path::new("town.toml"), &text, &[]).unwrap();
    let study = study_of(scenario, town.network, settlement.places(), Findings::new());
    let answer = study.score(&Silent).unwrap();
    let kind = &answer.before.kinds[0];
    let band = kind.band.as_ref().unwrap();
    // The explanation of the home says the same.
    let told = study.explainer(None).home(home);
    assert_eq!(told.standards[0].standing, band.standing(home));
    band.standing(home)
}

/// 600 m from A to B over C and D; between these there may be something, and 1,640 m around.
fn town() -> Drawing {
    Town::draw(
        "
        A---------C---------D---------B
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        |                             |
        +-----------------------------+
        ",
    )
}

const HERE: (f64, f64) = (0.0, 0.0);

fn of_way(profile: &str, change: fn(&mut WayTraits)) -> Standing {
    standing(&town().way("CD", change), profile, HERE)
}

#[test]
fn each_thing_that_the_map_leaves_open_moves_the_band() {
    use Standing::{No, Possible, Sure};
    assert_eq!(standing(&town(), "elder_walk", HERE), Sure);
    // Gates that nobody calls open or locked, and those that somebody does.
    let gate = |barrier| {
        let drawing = town().node('C', |node| node.barrier = barrier);
        standing(&drawing, "elder_walk", HERE)
    };
    assert_eq!(gate(Barrier::Gate), Possible);
    assert_eq!(gate(Barrier::Blocked), No);
    // Private inner ways: strangers do not walk them, and may perhaps.
    assert_eq!(
        of_way("elder_walk", |way| way.access = Access::Private),
        Possible
    );
    // A site inside: perhaps strangers are not let in.
    let yard = Town::draw("A---------C---------B").way("CB", |way| way.access = Access::Private);
    assert_eq!(standing(&yard, "elder_walk", HERE), Possible);
    // A climb without an amount: 700 m at 10 % would take too long.
    let climb = |incline| {
        let drawing = Town::draw("A-----------------------------------B");
        let way = drawing.way("AB", |way| way.incline = incline);
        standing(&way, "elder_walk", HERE)
    };
    assert_eq!(climb(Incline::Untold), Sure);
    assert_eq!(climb(Incline::Up), Possible);
    assert_eq!(climb(Incline::Share(0.02)), Sure);
    assert_eq!(climb(Incline::Share(0.10)), No);
    // Footways of which nobody says whether wheelchairs get along.
    let path = |way: &mut WayTraits| way.class = RoadClass::Path;
    assert_eq!(of_way("wheelchair", path), Possible);
    assert_eq!(of_way("elder_walk", path), Sure);
    let fit = |way: &mut WayTraits| {
        way.class = RoadClass::Path;
        way.wheels.wheelchair = Fitness::Yes;
    };
    assert_eq!(of_way("wheelchair", fit), Sure);
    assert_eq!(
        of_way("wheelchair", |way| way.wheels.wheelchair = Fitness::Limited),
        Possible
    );
    assert_eq!(
        of_way("wheelchair", |way| way.wheels.wheelchair = Fitness::No),
        No
    );
    // Homes and sites far off the street.
    for far in [(100.0, 0.0), (0.0, 100.0)] {
        assert_eq!(standing(&town(), "elder_walk", far), Possible, "{far:?}");
    }
    assert_eq!(standing(&town(), "elder_walk", (40.0, 40.0)), Sure);
}
