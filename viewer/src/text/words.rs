//! Kinds, times, shares, changes and lengths in words.

use planner::text::Lang;
use planner::units::{Seniors, WalkTime};

/// A kind of facility in people's words; the usual codes are translated, others stay as the user wrote them.
pub fn kind_name(kind: &str, lang: Lang) -> &str {
    match (kind, lang) {
        ("canteen", Lang::Zh) => "助餐点",
        ("day_care", Lang::Zh) => "日间照料中心",
        ("social_work", Lang::Zh) => "社工站",
        ("community_centre", Lang::Zh) => "社区中心",
        ("senior_facility", Lang::Zh) => "养老设施",
        ("senior_home", Lang::Zh) => "养老院",
        ("pharmacy", Lang::Zh) => "药店",
        ("canteen" | "助餐点", Lang::En) => "Canteen",
        ("day_care" | "日间照料中心", Lang::En) => "Day care",
        ("社区卫生服务站", Lang::En) => "Health station",
        ("social_work" | "社工站", Lang::En) => "Social work station",
        ("community_centre", Lang::En) => "Community centre",
        ("senior_facility", Lang::En) => "Facility for seniors",
        ("senior_home", Lang::En) => "Senior home",
        ("pharmacy", Lang::En) => "Pharmacy",
        (other, _) => other,
    }
}

/// A level of districts in people's words; the usual codes are translated, others stay as the user wrote them.
pub fn level_name(level: &str, lang: Lang) -> &str {
    match (level, lang) {
        ("district", Lang::Zh) => "区划",
        ("street" | "subdistrict", Lang::Zh) => "街道",
        ("community", Lang::Zh) => "社区",
        ("街道", Lang::En) => "street",
        ("社区", Lang::En) => "community",
        (other, _) => other,
    }
}

/// Whole minutes without decimals, others with one.
pub fn minutes(time: WalkTime) -> String {
    let minutes = time.minutes();
    if time.millis().is_multiple_of(60_000) {
        format!("{minutes:.0}")
    } else {
        format!("{minutes:.1}")
    }
}

/// A share as per cent with one decimal, cut so that 100 is shown for all only.
pub fn percent(share: f64) -> String {
    format!("{:.1}", (share * 1000.0).floor() / 10.0)
}

/// A change in the number of people, with its sign and thousands apart.
pub fn signed(change: i64) -> String {
    let sign = if change < 0 { "−" } else { "+" };
    format!("{sign}{}", Seniors::new(change.unsigned_abs()))
}

/// A length for people: metres below a kilometre, kilometres above.
pub fn length(metres: f64) -> String {
    if metres < 1000.0 {
        format!("{metres:.0} m")
    } else if metres < 10_000.0 && (metres % 1000.0) > 1.0 {
        format!("{:.1} km", metres / 1000.0)
    } else {
        format!("{:.0} km", metres / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_per_cent_means_everybody() {
        assert_eq!(percent(0.99999), "99.9");
        assert_eq!(percent(1.0), "100.0");
    }

    #[test]
    fn changes_have_a_sign_and_thousands_apart() {
        assert_eq!([37_750, -1, 0].map(signed), ["+37,750", "−1", "+0"]);
    }

    #[test]
    fn lengths_and_times_read_well() {
        assert_eq!(
            [50.0, 1000.0, 2500.0, 20_000.0].map(length),
            ["50 m", "1 km", "2.5 km", "20 km"]
        );
        assert_eq!(minutes(WalkTime::from_minutes(15)), "15");
        assert_eq!(minutes(WalkTime::from_seconds(450.0)), "7.5");
    }
}
