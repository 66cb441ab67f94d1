//! Why each site, what fewer or more would reach, and what else would do, in plain words.

use std::fmt::Write as _;

use crate::siting::insight::{Alternative, Curve, Point, Reason};
use crate::siting::{Model, Proposal, TierCover};
use crate::study::Study;
use crate::text::Lang;
use crate::units::Seniors;

/// Points of the curve that are printed.
const POINTS_SHOWN: usize = 8;

/// The knee of the curve and the alternatives; below the proof.
pub(super) fn lines(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let mut text = String::new();
    for tier in &proposal.tiers {
        text.push_str(&of_tier(tier, lang));
    }
    if let Some(curve) = proposal.insight.curve.as_ref() {
        text.push_str(&knee(curve, lang));
    }
    if let Some(list) = &proposal.insight.alternatives {
        text.push_str(&alternatives(study, proposal, list, lang));
    }
    text.push_str(&rollout(study, proposal, lang));
    text.push_str(&prices(proposal, lang));
    text.push_str(&stability(study, proposal, lang));
    text
}

/// The reasons of each site and the points of the curve.
pub(super) fn detail(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let mut text = String::new();
    let reasons = proposal.insight.reasons.iter().zip(&proposal.sites);
    for (rank, (reason, site)) in reasons.enumerate() {
        let id = &study.places.sites[site.site].id;
        let only = reason.only_it;
        let _ = match lang {
            Lang::Zh => write!(text, "  {:>3}. {id}：仅此处覆盖 {only} 人", rank + 1),
            Lang::En => write!(
                text,
                "  {:>3}. {id}: {only} people have only this site",
                rank + 1
            ),
        };
        if proposal.model == Model::PMedian {
            let hours = reason.importance as f64 / (3_600_000.0 * proposal.parts as f64);
            let _ = match lang {
                Lang::Zh => write!(text, "，取消则总步行增加 {hours:.1} 小时"),
                Lang::En => write!(text, "; without it {hours:.1} h more are walked"),
            };
        }
        text.push_str(&substitute(study, proposal, reason, lang));
        text.push('\n');
    }
    if let Some(curve) = &proposal.insight.curve {
        text.push_str(&points(curve, lang));
    }
    text
}

fn substitute(study: &Study, proposal: &Proposal, reason: &Reason, lang: Lang) -> String {
    let Some(substitute) = reason.substitute else {
        return lang
            .pick("；无可替代点位", "; nothing can replace it")
            .to_owned();
    };
    let site = &study.places.sites[substitute.site];
    let name = site.name.as_deref().unwrap_or_default();
    let id = &site.id;
    let named = if name.is_empty() {
        id.to_string()
    } else {
        format!("{id} {name}")
    };
    let loss = if proposal.model == Model::PMedian {
        let hours = substitute.loss as f64 / (3_600_000.0 * proposal.parts as f64);
        format!("{hours:.1} h")
    } else {
        let people = Seniors::new(u64::try_from(substitute.loss).unwrap_or(0) / proposal.parts);
        match lang {
            Lang::Zh => format!("{people} 人"),
            Lang::En => format!("{people} people"),
        }
    };
    match lang {
        Lang::Zh => format!("；最佳替代 {named}，损失 {loss}"),
        Lang::En => format!("; best replaced by {named}, which loses {loss}"),
    }
}

/// The years, what they reach and what nesting costs.
fn rollout(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let mut text = String::new();
    for (year, told) in (1..).zip(&proposal.insight.rollout) {
        let nobody = || lang.pick("有人到不了", "somebody reaches none").to_owned();
        let now = told.objective.map_or_else(nobody, |now| now.to_string());
        let free = told.free.map_or_else(nobody, |free| free.0.to_string());
        let ids: Vec<String> = (told.opens.iter())
            .map(|site| study.places.sites[*site].id.to_string())
            .collect();
        let ids = ids.join(", ");
        let _ = match lang {
            Lang::Zh => writeln!(text, "  第 {year} 年：{now}（不分期可达 {free}）：{ids}"),
            Lang::En => writeln!(
                text,
                "  year {year}: {now} (as many at once: {free}): {ids}"
            ),
        };
    }
    text
}

/// What each promise costs.
fn prices(proposal: &Proposal, lang: Lang) -> String {
    let mut text = String::new();
    for told in proposal.insight.price_list.iter().flatten() {
        let (promise, without) = (told.promise.in_lang(lang), told.objective);
        let _ = match lang {
            Lang::Zh => writeln!(text, "  若不要求“{promise}”：{without}"),
            Lang::En => writeln!(text, "  without “{promise}”: {without}"),
        };
    }
    text
}

