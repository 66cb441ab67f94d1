//! What people read in place of the names that properties have in files.

use crate::text::Lang;

/// What groups of people differ by.
pub fn property(by: &str, lang: Lang) -> &str {
    let (zh, en) = match by {
        "age" => ("年龄", "age"),
        "living" => ("居住状况", "living"),
        "carelevel" => ("自理能力", "care level"),
        "relief" => ("救助类别", "relief"),
        "tier" => ("服务层级", "tier"),
        "sex" => ("性别", "sex"),
        other => (other, other),
    };
    lang.pick(zh, en)
}

/// A level of districts: the usual English words are told in Chinese, other words are the user's own.
pub fn level(level: &str, lang: Lang) -> &str {
    let zh = match level {
        "county" | "district" => "区县",
        "street" | "subdistrict" => "街道",
        "town" => "乡镇",
        "community" | "neighbourhood" => "社区",
        "village" => "村",
        "grid" => "网格",
        own => own,
    };
    lang.pick(zh, level)
}

/// A count of people as `compare` names it, such as `canteen_covered_seniors`; a name without a word stays as it is.
pub fn measure(measure: &str, lang: Lang) -> String {
    if measure == "circle_complete_seniors" {
        return lang.pick("全要素服务圈", "complete circle").to_owned();
    }
    let words = [
        ("_not_covered_seniors", "未覆盖", "not covered"),
        ("_covered_seniors", "覆盖", "covered"),
        ("_beyond_seniors", "超时", "too far"),
        ("_unreachable_seniors", "无路可达", "no path"),
        ("_unsnapped_seniors", "未定位", "at no street"),
        ("_eligible_seniors", "适用", "meant"),
    ];
    let told = words.iter().find_map(|(suffix, zh, en)| {
        let kind = measure.strip_suffix(suffix)?;
        Some(format!("{kind} {}", lang.pick(zh, en)))
    });
    told.unwrap_or_else(|| measure.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ending_names_a_measure() {
        let zh = |name| measure(name, Lang::Zh);
        assert_eq!(zh("助餐点_covered_seniors"), "助餐点 覆盖");
        assert_eq!(zh("助餐点_not_covered_seniors"), "助餐点 未覆盖");
        assert_eq!(zh("circle_complete_seniors"), "全要素服务圈");
        assert_eq!(
            measure("day_care_unsnapped_seniors", Lang::En),
            "day_care at no street"
        );
        assert_eq!(zh("something_else"), "something_else");
    }
}
