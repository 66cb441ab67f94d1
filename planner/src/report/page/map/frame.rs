//! A piece of the earth on a piece of paper: degrees become tenths of a millimetre, lines become paths.

use std::fmt::Write as _;

use geo::Coord;

use crate::projection::{LonLat, Plane};

/// How far lines may reach out of the paper before they are cut, in units.
const BLEED: f64 = 40.0;

/// A box of the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// The corner in the south-west.
    pub least: Coord,
    /// The corner in the north-east.
    pub most: Coord,
}

/// A box of the earth on paper; a unit is a tenth of a millimetre, x to the right and y down.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    plane: Plane,
    units_per_m: f64,
    /// The width of the paper.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// A place on paper.
pub type Spot = (i32, i32);

impl Extent {
    /// The box around places; `None` for none.
    pub fn around(places: impl IntoIterator<Item = Coord>) -> Option<Self> {
        let mut extent: Option<Self> = None;
        for at in places {
            let old = extent.unwrap_or(Self {
                least: at,
                most: at,
            });
            extent = Some(Self {
                least: Coord {
                    x: old.least.x.min(at.x),
                    y: old.least.y.min(at.y),
                },
                most: Coord {
                    x: old.most.x.max(at.x),
                    y: old.most.y.max(at.y),
                },
            });
        }
        extent
    }

    /// The same box with a margin on all sides, as a share of its longer side.
    #[must_use]
    pub fn with_margin(self, share: f64) -> Self {
        let longer = (self.most.x - self.least.x).max(self.most.y - self.least.y);
        let margin = (longer * share).max(0.001);
        Self {
            least: Coord {
                x: self.least.x - margin,
                y: self.least.y - margin,
            },
            most: Coord {
                x: self.most.x + margin,
                y: self.most.y + margin,
            },
        }
    }

    /// How high it is for its width, on the ground.
    pub fn height_for_width(&self) -> f64 {
        let size = self.size_m();
        size.y / size.x.max(1.0)
    }

    fn plane(&self) -> Plane {
        let corner = |at: Coord| LonLat::new(at.x, at.y);
        Plane::around(
            [corner(self.least), corner(self.most)]
                .into_iter()
                .flatten(),
        )
    }

    fn size_m(&self) -> Coord {
        let plane = self.plane();
        let metres = |at: Coord| LonLat::new(at.x, at.y).map(|at| plane.to_metres(at));
        match (metres(self.least), metres(self.most)) {
            (Some(least), Some(most)) => most - least,
            _ => Coord { x: 1.0, y: 1.0 },
        }
    }
}

impl Frame {
    /// A box in the middle of a paper, as large as fits.
    pub fn fitting(extent: &Extent, width: f64, height: f64) -> Self {
        let size = extent.size_m();
        Self {
            plane: extent.plane(),
            units_per_m: (width / size.x.max(1.0)).min(height / size.y.max(1.0)),
            width,
            height,
        }
    }

    /// Metres in a unit.
    pub fn m_per_unit(&self) -> f64 {
        1.0 / self.units_per_m
    }

    /// Where a place in degrees lies; `None` off the globe.
    pub fn at(&self, place: Coord) -> Option<Spot> {
        let at = self.exact(place)?;
        Some((at.x.round() as i32, at.y.round() as i32))
    }

    /// Whether a spot is on the paper.
    pub fn holds(&self, (x, y): Spot) -> bool {
        (0.0..=self.width).contains(&f64::from(x)) && (0.0..=self.height).contains(&f64::from(y))
    }

    fn exact(&self, place: Coord) -> Option<Coord> {
        let metres = self.plane.to_metres(LonLat::new(place.x, place.y)?);
        Some(Coord {
            x: self.width / 2.0 + metres.x * self.units_per_m,
            y: self.height / 2.0 - metres.y * self.units_per_m,
        })
    }

