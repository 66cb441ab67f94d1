//! What was counted last: moving minutes counts anew from the same walks, and searches nothing.

use std::sync::Arc;

use planner::coverage::assessment::rescore;
use planner::coverage::{Coverage, Standard};
use planner::study::{Changes, Study};
use planner::units::WalkTime;

use crate::present::{Opened, Today};

/// Coverage of a city as it is and with a plan.
pub(super) struct Counted {
    changes: Changes,
    /// As it is.
    pub(super) today: Arc<Today>,
    /// With the plan.
    pub(super) after: Coverage,
}

impl Counted {
    /// Counts a city without a plan and with its changes; from the last count where that differs in minutes alone.
    ///
    /// The last count must be of the same city and the same walkers.
    pub(super) fn of(
        last: Option<Self>,
        (without, world): (&Study, &Study),
        changes: Changes,
        opened: &Opened,
    ) -> Self {
        let standards = &without.scenario.standards;
        let within: Vec<WalkTime> = standards.iter().map(|standard| standard.within).collect();
        let last = last.filter(|last| differs_in_minutes(&last.today.coverage, standards));
        let today = match &last {
            Some(last) => rescore(&last.today.coverage, &without.places, &within),
            None => without.coverage(None),
        };
        let after = match last.filter(|last| last.changes == changes) {
            Some(last) => rescore(&last.after, &world.places, &within),
            None => world.coverage(None),
        };
        Self {
            changes,
            today: Arc::new(Today::of(opened, today)),
            after,
        }
    }
}

/// Whether standards are those of a count but for their minutes.
fn differs_in_minutes(coverage: &Coverage, standards: &[Standard]) -> bool {
    let alike = |(counted, standard): (&Standard, &Standard)| {
        let within = counted.within;
        let other = Standard {
            within,
            ..standard.clone()
        };
        *counted == other
    };
    let counted = coverage.kinds.iter().map(|kind| &kind.standard);
    coverage.kinds.len() == standards.len() && counted.zip(standards).all(alike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use planner::coverage::{Nearest, NearestTable};
    use planner::ids::{Id as _, SiteId};
    use planner::places::{DemandPoint, Places};
    use planner::units::Seniors;

    fn coverage(standards: &[Standard]) -> (Places, Coverage) {
        let mut places = Places::default();
        let mut nearest = NearestTable::new();
        for minutes in [4, 11, 15, 22] {
            places.demand.push(DemandPoint {
                at: None,
                seniors: Seniors::new(u64::from(minutes)),
                eligible: Seniors::new(u64::from(minutes)),
                district: None,
            });
            let site = SiteId::from_index(0);
            nearest.push(Nearest::Site(site, WalkTime::from_minutes(minutes)));
        }
        let tables = standards.iter().map(|_| nearest.clone()).collect();
        let coverage = Coverage::of(standards, tables, &places);
        (places, coverage)
    }

    #[test]
    fn other_minutes_are_the_same_question_and_other_kinds_are_not() {
        let standard = |kind: &str, minutes| Standard::new(kind, WalkTime::from_minutes(minutes));
        let (places, counted) = coverage(&[standard("canteen", 10), standard("clinic", 15)]);
        let moved = [standard("canteen", 15), standard("clinic", 15)];
        assert!(differs_in_minutes(&counted, &moved));
        let within = moved.each_ref().map(|standard| standard.within);
        let again = rescore(&counted, &places, &within);
        assert_eq!(again, coverage(&moved).1);
        assert_ne!(again.kinds[0].tally, counted.kinds[0].tally);
        let other = [standard("canteen", 10), standard("day care", 15)];
        assert!(
            !differs_in_minutes(&counted, &other) && !differs_in_minutes(&counted, &moved[..1])
        );
        let mut ridden = moved.clone();
        ridden[0].profile = Some("ebike".to_owned());
        assert!(!differs_in_minutes(&counted, &ridden), "others walk");
    }
}
