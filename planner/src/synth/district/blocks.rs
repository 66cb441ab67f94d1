//! A block of the grid becomes lanes and the plots between them, each with a use that fits its place in the city.
//!
//! # Method
//!
//! 1. A block gets its use by its distance from the middle: old and dense inside, towers and factories outside.
//! 2. None, one or two lanes cross it each way; they meet the same joints of the grid as the lanes beyond, so that
//!    some run on and some end.
//! 3. The ground between the lanes, less their width, is divided into plots for [`super::compounds`] to build on.

use geo::Coord;

use super::super::drawing::canvas::Dot;
use super::super::drawing::ground::{Curve, Patch, area_m2, mix_numbers};
use super::super::drawing::lines::{Class, Hand, Joint, Line};
use super::Town;
use super::compounds;
use super::streets::{Lane, Side};

/// The largest ground of a school.
const MOST_SCHOOL_M2: f64 = 40_000.0;

/// What a plot is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Walk-ups of six floors from the last century.
    WalkUps,
    /// Buildings of 11 to 18 floors.
    MidRises,
    /// Towers of 24 to 33 floors.
    Towers,
    /// A village that the city has grown around.
    Houses,
    /// A school.
    School,
    /// A hospital.
    Hospital,
    /// Shops and markets.
    Market,
    /// Offices.
    Offices,
    /// Factories.
    Works,
    /// A park.
    Park,
}

impl Use {
    /// Whether people live there.
    pub(super) const fn is_home(self) -> bool {
        matches!(
            self,
            Self::WalkUps | Self::MidRises | Self::Towers | Self::Houses
        )
    }
}

/// A block's use as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Character {
    /// Mostly homes.
    Homes,
    /// One large park.
    Park,
    /// Factories.
    Works,
    /// Shops and offices.
    Centre,
}

/// A line that a plot lies at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineAt {
    /// A position in the grid's `east`.
    GridEast(usize),
    /// A position in the grid's `north`.
    GridNorth(usize),
    /// A lane of the block that runs eastwards.
    LaneEast(usize),
    /// A lane of the block that runs northwards.
    LaneNorth(usize),
}

/// One side of a plot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Front {
    /// The line that it faces.
    pub(super) line: LineAt,
    /// The parameters of that line where the side begins and ends.
    pub(super) span: (f64, f64),
    /// Which hand of the line the plot is on.
    pub(super) hand: Hand,
    /// The class of the street there, if there is one.
    pub(super) class: Option<Class>,
    /// Whether shops stand between the street and the plot.
    pub(super) shops: Shops,
}

/// Whether a row of shops stands along a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shops {
    /// It does.
    Row,
    /// It does not.
    None,
}

/// A piece of ground between streets.
#[derive(Debug, Clone)]
pub(super) struct Plot {
    /// What it is used for.
    pub(super) purpose: Use,
    /// The block that it lies in.
    pub(super) block: (usize, usize),
    /// Its outline: corners and middles of sides from the south-west against the clock.
    pub(super) outline: Vec<Coord>,
    /// South, east, north, west.
    pub(super) fronts: [Front; 4],
}

/// The lanes of a block.
#[derive(Debug)]
pub(super) struct Lanes {
    pub(super) east: Vec<Line>,
    pub(super) north: Vec<Line>,
}

/// The parameters of a line's two ends on the sides of a block that it meets.
type Ends = (f64, f64);

/// A block's four curves and where its lanes meet them.
struct Block {
    cell: (usize, usize),
    number: (usize, usize),
    south: Curve,
    north: Curve,
    west: Curve,
    east: Curve,
    /// Parameters of the southern and northern end of each line that runs northwards, the block's sides included.
    across: Vec<Ends>,
    /// Parameters of the western and eastern end of each line that runs eastwards, the block's sides included.
    up: Vec<Ends>,
}

/// Draws all blocks of a town, row by row from the south.
pub(super) fn draw_all(town: &mut Town) {
    let (columns, rows) = town.grid.size();
    for j in 0..rows {
        for i in 0..columns {
            if let (Lane::Blocks(x), Lane::Blocks(y)) = (town.grid.columns[i], town.grid.rows[j]) {
                draw(town, (i, j), (x, y));
            }
        }
    }
}

/// What each block is, by column and row of blocks.
pub(super) fn character(town: &Town, number: (usize, usize)) -> Character {
    town.characters[number.1 * town.blocks.0 + number.0]
}

