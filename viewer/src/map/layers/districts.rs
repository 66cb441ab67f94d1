//! Outlines of the districts that the bureau reports on.

use std::sync::Arc;

use planner::places::Places;
use planner::projection::{LonLat, Plane};

use crate::map::layers::always;
use crate::map::scene::{Batch, Coat, Ink, Width};
use crate::theme::Theme;

/// The outlines.
#[derive(Debug, Clone)]
pub struct Districts {
    outlines: Arc<Batch>,
}

impl Districts {
    /// Lays out the rings of every district.
    pub fn of(places: &Places, plane: &Plane) -> Self {
        let rings = places
            .districts
            .iter()
            .flat_map(|district| &district.outline)
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let lines = rings.map(|ring| {
            ring.coords()
                .filter_map(|c| LonLat::new(c.x, c.y))
                .map(|at| plane.to_metres(at))
                .collect()
        });
        Self {
            outlines: Arc::new(Batch::of_lines(lines)),
        }
    }

    /// A dashed line that does not hide the streets below it.
    pub fn coats(&self, theme: &Theme) -> Vec<Coat> {
        let ink = Ink::Dashes(Width::points(1.4), 6.0);
        vec![always(
            &self.outlines,
            ink,
            theme.district.with_opacity(200),
        )]
    }
}
