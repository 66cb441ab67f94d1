//! Graphs of people of several speeds, seen as one: each demand point is searched at its own pace.
//!
//! Layers for each pace become a [`PacedGraph`], which answers as a [`ReachGraph`] does. It searches nothing itself.
//!
//! # Method
//!
//! Each pace has a graph of its own, on which only its demand points live. A site is searched once on each. The rows of
//! one site hold different demand points, so that they are merged by id and nothing is lost or told twice. Where
//! the longest walk of the profile can matter, pairs beyond it are taken out of each graph's answer (`measured`).
//!
//! # Complexity
//!
//! That of the plain search for each pace; slower paces see less. With one pace there is one graph, and nothing is merged.
//!
//! # Invariants
//!
//! The answer for a demand point is that of a plain graph on which everybody walks at its pace.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ids::{DemandId, Id as _, SiteId, Table};
use crate::progress::{Progress, Stage};
use crate::snap::{SnapPoint, Snapped, Unsnapped};
use crate::units::WalkTime;

use super::super::layers::Layers;
use super::super::stops::Stops;
use super::super::{Error, NearestTable, ReachGraph, ReachMatrix, SeveralTable};
use super::measured::{Measured, Paths};

/// One graph for each pace.
#[derive(Debug)]
pub struct PacedGraph {
    graphs: Vec<ReachGraph>,
    /// For each of them what measures walks, where the longest walk of the profile can matter.
    measured: Vec<Option<Measured>>,
    /// The pace of each demand point; empty where there is but one.
    pace_of: Vec<u8>,
}

impl PacedGraph {
    /// Lays out one graph for each pace; `pace_of` tells the pace of each demand point, and may be empty where there is one.
    pub fn laid_out(layers: &[Layers<'_>], snapped: &Snapped, pace_of: &[u8]) -> Self {
        let parts = by_pace(layers, snapped, pace_of);
        let graphs = parts.map(|(layers, mine)| {
            let graph = ReachGraph::laid_out(layers, &mine);
            let paths = Paths::of(layers, &mine.demand);
            let measured = paths.map(|paths| Measured::to(&paths, layers, snapped_of(&mine.sites)));
            (graph, measured)
        });
        let (graphs, measured) = graphs.unzip();
        Self {
            graphs,
            measured,
            pace_of: if layers.len() > 1 {
                pace_of.to_vec()
            } else {
                Vec::new()
            },
        }
    }

    /// The same streets and homes with other sites; the stops must be those of this graph.
    #[must_use]
    pub fn with_sites(
        &self,
        stops: &PacedStops<'_>,
        sites: &Table<SiteId, Result<SnapPoint, Unsnapped>>,
    ) -> Self {
        let graphs = self.graphs.iter().zip(&stops.0);
        let measured = stops
            .0
            .iter()
            .map(|stops| stops.measured(snapped_of(sites)));
        Self {
            graphs: graphs
                .map(|(graph, of_pace)| graph.with_sites(&of_pace.stops, sites))
                .collect(),
            measured: measured.collect(),
            pace_of: self.pace_of.clone(),
        }
    }

    /// Finds everybody within the cutoff of a place that need not be a site, each at their own pace, by ascending demand
    /// point; the stops must be those of this graph.
    pub fn row_to(
        &self,
        stops: &PacedStops<'_>,
        at: &SnapPoint,
        cutoff: WalkTime,
    ) -> Vec<(DemandId, WalkTime)> {
        let graphs = self.graphs.iter().zip(&stops.0);
        let rows = graphs.map(|(graph, of_pace)| {
            let mut row = graph.row_to(&of_pace.stops, at, cutoff);
            if let Some(measured) = of_pace.measured(std::iter::once(Some(at))) {
                measured.thin_out_row(&mut row);
            }
            row
        });
        let mut row: Vec<(DemandId, WalkTime)> = rows.flatten().collect();
        row.sort_unstable_by_key(|(demand, _)| *demand);
        row
    }

    /// Finds everybody within the cutoff of every site; exactly at the cutoff counts.
    pub fn matrix(&self, cutoff: WalkTime, progress: &dyn Progress) -> Result<ReachMatrix, Error> {
        let parts = self.graphs.len() as u64;
        let graphs = self.graphs.iter().zip(&self.measured);
        let matrices = (0..).zip(graphs).map(|(number, (graph, measured))| {
            let part = Part {
                whole: progress,
                number,
                parts,
            };
            let mut matrix = graph.matrix(cutoff, &part)?;
            if let Some(measured) = measured {
                measured.thin_out(&mut matrix);
            }
            Ok(matrix)
        });
        let matrices: Vec<ReachMatrix> = matrices.collect::<Result<_, _>>()?;
        Ok(ReachMatrix::merged(matrices))
    }

    /// Finds the nearest of the given sites for every demand point; ties go to the lowest site.
    pub fn nearest(&self, sites: &[SiteId]) -> NearestTable {
        self.by_pace(|graph, measured| {
            let mut table = graph.nearest(sites);
            if let Some(measured) = measured {
                measured.correct(&mut table, sites);
            }
            table
        })
    }

    /// Finds the walks to the few nearest of the given sites for every demand point.
    ///
    /// The first is the walk of [`nearest`](Self::nearest): nobody whose only fast walk is too long has any.
    pub fn several(&self, sites: &[SiteId]) -> SeveralTable {
        self.by_pace(|graph, measured| match measured {
            Some(measured) => {
                let mut several = measured.several(sites, graph.demand_points());
                graph.add_beyond(measured.within(), sites, &mut several);
                several
            }
            None => graph.several(sites),
        })
    }

    /// What each demand point has at its own pace.
    fn by_pace<T: Clone>(
        &self,
        of: impl Fn(&ReachGraph, Option<&Measured>) -> Table<DemandId, T>,
    ) -> Table<DemandId, T> {
        let graphs = self.graphs.iter().zip(&self.measured);
        let mut tables = graphs.map(|(graph, measured)| of(graph, measured.as_ref()));
        let Some(mut all) = tables.next() else {
            return Table::default();
        };
        for (pace, table) in (1_u8..).zip(tables) {
            for (demand, of) in self.pace_of.iter().enumerate() {
                if *of == pace {
                    let demand = DemandId::from_index(demand);
                    all[demand] = table[demand].clone();
                }
            }
        }
        all
    }

    /// The number of junctions after contraction, at one pace.
    pub fn junctions(&self) -> usize {
        self.graphs.first().map_or(0, ReachGraph::junctions)
    }
}

/// Where sites can be put on a [`PacedGraph`]: the stops of each pace.
#[derive(Debug)]
pub struct PacedStops<'a>(Vec<StopsOfPace<'a>>);