fn draw(town: &mut Town, cell: (usize, usize), number: (usize, usize)) {
    let what = character(town, number);
    let (across, up) = ways_through(town, what, number);
    let (i, j) = cell;
    let grid = &town.grid;
    let block = Block {
        cell,
        number,
        south: grid.east[grid.east_at(i, j)].line.curve.clone(),
        north: grid.east[grid.east_at(i, j + 1)].line.curve.clone(),
        west: grid.north[grid.north_at(i, j)].line.curve.clone(),
        east: grid.north[grid.north_at(i + 1, j)].line.curve.clone(),
        across,
        up,
    };
    let mut lanes = block.lanes(town);
    for b in 0..block.up.len() - 1 {
        for a in 0..block.across.len() - 1 {
            let plot = block.plot(town, what, (a, b));
            compounds::draw(town, &mut lanes, &plot);
        }
    }
    for line in &lanes.east {
        let name = town.next_name("街");
        line.draw(
            &mut town.canvas,
            &[("highway", "residential"), ("name", &name)],
        );
    }
    for line in &lanes.north {
        let name = town.next_name("巷");
        line.draw(
            &mut town.canvas,
            &[("highway", "residential"), ("name", &name)],
        );
    }
}

/// How many lanes cross a block each way, and where they meet its sides.
fn ways_through(
    town: &mut Town,
    what: Character,
    number: (usize, usize),
) -> (Vec<Ends>, Vec<Ends>) {
    let old = town.distance(number) < 0.45;
    let dice = &mut town.dice;
    let (across, up) = match what {
        Character::Park => (0, 0),
        Character::Works => (dice.whole(0, 1), dice.whole(0, 1)),
        Character::Centre => (1, dice.whole(1, 2)),
        Character::Homes if old => (dice.whole(1, 2), dice.whole(1, 2)),
        Character::Homes => (1, dice.whole(0, 1)),
    };
    let mut lines = |count: u32| -> Vec<Ends> {
        let mut at = vec![(0.0, 0.0)];
        let low = dice.pick(&[0.34, 0.36, 0.4]);
        let single = dice.pick(&[0.36, 0.44, 0.52, 0.6]);
        match count {
            0 => {}
            1 => at.push((single, single + dice.pick(&[-0.06, 0.0, 0.05]))),
            _ => at.extend([(low, low), (low + 0.3, low + 0.3)]),
        }
        at.push((1.0, 1.0));
        at
    };
    (lines(across), lines(up))
}

impl Block {
    const fn patch(&self) -> Patch<'_> {
        Patch {
            south: &self.south,
            north: &self.north,
            west: &self.west,
            east: &self.east,
        }
    }

    /// The parameters where line `a` that runs northwards meets line `b` that runs eastwards.
    fn meeting(&self, a: usize, b: usize) -> (f64, f64) {
        let ((u0, u1), (v0, v1)) = (self.across[a], self.up[b]);
        let (du, dv) = (u1 - u0, v1 - v0);
        let u = (u0 + du * v0) / (1.0 - du * dv);
        (u, v0 + dv * u)
    }

    /// Draws the lanes' ends and meetings.
    fn lanes(&self, town: &mut Town) -> Lanes {
        let (i, j) = self.cell;
        let (south, north) = (town.grid.east_at(i, j), town.grid.east_at(i, j + 1));
        let (west, east) = (town.grid.north_at(i, j), town.grid.north_at(i + 1, j));
        let patch = self.patch();
        let Town { canvas, grid, .. } = town;
        let inner = |ways: &[Ends]| ways[1..ways.len() - 1].to_vec();
        let mut lanes = Lanes {
            east: Vec::new(),
            north: Vec::new(),
        };
        for (u0, u1) in inner(&self.across) {
            let ends = (
                grid.east[south].line.join(canvas, u0, Joint::Street),
                grid.east[north].line.join(canvas, u1, Joint::Street),
            );
            let curve = eight(|t| patch.at(mix_numbers(u0, u1, t), t));
            lanes.north.push(Line::new(canvas, curve, ends));
        }
        for (v0, v1) in inner(&self.up) {
            let ends = (
                grid.north[west].line.join(canvas, v0, Joint::Street),
                grid.north[east].line.join(canvas, v1, Joint::Street),
            );
            let curve = eight(|t| patch.at(t, mix_numbers(v0, v1, t)));
            lanes.east.push(Line::new(canvas, curve, ends));
        }
        for b in 0..lanes.east.len() {
            for a in 0..lanes.north.len() {
                let (u, v) = self.meeting(a + 1, b + 1);
                let dot: Dot = lanes.east[b].join(canvas, u, Joint::Street);
                lanes.north[a].share(v, dot);
            }
        }
        lanes
    }

    /// The plot between lines `a` and `a + 1`, `b` and `b + 1`.
    fn plot(&self, town: &mut Town, what: Character, (a, b): (usize, usize)) -> Plot {
        let corners = [
            self.meeting(a, b),
            self.meeting(a + 1, b),
            self.meeting(a + 1, b + 1),
            self.meeting(a, b + 1),
        ];
        let mut purpose = purpose(town, what, self.number);
        let mut fronts = self.fronts(town, (a, b), &corners);
        for front in &mut fronts {
            let busy = front.class.is_some_and(|class| class >= Class::Tertiary);
            let chance = if busy { 55 } else { 12 };
            if purpose.is_home() && front.class.is_some() && town.dice.chance(chance) {
                front.shops = Shops::Row;
            }
        }
        let outline = self.outline(&corners, fronts.map(|front| inset_m(purpose, &front)));
        if purpose == Use::School && area_m2(&outline) > MOST_SCHOOL_M2 {
            purpose = Use::MidRises;
        }
        Plot {
            purpose,
            block: self.number,
            outline,
            fronts,
        }
    }

    fn fronts(&self, town: &Town, (a, b): (usize, usize), at: &[(f64, f64); 4]) -> [Front; 4] {
        let (i, j) = self.cell;
        let grid = &town.grid;
        let last = (self.across.len() - 1, self.up.len() - 1);
        let lane = Some(Class::Residential);
        let east_line = |b: usize| match b {
            0 => on_grid(&grid.east, LineAt::GridEast(grid.east_at(i, j))),
            _ if b == last.1 => on_grid(&grid.east, LineAt::GridEast(grid.east_at(i, j + 1))),
            _ => (LineAt::LaneEast(b - 1), lane),
        };
        let north_line = |a: usize| match a {
            0 => on_grid(&grid.north, LineAt::GridNorth(grid.north_at(i, j))),
            _ if a == last.0 => on_grid(&grid.north, LineAt::GridNorth(grid.north_at(i + 1, j))),
            _ => (LineAt::LaneNorth(a - 1), lane),
        };
        let front = |(line, class), span, hand| Front {
            line,
            span,
            hand,
            class,
            shops: Shops::None,
        };
        [
            front(east_line(b), (at[0].0, at[1].0), Hand::Left),
            front(north_line(a + 1), (at[1].1, at[2].1), Hand::Left),
            front(east_line(b + 1), (at[3].0, at[2].0), Hand::Right),
            front(north_line(a), (at[0].1, at[3].1), Hand::Right),
        ]
    }

    /// The plot's outline, drawn in from its four lines.
    fn outline(&self, uv: &[(f64, f64); 4], inset_m: [f64; 4]) -> Vec<Coord> {
        let patch = self.patch();
        let (wide_m, high_m) = (
            self.south.length_m().midpoint(self.north.length_m()),
            self.west.length_m().midpoint(self.east.length_m()),
        );
        let [south, east, north, west] = inset_m;
        let moved = [
            (uv[0].0 + west / wide_m, uv[0].1 + south / high_m),
            (uv[1].0 - east / wide_m, uv[1].1 + south / high_m),
            (uv[2].0 - east / wide_m, uv[2].1 - north / high_m),
            (uv[3].0 + west / wide_m, uv[3].1 - north / high_m),
        ];
        let mut outline = Vec::with_capacity(8);
        for k in 0..4 {
            let (p, q) = (moved[k], moved[(k + 1) % 4]);
            outline.push(patch.at(p.0, p.1));
            outline.push(patch.at(p.0.midpoint(q.0), p.1.midpoint(q.1)));
        }
        outline
    }
}

