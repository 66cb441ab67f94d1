//! Hexagons coloured by the share of their seniors who are covered, before and after the proposal.
//!
//! Fainter where few seniors live, so that an empty hillside does not shout louder than a street of high-rises. A
//! drawing of the answer: the counts come from the study, none is computed here.

use std::sync::Arc;

use geo::Coord;
use planner::coverage::Tally;
use planner::projection::{LonLat, Plane};
use planner::units::Seniors;

use crate::map::layers::{Look, always};
use crate::map::scene::{Batch, Coat, Ink, Width};
use crate::state::{Phase, Shade};
use crate::theme::{CHANGE_CLASSES, COVERAGE_CLASSES, Colour, Theme, coverage_class};

/// Opacity where few, a usual number of, and many seniors live.
const OPACITY: [u8; TIERS] = [70, 140, 210];
/// Nearer than this, in metres per point, one looks for streets and houses through the hexagons.
const NEAR: f64 = 7.0;
/// How strong hexagons are when near.
const NEAR_STRENGTH: f64 = 0.6;
/// Classes by number of seniors.
const TIERS: usize = 3;
/// Where the classes by number of seniors part, as shares of the mean hexagon.
const TIER_ENDS: [f64; TIERS - 1] = [0.25, 1.0];

/// One hexagon in which eligible seniors live.
#[derive(Debug, Clone, PartialEq)]
pub struct Hexagon {
    /// Its corners in degrees.
    pub outline: Vec<LonLat>,
    /// Its seniors by what is open.
    pub before: Tally,
    /// Its seniors with the proposed sites open; the same where nothing is proposed.
    pub after: Tally,
}

impl Hexagon {
    /// Its seniors before or after.
    pub const fn tally(&self, phase: Phase) -> Tally {
        match phase {
            Phase::Before => self.before,
            Phase::After => self.after,
        }
    }
}

/// The hexagons of one kind of facility in metres.
#[derive(Debug, Clone)]
pub struct Hexagons {
    /// What each hexagon counts.
    pub hexagons: Vec<Hexagon>,
    /// Corners in metres, hexagon by hexagon.
    pub outlines: Vec<Vec<Coord>>,
    /// Seniors in each class, before and after.
    pub seniors: [[Seniors; COVERAGE_CLASSES]; 2],
    classes: [[[Arc<Batch>; TIERS]; COVERAGE_CLASSES]; 2],
    edges: Arc<Batch>,
}

impl Hexagons {
    /// Lays out hexagons by class.
    pub fn of(hexagons: Vec<Hexagon>, plane: &Plane) -> Self {
        let outlines: Vec<Vec<Coord>> = hexagons
            .iter()
            .map(|h| h.outline.iter().map(|at| plane.to_metres(*at)).collect())
            .collect();
        let class_in = |h: &Hexagon, phase| coverage_class(h.tally(phase).coverage());
        let people: Seniors = hexagons.iter().map(|h| h.before.total()).sum();
        let mean = people.count() as f64 / hexagons.len().max(1) as f64;
        let batch = |phase, class, tier| {
            let chosen = hexagons.iter().zip(&outlines).filter(|(h, _)| {
                class_in(h, phase) == class && tier_of(h.before.total(), mean) == tier
            });
            Arc::new(Batch::of_lines(chosen.map(|(_, outline)| outline.clone())))
        };
        let tiers = |phase, class| std::array::from_fn(|tier| batch(phase, class, tier));
        let count = |phase, class| {
            let chosen = hexagons.iter().filter(|h| class_in(h, phase) == class);
            chosen.map(|h| h.tally(phase).total()).sum()
        };
        let phases = [Phase::Before, Phase::After];
        Self {
            seniors: phases.map(|phase| std::array::from_fn(|class| count(phase, class))),
            classes: phases.map(|phase| std::array::from_fn(|class| tiers(phase, class))),
            edges: Arc::new(Batch::of_lines(outlines.iter().cloned())),
            outlines,
            hexagons,
        }
    }

    /// The coats of what the colours tell, and thin edges between hexagons when near.
    pub fn coats(&self, look: &Look<'_>) -> Vec<Coat> {
        let mut coats = match look.shade {
            Shade::Share => self.share_coats(look),
            shade => self.class_coats(look, shade),
        };
        let edges = Ink::Line(Width::points(0.7));
        coats.push(Coat {
            scales: 0.0..25.0,
            ..always(&self.edges, edges, look.theme.land.with_opacity(150))
        });
        coats
    }

    /// One coat for each class of people not covered, or of people gained and lost.
    fn class_coats(&self, look: &Look<'_>, shade: Shade) -> Vec<Coat> {
        let colours = colours(look.theme, shade);
        let mut coats = Vec::new();
        for (class, colour) in colours.into_iter().enumerate() {
            let chosen = self.hexagons.iter().zip(&self.outlines);
            let chosen = chosen.filter(|(h, _)| class_of(h, shade, look.phase) == Some(class));
            let lines = chosen.map(|(_, outline)| outline.clone());
            let batch = Arc::new(Batch::of_lines(lines));
            for (scales, strength) in [(NEAR..f64::INFINITY, 1.0), (0.0..NEAR, NEAR_STRENGTH)] {
                let opacity = 205.0 * strength * f64::from(look.strength) / 100.0;
                coats.push(Coat {
                    scales,
                    ..always(&batch, Ink::Fill, colour.with_opacity(opacity as u8))
                });
            }
        }
        coats
    }

