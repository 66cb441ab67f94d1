//! A ruled plan becomes uneven ground: warped places, curved lines, four-sided patches and rings, all in metres.
//!
//! Everything here is plain arithmetic and square roots, which every machine rounds alike.

use geo::Coord;

/// The distance between the fixed points of the warp.
const WARP_CELL_M: f64 = 1_500.0;
/// How far the warp moves a place at most, each way.
const WARP_M: f64 = 95.0;

/// The lie of the land: how the ruled plan is turned and bent.
#[derive(Debug, Clone, Copy)]
pub(in crate::synth) struct Ground {
    seed: u64,
    cos: f64,
    sin: f64,
}

impl Ground {
    /// The land of a seed, turned by the angle whose half has the tangent `half_turn`.
    pub(in crate::synth) fn new(seed: u64, half_turn: f64) -> Self {
        let square = half_turn * half_turn;
        Self {
            seed,
            cos: (1.0 - square) / (1.0 + square),
            sin: 2.0 * half_turn / (1.0 + square),
        }
    }

    /// Where a place of the ruled plan lies.
    pub(in crate::synth) fn place(&self, p: Coord) -> Coord {
        let bent = Coord {
            x: p.x + WARP_M * self.noise(p, 1),
            y: p.y + WARP_M * self.noise(p, 2),
        };
        turned(bent, self.cos, self.sin)
    }

    /// A smooth number from -1 to 1 that changes over some hundred metres.
    fn noise(&self, p: Coord, layer: u64) -> f64 {
        let (x, y) = (p.x / WARP_CELL_M, p.y / WARP_CELL_M);
        let (left, low) = (x.floor(), y.floor());
        let at = |dx: f64, dy: f64| self.fixed((left + dx) as i64, (low + dy) as i64, layer);
        let (sx, sy) = (smooth(x - left), smooth(y - low));
        let south = mix_numbers(at(0.0, 0.0), at(1.0, 0.0), sx);
        let north = mix_numbers(at(0.0, 1.0), at(1.0, 1.0), sx);
        mix_numbers(south, north, sy)
    }

    /// The number from -1 to 1 at a fixed point (Steele, Lea and Flood, 2014: the finaliser of SplitMix64).
    fn fixed(&self, x: i64, y: i64, layer: u64) -> f64 {
        let mut z = self.seed
            ^ (x as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (y as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
            ^ layer.wrapping_mul(0x1656_67b1_9e37_79f9);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        f64::from((z >> 32) as u32) / 2_147_483_648.0 - 1.0
    }
}

/// A line of straight pieces; each piece takes the same share of its parameter, which runs from 0 to 1.
#[derive(Debug, Clone)]
pub(in crate::synth) struct Curve(pub(in crate::synth) Vec<Coord>);

impl Curve {
    /// The place at a parameter.
    pub(in crate::synth) fn at(&self, t: f64) -> Coord {
        let (i, rest) = self.piece(t);
        mix(self.0[i], self.0[i + 1], rest)
    }

    /// The place at a parameter, moved to the left of the line; to the right if `left_m` is negative.
    pub(in crate::synth) fn beside(&self, t: f64, left_m: f64) -> Coord {
        let (i, _) = self.piece(t);
        let along = direction(self.0[i], self.0[i + 1]);
        let at = self.at(t);
        Coord {
            x: at.x - along.y * left_m,
            y: at.y + along.x * left_m,
        }
    }

    /// The length in metres.
    pub(in crate::synth) fn length_m(&self) -> f64 {
        self.0.windows(2).map(|w| apart_m(w[0], w[1])).sum()
    }

    fn piece(&self, t: f64) -> (usize, f64) {
        let pieces = self.0.len() - 1;
        let scaled = t * pieces as f64;
        let i = (scaled.floor() as usize).min(pieces - 1);
        (i, scaled - i as f64)
    }
}

/// The ground between four lines: `u` runs from west to east, `v` from south to north.
#[derive(Debug, Clone, Copy)]
pub(in crate::synth) struct Patch<'a> {
    /// Its lines: south and north run eastwards, west and east run northwards.
    pub(in crate::synth) south: &'a Curve,
    /// The northern line.
    pub(in crate::synth) north: &'a Curve,
    /// The western line.
    pub(in crate::synth) west: &'a Curve,
    /// The eastern line.
    pub(in crate::synth) east: &'a Curve,
}

impl Patch<'_> {
    /// The place at two parameters (Coons, 1967: the bilinearly blended patch).
    pub(in crate::synth) fn at(&self, u: f64, v: f64) -> Coord {
        let across = mix(self.south.at(u), self.north.at(u), v);
        let up = mix(self.west.at(v), self.east.at(v), u);
        let corners = mix(
            mix(self.south.at(0.0), self.south.at(1.0), u),
            mix(self.north.at(0.0), self.north.at(1.0), u),
            v,
        );
        Coord {
            x: across.x + up.x - corners.x,
            y: across.y + up.y - corners.y,
        }
    }
}

/// A place of its own pair of axes, as the place on the ground.
#[derive(Debug, Clone, Copy)]
pub(in crate::synth) struct Frame {
    /// Where the axes meet.
    pub(in crate::synth) origin: Coord,
    /// The direction of the first axis, of length one.
    pub(in crate::synth) along: Coord,
}

impl Frame {
    /// The place so many metres along the first axis and left of it.
    pub(in crate::synth) fn place(&self, x_m: f64, y_m: f64) -> Coord {
        Coord {
            x: self.origin.x + self.along.x * x_m - self.along.y * y_m,
            y: self.origin.y + self.along.y * x_m + self.along.x * y_m,
        }
    }

