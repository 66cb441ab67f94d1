//! How fast one drives: by the class of road, not above a share of the limit, slower at peak hours.

use crate::network::Edge;
use crate::osm::walkability::RoadClass;

/// Speeds on the classes of roads, in km/h.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadSpeeds {
    /// On motorways.
    pub motorway_kmh: f64,
    /// On trunk roads.
    pub trunk_kmh: f64,
    /// On primary roads.
    pub primary_kmh: f64,
    /// On secondary roads.
    pub secondary_kmh: f64,
    /// On tertiary roads.
    pub tertiary_kmh: f64,
    /// On residential and unclassified streets.
    pub residential_kmh: f64,
    /// On living streets, service roads, and whatever else a car may enter.
    pub service_kmh: f64,
    /// The share of a speed limit that traffic attains, where that is slower than the class.
    pub limit_factor: f64,
    /// The share of all these speeds that is left at the time of day that is asked about.
    pub peak_factor: f64,
}

impl RoadSpeeds {
    /// Town traffic off the peak.
    pub const USUAL: Self = Self {
        motorway_kmh: 80.0,
        trunk_kmh: 60.0,
        primary_kmh: 40.0,
        secondary_kmh: 30.0,
        tertiary_kmh: 25.0,
        residential_kmh: 20.0,
        service_kmh: 10.0,
        limit_factor: 0.8,
        peak_factor: 1.0,
    };

    /// The speed on an edge in metres a second.
    pub(in crate::impedance) fn mps(&self, edge: &Edge) -> f64 {
        let by_class = match edge.traits.class {
            RoadClass::Motorway => self.motorway_kmh,
            RoadClass::Trunk => self.trunk_kmh,
            RoadClass::Primary => self.primary_kmh,
            RoadClass::Secondary => self.secondary_kmh,
            RoadClass::Tertiary => self.tertiary_kmh,
            RoadClass::Residential => self.residential_kmh,
            RoadClass::LivingStreet | RoadClass::Service | RoadClass::Track | RoadClass::Path => {
                self.service_kmh
            }
        };
        let limit = edge.traits.wheels.limit_kmh.map(f64::from);
        let kmh = limit.map_or(by_class, |limit| by_class.min(limit * self.limit_factor));
        kmh * self.peak_factor / 3.6
    }
}
