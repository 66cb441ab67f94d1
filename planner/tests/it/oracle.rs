//! The search against a second, slower program: petgraph's Dijkstra on the uncontracted network.
//!
//! The oracle cuts every edge at every place that is attached to it and makes each place a node of its own, joined by
//! its gap. It knows no chains, no junction order, no buckets and no cutoff.

use std::collections::BTreeMap;

use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeRef, Reversed};
use planner::coverage::Nearest;
use planner::ids::{DemandId, EdgeId, Id, NodeId, SiteId};
use planner::impedance::{ArcTime, ArcTimes, Cap};
use planner::network::{EdgePlan, Network, Node, Sense};
use planner::osm::walkability::{Direction, NodeTraits, RoadClass, WayTraits};
use planner::progress::{Progress, Silent, Stage};
use planner::projection::LonLat;
use planner::reach::{Error, Layers, PacedGraph, ReachGraph, ReachMatrix, Router, SEVERAL};
use planner::snap::{SnapPoint, Snapped, Unsnapped};
use planner::units::{Metres, WalkSpeed, WalkTime};

/// All pairs with a path, as `(site, demand) -> milliseconds`.
type Pairs = BTreeMap<(usize, usize), u64>;

/// A town with everything that a search needs.
struct Town {
    network: Network,
    times: ArcTimes,
    snapped: Snapped,
}

impl Town {
    fn graph(&self) -> ReachGraph {
        ReachGraph::new(&self.network, &self.times, &self.snapped)
    }
}

/// A small generator of numbers (splitmix64); every town is made from its seed alone.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

const fn street(direction: Direction) -> WayTraits {
    WayTraits {
        direction,
        ..WayTraits::open(RoadClass::Residential)
    }
}

fn node_at(lon_deg: f64, lat_deg: f64) -> Node {
    Node {
        at: LonLat::new(lon_deg, lat_deg).unwrap(),
        traits: NodeTraits::default(),
    }
}

fn random_town(seed: u64) -> Town {
    let mut dice = Dice(seed);
    let (nodes, plans) = random_streets(&mut dice);
    let network = Network::assemble(nodes, plans);
    let times = random_times(&mut dice, &network);
    let place = |dice: &mut Dice| random_place(dice, &network);
    let snapped = Snapped {
        demand: (0..=dice.below(24)).map(|_| place(&mut dice)).collect(),
        sites: (0..=dice.below(8)).map(|_| place(&mut dice)).collect(),
    };
    Town {
        network,
        times,
        snapped,
    }
}

/// Junctions with random streets between them, many cut by nodes in which only two pieces meet.
fn random_streets(dice: &mut Dice) -> (Vec<Node>, Vec<EdgePlan>) {
    let junctions = 1 + dice.below(9) as usize;
    let random_node =
        |dice: &mut Dice| node_at(14.4 + dice.share() * 0.01, 35.9 + dice.share() * 0.01);
    let mut nodes: Vec<Node> = (0..junctions).map(|_| random_node(dice)).collect();
    let mut plans = Vec::new();
    for _ in 0..=dice.below(14) {
        let start = dice.below(junctions as u64) as usize;
        let end = dice.below(junctions as u64) as usize;
        let pieces = 1 + dice.below(4) as usize;
        let direction = random_direction(dice);
        let mut from = start;
        for piece in 0..pieces {
            let mut to = end;
            if piece + 1 < pieces {
                to = nodes.len();
                nodes.push(random_node(dice));
            }
            let direction = if dice.one_in(10) {
                random_direction(dice)
            } else {
                direction
            };
            plans.push(random_plan(dice, &nodes, (from, to), direction));
            from = to;
        }
    }
    (nodes, plans)
}

fn random_direction(dice: &mut Dice) -> Direction {
    match dice.below(6) {
        0 => Direction::Forward,
        1 => Direction::Backward,
        _ => Direction::Both,
    }
}

