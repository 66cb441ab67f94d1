//! Graphs of people of several speeds, seen as one: each demand point is searched at its own pace.
//!
//! Layers for each pace become a [`PacedGraph`], which answers as a [`ReachGraph`] does. It searches nothing itself.
//!
//! # Method
//!
//! Each pace has a graph of its own, on which only its demand points live. A site is searched once on each. The rows of
//! one site hold different demand points, so that they are merged by id and nothing is lost or told twice.
//!
//! # Complexity
//!
//! That of the plain search for each pace; slower paces see less. With one pace there is one graph, and nothing is merged.
//!
//! # Invariants
//!
//! The answer for a demand point is that of a plain graph on which everybody walks at its pace.

use crate::ids::{DemandId, Id as _, SiteId};
use crate::progress::{Progress, Stage};
use crate::snap::{Snapped, Unsnapped};
use crate::units::WalkTime;

use super::super::layers::Layers;
use super::super::{Error, NearestTable, ReachGraph, ReachMatrix};

/// One graph for each pace.
#[derive(Debug)]
pub struct PacedGraph {
    graphs: Vec<ReachGraph>,
    /// The pace of each demand point; empty where there is but one.
    pace_of: Vec<u8>,
}

impl PacedGraph {
    /// Lays out one graph for each pace; `pace_of` tells the pace of each demand point, and may be empty where there is one.
    pub fn laid_out(layers: &[Layers<'_>], snapped: &Snapped, pace_of: &[u8]) -> Self {
        if layers.len() <= 1 {
            let graphs = layers.iter().map(|l| ReachGraph::laid_out(l, snapped));
            return Self {
                graphs: graphs.collect(),
                pace_of: Vec::new(),
            };
        }
        assert_eq!(pace_of.len(), snapped.demand.len(), "paces of other places");
        let graphs = (0_u8..).zip(layers).map(|(pace, layers)| {
            let demand = snapped.demand.iter().zip(pace_of).map(|(at, of)| {
                if *of == pace {
                    *at
                } else {
                    Err(Unsnapped::NoCoordinates)
                }
            });
            let mine = Snapped {
                demand: demand.collect(),
                sites: snapped.sites.clone(),
            };
            ReachGraph::laid_out(layers, &mine)
        });
        Self {
            graphs: graphs.collect(),
            pace_of: pace_of.to_vec(),
        }
    }

    /// Finds everybody within the cutoff of every site; exactly at the cutoff counts.
    pub fn matrix(&self, cutoff: WalkTime, progress: &dyn Progress) -> Result<ReachMatrix, Error> {
        let parts = self.graphs.len() as u64;
        let matrices = (0..).zip(&self.graphs).map(|(number, graph)| {
            let part = Part {
                whole: progress,
                number,
                parts,
            };
            graph.matrix(cutoff, &part)
        });
        let matrices: Vec<ReachMatrix> = matrices.collect::<Result<_, _>>()?;
        Ok(ReachMatrix::merged(matrices))
    }

    /// Finds the nearest of the given sites for every demand point; ties go to the lowest site.
    pub fn nearest(&self, sites: &[SiteId]) -> NearestTable {
        let mut tables = self.graphs.iter().map(|graph| graph.nearest(sites));
        let Some(mut nearest) = tables.next() else {
            return NearestTable::default();
        };
        for (pace, table) in (1_u8..).zip(tables) {
            for (demand, of) in self.pace_of.iter().enumerate() {
                if *of == pace {
                    let demand = DemandId::from_index(demand);
                    nearest[demand] = table[demand];
                }
            }
        }
        nearest
    }

    /// The one graph of people who all walk at one pace.
    pub fn only(&self) -> Option<&ReachGraph> {
        match self.graphs.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// A graph of people who all walk at one pace.
    pub fn of_one(graph: ReachGraph) -> Self {
        Self {
            graphs: vec![graph],
            pace_of: Vec::new(),
        }
    }

    /// The number of junctions after contraction, at one pace.
    pub fn junctions(&self) -> usize {
        self.graphs.first().map_or(0, ReachGraph::junctions)
    }
}

/// One of several searches as a part of the whole.
struct Part<'a> {
    whole: &'a dyn Progress,
    number: u64,
    parts: u64,
}

impl Progress for Part<'_> {
    fn report(&self, stage: Stage, done: u64, of: u64) {
        self.whole
            .report(stage, self.number * of + done, self.parts * of);
    }

    fn cancelled(&self) -> bool {
        self.whole.cancelled()
    }
}
