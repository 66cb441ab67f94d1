//! Kinds of walkers: named presets of plain numbers, each of which a scenario can set by its key.

use crate::units::WalkSpeed;

use super::slope::SlopeCurve;

/// How one kind of walker walks.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkProfile {
    /// Its name, such as `elder_walk`.
    pub name: String,
    /// Speed on flat ground.
    pub speed: WalkSpeed,
    /// How much longer than the straight line the way off the network is.
    pub off_street_factor: f64,
    /// What stairs, crossings and surfaces cost; `None` for the comparator `plain`, which charges nothing.
    pub delays: Option<Delays>,
}

/// What a profile charges beside flat walking.
#[derive(Debug, Clone, PartialEq)]
pub struct Delays {
    /// Seconds for each step of a staircase.
    pub step_s: f64,
    /// Horizontal speed on stairs without a step count, as a share of the flat speed (up, then down).
    pub stairs_speed_factor: (f64, f64),
    /// Seconds for a lift.
    pub elevator_s: f64,
    /// Speed on an escalator, in metres a second, whatever the walker's own.
    pub escalator_mps: f64,
    /// Expected wait at signals in seconds: across primary and above, secondary, all others.
    pub signal_s: [f64; 3],
    /// Expected wait at a marked crossing without signals in seconds: secondary and above, tertiary, all others.
    pub marked_s: [f64; 3],
    /// Seconds for passing a gate.
    pub gate_s: f64,
    /// Seconds of each rest.
    pub rest_s: f64,
    /// Metres of street between two rests; rests are spread evenly over the way.
    pub rest_every_m: f64,
    /// What slopes cost, where elevation is known.
    pub slope: SlopeCurve,
    /// Speed factors on gravel, grass, and sand or mud.
    pub surface_factor: [f64; 3],
    /// How much longer a discouraged way takes.
    pub discouraged_factor: f64,
    /// Speed of a ferry in metres a second.
    pub ferry_mps: f64,
    /// Seconds of waiting before a ferry leaves.
    pub ferry_wait_s: f64,
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
    /// The profile `plain` charges no delay, so that it has none to set.
    #[error(
        "walk profile: `{key}` has no meaning in `{profile}`, which charges no delays; \
         leave it out or choose another profile, such as elder_walk"
    )]
    NoDelays {
        /// The key.
        key: &'static str,
        /// The profile.
        profile: String,
    },
}

/// Expected wait of somebody who comes at any time to a light of 120 s cycle and 30 s green is (120 − 30)² / (2 · 120)
/// = 33.75 s (HCM's uniform delay), rounded; smaller roads have shorter cycles.
const SIGNAL_S: [f64; 3] = [34.0, 25.0, 15.0];
/// Somebody who often misses the green and waits for the next one: a quarter more.
const SLOW_SIGNAL_S: [f64; 3] = [42.5, 31.25, 18.75];
/// Horizontal speed on stairs against level walking, up and down (trials on long outdoor stairs).
const STAIRS_SPEED_FACTOR: (f64, f64) = (0.40, 0.50);
/// The way from a door to the street is longer than the straight line: an engineering choice.
const OFF_STREET_FACTOR: f64 = 1.3;
/// A harbour ferry at 10 km/h: an engineering choice.
const FERRY_MPS: f64 = 10.0 / 3.6;
/// Half of a half-hour headway; no ferry trip is then within a 15-minute standard: an engineering choice.
const FERRY_WAIT_S: f64 = 900.0;

impl WalkProfile {
    /// The profile of a name: `elder_walk`, `frail_elder`, `companion_walk` or `plain`.
    pub fn preset(name: &str) -> Option<Self> {
        let (speed_mps, delays) = match name {
            "elder_walk" => (1.0, Some(elder())),
            "frail_elder" => (0.7, Some(frail())),
            "companion_walk" => (1.25, Some(companion())),
            "plain" => (1.0, None),
            _ => return None,
        };
        Some(Self {
            name: name.to_owned(),
            speed: WalkSpeed::from_mps(speed_mps)?,
            off_street_factor: OFF_STREET_FACTOR,
            delays,
        })
    }

    /// Whether this walker keeps out of private areas and on one side of wide roads; the comparator `plain` does not.
    pub const fn keeps_to_passage(&self) -> bool {
        self.delays.is_some()
    }

    /// The names of all presets.
    pub const fn names() -> [&'static str; 4] {
        ["elder_walk", "frail_elder", "companion_walk", "plain"]
    }

    /// The keys that [`Self::set`] knows.
    pub fn keys() -> Vec<&'static str> {
        let of_delays = DELAY_KEYS.iter().map(|key| key.name);
        [SPEED.name, OFF_STREET.name]
            .into_iter()
            .chain(of_delays)
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
        let known = DELAY_KEYS.iter().find(|known| known.name == key);
        let known = known.ok_or_else(|| Error::UnknownKey {
            key: key.to_owned(),
        })?;
        let delays = self.delays.as_mut().ok_or_else(|| Error::NoDelays {
            key: known.name,
            profile: self.name.clone(),
        })?;
        *(known.slot)(delays) = known.checked(value)?;
        Ok(())
    }

    /// The speed off the network: the flat speed divided by the off-street factor.
    pub fn off_street(&self) -> WalkSpeed {
        let mps = self.speed.mps() / self.off_street_factor;
        WalkSpeed::from_mps(mps).unwrap_or(self.speed)
    }
}

