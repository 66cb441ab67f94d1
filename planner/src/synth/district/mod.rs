//! A seed and a number of seniors become an invented Chinese city district of a fitting size.
//!
//! The district is drawn on a [`Canvas`] in metres, written as an `.osm.pbf` file, and described by the tables and the
//! scenario that a planner starts from. No place, name or person in it exists; it lies in the middle of a desert.
//!
//! # Method
//!
//! 1. The number of seniors gives the number of blocks, their uses and the grid around them ([`streets`]).
//! 2. Blocks become lanes and plots ([`blocks`]), plots compounds ([`compounds`]) with buildings ([`buildings`]).
//! 3. Seniors are shared out over the stairwells of all homes by floor area ([`super::people`]).
//! 4. Blocks form communities, streets and counties ([`admin`]); facilities stand at gates ([`facilities`]).
//!
//! # Complexity
//!
//! Time and memory grow with the number of buildings; rows of seniors are written as they are made.
//!
//! # Invariants
//!
//! The same plan gives the same bytes. Every senior lives in exactly one street and one community.

mod admin;
mod blocks;
mod buildings;
mod compounds;
mod facilities;
mod features;
mod streets;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::path::Path;

use self::admin::{Areas, Rank};
use self::blocks::Character;
use self::buildings::Home;
use self::facilities::Spot;
use self::streets::Grid;
use super::dice::Dice;
use super::drawing::canvas::Canvas;
use super::people::{Person, SeniorTable, Words};
use super::{DistrictPlan, Error, Summary, names};
use crate::places::modelled::share_out;
use crate::progress::{Progress, Stage};
use crate::projection::LonLat;
use crate::report::files::Batch;

/// The middle of the district: among the dunes of the Badain Jaran desert, where there is no city.
const MIDDLE: (f64, f64) = (102.3, 39.9);
/// Seniors per block of the grid, all uses together: about 3,500 a square kilometre, and more in the middle.
const SENIORS_PER_BLOCK: f64 = 1_350.0;
/// After how many seniors progress is told.
const PROGRESS_STEP: u64 = 100_000;
/// What the header of the map says about its writer; no version, so that a seed keeps its bytes from one to the next.
const PROGRAM: &str = "planner synth";
/// What the header of the map says about its source.
const SOURCE: &str = "invented by planner synth; no place in this file exists (虚构数据)";

/// A district that is being drawn.
#[derive(Debug)]
struct Town {
    canvas: Canvas,
    dice: Dice,
    grid: Grid,
    /// Columns and rows of blocks.
    blocks: (usize, usize),
    characters: Vec<Character>,
    homes: Vec<Home>,
    spots: Vec<Spot>,
    buildings: u64,
    compounds: usize,
    names: usize,
}

/// The files of a district, in the order in which they are put in place.
const FILES: [&str; 7] = [
    "district.osm.pbf",
    "seniors.csv",
    "facilities.csv",
    "premises.csv",
    "streets.geojson",
    "communities.geojson",
    "scenario.toml",
];

/// Draws a district and writes its files into a folder: all of them, or none.
pub(super) fn write(
    dir: &Path,
    plan: &DistrictPlan,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    let mut batch = Batch::in_folder(dir)?;
    let mut town = Town::found(plan);
    let areas = Areas::divide(&mut town);
    town.build(progress)?;
    let mut summary = add_tables(&mut batch, &mut town, &areas)?;
    let seniors = batch.add(FILES[1], |file| write_seniors(file, &town, plan, progress));
    if progress.cancelled() {
        return Err(Error::Cancelled);
    }
    seniors?;
    summary.seniors = plan.seniors;
    summary.homes = town.homes.len() as u64;
    summary.buildings = town.buildings;
    (summary.nodes, summary.ways, summary.relations) = town.canvas.counts();
    batch.add(FILES[0], |file| {
        town.canvas.write(file, PROGRAM, SOURCE).map(drop)
    })?;
    batch.add(FILES[6], |file| file.write_all(scenario(plan).as_bytes()))?;
    batch.replace_all(&FILES)?;
    Ok(summary)
}

impl Town {
    /// Lays out the grid and decides what each block is.
    fn found(plan: &DistrictPlan) -> Self {
        let due = plan.seniors as f64 / SENIORS_PER_BLOCK;
        let wanted = due.max(4.0).ceil();
        let columns = wanted.sqrt().ceil() as usize;
        let rows = (wanted / columns as f64).ceil() as usize;
        let scale = (due / (columns * rows) as f64).sqrt().clamp(0.62, 1.0);
        let (lon_deg, lat_deg) = MIDDLE;
        let middle = LonLat::new(lon_deg, lat_deg).unwrap_or_default();
        let mut canvas = Canvas::new(middle);
        let mut dice = Dice::new(plan.seed, 0);
        let grid = Grid::lay_out(&mut canvas, &mut dice, (columns, rows), scale);
        let mut town = Self {
            canvas,
            dice,
            grid,
            blocks: (columns, rows),
            characters: Vec::new(),
            homes: Vec::new(),
            spots: Vec::new(),
            buildings: 0,
            compounds: 0,
            names: 0,
        };
        town.decide_characters();
        town
    }

