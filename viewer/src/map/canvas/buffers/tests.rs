//! What goes to the card and when, counted with a card that only keeps books.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use geo::Coord;

use super::kit::{Kit, Maker};
use super::mesh::Form;
use super::store::{Call, Card, Store, Tint, What};
use crate::map::raster::View;
use crate::map::scene::{Batch, Coat, Ink, Paint, Scene, Width};
use crate::theme::Colour;

const RED: Colour = Colour::hex(0xFF_00_00);
const BLUE: Colour = Colour::hex(0x00_00_FF);

/// Keeps what it is given, and notes what it is asked to draw.
#[derive(Default)]
struct Books {
    kept: BTreeMap<usize, (What, Vec<u8>)>,
    next: usize,
    calls: Vec<Note>,
}

#[derive(Debug, Clone, PartialEq)]
struct Note {
    form: Form,
    drawn: Vec<Range<u32>>,
    one: Option<Colour>,
    once: bool,
    width_px: f32,
    dash_px: Option<[f32; 2]>,
}

impl Card for Books {
    type Buffer = usize;

    fn keep(&mut self, what: What, bytes: &[u8]) -> Result<usize, String> {
        self.next += 1;
        self.kept.insert(self.next, (what, bytes.to_vec()));
        Ok(self.next)
    }

    fn free(&mut self, buffer: usize) {
        assert!(self.kept.remove(&buffer).is_some(), "freed twice");
    }

    fn draw(&mut self, call: &Call<'_, usize>) {
        assert_eq!(self.kept[call.shapes].0, What::Shapes);
        if let Some(indices) = call.indices {
            let (what, bytes) = &self.kept[indices];
            assert_eq!(*what, What::Indices);
            let inside = |run: &Range<u32>| run.end as usize * 4 <= bytes.len();
            assert!(call.runs.iter().all(inside));
        }
        let one = match &call.ink {
            Tint::One(colour) => Some(*colour),
            Tint::Each(buffer) => {
                let (what, colours) = &self.kept[*buffer];
                // As many colours of four bytes as corners of eight.
                assert_eq!(*what, What::Colours);
                assert_eq!(colours.len() * 2, self.kept[call.shapes].1.len());
                None
            }
        };
        self.calls.push(Note {
            form: call.form,
            drawn: call.runs.to_vec(),
            one,
            once: call.once,
            width_px: call.width_px,
            dash_px: call.dash_px,
        });
    }
}

fn at(x: f64, y: f64) -> Coord {
    Coord { x, y }
}

fn squares(count: usize) -> Arc<Batch> {
    let square = |i: usize| {
        let x = i as f64 * 100.0;
        vec![
            at(x, 0.0),
            at(x + 90.0, 0.0),
            at(x + 90.0, 90.0),
            at(x, 90.0),
        ]
    };
    Arc::new(Batch::of_lines((0..count).map(square)))
}

fn coat(batch: &Arc<Batch>, ink: Ink, paint: Paint) -> Coat {
    Coat {
        batch: Arc::clone(batch),
        ink,
        paint,
        scales: 0.0..50.0,
    }
}

fn by_class(classes: &[u8]) -> Paint {
    Paint::ByClass {
        classes: Arc::new(classes.to_vec()),
        colours: vec![RED, BLUE],
    }
}

fn view(x: f64, m_per_px: f64) -> View {
    View {
        centre: at(x, 0.0),
        m_per_px,
        px_per_pt: 1.0,
        size: [400, 300],
    }
}

/// A window's worth of a scene; how many uploads and bytes it took.
fn paint(store: &mut Store<usize>, books: &mut Books, kit: &Kit, view: &View) -> (u64, u64) {
    let (uploads, bytes) = (store.uploads, store.bytes);
    books.calls.clear();
    store.paint(books, &kit.scene, &kit.pieces, view).unwrap();
    store.tidy(books);
    (store.uploads - uploads, store.bytes - bytes)
}

fn scene(coats: Vec<Coat>) -> Arc<Scene> {
    Arc::new(Scene::of(RED, coats))
}

