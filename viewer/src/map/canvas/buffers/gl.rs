//! The only file that talks to a graphics card: compiles two programs, keeps buffers, and draws a scene into an image of
//! its own with four samples a pixel, which the window then shows for as long as nothing moves.

#![allow(
    unsafe_code,
    reason = "every call of OpenGL is unsafe; handles are made, used and freed here alone, on the window's thread"
)]

use std::ops::Range;

use eframe::glow::{self, HasContext as _};

use crate::map::canvas::buffers::mesh::{CORNER_BYTES, Form, PIECE_BYTES};
use crate::map::canvas::buffers::store::{Call, Card, Store, Tint, What};
use crate::map::canvas::buffers::target::Target;
use crate::map::raster::{ROUND_FROM_PX, View};
use crate::theme::Colour;

/// Words in the names of renderers that are programs and no cards.
const SOFTWARE: [&str; 6] = [
    "llvmpipe",
    "softpipe",
    "swiftshader",
    "software",
    "gdi generic",
    "basic render",
];
/// Corners of a half circle at the end of a wide line.
const ROUND: usize = 7;
/// How far a narrow piece reaches beyond its ends, as a share of half its width, so that corners do not gape.
const OVERLAP: f32 = 0.5;
/// Places of what the programs read.
const AT: u32 = 0;
const INK: u32 = 1;
const CORNER: u32 = 2;
const ALONG: u32 = 3;

const AREAS: &str = "
in vec2 at; in vec4 ink;
uniform vec2 centre; uniform vec2 scale;
out vec4 colour; out float walked;
void main() {
    colour = ink; walked = 0.0;
    gl_Position = vec4((at - centre) * scale, 0.0, 1.0);
}";
const LINES: &str = "
in vec4 at; in vec4 ink; in vec3 corner; in float along;
uniform vec2 centre; uniform vec2 scale; uniform float px_per_m; uniform float half_px;
out vec4 colour; out float walked;
void main() {
    vec2 a = (at.xy - centre) * px_per_m;
    vec2 b = (at.zw - centre) * px_per_m;
    float far = distance(a, b);
    vec2 ahead = far > 0.0 ? (b - a) / far : vec2(1.0, 0.0);
    vec2 aside = vec2(-ahead.y, ahead.x);
    vec2 here = mix(a, b, corner.x) + (corner.y * ahead + corner.z * aside) * half_px;
    colour = ink; walked = along * px_per_m + corner.x * far;
    gl_Position = vec4(here * scale / px_per_m, 0.0, 1.0);
}";
const PAINT: &str = "
in vec4 colour; in float walked;
uniform vec2 dash;
out vec4 seen;
void main() {
    if (colour.a <= 0.0 || (dash.y > 0.0 && mod(walked, dash.y) > dash.x)) discard;
    seen = colour;
}";

/// A graphics card that can draw the map.
#[derive(Debug)]
pub struct Gpu {
    areas: Program,
    lines: Program,
    /// The outline of a piece of a line: four corners of narrow ones, then those of wide ones.
    outline: glow::Buffer,
    vertices: glow::VertexArray,
    target: Option<Target>,
    /// What is in the memory of the card.
    pub store: Store<glow::Buffer>,
    /// Why it cannot draw after all.
    pub failed: Option<String>,
    /// The name that the card goes by.
    pub name: String,
}

#[derive(Debug)]
struct Program {
    id: glow::Program,
    centre: Option<glow::UniformLocation>,
    scale: Option<glow::UniformLocation>,
    px_per_m: Option<glow::UniformLocation>,
    half_px: Option<glow::UniformLocation>,
    dash: Option<glow::UniformLocation>,
}

/// Where on the window something is drawn, in pixels from its lower left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Distance from the left.
    pub left: i32,
    /// Distance from below.
    pub below: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// Whether the renderer of a context is a program and no card, by its name.
pub fn is_software(name: &str) -> bool {
    let name = name.to_lowercase();
    SOFTWARE.iter().any(|word| name.contains(word))
}

/// The name that the renderer of a context goes by.
pub fn name_of(gl: &glow::Context) -> String {
    // SAFETY: asks for a constant of the context.
    unsafe { gl.get_parameter_string(glow::RENDERER) }
}

