//! A city's own grid, fitted to points whose place in the world is known.
//!
//! Method: a Helmert transformation of four parameters (two shifts, a turn, a scale) leads from the grid to a
//! Gauss–Krüger plane around the points' own meridian, by least squares; the plane is undone as every zone is.
//!
//! Complexity: linear in the points.
//!
//! Invariants: points that fit exactly are found again to a tenth of a millimetre; the sum of squared residuals is the
//! least that four parameters reach.
//!
//! References: Helmert, F. R. (1880), Die mathematischen und physikalischen Theorieen der höheren Geodäsie; Karney
//! (2011) for the plane.

use super::{from_plane, to_plane};
use crate::projection::LonLat;

/// A fitted grid. Its numbers are kept as bits, so that systems can be compared and sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalGrid([u64; 7]);

/// A point in both systems: easting and northing in metres, and its place.
pub type ControlPoint = ((f64, f64), LonLat);

/// How well a grid fits its points.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The grid.
    pub grid: LocalGrid,
    /// The root of the mean squared distance between where a point is and where the grid puts it, in metres.
    pub rms_m: f64,
    /// How far each point is off, in metres.
    pub off_m: Vec<f64>,
    /// Metres of the plane in a metre of the grid.
    pub scale: f64,
    /// By how much the grid is turned, anticlockwise.
    pub turn_deg: f64,
}

impl LocalGrid {
    /// A grid that is not fitted yet; it knows no place.
    pub const UNFITTED: Self = Self([f64::NAN.to_bits(); 7]);

    /// Fits a grid to at least two points that are not all the same.
    pub fn fit(points: &[ControlPoint]) -> Option<Fit> {
        if points.len() < 2 {
            return None;
        }
        let n = points.len() as f64;
        let mean = |of: &dyn Fn(&ControlPoint) -> f64| points.iter().map(of).sum::<f64>() / n;
        // A whole meridian near the points: numbers stay readable, and the plane is true to a few millimetres a kilometre.
        let meridian_deg = mean(&|(_, at)| at.lon_deg()).round();
        let plane: Vec<(f64, f64)> = points
            .iter()
            .map(|(_, at)| to_plane(meridian_deg, *at))
            .collect();
        let (east, north) = (mean(&|((e, _), _)| *e), mean(&|((_, n), _)| *n));
        let x_mean = plane.iter().map(|(x, _)| x).sum::<f64>() / n;
        let y_mean = plane.iter().map(|(_, y)| y).sum::<f64>() / n;
        let (mut along, mut across, mut squares) = (0.0, 0.0, 0.0);
        for (((e, n), _), (x, y)) in points.iter().zip(&plane) {
            let (e, n, x, y) = (e - east, n - north, x - x_mean, y - y_mean);
            along += e * x + n * y;
            across += e * y - n * x;
            squares += e * e + n * n;
        }
        let (a, b) = (along / squares, across / squares);
        let is_usable = squares > 0.0 && a.is_finite() && b.is_finite() && a.hypot(b) > 0.0;
        if !is_usable {
            return None;
        }
        let grid = Self([meridian_deg, east, north, x_mean, y_mean, a, b].map(f64::to_bits));
        let off = |(((e, n), _), (x, y)): (&ControlPoint, &(f64, f64))| {
            let (found_x, found_y) = grid.to_plane(*e, *n);
            (found_x - x).hypot(found_y - y)
        };
        let off_m: Vec<f64> = points.iter().zip(&plane).map(off).collect();
        let rms_m = (off_m.iter().map(|off| off * off).sum::<f64>() / n).sqrt();
        Some(Fit {
            grid,
            rms_m,
            off_m,
            scale: a.hypot(b),
            turn_deg: b.atan2(a).to_degrees(),
        })
    }

    fn to_plane(self, easting_m: f64, northing_m: f64) -> (f64, f64) {
        let [_, east, north, x, y, a, b] = self.0.map(f64::from_bits);
        let (e, n) = (easting_m - east, northing_m - north);
        (x + a * e - b * n, y + b * e + a * n)
    }

    /// The place of a point of the grid.
    pub(super) fn to_wgs84(self, easting_m: f64, northing_m: f64) -> Option<LonLat> {
        let (x, y) = self.to_plane(easting_m, northing_m);
        from_plane(f64::from_bits(self.0[0]), x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{Crs, to_wgs84};

    /// A grid that is turned by a degree, a little smaller, and has an origin of its own.
    fn of_zone(east: f64, north: f64) -> (f64, f64) {
        let (sin, cos) = 1.0_f64.to_radians().sin_cos();
        let (x, y) = (east - 500_000.0, north - 4_050_000.0);
        (
            0.9998 * (cos * x + sin * y) + 30_000.0,
            0.9998 * (cos * y - sin * x) + 20_000.0,
        )
    }

    /// Points of a zone, spread over fifty kilometres.
    fn points(count: u32) -> Vec<ControlPoint> {
        (0..count)
            .map(|i| {
                let (east, north) = (
                    500_000.0 + f64::from(i * 7919 % 50_000),
                    4_030_000.0 + f64::from(i * 6271 % 50_000),
                );
                let at = to_wgs84(Crs::GaussKrueger(4548), east, north).unwrap();
                (of_zone(east, north), at)
            })
            .collect()
    }

    #[test]
    fn a_turned_and_shrunk_zone_is_found_again() {
        let all = points(60);
        // The meridian of the zone is that of the points, so that the plane is the zone's own.
        let fit = LocalGrid::fit(&all[..4]).unwrap();
        assert!(fit.rms_m < 1e-4, "{}", fit.rms_m);
        assert!((fit.turn_deg - 1.0).abs() < 1e-7 && (fit.scale - 1.0 / 0.9998).abs() < 1e-9);
        for ((east, north), at) in &all {
            let found = to_wgs84(Crs::Local(fit.grid), *east, *north).unwrap();
            let apart = crate::projection::distance(found, *at).metres();
            assert!(apart < 1e-3, "{apart}");
        }
    }

    #[test]
    fn the_residual_of_a_moved_point_is_told() {
        let mut moved = points(5);
        moved[3].0.0 += 3.0;
        let fit = LocalGrid::fit(&moved).unwrap();
        // By least squares a single error of three metres leaves less than that, and most of it at the point itself.
        assert!(
            fit.rms_m > 0.3 && fit.rms_m < 3.0 / 5.0_f64.sqrt(),
            "{}",
            fit.rms_m
        );
        let worst = fit.off_m.iter().copied().fold(0.0, f64::max);
        assert!((fit.off_m[3] - worst).abs() < 1e-12);
    }

    #[test]
    fn too_few_points_make_no_grid_and_an_unfitted_one_knows_no_place() {
        let one = points(1);
        assert_eq!(LocalGrid::fit(&one), None);
        assert_eq!(LocalGrid::fit(&[one[0], one[0]]), None);
        assert!(to_wgs84(Crs::Local(LocalGrid::UNFITTED), 1.0, 1.0).is_err());
    }
}
