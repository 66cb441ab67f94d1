//! Three buckets: served, in reach but full, out of reach; or two, where no capacity is known.

use super::super::super::record::published::{ReachRecord, ShareRecord};
use super::super::map::palette;
use super::super::markup::{Markup, el};
use super::super::words::Words;
use super::axes::{SIZE, Side, label};
use super::chart;

/// The width: half a page, beside its table.
const WIDTH: f64 = 880.0;
/// The left edge of the bars: "with the plan" stands beside them.
const LEFT: f64 = 210.0;
/// The height of a bar.
const BAR: f64 = 46.0;
/// The distance from bar to bar.
const ROW: f64 = 58.0;
/// A share is written into its part from this width on.
const WRITTEN: f64 = 100.0;

/// One bar for each phase; empty where coverage is withheld.
pub fn buckets(id: &str, phases: &[ReachRecord], words: Words) -> Markup {
    let rows: Vec<Vec<(usize, ShareRecord)>> = phases.iter().filter_map(parts).collect();
    if rows.len() != phases.len() || rows.is_empty() {
        return Markup::default();
    }
    let names = [
        words.pick("有座可用", "served"),
        words.pick("可达但已满员", "in reach but full"),
        words.pick("超出范围", "out of reach"),
    ];
    let has_seats = rows.iter().all(|row| row.len() == 3);
    let covered = words.pick("可达（容量未知）", "in reach (capacity not known)");
    let name = |part: usize| {
        if part == 0 && !has_seats {
            covered
        } else {
            names[part]
        }
    };
    let height = ROW * rows.len() as f64 + 52.0;
    let mut drawn = Markup::default();
    for (phase, row) in rows.iter().enumerate() {
        let y = ROW * phase as f64 + 10.0;
        let when = [
            words.pick("现状", "today"),
            words.pick("建成后", "with the plan"),
        ][phase];
        drawn.put(label((LEFT - 20.0, y + BAR / 2.0 + 9.0), Side::End, when));
        drawn.put(bar(row, y));
    }
    let mut x = 0.0;
    for (part, _) in &rows[0] {
        let y = height - 12.0;
        let square = el("rect")
            .attr("x", x)
            .attr("y", y - 24.0)
            .attr("width", 32);
        drawn.put(
            square
                .attr("height", 28)
                .attr("fill", palette::BUCKETS[*part])
                .attr("stroke", "#8A867E"),
        );
        drawn.put(label((x + 44.0, y), Side::Start, name(*part)));
        x += 72.0 + width_of(name(*part));
    }
    let title = words.pick("服务情况", "Who is served");
    let about = words.pick(
        "每个阶段一条，按占适用对象的比例分段；数字见表格。",
        "A bar for each phase, parts by their share of those whom it is for; the table has the numbers.",
    );
    chart(id, (WIDTH, height), words, (title, about))
        .put(drawn)
        .done()
}

/// About how wide a text is.
fn width_of(text: &str) -> f64 {
    let wide = |letter: char| if letter.is_ascii() { 0.56 } else { 1.0 };
    text.chars().map(wide).sum::<f64>() * SIZE
}

/// The parts of a bar with their places among the three; `None` where they are withheld.
fn parts(reach: &ReachRecord) -> Option<Vec<(usize, ShareRecord)>> {
    reach.covered.people?;
    if reach.served.people.is_some() && reach.full.people.is_some() {
        return Some(vec![
            (0, reach.served),
            (1, reach.full),
            (2, reach.not_covered),
        ]);
    }
    Some(vec![(0, reach.covered), (2, reach.not_covered)])
}

fn bar(parts: &[(usize, ShareRecord)], y: f64) -> Markup {
    let total: u64 = parts.iter().filter_map(|(_, share)| share.people).sum();
    let mut x = LEFT;
    let mut drawn = Markup::default();
    for (part, share) in parts {
        let people = share.people.unwrap_or(0);
        let width = (WIDTH - LEFT) * people as f64 / total.max(1) as f64;
        drawn.put(
            el("rect")
                .attr("x", format!("{x:.1}"))
                .attr("y", y)
                .attr("width", format!("{width:.1}"))
                .attr("height", BAR)
                .attr("fill", palette::BUCKETS[*part]),
        );
        if let Some(pct) = share.pct.filter(|_| width > WRITTEN) {
            let ink = if *part == 0 { "#FFFFFF" } else { palette::INK };
            let text = label((x + width / 2.0, y + BAR / 2.0 + 9.0), Side::Middle, "");
            drawn.put(
                text.attr("style", format!("fill:{ink}"))
                    .text(format!("{pct:.1} %")),
            );
        }
        x += width;
    }
    drawn
}
