//! Waits until the map is computed and sharp, saves the window as a PNG, and closes it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use egui::{ColorImage, Context, ViewportCommand};

use crate::map::canvas::Sharpness;
use crate::state::{Job, State};

/// How many calm frames come before the picture: panels settle within two.
const CALM_FRAMES: u32 = 4;

/// A picture to take.
#[derive(Debug, Clone)]
pub struct Screenshot {
    file: PathBuf,
    calm: u32,
    outcome: Outcome,
}

/// How taking the picture went: shared with whoever waits for the window to close.
pub type Outcome = Arc<Mutex<Option<Result<(), String>>>>;

impl Screenshot {
    /// Plans to save the window to a file.
    pub fn to(file: PathBuf) -> Self {
        Self {
            file,
            calm: 0,
            outcome: Outcome::default(),
        }
    }

    /// Where the outcome will be.
    pub fn outcome(&self) -> Outcome {
        Arc::clone(&self.outcome)
    }

    /// Looks after each frame whether the time has come, or whether it will never come.
    pub fn step(&mut self, ctx: &Context, state: &State, sharpness: Sharpness) {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        if outcome.is_some() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
            return;
        }
        let why = match &state.job {
            Job::Failed(why) => Some(why.in_lang(state.settings.lang).to_owned()),
            Job::Crashed(why) => Some(why.clone()),
            _ => None,
        };
        if let Some(why) = why {
            *outcome = Some(Err(why));
            ctx.request_repaint();
            return;
        }
        let calm = state.answered().is_some()
            && state.job == Job::Idle
            && state.closer().is_some()
            && state.flight.is_none()
            && sharpness == Sharpness::Sharp;
        self.calm = if calm { self.calm + 1 } else { 0 };
        if self.calm == CALM_FRAMES {
            self.take(ctx);
        } else if calm && self.calm < CALM_FRAMES {
            ctx.request_repaint();
        }
    }

    fn take(&self, ctx: &Context) {
        let (file, outcome, waker) = (self.file.clone(), self.outcome(), ctx.clone());
        ctx.request_screenshot(move |image| {
            let saved = save(&image, &file);
            *outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(saved);
            waker.request_repaint();
        });
    }
}

/// Writes an image as a PNG file.
fn save(image: &ColorImage, file: &Path) -> Result<(), String> {
    let (width, height) = (image.width() as u32, image.height() as u32);
    let bytes: Vec<u8> = image
        .pixels
        .iter()
        .flat_map(egui::Color32::to_array)
        .collect();
    let told = |what: &dyn std::fmt::Display| {
        format!("the picture could not be saved: {what}: {}", file.display())
    };
    let pixels = tiny_skia::PixmapRef::from_bytes(&bytes, width, height);
    let pixels = pixels.ok_or_else(|| told(&"the window has no pixels"))?;
    let png = pixels.encode_png().map_err(|error| told(&error))?;
    std::fs::write(file, png).map_err(|error| told(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_does_not_exist_is_named() {
        let image = ColorImage::filled([2, 2], egui::Color32::RED);
        let error = save(&image, Path::new("no-such-folder/picture.png")).unwrap_err();
        assert!(error.contains("no-such-folder"), "{error}");
    }
}
