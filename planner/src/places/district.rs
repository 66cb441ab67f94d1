//! Areas become districts, and every demand point and site learns in which one it lies.
//!
//! Method:
//! 1. The edges of each outline, its holes included, are sorted into horizontal bands, so that a ray from a point
//!    meets few of them.
//! 2. A grid over all outlines lists for each square the districts whose box touches it.
//! 3. A point tests the districts of its square in ascending order by counting crossings of a ray to the east.
//!
//! Complexity: n·√v for n points and v corners a district; memory linear in the corners.
//!
//! Invariants: a point on an edge that two districts share lies in exactly one of them, because edges are tested
//! upwards whatever way they run; of overlapping districts the lowest id wins.
//!
//! References: Haines, E. (1994), Point in polygon strategies, Graphics Gems IV.

#[cfg(test)]
mod tests;

use geo::{BoundingRect as _, MultiPolygon, Rect};
use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DemandId, DistrictId, Id as _, Table};
use crate::progress::Stage;
use crate::projection::LonLat;
use crate::scenario::DistrictsInput;
use crate::units::Seniors;

use super::geojson::{self, Area};
use super::table::{Summary, file_name, normalise};
use super::trouble::Troubles;
use super::{District, Error, Places};

/// Reads the districts of a file.
pub(super) fn read(
    input: &DistrictsInput,
    findings: &mut Findings,
) -> Result<(Table<DistrictId, District>, Summary), Error> {
    let mut troubles = Troubles::new(file_name(&input.path));
    let (areas, summary) = geojson::read_areas(&input.path, &mut troubles)?;
    if areas.is_empty() {
        return Err(Error::NoDistricts {
            path: input.path.clone(),
        });
    }
    for property in [&input.code, &input.name].into_iter().flatten() {
        if !areas.iter().any(|a| property_of(a, property).is_some()) {
            return Err(Error::NoSuchColumn {
                column: property.clone(),
                path: input.path.clone(),
            });
        }
    }
    findings.extend(troubles.into_findings());
    let districts = areas.into_iter().map(|area| district(area, input));
    Ok((districts.collect(), summary))
}

/// Says for every demand point and site in which district it lies.
pub(super) fn assign(places: &mut Places, findings: &mut Findings) {
    if places.districts.is_empty() {
        return;
    }
    let index = DistrictIndex::new(&places.districts);
    let found: Vec<Found> = places
        .demand
        .as_slice()
        .par_iter()
        .with_min_len(1024)
        .map(|point| point.at.map_or(Found::default(), |at| index.find(at)))
        .collect();
    let mut outside = Outside::default();
    let mut overlaps = Vec::new();
    for (i, found) in found.into_iter().enumerate() {
        let point = &mut places.demand[DemandId::from_index(i)];
        point.district = found.first;
        match (point.at, found.first, found.second) {
            (Some(_), None, _) => {
                outside.points += 1;
                outside.seniors += point.seniors;
            }
            (_, Some(first), Some(second)) => overlaps.push((first, second)),
            _ => {}
        }
    }
    let sites: Vec<_> = places.sites.ids().collect();
    for site in sites {
        let at = places.sites[site].at;
        places.sites[site].district = at.and_then(|at| index.find(at).first);
    }
    outside.note(findings);
    note_overlaps(overlaps, &places.districts, findings);
}

fn district(area: Area, input: &DistrictsInput) -> District {
    let of = |named: &Option<String>, usual: &[&str]| match named {
        Some(name) => property_of(&area, name),
        None => usual.iter().find_map(|name| property_of(&area, name)),
    };
    let code = of(
        &input.code,
        &["code", "adcode", "代码", "区划代码", "编码", "id"],
    );
    let name = of(&input.name, &["name", "名称", "街道", "社区"]);
    let code = code.unwrap_or_else(|| area.number.to_string());
    District {
        name: name.unwrap_or_else(|| code.clone()),
        code,
        outline: area.outline,
    }
}

fn property_of(area: &Area, name: &str) -> Option<String> {
    let exact = area.properties.get(name);
    let value = exact.or_else(|| {
        let wanted = normalise(name);
        let similar = area.properties.iter().find(|(k, _)| normalise(k) == wanted);
        similar.map(|(_, value)| value)
    })?;
    geojson::text_of(value).filter(|text| !text.trim().is_empty())
}

/// The districts that hold a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Found {
    first: Option<DistrictId>,
    second: Option<DistrictId>,
}

/// Finds the districts of places.
#[derive(Debug)]
struct DistrictIndex {
    outlines: Vec<Outline>,
    bounds: Option<Rect>,
    squares_per_side: usize,
    squares: Vec<Vec<u32>>,
}

