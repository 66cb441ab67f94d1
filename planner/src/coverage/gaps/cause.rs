//! Why people are in a gap: what would have to change for them to be covered.
//!
//! # Method
//!
//! A person without a street is unsnapped. Otherwise walks are timed again without one obstacle at a time: without slope,
//! without stairs, with open gates. The first without which the walk is within the standard is the cause. Failing that, a
//! site that is near in a straight line is behind a detour; else there is no site near. Who is covered and finds no seat
//! is there because the site is full.

use crate::ids::DemandId;
use crate::places::{Eligible, Places};
use crate::reach::{Nearest, NearestTable};
use crate::units::{Metres, WalkTime};

use super::super::assessment::Vulnerability;
use super::super::contrast::circle::{StraightTable, is_in_circle};

/// Why people are in a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// No site is near, even in a straight line.
    NoSiteNear,
    /// A site is near in a straight line, and the way around is long.
    Detour,
    /// The way is steep.
    Slope,
    /// The way has stairs.
    Stairs,
    /// The way has kerbs that wheels do not get over.
    Kerb,
    /// A gate or a private way is in between.
    Gate,
    /// A site is near enough, and full.
    Full,
    /// No path leads to any site.
    Unreachable,
    /// They are attached to no street.
    Unsnapped,
}

impl Cause {
    /// All causes, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::NoSiteNear,
        Self::Detour,
        Self::Slope,
        Self::Stairs,
        Self::Kerb,
        Self::Gate,
        Self::Full,
        Self::Unreachable,
        Self::Unsnapped,
    ];

    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoSiteNear => "no_site_near",
            Self::Detour => "detour",
            Self::Slope => "slope",
            Self::Stairs => "stairs",
            Self::Kerb => "kerb",
            Self::Gate => "gate",
            Self::Full => "full",
            Self::Unreachable => "unreachable",
            Self::Unsnapped => "unsnapped",
        }
    }
}

/// What the causes of one standard are decided by.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Nearest sites when one obstacle is taken away, in the order in which they are tried.
    pub without: &'a [(Cause, NearestTable)],
    /// Straight distances to the nearest site.
    pub straight: &'a StraightTable,
    /// How far the standard reaches on the flat.
    pub reach: Metres,
}

impl Evidence<'_> {
    /// Why a demand point is not covered, which walks so long and must not walk longer than `within`.
    pub fn cause(&self, id: DemandId, nearest: Nearest, within: WalkTime) -> Cause {
        if nearest == Nearest::Unsnapped {
            return Cause::Unsnapped;
        }
        let helps = |table: &NearestTable| matches!(table[id], Nearest::Site(_, t) if t <= within);
        if let Some((cause, _)) = self.without.iter().find(|(_, table)| helps(table)) {
            return *cause;
        }
        if nearest == Nearest::Unreachable {
            Cause::Unreachable
        } else if is_in_circle(self.straight[id], self.reach) {
            Cause::Detour
        } else {
            Cause::NoSiteNear
        }
    }
}

/// For each demand point the vulnerability of its eligible seniors added up, in thousandths.
pub fn weights(places: &Places, factors: &Vulnerability) -> Vec<u64> {
    let mut weights = vec![0_u64; places.demand.len()];
    let rows = places.seniors.iter().zip(factor_of_rows(places, factors));
    for (row, factor) in rows.filter(|(row, _)| row.eligible == Eligible::Yes) {
        let thousandths = (factor * 1000.0).round() as u64;
        weights[crate::ids::Id::index(row.home)] += thousandths * row.count.count();
    }
    weights
}

/// How vulnerable the people of each row are.
pub fn factor_of_rows(places: &Places, factors: &Vulnerability) -> Vec<f64> {
    let columns = ["living", "carelevel", "relief"].map(|name| places.columns.get(name));
    let of_row = |(number, row): (usize, &crate::places::SeniorRow)| {
        let text = |column: usize| columns[column].and_then(|c| c.text(number));
        let mut factor = 1.0;
        if row.age.is_some_and(|age| age >= 80) {
            factor *= factors.age_80;
        }
        for (is_so, by) in [
            (text(0).is_some_and(is_alone), factors.alone),
            (text(1).is_some_and(is_disabled), factors.disabled),
            (text(2).is_some_and(is_on_relief), factors.relief),
        ] {
            factor *= if is_so { by } else { 1.0 };
        }
        factor.min(factors.most)
    };
    places.seniors.iter().enumerate().map(of_row).collect()
}

