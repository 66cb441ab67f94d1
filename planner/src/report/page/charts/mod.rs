//! Charts of a run as SVG: who is served, coverage by district, coverage by minutes, how long people walk.
//!
//! A unit is a tenth of a millimetre on paper. Every number stands in a table of the report too, or in the chart itself.

mod axes;
mod buckets;
mod districts;
mod walks;

use super::markup::{Element, el};
use super::words::Words;

pub use buckets::buckets;
pub use districts::{MOST_ROWS, districts};
pub use walks::{curve, histogram, span};

/// The width of charts that take the whole page.
pub const WIDTH: f64 = 1800.0;

/// An empty chart with its title and what it tells.
fn chart(
    id: &str,
    (width, height): (f64, f64),
    words: Words,
    (title, about): (&str, &str),
) -> Element {
    let (title_id, about_id) = (format!("{id}-t"), format!("{id}-d"));
    el("svg")
        .attr("xmlns", "http://www.w3.org/2000/svg")
        .attr("viewBox", format!("0 0 {width} {height}"))
        .attr("role", "img")
        .attr("aria-labelledby", format!("{title_id} {about_id}"))
        .attr("font-family", super::map::fonts(words.lang))
        .class("chart")
        .put(el("title").attr("id", &title_id).text(title))
        .put(el("desc").attr("id", &about_id).text(about))
}
