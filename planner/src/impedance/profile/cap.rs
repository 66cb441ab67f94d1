//! The longest walk of a profile in metres, and whether it can matter at all.
//!
//! A pair of home and site whose fastest walk is longer than the cap is not within reach, however short it takes. Of walks
//! that are equally fast the shortest counts. Lengths are those of streets and of the straight gaps at both ends, in whole
//! millimetres.
//!
//! # Method
//!
//! Within a time nobody gets farther than the fastest arc of the network would carry them. Where that is no farther than
//! the cap, the cap changes nothing, and nobody measures walks; so it is with all presets and quarter-hour standards.
//!
//! # Complexity
//!
//! Linear in the arcs.

use crate::impedance::{ArcTime, ArcTimes, WalkProfile};
use crate::network::Network;
use crate::osm::walkability::Form;
use crate::units::{Metres, WalkTime};

/// A longest walk that can matter within some time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cap {
    /// The longest walk.
    pub length: Metres,
    /// Up to which time walks count at all; beyond it nobody asks how long they are.
    pub within: WalkTime,
}

impl Cap {
    /// Whether a walk that would count is too long.
    pub fn forbids(self, millis: u64, walked_mm: u64) -> bool {
        millis <= u64::from(self.within.millis()) && walked_mm > self.length.millimetres()
    }
}

impl ArcTimes {
    /// Sets the longest walk of a profile, for walks up to a time; keeps none where no walk of that time can be longer.
    pub fn set_cap(&mut self, network: &Network, profile: &WalkProfile, within: WalkTime) {
        self.cap = self.cap_of(network, profile, within);
    }

    /// The longest walk of a profile for walks up to a time; `None` where no walk of that time can be longer.
    pub fn cap_of(
        &self,
        network: &Network,
        profile: &WalkProfile,
        within: WalkTime,
    ) -> Option<Cap> {
        let cap = profile.cap.map(|length| Cap { length, within });
        cap.filter(|cap| self.farthest_m(network, profile, within) > cap.length.metres())
    }

    /// A length in metres that no walk of a time exceeds.
    fn farthest_m(&self, network: &Network, profile: &WalkProfile, within: WalkTime) -> f64 {
        let (mut fastest_mps, mut ferry_mps, mut free_m) = (self.off_street.mps(), 0.0, 0.0);
        for (id, arc) in network.arcs().enumerate() {
            let edge = &network.edges()[arc.edge];
            let length_m = edge.length.metres();
            match self.arcs[id] {
                Some(ArcTime { moving, .. }) if moving > WalkTime::ZERO => {
                    let is_ferry = edge.traits.form == Form::Ferry;
                    let most = if is_ferry {
                        &mut ferry_mps
                    } else {
                        &mut fastest_mps
                    };
                    *most = f64::max(*most, length_m / moving.seconds());
                }
                // Rounded away: passed at most once on any fastest walk.
                Some(_) => free_m += length_m,
                None => {}
            }
        }
        // Nobody is attached to a ferry, so that whoever takes one has waited for it.
        let ferry_wait_s = profile.delays.as_ref().map_or(0.0, |d| d.ferry_wait_s);
        let aboard_s = (within.seconds() - ferry_wait_s).max(0.0);
        // Shares of the first and the last street, gaps and waits are rounded to the millisecond, lengths to the millimetre.
        let slack_s = 0.005;
        let on_land_m = fastest_mps * (within.seconds() + slack_s);
        let by_ferry_m = f64::max(fastest_mps, ferry_mps) * (aboard_s + slack_s);
        f64::max(on_land_m, by_ferry_m) + free_m + 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Town;

    /// Whether the longest walk of a profile matters on a street within some minutes.
    fn matters(name: &str, minutes: u32, change: impl Fn(&mut WalkProfile)) -> bool {
        let town = Town::draw("A--------------------B").build();
        let mut walk = WalkProfile::preset(name).unwrap();
        change(&mut walk);
        let mut times = ArcTimes::of(&town.network, &walk);
        times.set_cap(&town.network, &walk, WalkTime::from_minutes(minutes));
        times.cap.is_some()
    }

    #[test]
    fn no_preset_walks_too_long_in_a_quarter_of_an_hour() {
        // The longest whole minutes within which the flat speed covers no more than the cap.
        for (name, minutes) in [
            ("elder_walk", 49),
            ("frail_elder", 35),
            ("wheelchair", 41),
            ("companion_walk", 66),
            ("ebike", 59),
            // A residential street at 20 km/h.
            ("drive", 179),
        ] {
            assert!(!matters(name, 15, |_| {}), "{name}");
            assert!(!matters(name, minutes, |_| {}), "{name}");
            // Rests make the frail slower, which the bound may know.
            let later = if name == "frail_elder" {
                minutes + 8
            } else {
                minutes + 1
            };
            assert!(matters(name, later, |_| {}), "{name}");
        }
        assert!(!matters("plain", 100_000 / 60, |_| {}), "plain has none");
    }

    #[test]
    fn a_cap_of_the_scenario_counts() {
        assert!(!matters("elder_walk", 15, |walk| walk
            .set("cap_m", 901.0)
            .unwrap()));
        assert!(matters("elder_walk", 15, |walk| walk
            .set("cap_m", 899.0)
            .unwrap()));
        assert!(matters("plain", 15, |walk| walk
            .set("cap_m", 899.0)
            .unwrap()));
    }
}
