//! How long people walk: mean, percentiles, and the burden beyond the standard.
//!
//! Somebody who reaches no site walks for ever: they have no part in the mean, but every percentile counts them.
//!
//! # Method
//!
//! 1. The mean is the sum of milliseconds, weighted with people, over the people who reach a site.
//! 2. The percentile `p` is the shortest time `t` such that at least `p` of *all* people walk `t` or less.
//! 3. The excess burden is the sum over people of `max(0, min(t, cap) - standard)`: whoever reaches no site counts
//!    with the cap.
//!
//! All sums are whole numbers, so that order and threads change nothing.

use crate::units::{Seniors, WalkTime};

use super::Nearest;

/// Walk times over eligible seniors.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WalkStatistics {
    /// The mean over those who reach any site, in seconds; `None` when nobody does.
    pub mean_s: Option<f64>,
    /// The shortest time within which half of *all* of them are; `None` when that many reach no site.
    pub p50: Option<WalkTime>,
    /// The shortest time within which nine tenths of *all* of them are; `None` when that many reach no site.
    pub p90: Option<WalkTime>,
}

/// Walking time added up over people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PersonTime {
    millis: u128,
}

impl PersonTime {
    /// The time in person-minutes.
    pub fn person_minutes(self) -> f64 {
        self.millis as f64 / 60_000.0
    }

    /// Adds a time for people who are counted in so many parts each; parts are rounded down to milliseconds.
    pub fn add(&mut self, time: WalkTime, people: u64, parts: u64) {
        self.millis += u128::from(time.millis()) * u128::from(people) / u128::from(parts.max(1));
    }
}

impl std::ops::AddAssign for PersonTime {
    fn add_assign(&mut self, other: Self) {
        self.millis += other.millis;
    }
}

/// The longest walk that the excess burden counts: one hour, which stands for any longer walk and for none at all.
pub const EXCESS_CAP: WalkTime = WalkTime::from_minutes(60);

impl WalkStatistics {
    /// Sums up the walks of people to their nearest site.
    pub fn of(walks: impl IntoIterator<Item = (Nearest, Seniors)>) -> Self {
        Self::of_times(walks.into_iter().map(|(nearest, people)| match nearest {
            Nearest::Site(_, time) => (Some(time), people),
            _ => (None, people),
        }))
    }

    /// Sums up walks of people; `None` is a walk that ends nowhere.
    pub fn of_times(walks: impl IntoIterator<Item = (Option<WalkTime>, Seniors)>) -> Self {
        let mut everybody = 0_u128;
        let mut times: Vec<(WalkTime, u64)> = Vec::new();
        for (time, people) in walks {
            everybody += u128::from(people.count());
            if people > Seniors::ZERO {
                times.extend(time.map(|time| (time, people.count())));
            }
        }
        times.sort_unstable();
        Self {
            mean_s: mean_seconds(&times),
            p50: percentile(&times, everybody, (1, 2)),
            p90: percentile(&times, everybody, (9, 10)),
        }
    }
}

/// How far people are from the standard, after Foster, Greer and Thorbecke; all from 0 to 1, over *all* people.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shortfall {
    /// The share of people beyond the standard, or without a path.
    pub head_count: f64,
    /// The mean excess as a share of the cap; nobody's counts more than the cap, which is theirs who have no path.
    pub depth: f64,
    /// The mean square of the same: many minutes for few weigh more than few for many.
    pub severity: f64,
}

/// The excess that stands for any longer one in [`Shortfall`]: half an hour.
pub const SHORTFALL_CAP: WalkTime = WalkTime::from_minutes(30);

impl Shortfall {
    /// Measures walks against a standard and a cap on the excess.
    pub fn of(
        walks: impl IntoIterator<Item = (Nearest, Seniors)>,
        within: WalkTime,
        cap: WalkTime,
    ) -> Self {
        let (mut everybody, mut beyond, mut once, mut twice) = (0_u128, 0_u128, 0_u128, 0_u128);
        for (nearest, people) in walks {
            let people = u128::from(people.count());
            let over = match nearest {
                Nearest::Site(_, time) => time.saturating_sub(within).min(cap),
                Nearest::TooLong(..) | Nearest::Unreachable | Nearest::Unsnapped => cap,
            };
            let millis = u128::from(over.millis());
            everybody += people;
            beyond += if millis > 0 { people } else { 0 };
            once += people * millis;
            twice += people * millis * millis;
        }
        let share = |sum: u128, cap: f64| {
            if everybody == 0 || cap <= 0.0 {
                0.0
            } else {
                sum as f64 / cap / everybody as f64
            }
        };
        let cap = f64::from(cap.millis());
        Self {
            head_count: share(beyond, 1.0),
            depth: share(once, cap),
            severity: share(twice, cap * cap),
        }
    }
}

/// The shortest time within which a share (such as 3 of 4) of *all* people are; `None` when that many reach no site.
pub fn percentile_of(
    walks: impl IntoIterator<Item = (Nearest, Seniors)>,
    share: (u32, u32),
) -> Option<WalkTime> {
    let mut everybody = 0_u128;
    let mut times: Vec<(WalkTime, u64)> = Vec::new();
    for (nearest, people) in walks {
        everybody += u128::from(people.count());
        if let Nearest::Site(_, time) = nearest {
            times.push((time, people.count()));
        }
    }
    times.retain(|(_, people)| *people > 0);
    times.sort_unstable();
    percentile(&times, everybody, (share.0.into(), share.1.into()))
}