impl DistrictIndex {
    fn new(districts: &Table<DistrictId, District>) -> Self {
        let boxes: Vec<Option<Rect>> = districts
            .iter()
            .map(|d| d.outline.bounding_rect())
            .collect();
        let bounds = boxes.iter().flatten().copied().reduce(|a, b| {
            Rect::new(
                (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
                (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
            )
        });
        let side = ((districts.len() as f64).sqrt() * 4.0).ceil();
        let mut index = Self {
            outlines: districts.iter().map(|d| Outline::new(&d.outline)).collect(),
            bounds,
            squares_per_side: (side as usize).clamp(1, 256),
            squares: Vec::new(),
        };
        index.squares = vec![Vec::new(); index.squares_per_side * index.squares_per_side];
        for (id, rect) in boxes.iter().enumerate() {
            let Some(rect) = rect else { continue };
            let (west, south) = index.square(rect.min().x, rect.min().y);
            let (east, north) = index.square(rect.max().x, rect.max().y);
            let columns = west..=east;
            for row in south..=north {
                let start = row * index.squares_per_side;
                let squares = &mut index.squares[start..start + index.squares_per_side];
                squares[columns.clone()]
                    .iter_mut()
                    .for_each(|square| square.push(id as u32));
            }
        }
        index
    }

    /// The column and row of the square that holds a coordinate, or of the nearest one.
    fn square(&self, x: f64, y: f64) -> (usize, usize) {
        let Some(bounds) = self.bounds else {
            return (0, 0);
        };
        let last = self.squares_per_side - 1;
        let cell = |value: f64, low: f64, width: f64| {
            let share = if width > 0.0 {
                (value - low) / width
            } else {
                0.0
            };
            // Negative shares become 0 by the cast.
            ((share * self.squares_per_side as f64) as usize).min(last)
        };
        (
            cell(x, bounds.min().x, bounds.width()),
            cell(y, bounds.min().y, bounds.height()),
        )
    }

    /// The first two districts that hold a place.
    fn find(&self, at: LonLat) -> Found {
        let (x, y) = (at.lon_deg(), at.lat_deg());
        let (column, row) = self.square(x, y);
        let mut holding = self.squares[row * self.squares_per_side + column]
            .iter()
            .filter(|&&id| self.outlines[id as usize].contains(x, y))
            .map(|&id| DistrictId::from_index(id as usize));
        Found {
            first: holding.next(),
            second: holding.next(),
        }
    }
}

/// An outline whose edges are sorted into horizontal bands.
#[derive(Debug)]
struct Outline {
    south: f64,
    band_height: f64,
    /// Where each band's edges begin, and the end of the last.
    starts: Vec<u32>,
    edges: Vec<Edge>,
}

/// An edge of an outline, running north.
#[derive(Debug, Clone, Copy)]
struct Edge {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

impl Outline {
    fn new(shape: &MultiPolygon) -> Self {
        let edges: Vec<Edge> = shape
            .iter()
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
            .flat_map(geo::LineString::lines)
            .filter(|line| line.start.y < line.end.y || line.end.y < line.start.y)
            .map(|line| {
                let (low, high) = if line.start.y < line.end.y {
                    (line.start, line.end)
                } else {
                    (line.end, line.start)
                };
                Edge {
                    x0: low.x,
                    y0: low.y,
                    x1: high.x,
                    y1: high.y,
                }
            })
            .collect();
        let south = edges.iter().fold(f64::INFINITY, |m, e| m.min(e.y0));
        let north = edges.iter().fold(f64::NEG_INFINITY, |m, e| m.max(e.y1));
        let bands = ((edges.len() as f64).sqrt().ceil() as usize).max(1);
        let mut outline = Self {
            south,
            band_height: (north - south) / bands as f64,
            starts: Vec::with_capacity(bands + 1),
            edges: Vec::new(),
        };
        let mut in_band: Vec<Vec<Edge>> = vec![Vec::new(); bands];
        for edge in edges {
            let touched = outline.band(edge.y0, bands)..=outline.band(edge.y1, bands);
            for band in &mut in_band[touched] {
                band.push(edge);
            }
        }
        for band in in_band {
            outline.starts.push(outline.edges.len() as u32);
            outline.edges.extend(band);
        }
        outline.starts.push(outline.edges.len() as u32);
        outline
    }

    fn band(&self, y: f64, bands: usize) -> usize {
        (((y - self.south) / self.band_height) as usize).min(bands - 1)
    }

    /// Whether a point lies inside: a ray to the east crosses an odd number of edges.
    fn contains(&self, x: f64, y: f64) -> bool {
        let bands = self.starts.len() - 1;
        let band = self.band(y, bands);
        let range = self.starts[band] as usize..self.starts[band + 1] as usize;
        let crossings = self.edges[range]
            .iter()
            .filter(|e| {
                e.y0 <= y && y < e.y1 && x < e.x0 + (e.x1 - e.x0) * ((y - e.y0) / (e.y1 - e.y0))
            })
            .count();
        crossings % 2 == 1
    }
}

/// Demand points that lie in no district.
#[derive(Debug, Default)]
struct Outside {
    points: u64,
    seniors: Seniors,
}

impl Outside {
    fn note(&self, findings: &mut Findings) {
        if self.points == 0 {
            return;
        }
        let text = Bilingual::new(
            format!(
                "{} 名老人（{} 个需求点）不在任何区域内；计入总数，不计入任何区域",
                self.seniors, self.points
            ),
            format!(
                "{} seniors at {} demand points lie in no district; they are counted in the whole, not in a district",
                self.seniors, self.points
            ),
        );
        findings.push(
            Finding::new("outside-districts", Severity::Warning, Stage::Places, text)
                .times(self.points),
        );
    }
}

fn note_overlaps(
    mut pairs: Vec<(DistrictId, DistrictId)>,
    districts: &Table<DistrictId, District>,
    findings: &mut Findings,
) {
    pairs.sort_unstable();
    for same in pairs.chunk_by(|a, b| a == b) {
        let (first, second) = (&districts[same[0].0], &districts[same[0].1]);
        let points = same.len() as u64;
        let text = Bilingual::new(
            format!(
                "{} 与 {} 重叠，{points} 个需求点同在两区，计入前者",
                first.name, second.name
            ),
            format!(
                "{} and {} overlap: {points} demand points lie in both and count in the first",
                first.name, second.name
            ),
        );
        findings.push(
            Finding::new("districts-overlap", Severity::Warning, Stage::Places, text).times(points),
        );
    }
}
