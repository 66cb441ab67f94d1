//! What bars every walk from a place: the obstacles without which there would be one, however long.
//!
//! One obstacle is tried after the other, as for the reasons; for somebody in a wheelchair then two at a time, and all.

use super::{Explainer, Layers, Router, SnapPoint, Who, assess};
use crate::coverage::Cause;
use crate::impedance::{ArcTimes, WalkProfile};

/// Obstacles that are taken away together, and the times of all walkers at each of their paces without them.
pub(super) type Combined = (Vec<Cause>, Vec<Vec<ArcTimes>>);

/// How an obstacle is taken away.
type Ease = fn(&WalkProfile) -> WalkProfile;

/// What keeps wheels out.
const OF_WHEELS: [(Cause, Ease); 3] = [
    (Cause::Slope, assess::without_gradients),
    (Cause::Stairs, assess::without_stairs),
    (Cause::Kerb, assess::without_kerbs),
];
/// Which of them are taken away together, the fewest first.
const TOGETHER: [&[usize]; 4] = [&[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]];

impl Explainer<'_> {
    /// The fewest obstacles without which some walk leads to a site; none where nothing helps.
    pub(super) fn barred_by(&self, number: usize, (who, from): (Who, &SnapPoint)) -> Vec<Cause> {
        let opens = |layers| {
            let walk = self.walk(&Router::over(layers), from, number);
            walk.is_some()
        };
        let single = self.eased.get_or_init(|| self.obstacles());
        let one = single
            .iter()
            .find(|eased| opens(self.layers_without(eased, who)));
        if let Some(one) = one {
            return vec![one.obstacle];
        }
        let study = self.study;
        let (walkers, pace) = who;
        let passage = study.land().passage_of(&study.walkers[walkers].profile);
        let several = self.combined.get_or_init(|| self.combinations());
        let found = several
            .iter()
            .find(|(_, times)| opens(Layers::of(&study.network, &times[walkers][pace], passage)));
        found.map_or_else(Vec::new, |(causes, _)| causes.clone())
    }

    fn combinations(&self) -> Vec<Combined> {
        let study = self.study;
        if !study.has_wheelchairs() {
            return Vec::new();
        }
        let land = study.land();
        let without = |together: &&[usize]| {
            let eased = together.iter().map(|at| OF_WHEELS[*at]);
            let times = study.walkers.iter().map(|walkers| {
                let ease = |walk: WalkProfile, (_, ease): (Cause, Ease)| ease(&walk);
                let walk = eased.clone().fold(walkers.profile.clone(), ease);
                land.times(&walk, land.slopes)
            });
            (
                eased.clone().map(|(cause, _)| cause).collect(),
                times.collect(),
            )
        };
        TOGETHER.iter().map(without).collect()
    }
}
