//! One run in the formats of others: workbook, text, GeoPackage, GeoParquet, displaced GeoJSON.
//!
//! Works from the folder of a run alone, and from what may be published there: its layers, its totals as far as nobody
//! can be found in them, its groups, its findings by code. Nothing is computed; every number stands in the folder.
//!
//! What leaves the office is held against what left it before (`release`): tables that differ from an earlier release
//! by a few people are left out, and said to be.

mod folder;
mod geoparquet;
mod layered;
mod style;
mod table;
mod text;
mod whole;
mod xlsx;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::geopackage::{Datum, Shape, Value};
use crate::progress::Progress;
use crate::text::{Lang, Told, hex};

use super::files::Batch;
use super::geojson::ATTRIBUTION;
use super::record::WalkRecord;
use super::release::{self, By, Hold, Ledger, Refusal};
use super::{compare, dictionary, geojson};

pub use folder::{Folder, LAYERS};
pub use table::{Column, Table};

/// A format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// One workbook.
    Xlsx,
    /// A text file for each table.
    Csv,
    /// One GeoPackage.
    GeoPackage,
    /// A GeoParquet file for each layer.
    GeoParquet,
    /// A GeoJSON file for each layer.
    GeoJson,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The folder of the run.
    pub dir: &'a Path,
    /// Where the files go.
    pub out: &'a Path,
    /// The ledger of releases.
    pub ledger: &'a Path,
    /// The formats.
    pub formats: &'a [Format],
    /// The coordinates.
    pub datum: Datum,
    /// The language of titles; the run's own where none is given.
    pub lang: Option<Lang>,
}

/// What was written and what was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The names of the files, in order.
    pub files: Vec<String>,
    /// The tables that were left out.
    pub refused: Vec<Refusal>,
    /// Counts under this are withheld.
    pub threshold: u64,
    /// The language of titles.
    pub lang: Lang,
}

/// Why a run cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its folder cannot be read.
    #[error(transparent)]
    Read(#[from] compare::Error),
    /// The ledger of releases cannot be used.
    #[error(transparent)]
    Ledger(#[from] release::Error),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] super::Error),
    /// The run may not follow what left the office before.
    #[error("{} differ by fewer than {threshold} people from what was released before, so that who has both could subtract; export the run, which leaves them out, or make it again with `planner score` or `propose`: {}", tables.join(", "), ledger.display())]
    Refused {
        /// The tables.
        tables: Vec<String>,
        /// Counts under this are withheld.
        threshold: u64,
        /// Where releases are remembered.
        ledger: PathBuf,
    },
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Read(error) => error.zh(),
            Self::Ledger(error) => error.zh(),
            Self::Write(error) => error.zh(),
            Self::Refused {
                tables,
                threshold,
                ledger,
            } => format!(
                "{} 与此前发布的相差不足 {threshold} 人，同时持有两者的人可以相减得知；请导出已略去这些数的那次运行，\
                 或用 `planner score` 或 `propose` 重新运行：{}",
                tables.join("、"),
                ledger.display()
            ),
        }
    }
}

/// What an export leaves beside its files: which run they are of, and which they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Manifest {
    /// The run: its record without the seconds that it took.
    run: String,
    files: Vec<String>,
}

/// The manifest's name.
const MANIFEST: &str = "export.json";

/// Writes a run in other formats.
pub fn export(request: &Request, progress: &dyn Progress) -> Result<Exported, Error> {
    let _hold = Hold::of(request.ledger, progress);
    let mut folder = Folder::read(request.dir, request.lang)?;
    super::probe(request.out)?;
    let threshold = u64::from(folder.record.privacy.threshold);
    let refused = release(&mut folder, request.ledger)?;
    let mut writing = Writing::open(&folder, request)?;
    for format in request.formats {
        writing.put(*format)?;
    }
    let files = writing.close()?;
    Ok(Exported {
        files,
        refused,
        threshold,
        lang: folder.lang,
    })
}

