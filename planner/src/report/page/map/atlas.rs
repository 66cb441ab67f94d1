//! What maps show of a run: published hexagons, districts and gaps, and sites, with their shapes in degrees.

use std::collections::BTreeMap;

use geo::{BooleanOps as _, Coord, LineString, MultiPolygon, Polygon};
use geojson::{Feature, GeometryValue, Position};

use super::super::super::layers::property_keys;
use super::super::super::record::RunRecord;
use super::super::super::record::published::PublishedRecord;
use super::super::ground::Ground;
use super::frame::Extent;

/// Rings in degrees.
pub type Rings = Vec<Vec<Coord>>;

/// Everything that maps show.
#[derive(Debug, Clone)]
pub struct Atlas<'a> {
    /// Streets, water and green.
    pub ground: &'a Ground,
    /// Hexagons with people.
    pub hexagons: Vec<Hexagon>,
    /// Districts with an outline.
    pub districts: Vec<District>,
    /// What is left uncovered of the kind that the maps are about, the largest first.
    pub gaps: Vec<GapShape>,
    /// Sites of the kind that the maps are about.
    pub marks: Vec<Mark>,
    /// The position of the kind among the standards.
    pub kind: usize,
    /// The kind.
    pub kind_name: String,
    /// How many phases there are.
    pub phases: usize,
}

/// Published people of one hexagon, or of several that are shown as one.
#[derive(Debug, Clone)]
pub struct Hexagon {
    /// The code of its district.
    pub district: Option<String>,
    /// Its outline.
    pub rings: Rings,
    /// Eligible people.
    pub eligible: Option<u64>,
    /// The covered among them, in each phase.
    pub covered: Vec<Option<u64>>,
}

/// The outline of a district.
#[derive(Debug, Clone)]
pub struct District {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its outline.
    pub rings: Rings,
}

/// The outline of a gap.
#[derive(Debug, Clone)]
pub struct GapShape {
    /// Its place among the gaps of its kind.
    pub rank: usize,
    /// The code of the district in which most of its people live.
    pub district: Option<String>,
    /// Its outline.
    pub rings: Rings,
}

/// A site.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where it is, in degrees.
    pub at: Coord,
    /// What it is.
    pub sort: MarkSort,
    /// Its name, else its id.
    pub name: String,
}

/// What a site is on a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkSort {
    /// Open today.
    Open,
    /// Decided, not yet open.
    Committed,
    /// Proposed, with its place in the order.
    Proposed(usize),
}

impl<'a> Atlas<'a> {
    /// Puts together what maps of one kind show.
    pub fn of(
        (record, published): (&RunRecord, &PublishedRecord),
        (hexagons, districts, gaps): (&[Feature], &[Feature], &[Feature]),
        ground: &'a Ground,
    ) -> Self {
        let kinds: Vec<&str> = published
            .standards
            .iter()
            .map(|s| plain_kind(&s.kind))
            .collect();
        let sited = record
            .proposal
            .as_ref()
            .map(|proposal| proposal.kind.as_str());
        let kind = kinds
            .iter()
            .position(|kind| Some(*kind) == sited)
            .unwrap_or(0);
        let keys = property_keys(kinds.iter().copied());
        let key = keys.get(kind).cloned().unwrap_or_default();
        let kind_name = kinds.get(kind).copied().unwrap_or_default().to_owned();
        let phases = published.phases();
        let outlines: BTreeMap<String, MultiPolygon> = districts
            .iter()
            .filter_map(|feature| Some((text(feature, "code")?, area(feature))))
            .collect();
        let hexagons = hexagons
            .iter()
            .map(|feature| {
                let mut hexagon = hexagon(feature, &key, phases);
                let theirs = hexagon
                    .district
                    .as_ref()
                    .and_then(|code| outlines.get(code));
                if let Some(outline) = theirs {
                    hexagon.rings = within(feature, outline);
                }
                hexagon
            })
            .collect();
        Self {
            ground,
            hexagons,
            districts: districts.iter().filter_map(district).collect(),
            gaps: gaps
                .iter()
                .filter(|feature| text(feature, "kind").as_deref() == Some(&kind_name))
                .map(|feature| gap(feature, &outlines))
                .collect(),
            marks: marks(published, &kind_name),
            kind,
            kind_name,
            phases,
        }
    }

    /// The box of everything; `None` for a run without places.
    pub fn extent(&self) -> Option<Extent> {
        let hexagons = self.hexagons.iter().flat_map(|h| &h.rings);
        let districts = self.districts.iter().flat_map(|d| &d.rings);
        let marks = self.marks.iter().map(|mark| mark.at);
        let places = hexagons.chain(districts).flatten().copied().chain(marks);
        Extent::around(places).map(|extent| extent.with_margin(0.015))
    }

