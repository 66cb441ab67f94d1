//! What is asked for beside a plan and not told, because it would be wrong of such a plan.

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::progress::Stage;
use crate::siting::brief::{Brief, Model, Task};

/// Whether the years of a roll-out can be told: of new sites alone, and not of a longest walk to places that fill up.
pub fn has_years(task: &Task, brief: &Brief) -> bool {
    let changes = task.order.measures().next().is_some() || brief.rules.may_close > 0;
    !changes && !has_full_center(task, brief)
}

/// Whether the longest walk depends on who finds a place: other plans are counted without that.
pub fn has_full_center(task: &Task, brief: &Brief) -> bool {
    brief.model == Model::PCenter && task.problem(|_| true).has_loads()
}

/// What was asked for beside the plan and is not told, because it would be wrong.
pub fn findings(task: &Task, brief: &Brief) -> Findings {
    let mut findings = Findings::new();
    let asked = &brief.asked;
    let rollout = !asked.rollout.is_empty() && !has_years(task, brief);
    let others = asked.alternatives > 0 && has_full_center(task, brief);
    for (is_untold, zh, en) in [
        (
            rollout,
            "siting.rollout：方案含扩容、关闭等措施，或为有容量限制的 p_center，分年安排不予给出",
            "siting.rollout: years are not told of plans that may enlarge or close sites, or of p_center with capacities",
        ),
        (
            others,
            "siting.alternatives：有容量限制的 p_center 不给出备选方案",
            "siting.alternatives: other plans are not told for p_center with capacities",
        ),
    ] {
        if is_untold {
            let text = Bilingual::new(zh, en);
            let stage = Stage::Siting;
            findings.push(Finding::new(
                "siting-not-told",
                Severity::Warning,
                stage,
                text,
            ));
        }
    }
    findings
}
