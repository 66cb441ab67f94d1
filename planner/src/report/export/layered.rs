//! Tables as one GeoPackage: layers with titles and styles, and plain tables beside them.

use crate::geopackage::{self, Datum, Layer, Shape};

use super::style;
use super::table::Table;

/// The bytes of a GeoPackage with these tables; `as_of` is the day that it says it was made.
pub(super) fn bytes(
    tables: &[Table],
    datum: Datum,
    as_of: Option<&str>,
) -> Result<Vec<u8>, geopackage::Error> {
    let layers: Vec<Layer> = tables.iter().map(layer).collect();
    let day = as_of.filter(|day| day.len() == 10).unwrap_or("2000-01-01");
    geopackage::bytes(&layers, datum, &format!("{day}T00:00:00.000Z"))
}

fn layer(table: &Table) -> Layer {
    let columns = table.columns.iter().map(|column| geopackage::Column {
        name: column.name.clone(),
        title: column.title.clone(),
        description: column.meaning.clone(),
        kind: column.kind,
    });
    Layer {
        name: table.name.to_owned(),
        title: table.title.to_owned(),
        description: super::super::geojson::ATTRIBUTION.to_owned(),
        shape: table.shape,
        columns: columns.collect(),
        rows: table.rows.clone(),
        style: (table.shape != Shape::None).then(|| style::of(table)),
    }
}
