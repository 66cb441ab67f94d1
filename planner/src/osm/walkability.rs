//! Tags become an answer to one question: may an older person walk here, and how?
//!
//! Every way and node of the network carries the traits found here; speeds and waiting times belong to `impedance`.
//! Here are the words; the tables that choose them are in [`rules`].

pub mod rules;
#[cfg(test)]
mod tests;
pub mod wheels;

pub use rules::{Tags, classify, classify_node, classify_ride};
pub use wheels::{Fitness, Incline, Kerb, Wheels};

/// How a walkable way can be walked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WayTraits {
    /// The class of road.
    pub class: RoadClass,
    /// Who may walk here.
    pub access: Access,
    /// What it is underfoot.
    pub form: Form,
    /// In which directions it can be walked.
    pub direction: Direction,
    /// Whether it leaves the ground.
    pub structure: Structure,
    /// What it is paved with, as far as it slows walking.
    pub surface: Surface,
    /// Whether the map advises against walking here (`foot=discouraged`).
    pub discouraged: bool,
    /// How steep the map says it is.
    pub incline: Incline,
    /// What it is to wheels.
    pub wheels: Wheels,
    /// For whom it is.
    pub carries: Carries,
    /// Whether an edit has closed it: nobody travels here, but what it parts and joins stays as it was.
    pub closed: bool,
}

/// For whom a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Carries {
    /// Walkers, and the vehicles that [`Wheels`] tell of.
    #[default]
    Everybody,
    /// Vehicles alone: walkers are kept out, or walk on pavements that are ways of their own.
    Vehicles,
    /// Vehicles that pass: a motorway or an expressway, where nobody stops.
    Traffic,
    /// Wheelchairs, and the vehicles that [`Wheels`] tell of: walkers are kept out (`foot=no`, `wheelchair=yes`).
    Wheelchairs,
}

impl WayTraits {
    /// Whether walkers are not kept out altogether.
    pub fn is_walked(&self) -> bool {
        self.is_for_walkers() && !self.closed
    }

    /// Whether wheelchairs are not kept out altogether.
    pub fn is_rolled(&self) -> bool {
        self.is_walked() || (self.carries == Carries::Wheelchairs && !self.closed)
    }

    /// Whether it is walked unless an edit has closed it: such ways part areas and join islands.
    pub fn is_for_walkers(&self) -> bool {
        self.carries == Carries::Everybody
    }

    /// A firm way of a class on the ground that everybody walks both ways.
    pub const fn open(class: RoadClass) -> Self {
        Self {
            class,
            access: Access::Open,
            form: Form::Street,
            direction: Direction::Both,
            structure: Structure::Ground,
            surface: Surface::Firm,
            discouraged: false,
            incline: Incline::Untold,
            wheels: Wheels::of_class(class),
            carries: Carries::Everybody,
            closed: false,
        }
    }
}

/// The class of a road, from the quietest to the busiest, so that `>= Secondary` means an arterial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoadClass {
    /// Footways, paths, pedestrian streets, steps, platforms, cycleways, bridleways, corridors, piers.
    Path,
    /// Tracks.
    Track,
    /// Service roads.
    Service,
    /// Living streets.
    LivingStreet,
    /// Residential and unclassified streets, and `highway=road`.
    Residential,
    /// Tertiary roads and links.
    Tertiary,
    /// Secondary roads and links.
    Secondary,
    /// Primary roads and links.
    Primary,
    /// Trunk roads and links.
    Trunk,
    /// Motorways and links; nobody walks there.
    Motorway,
}

/// Who may walk a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Everybody.
    Open,
    /// Everybody, since an edit has opened it: it was private, and still belongs to the area that it belonged to.
    Opened,
    /// Residents and their guests (`access=private` and the like): kept, and marked.
    Private,
}

