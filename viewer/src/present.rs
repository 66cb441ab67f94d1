//! What a study holds and answers becomes what the map and the panels show; nothing is counted or chosen here.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Coord;
use planner::coverage::{Coverage, GroupCoverage};
use planner::findings::Findings;
use planner::hex::{Cell, HexResolution};
use planner::ids::Id as _;
use planner::places::Places;
use planner::projection::LonLat;
use planner::scenario::Scenario;
use planner::study::Study;

use crate::map::layers::hexagons::{Hexagon, Hexagons};
use crate::map::layers::{Ground, marks};
use crate::map::names::Gazetteer;
use crate::map::pick::Picker;
use crate::plan::Draft;
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
    gazetteer: Arc<Gazetteer>,
    /// The hexagon of every demand point, as a position in `cells`.
    homes: Arc<Vec<Option<u32>>>,
    /// The hexagons in which somebody lives.
    cells: Arc<Vec<Vec<LonLat>>>,
}

impl Opened {
    /// What is drawn of a study whatever is asked of it.
    pub fn of(study: &Study, ground: Ground) -> Self {
        let (homes, cells) = grid(&study.places);
        let names = Gazetteer::of(
            &study.places,
            &ground.labels,
            &study.features,
            &ground.plane,
        );
        Self {
            scenario: Arc::clone(&study.scenario),
            places: Arc::clone(&study.places),
            ground: Arc::new(ground),
            findings: study.findings.clone(),
            gazetteer: Arc::new(names),
            homes: Arc::new(homes),
            cells: Arc::new(cells),
        }
    }
}

/// An answer, as the worker has it.
#[derive(Debug, Clone)]
pub struct World {
    /// The question.
    pub scenario: Arc<Scenario>,
    /// The places with the plan.
    pub places: Arc<Places>,
    /// All of it, to ask more of it; nothing while it is only tried out.
    pub study: Option<Arc<Study>>,
    /// Coverage as it is.
    pub today: Arc<Coverage>,
    /// Coverage with the plan.
    pub after: Coverage,
    /// The plan.
    pub draft: Arc<Draft>,
    /// Whether more is to come.
    pub freshness: Freshness,
}

/// Whether an answer is the last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// All numbers hold.
    Exact,
    /// Who is covered holds; how long people walk follows.
    Preview,
}

/// Shows what was opened, before any answer.
pub fn opened(opened: &Opened) -> Shown {
    let scenario = Arc::clone(&opened.scenario);
    let places = Arc::clone(&opened.places);
    shown(opened, (scenario, places), &Draft::default(), None)
}

/// Shows what was opened with an answer.
pub fn answered(opened: &Opened, world: World) -> Shown {
    let hexagons = hexagons(opened, &world);
    let answered = Answered {
        districts: [&*world.today, &world.after].map(|c| c.by_district(&world.places)),
        before: world.today,
        proposal: world.draft.proposed.clone(),
        after: world.after,
        hexagons,
        freshness: world.freshness,
        world: world.study,
        draft: Arc::clone(&world.draft),
    };
    shown(
        opened,
        (world.scenario, world.places),
        &world.draft,
        Some(answered),
    )
}

fn shown(
    opened: &Opened,
    (scenario, places): (Arc<Scenario>, Arc<Places>),
    draft: &Draft,
    answered: Option<Answered>,
) -> Shown {
    let ground = &opened.ground;
    let standards = scenario.standards.iter().map(|s| s.kind.as_str());
    let kinds = marks::kinds(&places, standards);
    let mut all = marks::facilities(&places, &kinds, draft, &ground.plane);
    all.extend(marks::proposed(draft, &places, &ground.plane));
    let spots: Vec<Coord> = all.iter().map(|mark| mark.at).collect();
    // All kinds share the same hexagons: those in which somebody lives.
    let outlines = answered.as_ref().and_then(|a| a.hexagons.first());
    let picker = Picker::of(&spots, outlines.map_or(&[], |h| h.outlines.as_slice()));
    Shown {
        scenario,
        places,
        base: Arc::clone(&opened.places),
        gazetteer: Arc::clone(&opened.gazetteer),
        ground: Arc::clone(ground),
        kinds,
        marks: all,
        picker,
        findings: opened.findings.clone(),
        answered,
    }
}

/// The hexagons in which eligible seniors live, for each standard.
fn hexagons(opened: &Opened, world: &World) -> Vec<Hexagons> {
    let places = &opened.places;
    let by_cell = |coverage: &Coverage| {
        let cell = |id: planner::ids::DemandId| opened.homes.get(id.index()).copied().flatten();
        coverage.by_group(places, |id, _| cell(id))
    };
    let [before, after] = [&*world.today, &world.after].map(by_cell);
    let kinds = before.values().map(|group| group.kinds.len()).max();
    let of_kind = |kind: usize| {
        let inhabited = before.iter().filter(|(_, g)| g.eligible.count() > 0);
        let hexagon = |(cell, group): (&Option<u32>, &GroupCoverage)| {
            let tally = *group.kinds.get(kind)?;
            let after = after.get(cell).and_then(|g| g.kinds.get(kind));
            Some(Hexagon {
                outline: opened.cells.get((*cell)? as usize)?.clone(),
                before: tally,
                after: after.copied().unwrap_or(tally),
            })
        };
        Hexagons::of(
            inhabited.filter_map(hexagon).collect(),
            &opened.ground.plane,
        )
    };
    (0..kinds.unwrap_or(0)).map(of_kind).collect()
}

/// The hexagon of every demand point, and the corners of each hexagon in which somebody lives.
fn grid(places: &Places) -> (Vec<Option<u32>>, Vec<Vec<LonLat>>) {
    let resolution = HexResolution::new(RESOLUTION);
    let cell_of = |at: Option<LonLat>| Cell::containing(at?, resolution?);
    let cells: Vec<Option<Cell>> = places.demand.iter().map(|d| cell_of(d.at)).collect();
    let mut numbers: BTreeMap<Cell, u32> = cells.iter().flatten().map(|cell| (*cell, 0)).collect();
    for (number, place) in numbers.values_mut().enumerate() {
        *place = number as u32;
    }
    let outlines = numbers.keys().map(|cell| corners(*cell)).collect();
    let homes = cells.iter().map(|cell| cell.map(|cell| numbers[&cell]));
    (homes.collect(), outlines)
}

fn corners(cell: Cell) -> Vec<LonLat> {
    let ring = cell.boundary();
    let corners = ring.exterior().coords();
    corners.filter_map(|c| LonLat::new(c.x, c.y)).collect()
}
