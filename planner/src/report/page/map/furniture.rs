//! What makes a drawing a map: marks, legend, scale bar, north arrow, attribution.

use super::super::markup::{Element, Markup, el};
use super::super::words::Words;
use super::atlas::{Atlas, Mark, MarkSort};
use super::frame::{Frame, Spot};
use super::labels::width_of;
use super::{Sheet, palette};
use crate::text::Lang;

/// The size of small text.
const SMALL: f64 = 21.0;
/// The height of a row of the legend.
const ROW: f64 = 40.0;

/// A site.
pub(super) fn mark(mark: &Mark, (x, y): Spot, scale: f64) -> Markup {
    let name = el("title").text(&mark.name);
    let there = format!("translate({x} {y}) scale({scale})");
    let sign = match mark.sort {
        MarkSort::Open => dot((0, 0), palette::SITE, "#FFFFFF").done(),
        MarkSort::Committed => dot((0, 0), "#FFFFFF", palette::SITE).done(),
        MarkSort::Proposed(rank) => numbered((0, 0), rank),
    };
    el("g").attr("transform", there).put(name).put(sign).done()
}

fn dot((x, y): Spot, fill: &'static str, stroke: &'static str) -> Element {
    el("circle")
        .attr("cx", x)
        .attr("cy", y)
        .attr("r", 12)
        .attr("fill", fill)
        .attr("stroke", stroke)
        .attr("stroke-width", 4)
}

/// A square with its place in the order: another shape than open sites, for grey print.
fn numbered((x, y): Spot, rank: usize) -> Markup {
    let square = el("rect")
        .attr("x", x - 21)
        .attr("y", y - 21)
        .attr("width", 42)
        .attr("height", 42)
        .attr("rx", 8)
        .attr("fill", palette::PROPOSED)
        .attr("stroke", "#FFFFFF")
        .attr("stroke-width", 4);
    let number = el("text")
        .attr("x", x)
        .attr("y", y + 9)
        .attr("text-anchor", "middle")
        .attr("font-size", if rank > 99 { 20 } else { 26 })
        .attr("font-weight", "bold")
        .attr("fill", "#FFFFFF")
        .text(rank);
    [square.done(), number.done()].into_iter().collect()
}

/// Scale bar, north arrow, attribution and a thin line around, over the map.
pub(super) fn frame(sheet: &Sheet, frame: &Frame, words: Words, attribution: &str) -> Markup {
    let around = el("rect")
        .attr("width", sheet.width)
        .attr("height", sheet.height)
        .attr("fill", "none")
        .attr("stroke", palette::LINE)
        .attr("stroke-width", 3);
    let mut all = Markup::default();
    all.put(scale_bar(frame, words));
    all.put(north(frame, words));
    all.put(credit(frame, attribution));
    all.put(around);
    all
}

fn card(x: f64, y: f64, width: f64, height: f64) -> Element {
    el("rect")
        .attr("x", x)
        .attr("y", y)
        .attr("width", width)
        .attr("height", height)
        .attr("rx", 6)
        .attr("fill", "#FFFFFF")
        .attr("fill-opacity", "0.82")
}

fn scale_bar(frame: &Frame, words: Words) -> Markup {
    let metres = round_length(frame.m_per_unit() * frame.width * 0.22);
    let length = (metres / frame.m_per_unit()).round();
    let (x, y) = (20.0, frame.height - 20.0);
    let text = if metres < 1000.0 {
        format!("{metres:.0} {}", words.pick("米", "m"))
    } else {
        format!("{:.0} {}", metres / 1000.0, words.pick("公里", "km"))
    };
    let bar = el("path")
        .attr("d", format!("M{x} {}v10h{length}v-10", y - 14.0))
        .attr("fill", "none")
        .attr("stroke", palette::INK)
        .attr("stroke-width", 3);
    let label = el("text")
        .attr("x", x + length + 12.0)
        .attr("y", y - 2.0)
        .attr("font-size", SMALL)
        .attr("fill", palette::INK)
        .text(&text);
    let width = length + 24.0 + width_of(&text, SMALL) + 8.0;
    el("g")
        .class("scale")
        .attr("data-m-per-unit", format!("{:.6}", frame.m_per_unit()))
        .put(card(x - 10.0, y - 30.0, width, 40.0))
        .put(bar)
        .put(label)
        .done()
}

/// The longest of 1, 2, 5, 10, 20, 50, … that is not longer.
fn round_length(most: f64) -> f64 {
    let power = 10_f64.powf(most.max(1.0).log10().floor());
    let fits = [5.0, 2.0, 1.0]
        .into_iter()
        .find(|lead| lead * power <= most);
    fits.unwrap_or(1.0) * power
}

fn north(frame: &Frame, words: Words) -> Markup {
    let (x, y) = (frame.width - 42.0, 24.0);
    let arrow = el("path")
        .attr("d", format!("M{x} {y}l14 40-14-9-14 9z"))
        .attr("fill", palette::INK);
    let letter = el("text")
        .attr("x", x)
        .attr("y", y + 62.0)
        .attr("text-anchor", "middle")
        .attr("font-size", SMALL)
        .attr("fill", palette::INK)
        .text(words.pick("北", "N"));
    el("g")
        .put(card(x - 24.0, y - 8.0, 48.0, 78.0))
        .put(arrow)
        .put(letter)
        .done()
}

