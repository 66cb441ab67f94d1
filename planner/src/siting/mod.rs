//! Where the next sites should go, with a bound that no other choice can beat.
//!
//! Turns walk times, places and a brief into a proposal. Scores people and nothing else: no polygon, no hexagon. It
//! does not search streets, and it never closes or moves a site that is open or committed.
//!
//! One file per model (`mclp`); what models share is in files of its own: the cover lists (`problem`), greedy choice,
//! swaps (`exchange`), annealing (`anneal`) and merging what it found (`search`), the exact bound and the linear relaxation that finds its multipliers
//! (`bound`), branch and bound (`exact`), and how much work is allowed (`effort`).
//!
//! # Method of a proposal
//!
//! 1. People who reach an open or committed site of the kind in time are the baseline, whatever is proposed.
//! 2. Everybody else is a row of the cover problem, covered by the candidates within the standard.
//! 3. The model chooses; its sites are then put in the order of what each adds to those before it.
//!
//! # Invariants
//!
//! The last `covered_after` equals `objective`, which equals counting the people again with the sites open.
//! `objective ≤ bound`. A site that adds nobody is never proposed.

pub mod cover;
pub mod effort;
pub mod location;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DemandId, Id, SiteId};
use crate::places::{Places, Site, Status};
use crate::progress::{Progress, Stage};
use crate::reach::ReachMatrix;
use crate::units::{Seniors, WalkTime};

pub use cover::problem::CoverProblem;
pub use cover::{bound, exact, exchange, greedy, mclp, problem, search};
pub use effort::Effort;

use problem::{CoverBuilder, MOST_WEIGHT};

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
}

/// What to site, under what rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// The kind to site, in the user's own words.
    pub kind: String,
    /// The model.
    pub model: Model,
    /// How many new sites.
    pub sites: usize,
    /// The longest walk that counts as covered.
    pub within: WalkTime,
    /// The seed of the search.
    pub seed: u64,
}

/// A siting model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// Maximal covering location problem: most people with a given number of sites (Church and ReVelle, 1974).
    Mclp,
}

impl Model {
    /// The word used in scenarios and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mclp => "mclp",
        }
    }
}

/// The answer to a brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The kind sited.
    pub kind: String,
    /// The model used.
    pub model: Model,
    /// The sites in order of gain.
    pub sites: Vec<ProposedSite>,
    /// People covered before any proposed site: by open and committed sites.
    pub baseline: Seniors,
    /// People covered with all proposed sites open.
    pub objective: Seniors,
    /// The most people that any choice could cover; proven.
    pub bound: Seniors,
    /// How it was found, in words.
    pub method: String,
    /// The seed of the search.
    pub seed: u64,
}

impl Proposal {
    /// How far the objective may be from the best one, as a share of the bound.
    pub fn gap(&self) -> f64 {
        (self.bound - self.objective).count() as f64 / self.bound.count().max(1) as f64
    }

    /// Whether no other choice can be better.
    pub fn proved_optimal(&self) -> bool {
        self.bound == self.objective
    }
}

/// One proposed site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProposedSite {
    /// The site.
    pub site: SiteId,
    /// People covered by adding it after those before it.
    pub gain: Seniors,
    /// People covered with it and those before it.
    pub covered_after: Seniors,
}

/// Proposes sites for a brief, with a proven bound on what any choice could cover.
///
/// Fewer sites than asked for are proposed, with a finding, when more would add nobody.
pub fn propose(
    matrix: &ReachMatrix,
    places: &Places,
    brief: &Brief,
    progress: &dyn Progress,
) -> Result<(Proposal, Findings), Error> {
    propose_with(matrix, places, brief, (Effort::default(), progress))
}

