//! The image that the card draws the map into, with several samples a pixel, and how the window shows it.

#![allow(
    unsafe_code,
    reason = "every call of OpenGL is unsafe; handles are made, used and freed here alone, on the window's thread"
)]

use eframe::glow::{self, HasContext as _};

use crate::map::canvas::buffers::gl::Part;

/// Samples a pixel, where the card has so many.
const SAMPLES: i32 = 4;

/// An image with samples, and the same with one colour a pixel.
#[derive(Debug)]
pub(super) struct Target {
    /// Width and height in pixels.
    pub(super) size: [i32; 2],
    /// What is drawn into.
    pub(super) samples: glow::Framebuffer,
    colours: glow::Renderbuffer,
    stencil: glow::Renderbuffer,
    /// What is shown.
    plain: glow::Framebuffer,
    texture: glow::Texture,
}

impl Target {
    /// An image of a size.
    pub(super) fn of(gl: &glow::Context, size: [i32; 2]) -> Result<Self, String> {
        // SAFETY: makes images of the context and binds them to each other; the window's own is bound again.
        unsafe {
            let window = gl.get_parameter_framebuffer(glow::DRAW_FRAMEBUFFER_BINDING);
            let target = Self {
                size,
                samples: gl.create_framebuffer()?,
                colours: gl.create_renderbuffer()?,
                stencil: gl.create_renderbuffer()?,
                plain: gl.create_framebuffer()?,
                texture: gl.create_texture()?,
            };
            gl.bind_framebuffer(glow::FRAMEBUFFER, Some(target.samples));
            target.add_samples(gl);
            let mut status = gl.check_framebuffer_status(glow::FRAMEBUFFER);
            gl.bind_renderbuffer(glow::RENDERBUFFER, None);
            gl.bind_texture(glow::TEXTURE_2D, Some(target.texture));
            gl.tex_image_2d(
                glow::TEXTURE_2D,
                0,
                glow::RGBA8 as i32,
                size[0],
                size[1],
                0,
                glow::RGBA,
                glow::UNSIGNED_BYTE,
                glow::PixelUnpackData::Slice(None),
            );
            for filter in [glow::TEXTURE_MIN_FILTER, glow::TEXTURE_MAG_FILTER] {
                gl.tex_parameter_i32(glow::TEXTURE_2D, filter, glow::NEAREST as i32);
            }
            gl.bind_texture(glow::TEXTURE_2D, None);
            gl.bind_framebuffer(glow::FRAMEBUFFER, Some(target.plain));
            gl.framebuffer_texture_2d(
                glow::FRAMEBUFFER,
                glow::COLOR_ATTACHMENT0,
                glow::TEXTURE_2D,
                Some(target.texture),
                0,
            );
            if status == glow::FRAMEBUFFER_COMPLETE {
                status = gl.check_framebuffer_status(glow::FRAMEBUFFER);
            }
            gl.bind_framebuffer(glow::FRAMEBUFFER, window);
            if status == glow::FRAMEBUFFER_COMPLETE && gl.get_error() == glow::NO_ERROR {
                return Ok(target);
            }
            target.free(gl);
            Err(format!(
                "it has no image of {} × {} pixels (status {status:#x})",
                size[0], size[1]
            ))
        }
    }

    /// Gives the buffer that is bound its colours and its stencil.
    ///
    /// # Safety
    ///
    /// Our own buffer must be bound.
    unsafe fn add_samples(&self, gl: &glow::Context) {
        unsafe {
            let samples = gl.get_parameter_i32(glow::MAX_SAMPLES).clamp(0, SAMPLES);
            for (buffer, format, place) in [
                (self.colours, glow::RGBA8, glow::COLOR_ATTACHMENT0),
                (
                    self.stencil,
                    glow::DEPTH24_STENCIL8,
                    glow::DEPTH_STENCIL_ATTACHMENT,
                ),
            ] {
                gl.bind_renderbuffer(glow::RENDERBUFFER, Some(buffer));
                gl.renderbuffer_storage_multisample(
                    glow::RENDERBUFFER,
                    samples,
                    format,
                    self.size[0],
                    self.size[1],
                );
                gl.framebuffer_renderbuffer(
                    glow::FRAMEBUFFER,
                    place,
                    glow::RENDERBUFFER,
                    Some(buffer),
                );
            }
        }
    }

    /// Mixes the samples of each pixel.
    ///
    /// # Safety
    ///
    /// No scissor may be set; the caller binds the buffer that it wants afterwards.
    pub(super) unsafe fn resolve(&self, gl: &glow::Context) {
        let [width, height] = self.size;
        unsafe {
            gl.bind_framebuffer(glow::READ_FRAMEBUFFER, Some(self.samples));
            gl.bind_framebuffer(glow::DRAW_FRAMEBUFFER, Some(self.plain));
            gl.blit_framebuffer(
                0,
                0,
                width,
                height,
                0,
                0,
                width,
                height,
                glow::COLOR_BUFFER_BIT,
                glow::NEAREST,
            );
        }
    }

    /// Copies the image to a part of the buffer that is bound for drawing, within what may be painted on.
    pub(super) fn show(&self, gl: &glow::Context, part: Part, clip: Part) -> Result<(), String> {
        let [width, height] = self.size;
        // SAFETY: reads our own image; state that egui does not set itself is set back.
        unsafe {
            let window = gl.get_parameter_framebuffer(glow::DRAW_FRAMEBUFFER_BINDING);
            gl.bind_framebuffer(glow::READ_FRAMEBUFFER, Some(self.plain));
            gl.scissor(clip.left, clip.below, clip.width, clip.height);
            gl.blit_framebuffer(
                0,
                0,
                width,
                height,
                part.left,
                part.below,
                part.left + width,
                part.below + height,
                glow::COLOR_BUFFER_BIT,
                glow::NEAREST,
            );
            gl.bind_framebuffer(glow::READ_FRAMEBUFFER, window);
            match gl.get_error() {
                glow::NO_ERROR => Ok(()),
                code => Err(format!("its image cannot be shown (error {code:#x})")),
            }
        }
    }

    /// Gives everything back.
    pub(super) fn free(&self, gl: &glow::Context) {
        // SAFETY: nobody else has these handles.
        unsafe {
            gl.delete_framebuffer(self.samples);
            gl.delete_framebuffer(self.plain);
            gl.delete_renderbuffer(self.colours);
            gl.delete_renderbuffer(self.stencil);
            gl.delete_texture(self.texture);
        }
    }
}
