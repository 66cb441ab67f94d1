//! How the user likes it: language, colours, layers, and what stands beside the map.

use std::collections::{BTreeMap, BTreeSet};

use planner::text::Lang;

use crate::text::Key;
use crate::theme::Mode;

/// What is kept between two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The language wished for.
    pub lang: Lang,
    /// Light or dark.
    pub mode: Mode,
    /// The layers that are switched on.
    pub layers: BTreeSet<Layer>,
    /// Before or after the proposal.
    pub phase: Phase,
    /// The kind of facility looked at: its position among the standards.
    pub kind: usize,
    /// What the colours of hexagons tell.
    pub shade: Shade,
    /// How strong layers are, in per cent; those that are not named are drawn in full.
    pub strength: BTreeMap<Layer, u8>,
    /// Whether the legend shows only its title.
    pub legend: Legend,
    /// Where today and the plan part on the map, in thousandths of its width, while both are shown.
    pub swipe: Option<u16>,
}

/// What the colours of hexagons tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Shade {
    /// The share of seniors who are covered.
    #[default]
    Share,
    /// How many seniors are not.
    Uncovered,
    /// How long they walk to the nearest site, on average.
    Minutes,
    /// How many the plan adds or loses.
    Difference,
    /// Whether they are covered for sure, if unknown paths work, or not.
    Certainty,
}

/// How much of the legend is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Legend {
    /// All of it.
    #[default]
    Open,
    /// Its title, which opens it again.
    Folded,
}

impl Shade {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Share,
        Self::Minutes,
        Self::Uncovered,
        Self::Difference,
        Self::Certainty,
    ];
}

impl Settings {
    /// How strong a layer is, in per cent.
    pub fn strength_of(&self, layer: Layer) -> u8 {
        self.strength.get(&layer).copied().unwrap_or(100)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            mode: Mode::default(),
            layers: Layer::ALL.into_iter().filter(Layer::is_usual).collect(),
            phase: Phase::After,
            kind: 0,
            shade: Shade::default(),
            strength: BTreeMap::new(),
            legend: Legend::default(),
            swipe: None,
        }
    }
}

/// What can be switched on and off on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Water, green, buildings, railways.
    Base,
    /// Hexagons by coverage.
    Hexagons,
    /// The walking network.
    Streets,
    /// Outlines of districts.
    Districts,
    /// Names of places.
    Labels,
    /// Existing facilities.
    Facilities,
    /// Proposed sites.
    Proposed,
    /// From where one walks to the chosen site in 5, 10 and 15 minutes.
    Isochrones,
    /// Outlines of gaps.
    Gaps,
    /// Private ways, stairs, steep ways, and streets that lead nowhere.
    Obstacles,
    /// Homes of seniors, from near: working data.
    Homes,
}

impl Layer {
    /// All layers, top of the map first.
    pub const ALL: [Self; 11] = [
        Self::Proposed,
        Self::Facilities,
        Self::Homes,
        Self::Isochrones,
        Self::Gaps,
        Self::Obstacles,
        Self::Hexagons,
        Self::Districts,
        Self::Labels,
        Self::Streets,
        Self::Base,
    ];

    /// Whether it covers much of the map, so that one wants to see through it.
    pub const fn is_bulk(self) -> bool {
        !matches!(
            self,
            Self::Proposed | Self::Facilities | Self::Homes | Self::Labels
        )
    }

    /// Whether it is on unless somebody switches it off.
    pub const fn is_usual(&self) -> bool {
        !matches!(self, Self::Gaps | Self::Obstacles)
    }
}

/// Before or after the proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    /// What is open today.
    Before,
    /// With what is committed and proposed.
    #[default]
    After,
}

impl Phase {
    /// 0 before, 1 after.
    pub const fn index(self) -> usize {
        match self {
            Self::Before => 0,
            Self::After => 1,
        }
    }
}

/// A page beside the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// What is changed, proposed and asked.
    #[default]
    Plan,
    /// Where things stand well and badly.
    Places,
    /// What the map shows.
    Layers,
    /// What is wrong with the data.
    Data,
}

impl Tab {
    /// All pages, in their order.
    pub const ALL: [Self; 4] = [Self::Plan, Self::Places, Self::Layers, Self::Data];

    /// What the page is called.
    pub const fn name(self) -> Key {
        match self {
            Self::Plan => Key::TabPlan,
            Self::Places => Key::TabPlaces,
            Self::Layers => Key::Layers,
            Self::Data => Key::Findings,
        }
    }
}

/// For whom the window is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// For those who plan.
    #[default]
    Plan,
    /// For those who decide.
    Lead,
}

/// How the table of districts is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SortBy {
    /// By which column.
    pub column: Column,
    /// Whether the usual order is turned around.
    pub reversed: bool,
}

/// A column of the table of districts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Column {
    /// The name.
    Name,
    /// Seniors not covered.
    #[default]
    Uncovered,
    /// The share covered.
    Share,
    /// Seniors that the plan adds.
    Gained,
}
