//! Closing a gate or a way, whatever the town, brings nobody nearer to anything, and opening it again brings some back;
//! opening what the map keeps private takes nobody farther.

use planner::coverage::Nearest;
use planner::ids::{DemandId, Id as _, SiteId};
use planner::impedance::{ArcTimes, WalkProfile};
use planner::network::compounds::{Compounds, Gate, LetsIn, ToldBy};
use planner::network::edits::{Action, Edit, Edits, Origin, Target};
use planner::network::{self, EdgeIndex, Network, Passage, Side};
use planner::osm::walkability::{Access, Barrier, Crossing, NodeTraits, RoadClass, WayTraits};
use planner::osm::{StreetNode, Streets, Way};
use planner::progress::Silent;
use planner::projection::LonLat;
use planner::reach::{ReachGraph, ReachMatrix};
use planner::snap::{Ground, SnapPoint, Snapped, Unsnapped};
use planner::units::{Metres, WalkTime};

use crate::passage::Dice;

/// Places of the town's grid in each direction.
const SIDE: usize = 6;
/// How far apart they are, in ten-millionths of a degree: about 50 m.
const STEP_E7: i64 = 4_500;
/// Maps keep places to a centimetre: where a way is cut it moves as much, and who lives on it too.
const GRAIN_MS: i64 = 20;

/// A town before it is built.
struct Town {
    streets: Streets,
    compounds: Compounds,
    homes: Vec<LonLat>,
    sites: Vec<LonLat>,
    /// Who walks.
    profile: &'static str,
    /// Whether the map is read as an old person must fear.
    is_feared: bool,
}

fn at_e7(lon_e7: i64, lat_e7: i64) -> LonLat {
    LonLat::from_e7(lon_e7 as i32, lat_e7 as i32)
}

fn place(node: &StreetNode) -> LonLat {
    LonLat::from_e7(node.lon_e7, node.lat_e7)
}

fn random_place(dice: &mut Dice) -> LonLat {
    let mut one = || dice.below(SIDE * STEP_E7 as usize) as i64 - STEP_E7 / 2;
    at_e7(one(), one())
}

fn random_node(dice: &mut Dice, index: usize) -> StreetNode {
    let mut off = || dice.below(1_500) as i64;
    let (column, row) = ((index % SIDE) as i64, (index / SIDE) as i64);
    let (lon, lat) = (column * STEP_E7 + off(), row * STEP_E7 + off());
    let barrier = match dice.below(8) {
        0 => Barrier::Gate,
        1 => Barrier::PrivateGate,
        _ => Barrier::None,
    };
    let crossing = match dice.below(8) {
        0 => Crossing::Signals,
        1 => Crossing::Marked,
        _ => Crossing::None,
    };
    let traits = NodeTraits {
        barrier,
        crossing,
        ..NodeTraits::default()
    };
    StreetNode {
        osm_id: index as i64 + 1,
        lon_e7: lon as i32,
        lat_e7: lat as i32,
        traits,
    }
}

/// Adds a way of up to four pieces that wanders over the grid.
fn add_way(streets: &mut Streets, dice: &mut Dice) {
    let mut at = dice.below(SIDE * SIDE);
    let start = streets.refs.len() as u32;
    streets.refs.push(at as u32);
    for _ in 0..=dice.below(4) {
        let (column, row) = (at % SIDE, at / SIDE);
        let next = match dice.below(4) {
            0 if column + 1 < SIDE => at + 1,
            1 if column > 0 => at - 1,
            2 if row + 1 < SIDE => at + SIDE,
            3 if row > 0 => at - SIDE,
            _ => continue,
        };
        at = next;
        streets.refs.push(at as u32);
    }
    let end = streets.refs.len() as u32;
    if end < start + 2 {
        streets.refs.truncate(start as usize);
        return;
    }
    let classes = [
        RoadClass::Path,
        RoadClass::Residential,
        RoadClass::Residential,
        RoadClass::Secondary,
        RoadClass::Primary,
    ];
    let mut traits = WayTraits::open(classes[dice.below(classes.len())]);
    if dice.one_in(3) {
        traits.access = Access::Private;
    }
    streets.ways.push(Way {
        osm_id: streets.ways.len() as i64 + 1,
        refs: start..end,
        traits,
        name: None,
    });
}

