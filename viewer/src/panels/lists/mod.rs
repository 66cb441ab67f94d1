//! Lists that lead to places on the map: districts, gaps, promises, findings, and whatever has a name.

pub mod districts;
pub mod findings;
pub mod gaps;
pub mod places;
pub mod search;
