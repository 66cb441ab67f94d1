//! `[districts]`, once or several times, becomes districts by level.

use super::resolve::Resolver;
use super::twins::DistrictsTwin;
use super::{DistrictsInput, DistrictsSource, Error, Scenario};
use crate::places::District;
use crate::spelling::hint;
use crate::text::Bilingual;

impl Resolver<'_> {
    pub(super) fn districts(self, twins: &[DistrictsTwin]) -> Result<Vec<DistrictsInput>, Error> {
        let one = |(number, twin): (usize, &DistrictsTwin)| {
            let key = match twins.len() {
                1 => "districts".to_owned(),
                _ => format!("districts.{number}"),
            };
            let level = match (&twin.level, twins.len()) {
                (Some(level), _) if !level.trim().is_empty() => level.clone(),
                (None, 1) => District::USUAL_LEVEL.to_owned(),
                _ => {
                    return Err(self.absent(
                        &format!("{key}.level"),
                        (
                            "这些区划的层级，如 \"street\"：多个 [[districts]] 须各自写明",
                            "the level of these districts, such as \"street\": several [[districts]] name theirs",
                        ),
                    ));
                }
            };
            Ok(DistrictsInput {
                source: self.districts_source(&key, twin)?,
                level,
                code: twin.code.clone(),
                name: twin.name.clone(),
            })
        };
        twins.iter().enumerate().map(one).collect()
    }

    fn districts_source(self, key: &str, twin: &DistrictsTwin) -> Result<DistrictsSource, Error> {
        match (&twin.file, &twin.osm) {
            (Some(file), None) => {
                let (crs, layer) = (twin.crs.as_deref(), twin.layer.as_deref());
                let names = ["file", "crs", "layer"].map(|name| format!("{key}.{name}"));
                let outlines = self.outlines(&names, file, crs, layer)?;
                Ok(DistrictsSource::File(outlines))
            }
            (None, Some(_)) if twin.crs.is_some() || twin.layer.is_some() => {
                let expected = (
                    "不写 crs 和 layer：地图文件两者皆无",
                    "no crs and no layer: the extract has neither",
                );
                Err(self.invalid(&format!("{key}.osm"), "crs, layer", expected))
            }
            (None, Some(filters)) => {
                let filters = self.filters(&format!("{key}.osm"), filters.as_slice())?;
                Ok(DistrictsSource::Osm(filters))
            }
            (Some(_), Some(_)) => Err(self.contradiction(
                format!("{key}.file"),
                format!("{key}.osm"),
                (
                    "不能同时使用：请写成两个 [[districts]]",
                    "exclude each other: write two [[districts]]",
                ),
            )),
            (None, None) => Err(self.missing(
                "districts.file",
                (
                    "面要素的 GeoJSON 或 GeoPackage 文件，或 osm = \"boundary=administrative+admin_level=8\"",
                    "a GeoJSON or GeoPackage file of polygons, or osm = \"boundary=administrative+admin_level=8\"",
                ),
            )),
        }
    }

    /// Makes sure that the published level is one of the districts'.
    pub(super) fn check_levels(self, scenario: &Scenario) -> Result<(), Error> {
        let Some(level) = &scenario.district_level else {
            return Ok(());
        };
        let known: Vec<&str> = scenario
            .districts
            .iter()
            .map(|d| d.level.as_str())
            .collect();
        if known.contains(&level.as_str()) {
            return Ok(());
        }
        let Bilingual { zh, en } = hint(level, &known);
        let expected = (
            format!("[[districts]] 中的层级；{zh}"),
            format!("a level of [[districts]]; {en}"),
        );
        Err(self.invalid("privacy.district_level", level, expected))
    }
}
