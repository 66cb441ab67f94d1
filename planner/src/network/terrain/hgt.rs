//! `.hgt` tiles: one degree square, big-endian 16-bit metres without a header, named after their south-western corner.
//!
//! 1,201 samples a side are 3" tiles, 3,601 are 1" tiles; the first row is the northern rim, and rims are shared with the
//! neighbours. They are handed out one in a zip archive each (`N36E117.hgt.zip`), and read from there.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use geo::Coord;

use super::{Error, Raster};

/// The sample that says that there is none.
const VOID: i16 = -32768;

/// The samples on a side of the tiles that there are.
const SIDES: [usize; 2] = [1201, 3601];
/// What a tile is told to be when it is none.
const EXPECTED: &str = "a .hgt tile has 1201 × 1201 or 3601 × 3601 samples of 2 bytes";

/// What to do about an archive that cannot be unpacked.
const DAMAGED: &str = "the zip archive is damaged; fetch it again";

/// Reads a tile.
pub(super) fn read(path: &Path) -> Result<Raster, Error> {
    let bytes = std::fs::read(path).map_err(|source| unreadable(path, source))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    tile(&name, &bytes, path)
}

/// Reads the tile of a zip archive, which holds nothing else that ends in `.hgt`.
pub(super) fn read_zipped(path: &Path) -> Result<Raster, Error> {
    let malformed = |problem: String| Error::Malformed {
        problem,
        path: path.to_owned(),
    };
    let file = File::open(path).map_err(|source| unreadable(path, source))?;
    let damaged = |_not_shown| malformed(DAMAGED.to_owned());
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    let names = archive.file_names().filter_map(Result::ok);
    let tiles: Vec<String> = names
        .filter(|name| name.to_ascii_lowercase().ends_with(".hgt"))
        .map(std::borrow::Cow::into_owned)
        .collect();
    let [name] = tiles.as_slice() else {
        return Err(malformed(format!(
            "an elevation archive holds one .hgt tile; this one holds {}",
            tiles.len()
        )));
    };
    let entry = archive.by_name(name).map_err(damaged)?;
    // However much an archive claims to hold, one byte more than the largest tile tells that it is none.
    let most = SIDES[1] * SIDES[1] * 2 + 1;
    let mut bytes = Vec::new();
    let read = entry.take(most as u64).read_to_end(&mut bytes);
    read.map_err(|_not_shown| malformed(DAMAGED.to_owned()))?;
    let name = name.rsplit('/').next().unwrap_or(name);
    tile(name, &bytes, path)
}

fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::Unreadable {
        path: path.to_owned(),
        source,
    }
}

/// The tile of a name and its bytes, read from a file.
fn tile(name: &str, bytes: &[u8], path: &Path) -> Result<Raster, Error> {
    let malformed = |problem: String| Error::Malformed {
        problem,
        path: path.to_owned(),
    };
    let corner = south_west(name).ok_or_else(|| {
        malformed(
            "a .hgt tile is named after its south-western corner, such as N36E117.hgt".to_owned(),
        )
    })?;
    let side = SIDES
        .into_iter()
        .find(|side| bytes.len() == side * side * 2)
        .ok_or_else(|| malformed(format!("{EXPECTED}; this one has {} bytes", bytes.len())))?;
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
fn south_west(name: &str) -> Option<Coord> {
    let name = name.to_ascii_uppercase();
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
