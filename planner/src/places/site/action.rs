//! What a candidate would be: a new site, or a change of one that exists.
//!
//! | word | what | asks for |
//! |---|---|---|
//! | build · 新建 | a new site; what a row without an action is | |
//! | convert · 改造 | public premises become a site | |
//! | open_canteen · 开放食堂 | an institution's canteen opens to the street | |
//! | upgrade · 扩容 | an existing site gets more places: `capacity` says how many more | `parent` |
//! | add_sitting · 增加餐次 | an existing site serves once more: `capacity` more, else as many as it has | `parent` |
//! | close · 关闭 | an existing site closes | `parent` |

use crate::findings::{Bilingual, Severity};

use super::super::table::{Field, Row};
use super::super::trouble::Troubles;

/// What a candidate would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Action {
    /// A new site.
    #[default]
    Build,
    /// Public premises that become a site.
    Convert,
    /// An institution's canteen that opens to the street.
    OpenCanteen,
    /// More places at its parent.
    Upgrade,
    /// One more sitting at its parent.
    AddSitting,
    /// Its parent closes.
    Close,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Build,
        Self::Convert,
        Self::OpenCanteen,
        Self::Upgrade,
        Self::AddSitting,
        Self::Close,
    ];

    /// The word used in tables and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Convert => "convert",
            Self::OpenCanteen => "open_canteen",
            Self::Upgrade => "upgrade",
            Self::AddSitting => "add_sitting",
            Self::Close => "close",
        }
    }

    /// What it is called, in both languages.
    pub fn text(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Build => ("新建", "build"),
            Self::Convert => ("改造公共用房", "convert public premises"),
            Self::OpenCanteen => ("开放单位食堂", "open an institution's canteen"),
            Self::Upgrade => ("扩容", "upgrade"),
            Self::AddSitting => ("增加餐次", "add a sitting"),
            Self::Close => ("关闭", "close"),
        };
        Bilingual::new(zh.to_owned(), en.to_owned())
    }

    /// Whether it changes a site that exists, its parent.
    pub const fn changes_a_site(self) -> bool {
        matches!(self, Self::Upgrade | Self::AddSitting | Self::Close)
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace([' ', '-'], "_");
        let known = Self::ALL.into_iter().find(|action| action.name() == text);
        known.or(match text.as_str() {
            "新建" | "新增" | "建设" => Some(Self::Build),
            "改造" | "改建" | "利用公共用房" | "改造公共用房" => {
                Some(Self::Convert)
            }
            "开放食堂" | "开放单位食堂" | "食堂开放" | "社会化开放" => {
                Some(Self::OpenCanteen)
            }
            "扩容" | "扩建" | "提升" | "升级" => Some(Self::Upgrade),
            "增加餐次" | "加餐次" | "增加供餐" => Some(Self::AddSitting),
            "关闭" | "撤并" | "撤销" | "关停" => Some(Self::Close),
            _ => None,
        })
    }

    /// What a row says; unknown words are told and taken as a new site.
    pub(super) fn of_row(row: &Row<'_>, troubles: &mut Troubles) -> Self {
        let Some(text) = row.text(Field::Action) else {
            return Self::Build;
        };
        let known = Self::parse(&text);
        if known.is_none() {
            troubles.row("action-unknown", Severity::Warning, row.number, || {
                let names: Vec<&str> = Self::ALL.iter().map(|action| action.name()).collect();
                let (row, names) = (row.number, names.join(", "));
                Bilingual::new(
                    format!("第 {row} 行：措施无法识别，按“新建”处理；可用：{names}"),
                    format!("row {row}, column action: none of {names}; taken as build"),
                )
            });
        }
        known.unwrap_or_default()
    }
}
