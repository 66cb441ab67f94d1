//! How long things take and how much memory they need; run by hand:
//! `cargo nextest run --workspace --release --run-ignored only --no-capture -E 'test(measure)'`.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use egui::{Context, Event, Pos2, RawInput, Rect, Vec2, pos2};
use geo::Coord;
use planner::ids::{Id as _, SiteId};
use planner::places::Status;
use planner::progress::Silent;
use planner::projection::LonLat;
use planner::synth::{DistrictPlan, write_district};
use planner::text::Lang;
use viewer::map::camera::Camera;
use viewer::map::canvas::buffers::kit::Maker;
use viewer::map::canvas::buffers::store::{Call, Card, Store, What};
use viewer::map::canvas::{Canvas, Drawing, Sharpness};
use viewer::map::map_ui;
use viewer::map::raster::{self, View};
use viewer::map::scene::{Batch, Coat, Ink, Paint, Scene, Width};
use viewer::plan::{Draft, Edit};
use viewer::present::Freshness;
use viewer::state::{Shown, State};
use viewer::theme::Colour;
use viewer::worker::{Report, Request, Source, Task, Worker};

use crate::{state, town};

fn wait(worker: &Worker, wanted: impl Fn(&Report) -> bool) -> Report {
    let deadline = Instant::now() + Duration::from_mins(5);
    loop {
        for report in worker.reports() {
            if let Report::Failed(_) | Report::Crashed(_) = &report {
                panic!("{report:?}");
            }
            if wanted(&report) {
                return report;
            }
        }
        assert!(Instant::now() < deadline, "it never came");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Memory of this process in megabytes: now, and at most so far.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let told = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key));
        let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        kb.map_or(0, |kb| kb / 1024)
    };
    format!("{} MB, at most {} MB", told("VmRSS"), told("VmHWM"))
}

/// How long this thread has been on a processor; where the system does not tell, the time of day, whose least counts.
fn cpu() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split_whitespace().next();
    let nanos = nanos.and_then(|n| n.parse::<u64>().ok());
    let told = nanos.filter(|nanos| *nanos > 0);
    told.map_or_else(
        || START.get_or_init(Instant::now).elapsed(),
        Duration::from_nanos,
    )
}

/// The least and the middle of many times.
fn told(times: &mut [Duration]) -> String {
    times.sort();
    format!("{:.1?} / {:.1?}", times[0], times[times.len() / 2])
}

/// Opens a scenario and does what people do, telling how long each takes.
fn journey(name: &str, file: &Path) {
    let worker = Worker::start(|| {}).unwrap();
    let ask = |draft: &Arc<Draft>, task| {
        worker.ask(Request {
            source: Source::file(file.to_owned()),
            draft: Arc::clone(draft),
            task,
        });
    };
    let is_shown = |r: &Report| matches!(r, Report::Shown(_));
    let is_closer = |r: &Report| matches!(r, Report::Closer(_));
    let nothing = Arc::new(Draft::default());
    let start = Instant::now();
    ask(&nothing, Task::Answer);
    let opened = wait(&worker, |r| matches!(r, Report::Opened(..)));
    eprintln!("{name}: to the first map: {:.1?}", start.elapsed());
    wait(&worker, is_shown);
    eprintln!("{name}: to the first numbers: {:.1?}", start.elapsed());
    wait(&worker, is_closer);
    eprintln!("{name}: to the closer look: {:.1?}", start.elapsed());
    let Report::Opened(shown, _) = opened else {
        return;
    };
    eprintln!("{name}: memory: {}", memory());
    let (first, place) = open_site(&shown);
    let beside = |step: i32| {
        LonLat::new(place.lon_deg() + f64::from(step) * 0.002, place.lat_deg()).unwrap()
    };
    let is_preview = |r: &Report| matches!(r, Report::Shown(shown) if shown.answered.as_ref().is_some_and(|a| a.freshness == Freshness::Preview));
    let mut drags = Vec::new();
    for step in 0..12 {
        let start = Instant::now();
        ask(&nothing, Task::Drag(first, beside(step)));
        wait(&worker, is_preview);
        drags.push(start.elapsed());
    }
    eprintln!("{name}: first drag: {:.1?}", drags.remove(0));
    eprintln!("{name}: further drags: {}", told(&mut drags));
    changes(name, &worker, (file, &shown), (first, &beside));
    eprintln!("{name}: memory in the end: {}", memory());
}

