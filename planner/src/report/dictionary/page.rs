//! The list as a page for people, in both languages.

use std::fmt::Write as _;

use crate::text::Lang;

use super::{ENTRIES, Entry, kind_name};

/// The tables in the order in which they are told, with what each is.
const TABLES: [(&str, &str, &str); 9] = [
    (
        "summary",
        "全体的指标（仅见于工作簿和 csv）",
        "the whole plan, in workbooks and csv only",
    ),
    ("coverage", "六边形", "hexagons"),
    ("districts", "区划", "districts"),
    ("facilities", "现有设施", "existing sites"),
    ("proposal", "建议新增点", "proposed sites"),
    ("gaps", "缺口", "clusters of seniors who are not covered"),
    (
        "groups",
        "人群（仅见于工作簿和 csv）",
        "groups of people, in workbooks and csv only",
    ),
    ("findings", "问题清单", "what is wrong with the data"),
    (
        "dictionary",
        "数据字典（仅见于导出）",
        "what the columns mean, in exports only",
    ),
];

/// The page as Markdown.
pub fn page() -> String {
    let mut text = String::from(
        "# Data dictionary · 数据字典\n\n\
         Made from `planner/src/report/dictionary/entries.txt`; a test holds this page and every written file against it.\n\n\
         In property names `{kind}` is a standard's kind, `{phase}` is `before` or `after`, `{within}` is empty or `_30_min` for a\n\
         further standard of the same kind, `{also}` is empty or `_` and the kind of a further standard. An empty cell or `null`\n\
         is a number that is withheld or does not exist; `withheld` tells which.\n\n\
         属性名中 `{kind}` 为服务类别，`{phase}` 为 `before`（现状）或 `after`（方案后）；空值为不予公布或不存在。\n",
    );
    for (table, zh, en) in TABLES {
        let _ = write!(
            text,
            "\n## {table} · {zh} · {en}\n\n| property | holds | unit | 名称 | 含义 | meaning |\n|---|---|---|---|---|---|\n"
        );
        for entry in ENTRIES.iter().filter(|entry| entry.is_of(table)) {
            row(&mut text, entry);
        }
    }
    text
}

fn row(text: &mut String, entry: &Entry) {
    let cell = |words: &str| words.replace('|', "\\|");
    let _ = writeln!(
        text,
        "| `{}` | {} | {} | {} | {} | {} |",
        entry.property,
        kind_name(entry.kind),
        entry.unit.name(Lang::En),
        cell(entry.title[0]),
        cell(entry.meaning[0]),
        cell(entry.meaning[1]),
    );
}
