//! What stands beside plain coverage: walks, speeds, circles, access and equity, groups, gaps, sites.

use super::super::markup::{Markup, el};
use super::super::table::{Table, numbers, words as texts};
use super::super::words::{DASH, whole};
use super::super::{Report, ShareRecord, area, charts};
use super::part;
use crate::report::naming::property;
use crate::report::record::published::SiteRecord;

/// The most gaps that are listed.
const MOST_GAPS: usize = 25;
/// The most sites that are listed where there is no page of their district.
const MOST_SITES: usize = 120;

/// How long people walk: curve, distribution, table.
pub(super) fn walks(report: &Report) -> Markup {
    let words = report.words;
    let mut content = Markup::default();
    for (number, standard) in report.folder.published.standards.iter().enumerate() {
        let mut figures = Markup::default();
        figures.put(charts::curve(&format!("curve-{number}"), standard, words));
        figures.put(charts::histogram(
            &format!("walks-{number}"),
            standard,
            words,
        ));
        if figures.is_empty() {
            continue;
        }
        let mut columns = vec![texts(words.pick("步行分钟", "minutes on foot"))];
        columns.push(numbers(words.pick("现状人数", "people today")));
        if standard.phases.len() > 1 {
            columns.push(numbers(words.pick("建成后人数", "with the plan")));
        }
        let mut table = Table::new(standard.kind.clone(), columns).small();
        for bin in &standard.bins {
            let people = bin.people.iter().map(|people| whole(*people));
            table.row(std::iter::once(charts::span(bin, words)).chain(people));
        }
        content.put(
            el("div")
                .class("together")
                .put(el("h4").text(&standard.kind))
                .put(figures),
        );
        content.put(table.done());
    }
    part(words.pick("步行时间", "How long people walk"), content)
}

/// Coverage today at other speeds.
pub(super) fn speeds(report: &Report) -> Markup {
    let words = report.words;
    let standards = &report.folder.published.standards;
    let Some(first) = standards
        .first()
        .filter(|standard| !standard.speeds.is_empty())
    else {
        return Markup::default();
    };
    let mut columns = vec![texts(words.pick("步速（米/秒）", "speed in m/s"))];
    columns.extend(standards.iter().map(|standard| numbers(&standard.kind)));
    let mut table = Table::new(
        words.pick("不同步速下的现状覆盖", "Coverage today at other speeds"),
        columns,
    );
    for (row, at) in first.speeds.iter().enumerate() {
        let covered = standards.iter().map(|standard| {
            let share = standard.speeds.get(row).map(|at| at.covered);
            counted(report, share.unwrap_or_default())
        });
        table.row(std::iter::once(at.speed_mps.to_string()).chain(covered));
    }
    part(
        words.pick("步速敏感性", "If they walk slower or faster"),
        table.done(),
    )
}

/// People and their share.
fn counted(report: &Report, share: ShareRecord) -> String {
    let words = report.words;
    match (share.people, share.pct) {
        (Some(people), Some(pct)) => format!("{} · {pct:.1} %", whole(people)),
        (people, _) => words.people(people),
    }
}

/// Circles against the walk.
pub(super) fn circles(report: &Report) -> Markup {
    let words = report.words;
    let columns = [
        texts(words.pick("设施与半径", "kind and radius")),
        numbers(words.pick("圆内人数", "in the circle")),
        numbers(words.pick("其中步行超时或无路", "of these not covered on foot")),
        numbers(words.pick("圆外但已覆盖", "covered outside it")),
    ];
    let mut table = Table::new(
        words.pick(
            "圆圈法与实际步行对照（末阶段）",
            "Circles against the walk, in the end",
        ),
        columns,
    );
    for standard in &report.folder.published.standards {
        let Some(last) = standard.phases.last() else {
            continue;
        };
        for circle in last.circles.iter().flatten() {
            table.row([
                format!(
                    "{} {:.0} {}",
                    standard.kind,
                    circle.radius_m,
                    words.pick("米", "m")
                ),
                counted(report, circle.in_circle),
                whole(circle.not_covered),
                whole(circle.outside),
            ]);
        }
    }
    part(words.pick("圆圈法审计", "Circle audit"), table.done())
}

