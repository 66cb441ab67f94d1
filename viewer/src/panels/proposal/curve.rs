//! What fewer or more sites would reach, as a curve that takes the number from a click.

use egui::{
    Align2, FontId, Rect, RichText, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2,
    vec2,
};
use planner::siting::insight::{Curve, Point};
use planner::siting::{Measure, Proposal};

use crate::command::Command;
use crate::plan::Edit;
use crate::state::{Job, State};
use crate::text::Key;

/// Height of the plot in points.
const HEIGHT: f32 = 120.0;
/// Room for numbers below and above the plot in points.
const ROOM: f32 = 16.0;
/// A curve goes on to at least, and by one click at most, so many sites.
const LEAST_CURVE: usize = 12;
const MOST_CURVE: usize = 120;
/// A curve needs so many points.
const LEAST: usize = 2;

/// Draws the curve of a proposal, where it has one.
pub(super) fn curve_ui(ui: &mut Ui, state: &State, proposal: &Proposal, out: &mut Vec<Command>) {
    let Some(curve) = &proposal.insight.curve else {
        return;
    };
    let lang = state.lang();
    let last = curve.points.last().map_or(1, |point| point.sites);
    let further = (last * 2).clamp(LEAST_CURVE, MOST_CURVE);
    if curve.points.len() < LEAST {
        further_ui(ui, state, further, out);
        return;
    }
    ui.add_space(4.0);
    ui.label(RichText::new(Key::Curve.text(lang)).strong());
    let size = vec2(ui.available_width(), HEIGHT);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let plot = Plot::of(curve, proposal, place);
    plot.paint(ui, state, curve);
    let asked = state.book.draft().asked.sites;
    let chosen = asked.unwrap_or(proposal.sites.len());
    for point in &curve.points {
        let column = plot.column(point.sites);
        let id = ui.scope_id().with(("curve", point.sites));
        let response = ui.interact(column, id, Sense::click());
        let name = Key::CurvePoint.fill(lang, &[&point.sites, &point.objective]);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let strong = response.hovered() || response.has_focus() || point.sites == chosen;
        plot.paint_point(ui, state, point);
        if strong {
            plot.tell(ui, state, point);
        }
        if response.clicked() {
            out.push(Command::Edit(Edit::Sites(point.sites)));
        }
        response.on_hover_text(name);
    }
    let hint = RichText::new(Key::CurveHint.text(lang)).weak().size(11.0);
    ui.label(hint);
    if further > last {
        further_ui(ui, state, further, out);
    }
}

/// The button that has the curve go on. The planner draws it, so that its knee is what the command line tells of the same
/// scenario.
fn further_ui(ui: &mut Ui, state: &State, further: usize, out: &mut Vec<Command>) {
    let lang = state.lang();
    let ready = !matches!(state.job, Job::Working(_));
    let button = egui::Button::new(Key::CurveOn.fill(lang, &[&further])).small();
    let button = ui.add_enabled(ready, button);
    if button.on_hover_text(Key::CurveOnHint.text(lang)).clicked() {
        out.push(Command::Edit(Edit::Curve(further)));
        out.push(Command::Propose);
    }
}

/// Where numbers of sites and their worth are on the screen.
struct Plot {
    place: Rect,
    most: f32,
    worth: (f32, f32),
}

impl Plot {
    fn of(curve: &Curve, proposal: &Proposal, place: Rect) -> Self {
        let sites = curve.points.iter().map(|point| point.sites as f32);
        let worths = curve.points.iter().flat_map(|p| [p.objective, p.bound]);
        let worths = worths.map(|worth| worth.value() as f32);
        let start = match proposal.objective {
            Measure::People(_) => proposal.baseline.count() as f32,
            _ => worths.clone().fold(f32::INFINITY, f32::min),
        };
        Self {
            place: place.shrink2(vec2(12.0, ROOM)),
            most: sites.fold(1.0, f32::max),
            worth: (start, worths.fold(start + 1.0, f32::max)),
        }
    }

