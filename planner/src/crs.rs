//! Coordinates as files have them (GCJ-02, BD-09, CGCS2000 Gauss–Krüger) become WGS 84.
//!
//! Nothing is guessed: the system is always declared. CGCS2000 is WGS 84 for this purpose: their ellipsoids differ by
//! a tenth of a millimetre and their epochs by less than a metre.
//!
//! Method:
//! 1. GCJ-02 is WGS 84 shifted by a published series inside a box around China. It is undone by fixed-point iteration
//!    on the forward shift until the step is below a billionth of a degree.
//! 2. BD-09 is GCJ-02 turned and stretched around a point; undone in the same way, then step 1.
//! 3. Gauss–Krüger is undone by the Krüger series in the third flattening, to the fourth order.
//!
//! Complexity: constant per place; 4 to 6 iterations in China.
//!
//! Invariants: forward after inverse gives the input to 1e-9 degrees; outside China GCJ-02 is WGS 84.
//!
//! References: Krüger, L. (1912), Konforme Abbildung des Erdellipsoids in der Ebene; Karney, C. F. F. (2011),
//! Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85; EPSG dataset, codes 4491 to 4554.

mod local;

use std::f64::consts::PI;

use crate::projection::LonLat;
use crate::text::Told;

pub use local::{ControlPoint, Fit, LocalGrid};

/// A coordinate system that a file of points may be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crs {
    /// Longitude and latitude of WGS 84.
    Wgs84,
    /// Longitude and latitude of CGCS2000, which is WGS 84 for this purpose.
    Cgcs2000,
    /// The shifted system of domestic maps.
    Gcj02,
    /// The doubly shifted system of Baidu.
    Bd09,
    /// A Gauss–Krüger zone of CGCS2000, by its EPSG code from 4491 to 4554.
    GaussKrueger(u16),
    /// A city's own grid, fitted to control points.
    Local(LocalGrid),
}

impl Crs {
    /// What [`Crs::parse`] understands, for messages.
    pub const KNOWN: &'static str = "wgs84, cgcs2000, gcj02, bd09, epsg:4326, epsg:4490, epsg:4491 to epsg:4554, or local with control points";

    /// The same in Chinese.
    pub const KNOWN_ZH: &'static str = "wgs84、cgcs2000、gcj02、bd09、epsg:4326、epsg:4490、epsg:4491 至 epsg:4554，或带控制点的 local";

    /// Reads a name such as `gcj02` or `epsg:4548`, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text
            .trim()
            .to_ascii_lowercase()
            .replace(['-', '_', ' '], "");
        match name.as_str() {
            "wgs84" | "epsg:4326" | "crs84" => return Some(Self::Wgs84),
            "cgcs2000" | "epsg:4490" => return Some(Self::Cgcs2000),
            "gcj02" => return Some(Self::Gcj02),
            "bd09" | "bd09ll" => return Some(Self::Bd09),
            _ => {}
        }
        let code: u16 = name.strip_prefix("epsg:")?.parse().ok()?;
        Zone::of(code).map(|_| Self::GaussKrueger(code))
    }

    /// Whether coordinates are longitude and latitude in degrees, and not metres.
    pub const fn is_geographic(self) -> bool {
        !matches!(self, Self::GaussKrueger(_) | Self::Local(_))
    }
}

impl std::fmt::Display for Crs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wgs84 => f.write_str("wgs84"),
            Self::Cgcs2000 => f.write_str("cgcs2000"),
            Self::Gcj02 => f.write_str("gcj02"),
            Self::Bd09 => f.write_str("bd09"),
            Self::GaussKrueger(code) => write!(f, "epsg:{code}"),
            Self::Local(_) => f.write_str("local"),
        }
    }
}

