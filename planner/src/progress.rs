//! How long work tells the outside how far it is, and hears that it should stop.

use std::path::Path;

/// Something that watches long work.
pub trait Progress: Sync {
    /// Tells that `done` of `total` pieces of a stage are finished; `total` is 0 where it is unknown.
    fn report(&self, stage: Stage, done: u64, total: u64);

    /// Whether the work should stop at the next good place.
    fn cancelled(&self) -> bool {
        false
    }

    /// Whether a search may end at the next good place with the best that it has found; what it has proven by then
    /// holds.
    fn is_enough(&self) -> bool {
        false
    }

    /// Tells by which share the best plan so far may be worse than the best there is.
    fn gap(&self, _share: f64) {}

    /// Tells that another process uses a file, and that the work goes on when it is done.
    fn waits_for(&self, _file: &Path) {}
}

/// A stage of the journey from files to answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Reading the OpenStreetMap extract.
    Osm,
    /// Building the walking network.
    Network,
    /// Reading seniors, facilities, candidates and districts.
    Places,
    /// Attaching places to streets.
    Snap,
    /// Searching walk times.
    Reach,
    /// Counting who is covered.
    Coverage,
    /// Choosing sites.
    Siting,
    /// Writing files.
    Report,
}

impl Stage {
    /// The stage's name in findings, progress lines and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Osm => "osm",
            Self::Network => "network",
            Self::Places => "places",
            Self::Snap => "snap",
            Self::Reach => "reach",
            Self::Coverage => "coverage",
            Self::Siting => "siting",
            Self::Report => "report",
        }
    }
}

/// Progress that nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _stage: Stage, _done: u64, _total: u64) {}
}
