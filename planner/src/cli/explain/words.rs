//! An explanation in words, for whoever stands at the counter.

use std::fmt::Write as _;
use std::path::Path;

use crate::coverage::{Cause, Standing};
use crate::places::Site;
use crate::snap::{LIMIT_M, Unsnapped};
use crate::study::{Change, Explanation, Nearer, Route, StandardTold, Study};
use crate::text::Lang;
use crate::units::WalkTime;

use super::repairs::what;

/// What is said of every explanation.
pub(super) const NOTICE: (&str, &str) = (
    "工作数据，含住址，不得对外发布",
    "working data about a home: not for publication",
);

/// The explanation in the scenario's language.
pub(super) fn text(
    study: &Study,
    told: &Explanation,
    change: &Change,
    file: Option<&Path>,
) -> String {
    let lang = study.scenario.language;
    let mut text = String::new();
    let at = told.at.map_or_else(String::new, |at| {
        format!(" {:.6}, {:.6}", at.lon_deg(), at.lat_deg())
    });
    let home = lang.pick("住址", "home at");
    let notice = lang.pick(NOTICE.0, NOTICE.1);
    let _ = writeln!(text, "{home}{at}（{notice}）");
    let _ = writeln!(text, "  {}", attached(told, lang));
    for (number, standard) in told.standards.iter().enumerate() {
        add_standard(&mut text, study, standard);
        if let Some(nearer) = change.nearer.get(number).copied().flatten() {
            add_nearer(&mut text, study, nearer);
        }
    }
    add_repairs(&mut text, told, change, lang);
    if let Some(file) = file {
        let file = file.display();
        let _ = match lang {
            Lang::Zh => writeln!(text, "路线写入 {file}，仅限本人读取"),
            Lang::En => writeln!(text, "walks written to {file}, for its owner alone"),
        };
    }
    if lang == Lang::En {
        text = text.replace('（', " (").replace('）', ")");
    }
    text
}

fn attached(told: &Explanation, lang: Lang) -> String {
    match (&told.attached, lang) {
        (Ok(at), Lang::Zh) => format!("距最近道路 {:.0} 米", at.gap.metres()),
        (Ok(at), Lang::En) => format!("{:.0} m off its street", at.gap.metres()),
        (Err(Unsnapped::NoCoordinates), Lang::Zh) => "没有可用的坐标，计入“未定位”".to_owned(),
        (Err(Unsnapped::NoCoordinates), Lang::En) => {
            "no usable coordinates: counted as unsnapped".to_owned()
        }
        (Err(Unsnapped::TooFar(_)), Lang::Zh) => {
            format!("{LIMIT_M} 米内没有可步行的道路，计入“未定位”")
        }
        (Err(Unsnapped::TooFar(_)), Lang::En) => {
            format!("no walkable street within {LIMIT_M} m: counted as unsnapped")
        }
    }
}

fn add_standard(text: &mut String, study: &Study, told: &StandardTold) {
    let lang = study.scenario.language;
    let (kind, within) = (&told.standard.kind, told.standard.within.minutes());
    let standing = standing(told, lang);
    let (name, mps) = (&told.profile, told.speed.mps());
    let rule = told.standard.eligible.as_ref().filter(|_| !told.applies);
    let not_for = rule.map_or_else(String::new, |rule| match lang {
        Lang::Zh => format!("；此标准只适用于 {rule} 的老人，不计此处的人"),
        Lang::En => format!("; it is for {rule} alone, and does not count the people here"),
    });
    let _ = match lang {
        Lang::Zh => writeln!(
            text,
            "{kind}，{within} 分钟以内（{name}，平地每秒 {mps:.2} 米）：{standing}{not_for}"
        ),
        Lang::En => writeln!(
            text,
            "{kind} within {within} min ({name}, {mps:.2} m/s on the flat): {standing}{not_for}"
        ),
    };
    if let Some(route) = &told.route {
        add_route(text, study, route);
    }
    if let Some(cap) = told.surpassed_cap() {
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  这段路超过 {name} 最长 {:.0} 米的限度：不算可达",
                cap.metres()
            ),
            Lang::En => writeln!(
                text,
                "  the walk is longer than the {:.0} m that {name} goes at most: not within reach",
                cap.metres()
            ),
        };
    }
    if let Some(why) = told.why {
        let _ = writeln!(text, "  {}", reason(why, lang));
        add_barred(text, &told.barred_by, lang);
    }
}

/// A candidate that would cover the home.
fn add_nearer(text: &mut String, study: &Study, nearer: Nearer) {
    let lang = study.scenario.language;
    let site = called(&study.places.sites[nearer.site]);
    let (time, people) = (minutes(nearer.time, lang), nearer.people);
    let _ = match lang {
        Lang::Zh => writeln!(
            text,
            "  在备选点 {site} 开站即可达标：步行 {time}，可新覆盖 {people} 人"
        ),
        Lang::En => writeln!(
            text,
            "  a site at the candidate {site} would do: {time}; it would newly cover {people} people"
        ),
    };
}

