//! Rows of seniors become people and the demand points where they live.
//!
//! Every row is kept: one without usable coordinates lives at a demand point that has no place. Names, phones
//! and identity numbers are never read; an `id` column that holds identity numbers is not read either.
//!
//! Method: rows are appended as they come; at the end rows are sorted by coordinates, those without by the district
//! that they name, so that equal ones meet, and each group becomes one demand point, numbered by its first row.
//!
//! Complexity: n log n for n rows; some 50 bytes a row for good and 30 more while reading.
//!
//! Invariants: the seniors of all demand points are those of all rows; permuting rows permutes ids and nothing else.

pub(super) mod named;

use rayon::slice::ParallelSliceMut as _;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DemandId, DistrictId, Id as _, Table};
use crate::progress::Stage;
use crate::projection::LonLat;
use crate::units::Seniors;

use super::attributes::Drafts;
use super::table::{Field, Number, Row, shown};
use super::trouble::Troubles;
use super::{Attributes, DemandPoint, Eligible, RowId, SeniorRow};

/// Seniors as they are read, not yet gathered into demand points.
#[derive(Debug, Default)]
pub(super) struct Homes {
    rows: Vec<SeniorRow>,
    at: Vec<Option<LonLat>>,
    attributes: Drafts,
}

/// The columns that are kept of every table that has them.
const KEPT: [Field; 9] = [
    Field::County,
    Field::Street,
    Field::Community,
    Field::Living,
    Field::CareLevel,
    Field::Relief,
    Field::Hukou,
    Field::Sex,
    Field::Tier,
];

/// More people than this in one row is a slip of the pen.
const MOST_IN_A_ROW: f64 = 1e7;
/// Nobody is older than this.
const OLDEST: f64 = 130.0;

impl Homes {
    /// Adds one row.
    pub(super) fn push(&mut self, row: &Row<'_>, at: Option<LonLat>, troubles: &mut Troubles) {
        self.rows.push(SeniorRow {
            id: row_id(row, troubles),
            home: DemandId::from_index(0),
            count: count(row, troubles),
            eligible: Eligible::Yes,
            age: age(row, troubles),
        });
        self.at.push(at);
        self.attributes.begin();
        for field in KEPT {
            if let Some(text) = row.text(field) {
                self.attributes.put(field.name(), &text);
            }
        }
        for (name, text) in row.named() {
            self.attributes.put(name, &text);
        }
    }

    /// What the rows say beside place, count and age.
    pub(super) fn take_attributes(&mut self) -> Attributes {
        std::mem::take(&mut self.attributes).finish()
    }

    /// How many rows there are so far.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many people there are in the rows from `first` on.
    pub(super) fn seniors_from(&self, first: usize) -> Seniors {
        self.rows[first..].iter().map(|r| r.count).sum()
    }

    /// Gathers rows with the same coordinates into demand points.
    ///
    /// `named` is the district that each row names; it is where rows without coordinates are counted.
    pub(super) fn gather(
        mut self,
        named: &[Option<DistrictId>],
    ) -> (Vec<SeniorRow>, Table<DemandId, DemandPoint>) {
        let first_of = first_rows_at_same_place(&self.at, named);
        let mut demand: Table<DemandId, DemandPoint> = Table::new();
        for (row, &first) in first_of.iter().enumerate() {
            let home = if first as usize == row {
                demand.push(DemandPoint {
                    at: self.at[row],
                    seniors: Seniors::ZERO,
                    eligible: Seniors::ZERO,
                    district: named[row].filter(|_| self.at[row].is_none()),
                })
            } else {
                self.rows[first as usize].home
            };
            let senior = &mut self.rows[row];
            senior.home = home;
            demand[home].seniors += senior.count;
            if senior.eligible == Eligible::Yes {
                demand[home].eligible += senior.count;
            }
        }
        (self.rows, demand)
    }
}

/// For each row the first row at the same place; rows without a place share one for each district.
fn first_rows_at_same_place(at: &[Option<LonLat>], named: &[Option<DistrictId>]) -> Vec<u32> {
    let key = |row: u32| match at[row as usize] {
        Some(p) => (Some((p.lon_deg().to_bits(), p.lat_deg().to_bits())), None),
        None => (None, named[row as usize]),
    };
    let mut order: Vec<u32> = (0..at.len() as u32).collect();
    order.par_sort_unstable_by_key(|&row| (key(row), row));
    let mut first_of = vec![0; at.len()];
    for group in order.chunk_by(|&a, &b| key(a) == key(b)) {
        for &row in group {
            first_of[row as usize] = group[0];
        }
    }
    first_of
}

