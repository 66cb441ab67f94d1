//! What the colours and symbols mean, with the number of seniors in each class, as a card on the map.

use egui::{
    Align2, Area, Button, Frame, Id, Painter, Rect, RichText, Sense, Shape, Stroke, Ui, WidgetInfo,
    accesskit::Role, vec2,
};
use planner::coverage::Certainty;
use planner::text::Lang;
use planner::units::Seniors;

use crate::command::Command;
use crate::fonts;
use crate::map;
use crate::map::layers::marks::{Fate, Mark, Sort};
use crate::map::layers::{self, hexagons, marks};
use crate::state::{Layer, Legend, Phase, Shade, State};
use crate::text::{Key, kind_name, minutes};
use crate::theme::{COVERAGE_CLASSES, Theme};

/// Distance from the corner of the map in points.
const EDGE: f32 = 14.0;
/// At most so many kinds of facilities are named.
const MOST_KINDS: usize = 6;

/// Draws the card in the lower left corner of the map; it takes the pointer from the map below.
pub fn legend_ui(ui: &Ui, state: &State, out: &mut Vec<Command>) {
    if state.shown.is_none() {
        return;
    }
    let theme = state.settings.mode.theme();
    corner_ui(ui, theme, |ui| {
        fold_ui(ui, state, out);
        if state.settings.legend == Legend::Open {
            card_ui(ui, state, theme);
        }
    });
}

fn corner_ui(ui: &Ui, theme: &Theme, content: impl FnOnce(&mut Ui)) {
    let corner = ui.max_rect().left_bottom() + vec2(EDGE, -EDGE);
    Area::new(Id::unique("legend"))
        .order(egui::Order::Middle)
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(corner)
        .movable(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(theme.card.with_opacity(242).egui())
                .stroke(Stroke::new(1.0, theme.line.egui()))
                .corner_radius(6.0)
                .inner_margin(10.0)
                .show(ui, content);
        });
}

/// Draws the card whole, without its title.
pub fn paper_ui(ui: &Ui, state: &State) {
    if state.shown.is_some() {
        let theme = state.settings.mode.theme();
        corner_ui(ui, theme, |ui| card_ui(ui, state, theme));
    }
}

/// The title, which folds the card up and opens it.
fn fold_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    let (other, points_down) = match state.settings.legend {
        Legend::Open => (Legend::Folded, 1.0),
        Legend::Folded => (Legend::Open, -1.0),
    };
    let text = RichText::new(Key::LegendTitle.text(lang)).weak().size(12.0);
    let title = ui.horizontal(|ui| {
        let (place, arrow) = ui.allocate_exact_size(vec2(10.0, 14.0), Sense::click());
        let tip = |x: f32, y: f32| place.center() + vec2(x, y * points_down);
        let corners = vec![tip(-4.0, -2.5), tip(4.0, -2.5), tip(0.0, 3.0)];
        let ink = theme.quiet.egui();
        ui.painter()
            .add(Shape::convex_polygon(corners, ink, Stroke::NONE));
        ui.add(Button::new(text).frame(false)).union(arrow)
    });
    let title = title.inner;
    title.widget_info(|| WidgetInfo::labeled(Role::Button, true, Key::LegendTitle.text(lang)));
    if title.on_hover_text(Key::KeyLegend.text(lang)).clicked() {
        out.push(Command::Fold(other));
    }
}

fn card_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
    if state.settings.layers.contains(&Layer::Hexagons) {
        classes_ui(ui, state, theme);
    }
    if state.settings.layers.contains(&Layer::Facilities) {
        kinds_ui(ui, state, theme);
        fates_ui(ui, state, theme);
    }
    homes_ui(ui, state, theme);
    if state.settings.layers.contains(&Layer::Obstacles) {
        obstacles_ui(ui, state, theme);
    }
    outlines_ui(ui, state, theme);
    let is_today = state.settings.phase == Phase::Before && state.settings.swipe.is_none();
    let proposed = !state.book.draft().standing().is_empty() && !is_today;
    if proposed && state.settings.layers.contains(&Layer::Proposed) {
        let name = Key::LayerProposed.text(state.lang());
        row_ui(ui, name, |painter, place| {
            let fill = theme.proposed.egui();
            marks::numbered(painter, (place.center(), 6.5), 1, (fill, Stroke::NONE));
        });
    }
}

