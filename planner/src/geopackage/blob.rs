//! Geometries as GeoPackage stores them: a short header with an envelope, then well-known binary.

use geo::{BoundingRect as _, Geometry};
use geo_traits::to_geo::ToGeoGeometry as _;
use wkb::reader::read_wkb;
use wkb::writer::{WriteOptions, write_geometry};

use super::Error;

/// How a geometry starts.
const MAGIC: [u8; 2] = *b"GP";
/// Little-endian numbers, with an envelope of four.
const LITTLE_WITH_ENVELOPE: u8 = 0b0000_0011;

/// A geometry as well-known binary, little-endian.
pub fn to_wkb(geometry: &Geometry) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    write_geometry(&mut bytes, geometry, &WriteOptions::default())
        .map_err(|why| Error::Geometry(why.to_string()))?;
    Ok(bytes)
}

/// A geometry with the header that GeoPackage asks for.
pub fn to_blob(geometry: &Geometry, srs_id: i32) -> Result<Vec<u8>, Error> {
    let around = geometry
        .bounding_rect()
        .ok_or_else(|| Error::Geometry("it is empty".to_owned()))?;
    let mut bytes = Vec::from(MAGIC);
    bytes.extend([0, LITTLE_WITH_ENVELOPE]);
    bytes.extend(srs_id.to_le_bytes());
    let (low, high) = (around.min(), around.max());
    for edge in [low.x, high.x, low.y, high.y] {
        bytes.extend(edge.to_le_bytes());
    }
    bytes.extend(to_wkb(geometry)?);
    Ok(bytes)
}

/// The geometry in a blob, without heights; `None` where it says that it is empty.
pub fn from_blob(bytes: &[u8]) -> Result<Option<Geometry>, Error> {
    let wrong = |why: &str| Error::Geometry(why.to_owned());
    if bytes.len() < 8 || bytes[..2] != MAGIC {
        return Err(wrong("it does not start with GP"));
    }
    let flags = bytes[3];
    if flags & 0b0010_0000 != 0 {
        return Err(wrong("it is of an extended type"));
    }
    if flags & 0b0001_0000 != 0 {
        return Ok(None);
    }
    let envelope = match flags >> 1 & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(wrong("its envelope is of no known kind")),
    };
    let body = bytes
        .get(8 + envelope..)
        .ok_or_else(|| wrong("it is cut short"))?;
    let read = read_wkb(body).map_err(|why| wrong(&why.to_string()))?;
    Ok(read.try_to_geometry())
}
