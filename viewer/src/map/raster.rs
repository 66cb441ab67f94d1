//! A scene becomes an image: pure, without window or GPU, the same bytes every time.
//!
//! # Method
//!
//! 1. Skip coats that do not show at the scale and chunks out of view.
//! 2. Turn each chunk into one path in pixels, leaving out points that fall on the pixel before them and pieces of
//!    line that lie outside, so that a ferry line of a thousand kilometres costs nothing.
//! 3. Fill or stroke the path once: shapes of one coat that overlap do not darken each other.

use geo::Coord;
use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use crate::map::scene::{Bounds, Chunk, Ink, Only, Scene};
use crate::theme::Colour;

/// Points closer than this to the last one are left out, in pixels.
pub(crate) const SAME_PIXEL: f32 = 0.6;
/// Lines wider than this have round ends and corners, in pixels.
pub(crate) const ROUND_FROM_PX: f32 = 2.5;
/// The room between two dashes, as a share of a dash.
pub(crate) const DASH_GAP: f32 = 0.7;
/// How far beyond the edge lines are still drawn, in pixels: more than half the widest line.
const BEYOND_EDGE: f32 = 200.0;

/// What an image shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The place in its middle, in metres.
    pub centre: Coord,
    /// Metres per pixel.
    pub m_per_px: f64,
    /// Pixels per point of the screen.
    pub px_per_pt: f32,
    /// Width and height in pixels.
    pub size: [u32; 2],
}

impl View {
    /// The rectangle of the plane that it shows.
    pub fn bounds(&self) -> Bounds {
        let half = Coord {
            x: f64::from(self.size[0]),
            y: f64::from(self.size[1]),
        } * (self.m_per_px / 2.0);
        Bounds {
            min: self.centre - half,
            max: self.centre + half,
        }
    }

    /// Metres per point, the scale by which coats are chosen.
    pub fn m_per_pt(&self) -> f64 {
        self.m_per_px * f64::from(self.px_per_pt)
    }
}

/// Draws a scene; `None` when the view has no pixels.
pub fn draw(scene: &Scene, view: &View) -> Option<Pixmap> {
    let mut pixmap = Pixmap::new(view.size[0], view.size[1])?;
    pixmap.fill(skia(scene.background));
    let visible = view.bounds();
    let scale = view.m_per_pt();
    for coat in scene.coats.iter().filter(|c| c.scales.contains(&scale)) {
        for chunk in &coat.batch.chunks {
            if !chunk.bounds.meets(&visible) {
                continue;
            }
            for (colour, only) in coat.paint.colours() {
                draw_chunk(&mut pixmap, coat.ink, colour, (chunk, only), view);
            }
        }
    }
    Some(pixmap)
}

