//! What a bureau has drawn on the map is put to work: edits and compounds before the network is built, times after.

use std::borrow::Cow;

use crate::findings::Findings;
use crate::impedance::ArcTimes;
use crate::network::{Compounds, Edits, Network};
use crate::osm::Streets;
use crate::places::Walls;

/// Streets with what was drawn on them.
pub(super) struct Drawn<'a> {
    /// The streets to build a network from; those of the extract where nothing was drawn.
    pub(super) streets: Cow<'a, Streets>,
    /// All compounds, those of edits included.
    pub(super) compounds: Compounds,
    /// The edits, some of which act on walk times.
    pub(super) edits: Edits,
    /// What did not act.
    pub(super) findings: Findings,
}

impl<'a> Drawn<'a> {
    /// Applies edits, then cuts the streets at the outlines of compounds.
    pub(super) fn on(streets: &'a Streets, walls: Walls) -> Self {
        let mut drawn = Self {
            streets: Cow::Borrowed(streets),
            compounds: walls.compounds,
            edits: walls.edits,
            findings: Findings::new(),
        };
        if !drawn.edits.is_empty() {
            let (edited, compounds, findings) = drawn.edits.apply(streets, &drawn.compounds);
            drawn.streets = Cow::Owned(edited);
            drawn.compounds = compounds;
            drawn.findings.extend(findings);
        }
        if !drawn.compounds.is_empty() {
            let (enclosed, findings) = drawn.compounds.enclose(&drawn.streets);
            drawn.streets = Cow::Owned(enclosed);
            drawn.findings.extend(findings);
        }
        drawn
    }
}

/// Corrects walk times by the speeds and delays of edits; says which of them touched nothing.
pub(super) fn correct(edits: &Edits, network: &Network, times: &mut ArcTimes) -> Findings {
    let mut findings = Findings::new();
    if edits.is_empty() {
        return findings;
    }
    let (speeds, of_speeds) = edits.speeds(network);
    let (delays, of_delays) = edits.delays(network);
    let node_delays = edits.node_delays(network);
    times.set_speeds(network, &speeds);
    times.add_delays(network, &delays);
    times.add_node_delays(network, &node_delays);
    for more in [of_speeds, of_delays] {
        findings.extend(more);
    }
    findings
}