/// Refuses a folder of which some table may not follow earlier releases, and remembers it as released where none does.
pub fn admit(dir: &Path, ledger: &Path, progress: &dyn Progress) -> Result<(), Error> {
    let _hold = Hold::of(ledger, progress);
    let folder = Folder::read(dir, None)?;
    let mut known = Ledger::read(ledger)?;
    let threshold = u64::from(folder.record.privacy.threshold);
    let release = folder.release(By::Run);
    let refused = known.refused(&release, threshold);
    if !refused.is_empty() {
        return Err(Error::Refused {
            tables: refused.into_iter().map(|refusal| refusal.table).collect(),
            threshold,
            ledger: ledger.to_owned(),
        });
    }
    let before = known.clone();
    known.remember(release);
    if known != before {
        known.write(ledger)?;
    }
    Ok(())
}

/// Takes out of a run what may not be released, and remembers the rest as released.
///
/// The ledger is written first: a release that is remembered and never written hurts nobody.
fn release(folder: &mut Folder, path: &Path) -> Result<Vec<Refusal>, release::Error> {
    let mut ledger = Ledger::read(path)?;
    let threshold = u64::from(folder.record.privacy.threshold);
    let refused = ledger.refused(&folder.release(By::Export), threshold);
    let without = |name: &str| {
        // Gaps are drawn around hexagons.
        let goes_with = if name == "gaps" { "coverage" } else { name };
        refused.iter().any(|r| r.table == goes_with)
    };
    folder.tables.retain(|table| !without(table.name));
    let mut released = folder.release(By::Export);
    released
        .tables
        .retain(|name, _| !release::is_refused(name, &refused));
    ledger.remember(released);
    ledger.write(path)?;
    Ok(refused)
}

/// An export on its way into a folder.
struct Writing<'a> {
    folder: &'a Folder,
    datum: Datum,
    tables: Vec<Table>,
    flat: Vec<Table>,
    batch: Batch,
    written: Vec<String>,
    manifest: Manifest,
    stale: Vec<String>,
}

impl<'a> Writing<'a> {
    fn open(folder: &'a Folder, request: &Request) -> Result<Self, super::Error> {
        let (names, lang, datum) = (&folder.names, folder.lang, request.datum);
        let tables = folder
            .tables
            .iter()
            .map(|table| table.clone().on(datum, names, lang));
        let mut tables: Vec<Table> = tables.collect();
        let mut flat: Vec<Table> = tables.iter().map(|table| table.flat(names, lang)).collect();
        let described = description(&flat, folder);
        tables.push(described.clone());
        flat.push(described);
        let run = mark(folder);
        let earlier = earlier(request.out);
        let batch = Batch::together_in(request.out)?;
        let of_this_run = earlier.run == run;
        Ok(Self {
            folder,
            datum,
            flat,
            tables,
            batch,
            written: Vec::new(),
            stale: if of_this_run {
                Vec::new()
            } else {
                earlier.files.clone()
            },
            manifest: Manifest {
                run,
                files: if of_this_run {
                    earlier.files
                } else {
                    Vec::new()
                },
            },
        })
    }

    fn put(&mut self, format: Format) -> Result<(), super::Error> {
        match format {
            Format::Xlsx => {
                let notes = notes(self.folder, self.datum);
                let title = &self.folder.record.title;
                let bytes = xlsx::bytes(title, &self.flat, &notes, self.folder.lang);
                self.whole("run", "xlsx", &bytes.map_err(io::Error::other))
            }
            Format::GeoPackage => {
                let as_of = self.folder.record.as_of.as_deref();
                let bytes = layered::bytes(&self.tables, self.datum, as_of);
                self.whole("run", "gpkg", &bytes.map_err(io::Error::other))
            }
            Format::Csv => {
                for table in std::mem::take(&mut self.flat) {
                    let name = self.name(table.name, "csv");
                    self.batch.add(&name, |file| text::write(&table, file))?;
                    self.flat.push(table);
                }
                Ok(())
            }
            Format::GeoParquet | Format::GeoJson => self.put_layers(format),
        }
    }