    /// Lines as one path; corners closer than `grain` to the one before are left out, and so is what is off the paper.
    pub fn lines<'a>(&self, lines: impl IntoIterator<Item = &'a [Coord]>, grain: f64) -> String {
        let mut pen = Pen::default();
        for line in lines {
            let spots: Vec<Coord> = line.iter().filter_map(|at| self.exact(*at)).collect();
            let mut drawn: Vec<Coord> = Vec::new();
            for pair in spots.windows(2) {
                if !self.touches(pair[0], pair[1]) {
                    pen.line(&drawn, grain);
                    drawn.clear();
                    continue;
                }
                if drawn.is_empty() {
                    drawn.push(pair[0]);
                }
                drawn.push(pair[1]);
            }
            pen.line(&drawn, grain);
        }
        pen.path
    }

    /// Rings as one closed path, cut at the edge of the paper.
    pub fn rings<'a>(&self, rings: impl IntoIterator<Item = &'a [Coord]>, grain: f64) -> String {
        let mut pen = Pen::default();
        for ring in rings {
            let spots: Vec<Coord> = ring.iter().filter_map(|at| self.exact(*at)).collect();
            pen.ring(&self.cut(spots), grain);
        }
        pen.path
    }

    fn touches(&self, a: Coord, b: Coord) -> bool {
        a.x.max(b.x) >= -BLEED
            && a.y.max(b.y) >= -BLEED
            && a.x.min(b.x) <= self.width + BLEED
            && a.y.min(b.y) <= self.height + BLEED
    }

    /// A ring without what is off the paper (Sutherland and Hodgman 1974).
    fn cut(&self, mut ring: Vec<Coord>) -> Vec<Coord> {
        let (right, bottom) = (self.width + BLEED, self.height + BLEED);
        // How far inside each edge of the paper a spot is.
        let inside: [&dyn Fn(Coord) -> f64; 4] = [
            &|at| at.x + BLEED,
            &|at| right - at.x,
            &|at| at.y + BLEED,
            &|at| bottom - at.y,
        ];
        for depth in inside {
            let mut kept = Vec::with_capacity(ring.len());
            for (number, at) in ring.iter().enumerate() {
                let last = ring[(number + ring.len() - 1) % ring.len()];
                let (from, to) = (depth(last), depth(*at));
                if (from < 0.0) != (to < 0.0) {
                    kept.push(last + (*at - last) * (from / (from - to)));
                }
                if to >= 0.0 {
                    kept.push(*at);
                }
            }
            ring = kept;
        }
        ring
    }
}

/// Writes paths in whole units, relative to the corner before.
#[derive(Debug, Default)]
struct Pen {
    path: String,
}

impl Pen {
    fn line(&mut self, line: &[Coord], grain: f64) {
        let spots = coarse(line, grain);
        if spots.len() > 1 {
            self.draw(&spots);
        }
    }

    fn ring(&mut self, ring: &[Coord], grain: f64) {
        let mut spots = coarse(ring, grain);
        if spots.first() == spots.last() {
            spots.pop();
        }
        if spots.len() > 2 {
            self.draw(&spots);
            self.path.push('z');
        }
    }

    fn draw(&mut self, spots: &[Spot]) {
        let mut last = (0, 0);
        for (number, (x, y)) in spots.iter().enumerate() {
            let (dx, dy) = (x - last.0, y - last.1);
            let letter = match number {
                0 => "M",
                1 => "l",
                _ if dx < 0 => "",
                _ => " ",
            };
            let gap = if dy < 0 { "" } else { " " };
            let _ = write!(self.path, "{letter}{dx}{gap}{dy}");
            last = (*x, *y);
        }
    }
}

/// Whole units, without corners that lie closer than the grain to the one before; both ends stay.
fn coarse(line: &[Coord], grain: f64) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (number, at) in line.iter().enumerate() {
        let spot = (at.x.round() as i32, at.y.round() as i32);
        let far = spots.last().is_none_or(|last| {
            f64::from(last.0 - spot.0).hypot(f64::from(last.1 - spot.1)) >= grain.max(1.0)
        });
        if far {
            spots.push(spot);
        } else if number + 1 == line.len() && spots.len() > 1 {
            spots.pop();
            spots.push(spot);
        }
    }
    spots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    fn frame() -> Frame {
        let extent = Extent::around([at(0.0, 0.0), at(0.01, 0.01)]).unwrap();
        Frame::fitting(&extent, 1000.0, 1000.0)
    }

    #[test]
    fn north_is_up_and_the_box_fills_the_paper() {
        let frame = frame();
        let (x, y) = frame.at(at(0.0, 0.01)).unwrap();
        assert!(x.abs() <= 4 && y.abs() <= 4, "{x} {y}");
        assert!((frame.m_per_unit() - 1.113).abs() < 0.01);
    }

    #[test]
    fn a_ring_around_the_paper_becomes_its_edge() {
        let wide = [
            at(-1.0, -1.0),
            at(1.0, -1.0),
            at(1.0, 1.0),
            at(-1.0, 1.0),
            at(-1.0, -1.0),
        ];
        assert_eq!(
            frame().rings([wide.as_slice()], 2.0).matches('z').count(),
            1
        );
        assert!(frame().rings([wide.as_slice()], 2.0).contains("1080"));
        let far = wide.map(|c| at(c.x + 5.0, c.y));
        assert_eq!(frame().rings([far.as_slice()], 2.0), "");
    }

    #[test]
    fn what_leaves_the_paper_and_comes_back_is_two_lines() {
        let line = [
            at(0.005, 0.005),
            at(0.005, 0.05),
            at(0.006, 0.05),
            at(0.006, 0.005),
        ];
        assert_eq!(
            frame().lines([line.as_slice()], 1.0).matches('M').count(),
            2
        );
    }

    #[test]
    fn a_path_is_read_back_as_it_was_meant() {
        let mut pen = Pen::default();
        pen.draw(&[(5, 5), (-3, 7), (4, 2), (4, 2), (10, 12)]);
        assert_eq!(pen.path, "M5 5l-8 2 7-5 0 0 6 10");
    }
}
