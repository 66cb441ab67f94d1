//! Names of places, districts and streets on the map: the important ones first, none over another.

use egui::{Align2, FontId, Painter, Pos2, Rect, Vec2};
use std::collections::BTreeMap;

use geo::{BoundingRect as _, Coord, CoordsIter as _, InteriorPoint as _};
use planner::osm::Feature;
use planner::places::Places;
use planner::projection::{LonLat, Plane};
use planner::text::Lang;

use crate::map::camera::Camera;
use crate::theme::Theme;

/// At most so many names are drawn at once.
const MOST: usize = 120;
/// Free space around a name in points.
const ROOM_PT: f32 = 3.0;

/// The sorts of places that get a name, most important first, with text size and the farthest scale in metres per
/// point.
const SORTS: [(&str, f32, f64); 8] = [
    ("city", 17.0, 500.0),
    ("town", 14.5, 60.0),
    ("suburb", 13.0, 30.0),
    ("village", 13.0, 30.0),
    ("quarter", 12.0, 15.0),
    ("neighbourhood", 11.5, 10.0),
    ("hamlet", 11.5, 12.0),
    ("locality", 10.5, 6.0),
];

/// The first sort that is too small to say where something is.
const LOCALITY: usize = 7;

/// The classes of streets that are named, with the farthest scale in metres per point; all others only from nearest.
const STREETS: [(&str, f64); 5] = [
    ("motorway", 12.0),
    ("trunk", 12.0),
    ("primary", 10.0),
    ("secondary", 6.0),
    ("tertiary", 3.5),
];
/// From so near, in metres per point, every street is named.
const EVERY_STREET: f64 = 1.6;
/// One street is named once in a square of so many metres.
const ONCE_M: f64 = 900.0;
/// A district is named while it is at least so many points wide.
const DISTRICT_PT: f64 = 90.0;
/// Text sizes of districts and of streets.
const DISTRICT_SIZE: f32 = 12.5;
const STREET_SIZE: f32 = 10.5;

/// A name at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where, in metres.
    pub at: Coord,
    /// The name in Chinese, or as it is on the ground.
    pub zh: String,
    /// The name in English, or as it is on the ground.
    pub en: String,
    /// What it names.
    sort: Sort,
    /// The size of its text.
    size: f32,
    /// The farthest scale in metres per point.
    until: f64,
}

/// What a label names; the first are the most important.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// A place, by its position among the sorts of places.
    Place(usize),
    /// A district.
    District,
    /// A street.
    Street,
}

impl Label {
    /// The name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// Whether it names a place of the extract, and no district or street.
    pub const fn is_of_place(&self) -> bool {
        matches!(self.sort, Sort::Place(_))
    }
}

/// The names on the map, most important first.
pub fn of(features: &[Feature], places: &Places, plane: &Plane) -> Vec<Label> {
    let mut labels: Vec<Label> = features.iter().filter_map(|f| label(f, plane)).collect();
    labels.extend(districts(places, plane));
    labels.extend(streets(features, plane));
    labels.sort_by(|a, b| a.sort.cmp(&b.sort).then(b.until.total_cmp(&a.until)));
    labels
}

/// Each district in its middle, the larger ones from farther.
fn districts(places: &Places, plane: &Plane) -> impl Iterator<Item = Label> {
    places.districts.iter().filter_map(|district| {
        let rect = district.outline.bounding_rect()?;
        let corner = |c: Coord| Some(plane.to_metres(LonLat::new(c.x, c.y)?));
        let (a, b) = (corner(rect.min())?, corner(rect.max())?);
        let middle = district.outline.interior_point()?;
        Some(Label {
            at: plane.to_metres(LonLat::new(middle.x(), middle.y())?),
            zh: district.name.clone(),
            en: district.name.clone(),
            sort: Sort::District,
            size: DISTRICT_SIZE,
            until: (b.x - a.x) / DISTRICT_PT,
        })
    })
}

/// Each street in the middle of its longest piece, once in every part of the city.
fn streets(features: &[Feature], plane: &Plane) -> impl Iterator<Item = Label> {
    let mut found: BTreeMap<(&str, i64, i64), (f64, Label)> = BTreeMap::new();
    for feature in features {
        let Some((class, name)) = feature.tag("highway").zip(feature.tag("name")) else {
            continue;
        };
        let corners: Vec<Coord> = (feature.geometry.coords_iter())
            .filter_map(|c| Some(plane.to_metres(LonLat::new(c.x, c.y)?)))
            .collect();
        let length = |w: &[Coord]| (w[1].x - w[0].x).hypot(w[1].y - w[0].y);
        let longest = corners
            .windows(2)
            .max_by(|a, b| length(a).total_cmp(&length(b)));
        let Some(longest) = longest else {
            continue;
        };
        let whole: f64 = corners.windows(2).map(length).sum();
        let at = (longest[0] + longest[1]) / 2.0;
        let cell = |m: f64| (m / ONCE_M).floor() as i64;
        let until = STREETS.iter().find(|(known, _)| *known == class);
        let in_language = |key| feature.tag(key).unwrap_or(name).to_owned();
        let label = Label {
            at,
            zh: in_language("name:zh"),
            en: in_language("name:en"),
            sort: Sort::Street,
            size: STREET_SIZE,
            until: until.map_or(EVERY_STREET, |(_, until)| *until),
        };
        let known = found.entry((name, cell(at.x), cell(at.y)));
        let known = known.or_insert_with(|| (whole, label.clone()));
        if whole > known.0 {
            *known = (whole, label);
        }
    }
    found.into_values().map(|(_, label)| label)
}