/// Says how many rows share their id with an earlier one.
pub(super) fn note_duplicate_ids<'a>(
    ids: impl Iterator<Item = &'a RowId>,
    what: &Bilingual,
    findings: &mut Findings,
) {
    let mut texts: Vec<&str> = ids.filter_map(RowId::as_text).collect();
    texts.par_sort_unstable();
    let repeated = texts.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
    if repeated > 0 {
        let text = Bilingual::new(
            format!(
                "{repeated} 行{}的编号与前面的行重复；全部计入，请核对是否重复登记",
                what.zh
            ),
            format!(
                "{repeated} rows of {} repeat an earlier id; all are counted: check whether somebody is listed twice",
                what.en
            ),
        );
        findings.push(
            Finding::new("duplicate-ids", Severity::Warning, Stage::Places, text).times(repeated),
        );
    }
}

/// The row's own id, unless it is an identity number.
pub(super) fn row_id(row: &Row<'_>, troubles: &mut Troubles) -> RowId {
    match row.text(Field::Id) {
        Some(text) if is_identity_number(&text) => {
            troubles.row("identity-number-as-id", Severity::Warning, row.number, || {
                Bilingual::new(
                    format!("第 {} 行：编号列是身份证号码，已丢弃，改用行号", row.number),
                    format!(
                        "row {}: the id column holds an identity number; it was dropped and the row number is used",
                        row.number
                    ),
                )
            });
            RowId::Row(row.number)
        }
        Some(text) => RowId::text(&text),
        None => RowId::Row(row.number),
    }
}

/// Whether a text is shaped like a resident identity number: 17 digits with a day of birth, and a check character.
fn is_identity_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 18
        || !bytes[..17].iter().all(u8::is_ascii_digit)
        || !(bytes[17].is_ascii_digit() || bytes[17].eq_ignore_ascii_case(&b'x'))
    {
        return false;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .fold(0_u32, |n, b| n * 10 + u32::from(b - b'0'))
    };
    (1850..=2100).contains(&number(6..10))
        && (1..=12).contains(&number(10..12))
        && (1..=31).contains(&number(12..14))
}

/// How many people a row stands for; a count that cannot be read counts as one person.
fn count(row: &Row<'_>, troubles: &mut Troubles) -> Seniors {
    let cell = match row.number(Field::Count) {
        Number::Absent => return Seniors::new(1),
        Number::Value(n) if (0.0..=MOST_IN_A_ROW).contains(&n) && n.fract() == 0.0 => {
            return Seniors::new(n as u64);
        }
        Number::Value(n) if (0.0..=MOST_IN_A_ROW).contains(&n) => {
            troubles.row("count-not-whole", Severity::Warning, row.number, || {
                Bilingual::new(
                    format!("第 {} 行：人数 {n} 不是整数，已四舍五入", row.number),
                    format!(
                        "row {}: {n} people were rounded to a whole number",
                        row.number
                    ),
                )
            });
            return Seniors::new(n.round() as u64);
        }
        Number::Value(n) => format!("{n}"),
        Number::Unreadable(cell) => shown(cell),
    };
    troubles.row("count-unreadable", Severity::Serious, row.number, || {
        Bilingual::new(
            format!("第 {} 行：人数无法读取，按 1 人计", row.number),
            format!(
                "row {}, column count: {cell} is no number of people; counted as one person",
                row.number
            ),
        )
    });
    Seniors::new(1)
}

fn age(row: &Row<'_>, troubles: &mut Troubles) -> Option<u8> {
    match row.number(Field::Age) {
        Number::Absent => None,
        Number::Value(years) if (0.0..=OLDEST).contains(&years) => Some(years.floor() as u8),
        Number::Value(_) | Number::Unreadable(_) => {
            troubles.row("age-unreadable", Severity::Warning, row.number, || {
                Bilingual::new(
                    format!("第 {} 行：年龄不是 0 到 130 的数字，视为未知", row.number),
                    format!(
                        "row {}, column age: no number from 0 to 130; taken as unknown",
                        row.number
                    ),
                )
            });
            None
        }
    }
}
