//! Speeds by age: who walks at which pace.

use crate::units::WalkSpeed;

use super::WalkProfile;

/// The speed of people from an age on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgeSpeed {
    /// The youngest age in years.
    pub from: u8,
    /// Speed on flat ground.
    pub speed: WalkSpeed,
}

impl AgeSpeed {
    /// So many per cent of the speed.
    pub fn times(self, pct: u32) -> Option<Self> {
        let speed = WalkSpeed::from_mps(self.speed.mps() * f64::from(pct) / 100.0)?;
        Some(Self { speed, ..self })
    }
}

/// Ages and speeds in metres a second, the youngest first.
type Table = &'static [(u8, f64)];

/// Healthy older people in the street: below indoor trials, above what the slowest tenth manage.
const ELDER: Table = &[(60, 1.15), (70, 1.00), (80, 0.80)];
/// Four fifths of that, and nobody below 0.5.
const FRAIL: Table = &[(60, 0.92), (70, 0.80), (80, 0.64)];

impl WalkProfile {
    /// The speeds by age that are usual for this profile; `None` where there are none.
    pub fn usual_ages(&self) -> Option<Vec<AgeSpeed>> {
        let table = match self.name.as_str() {
            "elder_walk" => ELDER,
            "frail_elder" => FRAIL,
            _ => return None,
        };
        let ages = table.iter().filter_map(|(from, mps)| {
            let speed = WalkSpeed::from_mps(*mps)?;
            Some(AgeSpeed { from: *from, speed })
        });
        Some(ages.collect())
    }

    /// All speeds at which people of this profile walk, each once; the first is that of whoever's age is not known.
    pub fn paces(&self) -> Vec<WalkSpeed> {
        let mut paces = vec![self.speed];
        for AgeSpeed { speed, .. } in &self.ages {
            if !paces.contains(speed) {
                paces.push(*speed);
            }
        }
        paces
    }

    /// The pace of somebody of an age, as a position in [`Self::paces`]; who is younger than the table walks as its youngest.
    pub fn pace_of(&self, age: Option<u8>) -> u8 {
        let (Some(age), Some(youngest)) = (age, self.ages.first()) else {
            return 0;
        };
        let band = self.ages.iter().rev().find(|band| band.from <= age);
        let speed = band.unwrap_or(youngest).speed;
        let position = self.paces().iter().position(|pace| *pace == speed);
        position.unwrap_or_default() as u8
    }

    /// The same walker when everybody walks at one speed.
    #[must_use]
    pub fn at(&self, speed: WalkSpeed) -> Self {
        Self {
            speed,
            ages: Vec::new(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elder() -> WalkProfile {
        let mut elder = WalkProfile::preset("elder_walk").unwrap();
        elder.ages = elder.usual_ages().unwrap();
        elder
    }

    #[test]
    fn everybody_walks_at_the_speed_of_their_age() {
        let elder = elder();
        let speed = |age| elder.paces()[elder.pace_of(age) as usize].mps();
        for (age, mps) in [
            (Some(40), 1.15),
            (Some(60), 1.15),
            (Some(69), 1.15),
            (Some(70), 1.00),
            (Some(79), 1.00),
            (Some(80), 0.80),
            (Some(110), 0.80),
            (None, 1.00),
        ] {
            assert!((speed(age) - mps).abs() < 1e-12, "{age:?}");
        }
        assert_eq!(elder.paces().len(), 3, "70–79 walk as those of unknown age");
    }

    #[test]
    fn the_frail_walk_at_four_fifths_and_never_below_half_a_metre() {
        let frail = WalkProfile::preset("frail_elder").unwrap();
        let ages = frail.usual_ages().unwrap();
        for (frail, elder) in ages.iter().zip(elder().ages) {
            let expected = (elder.speed.mps() * 0.8).max(0.5);
            assert!((frail.speed.mps() - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn without_a_table_there_is_one_pace() {
        let elder = WalkProfile::preset("elder_walk").unwrap();
        assert_eq!(elder.paces(), [elder.speed]);
        assert_eq!(elder.pace_of(Some(85)), 0);
        assert!(
            WalkProfile::preset("wheelchair")
                .unwrap()
                .usual_ages()
                .is_none()
        );
    }
}
