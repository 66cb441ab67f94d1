//! Rows of seniors become people and the demand points where they live.
//!
//! Every row is kept: one without usable coordinates lives at a demand point that has no place. Names and
//! phones are never read; an identity number tells age and sex and is forgotten; so is an `id` column that holds any.
//!
//! Method: rows are appended as they come; at the end rows are sorted by coordinates, those without by the district
//! that they name, so that equal ones meet, and each group becomes one demand point, numbered in that order. Where
//! speeds go by age, people of one place who walk at different paces are different demand points.
//!
//! Complexity: n log n for n rows; some 50 bytes a row for good and 30 more while reading.
//!
//! Invariants: the seniors of all demand points are those of all rows; permuting rows permutes them and nothing else.

pub(super) mod audience;
mod crowd;
pub(super) mod eligible;
mod gather;
pub(super) mod identity;
pub(super) mod named;
pub(super) mod persons;
mod twice;

use std::path::Path;

use rayon::slice::ParallelSliceMut as _;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DemandId, Id as _};
use crate::progress::Stage;
use crate::projection::LonLat;
use crate::units::Seniors;

use super::attributes::Drafts;
use super::modelled::{Listed, Modelled};
use super::table::{Field, Number, Row, file_name, note_continued, note_no_count, shown};
use super::trouble::Troubles;
use super::{Attributes, Eligible, Error, Places, RowId, SeniorRow};
use identity::{Day, Identity};

/// Seniors as they are read, not yet gathered into demand points.
#[derive(Debug, Default)]
pub(super) struct Homes {
    rows: Vec<SeniorRow>,
    at: Vec<Option<LonLat>>,
    attributes: Drafts,
    /// The day on which ages are taken.
    as_of: Option<Day>,
    /// What the file that is being read has shown so far.
    seen: Seen,
}

/// What a file has shown of its personal columns.
#[derive(Debug, Default)]
struct Seen {
    /// The number of each data row.
    numbers: Vec<u32>,
    /// Rows whose id is an identity number or a phone number.
    personal_ids: u64,
    /// Rows whose identity number is stored as a number.
    ruined: u64,
    /// The first of them, and the column's header.
    first_ruined: Option<(u64, String)>,
    /// The identity numbers, as hashes.
    numbers_of_people: twice::Numbers,
    /// Rows with a day of birth that cannot become an age, because the scenario has no day.
    undated: u64,
}

/// The column that says how well a place is known.
pub(super) const PRECISION: &str = "precision";
/// Its word for people whose place was modelled from a total.
pub(super) const MODELLED: &str = "modelled";

/// More people than this in one row is a slip of the pen.
const MOST_IN_A_ROW: f64 = 1e7;
/// Nobody is older than this.
const OLDEST: f64 = 130.0;

impl Homes {
    /// No rows yet; ages are taken on a day such as `2022-10-28`.
    pub(super) fn new(as_of: Option<&str>) -> Self {
        Self {
            as_of: as_of.and_then(Day::parse),
            ..Self::default()
        }
    }

    /// Adds one row.
    pub(super) fn push(&mut self, row: &Row<'_>, at: Option<LonLat>, troubles: &mut Troubles) {
        let id = row_id(row, troubles);
        self.seen.personal_ids += u64::from(id.is_none());
        self.seen.numbers.push(row.number as u32);
        let identity = self.identity(row, troubles);
        let age = self.age(row, identity, troubles);
        self.rows.push(SeniorRow {
            id: id.unwrap_or(RowId::Row(row.number)),
            home: DemandId::from_index(0),
            count: count(row, troubles),
            eligible: Eligible::Yes,
            age,
        });
        self.at.push(at);
        self.attributes.begin();
        if let (None, Some(identity)) = (row.text(Field::Sex), identity) {
            self.attributes.put(Field::Sex.name(), identity.sex);
        }
        for field in Field::KEPT {
            if let Some(text) = row.text(field) {
                self.attributes.put(field.name(), &text);
            }
        }
        for (name, text) in row.named() {
            self.attributes.put(name, &text);
        }
    }

    /// Adds people who were modelled from a total.
    pub(super) fn push_modelled(&mut self, modelled: &Modelled, id: &str) {
        self.rows.push(SeniorRow {
            id: RowId::text(id),
            home: DemandId::from_index(0),
            count: Seniors::new(modelled.count),
            eligible: Eligible::Yes,
            age: None,
        });
        self.at.push(modelled.at);
        self.attributes.begin();
        self.attributes.put(PRECISION, MODELLED);
        if let Some(code) = &modelled.district {
            self.attributes.put(Field::Street.name(), code);
        }
    }

