//! What must hold for any town, whatever its streets: logic is the oracle.

use planner::coverage::contrast::{circle_audit, straight_distances};
use planner::coverage::{Coverage, Nearest, NearestTable, Standard};
use planner::ids::{DemandId, Id as _, SiteId};
use planner::impedance::{ArcTimes, WalkProfile};
use planner::network::EdgeIndex;
use planner::places::{Places, Status};
use planner::progress::Silent;
use planner::projection::{LonLat, distance};
use planner::reach::{ReachGraph, ReachMatrix};
use planner::siting::{self, Brief, Model};
use planner::snap;
use planner::testing::{Desert, Settlement, desert};
use planner::units::{Metres, Seniors, WalkSpeed, WalkTime};
use proptest::prelude::*;

const KIND: &str = "canteen";

/// A grid city with homes and sites anywhere in it.
#[derive(Debug, Clone)]
struct City {
    homes: Vec<(f64, f64, u64)>,
    sites: Vec<(f64, f64, Status)>,
}

/// A city with everything computed.
struct Computed {
    places: Places,
    graph: ReachGraph,
    matrix: ReachMatrix,
}

const BLOCKS: usize = 9;
const SPACING_M: f64 = 130.0;
const SPEEDS: (&str, f64) = ("speed_mps", 0.7);

fn cities() -> impl Strategy<Value = City> {
    let place = || (0.0..8.0_f64, 0.0..8.0_f64);
    let home = (place(), 1..40_u64).prop_map(|((x, y), n)| (x, y, n));
    let status = prop_oneof![
        1 => Just(Status::Open),
        1 => Just(Status::Committed),
        3 => Just(Status::Candidate),
        1 => Just(Status::Closed),
    ];
    let site = (place(), status).prop_map(|((x, y), s)| (x, y, s));
    let homes = prop::collection::vec(home, 1..30);
    let sites = prop::collection::vec(site, 1..12);
    (homes, sites).prop_map(|(homes, sites)| City { homes, sites })
}

impl City {
    fn places(&self, city: &Desert) -> Places {
        let mut settlement = Settlement::default();
        for (x, y, seniors) in &self.homes {
            settlement.home(city.at(*x, *y), *seniors);
        }
        for (x, y, status) in &self.sites {
            settlement.site(KIND, *status, city.at(*x, *y));
        }
        settlement.places()
    }

    fn compute(&self, speed_mps: f64, within: WalkTime) -> Computed {
        let city = desert(BLOCKS, Metres::new(SPACING_M));
        let places = self.places(&city);
        let index = EdgeIndex::new(&city.network);
        let (snapped, _) = snap::snap(&places, &city.network, &index);
        let mut profile = WalkProfile::preset("plain").unwrap();
        profile.set(SPEEDS.0, speed_mps).unwrap();
        let times = ArcTimes::of(&city.network, &profile);
        let graph = ReachGraph::new(&city.network, &times, &snapped);
        let matrix = graph.matrix(within, &Silent).unwrap();
        Computed {
            places,
            graph,
            matrix,
        }
    }
}

impl Computed {
    fn with(&self, statuses: &[Status]) -> Vec<SiteId> {
        let sites = self.places.sites.enumerate();
        sites
            .filter(|(_, s)| statuses.contains(&s.status))
            .map(|(id, _)| id)
            .collect()
    }

    fn nearest(&self, sites: &[SiteId]) -> NearestTable {
        self.graph.nearest(sites)
    }

    fn covered(&self, sites: &[SiteId], within: WalkTime) -> Seniors {
        let standard = Standard::new(KIND, within);
        let nearest = self.nearest(sites);
        let coverage = Coverage::of(&[standard], vec![nearest], &self.places);
        let tally = coverage.kinds[0].tally;
        assert_eq!(tally.total(), coverage.eligible, "everyone is counted");
        tally.covered
    }
}