impl Gpu {
    /// Compiles what drawing needs; says why where the context cannot.
    pub fn new(gl: &glow::Context) -> Result<Self, String> {
        let version = gl.version();
        let header = match (version.is_embedded, version.major, version.minor) {
            (true, 3.., _) => "#version 300 es\nprecision highp float;\n",
            (false, 4.., _) | (false, 3, 3..) => "#version 330 core\n",
            _ => return Err(format!("its OpenGL is too old: {version:?}")),
        };
        let areas = Program::link(gl, header, AREAS)?;
        let lines = Program::link(gl, header, LINES)?;
        let bytes: Vec<u8> = outline().into_iter().flat_map(f32::to_ne_bytes).collect();
        // SAFETY: makes an array of attributes and a buffer, filled from bytes that live until the call returns.
        let (vertices, outline) = unsafe {
            let vertices = gl.create_vertex_array()?;
            let outline = gl.create_buffer()?;
            gl.bind_buffer(glow::ARRAY_BUFFER, Some(outline));
            gl.buffer_data_u8_slice(glow::ARRAY_BUFFER, &bytes, glow::STATIC_DRAW);
            gl.bind_buffer(glow::ARRAY_BUFFER, None);
            (vertices, outline)
        };
        Target::of(gl, [16, 16])?.free(gl);
        Ok(Self {
            areas,
            lines,
            outline,
            vertices,
            target: None,
            store: Store::default(),
            failed: None,
            name: name_of(gl),
        })
    }

    /// Draws scenes into the image, each into its part of it; on return the window's own buffer is bound again.
    pub fn draw(
        &mut self,
        gl: &glow::Context,
        view: &View,
        scenes: &[(Colour, i32)],
        mut each: impl FnMut(&mut Store<glow::Buffer>, &mut Drawer<'_>, usize) -> Result<(), String>,
    ) -> Result<(), String> {
        let size = view.size.map(|pixels| pixels as i32);
        if self.target.as_ref().is_none_or(|t| t.size != size) {
            if let Some(old) = self.target.take() {
                old.free(gl);
            }
            self.target = Some(Target::of(gl, size)?);
        }
        let Some(target) = &self.target else {
            return Err("there is no image to draw into".to_owned());
        };
        let mut drawer = Drawer {
            gl,
            areas: &self.areas,
            lines: &self.lines,
            outline: self.outline,
            view,
        };
        // SAFETY: sets state of the context that egui sets again after every callback, or that is set back below.
        let window = unsafe {
            let window = gl.get_parameter_framebuffer(glow::DRAW_FRAMEBUFFER_BINDING);
            gl.bind_framebuffer(glow::FRAMEBUFFER, Some(target.samples));
            gl.viewport(0, 0, size[0], size[1]);
            gl.bind_vertex_array(Some(self.vertices));
            gl.enable(glow::SCISSOR_TEST);
            gl.blend_func_separate(
                glow::SRC_ALPHA,
                glow::ONE_MINUS_SRC_ALPHA,
                glow::ONE,
                glow::ONE_MINUS_SRC_ALPHA,
            );
            gl.stencil_op(glow::KEEP, glow::KEEP, glow::INCR);
            gl.stencil_mask(0xFF);
            window
        };
        let mut drawn = Ok(());
        for (number, (background, width)) in scenes.iter().enumerate() {
            let [r, g, b] = [background.r, background.g, background.b].map(share);
            // SAFETY: clears a part of our own image.
            unsafe {
                gl.scissor(0, 0, (*width).clamp(0, size[0]), size[1]);
                gl.clear_color(r, g, b, 1.0);
                gl.clear(glow::COLOR_BUFFER_BIT);
            }
            drawn = drawn.and_then(|()| each(&mut self.store, &mut drawer, number));
        }
        self.store.tidy(&mut drawer);
        // SAFETY: as above; leaves the context as egui expects it.
        unsafe {
            gl.disable(glow::STENCIL_TEST);
            gl.disable(glow::SCISSOR_TEST);
            target.resolve(gl);
            gl.bind_framebuffer(glow::FRAMEBUFFER, window);
            gl.enable(glow::SCISSOR_TEST);
            gl.bind_vertex_array(None);
            gl.bind_buffer(glow::ARRAY_BUFFER, None);
            gl.use_program(None);
        }
        drawn
    }

    /// Shows the image in a part of the window, within what may be painted on.
    pub fn show(&self, gl: &glow::Context, part: Part, clip: Part) -> Result<(), String> {
        match &self.target {
            Some(target) => target.show(gl, part, clip),
            None => Ok(()),
        }
    }
}

impl Program {
    fn link(gl: &glow::Context, header: &str, corners: &str) -> Result<Self, String> {
        // SAFETY: sources are strings of this file; shaders are freed with the program that they are linked into.
        unsafe {
            let id = gl.create_program()?;
            let stages = [
                (glow::VERTEX_SHADER, corners),
                (glow::FRAGMENT_SHADER, PAINT),
            ];
            for (stage, source) in stages {
                let shader = gl.create_shader(stage)?;
                gl.shader_source(shader, &format!("{header}{source}"));
                gl.compile_shader(shader);
                if !gl.get_shader_compile_status(shader) {
                    return Err(gl.get_shader_info_log(shader));
                }
                gl.attach_shader(id, shader);
                gl.delete_shader(shader);
            }
            let places = [
                (AT, "at"),
                (INK, "ink"),
                (CORNER, "corner"),
                (ALONG, "along"),
            ];
            for (place, name) in places {
                gl.bind_attrib_location(id, place, name);
            }
            gl.link_program(id);
            if !gl.get_program_link_status(id) {
                return Err(gl.get_program_info_log(id));
            }
            let uniform = |name| gl.get_uniform_location(id, name);
            Ok(Self {
                id,
                centre: uniform("centre"),
                scale: uniform("scale"),
                px_per_m: uniform("px_per_m"),
                half_px: uniform("half_px"),
                dash: uniform("dash"),
            })
        }
    }
}

/// Draws coats with a card.
pub struct Drawer<'a> {
    gl: &'a glow::Context,
    areas: &'a Program,
    lines: &'a Program,
    outline: glow::Buffer,
    view: &'a View,
}