/// What the plan does to facilities that exist.
fn fates_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    if state.settings.phase == Phase::Before && state.settings.swipe.is_none() {
        return;
    }
    let mut marks = state.shown.iter().flat_map(|shown| &shown.marks);
    let is_changed = |mark: &Mark| {
        matches!(mark.sort, Sort::Facility(_)) && matches!(mark.fate, Fate::New | Fate::Changed)
    };
    if marks.clone().any(is_changed) {
        let name = Key::LegendChanged.text(state.lang());
        row_ui(ui, name, |painter, place| {
            painter.circle_filled(place.center(), 6.5, theme.proposed.egui());
        });
    }
    if marks.any(|mark| mark.fate == Fate::Closes) {
        let name = Key::LegendCloses.text(state.lang());
        row_ui(ui, name, |painter, place| {
            let at = place.center();
            painter.circle_filled(at, 5.0, theme.quiet.egui());
            let stroke = Stroke::new(2.0, theme.serious.egui());
            for slope in [1.0, -1.0] {
                let half = vec2(6.0, 6.0 * slope);
                painter.line_segment([at - half, at + half], stroke);
            }
        });
    }
}

/// The colours of homes, while they are near enough to be drawn.
fn homes_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    if !map::shows_homes(state, &state.camera) {
        return;
    }
    for (colour, name) in [
        (theme.accent, Key::HomesCovered),
        (theme.serious, Key::HomesMissed),
    ] {
        row_ui(ui, name.text(state.lang()), |painter, place| {
            painter.circle_filled(place.center(), 3.2, colour.egui());
        });
    }
}

/// A symbol and what it means.
fn row_ui(ui: &mut Ui, name: &str, symbol: impl FnOnce(&Painter, Rect)) {
    ui.horizontal(|ui| {
        let (place, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
        symbol(ui.painter(), place);
        ui.label(name);
    });
}

fn classes_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    let lang = state.lang();
    let (Some(hexagons), Some(kind)) = (state.hexagons(), state.coverage(Phase::Before)) else {
        return;
    };
    let time = minutes(kind.standard.within);
    let shade = state.settings.shade;
    let title = match shade {
        Shade::Share => Key::Legend,
        Shade::Minutes => Key::LegendMinutes,
        Shade::Uncovered => Key::LegendUncovered,
        Shade::Difference => Key::LegendDifference,
        Shade::Certainty => Key::LegendCertainty,
    };
    ui.label(RichText::new(title.fill(lang, &[&time])).strong());
    let people = match shade {
        _ if state.published.is_some() => published(state),
        Shade::Certainty => certain(hexagons, state),
        _ => hexagons.people(shade, state.settings.phase),
    };
    let on_map = |colour| hexagons::on_map(colour, state);
    let colours = hexagons::colours(theme, shade).into_iter().map(on_map);
    let classes = colours.zip(people);
    let classes: Vec<_> = classes.enumerate().collect();
    egui::Grid::new("classes")
        .min_col_width(0.0)
        .spacing([10.0, 2.0])
        .show(ui, |ui| {
            for (class, (colour, seniors)) in classes.into_iter().rev() {
                let (place, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
                ui.painter().rect_filled(place, 2.0, colour.egui());
                ui.label(class_name(shade, class, lang));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let count = Key::LegendSeniors.fill(lang, &[&seniors]);
                    ui.label(RichText::new(count).weak());
                });
                ui.end_row();
            }
        });
    if state.published.is_some() {
        let withheld = Key::LegendWithheld.text(lang);
        ui.label(RichText::new(withheld).weak().size(11.0));
    } else if shade == Shade::Share {
        let hint = RichText::new(Key::LegendFaint.text(lang)).weak().size(11.0);
        ui.label(hint);
    }
    if shade == Shade::Certainty {
        let hint = RichText::new(Key::LegendUnsure.text(lang))
            .weak()
            .size(11.0);
        ui.label(hint);
    }
    ui.add_space(4.0);
}

/// How many seniors each class counts of what others may see.
fn published(state: &State) -> Vec<Seniors> {
    let look = (state.settings.shade, state.settings.phase);
    let published = state.published.iter();
    let mut people = published.map(|published| published.people(look, state.settings.kind));
    people.next().unwrap_or_default()
}