    /// Who is listed so far, with the districts that rows without a place name.
    pub(super) fn listed(&self, places: &Places) -> Vec<Listed> {
        let (columns, _) = self.attributes.clone().finish();
        let named = named::named_districts(&columns, self.len(), places, &mut Findings::new());
        let rows = self.rows.iter().zip(&self.at).zip(named);
        rows.map(|((row, at), named)| Listed {
            at: *at,
            named,
            count: row.count.count(),
        })
        .collect()
    }

    /// Ends a file: refuses ruined identity numbers, and forgets ids that name people.
    pub(super) fn close(
        &mut self,
        path: &Path,
        first: usize,
        findings: &mut Findings,
    ) -> Result<(), Error> {
        let seen = std::mem::take(&mut self.seen);
        if let Some((row, column)) = seen.first_ruined {
            return Err(Error::IdentityAsNumber {
                row,
                column,
                rows: seen.ruined,
                path: path.to_owned(),
            });
        }
        if let Some(repeated) = seen.numbers_of_people.repeated() {
            findings.push(repeated.in_file(file_name(path)));
        }
        if let Some(crowd) = crowd::at_one_point(&self.at[first..], &seen.numbers) {
            findings.push(crowd.in_file(file_name(path)));
        }
        if seen.personal_ids > 0 {
            // One of them shows what the column is: the others may be the same with a slip of the pen.
            for (row, number) in self.rows[first..].iter_mut().zip(seen.numbers) {
                row.id = RowId::Row(number.into());
            }
        }
        if seen.undated > 0 {
            let count = seen.undated;
            let text = Bilingual::new(
                format!("{count} 行只有出生日期或证件号而情景没有 as_of，年龄未知；请填写 as_of"),
                format!(
                    "{count} rows have a day of birth, but the scenario has no as_of: their age is unknown; set as_of"
                ),
            );
            let finding = Finding::new("age-without-day", Severity::Warning, Stage::Places, text);
            findings.push(finding.in_file(file_name(path)).times(count));
        }
        Ok(())
    }

    /// What the identity number of a row tells; the number itself goes no further.
    fn identity(&mut self, row: &Row<'_>, troubles: &mut Troubles) -> Option<Identity> {
        let text = row.text(Field::Identity)?;
        if identity::is_ruined(&text) {
            self.seen.ruined += 1;
            let first = || (row.number, row.title(Field::Identity).to_owned());
            self.seen.first_ruined.get_or_insert_with(first);
            return None;
        }
        self.seen.numbers_of_people.add(&text, row.number);
        let found = identity::read(&text);
        if found.is_none() {
            troubles.row("identity-invalid", Severity::Note, row.number, || {
                let row = row.number;
                Bilingual::new(
                    format!("第 {row} 行：证件号码不合规则（位数、日期或校验位），不用于推算年龄和性别"),
                    format!(
                        "row {row}: the identity number has a wrong length, day or check character; it tells no age and sex"
                    ),
                )
            });
        }
        found
    }

    /// The age on the scenario's day: by day of birth, else by identity number, else as the row says.
    fn age(
        &mut self,
        row: &Row<'_>,
        identity: Option<Identity>,
        troubles: &mut Troubles,
    ) -> Option<u8> {
        twice::note_unsure_month(row, troubles);
        let written = row.text(Field::Birth);
        let birth = written.as_deref().and_then(Day::parse);
        if written.is_some() && birth.is_none() {
            troubles.row("birth-unreadable", Severity::Warning, row.number, || {
                let row = row.number;
                Bilingual::new(
                    format!("第 {row} 行：出生日期无法识别"),
                    format!("row {row}, column birth: no day such as 1945-03-07"),
                )
            });
        }
        match (birth.or(identity.map(|i| i.birth)), self.as_of) {
            (Some(birth), Some(on)) => birth.age_on(on).or_else(|| age(row, troubles)),
            (None, _) => age(row, troubles),
            (Some(_), None) => {
                let age = age(row, troubles);
                self.seen.undated += u64::from(age.is_none());
                age
            }
        }
    }