/// Why a pair of numbers is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Longitude or latitude is not finite or beyond the globe.
    #[error("longitude must be from -180 to 180 and latitude from -90 to 90")]
    OffTheGlobe,
    /// Easting or northing does not belong to the zone.
    #[error("easting or northing does not belong to epsg:{0}")]
    OutsideZone(u16),
    /// Easting or northing is far from where the local grid was fitted.
    #[error("easting or northing is far from the control points of the local grid")]
    OutsideGrid,
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::OffTheGlobe => "经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间".to_owned(),
            Self::OutsideZone(code) => format!("东坐标或北坐标不属于 epsg:{code}"),
            Self::OutsideGrid => "东坐标或北坐标远离地方坐标系的控制点".to_owned(),
        }
    }
}

/// Turns coordinates of a system into a place.
///
/// `x` is the longitude in degrees or the easting in metres, `y` the latitude or the northing. Chinese survey tables
/// call the northing "X坐标": whoever reads them must pass it as `y`.
pub fn to_wgs84(crs: Crs, x: f64, y: f64) -> Result<LonLat, Error> {
    if let Crs::GaussKrueger(code) = crs {
        return from_gauss_krueger(code, x, y);
    }
    if let Crs::Local(grid) = crs {
        return grid.to_wgs84(x, y).ok_or(Error::OutsideGrid);
    }
    LonLat::new(x, y).ok_or(Error::OffTheGlobe)?;
    let (lon_deg, lat_deg) = match crs {
        Crs::Gcj02 => gcj02_to_wgs84(x, y),
        Crs::Bd09 => {
            let (lon, lat) = bd09_to_gcj02(x, y);
            gcj02_to_wgs84(lon, lat)
        }
        Crs::Wgs84 | Crs::Cgcs2000 | Crs::GaussKrueger(_) | Crs::Local(_) => (x, y),
    };
    LonLat::new(lon_deg, lat_deg).ok_or(Error::OffTheGlobe)
}

/// Shifts a place as domestic maps do: its longitude and latitude in GCJ-02.
pub fn wgs84_to_gcj02(place: LonLat) -> (f64, f64) {
    shift_gcj02(place.lon_deg(), place.lat_deg())
}

/// Shifts a place as Baidu's maps do: its longitude and latitude in BD-09.
pub fn wgs84_to_bd09(place: LonLat) -> (f64, f64) {
    let (lon, lat) = wgs84_to_gcj02(place);
    shift_bd09(lon, lat)
}

/// Semi-major axis of Krasovsky's ellipsoid in metres, which GCJ-02 uses.
const KRASOVSKY_M: f64 = 6_378_245.0;
/// First eccentricity squared that the published GCJ-02 formula uses.
const KRASOVSKY_E2: f64 = 0.006_693_421_622_965_943;
/// The angle by which BD-09 scales its sines.
const BD09_ANGLE: f64 = PI * 3000.0 / 180.0;
/// Where BD-09 moves its origin, in degrees.
const BD09_OFFSET_DEG: (f64, f64) = (0.0065, 0.006);
/// Iteration stops when the step is below this many degrees: a hundredth of a millimetre.
const STEP_DEG: f64 = 1e-10;
/// More rounds than any place needs.
const MAX_ROUNDS: usize = 30;

fn gcj02_to_wgs84(lon: f64, lat: f64) -> (f64, f64) {
    if in_china_box(lon, lat) {
        undo(shift_gcj02, lon, lat)
    } else {
        (lon, lat)
    }
}

fn bd09_to_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    if in_china_box(lon, lat) {
        undo(shift_bd09, lon, lat)
    } else {
        (lon, lat)
    }
}

/// Finds what `shift` moves to the target, starting from the target itself.
fn undo(shift: fn(f64, f64) -> (f64, f64), lon: f64, lat: f64) -> (f64, f64) {
    let (mut x, mut y) = (lon, lat);
    for _ in 0..MAX_ROUNDS {
        let (shifted_x, shifted_y) = shift(x, y);
        let (dx, dy) = (lon - shifted_x, lat - shifted_y);
        x += dx;
        y += dy;
        if dx.abs() < STEP_DEG && dy.abs() < STEP_DEG {
            break;
        }
    }
    (x, y)
}

