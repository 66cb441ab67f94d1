//! What an assessment is asked for, with the usual answers.

use crate::units::{Metres, Seniors, WalkSpeed, WalkTime};

use super::super::access::Shape;

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessSettings {
    /// How many take part, and how often a seat is used.
    pub demand: DemandSettings,
    /// How access scores weigh a walk.
    pub access: AccessSettings,
    /// Which circles are set against the walk.
    pub audit: AuditSettings,
    /// Homes of a gap are at most so far apart on foot.
    pub gap_link: Metres,
    /// What makes a person's missing minutes count more.
    pub vulnerability: Vulnerability,
    /// Where age bands begin, ascending.
    pub age_bands: Vec<u8>,
}

/// How many take part, and how often a seat is used.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandSettings {
    /// How many of a hundred seniors come on a day: low, middle, high, in this order.
    pub participation_pct: Vec<f64>,
    /// How many sittings a day.
    pub sittings: f64,
    /// How many seniors a site should serve at least.
    pub min_load: Seniors,
}

impl DemandSettings {
    /// The participation that stands for all where one is shown.
    pub fn middle(&self) -> usize {
        self.participation_pct.len() / 2
    }
}

/// How access scores weigh a walk.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessSettings {
    /// The catchment; the standard's own minutes unless given, and never more than was searched.
    pub within: Option<WalkTime>,
    /// How weight falls with time.
    pub shape: Shape,
    /// The column of seniors by which deprivation is ranked.
    pub deprivation: Option<String>,
}

/// Which circles are set against the walk.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditSettings {
    /// The radii.
    pub radii: Vec<Metres>,
    /// Speeds at which the walk is timed anew.
    pub speeds: Vec<WalkSpeed>,
}

/// What makes a person's missing minutes count more: factors that are multiplied, up to a most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vulnerability {
    /// Of somebody of eighty or more.
    pub age_80: f64,
    /// Of somebody who lives alone.
    pub alone: f64,
    /// Of somebody who is disabled.
    pub disabled: f64,
    /// Of somebody on relief.
    pub relief: f64,
    /// The most that the product can be.
    pub most: f64,
}

impl Default for AssessSettings {
    fn default() -> Self {
        Self {
            demand: DemandSettings {
                participation_pct: vec![4.0, 10.0, 16.0],
                sittings: 1.0,
                min_load: Seniors::new(2000),
            },
            access: AccessSettings {
                within: None,
                shape: Shape::Gaussian,
                deprivation: None,
            },
            audit: AuditSettings {
                radii: vec![Metres::new(1000.0)],
                speeds: Vec::new(),
            },
            gap_link: Metres::new(300.0),
            vulnerability: Vulnerability::default(),
            age_bands: vec![60, 70, 80, 90],
        }
    }
}

impl Default for Vulnerability {
    fn default() -> Self {
        Self {
            age_80: 1.5,
            alone: 1.5,
            disabled: 2.0,
            relief: 1.3,
            most: 3.0,
        }
    }
}