/// An edge drawn in either sense, sometimes with a bend; a loop without a bend has no length.
fn random_plan(
    dice: &mut Dice,
    nodes: &[Node],
    (from, to): (usize, usize),
    direction: Direction,
) -> EdgePlan {
    let mut shape = vec![nodes[from].at];
    if dice.one_in(2) {
        let at = LonLat::new(14.4 + dice.share() * 0.01, 35.9 + dice.share() * 0.01);
        shape.extend(at);
    }
    shape.push(nodes[to].at);
    let (mut from, mut to, mut direction) = (from, to, direction);
    if dice.one_in(2) {
        (from, to) = (to, from);
        shape.reverse();
        direction = match direction {
            Direction::Both => Direction::Both,
            Direction::Forward => Direction::Backward,
            Direction::Backward => Direction::Forward,
        };
    }
    EdgePlan {
        from: NodeId::from_index(from),
        to: NodeId::from_index(to),
        shape,
        traits: street(direction),
        osm_way: 1,
    }
}

fn random_times(dice: &mut Dice, network: &Network) -> ArcTimes {
    let tiny = dice.one_in(4);
    let wait = |dice: &mut Dice| {
        let millis = if dice.one_in(3) { dice.below(9_000) } else { 0 };
        WalkTime::from_millis(millis as u32)
    };
    let forbids = dice.one_in(3);
    let arcs = network.arcs().iter().map(|_| {
        let time = ArcTime {
            start: wait(dice),
            moving: WalkTime::from_millis(dice.below(if tiny { 4 } else { 200_000 }) as u32),
            end: wait(dice),
        };
        (!forbids || !dice.one_in(5)).then_some(time)
    });
    ArcTimes::new(arcs, WalkSpeed::from_mps(0.77).unwrap())
}

/// A place anywhere on the network: often on the first edges, at either end, or where another place may be.
fn random_place(dice: &mut Dice, network: &Network) -> Result<SnapPoint, Unsnapped> {
    if dice.one_in(12) {
        return Err(Unsnapped::TooFar(None));
    }
    let edges = network.edges().len() as u64;
    let among = if dice.one_in(2) { edges.min(2) } else { edges };
    let edge = EdgeId::from_index(dice.below(among) as usize);
    let share = match dice.below(6) {
        0 => 0.0,
        1 => 1.0,
        2 => 0.5,
        _ => dice.share(),
    };
    let gap = if dice.one_in(2) {
        0.0
    } else {
        dice.share() * 150.0
    };
    Ok(SnapPoint {
        edge,
        along: Metres::new(network.edges()[edge].length.metres() * share),
        gap: Metres::new(gap),
        side: None,
    })
}

/// Every pair with a path, by petgraph on the network cut at every place.
fn oracle(town: &Town) -> Pairs {
    weighed(town, Weigh::Times)
}

/// What the oracle adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weigh {
    /// Milliseconds.
    Times,
    /// Milliseconds in the upper half of a number, millimetres in the lower: of the fastest walks the shortest.
    TimesAndLengths,
}

impl Weigh {
    fn of(self, ms: u64, mm: u64) -> u64 {
        match self {
            Self::Times => ms,
            Self::TimesAndLengths => (ms << 32) + mm,
        }
    }
}

fn whole_mm(length: Metres) -> u64 {
    (length.metres() * 1000.0).round() as u64
}

