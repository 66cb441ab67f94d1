//! The numbers of the presets: evidence where there is some, engineering choices where not.

use super::super::slope::SlopeCurve;
use super::roads::RoadSpeeds;
use super::{Delays, Travel};

/// Expected wait of somebody who comes at any time to a light of 120 s cycle and 30 s green is (120 − 30)² / (2 · 120)
/// = 33.75 s (HCM's uniform delay), rounded; smaller roads have shorter cycles.
const SIGNAL_S: [f64; 3] = [34.0, 25.0, 15.0];
/// Somebody who often misses the green and waits for the next one: a quarter more.
const SLOW_SIGNAL_S: [f64; 3] = [42.5, 31.25, 18.75];
/// Horizontal speed on stairs against level walking, up and down (trials on long outdoor stairs).
const STAIRS_SPEED_FACTOR: (f64, f64) = (0.40, 0.50);
/// A harbour ferry at 10 km/h: an engineering choice.
const FERRY_MPS: f64 = 10.0 / 3.6;
/// Half of a half-hour headway; no ferry trip is then within a 15-minute standard: an engineering choice.
const FERRY_WAIT_S: f64 = 900.0;
/// Steeper than any slope that is kept (15 %): no limit.
const NO_SLOPE_LIMIT: f64 = 1.0;
/// The steepest ramp of the accessibility codes.
const RAMP_LIMIT: f64 = 1.0 / 12.0;
/// Higher than any kerb: no limit.
const NO_KERB_LIMIT_M: f64 = 1.0;
/// What a wheelchair gets over.
const WHEELCHAIR_KERB_M: f64 = 0.03;

/// The flat speed in metres a second, the longest walk in metres, how they travel and what they wait for.
type Preset = (f64, Option<f64>, Travel, Option<Delays>);

/// The numbers of a profile.
pub(super) fn preset(name: &str) -> Option<Preset> {
    Some(match name {
        "elder_walk" => (1.0, Some(3_000.0), Travel::Foot, Some(elder())),
        "frail_elder" => (0.7, Some(1_500.0), Travel::Foot, Some(frail())),
        "wheelchair" => (0.8, Some(2_000.0), Travel::Wheelchair, Some(wheelchair())),
        "companion_walk" => (1.25, Some(5_000.0), Travel::Foot, Some(companion())),
        "ebike" => (4.17, Some(15_000.0), Travel::Bicycle, Some(ebike())),
        "drive" => (20.0 / 3.6, Some(60_000.0), Travel::Car, Some(drive())),
        "plain" => (1.0, None, Travel::Foot, None),
        _ => return None,
    })
}

/// A healthy older person.
const fn elder() -> Delays {
    Delays {
        step_s: 0.75,
        stairs_speed_factor: STAIRS_SPEED_FACTOR,
        stairs_are_ramps: false,
        elevator_s: 45.0,
        escalator_mps: 0.45,
        signal_s: SIGNAL_S,
        marked_s: [8.0, 4.0, 0.0],
        unmarked_s: 15.0,
        kerb_s: 0.0,
        kerb_limit_m: NO_KERB_LIMIT_M,
        gate_s: 0.0,
        rest_s: 0.0,
        rest_every_m: 300.0,
        slope: SlopeCurve {
            up: 3.5,
            down: 3.5,
            free: 0.10,
            least: 1.0,
        },
        slope_limit: NO_SLOPE_LIMIT,
        surface_factor: [0.85, 0.8, 0.6],
        discouraged_factor: 1.5,
        dismount_s: 0.0,
        ferry_mps: FERRY_MPS,
        ferry_wait_s: FERRY_WAIT_S,
        stop_s: 0.0,
        roads: None,
    }
}

/// Somebody who walks with difficulty: rests a minute every 300 m.
///
/// What they would rather avoid, stairs and escalators, takes the time that it takes and no penalty beside: a standard
/// asks whether somebody *can* be there within its minutes. With a penalty they would be counted out for choosing a longer
/// way, and no walk would be the fastest any more that the matrix, its proof and its explanation speak of.
const fn frail() -> Delays {
    Delays {
        step_s: 1.3,
        elevator_s: 60.0,
        signal_s: SLOW_SIGNAL_S,
        marked_s: [15.0, 8.0, 0.0],
        unmarked_s: 30.0,
        kerb_s: 3.0,
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

/// Somebody in a wheelchair, pushed or powered.
const fn wheelchair() -> Delays {
    Delays {
        kerb_s: 0.0,
        kerb_limit_m: WHEELCHAIR_KERB_M,
        gate_s: 10.0,
        rest_s: 0.0,
        slope_limit: RAMP_LIMIT,
        ..frail()
    }
}

/// A younger person who walks for or with a senior.
const fn companion() -> Delays {
    Delays {
        step_s: 0.6,
        marked_s: [4.0, 2.0, 0.0],
        unmarked_s: 8.0,
        slope: SlopeCurve {
            least: 0.9,
            ..elder().slope
        },
        surface_factor: [1.0, 1.0, 1.0],
        ..elder()
    }
}

/// A social worker on an e-bike at the legal 15 km/h of bicycle lanes.
const fn ebike() -> Delays {
    Delays {
        signal_s: [20.0; 3],
        marked_s: [0.0; 3],
        unmarked_s: 0.0,
        gate_s: 15.0,
        slope: SlopeCurve {
            up: 2.5,
            down: 0.0,
            free: 0.0,
            least: 1.0,
        },
        surface_factor: [0.7; 3],
        discouraged_factor: 1.0,
        dismount_s: 60.0,
        stop_s: 60.0,
        ..elder()
    }
}

/// A van that delivers meals.
const fn drive() -> Delays {
    Delays {
        signal_s: [25.0; 3],
        gate_s: 30.0,
        slope: SlopeCurve {
            up: 0.0,
            down: 0.0,
            free: 0.0,
            least: 1.0,
        },
        surface_factor: [1.0, 1.0, 0.6],
        dismount_s: 0.0,
        stop_s: 150.0,
        roads: Some(RoadSpeeds::USUAL),
        ..ebike()
    }
}
