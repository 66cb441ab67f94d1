//! One page for each district, and the page that sets them side by side.

use super::map::{Legend, Sheet};
use super::markup::{Markup, el, text_el};
use super::table::{Table, numbers, words as texts};
use super::words::{DASH, Words, whole};
use super::{Report, charts, leader, promises};
use crate::report::record::published::{AreaReachRecord, AreaRecord, SiteRecord};
use crate::text::Lang;

/// The least and the greatest height of a district's map.
const HEIGHTS: (f64, f64) = (700.0, 980.0);
/// The most gaps that are listed for a district.
const MOST_GAPS: usize = 8;

/// All districts as a chart and a table.
pub(super) fn side_by_side(report: &Report) -> Markup {
    let (words, published) = (report.words, &report.folder.published);
    let standards = leader::all_standards(report);
    if published.areas.is_empty() {
        let title = words.pick("全部数字", "All numbers");
        return el("section")
            .class("page")
            .put(text_el("h2", title))
            .put(standards)
            .done();
    }
    let areas: Vec<&AreaRecord> = published.areas.iter().collect();
    let kind = report.atlas.kind;
    let chart = charts::districts("districts", &areas, (kind, report.atlas.phases), words);
    let mut section = el("section")
        .class("page")
        .put(text_el(
            "h2",
            words.pick("各街道社区对比", "Districts side by side"),
        ))
        .put(standards)
        .put(chart);
    section = section.put(areas_table(report));
    if published.areas.iter().any(|area| area.withheld) {
        section = section.put(report.withheld_note());
    }
    section.done()
}

/// A row for each district.
fn areas_table(report: &Report) -> Markup {
    let (words, published) = (report.words, &report.folder.published);
    let kind = report.atlas.kind;
    let columns = [
        texts(words.pick("区划", "district")),
        numbers(words.pick("规划对象", "eligible")),
        numbers(words.pick("现状覆盖", "covered today")),
        numbers("%"),
        numbers(words.pick("建成后覆盖", "with the plan")),
        numbers("%"),
        numbers(words.pick("仍未覆盖", "still not covered")),
    ];
    let caption = match words.lang {
        Lang::Zh => format!("各区划覆盖情况：{}", report.atlas.kind_name),
        Lang::En => format!("Coverage by district: {}", report.atlas.kind_name),
    };
    let mut table = Table::new(caption, columns);
    for area in &published.areas {
        let reach = |phase: usize| area.standards[kind].get(phase);
        let covered = |phase: usize| match reach(phase) {
            Some(reach) => [
                words.people(reach.covered.people),
                words.pct(reach.covered.pct),
            ],
            None => [DASH.to_owned(), DASH.to_owned()],
        };
        let [before, before_pct] = covered(0);
        let [after, after_pct] = covered(1);
        // Where the standard is for some of the eligible only, those.
        let is_for_all = published.standards[kind].rule.is_none();
        let theirs = || {
            let today = reach(0)?;
            Some(today.covered.people? + today.not_covered?)
        };
        let eligible = if is_for_all { area.eligible } else { theirs() };
        let left = area.standards[kind]
            .last()
            .and_then(|reach| reach.not_covered);
        table.row([
            name_of(area, words),
            words.people(eligible),
            before,
            before_pct,
            after,
            after_pct,
            words.people(left),
        ]);
    }
    table.done()
}

/// The name of a district.
fn name_of(area: &AreaRecord, words: Words) -> String {
    let outside = words.pick("各区划之外", "outside every district");
    area.name.clone().unwrap_or_else(|| outside.to_owned())
}

/// The pages of all districts that have an outline or people.
pub(super) fn pages(report: &Report) -> Vec<Markup> {
    let areas = report.folder.published.areas.iter();
    areas
        .filter(|area| area.code.is_some())
        .map(|area| page(report, area))
        .collect()
}

fn page(report: &Report, area: &AreaRecord) -> Markup {
    let words = report.words;
    let code = area.code.as_deref().unwrap_or_default();
    let about = match words.lang {
        Lang::Zh => format!(
            "编码 {code}；老年人 {}，规划对象 {}",
            words.people(area.seniors),
            words.people(area.eligible)
        ),
        Lang::En => format!(
            "code {code}; {} seniors, {} eligible",
            words.people(area.seniors),
            words.people(area.eligible)
        ),
    };
    let mut section = el("section")
        .class("page area")
        .put(text_el("h2", name_of(area, words)))
        .put(el("p").class("about").text(about));
    if let Some(sheet) = sheet(report, area, Legend::Apart) {
        section = section.put(report.figure(&sheet));
    }
    section = section
        .put(figures(report, area))
        .put(gaps(report, code))
        .put(sites(report, code))
        .put(promises::of_district(report, code));
    if area.withheld {
        section = section.put(report.withheld_note());
    }
    section.done()
}

