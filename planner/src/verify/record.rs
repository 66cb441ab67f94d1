//! Whether the run record says of the plan what the certificate shows, and never one thing here and another there.
//!
//! Words, sites, sums and bounds that can be counted again are; the rest of the record is not looked at.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Deserialize;

use super::file::{File, Part as Is};
use super::plan::Service;
use super::{Claimed, No, Part, no};

mod gains;

/// What the run record says; everything else in it is not looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Run {
    proposal: Option<Proposal>,
    /// Every key of the question with its value.
    #[serde(default)]
    scenario: BTreeMap<String, String>,
    after: Option<Phase>,
    published: Option<Published>,
}

#[derive(Debug, Deserialize)]
struct Proposal {
    kind: String,
    model: String,
    sites: Vec<Proposed>,
    baseline: u64,
    closed: Vec<String>,
    covered: u64,
    objective: f64,
    bound: f64,
    gap: f64,
    proved_optimal: bool,
    status: String,
    parts: u64,
    /// The bound that the record says the certificate shows.
    confirmed_bound: Option<f64>,
    /// The certificate that its run left.
    certificate_sha256: Option<String>,
    #[serde(default)]
    tiers: Vec<Tier>,
    #[serde(default)]
    levels: Vec<Level>,
    #[serde(default)]
    measures: Vec<Named>,
}

#[derive(Debug, Deserialize)]
struct Proposed {
    rank: usize,
    id: String,
    gain: u64,
    covered_after: u64,
}

#[derive(Debug, Deserialize)]
struct Tier {
    name: Option<String>,
    people: u64,
    covered: u64,
    bound: u64,
}

#[derive(Debug, Deserialize)]
struct Level {
    sites: Vec<Named>,
}

#[derive(Debug, Deserialize)]
struct Named {
    id: String,
}

#[derive(Debug, Deserialize)]
struct Phase {
    kinds: BTreeMap<String, Kind>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    within_min: f64,
    eligible: u64,
    covered: u64,
    beyond: u64,
    unreachable: u64,
    unsnapped: u64,
}

#[derive(Debug, Deserialize)]
struct Published {
    proof: Option<Proof>,
}

#[derive(Debug, Deserialize)]
struct Proof {
    sites: usize,
    room_pct: f64,
}

/// A certificate beside the record of its run.
struct Pair<'a> {
    file: &'a File,
    run: &'a Run,
    plan: &'a Proposal,
    service: &'a Service,
    parts: &'a [Part],
}

/// The model of a record, where it is one that leaves no certificate.
pub(super) fn model_without(run: &str) -> Option<String> {
    let run: Run = serde_json::from_str(run).ok()?;
    let model = run.proposal?.model;
    (model == "p_center").then_some(model)
}

/// Refuses a record that says something else; returns what it claims and how much of it is shown.
pub(super) fn agrees(
    file: &File,
    run: &Run,
    (service, parts, sha256): (&Service, &[Part], &str),
) -> Result<Claimed, No> {
    let Some(plan) = &run.proposal else {
        return Err(no("run.json 中没有方案", "run.json holds no proposal"));
    };
    let pair = Pair {
        file,
        run,
        plan,
        service,
        parts,
    };
    pair.question()?;
    pair.sites()?;
    pair.number()?;
    pair.gains()?;
    pair.after()?;
    let claimed = pair.worth()?;
    pair.tiers()?;
    pair.verdict(&claimed)?;
    if plan.certificate_sha256.as_deref() != Some(sha256) {
        return Err(no(
            "certificate.json 不是该次运行留下的那一份（run.json 的 proposal.certificate_sha256 与之不符）",
            "certificate.json is not the one that the run left: proposal.certificate_sha256 of run.json is of another",
        ));
    }
    Ok(claimed)
}

/// Refuses two values of one thing that differ.
fn same<T: Copy + PartialEq + Display>(what: &str, told: T, shown: T) -> Result<(), No> {
    if told == shown {
        return Ok(());
    }
    Err(no(
        format!("run.json 的 {what} 为 {told}，应为 {shown}"),
        format!("run.json says {told} of {what}, which is {shown}"),
    ))
}

/// The same of numbers that were rounded on their way.
fn alike(what: &str, told: f64, shown: f64) -> Result<(), No> {
    let room = 1e-9 * shown.abs().max(1.0);
    if (told - shown).abs() <= room {
        return Ok(());
    }
    same(what, told, shown)
}