/// Words for no, or for not known, in any column: strokes and crosses stand for either.
fn is_no(text: &str) -> bool {
    let text = text.to_lowercase();
    let is_stroke = |c: char| matches!(c, '/' | '-' | '—' | '–' | '×' | '✗' | '\\' | ' ');
    let words = [
        "否", "无", "没有", "no", "n", "0", "false", "none", "不详", "暂无",
    ];
    words.contains(&text.as_str())
        || text.starts_with(['非', '未', '不'])
        || text.chars().all(is_stroke)
}

/// Whether a word of the column `living` says that somebody lives alone.
pub fn is_alone(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "是",
        "yes",
        "y",
        "1",
        "true",
        "√",
        "✓",
        "alone",
        "lives alone",
    ]
    .contains(&text.as_str())
        || (["独居", "孤寡"].iter().any(|word| text.contains(word))
            && !text.starts_with(['非', '不', '未', '否']))
}

/// Whether a word of the column `carelevel` says that somebody cannot look after themselves.
pub fn is_disabled(text: &str) -> bool {
    let text = text.to_lowercase();
    // Whoever cannot look after themselves is called so with the same word.
    let cannot = ["不能自理", "不可自理", "无法自理", "半自理", "部分自理"];
    if cannot.iter().any(|word| text.contains(word)) {
        return true;
    }
    let fit = ["能力完好", "independent", "正常", "健康", "完好", "0级"];
    let is_fit = text.contains("自理") || fit.contains(&text.as_str());
    !text.is_empty() && !is_no(&text) && !is_fit
}

/// Whether a word of the column `relief` says that somebody is on relief.
pub fn is_on_relief(text: &str) -> bool {
    !text.is_empty() && !is_no(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Id as _, SiteId, Table};

    #[test]
    fn words_of_the_tables_are_understood() {
        assert!(
            is_alone("独居")
                && is_alone("是")
                && is_alone("Yes")
                && !is_alone("与子女同住")
                && !is_alone("no")
                && !is_alone("非独居")
                && !is_alone("不独居")
        );
        assert!(
            is_disabled("失能")
                && is_disabled("半失能")
                && !is_disabled("自理")
                && !is_disabled("independent")
        );
        assert!(is_on_relief("低保") && !is_on_relief("无") && !is_on_relief(""));
        for word in ["/", "——", "×", "不享受", "非低保", "未享受", "不详"] {
            assert!(!is_on_relief(word) && !is_disabled(word), "{word}");
        }
        for word in ["完全自理", "能自理", "基本自理", "可自理", "未评估", "0级"]
        {
            assert!(!is_disabled(word), "{word}");
        }
        for word in ["不能自理", "生活不能自理", "半自理", "重度失能", "二级"] {
            assert!(is_disabled(word), "{word}");
        }
        assert!(is_alone("√") && !is_alone("×"));
    }

    #[test]
    fn the_first_obstacle_whose_absence_would_do_is_the_cause() {
        let site = SiteId::from_index(0);
        let walk = |minutes| Nearest::Site(site, WalkTime::from_minutes(minutes));
        let table = |walks: [Nearest; 6]| walks.into_iter().collect::<NearestTable>();
        let far = [
            walk(20),
            walk(20),
            walk(20),
            walk(40),
            Nearest::Unreachable,
            Nearest::Unsnapped,
        ];
        let mut flat = far;
        flat[0] = walk(14);
        let mut stepless = far;
        stepless[0] = walk(10);
        stepless[1] = walk(15);
        let without = [
            (Cause::Slope, table(flat)),
            (Cause::Stairs, table(stepless)),
        ];
        let metres = |m: f64| Some(Metres::new(m));
        let straight: StraightTable = Table::from(vec![
            None,
            None,
            metres(850.0),
            metres(950.0),
            None,
            metres(10.0),
        ]);
        let evidence = Evidence {
            without: &without,
            straight: &straight,
            reach: Metres::new(900.0),
        };
        let causes: Vec<Cause> = (0..)
            .zip(far)
            .map(|(id, n)| evidence.cause(DemandId::from_index(id), n, WalkTime::from_minutes(15)))
            .collect();
        assert_eq!(
            causes,
            [
                Cause::Slope,
                Cause::Stairs,
                Cause::Detour,
                Cause::NoSiteNear,
                Cause::Unreachable,
                Cause::Unsnapped
            ]
        );
    }
}
