//! A table of control points becomes a local grid, and what is said of how well it fits.

use crate::crs::{self, ControlPoint, Fit, LocalGrid};
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::places::Error;
use crate::places::table::{self, Field, Number, Reading, Summary};
use crate::progress::{Progress, Stage};
use crate::scenario::ControlPoints;

/// A grid that fits worse than this is no grid of a survey: its points are mixed up.
const BAD_RMS_M: f64 = 10.0;
/// A grid that fits worse than this moves homes across streets.
const POOR_RMS_M: f64 = 1.0;

/// A fitted grid with what was read for it.
pub(in crate::places) struct Fitted {
    /// The grid.
    pub(in crate::places) grid: LocalGrid,
    /// What was read.
    pub(in crate::places) summary: Summary,
    /// What is wrong with the points, and how well they fit.
    pub(in crate::places) findings: Findings,
}

/// Reads control points and fits a grid to them.
pub(in crate::places) fn fit(
    control: &ControlPoints,
    progress: &dyn Progress,
) -> Result<Fitted, Error> {
    let file = &control.file;
    let mut reading = Reading::new(&file.path, progress);
    let mut points: Vec<ControlPoint> = Vec::new();
    let mut rows: Vec<u64> = Vec::new();
    let summary = table::read(file, &mut reading, &mut |row, troubles| {
        let known = [Field::East, Field::North].map(|field| row.coordinate(field, file.crs));
        let place = [Field::Lon, Field::Lat].map(|field| row.coordinate(field, control.crs));
        if let (
            [Number::Value(east), Number::Value(north)],
            [Number::Value(lon), Number::Value(lat)],
        ) = (known, place)
            && let Ok(at) = crs::to_wgs84(control.crs, lon, lat)
        {
            points.push(((east, north), at));
            rows.push(row.number);
            return;
        }
        troubles.row(
            "control-point-unreadable",
            Severity::Serious,
            row.number,
            || {
                let row = row.number;
                Bilingual::new(
                    format!("第 {row} 行：控制点须有纵横坐标和经纬度"),
                    format!(
                        "row {row}: a control point needs northing, easting, longitude and latitude"
                    ),
                )
            },
        );
    })?;
    let fit = LocalGrid::fit(&points).ok_or_else(|| Error::TooFewControlPoints {
        points: points.len(),
        path: file.path.clone(),
    })?;
    let mut findings = reading.troubles.into_findings();
    findings.push(told(&fit, &rows).in_file(table::file_name(&file.path)));
    Ok(Fitted {
        grid: fit.grid,
        summary,
        findings,
    })
}

/// How well a grid fits.
fn told(fit: &Fit, rows: &[u64]) -> Finding {
    let worst = fit
        .off_m
        .iter()
        .zip(rows)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    let (worst_m, row) = worst.map_or((0.0, 0), |(off, row)| (*off, *row));
    let severity = match fit.rms_m {
        // Two points always fit: nothing shows whether they are right.
        _ if rows.len() < 3 => Severity::Warning,
        rms if rms > BAD_RMS_M => Severity::Serious,
        rms if rms > POOR_RMS_M => Severity::Warning,
        _ => Severity::Note,
    };
    let (points, rms, scale, turn) = (rows.len(), fit.rms_m, fit.scale, fit.turn_deg);
    let text = Bilingual::new(
        format!(
            "地方坐标系由 {points} 个控制点拟合：中误差 {rms:.3} 米，尺度 {scale:.8}，旋转 {turn:.5} 度，最大残差 {worst_m:.3} 米（第 {row} 行）"
        ),
        format!(
            "the local grid was fitted to {points} control points: RMS {rms:.3} m, scale {scale:.8}, turned by {turn:.5} degrees, worst {worst_m:.3} m (row {row})"
        ),
    );
    Finding::new("local-grid-fitted", severity, Stage::Places, text)
}

#[cfg(test)]
mod tests {
    use crate::crs::{Crs, to_wgs84};
    use crate::findings::Severity;
    use crate::places::tests::{Town, of_code};

    #[test]
    fn a_table_in_a_local_grid_is_placed_by_its_control_points() {
        let place = |east: f64, north: f64| {
            to_wgs84(
                Crs::GaussKrueger(4548),
                east + 400_000.0,
                north + 3_500_000.0,
            )
            .unwrap()
        };
        // In surveys X is north and Y is east.
        let known = [
            (110_000.0, 540_000.0),
            (120_000.0, 545_000.0),
            (115_000.0, 560_000.0),
        ];
        let row = |(east, north): (f64, f64)| {
            let at = place(east, north);
            format!("{north},{east},{:.9},{:.9}\n", at.lon_deg(), at.lat_deg())
        };
        let points: String = known.into_iter().map(row).collect();
        let control = format!("X坐标,Y坐标,经度,纬度\n{points}x,1,117,36\n");
        let town = Town::new(&[
            ("control.csv", &control),
            ("seniors.csv", "编号,X坐标,Y坐标\nA,550000,118000\n"),
        ]);
        let scenario =
            "[[seniors]]\nfile = \"seniors.csv\"\ncrs = \"local\"\ncontrol = \"control.csv\"\n";
        let (places, inputs, findings) = town.read(scenario).unwrap();
        let found = places.demand.as_slice()[0].at.unwrap();
        let apart = crate::projection::distance(found, place(118_000.0, 550_000.0)).metres();
        assert!(apart < 0.01, "{apart}");
        let fitted = of_code(&findings, "local-grid-fitted");
        assert_eq!(fitted[0].severity, Severity::Note);
        assert!(
            fitted[0].text.en.contains("RMS 0.000 m"),
            "{:?}",
            fitted[0].text
        );
        assert_eq!(
            of_code(&findings, "control-point-unreadable")[0].row,
            Some(4)
        );
        let roles: Vec<&str> = inputs.iter().map(|input| input.role).collect();
        assert_eq!(roles, ["control", "seniors"]);
        let few = Town::new(&[
            ("control.csv", "X坐标,Y坐标,经度,纬度\n1,1,117,36\n"),
            ("seniors.csv", "编号,X坐标,Y坐标\nA,550000,118000\n"),
        ]);
        let why = few.read(scenario).unwrap_err().to_string();
        assert!(why.starts_with("1 usable control points"), "{why}");
    }
}
