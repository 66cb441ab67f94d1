//! Which part of the plane the window shows: metres become points on the screen and back.
//!
//! # Invariants
//!
//! The place under the pointer stays under it while dragging and while zooming, at any frame rate: zooming by two
//! factors is zooming by their product.

use egui::{Pos2, Rect, Vec2};
use geo::Coord;

use crate::map::scene::Bounds;

/// Closest view in metres per point.
const CLOSEST: f64 = 0.1;
/// Farthest view in metres per point.
const FARTHEST: f64 = 500.0;
/// The height in points of the bar over the top of the map, with the space around it.
const BAR_PT: f32 = 56.0;

/// A view from above, north up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// The place in the middle of the map, in metres.
    pub centre: Coord,
    /// The scale in metres per point.
    pub m_per_pt: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            centre: Coord::default(),
            m_per_pt: 20.0,
        }
    }
}

impl Camera {
    /// The view that shows a rectangle whole below the bar over the map, with a little room around it.
    pub fn showing(bounds: Bounds, size: Vec2) -> Self {
        let extent = bounds.max - bounds.min;
        let bar = BAR_PT.min(size.y / 4.0);
        let fit = (extent.x / f64::from(size.x.max(1.0)))
            .max(extent.y / f64::from((size.y - bar).max(1.0)));
        let m_per_pt = (fit * 1.05).clamp(CLOSEST, FARTHEST);
        let north = Coord {
            x: 0.0,
            y: f64::from(bar) / 2.0 * m_per_pt,
        };
        Self {
            centre: bounds.centre() + north,
            m_per_pt,
        }
    }

    /// The view of a place at a scale, within limits.
    pub fn at(centre: Coord, m_per_pt: f64) -> Self {
        Self {
            centre,
            m_per_pt: m_per_pt.clamp(CLOSEST, FARTHEST),
        }
    }

    /// Where a place is on the screen.
    pub fn to_screen(&self, at: Coord, map: Rect) -> Pos2 {
        let offset = (at - self.centre) / self.m_per_pt;
        map.center() + Vec2::new(offset.x as f32, -offset.y as f32)
    }

    /// Which place is at a point of the screen.
    pub fn to_map(&self, at: Pos2, map: Rect) -> Coord {
        let offset = at - map.center();
        self.centre
            + Coord {
                x: f64::from(offset.x),
                y: -f64::from(offset.y),
            } * self.m_per_pt
    }

    /// Moves the map along with the pointer.
    pub fn drag(&mut self, by: Vec2) {
        self.centre = self.centre
            - Coord {
                x: f64::from(by.x),
                y: -f64::from(by.y),
            } * self.m_per_pt;
    }

    /// Magnifies by a factor around a point of the screen, which keeps showing the same place.
    pub fn zoom(&mut self, factor: f64, anchor: Pos2, map: Rect) {
        let fixed = self.to_map(anchor, map);
        self.m_per_pt = (self.m_per_pt / factor).clamp(CLOSEST, FARTHEST);
        let moved = self.to_map(anchor, map);
        self.centre = self.centre + fixed - moved;
    }

    /// The rectangle of the plane that the map shows.
    pub fn bounds(&self, map: Rect) -> Bounds {
        Bounds {
            min: self.to_map(map.left_bottom(), map),
            max: self.to_map(map.right_top(), map),
        }
    }

    /// The view that is a share of the way to another, from 0 to 1; scales change evenly to the eye.
    #[must_use]
    pub fn towards(&self, other: &Self, share: f64) -> Self {
        Self {
            centre: self.centre + (other.centre - self.centre) * share,
            m_per_pt: self.m_per_pt * (other.m_per_pt / self.m_per_pt).powf(share),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    const MAP: Rect = Rect {
        min: pos2(300.0, 40.0),
        max: pos2(1300.0, 840.0),
    };

    fn near(a: Coord, b: Coord) -> bool {
        (a.x - b.x).hypot(a.y - b.y) < 0.01
    }

    fn somewhere() -> Camera {
        Camera {
            centre: Coord {
                x: 1234.5,
                y: -987.0,
            },
            m_per_pt: 7.3,
        }
    }

    #[test]
    fn the_screen_is_undone_by_its_inverse() {
        let at = Coord {
            x: 2000.0,
            y: -1500.0,
        };
        let camera = somewhere();
        assert!(near(camera.to_map(camera.to_screen(at, MAP), MAP), at));
    }

    #[test]
    fn north_is_up() {
        let camera = somewhere();
        let north = camera.to_screen(camera.centre + Coord { x: 0.0, y: 100.0 }, MAP);
        assert!(north.y < MAP.center().y);
    }

    #[test]
    fn the_place_under_the_pointer_follows_it_while_dragging() {
        let mut camera = somewhere();
        let (start, end) = (pos2(700.0, 300.0), pos2(411.0, 655.0));
        let place = camera.to_map(start, MAP);
        for _ in 0..7 {
            camera.drag((end - start) / 7.0);
        }
        assert!(near(camera.to_map(end, MAP), place));
    }

    #[test]
    fn the_place_under_the_pointer_stays_while_zooming() {
        let mut camera = somewhere();
        let pointer = pos2(1111.0, 99.0);
        let place = camera.to_map(pointer, MAP);
        for factor in [1.3, 1.7, 0.4, 0.9, 55.0, 1e-9, 1e9] {
            camera.zoom(factor, pointer, MAP);
            assert!(near(camera.to_map(pointer, MAP), place), "{factor}");
        }
    }

    #[test]
    fn many_small_steps_zoom_as_far_as_one_large_step() {
        let (mut many, mut one) = (somewhere(), somewhere());
        let pointer = pos2(500.0, 500.0);
        for _ in 0..60 {
            many.zoom((1.0_f64 / 60.0).exp(), pointer, MAP);
        }
        one.zoom(1.0_f64.exp(), pointer, MAP);
        assert!((many.m_per_pt / one.m_per_pt - 1.0).abs() < 1e-9);
        assert!(near(many.centre, one.centre));
    }

    #[test]
    fn a_rectangle_is_shown_whole_below_the_bar() {
        for (east, north) in [(9_500.0, 400.0), (400.0, 9_500.0)] {
            let bounds = Bounds {
                min: Coord { x: -500.0, y: 0.0 },
                max: Coord { x: east, y: north },
            };
            let camera = Camera::showing(bounds, vec2(1000.0, 800.0));
            let below = Rect {
                min: pos2(MAP.min.x, MAP.min.y + BAR_PT),
                ..MAP
            };
            for corner in [bounds.min, bounds.max] {
                assert!(below.contains(camera.to_screen(corner, MAP)), "{corner:?}");
            }
        }
    }

    #[test]
    fn a_flight_starts_here_and_ends_there() {
        let (here, there) = (
            somewhere(),
            Camera {
                centre: Coord { x: 0.0, y: 9.0 },
                m_per_pt: 1.0,
            },
        );
        assert_eq!(here.towards(&there, 0.0), here);
        let end = here.towards(&there, 1.0);
        assert!(near(end.centre, there.centre) && (end.m_per_pt - 1.0).abs() < 1e-9);
    }
}
