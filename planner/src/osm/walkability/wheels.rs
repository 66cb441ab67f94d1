//! What whoever comes on wheels asks of a way and of a node: how steep and how rough it is, and which vehicles may ride.
//!
//! Method:
//! 1. `incline` in percent, degrees or as a ratio is a slope along the order of the nodes; `up` and `down` tell a sense and
//!    no amount.
//! 2. A wheelchair: `wheelchair` says it outright. Otherwise the ground must be no worse than openrouteservice's list of
//!    inaccessible surfaces, smoothness and track types allows, and stairs need `ramp:wheelchair=yes`.
//! 3. Bicycles, and the e-bikes that ride as such: `bicycle`, else `vehicle`, else `access`, else what the class allows.
//!    Paths and pedestrian streets are open to them, footways are not. Cars: `motorcar`, else `motor_vehicle`, else
//!    `vehicle`, else `access`, else roads are open and paths and tracks are not.
//! 4. `oneway`, roundabouts and the carriageways of motorways bind vehicles; bicycles not where `oneway:bicycle=no` or a contraflow lane says so.

use super::rules::{Tags, get};
use super::{Direction, RoadClass};

/// What a way is to wheels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wheels {
    /// What the map says of wheelchairs.
    pub wheelchair: Fitness,
    /// Whether the ground is too rough for a wheelchair.
    pub rough: bool,
    /// Whether stairs have a ramp for wheelchairs.
    pub wheelchair_ramp: bool,
    /// Whether stairs have a ramp for bicycles.
    pub bicycle_ramp: bool,
    /// The kerb that one climbs along the way.
    pub kerb: Kerb,
    /// In which directions bicycles ride; `None` where they may not.
    pub bicycles: Option<Direction>,
    /// In which directions cars drive; `None` where they may not.
    pub cars: Option<Direction>,
    /// The speed limit in km/h.
    pub limit_kmh: Option<u8>,
}

/// What the map says of a way and wheelchairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Fitness {
    /// Nothing.
    #[default]
    Untold,
    /// They get along.
    Yes,
    /// They get along with difficulty or with help.
    Limited,
    /// They do not.
    No,
}

/// How steep the map says a way is, seen along its nodes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Incline {
    /// Nothing is said.
    #[default]
    Untold,
    /// It climbs, and nobody says how much.
    Up,
    /// It falls, and nobody says how much.
    Down,
    /// It climbs by this share of its length; negative where it falls.
    Share(f32),
}

/// What a wheel must climb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Kerb {
    /// No kerb, a lowered one, or nothing is said.
    #[default]
    Flat,
    /// A raised kerb, with its height where the map tells.
    Raised {
        /// In millimetres.
        height_mm: Option<u16>,
    },
}

impl Wheels {
    /// A smooth way of a class on which every vehicle rides that its class allows.
    pub const fn of_class(class: RoadClass) -> Self {
        let on_roads = match class {
            RoadClass::Path | RoadClass::Track => None,
            _ => Some(Direction::Both),
        };
        Self {
            wheelchair: Fitness::Untold,
            rough: false,
            wheelchair_ramp: false,
            bicycle_ramp: false,
            kerb: Kerb::Flat,
            bicycles: match class {
                RoadClass::Path | RoadClass::Motorway => None,
                _ => Some(Direction::Both),
            },
            cars: on_roads,
            limit_kmh: None,
        }
    }
}

/// The keys of ways that are looked at here.
pub(in crate::osm) const WHEEL_KEYS: [&str; 20] = [
    "incline",
    "wheelchair",
    "smoothness",
    "tracktype",
    "ramp:wheelchair",
    "ramp:bicycle",
    "kerb",
    "kerb:height",
    "bicycle",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "oneway",
    "oneway:bicycle",
    "junction",
    "cycleway",
    "cycleway:both",
    "cycleway:left",
    "cycleway:right",
    "maxspeed",
];

/// Says what a way of a class is to wheels.
pub(super) fn wheels(tags: &Tags<'_>, class: RoadClass) -> Wheels {
    let usual = Wheels::of_class(class);
    let highway = get(tags, "highway");
    let rides = match highway {
        Some("path" | "cycleway" | "pedestrian") => true,
        None => get(tags, "route") == Some("ferry"),
        _ => usual.bicycles.is_some(),
    };
    let is = |key, wanted| get(tags, key) == Some(wanted);
    let rides_by = |keys: &[&str], usual| match told(tags, keys) {
        Told::Yes => true,
        Told::No => false,
        Told::Nothing => usual,
    };
    Wheels {
        wheelchair: fitness(tags),
        rough: is_rough(tags),
        wheelchair_ramp: is("ramp:wheelchair", "yes"),
        bicycle_ramp: is("ramp:bicycle", "yes"),
        kerb: kerb(tags),
        bicycles: rides_by(&["bicycle", "vehicle", "access"], rides)
            .then(|| bicycle_direction(tags)),
        cars: rides_by(
            &["motorcar", "motor_vehicle", "vehicle", "access"],
            usual.cars.is_some(),
        )
        .then(|| car_direction(tags)),
        limit_kmh: get(tags, "maxspeed").and_then(limit_kmh),
    }
}

/// What the map says of a way's or a node's fitness for wheelchairs.
fn fitness(tags: &Tags<'_>) -> Fitness {
    match get(tags, "wheelchair") {
        Some("yes" | "designated" | "official" | "permissive") => Fitness::Yes,
        Some("limited") => Fitness::Limited,
        Some("no") => Fitness::No,
        _ => Fitness::Untold,
    }
}

