//! Walks and access of the published pieces: percentiles, and the mean over the people of each, for every phase and
//! standard.
//!
//! Told where the coverage of the same standard is, of as many people as in a district, in whole minutes and in whole units
//! per ten thousand people. Seats and circles are not told of pieces: pieces and districts cut across each other.

use crate::coverage::{Assessed, Depth};
use crate::hex::{Cell, HexResolution};
use crate::ids::DemandId;

use super::super::super::Run;
use super::super::gaps::owners;
use super::super::mask::{FINEST, Mask, ShownPiece};
use super::super::sites::ShownSite;
use super::{access_per_10000, is_access_told, percentiles};

/// What is told of one piece beside its counts, in one phase and for one standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PieceDepth {
    /// The walk that half of all do not exceed, in whole minutes.
    pub p50_walk_min: Option<u64>,
    /// The walk that nine tenths of all do not exceed, in whole minutes.
    pub p90_walk_min: Option<u64>,
    /// Supply per ten thousand people by the scenario's own decay, the mean over people.
    pub access_per_10000: Option<u64>,
}

/// For each piece what is told of it, as walks are laid out; nothing where nothing was assessed.
pub(in crate::report::privacy) fn depths_of_pieces(
    mask: &Mask,
    pieces: &[ShownPiece],
    (run, sites): (&Run, &[ShownSite]),
) -> Vec<Vec<PieceDepth>> {
    let layout = mask.layout;
    let mut told = vec![vec![PieceDepth::default(); layout.phases * layout.kinds]; pieces.len()];
    let owner = owners(&pieces.iter().collect::<Vec<_>>());
    let finest = HexResolution::new(FINEST);
    let piece_of = |home: DemandId| {
        let demand = &run.places.demand[home];
        let cell = Cell::containing(demand.at?, finest?)?;
        owner
            .get(&(cell, run.places.reported(demand.district)))
            .copied()
    };
    let assessed = run.assessment.map(|a| [Some(&a.before), a.after.as_ref()]);
    let assessed: Vec<&Assessed> = assessed.into_iter().flatten().flatten().collect();
    for (phase, (coverage, assessed)) in super::super::phases(run).iter().zip(assessed).enumerate()
    {
        for (number, kind) in coverage.kinds.iter().enumerate() {
            let standard = &assessed.standards[number];
            let covered = layout.covered(phase, number);
            let has_access = is_access_told(run, number, sites);
            for (piece, depth) in Depth::by_group((kind, standard), run.places, piece_of) {
                if !pieces[piece].shows[covered] || mask.concealed[covered] {
                    continue;
                }
                let [p50_walk_min, p90_walk_min] = percentiles(&depth, mask.threshold);
                let access = depth.decayed(standard).filter(|_| has_access);
                told[piece][layout.walk(phase, number)] = PieceDepth {
                    p50_walk_min,
                    p90_walk_min,
                    access_per_10000: access_per_10000(&depth, access, mask.threshold),
                };
            }
        }
    }
    told
}
