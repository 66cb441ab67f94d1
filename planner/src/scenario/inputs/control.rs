//! `crs = "local"`: a city's own grid, fitted to the table of points that `control` names.
//!
//! `control_crs` is the system of the longitudes and latitudes of that table; wgs84 unless given.

use std::collections::BTreeMap;

use super::table::TableKeys;
use crate::crs::{Crs, LocalGrid};

use super::super::resolve::Resolver;
use super::super::{ControlPoints, Error, PointFile};

/// The name of the system of a grid that is fitted to points.
const LOCAL: &str = "local";

impl Resolver<'_> {
    /// A file of points in a declared system or in a local grid.
    pub(super) fn placed_file(
        self,
        key: &str,
        file: &str,
        keys: &TableKeys<'_>,
    ) -> Result<PointFile, Error> {
        let columns = keys.columns;
        match (keys.crs, keys.control) {
            (Some(LOCAL), Some(control)) => {
                // The grid is known once its points are read.
                let mut placed = self.point_file(key, file, Some("cgcs2000"), columns)?;
                placed.crs = Crs::Local(LocalGrid::UNFITTED);
                placed.control = Some(Box::new(self.control(key, control, keys.control_crs)?));
                Ok(placed)
            }
            (Some(LOCAL), None) => {
                let expected = (
                    "与 crs = \"local\" 一起使用的控制点表",
                    "a table of control points beside crs = \"local\"",
                );
                Err(self.missing("control", expected))
            }
            (_, Some(_)) => Err(self.contradiction(
                format!("{key}.control"),
                format!("{key}.crs"),
                (
                    "不能同时使用：控制点用于 crs = \"local\"",
                    "do not go together: control points are for crs = \"local\"",
                ),
            )),
            (_, None) if keys.control_crs.is_some() => Err(self.invalid(
                &format!("{key}.control_crs"),
                keys.control_crs.unwrap_or_default(),
                (
                    "与控制点一起使用：单独写不起作用",
                    "control points beside it: alone it does nothing",
                ),
            )),
            (crs, None) => self.point_file(key, file, crs, columns),
        }
    }

    fn control(self, key: &str, file: &str, crs: Option<&str>) -> Result<ControlPoints, Error> {
        let key = format!("{key}.control");
        let crs = self.crs(&key, file, Some(crs.unwrap_or("wgs84")))?;
        if !crs.is_geographic() {
            let expected = ("经纬度坐标系", "a system of longitude and latitude");
            return Err(self.invalid(&format!("{key}_crs"), &crs.to_string(), expected));
        }
        let mut points = self.point_file(&key, file, Some("wgs84"), &BTreeMap::new())?;
        points.crs = Crs::Local(LocalGrid::UNFITTED);
        Ok(ControlPoints { file: points, crs })
    }
}
