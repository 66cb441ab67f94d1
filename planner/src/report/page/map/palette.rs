//! The colours of maps and charts, by role: the light theme of the viewer.

/// Ground.
pub const LAND: &str = "#F6F4EF";
/// Sea, lakes and rivers.
pub const WATER: &str = "#CBDEE8";
/// Shores and streams.
pub const SHORE: &str = "#A9C4D2";
/// Parks and woods.
pub const GREEN: &str = "#DFEAD2";
/// Railways.
pub const RAIL: &str = "#A8A39B";
/// Streets by class, the widest first.
pub const STREETS: [&str; 4] = ["#A8987A", "#B5AA96", "#BDB5A6", "#CBC4B7"];
/// Outlines of districts.
pub const DISTRICT: &str = "#5E5468";
/// Open sites.
pub const SITE: &str = "#0B628F";
/// Proposed sites.
pub const PROPOSED: &str = "#B83413";
/// Outlines of gaps.
pub const GAP: &str = "#B83413";
/// Text.
pub const INK: &str = "#22262C";
/// Quiet text; still 4.5 to 1 on white.
pub const QUIET: &str = "#5A6069";
/// Thin lines.
pub const LINE: &str = "#D9D6CF";
/// What is withheld.
pub const WITHHELD: &str = "#C9C6C0";

/// How much hexagons hide of the ground.
pub const OPACITY: &str = "0.85";

/// From nobody covered to everybody covered: lightness rises steadily, so that it reads with any colour vision and in
/// grey print.
pub const COVERAGE: [&str; 5] = ["#1B3A68", "#4A5B7C", "#85857C", "#C2B062", "#FAE05A"];

/// Served, in reach but full, out of reach.
pub const BUCKETS: [&str; 3] = ["#0B628F", "#9CC3D8", "#E4E0D8"];

/// Before and after.
pub const PHASES: [&str; 2] = ["#9AA3AD", "#0B628F"];

/// The class of a share from 0 to 1: fifths, the full share in the last.
pub fn class_of(part: u64, whole: u64) -> usize {
    let fifths = (u128::from(part) * 5).checked_div(u128::from(whole));
    fifths.map_or(0, |class| (class as usize).min(COVERAGE.len() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(hex: &str) -> f64 {
        let channel = |from: usize| {
            let value = f64::from(u8::from_str_radix(&hex[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read() {
        for ink in [INK, QUIET, PROPOSED, SITE] {
            assert!(contrast(ink, "#FFFFFF") >= 4.5, "{ink}");
        }
        assert!(contrast(INK, LAND) >= 4.5 && contrast(QUIET, LAND) >= 4.5);
    }

    #[test]
    fn classes_are_fifths_and_grow_lighter() {
        assert_eq!(
            [0, 19, 20, 99, 100].map(|part| class_of(part, 100)),
            [0, 0, 1, 4, 4]
        );
        let light: Vec<f64> = COVERAGE.iter().map(|c| luminance(c)).collect();
        assert!(
            light.windows(2).all(|pair| pair[1] > pair[0] * 1.4),
            "{light:?}"
        );
    }
}
