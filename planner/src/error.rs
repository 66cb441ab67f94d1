//! The one error type of the library: a variant per stage, nothing else.

use thiserror::Error as ThisError;

use crate::text::Told;
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

impl Told for Error {
    fn zh(&self) -> String {
        let told = match self {
            Self::Scenario(_) => "情景文件无法使用",
            Self::Osm(_) => "OpenStreetMap 地图文件无法使用",
            Self::Terrain(_) => "高程数据无法使用",
            Self::Network(_) => "无法建立步行网络",
            Self::Places(_) => "无法读取人员和设施",
            Self::Reach(_) => "无法计算步行时间",
            Self::Times(_) => "reach.matrix 中的步行时间无法使用",
            Self::Siting(_) => "无法给出选址方案",
            Self::Report(_) => "无法写出结果",
        };
        told.to_owned()
    }

    fn behind(&self) -> Option<&dyn Told> {
        Some(match self {
            Self::Scenario(error) => error,
            Self::Osm(error) => error,
            Self::Terrain(error) => error,
            Self::Network(error) => error,
            Self::Places(error) => error,
            Self::Reach(error) => error,
            Self::Times(error) => error,
            Self::Siting(error) => error,
            Self::Report(error) => error,
        })
    }
}
