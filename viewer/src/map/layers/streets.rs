//! The walking network itself as the street map: by class, wider when near, thinner classes only when near.

use std::sync::Arc;

use planner::ids::{EdgeId, Id as _};
use planner::network::{Edge, Network, Slopes};
use planner::osm::walkability::{Access, Form, Incline, RoadClass};
use planner::projection::Plane;

use crate::map::layers::always;
use crate::map::scene::{Batch, Coat, Ink, Paint, Width};
use crate::theme::Theme;

/// How one class of street is drawn.
#[derive(Debug, Clone, Copy)]
struct Style {
    /// Width on the ground in metres, pavements included.
    ground_m: f32,
    /// Thinnest on the screen in points.
    min_pt: f32,
    /// Shown up to this scale, in metres per point.
    until: f64,
    /// Whether traffic passes through.
    rank: Rank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Arterial,
    Local,
    Path,
}

/// The classes, quietest first: later ones are drawn over earlier ones. Widths are typical of Chinese and European
/// city streets and only for drawing.
const STYLES: [(RoadClass, Style); 10] = [
    (RoadClass::Path, style(2.0, 0.5, 6.0, Rank::Path)),
    (RoadClass::Track, style(3.0, 0.5, 10.0, Rank::Path)),
    (RoadClass::Service, style(5.0, 0.5, 9.0, Rank::Local)),
    (RoadClass::LivingStreet, style(6.0, 0.6, 25.0, Rank::Local)),
    (RoadClass::Residential, style(8.0, 0.6, 45.0, Rank::Local)),
    (RoadClass::Tertiary, style(11.0, 0.9, 90.0, Rank::Local)),
    (
        RoadClass::Secondary,
        style(13.0, 1.2, 200.0, Rank::Arterial),
    ),
    (RoadClass::Primary, style(16.0, 1.6, 600.0, Rank::Arterial)),
    (RoadClass::Trunk, style(18.0, 1.8, 600.0, Rank::Arterial)),
    (RoadClass::Motorway, style(20.0, 1.8, 600.0, Rank::Arterial)),
];

/// Steeper than this, rise over length, a walk is slow and tiring.
const STEEP: f32 = 0.08;

/// Where a street is wide enough on the screen for edges of its own, in points.
const CASED_PT: f64 = 2.4;

const fn style(ground_m: f32, min_pt: f32, until: f64, rank: Rank) -> Style {
    Style {
        ground_m,
        min_pt,
        until,
        rank,
    }
}

/// The streets of a network by class, and its ferries.
#[derive(Debug, Clone)]
pub struct Streets {
    classes: Vec<(Style, Arc<Batch>)>,
    ferries: Arc<Batch>,
    /// Ways of residents only.
    private: Arc<Batch>,
    steps: Arc<Batch>,
    /// Ways that climb more than [`STEEP`].
    steep: Arc<Batch>,
    /// Streets that no other street of the city leads to.
    stray: Arc<Batch>,
}

impl Streets {
    /// Lays out every edge of a network.
    pub fn of(network: &Network, slopes: Option<&Slopes>, plane: &Plane) -> Self {
        let lines_of = |wanted: &dyn Fn(EdgeId, &Edge) -> bool| {
            Arc::new(Batch::of_lines(
                network
                    .edges()
                    .enumerate()
                    .filter(|(id, edge)| !edge.traits.closed && wanted(*id, edge))
                    .map(|(id, _)| {
                        network
                            .shape(id)
                            .iter()
                            .map(|at| plane.to_metres(*at))
                            .collect()
                    }),
            ))
        };
        let lines = |wanted: &dyn Fn(&Edge) -> bool| lines_of(&|_, edge| wanted(edge));
        let climbs = |id: EdgeId, edge: &Edge| {
            let measured = slopes.map_or(&[][..], |slopes| slopes.of_edge(id));
            let told = match edge.traits.incline {
                Incline::Share(share) => share.abs(),
                Incline::Untold | Incline::Up | Incline::Down => 0.0,
            };
            let steepest = measured
                .iter()
                .map(|slope| slope.abs())
                .fold(told, f32::max);
            steepest > STEEP
        };
        let on_land = |edge: &Edge| edge.traits.form != Form::Ferry;
        Self {
            classes: STYLES
                .iter()
                .map(|(class, style)| (*style, lines(&|e| on_land(e) && e.traits.class == *class)))
                .collect(),
            ferries: lines(&|e| !on_land(e)),
            private: lines(&|e| e.traits.access == Access::Private),
            steep: lines_of(&climbs),
            steps: lines(&|e| matches!(e.traits.form, Form::Steps { .. })),
            stray: lines(&|e| on_land(e) && network.island_of(e.from).index() > 0),
        }
    }

    /// What stands in a walker's way, over the streets: stray streets, private ways, stairs.
    pub fn obstacle_coats(&self, theme: &Theme) -> Vec<Coat> {
        let width = Width {
            ground_m: 5.0,
            min_pt: 1.6,
            extra_pt: 0.0,
        };
        let coat = |batch, colour| Coat {
            scales: 0.0..40.0,
            ..always(batch, Ink::Line(width), colour)
        };
        vec![
            coat(&self.stray, theme.district),
            coat(&self.private, theme.warning),
            coat(&self.steep, theme.steep),
            coat(&self.steps, theme.stairs),
        ]
    }

    /// Casings under all surfaces, so that streets open into each other where they meet.
    pub fn coats(&self, theme: &Theme) -> Vec<Coat> {
        let mut coats = vec![always(
            &self.ferries,
            Ink::Dashes(Width::points(1.0), 4.0),
            theme.ferry,
        )];
        for (style, batch) in self.classes.iter().filter(|(s, _)| s.rank != Rank::Path) {
            let edges = Ink::Line(Width {
                extra_pt: 1.4,
                ..style.width()
            });
            coats.push(Coat {
                scales: 0.0..style.cased_until(),
                ..always(batch, edges, theme.casing)
            });
        }
        for (style, batch) in &self.classes {
            let (near, far) = match style.rank {
                Rank::Arterial => (theme.arterial, theme.arterial_far),
                Rank::Local => (theme.street, theme.street_far),
                Rank::Path => (theme.path, theme.path),
            };
            let surface = always(batch, Ink::Line(style.width()), near);
            coats.push(Coat {
                scales: style.cased_until()..style.until,
                paint: Paint::One(far),
                ..surface.clone()
            });
            coats.push(Coat {
                scales: 0.0..style.cased_until(),
                ..surface
            });
        }
        coats
    }
}

impl Style {
    const fn width(self) -> Width {
        Width {
            ground_m: self.ground_m,
            min_pt: self.min_pt,
            extra_pt: 0.0,
        }
    }

    /// The scale up to which edges are drawn.
    fn cased_until(self) -> f64 {
        (f64::from(self.ground_m) / CASED_PT).min(self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_style_and_busier_ones_show_from_farther() {
        for pair in STYLES.windows(2) {
            assert!(pair[0].0 < pair[1].0);
            assert!(pair[0].1.ground_m <= pair[1].1.ground_m);
        }
        for (_, style) in STYLES {
            assert!(style.cased_until() <= style.until);
        }
    }
}
