//! Private areas, private gates and the sides of wide roads against a second program, pair by pair.
//!
//! The oracle knows no layers, tracks, chains or links. For one home and one site it makes a graph of *who stands where*:
//! at which end of which edge, on which side of it, and in which part of the walk (still in the home's own area, in
//! public, already in the site's own area). The rules are written down as what one may step on from there, and petgraph's
//! Dijkstra finds the shortest walk.

use std::collections::BTreeMap;

use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use planner::coverage::Nearest;
use planner::ids::{DemandId, EdgeId, Id, NodeId, SiteId};
use planner::impedance::{ArcTime, ArcTimes, WalkProfile};
use planner::network::{EdgePlan, Network, Node, Passage, Sense, Side};
use planner::osm::walkability::{
    Access, Barrier, Carries, Crossing, Direction, Form, NodeTraits, RoadClass, WayTraits,
};
use planner::progress::Silent;
use planner::projection::LonLat;
use planner::reach::ReachGraph;
use planner::snap::{SnapPoint, Snapped};
use planner::units::{Metres, WalkSpeed, WalkTime};
pub(super) use rand_free::Dice;

/// A small generator of numbers; every town is made from its seed alone.
mod rand_free {
    pub(crate) struct Dice(pub(crate) u64);

    impl Dice {
        pub(crate) fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((z ^ (z >> 31)) % end as u64) as usize
        }

        pub(crate) fn one_in(&mut self, n: usize) -> bool {
            self.below(n) == 0
        }
    }
}

/// A town with private ways, private gates and wide roads.
pub(super) struct Town {
    pub(super) network: Network,
    pub(super) times: ArcTimes,
    pub(super) passage: Passage,
    pub(super) snapped: Snapped,
}

pub(super) fn random_town(seed: u64) -> Town {
    let mut dice = Dice(seed);
    let count = 2 + dice.below(9);
    let nodes: Vec<Node> = (0..count).map(|_| random_node(&mut dice)).collect();
    let edges = 2 + dice.below(16);
    // Paths and trees as well as meshes: half of the edges start where the last one ended.
    let mut last = 0;
    let plans: Vec<EdgePlan> = (0..edges)
        .map(|_| {
            let from = if dice.one_in(2) {
                last
            } else {
                dice.below(count)
            };
            let to = dice.below(count);
            last = to;
            random_plan(&mut dice, &nodes, (from, to))
        })
        .collect();
    let network = Network::assemble(nodes, plans);
    let forbids = dice.one_in(3);
    let arcs = network.arcs().iter().map(|_| {
        let time = ArcTime {
            start: WalkTime::from_millis(dice.below(3) as u32 * 1_000),
            moving: WalkTime::from_millis(dice.below(100_000) as u32),
            end: WalkTime::from_millis(dice.below(3) as u32 * 500),
        };
        (!forbids || !dice.one_in(5)).then_some(time)
    });
    let times = ArcTimes::new(arcs.collect::<Vec<_>>(), WalkSpeed::from_mps(0.77).unwrap());
    let passage = Passage::of(&network);
    let snapped = Snapped {
        demand: (0..3)
            .map(|_| Ok(random_place(&mut dice, &network)))
            .collect(),
        sites: (0..3)
            .map(|_| Ok(random_place(&mut dice, &network)))
            .collect(),
    };
    Town {
        network,
        times,
        passage,
        snapped,
    }
}

fn random_node(dice: &mut Dice) -> Node {
    let mut share = || dice.below(1_000_000) as f64 / 1e8;
    let at = LonLat::new(14.4 + share(), 35.9 + share()).unwrap();
    let mut traits = NodeTraits::default();
    if dice.one_in(6) {
        traits.barrier = Barrier::PrivateGate;
    }
    if dice.one_in(5) {
        traits.crossing = Crossing::Marked;
    }
    Node { at, traits }
}