fn weighed(town: &Town, weigh: Weigh) -> Pairs {
    let mut graph: DiGraph<(), u64> = DiGraph::new();
    let nodes: Vec<_> = town
        .network
        .nodes()
        .iter()
        .map(|_| graph.add_node(()))
        .collect();
    let mut on_edge: Vec<Vec<(Metres, NodeIndex)>> = vec![Vec::new(); town.network.edges().len()];
    let mut attach = |graph: &mut DiGraph<(), u64>, at: &Result<SnapPoint, Unsnapped>| {
        let at = at.ok()?;
        let (place, kerb) = (graph.add_node(()), graph.add_node(()));
        let gap_ms = (at.gap.metres() / town.times.off_street.mps() * 1000.0).round() as u64;
        let gap = weigh.of(gap_ms, whole_mm(at.gap));
        graph.add_edge(place, kerb, gap);
        graph.add_edge(kerb, place, gap);
        on_edge[at.edge.index()].push((at.along, kerb));
        Some(place)
    };
    let demand: Vec<_> = town
        .snapped
        .demand
        .iter()
        .map(|p| attach(&mut graph, p))
        .collect();
    let sites: Vec<_> = town
        .snapped
        .sites
        .iter()
        .map(|p| attach(&mut graph, p))
        .collect();
    for places in &mut on_edge {
        places.sort_by(|a, b| a.0.metres().total_cmp(&b.0.metres()));
    }
    for tail in town.network.nodes().ids() {
        for arc in town.network.arcs_from(tail) {
            let edge = town.network.arcs()[arc].edge;
            let ends = (
                nodes[tail.index()],
                nodes[town.network.arcs()[arc].head.index()],
            );
            cut_arc(&mut graph, (town, weigh), arc, ends, &on_edge[edge.index()]);
        }
    }
    let mut pairs = Pairs::new();
    for (s, site) in sites.iter().enumerate() {
        let Some(site) = site else { continue };
        let times = dijkstra(Reversed(&graph), *site, None, |e| *e.weight());
        for (d, home) in demand.iter().enumerate() {
            if let Some(ms) = home.and_then(|home| times.get(&home)) {
                pairs.insert((s, d), *ms);
            }
        }
    }
    pairs
}

/// Cuts an arc at the places on its edge, walked in the arc's own order.
fn cut_arc(
    graph: &mut DiGraph<(), u64>,
    (town, weigh): (&Town, Weigh),
    arc: planner::ids::ArcId,
    (tail, head): (NodeIndex, NodeIndex),
    places: &[(Metres, NodeIndex)],
) {
    let Some(time) = town.times.arcs[arc] else {
        return;
    };
    let sense = town.network.arcs()[arc].sense;
    let length = town.network.edges()[town.network.arcs()[arc].edge].length;
    let (length_m, length_mm) = (length.metres(), whole_mm(length));
    let moving_ms = u64::from(time.moving.millis());
    let mut stops: Vec<(u64, u64, f64, NodeIndex)> = places
        .iter()
        .map(|(along, kerb)| {
            let along_m = along.metres();
            let share_ms = if length_m == 0.0 {
                0
            } else {
                (moving_ms as f64 * along_m / length_m).round() as u64
            };
            let share_mm = whole_mm(*along).min(length_mm);
            match sense {
                Sense::Along => (share_ms, share_mm, along_m, *kerb),
                Sense::Against => (moving_ms - share_ms, length_mm - share_mm, -along_m, *kerb),
            }
        })
        .collect();
    if sense == Sense::Against {
        stops.reverse();
    }
    let (mut here, mut here_ms, mut here_mm) = (tail, 0, 0);
    let mut wait_ms = u64::from(time.start.millis());
    for (index, (ms, mm, along_m, kerb)) in stops.iter().enumerate() {
        let step = weigh.of(wait_ms + ms - here_ms, mm - here_mm);
        graph.add_edge(here, *kerb, step);
        let same_spot = index > 0 && (stops[index - 1].2 - along_m).abs() == 0.0;
        if same_spot {
            graph.add_edge(*kerb, here, 0);
        }
        (here, here_ms, here_mm, wait_ms) = (*kerb, *ms, *mm, 0);
    }
    let end_ms = u64::from(time.end.millis());
    let rest = weigh.of(wait_ms + moving_ms - here_ms + end_ms, length_mm - here_mm);
    graph.add_edge(here, head, rest);
}

fn pairs_of(matrix: &ReachMatrix) -> Pairs {
    let mut pairs = Pairs::new();
    for s in 0..matrix.sites() {
        let row: Vec<_> = matrix.of_site(SiteId::from_index(s)).collect();
        assert!(row.is_sorted_by_key(|(d, _)| *d));
        for (d, time) in row {
            pairs.insert((s, d.index()), u64::from(time.millis()));
        }
    }
    let mut transposed = Pairs::new();
    for d in 0..matrix.demand_points() {
        let column: Vec<_> = matrix.of_demand(DemandId::from_index(d)).collect();
        assert!(column.is_sorted_by_key(|(s, _)| *s));
        transposed.extend(
            column
                .iter()
                .map(|(s, t)| ((s.index(), d), u64::from(t.millis()))),
        );
    }
    assert_eq!(pairs, transposed, "the two views differ");
    assert_eq!(pairs.len(), matrix.pairs());
    pairs
}

