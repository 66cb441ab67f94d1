//! How long people walk: coverage by the minutes allowed, and people by the minutes that they need.

use std::fmt::Write as _;

use super::super::super::record::published::{BinRecord, StandardRecord};
use super::super::map::palette;
use super::super::markup::{Markup, el};
use super::super::words::{Words, plain};
use super::axes::{Side, label, line, phases_key};
use super::{WIDTH, chart};

/// The left edge of the scale.
const LEFT: f64 = 130.0;
/// The right edge of the scale.
const RIGHT: f64 = WIDTH - 40.0;
/// The upper edge of the scale.
const TOP: f64 = 80.0;
/// The lower edge of the scale.
const BOTTOM: f64 = 560.0;
/// The height of the charts.
const HEIGHT: f64 = 650.0;
/// The longest walk that is drawn, in minutes.
const LONGEST: f64 = 60.0;

/// How many are covered when more minutes are allowed.
pub fn curve(id: &str, standard: &StandardRecord, words: Words) -> Markup {
    if standard.minutes.is_empty() {
        return Markup::default();
    }
    let phases = standard.phases.len();
    let x = |minutes: f64| LEFT + (RIGHT - LEFT) * minutes / LONGEST;
    let y = |pct: f64| BOTTOM - (BOTTOM - TOP) * pct / 100.0;
    let mut drawn = phases_key((LEFT, 34.0), phases, words);
    drawn.put(pct_scale());
    for tick in (0..=60).step_by(10) {
        let at = x(f64::from(tick));
        drawn.put(label((at, BOTTOM + 40.0), Side::Middle, &tick.to_string()));
    }
    drawn.put(label(
        (RIGHT, BOTTOM + 80.0),
        Side::End,
        words.pick("步行分钟", "minutes on foot"),
    ));
    let limit = x(standard.within_min);
    drawn.put(line((limit, TOP), (limit, BOTTOM), palette::INK).attr("stroke-dasharray", "10 6"));
    for phase in 0..phases {
        let mut path = format!("M{:.0} {:.0}", x(0.0), y(0.0));
        for sum in &standard.minutes {
            let pct = sum.pct.get(phase).copied().unwrap_or(0.0);
            let _ = write!(path, "L{:.0} {:.0}", x(sum.minutes as f64), y(pct));
        }
        let dashes = if phase == 0 && phases > 1 {
            "16 8"
        } else {
            "none"
        };
        drawn.put(
            el("path")
                .attr("d", path)
                .attr("fill", "none")
                .attr("stroke", palette::PHASES[phase])
                .attr("stroke-width", 6)
                .attr("stroke-dasharray", dashes)
                .attr("stroke-linejoin", "round"),
        );
    }
    let title = words.pick("覆盖率曲线", "Coverage curve");
    let about = words.pick(
        "横轴为允许的步行分钟，纵轴为覆盖率；竖虚线为服务标准。",
        "Minutes allowed across, coverage up; the dashed upright line is the standard.",
    );
    chart(id, (WIDTH, HEIGHT), words, (title, about))
        .put(drawn)
        .done()
}

fn pct_scale() -> Markup {
    let y = |pct: f64| BOTTOM - (BOTTOM - TOP) * pct / 100.0;
    let ticks = [0.0, 25.0, 50.0, 75.0, 100.0];
    ticks
        .into_iter()
        .flat_map(|tick| {
            let text = format!("{tick:.0} %");
            [
                line((LEFT, y(tick)), (RIGHT, y(tick)), palette::LINE).done(),
                label((LEFT - 16.0, y(tick) + 9.0), Side::End, &text).done(),
            ]
        })
        .collect()
}

/// How many people walk how long.
pub fn histogram(id: &str, standard: &StandardRecord, words: Words) -> Markup {
    let bins = &standard.bins;
    let most = bins
        .iter()
        .flat_map(|bin| &bin.people)
        .copied()
        .max()
        .unwrap_or(0);
    if most == 0 {
        return Markup::default();
    }
    let phases = standard.phases.len();
    let slot = (RIGHT - LEFT) / bins.len() as f64;
    let width = slot * 0.8 / phases as f64;
    let mut drawn = phases_key((LEFT, 34.0), phases, words);
    drawn.put(line((LEFT, BOTTOM), (RIGHT, BOTTOM), palette::INK));
    for (number, bin) in bins.iter().enumerate() {
        let left = LEFT + slot * (number as f64 + 0.1);
        for (phase, people) in bin.people.iter().enumerate() {
            let height = (BOTTOM - TOP - 20.0) * *people as f64 / most as f64;
            drawn.put(
                el("rect")
                    .attr("x", format!("{:.1}", left + width * phase as f64))
                    .attr("y", format!("{:.1}", BOTTOM - height))
                    .attr("width", format!("{width:.1}"))
                    .attr("height", format!("{height:.1}"))
                    .attr("fill", palette::PHASES[phase])
                    .put(el("title").text(format!(
                        "{}: {}",
                        span(bin, words),
                        words.people(Some(*people))
                    ))),
            );
        }
        let middle = left + slot * 0.4;
        drawn.put(
            label((middle, BOTTOM + 40.0), Side::Middle, &span(bin, words))
                .attr("style", "font-size:22px"),
        );
    }
    drawn.put(label(
        (RIGHT, BOTTOM + 80.0),
        Side::End,
        words.pick("步行分钟", "minutes on foot"),
    ));
    let title = words.pick("步行时间分布", "How long people walk");
    let about = words.pick(
        "每组柱为步行时间在该范围内的人数；数字见表格。",
        "Each group of bars counts people whose walk is in that range; the table has the numbers.",
    );
    chart(id, (WIDTH, HEIGHT), words, (title, about))
        .put(drawn)
        .done()
}

/// The minutes of a bin.
pub fn span(bin: &BinRecord, words: Words) -> String {
    match bin.to_min {
        Some(to) => format!("{}–{to}", bin.from_min),
        None => format!("{}{}", words.pick("＞", "> "), plain(bin.from_min as f64)),
    }
}