/// Drops a site somewhere else and changes the minutes, again and again.
fn changes(
    name: &str,
    worker: &Worker,
    (file, shown): (&Path, &Shown),
    (first, beside): (SiteId, &dyn Fn(i32) -> LonLat),
) {
    let sites = shown.base.sites.len();
    let nothing = Draft::default();
    let answered = |edit: &Edit| {
        let start = Instant::now();
        worker.ask(Request {
            source: Source::file(file.to_owned()),
            draft: Arc::new(nothing.after(edit, sites)),
            task: Task::Answer,
        });
        wait(worker, |r| matches!(r, Report::Shown(_)));
        let numbers = start.elapsed();
        wait(worker, |r| matches!(r, Report::Closer(_)));
        (numbers, start.elapsed())
    };
    let drops = (1..6).map(|step| answered(&Edit::Move(first, beside(step))));
    let (mut drops, mut closer): (Vec<_>, Vec<_>) = drops.unzip();
    eprintln!("{name}: drop to new numbers: {}", told(&mut drops));
    eprintln!("{name}: drop to a closer look: {}", told(&mut closer));
    let minutes = [10, 15, 10, 15].map(|within| answered(&Edit::Within(0, within)));
    let (mut minutes, mut closer): (Vec<_>, Vec<_>) = minutes.into_iter().unzip();
    eprintln!("{name}: 10 to 15 minutes and back: {}", told(&mut minutes));
    eprintln!("{name}: and a closer look: {}", told(&mut closer));
}

fn open_site(shown: &Shown) -> (SiteId, LonLat) {
    let open = shown.base.sites.enumerate();
    let mut open = open.filter(|(_, site)| site.status == Status::Open);
    open.find_map(|(id, site)| Some((id, site.at?)))
        .unwrap_or((SiteId::from_index(0), LonLat::new(0.0, 0.0).unwrap()))
}

#[test]
#[ignore = "measures, and says nothing about right or wrong"]
fn measure_malta() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/malta.toml");
    journey("malta", &file);
}

#[test]
#[ignore = "measures, and says nothing about right or wrong"]
fn measure_a_district() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/synth-district.toml");
    journey("district", &file);
}

#[test]
#[ignore = "measures, and says nothing about right or wrong"]
fn measure_a_city_of_a_million_seniors() {
    let dir = tempfile::tempdir().unwrap();
    let plan = DistrictPlan {
        seniors: 1_000_000,
        seed: 1,
    };
    write_district(dir.path(), &plan, &Silent).unwrap();
    eprintln!("city: memory before it is opened: {}", memory());
    journey("city", &dir.path().join("scenario.toml"));
}

/// Two hundred thousand pieces of streets and fifty thousand hexagons over forty kilometres.
fn large_scene() -> Arc<Scene> {
    let at = |x: f64, y: f64| Coord { x, y };
    let street = |i: u32| -> Vec<Coord> {
        let (column, row) = (f64::from(i % 200), f64::from(i / 200));
        let corner = at(column * 200.0 - 20_000.0, row * 200.0 - 20_000.0);
        (0..6)
            .map(|n| {
                let along = f64::from(n) * 40.0;
                let aside = f64::from(n % 2) * 6.0;
                match i % 2 {
                    0 => at(corner.x + along, corner.y + aside),
                    _ => at(corner.x + aside, corner.y + along),
                }
            })
            .collect()
    };
    let hexagon = |i: u32| -> Vec<Coord> {
        let (column, row) = (f64::from(i % 224), f64::from(i / 224));
        let middle = at(column * 178.0 - 20_000.0, row * 178.0 - 20_000.0);
        (0..6)
            .map(|n| {
                let (sin, cos) = (f64::from(n) * std::f64::consts::FRAC_PI_3).sin_cos();
                at(middle.x + 100.0 * cos, middle.y + 100.0 * sin)
            })
            .collect()
    };
    let streets = Arc::new(Batch::of_lines((0..40_000).map(street)));
    let hexagons = Arc::new(Batch::of_lines((0..50_000).map(hexagon)));
    let coat = |batch: &Arc<Batch>, ink, paint| Coat {
        batch: Arc::clone(batch),
        ink,
        paint,
        scales: 0.0..f64::INFINITY,
    };
    let classes = Paint::ByClass {
        classes: Arc::new((0..50_000_u32).map(|i| (i % 5) as u8).collect()),
        colours: (1..=5)
            .map(|i| Colour::hex(0x2F_1F_0F * i).with_opacity(200))
            .collect(),
    };
    let width = Width {
        ground_m: 8.0,
        min_pt: 0.6,
        extra_pt: 0.0,
    };
    let grey = Paint::One(Colour::hex(0x80_80_80));
    let coats = vec![
        coat(&hexagons, Ink::Fill, classes),
        coat(&streets, Ink::Line(width), grey),
    ];
    Arc::new(Scene::of(Colour::hex(0xFF_FF_FF), coats))
}

