//! The map widget: takes drags, wheel and keys, shows the cached image, and paints symbols and furniture over it.

pub mod camera;
pub mod canvas;
pub mod compare;
pub mod furniture;
pub mod layers;
pub mod names;
pub mod pick;
pub mod print;
pub mod raster;
pub mod scene;
pub mod sketch;

use std::borrow::Cow;
use std::sync::Arc;

use egui::{Key, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role};
use planner::coverage::Heading;
use planner::ids::DemandId;
use planner::projection::Plane;

use crate::command::Command;
use crate::map::camera::Camera;
use crate::map::canvas::{Canvas, Sharpness};
use crate::map::layers::marks::{Emphasis, Fate, Mark, Sort};
use crate::map::layers::{labels, marks};
use crate::map::pick::Target;
use crate::map::scene::Scene;
use crate::panels::details;
use crate::state::{Flight, Hand, Layer, Phase, Sheet, Shown, State, Tool, View};
use crate::text::Key as Text;

/// How long a flight takes, in seconds.
const FLIGHT_S: f64 = 0.35;
/// Points of wheel movement that magnify by Euler's number.
const WHEEL_PT: f64 = 220.0;
/// How far an arrow key moves the map, in points.
const ARROW_PT: f32 = 80.0;
/// At most so many symbols are drawn at once.
const MOST_MARKS: usize = 400;
/// From so near, in metres per point, homes are seen.
const HOMES_UNTIL: f64 = 1.6;
/// At most so many homes are drawn at once.
const MOST_HOMES: usize = 1_500;
/// How near the pointer must be to a symbol, in points.
const REACH_PT: f64 = 11.0;

/// Draws the map into all of the room that is left.
pub fn map_ui(
    ui: &mut Ui,
    state: &State,
    canvas: &mut Canvas,
    scene: &Arc<Scene>,
    out: &mut Vec<Command>,
) -> Sharpness {
    let map = ui.max_rect();
    let theme = state.settings.mode.theme();
    let response = ui.interact(map, ui.scope_id().with("map"), Sense::click_and_drag());
    let name = Text::Map.text(state.lang());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let camera = steer(ui, &response, state, out);
    ui.painter_at(map)
        .rect_filled(map, 0.0, scene.background.egui());
    let sharpness = canvas.paint(ui, &camera, scene, compare::line(state, map));
    if let Some(shown) = &state.shown {
        let visible = visible_marks(shown, state, &camera, map);
        if state.settings.layers.contains(&Layer::Labels) {
            let symbol = |i: &usize| place_of(&shown.marks[*i], &camera, map);
            let taken = visible.iter().map(symbol).collect();
            let look = (theme, state.lang());
            labels::paint(
                &ui.painter_at(map),
                &shown.ground.labels,
                look,
                &camera,
                taken,
            );
        }
        let under = pointed_at(&response, &camera, shown, state);
        hexagon_ui(ui, &response, state, &camera, under);
        homes_ui(ui, state, &camera, under);
        sketch::drawn(&ui.painter_at(map), state, &camera, map);
        let pointer = response.hover_pos();
        sketch::unfinished(&ui.painter_at(map), state, (&camera, map), pointer);
        for index in visible.into_iter().rev() {
            let mark = held(state, &shown.marks[index], &shown.ground.plane);
            let mark = as_of(state, mark, &camera, map);
            mark_ui(ui, state, &camera, (index, &mark), out);
        }
        sketch::pointed_ui(ui, state, &camera);
        click(&response, state, &camera, under, out);
    }
    let is_down = ui.input(|i| i.pointer.any_down() || i.pointer.any_released());
    if state.hand.is_some() && !is_down && !out.contains(&Command::LetGo) {
        // Its symbol went out of sight while it was dragged.
        out.push(Command::LetGo);
    }
    compare::line_ui(ui, state, out);
    furniture::furniture_ui(ui, state, &camera, out);
    sharpness
}

