//! What each input and each rule of a run changed in its answer, as the record tells it.

use serde::{Deserialize, Serialize};

/// One input or rule and what it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectRecord {
    /// The input's role, or the key of the scenario.
    pub of: String,
    /// The file, where it is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// What the answer is compared with.
    pub against: String,
    /// Edges of the network that are there, or take another time, because of it; null where that is not asked.
    pub edges_changed: Option<u64>,
    /// Eligible seniors whose coverage by some standard is another because of it; null where that is not asked.
    pub people_moved: Option<u64>,
    /// Published numbers that are told, or withheld, because of it; only where that is what it is for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub numbers_changed: Option<u64>,
}

impl EffectRecord {
    /// Whether it was asked what it changed, and the answer is nothing.
    pub fn is_idle(&self) -> bool {
        let asked = [self.edges_changed, self.people_moved, self.numbers_changed];
        asked.iter().any(Option::is_some) && asked.iter().flatten().all(|count| *count == 0)
    }
}