fn within(pairs: &Pairs, cutoff_ms: u64) -> Pairs {
    let near = pairs.iter().filter(|(_, ms)| **ms <= cutoff_ms);
    near.map(|(pair, ms)| (*pair, *ms)).collect()
}

#[test]
fn every_pair_agrees_with_petgraph_to_the_millisecond() {
    let mut found = 0;
    for seed in 0..1_500 {
        let town = random_town(seed);
        let expected = oracle(&town);
        let graph = town.graph();
        let mut dice = Dice(!seed);
        for cutoff_ms in [0, dice.below(100_000), dice.below(600_000), 4_000_000_000] {
            let cutoff = WalkTime::from_millis(cutoff_ms as u32);
            let matrix = graph.matrix(cutoff, &Silent).unwrap();
            assert_eq!(
                pairs_of(&matrix),
                within(&expected, cutoff_ms),
                "seed {seed}, cutoff {cutoff_ms} ms"
            );
        }
        found += expected.len();
    }
    assert!(
        found > 30_000,
        "the towns are too empty to tell anything: {found} pairs"
    );
}

#[test]
fn the_limit_is_tested_at_the_door_and_includes_itself() {
    for seed in 0..200 {
        let town = random_town(seed);
        let expected = oracle(&town);
        for ((site, demand), ms) in expected.iter().take(3) {
            let pairs_within = |cutoff_ms: u64| {
                let cutoff = WalkTime::from_millis(cutoff_ms as u32);
                pairs_of(&town.graph().matrix(cutoff, &Silent).unwrap())
            };
            assert_eq!(pairs_within(*ms).get(&(*site, *demand)), Some(ms));
            if let Some(less) = ms.checked_sub(1) {
                assert!(!pairs_within(less).contains_key(&(*site, *demand)));
            }
        }
    }
}

#[test]
fn the_nearest_sites_are_the_least_of_the_matrix() {
    for seed in 0..800 {
        let town = random_town(seed);
        let expected = oracle(&town);
        let chosen: Vec<usize> = (0..town.snapped.sites.len())
            .filter(|s| !(seed as usize + s).is_multiple_of(3))
            .collect();
        let ids: Vec<_> = chosen
            .iter()
            .rev()
            .map(|s| SiteId::from_index(*s))
            .collect();
        let table = town.graph().nearest(&ids);
        let several = town.graph().several(&ids);
        for (demand, found) in table.enumerate() {
            let times = chosen.iter().filter_map(|s| {
                let ms = expected.get(&(*s, demand.index()))?;
                Some((*ms, *s))
            });
            assert_eq!(several[demand], least_few(times.clone()), "seed {seed}");
            let least = times.min().map_or(Nearest::Unreachable, |(ms, s)| {
                Nearest::Site(SiteId::from_index(s), WalkTime::from_millis(ms as u32))
            });
            let least = town.snapped.demand[demand].map_or(Nearest::Unsnapped, |_| least);
            assert_eq!(*found, least, "seed {seed}, {demand:?}");
        }
    }
}

/// The least times of the pairs of one home, as far as there are so many.
fn least_few(times: impl Iterator<Item = (u64, usize)>) -> [Option<WalkTime>; SEVERAL] {
    let mut times: Vec<u64> = times.map(|(ms, _)| ms).collect();
    times.sort_unstable();
    let time = |ms: &u64| WalkTime::from_millis(*ms as u32);
    std::array::from_fn(|nth| times.get(nth).map(time))
}

/// A town whose people have a longest walk, and what the oracle says of it.
struct Capped {
    town: Town,
    within_ms: u64,
    /// All pairs by their fastest walk.
    all: Pairs,
    /// Those of them whose fastest walk is not too long, or takes so long that nobody asks.
    kept: Pairs,
}

