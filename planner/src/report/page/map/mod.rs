//! Maps of a run as SVG: drawn from the extract, with legend, scale bar, north arrow and attribution.
//!
//! A unit is a tenth of a millimetre on paper. Everything that a map needs stands in its own element, so that the same
//! text is a figure of the report and a file of its own.

pub mod atlas;
pub mod frame;
mod furniture;
mod labels;
pub mod palette;

use std::collections::BTreeMap;

use geo::Coord;

use super::ground::Run;
use super::markup::{Element, Markup, el, text_el};
use super::words::{Words, whole};
use crate::text::Lang;
use atlas::{Atlas, Hexagon, Mark, MarkSort};
use frame::{Extent, Frame};
use labels::Labels;

pub use furniture::legend;

/// The fonts of maps and charts in a language; the first that the machine has is taken.
pub const fn fonts(lang: Lang) -> &'static str {
    lang.pick(
        "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif",
        "'Segoe UI','Helvetica Neue',Arial,'Noto Sans','DejaVu Sans','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif",
    )
}

/// Streets of a class are left out from so many metres in a unit on.
const STREETS_UNTIL: [f64; 4] = [1e9, 60.0, 14.0, 4.0];
/// Hexagons of a map of everything say their numbers when there are no more than this.
const MOST_TOLD: usize = 2500;
/// More sites than this are drawn small where the map is seen from afar.
const CROWD: usize = 120;
/// Lines are thin from so many metres in a unit on.
const FAR: f64 = 12.0;
/// The widths of streets by class.
const STREET_WIDTHS: [&str; 4] = ["6", "4", "3", "2"];

/// Where the legend of a map stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legend {
    /// Below it, as a part of it.
    Below,
    /// Somewhere else, or nowhere.
    Apart,
}

/// One map.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// What its parts are called; unique in the report, and the name of its file.
    pub id: String,
    /// What it shows, in a line.
    pub title: String,
    /// The same for those who cannot see it.
    pub about: String,
    /// Its piece of the earth.
    pub extent: Extent,
    /// Its width.
    pub width: f64,
    /// Its height without the legend.
    pub height: f64,
    /// 0 for today, 1 for afterwards.
    pub phase: usize,
    /// The district that it is about.
    pub focus: Option<&'a str>,
    /// The most bytes that its streets may take, and half as many its green and water each.
    pub budget: usize,
    /// Where its legend stands.
    pub legend: Legend,
}