fn random_compounds(dice: &mut Dice) -> Compounds {
    let square = |dice: &mut Dice| {
        let (x, y) = (dice.below(SIDE) as f64, dice.below(SIDE) as f64);
        let (w, h) = (1 + dice.below(2), 1 + dice.below(2));
        let step = STEP_E7 as f64 / 1e7;
        let rect = geo::Rect::new(
            geo::coord! { x: (x - 0.4) * step, y: (y - 0.4) * step },
            geo::coord! { x: (x - 0.45 + w as f64) * step, y: (y - 0.45 + h as f64) * step },
        );
        geo::MultiPolygon::new(vec![rect.to_polygon()])
    };
    let outlines = (0..dice.below(3)).map(|_| square(dice)).collect::<Vec<_>>();
    let gates = outlines.iter().enumerate().flat_map(|(row, outline)| {
        let ring: Vec<geo::Coord> = outline.0[0].exterior().coords().copied().collect();
        let gate = |side: usize, share: f64| {
            let at = ring[side] + (ring[side + 1] - ring[side]) * share;
            Gate {
                at: LonLat::new(at.x, at.y).unwrap(),
                lets_in: LetsIn::Visitors,
                row: row as u64 + 1,
                told_by: ToldBy::Table,
            }
        };
        [gate(0, 0.45), gate(2, 0.5), gate(3, 0.6)]
    });
    let gates = gates.filter(|_| !dice.one_in(4)).collect();
    Compounds::new(outlines, gates)
}

fn random_town(dice: &mut Dice) -> Town {
    let mut streets = Streets {
        nodes: (0..SIDE * SIDE).map(|i| random_node(dice, i)).collect(),
        ..Streets::default()
    };
    for _ in 0..24 + dice.below(16) {
        add_way(&mut streets, dice);
    }
    Town {
        streets,
        compounds: random_compounds(dice),
        homes: (0..12).map(|_| random_place(dice)).collect(),
        sites: (0..6).map(|_| random_place(dice)).collect(),
        profile: ["elder_walk", "frail_elder", "wheelchair"][dice.below(3)],
        is_feared: dice.one_in(3),
    }
}

/// A town as it is walked.
struct Walked {
    network: Network,
    snapped: Snapped,
    matrix: ReachMatrix,
    nearest: Vec<Vec<Nearest>>,
}

impl Town {
    fn walked(&self, edits: &Edits) -> Walked {
        let (streets, compounds, _) = edits.apply(&self.streets, &self.compounds);
        let (streets, _) = compounds.enclose(&streets);
        let (network, _) = network::build(&streets).unwrap();
        let passage = if self.is_feared {
            Passage::surely(&network, &compounds)
        } else {
            Passage::with(&network, &compounds)
        };
        let index = EdgeIndex::new(&network);
        let walk = WalkProfile::preset(self.profile).unwrap();
        let times = ArcTimes::of(&network, &walk);
        let open = times.open_edges(&network);
        let ground = Ground::walled(&network, &index, &compounds, &passage);
        let ground = ground.open_to(open.as_deref(), walk.travel);
        let snapped = Snapped {
            demand: self.homes.iter().map(|at| ground.snap(*at)).collect(),
            sites: self.sites.iter().map(|at| ground.snap(*at)).collect(),
        };
        let graph = ReachGraph::within(&network, &times, &passage, &snapped);
        let matrix = graph.matrix(WalkTime::from_minutes(600), &Silent).unwrap();
        let sites = snapped.sites.ids();
        let nearest = sites.map(|site| graph.nearest(&[site]).iter().copied().collect());
        Walked {
            nearest: nearest.collect(),
            network,
            snapped,
            matrix,
        }
    }
}

/// The way that somebody is attached to, the side of it, and the place on it.
type Door = (i64, Option<Side>, [i64; 2]);

impl Walked {
    fn ms(&self, site: SiteId, home: DemandId) -> Option<i64> {
        let time = self.matrix.of_site(site).find(|(id, _)| *id == home);
        let time = time.map(|(_, time)| i64::from(time.millis()));
        let nearest = match self.nearest[site.index()][home.index()] {
            Nearest::Site(_, time) => Some(i64::from(time.millis())),
            _ => None,
        };
        assert_eq!(time, nearest, "both searches agree");
        time
    }

    /// Where somebody is attached, in a way that outlives a change of the network: the way and the place on it; at the end
    /// of an edge, a place two metres inside, which tells from which side of a junction they come.
    fn door(&self, snapped: &SnapPoint) -> Door {
        let length_m = self.network.edges()[snapped.edge].length.metres();
        let inside_m = match snapped.along.metres() {
            along if along < 1.0 => 2.0_f64.min(length_m),
            along if along > length_m - 1.0 => (length_m - 2.0).max(0.0),
            along => along,
        };
        let at = self
            .network
            .place_along(snapped.edge, Metres::new(inside_m));
        let metre = |degrees: f64| (degrees * 1e5).round() as i64;
        let way = self.network.edges()[snapped.edge].osm_way;
        let place = [metre(at.lon_deg()), metre(at.lat_deg())];
        (way, snapped.side, place)
    }
}

