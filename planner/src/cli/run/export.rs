//! `planner export`: a run in the formats of others.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::super::Failure;
use super::super::args::Common;
use super::super::console::Console;
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::geopackage::Datum;
use crate::progress::Stage;
use crate::report::export::{Exported, Format, Request, export, usual_ledger};
use crate::text::Lang;

/// What `export` needs.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    /// The folder that `score` or `propose` wrote
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Formats; all but geojson unless given
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT")]
    format: Vec<FormatArg>,
    /// Coordinates: gcj02 displaces them for overlay on domestic maps, and says so in names and properties
    #[arg(long, value_enum, default_value = "wgs84")]
    datum: DatumArg,
    /// Folder for the files; export inside the run's unless given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The file that remembers what was released; releases.json beside the run's folder unless given
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// A format, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// One workbook
    Xlsx,
    /// A text file for each table
    Csv,
    /// One GeoPackage, with styles for QGIS
    Gpkg,
    /// A GeoParquet file for each layer
    Geoparquet,
    /// A GeoJSON file for each layer
    Geojson,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Xlsx => Self::Xlsx,
            FormatArg::Csv => Self::Csv,
            FormatArg::Gpkg => Self::GeoPackage,
            FormatArg::Geoparquet => Self::GeoParquet,
            FormatArg::Geojson => Self::GeoJson,
        }
    }
}

/// Coordinates, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DatumArg {
    /// WGS 84
    Wgs84,
    /// Displaced as Chinese maps ask
    Gcj02,
}

/// Writes a run in other formats and says what was left out.
pub(in crate::cli) fn run(args: &ExportArgs, console: &Console) -> Result<Findings, Failure> {
    let out = args.out.clone().unwrap_or_else(|| args.dir.join("export"));
    let ledger = args
        .ledger
        .clone()
        .unwrap_or_else(|| usual_ledger(&args.dir));
    let mut formats: Vec<Format> = args.format.iter().map(|f| Format::from(*f)).collect();
    if formats.is_empty() {
        formats = vec![
            Format::Xlsx,
            Format::Csv,
            Format::GeoPackage,
            Format::GeoParquet,
        ];
        if args.datum == DatumArg::Gcj02 {
            formats.push(Format::GeoJson);
        }
    }
    formats.sort();
    formats.dedup();
    let request = Request {
        dir: &args.dir,
        out: &out,
        ledger: &ledger,
        formats: &formats,
        datum: match args.datum {
            DatumArg::Wgs84 => Datum::Wgs84,
            DatumArg::Gcj02 => Datum::Gcj02,
        },
        lang: args.common.lang.map(Lang::from),
    };
    let exported = export(&request, console)?;
    let findings = refusals(&exported);
    let lang = exported.lang;
    let mut text = String::new();
    for finding in &findings {
        text.push_str(finding.text.in_lang(lang));
        text.push('\n');
    }
    for file in &exported.files {
        let _ = writeln!(text, "{}", out.join(file).display());
    }
    console.say(&text)?;
    Ok(findings)
}

/// A finding for each table that was left out.
fn refusals(exported: &Exported) -> Findings {
    let mut findings = Findings::new();
    for refusal in &exported.refused {
        let (table, cells, k) = (&refusal.table, refusal.cells, exported.threshold);
        let text = Bilingual::new(
            format!(
                "{table} 未导出：与此前公布的数字相比，{cells} 处相差 1 至 {} 人，由差值可推断个人。请沿用此前公布的结果，或待变化更大时再公布。",
                k - 1
            ),
            format!(
                "{table} is left out: in {cells} places it differs by 1 to {} people from what was released before, and whoever has both could tell who they are. Keep to the earlier release, or wait until more has changed.",
                k - 1
            ),
        );
        let finding = Finding::new("release-too-close", Severity::Serious, Stage::Report, text);
        findings.push(finding.times(cells as u64));
    }
    findings
}
