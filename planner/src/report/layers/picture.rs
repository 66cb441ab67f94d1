//! What a picture for others may show of a run: the pieces, gaps and totals that its files would tell, and nothing else.

use std::path::Path;

use geo::MultiPolygon;

use crate::progress::Progress;

use super::super::export::usual_ledger;
use super::super::privacy::{Publication, ShownCounts};
use super::super::release::Hold;
use super::super::{Beside, Earlier, Error, Run};
use super::drawn;

/// What may be drawn of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Where people live, with their published counts.
    pub pieces: Vec<Piece>,
    /// Clusters of people who are not covered in the end.
    pub gaps: Vec<GapShape>,
    /// The whole.
    pub whole: ShownCounts,
    /// How many phases are told: today, and with the proposal where the run has one.
    pub phases: usize,
}

/// Hexagons that are shown as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// What is drawn, in degrees.
    pub shape: MultiPolygon,
    /// Who lives there, as far as it may be shown.
    pub counts: ShownCounts,
}

/// The shape of a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct GapShape {
    /// The standard that is missed, by its place in the scenario.
    pub kind: usize,
    /// What is drawn, in degrees.
    pub shape: MultiPolygon,
}

/// Makes what a picture may show beside all that left the office before, and remembers it as exported; `dir` is where the
/// run's files are or would be.
pub fn release(
    run: &Run,
    dir: &Path,
    earlier: Earlier,
    progress: &dyn Progress,
) -> Result<Picture, Error> {
    let _hold = Hold::of(&usual_ledger(dir), progress);
    let beside = match earlier {
        Earlier::Released => Beside::of(run, dir)?,
        Earlier::Unreleased => Beside::forgetting_runs(run, dir)?,
    };
    beside.remember_exported(dir)?;
    Ok(Picture::of(run, &beside.publication))
}

impl Picture {
    fn of(run: &Run, publication: &Publication) -> Self {
        let pieces = publication.hexagons().iter().map(|hexagon| Piece {
            shape: drawn::shape(run, &hexagon.cells, [hexagon.district]),
            counts: hexagon.counts.clone(),
        });
        let gaps = publication.gaps().iter().map(|gap| GapShape {
            kind: gap.kind,
            shape: drawn::shape(run, &gap.cells, gap.districts.iter().copied()),
        });
        Self {
            pieces: pieces.collect(),
            gaps: gaps.collect(),
            whole: publication.whole().counts.clone(),
            phases: publication.layout().phases,
        }
    }
}
