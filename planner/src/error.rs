//! The one error type of the library: a variant per stage, nothing else.

use thiserror::Error as ThisError;

use crate::{network, osm, places, reach, report, scenario, siting};

/// Why a question could not be answered.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The scenario file.
    #[error("the scenario cannot be used")]
    Scenario(#[from] scenario::Error),
    /// The OpenStreetMap extract.
    #[error("the OpenStreetMap extract cannot be used")]
    Osm(#[from] osm::Error),
    /// The elevation files.
    #[error("the elevation cannot be used")]
    Terrain(#[from] network::terrain::Error),
    /// The walking network.
    #[error("no walking network can be built")]
    Network(#[from] network::Error),
    /// Seniors, facilities, candidates or districts.
    #[error("the places cannot be read")]
    Places(#[from] places::Error),
    /// The search for walk times.
    #[error("walk times cannot be found")]
    Reach(#[from] reach::Error),
    /// A table of walk times.
    #[error("the walk times of reach.matrix cannot be used")]
    Times(#[from] reach::given::Error),
    /// The choice of sites.
    #[error("no sites can be proposed")]
    Siting(#[from] siting::Error),
    /// The files that a run leaves.
    #[error("the results cannot be written")]
    Report(#[from] report::Error),
}
