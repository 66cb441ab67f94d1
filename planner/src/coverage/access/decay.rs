//! How much less a site counts the farther it is, up to the edge of its catchment.

use crate::units::WalkTime;

/// The weight of a walk: a shape, and the catchment beyond which nothing counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Decay {
    /// How the weight falls.
    pub shape: Shape,
    /// The longest walk that counts; exactly this long counts.
    pub within: WalkTime,
}

/// How weight falls with time inside the catchment.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Not at all: 1 within the catchment.
    Binary,
    /// In steps: the weight of the first zone whose time is not exceeded, in ascending order; 0 beyond the last.
    Zones(Vec<(WalkTime, f64)>),
    /// As a bell that is 1 at the door and 0 at the edge.
    Gaussian,
    /// Evenly, to 0 at the edge.
    Linear,
    /// By a constant share each minute: exp(−rate × minutes).
    Exponential {
        /// The rate a minute.
        per_min: f64,
    },
    /// As a power of the minutes, of which at least one counts: minutes^−exponent.
    Power {
        /// The exponent.
        exponent: f64,
    },
}

impl Decay {
    /// The weights 1, 0.68 and 0.22 of Luo & Qi's slow decay, in three equal zones.
    pub fn slow_zones(within: WalkTime) -> Self {
        let third =
            |n: u32| WalkTime::from_millis((u64::from(within.millis()) * u64::from(n) / 3) as u32);
        Self {
            shape: Shape::Zones(vec![(third(1), 1.0), (third(2), 0.68), (third(3), 0.22)]),
            within,
        }
    }

    /// The bell up to the edge of a catchment.
    pub const fn gaussian(within: WalkTime) -> Self {
        Self {
            shape: Shape::Gaussian,
            within,
        }
    }

    /// All or nothing.
    pub const fn binary(within: WalkTime) -> Self {
        Self {
            shape: Shape::Binary,
            within,
        }
    }

    /// The weight of a walk, from 0 to 1.
    pub fn weight(&self, time: WalkTime) -> f64 {
        if time > self.within {
            return 0.0;
        }
        // The share of the way to the edge; a catchment of no extent holds the door only.
        let share = if self.within == WalkTime::ZERO {
            0.0
        } else {
            f64::from(time.millis()) / f64::from(self.within.millis())
        };
        match &self.shape {
            Shape::Binary => 1.0,
            Shape::Zones(zones) => zones
                .iter()
                .find(|(upto, _)| time <= *upto)
                .map_or(0.0, |(_, weight)| *weight),
            Shape::Gaussian => {
                let edge = (-0.5_f64).exp();
                (((-0.5 * share * share).exp() - edge) / (1.0 - edge)).max(0.0)
            }
            Shape::Linear => 1.0 - share,
            Shape::Exponential { per_min } => (-per_min * time.minutes()).exp(),
            Shape::Power { exponent } => time.minutes().max(1.0).powf(-exponent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_numbers_of_the_bell() {
        let bell = Decay::gaussian(WalkTime::from_minutes(15));
        let at = |minutes: f64| bell.weight(WalkTime::from_seconds(minutes * 60.0));
        for (minutes, weight) in [
            (5.0, 0.862_656),
            (7.5, 0.701_367),
            (10.0, 0.493_575),
            (15.0, 0.0),
        ] {
            assert!(
                (at(minutes) - weight).abs() < 1e-6,
                "{minutes}: {}",
                at(minutes)
            );
        }
        assert_eq!(at(0.0), 1.0);
    }

    #[test]
    fn the_edge_of_a_zone_belongs_to_it_and_nothing_counts_beyond_the_catchment() {
        let zones = Decay::slow_zones(WalkTime::from_minutes(15));
        let at = |millis| zones.weight(WalkTime::from_millis(millis));
        assert_eq!([at(300_000), at(300_001), at(600_000)], [1.0, 0.68, 0.68]);
        assert_eq!([at(600_001), at(900_000), at(900_001)], [0.22, 0.22, 0.0]);
        let minutes = WalkTime::from_minutes;
        for shape in [
            Shape::Binary,
            Shape::Exponential { per_min: 0.1 },
            Shape::Power { exponent: 1.0 },
        ] {
            let decay = Decay {
                shape,
                within: minutes(10),
            };
            assert!(decay.weight(minutes(10)) > 0.0);
            assert_eq!(decay.weight(minutes(11)), 0.0);
        }
    }

    #[test]
    fn other_shapes_by_hand() {
        let minutes = WalkTime::from_minutes;
        let decay = |shape| Decay {
            shape,
            within: minutes(20),
        };
        assert_eq!(decay(Shape::Linear).weight(minutes(5)), 0.75);
        assert_eq!(
            decay(Shape::Power { exponent: 2.0 }).weight(minutes(4)),
            1.0 / 16.0
        );
        let half = decay(Shape::Exponential {
            per_min: std::f64::consts::LN_2 / 10.0,
        });
        assert!((half.weight(minutes(10)) - 0.5).abs() < 1e-12);
        assert_eq!(Decay::gaussian(WalkTime::ZERO).weight(WalkTime::ZERO), 1.0);
    }
}
