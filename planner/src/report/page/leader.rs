//! The first page: what somebody who decides must know.

use super::map::{Legend, Sheet, legend};
use super::markup::{Element, Markup, el, text_el};
use super::table::{Table, numbers, words as texts};
use super::words::{Words, plain, whole};
use super::{Report, charts, promises};
use crate::report::record::ProposalRecord;
use crate::report::record::published::{GainRecord, ReachRecord, StandardRecord};
use crate::text::Lang;

/// Proposed sites on the first page; further ones follow on a page of their own.
pub(super) const SITES_ON_PAGE: usize = 7;
/// The height of the maps on the first page, at most and at least.
const MAP_HEIGHTS: (f64, f64) = (440.0, 560.0);
/// The most bytes that the streets of a map on the first page take.
const OVERVIEW_STREETS: usize = 200_000;
/// The width of the maps on the first page where there are two of them.
const MAP_WIDTH: f64 = 880.0;

/// The first page.
pub(super) fn page(report: &Report) -> Markup {
    let words = report.words;
    let record = &report.folder.record;
    let mut page = el("section")
        .class("leader")
        .put(text_el("h1", &record.title));
    page = page.put(el("p").class("about").text(subtitle(report)));
    if let Some(standard) = report.standard() {
        page = page
            .put(headline(report, standard))
            .put(cards(standard, words));
        page = page.put(served(report, standard));
    }
    page.put(maps(report))
        .put(proposal(report))
        .put(promises::ledger(report))
        .done()
}

fn subtitle(report: &Report) -> String {
    let (words, record) = (report.words, &report.folder.record);
    let walk = &record.walk;
    let (profile, mps, flat_m) = (&walk.profile, walk.speed_mps, walk.flat_15_min_m);
    match (words.lang, record.as_of.as_deref()) {
        (Lang::Zh, day) => {
            let day = day.map_or_else(String::new, |day| format!("年龄以 {day} 为准；"));
            format!(
                "{day}按实际步行路网、步行参数 {profile}、步速 {mps:.2} 米/秒（平地 15 分钟 {flat_m:.0} 米）计算"
            )
        }
        (Lang::En, day) => {
            let day = day.map_or_else(|| "By".to_owned(), |day| format!("Ages as of {day}; by"));
            format!(
                "{day} the real walking network and the profile {profile}, at {mps:.2} m/s ({flat_m:.0} m in 15 minutes on the flat)"
            )
        }
    }
}

/// Who is within the standard, in a sentence.
fn headline(report: &Report, standard: &StandardRecord) -> Markup {
    let words = report.words;
    let (kind, minutes) = (&standard.kind, plain(standard.within_min));
    let all = words.people(standard.eligible.or(report.folder.published.eligible));
    let told = |reach: &ReachRecord| {
        let (people, pct) = (
            words.people(reach.covered.people),
            words.pct(reach.covered.pct),
        );
        match words.lang {
            Lang::Zh => format!("{people} 人（{pct}）"),
            Lang::En => format!("{people} ({pct})"),
        }
    };
    let before = standard.phases.first().map(told).unwrap_or_default();
    let after = standard.phases.get(1).map(told);
    let whom = standard.rule.as_ref();
    let whom = whom.map_or_else(String::new, |rule| match words.lang {
        Lang::Zh => format!("（适用对象：{rule}）"),
        Lang::En => format!(" (for whom {rule})"),
    });
    let text = match (words.lang, after) {
        (Lang::Zh, None) => {
            format!("规划对象{whom} {all} 人中，现有 {before} 能在 {minutes} 分钟内走到{kind}。")
        }
        (Lang::En, None) => format!(
            "Of {all} eligible seniors{whom}, {before} can walk to a {kind} within {minutes} minutes."
        ),
        (Lang::Zh, Some(after)) => {
            format!(
                "规划对象{whom} {all} 人中，现有 {before} 能在 {minutes} 分钟内走到{kind}；方案建成后为 {after}。"
            )
        }
        (Lang::En, Some(after)) => format!(
            "Of {all} eligible seniors{whom}, {before} can walk to a {kind} within {minutes} minutes today; with the plan, {after} can."
        ),
    };
    el("p").class("headline").text(text).done()
}

