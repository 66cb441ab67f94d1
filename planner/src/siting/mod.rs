//! Where the next sites should go, with a bound that no other choice can beat.
//!
//! Turns walk times, places and a brief into a proposal. Scores people and nothing else: no polygon, no hexagon. It
//! does not search streets.
//!
//! A brief (`brief`) with its promises becomes one problem for all models (`location`), which is searched, bounded and
//! proven (`solve`). Plain maximal covering, the largest of all, has methods of its own (`cover`, read by `covering`).
//! What is proposed and proven is told by `proposal`; how much work is allowed by `effort`.
//!
//! # Invariants
//!
//! The last `covered_after` equals counting the people again with the sites open. No plan is better than `bound`. A
//! plain maximal covering never proposes a site that adds nobody. The order of the files' rows changes nothing.

pub mod brief;
pub mod cover;
pub mod covering;
pub mod effort;
pub mod insight;
pub mod location;
pub mod proposal;
mod ranking;
pub mod solve;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::places::Places;
use crate::progress::{Progress, Stage};
use crate::reach::ReachMatrix;
use crate::units::{Seniors, WalkTime};

pub use brief::{Brief, Model, Rules};
pub use cover::problem::CoverProblem;
pub use cover::{bound, exact, exchange, greedy, mclp, problem, search};
pub use effort::Effort;
pub use insight::{Asked, Insight};
pub use proposal::{Certificate, Measure, Proposal, ProposedSite, Verdict};

use brief::Task;
use cover::problem::MOST_WEIGHT;
use covering::Covering;
use insight::curve::Known;
use insight::{Subject, alternatives, curve, reasons};