/// A number of a profile, with what it may be.
struct Key<S> {
    name: &'static str,
    least: f64,
    most: f64,
    slot: S,
}

impl<S> Key<S> {
    /// The value, when it is in range.
    fn checked(&self, value: f64) -> Result<f64, Error> {
        if (self.least..=self.most).contains(&value) {
            return Ok(value);
        }
        Err(Error::BadValue {
            key: self.name,
            value,
            least: self.least,
            most: self.most,
        })
    }
}

/// Where a number lies among the delays.
type Slot = fn(&mut Delays) -> &mut f64;

const SPEED: Key<()> = Key {
    name: "speed_mps",
    least: 0.05,
    most: 10.0,
    slot: (),
};
const OFF_STREET: Key<()> = Key {
    name: "off_street_factor",
    least: 1.0,
    most: 10.0,
    slot: (),
};

const DELAY_KEYS: [Key<Slot>; 24] = [
    seconds("step_s", |d| &mut d.step_s),
    factor("stairs_up_factor", |d| &mut d.stairs_speed_factor.0),
    factor("stairs_down_factor", |d| &mut d.stairs_speed_factor.1),
    seconds("elevator_s", |d| &mut d.elevator_s),
    speed("escalator_mps", |d| &mut d.escalator_mps),
    seconds("signal_primary_s", |d| &mut d.signal_s[0]),
    seconds("signal_secondary_s", |d| &mut d.signal_s[1]),
    seconds("signal_other_s", |d| &mut d.signal_s[2]),
    seconds("marked_secondary_s", |d| &mut d.marked_s[0]),
    seconds("marked_tertiary_s", |d| &mut d.marked_s[1]),
    seconds("marked_other_s", |d| &mut d.marked_s[2]),
    seconds("gate_s", |d| &mut d.gate_s),
    seconds("rest_s", |d| &mut d.rest_s),
    key("rest_every_m", (1.0, 100_000.0), |d| &mut d.rest_every_m),
    key("slope_up", (0.0, 20.0), |d| &mut d.slope.up),
    key("slope_down", (0.0, 20.0), |d| &mut d.slope.down),
    key("slope_down_free", (0.0, 0.15), |d| &mut d.slope.free),
    factor("slope_down_least", |d| &mut d.slope.least),
    factor("gravel_factor", |d| &mut d.surface_factor[0]),
    factor("grass_factor", |d| &mut d.surface_factor[1]),
    factor("soft_factor", |d| &mut d.surface_factor[2]),
    key("discouraged_factor", (1.0, 100.0), |d| {
        &mut d.discouraged_factor
    }),
    speed("ferry_mps", |d| &mut d.ferry_mps),
    seconds("ferry_wait_s", |d| &mut d.ferry_wait_s),
];

/// A delay: at most an hour.
const fn seconds(name: &'static str, slot: Slot) -> Key<Slot> {
    key(name, (0.0, 3600.0), slot)
}

/// A share of the flat speed.
const fn factor(name: &'static str, slot: Slot) -> Key<Slot> {
    key(name, (0.05, 1.0), slot)
}

/// A speed of a vehicle.
const fn speed(name: &'static str, slot: Slot) -> Key<Slot> {
    key(name, (0.05, 30.0), slot)
}

const fn key(name: &'static str, (least, most): (f64, f64), slot: Slot) -> Key<Slot> {
    Key {
        name,
        least,
        most,
        slot,
    }
}

/// A healthy older person.
const fn elder() -> Delays {
    Delays {
        step_s: 0.75,
        stairs_speed_factor: STAIRS_SPEED_FACTOR,
        elevator_s: 45.0,
        escalator_mps: 0.45,
        signal_s: SIGNAL_S,
        marked_s: [8.0, 4.0, 0.0],
        gate_s: 0.0,
        rest_s: 0.0,
        rest_every_m: 300.0,
        slope: SlopeCurve {
            up: 3.5,
            down: 3.5,
            free: 0.10,
            least: 1.0,
        },
        surface_factor: [0.85, 0.8, 0.6],
        discouraged_factor: 1.5,
        ferry_mps: FERRY_MPS,
        ferry_wait_s: FERRY_WAIT_S,
    }
}

/// Somebody who walks with difficulty: rests a minute every 300 m.
const fn frail() -> Delays {
    Delays {
        step_s: 1.3,
        elevator_s: 60.0,
        signal_s: SLOW_SIGNAL_S,
        marked_s: [15.0, 8.0, 0.0],
        gate_s: 5.0,
        rest_s: 60.0,
        slope: SlopeCurve {
            up: 5.0,
            down: 3.5,
            free: 0.03,
            least: 1.0,
        },
        surface_factor: [0.75, 0.7, 0.5],
        ..elder()
    }
}

/// A younger person who walks for or with a senior.
const fn companion() -> Delays {
    Delays {
        step_s: 0.6,
        marked_s: [4.0, 2.0, 0.0],
        slope: SlopeCurve {
            least: 0.9,
            ..elder().slope
        },
        surface_factor: [1.0, 1.0, 1.0],
        ..elder()
    }
}
