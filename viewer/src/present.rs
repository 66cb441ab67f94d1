//! What a study holds and answers becomes what the map and the panels show; nothing is counted or chosen here.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Coord;
use planner::coverage::{CellCoverage, Coverage, DistrictCoverage};
use planner::findings::Findings;
use planner::hex::{Cell, HexResolution};
use planner::places::{DemandPoint, Places};
use planner::projection::{LonLat, Plane};
use planner::scenario::Scenario;
use planner::study::Study;

use crate::map::layers::hexagons::{Grid, Hexagon, Hexagons};
use crate::map::layers::{Ground, marks};
use crate::map::names::Gazetteer;
use crate::map::pick::{Picker, Still};
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
    /// The hexagon of every demand point, as a position in the grid.
    homes: Arc<Vec<Option<u32>>>,
    /// The hexagons in which somebody lives for whom the plan is.
    grid: Arc<Grid>,
    still: Arc<Still>,
}

impl Opened {
    /// What is drawn of a study whatever is asked of it.
    pub fn of(study: &Study, ground: Ground) -> Self {
        let (homes, outlines) = grid(&study.places, &ground.plane);
        let homes = Arc::new(homes);
        let grid = Arc::new(Grid::of(outlines, Arc::clone(&homes)));
        let at = |(number, demand): (usize, &DemandPoint)| {
            let counts = demand.eligible.count() > 0;
            let at = demand.at.filter(|_| counts)?;
            Some((number, ground.plane.to_metres(at)))
        };
        let people = study.places.demand.iter().enumerate().filter_map(at);
        let still = Still::of(&grid, people);
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
            homes,
            grid,
            still: Arc::new(still),
        }
    }

    fn cells_of(&self, coverage: &Coverage) -> Vec<Vec<CellCoverage>> {
        coverage.by_cell(&self.places, &self.homes, self.grid.outlines.len())
    }
}

/// Coverage as it is, counted once for whatever is tried out.
#[derive(Debug, Clone)]
pub struct Today {
    /// The whole.
    pub coverage: Arc<Coverage>,
    cells: Vec<Vec<CellCoverage>>,
    districts: DistrictCoverage,
}

impl Today {
    /// Counts hexagons and districts.
    pub fn of(opened: &Opened, coverage: Coverage) -> Self {
        Self {
            cells: opened.cells_of(&coverage),
            districts: coverage.by_district(&opened.places),
            coverage: Arc::new(coverage),
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
    pub today: Arc<Today>,
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
        districts: [
            world.today.districts.clone(),
            world.after.by_district(&world.places),
        ],
        before: Arc::clone(&world.today.coverage),
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
    let both = (&*places, &*opened.places);
    let mut all = marks::facilities(both, &kinds, draft, &ground.plane);
    all.extend(marks::proposed(draft, &places, &ground.plane));
    let spots: Vec<Coord> = all.iter().map(|mark| mark.at).collect();
    let picker = Picker::of(&spots, &opened.still);
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
    let after = opened.cells_of(&world.after);
    let kinds = world.today.cells.iter().zip(after);
    let of_kind = |(before, after): (&Vec<CellCoverage>, Vec<CellCoverage>)| {
        let both = before.iter().zip(after);
        let hexagon = |(before, after): (&CellCoverage, CellCoverage)| Hexagon {
            before: *before,
            after,
        };
        Hexagons {
            hexagons: both.map(hexagon).collect(),
            grid: Arc::clone(&opened.grid),
        }
    };
    kinds.map(of_kind).collect()
}

/// The hexagon of every demand point with eligible seniors, and the hexagons.
fn grid(places: &Places, plane: &Plane) -> (Vec<Option<u32>>, Vec<Vec<Coord>>) {
    let resolution = HexResolution::new(RESOLUTION);
    let cell_of = |demand: &DemandPoint| {
        let counts = demand.eligible.count() > 0;
        Cell::containing(demand.at.filter(|_| counts)?, resolution?)
    };
    let cells: Vec<Option<Cell>> = places.demand.iter().map(cell_of).collect();
    let mut numbers: BTreeMap<Cell, u32> = cells.iter().flatten().map(|cell| (*cell, 0)).collect();
    for (number, place) in numbers.values_mut().enumerate() {
        *place = number as u32;
    }
    let outlines = numbers.keys().map(|cell| corners(*cell, plane)).collect();
    let homes = cells.iter().map(|cell| cell.map(|cell| numbers[&cell]));
    (homes.collect(), outlines)
}

fn corners(cell: Cell, plane: &Plane) -> Vec<Coord> {
    let ring = cell.boundary();
    let corners = ring.exterior().coords();
    corners
        .filter_map(|c| LonLat::new(c.x, c.y))
        .map(|at| plane.to_metres(at))
        .collect()
}
