//! The annex: how it was computed, what stands beside plain coverage, what is wrong with the data, from what it was made.

mod data;
mod methods;
mod numbers;
mod plans;

use super::Report;
use super::markup::{Markup, el, text_el};

/// All parts of the annex.
pub(super) fn pages(report: &Report) -> Markup {
    let words = report.words;
    let title = text_el("h2", words.pick("附录", "Annex"));
    let parts = [
        methods::text(report),
        methods::profile(report),
        plans::between(report),
        numbers::walks(report),
        numbers::speeds(report),
        numbers::circles(report),
        numbers::access(report),
        numbers::groups(report),
        numbers::gaps(report),
        numbers::sites(report),
        data::findings(report),
        data::provenance(report),
    ];
    el("section")
        .class("page annex")
        .put(title)
        .put_all(parts)
        .done()
}

/// A part of the annex with its heading; nothing where it has no content.
fn part(title: &str, content: Markup) -> Markup {
    if content.is_empty() {
        return content;
    }
    [text_el("h3", title), content].into_iter().collect()
}