fn label(feature: &Feature, plane: &Plane) -> Option<Label> {
    let place = feature.tag("place")?;
    let sort = SORTS.iter().position(|(name, _, _)| *name == place)?;
    let (_, size, until) = SORTS[sort];
    let name = feature.tag("name")?;
    let first = feature.geometry.coords_iter().next()?;
    let in_language = |key| feature.tag(key).unwrap_or(name).to_owned();
    Some(Label {
        at: plane.to_metres(LonLat::new(first.x, first.y)?),
        zh: in_language("name:zh"),
        en: in_language("name:en"),
        sort: Sort::Place(sort),
        size,
        until,
    })
}

/// Draws the names that fit beside what is `taken` by symbols.
pub fn paint(
    painter: &Painter,
    labels: &[Label],
    look: (&Theme, Lang),
    camera: &Camera,
    mut taken: Vec<Rect>,
) {
    let (theme, lang) = look;
    let map = painter.clip_rect();
    let most = taken.len() + MOST;
    for label in labels {
        let at = camera.to_screen(label.at, map);
        let text = label.name(lang);
        let hidden = camera.m_per_pt > label.until || !map.contains(at);
        if hidden || taken.len() >= most || !crate::fonts::can_draw(painter.ctx(), text) {
            continue;
        }
        let font = FontId::proportional(label.size);
        let galley = painter.layout_no_wrap(text.to_owned(), font.clone(), theme.label.egui());
        let Some(place) = free_place(at, galley.size(), &taken) else {
            continue;
        };
        taken.push(place);
        halo(painter, place.center(), (text, font), theme);
        painter.galley(place.min, galley, theme.label.egui());
    }
}

/// The name of the nearest place within so many metres, and not only of a field or a farm.
pub fn nearest(labels: &[Label], at: Coord, within_m: f64) -> Option<&Label> {
    let distance = |label: &Label| (label.at.x - at.x).hypot(label.at.y - at.y);
    let near = labels
        .iter()
        .filter(|l| l.sort < Sort::Place(LOCALITY) && distance(l) <= within_m);
    near.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// On the place itself, else below or above it.
fn free_place(at: Pos2, size: Vec2, taken: &[Rect]) -> Option<Rect> {
    let step = Vec2::new(0.0, size.y * 0.5 + 12.0);
    [at, at + step, at - step]
        .map(|middle| Align2::CENTER_CENTER.anchor_size(middle, size))
        .into_iter()
        .find(|place| {
            !taken
                .iter()
                .any(|other| other.intersects(place.expand(ROOM_PT)))
        })
}

fn halo(painter: &Painter, at: Pos2, (text, font): (&str, FontId), theme: &Theme) {
    let colour = theme.halo.with_opacity(235).egui();
    for (x, y) in [
        (-1.1, -1.1),
        (1.1, -1.1),
        (-1.1, 1.1),
        (1.1, 1.1),
        (0.0, 1.6),
        (0.0, -1.6),
        (1.6, 0.0),
        (-1.6, 0.0),
    ] {
        let shifted = at + Vec2::new(x, y);
        painter.text(shifted, Align2::CENTER_CENTER, text, font.clone(), colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_moves_aside_for_a_symbol_and_gives_up_when_all_is_taken() {
        let (at, size) = (Pos2::new(100.0, 100.0), Vec2::new(60.0, 16.0));
        let symbol = Rect::from_center_size(at, Vec2::splat(12.0));
        let place = free_place(at, size, &[symbol]).unwrap();
        assert!(place.center().y > at.y && !place.intersects(symbol));
        let all = Rect::from_center_size(at, Vec2::splat(400.0));
        assert_eq!(free_place(at, size, &[all]), None);
    }

    #[test]
    fn names_are_written_once_and_never_over_each_other() {
        let label = |n: u32| Label {
            at: Coord {
                x: f64::from(n * 37 % 101) * 7.0 - 350.0,
                y: f64::from(n * 53 % 89) * 6.0 - 260.0,
            },
            zh: format!("Name {n}"),
            en: format!("Name {n}"),
            sort: Sort::Street,
            size: 13.0,
            until: 100.0,
        };
        let labels: Vec<Label> = (0..200).map(label).collect();
        let ctx = egui::Context::default();
        let theme = crate::theme::Mode::Light.theme();
        let mut written: Vec<(String, Rect)> = Vec::new();
        // The first frame has no fonts yet.
        for _ in 0..2 {
            let input = egui::RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(800.0, 600.0))),
                ..egui::RawInput::default()
            };
            let mut output = ctx.run_ui(input, |ui| {
                let camera = Camera::at(Coord::default(), 1.0);
                let look = (theme, Lang::En);
                paint(ui.painter(), &labels, look, &camera, Vec::new());
            });
            output.textures_delta.clear();
            let texts = output
                .shapes
                .into_iter()
                .filter_map(|shape| match shape.shape {
                    egui::Shape::Text(text) if text.fallback_color == theme.label.egui() => {
                        Some(text)
                    }
                    _ => None,
                });
            let place = |text: egui::epaint::TextShape| {
                let place = text.galley.rect.translate(text.pos.to_vec2());
                (text.galley.text().to_owned(), place)
            };
            written = texts.map(place).collect();
        }
        assert!(written.len() > 20, "{}", written.len());
        for (n, (name, place)) in written.iter().enumerate() {
            for (other, there) in &written[n + 1..] {
                assert!(
                    name != other && !place.intersects(*there),
                    "{name}, {other}"
                );
            }
        }
    }
}
