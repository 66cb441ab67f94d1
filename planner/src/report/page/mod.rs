//! The report: one page that prints, made from what a run leaves in its folder and from nothing else.
//!
//! Turns the run record, the published layers and the ground of the maps into `report.html`, and its maps into files of
//! their own. It counts nobody: figures of people come from the part of the record that may be forwarded, shapes from
//! the published layers. The page is XML that browsers read as HTML, holds its style and its script, and asks nothing of
//! any network.

pub mod charts;
pub mod export;
pub mod ground;
pub mod map;
pub mod markup;
pub mod words;

mod annex;
mod area;
mod folder;
mod leader;
mod promises;
mod table;

use std::io::{self, Write};

use self::map::atlas::Atlas;
use self::map::{Legend, Sheet};
use self::markup::{Markup, el, text_el};
use self::words::Words;
use super::record::published::{GainRecord, ShareRecord, StandardRecord};
use crate::text::Lang;

pub use super::compare::Error;
pub use folder::Folder;

/// The file that every run leaves.
pub const FILE: &str = "report.html";

/// A page may have so many bytes before its maps lose detail: it is to be sent by mail.
const MOST_BYTES: usize = 2_900_000;
/// The most bytes that the streets of all maps of districts take together.
const STREETS_BUDGET: usize = 800_000;
/// The most bytes that the streets of one map of a district take.
const STREETS_OF_ONE: usize = 70_000;

/// A report in the making.
#[derive(Debug)]
pub struct Report<'a> {
    folder: &'a Folder,
    atlas: Atlas<'a>,
    words: Words,
    /// How much of their streets and greens maps show, in per cent.
    detail_pct: usize,
}

impl<'a> Report<'a> {
    /// The report on a folder in a language.
    pub fn on(folder: &'a Folder, lang: Lang) -> Self {
        let layers = (
            folder.hexagons.as_slice(),
            folder.districts.as_slice(),
            folder.gaps.as_slice(),
        );
        Self {
            folder,
            atlas: Atlas::of((&folder.record, &folder.published), layers, &folder.ground),
            words: Words {
                lang,
                threshold: folder.published.threshold,
            },
            detail_pct: 100,
        }
    }

    /// Writes the page; a page that would be too large is made of maps with fewer streets.
    pub fn write(&self, file: &mut impl Write) -> io::Result<()> {
        let mut page = self.page();
        for detail_pct in [50, 20, 5, 0] {
            if page.len() <= MOST_BYTES {
                break;
            }
            let coarser = Self {
                atlas: self.atlas.clone(),
                detail_pct,
                ..*self
            };
            page = coarser.page();
        }
        file.write_all(b"<!DOCTYPE html>\n")?;
        file.write_all(page.as_str().as_bytes())?;
        file.write_all(b"\n")
    }

