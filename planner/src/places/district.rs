//! Areas become districts of several levels, and every demand point and site learns in which it lies.
//!
//! Method:
//! 1. The edges of each outline, its holes included, are sorted into horizontal bands, so that a ray from a point
//!    meets few of them; a grid over all outlines of a level lists for each square whose box touches it (`index`).
//! 2. A point tests the districts of its square in ascending order by counting crossings of a ray to the east. The
//!    most detailed level is asked first; where no district of it holds the point, the next coarser one is.
//! 3. Each district learns its parent: by code, else by name, else by containment (`levels`).
//!
//! Complexity: n·√v a level for n points and v corners a district; memory linear in the corners.
//!
//! Invariants: a point on an edge that two districts share lies in exactly one of them, because edges are tested
//! upwards whatever way they run; of overlapping districts of one level the lowest id wins, which is the one with the lower code.
//!
//! References: Haines, E. (1994), Point in polygon strategies, Graphics Gems IV.

mod index;
mod levels;
#[cfg(test)]
mod tests;

use geo::{Geometry, MultiPolygon};

use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DemandId, DistrictId, Id as _, Table};
use crate::osm::{Element, Feature, TagFilter};
use crate::progress::Stage;
use crate::scenario::{DistrictsInput, DistrictsSource};
use crate::units::Seniors;

use super::read::order;
use super::table::geojson::{self, Area, JsonObject};
use super::table::{self, Summary, file_name, normalise};
use super::trouble::Troubles;
use super::{District, Error, Places};
pub(super) use index::DistrictIndex;
use index::Found;
pub(super) use levels::{Parentage, is_street, link, plain_name, ranked, short_code};

/// Districts as they are read, with what their properties say of their parents.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) districts: Vec<District>,
    pub(super) parentage: Vec<Parentage>,
}

impl Drafts {
    /// The districts and their parentage in an order that does not depend on that of the rows.
    pub(super) fn ordered(
        self,
        levels: &[String],
    ) -> (Table<DistrictId, District>, Vec<Parentage>) {
        let rank = |district: &District| levels.iter().position(|l| *l == district.level);
        let rows = self.districts.into_iter().zip(self.parentage);
        let mut rows: Vec<(District, Parentage)> = rows.collect();
        rows.sort_by(|a, b| {
            let [of_a, of_b] = [a, b].map(|row| rank(&row.0).unwrap_or_default());
            order::of_districts((a, of_a), (b, of_b))
        });
        let (districts, parentage): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        (districts.into(), parentage)
    }
}

/// Reads the districts of one entry of the scenario and appends them; a file's summary is returned.
pub(super) fn read(
    input: &DistrictsInput,
    features: &[Feature],
    drafts: &mut Drafts,
    findings: &mut Findings,
) -> Result<Option<Summary>, Error> {
    let before = drafts.districts.len();
    let summary = match &input.source {
        DistrictsSource::File(file) => {
            let path = &file.path;
            let mut troubles = Troubles::new(file_name(path));
            let (areas, summary) = table::read_areas(file, &mut troubles)?;
            if areas.is_empty() {
                return Err(Error::NoDistricts { path: path.clone() });
            }
            for property in [&input.code, &input.name].into_iter().flatten() {
                if !areas.iter().any(|a| property_of(a, property).is_some()) {
                    return Err(Error::NoSuchColumn {
                        column: property.clone(),
                        path: path.clone(),
                    });
                }
            }
            findings.extend(troubles.into_findings());
            for area in areas {
                let (district, parentage) = district(area, input);
                drafts.parentage.push(parentage);
                drafts.districts.push(district);
            }
            Some(summary)
        }
        DistrictsSource::Osm(filters) => {
            for area in boundaries(features, filters) {
                drafts.parentage.push(Parentage::default());
                drafts.districts.push(district(area, input).0);
            }
            None
        }
    };
    if drafts.districts.len() == before {
        note_no_boundaries(input, findings);
    }
    Ok(summary)
}

/// Says for every demand point and site in which district it lies.
pub(super) fn assign(places: &mut Places, findings: &mut Findings) {
    if places.districts.is_empty() {
        return;
    }
    let indices: Vec<DistrictIndex> = places
        .levels
        .iter()
        .rev()
        .map(|level| DistrictIndex::new(&places.districts, level))
        .collect();
    // The district, and another of its level that holds the place too.
    let find = |at| {
        let found = indices.iter().map(|index| index.find(at));
        found
            .into_iter()
            .find(|f| f.first.is_some())
            .unwrap_or_default()
    };
    let found: Vec<Found> = places
        .demand
        .as_slice()
        .par_iter()
        .with_min_len(1024)
        .map(|point| point.at.map_or(Found::default(), find))
        .collect();
    let mut outside = Outside::default();
    let mut between = Outside::default();
    let mut overlaps = Vec::new();
    let finest = places.levels.last().cloned().unwrap_or_default();
    for (i, found) in found.into_iter().enumerate() {
        let point = &mut places.demand[DemandId::from_index(i)];
        // A home without a place keeps the district that its row names.
        if point.at.is_none() {
            continue;
        }
        point.district = found.first;
        match (found.first, found.second) {
            (None, _) => outside.add(point.seniors),
            (Some(first), second) => {
                if places.districts[first].level != finest {
                    between.add(point.seniors);
                }
                overlaps.extend(second.map(|second| (first, second)));
            }
        }
    }
    let sites: Vec<_> = places.sites.ids().collect();
    for site in sites {
        let at = places.sites[site].at;
        places.sites[site].district = at.and_then(|at| find(at).first);
    }
    outside.note_outside(findings);
    between.note_between(&finest, findings);
    note_overlaps(overlaps, &places.districts, findings);
}

