//! What a plan is worth and what is proven about it, in plain words.

use std::fmt::Write as _;

use crate::siting::{Measure, Model, Proposal, Rules, Verdict};
use crate::study::Study;
use crate::text::Lang;

/// The objective where it is not plain coverage, closed sites, and the proof.
pub(super) fn lines(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let mut text = String::new();
    for &site in &proposal.closed {
        let id = &study.places.sites[site].id;
        let close = lang.pick("关闭", "close");
        let _ = writeln!(text, "  {close} {id}");
    }
    let changes_nothing = proposal.sites.is_empty() && proposal.insight.measures.is_empty();
    let rules = study.scenario.siting.as_ref().map(|siting| &siting.rules);
    let is_free = rules.is_none_or(|rules| *rules == Rules::default());
    if changes_nothing && matches!(proposal.model, Model::Mclp) && is_free {
        let nothing = (
            "  没有备选点能增加覆盖\n",
            "  no candidate covers anybody more\n",
        );
        text.push_str(lang.pick(nothing.0, nothing.1));
        return text;
    }
    if proposal.model != Model::Mclp || proposal.parts > 1 {
        text.push_str(&objective(proposal, lang));
    }
    text.push_str(&proof(proposal, lang));
    text
}

/// What the model counts, with its name.
fn objective(proposal: &Proposal, lang: Lang) -> String {
    let (value, bound) = (proposal.objective, proposal.bound);
    let name = match proposal.objective {
        Measure::People(_) => ("覆盖人次", "people covered, each up to twice"),
        Measure::Sites(_) => ("新增点位", "new sites"),
        Measure::PersonTime(_) => ("步行总时间", "walking of all together"),
        Measure::Walk(_) => ("最远步行", "longest walk"),
        Measure::Money(_) => ("费用", "cost"),
        Measure::Need(_) => ("按需求加权的覆盖人数", "people covered, weighed by need"),
        Measure::NeedTime(_) => (
            "按需求加权的步行总时间",
            "walking of all together, weighed by need",
        ),
    };
    match lang {
        Lang::Zh => format!("  {}：{value}（界 {bound}）\n", name.0),
        Lang::En => format!("  {}: {value} (bound {bound})\n", name.1),
    }
}

/// What is proven, in one sentence.
fn proof(proposal: &Proposal, lang: Lang) -> String {
    let sites = proposal.sites.len();
    let by_tier = !proposal.tiers.is_empty();
    let covers = matches!(proposal.model, Model::Mclp) && proposal.insight.measures.is_empty();
    let covers = covers && !by_tier;
    let room = (proposal.bound.value() - proposal.objective.value()).abs();
    let pct = room / proposal.objective.value().abs().max(1.0) * 100.0;
    let sentence = match (proposal.verdict, covers, lang) {
        (Verdict::Optimal, true, Lang::Zh) => format!("证明：任何其他 {sites} 处都不会覆盖更多人"),
        (Verdict::Optimal, true, Lang::En) => {
            format!("proven: no other choice of {sites} covers more people")
        }
        (Verdict::Optimal, false, Lang::Zh) => "证明：没有更好的方案".to_owned(),
        (Verdict::Optimal, false, Lang::En) => "proven: no plan is better".to_owned(),
        (_, true, Lang::Zh) => format!("证明：任何其他 {sites} 处最多再多覆盖 {pct:.2} %"),
        (_, true, Lang::En) => {
            format!("proven: no other choice of {sites} covers over {pct:.2} % more people")
        }
        (_, false, Lang::Zh) => format!("证明：任何方案最多再好 {pct:.2} %"),
        (_, false, Lang::En) => format!("proven: no plan is over {pct:.2} % better"),
    };
    let limit = match proposal.verdict {
        Verdict::LimitReached => {
            lang.pick("；已达计算上限", "; the limit of the effort was reached")
        }
        Verdict::Gap => lang.pick("；可用 --prove 继续证明", "; --prove goes on"),
        Verdict::Optimal => "",
    };
    let tiers = if by_tier {
        lang.pick("（按各档先后）", ", tier by tier")
    } else {
        ""
    };
    format!("  {sentence}{tiers}{limit}\n{}", confirmed(proposal, lang))
}

/// How much of it `planner verify` can confirm, where that is less.
fn confirmed(proposal: &Proposal, lang: Lang) -> String {
    let bound = proposal.bound;
    match (proposal.confirmed(), lang) {
        (Some(own), _) if own == bound => String::new(),
        (Some(own), Lang::Zh) => format!(
            "  planner verify 独立核实的界为 {own}；更紧的 {bound} 由搜索的分支定界与剔除点位得出\n"
        ),
        (Some(own), Lang::En) => format!(
            "  planner verify confirms a bound of {own} by itself; the closer {bound} rests on the search's branching\n"
        ),
        (None, Lang::Zh) => "  该模型没有证书，planner verify 无从核实：界仅由搜索得出\n".to_owned(),
        (None, Lang::En) => {
            "  planner verify has no certificate of this model: the bound rests on the search alone\n"
                .to_owned()
        }
    }
}