fn random_plan(dice: &mut Dice, nodes: &[Node], (from, to): (usize, usize)) -> EdgePlan {
    let mut shape = vec![nodes[from].at];
    if from == to {
        shape.push(random_node(dice).at);
    }
    shape.push(nodes[to].at);
    let pick = |dice: &mut Dice, all: &[RoadClass]| all[dice.below(all.len())];
    EdgePlan {
        from: NodeId::from_index(from),
        to: NodeId::from_index(to),
        shape,
        traits: WayTraits {
            class: pick(
                dice,
                &[
                    RoadClass::Residential,
                    RoadClass::Secondary,
                    RoadClass::Primary,
                ],
            ),
            access: if dice.one_in(3) {
                Access::Private
            } else {
                Access::Open
            },
            form: if dice.one_in(8) {
                Form::Crossing
            } else {
                Form::Street
            },
            direction: if dice.one_in(6) {
                Direction::Forward
            } else {
                Direction::Both
            },
            ..WayTraits::open(RoadClass::Residential)
        },
        osm_way: 1,
    }
}

fn random_place(dice: &mut Dice, network: &Network) -> SnapPoint {
    let edge = EdgeId::from_index(dice.below(network.edges().len()));
    let share = [0.0, 1.0, 0.25, 0.5, 0.8][dice.below(5)];
    SnapPoint {
        edge,
        along: Metres::new(network.edges()[edge].length.metres() * share),
        gap: Metres::new(dice.below(100) as f64),
        side: [None, Some(Side::Left), Some(Side::Right)][dice.below(3)],
    }
}

/// The part of a walk that somebody is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Home,
    Public,
    Site,
}

/// Somebody at an end of an edge (1 where its shape ends), on the left side of it or not, in a part of their walk.
pub(super) type Standing = (EdgeId, usize, bool, Part);

/// One pair of places in one town.
pub(super) struct Pair<'a> {
    pub(super) town: &'a Town,
    pub(super) home: SnapPoint,
    pub(super) site: SnapPoint,
}

