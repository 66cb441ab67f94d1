//! Numbers places along a Hilbert curve, so that what is near on the ground is near in memory.
//!
//! References: Hilbert, D. (1891), Über die stetige Abbildung einer Linie auf ein Flächenstück; the bitwise walk follows
//! the well-known rotation of quadrants (Lam and Shapiro, 1994).

use crate::projection::LonLat;

/// Steps along each axis: 2^16, about a metre for a city and ten for a province.
const LEVELS: u32 = 16;

/// The order of places along the curve through the box around them; ties keep their input order.
pub(super) fn order(places: &[LonLat]) -> Vec<u32> {
    let axis = |value: fn(LonLat) -> f64| {
        let (low, high) = places.iter().fold((f64::MAX, f64::MIN), |(low, high), p| {
            (low.min(value(*p)), high.max(value(*p)))
        });
        let steps = f64::from((1_u32 << LEVELS) - 1);
        let scale = if high > low {
            steps / (high - low)
        } else {
            0.0
        };
        move |p: LonLat| ((value(p) - low) * scale) as u32
    };
    let (x, y) = (axis(LonLat::lon_deg), axis(LonLat::lat_deg));
    let mut keyed: Vec<(u32, u32)> = places
        .iter()
        .enumerate()
        .map(|(i, p)| (along_curve(x(*p), y(*p)), i as u32))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, i)| i).collect()
}

/// How far along the curve a cell lies.
fn along_curve(mut x: u32, mut y: u32) -> u32 {
    let mut along = 0;
    for level in (0..LEVELS).rev() {
        let half = 1 << level;
        let (right, up) = (u32::from(x & half > 0), u32::from(y & half > 0));
        along += half * half * ((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                x = (half - 1).wrapping_sub(x & (half - 1));
                y = (half - 1).wrapping_sub(y & (half - 1));
            }
            (x, y) = (y, x);
        }
        x &= half - 1;
        y &= half - 1;
    }
    along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_of_cells_is_walked_step_by_step() {
        let side = 1_u32 << 4;
        let shift = LEVELS - 4;
        let cell = |i: u32| ((i % side) << shift, (i / side) << shift);
        let mut order: Vec<u32> = (0..side * side).collect();
        order.sort_by_key(|i| along_curve(cell(*i).0, cell(*i).1));
        for pair in order.windows(2) {
            let (a, b) = (cell(pair[0]), cell(pair[1]));
            let steps = (a.0.abs_diff(b.0) + a.1.abs_diff(b.1)) >> shift;
            assert_eq!(steps, 1, "{a:?} and {b:?} are not neighbours");
        }
    }

    #[test]
    fn one_place_and_no_place_have_an_order() {
        assert!(order(&[]).is_empty());
        let here = LonLat::new(14.0, 35.0).unwrap();
        assert_eq!(order(&[here, here]), vec![0, 1]);
    }
}
