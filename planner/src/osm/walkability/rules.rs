//! The tables that decide who may walk where, in the order in which a person would look at the tags.
//!
//! Method, for a way:
//! 1. Its class: `highway`, else a platform, a pier or a ferry.
//! 2. What is never walked: motorways, motorroads and urban expressways without a word about walkers.
//! 3. Access: `foot`, else `access`, else what the class allows. `vehicle` and `motor_vehicle` close nothing to walkers.
//!    What is closed to walkers and open to wheelchairs by `wheelchair=yes` is kept for wheelchairs alone; a private way
//!    stays private to them.
//! 4. Direction, form, structure and surface. `oneway` is for vehicles; only `oneway:foot`, `foot:forward`,
//!    `foot:backward` and `conveying` bind walkers.
//!
//! A way that nobody walks may still be one on which vehicles ride ([`classify_ride`]); it is read where somebody rides.
//!
//! Opening hours and conditional access are not interpreted: the base value counts, and the way is remarked on. Cycleways
//! and bridleways are open to walkers, since in China they are shared in practice and rarely tagged.

use super::wheels::{Fitness, incline, kerb, wheels};
use super::{
    Access, Barrier, Carries, Crossing, Direction, DropReason, Edited, Form, Gap, NodeTraits,
    RoadClass, Structure, Surface, WayTraits,
};

/// The tags of an element: keys with their values, in any order.
pub type Tags<'a> = [(&'a str, &'a str)];

/// The keys that make a way a candidate for the network.
pub(in crate::osm) const CLASS_KEYS: [&str; 5] = [
    "highway",
    "railway",
    "public_transport",
    "man_made",
    "route",
];

/// All further keys of ways that the tables look at, beside those of [`super::wheels`].
pub(in crate::osm) const WAY_KEYS: [&str; 27] = [
    "foot",
    "access",
    "motorroad",
    "expressway",
    "highway:CN:urban",
    "sidewalk",
    "sidewalk:both",
    "sidewalk:left",
    "sidewalk:right",
    "oneway:foot",
    "foot:forward",
    "foot:backward",
    "conveying",
    "step_count",
    "footway",
    "path",
    "cycleway",
    "pedestrian",
    "bridleway",
    "bridge",
    "tunnel",
    "indoor",
    "surface",
    "area",
    "opening_hours",
    "foot:conditional",
    "access:conditional",
];

/// The keys that put something on a node.
pub(in crate::osm) const NODE_KEYS: [&str; 7] = [
    "barrier",
    "highway",
    "crossing",
    "access",
    "foot",
    "kerb",
    "kerb:height",
];

/// What is worth counting about a way that is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::osm) enum Remark {
    /// `foot` or `access` has a value that no table knows.
    UnknownAccess,
    /// Access depends on the time of day.
    Conditional,
    /// An area that is walked along its outline.
    Outline,
    /// A trunk road without a word about pavements or walkers.
    BareTrunk,
    /// The pavements are said to be ways of their own.
    SeparateSidewalk,
    /// A footway, path or pedestrian street, which can be such a pavement.
    Footpath,
}

impl Remark {
    /// All remarks.
    pub(in crate::osm) const ALL: [Self; 6] = [
        Self::UnknownAccess,
        Self::Conditional,
        Self::Outline,
        Self::BareTrunk,
        Self::SeparateSidewalk,
        Self::Footpath,
    ];
}

/// Says how a way can be walked, or why not.
pub fn classify(tags: &Tags<'_>) -> Result<WayTraits, DropReason> {
    let highway = get(tags, "highway");
    let class = road_class(tags)?;
    if is_motor(tags) {
        return Err(DropReason::Motor);
    }
    let permission = permission(tags);
    let wheels = wheels(tags, class);
    let carries = match permission {
        Permission::Denied if wheels.wheelchair == Fitness::Yes => Carries::Wheelchairs,
        Permission::Denied => return Err(DropReason::Forbidden),
        _ => Carries::Everybody,
    };
    Ok(WayTraits {
        class,
        access: match permission {
            Permission::Private => Access::Private,
            _ => Access::Open,
        },
        form: form(tags, highway),
        direction: direction(tags)?,
        structure: structure(tags, highway),
        surface: surface(tags),
        discouraged: matches!(permission, Permission::Discouraged),
        incline: incline(tags),
        wheels,
        carries,
        closed: false,
    })
}

