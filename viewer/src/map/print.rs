//! What one sees becomes a page of paper: A4 across, 300 dots per inch, with title, legend, scale and attribution.
//!
//! # Method
//!
//! 1. The scene is drawn by the same rasteriser as on the screen, at the resolution of the page.
//! 2. Names, symbols, legend and furniture are laid out by the same code as on the screen, in a window that nobody sees,
//!    and its triangles are filled here, without a GPU.
//!
//! The same state gives the same bytes on the same machine; fonts are the machine's own.

mod triangles;

use std::sync::Arc;

use egui::{Align2, Context, FontId, Painter, Pos2, RawInput, Rect, Ui, Vec2, pos2, vec2};
use planner::findings::Bilingual;
use planner::text::{Lang, chain};
use planner::units::Seniors;

use egui_system_font_provider::SystemFontProvider;
use tiny_skia::{Pixmap, PixmapPaint, Transform};

use crate::fonts;
use crate::map::camera::Camera;
use crate::map::layers::published::Published;
use crate::map::layers::{labels, marks};
use crate::map::raster::{self, View};
use crate::map::scene::Scene;
use crate::map::{furniture, pick};
use crate::panels::legend;
use crate::state::{Layer, Phase, Shown, State};
use crate::text::{Key, kind_name, minutes, percent};

use triangles::Canvas;

/// Width and height of A4 across at 300 dots per inch.
pub const A4: [u32; 2] = [3508, 2480];
/// Dots per point: a point of paper is 1/96 inch here.
const PX_PER_PT: f32 = 300.0 / 96.0;
/// Height of the title in points.
const HEAD: f32 = 74.0;
/// Frames until fonts of the system have arrived.
const FRAMES: usize = 4;

/// The same state as others may see it: no homes, no walk from one, and of the answer what is published alone.
pub fn for_others(state: &State, published: Published) -> State {
    let mut state = state.clone();
    if state.settings.swipe.take().is_some() {
        state.settings.phase = Phase::After;
    }
    state.settings.layers.remove(&Layer::Homes);
    if !matches!(state.selection, Some(pick::Target::Mark(_))) {
        state.selection = None;
        state.around = None;
    }
    (state.gap, state.pointed) = (None, None);
    state.published = Some(Arc::new(published));
    state
}

/// Draws the page as a PNG.
pub fn a4(state: &State, scene: &Scene) -> Result<Vec<u8>, Bilingual> {
    let told = |what: Bilingual| {
        let zh = Key::PageFailed.fill(Lang::Zh, &[&what.zh]);
        Bilingual::new(zh, Key::PageFailed.fill(Lang::En, &[&what.en]))
    };
    let empty = || told(Bilingual::new("页面没有像素", "it has no pixels"));
    let page = Vec2::new(A4[0] as f32, A4[1] as f32) / PX_PER_PT;
    let map = Rect::from_min_max(pos2(0.0, HEAD), page.to_pos2());
    let mut state = state.clone();
    // Paper has no line to drag: it shows the plan.
    if state.settings.swipe.take().is_some() {
        state.settings.phase = Phase::After;
    }
    state.camera = fitted(&state.camera, state.map_place.size(), map.size());
    state.map_place = map;
    let mut pixmap = Pixmap::new(A4[0], A4[1]).ok_or_else(empty)?;
    pixmap.fill(tiny_skia::Color::WHITE);
    let view = View {
        centre: state.camera.centre,
        m_per_px: state.camera.m_per_pt / f64::from(PX_PER_PT),
        px_per_pt: PX_PER_PT,
        size: [A4[0], (map.height() * PX_PER_PT).round() as u32],
    };
    let drawn = raster::draw(scene, &view).ok_or_else(empty)?;
    let top = (HEAD * PX_PER_PT).round() as i32;
    let paint = PixmapPaint::default();
    pixmap.draw_pixmap(0, top, drawn.as_ref(), &paint, Transform::identity(), None);
    overlay(&mut state, page, &mut pixmap);
    pixmap
        .encode_png()
        .map_err(|error| told(chain(&std::io::Error::other(error))))
}

/// The view that shows at least what the screen shows.
fn fitted(camera: &Camera, screen: Vec2, page: Vec2) -> Camera {
    let scale = (screen.x / page.x).max(screen.y / page.y);
    Camera::at(camera.centre, camera.m_per_pt * f64::from(scale))
}

/// Lays out everything but the scene and fills its triangles.
fn overlay(state: &mut State, page: Vec2, pixmap: &mut Pixmap) {
    let ctx = Context::default();
    ctx.add_font_provider(Arc::new(SystemFontProvider::new()));
    crate::theme::dress(&ctx, state.settings.mode);
    let mut canvas = Canvas::default();
    let mut last = Vec::new();
    for frame in 0..FRAMES {
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, page)),
            time: Some(frame as f64),
            ..RawInput::default()
        };
        if let Some(viewport) = input.viewports.get_mut(&input.viewport_id) {
            viewport.native_pixels_per_point = Some(PX_PER_PT);
        }
        let mut output = ctx.run_ui(input, |ui| {
            let readable = fonts::have_chinese(ui.ctx());
            state.glyphs = if readable {
                crate::state::Glyphs::Chinese
            } else {
                crate::state::Glyphs::LatinOnly
            };
            page_ui(ui, state);
        });
        canvas.learn(std::mem::take(&mut output.textures_delta));
        last = ctx.tessellate(output.shapes, output.pixels_per_point);
    }
    for primitive in &last {
        canvas.fill(pixmap, primitive, PX_PER_PT);
    }
}