/// What a way is underfoot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A street or path.
    Street,
    /// A marked way across a carriageway (`footway=crossing` and the like).
    Crossing,
    /// A staircase, with its number of steps where the map tells.
    Steps {
        /// `step_count`.
        count: Option<u16>,
    },
    /// A lift.
    Elevator {
        /// How much of the ride this piece is, in thousandths: a lift takes its time once, however often it is cut.
        thousandths: u16,
    },
    /// A moving staircase or walkway.
    Escalator,
    /// A ferry.
    Ferry,
}

/// In which directions a way can be walked, seen along its nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Both ways.
    Both,
    /// Only along the order of its nodes.
    Forward,
    /// Only against the order of its nodes.
    Backward,
}

/// Whether a way leaves the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Structure {
    /// On the ground.
    Ground,
    /// On a bridge.
    Bridge,
    /// In a tunnel or an underpass.
    Tunnel,
    /// Inside a building.
    Indoor,
}

/// What a way is paved with, as far as it slows walking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Surface {
    /// Good or unknown.
    Firm,
    /// Gravel and the like.
    Gravel,
    /// Grass.
    Grass,
    /// Sand or mud.
    Soft,
}

/// What stands on a node of a walkable way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NodeTraits {
    /// Whether one gets past.
    pub barrier: Barrier,
    /// Whether an edit has opened that barrier: everybody passes, but it still parts the areas that it parted.
    pub opened: bool,
    /// Whether a carriageway is crossed here.
    pub crossing: Crossing,
    /// The kerb that one climbs here.
    pub kerb: Kerb,
    /// Which wheels get through.
    pub gap: Gap,
    /// Whether it is a lift.
    pub lift: bool,
    /// The carriageways that pass here on which nobody walks; of ways that are walked the network tells.
    pub unwalked: Option<Unwalked>,
    /// What an edit has done here.
    pub edited: Edited,
}

impl NodeTraits {
    /// Whether one stops at a gate here.
    pub fn is_gate(&self) -> bool {
        matches!(self.barrier, Barrier::Gate | Barrier::PrivateGate) && !self.opened
    }
}

/// Carriageways at a node on which nobody walks, because their pavements are ways of their own or walkers are kept out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwalked {
    /// The class of the busiest.
    pub class: RoadClass,
    /// How many lead away from here: two where one passes.
    pub arms: u8,
}

/// What an edit has done to a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Edited {
    /// Nothing.
    #[default]
    No,
    /// A way is cut here, of which it changes only a part.
    Cut,
    /// Passing takes longer.
    Delayed,
    /// Nobody gets past, but what the node parts and joins stays as it was.
    Closed,
}

/// Which wheels get through what stands on a node; whether walkers do is told by [`Barrier`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Gap {
    /// All.
    #[default]
    Wide,
    /// Wheelchairs and bicycles, but no cars: a bollard and the like.
    NoCars,
    /// None: a stile, a turnstile and the like.
    NoWheels,
}

/// Whether one gets past a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Barrier {
    /// Nothing stands there.
    #[default]
    None,
    /// A gate or the like that a walker passes.
    Gate,
    /// A gate that only residents pass.
    PrivateGate,
    /// A wall, or a locked gate.
    Blocked,
}

/// How a carriageway is crossed at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Crossing {
    /// The map shows none.
    #[default]
    None,
    /// Marked, or only said to be there, without signals.
    Marked,
    /// With signals.
    Signals,
}

/// Why a `highway` way is not part of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DropReason {
    /// Motorways, motorroads, urban expressways without a footway.
    Motor,
    /// Under construction, proposed, a race track, a bus guideway.
    NotAStreet,
    /// `foot` or `access` forbids walking.
    Forbidden,
    /// A carriageway whose pavements are mapped as ways of their own beside it.
    SeparateSidewalk,
    /// A value of `highway` that nobody walks on, or that is not known.
    UnknownClass,
    /// Fewer than two nodes are in the extract.
    Degenerate,
}

impl DropReason {
    /// The word used in findings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Motor => "motor",
            Self::NotAStreet => "not-a-street",
            Self::Forbidden => "forbidden",
            Self::SeparateSidewalk => "separate-sidewalk",
            Self::UnknownClass => "unknown-class",
            Self::Degenerate => "degenerate",
        }
    }
}