/// Says how vehicles ride on a way that nobody walks: a motorway, a road that is closed to walkers; `None` where none does.
pub fn classify_ride(tags: &Tags<'_>) -> Option<WayTraits> {
    let highway = get(tags, "highway");
    let class = match highway {
        Some("motorway" | "motorway_link") => RoadClass::Motorway,
        _ => road_class(tags).ok()?,
    };
    let is_traffic = class == RoadClass::Motorway || is_motor(tags);
    let mut wheels = wheels(tags, class);
    if is_traffic && get(tags, "bicycle").is_none() {
        wheels.bicycles = None;
    }
    let is_private = |value| matches!(permission_value(value), Permission::Private);
    (wheels.cars.is_some() || wheels.bicycles.is_some()).then(|| WayTraits {
        class,
        access: match get(tags, "access") {
            Some(value) if is_private(value) => Access::Private,
            _ => Access::Open,
        },
        form: form(tags, highway),
        direction: Direction::Both,
        structure: structure(tags, highway),
        surface: surface(tags),
        discouraged: false,
        incline: incline(tags),
        wheels,
        carries: if is_traffic {
            Carries::Traffic
        } else {
            Carries::Vehicles
        },
        closed: false,
    })
}

/// Says what stands on a node of a walkable way.
pub fn classify_node(tags: &Tags<'_>) -> NodeTraits {
    NodeTraits {
        barrier: barrier(tags),
        crossing: crossing(tags),
        kerb: kerb(tags),
        gap: gap(tags),
        lift: get(tags, "highway") == Some("elevator"),
        unwalked: None,
        opened: false,
        edited: Edited::No,
    }
}

/// What is worth counting about a way that [`classify`] keeps.
pub(in crate::osm) fn remarks(tags: &Tags<'_>) -> impl Iterator<Item = Remark> {
    Remark::ALL.into_iter().filter(|remark| match remark {
        Remark::UnknownAccess => matches!(permission(tags), Permission::Unknown),
        Remark::Conditional => ["opening_hours", "foot:conditional", "access:conditional"]
            .iter()
            .any(|key| get(tags, key).is_some()),
        Remark::Outline => get(tags, "area") == Some("yes"),
        Remark::BareTrunk => {
            matches!(get(tags, "highway"), Some("trunk" | "trunk_link"))
                && get(tags, "foot").is_none()
                && !has_sidewalk(tags)
        }
        Remark::SeparateSidewalk => has_separate_sidewalk(tags),
        Remark::Footpath => matches!(
            get(tags, "highway"),
            Some("footway" | "path" | "pedestrian")
        ),
    })
}

/// The value of a key.
pub(super) fn get<'a>(tags: &Tags<'a>, key: &str) -> Option<&'a str> {
    tags.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
}

