//! Names on a map: written in the order of their worth, where nothing else stands.

use super::super::markup::{Markup, el};
use super::frame::{Frame, Spot};
use super::palette;

/// The size of names.
const SIZE: f64 = 23.0;

/// Names and what they must not hide.
#[derive(Debug)]
pub(super) struct Labels<'a> {
    frame: &'a Frame,
    taken: Vec<[f64; 4]>,
    names: Vec<Markup>,
}

impl<'a> Labels<'a> {
    /// No names yet.
    pub(super) const fn on(frame: &'a Frame) -> Self {
        Self {
            frame,
            taken: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Keeps names away from a spot.
    pub(super) fn take(&mut self, (x, y): Spot, away: f64) {
        let (x, y) = (f64::from(x), f64::from(y));
        self.taken.push([x - away, y - away, x + away, y + away]);
    }

    /// Writes a name with its middle on a spot, unless it would touch something or leave the map.
    pub(super) fn write(&mut self, name: &str, (x, y): Spot) {
        let (x, y) = (f64::from(x), f64::from(y));
        let (half, up) = (width_of(name, SIZE) / 2.0 + 6.0, SIZE * 0.7);
        let mine = [x - half, y - up, x + half, y + up];
        let inside = mine[0] >= 0.0
            && mine[1] >= 0.0
            && mine[2] <= self.frame.width
            && mine[3] <= self.frame.height - 50.0;
        let touches = |other: &[f64; 4]| {
            mine[0] < other[2] && other[0] < mine[2] && mine[1] < other[3] && other[1] < mine[3]
        };
        if !inside || self.taken.iter().any(touches) {
            return;
        }
        self.taken.push(mine);
        let text = el("text")
            .attr("x", x)
            .attr("y", y + SIZE * 0.35)
            .text(name);
        self.names.push(text.done());
    }

    /// All names as one group.
    pub(super) fn done(self) -> Markup {
        el("g")
            .attr("font-size", SIZE)
            .attr("text-anchor", "middle")
            .attr("fill", palette::INK)
            .attr("stroke", "#FFFFFF")
            .attr("stroke-width", "5")
            .attr("stroke-linejoin", "round")
            .attr("paint-order", "stroke")
            .put_all(self.names)
            .done()
    }
}

/// About how wide a text is: characters of Chinese are square, others about half as wide.
pub(super) fn width_of(text: &str, size: f64) -> f64 {
    let wide = |letter: char| if letter.is_ascii() { 0.56 } else { 1.0 };
    text.chars().map(wide).sum::<f64>() * size
}