impl Pair<'_> {
    fn is_sided(&self, edge: EdgeId) -> bool {
        let traits = self.town.network.edges()[edge].traits;
        traits.form == Form::Street && traits.class >= RoadClass::Secondary
    }

    /// The parts of this walk in which an edge may be walked.
    pub(super) fn parts(&self, edge: EdgeId) -> Vec<Part> {
        let area = |edge| self.town.passage.area(edge);
        match area(edge) {
            None => vec![Part::Public],
            mine => [(self.home, Part::Home), (self.site, Part::Site)]
                .into_iter()
                .filter(|(place, _)| area(place.edge) == mine)
                .map(|(_, part)| part)
                .collect(),
        }
    }

    pub(super) fn node(&self, edge: EdgeId, end: usize) -> NodeId {
        let edge = &self.town.network.edges()[edge];
        [edge.from, edge.to][end]
    }

    /// All ends of edges at a node.
    fn ends_at(&self, node: NodeId) -> Vec<(EdgeId, usize)> {
        let edges = self.town.network.edges().ids();
        edges
            .flat_map(|edge| [(edge, 0), (edge, 1)])
            .filter(|(edge, end)| self.node(*edge, *end) == node)
            .collect()
    }

    /// Whether somebody who came to a node may go on.
    pub(super) fn may_step(&self, from: Standing, to: Standing) -> bool {
        let area = |edge| self.town.passage.area(edge);
        let node = self.node(from.0, from.1);
        let ends = self.ends_at(node);
        let traits = self.town.network.nodes()[node].traits;
        let same_end = (from.0, from.1) == (to.0, to.1);
        if to.3 < from.3 || (to.3 == from.3 && area(from.0) != area(to.0)) {
            return false;
        }
        let both_public = area(from.0).is_none() && area(to.0).is_none();
        if traits.barrier == Barrier::PrivateGate && both_public && !same_end {
            return false;
        }
        let no_way_across = ends.len() <= 2
            && ends
                .iter()
                .all(|(edge, _)| self.is_sided(*edge) && area(*edge) == area(ends[0].0))
            && traits.crossing == Crossing::None;
        if no_way_across {
            let left_of_from = from.2 != (from.1 == 0);
            let left_of_to = to.2 != (to.1 == 1);
            // Walking in along `from` and out along `to`, the left hand stays the left hand; turning round it does not.
            return if same_end {
                from.2 == to.2
            } else {
                left_of_from == left_of_to
            };
        }
        true
    }

    fn shortest_ms(&self) -> Option<u64> {
        let mut graph: DiGraph<(), u64> = DiGraph::new();
        let mut stands: BTreeMap<Standing, NodeIndex> = BTreeMap::new();
        let network = &self.town.network;
        for edge in network.edges().ids() {
            for part in self.parts(edge) {
                for (end, left) in [(0, true), (0, false), (1, true), (1, false)] {
                    let index = graph.add_node(());
                    stands.insert((edge, end, left, part), index);
                }
            }
        }
        let (home, site) = (graph.add_node(()), graph.add_node(()));
        for (from, a) in &stands {
            for (to, b) in &stands {
                if self.node(from.0, from.1) == self.node(to.0, to.1) && self.may_step(*from, *to) {
                    graph.add_edge(*a, *b, 0);
                }
            }
        }
        for tail in network.nodes().ids() {
            for arc in network.arcs_from(tail) {
                self.add_arc(&mut graph, &stands, arc, (home, site));
            }
        }
        dijkstra(&graph, home, Some(site), |e| *e.weight())
            .get(&site)
            .copied()
    }

    /// Walks an arc in every part and on every side: whole, from the home on it, to the site on it, or between them.
    fn add_arc(
        &self,
        graph: &mut DiGraph<(), u64>,
        stands: &BTreeMap<Standing, NodeIndex>,
        arc: planner::ids::ArcId,
        (home, site): (NodeIndex, NodeIndex),
    ) {
        let planner::network::Arc { edge, sense, .. } = self.town.network.arcs()[arc];
        let Some(time) = self.town.times.arcs[arc] else {
            return;
        };
        let ms = |time: WalkTime| u64::from(time.millis());
        let (start, moving, end) = (ms(time.start), ms(time.moving), ms(time.end));
        let (first, last) = if sense == Sense::Along {
            (0, 1)
        } else {
            (1, 0)
        };
        let moved = |place: &SnapPoint| {
            let length_m = self.town.network.edges()[edge].length.metres();
            let along_ms = if length_m > 0.0 {
                (moving as f64 * place.along.metres() / length_m).round() as u64
            } else {
                0
            };
            if sense == Sense::Along {
                along_ms
            } else {
                moving - along_ms
            }
        };
        let gap = |place: &SnapPoint| {
            (place.gap.metres() / self.town.times.off_street.mps() * 1000.0).round() as u64
        };
        let on_this = |place: &SnapPoint, left: bool| {
            let here = place.side.is_none_or(|side| (side == Side::Left) == left);
            place.edge == edge && (here || !self.is_sided(edge))
        };
        for part in self.parts(edge) {
            for left in [true, false] {
                let from = stands[&(edge, first, left, part)];
                let to = stands[&(edge, last, left, part)];
                graph.add_edge(from, to, start + moving + end);
                let (h, s) = (&self.home, &self.site);
                if on_this(h, left) {
                    graph.add_edge(home, to, gap(h) + moving - moved(h) + end);
                }
                if on_this(s, left) {
                    graph.add_edge(from, site, start + moved(s) + gap(s));
                }
                let ahead = match sense {
                    Sense::Along => h.along <= s.along,
                    Sense::Against => h.along >= s.along,
                };
                if on_this(h, left) && on_this(s, left) && ahead {
                    graph.add_edge(home, site, gap(h) + moved(s) - moved(h) + gap(s));
                }
            }
        }
    }
}

#[test]
fn every_pair_agrees_with_petgraph_to_the_millisecond() {
    let (mut found, mut longer, mut barred) = (0, 0, 0);
    for seed in 0..1_200 {
        let town = random_town(seed);
        let graph = ReachGraph::within(&town.network, &town.times, &town.passage, &town.snapped);
        let free = ReachGraph::new(&town.network, &town.times, &town.snapped);
        let cutoff = WalkTime::from_millis(4_000_000_000);
        let matrix = graph.matrix(cutoff, &Silent).unwrap();
        let free = free.matrix(cutoff, &Silent).unwrap();
        for site in town.snapped.sites.ids() {
            for home in town.snapped.demand.ids() {
                let pair = Pair {
                    town: &town,
                    home: town.snapped.demand[home].unwrap(),
                    site: town.snapped.sites[site].unwrap(),
                };
                let expected = pair.shortest_ms();
                let time = matrix.of_site(site).find(|(d, _)| *d == home);
                let time = time.map(|(_, t)| u64::from(t.millis()));
                assert_eq!(time, expected, "seed {seed}, {site:?}, {home:?}");
                let nearest = graph.nearest(&[site])[home];
                let nearest = match nearest {
                    Nearest::Site(_, time) => Some(u64::from(time.millis())),
                    _ => None,
                };
                assert_eq!(
                    nearest, expected,
                    "seed {seed}, {site:?}, {home:?}: nearest"
                );
                let freely = free.of_site(site).find(|(d, _)| *d == home);
                let freely = freely.map(|(_, t)| u64::from(t.millis()));
                found += usize::from(expected.is_some());
                barred += usize::from(expected.is_none() && freely.is_some());
                longer += usize::from(expected.is_some() && expected > freely);
                assert!(
                    expected.is_none() || expected >= freely,
                    "seed {seed}: rules shorten"
                );
            }
        }
    }
    assert!(
        found > 4_000 && longer > 300 && barred > 300,
        "the towns are too tame to tell anything: {found} found, {longer} longer, {barred} barred"
    );
}