/// How many seniors are not covered, covered if unknown paths work, and covered for sure; nothing before that is known.
fn certain(hexagons: &hexagons::Hexagons, state: &State) -> Vec<Seniors> {
    let Some(looked) = layers::certainty_of(state, state.settings.phase) else {
        return Vec::new();
    };
    let counts = hexagons.certainty(looked);
    let sum = |part: fn(&Certainty) -> Seniors| counts.iter().map(part).sum();
    vec![sum(|c| c.no), sum(|c| c.possible), sum(|c| c.sure)]
}

/// What a class holds.
fn class_name(shade: Shade, class: usize, lang: Lang) -> String {
    let between = |from: &[u64], class: usize| match from.get(class + 1) {
        Some(next) => Key::ClassBetween.fill(lang, &[&from[class], &(next - 1)]),
        None => Key::ClassFrom.fill(lang, &[&from[class]]),
    };
    let step = 100 / COVERAGE_CLASSES;
    match (shade, class) {
        (Shade::Share, _) => format!("{}–{}%", class * step, (class + 1) * step),
        (Shade::Minutes, _) => match hexagons::MINUTES_FROM.get(class + 1) {
            Some(next) => Key::ClassMinutes.fill(lang, &[&hexagons::MINUTES_FROM[class], next]),
            None => Key::ClassMinutesFrom.fill(lang, &[&hexagons::MINUTES_FROM[class]]),
        },
        (Shade::Uncovered, _) => between(&hexagons::UNCOVERED_FROM, class),
        (Shade::Certainty, 0) => Key::ClassNot.text(lang).to_owned(),
        (Shade::Certainty, 1) => Key::ClassPossible.text(lang).to_owned(),
        (Shade::Certainty, _) => Key::ClassSure.text(lang).to_owned(),
        (Shade::Difference, 0) => Key::ClassLost.text(lang).to_owned(),
        (Shade::Difference, _) => {
            let from = hexagons::GAINED_FROM.map(i64::unsigned_abs);
            between(&from, class - 1)
        }
    }
}

/// The lines around gaps, and around the chosen site.
fn outlines_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    let layers = &state.settings.layers;
    let one = state.gap.is_some() && state.published.is_none();
    let gaps = layers.contains(&Layer::Gaps) || one;
    let around = state.around().is_some_and(|a| !a.outlines.is_empty());
    let walks = layers.contains(&Layer::Isochrones) && around;
    let drawn = !state.book.draft().drawn.is_empty();
    let lines = [
        (gaps, theme.serious, 3.0, Key::Gaps),
        (walks, theme.accent, 2.2, Key::LegendWalks),
        (drawn, theme.proposed, 2.2, Key::EditDraw),
    ];
    for (_, colour, width, name) in lines.into_iter().filter(|line| line.0) {
        row_ui(ui, name.text(state.lang()), |painter, place| {
            let stroke = Stroke::new(width, colour.egui());
            painter.hline(place.x_range(), place.center().y, stroke);
        });
    }
}

/// The colours of what stands in a walker's way.
fn obstacles_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    let lines = [
        (theme.stairs, Key::ObstacleSteps),
        (theme.steep, Key::ObstacleSteep),
        (theme.warning, Key::ObstaclePrivate),
        (theme.district, Key::ObstacleStray),
    ];
    for (colour, name) in lines {
        row_ui(ui, name.text(state.lang()), |painter, place| {
            let stroke = Stroke::new(3.0, colour.egui());
            painter.hline(place.x_range(), place.center().y, stroke);
        });
    }
}

fn kinds_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    let kinds = state
        .shown
        .iter()
        .flat_map(|shown| shown.kinds.iter().enumerate());
    for (i, kind) in kinds.take(MOST_KINDS) {
        ui.horizontal(|ui| {
            let (place, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
            let opacity = if i == state.settings.kind { 255 } else { 110 };
            let fill = theme.facility.with_opacity(opacity).egui();
            ui.painter()
                .add(marks::symbol(i, place.center(), 5.5, fill, Stroke::NONE));
            let name = kind_name(kind, state.lang());
            ui.label(fonts::legible(ui.ctx(), name));
        });
    }
}
