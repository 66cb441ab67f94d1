//! Verbs that work from the folder that a run left.

pub(super) mod export;
pub(super) mod replay;
