//! The ground that maps are drawn on: streets, water, green and places of the extract, generalised.
//!
//! A run leaves it beside its answers, so that the report can be made again when the extract is gone. It holds what
//! everybody finds on a street map, cut to the box of the plan, and nothing of people.
//!
//! Places are whole steps east and north of a corner; of each line the first place is absolute and the others are
//! differences.

mod gather;

use std::io::{self, Write};

use geo::Coord;
use serde::{Deserialize, Serialize};

pub use gather::{of_run, wanted};

/// The version of the file.
pub const SCHEMA: &str = "planner-basemap/1";
/// The file.
pub const FILE: &str = "basemap.json";

/// Streets, water, green and places of the extract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// The version of the file.
    pub schema: String,
    /// What must stand beside every map.
    pub attribution: String,
    /// The corner in the south-west: longitude, latitude.
    pub corner: (f64, f64),
    /// How far it reaches to the north-east, in steps.
    pub size: (i32, i32),
    /// Whether everything outside `land` is sea.
    pub is_sea: bool,
    /// Islands, where all coasts close.
    pub land: Vec<Run>,
    /// Coasts that do not close.
    pub coast: Vec<Run>,
    /// Lakes and rivers, ring after ring.
    pub water: Vec<Run>,
    /// Parks, woods and grass.
    pub green: Vec<Run>,
    /// Streams and canals.
    pub streams: Vec<Run>,
    /// Railways.
    pub rails: Vec<Run>,
    /// Streets: arterials, collectors, residential streets, service roads and paths.
    pub streets: [Vec<Run>; 4],
    /// Names of towns and quarters, the largest first.
    pub names: Vec<(String, i32, i32)>,
}

/// A line or ring: x and y of its first place, then differences.
pub type Run = Vec<i32>;

/// Steps in a degree: a step is about a metre.
const STEPS: f64 = 1e5;

impl Ground {
    /// Nothing but bare ground.
    pub fn bare() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            attribution: super::super::geojson::ATTRIBUTION.to_owned(),
            corner: (0.0, 0.0),
            size: (0, 0),
            is_sea: false,
            land: Vec::new(),
            coast: Vec::new(),
            water: Vec::new(),
            green: Vec::new(),
            streams: Vec::new(),
            rails: Vec::new(),
            streets: [const { Vec::new() }; 4],
            names: Vec::new(),
        }
    }

    /// Writes it as JSON, one layer a line.
    pub fn write(&self, file: &mut impl Write) -> io::Result<()> {
        let text = serde_json::to_string(self)?;
        for line in text.split_inclusive("]],") {
            file.write_all(line.as_bytes())?;
            file.write_all(b"\n")?;
        }
        Ok(())
    }

    /// The places of a line in degrees.
    pub fn places(&self, run: &[i32]) -> Vec<Coord> {
        let (mut x, mut y) = (0_i64, 0_i64);
        run.chunks_exact(2)
            .map(|step| {
                x += i64::from(step[0]);
                y += i64::from(step[1]);
                self.place(x, y)
            })
            .collect()
    }

    /// A place in degrees.
    pub fn place(&self, x: impl Into<i64>, y: impl Into<i64>) -> Coord {
        Coord {
            x: self.corner.0 + x.into() as f64 / STEPS,
            y: self.corner.1 + y.into() as f64 / STEPS,
        }
    }

    /// The same place in steps, where it fits.
    fn steps(&self, at: Coord) -> (i32, i32) {
        let step = |value: f64, corner: f64| ((value - corner) * STEPS).round() as i32;
        (step(at.x, self.corner.0), step(at.y, self.corner.1))
    }

    /// A line in steps; empty where it shrinks to a single place.
    fn run(&self, line: &[Coord]) -> Run {
        let mut steps: Vec<(i32, i32)> = line.iter().map(|at| self.steps(*at)).collect();
        steps.dedup();
        if steps.len() < 2 {
            return Run::new();
        }
        let mut run = Run::with_capacity(steps.len() * 2);
        let mut last = (0, 0);
        for at in steps {
            run.extend([at.0 - last.0, at.1 - last.1]);
            last = at;
        }
        run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_to_half_a_step() {
        let ground = Ground {
            corner: (116.9, 36.6),
            ..Ground::bare()
        };
        let line: Vec<Coord> = (0..50)
            .map(|i| Coord {
                x: 116.95 + 0.000_7 * f64::from(i),
                y: 36.65 - 0.000_3 * f64::from(i * i % 17),
            })
            .collect();
        let back = ground.places(&ground.run(&line));
        assert_eq!(back.len(), line.len());
        for (a, b) in line.iter().zip(&back) {
            assert!((a.x - b.x).abs() < 0.51e-5 && (a.y - b.y).abs() < 0.51e-5);
        }
    }

    #[test]
    fn a_written_ground_is_read_back() {
        let mut ground = Ground::bare();
        ground.land = vec![vec![1, 2, 3, 4], vec![5, 6, -7, 8]];
        ground.names = vec![("<瓦莱塔>".to_owned(), 3, 4)];
        let mut bytes = Vec::new();
        ground.write(&mut bytes).unwrap();
        assert_eq!(serde_json::from_slice::<Ground>(&bytes).unwrap(), ground);
    }
}
