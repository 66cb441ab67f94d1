//! What the drawing thread makes of a scene: for every coat its mesh, and where shapes differ in colour, the colours.
//!
//! Shapes that did not change are not cut again, colours that did not change stay the same value; so whoever holds them
//! sees by identity what is new.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::map::canvas::buffers::mesh::{Form, Mesh, levels_until};
use crate::map::scene::{Batch, Coat, Ink, Paint, Scene};

/// A scene with what the card needs to draw it.
#[derive(Debug)]
pub struct Kit {
    /// The scene.
    pub scene: Arc<Scene>,
    /// What each coat needs, in their order.
    pub pieces: Vec<Piece>,
    /// The same for what is seen left of a line.
    pub left: Vec<Piece>,
}

/// What one coat needs.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its shapes; nothing until they are cut.
    pub mesh: Option<Arc<Mesh>>,
    /// The colours of its corners where shapes differ.
    pub colours: Option<Arc<Colours>>,
}

/// The colour of every corner of a mesh, until they are with the card.
#[derive(Debug)]
pub struct Colours(Mutex<Vec<u8>>);

impl Colours {
    /// Hands the bytes over, once.
    pub fn take(&self) -> Vec<u8> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *bytes)
    }
}

impl Kit {
    /// Whether everything that shows at a scale is there.
    pub fn is_ready(&self, m_per_pt: f64) -> bool {
        let ready = |coats: &[Coat], pieces: &[Piece]| {
            let mut all = coats.iter().zip(pieces);
            all.all(|(coat, piece)| piece.mesh.is_some() || !coat.scales.contains(&m_per_pt))
        };
        let left = self.scene.left.as_ref();
        ready(&self.scene.coats, &self.pieces)
            && left.is_none_or(|left| ready(&left.coats, &self.left))
    }
}

/// A batch in one form, by where the batch is in memory.
type Place = (usize, Form);

/// Makes kits, and remembers what it has made of batches that are still in use.
#[derive(Debug, Default)]
pub struct Maker {
    meshes: BTreeMap<Place, (Weak<Batch>, Arc<Mesh>)>,
    painted: Vec<(Arc<Mesh>, Paint, Arc<Colours>)>,
    /// How many batches were cut.
    pub cut: u64,
}

impl Maker {
    /// Makes the kit of a scene; with a scale, only what shows at it or is known already.
    pub fn make(&mut self, scene: &Arc<Scene>, at: Option<f64>) -> Kit {
        self.meshes.retain(|_, (batch, _)| batch.strong_count() > 0);
        let both = || std::iter::once(&**scene).chain(scene.left.as_deref());
        let mut levels: BTreeMap<Place, usize> = BTreeMap::new();
        for coat in both().flat_map(|scene| &scene.coats) {
            let needed = levels.entry(place_of(coat)).or_default();
            *needed = levels_until(coat.scales.end).max(*needed);
        }
        let before = std::mem::take(&mut self.painted);
        let mut pieces = |scene: &Scene| -> Vec<Piece> {
            let coats = scene.coats.iter();
            coats
                .map(|coat| self.piece(coat, &levels, &before, at))
                .collect()
        };
        Kit {
            scene: Arc::clone(scene),
            pieces: pieces(scene),
            left: scene.left.as_deref().map(&mut pieces).unwrap_or_default(),
        }
    }

    fn piece(
        &mut self,
        coat: &Coat,
        levels: &BTreeMap<Place, usize>,
        before: &[(Arc<Mesh>, Paint, Arc<Colours>)],
        at: Option<f64>,
    ) -> Piece {
        let place = place_of(coat);
        let levels = levels.get(&place).copied().unwrap_or(1);
        let known = self.meshes.get(&place);
        let known = known.filter(|(_, mesh)| mesh.levels >= levels);
        let mesh = match known {
            Some((_, mesh)) => Arc::clone(mesh),
            None if at.is_some_and(|at| !coat.scales.contains(&at)) => {
                return Piece {
                    mesh: None,
                    colours: None,
                };
            }
            None => {
                let mesh = Arc::new(Mesh::of(&coat.batch, place.1, levels));
                self.cut += 1;
                let entry = (Arc::downgrade(&coat.batch), Arc::clone(&mesh));
                self.meshes.insert(place, entry);
                mesh
            }
        };
        let colours = match &coat.paint {
            Paint::One(_) => None,
            paint @ Paint::ByClass { .. } => Some(self.colours(&mesh, paint, before)),
        };
        Piece {
            mesh: Some(mesh),
            colours,
        }
    }

    fn colours(
        &mut self,
        mesh: &Arc<Mesh>,
        paint: &Paint,
        before: &[(Arc<Mesh>, Paint, Arc<Colours>)],
    ) -> Arc<Colours> {
        let mut known = before.iter().chain(&self.painted);
        let same = known.find(|(m, p, _)| Arc::ptr_eq(m, mesh) && p == paint);
        let colours = same.map_or_else(
            || Arc::new(Colours(Mutex::new(mesh.colours(paint)))),
            |(_, _, colours)| Arc::clone(colours),
        );
        self.painted
            .push((Arc::clone(mesh), paint.clone(), Arc::clone(&colours)));
        colours
    }
}

fn place_of(coat: &Coat) -> Place {
    let form = match coat.ink {
        Ink::Fill => Form::Area,
        Ink::Line(_) | Ink::Dashes(..) => Form::Line,
    };
    (Arc::as_ptr(&coat.batch) as usize, form)
}