/// Adds up how much longer than the standard people walk, each at most up to `cap`.
pub fn excess(
    walks: impl IntoIterator<Item = (Nearest, Seniors)>,
    within: WalkTime,
    cap: WalkTime,
) -> PersonTime {
    let mut millis = 0;
    for (nearest, people) in walks {
        let time = match nearest {
            Nearest::Site(_, time) => time.min(cap),
            Nearest::TooLong(..) | Nearest::Unreachable | Nearest::Unsnapped => cap,
        };
        let over = time.saturating_sub(within).millis();
        millis += u128::from(over) * u128::from(people.count());
    }
    PersonTime { millis }
}

/// The mean of times weighted with people; `None` for nobody.
fn mean_seconds(times: &[(WalkTime, u64)]) -> Option<f64> {
    let people: u128 = times.iter().map(|(_, n)| u128::from(*n)).sum();
    let millis: u128 = times
        .iter()
        .map(|(t, n)| u128::from(t.millis()) * u128::from(*n))
        .sum();
    (people > 0).then(|| millis as f64 / people as f64 / 1000.0)
}

/// The shortest of the sorted times within which a share of everybody is.
fn percentile(
    times: &[(WalkTime, u64)],
    everybody: u128,
    (share, of): (u128, u128),
) -> Option<WalkTime> {
    let mut so_far = 0_u128;
    times.iter().find_map(|(time, people)| {
        so_far += u128::from(*people);
        (so_far * of >= everybody * share).then_some(*time)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Id as _, SiteId};

    fn site(minutes: u32) -> Nearest {
        Nearest::Site(SiteId::from_index(0), WalkTime::from_minutes(minutes))
    }

    fn people(counts: [u64; 4]) -> [Seniors; 4] {
        counts.map(Seniors::new)
    }

    fn worked() -> Vec<(Nearest, Seniors)> {
        [4, 9, 15, 22]
            .map(site)
            .into_iter()
            .zip(people([10, 20, 30, 40]))
            .collect()
    }

    #[test]
    fn worked_numbers_of_the_weighted_mean_and_percentiles() {
        let walk = WalkStatistics::of(worked());
        assert_eq!(walk.mean_s, Some(15.5 * 60.0));
        assert_eq!(walk.p50, Some(WalkTime::from_minutes(15)));
        assert_eq!(walk.p90, Some(WalkTime::from_minutes(22)));
    }

    #[test]
    fn people_who_reach_nothing_walk_for_ever() {
        for nowhere in [Nearest::Unreachable, Nearest::Unsnapped] {
            let mut walks = worked();
            walks[3].0 = nowhere;
            let walk = WalkStatistics::of(walks);
            // (10*4 + 20*9 + 30*15) / 60 minutes over those who walk at all.
            assert!((walk.mean_s.unwrap() - 670.0).abs() < 1e-9);
            assert_eq!(walk.p50, Some(WalkTime::from_minutes(15)));
            assert_eq!(walk.p90, None);
        }
    }

    #[test]
    fn a_percentile_is_reached_exactly_at_its_share() {
        let half = [(site(5), Seniors::new(5)), (site(9), Seniors::new(5))];
        assert_eq!(
            WalkStatistics::of(half).p50,
            Some(WalkTime::from_minutes(5))
        );
        let less = [(site(5), Seniors::new(4)), (site(9), Seniors::new(5))];
        assert_eq!(
            WalkStatistics::of(less).p50,
            Some(WalkTime::from_minutes(9))
        );
    }

    #[test]
    fn worked_numbers_of_the_shortfall() {
        let (within, cap) = (WalkTime::from_minutes(15), SHORTFALL_CAP);
        let gap = Shortfall::of(worked(), within, cap);
        assert!((gap.head_count - 0.4).abs() < 1e-12);
        assert!((gap.depth - 0.093_333_33).abs() < 5e-9);
        assert!((gap.severity - 0.021_777_78).abs() < 5e-9);
        let mut walks = worked();
        walks[3].0 = Nearest::Unsnapped;
        let gap = Shortfall::of(walks, within, cap);
        assert_eq!((gap.head_count, gap.depth, gap.severity), (0.4, 0.4, 0.4));
        assert_eq!(Shortfall::of([], within, cap), Shortfall::default());
    }

    #[test]
    fn worked_numbers_of_any_percentile() {
        let minutes = |share| percentile_of(worked(), share).map(WalkTime::minutes);
        let found = [(1, 10), (1, 4), (1, 2), (3, 4), (9, 10)].map(minutes);
        assert_eq!(
            found,
            [Some(4.0), Some(9.0), Some(15.0), Some(22.0), Some(22.0)]
        );
    }

    #[test]
    fn nobody_has_no_statistics() {
        assert_eq!(WalkStatistics::of([]), WalkStatistics::default());
        let nobody = [(site(3), Seniors::ZERO)];
        assert_eq!(WalkStatistics::of(nobody), WalkStatistics::default());
    }

    #[test]
    fn worked_number_of_the_excess_burden() {
        let within = WalkTime::from_minutes(15);
        let burden = excess(worked(), within, EXCESS_CAP);
        assert!((burden.person_minutes() - 280.0).abs() < 1e-9);
        let mut walks = worked();
        walks[3].0 = Nearest::Unreachable;
        let burden = excess(walks, within, EXCESS_CAP);
        assert!((burden.person_minutes() - 40.0 * 45.0).abs() < 1e-9);
    }
}
