//! Facilities and proposed sites: symbols that can be pointed at, clicked, and read out.
//!
//! The shape tells the kind, the number tells the order of a proposal. At most some hundreds are drawn, those of the kind
//! being looked at first.

use egui::{Align2, Color32, FontId, Painter, Pos2, Shape, Stroke, Vec2};
use geo::Coord;
use planner::ids::SiteId;
use planner::places::{Places, Site, Status};
use planner::projection::Plane;
use planner::units::Seniors;

use crate::plan::Draft;
use crate::theme::Theme;

/// A symbol on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where, in metres.
    pub at: Coord,
    /// The site that it stands for.
    pub site: SiteId,
    /// What it is.
    pub sort: Sort,
    /// Its name or number, for people.
    pub name: String,
    /// What the plan does to it.
    pub fate: Fate,
}

/// What a plan does to a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    Stays,
    /// It is new.
    New,
    /// It is decided and will open, whatever the plan is.
    Decided,
    /// It stands elsewhere, or serves another number.
    Changed,
    /// It closes.
    Closes,
}

/// What a symbol stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// An existing facility; the number of its kind among all kinds.
    Facility(usize),
    /// A proposed site.
    Proposed {
        /// Its place in the order of gain, from 1.
        rank: usize,
        /// Seniors covered by adding it after those before it.
        gain: Seniors,
    },
}

/// The kinds of open and committed facilities, those with a standard first, then by name.
pub fn kinds<'a>(places: &'a Places, standards: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut kinds: Vec<String> = standards.into_iter().map(str::to_owned).collect();
    let mut others: Vec<&str> = open(places).map(|(_, site)| site.kind.as_str()).collect();
    others.sort_unstable();
    others.dedup();
    for kind in others {
        if !kinds.iter().any(|known| known == kind) {
            kinds.push(kind.to_owned());
        }
    }
    kinds
}

/// The symbols of all facilities that are open or committed in a plan, and of those that it closes; `base` are the places
/// without any plan.
pub fn facilities(
    (places, base): (&Places, &Places),
    kinds: &[String],
    draft: &Draft,
    plane: &Plane,
) -> Vec<Mark> {
    let standing = draft.standing();
    let fate = |id| {
        let decided = base.sites.get(id).map(|site| site.status) == Some(Status::Committed);
        match draft.fate(id, places) {
            Fate::Stays if decided => Fate::Decided,
            fate => fate,
        }
    };
    let mark = |(id, site): (SiteId, &Site)| {
        Some(Mark {
            at: plane.to_metres(site.at?),
            site: id,
            sort: Sort::Facility(kinds.iter().position(|kind| *kind == site.kind)?),
            name: name_of(site),
            fate: fate(id),
        })
    };
    let shown = |(id, site): &(SiteId, &Site)| {
        (site.status.counts_after() || draft.closes(*id)) && !standing.contains(id)
    };
    let sites = places.sites.enumerate();
    sites.filter(shown).filter_map(mark).collect()
}

/// The symbols of the proposed sites that still stand, in the order of the proposal.
pub fn proposed(draft: &Draft, places: &Places, plane: &Plane) -> Vec<Mark> {
    let standing = draft.standing();
    let mark = |(i, chosen): (usize, &planner::siting::ProposedSite)| {
        if !standing.contains(&chosen.site) {
            return None;
        }
        let site = places.sites.get(chosen.site)?;
        Some(Mark {
            at: plane.to_metres(site.at?),
            site: chosen.site,
            sort: Sort::Proposed {
                rank: i + 1,
                gain: chosen.gain,
            },
            name: name_of(site),
            fate: Fate::New,
        })
    };
    let sites = draft.proposed.iter().flat_map(|p| &p.sites);
    sites.enumerate().filter_map(mark).collect()
}

fn open(places: &Places) -> impl Iterator<Item = (SiteId, &Site)> {
    let counts = |site: &Site| site.status.counts_after();
    places
        .sites
        .enumerate()
        .filter(move |(_, site)| counts(site))
}

fn name_of(site: &Site) -> String {
    site.name.clone().unwrap_or_else(|| site.id.to_string())
}

/// Half the size of a symbol in points.
pub const fn radius(sort: Sort) -> f32 {
    match sort {
        Sort::Facility(_) => 6.0,
        Sort::Proposed { .. } => 11.0,
    }
}

/// Whether something is being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// It is chosen or pointed at.
    Strong,
    /// It is one of many.
    Plain,
    /// It is of a kind that is not being looked at.
    Faint,
}

/// Draws a symbol.
pub fn paint(painter: &Painter, at: Pos2, mark: &Mark, theme: &Theme, emphasis: Emphasis) {
    let sort = mark.sort;
    let r = radius(sort);
    if emphasis == Emphasis::Strong {
        painter.circle_filled(at, r + 5.0, theme.accent.with_opacity(70).egui());
    }
    let rim = Stroke::new(1.5, theme.halo.egui());
    match sort {
        Sort::Facility(kind) => {
            let colour = match mark.fate {
                Fate::New | Fate::Changed => theme.proposed,
                Fate::Stays | Fate::Decided => theme.facility,
                Fate::Closes => theme.quiet,
            };
            let opacity = if emphasis == Emphasis::Faint {
                110
            } else {
                255
            };
            let is_plain = matches!(mark.fate, Fate::Stays | Fate::Decided);
            let r = if is_plain { r } else { r + 2.5 };
            painter.add(symbol(
                kind,
                at,
                r,
                colour.with_opacity(opacity).egui(),
                rim,
            ));
            if mark.fate == Fate::Closes {
                let stroke = Stroke::new(2.5, theme.serious.egui());
                for slope in [1.0, -1.0] {
                    let half = Vec2::new(r + 2.0, (r + 2.0) * slope);
                    painter.line_segment([at - half, at + half], stroke);
                }
            }
        }
        Sort::Proposed { rank, .. } => {
            let fill = theme.proposed.egui();
            numbered(painter, (at, r), rank, (fill, rim));
        }
    }
}

/// A proposed site, with its place in the order.
pub fn numbered(
    painter: &Painter,
    (at, r): (Pos2, f32),
    rank: usize,
    (fill, rim): (Color32, Stroke),
) {
    painter.circle(at, r, fill, rim);
    let font = FontId::proportional(12.5_f32.min(r * 1.5));
    painter.text(at, Align2::CENTER_CENTER, rank, font, Color32::WHITE);
}

/// The shape of a kind: circle, square, diamond, triangle, pentagon, and so on with one corner more.
pub fn symbol(kind: usize, at: Pos2, r: f32, fill: Color32, rim: Stroke) -> Shape {
    let (corners, turn) = match kind {
        0 => {
            return Shape::Vec(vec![
                Shape::circle_filled(at, r, fill),
                Shape::circle_stroke(at, r, rim),
            ]);
        }
        1 => (4, 0.125),
        2 => (4, 0.0),
        3 => (3, 0.0),
        more => (more + 1, 0.0),
    };
    let corner = |i: usize| {
        let angle = std::f32::consts::TAU * (i as f32 / corners as f32 + turn);
        at + Vec2::new(angle.sin(), -angle.cos()) * (r * 1.2)
    };
    Shape::convex_polygon((0..corners).map(corner).collect(), fill, rim)
}