/// The oracle can tell a wrong answer: it finds the walk around a compound, and the one through it when it is opened.
#[test]
fn the_oracle_tells_through_from_around() {
    let mut differ = 0;
    for seed in 0..200 {
        let mut town = random_town(seed);
        let pair = |town: &Town| {
            let (home, site) = (DemandId::from_index(0), SiteId::from_index(0));
            Pair {
                town,
                home: town.snapped.demand[home].unwrap(),
                site: town.snapped.sites[site].unwrap(),
            }
            .shortest_ms()
        };
        let ruled = pair(&town);
        town.passage = Passage::default();
        differ += usize::from(pair(&town) != ruled);
    }
    assert!(differ > 10, "only {differ} differ");
}

/// The same town with ways that vehicles alone use between its nodes, after all others.
fn with_rides(town: &Town, seed: u64) -> Network {
    let mut dice = Dice(seed + 5_000_000);
    let nodes: Vec<Node> = town.network.nodes().as_slice().to_vec();
    let walked = town.network.edges().enumerate().map(|(id, edge)| EdgePlan {
        from: edge.from,
        to: edge.to,
        shape: town.network.shape(id).to_vec(),
        traits: edge.traits,
        osm_way: edge.osm_way,
    });
    let mut plans: Vec<EdgePlan> = walked.collect();
    for _ in 0..=dice.below(8) {
        let (from, to) = (dice.below(nodes.len()), dice.below(nodes.len()));
        let mut plan = random_plan(&mut dice, &nodes, (from, to));
        plan.traits.carries = [Carries::Vehicles, Carries::Traffic][dice.below(2)];
        plans.push(plan);
    }
    Network::assemble(nodes, plans)
}

#[test]
fn walkers_do_not_notice_the_ways_of_vehicles_and_drivers_do() {
    let (mut found, mut quicker) = (0, 0);
    for seed in 0..600 {
        let town = random_town(seed);
        let with = with_rides(&town, seed);
        let pairs = |network: &Network, name: &str| {
            let walk = WalkProfile::preset(name).unwrap();
            let times = ArcTimes::of(network, &walk);
            let passage = Passage::of(network);
            let graph = if walk.keeps_to_passage() {
                ReachGraph::within(network, &times, &passage, &town.snapped)
            } else {
                ReachGraph::new(network, &times, &town.snapped)
            };
            graph.matrix(WalkTime::from_minutes(600), &Silent).unwrap()
        };
        for name in ["elder_walk", "frail_elder", "wheelchair", "plain"] {
            let before = pairs(&town.network, name);
            assert_eq!(before, pairs(&with, name), "seed {seed}, {name}");
            found += before.pairs();
        }
        let lengths = |network: &Network| -> Vec<f64> {
            let islands = network
                .edges()
                .ids()
                .map(|edge| network.island_of_edge(edge));
            islands
                .map(|island| network.islands()[island].length.metres())
                .collect()
        };
        let (before, after) = (lengths(&town.network), lengths(&with));
        for (before, after) in before.iter().zip(&after) {
            assert!((before - after).abs() < 1e-6, "seed {seed}: an island grew");
        }
        let sums = [&town.network, &with].map(|network| {
            let drive = pairs(network, "drive");
            let rows = (0..drive.sites()).flat_map(|site| drive.of_site(SiteId::from_index(site)));
            let all: Vec<_> = rows.collect();
            (drive.pairs(), all)
        });
        quicker += usize::from(sums[0] != sums[1]);
    }
    assert!(
        found > 5_000 && quicker > 100,
        "{found} pairs, {quicker} towns"
    );
}