fn credit(frame: &Frame, attribution: &str) -> Markup {
    let size = 17.0;
    let width = width_of(attribution, size) + 12.0;
    let (x, y) = (frame.width - 8.0, frame.height - 10.0);
    let text = el("text")
        .attr("x", x - 6.0)
        .attr("y", y - 5.0)
        .attr("text-anchor", "end")
        .attr("font-size", size)
        .attr("fill", palette::INK)
        .text(attribution);
    el("g")
        .put(card(x - width, y - 22.0, width, 26.0))
        .put(text)
        .done()
}

/// What hexagons are filled with where too few people live to tell, as a pattern with an id.
pub(super) fn hatch(id: &str) -> Markup {
    let line = el("path")
        .attr("d", "M0 12l12 -12")
        .attr("stroke", "#8A867E")
        .attr("stroke-width", 2);
    let ground = el("rect")
        .attr("width", 12)
        .attr("height", 12)
        .attr("fill", palette::WITHHELD);
    let pattern = el("pattern")
        .attr("id", id)
        .attr("width", 12)
        .attr("height", 12)
        .attr("patternUnits", "userSpaceOnUse")
        .put(ground)
        .put(line);
    el("defs").put(pattern).done()
}

/// The fill that a pattern makes.
pub(super) fn hatched(id: &str) -> String {
    format!("url(#{id})")
}

/// One entry of a legend: how it is drawn around a middle, and what it means.
struct Entry {
    sign: Box<dyn Fn(f64, f64) -> Markup>,
    text: String,
}

/// The legend as an element of its own.
pub fn legend(atlas: &Atlas, phase: usize, words: Words, width: f64) -> Markup {
    const HATCH_ID: &str = "legend-h";
    let (drawn, height) = legend_below(atlas, phase, words, (width, HATCH_ID));
    el("svg")
        .attr("xmlns", "http://www.w3.org/2000/svg")
        .attr("viewBox", format!("0 0 {width} {height}"))
        .attr("role", "img")
        .attr("aria-label", words.pick("图例", "Legend"))
        .attr("font-family", super::fonts(words.lang))
        .class("legend")
        .put(hatch(HATCH_ID))
        .put(drawn)
        .done()
}

/// The legend, and how high it is.
pub(super) fn legend_below(
    atlas: &Atlas,
    phase: usize,
    words: Words,
    (width, hatch_id): (f64, &str),
) -> (Markup, f64) {
    let entries = entries(atlas, phase, (words, hatch_id));
    let mut drawn = Markup::default();
    let (mut x, mut y) = (10.0, ROW * 0.75);
    for entry in entries {
        let needed = 52.0 + width_of(&entry.text, SMALL) + 26.0;
        if x + needed > width && x > 10.0 {
            x = 10.0;
            y += ROW;
        }
        drawn.put((entry.sign)(x + 20.0, y));
        drawn.put(
            el("text")
                .attr("x", x + 48.0)
                .attr("y", y + 7.0)
                .attr("font-size", SMALL)
                .attr("fill", palette::INK)
                .text(&entry.text),
        );
        x += needed;
    }
    (drawn, y + ROW * 0.6)
}

fn entries(atlas: &Atlas, phase: usize, (words, hatch_id): (Words, &str)) -> Vec<Entry> {
    let swatch = |colour: &str| -> Box<dyn Fn(f64, f64) -> Markup> {
        let colour = colour.to_owned();
        Box::new(move |x, y| {
            let square = el("rect").attr("x", x - 18.0).attr("y", y - 12.0);
            let square = square
                .attr("width", 36)
                .attr("height", 24)
                .attr("fill", &colour)
                .attr("fill-opacity", palette::OPACITY);
            square
                .attr("stroke", "#8A867E")
                .attr("stroke-width", 1)
                .done()
        })
    };
    let mut entries: Vec<Entry> = (0..5)
        .map(|class| Entry {
            sign: swatch(palette::COVERAGE[class]),
            text: match (words.lang, class) {
                (Lang::Zh, 0) => "覆盖 0–20 %".to_owned(),
                (Lang::En, 0) => "0–20 % covered".to_owned(),
                _ => format!("{}–{} %", class * 20, class * 20 + 20),
            },
        })
        .collect();
    let withheld = atlas
        .hexagons
        .iter()
        .any(|h| super::class_of(h, phase) == Some(5));
    if withheld {
        entries.push(Entry {
            sign: swatch(&hatched(hatch_id)),
            text: words
                .pick("人数过少，不公布", "too few people to tell")
                .to_owned(),
        });
    }
    let spot = |x: f64, y: f64| (x.round() as i32, y.round() as i32);
    let has = |wanted: fn(&MarkSort) -> bool| atlas.marks.iter().any(|mark| wanted(&mark.sort));
    if has(|sort| *sort == MarkSort::Open) {
        entries.push(Entry {
            sign: Box::new(move |x, y| dot(spot(x, y), palette::SITE, "#FFFFFF").done()),
            text: words.pick("已有设施", "open today").to_owned(),
        });
    }
    if has(|sort| *sort == MarkSort::Committed) && phase > 0 {
        entries.push(Entry {
            sign: Box::new(move |x, y| dot(spot(x, y), "#FFFFFF", palette::SITE).done()),
            text: words.pick("在建", "decided").to_owned(),
        });
    }
    if has(|sort| matches!(sort, MarkSort::Proposed(_))) && phase > 0 {
        entries.push(Entry {
            sign: Box::new(move |x, y| numbered(spot(x, y), 1)),
            text: words
                .pick("建议选址（按次序）", "proposed, in order")
                .to_owned(),
        });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_bars_have_round_lengths() {
        assert_eq!(
            [7.0, 19.9, 20.0, 4999.0, 5000.0].map(round_length),
            [5.0, 10.0, 20.0, 2000.0, 5000.0]
        );
    }
}
