//! Names of places on the map: the important ones first, none over another.

use egui::{Align2, FontId, Painter, Pos2, Rect, Vec2};
use geo::{Coord, CoordsIter as _};
use planner::osm::Feature;
use planner::projection::{LonLat, Plane};
use planner::text::Lang;

use crate::theme::Theme;

/// At most so many names are drawn at once.
const MOST: usize = 120;
/// Free space around a name in points.
const ROOM_PT: f32 = 6.0;

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

/// A name at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where, in metres.
    pub at: Coord,
    /// The name in Chinese, or as it is on the ground.
    pub zh: String,
    /// The name in English, or as it is on the ground.
    pub en: String,
    sort: usize,
}

/// The named places of an extract, most important first.
pub fn of(features: &[Feature], plane: &Plane) -> Vec<Label> {
    let mut labels: Vec<Label> = features.iter().filter_map(|f| label(f, plane)).collect();
    labels.sort_by_key(|label| label.sort);
    labels
}

fn label(feature: &Feature, plane: &Plane) -> Option<Label> {
    let place = feature.tag("place")?;
    let sort = SORTS.iter().position(|(name, _, _)| *name == place)?;
    let name = feature.tag("name")?;
    let first = feature.geometry.coords_iter().next()?;
    let in_language = |key| feature.tag(key).unwrap_or(name).to_owned();
    Some(Label {
        at: plane.to_metres(LonLat::new(first.x, first.y)?),
        zh: in_language("name:zh"),
        en: in_language("name:en"),
        sort,
    })
}

/// Draws the names that fit; `to_screen` tells where a place is.
pub fn paint(
    painter: &Painter,
    labels: &[Label],
    look: (&Theme, Lang),
    m_per_pt: f64,
    to_screen: impl Fn(Coord) -> Pos2,
) {
    let (theme, lang) = look;
    let mut taken: Vec<Rect> = Vec::new();
    for label in labels {
        let (_, size, until) = SORTS[label.sort];
        let at = to_screen(label.at);
        if m_per_pt > until || !painter.clip_rect().contains(at) {
            continue;
        }
        let text = match lang {
            Lang::Zh => &label.zh,
            Lang::En => &label.en,
        };
        let font = FontId::proportional(size);
        if !crate::fonts::can_draw(painter.ctx(), text) {
            continue;
        }
        let galley = painter.layout_no_wrap(text.clone(), font.clone(), theme.label.egui());
        let place = Align2::CENTER_CENTER.anchor_size(at, galley.size());
        if taken
            .iter()
            .any(|other| other.intersects(place.expand(ROOM_PT)))
        {
            continue;
        }
        taken.push(place);
        halo(painter, at, (text, font), theme);
        painter.galley(place.min, galley, theme.label.egui());
        if taken.len() == MOST {
            break;
        }
    }
}

fn halo(painter: &Painter, at: Pos2, (text, font): (&str, FontId), theme: &Theme) {
    let colour = theme.halo.with_opacity(190).egui();
    for (x, y) in [
        (-1.0, -1.0),
        (1.0, -1.0),
        (-1.0, 1.0),
        (1.0, 1.0),
        (0.0, 1.5),
        (0.0, -1.5),
    ] {
        let shifted = at + Vec2::new(x, y);
        painter.text(shifted, Align2::CENTER_CENTER, text, font.clone(), colour);
    }
}