/// Chooses what is under a click, or puts a new site there.
fn click(
    response: &Response,
    state: &State,
    camera: &Camera,
    under: Option<Target>,
    out: &mut Vec<Command>,
) {
    if state.tool == Tool::Choose {
        if response.clicked() {
            out.push(Command::Select(under));
        }
        return;
    }
    if response.hovered() {
        response.ctx.set_cursor_icon(egui::CursorIcon::Crosshair);
    }
    let pointer = response.interact_pointer_pos();
    if let (true, Some(pointer), Some(shown)) = (response.clicked(), pointer, &state.shown) {
        let at = camera.to_map(pointer, response.rect);
        let at = shown.ground.plane.to_lonlat(at);
        out.push(match state.tool {
            Tool::Draw(_) => Command::Sketch(at),
            Tool::Choose | Tool::Add => Command::Place(at),
        });
        if response.double_clicked() && matches!(state.tool, Tool::Draw(_)) {
            out.push(Command::Finish);
        }
    }
}

/// Moves the camera by pointer, wheel, keys, or along a flight.
fn steer(ui: &Ui, response: &Response, state: &State, out: &mut Vec<Command>) -> Camera {
    let map = response.rect;
    let mut camera = state.camera;
    if response.dragged() {
        camera.drag(response.drag_delta());
    }
    if let Some(pointer) = response.hover_pos() {
        let (scroll, pinch) = ui.input(|i| (i.smooth_scroll_delta().y, i.zoom_delta()));
        let factor = (f64::from(scroll) / WHEEL_PT).exp() * f64::from(pinch);
        if (factor - 1.0).abs() > 1e-9 {
            camera.zoom(factor, pointer, map);
        }
    }
    if response.double_clicked()
        && state.tool == Tool::Choose
        && let Some(pointer) = response.interact_pointer_pos()
    {
        camera.zoom(2.0, pointer, map);
    }
    if !ui.ctx().egui_wants_keyboard_input() && state.sheet == Sheet::Away {
        if state.view == View::Plan {
            camera.drag(arrows(ui));
        }
        keys(ui, out);
    }
    if camera != state.camera {
        out.push(Command::Look(camera));
        return camera;
    }
    state.flight.map_or(camera, |flight| fly(ui, flight, out))
}

fn arrows(ui: &Ui) -> Vec2 {
    ui.input(|i| {
        let pressed = |key| i.num_presses(key) as f32 * ARROW_PT;
        Vec2::new(
            pressed(Key::ArrowLeft) - pressed(Key::ArrowRight),
            pressed(Key::ArrowUp) - pressed(Key::ArrowDown),
        )
    })
}

fn keys(ui: &Ui, out: &mut Vec<Command>) {
    ui.input(|i| {
        if i.key_pressed(Key::Plus) || i.key_pressed(Key::Equals) {
            out.push(Command::Zoom(1.6));
        }
        if i.key_pressed(Key::Minus) {
            out.push(Command::Zoom(1.0 / 1.6));
        }
        if i.key_pressed(Key::Home) {
            out.push(Command::Home);
        }
        if i.key_pressed(Key::Escape) {
            out.push(Command::Select(None));
        }
    });
}

/// Where a flight is now: slow at both ends.
fn fly(ui: &Ui, flight: Flight, out: &mut Vec<Command>) -> Camera {
    let now = ui.input(|i| i.time);
    let since = flight.since.unwrap_or(now);
    let share = ((now - since) / FLIGHT_S).clamp(0.0, 1.0);
    if share >= 1.0 {
        out.push(Command::Fly(flight, flight.to));
        return flight.to;
    }
    let here = flight
        .from
        .towards(&flight.to, share * share * (3.0 - 2.0 * share));
    let since = Some(since);
    out.push(Command::Fly(Flight { since, ..flight }, here));
    ui.ctx().request_repaint();
    here
}

fn pointed_at(
    response: &Response,
    camera: &Camera,
    shown: &Shown,
    state: &State,
) -> Option<Target> {
    let pointer = response.hover_pos()?;
    if response.dragged() {
        return None;
    }
    let place = camera.to_map(pointer, response.rect);
    let reach = REACH_PT * camera.m_per_pt;
    // What is not drawn does not stand before what is.
    let is_seen = |mark: usize| {
        shown.marks.get(mark).is_some_and(|mark| {
            let at = camera.to_screen(mark.at, response.rect);
            shows(state, mark) && !compare::is_hidden(state, mark.fate, at, response.rect)
        })
    };
    let target = shown.picker.at(place, reach, is_seen);
    if let Some(Target::Mark(_)) = target {
        return target;
    }
    let home = shows_homes(state, camera).then(|| shown.picker.home_at(place, reach / 2.0));
    let has_hexagons = state.settings.layers.contains(&Layer::Hexagons);
    home.flatten().or(target.filter(|_| has_hexagons))
}

