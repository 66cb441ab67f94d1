//! What every finding means and what to do about it, in Chinese and English: the one table from which the page
//! FINDINGS.md and the advice of `planner check` are made.
//!
//! A code never changes its meaning and is never given to something else; whatever raises a finding has a line here, which a
//! test checks in both directions.

mod people;
mod streets;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use crate::text::Lang;

/// What a code means and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// What it means.
    pub means: Both,
    /// What to do about it.
    pub advice: Both,
}

/// A text of the house in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Both {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Both {
    /// The version in a language.
    pub const fn in_lang(self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

/// Writes entries as a code, its meaning (Chinese, English) and the advice (Chinese, English).
macro_rules! entries {
    ($($code:literal: $zh:literal $en:literal => $zh_do:literal $en_do:literal;)*) => {
        pub(super) const ENTRIES: &[super::Entry] = &[$(super::Entry {
            code: $code,
            means: super::Both { zh: $zh, en: $en },
            advice: super::Both { zh: $zh_do, en: $en_do },
        }),*];
    };
}
use entries;

/// The chapters of the page, each with its entries.
const CHAPTERS: [(Both, &[Entry]); 3] = [
    (
        Both {
            zh: "表格与坐标",
            en: "Tables and coordinates",
        },
        tables::ENTRIES,
    ),
    (
        Both {
            zh: "老年人、设施、区划与选址",
            en: "Seniors, facilities, districts and siting",
        },
        people::ENTRIES,
    ),
    (
        Both {
            zh: "地图、路网与高程",
            en: "The map, the streets and elevation",
        },
        streets::ENTRIES,
    ),
];

/// All entries, chapter by chapter.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    CHAPTERS.iter().flat_map(|(_, entries)| entries.iter())
}

/// The entry of a code.
pub fn of(code: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.code == code)
}

/// The page of all findings, as Markdown, both languages side by side.
pub fn page() -> String {
    let mut page = String::from(
        "# Findings · 数据问题一览\n\n\
         What `planner check` and every other verb may say of your data, and what to do about it. A finding stops nothing and\n\
         removes nobody: whoever it is about stays in every total. *serious*: the answer may be wrong, and the exit code is 1;\n\
         *warning*: some numbers are less certain than they look; *note*: worth knowing.\n\n\
         以下是 `planner check` 等命令可能指出的数据问题及处理办法。任何问题都不会中断计算，也不会把任何人从总数中剔除。\n\
         严重（serious）：结论可能有误，退出码为 1；警告（warning）：部分数字不如看上去可靠；提示（note）：供了解。\n\n\
         This page is printed by `planner findings`; a test keeps the two equal. 本页由 `planner findings` 生成。\n",
    );
    for (title, entries) in CHAPTERS {
        let _ = write!(page, "\n## {} · {}\n", title.en, title.zh);
        for entry in entries {
            page.push_str(&section(entry));
        }
    }
    page
}

/// One entry of the page.
pub fn section(entry: &Entry) -> String {
    format!(
        "\n### `{}`\n\n{} **What to do:** {}\n\n{}**怎么办：**{}\n",
        entry.code, entry.means.en, entry.advice.en, entry.means.zh, entry.advice.zh
    )
}
