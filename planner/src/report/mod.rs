//! Answers become files: GeoJSON, CSV and the run record.
//!
//! Nothing here computes coverage or chooses sites; it arranges, withholds what could betray a person, and writes files
//! whole or not at all.

use crate::coverage::Coverage;
use crate::findings::Findings;
use crate::impedance::WalkProfile;
use crate::network::Network;
use crate::places::{InputFile, Places};
use crate::scenario::Scenario;
use crate::siting::Proposal;
use crate::snap::Snapped;

/// Everything that a run knows, borrowed for writing.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The verb that was run: `score` or `propose`.
    pub verb: &'a str,
    /// The question.
    pub scenario: &'a Scenario,
    /// How they walk.
    pub walk: &'a WalkProfile,
    /// What was read.
    pub inputs: &'a [InputFile],
    /// The network.
    pub network: &'a Network,
    /// The places.
    pub places: &'a Places,
    /// Where they are attached.
    pub snapped: &'a Snapped,
    /// Coverage by what is open.
    pub before: &'a Coverage,
    /// The proposal and coverage with it, when sites were proposed.
    pub proposed: Option<(&'a Proposal, &'a Coverage)>,
    /// Seconds that the search for sites took.
    pub solve_s: f64,
    /// What is wrong with the data.
    pub findings: &'a Findings,
}