/// The changes of the map that would cover the home.
fn add_repairs(text: &mut String, told: &Explanation, change: &Change, lang: Lang) {
    if told.standards.iter().all(StandardTold::is_met) {
        return;
    }
    if change.repairs.is_empty() {
        let none = lang.pick(
            "没有找到能使其达标的单处开门或连通",
            "no single gate or link was found that would do",
        );
        let _ = writeln!(text, "{none}");
    }
    for (index, repair) in change.repairs.iter().enumerate() {
        let what = what(repair, lang);
        let people = repair.people;
        let _ = match (index, lang) {
            (0, Lang::Zh) => writeln!(text, "最小的改动：{what}，共使 {people} 人达标"),
            (_, Lang::Zh) => writeln!(text, "或者：{what}，共使 {people} 人达标"),
            (0, Lang::En) => writeln!(
                text,
                "the smallest change: {what}; it would bring {people} people inside in all"
            ),
            (_, Lang::En) => writeln!(
                text,
                "or: {what}; it would bring {people} people inside in all"
            ),
        };
    }
}

fn add_route(text: &mut String, study: &Study, route: &Route) {
    let lang = study.scenario.language;
    let site = called(&study.places.sites[route.site]);
    let (time, metres) = (minutes(route.time, lang), route.length.metres());
    let _ = match lang {
        Lang::Zh => writeln!(text, "  最近的是 {site}：步行 {time}，{metres:.0} 米"),
        Lang::En => writeln!(text, "  the nearest is {site}: {time}, {metres:.0} m"),
    };
    for (cause, ms) in &route.causes {
        let word = lang.pick(cause.words().0, cause.words().1);
        let seconds = *ms as f64 / 1000.0;
        let _ = writeln!(text, "  {seconds:>9.1} s  {word}");
    }
}

/// How a site is called: by its name, with its id.
fn called(site: &Site) -> String {
    match &site.name {
        Some(name) => format!("{name} ({})", site.id),
        None => site.id.to_string(),
    }
}

fn minutes(time: WalkTime, lang: Lang) -> String {
    let unit = lang.pick("分钟", "min");
    format!("{:.1} {unit}", time.minutes())
}

fn standing(told: &StandardTold, lang: Lang) -> &'static str {
    match (told.is_met(), told.standing) {
        (true, Standing::Sure) => lang.pick("达标", "yes"),
        (true, _) => lang.pick(
            "达标，但取决于地图未说明的通道",
            "yes, if paths that the map leaves open can be walked",
        ),
        (false, Standing::Possible) => lang.pick(
            "未达标；若地图未说明的通道可走则达标",
            "no; it would be if paths that the map leaves open can be walked",
        ),
        (false, _) => lang.pick("未达标", "no"),
    }
}

/// What bars every walk, where something does.
fn add_barred(text: &mut String, barred_by: &[Cause], lang: Lang) {
    let names: Vec<&str> = barred_by
        .iter()
        .map(|cause| match cause {
            Cause::Slope => lang.pick("坡度", "gradients"),
            Cause::Stairs => lang.pick("台阶", "stairs"),
            Cause::Kerb => lang.pick("路缘石", "kerbs"),
            _ => lang.pick("大门或内部道路", "gates and private ways"),
        })
        .collect();
    if names.is_empty() {
        return;
    }
    let _ = match lang {
        Lang::Zh => writeln!(text, "  挡住去路的是：{}", names.join("、")),
        Lang::En => writeln!(text, "  what bars every way: {}", names.join(", ")),
    };
}

/// Why a standard is not met, in a sentence.
pub(super) const fn reason(why: Cause, lang: Lang) -> &'static str {
    match why {
        Cause::NoSiteNear => lang.pick(
            "原因：附近没有站点，直线距离也太远",
            "why: no site is near, even in a straight line",
        ),
        Cause::Detour => lang.pick(
            "原因：直线距离不远，但要绕路",
            "why: a site is near in a straight line, and the way around is long",
        ),
        Cause::Slope => lang.pick(
            "原因：坡度；若在平地即可达标",
            "why: the slope; on flat ground the walk would be short enough",
        ),
        Cause::Stairs => lang.pick(
            "原因：台阶；没有台阶即可达标",
            "why: stairs; without them the walk would be short enough",
        ),
        Cause::Kerb => lang.pick(
            "原因：路缘石过高；降低或加坡道即可达标",
            "why: raised kerbs; with lowered ones the way would be short enough",
        ),
        Cause::Gate => lang.pick(
            "原因：大门或内部道路挡住了近路",
            "why: a gate or a private way bars a walk that would be short enough",
        ),
        Cause::Full => lang.pick(
            "原因：站点够近，但已满员",
            "why: a site is near enough, and full",
        ),
        Cause::Unreachable => lang.pick(
            "原因：没有道路通往任何站点",
            "why: no path leads to any site",
        ),
        Cause::Unsnapped => lang.pick(
            "原因：住址不在任何道路旁",
            "why: the home is attached to no street",
        ),
    }
}
