//! Longitude and latitude to metres: the only place where degrees become metres.
//!
//! Method: a local plane that touches the WGS 84 ellipsoid at an origin. One degree of latitude is `M·π/180` metres
//! and one of longitude `N·cos φ·π/180`, with `M` and `N` the radii of curvature at the origin's latitude. Lengths of
//! street segments use the radii at the segment's own middle latitude ([`distance`]): the error is below one part in
//! a million for segments under 10 km. A [`Plane`] for a whole extract is for indexing and drawing only.
//!
//! References: Snyder, J. P. (1987), Map Projections: A Working Manual, USGS Professional Paper 1395, p. 24-25.

use geo::Coord;

use crate::units::Metres;

/// Semi-major axis of WGS 84 in metres (NGA.STND.0036, 2014).
const SEMI_MAJOR_M: f64 = 6_378_137.0;
/// First eccentricity of WGS 84, squared (NGA.STND.0036, 2014).
const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_141_33e-3;

/// A place on earth: longitude first, then latitude, in degrees of WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct LonLat {
    lon_deg: f64,
    lat_deg: f64,
}

impl LonLat {
    /// Makes a place, or `None` when longitude or latitude is out of range or not a number.
    pub fn new(lon_deg: f64, lat_deg: f64) -> Option<Self> {
        ((-180.0..=180.0).contains(&lon_deg) && (-90.0..=90.0).contains(&lat_deg))
            .then_some(Self { lon_deg, lat_deg })
    }

    /// Makes a place from whole ten-millionths of a degree, the unit of OpenStreetMap, without a check.
    pub fn from_e7(lon_e7: i32, lat_e7: i32) -> Self {
        Self {
            lon_deg: f64::from(lon_e7) / 1e7,
            lat_deg: f64::from(lat_e7) / 1e7,
        }
    }

    /// Longitude in degrees, east positive.
    pub const fn lon_deg(self) -> f64 {
        self.lon_deg
    }

    /// Latitude in degrees, north positive.
    pub const fn lat_deg(self) -> f64 {
        self.lat_deg
    }

    /// The place as a coordinate of the geo crates: x is longitude, y is latitude.
    pub const fn coord(self) -> Coord {
        Coord {
            x: self.lon_deg,
            y: self.lat_deg,
        }
    }
}

/// A plane in metres that touches the earth at its origin; x points east, y north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    origin: LonLat,
    x_m_per_deg: f64,
    y_m_per_deg: f64,
}

impl Plane {
    /// The plane that touches the earth at `origin`.
    pub fn at(origin: LonLat) -> Self {
        let (x_m_per_deg, y_m_per_deg) = metres_per_degree(origin.lat_deg);
        Self {
            origin,
            x_m_per_deg,
            y_m_per_deg,
        }
    }

    /// The plane that touches the earth in the middle of the box around `places`; at 0,0 for no places.
    pub fn around(places: impl IntoIterator<Item = LonLat>) -> Self {
        let mut bounds: Option<(f64, f64, f64, f64)> = None;
        for p in places {
            let (x, y) = (p.lon_deg, p.lat_deg);
            bounds = Some(bounds.map_or((x, y, x, y), |(a, b, c, d)| {
                (a.min(x), b.min(y), c.max(x), d.max(y))
            }));
        }
        let (west, south, east, north) = bounds.unwrap_or_default();
        Self::at(LonLat {
            lon_deg: west.midpoint(east),
            lat_deg: south.midpoint(north),
        })
    }

    /// Where the plane touches the earth.
    pub const fn origin(&self) -> LonLat {
        self.origin
    }

    /// A place in metres east and north of the origin.
    pub fn to_metres(&self, place: LonLat) -> Coord {
        Coord {
            x: (place.lon_deg - self.origin.lon_deg) * self.x_m_per_deg,
            y: (place.lat_deg - self.origin.lat_deg) * self.y_m_per_deg,
        }
    }

    /// The place that lies so many metres east and north of the origin.
    pub fn to_lonlat(&self, metres: Coord) -> LonLat {
        LonLat {
            lon_deg: self.origin.lon_deg + metres.x / self.x_m_per_deg,
            lat_deg: self.origin.lat_deg + metres.y / self.y_m_per_deg,
        }
    }
}

/// The straight distance between two places up to some tens of kilometres apart.
pub fn distance(a: LonLat, b: LonLat) -> Metres {
    let (x_m_per_deg, y_m_per_deg) = metres_per_degree(a.lat_deg.midpoint(b.lat_deg));
    let dx = (a.lon_deg - b.lon_deg) * x_m_per_deg;
    let dy = (a.lat_deg - b.lat_deg) * y_m_per_deg;
    Metres::new(dx.hypot(dy))
}

/// Metres in one degree of longitude and in one degree of latitude, at a latitude.
fn metres_per_degree(lat_deg: f64) -> (f64, f64) {
    let (sin, cos) = lat_deg.to_radians().sin_cos();
    let w2 = 1.0 - ECCENTRICITY_SQUARED * sin * sin;
    let n = SEMI_MAJOR_M / w2.sqrt();
    let m = n * (1.0 - ECCENTRICITY_SQUARED) / w2;
    ((n * cos).to_radians(), m.to_radians())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance as _, Geodesic, Point};

    fn place(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    #[test]
    fn distances_agree_with_the_geodesic() {
        for (a, b) in [
            (place(14.40, 35.90), place(14.4011, 35.9007)),
            (place(117.2272, 31.8206), place(117.2372, 31.8206)),
            (place(-51.2, -30.03), place(-51.2, -30.08)),
            (place(25.0, 69.0), place(25.02, 69.01)),
        ] {
            let exact = Geodesic.distance(Point::from(a.coord()), Point::from(b.coord()));
            let ours = distance(a, b).metres();
            assert!((ours / exact - 1.0).abs() < 1e-6, "{ours} against {exact}");
        }
    }

    #[test]
    fn the_plane_is_undone_by_its_inverse() {
        let plane = Plane::around([place(14.2, 35.8), place(14.6, 36.0)]);
        let there = plane.to_metres(place(14.5, 35.85));
        let back = plane.to_lonlat(there);
        assert!((back.lon_deg() - 14.5).abs() < 1e-12 && (back.lat_deg() - 35.85).abs() < 1e-12);
    }

    #[test]
    fn longitude_comes_first_and_is_checked() {
        assert!(LonLat::new(39.9, 116.4).is_none());
        assert!(LonLat::new(f64::NAN, 0.0).is_none());
        assert!(LonLat::new(116.4, 39.9).is_some());
    }
}
