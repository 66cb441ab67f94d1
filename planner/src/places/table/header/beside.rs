//! Two tables side by side under the same titles, as printed lists have them to save paper.

use super::{Field, normalise};

/// The column, counted from 1, in which the titles of the first columns begin once more; `None` where they do not.
///
/// A pair of coordinates that stands twice behind other titles is no second table: only titles that are repeated from the
/// first of the table on are, two known ones at least.
pub(super) fn second_block(titles: &[String]) -> Option<usize> {
    let plain: Vec<String> = titles.iter().map(|title| normalise(title)).collect();
    let first = plain.iter().position(|title| !title.is_empty())?;
    let again = (first + 2..plain.len()).find(|column| plain[*column] == plain[first])?;
    let end = plain[..again]
        .iter()
        .rposition(|title| !title.is_empty())
        .map_or(first, |last| last + 1);
    let block = &plain[first..end];
    let known = titles[first..end]
        .iter()
        .filter(|title| Field::of_header(title).is_some());
    let is_repeated = plain[again..].starts_with(block);
    (is_repeated && known.count() >= 2).then_some(again + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_begin_anew_are_a_second_table() {
        let find = |titles: &str| {
            let titles: Vec<String> = titles.split(',').map(str::to_owned).collect();
            second_block(&titles)
        };
        assert_eq!(find("姓名,经度,纬度,姓名,经度,纬度"), Some(4));
        assert_eq!(find("姓名,经度,纬度,,姓名,经度,纬度"), Some(5));
        assert_eq!(
            find(",序号,姓名,经度,纬度,,序号,姓名,经度,纬度,备注"),
            Some(7)
        );
        assert_eq!(find("社区,人数,社区,人数"), Some(3));
        assert_eq!(find("编号,经度,纬度,经度,纬度"), None);
        assert_eq!(find("编号,经度,纬度,编号,备注"), None);
        assert_eq!(find("编号,经度,纬度"), None);
        assert_eq!(find("甲,乙,甲,乙"), None);
    }
}
