//! How they walk, in a line for the profile, one for speeds by age, and one for each standard with a profile of its own.

use std::fmt::Write as _;

use crate::impedance::WalkProfile;
use crate::scenario::Scenario;
use crate::text::Lang;
use crate::units::{WalkSpeed, WalkTime};

/// The lines, as a planner reads them.
pub(super) fn lines(scenario: &Scenario) -> String {
    let lang = scenario.language;
    let walk = &scenario.walk;
    let (profile, speed) = (&walk.name, on_the_flat(walk, lang));
    let mut text = match lang {
        Lang::Zh => format!("  步行参数 {profile}：{speed}\n"),
        Lang::En => format!("  walk profile {profile}: {speed}\n"),
    };
    text.push_str(&by_age(walk, lang));
    let own = scenario.standards.iter().filter_map(|standard| {
        let profile = standard
            .profile
            .as_deref()
            .filter(|name| *name != walk.name)?;
        Some((&standard.kind, scenario.walker(profile)?))
    });
    for (kind, other) in own {
        let (profile, speed) = (&other.name, on_the_flat(&other, lang));
        let _ = match lang {
            Lang::Zh => writeln!(text, "  {kind}按 {profile}：{speed}"),
            Lang::En => writeln!(text, "  {kind} by {profile}: {speed}"),
        };
    }
    text
}

/// The speed, what a quarter of an hour means at it, and the longest walk.
fn on_the_flat(walk: &WalkProfile, lang: Lang) -> String {
    let (mps, metres) = (walk.speed.mps(), in_15_min_m(walk.speed));
    let cap = walk.cap.map_or_else(String::new, |cap| match lang {
        Lang::Zh => format!("，可达最远 {:.0} m", cap.metres()),
        Lang::En => format!(", reach ends at {:.0} m", cap.metres()),
    });
    match lang {
        Lang::Zh => format!("{mps:.2} m/s，平地 15 分钟 {metres:.0} m{cap}"),
        Lang::En => format!("{mps:.2} m/s, 15 minutes on the flat are {metres:.0} m{cap}"),
    }
}

/// Speeds by age with what 15 minutes mean at each; nothing where everybody walks at one speed.
fn by_age(walk: &WalkProfile, lang: Lang) -> String {
    if walk.ages.is_empty() {
        return String::new();
    }
    let bands = walk.ages.iter().map(|band| {
        let (from, mps, metres) = (band.from, band.speed.mps(), in_15_min_m(band.speed));
        match lang {
            Lang::Zh => format!("{from} 岁起 {mps:.2} m/s（{metres:.0} m）"),
            Lang::En => format!("from {from} on {mps:.2} m/s ({metres:.0} m)"),
        }
    });
    let bands: Vec<String> = bands.collect();
    match lang {
        Lang::Zh => format!(
            "    每人按本人年龄计：{}；年龄不明者按上行速度\n",
            bands.join("，")
        ),
        Lang::En => format!(
            "    each at the speed of their age: {}; whose age is not known, as above\n",
            bands.join(", ")
        ),
    }
}

fn in_15_min_m(speed: WalkSpeed) -> f64 {
    speed.distance_in(WalkTime::from_minutes(15)).metres()
}