    fn put_layers(&mut self, format: Format) -> Result<(), super::Error> {
        let about = about(self.folder, self.datum);
        let tables = std::mem::take(&mut self.tables);
        for table in tables.iter().filter(|table| table.shape != Shape::None) {
            if format == Format::GeoParquet {
                let name = self.name(table.name, "parquet");
                self.batch.add(&name, |file| {
                    geoparquet::write(table, self.datum, &about, file)
                })?;
            } else {
                let name = self.name(table.name, "geojson");
                self.batch.add(&name, |file| {
                    geojson::write(file, &about, table.name, &table.features())
                })?;
            }
        }
        self.tables = tables;
        Ok(())
    }

    /// Adds a file that is made in memory.
    fn whole(
        &mut self,
        stem: &str,
        ending: &str,
        bytes: &io::Result<Vec<u8>>,
    ) -> Result<(), super::Error> {
        let name = self.name(stem, ending);
        self.batch.add(&name, |file| match bytes {
            Ok(bytes) => file.write_all(bytes),
            Err(why) => Err(io::Error::other(why.to_string())),
        })
    }

    /// The name of a file, which says where its coordinates are displaced.
    fn name(&mut self, stem: &str, ending: &str) -> String {
        let name = match self.datum {
            Datum::Wgs84 => format!("{stem}.{ending}"),
            Datum::Gcj02 => format!("{stem}.gcj02.{ending}"),
        };
        if !self.manifest.files.contains(&name) {
            self.manifest.files.push(name.clone());
        }
        self.written.push(name.clone());
        name
    }

    /// Puts all files in place, and removes those of an earlier run.
    fn close(mut self) -> Result<Vec<String>, super::Error> {
        self.manifest.files.sort();
        let manifest = &self.manifest;
        self.batch.add(MANIFEST, |file| {
            serde_json::to_writer_pretty(&mut *file, manifest)?;
            file.write_all(b"\n")
        })?;
        let stale: Vec<&str> = self.stale.iter().map(String::as_str).collect();
        self.batch.replace_all(&stale)?;
        Ok(self.written)
    }
}

/// The manifest of an earlier export; nothing where there is none that can be read.
fn earlier(out: &Path) -> Manifest {
    let text = std::fs::read_to_string(out.join(MANIFEST)).unwrap_or_default();
    let mut manifest: Manifest = serde_json::from_str(&text).unwrap_or_default();
    // Names are removed one day: only those that an export gives.
    manifest.files.retain(|name| {
        let stem = name.split('.').next().unwrap_or_default();
        let plain = !name.contains(['/', '\\']) && name != MANIFEST;
        plain && (stem == "run" || folder::is_table(stem))
    });
    manifest
}

/// What tells one run from another.
fn mark(folder: &Folder) -> String {
    let mut record = folder.record.clone();
    if let Some(proposal) = &mut record.proposal {
        proposal.solve_s = 0.0;
    }
    let text = serde_json::to_string(&record).unwrap_or_default();
    hex(&Sha256::digest(text))
}

/// The table that says what the columns of all tables mean.
fn description(tables: &[Table], folder: &Folder) -> Table {
    let text = |text: &str| Value::Text(text.to_owned());
    let rows = tables.iter().flat_map(|table| {
        table.columns.iter().map(move |column| {
            vec![
                text(table.name),
                text(&column.name),
                text(&column.title),
                text(dictionary::kind_name(column.kind)),
                text(column.unit.name(folder.lang)),
                text(&column.meaning),
            ]
        })
    });
    let columns = ["table", "property", "title", "holds", "unit", "meaning"];
    Table::plain(folder.about(&folder::DICTIONARY), &columns, rows.collect())
}