/// A symbol where the hand holds it.
fn held<'a>(state: &State, mark: &'a Mark, plane: &Plane) -> Cow<'a, Mark> {
    match state.hand {
        Some(hand) if hand.site == mark.site => Cow::Owned(Mark {
            at: plane.to_metres(hand.at),
            ..mark.clone()
        }),
        _ => Cow::Borrowed(mark),
    }
}

/// A symbol as it stands on its side of the comparison: what closes is still open today.
fn as_of<'a>(state: &State, mark: Cow<'a, Mark>, camera: &Camera, map: Rect) -> Cow<'a, Mark> {
    let at = camera.to_screen(mark.at, map);
    if mark.fate == Fate::Closes && compare::is_today(state, at, map) {
        return Cow::Owned(Mark {
            fate: Fate::Stays,
            ..mark.into_owned()
        });
    }
    mark
}

/// Whether a symbol's layer is switched on.
fn shows(state: &State, mark: &Mark) -> bool {
    let layer = match mark.sort {
        Sort::Facility(_) => Layer::Facilities,
        Sort::Proposed { .. } => Layer::Proposed,
    };
    state.settings.layers.contains(&layer)
}

/// Whether homes are seen: from near, and where their layer is on.
pub fn shows_homes(state: &State, camera: &Camera) -> bool {
    camera.m_per_pt <= HOMES_UNTIL && state.settings.layers.contains(&Layer::Homes)
}

/// Draws the homes in view: whoever is covered in one colour, whoever is not in another.
fn homes_ui(ui: &Ui, state: &State, camera: &Camera, under: Option<Target>) {
    let Some(shown) = state.shown.as_ref().filter(|_| shows_homes(state, camera)) else {
        return;
    };
    let map = ui.max_rect();
    let theme = state.settings.mode.theme();
    let painter = ui.painter_at(map);
    let mut homes = shown.picker.homes_in(&camera.bounds(map));
    homes.truncate(MOST_HOMES);
    for home in homes {
        let id: DemandId = planner::ids::Id::from_index(home);
        let Some(at) = shown.places.demand.get(id).and_then(|demand| demand.at) else {
            continue;
        };
        let at = camera.to_screen(shown.ground.plane.to_metres(at), map);
        let phase = match compare::line(state, map) {
            Some(x) if at.x < x => Phase::Before,
            Some(_) => Phase::After,
            None => state.settings.phase,
        };
        let heading = state.coverage(phase).map(|kind| kind.heading(id));
        let colour = match heading {
            Some(Heading::Covered) => theme.accent,
            Some(_) => theme.serious,
            None => theme.quiet,
        };
        let target = Some(Target::Home(home));
        let strong = under == target || state.selection == target;
        let radius = if strong { 5.5 } else { 3.2 };
        let rim = Stroke::new(1.0, theme.halo.egui());
        painter.circle(at, radius, colour.egui(), rim);
    }
}

/// Outlines the hexagon under the pointer and the chosen one, and tells about the former.
fn hexagon_ui(ui: &Ui, response: &Response, state: &State, camera: &Camera, under: Option<Target>) {
    let Some(hexagons) = state.hexagons() else {
        return;
    };
    let theme = state.settings.mode.theme();
    let painter = ui.painter_at(response.rect);
    let outline = |hexagon: usize, width: f32| {
        let corners = hexagons.grid.outlines.get(hexagon).into_iter().flatten();
        let corners = corners.map(|at| camera.to_screen(*at, response.rect));
        let stroke = Stroke::new(width, theme.label.egui());
        painter.add(egui::Shape::closed_line(corners.collect(), stroke));
    };
    if let Some(Target::Hexagon(chosen)) = state.selection {
        outline(chosen, 2.5);
    }
    if let Some(Target::Hexagon(under)) = under {
        outline(under, 1.5);
        response
            .clone()
            .on_hover_ui_at_pointer(|ui| details::hexagon_ui(ui, state, under));
    }
}