fn is_rough(tags: &Tags<'_>) -> bool {
    let surface = get(tags, "surface");
    let smoothness = get(tags, "smoothness");
    matches!(
        surface,
        Some("earth" | "grass" | "dirt" | "mud" | "sand" | "snow" | "ice" | "salt")
    ) || matches!(
        smoothness,
        Some("bad" | "very_bad" | "horrible" | "very_horrible" | "impassable")
    ) || matches!(get(tags, "tracktype"), Some("grade4" | "grade5"))
}

/// What a wheel must climb at a node or along a way.
pub(super) fn kerb(tags: &Tags<'_>) -> Kerb {
    let height_mm = get(tags, "kerb:height").and_then(millimetres);
    match get(tags, "kerb") {
        Some("raised") => Kerb::Raised { height_mm },
        Some("lowered" | "flush" | "no") => Kerb::Flat,
        _ if height_mm.is_some_and(|mm| mm > 0) => Kerb::Raised { height_mm },
        // A kerb that stands in the way, of which nothing better is said.
        None if get(tags, "barrier") == Some("kerb") && height_mm.is_none() => {
            Kerb::Raised { height_mm: None }
        }
        _ => Kerb::Flat,
    }
}

/// A length such as `0.12`, `0.12 m`, `12 cm` or `120 mm`.
fn millimetres(text: &str) -> Option<u16> {
    let (number, unit) = number_and_unit(text)?;
    let mm = match unit {
        "" | "m" => number * 1000.0,
        "cm" => number * 10.0,
        "mm" => number,
        _ => return None,
    };
    (0.0..=10_000.0).contains(&mm).then(|| mm.round() as u16)
}

/// Says how steep a way is.
pub(super) fn incline(tags: &Tags<'_>) -> Incline {
    let Some(text) = get(tags, "incline") else {
        return Incline::Untold;
    };
    match text.trim() {
        "up" => Incline::Up,
        "down" => Incline::Down,
        text => share(text).map_or(Incline::Untold, |share| Incline::Share(share as f32)),
    }
}

/// The share that `5 %`, `5`, `3°` or `1:20` mean; nothing steeper than upright.
fn share(text: &str) -> Option<f64> {
    if let Some((rise, run)) = text.split_once(':') {
        let (rise, run): (f64, f64) = (rise.trim().parse().ok()?, run.trim().parse().ok()?);
        return Some(rise / run).filter(|share| share.abs() <= 1.0);
    }
    let (number, unit) = number_and_unit(text)?;
    let share = match unit {
        "" | "%" => number / 100.0,
        "°" => number.to_radians().tan(),
        _ => return None,
    };
    (share.abs() <= 1.0).then_some(share)
}

/// Splits `12 cm` into its number and its unit; the number is finite.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.,".contains(c)));
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    // Decimals behind a comma, as half of Europe writes them.
    let number: f64 = number.replacen(',', ".", 1).parse().ok()?;
    number.is_finite().then_some((number, unit.trim()))
}

/// What the map says of a kind of vehicle and a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// It may ride.
    Yes,
    /// It may not.
    No,
    /// What is usual for the class: nothing is said, or only that the way is open to everybody, which opens no footway to cars.
    Nothing,
}

/// What the first of some keys says that says anything.
fn told(tags: &Tags<'_>, keys: &[&str]) -> Told {
    let values = keys.iter().filter_map(|key| Some((*key, get(tags, key)?)));
    let mut said = values.filter_map(|(key, value)| match value {
        "yes" | "designated" | "permissive" | "official" | "destination" | "customers"
        | "public" | "private" | "residents" | "permit" | "delivery" => Some(if key == "access" {
            Told::Nothing
        } else {
            Told::Yes
        }),
        "no" | "use_sidepath" | "dismount" | "agricultural" | "forestry" | "military"
        | "emergency" => Some(Told::No),
        _ => None,
    });
    said.next().unwrap_or(Told::Nothing)
}

fn car_direction(tags: &Tags<'_>) -> Direction {
    match get(tags, "oneway") {
        Some("yes" | "true" | "1") => Direction::Forward,
        Some("-1" | "reverse") => Direction::Backward,
        Some("no" | "false" | "0") => Direction::Both,
        _ => match (get(tags, "junction"), get(tags, "highway")) {
            (Some("roundabout" | "circular"), _) | (_, Some("motorway")) => Direction::Forward,
            _ => Direction::Both,
        },
    }
}

fn bicycle_direction(tags: &Tags<'_>) -> Direction {
    let is_contraflow = [
        "cycleway",
        "cycleway:both",
        "cycleway:left",
        "cycleway:right",
    ]
    .iter()
    .filter_map(|key| get(tags, key))
    .any(|value| value.starts_with("opposite"));
    match get(tags, "oneway:bicycle") {
        Some("yes" | "1") => Direction::Forward,
        Some("-1") => Direction::Backward,
        Some(_) => Direction::Both,
        None if is_contraflow => Direction::Both,
        None => car_direction(tags),
    }
}

/// A speed limit such as `30` or `20 mph`.
fn limit_kmh(text: &str) -> Option<u8> {
    let (number, unit) = number_and_unit(text)?;
    let kmh = match unit {
        "" | "km/h" | "kmh" => number,
        "mph" => number * 1.609_344,
        _ => return None,
    };
    (1.0..=200.0).contains(&kmh).then(|| kmh.round() as u8)
}

#[cfg(test)]
mod tests;
