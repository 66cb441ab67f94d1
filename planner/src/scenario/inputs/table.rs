//! The keys that say how a table is read, whatever it holds: where its system, its sheet and its header are.
//!
//! `header_row` is the row of the header, the upper one of two, where it stands below the first ten rows of a sheet or a
//! text; the first row is 1 and blank ones count.

use std::collections::BTreeMap;

use crate::places::table::{Ending, Field};

use super::super::resolve::Resolver;
use super::super::{Error, PointFile, Totals, TotalsOf};

/// The keys of one file.
pub(super) struct TableKeys<'a> {
    pub(super) crs: Option<&'a str>,
    pub(super) control: Option<&'a str>,
    pub(super) control_crs: Option<&'a str>,
    pub(super) sheet: Option<&'a str>,
    pub(super) layer: Option<&'a str>,
    pub(super) header_row: Option<i64>,
    pub(super) columns: &'a BTreeMap<String, String>,
}

/// The keys of any section that names a table.
macro_rules! table_keys {
    ($twin:expr) => {
        $crate::scenario::inputs::table::TableKeys {
            crs: $twin.crs.as_deref(),
            control: $twin.control.as_deref(),
            control_crs: $twin.control_crs.as_deref(),
            sheet: $twin.sheet.as_deref(),
            layer: $twin.layer.as_deref(),
            header_row: $twin.header_row,
            columns: &$twin.columns,
        }
    };
}
pub(super) use table_keys;

/// No header stands lower.
const LOWEST_HEADER: i64 = 1_000;

impl TableKeys<'_> {
    /// The names of those that are given.
    fn given(&self) -> impl Iterator<Item = &'static str> {
        let keys = [
            ("crs", self.crs.is_some()),
            ("control", self.control.is_some()),
            ("control_crs", self.control_crs.is_some()),
            ("sheet", self.sheet.is_some()),
            ("layer", self.layer.is_some()),
            ("header_row", self.header_row.is_some()),
            ("columns", !self.columns.is_empty()),
        ];
        keys.into_iter().filter(|(_, is)| *is).map(|(name, _)| name)
    }
}

impl Resolver<'_> {
    /// A table with everything that its keys say of it.
    pub(super) fn table(
        self,
        key: &str,
        file: &str,
        keys: &TableKeys<'_>,
    ) -> Result<PointFile, Error> {
        let mut table = self.placed_file(key, file, keys)?;
        table.sheet = self.part(key, &table, keys.sheet, keys.layer)?;
        table.header_row = self.header_row(key, &table, keys.header_row)?;
        Ok(table)
    }

    /// A table of facilities or candidates: columns of people would be read by nothing.
    pub(super) fn table_of_sites(
        self,
        key: &str,
        file: &str,
        keys: &TableKeys<'_>,
    ) -> Result<PointFile, Error> {
        let mut fields = keys.columns.keys().filter_map(|name| Field::parse(name));
        match fields.find(|field| field.is_of_people()) {
            Some(field) => Err(self.unused_column(key, field)),
            None => self.table(key, file, keys),
        }
    }

    fn header_row(
        self,
        key: &str,
        file: &PointFile,
        found: Option<i64>,
    ) -> Result<Option<u64>, Error> {
        let Some(found) = found else {
            return Ok(None);
        };
        let key = format!("{key}.header_row");
        let has_rows = matches!(
            Ending::of(&file.path),
            Ending::Text | Ending::Workbook | Ending::OldWorkbook
        );
        if !has_rows {
            let expected = (
                "与工作簿或 CSV 一起使用：其他文件自带列名",
                "a workbook or a CSV beside it: other files name their columns themselves",
            );
            return Err(self.invalid(&key, &found.to_string(), expected));
        }
        let row = self.whole(&key, found, 1..=LOWEST_HEADER)?;
        Ok(Some(row as u64))
    }

    /// Refuses keys of a table where there is none.
    pub(super) fn refuse_keys(self, key: &str, keys: &TableKeys<'_>) -> Result<(), Error> {
        let problem = (
            "不匹配：该键说明如何读取表格，而这里没有表格，请删去",
            "says how a table is read, and there is none beside it: leave it out",
        );
        self.refuse_first(key, keys.given().next(), "file", problem)
    }

    /// Refuses keys that totals have no use for.
    pub(super) fn refuse_keys_of_totals(
        self,
        key: &str,
        totals: &Totals,
        keys: &TableKeys<'_>,
    ) -> Result<(), Error> {
        let is_grid = totals.of == TotalsOf::Grid;
        let is_idle = |name: &&str| is_grid || matches!(*name, "crs" | "control" | "control_crs");
        let problem = (
            "不能同时使用：汇总数按区划、网格单元或栅格落位，不用坐标",
            "do not go together: totals are placed by their districts, cells or grid, not by coordinates",
        );
        self.refuse_first(key, keys.given().find(is_idle), "totals", problem)
    }

    fn refuse_first(
        self,
        key: &str,
        idle: Option<&str>,
        second: &str,
        problem: (&'static str, &'static str),
    ) -> Result<(), Error> {
        match idle {
            Some(idle) => {
                let (first, second) = (format!("{key}.{idle}"), format!("{key}.{second}"));
                Err(self.contradiction(first, second, problem))
            }
            None => Ok(()),
        }
    }
}
