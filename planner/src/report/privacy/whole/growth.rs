//! Numbers of the whole plan that contain each other from circle to circle, and from today to the plan.
//!
//! Who is in a small circle is in a larger one, and who has a choice of sites today has it when sites are added: what
//! lies between two such numbers is told with them, and must be nobody or enough.

use super::close::parts;
use super::{Enough, ShownCircle, ShownReach};

/// Circles in ascending order without those that are too close to the last one that is shown.
pub(super) fn circles_apart(enough: Enough, circles: &mut [Option<ShownCircle>]) {
    let mut last: Option<ShownCircle> = None;
    for circle in circles {
        *circle = circle.filter(|now| last.is_none_or(|last| is_apart(enough, &last, now)));
        last = circle.or(last);
    }
}

/// Takes out of the plan's numbers those that are too close to today's.
pub(super) fn growth_apart(enough: Enough, phases: &mut [ShownReach]) {
    let [today, later] = phases else {
        return;
    };
    let apart =
        |then: Option<u64>, now: u64| then.is_none_or(|then| enough.holds(now.abs_diff(then)));
    for (then, now) in today.choices.iter().zip(&mut later.choices) {
        *now = now.filter(|now| apart(*then, *now));
    }
    for (then, now) in today.circles.iter().zip(&mut later.circles) {
        *now = now.filter(|now| then.is_none_or(|then| is_apart(enough, &then, now)));
    }
    later.sure = later.sure.filter(|now| apart(today.sure, *now));
    later.possible = later.possible.filter(|now| apart(today.possible, *now));
}

fn is_apart(enough: Enough, one: &ShownCircle, other: &ShownCircle) -> bool {
    let pairs = parts(one).into_iter().zip(parts(other));
    pairs
        .into_iter()
        .all(|((_, one), (_, other))| enough.holds(one.abs_diff(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(in_circle: u64, not_covered: u64, outside: u64) -> ShownCircle {
        ShownCircle {
            radius_m: 0.0,
            in_circle,
            not_covered,
            outside,
        }
    }

    #[test]
    fn a_circle_that_adds_a_few_people_is_not_shown() {
        let small = circle(50, 20, 30);
        let large = circle(70, 40, 30);
        let mut circles = [small, circle(53, 23, 30), large].map(Some);
        circles_apart(Enough(10), &mut circles);
        assert_eq!(circles, [Some(small), None, Some(large)]);
    }

    #[test]
    fn a_choice_that_a_few_people_gain_is_not_shown() {
        let reach = |choices: [u64; 2]| ShownReach {
            choices: choices.map(Some).to_vec(),
            ..ShownReach::default()
        };
        let mut phases = [reach([40, 20]), reach([55, 22])];
        growth_apart(Enough(10), &mut phases);
        assert_eq!(phases[1].choices, [Some(55), None]);
    }
}
