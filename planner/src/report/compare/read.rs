//! What a run left in its folder is read back: its record and its published layers.

use std::fs;
use std::path::Path;

use geojson::{Feature, FeatureCollection, GeoJson};

use super::super::RunRecord;
use super::super::record::SCHEMA;
use super::Error;

/// One of two runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Its record.
    pub record: RunRecord,
    /// Its districts, if it has any.
    pub districts: Vec<Feature>,
    /// Its hexagons.
    pub hexagons: Vec<Feature>,
}

/// Reads the folder of a run.
pub fn read(dir: &Path) -> Result<Side, Error> {
    Ok(Side {
        record: record(dir)?,
        districts: layer(&dir.join("districts.geojson"))?,
        hexagons: layer(&dir.join("coverage.geojson"))?,
    })
}

/// Reads the record of a run.
pub(crate) fn record(dir: &Path) -> Result<RunRecord, Error> {
    let path = dir.join("run.json");
    let text = fs::read_to_string(&path).map_err(|why| Error::Unreadable {
        why,
        path: path.clone(),
    })?;
    let record: RunRecord = serde_json::from_str(&text).map_err(|why| Error::Foreign {
        why: why.to_string(),
        path: path.clone(),
    })?;
    if record.schema != SCHEMA {
        return Err(Error::Foreign {
            why: format!("its schema is {}, expected {SCHEMA}", record.schema),
            path,
        });
    }
    Ok(record)
}

/// The features of a layer; none where a run did not make it.
pub(crate) fn layer(path: &Path) -> Result<Vec<Feature>, Error> {
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(path).map_err(|why| Error::Unreadable {
        why,
        path: path.to_owned(),
    })?;
    let foreign = |why: String| Error::Foreign {
        why,
        path: path.to_owned(),
    };
    match text
        .parse::<GeoJson>()
        .map_err(|why| foreign(why.to_string()))?
    {
        GeoJson::FeatureCollection(FeatureCollection { features, .. }) => Ok(features),
        _ => Err(foreign("it is no FeatureCollection".to_owned())),
    }
}
