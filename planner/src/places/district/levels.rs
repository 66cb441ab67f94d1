//! Districts of several levels: which is a part of which, and how codes and names are compared.
//!
//! Method, for each district that is not of the coarsest level:
//! 1. A parent code among its properties, else its own code cut off as GB/T 2260 and its extensions are built
//!    (12 → 9 → 6 → 4 → 2 digits, zeros at the end standing for nothing), is looked up among all coarser districts.
//! 2. Else a parent's name among its properties is, when exactly one coarser district is called so.
//! 3. Else a point inside it is: the most detailed coarser district that holds it is the parent.
//!
//! Complexity: d log d for d districts, and d point tests.

use std::collections::BTreeMap;

use geo::InteriorPoint as _;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DistrictId, Table};
use crate::places::District;
use crate::progress::Stage;
use crate::projection::LonLat;

use super::index::DistrictIndex;

/// What the properties of a district say of its parent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::places) struct Parentage {
    /// The parent's code.
    pub(in crate::places) code: Option<String>,
    /// The parent's name.
    pub(in crate::places) name: Option<String>,
    /// Whether the district's own code is only the number of its row.
    pub(in crate::places) is_numbered: bool,
}

/// Words for levels whose order is known, the coarsest first.
const KNOWN_LEVELS: [&[&str]; 6] = [
    &["province", "省"],
    &["city", "市"],
    &["county", "district", "区县", "区", "县"],
    &STREET,
    &[
        "community",
        "village",
        "neighbourhood",
        "社区",
        "村",
        "村居",
    ],
    &["grid", "网格"],
];

/// Words for the level of streets.
const STREET: [&str; 7] = [
    "street",
    "town",
    "subdistrict",
    "街道",
    "乡镇",
    "镇街",
    "街镇",
];

/// Whether a level is that of streets: the offices that plan a neighbourhood, and whose sites people call their own.
pub(in crate::places) fn is_street(level: &str) -> bool {
    STREET.contains(&level.to_lowercase().as_str())
}

/// Puts levels into order, the coarsest first; words that are not known keep the order of the scenario.
pub(in crate::places) fn ranked(levels: &[String]) -> Vec<String> {
    let rank = |level: &String| {
        let level = level.to_lowercase();
        KNOWN_LEVELS
            .iter()
            .position(|words| words.contains(&level.as_str()))
    };
    let mut ordered: Vec<String> = Vec::new();
    for level in levels {
        if !ordered.contains(level) {
            ordered.push(level.clone());
        }
    }
    if ordered.iter().all(|level| rank(level).is_some()) {
        ordered.sort_by_key(rank);
    }
    ordered
}

/// Gives districts their parents and says which codes stand twice.
pub(in crate::places) fn link(
    districts: &mut Table<DistrictId, District>,
    parentage: &[Parentage],
    levels: &[String],
    findings: &mut Findings,
) {
    note_repeated_codes(districts, findings);
    let rank = |level: &str| levels.iter().position(|l| l == level).unwrap_or(0);
    let ranks: Vec<usize> = districts.iter().map(|d| rank(&d.level)).collect();
    let lookup = Lookup::new(districts, &ranks, levels);
    let parents: Vec<Option<DistrictId>> = districts
        .enumerate()
        .zip(parentage)
        .zip(&ranks)
        .map(|(((_, district), told), rank)| lookup.parent(district, told, *rank))
        .collect();
    let orphans = parents.iter().zip(&ranks);
    let orphans = orphans
        .filter(|(p, rank)| p.is_none() && **rank > 0)
        .count() as u64;
    let ids: Vec<DistrictId> = districts.ids().collect();
    for (id, parent) in ids.into_iter().zip(parents) {
        districts[id].parent = parent;
    }
    if orphans > 0 {
        let text = Bilingual::new(
            format!("{orphans} 个区域找不到上级区域；其老人不计入任何上级"),
            format!(
                "{orphans} districts are a part of no coarser one by code, name or place; their seniors count in no coarser district"
            ),
        );
        let finding = Finding::new(
            "district-without-parent",
            Severity::Warning,
            Stage::Places,
            text,
        );
        findings.push(finding.times(orphans));
    }
}

/// Finds districts by code, name and place.
struct Lookup {
    /// Rank and shortened code.
    codes: BTreeMap<(usize, String), DistrictId>,
    /// Rank and plain name; `None` where several are called so.
    names: BTreeMap<(usize, String), Option<DistrictId>>,
    /// One index for each level, the coarsest first.
    places: Vec<DistrictIndex>,
}

impl Lookup {
    fn new(districts: &Table<DistrictId, District>, ranks: &[usize], levels: &[String]) -> Self {
        let mut lookup = Self {
            codes: BTreeMap::new(),
            names: BTreeMap::new(),
            places: levels
                .iter()
                .map(|level| DistrictIndex::new(districts, level))
                .collect(),
        };
        for ((id, district), rank) in districts.enumerate().zip(ranks) {
            let code = short_code(&district.code).to_owned();
            lookup.codes.entry((*rank, code)).or_insert(id);
            let name = (*rank, plain_name(&district.name));
            let known = lookup.names.entry(name).or_insert(Some(id));
            if *known != Some(id) {
                *known = None;
            }
        }
        lookup
    }