/// The large numbers.
fn cards(standard: &StandardRecord, words: Words) -> Markup {
    let card = |name: &str, number: String, below: String| {
        el("div")
            .class("card")
            .put(el("p").class("name").text(name))
            .put(el("p").class("number").text(number))
            .put(el("p").class("below").text(below))
    };
    let mut cards = el("div").class("cards");
    let names = [
        words.pick("现状覆盖率", "covered today"),
        words.pick("建成后覆盖率", "covered with the plan"),
    ];
    for (name, reach) in names.iter().zip(&standard.phases) {
        cards = cards.put(card(name, words.pct(reach.covered.pct), band(reach, words)));
    }
    if let Some(gained) = standard.gained {
        let below = words.pick("人新进入服务范围", "people newly within reach");
        cards = cards.put(card(
            words.pick("新增", "gained"),
            format!("+{}", whole(gained)),
            below.to_owned(),
        ));
    }
    if let Some(left) = standard.phases.last() {
        let below = words.pick("人仍在范围之外", "people still out of reach");
        let name = words.pick("余下", "left");
        cards = cards.put(card(
            name,
            words.people(left.not_covered.people),
            below.to_owned(),
        ));
    }
    cards.done()
}

/// What is sure and what is possible.
fn band(reach: &ReachRecord, words: Words) -> String {
    let k = words.threshold;
    let same = reach.sure.is_some() && reach.sure == reach.possible;
    match (reach.sure, reach.possible, words.lang) {
        _ if same => words
            .pick("与地图未明的通道无关", "whatever the map leaves open")
            .to_owned(),
        (Some(sure), Some(possible), Lang::Zh) => {
            format!("确定 {}，至多 {}", whole(sure), whole(possible))
        }
        (Some(sure), Some(possible), Lang::En) => {
            format!("{} for sure, {} at most", whole(sure), whole(possible))
        }
        (Some(sure), None, Lang::Zh) => format!("确定 {}，至多再多不足 {k} 人", whole(sure)),
        (Some(sure), None, Lang::En) => {
            format!("{} for sure, fewer than {k} more at most", whole(sure))
        }
        (None, Some(possible), Lang::Zh) => {
            format!("至多 {}，其中不确定者不足 {k} 人", whole(possible))
        }
        (None, Some(possible), Lang::En) => {
            format!("{} at most, fewer than {k} of them unsure", whole(possible))
        }
        (None, None, Lang::Zh) => format!("地图未明的通道只影响不足 {k} 人"),
        (None, None, Lang::En) => {
            format!("paths that the map leaves open touch fewer than {k} people")
        }
    }
}

/// Three buckets as a chart and a table.
fn served(report: &Report, standard: &StandardRecord) -> Markup {
    let words = report.words;
    let chart = charts::buckets("buckets", &standard.phases, words);
    let share = report.participation_pct().map(plain);
    let caption = match (share, words.lang) {
        (Some(share), Lang::Zh) => format!("三类情况（按 {share} % 的人前来就餐计）"),
        (Some(share), Lang::En) => format!("Three buckets, with {share} % taking part"),
        (None, Lang::Zh) => "服务情况（设施容量未知）".to_owned(),
        (None, Lang::En) => "Who is reached; capacities are not known".to_owned(),
    };
    let mut table = Table::new(
        caption,
        [
            texts(words.pick("阶段", "phase")),
            numbers(words.pick("有座可用", "served")),
            numbers(words.pick("可达但已满员", "in reach but full")),
            numbers(words.pick("超出范围", "out of reach")),
        ],
    );
    let names = [
        words.pick("现状", "today"),
        words.pick("建成后", "with the plan"),
    ];
    for (name, reach) in names.iter().zip(&standard.phases) {
        let seats = |people: Option<u64>| match people {
            None if report.participation_pct().is_none() => {
                words.pick("容量未知", "not known").to_owned()
            }
            people => words.people(people),
        };
        table.row([
            (*name).to_owned(),
            seats(reach.served.people),
            seats(reach.full.people),
            words.people(reach.not_covered.people),
        ]);
    }
    el("div")
        .class("served")
        .put(el("div").put(chart))
        .put(el("div").put(table.done()))
        .done()
}