fn capped_town(seed: u64) -> Capped {
    let mut town = random_town(seed);
    let mut dice = Dice(seed + 2_000_000);
    let cap = Cap {
        length: Metres::new(dice.share() * 1_500.0),
        within: WalkTime::from_millis(dice.below(500_000) as u32),
    };
    town.times.cap = Some(cap);
    let labels = weighed(&town, Weigh::TimesAndLengths);
    let within_ms = u64::from(cap.within.millis());
    let is_near = |label: &u64| {
        let (ms, mm) = (label >> 32, label & 0xFFFF_FFFF);
        ms > within_ms || mm <= whole_mm(cap.length)
    };
    let near = labels.iter().filter(|(_, label)| is_near(label));
    Capped {
        kept: near.map(|(pair, label)| (*pair, label >> 32)).collect(),
        all: labels.iter().map(|(pair, l)| (*pair, l >> 32)).collect(),
        within_ms,
        town,
    }
}

impl Capped {
    /// The least time of a home to any site, and the site.
    fn least(pairs: &Pairs, demand: DemandId) -> Option<(WalkTime, SiteId)> {
        let mine = pairs.iter().filter(|((_, d), _)| *d == demand.index());
        let times = mine.map(|((s, _), ms)| {
            let time = WalkTime::from_millis(*ms as u32);
            (time, SiteId::from_index(*s))
        });
        times.min()
    }

    fn nearest(&self, demand: DemandId) -> Nearest {
        let near = Self::least(&within(&self.kept, self.within_ms), demand);
        match (Self::least(&self.all, demand), near) {
            _ if self.town.snapped.demand[demand].is_err() => Nearest::Unsnapped,
            (None, _) => Nearest::Unreachable,
            (Some((time, site)), None) if u64::from(time.millis()) <= self.within_ms => {
                Nearest::TooLong(site, time)
            }
            (Some((time, site)), None) | (_, Some((time, site))) => Nearest::Site(site, time),
        }
    }
}

#[test]
fn pairs_whose_fastest_walk_is_too_long_are_not_within_reach() {
    let (mut kept, mut lost) = (0, 0);
    for seed in 0..600 {
        let capped = capped_town(seed);
        let Capped { town, .. } = &capped;
        lost += capped.all.len() - capped.kept.len();
        kept += within(&capped.kept, capped.within_ms).len();
        let layers = Layers::of(&town.network, &town.times, None);
        let graph = PacedGraph::laid_out(&[layers], &town.snapped, &[]);
        for cutoff_ms in [Dice(!seed).below(600_000), 4_000_000_000] {
            let cutoff = WalkTime::from_millis(cutoff_ms as u32);
            let found = pairs_of(&graph.matrix(cutoff, &Silent).unwrap());
            assert_eq!(found, within(&capped.kept, cutoff_ms), "seed {seed}");
        }
    }
    assert!(
        kept > 1_000 && lost > 1_000,
        "{kept} pairs kept, {lost} lost"
    );
}

