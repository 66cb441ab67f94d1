//! Every sentence of the viewer in both languages, in one table.

use planner::coverage::Tally;
use planner::progress::Stage;
use planner::text::Lang;
use planner::units::{Seniors, WalkTime};

macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident: $zh:literal, $en:literal;)*) => {
        /// A sentence or word of the interface; `{}` stands for what is filled in, in order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key {
            $(#[doc = $en] $(#[$doc])* $key,)*
        }

        impl Key {
            /// All keys.
            pub const ALL: &[Self] = &[$(Self::$key),*];

            /// The text in a language.
            pub const fn text(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$key, Lang::Zh) => $zh, (Self::$key, Lang::En) => $en,)*
                }
            }
        }
    };
}

keys! {
    AppName: "养老服务覆盖与选址", "Elder-care coverage and siting";
    NoScenario: "没有打开情景。请在命令行给出情景文件：viewer SCENARIO.toml", "No scenario is open. Name one on the command line: viewer SCENARIO.toml";
    InstallFont: "本机没有中文字体，界面改用英文。请安装 {}", "No Chinese font was found, so the interface is in English. To read Chinese, install the package {}";
    Language: "English", "中文";
    ToDark: "深色", "Dark";
    ToLight: "浅色", "Light";
    Recompute: "重新计算", "Compute again";
    RecomputeHint: "重新读取所有文件并计算 (F5)", "Read all files again and compute (F5)";
    Computing: "正在计算…", "Computing…";
    Stale: "以下为上次结果，正在重新计算", "These are the last results; new ones are being computed";
    Failed: "未能计算：{}", "No answer: {}";
    Crashed: "程序内部出错，结果保持不变。请报告：{}", "A mistake in the program; results are unchanged. Please report: {}";
    Ready: "就绪", "Ready";
    Headline: "覆盖情况", "Coverage";
    KindWithin: "{}，步行 {} 分钟内", "{}, within {} minutes' walk";
    Covered: "已覆盖", "Covered";
    Beyond: "超出时限", "Too far";
    Unreachable: "无路可达", "No path";
    Unsnapped: "附近无道路", "No street near";
    SeniorsCovered: "{} / {} 位老人", "{} of {} seniors";
    MoreSeniors: "在已开放和已确定的设施之外，新增 {} 个点位多覆盖 {} 位老人", "{} new sites cover {} more seniors than what is open or decided";
    Optimal: "已证明最优：没有别的选址能覆盖更多老人。", "Proven best: no other choice of sites covers more seniors.";
    GapSentence: "任何选址都不会好于 {}，本方案为 {}（差距 {}%）。", "No choice of sites can be better than {}; this one has {} ({}% to the bound).";
    Before: "现状", "Today";
    After: "方案后", "With proposal";
    Circle: "15分钟养老服务圈完整：{} 位老人", "Circle complete: {} seniors";
    Kind: "设施类别", "Kind of facility";
    Layers: "图层", "Layers";
    LayerBase: "底图", "Base map";
    LayerStreets: "步行路网", "Streets";
    LayerDistricts: "街道与社区", "Districts";
    LayerHexagons: "覆盖率（六边形）", "Coverage (hexagons)";
    LayerFacilities: "现有设施", "Facilities";
    LayerProposed: "建议点位", "Proposed sites";
    LayerLabels: "地名", "Place names";
    Proposal: "建议点位", "Proposed sites";
    NoProposal: "此情景没有选址任务", "This scenario asks for no sites";
    Gain: "新增 {} 人", "+{} seniors";
    SiteRow: "第 {} 个点位：{}，新增 {} 位老人", "Site {}: {}, {} more seniors";
    CoveredAfter: "累计覆盖 {} 位老人", "{} seniors covered by then";
    FlyHint: "点击在地图上查看", "Click to see it on the map";
    Findings: "数据问题", "Findings";
    NoFindings: "没有发现数据问题", "Nothing was found wrong with the data";
    Serious: "严重", "Serious";
    Warning: "注意", "Warning";
    Note: "说明", "Note";
    RowOf: "{} 第 {} 行", "{}, row {}";
    Legend: "{} 分钟内可达的老人比例", "Seniors within {} minutes";
    LegendSeniors: "{} 人", "{}";
    LegendFaint: "颜色越淡，老人越少", "Fainter where fewer seniors live";
    ZoomIn: "放大", "Zoom in";
    ZoomOut: "缩小", "Zoom out";
    Home: "全图", "Show everything";
    Map: "地图", "Map";
    North: "北", "N";
    Attribution: "© OpenStreetMap 贡献者", "© OpenStreetMap contributors";
    Facility: "现有设施：{}（{}）", "Facility: {} ({})";
    Capacity: "容量 {}", "Capacity {}";
    HexagonSeniors: "{} 位老人", "{} seniors";
    HexagonCovered: "{} 位在 {} 分钟内（{}%）", "{} within {} minutes ({}%)";
    Deselect: "取消选择", "Choose nothing";
    ScaleStatus: "1 厘米 ≈ {}", "1 cm ≈ {}";
    StageOsm: "读取地图", "Reading the map";
    StageNetwork: "构建路网", "Building the network";
    StagePlaces: "读取老人与设施", "Reading seniors and facilities";
    StageSnap: "连接到道路", "Attaching places to streets";
    StageReach: "计算步行时间", "Searching walk times";
    StageCoverage: "统计覆盖", "Counting coverage";
    StageSiting: "选址", "Choosing sites";
    StageReport: "写出文件", "Writing files";
}