fn minutes(minutes: u32) -> WalkTime {
    WalkTime::from_minutes(minutes)
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn more_sites_and_more_minutes_never_cover_fewer(city in cities()) {
        let computed = city.compute(1.0, minutes(15));
        let open = computed.with(&[Status::Open]);
        let more = computed.with(&[Status::Open, Status::Candidate]);
        let (short, long) = (minutes(5), minutes(9));
        prop_assert!(computed.covered(&open, short) <= computed.covered(&more, short));
        prop_assert!(computed.covered(&open, short) <= computed.covered(&open, long));
    }

    #[test]
    fn slower_walking_never_covers_more(city in cities()) {
        let (fast, slow) = (city.compute(1.0, minutes(10)), city.compute(0.7, minutes(10)));
        let open = fast.with(&[Status::Open]);
        prop_assert!(slow.covered(&open, minutes(10)) <= fast.covered(&open, minutes(10)));
    }

    #[test]
    fn who_walks_so_many_metres_is_in_the_circle_of_as_many(city in cities(), radius in 100.0..1500.0) {
        let computed = city.compute(1.0, minutes(30));
        let open = computed.with(&[Status::Open]);
        let radius = Metres::new(radius);
        let coverage = Coverage::of(
            &[Standard::new(KIND, minutes(15))],
            vec![computed.nearest(&open)],
            &computed.places,
        );
        let speed = WalkSpeed::from_mps(1.0).unwrap();
        let straight = straight_distances(&computed.places, &open, radius);
        let audit = circle_audit(&coverage.kinds[0], &straight, &computed.places, speed, &[radius]);
        let crossed = audit[0].same_metres;
        prop_assert_eq!(crossed.walk_only, Seniors::ZERO, "on foot nobody is nearer than by air");
        // Counted again, home by home, without the table.
        let near = |id: DemandId| {
            let home = computed.places.demand[id].at.unwrap();
            open.iter().any(|site| distance(home, computed.places.sites[*site].at.unwrap()).metres() <= radius.metres())
        };
        let inside: Seniors = computed.places.demand.enumerate().filter(|(id, _)| near(*id)).map(|(_, d)| d.eligible).sum();
        prop_assert_eq!(crossed.circle(), inside);
    }

    #[test]
    fn nobody_walks_faster_than_in_a_straight_line(city in cities()) {
        let computed = city.compute(1.0, minutes(30));
        let at = |place: Option<LonLat>| place.unwrap();
        for site in computed.matrix_sites() {
            for (demand, time) in computed.matrix.of_site(site) {
                let straight = distance(
                    at(computed.places.sites[site].at),
                    at(computed.places.demand[demand].at),
                );
                // Times are rounded to the millisecond on every edge, so to a few millimetres in all.
                prop_assert!(time.seconds() + 0.1 >= straight.metres() - 0.1);
            }
        }
    }

    #[test]
    fn the_nearest_site_is_the_least_of_its_row(city in cities()) {
        let computed = city.compute(1.0, minutes(200));
        let open = computed.with(&[Status::Open]);
        let nearest = computed.nearest(&open);
        for demand in computed.places.demand.ids() {
            let row = computed.matrix.of_demand(demand);
            let least = row.filter(|(s, _)| open.contains(s)).min_by_key(|(s, t)| (*t, *s));
            let found = match nearest[demand] {
                Nearest::Site(site, time) => Some((site, time)),
                Nearest::TooLong(..) | Nearest::Unreachable | Nearest::Unsnapped => None,
            };
            prop_assert_eq!(found, least);
        }
    }

    #[test]
    fn a_proposal_claims_what_scoring_it_again_gives(city in cities(), p in 1..4_usize) {
        let computed = city.compute(1.0, minutes(6));
        let brief = Brief {
            seed: 1,
            ..Brief::new(KIND, Model::Mclp, p, minutes(6))
        };
        let answer = siting::propose(&computed.matrix, &computed.places, &brief, &Silent);
        if computed.with(&[Status::Candidate]).is_empty() {
            prop_assert!(answer.is_err());
            return Ok(());
        }
        let (proposal, _) = answer.unwrap();
        let mut counting = computed.with(&[Status::Open, Status::Committed]);
        prop_assert_eq!(proposal.baseline, computed.covered(&counting, minutes(6)));
        counting.extend(proposal.sites.iter().map(|s| s.site));
        counting.sort_unstable();
        prop_assert_eq!(proposal.covered, computed.covered(&counting, minutes(6)));
        prop_assert!(proposal.objective.value() <= proposal.bound.value());
    }

    #[test]
    fn the_order_of_rows_changes_only_their_ids(city in cities(), turn in 1..20_usize) {
        let mut turned = city.clone();
        let by = turn % turned.homes.len();
        turned.homes.rotate_left(by);
        turned.sites.reverse();
        let (one, other) = (city.compute(1.0, minutes(8)), turned.compute(1.0, minutes(8)));
        let (homes, sites) = (city.homes.len(), city.sites.len());
        for site in one.matrix_sites() {
            let there = SiteId::from_index(sites - 1 - site.index());
            let mut row: Vec<_> = one.matrix.of_site(site)
                .map(|(d, t)| (DemandId::from_index((d.index() + homes - by) % homes), t))
                .collect();
            row.sort_unstable();
            prop_assert_eq!(row, other.matrix.of_site(there).collect::<Vec<_>>());
        }
    }
}

impl Computed {
    fn matrix_sites(&self) -> Vec<SiteId> {
        self.places.sites.ids().collect()
    }
}

#[test]
fn a_home_and_a_site_on_one_long_street_are_as_far_apart_as_they_look() {
    let city = desert(2, Metres::new(1000.0));
    let mut settlement = Settlement::default();
    settlement.home(city.at(0.40, 0.0), 1);
    settlement.site(KIND, Status::Open, city.at(0.43, 0.0));
    let places = settlement.places();
    let index = EdgeIndex::new(&city.network);
    let (snapped, _) = snap::snap(&places, &city.network, &index);
    let times = ArcTimes::of(&city.network, &WalkProfile::preset("plain").unwrap());
    let graph = ReachGraph::new(&city.network, &times, &snapped);
    let matrix = graph.matrix(minutes(1), &Silent).unwrap();
    let (_, time) = matrix.of_site(SiteId::from_index(0)).next().unwrap();
    assert!((time.seconds() - 30.0).abs() < 0.1, "{time}");
}
