//! The bulk of the map as one cached texture, drawn on a thread of its own, for machines without a graphics card.
//!
//! While the map moves, the last image moves and scales with it at once; a sharp one follows when it is ready, and only
//! the newest view is drawn. A frame in which nothing changed draws nothing and uploads nothing.

use std::sync::Arc;
use std::thread;

use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, Vec2, pos2};
use tiny_skia::Pixmap;

use crate::map::camera::Camera;
use crate::map::canvas::Sharpness;
use crate::map::raster::{self, View};
use crate::map::scene::{Bounds, Scene};
use crate::slot::Slot;

/// How much more than the window an image shows on each side, as a share of the window.
const MARGIN: f32 = 0.15;
/// How much of the margin must be left, as a share of the window, before a new image is asked for.
const RESERVE: f64 = 0.03;

/// A drawing thread and its last image.
pub(super) struct Sheet {
    orders: Arc<Slot<Order>>,
    images: Arc<Slot<Image>>,
    asked: Option<Order>,
    shown: Option<(Order, TextureHandle)>,
    /// How often an image has gone to the screen's memory.
    pub(super) uploads: u64,
}

/// A scene to draw as seen in a view.
#[derive(Debug, Clone)]
struct Order {
    scene: Arc<Scene>,
    view: View,
}

struct Image {
    order: Order,
    pixels: ColorImage,
}

impl Sheet {
    /// Starts the drawing thread, which wakes the window for every image.
    pub(super) fn start(ctx: &Context) -> std::io::Result<Self> {
        let (orders, images) = (Arc::new(Slot::<Order>::new()), Arc::new(Slot::new()));
        let (taken, given, ctx) = (Arc::clone(&orders), Arc::clone(&images), ctx.clone());
        thread::Builder::new()
            .name("map-drawing".to_owned())
            .spawn(move || {
                while let Some(order) = taken.take() {
                    if let Some(pixmap) = raster::draw(&order.scene, &order.view) {
                        let pixels = colour_image(&pixmap);
                        given.put(Image { order, pixels });
                        ctx.request_repaint();
                    }
                }
            })?;
        Ok(Self {
            orders,
            images,
            asked: None,
            shown: None,
            uploads: 0,
        })
    }

    /// Paints a part of the map as far as it is drawn, and orders a sharper image where needed.
    pub(super) fn paint(
        &mut self,
        ui: &egui::Ui,
        camera: &Camera,
        scene: &Arc<Scene>,
        part: Rect,
    ) -> Sharpness {
        let map = ui.max_rect();
        self.receive(ui.ctx());
        let wanted = camera.bounds(map);
        let px_per_pt = ui.ctx().pixels_per_point();
        let serves = |order: &Order| {
            Arc::ptr_eq(&order.scene, scene) && order.view.serves(camera, &wanted, px_per_pt)
        };
        let sharp = self.shown.as_ref().is_some_and(|(order, _)| serves(order));
        if !sharp && !self.asked.as_ref().is_some_and(serves) && map.is_positive() {
            let most = ui.input(|i| i.max_texture_side) as f32;
            let order = Order {
                scene: Arc::clone(scene),
                view: View::with_margin(camera, map.size(), px_per_pt, most),
            };
            self.orders.put(order.clone());
            self.asked = Some(order);
        }
        if let Some((order, texture)) = &self.shown {
            let place = place_of(&order.view, camera, map);
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            let painter = ui.painter_at(part);
            painter.rect_filled(part, 0.0, order.scene.background.egui());
            painter.image(texture.id(), place, whole, egui::Color32::WHITE);
        }
        if sharp {
            Sharpness::Sharp
        } else {
            Sharpness::Pending
        }
    }

    fn receive(&mut self, ctx: &Context) {
        let Some(Image { order, pixels }) = self.images.try_take() else {
            return;
        };
        let texture = match self.shown.take() {
            Some((_, mut texture)) => {
                texture.set(pixels, TextureOptions::LINEAR);
                texture
            }
            None => ctx.load_texture("map", pixels, TextureOptions::LINEAR),
        };
        self.uploads += 1;
        self.shown = Some((order, texture));
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        self.orders.close();
    }
}

