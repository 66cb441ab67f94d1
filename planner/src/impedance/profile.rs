//! Kinds of walkers: named presets of plain numbers, each of which a scenario can set by its key.

mod ages;
mod cap;
mod keys;
mod presets;
mod roads;

use crate::text::Told;
use crate::units::{Metres, WalkSpeed};

use super::slope::SlopeCurve;
pub use ages::AgeSpeed;
pub use cap::Cap;
use keys::{CAP, DELAY_KEYS, OFF_STREET, ROAD_KEYS, SPEED};
pub use roads::RoadSpeeds;

/// How one kind of walker walks, or rides.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkProfile {
    /// Its name, such as `elder_walk`.
    pub name: String,
    /// How they travel.
    pub travel: Travel,
    /// Speed on flat ground; for cars, off the roads.
    pub speed: WalkSpeed,
    /// Speeds by age, the youngest first; empty where everybody walks at one speed.
    pub ages: Vec<AgeSpeed>,
    /// How much longer than the straight line the way off the network is.
    pub off_street_factor: f64,
    /// The longest walk: somebody whose fastest walk is longer does not go there, however soon they would arrive.
    pub cap: Option<Metres>,
    /// What stairs, crossings and surfaces cost; `None` for the comparator `plain`, which charges nothing.
    pub delays: Option<Delays>,
}

/// How somebody travels, which decides where they may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Travel {
    /// On foot.
    Foot,
    /// In a wheelchair.
    Wheelchair,
    /// On a bicycle, or an e-bike, which rides where bicycles do.
    Bicycle,
    /// In a car or a van.
    Car,
}

impl Travel {
    /// Whether this is a vehicle, which waits at every signal that it comes to.
    pub const fn is_vehicle(self) -> bool {
        matches!(self, Self::Bicycle | Self::Car)
    }
}

/// What a profile charges beside flat walking.
#[derive(Debug, Clone, PartialEq)]
pub struct Delays {
    /// Seconds for each step of a staircase.
    pub step_s: f64,
    /// Horizontal speed on stairs without a step count, as a share of the flat speed (up, then down).
    pub stairs_speed_factor: (f64, f64),
    /// Whether wheels roll over stairs as over a ramp: what a plan asks that looks for what keeps people out.
    pub stairs_are_ramps: bool,
    /// Seconds for a lift.
    pub elevator_s: f64,
    /// Speed on an escalator, in metres a second, whatever the walker's own.
    pub escalator_mps: f64,
    /// Expected wait at signals in seconds: across primary and above, secondary, all others.
    pub signal_s: [f64; 3],
    /// Expected wait at a marked crossing without signals in seconds: secondary and above, tertiary, all others.
    pub marked_s: [f64; 3],
    /// Expected wait at a junction where a road of class secondary or above is crossed and nothing is marked.
    pub unmarked_s: f64,
    /// Seconds for a raised kerb.
    pub kerb_s: f64,
    /// The highest kerb that a wheelchair gets over, in metres.
    pub kerb_limit_m: f64,
    /// Seconds for passing a gate.
    pub gate_s: f64,
    /// Seconds of each rest.
    pub rest_s: f64,
    /// Metres of street between two rests; rests are spread evenly over the way.
    pub rest_every_m: f64,
    /// What slopes cost, where elevation is known.
    pub slope: SlopeCurve,
    /// The steepest slope that a wheelchair takes, as a share.
    pub slope_limit: f64,
    /// Speed factors on gravel, grass, and sand or mud.
    pub surface_factor: [f64; 3],
    /// How much longer a discouraged way takes.
    pub discouraged_factor: f64,
    /// Seconds for pushing a bicycle over stairs that have a ramp for it.
    pub dismount_s: f64,
    /// Speed of a ferry in metres a second.
    pub ferry_mps: f64,
    /// Seconds of waiting before a ferry leaves.
    pub ferry_wait_s: f64,
    /// Seconds that each trip of a vehicle takes at its end: to park and go in, or to hand over a meal.
    pub stop_s: f64,
    /// Speeds by class of road; `None` for whoever has one speed.
    pub roads: Option<RoadSpeeds>,
}

