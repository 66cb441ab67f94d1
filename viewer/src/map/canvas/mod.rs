//! The bulk of the map on the screen: vertex buffers where there is a graphics card, one cached image elsewhere. Both
//! are fed by the same scene and show the same.

pub mod buffers;
mod sheet;

use std::sync::Arc;

use egui::{Context, Rect, pos2};

use crate::map::camera::Camera;
use crate::map::scene::Scene;

use buffers::Buffers;
use buffers::gl::Gpu;
use sheet::Sheet;

/// What the map is drawn with.
#[derive(Debug, Default)]
pub enum Drawing {
    /// The processor draws an image.
    #[default]
    Image,
    /// A graphics card draws from its own memory.
    Buffers(Box<Gpu>),
}

/// The map on the screen.
pub struct Canvas {
    ctx: Context,
    buffers: Option<Buffers>,
    /// What stands in for buffers: one sheet, and another one left of a line while two scenes are compared.
    sheet: Option<Sheet>,
    left: Option<Sheet>,
}

/// Whether the map shows what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharpness {
    /// It does.
    Sharp,
    /// Something older stands in for it.
    Pending,
}

impl Canvas {
    /// Starts the drawing thread, which wakes the window for whatever it has made.
    pub fn start(ctx: &Context, drawing: Drawing) -> std::io::Result<Self> {
        let (buffers, sheet) = match drawing {
            Drawing::Image => (None, Some(Sheet::start(ctx)?)),
            Drawing::Buffers(gpu) => (Some(Buffers::start(ctx, gpu)?), None),
        };
        Ok(Self {
            ctx: ctx.clone(),
            buffers,
            sheet,
            left: None,
        })
    }

    /// How often shapes, colours or an image have gone to the screen's memory.
    pub fn uploads(&self) -> u64 {
        let sheets = self.sheet.iter().chain(&self.left);
        let sheets: u64 = sheets.map(|sheet| sheet.uploads).sum();
        sheets + self.buffers.as_ref().map_or(0, Buffers::uploads)
    }

    /// Paints the map as far as it is drawn, and orders what is missing; what a scene has at its left is seen left of
    /// the line.
    pub fn paint(
        &mut self,
        ui: &egui::Ui,
        camera: &Camera,
        scene: &Arc<Scene>,
        line: Option<f32>,
    ) -> Sharpness {
        if self.buffers.as_ref().is_some_and(Buffers::has_failed) {
            // The card does not do what it said: the processor draws from here on.
            self.buffers = None;
        }
        if let Some(buffers) = &mut self.buffers {
            return buffers.paint(ui, camera, scene, line);
        }
        let map = ui.max_rect();
        if self.sheet.is_none() {
            self.sheet = Sheet::start(&self.ctx).ok();
        }
        let Some(sheet) = &mut self.sheet else {
            return Sharpness::Pending;
        };
        let sharpness = sheet.paint(ui, camera, scene, map);
        let (Some(other), Some(line)) = (&scene.left, line) else {
            return sharpness;
        };
        if self.left.is_none() {
            // Without a second thread there is nothing to compare with; the map itself is there.
            self.left = Sheet::start(&self.ctx).ok();
        }
        let part = Rect::from_min_max(map.min, pos2(line, map.max.y));
        let left = self.left.as_mut();
        let left = left.map_or(Sharpness::Sharp, |left| left.paint(ui, camera, other, part));
        sharpness.and(left)
    }
}

impl Sharpness {
    /// Whether both are as asked for.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Sharp, Self::Sharp) => Self::Sharp,
            _ => Self::Pending,
        }
    }
}
