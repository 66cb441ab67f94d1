//! Kinds sited together with the proposed one, changes of sites that exist, plans between two aims, in plain words.

use std::fmt::Write as _;

use crate::ids::SiteId;
use crate::places::{Action, Site};
use crate::siting::Proposal;
use crate::siting::insight::{Against, Support, Supporter};
use crate::study::Study;
use crate::text::Lang;
use crate::units::Seniors;

/// The new sites of each level and what they support.
pub(super) fn lines(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let mut text = measures(study, proposal, lang);
    for level in &proposal.insight.support {
        let Support {
            kind,
            supports,
            sites,
            by_existing,
        } = level;
        let count = sites.len();
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  同时新增“{kind}”{count} 处，支撑“{supports}”；另有 {by_existing} 处由现有“{kind}”支撑"
            ),
            Lang::En => writeln!(
                text,
                "  with {count} new of kind {kind}, which support {supports}; {by_existing} are near an existing {kind}"
            ),
        };
        for site in sites {
            text.push_str(&one(study, site, lang));
        }
    }
    text
}

/// What is not simply built, the changes of sites that exist, and what all of it costs.
fn measures(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let mut text = String::new();
    let places = &study.places;
    let name = |site: SiteId| places.sites[site].id.to_string();
    for action in Action::ALL {
        let mut told = Vec::new();
        for site in proposal.sites.iter().map(|site| site.site) {
            if places.sites[site].action == action && action != Action::Build {
                told.push(name(site));
            }
        }
        for &site in &proposal.insight.measures {
            let Site {
                action: own,
                parent,
                capacity,
                ..
            } = &places.sites[site];
            if *own == action {
                let of = parent.map_or_else(|| name(site), name);
                let more = capacity.filter(|_| action != Action::Close);
                told.push(more.map_or_else(|| of.clone(), |more| format!("{of} +{more}")));
            }
        }
        if !told.is_empty() {
            let (action, told) = (action.text(), told.join(", "));
            let _ = writeln!(text, "  {}: {told}", action.in_lang(lang));
        }
    }
    if let Some(cost) = proposal.cost(places) {
        let _ = match lang {
            Lang::Zh => writeln!(text, "  费用合计 {cost}"),
            Lang::En => writeln!(text, "  cost {cost} in all"),
        };
    }
    text
}

/// The plans between two aims, one a line.
pub(super) fn front(proposal: &Proposal, lang: Lang) -> String {
    let Some(front) = &proposal.insight.front else {
        return String::new();
    };
    let (zh, en) = match front.against {
        Against::MeanWalk => ("平均步行（分钟）", "mean walk in min"),
        Against::WorstDistrict => ("最差区域覆盖率（%）", "worst district in %"),
        Against::Cost => ("费用", "cost"),
    };
    let mut text = String::new();
    let _ = match lang {
        Lang::Zh => writeln!(text, "  权衡：覆盖人数与{zh}"),
        Lang::En => writeln!(text, "  trade-off: people covered against {en}"),
    };
    for point in &front.points {
        let (covered, other, bound) = (Seniors::new(point.covered), point.other, point.bound);
        let sites = point.sites.len();
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "    {covered} 人，{other:.2}（界 {bound:.2}，{sites} 处）"
            ),
            Lang::En => writeln!(
                text,
                "    {covered}  {other:.2}  (bound {bound:.2}, {sites} sites)"
            ),
        };
    }
    text
}

fn one(study: &Study, told: &Supporter, lang: Lang) -> String {
    let name = |site: SiteId| study.places.sites[site].id.to_string();
    let (id, only) = (name(told.site), told.only_it);
    let lowers: Vec<String> = told.supports.iter().map(|&lower| name(lower)).collect();
    let lowers = lowers.join(", ");
    match lang {
        Lang::Zh => format!("    {id}：{lowers}（其中 {only} 处仅由此处支撑）\n"),
        Lang::En => format!("    {id}: {lowers} ({only} of them have only this one)\n"),
    }
}