/// Why a brief cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing was asked for.
    #[error("the brief asks for 0 sites of kind `{kind}`, expected at least 1: set `siting.sites`")]
    NoSites {
        /// The kind.
        kind: String,
    },
    /// Nothing may be proposed.
    #[error(
        "no candidate for kind `{kind}` among {sites} sites, expected at least 1: add a file, hexagons or OSM tags \
         under `candidates`, or check that their `kind` is empty or `{kind}`"
    )]
    NoCandidates {
        /// The kind.
        kind: String,
        /// The number of sites of any kind and status.
        sites: usize,
    },
    /// The matrix was not searched far enough.
    #[error(
        "the walk times end at {cutoff}, expected at least the {within} of kind `{kind}`: search the matrix further"
    )]
    CutoffTooShort {
        /// The kind.
        kind: String,
        /// The longest time searched.
        cutoff: WalkTime,
        /// The longest walk that counts.
        within: WalkTime,
    },
    /// The matrix and the places are not of one study.
    #[error(
        "the walk times are for {matrix_sites} sites and {matrix_demand} demand points, expected {sites} and {demand}: \
         build the matrix from the same places"
    )]
    NotTheSamePlaces {
        /// Sites of the matrix.
        matrix_sites: usize,
        /// Demand points of the matrix.
        matrix_demand: usize,
        /// Sites of the places.
        sites: usize,
        /// Demand points of the places.
        demand: usize,
    },
    /// The counts cannot be right.
    #[error(
        "{people} eligible people, expected at most 2^48: check the count column of the seniors' tables"
    )]
    TooManyPeople {
        /// How many there are.
        people: u128,
    },
    /// Somebody asked to stop.
    #[error("siting was cancelled")]
    Cancelled,
    /// A site that the brief names is not there.
    #[error(
        "{key}: no candidate or site of the kind has the id `{id}`; expected an id of the tables, `h3:…` or `osm:…`"
    )]
    NoSuchSite {
        /// The key that names it.
        key: &'static str,
        /// The id.
        id: String,
    },
    /// A district that a quota names is not there.
    #[error("siting.quota: no district is called or coded `{wanted}`; known: {known}")]
    NoSuchDistrict {
        /// The name or code.
        wanted: String,
        /// Some that there are.
        known: String,
    },
    /// A level of districts that a rule names is not there.
    #[error("siting: no district has the level `{wanted}`; known levels: {known}")]
    NoSuchLevel {
        /// The level.
        wanted: String,
        /// Those that there are.
        known: String,
    },
    /// A cost is needed that a candidate does not have.
    #[error(
        "candidate `{id}` has no cost, which a budget and model min_cost need: fill the column `cost`"
    )]
    NoCost {
        /// The candidate's id.
        id: String,
    },
    /// The promises cannot be kept together.
    #[error(
        "no plan keeps these promises together: {en}; drop or ease one of them. 以下要求无法同时满足：{zh}；请放宽其中之一。"
    )]
    Impossible {
        /// The smallest set of promises found, in Chinese.
        zh: String,
        /// The same in English.
        en: String,
    },
    /// No plan was found, and none was proven impossible.
    #[error(
        "no plan that keeps all promises was found within the effort, and it is not proven that there is none: raise siting.effort or ease a promise"
    )]
    NoPlanFound,
}

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
    match brief.sites {
        Some(sites) if brief.model == Model::Mclp && brief.rules == Rules::default() => {
            cover_most(matrix, places, (brief, sites), progress)
        }
        _ => keep_promises(matrix, places, brief, progress),
    }
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
    let solution = mclp::solve(&covering.problem, sites, brief.seed, brief.effort, progress)?;
    let chosen: Vec<_> = (solution.chosen.iter())
        .map(|&column| covering.candidates[column as usize])
        .collect();
    let order = brief::Order::of(places, brief);
    let kept: Vec<_> = (0..order.sites.len() as u32)
        .filter(|&column| order.is_existing(column))
        .map(|column| order.sites[column as usize])
        .collect();
    let (baseline, mut ranked) = ranking::rank(matrix, places, (&kept, &chosen), brief.within);
    ranked.retain(|site| site.gain > Seniors::ZERO);
    let mut findings = Findings::new();
    if ranked.len() < sites {
        findings.push(fewer_than_asked(
            brief,
            (sites, ranked.len()),
            covering.candidates.len(),
        ));
    }
    let location = covering.location(sites);
    let mut open = vec![false; covering.candidates.len()];
    for &column in &solution.chosen {
        open[column as usize] = true;
    }
    let value = i128::from(covering.problem.total() - solution.objective);
    let mut insight = told(
        &Subject {
            matrix,
            places,
            brief,
            problem: &location,
            columns: &covering.candidates,
            is_new: &vec![true; covering.candidates.len()],
            open: &open,
            kept: &kept,
            value,
            measure: &|value| Measure::People(covering.people(value)),
        },
        &ranked,
        progress,
    );
    let most = brief.asked.curve.unwrap_or(sites);
    let known = known_sizes(&covering, &solution, (sites, &ranked));
    insight.curve = Some(curve::of_covering(&covering, most, &known, brief, progress));
    let certificate = solution.multipliers.as_ref().map(|multipliers| {
        let prices = covering.prices(&location, multipliers);
        let mut certificate = Certificate::new(location, open, value, prices);
        certificate.baseline = covering.baseline;
        certificate.ids = (covering.candidates.iter())
            .map(|&site| places.sites[site].id.to_string())
            .collect();
        std::sync::Arc::new(certificate)
    });
    let objective = Measure::People(covering.baseline + solution.objective);
    let bound = Measure::People(covering.baseline + solution.bound);
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
        certificate,
        insight,
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
    let solved = solve::solve(&task, brief, progress)?;
    let site = |column: usize| task.order.sites[column];
    let (mut chosen, mut kept, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    for (column, &is_open) in solved.open.iter().enumerate() {
        match (task.order.is_existing(column as u32), is_open) {
            (false, true) => chosen.push(site(column)),
            (true, true) => kept.push(site(column)),
            (true, false) => closed.push(site(column)),
            (false, false) => {}
        }
    }
    let (baseline, ranked) = ranking::rank(matrix, places, (&kept, &chosen), brief.within);
    let mut findings = Findings::new();
    if task.beyond > 0 {
        findings.push(out_of_reach(brief, task.beyond));
    }
    let measure = |value: i128| task.measure(value, brief);
    let (objective, bound) = (measure(solved.value), measure(solved.bound));
    let problem = task.problem(|_| true);
    let is_new: Vec<bool> = (0..problem.sites.len() as u32)
        .map(|column| !task.order.is_existing(column))
        .collect();
    let mut insight = told(
        &Subject {
            matrix,
            places,
            brief,
            problem: &problem,
            columns: &task.order.sites,
            is_new: &is_new,
            open: &solved.open,
            kept: &kept,
            value: solved.value,
            measure: &measure,
        },
        &ranked,
        progress,
    );
    if let Some(most) = brief.asked.curve {
        insight.curve = Some(curve::of_brief((matrix, places), brief, most, progress)?);
    }
    let certificate = solved.prices.map(|prices| {
        let mut certificate = Certificate::new(problem, solved.open, solved.value, prices);
        certificate.ids = (task.order.sites.iter())
            .map(|&site| places.sites[site].id.to_string())
            .collect();
        std::sync::Arc::new(certificate)
    });
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
    };
    Ok((proposal, findings))
}

/// What is told beside a plan, but for its curve.
fn told(subject: &Subject<'_>, sites: &[ProposedSite], progress: &dyn Progress) -> Insight {
    let asks = subject.brief.asked.alternatives > 0;
    Insight {
        reasons: reasons::reasons(subject, sites),
        curve: None,
        alternatives: asks.then(|| alternatives::alternatives(subject, progress)),
    }
}

/// What a solution of maximal covering and the order of its sites say of the curve.
fn known_sizes(
    covering: &Covering,
    solution: &mclp::Solution,
    (sites, ranked): (usize, &[ProposedSite]),
) -> Vec<Known> {
    let steps = (1..).zip(ranked).map(|(sites, step)| Known {
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
mod promises_tests;
#[cfg(test)]
mod tests;
