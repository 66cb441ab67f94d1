//! What a run left in its folder, as the report needs it: read back, or taken while the run writes it.

use std::fs;
use std::path::Path;

use geojson::{Feature, FeatureCollection, GeoJson};
use serde::de::DeserializeOwned;

use super::super::compare::Error;
use super::super::record::{PublishedRecord, RunRecord, SCHEMA};
use super::ground::{self, Ground};

/// The run record with the layers that maps need.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// The record.
    pub record: RunRecord,
    /// The part of it that may be forwarded.
    pub published: PublishedRecord,
    /// Published hexagons.
    pub hexagons: Vec<Feature>,
    /// Published districts.
    pub districts: Vec<Feature>,
    /// Published gaps.
    pub gaps: Vec<Feature>,
    /// The ground of the maps.
    pub ground: Ground,
}

impl Folder {
    /// Reads a folder.
    pub fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join("run.json");
        let record: RunRecord = json(&path)?;
        let foreign = |why: String| Error::Foreign {
            why,
            path: path.clone(),
        };
        if record.schema != SCHEMA {
            let why = format!("its schema is {}, expected {SCHEMA}", record.schema);
            return Err(foreign(why));
        }
        let Some(published) = record.published.clone() else {
            let why = "it has no key `published`: an older planner wrote it";
            return Err(foreign(why.to_owned()));
        };
        Ok(Self {
            record,
            published,
            hexagons: layer(&dir.join("coverage.geojson"), Need::Always)?,
            districts: layer(&dir.join("districts.geojson"), Need::IfThere)?,
            gaps: layer(&dir.join("gaps.geojson"), Need::Always)?,
            ground: ground_of(&dir.join(ground::FILE))?,
        })
    }
}

/// Whether a run leaves a file in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Always,
    IfThere,
}

fn text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|why| Error::Unreadable {
        why,
        path: path.to_owned(),
    })
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    serde_json::from_str(&text(path)?).map_err(|why| Error::Foreign {
        why: why.to_string(),
        path: path.to_owned(),
    })
}

fn ground_of(path: &Path) -> Result<Ground, Error> {
    let ground: Ground = json(path)?;
    if ground.schema == ground::SCHEMA {
        return Ok(ground);
    }
    Err(Error::Foreign {
        why: format!(
            "its schema is {}, expected {}",
            ground.schema,
            ground::SCHEMA
        ),
        path: path.to_owned(),
    })
}

fn layer(path: &Path, need: Need) -> Result<Vec<Feature>, Error> {
    if need == Need::IfThere && !path.is_file() {
        return Ok(Vec::new());
    }
    let foreign = |why: String| Error::Foreign {
        why,
        path: path.to_owned(),
    };
    match text(path)?.parse::<GeoJson>() {
        Ok(GeoJson::FeatureCollection(FeatureCollection { features, .. })) => Ok(features),
        Ok(_) => Err(foreign("it is no FeatureCollection".to_owned())),
        Err(why) => Err(foreign(why.to_string())),
    }
}
