//! What a run record tells of all seniors, where the plan is for some of them.
//!
//! Only totals over the whole plan: a part of all people beside the same part of the eligible would tell the others by
//! subtraction.

use serde::{Deserialize, Serialize};

use crate::coverage::{Assessed, Coverage};

use super::super::Run;
use super::fill::kind_names;
use super::{CoverageRecord, PhaseRecord};

/// The answer counted for all seniors; the counts sum to `seniors.total`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EverybodyRecord {
    /// Coverage by what is open.
    pub before: CoverageRecord,
    /// Coverage with what is proposed and committed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<CoverageRecord>,
    /// What is told beside coverage, by what is open.
    pub assessed_before: PhaseRecord,
    /// The same with what is proposed and committed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assessed_after: Option<PhaseRecord>,
}

impl EverybodyRecord {
    /// What a run tells of all seniors, if it was counted.
    pub(super) fn of(run: &Run) -> Option<Self> {
        let everybody = run.everybody?;
        let run = Run {
            places: &everybody.places,
            ..*run
        };
        let names = kind_names(run.before);
        let coverage =
            |(coverage, _): &(Coverage, Assessed)| CoverageRecord::of(coverage, run.places);
        let phase = |(_, assessed): &(Coverage, Assessed)| {
            PhaseRecord::of(assessed, &run, &names).without_parts()
        };
        Some(Self {
            before: coverage(&everybody.before),
            after: everybody.after.as_ref().map(coverage),
            assessed_before: phase(&everybody.before),
            assessed_after: everybody.after.as_ref().map(phase),
        })
    }
}