/// Access scores and how evenly they are spread.
pub(super) fn access(report: &Report) -> Markup {
    let words = report.words;
    let columns = [
        texts(words.pick("设施与方法", "kind and method")),
        numbers(words.pick("人均", "a person")),
        numbers(words.pick("基尼", "Gini")),
        numbers(words.pick("帕尔马", "Palma")),
        numbers(words.pick("泰尔", "Theil")),
        numbers(words.pick("集中指数", "concentration")),
    ];
    let mut table = Table::new(
        words.pick("可达性与公平（末阶段）", "Access and equity, in the end"),
        columns,
    )
    .small();
    let number =
        |value: Option<f64>| value.map_or_else(|| DASH.to_owned(), |value| format!("{value:.1}"));
    let mut is_empty = true;
    for standard in &report.folder.published.standards {
        for access in &standard.access {
            is_empty = false;
            table.row([
                format!("{} · {}", standard.kind, access.method),
                access.mean.to_string(),
                number(access.gini),
                number(access.palma),
                number(access.theil),
                number(access.concentration),
            ]);
        }
    }
    if is_empty {
        return Markup::default();
    }
    part(
        words.pick("可达性与公平", "Access and equity"),
        table.done(),
    )
}

/// Coverage by group.
pub(super) fn groups(report: &Report) -> Markup {
    let (words, published) = (report.words, &report.folder.published);
    let mut columns = vec![
        texts(words.pick("人群", "group")),
        numbers(words.pick("人数", "people")),
    ];
    columns.extend(
        published
            .standards
            .iter()
            .map(|standard| numbers(&standard.kind)),
    );
    let caption = words.pick(
        "分人群覆盖率：现状 → 建成后",
        "Coverage by group: today → with the plan",
    );
    let mut table = Table::new(caption, columns);
    for group in &published.groups {
        let value = group
            .value
            .as_deref()
            .unwrap_or(words.pick("未知", "not known"));
        let shares = group.standards.iter().map(|phases| {
            let phases: Vec<String> = phases.iter().map(|share| words.pct(share.pct)).collect();
            phases.join(" → ")
        });
        let start = [
            format!("{} {value}", property(&group.by, words.lang)),
            words.people(group.eligible),
        ];
        table.row(start.into_iter().chain(shares));
    }
    part(words.pick("分人群", "Groups"), table.done())
}

/// The largest gaps of all.
pub(super) fn gaps(report: &Report) -> Markup {
    let (words, published) = (report.words, &report.folder.published);
    let columns = [
        texts(words.pick("片区", "gap")),
        texts(words.pick("区划", "district")),
        numbers(words.pick("人数", "people")),
        numbers(words.pick("平均步行分钟", "mean minutes")),
        texts(words.pick("主要原因", "mainly because of")),
    ];
    let mut table = Table::new(
        words.pick("余下的最大片区", "The largest gaps that are left"),
        columns,
    );
    for gap in published.gaps.iter().filter(|gap| gap.rank <= MOST_GAPS) {
        table.row([
            format!("{} {}", gap.kind, gap.rank),
            report.district_name(gap.district.as_deref()),
            whole(gap.people),
            gap.mean_walk_min
                .map_or_else(|| DASH.to_owned(), |m| m.to_string()),
            gap.main_cause
                .as_deref()
                .map_or(DASH, |cause| words.cause(cause))
                .to_owned(),
        ]);
    }
    part(words.pick("服务盲区", "Gaps"), table.done())
}

/// Sites that no page of a district lists.
pub(super) fn sites(report: &Report) -> Markup {
    let (words, published) = (report.words, &report.folder.published);
    let paged = |site: &SiteRecord| {
        let areas = &published.areas;
        site.district.is_some() && areas.iter().any(|area| area.code == site.district)
    };
    let rest: Vec<&SiteRecord> = published
        .sites
        .iter()
        .filter(|site| !paged(site))
        .take(MOST_SITES)
        .collect();
    let table = area::sites_table(report, &rest).small();
    let mut content = table.done();
    let all = published.sites.iter().filter(|site| !paged(site)).count();
    if all > rest.len() {
        content.put(el("p").class("note").text(words.pick(
            "其余见 facilities.geojson。",
            "The others are in facilities.geojson.",
        )));
    }
    part(words.pick("设施清单", "Sites"), content)
}
