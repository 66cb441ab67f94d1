//! The files and tags that a scenario names become inputs with their paths, systems and columns.

mod control;
mod part;
mod rules;
mod table;
mod totals;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::crs::Crs;
use crate::osm::TagFilter;
use crate::places::table::Field;

use super::resolve::Resolver;
use super::siting::MOST_AMOUNT;
use super::twins::{CandidatesTwin, FacilitiesTwin, SeniorsTwin};
use super::{CandidatesInput, Error, FacilitiesInput, FacilitiesSource, PointFile, SeniorsInput};
use crate::spelling::hint;
use crate::text::Bilingual;

use rules::PUBLIC_BUILDINGS;
pub(super) use rules::RequireTwin;
use table::table_keys;

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
            .ok_or_else(|| self.missing("seniors.file", ("老年人表", "a table of seniors")))?;
        let totals = self.totals(&key, twin)?;
        let mut keys = table_keys!(twin);
        if let Some(totals) = &totals {
            self.refuse_keys_of_totals(&key, totals, &keys)?;
            // Whoever is counted by district or cell needs no coordinates, and a grid tells its own.
            keys.crs = Some("wgs84");
        }
        let mut file = self.table(&key, file, &keys)?;
        file.without_places = totals.is_some();
        Ok(SeniorsInput { file, totals })
    }

    pub(super) fn facilities(
        self,
        number: usize,
        twin: &FacilitiesTwin,
    ) -> Result<FacilitiesInput, Error> {
        let key = format!("facilities.{number}");
        let keys = table_keys!(twin);
        let source = match (&twin.file, &twin.osm) {
            (Some(file), None) => FacilitiesSource::File(self.table_of_sites(&key, file, &keys)?),
            (None, Some(filters)) => {
                self.refuse_keys(&key, &keys)?;
                if twin.kind.is_none() {
                    return Err(self.missing(
                        "facilities.kind",
                        (
                            "地图中这些设施的类别，如 \"助餐点\"",
                            "the kind of the extract's facilities, such as \"canteen\"",
                        ),
                    ));
                }
                FacilitiesSource::Osm(self.filters(&format!("{key}.osm"), filters)?)
            }
            (Some(_), Some(_)) => {
                return Err(self.contradiction(
                    format!("{key}.file"),
                    format!("{key}.osm"),
                    (
                        "不能同时使用：请写成两个 [[facilities]]",
                        "exclude each other: write two [[facilities]]",
                    ),
                ));
            }
            (None, None) => {
                return Err(self.missing(
                    "facilities.file",
                    (
                        "表格文件，或 osm = [\"key=value\"]",
                        "a table, or osm = [\"key=value\"]",
                    ),
                ));
            }
        };
        Ok(FacilitiesInput {
            source,
            kind: twin.kind.clone(),
        })
    }

    pub(super) fn candidates(self, twin: &CandidatesTwin) -> Result<CandidatesInput, Error> {
        let keys = table_keys!(twin);
        let file = match twin.file.as_deref() {
            Some(file) => Some(self.table_of_sites("candidates", file, &keys)?),
            None => self.refuse_keys("candidates", &keys).map(|()| None)?,
        };
        let resolution = twin.hexagons.as_ref().map(|hexagons| {
            self.whole(
                "candidates.hexagons.resolution",
                hexagons.resolution.unwrap_or(USUAL_RESOLUTION),
                RESOLUTIONS,
            )
        });
        Ok(CandidatesInput {
            file,
            hexagon_resolution: resolution.transpose()?.map(|r| r as u8),
            osm: self.candidate_filters(twin)?,
            rules: self.site_rules(twin)?,
            cost: self.amount("candidates.cost", twin.cost, MOST_AMOUNT)?,
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
                    at: Bilingual::alike(format!("{key}.columns")).into(),
                    key: name.clone(),
                    hint: hint(name, &known).into(),
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
            header_row: None,
            wanted: Vec::new(),
            without_places: false,
            control: None,
            may_lack_place: self.has_times,
        })
    }

    /// The declared system; GeoJSON may leave it out, because RFC 7946 knows but one, and files that tell theirs.
    pub(super) fn crs(self, key: &str, file: &str, crs: Option<&str>) -> Result<Crs, Error> {
        match crs {
            Some(text) => {
                Crs::parse(text).ok_or_else(|| self.unknown_crs(&format!("{key}.crs"), text))
            }
            None if is_geojson(file) || part::tells_system(file) || self.has_times => {
                Ok(Crs::Wgs84)
            }
            None => Err(self.absent(
                &format!("{key}.crs"),
                (
                    format!("{file} 的坐标系，以下之一：{}", Crs::KNOWN_ZH),
                    format!("the coordinate system of {file}, one of {}", Crs::KNOWN),
                ),
            )),
        }
    }

    pub(super) fn unknown_crs(self, key: &str, text: &str) -> Error {
        self.invalid(key, text, (Crs::KNOWN_ZH, Crs::KNOWN))
    }

    pub(super) fn filters(self, key: &str, texts: &[String]) -> Result<Vec<TagFilter>, Error> {
        texts
            .iter()
            .map(|text| {
                TagFilter::parse(text).ok_or_else(|| {
                    self.invalid(
                        key,
                        text,
                        (
                            "标签，如 \"amenity=restaurant\"",
                            "tags such as \"amenity=restaurant\"",
                        ),
                    )
                })
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
