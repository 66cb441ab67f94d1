//! The files and tags that a scenario names become inputs with their paths, systems and columns.

mod control;
mod part;
mod rules;
mod totals;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::crs::Crs;
use crate::osm::TagFilter;
use crate::places::table::Field;

use super::resolve::Resolver;
use super::twins::{CandidatesTwin, FacilitiesTwin, SeniorsTwin};
use super::{CandidatesInput, Error, FacilitiesInput, FacilitiesSource, PointFile, SeniorsInput};
use crate::spelling::hint;

use control::System;
use rules::PUBLIC_BUILDINGS;
pub(super) use rules::RequireTwin;

/// Resolution of hexagon candidates that names none: cells of some 76 m edge.
const USUAL_RESOLUTION: i64 = 10;
/// Finer cells would put a candidate on somebody's home, coarser ones are larger than a walk.
const RESOLUTIONS: std::ops::RangeInclusive<i64> = 6..=11;

impl Resolver<'_> {
    pub(super) fn seniors(self, number: usize, twin: &SeniorsTwin) -> Result<SeniorsInput, Error> {
        let key = format!("seniors.{number}");
        let file = twin
            .file
            .as_deref()
            .ok_or_else(|| self.missing("seniors.file", "a table of seniors"))?;
        let totals = self.totals(&key, twin)?;
        // Whoever is counted by district or cell needs no coordinates, and a grid tells its own.
        let crs = twin.crs.as_deref().or(totals.as_ref().map(|_| "wgs84"));
        let system = System {
            crs,
            control: twin.control.as_deref(),
            control_crs: twin.control_crs.as_deref(),
        };
        let mut file = self.placed_file(&key, file, &system, &twin.columns)?;
        file.without_places = totals.is_some();
        file.sheet = self.part(&key, &file, twin.sheet.as_deref(), twin.layer.as_deref())?;
        Ok(SeniorsInput { file, totals })
    }

    pub(super) fn facilities(
        self,
        number: usize,
        twin: &FacilitiesTwin,
    ) -> Result<FacilitiesInput, Error> {
        let key = format!("facilities.{number}");
        let system = System {
            crs: twin.crs.as_deref(),
            control: twin.control.as_deref(),
            control_crs: twin.control_crs.as_deref(),
        };
        let mut source = match (&twin.file, &twin.osm) {
            (Some(file), None) => {
                FacilitiesSource::File(self.placed_file(&key, file, &system, &twin.columns)?)
            }
            (None, Some(filters)) => {
                if twin.kind.is_none() {
                    return Err(self.missing(
                        "facilities.kind",
                        "the kind of the extract's facilities, such as \"canteen\"",
                    ));
                }
                FacilitiesSource::Osm(self.filters(&format!("{key}.osm"), filters)?)
            }
            (Some(_), Some(_)) => {
                return Err(Error::Contradiction {
                    first: format!("{key}.file"),
                    second: format!("{key}.osm"),
                    problem: "exclude each other: write two [[facilities]]",
                    path: self.path.to_owned(),
                });
            }
            (None, None) => {
                return Err(self.missing("facilities.file", "a table, or osm = [\"key=value\"]"));
            }
        };
        if let FacilitiesSource::File(file) = &mut source {
            file.sheet = self.part(&key, file, twin.sheet.as_deref(), twin.layer.as_deref())?;
        }
        Ok(FacilitiesInput {
            source,
            kind: twin.kind.clone(),
        })
    }

    pub(super) fn candidates(self, twin: &CandidatesTwin) -> Result<CandidatesInput, Error> {
        let file = twin.file.as_deref().map(|file| {
            let system = System {
                crs: twin.crs.as_deref(),
                control: twin.control.as_deref(),
                control_crs: twin.control_crs.as_deref(),
            };
            self.placed_file("candidates", file, &system, &twin.columns)
        });
        let resolution = twin.hexagons.as_ref().map(|hexagons| {
            self.whole(
                "candidates.hexagons.resolution",
                hexagons.resolution.unwrap_or(USUAL_RESOLUTION),
                RESOLUTIONS,
            )
        });
        let mut file = file.transpose()?;
        if let Some(file) = &mut file {
            let (sheet, layer) = (twin.sheet.as_deref(), twin.layer.as_deref());
            file.sheet = self.part("candidates", file, sheet, layer)?;
        }
        Ok(CandidatesInput {
            file,
            hexagon_resolution: resolution.transpose()?.map(|r| r as u8),
            osm: self.candidate_filters(twin)?,
            rules: self.site_rules(twin)?,
        })
    }

    /// The tags of candidates: the scenario's own, then those of public buildings where they are asked for.
    fn candidate_filters(self, twin: &CandidatesTwin) -> Result<Vec<TagFilter>, Error> {
        let mut filters = self.filters("candidates.osm", &twin.osm)?;
        if twin.public_buildings {
            filters.extend(
                PUBLIC_BUILDINGS
                    .iter()
                    .filter_map(|text| TagFilter::parse(text)),
            );
        }
        Ok(filters)
    }

    pub(super) fn point_file(
        self,
        key: &str,
        file: &str,
        crs: Option<&str>,
        columns: &BTreeMap<String, String>,
    ) -> Result<PointFile, Error> {
        for name in columns.keys() {
            if Field::parse(name).is_none() {
                let known: Vec<&str> = Field::ALL.iter().map(|f| f.name()).collect();
                return Err(Error::UnknownKey {
                    at: format!("{key}.columns"),
                    key: name.clone(),
                    hint: hint(name, &known),
                    path: self.path.to_owned(),
                });
            }
        }
        Ok(PointFile {
            path: self.file(file),
            crs: self.crs(key, file, crs)?,
            is_crs_named: crs.is_some(),
            columns: columns.clone(),
            sheet: None,
            wanted: Vec::new(),
            without_places: false,
            control: None,
            may_lack_place: self.has_times,
        })
    }

    /// The declared system; GeoJSON may leave it out, because RFC 7946 knows but one, and files that tell theirs.
    pub(super) fn crs(self, key: &str, file: &str, crs: Option<&str>) -> Result<Crs, Error> {
        match crs {
            Some(text) => Crs::parse(text)
                .ok_or_else(|| self.invalid(&format!("{key}.crs"), text, Crs::KNOWN)),
            None if is_geojson(file) || part::tells_system(file) || self.has_times => {
                Ok(Crs::Wgs84)
            }
            None => Err(self.invalid(
                &format!("{key}.crs"),
                "nothing",
                &format!("the coordinate system of {file}, one of {}", Crs::KNOWN),
            )),
        }
    }

    pub(super) fn filters(self, key: &str, texts: &[String]) -> Result<Vec<TagFilter>, Error> {
        texts
            .iter()
            .map(|text| {
                TagFilter::parse(text)
                    .ok_or_else(|| self.invalid(key, text, "tags such as \"amenity=restaurant\""))
            })
            .collect()
    }

    pub(super) fn file(self, name: &str) -> PathBuf {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        folder.join(name)
    }
}

pub(super) fn is_geojson(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    [".geojson", ".json"].iter().any(|e| lower.ends_with(e))
}