impl View {
    /// The view of a camera and some way around it, in whole pixels, at most so many on a side.
    fn with_margin(camera: &Camera, size: Vec2, px_per_pt: f32, most_px: f32) -> Self {
        let grown = size * (1.0 + 2.0 * MARGIN) * px_per_pt;
        let pixels = |length: f32| length.ceil().clamp(1.0, most_px) as u32;
        Self {
            centre: camera.centre,
            m_per_px: camera.m_per_pt / f64::from(px_per_pt),
            px_per_pt,
            size: [pixels(grown.x), pixels(grown.y)],
        }
    }

    /// Whether an image of this view is sharp for the camera and reaches beyond what it shows.
    fn serves(&self, camera: &Camera, wanted: &Bounds, px_per_pt: f32) -> bool {
        let reserve = (wanted.max - wanted.min) * RESERVE;
        let roomy = Bounds {
            min: wanted.min - reserve,
            max: wanted.max + reserve,
        };
        (self.m_per_pt() / camera.m_per_pt - 1.0).abs() < 1e-6
            && (self.px_per_pt - px_per_pt).abs() < f32::EPSILON
            && self.bounds().holds(&roomy)
    }
}

/// Where an image of a view belongs on the screen; on whole pixels when it is sharp.
fn place_of(view: &View, camera: &Camera, map: Rect) -> Rect {
    let bounds = view.bounds();
    let moved = Rect::from_two_pos(
        camera.to_screen(bounds.min, map),
        camera.to_screen(bounds.max, map),
    );
    if (view.m_per_pt() / camera.m_per_pt - 1.0).abs() > 1e-6 {
        return moved;
    }
    let whole = |points: f32| (points * view.px_per_pt).round() / view.px_per_pt;
    let size = Vec2::new(view.size[0] as f32, view.size[1] as f32) / view.px_per_pt;
    Rect::from_min_size(pos2(whole(moved.min.x), whole(moved.min.y)), size)
}

fn colour_image(pixmap: &Pixmap) -> ColorImage {
    let size = [pixmap.width() as usize, pixmap.height() as usize];
    ColorImage::from_rgba_premultiplied(size, pixmap.data())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Coord;

    const MAP: Rect = Rect {
        min: pos2(100.0, 50.0),
        max: pos2(900.0, 650.0),
    };

    #[test]
    fn an_image_serves_until_its_margin_is_nearly_used_up() {
        let mut camera = Camera {
            centre: Coord { x: 50.0, y: 60.0 },
            m_per_pt: 3.0,
        };
        let view = View::with_margin(&camera, MAP.size(), 2.0, 16_384.0);
        let serves = |camera: &Camera| view.serves(camera, &camera.bounds(MAP), 2.0);
        assert!(serves(&camera));
        camera.drag(Vec2::new(90.0, 0.0));
        assert!(serves(&camera));
        camera.drag(Vec2::new(20.0, 0.0));
        assert!(!serves(&camera));
    }

    #[test]
    fn an_image_does_not_serve_another_scale() {
        let mut camera = Camera::default();
        let view = View::with_margin(&camera, MAP.size(), 1.0, 16_384.0);
        camera.m_per_pt *= 0.999;
        assert!(!view.serves(&camera, &camera.bounds(MAP), 1.0));
    }

    #[test]
    fn a_moved_image_follows_the_map() {
        let mut camera = Camera::default();
        let view = View::with_margin(&camera, MAP.size(), 1.0, 16_384.0);
        let before = place_of(&view, &camera, MAP);
        camera.drag(Vec2::new(33.0, -20.0));
        let after = place_of(&view, &camera, MAP);
        assert!((after.min - before.min - Vec2::new(33.0, -20.0)).length() < 1.0);
    }
}