    /// Draws everything but the areas and the facilities.
    fn build(&mut self, progress: &dyn Progress) -> Result<(), Error> {
        progress.report(Stage::Report, 0, 0);
        features::pave(self);
        blocks::draw_all(self);
        features::rivers(self);
        features::railways(self);
        features::draw_roads(self);
        if progress.cancelled() {
            return Err(Error::Cancelled);
        }
        Ok(())
    }

    /// Decides what each block is, row by row.
    fn decide_characters(&mut self) {
        let (columns, rows) = self.blocks;
        for number in (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y))) {
            let weights = match self.distance(number) {
                _ if columns * rows <= 6 => [100, 0, 0, 0],
                ..0.25 => [70, 10, 0, 20],
                ..0.7 => [87, 5, 2, 6],
                _ => [74, 7, 15, 4],
            };
            let kinds = [
                Character::Homes,
                Character::Park,
                Character::Works,
                Character::Centre,
            ];
            self.characters.push(kinds[self.dice.weighted(&weights)]);
        }
    }

    /// How far a block is from the middle of the town: 0 in the middle, 1 at the far sides.
    fn distance(&self, (x, y): (usize, usize)) -> f64 {
        let off = |at: usize, of: usize| (2.0 * at as f64 + 1.0) / of as f64 - 1.0;
        let (dx, dy) = (off(x, self.blocks.0), off(y, self.blocks.1));
        (dx * dx + dy * dy).sqrt()
    }

    fn next_compound(&mut self) -> String {
        self.compounds += 1;
        names::compound(self.compounds - 1)
    }

    fn next_name(&mut self, kind: &str) -> String {
        self.names += 1;
        names::small(self.names - 1, kind)
    }
}

/// Adds facilities, premises and districts to the batch, and draws them on the map.
fn add_tables(batch: &mut Batch, town: &mut Town, areas: &Areas) -> Result<Summary, Error> {
    let mut summary = Summary {
        streets: areas.streets.len() as u64,
        communities: areas.communities.len() as u64,
        ..Summary::default()
    };
    batch.add(FILES[2], |file| {
        summary.facilities = facilities::write(town, areas, file)?;
        Ok(())
    })?;
    batch.add(FILES[3], |file| {
        summary.premises = facilities::write_premises(town, areas, file)?;
        Ok(())
    })?;
    batch.add(FILES[4], |file| areas.write(town, Rank::Street, file))?;
    batch.add(FILES[5], |file| areas.write(town, Rank::Community, file))?;
    areas.draw(town);
    Ok(summary)
}

/// Writes the seniors, home by home, at the stairwells; stops early when nobody wants them any more.
fn write_seniors(
    file: impl Write,
    town: &Town,
    plan: &DistrictPlan,
    progress: &dyn Progress,
) -> io::Result<()> {
    let mut dice = Dice::new(plan.seed, 1);
    let room: Vec<f64> = town.homes.iter().map(|home| home.room).collect();
    let shares = share_out(plan.seniors, &room);
    let mut table = SeniorTable::new(file, Words::Chinese)?;
    let mut done = 0;
    for (home, share) in town.homes.iter().zip(&shares) {
        for _ in 0..*share {
            let stairwell = f64::from(dice.below(home.stairwells));
            let at = town.canvas.on_earth(home.first + home.step * stairwell);
            table.row(at, Person::draw(&mut dice))?;
        }
        done += share;
        if (done - share) / PROGRESS_STEP != done / PROGRESS_STEP {
            progress.report(Stage::Report, done, plan.seniors);
            if progress.cancelled() {
                break;
            }
        }
    }
    table.finish().map(drop)
}

/// The scenario that asks where the next canteens should go.
fn scenario(plan: &DistrictPlan) -> String {
    let sites = (plan.seniors / 2_500).clamp(3, 100);
    SCENARIO
        .replace("{CITY}", names::CITY)
        .replace("{SENIORS}", &plan.seniors.to_string())
        .replace("{SEED}", &plan.seed.to_string())
        .replace("{SITES}", &sites.to_string())
}

/// The scenario of a district, its numbers in braces.
const SCENARIO: &str = include_str!("scenario.toml");
