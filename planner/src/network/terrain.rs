//! Elevation files become the slope of every edge, in windows long enough to be believed.
//!
//! `.hgt` tiles and GeoTIFFs in degrees become a [`Terrain`], which tells the height of a place; a network and a terrain
//! become [`Slopes`]. What a slope costs is the business of `impedance`.
//!
//! # Method
//!
//! 1. A height is interpolated between the four samples around a place (bilinear). A place next to a void has none: on an
//!    edge it gets the height of the straight line between the nearest places with heights before and behind it; before the
//!    first and behind the last of these the windows have no slope.
//! 2. An edge on open ground is cut into equal windows of at least [`WINDOW_M`]. A window's slope is the difference of the
//!    heights at its ends over its length. An edge shorter than that is measured over a window of that length, through its
//!    middle and in the direction from its start to its end: a few metres of street say nothing in samples 30 to 90 m apart.
//! 3. Slopes are clamped to ±[`STEEPEST`]: steeper ones are walls, cuttings or errors.
//! 4. Bridges, tunnels, indoor ways, stairs, lifts, escalators and ferries have no slope: the ground below is not theirs.
//!
//! The first file that knows a place tells its height; files are asked in the order given.
//!
//! # Complexity
//!
//! Linear in the length of the network; 4 bytes a window.
//!
//! # References
//!
//! Farr, T. G. et al. (2007), The Shuttle Radar Topography Mission, Reviews of Geophysics 45(2): the samples of `.hgt`.

mod geotiff;
mod hgt;

use std::path::{Path, PathBuf};

use geo::Coord;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{EdgeId, Id};
use crate::osm::walkability::{Form, Structure};
use crate::progress::Stage;
use crate::projection::{LonLat, Plane};
use crate::text::Told;
use crate::units::Metres;

use super::{Edge, Network};

/// The least length over which a slope is measured (domain rule).
pub const WINDOW_M: f64 = 60.0;
/// The steepest slope that is believed, as a share (domain rule).
pub const STEEPEST: f64 = 0.15;

/// Heights from one or more elevation files.
#[derive(Debug, Clone, Default)]
pub struct Terrain {
    rasters: Vec<Raster>,
}

/// The samples of one elevation file, on a grid of degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    /// The file's name without folders.
    pub(super) file: String,
    /// The place of the first sample: the most north-western one.
    pub(super) corner: Coord,
    /// Degrees from one sample to the next, eastwards and southwards.
    pub(super) step_deg: Coord,
    /// The number of samples in a row.
    pub(super) columns: usize,
    /// Metres above sea, row after row from the north; NaN where there is none.
    pub(super) heights_m: Vec<f32>,
}

/// What an elevation file says of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Height {
    /// Metres above sea.
    Metres(f64),
    /// The file has a hole there.
    Void,
    /// The place lies outside the file.
    Outside,
}

/// Why an elevation file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened or read.
    #[error("cannot read the elevation file: {source}: {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file has an ending that is not known.
    #[error("an elevation file ends in .hgt, .hgt.zip, .tif or .tiff; unpack other archives first: {}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what its ending says.
    #[error("{problem}: {}", path.display())]
    Malformed {
        /// What was found and what was expected.
        problem: String,
        /// The file.
        path: PathBuf,
    },
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { path, source } => {
                format!("无法读取高程文件：{}：{}", source.zh(), path.display())
            }
            Self::UnknownFormat { path } => format!(
                "高程文件应以 .hgt、.hgt.zip、.tif 或 .tiff 结尾；其他压缩包请先解压：{}",
                path.display()
            ),
            Self::Malformed { problem, path } => {
                format!("高程或栅格文件无法使用（{problem}）：{}", path.display())
            }
        }
    }
}

impl Terrain {
    /// Reads elevation files; all of them, before anything is asked.
    pub fn open(paths: &[PathBuf]) -> Result<Self, Error> {
        let rasters = paths.iter().map(|path| Raster::open(path));
        let rasters = rasters.collect::<Result<_, _>>()?;
        Ok(Self { rasters })
    }

    /// The height of a place in metres, and the number of the file that told it.
    fn height(&self, at: LonLat, voids: &mut u64) -> Option<(f64, usize)> {
        let mut is_void = false;
        for (number, raster) in self.rasters.iter().enumerate() {
            match raster.height(at) {
                Height::Metres(metres) => return Some((metres, number)),
                Height::Void => is_void = true,
                Height::Outside => {}
            }
        }
        *voids += u64::from(is_void);
        None
    }
}

