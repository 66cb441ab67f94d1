//! The report in other forms: maps as SVG and PNG, the page as PDF.

mod browser;
mod paint;

use std::path::{Path, PathBuf};

use super::super::files::{self, Batch};
use super::Report;
use crate::text::Told;

pub use browser::print;
pub use paint::Fonts;

/// Why a report cannot be turned into another form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] super::super::Error),
    /// There are no maps.
    #[error(
        "this run has no places to draw, so that there is no map to write; run it with coordinates, or ask for --format html"
    )]
    NoMaps,
    /// A map cannot be drawn.
    #[error("the map {name} cannot be drawn ({why}); ask for --format svg instead")]
    Paint {
        /// The map.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// No font can write the report.
    #[error(
        "no font on this machine has the character {letter:?}, which the maps need; install one with Chinese characters, such as `apt-get install fonts-wqy-microhei`, or ask for --format svg"
    )]
    NoFont {
        /// A character that no font has.
        letter: char,
    },
    /// No browser can print.
    #[error("no browser to print with was found; install one (`apt-get install chromium`, or Google Chrome, or Microsoft Edge) or name its program in the environment variable {variable}, or ask for --format html and print that page: {}", looked_for.join(", "))]
    NoBrowser {
        /// What was looked for.
        looked_for: Vec<String>,
        /// Where its program may be named.
        variable: &'static str,
    },
    /// A browser could not print.
    #[error("the browser could not print the page ({why}); ask for --format html and print that page: {}", program.display())]
    Browser {
        /// What it said.
        why: String,
        /// The browser.
        program: PathBuf,
    },
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Write(error) => error.zh(),
            Self::NoMaps => {
                "本次运行没有可绘制的地点，因此没有地图；请用带坐标的数据运行，或使用 --format html"
                    .to_owned()
            }
            Self::Paint { name, why } => {
                format!("地图 {name} 无法绘制（{why}）；请改用 --format svg")
            }
            Self::NoFont { letter } => format!(
                "本机没有字体含有地图所需的字符 {letter:?}；请安装中文字体，如 `apt-get install fonts-wqy-microhei`，\
                 或使用 --format svg"
            ),
            Self::NoBrowser {
                looked_for,
                variable,
            } => format!(
                "找不到可用于打印的浏览器；请安装（`apt-get install chromium`，或 Google Chrome、Microsoft Edge），\
                 或用环境变量 {variable} 指明其程序，或使用 --format html 后自行打印：{}",
                looked_for.join(", ")
            ),
            Self::Browser { why, program } => format!(
                "浏览器无法打印该页（{why}）；请使用 --format html 后自行打印：{}",
                program.display()
            ),
        }
    }
}

/// Writes every map as SVG into a folder; the names of the files are returned.
pub fn svg(report: &Report, dir: &Path) -> Result<Vec<String>, Error> {
    let mut batch = Batch::in_folder(dir)?;
    let mut names = Vec::new();
    for (id, map) in report.maps() {
        let name = format!("{id}.svg");
        batch.add(&name, |file| {
            use std::io::Write as _;
            file.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
            file.write_all(map.as_str().as_bytes())?;
            file.write_all(b"\n")
        })?;
        names.push(name);
    }
    finished(batch, names)
}

/// Writes every map as PNG into a folder; the names of the files are returned.
pub fn png(report: &Report, dir: &Path) -> Result<Vec<String>, Error> {
    let fonts = Fonts::of_machine();
    let mut batch = Batch::in_folder(dir)?;
    let mut names = Vec::new();
    for (id, map) in report.maps() {
        let picture = paint::paint(&fonts, &id, map.as_str())?;
        let name = format!("{id}.png");
        batch.add(&name, |file| {
            use std::io::Write as _;
            file.write_all(&picture)
        })?;
        names.push(name);
    }
    finished(batch, names)
}

fn finished(batch: Batch, names: Vec<String>) -> Result<Vec<String>, Error> {
    if names.is_empty() {
        return Err(Error::NoMaps);
    }
    batch.replace_all(&[])?;
    Ok(names)
}

/// Writes the page.
pub fn html(report: &Report, path: &Path) -> Result<(), Error> {
    Ok(files::write_one(path, |file| report.write(file))?)
}
