//! Where the next sites should go, with a bound that no other choice can beat.
//!
//! Turns walk times, places and a brief into a proposal. Scores people and nothing else: no polygon, no hexagon. It
//! does not search streets.
//!
//! A brief (`brief`) with its promises becomes one problem for all models (`location`), which is searched, bounded and
//! proven (`solve`). Plain maximal covering, the largest of all, has methods of its own (`cover`, read by `covering`),
//! and so has the plain p-median (`median`).
//! What is proposed and proven is told by `proposal`; how much work is allowed by `effort`.
//!
//! # Invariants
//!
//! The last `covered_after` equals counting the people again with the sites open. No plan is better than `bound`. A
//! plain maximal covering never proposes a site that adds nobody. The order of the files' rows changes nothing.

pub mod brief;
pub mod certificate;
pub mod cover;
pub mod covering;
pub mod effort;
mod error;
pub mod insight;
pub mod location;
pub mod lscp;
pub mod median;
pub mod proposal;
mod ranking;
pub mod solve;
pub mod tiers;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::SiteId;
use crate::places::Places;
use crate::progress::{Progress, Stage};
use crate::reach::ReachMatrix;
use crate::units::Seniors;

pub use brief::{Brief, Level, Model, Rules, Standing};
pub use certificate::Certificate;
pub use cover::problem::CoverProblem;
pub use cover::{bound, exact, exchange, greedy, mclp, problem, search};
pub use effort::Effort;
pub use error::Error;
pub use insight::{Asked, Insight};
pub use proposal::{Measure, Proposal, ProposedSite, Verdict};
pub use tiers::TierCover;

use brief::{Parted, Task, measures};
use certificate::Bounded;
use cover::problem::MOST_WEIGHT;
use covering::Covering;
use insight::curve::Known;
use insight::{Subject, alternatives, curve, front, price_list, reasons, rollout, support, untold};

/// Proposes sites for a brief, with a proven bound on what any choice could reach.
///
/// Plain maximal covering proposes fewer sites than asked for, with a finding, when more would add nobody.
pub fn propose(
    matrix: &ReachMatrix,
    places: &Places,
    brief: &Brief,
    progress: &dyn Progress,
) -> Result<(Proposal, Findings), Error> {
    check(matrix, places, brief)?;
    let (mut proposal, findings) = match brief.sites {
        Some(sites) if is_plain(brief) && !measures::may_close(brief, places) => {
            cover_most(matrix, places, (brief, sites), progress)
        }
        _ => keep_promises(matrix, places, brief, progress),
    }?;
    if let Some(asked) = brief.asked.front {
        let mut plan: Vec<SiteId> = proposal.sites.iter().map(|site| site.site).collect();
        plan.extend(proposal.beside());
        plan.extend(&proposal.insight.measures);
        let front = front::front((matrix, places), brief, (asked, &plan), progress)?;
        proposal.insight.front = Some(front);
    }
    Ok((proposal, findings))
}

/// Whether a brief is maximal covering without promises, with all people at once.
fn is_plain(brief: &Brief) -> bool {
    let is_tiered = matches!(brief.standing, Standing::ByTier { .. });
    let is_bare = brief.rules == Rules::default() && brief.levels.is_empty();
    brief.model == Model::Mclp && is_bare && !is_tiered
}

