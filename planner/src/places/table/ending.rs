//! What a file of places is, by the ending of its name.

use std::path::Path;

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    GeoJson,
    Text,
    Workbook,
    OldWorkbook,
    Parquet,
    GeoPackage,
    Unknown,
}

impl Ending {
    /// The ending of a file's name, in any case.
    pub(crate) fn of(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default();
        match extension.to_string_lossy().to_ascii_lowercase().as_str() {
            "geojson" | "json" => Self::GeoJson,
            "csv" | "tsv" | "txt" => Self::Text,
            "xlsx" | "xlsm" | "ods" => Self::Workbook,
            "xls" | "html" | "htm" => Self::OldWorkbook,
            "parquet" | "geoparquet" => Self::Parquet,
            "gpkg" => Self::GeoPackage,
            _ => Self::Unknown,
        }
    }
}