fn road_class(tags: &Tags<'_>) -> Result<RoadClass, DropReason> {
    let Some(highway) = get(tags, "highway") else {
        let walked = get(tags, "railway") == Some("platform")
            || get(tags, "public_transport") == Some("platform")
            || get(tags, "man_made") == Some("pier")
            || get(tags, "route") == Some("ferry");
        return if walked {
            Ok(RoadClass::Path)
        } else {
            Err(DropReason::UnknownClass)
        };
    };
    Ok(match highway {
        "footway" | "path" | "pedestrian" | "steps" | "cycleway" | "bridleway" | "corridor"
        | "elevator" | "platform" | "crossing" => RoadClass::Path,
        "track" => RoadClass::Track,
        "service" => RoadClass::Service,
        "living_street" => RoadClass::LivingStreet,
        "residential" | "unclassified" | "road" => RoadClass::Residential,
        "tertiary" | "tertiary_link" => RoadClass::Tertiary,
        "secondary" | "secondary_link" => RoadClass::Secondary,
        "primary" | "primary_link" => RoadClass::Primary,
        "trunk" | "trunk_link" => RoadClass::Trunk,
        "motorway" | "motorway_link" => return Err(DropReason::Motor),
        "construction" | "proposed" | "raceway" | "bus_guideway" | "escape" => {
            return Err(DropReason::NotAStreet);
        }
        _ => return Err(DropReason::UnknownClass),
    })
}

/// Whether a road is for motor traffic alone.
fn is_motor(tags: &Tags<'_>) -> bool {
    let expressway = get(tags, "highway:CN:urban") == Some("expressway")
        || get(tags, "expressway") == Some("yes");
    get(tags, "motorroad") == Some("yes")
        || (expressway && get(tags, "foot").is_none() && !has_sidewalk(tags))
}

const SIDEWALK_KEYS: [&str; 4] = [
    "sidewalk",
    "sidewalk:both",
    "sidewalk:left",
    "sidewalk:right",
];

fn has_sidewalk(tags: &Tags<'_>) -> bool {
    SIDEWALK_KEYS
        .iter()
        .filter_map(|key| get(tags, key))
        .any(|value| !matches!(value, "no" | "none"))
}

/// Whether the pavements of a road are drawn as ways of their own, and none is left on the road itself: with
/// `sidewalk:left=separate` and `sidewalk:right=yes`, the right-hand one is walked along the road.
fn has_separate_sidewalk(tags: &Tags<'_>) -> bool {
    let says = |wanted: fn(&str) -> bool| {
        SIDEWALK_KEYS
            .iter()
            .filter_map(|key| get(tags, key))
            .any(wanted)
    };
    says(|value| value == "separate")
        && !says(|value| matches!(value, "yes" | "both" | "left" | "right"))
}

/// What a value of `foot` or `access` means to a walker.
enum Permission {
    Allowed,
    Private,
    Denied,
    Discouraged,
    /// No tag: what the class allows.
    Untold,
    /// A value that no table knows: what the class allows, and counted.
    Unknown,
}

fn permission(tags: &Tags<'_>) -> Permission {
    match get(tags, "foot").or_else(|| get(tags, "access")) {
        None => Permission::Untold,
        Some(value) => permission_value(value),
    }
}

fn permission_value(value: &str) -> Permission {
    match value {
        "yes" | "designated" | "permissive" | "official" | "destination" | "customers"
        | "public" => Permission::Allowed,
        "private" | "residents" | "permit" | "delivery" => Permission::Private,
        "no" | "use_sidepath" | "agricultural" | "forestry" | "military" | "emergency" => {
            Permission::Denied
        }
        "discouraged" => Permission::Discouraged,
        _ => Permission::Unknown,
    }
}

fn direction(tags: &Tags<'_>) -> Result<Direction, DropReason> {
    let forward_closed =
        get(tags, "foot:forward") == Some("no") || get(tags, "oneway:foot") == Some("-1");
    let backward_closed = get(tags, "foot:backward") == Some("no")
        || matches!(get(tags, "oneway:foot"), Some("yes" | "1"));
    match (forward_closed, backward_closed, get(tags, "conveying")) {
        (true, true, _) => Err(DropReason::Forbidden),
        (true, false, _) | (_, _, Some("backward")) => Ok(Direction::Backward),
        (false, true, _) | (_, _, Some("forward")) => Ok(Direction::Forward),
        _ => Ok(Direction::Both),
    }
}

