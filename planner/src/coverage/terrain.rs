//! What elevation changes in an answer: walk times, and people moved across the line of a standard.
//!
//! Coverage today and coverage on flat ground become a [`TerrainProof`]. Neither is computed here.

use crate::impedance::TerrainEffect;
use crate::places::Places;
use crate::units::Seniors;

use super::{Heading, KindCoverage};

/// What elevation changed in an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct TerrainProof {
    /// What it did to walk times.
    pub effect: TerrainEffect,
    /// For each standard, in order, what it did to people.
    pub moved: Vec<Moved>,
}

/// Eligible seniors whom slopes move across the line of one standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The standard's kind.
    pub kind: String,
    /// Covered on flat ground, and not on the slopes.
    pub lost: Seniors,
    /// Covered on the slopes, and not on flat ground.
    pub gained: Seniors,
}

impl Moved {
    /// Compares coverage by one standard on the slopes and on flat ground, person by person.
    pub fn between(sloped: &KindCoverage, flat: &KindCoverage, places: &Places) -> Self {
        let mut moved = Self {
            kind: sloped.standard.kind.clone(),
            lost: Seniors::ZERO,
            gained: Seniors::ZERO,
        };
        for id in places.demand.ids() {
            let people = sloped.people(id, places);
            let is_covered = |kind: &KindCoverage| kind.heading(id) == Heading::Covered;
            match (is_covered(flat), is_covered(sloped)) {
                (true, false) => moved.lost += people,
                (false, true) => moved.gained += people,
                _ => {}
            }
        }
        moved
    }
}
