//! Plans beside the proposed one.

use super::super::Report;
use super::super::markup::Markup;
use super::super::table::{Table, numbers};
use super::super::words::{DASH, plain, whole};
use super::part;

/// Plans between people covered and another aim, none better in both.
pub(super) fn between(report: &Report) -> Markup {
    let words = report.words;
    let Some(front) = &report.folder.published.front else {
        return Markup::default();
    };
    let aim = match front.against.as_str() {
        "mean_walk" => words.pick("人均步行分钟", "mean minutes on foot"),
        "worst_district" => words.pick("最低区划覆盖率 %", "worst district, % covered"),
        _ => words.pick("费用", "cost"),
    };
    let columns = [
        numbers(words.pick("方案", "plan")),
        numbers(words.pick("新增点位", "new sites")),
        numbers(words.pick("覆盖人数", "people covered")),
        numbers("%"),
        numbers(aim),
    ];
    let caption = words.pick(
        "两个目标之间的方案：没有一个在两方面都更好",
        "Plans between two aims: none is better in both",
    );
    let mut table = Table::new(caption, columns);
    for (number, point) in front.points.iter().enumerate() {
        table.row([
            (number + 1).to_string(),
            whole(point.sites as u64),
            words.people(point.covered.people),
            words.pct(point.covered.pct),
            point.other.map_or_else(|| DASH.to_owned(), plain),
        ]);
    }
    part(words.pick("权衡前沿", "Between two aims"), table.done())
}
