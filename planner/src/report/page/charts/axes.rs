//! Parts that charts share: texts, lines, signs of the two phases.

use super::super::map::palette;
use super::super::markup::{Element, Markup, el};
use super::super::words::Words;

/// The size of text in charts.
pub(super) const SIZE: f64 = 26.0;

/// Where a text stands against its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Start,
    Middle,
    End,
}

/// A text.
pub(super) fn label((x, y): (f64, f64), side: Side, text: &str) -> Element {
    let anchor = match side {
        Side::Start => "start",
        Side::Middle => "middle",
        Side::End => "end",
    };
    el("text")
        .attr("x", format!("{x:.0}"))
        .attr("y", format!("{y:.0}"))
        .attr("text-anchor", anchor)
        .attr("font-size", SIZE)
        .attr("fill", palette::INK)
        .text(text)
}

/// A thin line.
pub(super) fn line((x, y): (f64, f64), (to_x, to_y): (f64, f64), colour: &str) -> Element {
    el("path")
        .attr("d", format!("M{x:.0} {y:.0}L{to_x:.0} {to_y:.0}"))
        .attr("stroke", colour)
        .attr("stroke-width", 2)
        .attr("fill", "none")
}

/// What the colours of the phases mean.
pub(super) fn phases_key((x, y): (f64, f64), phases: usize, words: Words) -> Markup {
    let names = [
        words.pick("现状", "today"),
        words.pick("建成后", "with the plan"),
    ];
    let mut key = Markup::default();
    let mut at = x;
    for (phase, name) in names.iter().enumerate().take(phases) {
        key.put(
            el("circle")
                .attr("cx", at + 12.0)
                .attr("cy", y - 9.0)
                .attr("r", 11)
                .attr("fill", palette::PHASES[phase]),
        );
        key.put(label((at + 32.0, y), Side::Start, name));
        at += 230.0;
    }
    key
}