    /// How far a place lies along the first axis and left of it.
    pub(in crate::synth) fn measure(&self, p: Coord) -> Coord {
        let d = p - self.origin;
        Coord {
            x: d.x * self.along.x + d.y * self.along.y,
            y: d.y * self.along.x - d.x * self.along.y,
        }
    }
}

/// The place at a share of the way from one place to another.
pub(in crate::synth) fn mix(a: Coord, b: Coord, share: f64) -> Coord {
    Coord {
        x: mix_numbers(a.x, b.x, share),
        y: mix_numbers(a.y, b.y, share),
    }
}

/// The number at a share of the way from one number to another.
pub(in crate::synth) fn mix_numbers(a: f64, b: f64, share: f64) -> f64 {
    a + (b - a) * share
}

/// The distance between two places in metres.
pub(in crate::synth) fn apart_m(a: Coord, b: Coord) -> f64 {
    let d = b - a;
    (d.x * d.x + d.y * d.y).sqrt()
}

/// The direction from one place to another, of length one; eastwards if they are the same.
pub(in crate::synth) fn direction(a: Coord, b: Coord) -> Coord {
    let length_m = apart_m(a, b);
    if length_m > 0.0 {
        (b - a) / length_m
    } else {
        Coord { x: 1.0, y: 0.0 }
    }
}

/// A place or direction turned about the origin.
pub(in crate::synth) fn turned(p: Coord, cos: f64, sin: f64) -> Coord {
    Coord {
        x: p.x * cos - p.y * sin,
        y: p.x * sin + p.y * cos,
    }
}

/// Whether a place lies inside an open ring (even-odd rule).
pub(in crate::synth) fn inside(ring: &[Coord], p: Coord) -> bool {
    let mut odd = false;
    let mut last = ring.len() - 1;
    for (i, a) in ring.iter().enumerate() {
        let b = ring[last];
        if (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x {
            odd = !odd;
        }
        last = i;
    }
    odd
}

/// The area inside an open ring in square metres.
pub(in crate::synth) fn area_m2(ring: &[Coord]) -> f64 {
    let twice: f64 = (0..ring.len())
        .map(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            a.x * b.y - b.x * a.y
        })
        .sum();
    twice.abs() / 2.0
}

/// The middle of the places of a ring.
pub(in crate::synth) fn middle(ring: &[Coord]) -> Coord {
    let sum = ring.iter().fold(Coord::zero(), |sum, p| sum + *p);
    sum / ring.len() as f64
}

fn smooth(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    #[test]
    fn a_curve_is_measured_and_left_is_left() {
        let curve = Curve(vec![c(0.0, 0.0), c(100.0, 0.0), c(100.0, 100.0)]);
        assert_eq!(curve.at(0.5), c(100.0, 0.0));
        assert_eq!(curve.at(1.0), c(100.0, 100.0));
        assert_eq!(curve.beside(0.25, 10.0), c(50.0, 10.0));
        assert!((curve.length_m() - 200.0).abs() < 1e-9);
    }

    #[test]
    fn a_patch_meets_its_four_lines() {
        let south = Curve(vec![c(0.0, 0.0), c(50.0, -5.0), c(100.0, 0.0)]);
        let north = Curve(vec![c(0.0, 90.0), c(60.0, 100.0), c(110.0, 100.0)]);
        let west = Curve(vec![c(0.0, 0.0), c(-3.0, 40.0), c(0.0, 90.0)]);
        let east = Curve(vec![c(100.0, 0.0), c(102.0, 50.0), c(110.0, 100.0)]);
        let patch = Patch {
            south: &south,
            north: &north,
            west: &west,
            east: &east,
        };
        for t in [0.0, 0.3, 0.5, 1.0] {
            assert!(apart_m(patch.at(t, 0.0), south.at(t)) < 1e-9);
            assert!(apart_m(patch.at(t, 1.0), north.at(t)) < 1e-9);
            assert!(apart_m(patch.at(0.0, t), west.at(t)) < 1e-9);
            assert!(apart_m(patch.at(1.0, t), east.at(t)) < 1e-9);
        }
    }

    #[test]
    fn the_warp_is_bounded_and_gentle() {
        let ground = Ground::new(5, 0.05);
        for i in 0..200 {
            let p = c(f64::from(i) * 73.0, f64::from(i) * -41.0);
            let (a, b) = (ground.place(p), ground.place(c(p.x + 10.0, p.y)));
            assert!((8.0..12.0).contains(&apart_m(a, b)));
            let flat = turned(p, ground.cos, ground.sin);
            assert!(apart_m(a, flat) < WARP_M * 1.5);
        }
    }

    #[test]
    fn rings_know_inside_and_area() {
        let ring = [c(0.0, 0.0), c(10.0, 0.0), c(10.0, 10.0), c(0.0, 10.0)];
        assert!(inside(&ring, c(5.0, 5.0)) && !inside(&ring, c(15.0, 5.0)));
        assert!((area_m2(&ring) - 100.0).abs() < 1e-9);
        assert_eq!(middle(&ring), c(5.0, 5.0));
        let frame = Frame {
            origin: c(3.0, 4.0),
            along: c(0.6, 0.8),
        };
        let p = frame.measure(frame.place(7.0, -2.0));
        assert!(apart_m(p, c(7.0, -2.0)) < 1e-12);
    }
}
