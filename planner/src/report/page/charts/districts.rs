//! Coverage by district: a line from today to afterwards for each, the least covered first.

use super::super::super::record::published::AreaRecord;
use super::super::map::palette;
use super::super::markup::{Markup, el};
use super::super::words::Words;
use super::axes::{SIZE, Side, label, line, phases_key};
use super::{WIDTH, chart};

/// The most districts in a chart.
pub const MOST_ROWS: usize = 40;
/// The left edge of the scale.
const LEFT: f64 = 470.0;
/// The right edge of the scale.
const RIGHT: f64 = WIDTH - 150.0;
/// The distance from row to row.
const ROW: f64 = 46.0;
/// The top of the rows.
const TOP: f64 = 110.0;

/// Coverage of one standard by district.
pub fn districts(
    id: &str,
    areas: &[&AreaRecord],
    (kind, phases): (usize, usize),
    words: Words,
) -> Markup {
    let pct = |area: &AreaRecord, phase: usize| {
        area.standards[kind].get(phase).and_then(|r| r.covered.pct)
    };
    let mut told: Vec<(&AreaRecord, Vec<f64>)> = areas
        .iter()
        .filter_map(|area| {
            let shares: Option<Vec<f64>> = (0..phases).map(|phase| pct(area, phase)).collect();
            Some((*area, shares?))
        })
        .collect();
    told.sort_by(|a, b| a.1[0].total_cmp(&b.1[0]));
    told.truncate(MOST_ROWS);
    if told.is_empty() {
        return Markup::default();
    }
    let height = TOP + ROW * told.len() as f64 + 20.0;
    let mut drawn = phases_key((LEFT, 34.0), phases, words);
    for tick in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
        drawn.put(line(
            (at(tick), TOP - 20.0),
            (at(tick), height - 20.0),
            palette::LINE,
        ));
        drawn.put(label(
            (at(tick), TOP - 32.0),
            Side::Middle,
            &format!("{tick:.0} %"),
        ));
    }
    for (row, (area, shares)) in told.iter().enumerate() {
        let y = TOP + ROW * (row as f64 + 0.5);
        let outside = words.pick("各区划之外", "outside every district");
        let name = area.name.as_deref().unwrap_or(outside);
        drawn.put(label(
            (LEFT - 24.0, y + SIZE * 0.35),
            Side::End,
            &shortened(name),
        ));
        drawn.put(dumbbell(shares, y));
    }
    let title = words.pick("各街道社区覆盖率", "Coverage by district");
    let about = words.pick(
        "每行一个街道或社区，从现状到建成后；数字见各区划表格。",
        "A row for each district, from today to afterwards; the table of districts has the numbers.",
    );
    chart(id, (WIDTH, height), words, (title, about))
        .put(drawn)
        .done()
}

/// Where a share stands.
fn at(pct: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * pct / 100.0
}

/// A line from today to afterwards, with the last share written beside it.
fn dumbbell(shares: &[f64], y: f64) -> Markup {
    let (first, last) = match shares {
        [first, .., last] => (*first, *last),
        [only] => (*only, *only),
        [] => return Markup::default(),
    };
    let mut drawn = line((at(first), y), (at(last), y), palette::INK).done();
    for (phase, share) in shares.iter().enumerate() {
        drawn.put(
            el("circle")
                .attr("cx", format!("{:.0}", at(*share)))
                .attr("cy", format!("{y:.0}"))
                .attr("r", 11)
                .attr("fill", palette::PHASES[phase])
                .attr("stroke", palette::INK)
                .attr("stroke-width", 1),
        );
    }
    drawn.put(label(
        (RIGHT + 24.0, y + SIZE * 0.35),
        Side::Start,
        &format!("{last:.1} %"),
    ));
    drawn
}

/// A name that fits beside its row.
fn shortened(name: &str) -> String {
    let mut width = 0.0;
    let mut short = String::new();
    for letter in name.chars() {
        width += if letter.is_ascii() { 0.56 } else { 1.0 };
        if width > 16.0 {
            short.push('…');
            break;
        }
        short.push(letter);
    }
    short
}
