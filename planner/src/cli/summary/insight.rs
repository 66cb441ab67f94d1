//! Why each site, what fewer or more would reach, and what else would do, in plain words.

use std::fmt::Write as _;

use crate::siting::insight::{Alternative, Curve, Point, Reason};
use crate::siting::{Model, Proposal};
use crate::study::Study;
use crate::text::Lang;
use crate::units::Seniors;

/// Points of the curve that are printed.
const POINTS_SHOWN: usize = 8;

/// The knee of the curve and the alternatives; below the proof.
pub(super) fn lines(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let mut text = String::new();
    if let Some(curve) = proposal.insight.curve.as_ref() {
        text.push_str(&knee(curve, lang));
    }
    if let Some(list) = &proposal.insight.alternatives {
        text.push_str(&alternatives(study, proposal, list, lang));
    }
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
            let hours = reason.importance as f64 / 3_600_000.0;
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
        format!("{:.1} h", substitute.loss as f64 / 3_600_000.0)
    } else {
        let people = Seniors::new(u64::try_from(substitute.loss).unwrap_or(0));
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