impl Pair<'_> {
    /// Whether both answer the question that was asked.
    fn question(&self) -> Result<(), No> {
        let (file, plan) = (self.file, self.plan);
        same("proposal.model", &plan.model, &file.model)?;
        same("proposal.kind", &plan.kind, &file.kind)?;
        same("proposal.parts", plan.parts, file.parts)?;
        let asked = |key: &str| self.run.scenario.get(key);
        if let Some(model) = asked("siting.model") {
            same("siting.model", model, &file.model)?;
        }
        if let Some(kind) = asked("siting.kind") {
            same("siting.kind", kind, &file.kind)?;
        }
        let is_tiered =
            self.parts.len() > 1 || file.proofs.iter().any(|proof| proof.tier.is_some());
        let shown = match (is_tiered, file.parts > 1) {
            (true, _) => "tier",
            (false, true) => "need",
            (false, false) => "alike",
        };
        let priority = asked("siting.priority").map_or("alike", String::as_str);
        same("siting.priority", priority, shown)
    }

    /// Whether the plan opens what the record proposes, closes what it closes, and nothing else.
    fn sites(&self) -> Result<(), No> {
        let plan = self.plan;
        let columns = |part: Is, wanted: bool| {
            let all = self.file.sites.iter().zip(&self.service.open);
            let mut ids: Vec<&str> = all
                .filter(|(site, is_open)| site.part == part && !site.stays && **is_open == wanted)
                .map(|(site, _)| site.id.as_str())
                .collect();
            ids.sort_unstable();
            ids
        };
        let levels = plan.levels.iter().flat_map(|level| &level.sites);
        let lists = [
            (
                "proposal.sites",
                plan.sites.iter().map(|site| site.id.as_str()).collect(),
                columns(Is::New, true),
            ),
            (
                "proposal.closed",
                plan.closed.iter().map(String::as_str).collect(),
                columns(Is::Standing, false),
            ),
            (
                "proposal.levels",
                levels.map(|site| site.id.as_str()).collect(),
                columns(Is::Beside, true),
            ),
            (
                "proposal.measures",
                plan.measures.iter().map(|site| site.id.as_str()).collect(),
                columns(Is::Change, true),
            ),
        ];
        for (what, told, shown) in lists {
            let mut told: Vec<&str> = told;
            told.sort_unstable();
            if let Some(id) = told.iter().find(|id| !shown.contains(id)) {
                return Err(no(
                    format!("run.json 的 {what} 列有 {id}，证书的方案中没有"),
                    format!("run.json names {id} in {what}, the plan of the certificate does not"),
                ));
            }
            if let Some(id) = shown.iter().find(|id| !told.contains(id)) {
                return Err(no(
                    format!("证书的方案含 {id}，run.json 的 {what} 中没有"),
                    format!("the plan of the certificate has {id}, {what} in run.json does not"),
                ));
            }
            same(&format!("length of {what}"), told.len(), shown.len())?;
        }
        Ok(())
    }

    /// Whether the certificate allows as many sites as were asked for.
    fn number(&self) -> Result<(), No> {
        let Some(asked) = self.run.scenario.get("siting.sites") else {
            return Ok(());
        };
        let Ok(asked) = asked.parse::<usize>() else {
            return Err(no(
                format!("run.json 的 siting.sites 不是数：{asked}"),
                format!("run.json says {asked} of siting.sites, which is no number"),
            ));
        };
        let all = self.file.sites.len();
        let beside = (self.file.sites.iter().filter(|site| site.part != Is::New)).count();
        let most = asked.saturating_add(beside);
        if most.min(all) != self.file.most_open.min(all) {
            let told = self.file.most_open;
            return Err(no(
                format!(
                    "证书允许开放 {told} 处，按 run.json 的 siting.sites = {asked} 应为 {most} 处"
                ),
                format!(
                    "the certificate lets {told} sites be open, by siting.sites = {asked} of run.json it is {most}"
                ),
            ));
        }
        Ok(())
    }

    /// Whether the numbers of the record's kind after the plan are those of the plan.
    fn after(&self) -> Result<(), No> {
        let Some(kind) = self.kind() else {
            return Ok(());
        };
        let of = |what: &str| format!("after.kinds.{}.{what}", self.plan.kind);
        same(&of("covered"), kind.covered, self.plan.covered)?;
        let everybody = [kind.covered, kind.beyond, kind.unreachable, kind.unsnapped];
        let sum = everybody
            .iter()
            .fold(0_u64, |sum, n| sum.saturating_add(*n));
        same(&of("eligible"), kind.eligible, sum)
    }

    fn kind(&self) -> Option<&Kind> {
        let after = self.run.after.as_ref()?;
        after.kinds.get(&self.plan.kind)
    }

    /// A value of the certificate in the model's own unit.
    fn counted(&self, value: i128) -> Result<f64, No> {
        let nobody: i128 = (self.file.rows.iter())
            .map(|row| i128::from(row.people * self.file.needs) * i128::from(row.penalty))
            .sum();
        let own = match self.file.model.as_str() {
            "mclp" | "backup" => (i128::from(self.file.baseline) + nobody - value) as f64,
            "lscp" => value as f64,
            "p_median" => value as f64 / 1000.0,
            "min_cost" => value as f64 / 1e6,
            other => {
                return Err(no(
                    format!("没有 {other} 的证书"),
                    format!("no certificate is known for {other}"),
                ));
            }
        };
        Ok(own / self.file.parts as f64)
    }

    fn counts_people(&self) -> bool {
        matches!(self.file.model.as_str(), "mclp" | "backup")
    }

    /// Whether objective and bounds are those of the certificate, or closer ones.
    fn worth(&self) -> Result<Claimed, No> {
        let plan = self.plan;
        let sum = |of: fn(&Part) -> i128| self.parts.iter().map(of).sum();
        let objective = self.counted(sum(|part| part.value))?;
        let shown = self.counted(sum(|part| part.bound))?;
        alike("proposal.objective", plan.objective, objective)?;
        if let Some(told) = plan.confirmed_bound {
            alike("proposal.confirmed_bound", told, shown)?;
        }
        let side = if self.counts_people() { 1.0 } else { -1.0 };
        let bound = plan.bound;
        let is_between = |bound: f64| {
            let room = 1e-9 * bound.abs().max(1.0);
            side * (bound - objective) >= -room && side * (shown - bound) >= -room
        };
        if !is_between(bound) {
            return Err(no(
                format!(
                    "run.json 的 proposal.bound 为 {bound}，应在方案的 {objective} 与证书证明的 {shown} 之间"
                ),
                format!(
                    "run.json says {bound} of proposal.bound, which lies between the plan's {objective} and the {shown} that the certificate proves"
                ),
            ));
        }
        Ok(Claimed {
            objective,
            bound,
            shown,
            new: plan.sites.len(),
        })
    }

    /// Whether the record says of each tier what the certificate shows.
    fn tiers(&self) -> Result<(), No> {
        let (plan, proofs) = (self.plan, &self.file.proofs);
        let tiered = proofs.iter().filter(|proof| proof.tier.is_some()).count();
        same("length of proposal.tiers", plan.tiers.len(), tiered)?;
        if tiered == 0 {
            return Ok(());
        }
        for (number, (told, part)) in plan.tiers.iter().zip(self.parts).enumerate() {
            let of = |what: &str| format!("proposal.tiers.{number}.{what}");
            let asked = self.run.scenario.get(&format!("tier.{number}.name"));
            let name = told.name.as_deref().unwrap_or_default();
            same(&of("name"), name, part.name.as_deref().unwrap_or_default())?;
            if let Some(asked) = asked {
                same(&of("name"), name, asked.as_str())?;
            }
            let covered = |value: i128| i128::from(part.needs) - value;
            same(&of("people"), told.people, part.needs)?;
            same(
                &of("covered"),
                i128::from(told.covered),
                covered(part.value),
            )?;
            let (bound, most) = (i128::from(told.bound), covered(part.bound));
            if !(covered(part.value)..=most).contains(&bound) {
                let what = of("bound");
                return Err(no(
                    format!(
                        "run.json 的 {what} 为 {bound}，应在 {} 与 {most} 之间",
                        told.covered
                    ),
                    format!(
                        "run.json says {bound} of {what}, which lies between {} and {most}",
                        told.covered
                    ),
                ));
            }
        }
        let bounds: u64 = plan
            .tiers
            .iter()
            .fold(0, |sum, tier| sum.saturating_add(tier.bound));
        alike("proposal.bound", plan.bound, bounds as f64)
    }

    /// Whether what the record says of its own bound follows from it.
    fn verdict(&self, claimed: &Claimed) -> Result<(), No> {
        let plan = self.plan;
        let room = (plan.bound - plan.objective).abs();
        alike("proposal.gap", plan.gap, room / plan.bound.abs().max(1.0))?;
        let is_optimal = room <= 0.0;
        same("proposal.proved_optimal", plan.proved_optimal, is_optimal)?;
        let fits = match plan.status.as_str() {
            "optimal" => is_optimal,
            "gap" | "limit_reached" => !is_optimal,
            _ => false,
        };
        if !fits {
            let (status, bound, objective) = (&plan.status, plan.bound, plan.objective);
            return Err(no(
                format!(
                    "run.json 的 proposal.status 为 {status}，与目标值 {objective}、界 {bound} 不符"
                ),
                format!(
                    "run.json says {status} of proposal.status, with an objective of {objective} and a bound of {bound}"
                ),
            ));
        }
        let Some(proof) = self.run.published.as_ref().and_then(|p| p.proof.as_ref()) else {
            return Ok(());
        };
        same("published.proof.sites", proof.sites, claimed.new)?;
        let pct = room / plan.objective.abs().max(1.0) * 100.0;
        // It is rounded up to hundredths.
        if proof.room_pct < pct - 1e-6 || proof.room_pct > pct + 0.01 + 1e-6 {
            return same("published.proof.room_pct", proof.room_pct, pct);
        }
        Ok(())
    }
}
