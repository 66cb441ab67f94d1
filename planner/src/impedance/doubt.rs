//! What the map leaves open about a walk: slopes without an amount, kerbs without a height, ways of limited use.
//!
//! As told, a way that climbs nobody knows how much is level, a raised kerb is an ordinary one, and a wheelchair takes a
//! way of limited use and a footway that nobody has called fit or unfit. Who fears takes the climb for a steep one and keeps
//! wheelchairs off such ways; who hopes takes the kerb for a low one. A fearful walk is never shorter than the one told, a hopeful one never longer.

use crate::network::{Edge, Network};
use crate::osm::walkability::{Fitness, Form, Incline, Kerb};

use super::Travel;
use super::permit::is_unknown_path;

/// How steep a slope without an amount is feared to be: an engineering choice.
const FEARED: f32 = 0.10;

/// How what the map leaves open is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// As an old person must fear.
    Fearful,
    /// As the map says, nothing added.
    AsTold,
    /// As good as it may be.
    Hopeful,
}

impl Reading {
    /// The slope that is feared where the map tells that a street climbs or falls, and nobody has measured it.
    pub(super) fn feared_slope(self, edge: &Edge, measured: &[f32]) -> Option<f32> {
        let is_street = matches!(edge.traits.form, Form::Street | Form::Crossing);
        if self != Self::Fearful || !is_street || !measured.is_empty() {
            return None;
        }
        match edge.traits.incline {
            Incline::Up => Some(FEARED),
            Incline::Down => Some(-FEARED),
            Incline::Untold | Incline::Share(_) => None,
        }
    }

    /// Whether a kerb counts as high where nobody has measured it.
    pub(super) fn fears_kerbs(self) -> bool {
        self != Self::Hopeful
    }
}

/// Whether the map leaves anything open that this kind of travel is read by.
pub fn has_doubts(network: &Network, travel: Travel) -> bool {
    let is_wheelchair = travel == Travel::Wheelchair;
    let unmeasured = Kerb::Raised { height_mm: None };
    let mut edges = network.edges().iter();
    let mut nodes = network.nodes().iter();
    edges.any(|edge| {
        let wheels = &edge.traits.wheels;
        let is_climb = matches!(edge.traits.incline, Incline::Up | Incline::Down);
        is_climb
            || (is_wheelchair
                && (wheels.wheelchair == Fitness::Limited
                    || wheels.kerb == unmeasured
                    || is_unknown_path(edge)))
    }) || (is_wheelchair && nodes.any(|node| node.traits.kerb == unmeasured))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::impedance::{ArcTimes, WalkProfile};
    use crate::osm::walkability::{RoadClass, WayTraits};
    use crate::testing::Town;

    /// Milliseconds along a street of 240 m, and back, in every reading; `None` where one may not.
    fn readings(name: &str, change: impl Fn(&mut WayTraits)) -> Vec<Vec<Option<u32>>> {
        let town = Town::draw("A-----------------------B")
            .way("AB", change)
            .build();
        let walk = WalkProfile::preset(name).unwrap();
        let all = [Reading::Fearful, Reading::AsTold, Reading::Hopeful];
        all.map(|reading| {
            let times = ArcTimes::read(&town.network, &walk, None, reading);
            let arcs = times.arcs.iter();
            arcs.map(|time| time.map(|time| time.total().millis()))
                .collect()
        })
        .into()
    }

    #[test]
    fn a_climb_without_an_amount_is_level_as_told_and_steep_to_who_fears() {
        let found = readings("elder_walk", |way| way.incline = Incline::Up);
        let level = found[1][0].unwrap();
        assert_eq!(found[1], found[2]);
        let steep = f64::from(level) * 0.35_f64.exp();
        assert!((f64::from(found[0][0].unwrap()) - steep).abs() < 1.0);
        assert_eq!(
            found[0][1],
            Some(level),
            "ten per cent down costs no elder anything"
        );
        let rolling = readings("wheelchair", |way| way.incline = Incline::Down);
        assert_eq!(rolling[0], [None, None]);
        assert!(rolling[1][0].is_some());
    }

    #[test]
    fn wheelchairs_fear_footways_that_nobody_has_called_fit() {
        let of = |class, fitness| {
            readings("wheelchair", move |way| {
                way.class = class;
                way.wheels.wheelchair = fitness;
            })
        };
        let untold = of(RoadClass::Path, Fitness::Untold);
        assert_eq!(untold[0], [None, None]);
        assert!(untold[1][0].is_some() && untold[1] == untold[2]);
        let told = of(RoadClass::Path, Fitness::Yes);
        assert_eq!(told[0], told[1], "a tag takes the doubt away");
        let street = of(RoadClass::Residential, Fitness::Untold);
        assert_eq!(street[0], street[1]);
    }

    #[test]
    fn wheelchairs_fear_what_is_limited_and_hope_that_kerbs_are_low() {
        let limited = |way: &mut WayTraits| way.wheels.wheelchair = Fitness::Limited;
        let found = readings("wheelchair", limited);
        assert_eq!(found[0], [None, None]);
        assert!(found[1][0].is_some() && found[1] == found[2]);
        let kerb = |height_mm| {
            readings("wheelchair", move |way| {
                way.class = RoadClass::Path;
                way.wheels.kerb = Kerb::Raised { height_mm };
            })
        };
        let unmeasured = kerb(None);
        assert_eq!((unmeasured[0][0], unmeasured[1][0]), (None, None));
        assert!(unmeasured[2][0].is_some());
        assert_eq!(kerb(Some(120))[2], [None, None]);
        assert_eq!(
            readings("elder_walk", limited)[0],
            readings("elder_walk", |_| {})[0]
        );
    }
}
