//! Hexagons coloured by the share of their seniors who are covered, before and after the proposal.
//!
//! Fainter where few seniors live, so that an empty hillside does not shout louder than a street of high-rises. A
//! drawing of the answer: the counts come from the study, none is computed here.

use std::ops::Range;
use std::sync::Arc;

use geo::Coord;
use planner::coverage::{CellCoverage, Certainty, KindCoverage, Tally};
use planner::ids::{DemandId, Id as _};
use planner::places::Places;
use planner::units::Seniors;

use crate::map::layers::{Look, always, faded_to};
use crate::map::scene::{Batch, Coat, Ink, Paint, Width};
use crate::state::{Layer, Phase, Shade, State};
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

/// One hexagon in which eligible seniors live; a standard may be for none of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hexagon {
    /// Its seniors by what is open.
    pub before: CellCoverage,
    /// Its seniors with the proposed sites open; the same where nothing is proposed.
    pub after: CellCoverage,
}

impl Hexagon {
    /// Its seniors before or after.
    pub const fn tally(&self, phase: Phase) -> Tally {
        self.cell(phase).tally
    }

    /// The mean walk to the nearest site in minutes, before or after; `None` where no path leads to any.
    pub fn minutes(&self, phase: Phase) -> Option<f64> {
        self.cell(phase).mean_walk_min()
    }

    const fn cell(&self, phase: Phase) -> &CellCoverage {
        match phase {
            Phase::Before => &self.before,
            Phase::After => &self.after,
        }
    }
}

/// Where the hexagons are: laid out once, whatever is counted in them.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Corners in metres, hexagon by hexagon.
    pub outlines: Vec<Vec<Coord>>,
    /// The hexagon of every demand point that is in one.
    homes: Arc<Vec<Option<u32>>>,
    batch: Arc<Batch>,
}

impl Grid {
    /// Lays out hexagons, with the hexagon of every demand point that is in one.
    pub fn of(outlines: Vec<Vec<Coord>>, homes: Arc<Vec<Option<u32>>>) -> Self {
        Self {
            batch: Arc::new(Batch::of_lines(outlines.iter().cloned())),
            outlines,
            homes,
        }
    }
}

/// The hexagons of one kind of facility.
#[derive(Debug, Clone)]
pub struct Hexagons {
    /// What each hexagon counts.
    pub hexagons: Vec<Hexagon>,
    /// Where they are.
    pub grid: Arc<Grid>,
}

impl Hexagons {
    /// The coats of what the colours tell, and thin edges between hexagons when near.
    pub fn coats(&self, look: &Look<'_>) -> Vec<Coat> {
        let mut coats = match look.shade {
            Shade::Share => self.share_coats(look),
            Shade::Certainty => self.certainty_coats(look),
            shade => self.class_coats(look, shade),
        };
        let edges = Ink::Line(Width::points(0.7));
        coats.push(Coat {
            scales: 0.0..25.0,
            ..always(&self.grid.batch, edges, look.theme.land.with_opacity(150))
        });
        coats
    }

    /// Colours by class of people not covered, of people gained and lost, or of minutes.
    fn class_coats(&self, look: &Look<'_>, shade: Shade) -> Vec<Coat> {
        let class = |hexagon| class_of(hexagon, shade, look.phase).map_or(NONE, |c| c as u8);
        let classes = self.hexagons.iter().map(class).collect();
        let colours = colours(look.theme, shade).into_iter();
        let colours: Vec<_> = colours.map(|c| (c, CLASS_OPACITY)).collect();
        coats_of(&self.grid.batch, classes, &colours)
    }

    /// Colours by who is covered for sure, who if unknown paths work, and who is not; none before that is known.
    fn certainty_coats(&self, look: &Look<'_>) -> Vec<Coat> {
        let Some(certainty) = look.certainty else {
            return Vec::new();
        };
        let class = |count: &Certainty| certainty_class(*count).map_or(NONE, |c| c as u8);
        let classes = self.certainty(certainty).iter().map(class).collect();
        let colours = look.theme.certainty.map(|c| (c, CLASS_OPACITY));
        coats_of(&self.grid.batch, classes, &colours)
    }

    /// How the seniors of each hexagon stand, by a closer look.
    pub fn certainty(&self, (kind, places): (&KindCoverage, &Places)) -> Vec<Certainty> {
        let cells = (self.grid.homes.as_slice(), self.grid.outlines.len());
        let band = kind.band.as_ref();
        band.map(|band| band.by_cell(kind, places, cells))
            .unwrap_or_default()
    }

    /// The homes in one hexagon.
    pub fn homes_of(&self, hexagon: usize) -> Vec<DemandId> {
        let homes = self.grid.homes.iter().enumerate();
        let inside = homes.filter(|(_, cell)| cell.is_some_and(|cell| cell as usize == hexagon));
        inside.map(|(home, _)| DemandId::from_index(home)).collect()
    }

