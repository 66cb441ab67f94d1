//! `planner compare`: two runs side by side.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::CompareArgs;
use super::console::Console;
use crate::findings::Findings;
use crate::report::compare::{Change, Comparison, Difference, Part, read, write};
use crate::report::{self, naming};
use crate::text::Lang;
use crate::units::Seniors;

/// How many rows of a list are printed before the rest is left to the table.
const SHOWN: usize = 12;

/// Compares two folders and writes what differs.
pub(super) fn run(args: &CompareArgs, console: &Console) -> Result<Findings, Failure> {
    let dir: PathBuf = args
        .out
        .clone()
        .unwrap_or_else(|| Path::new("out").join("compare"));
    report::probe(&dir)?;
    let (a, b) = (read(&args.first)?, read(&args.second)?);
    let comparison = Comparison::of(&a, &b);
    write(&comparison, (&a, &b), &dir)?;
    let lang = args.common.lang.map_or_else(Lang::default, Lang::from);
    let mut text = told(&comparison, lang);
    let files = lang.pick("结果写入", "results in");
    let _ = writeln!(text, "{files} {}", dir.display());
    console.say(&text)?;
    Ok(Findings::new())
}

fn told(comparison: &Comparison, lang: Lang) -> String {
    if comparison.is_empty() {
        return lang
            .pick("两次运行没有差别\n", "the two runs do not differ\n")
            .to_owned();
    }
    let mut text = String::new();
    let lists = [
        (lang.pick("输入", "inputs"), &comparison.inputs),
        (lang.pick("规则", "rules"), &comparison.rules),
        (lang.pick("方案", "plan"), &comparison.plan),
        (lang.pick("任务清单", "promises"), &comparison.promises),
    ];
    for (title, changes) in lists {
        text.push_str(&changed(title, changes, lang));
    }
    let parts = [
        (lang.pick("全体", "all people"), Part::Whole),
        (lang.pick("按人群", "by group"), Part::Group),
        (lang.pick("按街道社区", "by district"), Part::District),
    ];
    for (title, part) in parts {
        text.push_str(&people(title, comparison.of_part(part), lang));
    }
    let hexagons = comparison.of_part(Part::Hexagon).count();
    if hexagons > 0 {
        let _ = match lang {
            Lang::Zh => writeln!(text, "六边形：{hexagons} 个数字有差别"),
            Lang::En => writeln!(text, "hexagons: {hexagons} numbers differ"),
        };
    }
    for (part, count) in &comparison.unmatched {
        let name = match part {
            Part::Whole => continue,
            Part::Group => lang.pick("个人群", "groups"),
            Part::District => lang.pick("个区划", "districts"),
            Part::Hexagon => lang.pick("个六边形", "hexagons"),
        };
        let _ = match lang {
            Lang::Zh => writeln!(text, "{count} {name}只在一次运行中出现，无法比较"),
            Lang::En => writeln!(
                text,
                "{count} {name} are told of by one run only and cannot be compared"
            ),
        };
    }
    text
}

fn changed(title: &str, changes: &[Change], lang: Lang) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let mut text = format!("{title}\n");
    for change in changes.iter().take(SHOWN) {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        let _ = writeln!(
            text,
            "  {}: {} → {}",
            change.what,
            side(&change.a),
            side(&change.b)
        );
    }
    text.push_str(&rest(changes.len(), lang));
    text
}

/// Covered people who came and went; other counts are in the table.
fn people<'a>(title: &str, rows: impl Iterator<Item = &'a Difference>, lang: Lang) -> String {
    let mut rows: Vec<&Difference> = rows
        .filter(|row| row.part == Part::Whole || is_headline(&row.measure))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    if rows.iter().any(|row| row.part != Part::Whole) {
        rows.sort_by_key(|row| std::cmp::Reverse(row.difference.unwrap_or(0).abs()));
    }
    let mut text = format!("{title}\n");
    for row in rows.iter().take(SHOWN) {
        let shares = row.shares();
        let count = |n: Option<u64>, share: Option<f64>| match (n, share) {
            (None, _) => "–".to_owned(),
            (Some(n), None) => Seniors::new(n).to_string(),
            (Some(n), Some(share)) => format!("{} ({:.1} %)", Seniors::new(n), floored(share)),
        };
        let name = row.name.as_deref().unwrap_or_default();
        let id = match row.part {
            Part::Group => naming::property(&row.id, lang),
            _ => row.id.as_str(),
        };
        let whose = format!("{id} {name} {}", naming::measure(&row.measure, lang));
        let difference = row.difference.map_or_else(
            || lang.pick("不予公布", "withheld").to_owned(),
            |d| {
                let sign = if d < 0 { '-' } else { '+' };
                format!("{sign}{}", Seniors::new(d.unsigned_abs()))
            },
        );
        let _ = writeln!(
            text,
            "  {}: {} → {}, {difference}",
            whose.trim(),
            count(row.a, shares[0]),
            count(row.b, shares[1])
        );
    }
    text.push_str(&rest(rows.len(), lang));
    text
}

/// Whether a count is of those who are covered, or have the whole circle.
fn is_headline(measure: &str) -> bool {
    measure.ends_with("_covered_seniors") && !measure.ends_with("_not_covered_seniors")
        || measure == "circle_complete_seniors"
}

/// A share in per cent, rounded down to a tenth as in the summary of a run: 100.0 means everybody.
fn floored(share: f64) -> f64 {
    share.mul_add(1000.0, 1e-9).floor() / 10.0
}

fn rest(all: usize, lang: Lang) -> String {
    let more = all.saturating_sub(SHOWN);
    match (more, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("  另有 {more} 条，见 differences.csv\n"),
        (_, Lang::En) => format!("  and {more} more in differences.csv\n"),
    }
}
