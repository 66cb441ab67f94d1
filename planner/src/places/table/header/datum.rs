//! What titles and cells say of the system that coordinates are in: 百度, 高德, GCJ02, WGS84.

use crate::crs::Crs;
use crate::text::narrowed;

/// The system of degrees that a word names.
pub(super) fn named(text: &str) -> Option<Crs> {
    const WORDS: [(&str, Crs); 11] = [
        ("百度", Crs::Bd09),
        ("bd09", Crs::Bd09),
        ("高德", Crs::Gcj02),
        ("腾讯", Crs::Gcj02),
        ("火星", Crs::Gcj02),
        ("gcj", Crs::Gcj02),
        ("国测局", Crs::Gcj02),
        ("wgs", Crs::Wgs84),
        ("天地图", Crs::Wgs84),
        ("cgcs2000", Crs::Wgs84),
        ("gps", Crs::Wgs84),
    ];
    let plain = narrowed(text).to_lowercase().replace(['-', ' ', '_'], "");
    let mut words = WORDS.iter();
    words
        .find(|(word, _)| plain.contains(word))
        .map(|(_, crs)| *crs)
}

/// Whether a text names another system of degrees than the one in which a file is read.
pub(in crate::places) fn contradicts(text: &str, crs: Crs) -> bool {
    let read = if crs == Crs::Cgcs2000 {
        Crs::Wgs84
    } else {
        crs
    };
    crs.is_geographic() && named(text).is_some_and(|told| told != read)
}