#[test]
fn another_site_is_the_nearest_where_the_way_to_the_first_is_too_long() {
    let (mut replaced, mut too_long) = (0, 0);
    for seed in 0..600 {
        let capped = capped_town(seed);
        let Capped { town, .. } = &capped;
        let layers = || Layers::of(&town.network, &town.times, None);
        let router = Router::over(layers());
        let sites: Vec<SiteId> = town.snapped.sites.ids().collect();
        let graph = PacedGraph::laid_out(&[layers()], &town.snapped, &[]);
        let (table, several) = (graph.nearest(&sites), graph.several(&sites));
        let attached = town.snapped.sites.enumerate();
        let attached: Vec<(SiteId, SnapPoint)> = attached
            .filter_map(|(id, at)| Some((id, at.ok()?)))
            .collect();
        for (demand, found) in table.enumerate() {
            let wanted = capped.nearest(demand);
            assert_eq!(*found, wanted, "seed {seed}, {demand:?}");
            // Of the walks that are not too long the least, and the first of them is the nearest one.
            let is_too_long = matches!(wanted, Nearest::TooLong(..));
            let mine = capped
                .kept
                .iter()
                .filter(|((_, d), _)| *d == demand.index());
            let mine = mine.filter(|_| !is_too_long);
            let few = least_few(mine.map(|((s, _), ms)| (*ms, *s)));
            assert_eq!(several[demand], few, "seed {seed}, {demand:?}");
            let first = match wanted {
                Nearest::Site(_, time) => Some(time),
                _ => None,
            };
            assert_eq!(several[demand][0], first, "seed {seed}, {demand:?}");
            let fastest = Capped::least(&capped.all, demand);
            replaced += usize::from(
                matches!((wanted, fastest), (Nearest::Site(a, _), Some((_, b))) if a != b),
            );
            too_long += usize::from(matches!(wanted, Nearest::TooLong(..)));
            let Ok(at) = &town.snapped.demand[demand] else {
                continue;
            };
            let walk = router.nearest(at, &attached);
            let told = match walk {
                None => Nearest::Unreachable,
                Some(walk) if walk.is_too_long => Nearest::TooLong(walk.site, walk.time),
                Some(walk) => Nearest::Site(walk.site, walk.time),
            };
            assert_eq!(told, wanted, "seed {seed}, {demand:?}");
        }
    }
    assert!(
        replaced > 20 && too_long > 100,
        "{replaced} sites replaced, {too_long} homes too far"
    );
}

#[test]
fn any_number_of_threads_gives_the_same_matrix() {
    for seed in 0..20 {
        let mut town = random_town(seed);
        let mut dice = Dice(seed);
        let more = (0..300).map(|_| random_place(&mut dice, &town.network));
        town.snapped.sites = more.collect();
        let graph = town.graph();
        let cutoff = WalkTime::from_minutes(3);
        let alone = graph.matrix_counted(cutoff, &Silent).unwrap();
        for threads in [1, 2, 3, 8] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let together = pool.install(|| graph.matrix_counted(cutoff, &Silent).unwrap());
            assert!(alone == together, "seed {seed}, {threads} threads");
        }
    }
}

/// The oracle can tell a wrong answer: without the straight way, pairs on one street go round by its end.
#[test]
fn a_search_without_the_straight_way_would_be_caught() {
    let town = line_town(&[100.0], &[(0, 30.0)], &[(0, 60.0)]);
    let right = oracle(&town);
    let by_the_corner = right[&(0, 0)] + 2 * 30_000;
    assert_eq!(right[&(0, 0)], 30_000);
    let found = pairs_of(
        &town
            .graph()
            .matrix(WalkTime::from_minutes(60), &Silent)
            .unwrap(),
    );
    assert_ne!(found[&(0, 0)], by_the_corner);
    assert_eq!(found, right);
}

/// A straight two-way street of pieces walked at 1 m/s, with places at `(edge, along)`.
fn line_town(pieces_m: &[f64], demand: &[(usize, f64)], sites: &[(usize, f64)]) -> Town {
    let degrees_per_m = 1e-5;
    let mut at_m = 0.0;
    let mut nodes = vec![node_at(0.0, 0.0)];
    for piece in pieces_m {
        at_m += piece;
        nodes.push(node_at(at_m * degrees_per_m, 0.0));
    }
    let plans: Vec<_> = (0..pieces_m.len())
        .map(|i| EdgePlan {
            from: NodeId::from_index(i),
            to: NodeId::from_index(i + 1),
            shape: vec![nodes[i].at, nodes[i + 1].at],
            traits: street(Direction::Both),
            osm_way: 1,
        })
        .collect();
    let network = Network::assemble(nodes, plans);
    let walk = |edge: EdgeId| ArcTime {
        moving: WalkTime::from_seconds(pieces_m[edge.index()]),
        ..ArcTime::default()
    };
    let walks = network.arcs().iter().map(|arc| walk(arc.edge));
    let times = ArcTimes::new(walks, WalkSpeed::from_mps(1.0).unwrap());
    let place = |(edge, along_m): &(usize, f64)| {
        let edge = EdgeId::from_index(*edge);
        let scale = network.edges()[edge].length.metres() / pieces_m[edge.index()];
        Ok(SnapPoint {
            edge,
            along: Metres::new(along_m * scale),
            gap: Metres::ZERO,
            side: None,
        })
    };
    let snapped = Snapped {
        demand: demand.iter().map(place).collect(),
        sites: sites.iter().map(place).collect(),
    };
    Town {
        network,
        times,
        snapped,
    }
}

