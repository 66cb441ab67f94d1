//! A table as comma-separated text for spreadsheets: UTF-8 that says so, and no cell that a spreadsheet would compute.

use std::io::{self, Write};

use crate::geopackage::Value;

use super::super::csv::{BYTE_ORDER_MARK, harmless};
use super::table::Table;

/// Writes a table with the names of its properties as headers; an empty cell is a number that is not told.
pub(super) fn write(table: &Table, file: &mut impl Write) -> io::Result<()> {
    file.write_all(BYTE_ORDER_MARK)?;
    let mut out = csv::Writer::from_writer(file);
    out.write_record(
        table
            .columns
            .iter()
            .map(|column| harmless(&column.name).into_owned()),
    )?;
    for row in &table.rows {
        out.write_record(row.values.iter().map(text))?;
    }
    out.flush()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        Value::Text(text) => harmless(text).into_owned(),
    }
}
