//! `.hgt` tiles: one degree square, big-endian 16-bit metres without a header, named after their south-western corner.
//!
//! 1,201 samples a side are 3" tiles, 3,601 are 1" tiles; the first row is the northern rim, and rims are shared with the
//! neighbours.

use std::path::Path;

use geo::Coord;

use super::{Error, Raster};

/// The sample that says that there is none.
const VOID: i16 = -32768;

pub(super) fn read(path: &Path) -> Result<Raster, Error> {
    let malformed = |problem: String| Error::Malformed {
        problem,
        path: path.to_owned(),
    };
    let corner = south_west(path).ok_or_else(|| {
        malformed(
            "a .hgt tile is named after its south-western corner, such as N36E117.hgt".to_owned(),
        )
    })?;
    let bytes = std::fs::read(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let side = [1201_usize, 3601]
        .into_iter()
        .find(|side| bytes.len() == side * side * 2)
        .ok_or_else(|| {
            malformed(format!(
                "a .hgt tile has 1201 × 1201 or 3601 × 3601 samples of 2 bytes; this file has {} bytes",
                bytes.len()
            ))
        })?;
    let metres = |sample: &[u8]| match i16::from_be_bytes([sample[0], sample[1]]) {
        VOID => f32::NAN,
        metres => f32::from(metres),
    };
    let step = 1.0 / (side as f64 - 1.0);
    Ok(Raster {
        file: super::name_of(path),
        corner: Coord {
            x: corner.x,
            y: corner.y + 1.0,
        },
        step_deg: Coord { x: step, y: step },
        columns: side,
        heights_m: bytes.chunks_exact(2).map(metres).collect(),
    })
}

/// The corner that a name such as `S34W058.hgt` tells, in degrees.
fn south_west(path: &Path) -> Option<Coord> {
    let name = path.file_stem()?.to_str()?.to_ascii_uppercase();
    let (lat, lon) = name.get(..7)?.split_at(3);
    let degrees = |text: &str, plus: char, minus: char| -> Option<f64> {
        let number: f64 = text.get(1..)?.parse().ok()?;
        match text.chars().next()? {
            sign if sign == plus => Some(number),
            sign if sign == minus => Some(-number),
            _ => None,
        }
    };
    Some(Coord {
        x: degrees(lon, 'E', 'W')?,
        y: degrees(lat, 'N', 'S')?,
    })
}