/// The stops of one pace.
#[derive(Debug)]
struct StopsOfPace<'a> {
    stops: Stops<'a>,
    layers: &'a Layers<'a>,
    /// What its walks are measured on, where the longest walk of the profile can matter.
    paths: Option<Arc<Paths>>,
}

impl StopsOfPace<'_> {
    /// What measures the walks to some sites, where the longest walk of the profile can matter.
    fn measured<'s>(&self, sites: impl Iterator<Item = Option<&'s SnapPoint>>) -> Option<Measured> {
        let paths = self.paths.as_ref()?;
        Some(Measured::to(paths, self.layers, sites))
    }
}

impl<'a> PacedStops<'a> {
    /// Lays out the stops of the graph that the same layers, demand points and paces make.
    pub fn of(layers: &'a [Layers<'a>], snapped: &Snapped, pace_of: &[u8]) -> Self {
        let parts = by_pace(layers, snapped, pace_of);
        let of_pace = parts.map(|(layers, mine)| StopsOfPace {
            stops: Stops::of(layers, &mine),
            layers,
            paths: Paths::of(layers, &mine.demand),
        });
        Self(of_pace.collect())
    }
}

/// Where each site is attached, if it is.
fn snapped_of(
    sites: &Table<SiteId, Result<SnapPoint, Unsnapped>>,
) -> impl Iterator<Item = Option<&SnapPoint>> {
    sites.iter().map(|at| at.as_ref().ok())
}

/// The layers of each pace with the demand points of that pace alone; the others are as if they had no coordinates.
fn by_pace<'a, 's>(
    layers: &'a [Layers<'a>],
    snapped: &'s Snapped,
    pace_of: &'s [u8],
) -> impl Iterator<Item = (&'a Layers<'a>, Cow<'s, Snapped>)> {
    let is_one = layers.len() <= 1;
    assert!(
        is_one || pace_of.len() == snapped.demand.len(),
        "paces of other places"
    );
    (0_u8..).zip(layers).map(move |(pace, layers)| {
        if is_one {
            return (layers, Cow::Borrowed(snapped));
        }
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
        (layers, Cow::Owned(mine))
    })
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