/// Plain maximal covering.
fn cover_most(
    matrix: &ReachMatrix,
    places: &Places,
    (brief, sites): (&Brief, usize),
    progress: &dyn Progress,
) -> Result<(Proposal, Findings), Error> {
    let covering = Covering::new(matrix, places, brief);
    if covering.candidates.is_empty() {
        return Err(Error::NoCandidates {
            kind: brief.kind.clone(),
            sites: places.sites.len(),
        });
    }
    let mut solution = mclp::solve(&covering.problem, sites, brief.seed, brief.effort, progress)?;
    let chosen = covering.sites(&solution.chosen);
    let kept = brief::Order::of(places, brief).existing_sites();
    let (baseline, mut ranked) = ranking::rank(matrix, places, (&kept, &chosen), brief.within);
    ranked.retain(|site| site.gain > Seniors::ZERO);
    let mut findings = Findings::new();
    if ranked.len() < sites {
        let counts = (sites, ranked.len());
        findings.push(fewer_than_asked(brief, counts, covering.candidates.len()));
    }
    let location = covering.location(sites);
    let open = covering.open(&solution.chosen);
    let uncovered = |covered: u64| i128::from(covering.problem.total() - covered);
    let value = uncovered(solution.objective);
    let prices = covering.prices(&location, solution.multipliers.as_ref());
    let proof = Bounded::new(&location, (value, uncovered(solution.bound)), prices);
    solution.bound = covering.problem.total() - proof.closer(uncovered(solution.bound)) as u64;
    let subject = Subject {
        matrix,
        places,
        brief,
        problem: &location,
        columns: &covering.candidates,
        is_new: &vec![true; covering.candidates.len()],
        open: &open,
        kept: &kept,
        value,
        measure: &|value| covering.measure(covering.people(value)),
    };
    let known = known_sizes(&covering, &solution, (sites, &ranked));
    let insight = told_of_cover(&subject, &covering, (&ranked, &known), progress);
    // Chosen sites that add nobody are not proposed.
    let open = covering.open_of(&ranked);
    let certificate = covering.certified(brief, places, (location, open, proof));
    let worth = |covered: u64| covering.measure(covering.baseline + covered);
    let (objective, bound) = (worth(solution.objective), worth(solution.bound));
    let proposal = Proposal {
        kind: brief.kind.clone(),
        model: brief.model,
        covered: ranked.last().map_or(baseline, |last| last.covered_after),
        sites: ranked,
        closed: Vec::new(),
        baseline,
        objective,
        bound,
        verdict: verdict(objective, bound, brief),
        method: solution.method(),
        seed: brief.seed,
        certificate: Some(certificate),
        insight,
        tiers: Vec::new(),
        parts: covering.parts,
    };
    Ok((proposal, findings))
}

/// Every other model, and maximal covering with promises.
fn keep_promises(
    matrix: &ReachMatrix,
    places: &Places,
    brief: &Brief,
    progress: &dyn Progress,
) -> Result<(Proposal, Findings), Error> {
    let task = Task::new(matrix, places, brief)?;
    let made = Made::of(&task, brief, progress)?;
    let solved = made.solved;
    let Parted {
        chosen,
        kept,
        closed,
    } = task.order.parted(&solved.open);
    let (baseline, ranked) = ranking::rank(matrix, places, (&kept, &chosen), brief.within);
    let mut findings = warnings(&task, places, brief);
    findings.extend(untold::findings(&task, brief));
    let measure = |value: i128| task.measure(value, brief);
    let (objective, bound) = made.worth;
    let problem = made.all;
    let is_new: Vec<bool> = (0..problem.sites.len() as u32)
        .map(|column| task.order.is_free(column))
        .collect();
    let subject = Subject {
        matrix,
        places,
        brief,
        problem: &problem,
        columns: &task.order.sites,
        is_new: &is_new,
        open: &solved.open,
        kept: &kept,
        value: made.value,
        measure: &measure,
    };
    let insight = told_of_task(&task, &subject, &ranked, progress)?;
    let served = made.last.as_ref().unwrap_or(&problem);
    let plan = (served, &solved.open[..]);
    let certificate = Certificate::of_task(&task, (places, brief), plan, made.proofs);
    let proposal = Proposal {
        kind: brief.kind.clone(),
        model: brief.model,
        covered: ranked.last().map_or(baseline, |last| last.covered_after),
        sites: ranked,
        closed,
        baseline,
        objective,
        bound,
        verdict: verdict(objective, bound, brief),
        method: solved.method.to_owned(),
        seed: brief.seed,
        certificate,
        insight,
        tiers: made.tiers,
        parts: brief.standing.parts(),
    };
    Ok((proposal, findings))
}

/// What a reader should know of a task.
fn warnings(task: &Task, places: &Places, brief: &Brief) -> Findings {
    let mut findings = Findings::new();
    if let Some(finding) = measures::without_effect(places, brief) {
        findings.push(finding);
    }
    if task.beyond > 0 {
        findings.push(out_of_reach(brief, task.beyond));
    }
    findings
}

