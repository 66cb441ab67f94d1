//! The page of `planner check`: how each file was read, which rows were not used and why, and a table of findings.

use std::fmt::Write as _;

use crate::report::RunRecord;
use crate::report::record::{CheckedFileRecord, FindingGroupRecord};
use crate::study::Study;
use crate::text::Lang;
use crate::units::Seniors;

use super::{heading, severity_in, tally_of_findings};

/// What was read, and every finding.
pub(in crate::cli) fn of_check(study: &Study, record: &RunRecord) -> String {
    let lang = study.scenario.language;
    let mut text = heading(study);
    if study.given.is_none() {
        text.push_str(&streets(record, lang));
    }
    let Some(check) = &record.check else {
        return text;
    };
    for file in &check.files {
        text.push_str(&of_file(file, lang));
    }
    text.push_str(&others(record, lang));
    text.push_str(&findings(record, &check.findings, lang));
    text
}

/// The walking network in a line.
fn streets(record: &RunRecord, lang: Lang) -> String {
    let network = &record.network;
    let km = network.length_m as f64 / 1000.0;
    let (nodes, islands) = (network.nodes, network.islands);
    match lang {
        Lang::Zh => format!("  步行路网 {km:.1} km，{nodes} 个节点，{islands} 个连通部分\n"),
        Lang::En => {
            format!("  walking network {km:.1} km, {nodes} nodes, {islands} connected parts\n")
        }
    }
}

/// How one file was read.
fn of_file(file: &CheckedFileRecord, lang: Lang) -> String {
    let mut text = format!("\n{} {}\n", role(&file.role, lang), file.file);
    let _ = writeln!(text, "  {}", how(file, lang));
    let (columns, unused, dropped) = match lang {
        Lang::Zh => ("列", "未用的列", "识别为个人信息、不保留的列"),
        Lang::En => ("columns", "columns not used", "personal columns, not kept"),
    };
    let (comma, colon) = marks(lang);
    let known: Vec<String> = file
        .columns
        .iter()
        .map(|c| (on_one_line(&c.header), c.field.as_str()))
        .map(|(header, field)| match (field, lang) {
            ("rule", Lang::Zh) => format!("{header}（规则用）"),
            ("rule", Lang::En) => format!("{header} (for a rule)"),
            (field, _) if field == header => header,
            (field, _) => format!("{header} → {field}"),
        })
        .collect();
    let [unused_columns, dropped_columns] = [&file.unused_columns, &file.dropped_columns]
        .map(|headers| headers.iter().map(|h| on_one_line(h)).collect());
    for (what, headers) in [
        (columns, &known),
        (unused, &unused_columns),
        (dropped, &dropped_columns),
    ] {
        if !headers.is_empty() {
            let _ = writeln!(text, "  {what}{colon}{}", headers.join(comma));
        }
    }
    text.push_str(&rows(file, lang));
    text
}

/// A header as a sheet breaks it into lines, on one.
fn on_one_line(header: &str) -> String {
    header.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The separators of lists and of what is listed.
const fn marks(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Zh => ("、", "："),
        Lang::En => (", ", ": "),
    }
}

/// What files of a kind are called.
fn role(role: &str, lang: Lang) -> String {
    let known = [
        ("seniors", "老年人", "seniors"),
        ("facilities", "设施", "facilities"),
        ("candidates", "备选点", "candidates"),
        ("districts", "区划", "districts"),
    ];
    let found = known.iter().find(|(name, ..)| *name == role);
    found
        .map_or(role, |(_, zh, en)| lang.pick(zh, en))
        .to_owned()
}

/// Format, encoding, delimiter, sheet, header and coordinate system.
fn how(file: &CheckedFileRecord, lang: Lang) -> String {
    let mut parts = vec![file.format.clone()];
    parts.extend(file.encoding.clone());
    if let Some(delimiter) = &file.delimiter {
        parts.push(match lang {
            Lang::Zh => format!("分隔符“{delimiter}”"),
            Lang::En => format!("separated by \"{delimiter}\""),
        });
    }
    if let Some(sheet) = &file.sheet {
        parts.push(match lang {
            Lang::Zh => format!("工作表“{sheet}”"),
            Lang::En => format!("sheet \"{sheet}\""),
        });
    }
    if let Some(row) = file.header_row {
        parts.push(match lang {
            Lang::Zh => format!("表头在第 {row} 行（其下一行是第 1 条数据）"),
            Lang::En => format!("header in row {row} (the one below it is data row 1)"),
        });
    }
    // Totals have no coordinates of their own.
    if !file.crs.is_empty() {
        parts.push(match lang {
            Lang::Zh => format!("坐标系 {}", file.crs),
            Lang::En => format!("coordinates in {}", file.crs),
        });
    }
    parts.join(lang.pick("，", ", "))
}