impl Card for Drawer<'_> {
    type Buffer = glow::Buffer;

    fn keep(&mut self, what: What, bytes: &[u8]) -> Result<glow::Buffer, String> {
        let target = match what {
            What::Shapes | What::Colours => glow::ARRAY_BUFFER,
            What::Indices => glow::ELEMENT_ARRAY_BUFFER,
        };
        // SAFETY: the bytes live until the call returns; the card copies them.
        unsafe {
            let buffer = self.gl.create_buffer()?;
            self.gl.bind_buffer(target, Some(buffer));
            self.gl
                .buffer_data_u8_slice(target, bytes, glow::STATIC_DRAW);
            match self.gl.get_error() {
                glow::NO_ERROR => Ok(buffer),
                code => Err(format!(
                    "{} bytes do not fit into its memory (error {code:#x})",
                    bytes.len()
                )),
            }
        }
    }

    fn free(&mut self, buffer: glow::Buffer) {
        // SAFETY: the store lets go of a buffer when it hands it over.
        unsafe { self.gl.delete_buffer(buffer) };
    }

    fn draw(&mut self, call: &Call<'_, glow::Buffer>) {
        let program = match call.form {
            Form::Area => self.areas,
            Form::Line => self.lines,
        };
        let px_per_m = 1.0 / self.view.m_per_px;
        let [width, height] = self.view.size.map(f64::from);
        let scale = [2.0 * px_per_m / width, 2.0 * px_per_m / height].map(|s| s as f32);
        let [dash, step] = call.dash_px.unwrap_or_default();
        let gl = self.gl;
        // SAFETY: buffers are alive as the store holds them, and runs lie within them as the mesh made both.
        unsafe {
            gl.use_program(Some(program.id));
            let centre = self.view.centre;
            gl.uniform_2_f32(program.centre.as_ref(), centre.x as f32, centre.y as f32);
            gl.uniform_2_f32(program.scale.as_ref(), scale[0], scale[1]);
            gl.uniform_1_f32(program.px_per_m.as_ref(), px_per_m as f32);
            gl.uniform_1_f32(program.half_px.as_ref(), call.width_px / 2.0);
            gl.uniform_2_f32(program.dash.as_ref(), dash, step);
            if call.once {
                gl.clear(glow::STENCIL_BUFFER_BIT);
                gl.enable(glow::STENCIL_TEST);
                gl.stencil_func(glow::EQUAL, 0, 0xFF);
            } else {
                gl.disable(glow::STENCIL_TEST);
            }
            match call.form {
                Form::Area => areas(gl, call),
                Form::Line => lines(gl, call, self.outline),
            }
        }
    }
}

/// # Safety
///
/// Runs must lie within the buffers of the call.
unsafe fn areas(gl: &glow::Context, call: &Call<'_, glow::Buffer>) {
    unsafe {
        gl.bind_buffer(glow::ARRAY_BUFFER, Some(*call.shapes));
        floats(gl, AT, 2, (CORNER_BYTES, 0), 0);
        match call.ink {
            Tint::One(colour) => constant(gl, colour),
            Tint::Each(buffer) => {
                gl.bind_buffer(glow::ARRAY_BUFFER, Some(*buffer));
                gl.enable_vertex_attrib_array(INK);
                gl.vertex_attrib_pointer_f32(INK, 4, glow::UNSIGNED_BYTE, true, 4, 0);
                gl.vertex_attrib_divisor(INK, 0);
            }
        }
        gl.disable_vertex_attrib_array(CORNER);
        gl.disable_vertex_attrib_array(ALONG);
        gl.bind_buffer(glow::ELEMENT_ARRAY_BUFFER, call.indices.copied());
        for run in call.runs {
            let count = run.len() as i32;
            let from = i32::try_from(u64::from(run.start) * 4).unwrap_or(i32::MAX);
            gl.draw_elements(glow::TRIANGLES, count, glow::UNSIGNED_INT, from);
        }
    }
}