/// Proposes sites with a chosen effort.
pub fn propose_with(
    matrix: &ReachMatrix,
    places: &Places,
    brief: &Brief,
    (effort, progress): (Effort, &dyn Progress),
) -> Result<(Proposal, Findings), Error> {
    let task = Task::new(matrix, places, brief)?;
    let Model::Mclp = brief.model;
    let solution = mclp::solve(&task.problem, brief.sites, brief.seed, effort, progress)?;
    let mut covered = Seniors::new(task.baseline);
    let sites: Vec<ProposedSite> = greedy::order(&task.problem, &solution.chosen, brief.sites)
        .into_iter()
        .map(|(column, gain)| {
            covered += Seniors::new(gain);
            ProposedSite {
                site: task.candidates[column as usize],
                gain: Seniors::new(gain),
                covered_after: covered,
            }
        })
        .collect();
    let mut findings = Findings::new();
    if sites.len() < brief.sites {
        findings.push(fewer_than_asked(brief, sites.len(), task.candidates.len()));
    }
    let proposal = Proposal {
        kind: brief.kind.clone(),
        model: brief.model,
        sites,
        baseline: Seniors::new(task.baseline),
        objective: Seniors::new(task.baseline + solution.objective),
        bound: Seniors::new(task.baseline + solution.bound),
        method: solution.method(),
        seed: brief.seed,
    };
    Ok((proposal, findings))
}

/// A brief as a cover problem: what fixed sites cover already, and what candidates could add.
#[derive(Debug, Clone)]
pub struct Task {
    /// The problem that is left; its columns are the candidates.
    pub problem: CoverProblem,
    /// The candidates in the order of their ids: the site of each column.
    pub candidates: Vec<SiteId>,
    /// The eligible people whom open and committed sites of the kind cover.
    pub baseline: u64,
}

impl Task {
    /// Reads the brief against walk times and places.
    pub fn new(matrix: &ReachMatrix, places: &Places, brief: &Brief) -> Result<Self, Error> {
        check(matrix, places, brief)?;
        let candidates: Vec<SiteId> = (places.sites.enumerate())
            .filter(|(_, site)| role(site, &brief.kind) == Some(Role::Candidate))
            .map(|(id, _)| id)
            .collect();
        if candidates.is_empty() {
            return Err(Error::NoCandidates {
                kind: brief.kind.clone(),
                sites: places.sites.len(),
            });
        }
        let mut column = 0;
        let columns: Vec<Option<(Role, u32)>> = (places.sites.iter())
            .map(|site| {
                let role = role(site, &brief.kind)?;
                let own = column;
                column += u32::from(role == Role::Candidate);
                Some((role, own))
            })
            .collect();
        let mut builder = CoverBuilder::new(candidates.len());
        let mut baseline = 0;
        let mut list = Vec::new();
        for (id, point) in places.demand.enumerate() {
            let people = point.eligible.count();
            if people == 0 {
                continue;
            }
            if cover_list(matrix, (id, brief.within), &columns, &mut list) {
                baseline += people;
            } else {
                builder.add(people, &list);
            }
        }
        Ok(Self {
            problem: builder.finish(),
            candidates,
            baseline,
        })
    }
}

/// What a site is for a brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Open or committed: it covers, whatever is proposed.
    Fixed,
    /// It may be proposed.
    Candidate,
}

/// What a site is for a kind; nothing when it is of another kind or closed.
fn role(site: &Site, kind: &str) -> Option<Role> {
    match site.status {
        Status::Open | Status::Upgrading | Status::Committed => {
            (site.kind == kind).then_some(Role::Fixed)
        }
        Status::Candidate => (site.kind.is_empty() || site.kind == kind).then_some(Role::Candidate),
        Status::Closed | Status::Forbidden => None,
    }
}

/// Lists the candidates that cover a demand point; tells whether a fixed site covers it already.
fn cover_list(
    matrix: &ReachMatrix,
    (demand, within): (DemandId, WalkTime),
    columns: &[Option<(Role, u32)>],
    list: &mut Vec<u32>,
) -> bool {
    list.clear();
    for (site, time) in matrix.of_demand(demand) {
        match columns[site.index()] {
            Some((Role::Fixed, _)) if time <= within => return true,
            Some((Role::Candidate, column)) if time <= within => list.push(column),
            _ => {}
        }
    }
    false
}

fn check(matrix: &ReachMatrix, places: &Places, brief: &Brief) -> Result<(), Error> {
    if brief.sites == 0 {
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

fn fewer_than_asked(brief: &Brief, proposed: usize, candidates: usize) -> Finding {
    let (kind, asked) = (&brief.kind, brief.sites);
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

#[cfg(test)]
mod tests;