fn draw_chunk(
    pixmap: &mut Pixmap,
    ink: Ink,
    colour: Colour,
    (chunk, only): (&Chunk, Option<Only<'_>>),
    view: &View,
) {
    let mut paint = Paint::default();
    paint.set_color(skia(colour));
    paint.anti_alias = true;
    let pen = Pen::of(view);
    match ink {
        Ink::Fill => {
            if let Some(path) = pen.areas(chunk, only) {
                let winding = FillRule::Winding;
                pixmap.fill_path(&path, &paint, winding, Transform::identity(), None);
            }
        }
        Ink::Line(width) => {
            let stroke = stroke_of(width.at(view.m_per_pt()) * view.px_per_pt);
            if let Some(path) = pen.lines(chunk, only) {
                pixmap.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
            }
        }
        Ink::Dashes(width, dash_pt) => {
            let dash = dash_pt * view.px_per_pt;
            let stroke = Stroke {
                dash: StrokeDash::new(vec![dash, dash * DASH_GAP], 0.0),
                line_cap: LineCap::Butt,
                ..stroke_of(width.at(view.m_per_pt()) * view.px_per_pt)
            };
            if let Some(path) = pen.lines(chunk, only) {
                pixmap.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
            }
        }
    }
}

/// Round ends only where they can be seen: they cost several times a straight cut.
fn stroke_of(width_px: f32) -> Stroke {
    let (line_cap, line_join) = if width_px > ROUND_FROM_PX {
        (LineCap::Round, LineJoin::Round)
    } else {
        (LineCap::Butt, LineJoin::Bevel)
    };
    Stroke {
        width: width_px,
        line_cap,
        line_join,
        ..Stroke::default()
    }
}

/// Metres to pixels.
struct Pen {
    centre: [f32; 2],
    px_per_m: f32,
    half: [f32; 2],
}

impl Pen {
    fn of(view: &View) -> Self {
        Self {
            centre: [view.centre.x as f32, view.centre.y as f32],
            px_per_m: (1.0 / view.m_per_px) as f32,
            half: view.size.map(|pixels| pixels as f32 / 2.0),
        }
    }

    fn pixel(&self, at: [f32; 2]) -> [f32; 2] {
        [
            (at[0] - self.centre[0]) * self.px_per_m + self.half[0],
            (self.centre[1] - at[1]) * self.px_per_m + self.half[1],
        ]
    }

    fn areas(&self, chunk: &Chunk, only: Option<Only<'_>>) -> Option<Path> {
        let mut path = PathBuilder::new();
        for ring in chunk.shapes_of(only) {
            let mut last: Option<[f32; 2]> = None;
            for point in ring {
                let at = self.pixel(*point);
                match last {
                    None => path.move_to(at[0], at[1]),
                    Some(before) if same_pixel(before, at) => continue,
                    Some(_) => path.line_to(at[0], at[1]),
                }
                last = Some(at);
            }
            path.close();
        }
        path.finish()
    }

    fn lines(&self, chunk: &Chunk, only: Option<Only<'_>>) -> Option<Path> {
        let mut path = PathBuilder::new();
        for line in chunk.shapes_of(only) {
            self.line(line, &mut path);
        }
        path.finish()
    }

    /// Appends the pieces of a line that can be seen.
    fn line(&self, line: &[[f32; 2]], path: &mut PathBuilder) {
        let mut from: Option<[f32; 2]> = None;
        let mut pen_at: Option<[f32; 2]> = None;
        for (i, point) in line.iter().enumerate() {
            let to = self.pixel(*point);
            let Some(before) = from else {
                from = Some(to);
                continue;
            };
            if same_pixel(before, to) && i + 1 < line.len() {
                continue;
            }
            from = Some(to);
            let Some((start, end)) = self.clip(before, to) else {
                continue;
            };
            if pen_at != Some(start) {
                path.move_to(start[0], start[1]);
            }
            path.line_to(end[0], end[1]);
            pen_at = Some(end);
        }
    }

    /// The part of a straight line near the image (Liang and Barsky, 1984).
    fn clip(&self, a: [f32; 2], b: [f32; 2]) -> Option<([f32; 2], [f32; 2])> {
        let (mut enter, mut leave) = (0.0_f32, 1.0_f32);
        for axis in 0..2 {
            let (low, high) = (-BEYOND_EDGE, self.half[axis] * 2.0 + BEYOND_EDGE);
            let step = b[axis] - a[axis];
            if step == 0.0 {
                if a[axis] < low || a[axis] > high {
                    return None;
                }
                continue;
            }
            let (t0, t1) = ((low - a[axis]) / step, (high - a[axis]) / step);
            enter = enter.max(t0.min(t1));
            leave = leave.min(t0.max(t1));
        }
        (enter <= leave).then(|| {
            let at = |t: f32| [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
            (
                if enter > 0.0 { at(enter) } else { a },
                if leave < 1.0 { at(leave) } else { b },
            )
        })
    }
}

fn same_pixel(a: [f32; 2], b: [f32; 2]) -> bool {
    (a[0] - b[0]).abs() < SAME_PIXEL && (a[1] - b[1]).abs() < SAME_PIXEL
}

fn skia(colour: Colour) -> tiny_skia::Color {
    tiny_skia::Color::from_rgba8(colour.r, colour.g, colour.b, colour.a)
}

#[cfg(test)]
mod tests;