    fn at(&self, sites: f32, worth: f32) -> egui::Pos2 {
        let up = (worth - self.worth.0) / (self.worth.1 - self.worth.0);
        pos2(
            self.place.left() + sites / self.most * self.place.width(),
            self.place.bottom() - up * self.place.height(),
        )
    }

    /// The strip of the plot that belongs to a number of sites.
    fn column(&self, sites: usize) -> Rect {
        let middle = self.at(sites as f32, self.worth.0).x;
        let half = self.place.width() / self.most / 2.0;
        let height = self.place.y_range().expand(ROOM);
        Rect::from_x_y_ranges(middle - half..=middle + half, height)
    }

    /// The axis, what is found, and dashed what no plan surpasses; they lie on each other where plans are proven.
    fn paint(&self, ui: &Ui, state: &State, curve: &Curve) {
        let theme = state.settings.mode.theme();
        let painter = ui.painter();
        let axis = Stroke::new(1.0, theme.edge.egui());
        painter.hline(self.place.x_range(), self.place.bottom(), axis);
        let line_of = |worth: &dyn Fn(&Point) -> Measure| {
            let points = curve.points.iter();
            let at = |point: &Point| self.at(point.sites as f32, worth(point).value() as f32);
            points.map(at).collect::<Vec<_>>()
        };
        let bound = Stroke::new(1.2, theme.quiet.egui());
        let bounds = line_of(&|point| point.bound);
        painter.extend(Shape::dashed_line(&bounds, bound, 4.0, 3.0));
        let found = Stroke::new(2.0, theme.accent.egui());
        painter.line(line_of(&|point| point.objective), found);
        let last = curve.points.last().map_or(0, |point| point.sites);
        let knee = curve.knee.and_then(|knee| {
            let point = curve.points.iter().find(|point| point.sites == knee)?;
            Some(self.at(knee as f32, point.objective.value() as f32))
        });
        if let Some(knee) = knee {
            painter.vline(knee.x, knee.y..=self.place.bottom(), axis);
        }
        let word = Key::Knee.text(state.lang());
        let names = [
            Some((1, "1".to_owned())),
            curve.knee.map(|knee| (knee, format!("{word} {knee}"))),
            Some((last, last.to_string())),
        ];
        let mut taken: Vec<Rect> = Vec::new();
        for (sites, name) in names.into_iter().flatten().rev() {
            let at = pos2(self.at(sites as f32, 0.0).x, self.place.bottom() + 3.0);
            let font = FontId::proportional(10.5);
            let galley = painter.layout_no_wrap(name, font, theme.quiet.egui());
            let place = Align2::CENTER_TOP.anchor_size(at, galley.size());
            if !taken.iter().any(|other| other.intersects(place)) {
                taken.push(place.expand(2.0));
                painter.galley(place.min, galley, theme.quiet.egui());
            }
        }
    }

    fn paint_point(&self, ui: &Ui, state: &State, point: &Point) {
        let theme = state.settings.mode.theme();
        let at = self.at(point.sites as f32, point.objective.value() as f32);
        ui.painter().circle_filled(at, 2.4, theme.accent.egui());
    }

    /// Points a number of sites out and tells what it reaches.
    fn tell(&self, ui: &Ui, state: &State, point: &Point) {
        let theme = state.settings.mode.theme();
        let at = self.at(point.sites as f32, point.objective.value() as f32);
        ui.painter().circle_filled(at, 5.0, theme.accent.egui());
        let font = FontId::proportional(11.5);
        let text = format!("{} · {}", point.sites, point.objective);
        let ink = theme.ink.egui();
        let galley = ui.painter().layout_no_wrap(text, font, ink);
        // The curve rises: above and to the left of a point nothing is drawn.
        let left = at - vec2(galley.size().x + 5.0, galley.size().y + 3.0);
        let place = if left.x >= self.place.left() - 8.0 {
            left
        } else {
            pos2(self.place.left() - 8.0, self.place.top() - ROOM + 2.0)
        };
        ui.painter().galley(place, galley, ink);
    }
}