#[test]
fn fifteen_minutes_to_the_second_count() {
    let town = line_town(
        &[500.0, 500.0],
        &[(1, 450.0), (1, 450.001), (0, 50.0)],
        &[(0, 50.0)],
    );
    let matrix = town
        .graph()
        .matrix(WalkTime::from_minutes(15), &Silent)
        .unwrap();
    let expected = Pairs::from([((0, 0), 900_000), ((0, 2), 0)]);
    assert_eq!(pairs_of(&matrix), expected);
}

/// A perfect grid city of two-way streets, 100 s a block, with a home at every crossing.
fn desert(side: usize) -> Town {
    let crossing = |i: usize| node_at((i % side) as f64 * 1e-3, (i / side) as f64 * 1e-3);
    let nodes: Vec<Node> = (0..side * side).map(crossing).collect();
    let mut plans = Vec::new();
    for i in 0..side * side {
        let east = (i % side + 1 < side).then_some(i + 1);
        let north = (i / side + 1 < side).then_some(i + side);
        plans.extend(east.into_iter().chain(north).map(|to| EdgePlan {
            from: NodeId::from_index(i),
            to: NodeId::from_index(to),
            shape: vec![nodes[i].at, nodes[to].at],
            traits: street(Direction::Both),
            osm_way: 1,
        }));
    }
    let network = Network::assemble(nodes, plans);
    let block = ArcTime {
        moving: WalkTime::from_seconds(100.0),
        ..ArcTime::default()
    };
    let home = |node: NodeId| {
        let arc = network.arcs_from(node).next().unwrap();
        let edge = network.arcs()[arc].edge;
        let along = match network.arcs()[arc].sense {
            Sense::Along => Metres::ZERO,
            Sense::Against => network.edges()[edge].length,
        };
        let gap = Metres::ZERO;
        Ok(SnapPoint {
            edge,
            along,
            gap,
            side: None,
        })
    };
    let homes: Vec<_> = network.nodes().ids().map(home).collect();
    let blocks = network.arcs().iter().map(|_| block);
    let times = ArcTimes::new(blocks, WalkSpeed::from_mps(1.0).unwrap());
    let snapped = Snapped {
        demand: homes.clone().into(),
        sites: homes.into(),
    };
    Town {
        network,
        times,
        snapped,
    }
}

#[test]
fn a_grid_city_is_reached_as_arithmetic_says() {
    let side = 41;
    let town = desert(side);
    let graph = town.graph();
    let middle = SiteId::from_index(side * side / 2);
    for blocks in 0..=20_u32 {
        let cutoff = WalkTime::from_millis(blocks * 100_000);
        let reached = graph.matrix(cutoff, &Silent).unwrap().of_site(middle).len();
        let r = blocks as usize;
        assert_eq!(reached, 2 * r * r + 2 * r + 1, "{blocks} blocks");
    }
    let matrix = graph.matrix(WalkTime::from_minutes(15), &Silent).unwrap();
    for (demand, time) in matrix.of_site(middle) {
        let (d, m) = (demand.index(), middle.index());
        let blocks = (d % side).abs_diff(m % side) + (d / side).abs_diff(m / side);
        assert_eq!(time.millis() as usize, blocks * 100_000);
    }
}