/// Rows used and not used, located and not located, and the share at a street.
fn rows(file: &CheckedFileRecord, lang: Lang) -> String {
    let n = Seniors::new;
    let (rows, used) = (n(file.rows), n(file.rows_used));
    let (totals, blank) = (n(file.rows_of_totals), n(file.rows_blank));
    let located = n(file.rows_located);
    let (comma, _) = marks(lang);
    let why: Vec<String> = file
        .rows_unlocated
        .iter()
        .map(|(code, rows)| format!("{} [{code}]", n(*rows)))
        .collect();
    let why = why.join(comma);
    let mut text = match lang {
        Lang::Zh => format!(
            "  {rows} 行：使用 {used} 行，合计或备注 {totals} 行，空行 {blank} 行\n  有坐标 {located} 行"
        ),
        Lang::En => format!(
            "  {rows} rows: {used} used, {totals} of totals or remarks, {blank} blank\n  {located} rows located"
        ),
    };
    if !why.is_empty() {
        let _ = match lang {
            Lang::Zh => write!(text, "；未定位 {why}，仍计入总数"),
            Lang::En => write!(text, "; not located {why}, still counted"),
        };
    }
    text.push('\n');
    text.push_str(&at_street(file, lang));
    text
}

/// Who of a file is attached to a street.
fn at_street(file: &CheckedFileRecord, lang: Lang) -> String {
    // Rounded down: 100.0 means everybody.
    let pct = (file.snapped_share * 1000.0).floor() / 10.0;
    let snapped = Seniors::new(file.snapped);
    match (file.seniors.map(Seniors::new), lang) {
        (Some(all), Lang::Zh) => {
            format!("  老年人 {all} 人，其中 {snapped} 人（{pct:.1} %）150 米内有路\n")
        }
        (Some(all), Lang::En) => {
            format!("  {all} seniors, {snapped} of them ({pct:.1} %) with a street within 150 m\n")
        }
        (None, Lang::Zh) => format!("  {snapped} 个点位（{pct:.1} %）150 米内有路\n"),
        (None, Lang::En) => format!("  {snapped} sites ({pct:.1} %) with a street within 150 m\n"),
    }
}

/// The other files, one a line.
fn others(record: &RunRecord, lang: Lang) -> String {
    let checked = record.check.iter().flat_map(|check| &check.files);
    let checked: Vec<&str> = checked.map(|file| file.role.as_str()).collect();
    let mut text = String::from(lang.pick("\n其他文件\n", "\nother files\n"));
    for input in record
        .inputs
        .iter()
        .filter(|i| !checked.contains(&i.role.as_str()))
    {
        let name = input.file.rsplit('/').next().unwrap_or(&input.file);
        let unit = lang.pick("条记录", "records");
        let records = Seniors::new(input.records);
        let _ = writeln!(
            text,
            "  {} {name}{} {records} {unit}",
            role(&input.role, lang),
            lang.pick("，", ",")
        );
    }
    text
}

/// The table of findings: code, count, where, what it says and what to do.
fn findings(record: &RunRecord, groups: &[FindingGroupRecord], lang: Lang) -> String {
    let counts = &record.findings;
    let counts = [counts.serious, counts.warning, counts.note];
    let mut text = format!("\n{}", tally_of_findings(counts, lang));
    for group in groups {
        text.push_str(&finding(group, lang));
    }
    let more = match lang {
        Lang::Zh => "各代码的完整说明：planner findings\n",
        Lang::En => "what each code means: planner findings\n",
    };
    text.push_str(more);
    text
}

/// One line of the table, with the lines below it.
fn finding(group: &FindingGroupRecord, lang: Lang) -> String {
    let severity = severity_in(&group.severity, lang);
    let count = Seniors::new(group.count);
    let mut text = format!("  {severity:<7} {count:>9}  [{}]", group.code);
    for place in &group.places {
        let rows: Vec<String> = place.rows.iter().map(u64::to_string).collect();
        let more = if (rows.len() as u64) < place.count {
            lang.pick("等", ", …")
        } else {
            ""
        };
        let (file, listed) = (&place.file, rows.join(lang.pick("、", ", ")));
        let _ = match (rows.is_empty(), lang) {
            (true, _) => write!(text, " {file}"),
            (false, Lang::Zh) => write!(text, " {file} 第 {listed}{more} 行"),
            (false, Lang::En) => write!(text, " {file} rows {listed}{more}"),
        };
    }
    let (says, advice) = (
        lang.pick(&group.text_zh, &group.text_en),
        lang.pick(&group.advice_zh, &group.advice_en),
    );
    let _ = write!(text, "\n      {says}\n");
    if !advice.is_empty() {
        let _ = writeln!(text, "      → {advice}");
    }
    text
}