/// The box inside which domestic maps shift.
fn in_china_box(lon: f64, lat: f64) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

fn shift_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    if !in_china_box(lon, lat) {
        return (lon, lat);
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let common = (20.0 * (6.0 * PI * x).sin() + 20.0 * (2.0 * PI * x).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common
        + (20.0 * (PI * y).sin() + 40.0 * (PI * y / 3.0).sin()) * 2.0 / 3.0
        + (160.0 * (PI * y / 12.0).sin() + 320.0 * (PI * y / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common
        + (20.0 * (PI * x).sin() + 40.0 * (PI * x / 3.0).sin()) * 2.0 / 3.0
        + (150.0 * (PI * x / 12.0).sin() + 300.0 * (PI * x / 30.0).sin()) * 2.0 / 3.0;
    let (sin, cos) = lat.to_radians().sin_cos();
    let w2 = 1.0 - KRASOVSKY_E2 * sin * sin;
    let meridian_m = KRASOVSKY_M * (1.0 - KRASOVSKY_E2) / (w2 * w2.sqrt());
    let parallel_m = KRASOVSKY_M / w2.sqrt() * cos;
    (
        lon + (east / parallel_m).to_degrees(),
        lat + (north / meridian_m).to_degrees(),
    )
}

fn shift_bd09(lon: f64, lat: f64) -> (f64, f64) {
    let radius = lon.hypot(lat) + 0.00002 * (lat * BD09_ANGLE).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * BD09_ANGLE).cos();
    (
        radius * angle.cos() + BD09_OFFSET_DEG.0,
        radius * angle.sin() + BD09_OFFSET_DEG.1,
    )
}

/// A Gauss–Krüger zone: its central meridian and what is added to eastings.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Zone {
    meridian_deg: f64,
    false_easting_m: f64,
}

impl Zone {
    fn of(code: u16) -> Option<Self> {
        // Zones 13 to 23 are six degrees wide, 25 to 45 three; each list exists with and without the zone's number
        // in front of the easting.
        let (prefix, meridian) = match code {
            4491..=4501 => (13 + (code - 4491), 75 + 6 * (code - 4491)),
            4502..=4512 => (0, 75 + 6 * (code - 4502)),
            4513..=4533 => (25 + (code - 4513), 75 + 3 * (code - 4513)),
            4534..=4554 => (0, 75 + 3 * (code - 4534)),
            _ => return None,
        };
        Some(Self {
            meridian_deg: f64::from(meridian),
            false_easting_m: f64::from(prefix) * 1e6 + 500_000.0,
        })
    }
}

/// Semi-major axis of CGCS2000 in metres (GB 22021-2008).
const CGCS2000_M: f64 = 6_378_137.0;
/// Flattening of CGCS2000 (GB 22021-2008).
const CGCS2000_F: f64 = 1.0 / 298.257_222_101;
/// Eastings farther than this from the central meridian belong to another zone; six-degree zones reach 335 km.
const MAX_EASTING_M: f64 = 500_000.0;
/// Northings of China lie between these.
const NORTHINGS_M: std::ops::RangeInclusive<f64> = 0.0..=6_500_000.0;

fn from_gauss_krueger(code: u16, easting_m: f64, northing_m: f64) -> Result<LonLat, Error> {
    let zone = Zone::of(code).ok_or(Error::OutsideZone(code))?;
    let east = easting_m - zone.false_easting_m;
    if !(east.abs() <= MAX_EASTING_M && NORTHINGS_M.contains(&northing_m)) {
        return Err(Error::OutsideZone(code));
    }
    from_plane(zone.meridian_deg, east, northing_m).ok_or(Error::OutsideZone(code))
}

/// The place of a point of the Gauss–Krüger plane around a meridian; `None` far from it.
fn from_plane(meridian_deg: f64, east: f64, northing_m: f64) -> Option<LonLat> {
    if !(east.abs() <= MAX_EASTING_M && NORTHINGS_M.contains(&northing_m)) {
        return None;
    }
    let n = CGCS2000_F / (2.0 - CGCS2000_F);
    let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
    let radius = CGCS2000_M / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
    let beta = [
        n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
        n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
        17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
        4397.0 / 161_280.0 * n4,
    ];
    let delta = [
        2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3 + 116.0 / 45.0 * n4,
        7.0 / 3.0 * n2 - 8.0 / 5.0 * n3 - 227.0 / 45.0 * n4,
        56.0 / 15.0 * n3 - 136.0 / 35.0 * n4,
        4279.0 / 630.0 * n4,
    ];
    let (xi, eta) = (northing_m / radius, east / radius);
    let (mut xi_sphere, mut eta_sphere) = (xi, eta);
    for (order, b) in (1_u8..).zip(beta) {
        let twice = 2.0 * f64::from(order);
        xi_sphere -= b * (twice * xi).sin() * (twice * eta).cosh();
        eta_sphere -= b * (twice * xi).cos() * (twice * eta).sinh();
    }
    let conformal = (xi_sphere.sin() / eta_sphere.cosh()).asin();
    let mut lat = conformal;
    for (order, d) in (1_u8..).zip(delta) {
        lat += d * (2.0 * f64::from(order) * conformal).sin();
    }
    let lon = (eta_sphere.sinh() / xi_sphere.cos()).atan();
    LonLat::new(meridian_deg + lon.to_degrees(), lat.to_degrees())
}

/// A place on the Gauss–Krüger plane around a meridian: metres east of it and north of the equator.
fn to_plane(meridian_deg: f64, place: LonLat) -> (f64, f64) {
    let n = CGCS2000_F / (2.0 - CGCS2000_F);
    let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
    let radius = CGCS2000_M / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
    let alpha = [
        n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
        13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
        61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
        49_561.0 / 161_280.0 * n4,
    ];
    let eccentricity = (CGCS2000_F * (2.0 - CGCS2000_F)).sqrt();
    let sin = place.lat_deg().to_radians().sin();
    let tangent = (sin.atanh() - eccentricity * (eccentricity * sin).atanh()).sinh();
    let (sin_lon, cos_lon) = (place.lon_deg() - meridian_deg).to_radians().sin_cos();
    let xi_sphere = tangent.atan2(cos_lon);
    let eta_sphere = (sin_lon / tangent.hypot(1.0)).atanh();
    let (mut xi, mut eta) = (xi_sphere, eta_sphere);
    for (order, a) in (1_u8..).zip(alpha) {
        let twice = 2.0 * f64::from(order);
        xi += a * (twice * xi_sphere).sin() * (twice * eta_sphere).cosh();
        eta += a * (twice * xi_sphere).cos() * (twice * eta_sphere).sinh();
    }
    (radius * eta, radius * xi)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(got: LonLat, lon: f64, lat: f64, tolerance_deg: f64) {
        assert!(
            (got.lon_deg() - lon).abs() < tolerance_deg
                && (got.lat_deg() - lat).abs() < tolerance_deg,
            "{got:?} against {lon}, {lat}"
        );
    }

    fn wgs84(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    #[test]
    fn domestic_shifts_give_the_published_numbers() {
        for ((lon, lat), (want_lon, want_lat)) in [
            (
                (116.404, 39.915),
                (116.410_244_499_169_38, 39.916_404_281_501_64),
            ),
            (
                (117.2272, 31.8206),
                (117.232_682_296_094_91, 31.818_600_850_034_642),
            ),
            ((-0.1276, 51.5072), (-0.1276, 51.5072)),
        ] {
            let (got_lon, got_lat) = wgs84_to_gcj02(wgs84(lon, lat));
            assert!((got_lon - want_lon).abs() < 1e-9 && (got_lat - want_lat).abs() < 1e-9);
        }
        let (lon, lat) = shift_bd09(116.404, 39.915);
        assert!((lon - 116.410_369_493_710_29).abs() < 1e-9);
        assert!((lat - 39.921_336_993_510_21).abs() < 1e-9);
    }

    #[test]
    fn inverses_are_iterated_to_the_end() {
        let gcj = to_wgs84(Crs::Gcj02, 116.404, 39.915).unwrap();
        assert_close(gcj, 116.397_755_754_574_85, 39.913_596_235_609_404, 1e-9);
        let bd = to_wgs84(Crs::Bd09, 116.404, 39.915).unwrap();
        assert_close(bd, 116.391_385_892_738_55, 39.907_255_032_996_68, 1e-9);
        let (lon, lat) = bd09_to_gcj02(116.404, 39.915);
        assert!((lon - 116.397_627_087_857_22).abs() < 1e-9);
        assert!((lat - 39.908_656_339_478_42).abs() < 1e-9);
    }

    #[test]
    fn inverse_then_forward_is_where_one_started() {
        for step in 0..500_u32 {
            let lon = 75.0 + f64::from(step * 37 % 500) * 0.12;
            let lat = 18.0 + f64::from(step * 91 % 500) * 0.07;
            let (x, y) = wgs84_to_bd09(wgs84(lon, lat));
            assert_close(to_wgs84(Crs::Bd09, x, y).unwrap(), lon, lat, 1e-9);
            let (x, y) = wgs84_to_gcj02(wgs84(lon, lat));
            assert_close(to_wgs84(Crs::Gcj02, x, y).unwrap(), lon, lat, 1e-9);
        }
    }

    #[test]
    fn gauss_krueger_zones_agree_with_proj() {
        // One millimetre is about 1e-8 degrees.
        for (code, easting) in [
            (4548, 521_510.563_7),
            (4527, 39_521_510.563_7),
            (4498, 20_521_510.563_7),
        ] {
            let got = to_wgs84(Crs::GaussKrueger(code), easting, 3_521_982.109).unwrap();
            assert_close(got, 117.2272, 31.8206, 1e-8);
        }
    }

    #[test]
    fn the_plane_is_undone_and_agrees_with_proj() {
        let place = LonLat::new(117.2272, 31.8206).unwrap();
        let (east, north) = to_plane(117.0, place);
        assert!((east - 21_510.563_7).abs() < 1e-3, "{east}");
        assert!((north - 3_521_982.109).abs() < 1e-3, "{north}");
        for (lon, lat) in [(114.9, 20.0), (117.0, 36.0), (119.4, 53.0)] {
            let (east, north) = to_plane(117.0, LonLat::new(lon, lat).unwrap());
            assert_close(from_plane(117.0, east, north).unwrap(), lon, lat, 1e-9);
        }
    }

    #[test]
    fn a_wrong_zone_or_swapped_axes_are_refused() {
        let zone = Crs::GaussKrueger(4548);
        assert_eq!(
            to_wgs84(zone, 39_521_510.0, 3_521_982.0),
            Err(Error::OutsideZone(4548))
        );
        assert_eq!(
            to_wgs84(zone, 3_521_982.0, 521_510.0),
            Err(Error::OutsideZone(4548))
        );
        assert_eq!(to_wgs84(Crs::Wgs84, 39.9, 116.4), Err(Error::OffTheGlobe));
        assert_eq!(
            to_wgs84(Crs::Gcj02, f64::NAN, 30.0),
            Err(Error::OffTheGlobe)
        );
    }

    #[test]
    fn names_are_read_in_any_spelling() {
        assert_eq!(Crs::parse("GCJ-02"), Some(Crs::Gcj02));
        assert_eq!(Crs::parse("EPSG:4548"), Some(Crs::GaussKrueger(4548)));
        assert_eq!(Crs::parse("epsg:4490"), Some(Crs::Cgcs2000));
        assert_eq!(Crs::parse("epsg:3857"), None);
        assert_eq!(Crs::parse("beijing54"), None);
        assert_eq!(Crs::GaussKrueger(4513).to_string(), "epsg:4513");
    }
}
