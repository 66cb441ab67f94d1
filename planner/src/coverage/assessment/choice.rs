//! Whether people have a choice: how many sites are within the standard, and how far the second and third are.

use crate::places::Places;
use crate::reach::{SEVERAL, SeveralTable};
use crate::units::{Seniors, WalkTime};

use super::super::{KindCoverage, WalkStatistics};

/// How people stand towards their k-th nearest site.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Choice {
    /// Eligible seniors with at least so many sites within the standard.
    pub within: Seniors,
    /// The walk to the k-th nearest site, however long; whoever reaches fewer sites has no part in the mean, but in every
    /// percentile.
    pub walks: WalkStatistics,
}

/// The first, second and third nearest site of a kind; the table must be that of its sites.
pub fn choices(kind: &KindCoverage, several: &SeveralTable, places: &Places) -> [Choice; SEVERAL] {
    let walks = |nth: usize| {
        let rows = several.enumerate();
        rows.map(move |(home, few)| (few[nth], kind.people(home, places)))
    };
    let is_near = |time: Option<WalkTime>| time.is_some_and(|time| time <= kind.standard.within);
    std::array::from_fn(|nth| Choice {
        within: walks(nth)
            .filter(|(time, _)| is_near(*time))
            .map(|(_, people)| people)
            .sum(),
        walks: WalkStatistics::of_times(walks(nth)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::tests::{home, places, standard};
    use crate::ids::{DemandId, Id as _, SiteId};
    use crate::reach::ReachMatrix;

    #[test]
    fn the_second_site_is_the_second_nearest_and_not_the_second_listed() {
        let places = places([3, 2, 1].map(|people| home(14.5, 35.9, people)));
        // Minutes of each site to the homes; the last home reaches nothing, and the standard is 8 minutes.
        let rows = [vec![9], vec![4, 20], vec![7], vec![1]].map(|row| {
            let walk =
                |(home, minutes)| (DemandId::from_index(home), WalkTime::from_minutes(minutes));
            row.into_iter().enumerate().map(walk).collect::<Vec<_>>()
        });
        let matrix = ReachMatrix::from_site_rows(&rows, 3, WalkTime::from_minutes(30));
        let sites: Vec<SiteId> = (0..4).map(SiteId::from_index).collect();
        let several = matrix.several(&sites);
        let kind = KindCoverage::of(standard("canteen", 8), matrix.nearest(&sites), &places);
        let [first, second, third] = choices(&kind, &several, &places);
        let minutes = |time: Option<WalkTime>| time.map(WalkTime::minutes);
        assert_eq!([first, second, third].map(|c| c.within.count()), [3, 3, 3]);
        // The standard cuts nothing off: five of six reach one site, and half of all walk a minute.
        assert_eq!(first.walks, kind.walk);
        assert_eq!(
            [first.walks.p50, first.walks.p90].map(minutes),
            [Some(1.0), None]
        );
        assert_eq!(
            [second.walks.p50, second.walks.p90].map(minutes),
            [Some(4.0), None]
        );
        assert_eq!(second.walks.mean_s, Some(240.0));
        assert_eq!(minutes(third.walks.p50), Some(7.0));
    }
}
