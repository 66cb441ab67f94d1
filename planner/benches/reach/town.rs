//! Towns to measure on: invented ones of any size, and real extracts with invented places.

use std::path::Path;

use planner::ids::{EdgeId, Id as _, NodeId};
use planner::impedance::{ArcTimes, WalkProfile};
use planner::network::{self, EdgePlan, Network, Node};
use planner::osm::walkability::{NodeTraits, RoadClass, WayTraits};
use planner::osm::{self, Wanted};
use planner::progress::Silent;
use planner::projection::LonLat;
use planner::snap::{SnapPoint, Snapped, Unsnapped};
use planner::units::Metres;

/// A network walked at 1 m/s, with places on it.
pub(super) struct Town {
    pub(super) network: Network,
    pub(super) times: ArcTimes,
    pub(super) snapped: Snapped,
}

/// Degrees of one grid step: about 90 m.
const STEP_DEG: f64 = 8e-4;

impl Town {
    /// An irregular grid of `side` × `side` junctions, one street in six missing, each street curved by up to 6 nodes.
    pub(super) fn invented(
        side: usize,
        demand: usize,
        sites: usize,
    ) -> Result<Self, super::Failure> {
        let mut dice = Dice(side as u64);
        let mut nodes: Vec<Node> = (0..side * side)
            .map(|i| {
                let jitter = |dice: &mut Dice| (dice.share() - 0.5) * 0.6;
                let x = (i % side) as f64 + jitter(&mut dice);
                node_at(x, (i / side) as f64 + jitter(&mut dice))
            })
            .collect();
        let mut plans = Vec::new();
        for i in 0..side * side {
            let east = (i % side + 1 < side).then_some(i + 1);
            let north = (i / side + 1 < side).then_some(i + side);
            for to in east.into_iter().chain(north) {
                if dice.below(6) > 0 {
                    curve(&mut dice, &mut nodes, &mut plans, (i, to));
                }
            }
        }
        Self::with_places(&mut dice, Network::assemble(nodes, plans), (demand, sites))
    }

    /// The streets of a real extract with 60,000 demand points and 2,000 sites.
    pub(super) fn on_extract(file: &Path) -> Result<Self, super::Failure> {
        let extract = osm::read(file, &Wanted::default(), &Silent)?;
        let (network, _) = network::build(&extract.streets)?;
        Self::with_places(&mut Dice(1), network, (60_000, 2_000))
    }

    /// Attaches places to random edges, up to 40 m off them.
    fn with_places(
        dice: &mut Dice,
        network: Network,
        (demand, sites): (usize, usize),
    ) -> Result<Self, super::Failure> {
        let place = |dice: &mut Dice| -> Result<SnapPoint, Unsnapped> {
            let edge = EdgeId::from_index(dice.below(network.edges().len()));
            let length_m = network.edges()[edge].length.metres();
            Ok(SnapPoint {
                edge,
                along: Metres::new(length_m * dice.share()),
                gap: Metres::new(40.0 * dice.share()),
                side: None,
            })
        };
        let snapped = Snapped {
            demand: (0..demand).map(|_| place(dice)).collect(),
            sites: (0..sites).map(|_| place(dice)).collect(),
        };
        let mut profile = WalkProfile::preset("plain").ok_or("the profile plain is missing")?;
        profile.set("speed_mps", 1.0)?;
        let times = ArcTimes::of(&network, &profile);
        Ok(Self {
            network,
            times,
            snapped,
        })
    }
}

fn node_at(x: f64, y: f64) -> Node {
    Node {
        at: LonLat::new(x * STEP_DEG, y * STEP_DEG).unwrap_or_default(),
        traits: NodeTraits::default(),
    }
}

/// Adds a street from one junction to another through up to 6 nodes.
fn curve(
    dice: &mut Dice,
    nodes: &mut Vec<Node>,
    plans: &mut Vec<EdgePlan>,
    (from, to): (usize, usize),
) {
    let (a, b) = (nodes[from].at, nodes[to].at);
    let bends = dice.below(7);
    let mut last = from;
    for bend in 1..=bends + 1 {
        let share = bend as f64 / (bends + 1) as f64;
        let mut next = to;
        if bend <= bends {
            next = nodes.len();
            let at = |a: f64, b: f64, dice: &mut Dice| {
                (a + (b - a) * share) / STEP_DEG + (dice.share() - 0.5) * 0.1
            };
            let x = at(a.lon_deg(), b.lon_deg(), dice);
            nodes.push(node_at(x, at(a.lat_deg(), b.lat_deg(), dice)));
        }
        plans.push(EdgePlan {
            from: NodeId::from_index(last),
            to: NodeId::from_index(next),
            shape: vec![nodes[last].at, nodes[next].at],
            traits: STREET,
            osm_way: 1,
        });
        last = next;
    }
}

const STREET: WayTraits = WayTraits::open(RoadClass::Residential);

/// A small generator of numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
