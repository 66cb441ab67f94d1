//! The bulk of the map as vertex buffers in a graphics card's memory, drawn in a paint callback.
//!
//! # Method
//!
//! 1. A thread cuts the shapes of a scene, once; first what shows at the scale at hand, then the rest.
//! 2. A frame sends to the card what is new of it: colours have buffers of their own, so that a new answer sends colours
//!    alone, and moving or pointing sends nothing.
//! 3. While nothing moves, the card shows the image that it drew last; otherwise it draws squares in view, as detailed as
//!    the scale asks for.

pub mod gl;
pub mod kit;
pub mod mesh;
pub mod store;
mod target;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use eframe::{egui_glow, glow};
use egui::{Context, PaintCallback, PaintCallbackInfo, Rect, Shape};

use crate::map::camera::Camera;
use crate::map::canvas::Sharpness;
use crate::map::raster::View;
use crate::map::scene::Scene;
use crate::slot::Slot;

use gl::{Gpu, Part};
use kit::{Kit, Maker};

/// The card, the thread that works for it, and what that has made.
pub struct Buffers {
    card: Arc<Mutex<State>>,
    orders: Arc<Slot<(Arc<Scene>, f64)>>,
    kits: Arc<Slot<Kit>>,
    asked: Option<Arc<Scene>>,
    kit: Option<Arc<Kit>>,
}

/// The card and what its image shows.
struct State {
    gpu: Gpu,
    shown: Option<Frame>,
}

/// What an image shows.
#[derive(Clone)]
struct Frame {
    kit: Arc<Kit>,
    view: View,
    /// How many pixels from the left belong to the other scene.
    line_px: i32,
}

impl Buffers {
    /// Starts the thread that cuts shapes, which wakes the window whenever it has something.
    pub fn start(ctx: &Context, gpu: Box<Gpu>) -> std::io::Result<Self> {
        let (orders, kits) = (Arc::new(Slot::new()), Arc::new(Slot::new()));
        let (taken, given, ctx) = (Arc::clone(&orders), Arc::clone(&kits), ctx.clone());
        thread::Builder::new()
            .name("map-drawing".to_owned())
            .spawn(move || work(&taken, &given, &ctx))?;
        let shown = None;
        Ok(Self {
            card: Arc::new(Mutex::new(State { gpu: *gpu, shown })),
            orders,
            kits,
            asked: None,
            kit: None,
        })
    }

    /// How often shapes or colours have gone to the card.
    pub fn uploads(&self) -> u64 {
        lock(&self.card).gpu.store.uploads
    }

    /// Whether the card cannot draw after all.
    pub fn has_failed(&self) -> bool {
        lock(&self.card).gpu.failed.is_some()
    }

    /// Paints the map as far as it is cut, and orders what is missing.
    pub fn paint(
        &mut self,
        ui: &egui::Ui,
        camera: &Camera,
        scene: &Arc<Scene>,
        line: Option<f32>,
    ) -> Sharpness {
        let map = ui.max_rect();
        let of_scene = |kit: &Kit| Arc::ptr_eq(&kit.scene, scene);
        if let Some(kit) = self.kits.try_take() {
            // An older scene stays until all of the new one that shows is there.
            let better = kit.is_ready(camera.m_per_pt) || self.kit.is_none();
            if better || self.kit.as_deref().is_some_and(of_scene) {
                self.kit = Some(Arc::new(kit));
            }
        }
        if !self.asked.as_ref().is_some_and(|a| Arc::ptr_eq(a, scene)) {
            self.asked = Some(Arc::clone(scene));
            self.orders.put((Arc::clone(scene), camera.m_per_pt));
        }
        let Some(kit) = &self.kit else {
            return Sharpness::Pending;
        };
        let is_sharp = of_scene(kit) && kit.is_ready(camera.m_per_pt);
        let callback = callback(&self.card, kit, *camera, (map, line), ui.ctx());
        ui.painter_at(map).add(Shape::Callback(PaintCallback {
            rect: map,
            callback: Arc::new(callback),
        }));
        if is_sharp {
            Sharpness::Sharp
        } else {
            Sharpness::Pending
        }
    }
}

impl Drop for Buffers {
    fn drop(&mut self) {
        self.orders.close();
    }
}

/// Cuts the newest scene until nobody wants any: first what shows, then the rest unless another one waits.
fn work(orders: &Slot<(Arc<Scene>, f64)>, kits: &Slot<Kit>, ctx: &Context) {
    let mut maker = Maker::default();
    while let Some((scene, m_per_pt)) = orders.take() {
        kits.put(maker.make(&scene, Some(m_per_pt)));
        ctx.request_repaint();
        if !orders.wants_attention() {
            kits.put(maker.make(&scene, None));
            ctx.request_repaint();
        }
    }
}

fn lock(card: &Mutex<State>) -> MutexGuard<'_, State> {
    card.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the window calls when it comes to the map.
fn callback(
    card: &Arc<Mutex<State>>,
    kit: &Arc<Kit>,
    camera: Camera,
    (map, line): (Rect, Option<f32>),
    ctx: &Context,
) -> egui_glow::CallbackFn {
    let (card, kit, ctx) = (Arc::clone(card), Arc::clone(kit), ctx.clone());
    egui_glow::CallbackFn::new(move |info, painter| {
        let mut state = lock(&card);
        let frame = Frame {
            kit: Arc::clone(&kit),
            view: view_of(&camera, &info),
            line_px: line.map_or(0, |x| ((x - map.left()) * info.pixels_per_point) as i32),
        };
        if let Err(why) = state.paint(painter.gl(), frame, &info) {
            state.gpu.failed = Some(why);
            ctx.request_repaint();
        }
    })
}

/// The pixels of the window that the map has.
fn view_of(camera: &Camera, info: &PaintCallbackInfo) -> View {
    let part = info.viewport_in_pixels();
    View {
        centre: camera.centre,
        m_per_px: camera.m_per_pt / f64::from(info.pixels_per_point),
        px_per_pt: info.pixels_per_point,
        size: [part.width_px, part.height_px].map(|pixels| pixels.max(1) as u32),
    }
}

impl State {
    fn paint(
        &mut self,
        gl: &glow::Context,
        frame: Frame,
        info: &PaintCallbackInfo,
    ) -> Result<(), String> {
        let is_there = self.shown.as_ref().is_some_and(|shown| {
            Arc::ptr_eq(&shown.kit, &frame.kit)
                && shown.view == frame.view
                && shown.line_px == frame.line_px
        });
        if !is_there {
            self.shown = None;
            self.draw(gl, &frame)?;
            self.shown = Some(frame);
        }
        let [part, clip] =
            [info.viewport_in_pixels(), info.clip_rect_in_pixels()].map(|part| Part {
                left: part.left_px,
                below: part.from_bottom_px,
                width: part.width_px,
                height: part.height_px,
            });
        self.gpu.show(gl, part, clip)
    }

    fn draw(&mut self, gl: &glow::Context, frame: &Frame) -> Result<(), String> {
        let Frame { kit, view, line_px } = frame;
        let whole = (kit.scene.background, view.size[0] as i32);
        let left = kit.scene.left.as_ref().filter(|_| *line_px > 0);
        let mut parts = vec![whole];
        parts.extend(left.map(|left| (left.background, *line_px)));
        self.gpu.draw(gl, view, &parts, |store, drawer, number| {
            let (scene, pieces) = match (number, left) {
                (1, Some(left)) => (&**left, &kit.left),
                _ => (&*kit.scene, &kit.pieces),
            };
            store.paint(drawer, scene, pieces, view)
        })
    }
}

#[cfg(test)]
mod tests;
