//! What a study holds and answers becomes what the map and the panels show; nothing is counted or chosen here.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Coord;
use planner::coverage::{Coverage, GroupCoverage};
use planner::findings::Findings;
use planner::hex::{Cell, HexResolution};
use planner::places::Places;
use planner::projection::{LonLat, Plane};
use planner::scenario::Scenario;
use planner::study::{Answer, Proposed};

use crate::map::layers::hexagons::{Hexagon, Hexagons};
use crate::map::layers::{Ground, marks};
use crate::map::pick::Picker;
use crate::state::{Answered, Shown};

/// The hexagons drawn: 174 m on a side, a few blocks.
const RESOLUTION: u8 = 9;

/// What does not change while a study is answered.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The question.
    pub scenario: Arc<Scenario>,
    /// Seniors, sites, districts.
    pub places: Arc<Places>,
    /// Streets and base map.
    pub ground: Arc<Ground>,
    /// What is wrong with the data.
    pub findings: Findings,
}

/// Shows what was opened, before any answer.
pub fn opened(opened: &Opened) -> Shown {
    shown(opened, None, opened.findings.clone())
}

/// Shows what was opened with its answer.
pub fn answered(opened: &Opened, answer: Answer) -> Shown {
    let Answer {
        before, proposed, ..
    } = answer;
    let (proposal, after) = match proposed {
        Some(Proposed {
            proposal, after, ..
        }) => (Some(proposal), after),
        None => (None, before.clone()),
    };
    let hexagons = hexagons(&before, &after, &opened.places, &opened.ground.plane);
    let answered = Answered {
        before,
        proposal,
        after,
        hexagons,
    };
    shown(opened, Some(answered), answer.findings)
}

fn shown(opened: &Opened, answered: Option<Answered>, findings: Findings) -> Shown {
    let Opened {
        scenario,
        places,
        ground,
        ..
    } = opened;
    let standards = scenario.standards.iter().map(|s| s.kind.as_str());
    let kinds = marks::kinds(places, standards);
    let mut all = marks::facilities(places, &kinds, &ground.plane);
    if let Some(proposal) = answered.as_ref().and_then(|a| a.proposal.as_ref()) {
        all.extend(marks::proposed(proposal, places, &ground.plane));
    }
    let spots: Vec<Coord> = all.iter().map(|mark| mark.at).collect();
    // All kinds share the same hexagons: those in which somebody lives.
    let outlines = answered.as_ref().and_then(|a| a.hexagons.first());
    let picker = Picker::of(&spots, outlines.map_or(&[], |h| h.outlines.as_slice()));
    Shown {
        scenario: Arc::clone(scenario),
        places: Arc::clone(places),
        ground: Arc::clone(ground),
        kinds,
        marks: all,
        picker,
        findings,
        answered,
    }
}

/// The hexagons in which eligible seniors live, for each standard.
fn hexagons(before: &Coverage, after: &Coverage, places: &Places, plane: &Plane) -> Vec<Hexagons> {
    let [before, after] = [before, after].map(|coverage| by_cell(coverage, places));
    let kinds = before.values().map(|group| group.kinds.len()).max();
    let of_kind = |kind: usize| {
        let inhabited = before.iter().filter(|(_, g)| g.eligible.count() > 0);
        let hexagon = |(cell, group): (&Cell, &GroupCoverage)| {
            let tally = *group.kinds.get(kind)?;
            let after = after.get(cell).and_then(|g| g.kinds.get(kind));
            Some(Hexagon {
                outline: corners(*cell),
                before: tally,
                after: after.copied().unwrap_or(tally),
            })
        };
        Hexagons::of(inhabited.filter_map(hexagon).collect(), plane)
    };
    (0..kinds.unwrap_or(0)).map(of_kind).collect()
}

fn by_cell(coverage: &Coverage, places: &Places) -> BTreeMap<Cell, GroupCoverage> {
    let Some(resolution) = HexResolution::new(RESOLUTION) else {
        return BTreeMap::new();
    };
    let groups = coverage.by_group(places, |_, demand| {
        demand.at.and_then(|at| Cell::containing(at, resolution))
    });
    let located = groups.into_iter();
    located
        .filter_map(|(cell, group)| Some((cell?, group)))
        .collect()
}

fn corners(cell: Cell) -> Vec<LonLat> {
    let ring = cell.boundary();
    let corners = ring.exterior().coords();
    corners.filter_map(|c| LonLat::new(c.x, c.y)).collect()
}