fn form(tags: &Tags<'_>, highway: Option<&str>) -> Form {
    let Some(highway) = highway else {
        return if get(tags, "route") == Some("ferry") {
            Form::Ferry
        } else {
            Form::Street
        };
    };
    if highway == "elevator" {
        return Form::Elevator { thousandths: 1_000 };
    }
    if get(tags, "conveying").is_some_and(|value| value != "no") {
        return Form::Escalator;
    }
    if highway == "steps" {
        return Form::Steps {
            count: get(tags, "step_count").and_then(|count| count.trim().parse().ok()),
        };
    }
    let crosses = highway == "crossing"
        || (matches!(
            highway,
            "footway" | "path" | "cycleway" | "pedestrian" | "bridleway"
        ) && get(tags, highway) == Some("crossing"));
    if crosses {
        Form::Crossing
    } else {
        Form::Street
    }
}

fn structure(tags: &Tags<'_>, highway: Option<&str>) -> Structure {
    let says = |key: &str| get(tags, key).is_some_and(|value| value != "no");
    if says("bridge") {
        Structure::Bridge
    } else if says("tunnel") {
        Structure::Tunnel
    } else if says("indoor") || highway == Some("corridor") {
        Structure::Indoor
    } else {
        Structure::Ground
    }
}

fn surface(tags: &Tags<'_>) -> Surface {
    match get(tags, "surface") {
        Some("gravel" | "fine_gravel" | "pebblestone" | "rock") => Surface::Gravel,
        Some("grass") => Surface::Grass,
        Some("sand" | "mud") => Surface::Soft,
        _ => Surface::Firm,
    }
}

fn barrier(tags: &Tags<'_>) -> Barrier {
    let permission = permission(tags);
    let Some(barrier) = get(tags, "barrier") else {
        return match permission {
            Permission::Private => Barrier::PrivateGate,
            _ => Barrier::None,
        };
    };
    let passed = match barrier {
        "gate"
        | "lift_gate"
        | "swing_gate"
        | "sliding_gate"
        | "hampshire_gate"
        | "wicket_gate"
        | "kissing_gate"
        | "turnstile"
        | "full-height_turnstile"
        | "stile" => Barrier::Gate,
        "wall" | "fence" | "hedge" | "city_wall" | "jersey_barrier" => Barrier::Blocked,
        _ => Barrier::None,
    };
    let foot = get(tags, "foot");
    let locked = get(tags, "locked") == Some("yes");
    match (permission, passed) {
        _ if locked && !matches!(foot, Some("yes" | "permissive" | "private")) => Barrier::Blocked,
        (Permission::Private, _) => Barrier::PrivateGate,
        (Permission::Denied, _) => Barrier::Blocked,
        (Permission::Allowed, Barrier::Blocked) if foot.is_some() => Barrier::Gate,
        (_, passed) => passed,
    }
}

fn gap(tags: &Tags<'_>) -> Gap {
    let Some(barrier) = get(tags, "barrier") else {
        return Gap::Wide;
    };
    let gap = match barrier {
        "stile" | "kissing_gate" | "turnstile" | "full-height_turnstile" | "block" => Gap::NoWheels,
        "bollard" | "cycle_barrier" | "motorcycle_barrier" | "planter" | "chain" => Gap::NoCars,
        _ => Gap::Wide,
    };
    match get(tags, "wheelchair") {
        Some("yes" | "designated") => gap.min(Gap::NoCars),
        Some("no") => Gap::NoWheels,
        _ => gap,
    }
}

fn crossing(tags: &Tags<'_>) -> Crossing {
    let kind = get(tags, "crossing");
    match (get(tags, "highway"), kind) {
        (_, Some("no")) => Crossing::None,
        (Some("traffic_signals"), _) | (_, Some("traffic_signals")) => Crossing::Signals,
        (Some("crossing"), _) if get(tags, "crossing:signals") == Some("yes") => Crossing::Signals,
        (Some("crossing"), _) | (_, Some("uncontrolled" | "marked" | "zebra")) => Crossing::Marked,
        _ => Crossing::None,
    }
}