/// Why a number of a profile was not set.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// No profile has such a key.
    #[error("walk profile: unknown key `{key}`; expected one of {}", WalkProfile::keys().join(", "))]
    UnknownKey {
        /// The key found.
        key: String,
    },
    /// The value is out of range.
    #[error("walk profile: `{key}` = {value}; expected a number from {least} to {most}")]
    BadValue {
        /// The key.
        key: &'static str,
        /// The value found.
        value: f64,
        /// The least value that is allowed.
        least: f64,
        /// The greatest value that is allowed.
        most: f64,
    },
    /// A key that changes nothing for this profile.
    #[error(
        "walk profile: `{key}` has no meaning in `{profile}`, {}; leave it out or choose another profile",
        why.en()
    )]
    NoMeaning {
        /// The key.
        key: &'static str,
        /// The profile.
        profile: String,
        /// Why it changes nothing.
        why: Idle,
    },
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::UnknownKey { key } => format!(
                "出行方式：没有名为 `{key}` 的键；应为以下之一：{}",
                WalkProfile::keys().join(", ")
            ),
            Self::BadValue {
                key,
                value,
                least,
                most,
            } => format!("出行方式：`{key}` = {value}；应为 {least} 到 {most} 之间的数字"),
            Self::NoMeaning { key, profile, why } => format!(
                "出行方式：`{key}` 对 `{profile}` 没有意义，{}；请删去，或另选出行方式",
                why.zh()
            ),
        }
    }
}

/// Why a key changes nothing for a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// Its travellers do not drive.
    Walks,
    /// They travel otherwise.
    TravelsOtherwise,
    /// It charges no delays.
    ChargesNothing,
}

impl Idle {
    const fn en(self) -> &'static str {
        match self {
            Self::Walks => "which does not drive",
            Self::TravelsOtherwise => "which travels otherwise",
            Self::ChargesNothing => "which charges no delays",
        }
    }

    const fn zh(self) -> &'static str {
        match self {
            Self::Walks => "它不开车",
            Self::TravelsOtherwise => "它以别的方式出行",
            Self::ChargesNothing => "它不计任何耽搁",
        }
    }
}

/// The way from a door to the street is longer than the straight line: an engineering choice.
const OFF_STREET_FACTOR: f64 = 1.3;

impl WalkProfile {
    /// The profile of a name, one of [`Self::names`].
    pub fn preset(name: &str) -> Option<Self> {
        let (speed_mps, cap_m, travel, delays) = presets::preset(name)?;
        Some(Self {
            name: name.to_owned(),
            travel,
            speed: WalkSpeed::from_mps(speed_mps)?,
            ages: Vec::new(),
            off_street_factor: OFF_STREET_FACTOR,
            cap: cap_m.map(Metres::new),
            delays,
        })
    }

    /// Whether this walker keeps out of private areas and on one side of wide roads; the comparator `plain` does not.
    pub const fn keeps_to_passage(&self) -> bool {
        self.delays.is_some()
    }

    /// The names of all presets.
    pub const fn names() -> [&'static str; 7] {
        [
            "elder_walk",
            "frail_elder",
            "wheelchair",
            "companion_walk",
            "ebike",
            "drive",
            "plain",
        ]
    }

    /// The keys that [`Self::set`] knows.
    pub fn keys() -> Vec<&'static str> {
        let of_delays = DELAY_KEYS.iter().map(|key| key.name);
        let of_roads = ROAD_KEYS.iter().map(|key| key.name);
        [SPEED.name, OFF_STREET.name, CAP.name]
            .into_iter()
            .chain(of_delays)
            .chain(of_roads)
            .collect()
    }

    /// Sets one number by its key; lengths in metres, times in seconds.
    pub fn set(&mut self, key: &str, value: f64) -> Result<(), Error> {
        if key == SPEED.name {
            let speed = WalkSpeed::from_mps(SPEED.checked(value)?);
            self.speed = speed.unwrap_or(self.speed);
            return Ok(());
        }
        if key == OFF_STREET.name {
            self.off_street_factor = OFF_STREET.checked(value)?;
            return Ok(());
        }
        if key == CAP.name {
            self.cap = Some(Metres::new(CAP.checked(value)?));
            return Ok(());
        }
        if let Some(known) = ROAD_KEYS.iter().find(|known| known.name == key) {
            let roads = self.delays.as_mut().and_then(|d| d.roads.as_mut());
            let Some(roads) = roads else {
                return Err(self.no_meaning(known.name, Idle::Walks));
            };
            *(known.slot)(roads) = known.checked(value)?;
            return Ok(());
        }
        let known = DELAY_KEYS.iter().find(|known| known.name == key);
        let known = known.ok_or_else(|| Error::UnknownKey {
            key: key.to_owned(),
        })?;
        if !keys::acts(known.name, self.travel) {
            return Err(self.no_meaning(known.name, Idle::TravelsOtherwise));
        }
        let Some(delays) = &mut self.delays else {
            return Err(self.no_meaning(known.name, Idle::ChargesNothing));
        };
        *(known.slot)(delays) = known.checked(value)?;
        Ok(())
    }

    fn no_meaning(&self, key: &'static str, why: Idle) -> Error {
        Error::NoMeaning {
            key,
            profile: self.name.clone(),
            why,
        }
    }

    /// The speed off the network: the flat speed divided by the off-street factor.
    pub fn off_street(&self) -> WalkSpeed {
        let mps = self.speed.mps() / self.off_street_factor;
        WalkSpeed::from_mps(mps).unwrap_or(self.speed)
    }
}
