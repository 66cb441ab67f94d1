//! `sheet` names a sheet of a workbook, `layer` a layer of a GeoPackage; and what files of outlines may be.

use crate::crs::Crs;
use crate::places::table::Ending;

use super::super::resolve::Resolver;
use super::super::{Error, OutlinesFile, PointFile};
use super::is_geojson;

/// Whether files of this name can say themselves in which system they are.
pub(super) fn tells_system(file: &str) -> bool {
    matches!(
        Ending::of(file.as_ref()),
        Ending::GeoPackage | Ending::Parquet
    )
}

impl Resolver<'_> {
    /// The part of a file that is read, where the scenario names one.
    pub(super) fn part(
        self,
        key: &str,
        file: &PointFile,
        sheet: Option<&str>,
        layer: Option<&str>,
    ) -> Result<Option<String>, Error> {
        let ending = Ending::of(&file.path);
        match (sheet, layer) {
            (Some(sheet), _) if !matches!(ending, Ending::Workbook | Ending::OldWorkbook) => {
                let expected = (
                    "与工作簿一起使用：其他文件没有工作表",
                    "a workbook beside it: other files have no sheets",
                );
                Err(self.invalid(&format!("{key}.sheet"), sheet, expected))
            }
            (_, Some(layer)) if ending != Ending::GeoPackage => {
                let expected = (
                    "与 .gpkg 文件一起使用：其他文件没有图层",
                    "a .gpkg file beside it: other files have no layers",
                );
                Err(self.invalid(&format!("{key}.layer"), layer, expected))
            }
            (sheet, layer) => Ok(sheet.or(layer).map(str::to_owned)),
        }
    }

    /// A file of polygons; `keys` are those of its name, its system and its layer.
    pub(in crate::scenario) fn outlines(
        self,
        keys: &[String; 3],
        file: &str,
        crs: Option<&str>,
        layer: Option<&str>,
    ) -> Result<OutlinesFile, Error> {
        let [key, of_crs, of_layer] = keys;
        let is_package = Ending::of(file.as_ref()) == Ending::GeoPackage;
        if !is_package && !is_geojson(file) {
            let expected = (
                "面要素的 .geojson 或 .gpkg 文件",
                "a .geojson or .gpkg file of polygons",
            );
            return Err(self.invalid(key, file, expected));
        }
        if let (Some(layer), false) = (layer, is_package) {
            let expected = (
                "与 .gpkg 文件一起使用：其他文件没有图层",
                "a .gpkg file beside it: other files have no layers",
            );
            return Err(self.invalid(of_layer, layer, expected));
        }
        let known = |text| Crs::parse(text).ok_or_else(|| self.unknown_crs(of_crs, text));
        Ok(OutlinesFile {
            path: self.file(file),
            crs: crs.map(known).transpose()?,
            layer: layer.map(str::to_owned),
        })
    }
}