/// Makes a district of an area; says what its properties tell of its parent.
fn district(area: Area, input: &DistrictsInput) -> (District, Parentage) {
    let of = |named: &Option<String>, usual: &[&str]| match named {
        Some(name) => property_of(&area, name),
        None => usual.iter().find_map(|name| property_of(&area, name)),
    };
    let code = of(
        &input.code,
        &["code", "adcode", "代码", "区划代码", "编码", "id"],
    );
    let name = of(&input.name, &["name", "名称", "街道", "社区"]);
    let parentage = Parentage {
        is_numbered: code.is_none(),
        ..parentage(&area)
    };
    let code = code.unwrap_or_else(|| area.number.to_string());
    let mut district = District::new(code.clone(), name.unwrap_or(code), area.outline);
    district.level.clone_from(&input.level);
    (district, parentage)
}

/// What the properties of an area say of its parent.
fn parentage(area: &Area) -> Parentage {
    let of = |usual: &[&str]| usual.iter().find_map(|name| property_of(area, name));
    Parentage {
        code: of(&[
            "parent_code",
            "parent",
            "上级代码",
            "上级编码",
            "上级区划代码",
        ]),
        name: of(&["parent_name", "上级", "上级名称", "所属街道", "所属区"]),
        is_numbered: false,
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

/// The boundaries of the extract that match a filter: its relations, or closed ways where it has none.
fn boundaries(features: &[Feature], filters: &[TagFilter]) -> Vec<Area> {
    let wanted: Vec<(&Feature, MultiPolygon)> = features
        .iter()
        .filter(|f| filters.iter().any(|filter| filter.matches(&f.tags)))
        .filter_map(|f| match &f.geometry {
            Geometry::Polygon(one) => Some((f, MultiPolygon(vec![one.clone()]))),
            Geometry::MultiPolygon(many) => Some((f, many.clone())),
            _ => None,
        })
        .collect();
    let any_relation = wanted.iter().any(|(f, _)| f.element == Element::Relation);
    wanted
        .into_iter()
        .filter(|(f, _)| !any_relation || f.element == Element::Relation)
        .enumerate()
        .map(|(number, (feature, outline))| {
            let mut properties: JsonObject = feature
                .tags
                .iter()
                .map(|(key, value)| (key.to_string(), value.to_string().into()))
                .collect();
            let code = ["gb:2260", "ref:gb2260", "ref:admin", "ref"];
            let code = code.iter().find_map(|key| feature.tag(key));
            let id = format!("osm:{}/{}", feature.element.name(), feature.osm_id);
            let code = code.map_or(id, str::to_owned);
            properties.entry("code").or_insert_with(|| code.into());
            Area {
                number: number as u64 + 1,
                properties,
                outline,
            }
        })
        .collect()
}

fn note_no_boundaries(input: &DistrictsInput, findings: &mut Findings) {
    let level = &input.level;
    let text = Bilingual::new(
        format!("路网文件中没有找到层级“{level}”的边界关系；请检查 [districts] 的 osm 条件"),
        format!(
            "the extract has no boundary for the districts of level `{level}`: check the tags in osm = \"…\" of [districts]"
        ),
    );
    findings.push(Finding::new(
        "no-districts",
        Severity::Serious,
        Stage::Places,
        text,
    ));
}

/// Demand points that lie in no district of a level.
#[derive(Debug, Default)]
struct Outside {
    points: u64,
    seniors: Seniors,
}

impl Outside {
    fn add(&mut self, seniors: Seniors) {
        self.points += 1;
        self.seniors += seniors;
    }

    fn note_outside(&self, findings: &mut Findings) {
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

    fn note_between(&self, finest: &str, findings: &mut Findings) {
        if self.points == 0 {
            return;
        }
        let text = Bilingual::new(
            format!(
                "{} 名老人（{} 个需求点）不在任何“{finest}”内，只计入上一级区域",
                self.seniors, self.points
            ),
            format!(
                "{} seniors at {} demand points lie in no district of level `{finest}`, only in a coarser one",
                self.seniors, self.points
            ),
        );
        findings.push(
            Finding::new(
                "outside-finest-districts",
                Severity::Warning,
                Stage::Places,
                text,
            )
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