#[test]
fn moving_and_zooming_send_nothing_and_new_colours_send_colours_alone() {
    let (cells, streets) = (squares(60), squares(30));
    let line = || coat(&streets, Ink::Line(Width::points(2.0)), Paint::One(BLUE));
    let cells_in = |classes: [u8; 60]| coat(&cells, Ink::Fill, by_class(&classes));
    let mut maker = Maker::default();
    let (mut store, mut books) = (Store::default(), Books::default());
    let first = maker.make(&scene(vec![cells_in([0; 60]), line()]), None);
    // Corners, triangles, colours; pieces of lines.
    assert_eq!(paint(&mut store, &mut books, &first, &view(0.0, 5.0)).0, 4);
    for (x, scale) in [
        (0.0, 5.0),
        (80.0, 5.0),
        (80.0, 2.0),
        (3_000.0, 9.0),
        (0.0, 30.0),
    ] {
        let frame = view(x, scale);
        assert_eq!(paint(&mut store, &mut books, &first, &frame), (0, 0));
    }
    // Another colour of lines is no upload; another class of one cell is one upload of four bytes a corner.
    let mut classes = [0; 60];
    classes[7] = 1;
    let blue = Coat {
        paint: Paint::One(RED),
        ..line()
    };
    let second = maker.make(&scene(vec![cells_in(classes), blue]), None);
    let sent = paint(&mut store, &mut books, &second, &view(0.0, 5.0));
    assert_eq!(sent, (1, 60 * 4 * 4));
    assert_eq!(maker.cut, 2);
    // The same again, as when a layer is switched: nothing, although the scene is another one.
    let third = maker.make(&scene(vec![cells_in(classes)]), None);
    let sent = paint(&mut store, &mut books, &third, &view(0.0, 5.0));
    assert_eq!(sent, (0, 0));
}

#[test]
fn what_nobody_can_ask_for_any_more_is_freed() {
    let mut maker = Maker::default();
    let (mut store, mut books) = (Store::default(), Books::default());
    let cells = squares(5);
    let first = maker.make(
        &scene(vec![coat(&cells, Ink::Fill, by_class(&[0; 5]))]),
        None,
    );
    paint(&mut store, &mut books, &first, &view(0.0, 1.0));
    assert_eq!(books.kept.len(), 3);
    drop((first, cells));
    let other = squares(2);
    let line = coat(&other, Ink::Line(Width::points(1.0)), Paint::One(RED));
    let second = maker.make(&scene(vec![line]), None);
    paint(&mut store, &mut books, &second, &view(0.0, 1.0));
    assert_eq!(books.kept.len(), 1);
}

#[test]
fn what_shows_at_the_scale_at_hand_comes_first() {
    let near = Coat {
        scales: 0.0..2.0,
        ..coat(&squares(3), Ink::Fill, Paint::One(RED))
    };
    let far = coat(&squares(4), Ink::Fill, Paint::One(BLUE));
    let scene = scene(vec![near, far]);
    let mut maker = Maker::default();
    let part = maker.make(&scene, Some(10.0));
    assert_eq!(maker.cut, 1);
    assert!(part.is_ready(10.0) && !part.is_ready(1.0));
    let whole = maker.make(&scene, None);
    assert_eq!(maker.cut, 2);
    assert!(whole.is_ready(10.0) && whole.is_ready(1.0));
}

#[test]
fn a_call_says_how_lines_and_faint_areas_are_drawn() {
    let batch = squares(3);
    let dashes = Ink::Dashes(Width::points(3.0), 6.0);
    let coats = vec![
        coat(&batch, Ink::Fill, Paint::One(RED.with_opacity(100))),
        coat(&batch, Ink::Line(Width::points(0.5)), Paint::One(BLUE)),
        coat(&batch, dashes, Paint::One(BLUE)),
    ];
    let kit = Maker::default().make(&scene(coats), None);
    let (mut store, mut books) = (Store::default(), Books::default());
    let sharp = View {
        px_per_pt: 2.0,
        m_per_px: 0.5,
        ..view(0.0, 1.0)
    };
    // Areas and lines of the same batch; lines and dashes share their pieces.
    assert_eq!(paint(&mut store, &mut books, &kit, &sharp).0, 3);
    let [area, thin, dashed] = &books.calls[..] else {
        panic!("{:?}", books.calls);
    };
    assert!(area.once && area.form == Form::Area);
    assert_eq!(area.one, Some(RED.with_opacity(100)));
    assert_eq!(
        (thin.width_px, thin.one, thin.once),
        (1.0, Some(BLUE), false)
    );
    let [dash, step] = dashed.dash_px.unwrap();
    assert_eq!((dashed.width_px, dash), (6.0, 12.0));
    assert!((step - 20.4).abs() < 1e-4);
    // Half a pixel is a pixel of half the strength, and must not darken where pieces meet.
    paint(&mut store, &mut books, &kit, &view(0.0, 1.0));
    let thin = &books.calls[1];
    assert_eq!(thin.one, Some(BLUE.with_opacity(128)));
    assert!(thin.once);
}