impl Sheet<'_> {
    /// The map as an SVG element.
    pub fn draw(&self, atlas: &Atlas, words: Words) -> Markup {
        let frame = Frame::fitting(&self.extent, self.width, self.height);
        let (below, legend_height) = if self.legend == Legend::Below {
            let hatch_id = self.hatch_id();
            furniture::legend_below(atlas, self.phase, words, (self.width, &hatch_id))
        } else {
            (Markup::default(), 0.0)
        };
        let height = self.height + legend_height;
        let title_id = format!("{}-t", self.id);
        let about_id = format!("{}-d", self.id);
        let view = format!("0 0 {} {}", self.width, self.height);
        el("svg")
            .attr("xmlns", "http://www.w3.org/2000/svg")
            .attr("viewBox", format!("0 0 {} {height}", self.width))
            .attr("role", "img")
            .attr("aria-labelledby", format!("{title_id} {about_id}"))
            .attr("font-family", fonts(words.lang))
            .put(el("title").attr("id", &title_id).text(&self.title))
            .put(el("desc").attr("id", &about_id).text(&self.about))
            .put(furniture::hatch(&self.hatch_id()))
            .put(
                el("svg")
                    .class("view")
                    .attr("width", self.width)
                    .attr("height", self.height)
                    .attr("viewBox", view)
                    .put(self.view(atlas, &frame, words)),
            )
            .put(furniture::frame(
                self,
                &frame,
                words,
                &atlas.ground.attribution,
            ))
            .put(
                el("g")
                    .attr("transform", format!("translate(0 {})", self.height))
                    .put(below),
            )
            .done()
    }

    /// Everything that moves when the map is moved.
    fn view(&self, atlas: &Atlas, frame: &Frame, words: Words) -> Markup {
        let mut view = Markup::default();
        view.put(ground(atlas, frame, self.budget / 2));
        view.put(self.hexagons(atlas, frame, words));
        view.put(self.streets(atlas, frame));
        view.put(self.districts(atlas, frame));
        view.put(self.gaps(atlas, frame));
        view.put(self.marks_and_names(atlas, frame));
        view
    }

    fn hatch_id(&self) -> String {
        format!("{}-h", self.id)
    }

    fn hexagons(&self, atlas: &Atlas, frame: &Frame, words: Words) -> Markup {
        let shown = atlas.hexagons.iter().filter(|hexagon| {
            self.focus
                .is_none_or(|code| hexagon.district.as_deref() == Some(code))
        });
        let tells = self.focus.is_some() || atlas.hexagons.len() <= MOST_TOLD;
        let mut classes: BTreeMap<usize, Vec<Markup>> = BTreeMap::new();
        for hexagon in shown {
            let class = class_of(hexagon, self.phase);
            let Some(class) = class else { continue };
            let path = frame.rings(hexagon.rings.iter().map(Vec::as_slice), 2.0);
            if path.is_empty() {
                continue;
            }
            let mut drawn = el("path").attr("d", path);
            if tells {
                drawn = drawn.put(text_el("title", told(hexagon, self.phase, words)));
            }
            classes.entry(class).or_default().push(drawn.done());
        }
        let groups = classes.into_iter().map(|(class, paths)| {
            let fill = palette::COVERAGE.get(class).map_or_else(
                || furniture::hatched(&self.hatch_id()),
                |colour| (*colour).to_owned(),
            );
            el("g").attr("fill", fill).put_all(paths)
        });
        el("g")
            .attr("fill-opacity", palette::OPACITY)
            .attr("fill-rule", "evenodd")
            .attr("stroke", "#FFFFFF")
            .attr("stroke-opacity", "0.6")
            .attr(
                "stroke-width",
                if frame.m_per_unit() > FAR { "0.6" } else { "2" },
            )
            .put_all(groups)
            .done()
    }

    fn streets(&self, atlas: &Atlas, frame: &Frame) -> Markup {
        let mut left = self.budget;
        let far = frame.m_per_unit() > FAR;
        let mut drawn = Vec::new();
        for (class, runs) in atlas.ground.streets.iter().enumerate() {
            if frame.m_per_unit() > STREETS_UNTIL[class] {
                continue;
            }
            let path = lines(atlas, frame, runs, 4.0);
            if path.len() > left {
                break;
            }
            left -= path.len();
            drawn.push(
                el("path")
                    .attr("d", path)
                    .attr("stroke", palette::STREETS[class])
                    .attr("stroke-width", if far { "2" } else { STREET_WIDTHS[class] }),
            );
        }
        // Wide streets over narrow ones.
        drawn.reverse();
        el("g")
            .attr("fill", "none")
            .attr("stroke-opacity", if far { "0.5" } else { "0.75" })
            .attr("stroke-linejoin", "round")
            .put_all(drawn)
            .done()
    }

    fn districts(&self, atlas: &Atlas, frame: &Frame) -> Markup {
        let (mut focus, mut others) = (Markup::default(), Markup::default());
        for district in &atlas.districts {
            let path = frame.rings(district.rings.iter().map(Vec::as_slice), 3.0);
            if path.is_empty() {
                continue;
            }
            let is_focus = self.focus == Some(district.code.as_str());
            let into = if is_focus { &mut focus } else { &mut others };
            into.put(el("path").attr("d", path));
        }
        let group = |width: &'static str| {
            el("g")
                .attr("fill", "none")
                .attr("stroke", palette::DISTRICT)
                .attr("stroke-width", width)
        };
        [
            group("3")
                .attr("stroke-dasharray", "12 6")
                .put(others)
                .done(),
            group("8").put(focus).done(),
        ]
        .into_iter()
        .collect()
    }

    /// Gaps are outlined where they are left: in the last phase, on maps of one district.
    fn gaps(&self, atlas: &Atlas, frame: &Frame) -> Markup {
        if self.focus.is_none() {
            return Markup::default();
        }
        let here = atlas
            .gaps
            .iter()
            .filter(|gap| gap.district.as_deref() == self.focus);
        let paths = here.filter_map(|gap| {
            let path = frame.rings(gap.rings.iter().map(Vec::as_slice), 2.0);
            (!path.is_empty()).then(|| el("path").attr("d", path))
        });
        el("g")
            .attr("fill", "none")
            .attr("stroke", palette::GAP)
            .attr("stroke-width", "6")
            .attr("stroke-dasharray", "18 9")
            .put_all(paths)
            .done()
    }

    fn marks_and_names(&self, atlas: &Atlas, frame: &Frame) -> Markup {
        let mut labels = Labels::on(frame);
        let mut marks = Markup::default();
        let far = frame.m_per_unit() > FAR;
        let crowd = atlas.marks.len() > CROWD;
        for mark in atlas.marks.iter().filter(|mark| shows(mark, self.phase)) {
            let Some(spot) = frame.at(mark.at).filter(|spot| frame.holds(*spot)) else {
                continue;
            };
            labels.take(spot, 26.0);
            // Hundreds of sites must not cover the colours beneath; those that are proposed stand out.
            let scale = match mark.sort {
                MarkSort::Proposed(_) if far => 0.7,
                _ if far && crowd => 0.35,
                _ if far => 0.7,
                _ => 1.0,
            };
            marks.put(furniture::mark(mark, spot, scale));
        }
        if atlas.districts.is_empty() {
            for (name, x, y) in &atlas.ground.names {
                if let Some(spot) = frame.at(atlas.ground.place(*x, *y)) {
                    labels.write(name, spot);
                }
            }
        } else {
            let others = |code: &str| self.focus != Some(code);
            for district in atlas.districts.iter().filter(|d| others(&d.code)) {
                if let Some(spot) = middle(&district.rings).and_then(|at| frame.at(at)) {
                    labels.write(&district.name, spot);
                }
            }
        }
        [labels.done(), marks].into_iter().collect()
    }
}