/// What is told beside the plan of a task.
fn told_of_task(
    task: &Task,
    subject: &Subject<'_>,
    ranked: &[ProposedSite],
    progress: &dyn Progress,
) -> Result<Insight, Error> {
    let (brief, open) = (subject.brief, subject.open);
    let places = (subject.matrix, subject.places);
    let mut insight = told(subject, ranked, progress);
    if untold::has_full_center(task, brief) {
        insight.alternatives = None;
    }
    insight.support = supports_of(task, subject);
    insight.measures = measures_of(task, open);
    if untold::has_years(task, brief) {
        insight.rollout = rollout::years(subject, &brief.asked.rollout, None, progress);
    }
    if brief.asked.price_list {
        insight.price_list = Some(price_list::prices(task, brief, open, progress));
    }
    if let Some(most) = brief.asked.curve {
        insight.curve = Some(curve::of_brief(places, brief, most, progress)?);
    }
    Ok(insight)
}

/// A plan of a task, made at once or tier by tier.
struct Made {
    solved: solve::Solved,
    /// The problem of all people, with all promises.
    all: location::Problem,
    /// The plan's value in it.
    value: i128,
    /// The problem that was proven, where it is another.
    last: Option<location::Problem>,
    /// Objective and bound.
    worth: (Measure, Measure),
    tiers: Vec<TierCover>,
    /// What prices prove, of each tier or of all at once.
    proofs: Vec<Bounded>,
}

impl Made {
    fn of(task: &Task, brief: &Brief, progress: &dyn Progress) -> Result<Self, Error> {
        if !matches!(brief.standing, Standing::ByTier { .. }) {
            let mut solved = solve::solve(task, brief, progress)?;
            let all = task.problem(|_| true);
            if brief.model == Model::PCenter {
                let time = u64::try_from(solved.value).unwrap_or(u64::MAX);
                let within = task.within(time, |_| true);
                support::close_idle((&within, &task.order), (&mut 0, &mut solved.open));
            } else {
                let plan = (&mut solved.value, &mut solved.open[..]);
                support::close_idle((&all, &task.order), plan);
            }
            let (value, bound) = (solved.value, solved.bound);
            let prices = solved.prices.take();
            let proof = prices.map(|prices| Bounded::new(&all, (value, bound), prices));
            let bound = proof.as_ref().map_or(bound, |proof| proof.closer(bound));
            return Ok(Self {
                all,
                value,
                last: None,
                worth: (task.measure(value, brief), task.measure(bound, brief)),
                tiers: Vec::new(),
                proofs: proof.into_iter().collect(),
                solved,
            });
        }
        let mut tiered = tiers::solve(task, brief, progress)?;
        let plan = (&mut tiered.solved.value, &mut tiered.solved.open[..]);
        support::close_idle((&tiered.last, &task.order), plan);
        let proofs = tiered.certify(task);
        let sum = |of: fn(&TierCover) -> u64| tiered.tiers.iter().map(of).sum();
        let value = location::value::serve(&tiered.all, &tiered.solved.open);
        Ok(Self {
            worth: (
                Measure::People(sum(|tier| tier.covered)),
                Measure::People(sum(|tier| tier.bound)),
            ),
            value: value.map_or(tiered.solved.value, |service| service.value),
            all: tiered.all,
            last: Some(tiered.last),
            tiers: tiered.tiers,
            proofs,
            solved: tiered.solved,
        })
    }
}

/// The changes of existing sites that a plan makes.
fn measures_of(task: &Task, open: &[bool]) -> Vec<SiteId> {
    let made = task.order.measures().filter(|&c| open[c as usize]);
    made.map(|column| task.order.sites[column as usize])
        .collect()
}

/// What the levels of a plan do.
fn supports_of(task: &Task, subject: &Subject<'_>) -> Vec<insight::Support> {
    let chosen = support::Chosen {
        brief: subject.brief,
        order: &task.order,
        open: subject.open,
    };
    support::supports(&chosen, &reasons::counted(subject))
}

/// What is told beside a plan of maximal covering.
fn told_of_cover(
    subject: &Subject<'_>,
    covering: &Covering,
    (ranked, known): (&[ProposedSite], &[Known]),
    progress: &dyn Progress,
) -> Insight {
    let (brief, asked) = (subject.brief, &subject.brief.asked);
    let mut insight = told(subject, ranked, progress);
    let most = asked.curve.or(brief.sites).unwrap_or(1);
    insight.curve = Some(curve::of_covering(covering, most, known, brief, progress));
    let curve = insight.curve.as_ref();
    insight.rollout = rollout::years(subject, &asked.rollout, curve, progress);
    insight.price_list = asked.price_list.then(Vec::new);
    insight
}

