//! Whether people have a choice: how many sites are within the standard, and how far the second and third are.

use crate::units::{Seniors, WalkTime};

use super::super::market::Market;

/// How people stand towards their k-th nearest site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choice {
    /// Eligible seniors with at least so many sites within the standard.
    pub within: Seniors,
    /// The walk to the k-th nearest site that half of all do not exceed; `None` where it is beyond the standard.
    pub p50: Option<WalkTime>,
    /// The same for nine tenths.
    pub p90: Option<WalkTime>,
}

/// The first, second and third nearest site; the market must reach as far as the standard.
pub fn choices(market: &Market) -> [Choice; 3] {
    let mut times: [Vec<(WalkTime, u64)>; 3] = [const { Vec::new() }; 3];
    let mut everybody = 0_u64;
    for (people, pairs) in market.rows() {
        everybody += people.count();
        let mut first = [None; 3];
        for pair in pairs {
            insert(&mut first, pair.time);
        }
        for (times, time) in times.iter_mut().zip(first) {
            times.extend(time.map(|time| (time, people.count())));
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        Choice {
            within: Seniors::new(times.iter().map(|(_, n)| n).sum()),
            p50: reached_by(&times, everybody, (1, 2)),
            p90: reached_by(&times, everybody, (9, 10)),
        }
    })
}

/// Puts a time among the shortest that were seen.
fn insert(first: &mut [Option<WalkTime>; 3], time: WalkTime) {
    let mut time = Some(time);
    for slot in first {
        if slot.is_none() || time < *slot {
            std::mem::swap(slot, &mut time);
        }
        if time.is_none() {
            return;
        }
    }
}

/// The shortest time within which a share of everybody is.
fn reached_by(times: &[(WalkTime, u64)], everybody: u64, share: (u128, u128)) -> Option<WalkTime> {
    let mut so_far = 0_u128;
    times.iter().find_map(|(time, people)| {
        so_far += u128::from(*people);
        (so_far * share.1 >= u128::from(everybody) * share.0).then_some(*time)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::market::Pair;
    use crate::ids::{Id as _, SiteId};

    #[test]
    fn the_second_site_is_the_second_nearest_and_not_the_second_listed() {
        let pair = |site, minutes| Pair {
            site,
            time: WalkTime::from_minutes(minutes),
        };
        let rows = [
            (
                Seniors::new(3),
                vec![pair(0, 9), pair(1, 4), pair(2, 7), pair(3, 1)],
            ),
            (Seniors::new(2), vec![pair(1, 5)]),
            (Seniors::new(1), vec![]),
        ];
        let market = Market::from_rows((0..4).map(SiteId::from_index).collect(), rows);
        let [first, second, third] = choices(&market);
        let minutes = |time: Option<WalkTime>| time.map(WalkTime::minutes);
        assert_eq!([first, second, third].map(|c| c.within.count()), [5, 3, 3]);
        assert_eq!((minutes(first.p50), minutes(first.p90)), (Some(1.0), None));
        assert_eq!(
            (minutes(second.p50), minutes(second.p90)),
            (Some(4.0), None)
        );
        assert_eq!(minutes(third.p50), Some(7.0));
    }
}
