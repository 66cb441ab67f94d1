//! A second row of headers below merged cells, such as 经度 and 纬度 below 坐标.
//!
//! A row of people is never taken for one: it holds cells of its own below titles that say all of their column.

use super::Field;

/// Joins up to two rows of headers below merged cells, such as 经度 and 纬度 below 坐标, to the first; returns how many rows
/// there are.
pub(super) fn with_rows_below(rows: &[Vec<String>]) -> (Vec<String>, usize) {
    let Some((first, rest)) = rows.split_first() else {
        return (Vec::new(), 0);
    };
    let mut joined = first.clone();
    let mut blanks = first.clone();
    let mut count = 1;
    for row in rest.iter().take(MOST_BELOW) {
        if !is_second_row(&blanks, row) {
            break;
        }
        joined = join(&joined, row);
        blanks.clone_from(row);
        // What is merged down stands in its first row only.
        for (column, title) in joined.iter().enumerate() {
            match blanks.get_mut(column) {
                Some(cell) if cell.trim().is_empty() && is_told(first, column) => {
                    cell.clone_from(title);
                }
                Some(_) => {}
                None => blanks.push(if is_told(first, column) {
                    title.clone()
                } else {
                    String::new()
                }),
            }
        }
        count += 1;
    }
    (joined, count)
}

/// No header has more rows below its first.
const MOST_BELOW: usize = 2;

/// Whether a row has a text in a column.
fn is_told(row: &[String], column: usize) -> bool {
    row.get(column).is_some_and(|cell| !cell.trim().is_empty())
}

/// The titles of two rows as one.
fn join(first: &[String], second: &[String]) -> Vec<String> {
    let width = first.len().max(second.len());
    let at = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    let mut above = String::new();
    let joined = (0..width).map(|column| {
        // A merged cell stands in its first column only.
        let own = at(first, column);
        if !own.trim().is_empty() {
            above.clone_from(&own);
        }
        let below = at(second, column);
        match below.trim() {
            "" => own,
            "合计" | "小计" | "总计" | "计" | "总数" => above.clone(),
            _ if Field::of_header(&below).is_some() => below,
            _ => format!("{above}{below}"),
        }
    });
    joined.collect()
}

/// Parts of a total that stand below its merged cell.
const PARTS: [&str; 9] = [
    "男", "女", "男性", "女性", "合计", "小计", "总计", "计", "总数",
];

/// Whether a row below the header belongs to it: words without a number below merged cells, all of them known or two of
/// them; or nothing but parts of a total, such as men, women and bands of age.
fn is_second_row(first: &[String], row: &[String]) -> bool {
    let is_blank = |column: usize| first.get(column).is_none_or(|cell| cell.trim().is_empty());
    let is_below_merged = |column: usize| {
        is_blank(column)
            || column
                .checked_sub(1)
                .is_some_and(|left| first[left] == first[column])
    };
    // A merged cell's own column is the one before a blank; a row of people fills the columns of others too.
    let has_next = |column: usize| {
        row.get(column + 1)
            .is_some_and(|cell| !cell.trim().is_empty())
    };
    let is_parted = |column: usize| {
        is_below_merged(column) || (has_next(column) && is_below_merged(column + 1))
    };
    let cells = row.iter().enumerate();
    let filled = cells.filter(|(column, cell)| {
        // A title that is merged down over both rows says nothing of the second.
        let title = first.get(*column).map_or("", |title| title.trim());
        !cell.trim().is_empty() && title != cell.trim()
    });
    let (below, beside): (Vec<_>, Vec<_>) = filled.partition(|(column, _)| is_parted(*column));
    if below.len() < beside.len().max(1) {
        return false;
    }
    // Below a title that says all of its column stands somebody's own value, unless the title is merged down.
    let is_own = |(column, cell): &(usize, &String)| {
        let title = first.get(*column).map_or("", |title| title.trim());
        let is_header = |text: &str| Field::of_header(text).is_some();
        is_header(title) || !is_header(cell)
    };
    if beside.iter().any(is_own) {
        return false;
    }
    let filled: Vec<&str> = row
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    let known = filled
        .iter()
        .filter(|cell| Field::of_header(cell).is_some())
        .count();
    let has_number = || {
        filled
            .iter()
            .any(|cell| cell.contains(|c: char| c.is_numeric()))
    };
    let is_band = |cell: &str| {
        let is_part =
            |c: char| c.is_ascii_digit() || matches!(c, '-' | '~' | '～' | '—' | '–' | '至');
        let bare = cell
            .strip_suffix("及以上")
            .or_else(|| cell.strip_suffix("以上"));
        let bare = bare.unwrap_or(cell);
        bare.strip_suffix('岁')
            .is_some_and(|n| !n.is_empty() && n.chars().all(is_part))
    };
    let is_part = |cell: &&str| PARTS.contains(cell) || is_band(cell);
    if filled.len() > 1 && filled.iter().all(is_part) {
        return true;
    }
    known > 0 && (known == filled.len() || (known >= 2 && !has_number()))
}