/// The map of a district.
pub(super) fn sheet<'a>(
    report: &Report,
    area: &'a AreaRecord,
    legend: Legend,
) -> Option<Sheet<'a>> {
    let words = report.words;
    let code = area.code.as_deref()?;
    let extent = report.atlas.extent_of(code)?;
    let place = report
        .folder
        .published
        .areas
        .iter()
        .position(|other| other.code.as_deref() == Some(code))?;
    let name = name_of(area, words);
    let height = (charts::WIDTH * extent.height_for_width()).clamp(HEIGHTS.0, HEIGHTS.1);
    Some(Sheet {
        id: format!("map-district-{}", place + 1),
        title: match words.lang {
            Lang::Zh => format!("{name}：{}覆盖图", report.atlas.kind_name),
            Lang::En => format!("{name}: coverage, {}", report.atlas.kind_name),
        },
        about: words
            .pick(
                "地图：六边形按覆盖率着色，虚线为仍未覆盖的片区，圆点为已有设施，方块为建议选址；数字见下表。",
                "Map: hexagons coloured by coverage, dashed outlines around what is left uncovered, dots for open sites, squares for proposed ones; the tables below have the numbers.",
            )
            .to_owned(),
        extent,
        width: charts::WIDTH,
        height: height.round(),
        phase: report.atlas.phases - 1,
        focus: Some(code),
        budget: report.budget(report.streets_of_a_district()),
        legend,
    })
}

/// Every standard in one district.
fn figures(report: &Report, area: &AreaRecord) -> Markup {
    let words = report.words;
    let columns = [
        texts(words.pick("设施与阶段", "kind and phase")),
        numbers(words.pick("已覆盖", "covered")),
        numbers("%"),
        numbers(words.pick("未覆盖", "not covered")),
        numbers(words.pick("超时", "too far")),
        numbers(words.pick("无路可达", "no path")),
        numbers(words.pick("有座可用", "served")),
        numbers(words.pick("中位分钟", "median minutes")),
        numbers(words.pick("九成分钟", "nine tenths within")),
    ];
    let mut table = Table::new(words.pick("覆盖人数", "People covered"), columns);
    let kinds = area
        .standards
        .iter()
        .zip(&report.folder.published.standards);
    for (phases, standard) in kinds {
        for (phase, reach) in phases.iter().enumerate() {
            table.row(row(&standard.kind, phase, reach, words));
        }
    }
    table.done()
}

fn row(kind: &str, phase: usize, reach: &AreaReachRecord, words: Words) -> [String; 9] {
    let when = [
        words.pick("现状", "today"),
        words.pick("建成后", "with the plan"),
    ][phase];
    let minutes = |minutes: Option<u64>| minutes.map_or_else(|| DASH.to_owned(), |m| m.to_string());
    let seats = reach.served.map_or_else(|| DASH.to_owned(), whole);
    [
        format!("{kind}{}{when}", words.pick("，", ", ")),
        words.people(reach.covered.people),
        words.pct(reach.covered.pct),
        words.people(reach.not_covered),
        words.people(reach.beyond),
        words.people(reach.unreachable),
        seats,
        minutes(reach.p50_walk_min),
        minutes(reach.p90_walk_min),
    ]
}

/// What is left uncovered in a district.
fn gaps(report: &Report, code: &str) -> Markup {
    let words = report.words;
    let here = report
        .folder
        .published
        .gaps
        .iter()
        .filter(|gap| gap.district.as_deref() == Some(code));
    let columns = [
        texts(words.pick("片区", "gap")),
        numbers(words.pick("人数", "people")),
        numbers(words.pick("平均步行分钟", "mean minutes")),
        texts(words.pick("主要原因", "mainly because of")),
    ];
    let mut table = Table::new(
        words.pick("仍未覆盖的片区", "What is left uncovered"),
        columns,
    );
    for gap in here.take(MOST_GAPS) {
        table.row([
            format!("{} {}", gap.kind, gap.rank),
            whole(gap.people),
            gap.mean_walk_min
                .map_or_else(|| DASH.to_owned(), |m| m.to_string()),
            gap.main_cause
                .as_deref()
                .map_or(DASH, |cause| words.cause(cause))
                .to_owned(),
        ]);
    }
    table.done()
}

/// Existing and proposed sites of a district.
fn sites(report: &Report, code: &str) -> Markup {
    let published = &report.folder.published;
    let here: Vec<&SiteRecord> = published
        .sites
        .iter()
        .filter(|site| site.district.as_deref() == Some(code))
        .collect();
    let mut table = sites_table(report, &here);
    let words = report.words;
    for site in published
        .proposed
        .iter()
        .filter(|site| site.district.as_deref() == Some(code))
    {
        table.row([
            format!("{}. {}", site.rank, report.place_of(site)),
            report.atlas.kind_name.clone(),
            words.pick("建议新增", "proposed").to_owned(),
            DASH.to_owned(),
            words.people(site.load),
        ]);
    }
    table.done()
}

/// A table of existing sites, with the people whose nearest they are.
pub(super) fn sites_table(report: &Report, sites: &[&SiteRecord]) -> Table {
    let words = report.words;
    let columns = [
        texts(words.pick("设施", "site")),
        texts(words.pick("类别", "kind")),
        texts(words.pick("状态", "state")),
        numbers(words.pick("容量", "capacity")),
        numbers(words.pick("就近服务人数", "nearest for")),
    ];
    let mut table = Table::new(words.pick("设施", "Sites"), columns);
    for site in sites {
        let load = match site.load.last() {
            Some(load) => words.people(*load),
            None => words.pick("不计", "not counted").to_owned(),
        };
        table.row([
            site.name.clone().unwrap_or_else(|| site.id.clone()),
            site.kind.clone(),
            words.status(&site.status).to_owned(),
            site.capacity
                .map_or_else(|| DASH.to_owned(), super::words::plain),
            load,
        ]);
    }
    table
}