/// The symbols in view whose layers are on, the most important first.
fn visible_marks(shown: &Shown, state: &State, camera: &Camera, map: Rect) -> Vec<usize> {
    let mut visible = shown.picker.marks_in(&camera.bounds(map));
    visible.retain(|i| {
        let mark = &shown.marks[*i];
        let at = camera.to_screen(mark.at, map);
        shows(state, mark) && !compare::is_hidden(state, mark.fate, at, map)
    });
    visible.sort_by_key(|i| importance(state, &shown.marks[*i]));
    visible.truncate(MOST_MARKS);
    visible
}

/// The square of the screen that a symbol takes.
fn place_of(mark: &Mark, camera: &Camera, map: Rect) -> Rect {
    let size = Vec2::splat(2.0 * marks::radius(mark.sort) + 2.0);
    Rect::from_center_size(camera.to_screen(mark.at, map), size)
}

/// Paints a symbol that can be reached by keyboard and read out.
fn mark_ui(
    ui: &Ui,
    state: &State,
    camera: &Camera,
    (index, mark): (usize, &Mark),
    out: &mut Vec<Command>,
) {
    let map = ui.max_rect();
    let place = place_of(mark, camera, map);
    // The same site keeps its identity while it is dragged and its neighbours change.
    let id = ui.scope_id().with(("mark", mark.site));
    let sense = if state.tool != Tool::Choose {
        // The map below takes the click.
        Sense::hover()
    } else if can_be_moved(state, index, mark) {
        Sense::click_and_drag()
    } else {
        Sense::click()
    };
    let response = ui.interact(place.intersect(map), id, sense);
    let label = details::mark_label(ui.ctx(), state, mark);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let here = Some(Target::Mark(index));
    let strong = response.hovered() || response.has_focus() || state.selection == here;
    let emphasis = match mark.sort {
        _ if strong => Emphasis::Strong,
        Sort::Facility(kind) if kind != state.settings.kind => Emphasis::Faint,
        _ => Emphasis::Plain,
    };
    let theme = state.settings.mode.theme();
    marks::paint(&ui.painter_at(map), place.center(), mark, theme, emphasis);
    if response.clicked() {
        out.push(Command::Select(here));
    }
    drag_ui(&response, state, (camera, map), mark, out);
    response.on_hover_ui(|ui| details::mark_ui(ui, state, mark));
}

/// Whether a symbol follows the pointer: once it is chosen, or where the plan has put it.
fn can_be_moved(state: &State, index: usize, mark: &Mark) -> bool {
    let chosen = state.selection == Some(Target::Mark(index));
    let held = state.hand.is_some_and(|hand| hand.site == mark.site);
    let by_plan = matches!(mark.fate, Fate::New | Fate::Changed);
    matches!(mark.sort, Sort::Facility(_)) && (chosen || held || by_plan)
}

/// Moves a site along with the pointer.
fn drag_ui(
    response: &Response,
    state: &State,
    (camera, map): (&Camera, Rect),
    mark: &Mark,
    out: &mut Vec<Command>,
) {
    let Some(shown) = &state.shown else {
        return;
    };
    if let (true, Some(pointer)) = (response.dragged(), response.interact_pointer_pos()) {
        let at = shown.ground.plane.to_lonlat(camera.to_map(pointer, map));
        let hand = Hand {
            site: mark.site,
            at,
        };
        if state.hand != Some(hand) {
            out.push(Command::Hold(hand));
        }
    }
    if response.drag_stopped() && state.hand.is_some() {
        out.push(Command::LetGo);
    }
    if response.hovered() && response.sense.senses_drag() {
        response.ctx.set_cursor_icon(egui::CursorIcon::Grab);
    }
}

/// The most important symbols come first: proposals in order, then the kind looked at.
fn importance(state: &State, mark: &Mark) -> (u8, usize) {
    match mark.sort {
        Sort::Proposed { rank, .. } => (0, rank),
        Sort::Facility(kind) if kind == state.settings.kind => (1, 0),
        Sort::Facility(kind) => (2, kind),
    }
}
