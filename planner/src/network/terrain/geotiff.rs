//! GeoTIFFs of one band in degrees: samples of any number type, georeferenced by a scale and a tie point.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use geo::Coord;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;

use super::{Error, Raster, name_of};

const PIXEL_SCALE: u16 = 33550;
const TIE_POINT: u16 = 33922;
const GEO_KEYS: u16 = 34735;
const NO_DATA: u16 = 42113;

/// The geo key that says whether coordinates are degrees or metres of a projection.
const MODEL_TYPE: u16 = 1024;
const GEOGRAPHIC: u16 = 2;
/// The geo key that says whether a coordinate means the corner or the middle of a sample.
const RASTER_TYPE: u16 = 1025;
const IS_POINT: u16 = 2;
/// The geo key of the geographic system.
const GEOGRAPHIC_SYSTEM: u16 = 2048;
/// WGS 84, CGCS2000, ETRS89, and "as defined elsewhere": within metres of each other.
const AS_WGS84: [u16; 4] = [4326, 4490, 4258, 32767];

pub(super) fn read(path: &Path) -> Result<Raster, Error> {
    let malformed = |problem: String| Error::Malformed {
        problem,
        path: path.to_owned(),
    };
    let file = File::open(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let broken = |error: tiff::TiffError| malformed(format!("not a readable TIFF: {error}"));
    let mut tiff = Decoder::new(BufReader::new(file)).map_err(broken)?;
    let (columns, rows) = tiff.dimensions().map_err(broken)?;
    if columns < 2 || rows < 2 {
        return Err(malformed(format!(
            "an elevation grid has at least 2 × 2 samples; this one has {columns} × {rows}"
        )));
    }
    let keys = GeoKeys::of(&mut tiff);
    keys.check().map_err(malformed)?;
    let frame = Frame::of(&mut tiff, &keys).map_err(malformed)?;
    let no_data = text(&mut tiff, NO_DATA).and_then(|text| text.trim().parse().ok());
    let heights_m = heights(tiff.read_image().map_err(broken)?, no_data).ok_or_else(|| {
        malformed("elevations are read from samples of 8 to 32 bits, or of 64-bit floats; convert the file to 32-bit floats".to_owned())
    })?;
    if heights_m.len() != columns as usize * rows as usize {
        return Err(malformed(format!(
            "an elevation grid has one band; this file holds {} values for {columns} × {rows} samples",
            heights_m.len()
        )));
    }
    Ok(Raster {
        file: name_of(path),
        corner: frame.corner,
        step_deg: frame.step_deg,
        columns: columns as usize,
        heights_m,
    })
}

/// The key directory of a GeoTIFF: entries of key, location, count and value.
struct GeoKeys(Vec<u16>);

impl GeoKeys {
    fn of(tiff: &mut Decoder<BufReader<File>>) -> Self {
        let value = tiff
            .find_tag(Tag::from_u16_exhaustive(GEO_KEYS))
            .ok()
            .flatten();
        Self(
            value
                .and_then(|keys| keys.into_u16_vec().ok())
                .unwrap_or_default(),
        )
    }

    fn get(&self, key: u16) -> Option<u16> {
        let entries = self.0.chunks_exact(4).skip(1);
        let mut found = entries.filter(|entry| entry[0] == key && entry[1] == 0);
        found.next().map(|entry| entry[3])
    }

    /// Refuses what is not in degrees of WGS 84 or of a system that agrees with it.
    fn check(&self) -> Result<(), String> {
        let to_do = "reproject the file to EPSG:4326";
        match (self.get(MODEL_TYPE), self.get(GEOGRAPHIC_SYSTEM)) {
            (None | Some(GEOGRAPHIC), None) => Ok(()),
            (None | Some(GEOGRAPHIC), Some(system)) if AS_WGS84.contains(&system) => Ok(()),
            (None | Some(GEOGRAPHIC), Some(system)) => Err(format!(
                "elevations are read in degrees of WGS 84, not of EPSG:{system}; {to_do}"
            )),
            (Some(_), _) => Err(format!(
                "elevations are read in degrees, not in a projection; {to_do}"
            )),
        }
    }
}

/// Where the samples lie.
struct Frame {
    corner: Coord,
    step_deg: Coord,
}

impl Frame {
    fn of(tiff: &mut Decoder<BufReader<File>>, keys: &GeoKeys) -> Result<Self, String> {
        let scale = numbers(tiff, PIXEL_SCALE).unwrap_or_default();
        let tie = numbers(tiff, TIE_POINT).unwrap_or_default();
        let (&[x_deg, y_deg, ..], &[column, row, _, lon, lat, ..]) = (&scale[..], &tie[..]) else {
            return Err(
                "the TIFF says not where it lies (no ModelPixelScale and ModelTiepoint): take a GeoTIFF".to_owned(),
            );
        };
        let usable = [x_deg, y_deg, column, row, lon, lat]
            .iter()
            .all(|n| n.is_finite());
        if !usable || x_deg <= 0.0 || y_deg <= 0.0 || lon.abs() > 180.0 || lat.abs() > 90.0 {
            return Err(format!(
                "the TIFF is placed at {lon}, {lat} with samples of {x_deg} × {y_deg}: these are no degrees"
            ));
        }
        // A sample stands for the middle of its square, unless the file says that its places are points.
        let middle = if keys.get(RASTER_TYPE) == Some(IS_POINT) {
            0.0
        } else {
            0.5
        };
        Ok(Self {
            corner: Coord {
                x: lon + (middle - column) * x_deg,
                y: lat - (middle - row) * y_deg,
            },
            step_deg: Coord { x: x_deg, y: y_deg },
        })
    }
}

fn numbers(tiff: &mut Decoder<BufReader<File>>, tag: u16) -> Option<Vec<f64>> {
    let value = tiff.find_tag(Tag::from_u16_exhaustive(tag)).ok()??;
    value.into_f64_vec().ok()
}

fn text(tiff: &mut Decoder<BufReader<File>>, tag: u16) -> Option<String> {
    let value = tiff.find_tag(Tag::from_u16_exhaustive(tag)).ok()??;
    value.into_string().ok()
}

/// The samples in metres; those that are no data become NaN. `None` for a type of number that nobody stores heights in.
fn heights(samples: DecodingResult, no_data: Option<f64>) -> Option<Vec<f32>> {
    let metres = |value: f64| {
        let is_height = value.is_finite() && Some(value) != no_data && value > -12_000.0;
        if is_height { value as f32 } else { f32::NAN }
    };
    Some(match samples {
        DecodingResult::U8(all) => all.into_iter().map(|n| metres(f64::from(n))).collect(),
        DecodingResult::U16(all) => all.into_iter().map(|n| metres(f64::from(n))).collect(),
        DecodingResult::U32(all) => all.into_iter().map(|n| metres(f64::from(n))).collect(),
        DecodingResult::I8(all) => all.into_iter().map(|n| metres(f64::from(n))).collect(),
        DecodingResult::I16(all) => all.into_iter().map(|n| metres(f64::from(n))).collect(),
        DecodingResult::I32(all) => all.into_iter().map(|n| metres(f64::from(n))).collect(),
        DecodingResult::F32(all) => all.into_iter().map(|n| metres(f64::from(n))).collect(),
        DecodingResult::F64(all) => all.into_iter().map(metres).collect(),
        _ => return None,
    })
}
