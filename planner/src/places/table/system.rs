//! The coordinate system that a file says it is in, held against the one that the scenario names.
//!
//! A file that calls its degrees WGS 84 may hold GCJ-02: programs know no name for that, so the scenario has the last word
//! between systems of degrees. Between degrees and metres, and between zones, nobody has: such a file is refused.

use std::path::Path;

use crate::crs::Crs;
use crate::places::Error;
use crate::scenario::PointFile;

use super::ending::Ending;
use super::geopackage;

/// What a file says of its system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// A system that is read.
    Known(Crs),
    /// It does not say, or says that it does not know.
    Nothing,
    /// A system that is not read.
    Foreign(String),
}

impl Told {
    /// A system by who numbers it and its number.
    pub(super) fn by_code(authority: &str, code: &str) -> Self {
        let name = format!("{}:{code}", authority.to_ascii_uppercase());
        match code {
            "CRS84" | "CRS84h" | "4326" | "4979" => Self::Known(Crs::Wgs84),
            "4490" | "4480" => Self::Known(Crs::Cgcs2000),
            _ => Crs::parse(&name).map_or(Self::Foreign(name), Self::Known),
        }
    }
}

/// The system in which a file is read.
pub(super) fn settle(named: Option<Crs>, told: Told, path: &Path) -> Result<Crs, Error> {
    let foreign = |found: String| {
        Err(Error::ForeignCrs {
            found,
            path: path.to_owned(),
        })
    };
    match (named, told) {
        (Some(local @ Crs::Local(_)), _) => Ok(local),
        (Some(named), Told::Nothing) => Ok(named),
        (None, Told::Known(known)) => Ok(known),
        (None, Told::Nothing) => Err(Error::UntoldCrs {
            path: path.to_owned(),
        }),
        (Some(named), Told::Known(known)) => {
            let agree = named == known || (named.is_geographic() && known.is_geographic());
            if agree {
                return Ok(named);
            }
            Err(Error::OtherCrs {
                found: known.to_string(),
                named: named.to_string(),
                path: path.to_owned(),
            })
        }
        (_, Told::Foreign(found)) => foreign(found),
    }
}

/// The same file in the system that it tells itself, where the scenario names none.
pub(in crate::places) fn told(file: PointFile) -> Result<PointFile, Error> {
    if file.without_places {
        return Ok(file);
    }
    let told = match Ending::of(&file.path) {
        Ending::GeoPackage => geopackage::system(&file)?,
        Ending::Parquet => super::parquet::system(&file.path)?,
        _ => return Ok(file),
    };
    let Some(told) = told else {
        // A plain table says nothing, and is in degrees unless the scenario names a system.
        return if file.is_crs_named || file.may_lack_place {
            Ok(file)
        } else {
            Err(Error::UntoldCrs { path: file.path })
        };
    };
    let named = file.is_crs_named.then_some(file.crs);
    let crs = settle(named, told, &file.path)?;
    Ok(PointFile { crs, ..file })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scenario_has_the_last_word_between_degrees_only() {
        let path = Path::new("a.gpkg");
        let zone = Told::by_code("epsg", "4548");
        assert_eq!(zone, Told::Known(Crs::GaussKrueger(4548)));
        let settled = |named, told| settle(named, told, path);
        let degrees = Told::by_code("EPSG", "4326");
        assert_eq!(
            settled(Some(Crs::Gcj02), degrees.clone()).unwrap(),
            Crs::Gcj02
        );
        assert_eq!(settled(None, degrees.clone()).unwrap(), Crs::Wgs84);
        assert_eq!(
            settled(None, zone.clone()).unwrap(),
            Crs::GaussKrueger(4548)
        );
        assert_eq!(
            settled(Some(Crs::GaussKrueger(4548)), Told::Nothing).unwrap(),
            Crs::GaussKrueger(4548)
        );
        let other = settled(Some(Crs::GaussKrueger(4547)), zone.clone()).unwrap_err();
        assert!(other.to_string().contains("epsg:4548"), "{other}");
        assert!(matches!(
            settled(Some(Crs::Wgs84), zone),
            Err(Error::OtherCrs { .. })
        ));
        assert!(matches!(
            settled(Some(Crs::GaussKrueger(4548)), degrees),
            Err(Error::OtherCrs { .. })
        ));
        assert!(matches!(
            settled(None, Told::Nothing),
            Err(Error::UntoldCrs { .. })
        ));
        let mercator = settled(Some(Crs::Wgs84), Told::by_code("EPSG", "3857")).unwrap_err();
        assert!(mercator.to_string().contains("EPSG:3857"), "{mercator}");
    }
}
