//! What tells of a person in names, ids, kinds and titles: a role with a name behind it, or the phone of an office.
//!
//! Columns of people are dropped by their headers and contents; this is for texts that are shown. It hides rather too much than
//! too little, and never drops a person.

use super::identity::is_personal;

/// Words behind which somebody's name stands.
const ROLES: [&str; 24] = [
    "负责人",
    "联系人",
    "填表人",
    "填报人",
    "制表人",
    "审核人",
    "审核",
    "复核人",
    "复核",
    "经办人",
    "网格员",
    "网格长",
    "干部",
    "护理员",
    "管理员",
    "志愿者",
    "社工",
    "书记",
    "主任",
    "站长",
    "院长",
    "监护人",
    "户主",
    "姓名",
];
/// The usual family names.
const FAMILIES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
/// How names of places and services end.
const PLACES: [char; 16] = [
    '路', '街', '巷', '村', '镇', '区', '店', '站', '堂', '园', '点', '院', '楼', '厅', '房', '部',
];
/// What stands behind roles and begins like a name.
const NO_NAMES: [&str; 6] = ["方式", "常住", "高龄", "白天", "任职", "文化"];
/// A title, sheet or cell that is not shown.
const HIDDEN: &str = "（…）";

/// Whether a text tells who somebody is, or how to call them.
pub(in crate::places) fn tells_person(text: &str) -> bool {
    is_personal(text) || names_somebody(text) || holds_landline(text) || brackets_name(text)
}

/// A text that may be shown: what tells of a person is not.
pub(in crate::places) fn shown_title(text: &str) -> String {
    if tells_person(text) {
        HIDDEN.to_owned()
    } else {
        text.to_owned()
    }
}

/// A text without the brackets that tell of a person; `None` where the rest does too.
pub(in crate::places) fn without_person(text: &str) -> Option<String> {
    if !tells_person(text) {
        return Some(text.to_owned());
    }
    let mut rest = text.to_owned();
    while let Some(open) = rest.find(['(', '（']) {
        let close = rest[open..].find([')', '）'])? + open;
        let after = rest[close..].chars().next().map_or(0, char::len_utf8) + close;
        if !tells_person(&rest[open..after]) {
            return None;
        }
        rest.replace_range(open..after, "");
    }
    let rest = rest.trim();
    (!rest.is_empty() && !tells_person(rest)).then(|| rest.to_owned())
}

/// What stands in brackets or in a list and begins like a name.
const NO_NAMES_ALONE: [&str; 35] = [
    "万人", "万元", "常规", "常住", "常态", "康复", "康养", "高龄", "高级", "高档", "高层", "高校",
    "高新", "江南", "江北", "江东", "江西", "石化", "方舱", "白天", "白班", "夏季", "夏天", "任意",
    "史料", "武警", "孔庙", "金融", "田间", "方案", "金属", "孟夏", "安宁", "龙头", "万平",
];
/// How words in brackets end that are no names.
const NO_NAME_ENDS: [char; 22] = [
    '人', '元', '米', '份', '座', '床', '级', '类', '型', '期', '区', '县', '市', '庄', '港', '湾',
    '山', '家', '社', '校', '队', '所',
];

/// Whether brackets hold nothing but a name: 助餐点（王建国）.
fn brackets_name(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut parts = text.split(['(', '（']).skip(1);
    parts.any(|rest| {
        let Some((inside, _)) = rest.split_once([')', '）']) else {
            return false;
        };
        is_name(inside.trim())
    })
}