/// # Safety
///
/// Runs must lie within the buffers of the call.
unsafe fn lines(gl: &glow::Context, call: &Call<'_, glow::Buffer>, outline: glow::Buffer) {
    let is_round = call.width_px > ROUND_FROM_PX && call.dash_px.is_none();
    let (first, corners) = if is_round { (4, 2 * ROUND) } else { (0, 4) };
    unsafe {
        gl.bind_buffer(glow::ARRAY_BUFFER, Some(outline));
        floats(gl, CORNER, 3, (12, first * 12), 0);
        if let Tint::One(colour) = call.ink {
            constant(gl, colour);
        }
        gl.bind_buffer(glow::ARRAY_BUFFER, Some(*call.shapes));
        for Range { start, end } in call.runs.iter().cloned() {
            let offset = start as usize * PIECE_BYTES;
            floats(gl, AT, 4, (PIECE_BYTES, offset), 1);
            floats(gl, ALONG, 1, (PIECE_BYTES, offset + 16), 1);
            let count = (end - start) as i32;
            gl.draw_arrays_instanced(glow::TRIANGLE_FAN, 0, corners as i32, count);
        }
    }
}

/// # Safety
///
/// A buffer that holds as many floats as are drawn must be bound.
unsafe fn floats(
    gl: &glow::Context,
    place: u32,
    count: i32,
    (stride, offset): (usize, usize),
    divisor: u32,
) {
    let offset = i32::try_from(offset).unwrap_or(i32::MAX);
    unsafe {
        gl.enable_vertex_attrib_array(place);
        gl.vertex_attrib_pointer_f32(place, count, glow::FLOAT, false, stride as i32, offset);
        gl.vertex_attrib_divisor(place, divisor);
    }
}

/// # Safety
///
/// An array of attributes must be bound.
unsafe fn constant(gl: &glow::Context, colour: Colour) {
    let [r, g, b, a] = [colour.r, colour.g, colour.b, colour.a].map(share);
    unsafe {
        gl.disable_vertex_attrib_array(INK);
        gl.vertex_attrib_4_f32(INK, r, g, b, a);
    }
}

fn share(value: u8) -> f32 {
    f32::from(value) / 255.0
}

/// Corners around a piece of a line, each as which end it is at, how far ahead and how far aside in half widths.
fn outline() -> Vec<f32> {
    let mut corners = Vec::new();
    for (end, ahead, aside) in [
        (0.0, -1.0, -1.0),
        (1.0, 1.0, -1.0),
        (1.0, 1.0, 1.0),
        (0.0, -1.0, 1.0),
    ] {
        corners.extend([end, ahead * OVERLAP, aside]);
    }
    for (end, turn) in [(1.0, -90.0_f32), (0.0, 90.0)] {
        for step in 0..ROUND {
            let angle = turn + 180.0 * step as f32 / (ROUND - 1) as f32;
            let (sin, cos) = angle.to_radians().sin_cos();
            corners.extend([end, cos, sin]);
        }
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_act_as_cards_are_known_by_their_names() {
        for name in [
            "llvmpipe (LLVM 15.0.6, 256 bits)",
            "softpipe",
            "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)",
            "GDI Generic",
            "Microsoft Basic Render Driver",
        ] {
            assert!(is_software(name), "{name}");
        }
        for name in [
            "NVIDIA GeForce RTX 3060/PCIe/SSE2",
            "Mesa Intel(R) UHD Graphics 620 (KBL GT2)",
            "AMD Radeon Graphics (radeonsi)",
            "Apple M2",
        ] {
            assert!(!is_software(name), "{name}");
        }
    }

    #[test]
    fn the_outline_of_a_wide_piece_is_round_and_of_half_its_width() {
        let corners = outline();
        let corners: Vec<&[f32]> = corners.chunks(3).collect();
        assert_eq!(corners.len(), 4 + 2 * ROUND);
        for corner in &corners[4..] {
            assert!((corner[1].hypot(corner[2]) - 1.0).abs() < 1e-6);
            // What is ahead belongs to the far end.
            assert!(corner[1] * (corner[0] - 0.5) > -1e-6, "{corner:?}");
        }
        // Round about once, so that a fan of triangles covers it: the area of a piece of length 4 and half width 1.
        let at = |c: &&[f32]| [c[0] * 4.0 + c[1], c[2]];
        let ring: Vec<[f32; 2]> = corners[4..].iter().map(at).collect();
        let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
        let area: f32 = pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f32>() / 2.0;
        // Two rectangles of 4 × 1, and a regular polygon of twelve sides: 12 · sin(30°) / 2 = 3.
        assert!((area - 11.0).abs() < 1e-4, "{area}");
    }
}