/// A side of the grid with its class.
fn on_grid(sides: &[Side], at: LineAt) -> (LineAt, Option<Class>) {
    let (LineAt::GridEast(k) | LineAt::GridNorth(k) | LineAt::LaneEast(k) | LineAt::LaneNorth(k)) =
        at;
    (at, sides[k].class)
}

/// How far a plot's outline keeps from the middle of the street.
fn inset_m(purpose: Use, front: &Front) -> f64 {
    let street_m = front.class.map_or(0.0, Class::half_width_m);
    match (front.shops, purpose) {
        (Shops::Row, _) => street_m + 15.0,
        (Shops::None, Use::Park) => street_m + 1.0,
        (Shops::None, _) => street_m + 4.0,
    }
}

fn purpose(town: &mut Town, what: Character, number: (usize, usize)) -> Use {
    let distance = town.distance(number);
    let dice = &mut town.dice;
    match what {
        Character::Park => return Use::Park,
        Character::Works => {
            return if dice.chance(85) {
                Use::Works
            } else {
                Use::Market
            };
        }
        Character::Centre => {
            let drawn = dice.weighted(&[35, 40, 8, 17]);
            return [Use::Market, Use::Offices, Use::Hospital, Use::Towers][drawn];
        }
        Character::Homes => {}
    }
    if dice.chance(13) {
        let drawn = dice.weighted(&[60, 4, 16, 20]);
        return [Use::School, Use::Hospital, Use::Market, Use::Park][drawn];
    }
    let weights = if distance < 0.4 {
        [62, 20, 14, 4]
    } else if distance < 0.75 {
        [36, 38, 22, 4]
    } else {
        [22, 38, 24, 16]
    };
    [Use::WalkUps, Use::MidRises, Use::Towers, Use::Houses][dice.weighted(&weights)]
}

fn eight(at: impl Fn(f64) -> Coord) -> Curve {
    Curve((0..=8).map(|k| at(f64::from(k) / 8.0)).collect())
}

/// Whether a plot is large enough to be built on.
pub(super) fn is_buildable(outline: &[Coord]) -> bool {
    area_m2(outline) > 4_000.0
}
