//! Coordinates as people write them: degrees, minutes and seconds, two in one cell, well-known text or binary.

use geo::Point;

use super::Field;
use crate::crs::Crs;

/// Which coordinate a text says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    /// A longitude: E, W, 东, 西, 经.
    East,
    /// A latitude: N, S, 北, 南, 纬.
    North,
    /// It does not say.
    Untold,
}

/// Reads an angle such as `116°24′14″`, `E116°24.23'`, `北纬39度54分` or `116.4`, in degrees.
pub(super) fn degrees(text: &str) -> Option<(f64, Axis)> {
    let mut axis = Axis::Untold;
    let mut sign = 1.0;
    let mut plain = String::new();
    for c in text.chars() {
        match c.to_ascii_uppercase() {
            'E' | '东' => axis = Axis::East,
            'W' | '西' => (axis, sign) = (Axis::East, -1.0),
            'N' | '北' => axis = Axis::North,
            'S' | '南' => (axis, sign) = (Axis::North, -1.0),
            '经' if axis == Axis::Untold => axis = Axis::East,
            '纬' if axis == Axis::Untold => axis = Axis::North,
            '经' | '纬' | ':' if c != ':' => {}
            '0'..='9' | '.' | '-' => plain.push(c),
            '°' | '度' | 'º' | '˚' | '′' | '\'' | '’' | '分' | '″' | '"' | '”' | '秒' | ':'
            | ' ' => plain.push(' '),
            _ => return None,
        }
    }
    let mut parts = plain.split_whitespace();
    let whole: f64 = parts.next()?.parse().ok()?;
    let mut value = whole.abs();
    let mut is_whole = whole.fract() == 0.0;
    for divisor in [60.0, 3600.0] {
        let Some(part) = parts.next() else { break };
        let is_digits = part.starts_with(|c: char| c.is_ascii_digit());
        let part: f64 = part.parse().ok()?;
        // Behind decimals there is nothing smaller.
        let was_whole = std::mem::replace(&mut is_whole, part.fract() == 0.0);
        if !was_whole || !is_digits || !(0.0..60.0).contains(&part) {
            return None;
        }
        value += part / divisor;
    }
    let sign = if whole < 0.0 { -sign } else { sign };
    (parts.next().is_none() && value.is_finite()).then_some((sign * value, axis))
}

/// Reads two lengths in one cell, in metres: in well-known text the easting is first, else `fits` says which is.
pub(super) fn pair_m(text: &str, fits: impl Fn(f64, f64) -> bool) -> Option<(f64, f64)> {
    if let Some(told) = told_point(text) {
        return told;
    }
    let (first, second) = halves(text)?;
    let (a, b) = (first.parse::<f64>().ok()?, second.parse::<f64>().ok()?);
    // Survey tables write the northing first; where both orders or none make sense, x is before y.
    let is_northing_first = !fits(a, b) && fits(b, a);
    Some(if is_northing_first { (b, a) } else { (a, b) })
}