/// What a file says about where it comes from.
fn about(folder: &Folder, datum: Datum) -> Json {
    let record = &folder.record;
    json!({
        "title": record.title,
        "attribution": ATTRIBUTION,
        "datum": match datum { Datum::Wgs84 => "wgs84", Datum::Gcj02 => "gcj02" },
        "provenance": {
            "planner_version": record.planner_version,
            "verb": record.verb,
            "as_of": record.as_of,
            "walk_profile": record.walk.profile,
            "walk_speed_mps": record.walk.speed_mps,
            "walk_flat_15_min_m": record.walk.flat_15_min_m,
            "walk_cap_m": record.walk.cap_m,
            "privacy_threshold": record.privacy.threshold,
        },
    })
}

/// The profile, its speed, what a quarter of an hour means at it, and the longest walk.
fn walk(walk: &WalkRecord, lang: Lang) -> String {
    let (profile, mps, flat_m) = (&walk.profile, walk.speed_mps, walk.flat_15_min_m);
    let cap = walk.cap_m.map_or_else(String::new, |cap_m| match lang {
        Lang::Zh => format!("，可达最远 {cap_m:.0} m"),
        Lang::En => format!(", reach ends at {cap_m:.0} m"),
    });
    match lang {
        Lang::Zh => format!("{profile} {mps:.2} m/s，平地 15 分钟 {flat_m:.0} m{cap}"),
        Lang::En => {
            format!("{profile} {mps:.2} m/s, 15 minutes on the flat are {flat_m:.0} m{cap}")
        }
    }
}

/// What must be known about a workbook.
fn notes(folder: &Folder, datum: Datum) -> Vec<(String, String)> {
    let (record, lang) = (&folder.record, folder.lang);
    let k = record.privacy.threshold;
    let mut notes = vec![
        (lang.pick("标题", "title"), record.title.clone()),
        (
            lang.pick("年龄计算日", "ages as of"),
            record.as_of.clone().unwrap_or_default(),
        ),
        (lang.pick("步行参数", "walk"), walk(&record.walk, lang)),
        (
            lang.pick("不予公布", "withheld"),
            match lang {
                Lang::Zh => format!(
                    "少于 {k} 人的数字及可推出它们的数字不予公布，单元格为空；k-匿名不是差分隐私，了解背景的人仍可能有所推断。"
                ),
                Lang::En => format!(
                    "Counts of fewer than {k} people, and numbers from which such counts follow, are withheld: their cells are empty. This is k-anonymity and not differential privacy: who knows more may still learn something."
                ),
            },
        ),
        (
            lang.pick("坐标", "coordinates"),
            match datum {
                Datum::Wgs84 => lang.pick("WGS 84 经纬度。", "Longitude and latitude of WGS 84."),
                Datum::Gcj02 => lang.pick(
                    "GCJ-02：已按国内地图偏移，只可与国内地图叠加。",
                    "GCJ-02: displaced as Chinese maps ask, for overlay on them only.",
                ),
            }
            .to_owned(),
        ),
        (lang.pick("地图数据", "map data"), ATTRIBUTION.to_owned()),
        (
            lang.pick("软件", "made by"),
            format!("planner {}", record.planner_version),
        ),
    ];
    let read = lang.pick("输入文件", "input");
    notes.extend(record.inputs.iter().map(|input| {
        (
            read,
            format!("{} · {} · sha256 {}", input.role, input.file, input.sha256),
        )
    }));
    notes
        .into_iter()
        .map(|(what, text)| (what.to_owned(), text))
        .collect()
}

/// Where a run's releases are remembered unless another place is named: beside its folder, or inside it where nothing
/// can be written beside it.
pub fn usual_ledger(dir: &Path) -> PathBuf {
    const NAME: &str = "releases.json";
    let dir = std::fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    let beside = dir.parent().unwrap_or(&dir);
    let known = beside.join(NAME);
    if known.is_file() || tempfile::tempfile_in(beside).is_ok() {
        known
    } else {
        dir.join(NAME)
    }
}

/// Whether what a folder releases is remembered beside it, where runs in other folders beside it find it.
pub fn is_remembered_beside(dir: &Path) -> bool {
    let dir = std::fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    usual_ledger(&dir).parent() != Some(&dir)
}

#[cfg(test)]
mod tests;
