//! The coordinates of a row become a place, or nothing and a reason.
//!
//! A row without a usable place stays in every total; nothing is guessed and nothing is swapped. Messages never show a
//! coordinate more exactly than a tenth of a degree, because findings leave the office.

pub(super) mod local;

use std::path::Path;

use crate::crs::{self, Crs};
use crate::findings::{Bilingual, Severity};
use crate::projection::LonLat;
use crate::scenario::PointFile;

use super::Error;
use super::table::{Field, Number, Row, shown};
use super::trouble::Troubles;

/// The south-west and the north-east corner of the extract.
pub(super) type Bounds = (LonLat, LonLat);

/// Finds the places of the rows of one file.
#[derive(Debug)]
pub(super) struct Locator {
    crs: Crs,
    bounds: Option<Bounds>,
    /// Whether rows may do without a place.
    is_lenient: bool,
    seen: u64,
    swapped: u64,
    first_swap: Option<Swap>,
    located: u64,
    /// Rows whose decimals stand behind a comma.
    with_commas: u64,
}

/// A row whose longitude and latitude seem to be in each other's column.
#[derive(Debug, Clone, Copy)]
struct Swap {
    row: u64,
    lon_deg: f64,
    lat_deg: f64,
}

/// What leaves a row without a place.
const UNLOCATED: [&str; 5] = [
    "no-coordinates",
    "coordinates-unreadable",
    "coordinates-zero",
    "coordinates-swapped",
    "coordinates-out-of-range",
];

/// More than this share of swapped rows means that the columns are swapped.
const SWAPPED_TABLE: (u64, u64) = (9, 10);

impl Locator {
    pub(super) const fn new(crs: Crs, bounds: Option<Bounds>) -> Self {
        Self {
            crs,
            bounds,
            is_lenient: false,
            seen: 0,
            swapped: 0,
            first_swap: None,
            located: 0,
            with_commas: 0,
        }
    }

    /// Notes nothing of rows without coordinates.
    pub(super) const fn lenient(self, file: &PointFile) -> Self {
        Self {
            is_lenient: file.may_lack_place,
            ..self
        }
    }

    /// Where a row is; `None` after noting why not.
    pub(super) fn place(&mut self, row: &Row<'_>, troubles: &mut Troubles) -> Option<LonLat> {
        let (x_field, y_field) = axes(self.crs);
        let (x, y) = self.numbers(row);
        for (field, number) in [(x_field, x), (y_field, y)] {
            if let Number::Unreadable(cell) = number {
                note_unreadable(row.number, field, cell, troubles);
                return None;
            }
        }
        let (Number::Value(x), Number::Value(y)) = (x, y) else {
            if let Number::Unreadable(cell) = row.number(Field::Coordinates) {
                note_unreadable(row.number, Field::Coordinates, cell, troubles);
                return None;
            }
            if self.is_lenient {
                return None;
            }
            note_no_coordinates(row.number, troubles);
            return None;
        };
        self.seen += 1;
        note_other_system(row, self.crs, troubles);
        let has_comma = |field| row.has_decimal_comma(field, self.crs);
        self.with_commas += u64::from(has_comma(x_field) || has_comma(y_field));
        if x == 0.0 && y == 0.0 {
            troubles.row("coordinates-zero", Severity::Warning, row.number, || {
                Bilingual::new(
                    format!("第 {} 行：坐标为 0,0，视为没有坐标", row.number),
                    format!("row {}: 0,0 is taken as no coordinates", row.number),
                )
            });
            return None;
        }
        if self.is_swapped(x, y) {
            self.note_swap(row.number, x, y, troubles);
            return None;
        }
        match crs::to_wgs84(self.crs, x, y) {
            Ok(place) => {
                self.located += 1;
                if self.bounds.is_some_and(|bounds| !holds(bounds, place)) {
                    note_outside(row.number, troubles);
                }
                Some(place)
            }
            Err(why) => {
                troubles.row(
                    "coordinates-out-of-range",
                    Severity::Warning,
                    row.number,
                    || {
                        Bilingual::new(
                            format!("第 {} 行：坐标超出 {} 的范围", row.number, self.crs),
                            format!("row {}: {why} (declared crs: {})", row.number, self.crs),
                        )
                    },
                );
                None
            }
        }
    }

