//! What is in the card's memory, and what is drawn of it: uploads what is new, frees what nobody uses any more.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Weak};

use crate::map::canvas::buffers::kit::{Colours, Piece};
use crate::map::canvas::buffers::mesh::{Form, Mesh};
use crate::map::raster::{DASH_GAP, View};
use crate::map::scene::{Coat, Ink, Paint, Scene};
use crate::theme::Colour;

/// What a graphics card can do for the map.
pub trait Card {
    /// A piece of its memory.
    type Buffer;

    /// Keeps bytes.
    fn keep(&mut self, what: What, bytes: &[u8]) -> Result<Self::Buffer, String>;

    /// Forgets bytes.
    fn free(&mut self, buffer: Self::Buffer);

    /// Draws runs of a mesh.
    fn draw(&mut self, call: &Call<'_, Self::Buffer>);
}

/// What bytes are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Corners of areas or pieces of lines.
    Shapes,
    /// Which corners make a triangle.
    Indices,
    /// The colour of every corner.
    Colours,
}

/// One coat to draw.
#[derive(Debug)]
pub struct Call<'a, B> {
    /// Triangles or pieces of lines.
    pub form: Form,
    /// The shapes.
    pub shapes: &'a B,
    /// Their triangles.
    pub indices: Option<&'a B>,
    /// One colour, or one for every corner.
    pub ink: Tint<'a, B>,
    /// What is in view: indices, or pieces.
    pub runs: &'a [Range<u32>],
    /// Whether shapes of the coat that overlap must not darken each other.
    pub once: bool,
    /// The width of lines in pixels.
    pub width_px: f32,
    /// The length of a dash and of a dash with the room after it, in pixels.
    pub dash_px: Option<[f32; 2]>,
}

/// The colours of a coat.
#[derive(Debug)]
pub enum Tint<'a, B> {
    /// The same for all.
    One(Colour),
    /// One for every corner.
    Each(&'a B),
}

/// A mesh in the card's memory.
#[derive(Debug)]
struct Held<B> {
    shapes: B,
    indices: Option<B>,
}

/// All that is in the card's memory, by where it came from.
#[derive(Debug)]
pub struct Store<B> {
    meshes: BTreeMap<usize, (Weak<Mesh>, Held<B>)>,
    colours: BTreeMap<usize, (Weak<Colours>, B)>,
    /// How often bytes have gone to the card.
    pub uploads: u64,
    /// How many bytes have gone to the card.
    pub bytes: u64,
}

impl<B> Default for Store<B> {
    fn default() -> Self {
        Self {
            meshes: BTreeMap::new(),
            colours: BTreeMap::new(),
            uploads: 0,
            bytes: 0,
        }
    }
}

impl<B> Store<B> {
    /// Draws a scene as seen in a view, with what was made of it.
    pub fn paint(
        &mut self,
        card: &mut impl Card<Buffer = B>,
        scene: &Scene,
        pieces: &[Piece],
        view: &View,
    ) -> Result<(), String> {
        let (visible, scale) = (view.bounds(), view.m_per_pt());
        let coats = scene.coats.iter().zip(pieces);
        for (coat, piece) in coats.filter(|(coat, _)| coat.scales.contains(&scale)) {
            let Some(mesh) = &piece.mesh else {
                continue;
            };
            let runs = mesh.visible(&visible, view.m_per_px);
            if runs.is_empty() {
                continue;
            }
            self.learn(card, mesh, piece.colours.as_ref())?;
            let Some((_, held)) = self.meshes.get(&place(mesh)) else {
                continue;
            };
            let (width_px, dash_px) = strokes(coat, view);
            let tint = match (&coat.paint, &piece.colours) {
                (Paint::One(colour), _) => Tint::One(thin(*colour, width_px)),
                (Paint::ByClass { .. }, Some(colours)) => match self.colours.get(&place(colours)) {
                    Some((_, buffer)) => Tint::Each(buffer),
                    None => continue,
                },
                (Paint::ByClass { .. }, None) => continue,
            };
            card.draw(&Call {
                form: mesh.form,
                shapes: &held.shapes,
                indices: held.indices.as_ref(),
                once: matches!(tint, Tint::One(colour) if colour.a < 255),
                ink: tint,
                runs: &runs,
                width_px: width_px.max(1.0),
                dash_px,
            });
        }
        Ok(())
    }

    /// Forgets what nobody can ask for any more.
    pub fn tidy(&mut self, card: &mut impl Card<Buffer = B>) {
        let gone = |count: usize| count == 0;
        let meshes = self
            .meshes
            .extract_if(.., |_, (mesh, _)| gone(mesh.strong_count()));
        for (_, (_, held)) in meshes {
            card.free(held.shapes);
            if let Some(indices) = held.indices {
                card.free(indices);
            }
        }
        let colours = self
            .colours
            .extract_if(.., |_, (colours, _)| gone(colours.strong_count()));
        for (_, (_, buffer)) in colours {
            card.free(buffer);
        }
    }

    /// Sends to the card what it does not have.
    fn learn(
        &mut self,
        card: &mut impl Card<Buffer = B>,
        mesh: &Arc<Mesh>,
        colours: Option<&Arc<Colours>>,
    ) -> Result<(), String> {
        if !self.meshes.contains_key(&place(mesh)) {
            let [shapes, indices] = mesh.take();
            let held = Held {
                shapes: self.send(card, What::Shapes, &shapes)?,
                indices: match mesh.form {
                    Form::Area => Some(self.send(card, What::Indices, &indices)?),
                    Form::Line => None,
                },
            };
            self.meshes
                .insert(place(mesh), (Arc::downgrade(mesh), held));
        }
        if let Some(colours) = colours
            && !self.colours.contains_key(&place(colours))
        {
            let buffer = self.send(card, What::Colours, &colours.take())?;
            self.colours
                .insert(place(colours), (Arc::downgrade(colours), buffer));
        }
        Ok(())
    }

    fn send(
        &mut self,
        card: &mut impl Card<Buffer = B>,
        what: What,
        bytes: &[u8],
    ) -> Result<B, String> {
        self.uploads += 1;
        self.bytes += bytes.len() as u64;
        card.keep(what, bytes)
    }
}

/// Where a value is in memory; as long as a weak pointer to it is held, nothing else can be there.
fn place<T>(of: &Arc<T>) -> usize {
    Arc::as_ptr(of) as usize
}

/// The width of a coat's lines and its dashes in pixels.
fn strokes(coat: &Coat, view: &View) -> (f32, Option<[f32; 2]>) {
    let pixels = |width: crate::map::scene::Width| width.at(view.m_per_pt()) * view.px_per_pt;
    match coat.ink {
        Ink::Fill => (1.0, None),
        Ink::Line(width) => (pixels(width), None),
        Ink::Dashes(width, dash_pt) => {
            let dash = dash_pt * view.px_per_pt;
            (pixels(width), Some([dash, dash * (1.0 + DASH_GAP)]))
        }
    }
}

/// A line thinner than a pixel is one pixel wide and so much fainter.
fn thin(colour: Colour, width_px: f32) -> Colour {
    let share = width_px.min(1.0);
    colour.with_opacity((f32::from(colour.a) * share).round() as u8)
}
