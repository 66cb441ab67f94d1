//! Access of the published pieces: the mean over the people of each, for every phase and standard.
//!
//! Told where the coverage of the same standard is, of at least the threshold of people, and in whole units per ten
//! thousand people: a mean over so many tells nobody's own.

use crate::coverage::Assessed;
use crate::hex::{Cell, HexResolution};
use crate::ids::DemandId;

use super::super::super::Run;
use super::super::gaps::owners;
use super::super::mask::{FINEST, Mask, ShownPiece};
use super::super::pool::Rule;
use super::super::sites::ShownSite;
use super::{is_access_told, per_10000};

/// For each piece: supply per ten thousand people by the scenario's own decay, as walks are laid out; nothing is told
/// where nothing was assessed.
pub(in crate::report::privacy) fn access_of_pieces(
    mask: &Mask,
    pieces: &[ShownPiece],
    (run, sites): (&Run, &[ShownSite]),
) -> Vec<Vec<Option<u64>>> {
    let layout = mask.layout;
    let rule = Rule::of(mask.threshold, Vec::new());
    let mut told = vec![vec![None; layout.phases * layout.kinds]; pieces.len()];
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
            let Some(score) = assessed.standards[number].decayed() else {
                continue;
            };
            let covered = layout.covered(phase, number);
            let is_told = is_access_told(run, number, sites);
            for (piece, access) in score.by_group(kind, run.places, piece_of) {
                let shows = pieces[piece].shows[covered] && !mask.concealed[covered] && is_told;
                let (people, reached) = (access.people.count(), access.reached.count());
                if shows
                    && people > 0
                    && [people, reached, people - reached]
                        .into_iter()
                        .all(|n| rule.allows(n))
                {
                    told[piece][layout.walk(phase, number)] = Some(per_10000(access.mean));
                }
            }
        }
    }
    told
}