#[test]
fn a_two_way_flat_city_is_symmetric() {
    for seed in 0..300 {
        let mut town = random_town(seed);
        let plans = town.network.edges().enumerate().map(|(id, edge)| EdgePlan {
            from: edge.from,
            to: edge.to,
            shape: town.network.shape(id).to_vec(),
            traits: street(Direction::Both),
            osm_way: edge.osm_way,
        });
        let plans: Vec<_> = plans.collect();
        town.network = Network::assemble(town.network.nodes().as_slice().to_vec(), plans);
        let walk = |edge: EdgeId| ArcTime {
            moving: WalkTime::walking(town.network.edges()[edge].length, town.times.off_street),
            ..ArcTime::default()
        };
        town.times.arcs = town
            .network
            .arcs()
            .iter()
            .map(|arc| Some(walk(arc.edge)))
            .collect();
        town.snapped.sites = town.snapped.demand.as_slice().to_vec().into();
        let pairs = pairs_of(
            &town
                .graph()
                .matrix(WalkTime::from_minutes(60), &Silent)
                .unwrap(),
        );
        for ((a, b), ms) in &pairs {
            assert_eq!(pairs.get(&(*b, *a)), Some(ms), "seed {seed}: {a} and {b}");
        }
    }
}

#[test]
fn people_of_several_paces_are_found_as_if_everybody_walked_at_theirs() {
    for seed in 0..200 {
        let town = random_town(seed);
        let mut dice = Dice(seed + 1_000_000);
        let paces = 2 + dice.below(3) as u8;
        let times: Vec<ArcTimes> = (0..paces)
            .map(|_| random_times(&mut dice, &town.network))
            .collect();
        let pace_of: Vec<u8> = (0..town.snapped.demand.len())
            .map(|_| dice.below(paces.into()) as u8)
            .collect();
        let layers: Vec<Layers<'_>> = times
            .iter()
            .map(|times| Layers::of(&town.network, times, None))
            .collect();
        let together = PacedGraph::laid_out(&layers, &town.snapped, &pace_of);
        let cutoff = WalkTime::from_minutes(10);
        let found = pairs_of(&together.matrix(cutoff, &Silent).unwrap());
        let sites: Vec<SiteId> = town.snapped.sites.ids().collect();
        let nearest = together.nearest(&sites);
        let several = together.several(&sites);
        for (pace, layers) in (0_u8..).zip(&layers) {
            let alone = ReachGraph::laid_out(layers, &town.snapped);
            let expected = pairs_of(&alone.matrix(cutoff, &Silent).unwrap());
            let is_mine = |((_, d), _): &(&(usize, usize), &u64)| pace_of[*d] == pace;
            let mine: Pairs = expected
                .iter()
                .filter(is_mine)
                .map(|(k, v)| (*k, *v))
                .collect();
            let theirs: Pairs = found
                .iter()
                .filter(is_mine)
                .map(|(k, v)| (*k, *v))
                .collect();
            assert_eq!(mine, theirs, "seed {seed}, pace {pace}");
            let few = alone.several(&sites);
            let alone = alone.nearest(&sites);
            for demand in town.snapped.demand.ids() {
                if pace_of[demand.index()] == pace {
                    assert_eq!(nearest[demand], alone[demand], "seed {seed}");
                    assert_eq!(several[demand], few[demand], "seed {seed}");
                }
            }
        }
    }
}

struct Stopped;

impl Progress for Stopped {
    fn report(&self, _: Stage, _: u64, _: u64) {}
    fn cancelled(&self) -> bool {
        true
    }
}

#[test]
fn a_stopped_search_says_so_and_no_place_is_no_trouble() {
    let town = desert(3);
    let stopped = town.graph().matrix(WalkTime::from_minutes(15), &Stopped);
    assert_eq!(stopped, Err(Error::Cancelled));
    let empty = Town {
        snapped: Snapped::default(),
        ..desert(2)
    };
    let matrix = empty
        .graph()
        .matrix(WalkTime::from_minutes(15), &Silent)
        .unwrap();
    assert_eq!(
        (matrix.sites(), matrix.demand_points(), matrix.pairs()),
        (0, 0, 0)
    );
    assert!(empty.graph().nearest(&[]).is_empty());
    let nobody = Network::assemble(Vec::new(), Vec::new());
    let times = ArcTimes::new(Vec::<ArcTime>::new(), WalkSpeed::from_mps(1.0).unwrap());
    assert_eq!(
        ReachGraph::new(&nobody, &times, &Snapped::default()).junctions(),
        0
    );
}
