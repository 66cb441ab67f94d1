//! Triangles of a window that nobody sees, filled into an image: the work of a GPU, slowly and always the same.

use std::collections::BTreeMap;

use egui::epaint::{ImageData, Primitive, Vertex};
use egui::{ClippedPrimitive, Color32, Mesh, TextureId, TexturesDelta};
use tiny_skia::{Pixmap, PremultipliedColorU8};

/// The textures of the window.
#[derive(Default)]
pub(super) struct Canvas {
    textures: BTreeMap<TextureId, Texture>,
}

struct Texture {
    size: [usize; 2],
    pixels: Vec<Color32>,
}

impl Canvas {
    /// Takes over what has changed in the textures.
    pub(super) fn learn(&mut self, mut delta: TexturesDelta) {
        let mut changed: Vec<_> = delta.set.drain().collect();
        changed.sort_by_key(|(id, _)| *id);
        delta.free.clear();
        for (id, change) in changed
            .iter()
            .flat_map(|(id, all)| all.iter().map(|c| (*id, c)))
        {
            let ImageData::Color(image) = &change.image;
            let known = self.textures.get_mut(&id);
            if let (Some(corner), Some(texture)) = (change.pos, known) {
                texture.replace(corner, image.size, &image.pixels);
            } else if change.pos.is_none() {
                let texture = Texture {
                    size: image.size,
                    pixels: image.pixels.clone(),
                };
                self.textures.insert(id, texture);
            }
        }
    }

    /// Fills the triangles of one primitive.
    pub(super) fn fill(&self, pixmap: &mut Pixmap, primitive: &ClippedPrimitive, px_per_pt: f32) {
        let Primitive::Mesh(mesh) = &primitive.primitive else {
            return;
        };
        let clip = primitive.clip_rect * px_per_pt;
        let limit = [pixmap.width() as f32, pixmap.height() as f32];
        let clip = [
            clip.min.x.round().clamp(0.0, limit[0]),
            clip.min.y.round().clamp(0.0, limit[1]),
            clip.max.x.round().clamp(0.0, limit[0]),
            clip.max.y.round().clamp(0.0, limit[1]),
        ];
        let texture = self.textures.get(&mesh.texture_id);
        for corners in corners_of(mesh) {
            fill_one(
                pixmap,
                &corners.map(|v| scaled(v, px_per_pt)),
                clip,
                texture,
            );
        }
    }
}

impl Texture {
    fn replace(&mut self, [left, top]: [usize; 2], size: [usize; 2], pixels: &[Color32]) {
        for (row, line) in pixels.chunks(size[0].max(1)).enumerate() {
            let start = (top + row) * self.size[0] + left;
            if let Some(there) = self.pixels.get_mut(start..start + line.len()) {
                there.copy_from_slice(line);
            }
        }
    }

    /// The colour at a place from 0 to 1, blended between the four pixels around it.
    fn sample(&self, u: f32, v: f32) -> [f32; 4] {
        let [width, height] = self.size;
        let x = (u * width as f32 - 0.5).clamp(0.0, width.saturating_sub(1) as f32);
        let y = (v * height as f32 - 0.5).clamp(0.0, height.saturating_sub(1) as f32);
        let (x0, y0) = (x as usize, y as usize);
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let at = |dx: usize, dy: usize| {
            let (x, y) = ((x0 + dx).min(width - 1), (y0 + dy).min(height - 1));
            self.pixels[y * width + x].to_array().map(f32::from)
        };
        let corners = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
        let weights = [
            (1.0 - fx) * (1.0 - fy),
            fx * (1.0 - fy),
            (1.0 - fx) * fy,
            fx * fy,
        ];
        let mut mixed = [0.0; 4];
        for (corner, weight) in corners.iter().zip(weights) {
            for (sum, value) in mixed.iter_mut().zip(corner) {
                *sum += value * weight;
            }
        }
        mixed
    }
}

fn corners_of(mesh: &Mesh) -> impl Iterator<Item = [Vertex; 3]> + '_ {
    let vertex = |index: u32| mesh.vertices.get(index as usize).copied();
    mesh.indices
        .chunks_exact(3)
        .filter_map(move |three| Some([vertex(three[0])?, vertex(three[1])?, vertex(three[2])?]))
}

fn scaled(vertex: Vertex, px_per_pt: f32) -> Vertex {
    Vertex {
        pos: (vertex.pos.to_vec2() * px_per_pt).to_pos2(),
        ..vertex
    }
}

/// Twice the area of the triangle of an edge and a point; positive on one side of it.
fn side(a: Vertex, b: Vertex, x: f32, y: f32) -> f32 {
    (b.pos.x - a.pos.x) * (y - a.pos.y) - (b.pos.y - a.pos.y) * (x - a.pos.x)
}

/// Whether an edge owns the pixels that lie exactly on it, so that neighbours never fill one twice.
fn owns_its_line(a: Vertex, b: Vertex) -> bool {
    let (dx, dy) = (b.pos.x - a.pos.x, b.pos.y - a.pos.y);
    dy < 0.0 || (dy == 0.0 && dx > 0.0)
}