impl Raster {
    /// Reads a grid of any numbers.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let ending = path.extension().unwrap_or_default();
        match ending.to_string_lossy().to_ascii_lowercase().as_str() {
            "hgt" => hgt::read(path),
            "zip" => hgt::read_zipped(path),
            "tif" | "tiff" => geotiff::read(path),
            _ => Err(Error::UnknownFormat {
                path: path.to_owned(),
            }),
        }
    }

    /// Its values, row after row from the north; NaN where there is none.
    pub fn values(&self) -> impl Iterator<Item = f32> + '_ {
        self.heights_m.iter().copied()
    }

    /// The sample that a place belongs to: the nearest one.
    pub fn sample_at(&self, at: LonLat) -> Option<usize> {
        let rows = self.heights_m.len() / self.columns;
        let column = ((at.lon_deg() - self.corner.x) / self.step_deg.x).round();
        let row = ((self.corner.y - at.lat_deg()) / self.step_deg.y).round();
        let is_inside =
            (0.0..self.columns as f64).contains(&column) && (0.0..rows as f64).contains(&row);
        is_inside.then(|| row as usize * self.columns + column as usize)
    }

    /// The middle of a sample.
    pub fn middle_of(&self, sample: usize) -> Option<LonLat> {
        let (row, column) = (sample / self.columns, sample % self.columns);
        let lon_deg = self.corner.x + column as f64 * self.step_deg.x;
        LonLat::new(lon_deg, self.corner.y - row as f64 * self.step_deg.y)
    }

    fn height(&self, at: LonLat) -> Height {
        let rows = self.heights_m.len() / self.columns;
        let x = (at.lon_deg() - self.corner.x) / self.step_deg.x;
        let y = (self.corner.y - at.lat_deg()) / self.step_deg.y;
        let last = |samples: usize| samples as f64 - 1.0;
        if !(0.0..=last(self.columns)).contains(&x) || !(0.0..=last(rows)).contains(&y) {
            return Height::Outside;
        }
        // The last sample of a row has no neighbour beyond it: it is the far end of the cell before.
        let cell = |at: f64, samples: usize| (at as usize).min(samples.saturating_sub(2));
        let (column, row) = (cell(x, self.columns), cell(y, rows));
        let (east, south) = (x - column as f64, y - row as f64);
        let sample =
            |row: usize, column: usize| f64::from(self.heights_m[row * self.columns + column]);
        let along =
            |row: usize| sample(row, column) * (1.0 - east) + sample(row, column + 1) * east;
        let metres = along(row) * (1.0 - south) + along(row + 1) * south;
        if metres.is_nan() {
            Height::Void
        } else {
            Height::Metres(metres)
        }
    }
}

/// The file's name without folders.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The slopes of every edge, window after window along its shape; positive rises.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Slopes {
    /// The first window of each edge, and the end.
    first: Vec<u32>,
    /// Rise over length.
    windows: Vec<f32>,
    /// How many places of edges lie in holes of the files.
    voids: u64,
    /// For each file its name and on how many edges it told a height.
    files: Vec<(String, u64)>,
}

impl Slopes {
    /// Measures every edge of a network.
    pub fn of(network: &Network, terrain: &Terrain) -> Self {
        let mut slopes = Self {
            first: Vec::with_capacity(network.edges().len() + 1),
            files: (terrain.rasters.iter())
                .map(|raster| (raster.file.clone(), 0))
                .collect(),
            ..Self::default()
        };
        for (id, edge) in network.edges().enumerate() {
            slopes.first.push(slopes.windows.len() as u32);
            if lies_on_ground(edge) {
                slopes.measure(network, terrain, id);
            }
        }
        slopes.first.push(slopes.windows.len() as u32);
        slopes
    }

    /// The slopes of an edge in equal windows from its start to its end; empty where none was measured.
    pub fn of_edge(&self, edge: EdgeId) -> &[f32] {
        let index = edge.index();
        &self.windows[self.first[index] as usize..self.first[index + 1] as usize]
    }