    /// What the rows say beside place, count and age; columns that turned out to name people are left out.
    pub(super) fn take_attributes(&mut self, findings: &mut Findings) -> Attributes {
        let (attributes, personal) = std::mem::take(&mut self.attributes).finish();
        let dropped = personal.columns.len() as u64 + personal.cells;
        if dropped > 0 {
            let (columns, of_cells) = (personal.columns.join("、"), personal.of_cells.join("、"));
            let cells = personal.cells;
            let whole = (
                format!("含有证件号码或手机号的列已整列丢弃，未保留：{columns}"),
                format!(
                    "columns that hold identity or phone numbers were dropped whole: {columns}"
                ),
            );
            let single = (
                format!("{cells} 个单元格含有证件号码或手机号，只丢弃这些单元格：{of_cells} 列"),
                format!(
                    "{cells} cells that hold identity or phone numbers were dropped, in the columns {of_cells}"
                ),
            );
            let text = match (columns.is_empty(), cells) {
                (false, 0) => Bilingual::new(whole.0, whole.1),
                (true, _) => Bilingual::new(single.0, single.1),
                (false, _) => Bilingual::new(
                    format!("{}；{}", whole.0, single.0),
                    format!("{}; {}", whole.1, single.1),
                ),
            };
            let finding = Finding::new(
                "personal-content-dropped",
                Severity::Warning,
                Stage::Places,
                text,
            );
            findings.push(finding.times(dropped));
        }
        attributes
    }

    /// How many rows there are so far.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many people there are in the rows from `first` on.
    pub(super) fn seniors_from(&self, first: usize) -> Seniors {
        self.rows[first..].iter().map(|r| r.count).sum()
    }
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

/// The row's own id; `None` where it is an identity number or a phone number.
pub(super) fn row_id(row: &Row<'_>, troubles: &mut Troubles) -> Option<RowId> {
    match row.text(Field::Id) {
        Some(text) if persons::tells_person(&text) || identity::is_ruined(&text) => {
            troubles.row("identity-number-as-id", Severity::Warning, row.number, || {
                Bilingual::new(
                    format!("第 {} 行：编号是证件号码或手机号，整列丢弃，改用行号", row.number),
                    format!(
                        "row {}: the id is an identity or phone number; the whole column was dropped and row numbers are used",
                        row.number
                    ),
                )
            });
            None
        }
        Some(text) => Some(RowId::text(&text)),
        None => Some(RowId::Row(row.number)),
    }
}

/// How many people a row stands for; a count that cannot be read counts as one person.
fn count(row: &Row<'_>, troubles: &mut Troubles) -> Seniors {
    let cell = match row.amount(Field::Count) {
        Number::Absent if row.is_continued(Field::Count) => {
            note_continued(row.number, troubles);
            return Seniors::ZERO;
        }
        Number::Absent => {
            note_no_count(row, troubles);
            return Seniors::new(1);
        }
        Number::Value(n) if (0.0..=MOST_IN_A_ROW).contains(&n) && n.fract() == 0.0 => {
            return Seniors::new(n as u64);
        }
        Number::Value(n) if (0.0..=MOST_IN_A_ROW).contains(&n) => {
            troubles.row("count-not-whole", Severity::Warning, row.number, || {
                Bilingual::new(
                    format!("第 {} 行：人数 {n:.1} 不是整数，已四舍五入", row.number),
                    format!(
                        "row {}: {n:.1} people were rounded to a whole number",
                        row.number
                    ),
                )
            });
            return Seniors::new(n.round() as u64);
        }
        // A large number may be a phone number in the wrong column.
        Number::Value(n) if n.abs() < MOST_IN_A_ROW => format!("{n}"),
        Number::Value(_) => "a number that is not shown".to_owned(),
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
    let years = match row.number(Field::Age) {
        Number::Unreadable(cell) => match row.text(Field::Age).as_deref().and_then(years) {
            Some(years) => Number::Value(years),
            None => Number::Unreadable(cell),
        },
        other => other,
    };
    match years {
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

/// A number of years with its unit behind it, such as `85岁`.
fn years(text: &str) -> Option<f64> {
    const UNITS: [&str; 5] = ["周岁", "岁", "years old", "years", "yrs"];
    let bare = UNITS.iter().find_map(|unit| text.strip_suffix(unit))?;
    bare.trim_end().parse().ok()
}

#[cfg(test)]
mod tests;