impl Key {
    /// The text with what is filled in for each `{}`, in order.
    pub fn fill(self, lang: Lang, values: &[&dyn std::fmt::Display]) -> String {
        let mut parts = self.text(lang).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        let mut values = values.iter();
        for part in parts {
            if let Some(value) = values.next() {
                text.push_str(&value.to_string());
            }
            text.push_str(part);
        }
        text
    }

    /// What is being done in a stage.
    pub const fn of_stage(stage: Stage) -> Self {
        match stage {
            Stage::Osm => Self::StageOsm,
            Stage::Network => Self::StageNetwork,
            Stage::Places => Self::StagePlaces,
            Stage::Snap => Self::StageSnap,
            Stage::Reach => Self::StageReach,
            Stage::Coverage => Self::StageCoverage,
            Stage::Siting => Self::StageSiting,
            Stage::Report => Self::StageReport,
        }
    }
}

/// The four headings of a tally with their counts, in the order in which they are shown.
pub const fn headings(tally: Tally) -> [(Key, Seniors); 4] {
    [
        (Key::Covered, tally.covered),
        (Key::Beyond, tally.beyond),
        (Key::Unreachable, tally.unreachable),
        (Key::Unsnapped, tally.unsnapped),
    ]
}

/// A kind of facility in people's words; the usual codes are translated, others stay as the user wrote them.
pub fn kind_name(kind: &str, lang: Lang) -> &str {
    match (kind, lang) {
        ("canteen", Lang::Zh) => "助餐点",
        ("day_care", Lang::Zh) => "日间照料中心",
        ("social_work", Lang::Zh) => "社工站",
        ("community_centre", Lang::Zh) => "社区中心",
        ("senior_facility", Lang::Zh) => "养老设施",
        ("senior_home", Lang::Zh) => "养老院",
        ("pharmacy", Lang::Zh) => "药店",
        ("canteen", Lang::En) => "Canteen",
        ("day_care", Lang::En) => "Day care",
        ("social_work", Lang::En) => "Social work station",
        ("community_centre", Lang::En) => "Community centre",
        ("senior_facility", Lang::En) => "Facility for seniors",
        ("senior_home", Lang::En) => "Senior home",
        ("pharmacy", Lang::En) => "Pharmacy",
        (other, _) => other,
    }
}

/// Whole minutes without decimals, others with one.
pub fn minutes(time: WalkTime) -> String {
    let minutes = time.minutes();
    if time.millis().is_multiple_of(60_000) {
        format!("{minutes:.0}")
    } else {
        format!("{minutes:.1}")
    }
}

/// A share as per cent with one decimal, cut so that 100 is shown for all only.
pub fn percent(share: f64) -> String {
    format!("{:.1}", (share * 1000.0).floor() / 10.0)
}

/// A length for people: metres below a kilometre, kilometres above.
pub fn length(metres: f64) -> String {
    if metres < 1000.0 {
        format!("{metres:.0} m")
    } else if metres < 10_000.0 && (metres % 1000.0) > 1.0 {
        format!("{:.1} km", metres / 1000.0)
    } else {
        format!("{:.0} km", metres / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_speaks_both_languages_with_the_same_gaps() {
        for key in Key::ALL {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| key.text(lang));
            assert!(!zh.is_empty() && !en.is_empty(), "{key:?}");
            assert_eq!(
                zh.matches("{}").count(),
                en.matches("{}").count(),
                "{key:?}"
            );
            if *key != Key::Language {
                assert!(!en.chars().any(is_chinese), "{key:?}: {en}");
                let only_gaps = en.replace("{}", "").trim().is_empty();
                assert!(only_gaps || zh.chars().any(is_chinese), "{key:?}: {zh}");
            }
        }
    }

    fn is_chinese(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }

    #[test]
    fn gaps_are_filled_in_order() {
        let text = Key::SeniorsCovered.fill(Lang::En, &[&Seniors::new(1234), &5]);
        assert_eq!(text, "1,234 of 5 seniors");
    }

    #[test]
    fn a_hundred_per_cent_means_everybody() {
        assert_eq!(percent(0.99999), "99.9");
        assert_eq!(percent(1.0), "100.0");
    }

    #[test]
    fn lengths_and_times_read_well() {
        assert_eq!(
            [50.0, 1000.0, 2500.0, 20_000.0].map(length),
            ["50 m", "1 km", "2.5 km", "20 km"]
        );
        assert_eq!(minutes(WalkTime::from_minutes(15)), "15");
        assert_eq!(minutes(WalkTime::from_seconds(450.0)), "7.5");
    }
}