/// What is told beside a plan, but for its curve.
fn told(subject: &Subject<'_>, sites: &[ProposedSite], progress: &dyn Progress) -> Insight {
    let asks = subject.brief.asked.alternatives > 0;
    Insight {
        reasons: reasons::reasons(subject, sites),
        alternatives: asks.then(|| alternatives::alternatives(subject, progress)),
        ..Insight::default()
    }
}

/// What a solution of maximal covering and the order of its sites say of the curve.
fn known_sizes(
    covering: &Covering,
    solution: &mclp::Solution,
    (sites, ranked): (usize, &[ProposedSite]),
) -> Vec<Known> {
    // People in the order of their gain are no plan by need.
    let steps = (1..).zip(ranked).filter(|_| covering.parts == 1);
    let steps = steps.map(|(sites, step)| Known {
        sites,
        objective: step.covered_after.count() - covering.baseline,
        bound: covering.problem.total(),
    });
    let own = Known {
        sites,
        objective: solution.objective,
        bound: solution.bound,
    };
    steps.chain([own]).collect()
}

fn verdict(objective: Measure, bound: Measure, brief: &Brief) -> Verdict {
    if objective == bound {
        Verdict::Optimal
    } else if brief.effort.is_patient() {
        Verdict::LimitReached
    } else {
        Verdict::Gap
    }
}

fn check(matrix: &ReachMatrix, places: &Places, brief: &Brief) -> Result<(), Error> {
    if brief.sites == Some(0) && brief.rules.may_close == 0 {
        return Err(Error::NoSites {
            kind: brief.kind.clone(),
        });
    }
    if matrix.sites() != places.sites.len() || matrix.demand_points() != places.demand.len() {
        return Err(Error::NotTheSamePlaces {
            matrix_sites: matrix.sites(),
            matrix_demand: matrix.demand_points(),
            sites: places.sites.len(),
            demand: places.demand.len(),
        });
    }
    if matrix.cutoff() < brief.within {
        return Err(Error::CutoffTooShort {
            kind: brief.kind.clone(),
            cutoff: matrix.cutoff(),
            within: brief.within,
        });
    }
    let people: u128 = (places.demand.iter())
        .map(|point| u128::from(point.eligible.count()))
        .sum();
    if people > u128::from(MOST_WEIGHT) {
        return Err(Error::TooManyPeople { people });
    }
    Ok(())
}

fn fewer_than_asked(
    brief: &Brief,
    (asked, proposed): (usize, usize),
    candidates: usize,
) -> Finding {
    let kind = &brief.kind;
    let text = Bilingual::new(
        format!(
            "“{kind}”要求新增 {asked} 处,只建议 {proposed} 处:{candidates} 个备选点中再增加任何一处,\
             都不会覆盖更多的人。可增加备选点、放宽时限或减少数量。"
        ),
        format!(
            "{asked} new sites of kind `{kind}` were asked for, {proposed} are proposed: none of the {candidates} \
             candidates would add anybody more. Add candidates, lengthen the standard or ask for fewer."
        ),
    );
    Finding::new(
        "siting-fewer-than-asked",
        Severity::Warning,
        Stage::Siting,
        text,
    )
    .times((asked - proposed) as u64)
}

/// People whom no site can reach, whatever is opened: they are in no objective.
fn out_of_reach(brief: &Brief, people: u64) -> Finding {
    let kind = &brief.kind;
    let people = Seniors::new(people);
    let text = Bilingual::new(
        format!(
            "有 {people} 人在时限内到不了任何“{kind}”点位或备选点，未计入选址目标。可增加备选点。"
        ),
        format!(
            "{people} people reach no site or candidate of kind `{kind}` in time: they are in no objective of the \
             siting. Add candidates near them."
        ),
    );
    Finding::new(
        "siting-out-of-reach",
        Severity::Warning,
        Stage::Siting,
        text,
    )
}

#[cfg(test)]
pub(in crate::siting) mod promises_tests;
#[cfg(test)]
mod tests;