    /// How many seniors each class counts: all of its hexagons, or those not covered, or those gained and lost.
    pub fn people(&self, shade: Shade, phase: Phase) -> Vec<Seniors> {
        let classes = match shade {
            Shade::Share | Shade::Uncovered | Shade::Minutes => COVERAGE_CLASSES,
            Shade::Difference => CHANGE_CLASSES,
            // Counted person by person, by a closer look.
            Shade::Certainty => 0,
        };
        let mut people = vec![Seniors::ZERO; classes];
        for hexagon in &self.hexagons {
            if let Some(class) = class_of(hexagon, shade, phase) {
                people[class] += match shade {
                    Shade::Difference => Seniors::new(gained(hexagon).unsigned_abs()),
                    Shade::Uncovered => hexagon.tally(phase).uncovered(),
                    Shade::Share | Shade::Minutes | Shade::Certainty => {
                        hexagon.tally(phase).total()
                    }
                };
            }
        }
        people
    }

    /// Colours by class of coverage and tier of people.
    fn share_coats(&self, look: &Look<'_>) -> Vec<Coat> {
        let people: Seniors = self.hexagons.iter().map(|h| h.before.tally.total()).sum();
        let mean = people.count() as f64 / self.hexagons.len().max(1) as f64;
        let class = |hexagon: &Hexagon| {
            let tier = tier_of(hexagon.before.tally.total(), mean);
            let class = class_of(hexagon, Shade::Share, look.phase);
            class.map_or(NONE, |class| (class * TIERS + tier) as u8)
        };
        let classes = self.hexagons.iter().map(class).collect();
        let colours = look.theme.coverage.into_iter();
        let colours = colours.flat_map(|colour| OPACITY.map(|opacity| (colour, opacity)));
        coats_of(&self.grid.batch, classes, &colours.collect::<Vec<_>>())
    }
}

/// Areas from afar, and fainter from near.
pub(super) fn coats_of(
    batch: &Arc<Batch>,
    classes: Vec<u8>,
    colours: &[(Colour, u8)],
) -> Vec<Coat> {
    let classes = Arc::new(classes);
    let coat = |(scales, strength): (Range<f64>, f64)| {
        let faint = |(colour, opacity): &(Colour, u8)| {
            colour.with_opacity((f64::from(*opacity) * strength) as u8)
        };
        Coat {
            batch: Arc::clone(batch),
            ink: Ink::Fill,
            paint: Paint::ByClass {
                classes: Arc::clone(&classes),
                colours: colours.iter().map(faint).collect(),
            },
            scales,
        }
    };
    let both = [(NEAR..f64::INFINITY, 1.0), (0.0..NEAR, NEAR_STRENGTH)];
    both.map(coat).into()
}

/// The class of hexagons that are not drawn.
pub(super) const NONE: u8 = u8::MAX;
/// Opacity of hexagons whose class says how many people they are about.
pub(super) const CLASS_OPACITY: u8 = 205;
/// Where classes of minutes begin; the last holds those whom no path leads to a site as well.
pub const MINUTES_FROM: [u32; COVERAGE_CLASSES] = [0, 5, 10, 15, 30];
/// Where classes of people not covered begin.
pub const UNCOVERED_FROM: [u64; COVERAGE_CLASSES] = [1, 10, 30, 100, 300];
/// Where classes of people gained begin.
pub const GAINED_FROM: [i64; CHANGE_CLASSES - 1] = [1, 10, 50];

/// The colours of the classes; what is worse is darker.
pub fn colours(theme: &Theme, shade: Shade) -> Vec<Colour> {
    match shade {
        Shade::Share => theme.coverage.to_vec(),
        Shade::Uncovered | Shade::Minutes => theme.coverage.iter().rev().copied().collect(),
        Shade::Difference => theme.change.to_vec(),
        Shade::Certainty => theme.certainty.to_vec(),
    }
}

/// A colour as it is seen on the land at the scale of the map, where most people live; what lies below it varies.
pub fn on_map(colour: Colour, state: &State) -> Colour {
    let near = if state.camera.m_per_pt < NEAR {
        NEAR_STRENGTH
    } else {
        1.0
    };
    let strength = f64::from(state.settings.strength_of(Layer::Hexagons));
    let opacity = f64::from(CLASS_OPACITY) / 255.0 * near * strength;
    let land = state.settings.mode.theme().land;
    faded_to(colour, land, opacity.round() as u8)
}

