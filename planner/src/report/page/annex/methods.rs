//! How coverage, proposal and privacy work, in plain words; and how people are taken to walk.

use super::super::Report;
use super::super::markup::{Markup, el, text_el};
use super::super::table::{Table, numbers, words as texts};
use super::super::words::{plain, whole};
use super::part;
use crate::text::Lang;

/// Methods in a few paragraphs.
pub(super) fn text(report: &Report) -> Markup {
    let (words, record) = (report.words, &report.folder.record);
    let k = words.threshold;
    let paragraphs: [String; 4] = match words.lang {
        Lang::Zh => [
            format!(
                "覆盖按人计算：每位老人沿真实步行路网走到最近的设施，时间不超过标准即为已覆盖。路网取自 OpenStreetMap，共 {} 个节点、{} 条路段。不用直线距离，也不用圆圈。",
                whole(record.network.nodes as u64),
                whole(record.network.edges as u64)
            ),
            "没有人被漏算：已覆盖、超时、无路可达、未定位四项之和等于该标准的适用对象总数。".to_owned(),
            proven(report),
            format!(
                "隐私：少于 {k} 人的数字、与其相减会暴露少于 {k} 人的数字一律不公布；六边形和区划先合并到足够的人数。本报告不含任何住址坐标。"
            ),
        ],
        Lang::En => [
            format!(
                "Coverage is counted person by person: everybody walks along the real network to the nearest site, and is covered when that takes no longer than the standard. The network comes from OpenStreetMap and has {} junctions and {} pieces of street. No circle and no straight line is used.",
                whole(record.network.nodes as u64),
                whole(record.network.edges as u64)
            ),
            "Nobody is left out: covered, too far, without any path and near no street add up to all whom a standard is for.".to_owned(),
            proven(report),
            format!(
                "Privacy: counts of fewer than {k} people, and counts whose difference would reveal fewer than {k}, are withheld; hexagons and districts are joined until they hold enough people. No coordinate of a home is in this report."
            ),
        ],
    };
    let told = paragraphs.iter().filter(|text| !text.is_empty());
    let paragraphs = told.map(|text| text_el("p", text)).collect();
    part(words.pick("方法", "Methods"), paragraphs)
}

/// What is proven of the plan, and by whom; nothing without a plan.
fn proven(report: &Report) -> String {
    let (words, published) = (report.words, &report.folder.published);
    let (Some(plan), Some(proof)) = (&report.folder.record.proposal, &published.proof) else {
        return String::new();
    };
    let bound = match (plan.tiers.is_empty(), words.lang) {
        (true, Lang::Zh) => "选址方案附有界：任何其他选择都不可能超过的数值",
        (true, Lang::En) => "The plan comes with a bound, which no other choice can surpass",
        (false, Lang::Zh) => {
            "选址方案的每一档附有界：不减少前面各档的任何其他选择都不可能超过的数值"
        }
        (false, Lang::En) => {
            "The plan comes with a bound of each tier, which no other choice can surpass that does as well by the tiers before"
        }
    };
    let checked = match (proof.confirmed_room_pct, words.lang) {
        (Some(own), Lang::Zh) if own > proof.room_pct => format!(
            "。与求解程序无关的检验程序（planner verify）核实：任何方案最多再好 {own:.2} %；更紧的 {:.2} % 由搜索的分支定界与剔除点位得出，未经检验程序复核。",
            proof.room_pct
        ),
        (Some(own), Lang::En) if own > proof.room_pct => format!(
            ". A checker that shares no code with the search (planner verify) confirms that no plan is over {own:.2} % better; the closer {:.2} % rests on the search's branching and on sites that it left out, which the checker does not see.",
            proof.room_pct
        ),
        (Some(_), Lang::Zh) => "，由与求解程序无关的检验程序复核（planner verify）。".to_owned(),
        (Some(_), Lang::En) => {
            ", and a checker that shares no code with the search confirms it (planner verify)."
                .to_owned()
        }
        (None, Lang::Zh) => "。它由搜索得出，没有可供检验程序复核的证书。".to_owned(),
        (None, Lang::En) => {
            ". It rests on the search: there is no certificate for a checker to confirm.".to_owned()
        }
    };
    bound.to_owned() + &checked
}

/// The walk profile and every key of it that the scenario resolves to.
pub(super) fn profile(report: &Report) -> Markup {
    let (words, record) = (report.words, &report.folder.record);
    let walk = &record.walk;
    let mut table = Table::new(
        words.pick("步行参数", "Walk profile"),
        [
            texts(words.pick("参数", "parameter")),
            numbers(words.pick("取值", "value")),
        ],
    );
    table.row([
        words.pick("参数组", "profile").to_owned(),
        walk.profile.clone(),
    ]);
    let speed = format!("{:.2} {}", walk.speed_mps, words.pick("米/秒", "m/s"));
    table.row([
        words.pick("平地速度", "speed on the flat").to_owned(),
        speed,
    ]);
    table.row([
        words
            .pick("平地 15 分钟可走", "15 minutes on the flat")
            .to_owned(),
        length(walk.flat_15_min_m, report),
    ]);
    if let Some(cap_m) = walk.cap_m {
        table.row([
            words.pick("最长步行距离", "longest walk").to_owned(),
            length(cap_m, report),
        ]);
    }
    for row in others(report) {
        table.row(row);
    }
    for (key, value) in record
        .scenario
        .iter()
        .filter(|(key, _)| key.starts_with("walk."))
    {
        table.row([key.clone(), value.clone()]);
    }
    let mut content = table.small().done();
    if let Some(terrain) = &record.terrain {
        let (edges, median) = (
            whole(terrain.edges_changed),
            plain(terrain.median_change_pct),
        );
        let text = match words.lang {
            Lang::Zh => {
                format!("高程已计入：{edges} 条路段的时间因坡度改变，变化中位数 {median} %。")
            }
            Lang::En => format!(
                "Elevation acted: {edges} pieces of street take another time, {median} % in the median."
            ),
        };
        content.put(el("p").text(text));
    }
    part(
        words.pick("怎样算步行", "How people are taken to walk"),
        content,
    )
}

/// Speeds by age, and the profiles of standards that have their own.
fn others(report: &Report) -> Vec<[String; 2]> {
    let (words, walk) = (report.words, &report.folder.record.walk);
    let mut rows = Vec::new();
    for band in &walk.by_age {
        let age = band.from_age;
        rows.push([
            match words.lang {
                Lang::Zh => format!("{age} 岁起"),
                Lang::En => format!("from {age} on"),
            },
            on_the_flat(band.speed_mps, band.flat_15_min_m, report),
        ]);
    }
    for other in &walk.others {
        let cap = other
            .cap_m
            .map_or_else(String::new, |cap_m| match words.lang {
                Lang::Zh => format!("，最远 {}", length(cap_m, report)),
                Lang::En => format!(", at most {}", length(cap_m, report)),
            });
        let speed = on_the_flat(other.speed_mps, other.flat_15_min_m, report);
        rows.push([other.profile.clone(), format!("{speed}{cap}")]);
    }
    rows
}

fn length(metres: f64, report: &Report) -> String {
    format!("{metres:.0} {}", report.words.pick("米", "m"))
}

/// A speed, and what a quarter of an hour means at it.
fn on_the_flat(speed_mps: f64, flat_15_min_m: f64, report: &Report) -> String {
    let metres = length(flat_15_min_m, report);
    match report.words.lang {
        Lang::Zh => format!("{speed_mps:.2} 米/秒，15 分钟 {metres}"),
        Lang::En => format!("{speed_mps:.2} m/s, {metres} in 15 minutes"),
    }
}
