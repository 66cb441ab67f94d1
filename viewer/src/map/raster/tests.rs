use std::sync::Arc;

use super::*;
use crate::map::scene::{Batch, Coat, Paint, Width};

const INK: Colour = Colour::hex(0xFF_00_00);

fn at(x: f64, y: f64) -> Coord {
    Coord { x, y }
}

fn scene(batch: Batch, ink: Ink) -> Scene {
    let coat = Coat {
        batch: Arc::new(batch),
        ink,
        paint: Paint::One(INK),
        scales: 0.0..10.0,
    };
    Scene::of(Colour::hex(0xFF_FF_FF), vec![coat])
}

fn view(m_per_px: f64) -> View {
    View {
        centre: at(0.0, 0.0),
        m_per_px,
        px_per_pt: 1.0,
        size: [100, 100],
    }
}

fn is_red(pixmap: &Pixmap, x: u32, y: u32) -> bool {
    pixmap
        .pixel(x, y)
        .is_some_and(|p| (p.red(), p.green(), p.blue()) == (255, 0, 0))
}

fn square(side: f64) -> Vec<Coord> {
    let h = side / 2.0;
    vec![at(-h, -h), at(h, -h), at(h, h), at(-h, h), at(-h, -h)]
}

#[test]
fn a_square_of_forty_metres_covers_forty_pixels() {
    let image = draw(
        &scene(Batch::of_lines([square(40.0)]), Ink::Fill),
        &view(1.0),
    )
    .unwrap();
    let red = (0..100)
        .flat_map(|x| (0..100).map(move |y| (x, y)))
        .filter(|(x, y)| is_red(&image, *x, *y))
        .count();
    assert_eq!(red, 1600);
    assert!(is_red(&image, 30, 30) && !is_red(&image, 29, 30));
}

#[test]
fn a_ring_within_a_ring_is_a_hole() {
    let mut hole = square(20.0);
    hole.reverse();
    let batch = Batch::of([vec![square(40.0), hole]]);
    let image = draw(&scene(batch, Ink::Fill), &view(1.0)).unwrap();
    assert!(is_red(&image, 35, 50) && !is_red(&image, 50, 50));
}

#[test]
fn a_line_of_a_thousand_kilometres_crosses_the_image() {
    let line = vec![at(-500_000.0, 0.0), at(500_000.0, 0.0)];
    let ink = Ink::Dashes(Width::points(4.0), 1000.0);
    let image = draw(&scene(Batch::of_lines([line]), ink), &view(0.1)).unwrap();
    assert!(is_red(&image, 50, 50) && !is_red(&image, 50, 60));
}

#[test]
fn a_line_outside_leaves_the_image_blank() {
    let line = vec![at(-5_000.0, 400.0), at(5_000.0, 400.0)];
    let image = draw(
        &scene(Batch::of_lines([line]), Ink::Line(Width::points(3.0))),
        &view(1.0),
    )
    .unwrap();
    assert!(image.data().iter().all(|byte| *byte == 255));
}

#[test]
fn a_coat_shows_at_its_scales_only() {
    let batch = Batch::of_lines([square(4000.0)]);
    let near = draw(&scene(batch.clone(), Ink::Fill), &view(9.9)).unwrap();
    let far = draw(&scene(batch, Ink::Fill), &view(10.0)).unwrap();
    assert!(is_red(&near, 50, 50) && !is_red(&far, 50, 50));
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let wiggle = |k: i32| {
        (0..200)
            .map(|i| at(f64::from(i) - 100.0, f64::from((i * k) % 37) - 20.0))
            .collect::<Vec<_>>()
    };
    let scene = scene(
        Batch::of_lines([wiggle(7), wiggle(11)]),
        Ink::Line(Width::points(2.3)),
    );
    let images = [0, 1].map(|_| draw(&scene, &view(1.5)).unwrap());
    assert!(images[0].data() == images[1].data());
    assert!(images[0].data().iter().any(|byte| *byte != 255));
}

#[test]
fn a_view_without_pixels_has_no_image() {
    let empty = View {
        size: [0, 10],
        ..view(1.0)
    };
    assert!(draw(&scene(Batch::default(), Ink::Fill), &empty).is_none());
}