/// The class of a hexagon; nothing where nobody is to be shown.
fn class_of(hexagon: &Hexagon, shade: Shade, phase: Phase) -> Option<usize> {
    if hexagon.tally(phase).total() == Seniors::ZERO {
        // The standard is for nobody here.
        return None;
    }
    match shade {
        Shade::Share => Some(coverage_class(hexagon.tally(phase).coverage())),
        Shade::Uncovered => uncovered_class(hexagon.tally(phase).uncovered().count()),
        Shade::Minutes => {
            let minutes = hexagon.minutes(phase).unwrap_or(f64::INFINITY);
            MINUTES_FROM
                .iter()
                .rposition(|from| minutes >= f64::from(*from))
        }
        Shade::Certainty => None,
        Shade::Difference => gained_class(gained(hexagon)),
    }
}

/// The class of so many people who are not covered.
pub(super) fn uncovered_class(left: u64) -> Option<usize> {
    UNCOVERED_FROM.iter().rposition(|from| left >= *from)
}

/// The class of so many people who are gained, or lost.
pub(super) fn gained_class(gained: i64) -> Option<usize> {
    match gained {
        0 => None,
        lost if lost < 0 => Some(0),
        more => Some(1 + GAINED_FROM.iter().rposition(|from| more >= *from)?),
    }
}

/// The class of a hexagon by its people: who depends on unknown paths is seen wherever somebody does; otherwise it is
/// that of most, or of the worse where both are as many.
pub(super) fn certainty_class(count: Certainty) -> Option<usize> {
    if count.total() == Seniors::ZERO {
        None
    } else if count.possible > Seniors::ZERO {
        Some(1)
    } else if count.sure > count.no {
        Some(2)
    } else {
        Some(0)
    }
}

/// How many people a plan adds.
const fn gained(hexagon: &Hexagon) -> i64 {
    let [before, after] = [hexagon.before.tally, hexagon.after.tally];
    after.covered.count() as i64 - before.covered.count() as i64
}

fn tier_of(seniors: Seniors, mean: f64) -> usize {
    let share = seniors.count() as f64 / mean;
    TIER_ENDS.iter().filter(|end| share >= **end).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hexagon whose seniors walk so many minutes to the nearest site.
    fn hexagon(covered: [u64; 2], all: u64, minutes: Option<u64>) -> Hexagon {
        let cell = |covered| CellCoverage {
            tally: Tally {
                covered: Seniors::new(covered),
                beyond: Seniors::new(all - covered),
                ..Tally::default()
            },
            walkers: Seniors::new(minutes.map_or(0, |_| all)),
            walk_ms: minutes.unwrap_or(0) * 60_000 * all,
        };
        Hexagon {
            before: cell(covered[0]),
            after: cell(covered[1]),
        }
    }

    fn drawn(hexagons: &[Hexagon]) -> Hexagons {
        Hexagons {
            hexagons: hexagons.to_vec(),
            grid: Arc::new(Grid::of(vec![Vec::new(); hexagons.len()], Arc::default())),
        }
    }

    fn people(hexagons: &[Hexagon], shade: Shade, phase: Phase) -> Vec<u64> {
        let people = drawn(hexagons).people(shade, phase);
        people.into_iter().map(Seniors::count).collect()
    }

    #[test]
    fn whoever_is_not_covered_or_gained_is_counted_once() {
        let all = [
            hexagon([0, 10], 10, Some(4)),
            hexagon([3, 1], 6, Some(15)),
            hexagon([0, 60], 400, None),
        ];
        assert_eq!(
            people(&all, Shade::Uncovered, Phase::After),
            [5, 0, 0, 0, 340]
        );
        assert_eq!(
            people(&all, Shade::Difference, Phase::After),
            [2, 0, 10, 60]
        );
        // Whom no path leads anywhere is with those who walk longest.
        assert_eq!(
            people(&all, Shade::Minutes, Phase::After),
            [10, 0, 0, 6, 400]
        );
    }

    #[test]
    fn one_senior_who_depends_on_unknown_paths_is_seen_and_a_draw_is_the_worse() {
        let class = |sure, possible, no| {
            certainty_class(Certainty {
                sure: Seniors::new(sure),
                possible: Seniors::new(possible),
                no: Seniors::new(no),
            })
        };
        assert_eq!(class(0, 0, 0), None);
        assert_eq!(class(900, 1, 900), Some(1));
        assert_eq!(
            [class(6, 0, 5), class(5, 0, 5), class(0, 0, 1)],
            [Some(2), Some(0), Some(0)]
        );
    }

    #[test]
    fn every_senior_is_in_one_class_before_and_after() {
        let all = [
            hexagon([0, 10], 10, None),
            hexagon([3, 3], 6, None),
            hexagon([0, 0], 7, None),
        ];
        let counts = [Phase::Before, Phase::After].map(|phase| people(&all, Shade::Share, phase));
        assert_eq!(counts, [[17, 0, 6, 0, 0], [7, 0, 6, 0, 10]]);
    }
}
