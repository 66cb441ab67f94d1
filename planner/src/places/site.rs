//! Rows and features of the extract become existing facilities and candidate sites.
//!
//! Kinds are the user's own words. A candidate that changes a site that exists (`action`) stands where that stands.
//! A facility without a kind of its own has the kind that the scenario gives.

pub(super) mod action;
mod status;

use std::sync::Arc;

use geo::Centroid as _;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{Id as _, SiteId};
use crate::osm::{Feature, TagFilter};
use crate::progress::Stage;
use crate::projection::LonLat;

use self::action::Action;
use super::demand::persons::without_person;
use super::demand::row_id;
use super::table::{Field, Number, Row};
use super::trouble::Troubles;
use super::{RowId, Site, SourceRow, Status};

/// Makes a site from a row; `kind` and `status` are used where the row tells none.
pub(super) fn from_row(
    row: &Row<'_>,
    at: Option<LonLat>,
    usual: &Usual<'_>,
    troubles: &mut Troubles,
) -> Draft {
    // Whatever a cell is meant for, a number or name of a person in it goes no further.
    let owned = |field| without_person(&row.text(field)?);
    let kind = usual.kind.map(str::to_owned);
    let kind = kind.or_else(|| owned(Field::Kind)).unwrap_or_default();
    if kind.is_empty() && usual.status != Status::Candidate {
        troubles.row(
            "facility-without-kind",
            Severity::Warning,
            row.number,
            || {
                Bilingual::new(
                    format!("第 {} 行：没有类别，不计入任何标准", row.number),
                    format!("row {}: no kind; it counts for no standard", row.number),
                )
            },
        );
    }
    let status = status::of_row(row, usual.status, troubles);
    let id = row_id(row, troubles);
    let has_personal_id = id.is_none();
    let mut site = Site::new(id.unwrap_or(RowId::Row(row.number)), status, at);
    site.kind = kind;
    site.source = Some(SourceRow {
        file: usual.file.clone(),
        row: row.number,
    });
    site.name = owned(Field::Name);
    site.capacity = amount(row, Field::Capacity, troubles);
    site.unit = owned(Field::Unit);
    site.level = owned(Field::Level);
    site.floor_area_m2 = amount(row, Field::Area, troubles);
    site.ground_floor = ground_floor(row);
    site.cost = amount(row, Field::Cost, troubles);
    if usual.status == Status::Candidate {
        site.action = Action::of_row(row, troubles);
    }
    let parent = row.text(Field::Parent).map(|text| RowId::text(&text));
    Draft {
        site,
        parent,
        has_personal_id,
        input: 0,
    }
}

/// A site whose parent is known by its id only.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub(super) site: Site,
    pub(super) parent: Option<RowId>,
    /// Whether its id was an identity or phone number.
    pub(super) has_personal_id: bool,
    /// Its place among all sites in the order of the inputs.
    pub(super) input: u32,
}

/// Uses row numbers for a whole table whose ids turned out to name people.
pub(super) fn drop_personal_ids(drafts: &mut [Draft]) {
    if !drafts.iter().any(|draft| draft.has_personal_id) {
        return;
    }
    for draft in drafts {
        draft.parent = None;
        if let Some(source) = &draft.site.source {
            draft.site.id = RowId::Row(source.row);
        }
    }
}

impl From<Site> for Draft {
    fn from(site: Site) -> Self {
        Self {
            site,
            parent: None,
            has_personal_id: false,
            input: 0,
        }
    }
}

/// Makes one site of each kind that a facility offers; the first keeps the id, the others add their kind to it.
///
/// A list is separated by semicolons, enumeration commas, plus signs, slashes or upright strokes. A kind that the
/// scenario itself uses is never taken apart.
pub(super) fn split_kinds(draft: Draft, known: &[&str]) -> Vec<Draft> {
    let kind = draft.site.kind.trim().to_owned();
    let mut kinds: Vec<&str> = Vec::new();
    if !known.contains(&kind.as_str()) {
        let parts = kind.split([';', '；', '、', '|', '｜', '+', '＋', '/', '／', ',', '，']);
        for part in parts.map(str::trim).filter(|p| !p.is_empty()) {
            if !kinds.contains(&part) {
                kinds.push(part);
            }
        }
    }
    if kinds.len() < 2 {
        return vec![draft];
    }
    let one = |(number, kind): (usize, &&str)| {
        let mut draft = draft.clone();
        (*kind).clone_into(&mut draft.site.kind);
        if number > 0 {
            draft.site.id = RowId::text(&format!("{}/{kind}", draft.site.id));
        }
        draft
    };
    kinds.iter().enumerate().map(one).collect()
}

/// Gives sites the parents that their rows name.
pub(super) fn link(drafts: Vec<Draft>, findings: &mut Findings) -> Vec<Site> {
    let mut order: Vec<u32> = (0..drafts.len() as u32).collect();
    let id = |at: u32| &drafts[at as usize].site.id;
    order.sort_by(|a, b| id(*a).as_text().cmp(&id(*b).as_text()).then(a.cmp(b)));
    let find = |wanted: &RowId| {
        let text = wanted.as_text()?;
        let at = order.partition_point(|i| id(*i).as_text() < Some(text));
        let found = *order.get(at)?;
        (id(found).as_text() == Some(text)).then(|| SiteId::from_index(found as usize))
    };
    let parents: Vec<Option<SiteId>> = drafts
        .iter()
        .map(|draft| draft.parent.as_ref().and_then(find))
        .collect();
    let lost = drafts.iter().zip(&parents);
    let lost = lost.filter(|(draft, parent)| draft.parent.is_some() && parent.is_none());
    let lost = lost.count() as u64;
    if lost > 0 {
        let text = Bilingual::new(
            format!("{lost} 处点位的上级编号在设施表中找不到，视为没有上级"),
            format!(
                "{lost} sites name a parent that no table of sites has; they are taken to have none"
            ),
        );
        let finding = Finding::new(
            "site-parent-unknown",
            Severity::Warning,
            Stage::Places,
            text,
        );
        findings.push(finding.times(lost));
    }
    let with_parent = |(draft, parent): (Draft, Option<SiteId>)| Site {
        parent,
        ..draft.site
    };
    let mut sites: Vec<Site> = drafts.into_iter().zip(parents).map(with_parent).collect();
    let changing = sites.iter().map(|site| {
        let parent = site.parent.filter(|_| site.action.changes_a_site())?;
        Some(sites[parent.index()].clone())
    });
    for (place, parent) in changing.collect::<Vec<_>>().into_iter().enumerate() {
        if let Some(parent) = parent {
            stand_at(&mut sites[place], &parent);
        }
    }
    sites
}

