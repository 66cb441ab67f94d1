//! Rows below a header that are no people and no places: totals, remarks, blank rows, the header once more.
//!
//! A row with coordinates is never taken for one of them, whatever its words. Each is a finding by its row, so that whoever
//! made the table can see that nobody was left out.

use std::borrow::Cow;

use crate::findings::{Bilingual, Severity};
use crate::places::intake::RowCounts;
use crate::places::trouble::Troubles;

use super::header::Header;
use super::{Field, Row, normalise};

/// Tells rows of data from all others, and counts them.
#[derive(Debug)]
pub(super) struct Sieve<'h> {
    header: &'h Header,
    pub(super) counts: RowCounts,
}

/// Words that sum up, alone in a cell or beside the name of what is summed up.
const SUMS: [&str; 5] = ["合计", "小计", "总计", "共计", "累计"];
/// Words that sum up when nothing stands beside them.
const SUMS_ALONE: [&str; 6] = [
    "总人数",
    "总数",
    "合计数",
    "total",
    "subtotal",
    "grandtotal",
];
/// How remarks begin below a table, where next to nothing stands beside them.
const REMARKS: [&str; 14] = [
    "注",
    "说明",
    "附注",
    "填表",
    "填报",
    "制表",
    "审核",
    "复核",
    "统计人",
    "统计时间",
    "联系人",
    "经办",
    "打印",
    "单位负责人",
];
/// A remark has no more cells than this.
const CELLS_OF_REMARKS: usize = 2;
/// In how many cells a word that sums up is looked for.
const CELLS_OF_SUMS: usize = 3;

impl<'h> Sieve<'h> {
    pub(super) fn new(header: &'h Header) -> Self {
        Self {
            header,
            counts: RowCounts::default(),
        }
    }

    /// Whether a row is data; otherwise it is counted and noted.
    pub(super) fn is_data(&mut self, row: &Row<'_>, troubles: &mut Troubles) -> bool {
        let Some(first) = row.first_text() else {
            self.counts.blank += 1;
            return false;
        };
        if self.is_header(row) {
            self.counts.totals += 1;
            note_header(row.number, troubles);
            return false;
        }
        if may_be_apart(&first, row) && is_apart(&first, row) {
            self.counts.totals += 1;
            note_total(row.number, troubles);
            return false;
        }
        true
    }

    /// Says how many blank rows there were.
    pub(super) fn finish(&self, troubles: &mut Troubles) {
        if self.counts.blank == 0 {
            return;
        }
        let n = self.counts.blank;
        let text = Bilingual::new(
            format!("跳过 {n} 行空行"),
            format!("{n} rows without any text were left out"),
        );
        troubles.whole("blank-rows", Severity::Note, n, text);
    }

    /// Whether a row is the header once more, as printed pages repeat it.
    fn is_header(&self, row: &Row<'_>) -> bool {
        let titles = &self.header.titles;
        let mut same = 0;
        for (cell, title) in row.record.iter().zip(titles) {
            let (cell, title) = (cell.trim_ascii(), title.trim().as_bytes());
            if cell.is_empty() {
                continue;
            }
            // Most rows differ in their first cell.
            if cell != title {
                return false;
            }
            same += 1;
        }
        same > 1
    }
}

/// Whether it is worth looking closer: most rows are told apart by their first bytes.
fn may_be_apart(first: &str, row: &Row<'_>) -> bool {
    let has_sum = |cell: &[u8]| {
        let sum = ["计".as_bytes(), "数".as_bytes()];
        cell.windows(3).any(|three| sum.contains(&three))
            || cell
                .first()
                .is_some_and(|b| matches!(b, b't' | b'T' | b's' | b'S' | b'g' | b'G'))
    };
    row.record.iter().take(CELLS_OF_SUMS * 2).any(has_sum)
        || first.starts_with("备注")
        || REMARKS.iter().any(|word| first.starts_with(word))
        || !first.starts_with(|c: char| c.is_alphanumeric())
}

fn is_apart(first: &str, row: &Row<'_>) -> bool {
    let has_place = [Field::Lon, Field::East, Field::Coordinates]
        .iter()
        .any(|field| row.text(*field).is_some());
    if has_place {
        return false;
    }
    let cells: Vec<Cow<'_, str>> = row.texts().take(CELLS_OF_SUMS).collect();
    let filled = row.texts().take(CELLS_OF_REMARKS + 1).count();
    let word = normalise(first);
    let sums_up = |word: &String| {
        SUMS.iter().any(|sum| word == sum) || SUMS_ALONE.iter().any(|sum| word == sum)
    };
    SUMS.iter()
        .any(|sum| word.starts_with(sum) || word.ends_with(sum))
        || word.starts_with("备注")
        || cells
            .iter()
            .map(|cell| normalise(cell))
            .any(|word| sums_up(&word))
        || (filled <= CELLS_OF_REMARKS && REMARKS.iter().any(|start| word.starts_with(start)))
}

fn note_total(row: u64, troubles: &mut Troubles) {
    troubles.row("total-rows", Severity::Note, row, || {
        Bilingual::new(
            format!("第 {row} 行是合计、小计或备注，跳过，不计为老人或设施"),
            format!(
                "row {row} is a total or a remark and was left out: it is no people and no place"
            ),
        )
    });
}

fn note_header(row: u64, troubles: &mut Troubles) {
    troubles.row("header-repeated", Severity::Note, row, || {
        Bilingual::new(
            format!("第 {row} 行重复了表头，跳过"),
            format!("row {row} is the header once more and was left out"),
        )
    });
}
