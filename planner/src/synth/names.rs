//! Numbers become names that sound Chinese and belong to no real place.
//!
//! Roads are called after the sexagenary cycle and the lunar mansions, streets (街道) after the solar terms,
//! compounds after the Book of Songs and old myths; the district is the "land of nothing at all" of the Zhuangzi.

const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
const BRANCHES: [&str; 12] = [
    "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥",
];
const MANSIONS: [&str; 28] = [
    "角宿", "亢宿", "氐宿", "房宿", "心宿", "尾宿", "箕宿", "斗宿", "牛宿", "女宿", "虚宿", "危宿",
    "室宿", "壁宿", "奎宿", "娄宿", "胃宿", "昴宿", "毕宿", "觜宿", "参宿", "井宿", "鬼宿", "柳宿",
    "星宿", "张宿", "翼宿", "轸宿",
];
const TERMS: [&str; 24] = [
    "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑",
    "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒",
];
const SONGS: [&str; 41] = [
    "扶光", "望舒", "羲和", "若木", "建木", "玄圃", "青鸾", "白泽", "鲲鹏", "虚舟", "天籁", "云笈",
    "琅嬛", "琼林", "蕉鹿", "烂柯", "黄粱", "南柯", "梦蝶", "濠梁", "漆园", "空谷", "听雪", "问渠",
    "折柳", "采薇", "蒹葭", "鹿鸣", "鹤鸣", "甘棠", "桃夭", "棠棣", "葛覃", "卷耳", "芣苢", "樛木",
    "螽斯", "汉广", "汝坟", "草虫", "采蘩",
];
const ESTATES: [&str; 16] = [
    "小区", "家园", "花园", "新村", "雅苑", "佳园", "南里", "北里", "华庭", "名苑", "大院", "东苑",
    "西苑", "公寓", "新苑", "里",
];
const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// The name of the city that the district belongs to.
pub(super) const CITY: &str = "无何有市";

/// The name of a county-level district, counted from 0.
pub(super) fn county(index: usize) -> String {
    if index == 0 {
        "无何有区".to_owned()
    } else {
        format!("无何有{}区", count(index + 1))
    }
}

/// The name of a road that runs from west to east.
pub(super) fn road_east(index: usize) -> String {
    format!(
        "{}{}路{}",
        STEMS[index % 10],
        BRANCHES[index % 12],
        round(index / 60)
    )
}

/// The name of a road that runs from south to north.
pub(super) fn road_north(index: usize) -> String {
    format!("{}大街{}", MANSIONS[index % 28], round(index / 28))
}

/// The name of a small street, or a park, or a school, and so on.
pub(super) fn small(index: usize, kind: &str) -> String {
    // 17 and 41 have no common factor, so neighbours differ and each name comes round once.
    format!("{}{kind}{}", SONGS[index * 17 % 41], round(index / 41))
}

/// The name of a compound (小区); the first 656 differ, then they are numbered.
pub(super) fn compound(index: usize) -> String {
    let (song, estate) = (index * 17 % 41, (index + 2 * (index / 41)) % 16);
    format!("{}{}{}", SONGS[song], ESTATES[estate], round(index / 656))
}

/// The name of a street (街道).
pub(super) fn street(index: usize) -> String {
    let term = TERMS[index % 24];
    match index / 24 {
        0 => format!("{term}街道"),
        again => format!("{term}{}街道", count(again + 1)),
    }
}

/// The name of a community (社区) of a street, counted from 0.
pub(super) fn community(street: usize, index: usize) -> String {
    let term = TERMS[street % 24];
    match street / 24 {
        0 => format!("{term}第{}社区", count(index + 1)),
        again => format!("{term}{}第{}社区", count(again + 1), count(index + 1)),
    }
}

/// Nothing for the first round of a list of names, then its number in brackets.
fn round(times: usize) -> String {
    match times {
        0 => String::new(),
        n => format!("（{}）", count(n + 1)),
    }
}

/// A number in Chinese, as counted to 99; larger ones digit by digit.
fn count(n: usize) -> String {
    match n {
        0..10 => DIGITS[n].to_owned(),
        10..20 => format!("十{}", if n == 10 { "" } else { DIGITS[n - 10] }),
        20..100 => {
            let unit = if n.is_multiple_of(10) {
                ""
            } else {
                DIGITS[n % 10]
            };
            format!("{}十{unit}", DIGITS[n / 10])
        }
        _ => n
            .to_string()
            .bytes()
            .map(|b| DIGITS[usize::from(b - b'0')])
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_are_said_as_in_chinese() {
        let said = [1, 10, 11, 20, 36, 99, 105].map(count);
        assert_eq!(
            said,
            ["一", "十", "十一", "二十", "三十六", "九十九", "一〇五"]
        );
    }

    #[test]
    fn names_do_not_repeat() {
        let distinct =
            |name: &dyn Fn(usize) -> String| (0..2000).map(name).collect::<BTreeSet<_>>().len();
        assert_eq!(distinct(&compound), 2000);
        assert_eq!(distinct(&road_east), 2000);
        assert_eq!(distinct(&road_north), 2000);
        assert_eq!(distinct(&street), 2000);
        assert_eq!(distinct(&|i| small(i, "公园")), 2000);
        assert_eq!(distinct(&|i| community(i / 40, i % 40)), 2000);
    }
}