/// A card that takes everything and does nothing.
struct Nothing;

impl Card for Nothing {
    type Buffer = ();

    fn keep(&mut self, _what: What, _bytes: &[u8]) -> Result<(), String> {
        Ok(())
    }

    fn free(&mut self, _buffer: ()) {}

    fn draw(&mut self, _call: &Call<'_, ()>) {}
}

const SCREEN: Rect = Rect {
    min: Pos2::ZERO,
    max: pos2(1280.0, 800.0),
};

/// One frame of the map as the window draws it, up to the triangles that go to the screen; the time on the processor.
fn frame(
    ctx: &Context,
    (state, canvas, scene): (&State, &mut Canvas, &Arc<Scene>),
    events: Vec<Event>,
) -> (Duration, Sharpness) {
    let input = RawInput {
        screen_rect: Some(SCREEN),
        events,
        ..RawInput::default()
    };
    let before = cpu();
    let mut sharpness = Sharpness::Pending;
    let mut output = ctx.run_ui(input, |ui| {
        sharpness = map_ui(ui, state, canvas, scene, &mut Vec::new());
    });
    let triangles = ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
    output.textures_delta.clear();
    drop(triangles);
    (cpu().saturating_sub(before), sharpness)
}

#[test]
#[ignore = "measures, and says nothing about right or wrong"]
fn measure_frames_of_a_large_scene() {
    let scene = large_scene();
    let mut state = state(Lang::En, town::answered());
    state.map_place = SCREEN;
    let whole = Camera::at(Coord { x: 0.0, y: 0.0 }, 50.0);
    for (name, m_per_pt) in [("city", 50.0), ("5 km", 4.0)] {
        let camera = Camera { m_per_pt, ..whole };
        let view = |camera: &Camera| View {
            centre: camera.centre,
            m_per_px: camera.m_per_pt,
            px_per_pt: 1.0,
            size: [1280, 800],
        };
        let start = Instant::now();
        raster::draw(&scene, &view(&camera)).unwrap();
        eprintln!("{name}: an image of the map: {:.1?}", start.elapsed());
        let ctx = Context::default();
        let mut canvas = Canvas::start(&ctx, Drawing::Image).unwrap();
        state.camera = camera;
        while frame(&ctx, (&state, &mut canvas, &scene), Vec::new()).1 == Sharpness::Pending {
            std::thread::sleep(Duration::from_millis(2));
        }
        let mut hover = Vec::new();
        for step in 0..40 {
            let at = pos2(300.0 + step as f32 * 9.0, 400.0);
            let events = vec![Event::PointerMoved(at)];
            hover.push(frame(&ctx, (&state, &mut canvas, &scene), events).0);
        }
        eprintln!("{name}: image: CPU of a hover frame: {}", told(&mut hover));
        let mut pan = Vec::new();
        for _ in 0..40 {
            state.camera.drag(Vec2::new(9.0, 3.0));
            pan.push(frame(&ctx, (&state, &mut canvas, &scene), Vec::new()).0);
        }
        eprintln!("{name}: image: CPU of a pan frame: {}", told(&mut pan));
        let start = Instant::now();
        let kit = Maker::default().make(&scene, None);
        eprintln!("{name}: cutting the shapes: {:.1?}", start.elapsed());
        let mut store = Store::default();
        let mut pan = Vec::new();
        let mut camera = camera;
        for _ in 0..40 {
            camera.drag(Vec2::new(9.0, 3.0));
            let before = cpu();
            let painted = store.paint(&mut Nothing, &kit.scene, &kit.pieces, &view(&camera));
            painted.unwrap();
            pan.push(cpu().saturating_sub(before));
        }
        let first = pan.remove(0);
        let sent = store.bytes / 1_000_000;
        eprintln!("{name}: buffers: first frame: {first:.1?}, {sent} MB");
        eprintln!("{name}: buffers: CPU of a pan frame: {}", told(&mut pan));
        assert_eq!(store.uploads, 4);
    }
    eprintln!("memory: {}", memory());
}