/// Puts a change of a site where the site is; one more sitting serves as many as the site does.
fn stand_at(change: &mut Site, parent: &Site) {
    change.at = parent.at;
    parent.kind.clone_into(&mut change.kind);
    if change.action == Action::AddSitting {
        change.capacity = change.capacity.or(parent.capacity);
    }
}

/// What the sites of a table are unless a row says otherwise.
#[derive(Debug, Clone)]
pub(super) struct Usual<'a> {
    /// The table's name without folders.
    pub(super) file: Arc<str>,
    /// The kind of all sites; `None` lets the column `kind` tell.
    pub(super) kind: Option<&'a str>,
    /// The status of rows without one.
    pub(super) status: Status,
}

/// Makes sites from the features that match any of the filters, in the order of the extract.
pub(super) fn from_features(
    features: &[Feature],
    filters: &[TagFilter],
    kind: &str,
    status: Status,
) -> Vec<Draft> {
    features
        .iter()
        .filter(|f| filters.iter().any(|filter| has_all_tags(f, filter)))
        .map(|feature| {
            let id = format!("osm:{}/{}", feature.element.name(), feature.osm_id);
            Draft::from(Site {
                name: feature.tag("name").map(str::to_owned),
                kind: kind.to_owned(),
                capacity: feature.tag("capacity").and_then(|c| c.trim().parse().ok()),
                ..Site::new(RowId::text(&id), status, centre(feature))
            })
        })
        .collect()
}

fn has_all_tags(feature: &Feature, filter: &TagFilter) -> bool {
    filter.tags.iter().all(|(key, wanted)| {
        feature
            .tag(key)
            .is_some_and(|value| wanted.as_deref().is_none_or(|w| w == value))
    })
}

/// The place of a feature: its point, or the centroid of its shape.
fn centre(feature: &Feature) -> Option<LonLat> {
    let centroid = feature.geometry.centroid()?;
    LonLat::new(centroid.x(), centroid.y())
}

/// A number from 0 on: a capacity, an area, a cost.
fn amount(row: &Row<'_>, field: Field, troubles: &mut Troubles) -> Option<f64> {
    // A larger number is a slip of the pen, perhaps a phone number in the wrong column.
    let (code, most) = match field {
        Field::Area => ("floor-area-unreadable", 1e7),
        Field::Cost => ("cost-unreadable", 1e10),
        _ => ("capacity-unreadable", 1e7),
    };
    match row.amount(field) {
        Number::Absent => None,
        Number::Value(n) if (0.0..=most).contains(&n) => Some(n),
        Number::Value(_) | Number::Unreadable(_) => {
            troubles.row(code, Severity::Warning, row.number, || {
                let (row, name) = (row.number, field.name());
                Bilingual::new(
                    format!("第 {row} 行：{name} 列不是非负数，视为未知"),
                    format!("row {row}, column {name}: no number from 0 on; taken as unknown"),
                )
            });
            None
        }
    }
}

/// Whether a row says that the site is on the ground floor: yes or no, or the storey.
fn ground_floor(row: &Row<'_>) -> Option<bool> {
    let text = row.text(Field::GroundFloor)?.to_lowercase();
    if names_ground_floor(&text) {
        return Some(true);
    }
    match text.as_str() {
        "yes" | "true" | "y" | "是" | "ground" => Some(true),
        "no" | "false" | "n" | "否" | "0" => Some(false),
        // A storey other than the first.
        other => other
            .chars()
            .any(|c| c.is_ascii_digit() || "二三四五六七八九十负".contains(c))
            .then_some(false),
    }
}

/// Whether a storey, or one of several, is the first: `1层临街`, `首层及二层`, `1-2层`, `1号楼1层`, `l1`, `01`.
fn names_ground_floor(text: &str) -> bool {
    if ["负", "地下", "b1", "-1"]
        .iter()
        .any(|below| text.contains(below))
    {
        return false;
    }
    // A building's storeys all told say nothing of the premises.
    let text = text
        .split(['共', '(', '（', '/'])
        .next()
        .unwrap_or_default()
        .trim();
    if ["首层", "底层", "临街一层"]
        .iter()
        .any(|first| text.contains(first))
    {
        return true;
    }
    let places = text.match_indices(['1', '一']);
    let mut stands =
        places.map(|(at, one)| (text[..at].chars().next_back(), &text[at + one.len()..]));
    stands.any(|(before, after)| {
        let is_alone = before.is_none_or(|c| {
            !(c.is_ascii_digit() && c != '0' || "十二三四五六七八九百.-~".contains(c))
        });
        let named = ["层", "楼", "f"].iter().any(|word| after.starts_with(word));
        let is_range = after.trim_start().starts_with(['-', '~', '、']);
        let is_number = matches!(after, "" | ".0");
        is_alone && (named || is_range || is_number)
    })
}

#[cfg(test)]
mod tests;
