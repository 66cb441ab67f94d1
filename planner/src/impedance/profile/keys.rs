//! The keys of a profile: what each may be, which number it sets, and whom it concerns.

use super::roads::RoadSpeeds;
use super::{Delays, Error, Travel};

/// A number of a profile, with what it may be.
pub(super) struct Key<S> {
    pub(super) name: &'static str,
    least: f64,
    most: f64,
    pub(super) slot: S,
}

impl<S> Key<S> {
    /// The value, when it is in range.
    pub(super) fn checked(&self, value: f64) -> Result<f64, Error> {
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
/// Where a number lies among the speeds of roads.
type RoadSlot = fn(&mut RoadSpeeds) -> &mut f64;

pub(super) const SPEED: Key<()> = Key {
    name: "speed_mps",
    least: 0.05,
    most: 10.0,
    slot: (),
};
pub(super) const OFF_STREET: Key<()> = Key {
    name: "off_street_factor",
    least: 1.0,
    most: 10.0,
    slot: (),
};

pub(super) const CAP: Key<()> = Key {
    name: "cap_m",
    least: 1.0,
    most: 1_000_000.0,
    slot: (),
};

pub(super) const DELAY_KEYS: [Key<Slot>; 30] = [
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
    seconds("unmarked_s", |d| &mut d.unmarked_s),
    seconds("kerb_s", |d| &mut d.kerb_s),
    key("kerb_limit_m", (0.0, 1.0), |d| &mut d.kerb_limit_m),
    seconds("gate_s", |d| &mut d.gate_s),
    seconds("rest_s", |d| &mut d.rest_s),
    key("rest_every_m", (1.0, 100_000.0), |d| &mut d.rest_every_m),
    key("slope_up", (0.0, 20.0), |d| &mut d.slope.up),
    key("slope_down", (0.0, 20.0), |d| &mut d.slope.down),
    key("slope_down_free", (0.0, 0.15), |d| &mut d.slope.free),
    factor("slope_down_least", |d| &mut d.slope.least),
    key("slope_limit", (0.0, 0.15), |d| &mut d.slope_limit),
    factor("gravel_factor", |d| &mut d.surface_factor[0]),
    factor("grass_factor", |d| &mut d.surface_factor[1]),
    factor("soft_factor", |d| &mut d.surface_factor[2]),
    key("discouraged_factor", (1.0, 100.0), |d| {
        &mut d.discouraged_factor
    }),
    seconds("dismount_s", |d| &mut d.dismount_s),
    speed("ferry_mps", |d| &mut d.ferry_mps),
    seconds("ferry_wait_s", |d| &mut d.ferry_wait_s),
    seconds("stop_s", |d| &mut d.stop_s),
];

pub(super) const ROAD_KEYS: [Key<RoadSlot>; 9] = [
    kmh("motorway_kmh", |r| &mut r.motorway_kmh),
    kmh("trunk_kmh", |r| &mut r.trunk_kmh),
    kmh("primary_kmh", |r| &mut r.primary_kmh),
    kmh("secondary_kmh", |r| &mut r.secondary_kmh),
    kmh("tertiary_kmh", |r| &mut r.tertiary_kmh),
    kmh("residential_kmh", |r| &mut r.residential_kmh),
    kmh("service_kmh", |r| &mut r.service_kmh),
    of_roads("limit_factor", (0.05, 1.0), |r| &mut r.limit_factor),
    of_roads("peak_factor", (0.05, 1.0), |r| &mut r.peak_factor),
];

/// Whether a key changes anything for somebody who travels so.
pub(super) fn acts(name: &str, travel: Travel) -> bool {
    let of_stairs = [
        "step_s",
        "stairs_up_factor",
        "stairs_down_factor",
        "escalator_mps",
    ];
    match name {
        "slope_limit" | "kerb_limit_m" => travel == Travel::Wheelchair,
        "dismount_s" => travel == Travel::Bicycle,
        "kerb_s" | "elevator_s" => !travel.is_vehicle(),
        "stop_s" => travel.is_vehicle(),
        name => travel == Travel::Foot || !of_stairs.contains(&name),
    }
}

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

/// A speed of a car.
const fn kmh(name: &'static str, slot: RoadSlot) -> Key<RoadSlot> {
    of_roads(name, (1.0, 120.0), slot)
}

const fn of_roads(name: &'static str, (least, most): (f64, f64), slot: RoadSlot) -> Key<RoadSlot> {
    Key {
        name,
        least,
        most,
        slot,
    }
}