    /// How many seniors each class counts: those not covered, or those gained and lost.
    pub fn people(&self, shade: Shade, phase: Phase) -> Vec<Seniors> {
        let classes = match shade {
            Shade::Share => return self.seniors[phase.index()].to_vec(),
            Shade::Uncovered => COVERAGE_CLASSES,
            Shade::Difference => CHANGE_CLASSES,
        };
        let mut people = vec![Seniors::ZERO; classes];
        for hexagon in &self.hexagons {
            if let Some(class) = class_of(hexagon, shade, phase) {
                people[class] += match shade {
                    Shade::Difference => Seniors::new(gained(hexagon).unsigned_abs()),
                    _ => hexagon.tally(phase).uncovered(),
                };
            }
        }
        people
    }

    /// One coat per class of coverage and tier of people.
    fn share_coats(&self, look: &Look<'_>) -> Vec<Coat> {
        let (theme, phase) = (look.theme, look.phase);
        let mut coats = Vec::new();
        for (scales, strength) in [(NEAR..f64::INFINITY, 1.0), (0.0..NEAR, NEAR_STRENGTH)] {
            for (tiers, colour) in self.classes[phase.index()].iter().zip(theme.coverage) {
                for (batch, opacity) in tiers.iter().zip(OPACITY) {
                    let all = strength * f64::from(look.strength) / 100.0;
                    let opacity = (f64::from(opacity) * all) as u8;
                    coats.push(Coat {
                        scales: scales.clone(),
                        ..always(batch, Ink::Fill, colour.with_opacity(opacity))
                    });
                }
            }
        }
        coats
    }
}

/// Where classes of people not covered begin.
pub const UNCOVERED_FROM: [u64; COVERAGE_CLASSES] = [1, 10, 30, 100, 300];
/// Where classes of people gained begin.
pub const GAINED_FROM: [i64; CHANGE_CLASSES - 1] = [1, 10, 50];

/// The colours of the classes; what is worse is darker.
pub fn colours(theme: &Theme, shade: Shade) -> Vec<Colour> {
    match shade {
        Shade::Share => theme.coverage.to_vec(),
        Shade::Uncovered => theme.coverage.iter().rev().copied().collect(),
        Shade::Difference => theme.change.to_vec(),
    }
}

/// The class of a hexagon; nothing where nobody is to be shown.
fn class_of(hexagon: &Hexagon, shade: Shade, phase: Phase) -> Option<usize> {
    match shade {
        Shade::Share => Some(coverage_class(hexagon.tally(phase).coverage())),
        Shade::Uncovered => {
            let left = hexagon.tally(phase).uncovered().count();
            UNCOVERED_FROM.iter().rposition(|from| left >= *from)
        }
        Shade::Difference => match gained(hexagon) {
            0 => None,
            lost if lost < 0 => Some(0),
            more => Some(1 + GAINED_FROM.iter().rposition(|from| more >= *from)?),
        },
    }
}

/// How many people a plan adds.
const fn gained(hexagon: &Hexagon) -> i64 {
    hexagon.after.covered.count() as i64 - hexagon.before.covered.count() as i64
}

fn tier_of(seniors: Seniors, mean: f64) -> usize {
    let share = seniors.count() as f64 / mean;
    TIER_ENDS.iter().filter(|end| share >= **end).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hexagon(covered: [u64; 2], all: u64) -> Hexagon {
        let tally = |covered| Tally {
            covered: Seniors::new(covered),
            beyond: Seniors::new(all - covered),
            ..Tally::default()
        };
        Hexagon {
            outline: [(0.0, 0.0), (0.001, 0.0), (0.0, 0.001)]
                .into_iter()
                .filter_map(|(x, y)| LonLat::new(x, y))
                .collect(),
            before: tally(covered[0]),
            after: tally(covered[1]),
        }
    }

    #[test]
    fn whoever_is_not_covered_or_gained_is_counted_once() {
        let all = [
            hexagon([0, 10], 10),
            hexagon([3, 1], 6),
            hexagon([0, 60], 400),
        ];
        let drawn = Hexagons::of(all.to_vec(), &Plane::around([]));
        let people = |shade| {
            let people = drawn.people(shade, Phase::After);
            people.into_iter().map(Seniors::count).collect::<Vec<_>>()
        };
        assert_eq!(people(Shade::Uncovered), [5, 0, 0, 0, 340]);
        assert_eq!(people(Shade::Difference), [2, 0, 10, 60]);
    }

    #[test]
    fn every_senior_is_in_one_class_before_and_after() {
        let all = [hexagon([0, 10], 10), hexagon([3, 3], 6), hexagon([0, 0], 7)];
        let drawn = Hexagons::of(all.to_vec(), &Plane::around([]));
        let counts = drawn.seniors.map(|phase| phase.map(Seniors::count));
        assert_eq!(counts, [[17, 0, 6, 0, 0], [7, 0, 6, 0, 10]]);
    }
}
