//! How long seniors walk to every site: bounded searches from the sites backwards over the network.
//!
//! `(Network, ArcTimes, Passage, Snapped)` becomes a [`ReachGraph`], which answers two questions: who is within a cutoff of every
//! site ([`ReachGraph::matrix`]), and which of some sites is nearest to everybody ([`ReachGraph::nearest`]). [`isochrone()`]
//! draws outlines around one place, a [`Router`] tells one walk edge by edge. Nobody is counted here, and no outline is ever scored.
//!
//! Who may walk where (private areas, both sides of wide roads) is laid out in one place, [`layers`], before any search.
//! What a walk takes, to the millisecond, is defined in one place, [`chains`]: the gap at both ends at the off-street
//! speed, each rounded alone; a share of an edge as [`chains::moved`]; whole arcs as [`crate::impedance::ArcTime`].

use crate::text::Told;

pub mod chains;
pub mod given;
pub mod graph;
mod hilbert;
pub mod isochrone;
pub mod layers;
pub mod matrix;
pub mod nearest;
pub mod route;
pub mod search;
pub mod stops;

pub use graph::ReachGraph;
pub use graph::paced::{PacedGraph, PacedStops};
pub use isochrone::{Isochrone, isochrone};
pub use layers::Layers;
pub use matrix::ReachMatrix;
pub use nearest::{Nearest, NearestTable, SEVERAL, SeveralTable};
pub use route::{Piece, Router, Walk};
pub use search::SearchCounts;
pub use stops::Stops;

/// Why the walk times could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The user stopped the work.
    #[error(
        "the search of walk times was stopped before it was finished; run it again to get an answer"
    )]
    Cancelled,
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Cancelled => "步行时间尚未算完即已停止；请重新运行".to_owned(),
        }
    }
}