fn edits(actions: &[Action]) -> Edits {
    let numbered = (1..).zip(actions).map(|(feature, action)| Edit {
        feature,
        origin: Origin::File,
        action: action.clone(),
    });
    Edits(numbered.collect())
}

/// Something that can be closed: a gate, a place on a way, a way, or a line along ways.
fn random_target(dice: &mut Dice, town: &Town) -> Target {
    let streets = &town.streets;
    let way = &streets.ways[dice.below(streets.ways.len())];
    let refs = &streets.refs[way.refs.start as usize..way.refs.end as usize];
    let places: Vec<LonLat> = refs
        .iter()
        .map(|r| place(&streets.nodes[*r as usize]))
        .collect();
    match dice.below(4) {
        0 => Target::Way(way.osm_id),
        1 => Target::Line(places),
        2 => Target::Point(places[dice.below(places.len())]),
        _ => {
            let at = dice.below(places.len() - 1);
            let (a, b) = (places[at].coord(), places[at + 1].coord());
            let share = 0.1 + dice.below(80) as f64 / 100.0;
            let middle = a + (b - a) * share;
            Target::Point(LonLat::new(middle.x, middle.y).unwrap())
        }
    }
}

/// A town, and some things in it to be closed or opened.
fn random_town_with_targets(seed: u64) -> (Town, Vec<Target>) {
    let mut dice = Dice(seed);
    let town = random_town(&mut dice);
    let targets = (0..=dice.below(3)).map(|_| random_target(&mut dice, &town));
    let targets = targets.collect();
    (town, targets)
}

/// How many pairs got nearer, farther off or out of reach; who is attached elsewhere is left out.
fn moved(before: &Walked, after: &Walked) -> (usize, usize) {
    let (mut nearer, mut farther) = (0, 0);
    let door =
        |walked: &Walked, at: Result<SnapPoint, Unsnapped>| at.ok().map(|at| walked.door(&at));
    for site in before.snapped.sites.ids() {
        for home in before.snapped.demand.ids() {
            let [a, b] = [before, after].map(|walked| {
                let home = door(walked, walked.snapped.demand[home]);
                (home, door(walked, walked.snapped.sites[site]))
            });
            if a != b {
                continue;
            }
            match (before.ms(site, home), after.ms(site, home)) {
                (a, Some(b)) if a.is_none_or(|a| b < a - GRAIN_MS) => {
                    nearer += 1;
                }
                (Some(a), Some(b)) => farther += usize::from(b > a + GRAIN_MS),
                (Some(_), None) => farther += 1,
                (_, None) | (None, _) => {}
            }
        }
    }
    (nearer, farther)
}

/// The towns that are tried; more of them with `TOWNS=4000`.
fn seeds() -> std::ops::Range<u64> {
    let towns = std::env::var("TOWNS")
        .ok()
        .and_then(|towns| towns.parse().ok());
    0..towns.unwrap_or(150)
}

#[test]
fn what_is_closed_brings_nobody_nearer() {
    let (mut farther, mut nearer) = (0, 0);
    for seed in seeds() {
        let (town, targets) = random_town_with_targets(seed);
        let close: Vec<Action> = targets.iter().cloned().map(Action::Close).collect();
        let before = town.walked(&Edits::default());
        let closed = town.walked(&edits(&close));
        let (sooner, later) = moved(&before, &closed);
        assert_eq!(sooner, 0, "seed {seed}: {targets:?}");
        farther += later;
        let open: Vec<Action> = targets.iter().cloned().map(Action::Open).collect();
        let reopened = town.walked(&edits(&[close, open].concat()));
        nearer += moved(&closed, &reopened).0;
    }
    assert!(
        farther > 500 && nearer > 500,
        "the towns are too tame: {farther} farther, {nearer} nearer again"
    );
}

#[test]
fn what_is_opened_takes_nobody_farther() {
    let mut nearer = 0;
    for seed in seeds() {
        let (town, targets) = random_town_with_targets(seed);
        let open: Vec<Action> = targets.iter().cloned().map(Action::Open).collect();
        let open = edits(&open);
        let (.., findings) = open.apply(&town.streets, &town.compounds);
        if findings.iter().any(|f| f.code == "compound-gets-walls") {
            // The first gate of a compound makes walls of all else that crossed its outline, and says so.
            continue;
        }
        let before = town.walked(&Edits::default());
        let opened = town.walked(&open);
        let (sooner, later) = moved(&before, &opened);
        assert_eq!(later, 0, "seed {seed}: {targets:?}");
        nearer += sooner;
    }
    assert!(nearer > 200, "the towns are too tame: {nearer} nearer");
}