    fn parent(&self, district: &District, told: &Parentage, rank: usize) -> Option<DistrictId> {
        let coarser = || (0..rank).rev();
        let code = |code: &str| {
            let at = |r| self.codes.get(&(r, code.to_owned())).copied();
            coarser().find_map(at)
        };
        let by_told_code = told.code.as_deref().and_then(|c| code(short_code(c)));
        let by_code = || shorter_codes(&district.code).find_map(code);
        let by_name = || {
            let name = plain_name(told.name.as_deref()?);
            coarser().find_map(|r| self.names.get(&(r, name.clone())).copied().flatten())
        };
        let by_place = || {
            let inside = district.outline.interior_point()?;
            let at = LonLat::new(inside.x(), inside.y())?;
            coarser().find_map(|r| self.places[r].find(at).first)
        };
        by_told_code
            .or_else(by_code)
            .or_else(by_name)
            .or_else(by_place)
    }
}

/// The lengths at which codes of districts end, the longest first: province 2, city 4, county 6, street 9, community 12.
const CODE_LENGTHS: [usize; 5] = [12, 9, 6, 4, 2];

/// A code without the zeros that stand for no more detail: `370103000000` is `370103`.
pub(in crate::places) fn short_code(code: &str) -> &str {
    let mut code = code.trim();
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return code;
    }
    for pair in CODE_LENGTHS.windows(2) {
        let is_filled = |tail: &str| tail.bytes().all(|b| b == b'0');
        if code.len() == pair[0] && is_filled(&code[pair[1]..]) {
            code = &code[..pair[1]];
        }
    }
    code
}

/// The codes of everything that a code is a part of, the most detailed first.
fn shorter_codes(code: &str) -> impl Iterator<Item = &str> {
    let code = short_code(code);
    let is_digits = code.bytes().all(|b| b.is_ascii_digit()) && CODE_LENGTHS.contains(&code.len());
    let lengths = CODE_LENGTHS.iter();
    lengths
        .filter(move |length| is_digits && **length < code.len())
        .map(move |length| &code[..*length])
}

/// Endings of names that say what a district is and not which, the longest first.
const ENDINGS: [&str; 15] = [
    "社区居民委员会",
    "街道办事处",
    "村民委员会",
    "社区居委会",
    "居民委员会",
    "村委会",
    "居委会",
    "办事处",
    "街道",
    "社区",
    "镇",
    "乡",
    "村",
    "区",
    "县",
];

/// A name without case, spaces and what it says of the kind of district: `泉城路街道办事处` is `泉城路`.
pub(in crate::places) fn plain_name(name: &str) -> String {
    let narrow = name.chars().map(crate::places::table::narrow);
    let mut plain: String = narrow
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    for ending in ENDINGS {
        // A name of one character before its ending is kept whole: 城区 and 新村 are names.
        if let Some(rest) = plain.strip_suffix(ending)
            && rest.chars().count() >= 2
        {
            plain = rest.to_owned();
            break;
        }
    }
    plain
}

/// Says which districts of one level have the same code.
fn note_repeated_codes(districts: &Table<DistrictId, District>, findings: &mut Findings) {
    let mut codes: Vec<(&str, &str)> = districts
        .iter()
        .map(|d| (d.level.as_str(), d.code.as_str()))
        .collect();
    codes.sort_unstable();
    let mut repeated: Vec<&str> = codes
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0].1)
        .collect();
    let count = repeated.len() as u64;
    if count == 0 {
        return;
    }
    repeated.dedup();
    repeated.truncate(5);
    let named = repeated.join(", ");
    let text = Bilingual::new(
        format!("{count} 个区域的代码与前面的重复（{named}）；按代码关联时只用第一个"),
        format!(
            "{count} districts repeat the code of an earlier one ({named}); joins by code use the first"
        ),
    );
    let finding = Finding::new(
        "district-code-repeated",
        Severity::Warning,
        Stage::Places,
        text,
    );
    findings.push(finding.times(count));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_cut_where_levels_end() {
        assert_eq!(short_code("370103000000"), "370103");
        assert_eq!(short_code("370103001000"), "370103001");
        assert_eq!(short_code("370103001001"), "370103001001");
        assert_eq!(short_code("370000"), "37");
        assert_eq!(short_code("370100"), "3701");
        assert_eq!(short_code("S-100"), "S-100");
        let parents: Vec<&str> = shorter_codes("370103001001").collect();
        assert_eq!(parents, ["370103001", "370103", "3701", "37"]);
        assert_eq!(shorter_codes("D7").count(), 0);
    }

    #[test]
    fn names_are_compared_without_what_they_are() {
        for name in ["泉城路街道", "泉城路街道办事处", " 泉城路 ", "泉城路办事处"]
        {
            assert_eq!(plain_name(name), "泉城路");
        }
        assert_eq!(plain_name("舜玉路社区居委会"), "舜玉路");
        assert_eq!(plain_name("城区"), "城区");
        assert_ne!(plain_name("党家镇"), plain_name("党家庄镇"));
    }

    #[test]
    fn known_levels_are_put_in_order_and_others_left_as_written() {
        let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            ranked(&words(&["社区", "street", "区县"])),
            words(&["区县", "street", "社区"])
        );
        assert_eq!(
            ranked(&words(&["b", "street", "a", "b"])),
            words(&["b", "street", "a"])
        );
    }
}
