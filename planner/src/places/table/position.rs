//! Coordinates as people write them: degrees, minutes and seconds, two in one cell, or well-known text.

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
    for divisor in [60.0, 3600.0] {
        let Some(part) = parts.next() else { break };
        let part: f64 = part.parse().ok()?;
        if !(0.0..60.0).contains(&part) {
            return None;
        }
        value += part / divisor;
    }
    let sign = if whole < 0.0 { -sign } else { sign };
    (parts.next().is_none() && value.is_finite()).then_some((sign * value, axis))
}

/// Reads two coordinates in one cell, longitude first unless the text itself says otherwise.
pub(super) fn pair(text: &str) -> Option<(f64, f64)> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    if let Some(rest) = upper.find("POINT").map(|at| &text[at + 5..]) {
        let inside = rest.split_once('(')?.1.split_once(')')?.0;
        let mut numbers = inside.split_whitespace().map(str::parse::<f64>);
        return match (numbers.next(), numbers.next()) {
            (Some(Ok(x)), Some(Ok(y))) if x.is_finite() && y.is_finite() => Some((x, y)),
            _ => None,
        };
    }
    let text = text.trim_matches(['(', ')', '[', ']']);
    let mut halves = text
        .split([',', ';', '、'])
        .map(str::trim)
        .filter(|h| !h.is_empty());
    let (first, second) = match (halves.next(), halves.next(), halves.next()) {
        (Some(first), Some(second), None) => (first, second),
        (Some(both), None, _) => {
            let (first, second) = both.split_once(char::is_whitespace)?;
            (first, second.trim())
        }
        _ => return None,
    };
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
        for text in ["", "北", "116°99′", "1 2 3 4", "独居", "13812345678x"] {
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
        for text in ["116.4", "116.4,39.9,5", "a,b", "POINT(1)", "116.4E,39.9E"] {
            assert_eq!(pair(text), None, "{text}");
        }
    }
}