    fn page(&self) -> Markup {
        let lang = match self.words.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        };
        let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
        let head = el("head")
            .put(el("meta").attr("charset", "utf-8"))
            .put(
                el("meta")
                    .attr("http-equiv", "Content-Security-Policy")
                    .attr("content", policy),
            )
            .put(
                el("meta")
                    .attr("name", "viewport")
                    .attr("content", "width=device-width, initial-scale=1"),
            )
            .put(
                el("meta")
                    .attr("name", "generator")
                    .attr("content", "planner"),
            )
            .put(text_el("title", &self.folder.record.title))
            .put(Markup::inline("style", include_str!("style.css")));
        let main = el("main")
            .put(leader::page(self))
            .put(self.further_sites())
            .put(area::side_by_side(self))
            .put_all(area::pages(self))
            .put(annex::pages(self));
        let body = el("body")
            .put(main)
            .put(Markup::inline("script", include_str!("script.js")));
        el("html")
            .attr("xmlns", "http://www.w3.org/1999/xhtml")
            .attr("lang", lang)
            .attr("xml:lang", lang)
            .put(head)
            .put(body)
            .done()
    }

    /// All proposed sites, where the first page holds only the first of them.
    fn further_sites(&self) -> Markup {
        let sites = &self.folder.published.proposed;
        if sites.len() <= leader::SITES_ON_PAGE + 2 {
            return Markup::default();
        }
        let title = self.words.pick("全部建议选址", "All proposed sites");
        el("section")
            .class("page")
            .put(text_el("h2", title))
            .put(leader::sites_table(self, sites))
            .done()
    }

    /// Every map as a file of its own: its name and its text.
    pub fn maps(&self) -> Vec<(String, Markup)> {
        let overviews = leader::sheets(self, Legend::Below);
        let areas = self.folder.published.areas.iter();
        let districts = areas.filter_map(|area| area::sheet(self, area, Legend::Below));
        overviews
            .into_iter()
            .chain(districts)
            .map(|sheet| (sheet.id.clone(), sheet.draw(&self.atlas, self.words)))
            .collect()
    }

    /// A map with its caption, and what moves it on a screen.
    fn figure(&self, sheet: &Sheet) -> Markup {
        let button = |act: &'static str, sign: &'static str, name: &'static str| {
            el("button")
                .attr("type", "button")
                .attr("data-act", act)
                .attr("aria-label", name)
                .text(sign)
        };
        let words = self.words;
        let tools = el("div")
            .class("tools")
            .put(button("in", "+", words.pick("放大", "zoom in")))
            .put(button("out", "−", words.pick("缩小", "zoom out")))
            .put(button("all", "⤢", words.pick("全图", "whole map")));
        el("figure")
            .class("map")
            .put(sheet.draw(&self.atlas, words))
            .put(tools)
            .put(text_el("figcaption", &sheet.title))
            .done()
    }

    /// The standard that maps and headline are about.
    fn standard(&self) -> Option<&'a StandardRecord> {
        self.folder.published.standards.get(self.atlas.kind)
    }

    /// How many of a hundred come, in the middle case, where capacities are known.
    fn participation_pct(&self) -> Option<f64> {
        let assessment = self.folder.record.assessment.as_ref()?;
        let told = assessment.before.kinds.get(&self.standard()?.kind)?;
        let services = &told.capacity;
        services
            .get(services.len() / 2)
            .map(|service| service.participation_pct)
    }

    /// What a proposed site is called, and where it is.
    fn place_of(&self, site: &GainRecord) -> String {
        let district = self.district_name(site.district.as_deref());
        let name = match (&site.name, site.id.starts_with("h3:")) {
            (Some(name), _) => name.clone(),
            (None, true) if site.district.is_some() => {
                self.words.pick("六边形格", "hexagon").to_owned()
            }
            (None, true) => {
                let cell = site.id.trim_start_matches("h3:").trim_end_matches('f');
                format!("{} {cell}", self.words.pick("六边形格", "hexagon"))
            }
            (None, false) => site.id.clone(),
        };
        if site.district.is_none() {
            return name;
        }
        format!("{district}{}{name}", self.words.pick("，", ", "))
    }

    /// The name of a district by its code.
    fn district_name(&self, code: Option<&str>) -> String {
        let areas = &self.folder.published.areas;
        let found =
            code.and_then(|code| areas.iter().find(|area| area.code.as_deref() == Some(code)));
        match found.and_then(|area| area.name.clone()) {
            Some(name) => name,
            None => words::DASH.to_owned(),
        }
    }

    /// How many bytes the streets of a district's map may take.
    fn streets_of_a_district(&self) -> usize {
        let maps = self.folder.published.areas.len().max(1);
        (STREETS_BUDGET / maps).min(STREETS_OF_ONE)
    }

    /// So many bytes, or fewer where the page would be too large.
    fn budget(&self, bytes: usize) -> usize {
        bytes * self.detail_pct / 100
    }

    fn withheld_note(&self) -> Markup {
        let k = self.words.threshold;
        let text = match self.words.lang {
            Lang::Zh => format!(
                "“未公布”：人数少于 {k}，或与其他数字相减会得出少于 {k} 人，因此不予公布。“–”：没有这个数字，或人数过少不宜给出比例。"
            ),
            Lang::En => format!(
                "“withheld”: fewer than {k} people, or a difference from other numbers would be fewer than {k}. “–”: there is no such number, or too few people for a share."
            ),
        };
        let held = self.folder.record.privacy.held_back;
        let because = match (held, self.words.lang) {
            (0, _) => String::new(),
            (_, Lang::Zh) => format!(
                "另有 {held} 个数字与此前公布的结果相差不足 {k} 人，为防对照推算，不予公布。"
            ),
            (_, Lang::En) => format!(
                " Another {held} numbers differ from what was published before by fewer than {k} people and are withheld, so that nobody can subtract."
            ),
        };
        let text = text + &because;
        el("p").class("note").text(text).done()
    }
}

#[cfg(test)]
mod tests;