/// Every standard and the circle, today and with the plan, and why the others are not covered.
pub(super) fn all_standards(report: &Report) -> Markup {
    let (words, published) = (report.words, &report.folder.published);
    let caption = words.pick(
        "各类设施与服务圈（全部规划对象）",
        "All kinds, and the complete circle, of all eligible",
    );
    let columns = [
        texts(words.pick("设施与阶段", "kind and phase")),
        numbers(words.pick("分钟", "minutes")),
        numbers(words.pick("适用对象", "for whom it is")),
        numbers(words.pick("已覆盖", "covered")),
        numbers("%"),
        numbers(words.pick("超时", "too far")),
        numbers(words.pick("无路可达", "no path")),
        numbers(words.pick("未定位", "no street near")),
        numbers(words.pick("中位分钟", "median minutes")),
        numbers(words.pick("九成分钟", "nine tenths within")),
    ];
    let mut table = Table::new(caption, columns);
    let when = [
        words.pick("现状", "today"),
        words.pick("建成后", "with the plan"),
    ];
    let named =
        |name: &str, phase: usize| format!("{name}{}{}", words.pick("，", ", "), when[phase]);
    for standard in &published.standards {
        for (phase, reach) in standard.phases.iter().enumerate() {
            table.row([
                named(&standard.kind, phase),
                plain(standard.within_min),
                words.people(standard.eligible),
                words.people(reach.covered.people),
                words.pct(reach.covered.pct),
                words.people(reach.beyond),
                words.people(reach.unreachable),
                words.people(reach.unsnapped),
                words.minutes(reach.p50_walk_min),
                words.minutes(reach.p90_walk_min),
            ]);
        }
    }
    let dash = || super::words::DASH.to_owned();
    let circle = words.pick("全部达标", "all of them");
    let several = published.standards.len() > 1;
    for (phase, share) in published.circle.iter().enumerate().filter(|_| several) {
        let start = [
            named(circle, phase),
            dash(),
            words.people(published.eligible),
            words.people(share.people),
            words.pct(share.pct),
        ];
        table.row(
            start
                .into_iter()
                .chain(std::iter::repeat_with(dash).take(5)),
        );
    }
    table.done()
}

/// The maps of the first page.
pub(super) fn sheets<'a>(report: &Report, legend: Legend) -> Vec<Sheet<'a>> {
    let words = report.words;
    let Some(extent) = report.atlas.extent() else {
        return Vec::new();
    };
    let phases = report.atlas.phases;
    let width = if phases > 1 && legend == Legend::Apart {
        MAP_WIDTH
    } else {
        charts::WIDTH
    };
    let height = (width * extent.height_for_width()).clamp(
        MAP_HEIGHTS.0 * width / MAP_WIDTH,
        MAP_HEIGHTS.1 * width / MAP_WIDTH,
    );
    let names = [
        ("map-before", words.pick("现状覆盖", "Coverage today")),
        (
            "map-after",
            words.pick("建成后覆盖", "Coverage with the plan"),
        ),
    ];
    let kind = &report.atlas.kind_name;
    names
        .into_iter()
        .take(phases)
        .enumerate()
        .map(|(phase, (id, name))| Sheet {
            id: id.to_owned(),
            title: match words.lang {
                Lang::Zh => format!("{name}：{kind}"),
                Lang::En => format!("{name}: {kind}"),
            },
            about: words
                .pick(
                    "地图：六边形按覆盖率着色，圆点为已有设施，方块为建议选址；数字见各区划表格。",
                    "Map: hexagons coloured by coverage, dots for sites that are open, squares for proposed ones; the tables of districts have the numbers.",
                )
                .to_owned(),
            extent,
            width,
            height: height.round(),
            phase,
            focus: None,
            budget: report.budget(OVERVIEW_STREETS),
            legend,
        })
        .collect()
}

fn maps(report: &Report) -> Markup {
    let words = report.words;
    let sheets = sheets(report, Legend::Apart);
    if sheets.is_empty() {
        return Markup::default();
    }
    let figures = sheets.iter().map(|sheet| report.figure(sheet));
    let pair = el("div")
        .class(if sheets.len() > 1 {
            "maps pair"
        } else {
            "maps"
        })
        .put_all(figures);
    let last = sheets.len() - 1;
    let legend = legend(&report.atlas, last, words, charts::WIDTH);
    [pair.done(), legend].into_iter().collect()
}