fn fill_one(pixmap: &mut Pixmap, corners: &[Vertex; 3], clip: [f32; 4], texture: Option<&Texture>) {
    let mut three = *corners;
    let mut area = side(three[0], three[1], three[2].pos.x, three[2].pos.y);
    if area < 0.0 {
        three.swap(1, 2);
        area = -area;
    }
    if area < 1e-6 {
        return;
    }
    let xs = three.map(|v| v.pos.x);
    let ys = three.map(|v| v.pos.y);
    let least = |all: [f32; 3], low: f32| {
        all.iter()
            .copied()
            .fold(f32::MAX, f32::min)
            .floor()
            .max(low)
    };
    let most = |all: [f32; 3], high: f32| {
        all.iter()
            .copied()
            .fold(f32::MIN, f32::max)
            .ceil()
            .min(high)
    };
    let width = pixmap.width() as usize;
    let pixels = pixmap.pixels_mut();
    let columns = least(xs, clip[0]) as usize..most(xs, clip[2]).max(0.0) as usize;
    for row in least(ys, clip[1]) as usize..most(ys, clip[3]).max(0.0) as usize {
        for column in columns.clone() {
            let (x, y) = (column as f32 + 0.5, row as f32 + 0.5);
            let Some(weights) = weights(&three, area, x, y) else {
                continue;
            };
            let pixel = &mut pixels[row * width + column];
            *pixel = over(colour(&three, weights, texture), *pixel);
        }
    }
}

/// How near a pixel is to each corner; nothing outside the triangle.
fn weights(three: &[Vertex; 3], area: f32, x: f32, y: f32) -> Option<[f32; 3]> {
    let mut weights = [0.0; 3];
    for (corner, weight) in weights.iter_mut().enumerate() {
        let (a, b) = (three[(corner + 1) % 3], three[(corner + 2) % 3]);
        let value = side(a, b, x, y);
        if value < 0.0 || (value == 0.0 && !owns_its_line(a, b)) {
            return None;
        }
        *weight = value / area;
    }
    Some(weights)
}

/// The colour of a pixel, premultiplied, from 0 to 255.
fn colour(three: &[Vertex; 3], weights: [f32; 3], texture: Option<&Texture>) -> [f32; 4] {
    let (mut u, mut v) = (0.0, 0.0);
    let mut ink = [0.0_f32; 4];
    for (corner, weight) in three.iter().zip(weights) {
        u += corner.uv.x * weight;
        v += corner.uv.y * weight;
        for (sum, value) in ink.iter_mut().zip(corner.color.to_array()) {
            *sum += f32::from(value) * weight;
        }
    }
    let paper = texture.map_or([255.0; 4], |texture| texture.sample(u, v));
    std::array::from_fn(|channel| ink[channel] * paper[channel] / 255.0)
}

fn over(ink: [f32; 4], below: PremultipliedColorU8) -> PremultipliedColorU8 {
    let rest = 1.0 - ink[3] / 255.0;
    let below_all = [below.red(), below.green(), below.blue(), below.alpha()].map(f32::from);
    let mixed: [f32; 4] = std::array::from_fn(|i| (ink[i] + below_all[i] * rest).round());
    let [red, green, blue, alpha] = mixed.map(|value| value.clamp(0.0, 255.0) as u8);
    let colour = [red, green, blue].map(|value| value.min(alpha));
    PremultipliedColorU8::from_rgba(colour[0], colour[1], colour[2], alpha).unwrap_or(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Rect, pos2};

    /// Two triangles that share an edge fill every pixel of their square once.
    #[test]
    fn neighbours_leave_no_gap_and_no_seam() {
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(
            Rect::from_min_max(pos2(2.0, 3.0), pos2(12.0, 9.0)),
            Color32::from_rgba_premultiplied(64, 0, 0, 128),
        );
        let mut pixmap = Pixmap::new(16, 16).unwrap();
        pixmap.fill(tiny_skia::Color::WHITE);
        let primitive = ClippedPrimitive {
            clip_rect: Rect::EVERYTHING,
            primitive: Primitive::Mesh(mesh),
        };
        Canvas::default().fill(&mut pixmap, &primitive, 1.0);
        let inked = pixmap.pixels().iter().filter(|p| p.green() != 255);
        let inked: Vec<_> = inked.map(|p| (p.red(), p.green())).collect();
        assert_eq!(inked.len(), 60);
        assert!(inked.iter().all(|ink| *ink == inked[0]), "{inked:?}");
    }

    #[test]
    fn what_is_clipped_stays_blank() {
        let mut mesh = Mesh::default();
        let all = Rect::from_min_max(pos2(-50.0, -50.0), pos2(50.0, 50.0));
        mesh.add_colored_rect(all, Color32::BLACK);
        let mut pixmap = Pixmap::new(10, 10).unwrap();
        let primitive = ClippedPrimitive {
            clip_rect: Rect::from_min_max(pos2(4.0, 4.0), pos2(6.0, 7.0)),
            primitive: Primitive::Mesh(mesh),
        };
        Canvas::default().fill(&mut pixmap, &primitive, 1.0);
        let inked = pixmap.pixels().iter().filter(|p| p.alpha() > 0).count();
        assert_eq!(inked, 6);
    }
}
