//! How they walk, as the run record tells it.

use serde::{Deserialize, Serialize};

use crate::impedance::WalkProfile;
use crate::units::{Metres, WalkSpeed, WalkTime};

use super::Run;

/// How they walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkRecord {
    /// The profile's name.
    pub profile: String,
    /// Speed on flat ground; where speeds go by age, of whoever's age is not known.
    pub speed_mps: f64,
    /// How far that is in a quarter of an hour.
    pub flat_15_min_m: f64,
    /// The longest walk that counts, however short it takes; none where there is no limit.
    #[serde(default)]
    pub cap_m: Option<f64>,
    /// Speeds by age, the youngest first; empty where everybody walks at one speed.
    #[serde(default)]
    pub by_age: Vec<AgeSpeedRecord>,
    /// The profiles of standards that have their own.
    #[serde(default)]
    pub others: Vec<OtherWalkRecord>,
}

/// The speed of people from an age on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgeSpeedRecord {
    /// The youngest age.
    pub from_age: u8,
    /// Speed on flat ground.
    pub speed_mps: f64,
    /// How far that is in a quarter of an hour.
    pub flat_15_min_m: f64,
}

/// How somebody else walks or rides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OtherWalkRecord {
    /// The profile's name.
    pub profile: String,
    /// Speed on flat ground.
    pub speed_mps: f64,
    /// How far that is in a quarter of an hour.
    pub flat_15_min_m: f64,
    /// The longest way that counts; none where there is no limit.
    #[serde(default)]
    pub cap_m: Option<f64>,
}

impl WalkRecord {
    pub(super) fn of(run: &Run) -> Self {
        let by_age = run.walk.ages.iter().map(|band| AgeSpeedRecord {
            from_age: band.from,
            speed_mps: band.speed.mps(),
            flat_15_min_m: in_15_min(band.speed),
        });
        let mut names: Vec<&str> = Vec::new();
        for name in run
            .scenario
            .standards
            .iter()
            .filter_map(|s| s.profile.as_deref())
        {
            if name != run.walk.name && !names.contains(&name) {
                names.push(name);
            }
        }
        let others = names
            .into_iter()
            .filter_map(|name| run.scenario.walker(name));
        Self {
            profile: run.walk.name.clone(),
            speed_mps: run.walk.speed.mps(),
            flat_15_min_m: in_15_min(run.walk.speed),
            cap_m: run.walk.cap.map(Metres::metres),
            by_age: by_age.collect(),
            others: others.map(|walk| OtherWalkRecord::of(&walk)).collect(),
        }
    }
}

impl OtherWalkRecord {
    fn of(walk: &WalkProfile) -> Self {
        Self {
            profile: walk.name.clone(),
            speed_mps: walk.speed.mps(),
            flat_15_min_m: in_15_min(walk.speed),
            cap_m: walk.cap.map(Metres::metres),
        }
    }
}

/// Metres on the flat in a quarter of an hour.
fn in_15_min(speed: WalkSpeed) -> f64 {
    speed.distance_in(WalkTime::from_minutes(15)).metres()
}
