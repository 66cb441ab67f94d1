//! `planner report`: the report again, in another language or another form, from what a run left.

use std::path::{Path, PathBuf};

use super::Failure;
use super::args::{FormatArg, ReportArgs};
use super::console::Console;
use crate::findings::Findings;
use crate::report::export::{admit, usual_ledger};
use crate::report::page::{Folder, Report, export};
use crate::text::Lang;

/// Makes the report of a folder.
pub(super) fn run(args: &ReportArgs, console: &Console) -> Result<Findings, Failure> {
    let folder = Folder::read(&args.dir)?;
    let own = folder.record.scenario.get("language");
    let own = own.and_then(|name| Lang::parse(name.trim_matches('"')));
    let lang = args
        .common
        .lang
        .map_or_else(|| own.unwrap_or_default(), Lang::from);
    admit(&args.dir, &usual_ledger(&args.dir), console)?;
    let report = Report::on(&folder, lang);
    let inside = |name: &str| args.out.clone().unwrap_or_else(|| args.dir.join(name));
    let (target, names) = match args.format {
        FormatArg::Html => {
            let path = inside("report.html");
            export::html(&report, &path)?;
            (path, Vec::new())
        }
        FormatArg::Pdf => {
            let path = inside("report.pdf");
            export::print(&report, &path)?;
            (path, Vec::new())
        }
        FormatArg::Svg => {
            let dir = inside("maps");
            let names = export::svg(&report, &dir)?;
            (dir, names)
        }
        FormatArg::Png => {
            let dir = inside("maps");
            let names = export::png(&report, &dir)?;
            (dir, names)
        }
    };
    console.say(&told(&target, &names, lang))?;
    Ok(Findings::new())
}

fn told(target: &Path, names: &[String], lang: Lang) -> String {
    let place: PathBuf = target.to_owned();
    let count = names.len();
    match (count, lang) {
        (0, Lang::Zh) => format!("报告写入 {}", place.display()),
        (0, Lang::En) => format!("report in {}", place.display()),
        (_, Lang::Zh) => format!("{count} 幅地图写入 {}", place.display()),
        (_, Lang::En) => format!("{count} maps in {}", place.display()),
    }
}
