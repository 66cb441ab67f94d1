//! Identity numbers that stand in several rows of a file: somebody may be listed twice. No number is kept, only a hash of it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::identity;
use crate::findings::{Bilingual, Finding, Severity};
use crate::places::table::{Field, Row};
use crate::places::trouble::Troubles;
use crate::progress::Stage;

/// So many rows are named in the message.
const NAMED: usize = 10;

/// The hashes of a file's numbers with their rows.
#[derive(Debug, Default)]
pub(super) struct Numbers(Vec<(u64, u32)>);

impl Numbers {
    /// Remembers the number of a row, if it is whole.
    pub(super) fn add(&mut self, text: &str, row: u64) {
        if identity::is_personal(text) {
            let mut hash = DefaultHasher::new();
            let digits = text.chars().filter(char::is_ascii_alphanumeric);
            digits.for_each(|c| c.to_ascii_uppercase().hash(&mut hash));
            self.0.push((hash.finish(), row as u32));
        }
    }

    /// Says which rows repeat the number of an earlier one.
    pub(super) fn repeated(mut self) -> Option<Finding> {
        self.0.sort_unstable();
        let pairs = self.0.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let mut rows: Vec<u32> = pairs.map(|pair| pair[1].1).collect();
        rows.sort_unstable();
        let (first, count) = (*rows.first()?, rows.len());
        let named: Vec<String> = rows.iter().take(NAMED).map(u32::to_string).collect();
        let more = if count > NAMED { ", …" } else { "" };
        let named = named.join(", ") + more;
        let text = Bilingual::new(
            format!(
                "{count} 行的证件号码与前面的行相同（第 {named} 行）；全部计入，请核对是否重复登记"
            ),
            format!(
                "{count} rows have the identity number of an earlier row (rows {named}); all are counted: check whether somebody is listed twice"
            ),
        );
        let finding = Finding::new("identity-repeated", Severity::Warning, Stage::Places, text);
        Some(finding.at_row(first.into()).times(count as u64))
    }
}

/// Asks about a month `1` behind a point: a number 1944.10 loses its zero.
pub(super) fn note_unsure_month(row: &Row<'_>, troubles: &mut Troubles) {
    let is_unsure = row.text(Field::Birth).is_some_and(|text| {
        text.len() == 6 && text.ends_with(".1") && text[..4].bytes().all(|b| b.is_ascii_digit())
    });
    if is_unsure {
        troubles.row("birth-unsure", Severity::Warning, row.number, || {
            let row = row.number;
            Bilingual::new(
                format!("第 {row} 行：出生年月以“.1”结尾，按 1 月读取；若为数字，可能是 10 月"),
                format!("row {row}, column birth: ends with .1 and was read as January; if it is a number, it may be October"),
            )
        });
    }
}
