//! The district names in the rows of seniors meet the districts: by code, then by name.
//!
//! A row may name its community, street and county. The most detailed one that is found counts; of several districts
//! called the same, the one within the street or county that the row names too. A community that is called as the street
//! that it is a part of is meant in a column of communities, and the street in one of streets. Whoever has no coordinates
//! is counted where the row says; whoever has is counted where they are, and a contradiction is a finding.

use std::collections::BTreeMap;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::DistrictId;
use crate::places::attributes::{Attribute, Attributes};
use crate::places::district::{plain_name, short_code};
use crate::places::table::Field;
use crate::places::{Places, SeniorRow};
use crate::progress::Stage;
use crate::units::Seniors;

/// The columns that name districts, the most detailed first.
const NAMING: [Field; 3] = [Field::Community, Field::Street, Field::County];

/// For each row the district that it names, if the districts have it.
pub(in crate::places) fn named_districts(
    columns: &Attributes,
    rows: usize,
    places: &Places,
    findings: &mut Findings,
) -> Vec<Option<DistrictId>> {
    let naming: Vec<Naming> = NAMING
        .iter()
        .filter_map(|field| Naming::of(*field, columns.get(field.name())?, places))
        .collect();
    if places.districts.is_empty() || naming.is_empty() {
        return vec![None; rows];
    }
    let mut unknown = 0;
    let found = (0..rows)
        .map(|row| {
            let one = named(row, &naming, places);
            let depth = one.map_or(naming.len(), |(depth, _)| depth);
            // Whoever names a community that there is, and is not counted in it, is told.
            let is_unsure = naming[..depth].iter().any(|n| !n.meanings(row).is_empty());
            let is_lost = one.is_none() && naming.iter().any(|n| n.says(row));
            unknown += u64::from(is_unsure || is_lost);
            one.map(|(_, district)| district)
        })
        .collect();
    note_unknown(unknown, findings);
    found
}

/// Says how many people live in another district than their row names.
pub(in crate::places) fn note_contradictions(
    rows: &[SeniorRow],
    named: &[Option<DistrictId>],
    places: &Places,
    findings: &mut Findings,
) {
    let (mut count, mut people) = (0, Seniors::ZERO);
    for (row, named) in rows.iter().zip(named) {
        let home = &places.demand[row.home];
        let (Some(_), Some(lies_in), Some(named)) = (home.at, home.district, *named) else {
            continue;
        };
        let agree = places.lineage(lies_in).any(|d| d == named)
            || places.lineage(named).any(|d| d == lies_in);
        if !agree {
            count += 1;
            people += row.count;
        }
    }
    if count == 0 {
        return;
    }
    let text = Bilingual::new(
        format!(
            "{count} 行（{people} 名老人）登记的区域与坐标所在的区域不一致；按坐标计入，请核对坐标或登记"
        ),
        format!(
            "{count} rows ({people} seniors) name another district than their coordinates lie in; they count where the coordinates are: check one or the other"
        ),
    );
    let finding = Finding::new(
        "district-contradicted",
        Severity::Warning,
        Stage::Places,
        text,
    );
    findings.push(finding.times(count));
}

/// One column that names districts, with what each of its values may mean.
struct Naming<'a> {
    column: &'a Attribute,
    meanings: Vec<Vec<DistrictId>>,
}

impl<'a> Naming<'a> {
    fn of(field: Field, column: &'a Attribute, places: &Places) -> Option<Self> {
        if column.words().is_empty() {
            return None;
        }
        let mut by_code: BTreeMap<&str, Vec<DistrictId>> = BTreeMap::new();
        let mut by_name: BTreeMap<String, Vec<DistrictId>> = BTreeMap::new();
        for (id, district) in places.districts.enumerate() {
            by_code
                .entry(short_code(&district.code))
                .or_default()
                .push(id);
            by_name
                .entry(plain_name(&district.name))
                .or_default()
                .push(id);
        }
        let meaning = |text: &str| {
            let found = by_code.get(short_code(text));
            let found = found.or_else(|| by_name.get(&plain_name(text)))?;
            let is_within =
                |a: DistrictId, b: DistrictId| places.lineage(a).skip(1).any(|d| d == b);
            let is_meant = |one: &&DistrictId| {
                !found.iter().any(|other| match field {
                    Field::Community => is_within(*other, **one),
                    _ => is_within(**one, *other),
                })
            };
            Some(found.iter().filter(is_meant).copied().collect())
        };
        let words = column.words().iter();
        Some(Self {
            column,
            meanings: words
                .map(|w| meaning(&w.text).unwrap_or_default())
                .collect(),
        })
    }

    fn says(&self, row: usize) -> bool {
        self.column.code(row).is_some()
    }

    fn meanings(&self, row: usize) -> &[DistrictId] {
        self.column
            .code(row)
            .map_or(&[], |code| &self.meanings[code])
    }
}

/// The district that a row names: the only one called so that agrees with the coarser columns. A community of another street
/// than the row names is not meant: then the street counts.
fn named(row: usize, naming: &[Naming], places: &Places) -> Option<(usize, DistrictId)> {
    for (depth, column) in naming.iter().enumerate() {
        let meanings = column.meanings(row);
        let agrees = |district: &&DistrictId| {
            // A district whose parents are not known contradicts nobody.
            let is_apart = meanings.len() == 1 && places.lineage(**district).nth(1).is_none();
            is_apart
                || naming[depth + 1..].iter().all(|coarser| {
                    let theirs = coarser.meanings(row);
                    theirs.is_empty() || places.lineage(**district).any(|d| theirs.contains(&d))
                })
        };
        let mut agreeing = meanings.iter().filter(agrees);
        if let (Some(one), None) = (agreeing.next(), agreeing.next()) {
            return Some((depth, *one));
        }
    }
    None
}

fn note_unknown(unknown: u64, findings: &mut Findings) {
    if unknown == 0 {
        return;
    }
    let text = Bilingual::new(
        format!(
            "{unknown} 行登记的区县、街道或社区在区域文件中找不到（代码和名称都不匹配，或重名，或不在所填街道之内）"
        ),
        format!(
            "{unknown} rows name a county, street or community that the districts have neither by code nor by name, or several times, or in another street than the row names"
        ),
    );
    let finding = Finding::new("district-name-unknown", Severity::Note, Stage::Places, text);
    findings.push(finding.times(unknown));
}
