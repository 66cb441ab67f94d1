//! Columns that count people under titles that may also mean something else: 合计, 老人, 老年人数合计, 总人数.
//!
//! Such a column is used where it is the only one that may count the old, most of its cells are whole numbers, and the
//! table is none of single persons, whose sums may be of money. What is used so is told; everything else is asked about.
//! A cell that cannot be read decides nothing, wherever it stands: it is told of by its row.

use crate::places::table::position::amount;

use super::{Field, normalise};

/// Titles that sum up whatever stands beside them.
const SUMS: [&str; 4] = ["合计", "总计", "共计", "总数"];
/// Titles that count people.
const PEOPLE: [&str; 5] = ["老人", "总人数", "人数合计", "合计人数", "人数总计"];
/// Words for a part of the old, or for what is no person.
const PARTS: [&str; 40] = [
    "独居",
    "空巢",
    "留守",
    "失能",
    "失独",
    "失智",
    "半自理",
    "高龄",
    "低龄",
    "低保",
    "特困",
    "残",
    "男",
    "女",
    "70",
    "75",
    "80",
    "85",
    "90",
    "100",
    "百岁",
    "机构",
    "设施",
    "床位",
    "户数",
    "服务",
    "占比",
    "护理",
    "工作",
    "志愿",
    "员",
    "食堂",
    "助餐",
    "中心",
    "驿站",
    "活动",
    "学校",
    "大学",
    "协会",
    "子女",
];

/// Whether a title counts all of the old.
fn counts_the_old(title: &str) -> bool {
    let title = normalise(title);
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    let is_of_old = || has(&["老", "岁以上", "岁及以上"]) && has(&["人", "数", "合计"]);
    let is_told = SUMS.contains(&&*title) || PEOPLE.contains(&&*title) || is_of_old();
    is_told && !has(&PARTS)
}

/// The cells of a column that say something.
fn told(column: usize, below: &[Vec<String>]) -> impl Iterator<Item = Option<f64>> {
    let cells = below.iter().filter_map(move |row| row.get(column));
    let plain = cells.map(|cell| super::super::plain(cell.as_bytes()));
    let told = plain.filter(|cell| !cell.is_empty());
    told.map(|cell| amount(&cell, Field::Count))
}

/// Whether most cells of a column are whole numbers, one at least.
fn is_whole(column: usize, below: &[Vec<String>]) -> bool {
    let is_number = |cell: Option<f64>| cell.is_some_and(|n| n.fract() == 0.0);
    let (numbers, others): (Vec<_>, Vec<_>) =
        told(column, below).partition(|cell| is_number(*cell));
    numbers.len() > others.len()
}

/// Whether any cell of a column is a number.
fn has_numbers(column: usize, below: &[Vec<String>]) -> bool {
    told(column, below).any(|cell| cell.is_some())
}

/// The only column that counts the old among those without a meaning, if there is exactly one.
///
/// `below` are the first rows below the header; without them the title alone decides, and sums are not used.
pub(super) fn only_count(
    titles: &[String],
    of_field: &[Option<u32>],
    below: &[Vec<String>],
) -> Option<usize> {
    let of_others = [
        Field::Kind,
        Field::Capacity,
        Field::Status,
        Field::Person,
        Field::Identity,
        Field::Phone,
        Field::Age,
        Field::Birth,
        Field::Count,
    ];
    if of_others.iter().any(|f| of_field[*f as usize].is_some()) {
        return None;
    }
    let is_free = |column: &usize| !of_field.contains(&Some(*column as u32));
    let mut counting = (0..titles.len())
        .filter(is_free)
        .filter(|column| counts_the_old(&titles[*column]));
    let (Some(only), None) = (counting.next(), counting.next()) else {
        return None;
    };
    if !below.is_empty() && !is_whole(only, below) {
        return None;
    }
    // A bare sum may be one of money or of rooms: what it sums up must be people.
    let counts_people = |column: usize| {
        let title = normalise(&titles[column]);
        ["男", "女", "岁", "人", "独居", "空巢", "失能", "自理"]
            .iter()
            .any(|word| title.contains(word))
    };
    let is_sum = SUMS.contains(&&*normalise(&titles[only]));
    let mut others = (0..titles.len()).filter(|c| *c != only && is_free(c));
    let mut sums_people = || others.all(|c| counts_people(c) || !has_numbers(c, below));
    let is_clear = !is_sum || (!below.is_empty() && sums_people());
    is_clear.then_some(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_column_that_counts_the_old_is_found() {
        let none = vec![None; Field::ALL.len()];
        let find = |titles: &str, cells: &str| {
            let titles: Vec<String> = titles.split(',').map(str::to_owned).collect();
            let row = cells.split(',').map(str::to_owned).collect();
            only_count(&titles, &none, &[row])
        };
        assert_eq!(find("楼号,男,女,合计", "甲,1,2,3"), Some(3));
        assert_eq!(find("社区,老人", "甲,12人"), Some(1));
        assert_eq!(find("社区,老年人数合计", "甲,\"1,200\""), None);
        assert_eq!(find("社区,总人数,独居老人数", "甲,12,3"), Some(1));
        for (titles, cells) in [
            ("社区,合计,老人", "甲,3,2"),
            ("社区,老人", "甲,王某"),
            ("社区,老人", "甲,"),
            ("社区,餐费,合计", "甲,300,300"),
            ("社区,独居老人数", "甲,3"),
            ("社区,80岁以上人数", "甲,3"),
            ("社区,养老机构数量", "甲,3"),
            ("社区,养老护理员人数", "甲,3"),
            ("社区,老年食堂数", "甲,3"),
            ("社区,合计", "甲,3.5"),
        ] {
            assert_eq!(find(titles, cells), None, "{titles}");
        }
        // One cell that cannot be read decides nothing, in whatever row it stands; where nothing is told, sums are not used.
        let titles = ["社区".to_owned(), "老人".to_owned()];
        let rows = ["12", "约十人", "7"].map(|cell| vec!["甲".to_owned(), cell.to_owned()]);
        for first in 0..3 {
            let mut rows = rows.clone();
            rows.rotate_left(first);
            assert_eq!(only_count(&titles, &none, &rows), Some(1));
        }
        let titles = ["餐费".to_owned(), "合计".to_owned()];
        assert_eq!(only_count(&titles, &none, &[]), None);
        let mut persons = none.clone();
        persons[Field::Age as usize] = Some(0);
        let titles = ["年龄".to_owned(), "合计".to_owned()];
        assert_eq!(only_count(&titles, &persons, &[]), None);
    }
}