fn proposal(report: &Report) -> Markup {
    let words = report.words;
    let Some(proposal) = &report.folder.record.proposal else {
        return Markup::default();
    };
    let title = match words.lang {
        Lang::Zh => format!("建议新增 {} 处{}", proposal.sites.len(), proposal.kind),
        Lang::En => format!("{} proposed sites: {}", proposal.sites.len(), proposal.kind),
    };
    let all = &report.folder.published.proposed;
    let shown = if all.len() > SITES_ON_PAGE + 2 {
        SITES_ON_PAGE
    } else {
        all.len()
    };
    let mut section = el("div")
        .put(text_el("h2", title))
        .put(proof(report, proposal))
        .put(sites_table(report, &all[..shown]));
    if shown < all.len() {
        let text = words.pick("其余见下页。", "The others follow on the next page.");
        section = section.put(el("p").class("note").text(text));
    }
    section.done()
}

/// Proposed sites with gain and reason.
pub(super) fn sites_table(report: &Report, sites: &[GainRecord]) -> Markup {
    let words = report.words;
    let columns = [
        numbers(words.pick("次序", "order")),
        texts(words.pick("地点", "place")),
        numbers(words.pick("新增人数", "people gained")),
        numbers(words.pick("累计覆盖", "covered so far")),
        texts(words.pick("理由", "why here")),
    ];
    let mut table = Table::new(
        words.pick(
            "建议选址、新增人数与理由",
            "Proposed sites, what each gains, and why",
        ),
        columns,
    );
    for site in sites {
        let gain = site
            .gain
            .map_or_else(|| words.withheld(), |gain| format!("+{}", whole(gain)));
        let covered = match site.covered_after.pct {
            Some(pct) => format!("{pct:.1} %"),
            None => words.withheld(),
        };
        let place = report.place_of(site);
        table.row([
            site.rank.to_string(),
            place,
            gain,
            covered,
            reason(report, site),
        ]);
    }
    table.done()
}

/// Why a site is proposed: how far the nearest one is now, and how its people will walk.
fn reason(report: &Report, site: &GainRecord) -> String {
    let words = report.words;
    let kind = &report.atlas.kind_name;
    let now = match (&site.nearest_site, site.nearest_m, words.lang) {
        (Some(name), Some(metres), Lang::Zh) => {
            format!("距最近点 {name} {}", words.away(metres))
        }
        (Some(name), Some(metres), Lang::En) => {
            format!("{} from the nearest now, {name}", words.away(metres))
        }
        (_, _, Lang::Zh) => format!("目前没有{kind}"),
        (_, _, Lang::En) => "there is none near now".to_owned(),
    };
    let then = match (site.load, site.mean_walk_min, words.lang) {
        (Some(load), Some(minutes), Lang::Zh) => {
            format!("；就近服务 {} 人，平均 {minutes} 分钟", whole(load))
        }
        (Some(load), Some(minutes), Lang::En) => {
            format!(
                "; nearest for {} people then, {minutes} min on average",
                whole(load)
            )
        }
        _ => String::new(),
    };
    format!("{now}{then}")
}

/// What is proven, in one plain sentence.
fn proof(report: &Report, proposal: &ProposalRecord) -> Element {
    let words = report.words;
    let proof = report.folder.published.proof.as_ref();
    let (sites, room) = proof.map_or((0, 0.0), |proof| (proof.sites, proof.room_pct));
    let by_tier = !proposal.tiers.is_empty();
    let covers = proposal.model == "mclp" && !by_tier;
    let text = match (proposal.proved_optimal, covers, words.lang) {
        (true, true, Lang::Zh) => format!("已证明：任何其他 {sites} 处选址都不会覆盖更多的人。"),
        (true, true, Lang::En) => {
            format!("Proven: no other choice of {sites} sites covers more people.")
        }
        (true, false, Lang::Zh) => "已证明：没有更好的方案。".to_owned(),
        (true, false, Lang::En) => "Proven: no plan is better.".to_owned(),
        (false, true, Lang::Zh) => {
            format!("已证明：任何其他 {sites} 处选址最多再多覆盖 {room:.2} % 的人。")
        }
        (false, true, Lang::En) => {
            format!("Proven: no other choice of {sites} sites covers over {room:.2} % more people.")
        }
        (false, false, Lang::Zh) => format!("已证明：任何方案最多再好 {room:.2} %。"),
        (false, false, Lang::En) => format!("Proven: no plan is over {room:.2} % better."),
    };
    let tiers = words.pick("这里按各档先后比较。", " Plans are compared tier by tier.");
    let tiers = if by_tier { tiers } else { "" };
    el("p").class("proof").text(text + tiers)
}