    /// The two numbers of a row: in two columns, or in one.
    fn numbers<'a>(&self, row: &Row<'a>) -> (Number<'a>, Number<'a>) {
        let (x, y) = axes(self.crs);
        let numbers = (row.coordinate(x, self.crs), row.coordinate(y, self.crs));
        if numbers != (Number::Absent, Number::Absent) {
            return numbers;
        }
        let pair = row.pair(self.crs);
        pair.map_or(numbers, |(x, y)| (Number::Value(x), Number::Value(y)))
    }

    /// Refuses a file in which nearly every row is swapped; says how decimals were read where that is a question.
    pub(super) fn finish(&self, path: &Path, troubles: &mut Troubles) -> Result<(), Error> {
        if self.with_commas > 0 {
            note_commas(self.with_commas, troubles);
        }
        let (part, whole) = SWAPPED_TABLE;
        match self.first_swap {
            Some(swap) if self.swapped * whole > self.seen * part => Err(Error::SwappedColumns {
                swapped: self.swapped,
                rows: self.seen,
                example: format!(
                    "row {}: lat {:.1}, lon {:.1}",
                    swap.row, swap.lat_deg, swap.lon_deg
                ),
                path: path.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// How many rows have a place, and why the others have none: codes with numbers of rows.
    pub(super) fn located(&self, troubles: &Troubles) -> (u64, Vec<(&'static str, u64)>) {
        let counts = UNLOCATED.map(|code| (code, troubles.count(code)));
        (
            self.located,
            counts.into_iter().filter(|(_, n)| *n > 0).collect(),
        )
    }

    /// Whether the pair is only sensible the other way round.
    fn is_swapped(&self, x: f64, y: f64) -> bool {
        if !self.crs.is_geographic() {
            return crs::to_wgs84(self.crs, x, y).is_err() && crs::to_wgs84(self.crs, y, x).is_ok();
        }
        let off_the_globe = LonLat::new(x, y).is_none() && LonLat::new(y, x).is_some();
        // Longitudes and latitudes of China do not overlap.
        let in_china = (73.0..=136.0).contains(&y) && (3.0..=54.0).contains(&x);
        off_the_globe || in_china || self.bounds.is_some_and(|b| is_swapped_near(b, x, y))
    }

    fn note_swap(&mut self, row: u64, lon_deg: f64, lat_deg: f64, troubles: &mut Troubles) {
        self.swapped += 1;
        self.first_swap.get_or_insert(Swap {
            row,
            lon_deg,
            lat_deg,
        });
        troubles.row("coordinates-swapped", Severity::Serious, row, || {
            Bilingual::new(
                format!("第 {row} 行：纬度 {lat_deg:.1}、经度 {lon_deg:.1}，经纬度是否颠倒？计入总数，列为未定位"),
                format!("row {row}: lat {lat_deg:.1}, lon {lon_deg:.1} - swapped? counted, but not located"),
            )
        });
    }
}

fn note_commas(rows: u64, troubles: &mut Troubles) {
    let text = Bilingual::new(
        format!("{rows} 行坐标用逗号作小数点，已按小数读取"),
        format!("{rows} rows have coordinates with a comma before the decimals and were read so"),
    );
    troubles.whole("decimal-commas", Severity::Note, rows, text);
}

/// The columns in which the two coordinates of a system stand.
pub(super) const fn axes(crs: Crs) -> (Field, Field) {
    if crs.is_geographic() {
        (Field::Lon, Field::Lat)
    } else {
        (Field::East, Field::North)
    }
}

/// Whether a pair lies far outside the extract, and its swap inside.
fn is_swapped_near((south_west, north_east): Bounds, x: f64, y: f64) -> bool {
    let (west, south) = (south_west.lon_deg(), south_west.lat_deg());
    let (east, north) = (north_east.lon_deg(), north_east.lat_deg());
    // Half a degree beyond the extract somebody may simply live outside it.
    let near = 0.5;
    let is_near =
        (west - near..=east + near).contains(&x) && (south - near..=north + near).contains(&y);
    let swap_is_inside = (west..=east).contains(&y) && (south..=north).contains(&x);
    !is_near && swap_is_inside
}

/// Whether a place lies in the box of the extract.
fn holds((south_west, north_east): Bounds, place: LonLat) -> bool {
    (south_west.lon_deg()..=north_east.lon_deg()).contains(&place.lon_deg())
        && (south_west.lat_deg()..=north_east.lat_deg()).contains(&place.lat_deg())
}

fn note_outside(row: u64, troubles: &mut Troubles) {
    troubles.row("outside-extract", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：位置在路网文件范围之外；仍计入，请核对坐标系或换用更大的路网文件"),
            format!(
                "row {row}: lies outside the extract; still counted: check the coordinate system, or take a larger extract"
            ),
        )
    });
}

fn note_no_coordinates(row: u64, troubles: &mut Troubles) {
    troubles.row("no-coordinates", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：没有坐标；计入总数，列为未定位"),
            format!("row {row}: no coordinates; counted, but not located"),
        )
    });
}

/// Says where a row names another system of degrees than the one in which it is read.
fn note_other_system(row: &Row<'_>, crs: Crs, troubles: &mut Troubles) {
    if !row.contradicts(crs) {
        return;
    }
    let row = row.number;
    troubles.row("crs-contradicted", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：写明的坐标系与情景所写的 {crs} 不同，仍按 {crs} 读取"),
            format!(
                "row {row}: says that it is in another system than {crs}; it was read as {crs}"
            ),
        )
    });
}

fn note_unreadable(row: u64, field: Field, cell: &[u8], troubles: &mut Troubles) {
    troubles.row("coordinates-unreadable", Severity::Warning, row, || {
        let (name, cell) = (field.name(), shown(cell));
        Bilingual::new(
            format!("第 {row} 行 {name} 列不是数字；计入总数，列为未定位"),
            format!("row {row}, column {name}: {cell} is not a number; counted, but not located"),
        )
    });
}