    /// The box of one district.
    pub fn extent_of(&self, code: &str) -> Option<Extent> {
        let district = self.districts.iter().find(|d| d.code == code)?;
        let extent = Extent::around(district.rings.iter().flatten().copied());
        extent.map(|extent| extent.with_margin(0.06))
    }
}

/// A kind without the minutes that tell two standards of it apart.
fn plain_kind(name: &str) -> &str {
    name.strip_suffix(" min)")
        .and_then(|rest| rest.rsplit_once(" ("))
        .map_or(name, |(kind, _)| kind)
}

fn hexagon(feature: &Feature, key: &str, phases: usize) -> Hexagon {
    let covered = ["before", "after"].iter().take(phases);
    Hexagon {
        district: text(feature, "district"),
        rings: rings(feature),
        eligible: eligible(feature, key),
        covered: covered
            .map(|phase| count(feature, &format!("{key}_covered_seniors_{phase}")))
            .collect(),
    }
}

/// Those whom the kind is for, in layers that tell them apart from all the eligible.
fn eligible(feature: &Feature, key: &str) -> Option<u64> {
    let theirs = format!("{key}_eligible_seniors");
    let is_apart = feature.contains_property(&theirs);
    count(
        feature,
        if is_apart {
            &theirs
        } else {
            "eligible_seniors"
        },
    )
}

fn district(feature: &Feature) -> Option<District> {
    Some(District {
        code: text(feature, "code")?,
        name: text(feature, "name").unwrap_or_default(),
        rings: rings(feature),
    })
}

fn gap(feature: &Feature, outlines: &BTreeMap<String, MultiPolygon>) -> GapShape {
    let district = text(feature, "district");
    let outline = district.as_ref().and_then(|code| outlines.get(code));
    GapShape {
        rank: count(feature, "rank").unwrap_or_default() as usize,
        rings: outline.map_or_else(|| rings(feature), |outline| within(feature, outline)),
        district,
    }
}

/// Open and decided sites of the kind, then the proposed ones.
fn marks(published: &PublishedRecord, kind: &str) -> Vec<Mark> {
    let name = |name: &Option<String>, id: &str| name.clone().unwrap_or_else(|| id.to_owned());
    let place = |lon: Option<f64>, lat: Option<f64>| Some(Coord { x: lon?, y: lat? });
    let existing = published
        .sites
        .iter()
        .filter(|site| site.kind == kind)
        .filter_map(|site| {
            let sort = match site.status.as_str() {
                "open" | "upgrading" => MarkSort::Open,
                "committed" => MarkSort::Committed,
                _ => return None,
            };
            Some(Mark {
                at: place(site.lon, site.lat)?,
                sort,
                name: name(&site.name, &site.id),
            })
        });
    let proposed = published.proposed.iter().filter_map(|site| {
        Some(Mark {
            at: place(site.lon, site.lat)?,
            sort: MarkSort::Proposed(site.rank),
            name: name(&site.name, &site.id),
        })
    });
    let mut marks: Vec<Mark> = existing.chain(proposed).collect();
    // Drawn in this order: open ones below, the first proposal on top.
    marks.sort_by_key(|mark| match mark.sort {
        MarkSort::Proposed(rank) => (MarkSort::Proposed(0), usize::MAX - rank),
        sort => (sort, 0),
    });
    marks
}

/// The part of a hexagon that lies in its district; the whole where that is nothing, as with homes on a border.
fn within(hexagon: &Feature, outline: &MultiPolygon) -> Rings {
    let inside = area(hexagon).intersection(outline);
    if inside.0.is_empty() {
        return rings(hexagon);
    }
    rings_of(&inside)
}

fn text(feature: &Feature, property: &str) -> Option<String> {
    feature.property(property)?.as_str().map(str::to_owned)
}

fn count(feature: &Feature, property: &str) -> Option<u64> {
    feature.property(property)?.as_u64()
}

fn rings(feature: &Feature) -> Rings {
    rings_of(&area(feature))
}

fn rings_of(area: &MultiPolygon) -> Rings {
    let rings = area
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    rings.map(|ring| ring.0.clone()).collect()
}

/// The area of a feature; nothing where it has none.
fn area(feature: &Feature) -> MultiPolygon {
    let ring = |ring: &Vec<Position>| -> LineString {
        ring.iter().map(|at| Coord { x: at[0], y: at[1] }).collect()
    };
    let polygon = |rings: &Vec<Vec<Position>>| {
        let mut rings = rings.iter().map(ring);
        Polygon::new(
            rings.next().unwrap_or_else(|| LineString::new(Vec::new())),
            rings.collect(),
        )
    };
    match feature.geometry.as_ref().map(|geometry| &geometry.value) {
        Some(GeometryValue::Polygon { coordinates }) => {
            MultiPolygon::new(vec![polygon(coordinates)])
        }
        Some(GeometryValue::MultiPolygon { coordinates }) => {
            coordinates.iter().map(polygon).collect()
        }
        _ => MultiPolygon::new(Vec::new()),
    }
}