/// Which sites stay under other assumptions.
fn stability(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let Some(told) = &proposal.insight.stability else {
        return String::new();
    };
    let variants = told.variants.len();
    let always = proposal.sites.iter();
    let always: Vec<String> = always
        .filter(|site| told.times(site.site) == variants)
        .map(|site| study.places.sites[site.site].id.to_string())
        .collect();
    let names: Vec<&str> = told.variants.iter().map(|v| v.text.in_lang(lang)).collect();
    let (count, sites, ids) = (always.len(), proposal.sites.len(), always.join(", "));
    match lang {
        Lang::Zh => format!(
            "  稳定性：{sites} 处中有 {count} 处在各种假设（{}）下都入选：{ids}\n",
            names.join("、")
        ),
        Lang::En => format!(
            "  stable: {count} of {sites} sites are chosen under every other assumption ({}) too: {ids}\n",
            names.join(", ")
        ),
    }
}

/// What the plan covers of a tier.
fn of_tier(tier: &TierCover, lang: Lang) -> String {
    let rest = lang.pick("其他人", "everybody else");
    let name = tier.name.as_deref().unwrap_or(rest);
    let [covered, people, bound] = [tier.covered, tier.people, tier.bound].map(Seniors::new);
    let room = match (tier.covered == tier.bound, lang) {
        (true, Lang::Zh) => "，已证明最优".to_owned(),
        (true, Lang::En) => ", proven".to_owned(),
        (false, Lang::Zh) => format!("，至多 {bound}"),
        (false, Lang::En) => format!(", at most {bound}"),
    };
    match lang {
        Lang::Zh => format!("  {name}：可覆盖 {people} 人中的 {covered} 人{room}\n"),
        Lang::En => format!("  {name}: {covered} of {people} who can be covered{room}\n"),
    }
}

/// The knee in one line.
fn knee(curve: &Curve, lang: Lang) -> String {
    let (Some(knee), Some(last)) = (curve.knee, curve.points.last()) else {
        return String::new();
    };
    let Some(at) = curve.points.iter().find(|point| point.sites == knee) else {
        return String::new();
    };
    let (reached, most, sites) = (at.objective, last.objective, last.sites);
    match lang {
        Lang::Zh => format!("  拐点：{knee} 处达到 {reached}，{sites} 处为 {most}\n"),
        Lang::En => format!("  knee: {knee} sites reach {reached}, {sites} reach {most}\n"),
    }
}

/// Some points of the curve, evenly spread.
fn points(curve: &Curve, lang: Lang) -> String {
    let count = curve.points.len().min(POINTS_SHOWN);
    let shown = (1..=count).map(|step| &curve.points[step * curve.points.len() / count - 1]);
    let mut text = lang.pick("  曲线", "  curve").to_owned();
    for point in shown {
        text.push_str(&one_point(point, lang));
    }
    text.push('\n');
    text
}

fn one_point(point: &Point, lang: Lang) -> String {
    let Point {
        sites,
        objective,
        bound,
    } = point;
    let room = if objective == bound {
        String::new()
    } else {
        match lang {
            Lang::Zh => format!("（界 {bound}）"),
            Lang::En => format!(" (bound {bound})"),
        }
    };
    format!("  {sites}: {objective}{room}")
}

fn alternatives(study: &Study, proposal: &Proposal, list: &[Alternative], lang: Lang) -> String {
    if list.is_empty() {
        let none = (
            "  未找到差异足够大且效果相近的其他方案\n",
            "  no other plan that differs enough was found to be nearly as good\n",
        );
        return lang.pick(none.0, none.1).to_owned();
    }
    let plan = proposal.objective.value();
    let mut text = String::new();
    for (number, other) in list.iter().enumerate() {
        let loss = (other.objective.value() - plan).abs() / plan.abs().max(1.0) * 100.0;
        let (number, differs, worth) = (number + 1, other.differs, other.objective);
        let is_new = |site: &&crate::ids::SiteId| {
            proposal
                .sites
                .iter()
                .all(|proposed| proposed.site != **site)
        };
        let ids: Vec<String> = (other.sites.iter().filter(is_new))
            .map(|site| study.places.sites[*site].id.to_string())
            .collect();
        let ids = ids.join(", ");
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  备选方案 {number}：{worth}（差 {loss:.2} %），更换 {differs} 处：{ids}"
            ),
            Lang::En => writeln!(
                text,
                "  alternative {number}: {worth} ({loss:.2} % less), {differs} sites differ: {ids}"
            ),
        };
    }
    text
}