/// Sea, land, green, water and railways.
fn ground(atlas: &Atlas, frame: &Frame, budget: usize) -> Markup {
    let ground = atlas.ground;
    let paper = |colour: &'static str| {
        el("rect")
            .attr("width", frame.width)
            .attr("height", frame.height)
            .attr("fill", colour)
    };
    let area = |runs: &[Run], colour: &'static str, grain: f64| -> Element {
        let rings: Vec<Vec<Coord>> = runs.iter().map(|run| ground.places(run)).collect();
        el("path")
            .attr("d", frame.rings(rings.iter().map(Vec::as_slice), grain))
            .attr("fill", colour)
            .attr("fill-rule", "evenodd")
    };
    let stroke = |runs: &[Run], colour: &'static str, width: &'static str| -> Element {
        el("path")
            .attr("d", lines(atlas, frame, runs, 4.0))
            .attr("fill", "none")
            .attr("stroke", colour)
            .attr("stroke-width", width)
    };
    let mut drawn = Markup::default();
    if ground.is_sea {
        drawn.put(paper(palette::WATER));
        drawn.put(area(&ground.land, palette::LAND, 2.0));
    } else {
        drawn.put(paper(palette::LAND));
        drawn.put(stroke(&ground.coast, palette::SHORE, "4"));
    }
    let seen = |runs: &[Run]| -> Vec<Run> {
        let large = |run: &&Run| frame.m_per_unit() < 8.0 || run.len() > 24;
        runs.iter().filter(large).cloned().collect()
    };
    let mut put = |element: Element| {
        let element = element.done();
        if element.len() <= budget {
            drawn.put(element);
        }
    };
    put(area(&seen(&ground.green), palette::GREEN, 4.0));
    put(area(&seen(&ground.water), palette::WATER, 4.0));
    if frame.m_per_unit() < 14.0 {
        put(stroke(&ground.streams, palette::SHORE, "3"));
    }
    put(stroke(&ground.rails, palette::RAIL, "3"));
    drawn
}

fn lines(atlas: &Atlas, frame: &Frame, runs: &[Run], grain: f64) -> String {
    let lines: Vec<Vec<Coord>> = runs.iter().map(|run| atlas.ground.places(run)).collect();
    frame.lines(lines.iter().map(Vec::as_slice), grain)
}

/// The class of a hexagon, one past the last where its coverage is withheld; `None` where nobody is counted.
fn class_of(hexagon: &Hexagon, phase: usize) -> Option<usize> {
    let covered = hexagon.covered.get(phase).copied().flatten();
    match hexagon.eligible.zip(covered) {
        Some((0, _)) => None,
        Some((eligible, covered)) => Some(palette::class_of(covered, eligible)),
        None => Some(palette::COVERAGE.len()),
    }
}

/// What a hexagon says when it is pointed at.
fn told(hexagon: &Hexagon, phase: usize, words: Words) -> String {
    let covered = hexagon.covered.get(phase).copied().flatten();
    let (eligible, covered) = (
        hexagon.eligible.map_or_else(|| words.withheld(), whole),
        covered.map_or_else(|| words.withheld(), whole),
    );
    match words.lang {
        Lang::Zh => format!("规划对象 {eligible}，已覆盖 {covered}"),
        Lang::En => format!("{eligible} eligible, {covered} covered"),
    }
}

/// Whether a site stands on the map of a phase.
fn shows(mark: &Mark, phase: usize) -> bool {
    mark.sort == MarkSort::Open || phase > 0
}

/// The middle of the largest ring's box.
fn middle(rings: &[Vec<Coord>]) -> Option<Coord> {
    let largest = rings.iter().max_by_key(|ring| ring.len())?;
    let extent = Extent::around(largest.iter().copied())?;
    Some((extent.least + extent.most) / 2.0)
}
