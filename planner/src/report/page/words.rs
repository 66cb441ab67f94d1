//! Numbers and short words of the report in both languages.

use crate::text::Lang;
use crate::units::Seniors;

/// What stands where a number is withheld.
pub const DASH: &str = "–";

/// A language with the words and number formats that every section needs.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The language.
    pub lang: Lang,
    /// Counts of fewer people than this are withheld.
    pub threshold: u64,
}

impl Words {
    /// One of two texts.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    /// People, with thousands apart; withheld ones as fewer than the threshold.
    pub fn people(self, count: Option<u64>) -> String {
        count.map_or_else(|| self.withheld(), whole)
    }

    /// What stands for a count that is withheld.
    pub fn withheld(self) -> String {
        self.pick("未公布", "withheld").to_owned()
    }

    /// A share in per cent.
    pub fn pct(self, pct: Option<f64>) -> String {
        pct.map_or_else(|| DASH.to_owned(), |pct| format!("{pct:.1} %"))
    }

    /// Minutes, with a decimal only where there is one.
    pub fn minutes(self, minutes: Option<f64>) -> String {
        minutes.map_or_else(|| DASH.to_owned(), plain)
    }

    /// Metres, or kilometres from a thousand on.
    pub fn away(self, metres: u64) -> String {
        if metres < 1000 {
            let unit = self.pick("米", "m");
            return format!("{metres} {unit}");
        }
        let unit = self.pick("公里", "km");
        format!("{:.1} {unit}", metres as f64 / 1000.0)
    }

    /// What a cause of a gap means.
    pub fn cause(self, code: &str) -> &str {
        let (zh, en) = match code {
            "no_site_near" => ("附近没有设施", "no site near"),
            "detour" => ("直线近而绕行远", "a long way around"),
            "slope" => ("坡陡", "a steep way"),
            "stairs" => ("台阶", "stairs"),
            "kerb" => ("路缘石", "kerbs"),
            "gate" => ("围墙或门禁", "a gate or private way"),
            "full" => ("设施满员", "full sites"),
            "unreachable" => ("无路可达", "no path at all"),
            "unsnapped" => ("未定位", "no street near"),
            _ => return "",
        };
        self.lang.pick(zh, en)
    }

    /// How serious a finding is.
    pub fn severity(self, name: &str) -> &str {
        match name {
            "serious" => self.pick("严重", "serious"),
            "warning" => self.pick("警告", "warning"),
            _ => self.pick("提示", "note"),
        }
    }

    /// The state of a site.
    pub fn status(self, name: &str) -> &str {
        match name {
            "open" => self.pick("运营", "open"),
            "upgrading" => self.pick("改造中", "being refitted"),
            "committed" => self.pick("在建", "decided"),
            "closed" => self.pick("停用", "closed"),
            _ => self.pick("其他", "other"),
        }
    }

    /// What a model of siting looks for.
    pub fn model(self, name: &str) -> &str {
        match name {
            "mclp" => self.pick("覆盖最多的人（MCLP）", "most people covered (MCLP)"),
            "lscp" => self.pick(
                "用最少点位覆盖全部（LSCP）",
                "fewest sites for everybody (LSCP)",
            ),
            "p_median" => self.pick(
                "步行总时间最短（P-中位）",
                "least walking in all (p-median)",
            ),
            "p_center" => self.pick("最远步行最短（P-中心）", "least worst walk (p-center)"),
            other => other,
        }
    }
}

/// A whole number with thousands apart.
pub fn whole(count: u64) -> String {
    Seniors::new(count).to_string()
}

/// A number without needless decimals.
pub fn plain(number: f64) -> String {
    if number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        format!("{number:.1}")
    }
}