/// Reads a point in well-known binary of any byte order, dimension and dialect.
pub(super) fn binary_point(bytes: &[u8]) -> Option<Point> {
    let (order, rest) = bytes.split_first()?;
    let is_little = match order {
        0 => false,
        1 => true,
        _ => return None,
    };
    let kind: [u8; 4] = rest.get(..4)?.try_into().ok()?;
    let kind = if is_little {
        u32::from_le_bytes(kind)
    } else {
        u32::from_be_bytes(kind)
    };
    // Heights and measures are told by thousands in one dialect and by high bits in the other, where a third high bit
    // tells that the number of a system stands before the coordinates.
    if (kind & 0x0FFF_FFFF) % 1_000 != 1 {
        return None;
    }
    let skip = if kind & 0x2000_0000 == 0 { 4 } else { 8 };
    let number = |at: usize| {
        let bytes: [u8; 8] = rest.get(at..at + 8)?.try_into().ok()?;
        Some(if is_little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    };
    Some(Point::new(number(skip)?, number(skip + 8)?))
}

/// The coordinates in well-known text, or in well-known binary in hexadecimal; `None` where the text is neither.
#[expect(
    clippy::option_option,
    reason = "a broken point is no pair of numbers to try next"
)]
fn told_point(text: &str) -> Option<Option<(f64, f64)>> {
    let text = text.trim();
    let finite = |(x, y): (f64, f64)| (x.is_finite() && y.is_finite()).then_some((x, y));
    let upper = text.to_ascii_uppercase();
    if let Some(at) = upper.find("POINT") {
        // Upper case may be longer than the text itself; what comes before the word is a number of a system.
        let rest = text.get(at + 5..).unwrap_or_default();
        let inside = rest
            .split_once('(')
            .and_then(|(_, rest)| rest.split_once(')'));
        let (inside, _) = inside?;
        let mut numbers = inside
            .trim_matches(['(', ' '])
            .split_whitespace()
            .map(str::parse::<f64>);
        return Some(match (numbers.next(), numbers.next()) {
            (Some(Ok(x)), Some(Ok(y))) => finite((x, y)),
            _ => None,
        });
    }
    let is_binary = text.len() >= 42 && (text.starts_with("00") || text.starts_with("01"));
    if !is_binary || !text.bytes().all(|b| b.is_ascii_hexdigit()) || text.len() % 2 == 1 {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
    let point = bytes.and_then(|bytes| binary_point(&bytes));
    Some(point.and_then(|point| finite((point.x(), point.y()))))
}

/// A number whose decimals stand behind a comma, such as `116,391` or `521510,5637`.
///
/// In degrees a comma cannot stand between thousands; in metres a text that could be read so is none.
pub(super) fn with_decimal_comma(text: &str, crs: Crs) -> Option<f64> {
    let (whole, decimals) = text.trim().split_once(',')?;
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_thousands = digits.len() <= 3 && decimals.len() == 3;
    let is_right = is_number(digits)
        && is_number(decimals)
        && if crs.is_geographic() {
            digits.len() <= 3
        } else {
            !is_thousands
        };
    if !is_right {
        return None;
    }
    format!("{whole}.{decimals}").parse().ok()
}

/// A number of a field with its unit behind it or with commas between its thousands.
pub(super) fn amount(text: &str, field: Field) -> Option<f64> {
    const AREAS: [&str; 6] = ["平方米", "平米", "m2", "m²", "㎡", "平"];
    const PEOPLE: [&str; 4] = ["人次", "人", "名", "位"];
    const SEATS: [&str; 21] = [
        "餐/日",
        "份/日",
        "人/日",
        "张床位",
        "张床",
        "个床位",
        "个座位",
        "个座",
        "人次",
        "人",
        "名",
        "位",
        "座",
        "床",
        "份",
        "张",
        "个",
        "餐",
        "客",
        "套",
        "席",
    ];
    let units: &[&str] = match field {
        Field::Area => &AREAS,
        Field::Cost => &["元"],
        Field::Count => &PEOPLE,
        _ => &SEATS,
    };
    let text = text.trim();
    let bare = units.iter().find_map(|unit| text.strip_suffix(unit));
    let bare = bare.unwrap_or(text).trim_end();
    let mut groups = bare.split(',');
    let first = groups.next()?;
    let mut plain = first.to_owned();
    for (number, group) in groups.enumerate() {
        let whole = group.split('.').next().unwrap_or_default();
        let is_first_right = number > 0 || (1..=3).contains(&first.len());
        if !is_first_right || whole.len() != 3 {
            return None;
        }
        plain.push_str(group);
    }
    if !plain.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    plain.parse::<f64>().ok().filter(|n| n.is_finite())
}

/// The two parts of a cell.
fn halves(text: &str) -> Option<(&str, &str)> {
    let text = text.trim().trim_matches(['(', ')', '[', ']']);
    let mut halves = text
        .split([',', ';', '、'])
        .map(str::trim)
        .filter(|h| !h.is_empty());
    match (halves.next(), halves.next(), halves.next()) {
        (Some(first), Some(second), None) => Some((first, second)),
        (Some(both), None, _) => {
            let (first, second) = both.split_once(char::is_whitespace)?;
            Some((first, second.trim()))
        }
        _ => None,
    }
}

/// Reads two coordinates in one cell, longitude first unless the text itself says otherwise.
pub(super) fn pair(text: &str) -> Option<(f64, f64)> {
    if let Some(told) = told_point(text) {
        return told;
    }
    let (first, second) = halves(text)?;
    let ((a, first), (b, second)) = (degrees(first)?, degrees(second)?);
    match (first, second) {
        (Axis::North, Axis::East | Axis::Untold) | (Axis::Untold, Axis::East) => Some((b, a)),
        (Axis::East | Axis::Untold, Axis::North | Axis::Untold) => Some((a, b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64) -> bool {
        (found - wanted).abs() < 1e-9
    }

    #[test]
    fn angles_are_read_as_they_are_written() {
        let wanted = 116.0 + 24.0 / 60.0 + 14.0 / 3600.0;
        for text in [
            "116°24′14″",
            "116°24'14\"",
            "E116°24′14″",
            "东经116度24分14秒",
            "116 24 14",
            "116:24:14",
        ] {
            let (found, _) = degrees(text).unwrap();
            assert!(close(found, wanted), "{text}: {found}");
        }
        assert_eq!(degrees("39.9°S"), Some((-39.9, Axis::North)));
        assert_eq!(degrees("-33 30").map(|d| d.0), Some(-33.5));
        for text in [
            "",
            "北",
            "116°99′",
            "1 2 3 4",
            "116.32 01",
            "116 .3211",
            "116 19.5 3",
            "独居",
            "13812345678x",
        ] {
            assert_eq!(degrees(text), None, "{text}");
        }
    }

    #[test]
    fn two_coordinates_in_one_cell_are_longitude_first() {
        for text in [
            "116.4,39.9",
            "(116.4, 39.9)",
            "116.4 39.9",
            "116.4;39.9",
            "POINT (116.4 39.9)",
            "SRID=4326;POINT(116.4 39.9)",
            "39.9N,116.4E",
            "北纬39.9,东经116.4",
            "[116.4,39.9]",
        ] {
            let (x, y) = pair(text).unwrap();
            assert!(close(x, 116.4) && close(y, 39.9), "{text}: {x} {y}");
        }
        for text in [
            "116.4",
            "116.4,39.9,5",
            "a,b",
            "POINT(1)",
            "116.4E,39.9E",
            "POINT",
        ] {
            assert_eq!(pair(text), None, "{text}");
        }
    }

    #[test]
    fn metres_in_one_cell_are_in_the_order_that_the_zone_allows() {
        // Hefei in the unprefixed 3-degree zone of 117 E: `domain.md` section 4.1.
        let (east, north) = (521_510.563_7, 3_521_982.109);
        let fits = |x: f64, y: f64| (2e5..8e5).contains(&x) && (1.9e6..6e6).contains(&y);
        for text in [
            "521510.5637,3521982.109",
            "3521982.109, 521510.5637",
            "POINT (521510.5637 3521982.109)",
            "3521982.109 521510.5637",
        ] {
            assert_eq!(pair_m(text, fits), Some((east, north)), "{text}");
        }
        // Well-known text is never turned round: what it says wrongly is told as swapped.
        let turned = pair_m("POINT (3521982.109 521510.5637)", fits);
        assert_eq!(turned, Some((north, east)));
        assert_eq!(pair_m("521510.5637", fits), None);
    }

    #[test]
    fn decimals_may_stand_behind_a_comma_where_they_can_be_nothing_else() {
        let zone = Crs::GaussKrueger(4548);
        assert_eq!(with_decimal_comma("116,391", Crs::Wgs84), Some(116.391));
        assert_eq!(with_decimal_comma("-33,5", Crs::Wgs84), Some(-33.5));
        assert_eq!(with_decimal_comma("521510,5637", zone), Some(521_510.563_7));
        assert_eq!(with_decimal_comma("3521982,109", zone), Some(3_521_982.109));
        for text in ["521,510", "", ",5", "5,", "1,2,3", "1,2e3", "116.4,39.9"] {
            assert_eq!(with_decimal_comma(text, zone), None, "{text}");
        }
        assert_eq!(with_decimal_comma("1163,91", Crs::Wgs84), None);
    }

    #[test]
    fn amounts_may_have_units_and_thousands() {
        for (text, wanted) in [
            ("3人", 3.0),
            ("1,200", 1_200.0),
            ("1,200 人", 1_200.0),
            ("12,345,678.5", 12_345_678.5),
            ("12 人次", 12.0),
        ] {
            assert_eq!(amount(text, Field::Count), Some(wanted), "{text}");
        }
        for (text, field, wanted) in [
            ("350㎡", Field::Area, 350.0),
            ("80.5 平方米", Field::Area, 80.5),
            ("80m2", Field::Area, 80.0),
            ("20元", Field::Cost, 20.0),
            ("100餐/日", Field::Capacity, 100.0),
            ("80个座位", Field::Capacity, 80.0),
        ] {
            assert_eq!(amount(text, field), Some(wanted), "{text}");
            assert_eq!(amount(text, Field::Count), None, "{text}");
        }
        for text in [
            "1,20",
            "12,34,567",
            "1200,345",
            "人",
            "约30人",
            "-3人",
            "3人5",
            "inf",
            "",
        ] {
            assert_eq!(amount(text, Field::Count), None, "{text}");
        }
    }

    #[test]
    fn binary_points_are_read_in_both_dialects() {
        // As PostGIS prints ST_AsEWKB and ST_AsBinary of (116.4 39.9), and the latter with a height, big-endian.
        let (x, y) = (116.4_f64, 39.9_f64);
        let hex = |bytes: &[u8]| {
            bytes
                .iter()
                .fold(String::new(), |t, b| format!("{t}{b:02X}"))
        };
        let little = [&x.to_le_bytes()[..], &y.to_le_bytes()].concat();
        let plain = [&[1, 1, 0, 0, 0][..], &little].concat();
        let with_srid = [&[1, 1, 0, 0, 0x20][..], &4326_u32.to_le_bytes(), &little].concat();
        let big = [x, y, 5.0].map(f64::to_be_bytes).concat();
        let high = [&[0][..], &1_001_u32.to_be_bytes(), &big].concat();
        for bytes in [plain.clone(), with_srid, high] {
            assert_eq!(pair(&hex(&bytes)), Some((x, y)));
        }
        let line = [&[1, 2, 0, 0, 0][..], &little].concat();
        for bytes in [&line[..], &plain[..12], &[7; 21]] {
            assert_eq!(pair(&hex(bytes)), None);
        }
    }
}
