//! Coverage by group of people: by age, by how they live, by need; and the gap between the best and the worst group.
//!
//! Every table counts all eligible seniors once: whoever says nothing about themselves is a group of their own.

use crate::places::{Attribute, Eligible, Places, SeniorRow};
use crate::units::Seniors;

use super::super::{Coverage, Tally};

/// Eligible seniors by one property.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupTable {
    /// The property: `age`, or a column such as `living`, `carelevel`, `relief`, `tier`.
    pub by: String,
    /// The groups in the order of their values; those of whom it is not known come last.
    pub rows: Vec<GroupRow>,
}

/// Coverage of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// The value that its people share; `None` where it is not known.
    pub value: Option<String>,
    /// How many they are.
    pub eligible: Seniors,
    /// How those of them whom it is for stand towards each standard.
    pub kinds: Vec<Tally>,
    /// For how many of them every standard is met that is for them.
    pub circle_complete: Seniors,
}

/// Columns that tell groups apart where the tables have them.
const COLUMNS: [&str; 5] = ["living", "carelevel", "relief", "tier", "sex"];
/// A column with more values than this tells people apart and not groups.
const MOST_VALUES: usize = 20;

/// One table by age band, and one for each known column.
pub fn tables(coverage: &Coverage, places: &Places, age_bands: &[u8]) -> Vec<GroupTable> {
    let mut tables = Vec::new();
    if places.seniors.iter().any(|row| row.age.is_some()) {
        let bands = labels(age_bands);
        let band_of = |_: usize, row: &SeniorRow| {
            row.age
                .map(|age| age_bands.partition_point(|from| *from <= age))
        };
        tables.push(table("age", &bands, coverage, places, band_of));
    }
    for name in COLUMNS {
        let column = places.columns.get(name);
        if let Some(column) = column.filter(|c| c.words().len() <= MOST_VALUES) {
            tables.push(by_column(column, coverage, places));
        }
    }
    tables
}

/// No group: of whom nothing is counted.
pub const NOWHERE: usize = usize::MAX;

/// For each table the row of each row of seniors; [`NOWHERE`] for those who are not eligible.
pub fn members(tables: &[GroupTable], places: &Places, age_bands: &[u8]) -> Vec<Vec<usize>> {
    let bands = labels(age_bands);
    let of_table = |table: &GroupTable| {
        let column = places.columns.get(&table.by);
        let words = column.map(Attribute::words);
        let row_of = |value: Option<&str>| {
            let mut rows = table.rows.iter();
            rows.position(|row| row.value.as_deref() == value)
                .unwrap_or(NOWHERE)
        };
        let of_band: Vec<usize> = bands.iter().map(|band| row_of(Some(band))).collect();
        let of_word: Vec<usize> = (words.into_iter().flatten())
            .map(|word| row_of(Some(&word.text)))
            .collect();
        let unknown = row_of(None);
        let row = |(number, senior): (usize, &SeniorRow)| match (senior.eligible, column) {
            (Eligible::No, _) => NOWHERE,
            (_, Some(column)) => column.code(number).map_or(unknown, |code| of_word[code]),
            (_, None) => senior.age.map_or(unknown, |age| {
                of_band[age_bands.partition_point(|from| *from <= age)]
            }),
        };
        places.seniors.iter().enumerate().map(row).collect()
    };
    tables.iter().map(of_table).collect()
}

fn by_column(column: &Attribute, coverage: &Coverage, places: &Places) -> GroupTable {
    let values: Vec<String> = column.words().iter().map(|w| w.text.to_string()).collect();
    let code = |number: usize, _: &SeniorRow| column.code(number);
    table(column.name(), &values, coverage, places, code)
}

fn table(
    by: &str,
    values: &[String],
    coverage: &Coverage,
    places: &Places,
    code: impl Fn(usize, &SeniorRow) -> Option<usize>,
) -> GroupTable {
    let empty = |value| GroupRow {
        value,
        eligible: Seniors::ZERO,
        kinds: vec![Tally::default(); coverage.kinds.len()],
        circle_complete: Seniors::ZERO,
    };
    let known = values.iter().map(|value| empty(Some(value.clone())));
    let mut rows: Vec<GroupRow> = known.chain([empty(None)]).collect();
    for (number, senior) in places.seniors.iter().enumerate() {
        if senior.eligible == Eligible::No {
            continue;
        }
        let row = &mut rows[code(number, senior).unwrap_or(values.len())];
        row.eligible += senior.count;
        for (tally, kind) in row.kinds.iter_mut().zip(&coverage.kinds) {
            if kind.is_for(senior.home) {
                tally.add(kind.heading(senior.home), senior.count);
            }
        }
        if coverage.completes_circle(senior.home) {
            row.circle_complete += senior.count;
        }
    }
    rows.retain(|row| row.eligible > Seniors::ZERO);
    GroupTable {
        by: by.to_owned(),
        rows,
    }
}

/// The bands below, between and from their limits on.
fn labels(bands: &[u8]) -> Vec<String> {
    let Some((first, last)) = bands.first().zip(bands.last()) else {
        return vec!["all".to_owned()];
    };
    let between = bands.windows(2).map(|w| format!("{}-{}", w[0], w[1] - 1));
    std::iter::once(format!("<{first}"))
        .chain(between)
        .chain([format!("{last}+")])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_named_by_their_ages() {
        assert_eq!(labels(&[60, 70, 80]), ["<60", "60-69", "70-79", "80+"]);
        assert_eq!(labels(&[]), ["all"]);
    }
}
