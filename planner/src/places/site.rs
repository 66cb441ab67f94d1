//! Rows and features of the extract become existing facilities and candidate sites.
//!
//! Kinds are the user's own words. A facility without a kind of its own has the kind that the scenario gives.

use std::sync::Arc;

use geo::Centroid as _;

use crate::findings::{Bilingual, Severity};
use crate::osm::{Feature, TagFilter};
use crate::projection::LonLat;

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
) -> Site {
    let kind = match usual.kind {
        Some(kind) => kind.to_owned(),
        None => row.text(Field::Kind).unwrap_or_default().into_owned(),
    };
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
    Site {
        id: row_id(row, troubles),
        name: row.text(Field::Name).map(std::borrow::Cow::into_owned),
        kind,
        status: status(row, usual.status, troubles),
        at,
        capacity: capacity(row, troubles),
        district: None,
        source: Some(SourceRow {
            file: usual.file.clone(),
            row: row.number,
        }),
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
) -> Vec<Site> {
    features
        .iter()
        .filter(|f| filters.iter().any(|filter| has_all_tags(f, filter)))
        .map(|feature| {
            let id = format!("osm:{}/{}", feature.element.name(), feature.osm_id);
            Site {
                name: feature.tag("name").map(str::to_owned),
                kind: kind.to_owned(),
                capacity: feature.tag("capacity").and_then(|c| c.trim().parse().ok()),
                ..Site::new(RowId::text(&id), status, centre(feature))
            }
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

fn capacity(row: &Row<'_>, troubles: &mut Troubles) -> Option<f64> {
    match row.number(Field::Capacity) {
        Number::Absent => None,
        Number::Value(n) if n >= 0.0 => Some(n),
        Number::Value(_) | Number::Unreadable(_) => {
            troubles.row("capacity-unreadable", Severity::Warning, row.number, || {
                Bilingual::new(
                    format!("第 {} 行：容量不是非负数，视为未知", row.number),
                    format!(
                        "row {}, column capacity: no number from 0 on; taken as unknown",
                        row.number
                    ),
                )
            });
            None
        }
    }
}

fn status(row: &Row<'_>, usual: Status, troubles: &mut Troubles) -> Status {
    let Some(text) = row.text(Field::Status) else {
        return usual;
    };
    match parse_status(&text) {
        // In a table of premises "open" is said of the premises: no facility is there yet.
        Some(Status::Open | Status::Committed) if usual == Status::Candidate => return usual,
        Some(status) => return status,
        None => {}
    }
    troubles.row("status-unknown", Severity::Warning, row.number, || {
        Bilingual::new(
            format!(
                "第 {} 行：状态无法识别，按“{}”处理",
                row.number,
                status_zh(usual)
            ),
            format!(
                "row {}, column status: neither open, committed, candidate nor closed; taken as {}",
                row.number,
                usual.name()
            ),
        )
    });
    usual
}

fn parse_status(text: &str) -> Option<Status> {
    match text.to_lowercase().as_str() {
        "open" | "operating" | "开放" | "运营" | "运营中" | "在营" | "营业" | "已开放" | "正常"
        | "已建" | "试运营" => Some(Status::Open),
        "committed" | "planned" | "under construction" | "规划" | "规划中" | "在建" | "已批"
        | "拟建" | "筹建" | "建设中" | "待开业" | "已立项" => Some(Status::Committed),
        "candidate" | "备选" | "备选点" | "候选" => Some(Status::Candidate),
        "closed" | "关闭" | "停业" | "停用" | "暂停" | "暂停营业" | "已关闭" | "关停" | "撤销" => {
            Some(Status::Closed)
        }
        _ => None,
    }
}

const fn status_zh(status: Status) -> &'static str {
    match status {
        Status::Open => "开放",
        Status::Committed => "在建",
        Status::Candidate => "备选",
        Status::Closed => "关闭",
    }
}

impl Status {
    /// The word used in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Committed => "committed",
            Self::Candidate => "candidate",
            Self::Closed => "closed",
        }
    }
}