    /// For each file, in order, the number of edges whose slope it tells.
    pub fn edges_by_file(&self) -> impl Iterator<Item = u64> + '_ {
        self.files.iter().map(|(_, edges)| *edges)
    }

    fn measure(&mut self, network: &Network, terrain: &Terrain, edge: EdgeId) {
        let ends = windows(network, edge);
        let heights: Vec<Option<(f64, usize)>> = ends
            .iter()
            .map(|end| terrain.height(end.0, &mut self.voids))
            .collect();
        let mut known = heights.iter().flatten();
        let (Some((_, file)), Some(_)) = (known.next(), known.next()) else {
            return;
        };
        self.files[*file].1 += 1;
        let at_m = |number: usize| ends[number].1;
        let heights_m = bridged(&heights, at_m);
        let rises = ends.windows(2).zip(heights_m.windows(2));
        self.windows.extend(rises.map(|(ends, heights_m)| {
            let rise_m = heights_m[0].zip(heights_m[1]).map(|(low, high)| high - low);
            let slope = rise_m.unwrap_or_default() / (ends[1].1 - ends[0].1);
            slope.clamp(-STEEPEST, STEEPEST) as f32
        }));
    }

    /// What a reader should know about the elevation files.
    pub fn findings(&self) -> Findings {
        let mut findings = Findings::new();
        for (file, _) in self.files.iter().filter(|(_, edges)| *edges == 0) {
            let text = Bilingual::new(
                "该高程文件没有覆盖任何道路，坡度未起作用；请核对文件与路网范围。",
                "this elevation file tells no street's slope, so that it changes nothing; check whether it lies where the streets are.",
            );
            let finding = Finding::new(
                "terrain-touches-no-edge",
                Severity::Serious,
                Stage::Network,
                text,
            );
            findings.push(finding.in_file(file.clone()));
        }
        if self.voids > 0 {
            let voids = self.voids;
            let text = Bilingual::new(
                format!(
                    "高程文件在 {voids} 处道路位置没有数据；坡度按这条路两侧最近的高程推算，推算不了的一段按平地计算。"
                ),
                format!(
                    "the elevation files have holes at {voids} places of streets; slopes there are drawn straight between the \
                     nearest heights of the same street, and where there are none the piece is walked as if it were flat."
                ),
            );
            let finding = Finding::new("terrain-voids", Severity::Warning, Stage::Network, text);
            findings.push(finding.times(voids));
        }
        findings
    }
}

/// Heights along an edge, those of holes on the straight line between the heights on both sides.
fn bridged(heights: &[Option<(f64, usize)>], at_m: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
    let mut bridged: Vec<Option<f64>> = heights.iter().map(|h| h.map(|(m, _)| m)).collect();
    let mut last: Option<(usize, f64)> = None;
    for number in 0..bridged.len() {
        let Some(here_m) = bridged[number] else {
            continue;
        };
        if let Some((before, before_m)) = last {
            let per_metre = (here_m - before_m) / (at_m(number) - at_m(before));
            let holes = bridged.iter_mut().enumerate().take(number);
            for (hole, height_m) in holes.skip(before + 1) {
                *height_m = Some(before_m + per_metre * (at_m(hole) - at_m(before)));
            }
        }
        last = Some((number, here_m));
    }
    bridged
}

/// Whether the slope of the ground is the slope of an edge.
fn lies_on_ground(edge: &Edge) -> bool {
    let traits = &edge.traits;
    matches!(traits.form, Form::Street | Form::Crossing) && traits.structure == Structure::Ground
}

/// The ends of an edge's windows, each with its distance in metres along the edge, in order.
fn windows(network: &Network, edge: EdgeId) -> Vec<(LonLat, f64)> {
    let length_m = network.edges()[edge].length.metres();
    let count = (length_m / WINDOW_M).floor() as u32;
    if count == 0 {
        return through_middle(network, edge, length_m);
    }
    let along = |number: u32| length_m * f64::from(number) / f64::from(count);
    (0..=count)
        .map(|number| {
            let along_m = along(number);
            (network.place_along(edge, Metres::new(along_m)), along_m)
        })
        .collect()
}

/// A window of the least length through the middle of a short edge; empty when its ends are one place.
fn through_middle(network: &Network, edge: EdgeId, length_m: f64) -> Vec<(LonLat, f64)> {
    let middle = network.place_along(edge, Metres::new(length_m / 2.0));
    let here = Plane::at(middle);
    let shape = network.shape(edge);
    let ends = [shape.first(), shape.last()].map(|end| end.map(|end| here.to_metres(*end)));
    let [Some(start), Some(end)] = ends else {
        return Vec::new();
    };
    let way = end - start;
    let apart_m = way.x.hypot(way.y);
    if apart_m < f64::EPSILON {
        return Vec::new();
    }
    let half = way * (WINDOW_M / 2.0 / apart_m);
    vec![
        (here.to_lonlat(Coord { x: 0.0, y: 0.0 } - half), 0.0),
        (here.to_lonlat(half), WINDOW_M),
    ]
}

#[cfg(test)]
pub(crate) mod tests;
