//! A brief of plain maximal covering as a cover problem: what exists is the baseline, candidates add to it.
//!
//! # Method
//!
//! 1. People who reach an open or committed site of the kind in time are the baseline, whatever is proposed.
//! 2. Everybody else is a row of the cover problem, covered by the candidates within the standard.

use super::brief::{Brief, Order, Part};
use super::certificate::{Bounded, Certificate};
use super::cover::bound::Multipliers;
use super::cover::problem::{CoverBuilder, CoverProblem};
use super::location::dual::Prices;
use super::location::{Arc, Problem, RowTerms, SiteTerms};
use super::proposal::{Measure, ProposedSite};
use crate::ids::{DemandId, Id as _, SiteId};
use crate::places::Places;
use crate::reach::ReachMatrix;
use crate::units::WalkTime;

/// A brief as a cover problem: what fixed sites cover already, and what candidates could add.
#[derive(Debug, Clone)]
pub struct Covering {
    /// The problem that is left; its columns are the candidates.
    pub problem: CoverProblem,
    /// The site of each column.
    pub candidates: Vec<SiteId>,
    /// What open and committed sites of the kind cover: people, or parts of them by need.
    pub baseline: u64,
    /// Into how many parts a person is divided.
    pub parts: u64,
}

impl Covering {
    /// Reads the brief against walk times and places.
    pub fn new(matrix: &ReachMatrix, places: &Places, brief: &Brief) -> Self {
        let order = Order::of(places, brief);
        let candidates: Vec<SiteId> = (order.candidates())
            .map(|column| order.sites[column as usize])
            .collect();
        let mut columns = vec![None; places.sites.len()];
        for column in 0..order.sites.len() as u32 {
            if order.is_existing(column) {
                columns[order.sites[column as usize].index()] = Some(Column::Fixed);
            }
        }
        for (column, site) in (0_u32..).zip(&candidates) {
            columns[site.index()] = Some(Column::Candidate(column));
        }
        let mut builder = CoverBuilder::new(candidates.len());
        let mut baseline = 0;
        let mut list = Vec::new();
        for group in brief.standing.groups(places) {
            let (id, people) = (group.demand, group.people * group.parts);
            if people == 0 {
                continue;
            }
            if cover_list(matrix, (id, brief.within), &columns, &mut list) {
                baseline += people;
            } else {
                list.sort_unstable();
                builder.add(people, &list);
            }
        }
        Self {
            problem: builder.finish(),
            candidates,
            baseline,
            parts: brief.standing.parts(),
        }
    }

    /// The sites of some columns.
    pub fn sites(&self, columns: &[u32]) -> Vec<SiteId> {
        let columns = columns.iter();
        columns.map(|c| self.candidates[*c as usize]).collect()
    }

    /// Which columns are among some.
    pub fn open(&self, columns: &[u32]) -> Vec<bool> {
        let mut open = vec![false; self.candidates.len()];
        for &column in columns {
            open[column as usize] = true;
        }
        open
    }

    /// Which columns are among proposed sites.
    pub fn open_of(&self, ranked: &[ProposedSite]) -> Vec<bool> {
        let mut proposed: Vec<SiteId> = ranked.iter().map(|proposed| proposed.site).collect();
        proposed.sort_unstable();
        let is_proposed = |site: &SiteId| proposed.binary_search(site).is_ok();
        self.candidates.iter().map(is_proposed).collect()
    }

    /// A certificate of a choice, with what existing sites cover.
    pub fn certified(
        &self,
        brief: &Brief,
        places: &Places,
        (problem, open, proof): (Problem, Vec<bool>, Bounded),
    ) -> std::sync::Arc<Certificate> {
        let new = |&site: &SiteId| (places.sites[site].id.to_string(), Part::New);
        std::sync::Arc::new(Certificate {
            kind: brief.kind.clone(),
            model: brief.model,
            parts: self.parts,
            is_divided: self.parts > 1,
            sites: self.candidates.iter().map(new).collect(),
            flows: Vec::new(),
            baseline: self.baseline,
            proofs: vec![proof],
            problem,
            open,
        })
    }

    /// So many people, or parts of them, as the model counts them.
    pub const fn measure(&self, covered: u64) -> Measure {
        if self.parts > 1 {
            Measure::Need(covered)
        } else {
            Measure::People(covered)
        }
    }

    /// The people covered when so many are not, of those whom existing sites do not cover.
    pub fn people(&self, uncovered: i128) -> u64 {
        let whole = self.baseline + self.problem.total();
        u64::try_from(i128::from(whole) - uncovered).unwrap_or(0)
    }

    /// The same problem as everybody else's, for the certificate.
    pub fn location(&self, sites: usize) -> Problem {
        let mut problem = Problem {
            sites: vec![SiteTerms::default(); self.candidates.len()],
            needs: 1,
            most_open: sites,
            ..Problem::default()
        };
        for row in 0..self.problem.rows() as u32 {
            let arcs = self.problem.columns_of(row).iter();
            let people = self.problem.weights()[row as usize];
            let arcs = arcs.map(|&to| Arc { cost: 0, to }).collect();
            problem.push_row(RowTerms { people, penalty: 1 }, arcs);
        }
        problem.indexed()
    }

    /// Multipliers of rows as prices of one person each; without any, which is where all are covered, of nothing.
    pub fn prices(&self, problem: &Problem, multipliers: Option<&Multipliers>) -> Prices {
        let mut prices = Prices::start(problem);
        let unit = 2_f64.powi(prices.bits as i32);
        for (row, price) in prices.rows.iter_mut().enumerate() {
            let share = multipliers.map_or(0.0, |multipliers| {
                multipliers.people(row) / problem.rows[row].people.max(1) as f64
            });
            *price = (share.min(1.0) * unit) as i64;
        }
        prices
    }
}

/// What a site is in the cover problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Fixed,
    Candidate(u32),
}

/// Lists the candidates that cover a demand point; tells whether a fixed site covers it already.
fn cover_list(
    matrix: &ReachMatrix,
    (demand, within): (DemandId, WalkTime),
    columns: &[Option<Column>],
    list: &mut Vec<u32>,
) -> bool {
    list.clear();
    for (site, time) in matrix.of_demand(demand) {
        match columns[site.index()] {
            Some(Column::Fixed) if time <= within => return true,
            Some(Column::Candidate(column)) if time <= within => list.push(column),
            _ => {}
        }
    }
    false
}
