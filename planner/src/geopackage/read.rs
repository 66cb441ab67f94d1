//! A GeoPackage that somebody else made: which layers it has, and their rows.
//!
//! Nothing in the file is trusted: it is opened read-only, no view or trigger of it may call functions, and every
//! geometry is checked before it is used.

use std::path::Path;

use geo::{Geometry, GeometryCollection};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{Error, Value, from_blob};

/// A GeoPackage, opened for reading.
#[derive(Debug)]
pub struct Package {
    file: Connection,
}

/// A layer of a GeoPackage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureTable {
    /// The name of its table.
    pub name: String,
    /// The column that holds its geometries.
    pub geometry_column: String,
    /// Who numbers its coordinate system, such as `EPSG`.
    pub organization: String,
    /// The number there.
    pub organization_coordsys_id: i64,
    /// The name of that system.
    pub system: String,
    /// What its geometries are, such as `POINT`; `GEOMETRY` where anything may be.
    pub shape: String,
    /// Its columns without the geometry, in their order.
    pub columns: Vec<String>,
}

/// A geometry with the values beside it.
pub type ReadRow = (Option<Geometry>, Vec<Value>);

impl Package {
    /// Opens a file for reading.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = Connection::open_with_flags(path, flags)?;
        file.execute_batch(
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;",
        )?;
        Ok(Self { file })
    }

    /// The layers with geometries, in the order of their names.
    pub fn layers(&self) -> Result<Vec<FeatureTable>, Error> {
        let mut ask = self.file.prepare(
            "SELECT g.table_name, g.column_name, coalesce(s.organization, 'NONE'), \
             coalesce(s.organization_coordsys_id, 0), coalesce(s.srs_name, ''), \
             upper(coalesce(g.geometry_type_name, '')) \
             FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
             ORDER BY g.table_name",
        )?;
        let told = ask.query_map([], |row| {
            Ok(FeatureTable {
                name: row.get(0)?,
                geometry_column: row.get(1)?,
                organization: row.get(2)?,
                organization_coordsys_id: row.get(3)?,
                system: row.get(4)?,
                shape: row.get(5)?,
                columns: Vec::new(),
            })
        })?;
        let mut tables = told.collect::<Result<Vec<_>, _>>()?;
        for table in &mut tables {
            table.columns = self.columns(&table.name)?;
            table.columns.retain(|name| *name != table.geometry_column);
        }
        Ok(tables)
    }

    /// The columns of any table of the file, in their order.
    pub fn columns(&self, table: &str) -> Result<Vec<String>, Error> {
        let mut ask = self
            .file
            .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let names = ask.query_map([table], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// The column that numbers the rows of a table, if it has one.
    pub fn key_column(&self, table: &str) -> Result<Option<String>, Error> {
        let mut ask = self
            .file
            .prepare("SELECT name FROM pragma_table_info(?1) WHERE pk = 1")?;
        Ok(ask.query_row([table], |row| row.get(0)).optional()?)
    }

    /// Calls `each` with every row of a layer, in the order of the file; its error ends the reading.
    ///
    /// A geometry that cannot be read becomes an empty collection: its row is counted, and is nowhere.
    pub fn each_row<E: From<Error>>(
        &self,
        table: &FeatureTable,
        mut each: impl FnMut(ReadRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let names: Vec<String> = std::iter::once(&table.geometry_column)
            .chain(&table.columns)
            .map(|name| quoted(name))
            .collect();
        let sql = format!("SELECT {} FROM {}", names.join(", "), quoted(&table.name));
        let sqlite = |why: rusqlite::Error| E::from(Error::from(why));
        let mut ask = self.file.prepare(&sql).map_err(sqlite)?;
        let mut rows = ask.query([]).map_err(sqlite)?;
        while let Some(row) = rows.next().map_err(sqlite)? {
            let geometry = match row.get_ref(0).map_err(sqlite)? {
                ValueRef::Blob(bytes) => from_blob(bytes).unwrap_or_else(|_not_shown| {
                    Some(Geometry::GeometryCollection(GeometryCollection::default()))
                }),
                _ => None,
            };
            let mut values = Vec::with_capacity(table.columns.len());
            for column in 1..=table.columns.len() {
                values.push(value(row.get_ref(column).map_err(sqlite)?));
            }
            each((geometry, values))?;
        }
        Ok(())
    }

    /// One text that a query of one column and at most one row answers, such as a style.
    pub fn text(&self, query: &str) -> Result<Option<String>, Error> {
        Ok(self
            .file
            .query_row(query, [], |row| row.get(0))
            .optional()?)
    }
}

/// A stored value; bytes that are no text are nothing.
fn value(stored: ValueRef<'_>) -> Value {
    match stored {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
    }
}
