//! What a picture for others shows of the answer: the pieces and gaps of the published layers, with their counts and no others.

use std::sync::Arc;

use planner::coverage::Certainty;
use planner::projection::{LonLat, Plane};
use planner::report::picture::{Picture, Piece};
use planner::report::privacy::ShownCounts;
use planner::units::Seniors;

use crate::map::layers::{Look, always, hexagons};
use crate::map::scene::{Batch, Coat, Ink, Width};
use crate::state::{Phase, Shade};

/// A publication, laid out in metres.
#[derive(Debug, Clone)]
pub struct Published {
    picture: Picture,
    pieces: Arc<Batch>,
}

impl Published {
    /// Lays out what may be shown.
    pub fn of(picture: Picture, plane: &Plane) -> Self {
        let metres = |piece: &Piece| {
            let rings = piece
                .shape
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
            let corners = |ring: &geo::LineString| {
                let corners = ring.coords().filter_map(|c| LonLat::new(c.x, c.y));
                corners.map(|at| plane.to_metres(at)).collect()
            };
            rings.map(corners).collect::<Vec<Vec<_>>>()
        };
        Self {
            pieces: Arc::new(Batch::of(picture.pieces.iter().map(metres))),
            picture,
        }
    }

    /// Whether a plan and today can be told apart.
    pub const fn compares(&self) -> bool {
        self.picture.phases > 1
    }

    /// Whom a standard covers and whom it is for, as far as that is told.
    pub fn whole(&self, kind: usize, phase: Phase) -> Option<[Seniors; 2]> {
        let counts = &self.picture.whole;
        let covered = counts.covered(self.place(phase), kind)?;
        Some([covered, counts.meant(kind)?].map(Seniors::new))
    }

    /// The place of a phase in the counts: of a city that nothing is proposed for there is one.
    const fn place(&self, phase: Phase) -> usize {
        if self.compares() { phase.index() } else { 0 }
    }

    /// Colours by what the map shows, and nothing where it is withheld.
    pub fn coats(&self, look: &Look<'_>) -> Vec<Coat> {
        let class = |piece: &Piece| {
            let class = self.class(&piece.counts, (look.shade, look.phase), look.kind);
            class.map_or(hexagons::NONE, |class| class as u8)
        };
        let classes = self.picture.pieces.iter().map(class).collect();
        let colours = hexagons::colours(look.theme, look.shade).into_iter();
        let colours: Vec<_> = colours.map(|c| (c, hexagons::CLASS_OPACITY)).collect();
        let mut coats = hexagons::coats_of(&self.pieces, classes, &colours);
        let edges = Ink::Line(Width::points(0.7));
        let edge = look.theme.edge.with_opacity(120);
        coats.push(always(&self.pieces, edges, edge));
        coats
    }

    /// The outlines of gaps, where they are asked for.
    pub fn gaps(&self, kind: usize) -> impl Iterator<Item = &geo::MultiPolygon> {
        let gaps = self.picture.gaps.iter().filter(move |gap| gap.kind == kind);
        gaps.map(|gap| &gap.shape)
    }

    /// How many seniors of each class are told, and how many are in no class.
    pub fn people(&self, (shade, phase): (Shade, Phase), kind: usize) -> Vec<Seniors> {
        let classes = match shade {
            Shade::Share | Shade::Minutes | Shade::Uncovered => crate::theme::COVERAGE_CLASSES,
            Shade::Difference => crate::theme::CHANGE_CLASSES,
            Shade::Certainty => 3,
        };
        let mut people = vec![Seniors::ZERO; classes];
        for piece in &self.picture.pieces {
            let counts = &piece.counts;
            if let Some(class) = self.class(counts, (shade, phase), kind) {
                let told = match shade {
                    Shade::Difference => self.gained(counts, kind).map(i64::unsigned_abs),
                    Shade::Uncovered => counts.missed(self.place(phase), kind),
                    Shade::Share | Shade::Minutes | Shade::Certainty => counts.meant(kind),
                };
                people[class] += Seniors::new(told.unwrap_or(0));
            }
        }
        people
    }

    fn gained(&self, counts: &ShownCounts, kind: usize) -> Option<i64> {
        let both = counts.covered(0, kind).zip(counts.covered(1, kind));
        both.filter(|_| self.compares())
            .map(|(before, after)| after as i64 - before as i64)
    }

    fn class(
        &self,
        counts: &ShownCounts,
        (shade, phase): (Shade, Phase),
        kind: usize,
    ) -> Option<usize> {
        let place = self.place(phase);
        match shade {
            Shade::Share => Some(crate::theme::coverage_class(counts.coverage(place, kind)?)),
            Shade::Minutes => {
                let minutes = counts.mean_walk_min(place, kind)?;
                let from = hexagons::MINUTES_FROM.map(u64::from);
                from.iter().rposition(|from| minutes >= *from)
            }
            Shade::Uncovered => hexagons::uncovered_class(counts.missed(place, kind)?),
            Shade::Difference => hexagons::gained_class(self.gained(counts, kind)?),
            Shade::Certainty => {
                let (sure, possible) =
                    counts.sure(place, kind).zip(counts.possible(place, kind))?;
                hexagons::certainty_class(Certainty {
                    sure: Seniors::new(sure),
                    possible: Seniors::new(possible.saturating_sub(sure)),
                    no: Seniors::new(counts.meant(kind)?.saturating_sub(possible)),
                })
            }
        }
    }
}