/// Whether a text is a name and nothing else, as far as it can be told: a family's and one or two characters.
pub(in crate::places) fn is_name(text: &str) -> bool {
    (2..=3).contains(&text.chars().count())
        && text.chars().all(is_han)
        && text.starts_with(|c| FAMILIES.contains(c))
        && !text.ends_with(PLACES)
        && !text.ends_with(NO_NAME_ENDS)
        && !NO_NAMES_ALONE.iter().any(|no| text.starts_with(no))
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Whether a role stands before a name of two to four characters.
fn names_somebody(text: &str) -> bool {
    // Roles and names are Chinese: most ids are not searched at all.
    !text.is_ascii()
        && ROLES.iter().any(|role| {
            text.match_indices(role).any(|(at, _)| {
                let rest = text[at + role.len()..]
                    .trim_start_matches([':', '：', ' ', '(', '（', '-', '\u{3000}']);
                let name: String = rest.chars().take_while(|c| is_han(*c)).collect();
                let begins = name.starts_with(|c| FAMILIES.contains(c));
                // 人民医院长江路食堂 holds a role by chance.
                let is_place = name.ends_with(PLACES);
                let length = name.chars().count();
                let is_word = NO_NAMES.iter().any(|no| rest.starts_with(no));
                begins && (2..=4).contains(&length) && !is_place && !is_word
            })
        })
}

/// Whether a text holds the number of a fixed line: behind its area code, or of eight digits behind Chinese words.
fn holds_landline(text: &str) -> bool {
    if text.len() < 11 {
        return false;
    }
    let mut runs = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, c.is_ascii_digit()) {
            (None, true) => start = Some(at),
            (Some(begin), false) => {
                runs.push((begin, &text[begin..at]));
                start = None;
            }
            _ => {}
        }
    }
    let is_local = |run: &str| {
        (7..=8).contains(&run.len()) && run.starts_with(|c: char| ('2'..='8').contains(&c))
    };
    let is_code = |run: &str| {
        run == "010" || (run.len() == 3 && run.starts_with("02")) || {
            let third = run.as_bytes().get(1).copied().unwrap_or_default();
            run.len() == 4 && run.starts_with('0') && (b'3'..=b'9').contains(&third)
        }
    };
    let is_day = |run: &str| {
        let month = run.get(4..6).and_then(|m| m.parse::<u32>().ok());
        run.starts_with("20") && month.is_some_and(|m| (1..=12).contains(&m))
    };
    let has_words = text.contains(is_han);
    runs.iter().enumerate().any(|(number, (at, run))| {
        let joined = [3, 4].iter().any(|len| {
            let parts = run.split_at_checked(*len);
            has_words && parts.is_some_and(|(code, local)| is_code(code) && is_local(local))
        });
        let apart = runs.get(number + 1).is_some_and(|(next, local)| {
            let between = &text[at + run.len()..*next];
            let is_gap = matches!(between, "-" | "－" | "–" | "—" | " " | ")" | "）" | "/");
            is_gap && is_code(run) && is_local(local)
        });
        let before = text[..*at].trim_end_matches([' ', ':', '：', '(', '（', '\u{3000}']);
        let beside = before.ends_with(is_han) && run.len() == 8 && is_local(run) && !is_day(run);
        joined || apart || beside
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_with_names_and_phones_of_offices_tell_of_people() {
        for text in [
            "助餐点(负责人王建国)",
            "填表人：王建国",
            "包户干部王建国",
            "网格员李秀英",
            "审核：李秀英 62781234",
            "010-62781234",
            "(0531)88881234",
            "丙食堂 电话01062789999转801",
            "王建国62781234",
            "乙食堂 62785678",
            "甲食堂13812345678",
            "助餐点（王建国）",
            "助餐点(李秀)二层",
        ] {
            assert!(tells_person(text), "{text}");
            assert_eq!(shown_title(text), "（…）");
        }
        for text in [
            "人民医院长江路食堂",
            "客运站长江路",
            "联系人方式",
            "负责人电话",
            "姓名",
            "助餐点（固定）",
            "助餐点（常规）",
            "人数（万人）",
            "助餐点（高新区）",
            "驿站（方庄）",
            "食堂20240101",
            "00000000001",
            "370103001001",
            "62781234",
            "一期-2023-0001",
            "400-810-1234",
        ] {
            assert!(!tells_person(text), "{text}");
        }
        assert_eq!(without_person("助餐点(负责人王建国)").unwrap(), "助餐点");
        assert_eq!(without_person("助餐点（王建国）").unwrap(), "助餐点");
        assert_eq!(without_person("助餐点（固定）").unwrap(), "助餐点（固定）");
        assert_eq!(without_person("乙食堂 62785678"), None);
    }
}
