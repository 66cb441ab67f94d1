//! Units in titles by which numbers are multiplied: 万人, 百人, 亩.

use crate::text::narrowed;

use super::Field;

/// Square metres of a mu: a fifteenth of a hectare.
const MU_M2: f64 = 10_000.0 / 15.0;

/// By what the numbers of a column are multiplied, where its title says so in brackets.
pub(super) fn factor(title: &str, field: Field) -> Option<f64> {
    let title = narrowed(title);
    let brackets = title.split(['(', '[']).skip(1);
    let mut units = brackets.filter_map(|rest| rest.split([')', ']']).next());
    units.find_map(|unit| of_unit(unit.trim().trim_start_matches("单位:"), field))
}

/// The same for the number of people, where a row above the header says so: `单位：百人`.
pub(super) fn told_above(rows: &[Vec<String>]) -> Option<f64> {
    rows.iter().flatten().find_map(|cell| {
        let cell = narrowed(cell);
        let (_, unit) = cell.split_once("单位:")?;
        let unit = unit.split([')', ' ', ',', ';']).next()?;
        let counts_people = unit.ends_with(['人', '名', '次']);
        counts_people.then(|| of_unit(unit, Field::Count)).flatten()
    })
}

fn of_unit(unit: &str, field: Field) -> Option<f64> {
    if field == Field::Area {
        return match unit {
            "亩" => Some(MU_M2),
            "公顷" => Some(10_000.0),
            _ => None,
        };
    }
    let things: &[&str] = match field {
        Field::Count => &["", "人", "名", "人次"],
        Field::Capacity => &["", "人", "人次", "份", "餐", "张", "个", "座", "客"],
        _ => return None,
    };
    let (times, thing) = unit.split_at_checked('万'.len_utf8())?;
    let factor = match times {
        "十" => 10.0,
        "百" => 100.0,
        "千" => 1_000.0,
        "万" => 10_000.0,
        _ => return None,
    };
    things.contains(&thing).then_some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_brackets_multiply() {
        assert_eq!(factor("老年人口（万人）", Field::Count), Some(10_000.0));
        assert_eq!(factor("人数(单位：百人)", Field::Count), Some(100.0));
        assert_eq!(factor("日供餐（万人次）", Field::Capacity), Some(10_000.0));
        let mu = factor("面积（亩）", Field::Area).unwrap();
        assert!((mu * 3.0 - 2_000.0).abs() < 1e-9);
        for (title, field) in [
            ("人数（人）", Field::Count),
            ("造价（万元）", Field::Cost),
            ("人数（户）", Field::Count),
            ("万人", Field::Count),
        ] {
            assert_eq!(factor(title, field), None, "{title}");
        }
        let above = |cell: &str| told_above(&[vec![String::new(), cell.to_owned()]]);
        assert_eq!(above("单位：百人"), Some(100.0));
        assert_eq!(above("单位：万元"), None);
        assert_eq!(above("单位：人"), None);
    }
}