fn page_ui(ui: &mut Ui, state: &State) {
    head_ui(ui, state);
    let map = ui.new_child(egui::UiBuilder::new().max_rect(state.map_place));
    let Some(shown) = &state.shown else {
        return;
    };
    let (camera, theme) = (&state.camera, state.settings.mode.theme());
    let painter = map.painter_at(state.map_place);
    let visible = crate::map::visible_marks(shown, state, camera, state.map_place);
    if state.settings.layers.contains(&Layer::Labels) {
        let place = |i: &usize| crate::map::place_of(&shown.marks[*i], camera, state.map_place);
        let taken = visible.iter().map(place).collect();
        let look = (theme, state.lang());
        labels::paint(&painter, &shown.ground.labels, look, camera, taken);
    }
    crate::map::sketch::drawn(&painter, state, camera, state.map_place);
    for index in visible.into_iter().rev() {
        let mark = &shown.marks[index];
        let emphasis = match mark.sort {
            marks::Sort::Facility(kind) if kind != state.settings.kind => marks::Emphasis::Faint,
            _ if state.selection == Some(pick::Target::Mark(index)) => marks::Emphasis::Strong,
            _ => marks::Emphasis::Plain,
        };
        let at = camera.to_screen(mark.at, state.map_place);
        marks::paint(&painter, at, mark, theme, emphasis);
    }
    furniture::paper_ui(&map, state, camera);
    audience_ui(&painter, state, shown);
    // Nobody presses anything on paper.
    legend::paper_ui(&map, state);
}

/// Says at the upper edge of the map whether the page is for the office, since its classes and hexagons hold a few people, or
/// for everybody.
fn audience_ui(painter: &Painter, state: &State, shown: &Shown) {
    let theme = state.settings.mode.theme();
    let least = shown.scenario.privacy_threshold;
    let (key, ink) = match state.published {
        Some(_) => (Key::PublicMap, theme.quiet),
        None => (Key::InternalMap, theme.serious),
    };
    let text = key.fill(state.lang(), &[&least]);
    let ink = ink.egui();
    let galley = painter.layout_no_wrap(text, FontId::proportional(12.0), ink);
    let at = state.map_place.left_top() + vec2(14.0, 10.0);
    let card = Rect::from_min_size(at, galley.size()).expand2(vec2(7.0, 4.0));
    painter.rect_filled(card, 3.0, theme.card.with_opacity(230).egui());
    painter.galley(at, galley, ink);
}

/// The title, and the number that the page is about.
fn head_ui(ui: &Ui, state: &State) {
    let theme = state.settings.mode.theme();
    let painter = ui.painter();
    let width = ui.ctx().content_rect().width();
    let head = Rect::from_min_size(Pos2::ZERO, vec2(width, HEAD));
    painter.rect_filled(head, 0.0, theme.card.egui());
    let lang = state.lang();
    let title = state.shown.as_ref().map(|s| s.scenario.title.clone());
    let title = title.unwrap_or_else(|| Key::AppName.text(lang).to_owned());
    let title = fonts::legible(ui.ctx(), &title).into_owned();
    let left = pos2(20.0, 24.0);
    let ink = theme.ink.egui();
    painter.text(
        left,
        Align2::LEFT_CENTER,
        title,
        FontId::proportional(22.0),
        ink,
    );
    let [Some(before), Some(after)] = [Phase::Before, Phase::After].map(|p| state.coverage(p))
    else {
        return;
    };
    let kind = kind_name(&after.standard.kind, lang);
    let what = Key::KindWithin.fill(lang, &[&kind, &minutes(after.standard.within)]);
    let phase = state.settings.phase;
    let (kind, name) = match phase {
        Phase::Before => (before, Key::Before),
        Phase::After => (after, Key::After),
    };
    let [covered, all] = match &state.published {
        Some(published) => match published.whole(state.settings.kind, phase) {
            Some(told) => told,
            None => [Seniors::ZERO; 2],
        },
        None => [kind.tally.covered, kind.tally.total()],
    };
    let line = if all == Seniors::ZERO {
        format!("{what} · {}: {}", name.text(lang), Key::Withheld.text(lang))
    } else {
        let people = Key::SeniorsCovered.fill(lang, &[&covered, &all]);
        let share = percent(covered.share_of(all));
        format!("{what} · {}: {share}% · {people}", name.text(lang))
    };
    let line = fonts::legible(ui.ctx(), &line).into_owned();
    let quiet = theme.quiet.egui();
    let below = left + vec2(0.0, 28.0);
    painter.text(
        below,
        Align2::LEFT_CENTER,
        line,
        FontId::proportional(14.0),
        quiet,
    );
}
