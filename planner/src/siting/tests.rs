use super::*;
use crate::ids::{DemandId, Id as _, SiteId, Table};
use crate::places::{DemandPoint, RowId, Site, Status};
use crate::progress::Silent;
use crate::units::WalkTime;

fn site(kind: &str, status: Status) -> Site {
    Site {
        kind: kind.to_owned(),
        ..Site::new(RowId::Row(1), status, None)
    }
}

fn home(eligible: u64) -> DemandPoint {
    DemandPoint {
        at: None,
        seniors: Seniors::new(eligible + 1),
        eligible: Seniors::new(eligible),
        district: None,
    }
}

/// A study from sites, eligible people, and the minutes from each home (row) to each site (column; none: too far).
fn study(sites: Vec<Site>, people: &[u64], minutes: &[&[Option<u32>]]) -> (ReachMatrix, Places) {
    let rows: Vec<Vec<(DemandId, WalkTime)>> = (0..sites.len())
        .map(|site| {
            (minutes.iter().enumerate())
                .filter_map(|(home, row)| {
                    Some((
                        DemandId::from_index(home),
                        WalkTime::from_minutes(row[site]?),
                    ))
                })
                .collect()
        })
        .collect();
    let places = Places {
        demand: people.iter().map(|&count| home(count)).collect(),
        sites: Table::from(sites),
        ..Places::default()
    };
    let matrix = ReachMatrix::from_site_rows(&rows, people.len(), WalkTime::from_minutes(20));
    (matrix, places)
}

fn brief(sites: usize) -> Brief {
    Brief {
        seed: 7,
        ..Brief::new("canteen", Model::Mclp, sites, WalkTime::from_minutes(15))
    }
}

/// Five homes in a row; an open canteen at the first, candidates elsewhere, and sites that must not matter.
fn village() -> (ReachMatrix, Places) {
    let sites = vec![
        site("canteen", Status::Open),
        site("clinic", Status::Open),
        site("canteen", Status::Closed),
        site("", Status::Candidate),
        site("canteen", Status::Candidate),
        site("clinic", Status::Candidate),
    ];
    let (yes, no, far) = (Some(15), None, Some(16));
    let minutes: [&[Option<u32>]; 5] = [
        &[yes, yes, yes, yes, far, yes],
        &[far, yes, yes, yes, no, yes],
        &[no, yes, yes, yes, yes, yes],
        &[no, yes, yes, no, yes, yes],
        &[no, yes, yes, no, far, yes],
    ];
    study(sites, &[100, 10, 20, 15, 50], &minutes)
}

/// Counts the people again with some sites open.
fn score(matrix: &ReachMatrix, places: &Places, brief: &Brief, open: &[SiteId]) -> u64 {
    (places.demand.enumerate())
        .filter(|(id, _)| {
            matrix.of_demand(*id).any(|(site, time)| {
                let fixed = &places.sites[site];
                let counts = fixed.kind == brief.kind
                    && matches!(fixed.status, Status::Open | Status::Committed);
                time <= brief.within && (counts || open.contains(&site))
            })
        })
        .map(|(_, point)| point.eligible.count())
        .sum()
}

fn answer(matrix: &ReachMatrix, places: &Places, sites: usize) -> (Proposal, Findings) {
    propose(matrix, places, &brief(sites), &Silent).unwrap()
}

#[test]
fn the_best_sites_come_in_the_order_of_their_gain() {
    let (matrix, places) = village();
    let (proposal, findings) = answer(&matrix, &places, 2);
    let found: Vec<_> = (proposal.sites.iter())
        .map(|s| (s.site.index(), s.gain.count(), s.covered_after.count()))
        .collect();
    // The fifth site covers homes 3 and 4 (35 people); then the fourth adds home 2 (10).
    assert_eq!(found, [(4, 35, 135), (3, 10, 145)]);
    assert_eq!(proposal.baseline.count(), 100);
    assert_eq!(proposal.covered.count(), 145);
    assert!(proposal.proved_optimal());
    assert_eq!(findings.iter().count(), 0);
}

#[test]
fn a_claim_equals_counting_again() {
    let (matrix, places) = village();
    for sites in 1..4 {
        let (proposal, _) = answer(&matrix, &places, sites);
        let mut open = Vec::new();
        assert_eq!(
            score(&matrix, &places, &brief(sites), &open),
            proposal.baseline.count()
        );
        for step in &proposal.sites {
            open.push(step.site);
            let counted = score(&matrix, &places, &brief(sites), &open);
            assert_eq!(step.covered_after.count(), counted);
        }
        assert_eq!(
            score(&matrix, &places, &brief(sites), &open),
            proposal.covered.count()
        );
    }
}

#[test]
fn without_its_fixed_site_a_plan_covers_no_more() {
    let (matrix, places) = village();
    let mut without = places.clone();
    without.sites[SiteId::from_index(0)].status = Status::Closed;
    let (before, _) = answer(&matrix, &places, 1);
    let (after, _) = answer(&matrix, &without, 1);
    assert_eq!(after.baseline.count(), 0);
    assert_eq!(after.covered.count(), 130);
    assert!(after.covered <= before.covered);
}

#[test]
fn a_committed_site_counts_like_an_open_one() {
    let (matrix, places) = village();
    let mut committed = places.clone();
    committed.sites[SiteId::from_index(0)].status = Status::Committed;
    assert_eq!(answer(&matrix, &places, 2), answer(&matrix, &committed, 2));
}

#[test]
fn nobody_is_promised_a_site_that_adds_nobody() {
    let (matrix, places) = village();
    let (proposal, findings) = answer(&matrix, &places, 9);
    assert_eq!(proposal.sites.len(), 2);
    assert!(proposal.proved_optimal());
    let finding = findings.iter().next().unwrap();
    assert_eq!(
        (finding.code, finding.count),
        ("siting-fewer-than-asked", 7)
    );
}

#[test]
fn when_all_are_covered_nothing_is_proposed() {
    let sites = vec![site("canteen", Status::Open), site("", Status::Candidate)];
    let (matrix, places) = study(sites, &[8], &[&[Some(1), Some(1)]]);
    let (proposal, findings) = answer(&matrix, &places, 1);
    assert!(proposal.sites.is_empty() && proposal.proved_optimal());
    assert_eq!(
        (proposal.baseline, proposal.bound),
        (Seniors::new(8), Measure::People(8))
    );
    assert_eq!(findings.iter().count(), 1);
}

#[test]
fn without_people_nothing_is_proposed() {
    let sites = vec![site("", Status::Candidate)];
    let (matrix, places) = study(sites.clone(), &[], &[]);
    assert!(answer(&matrix, &places, 1).0.sites.is_empty());
    let (matrix, places) = study(sites, &[0], &[&[Some(1)]]);
    assert_eq!(answer(&matrix, &places, 1).0.bound, Measure::People(0));
}

#[test]
fn of_equal_candidates_the_first_is_proposed() {
    let sites = vec![site("", Status::Candidate); 3];
    let (matrix, places) = study(sites, &[8, 9], &[&[Some(1); 3], &[Some(2); 3]]);
    let (proposal, _) = answer(&matrix, &places, 1);
    assert_eq!(proposal.sites[0].site, SiteId::from_index(0));
}

#[test]
fn questions_without_an_answer_are_refused() {
    let (matrix, places) = village();
    let refused = |brief: &Brief| propose(&matrix, &places, brief, &Silent).unwrap_err();
    assert!(matches!(refused(&brief(0)), Error::NoSites { .. }));
    let mut closed = places.clone();
    closed.sites[SiteId::from_index(3)].status = Status::Closed;
    closed.sites[SiteId::from_index(4)].status = Status::Closed;
    let error = propose(&matrix, &closed, &brief(1), &Silent).unwrap_err();
    assert!(
        matches!(error, Error::NoCandidates { sites: 6, .. }),
        "{error}"
    );
    let longer = Brief {
        within: WalkTime::from_minutes(21),
        ..brief(1)
    };
    assert!(matches!(refused(&longer), Error::CutoffTooShort { .. }));
    let mut more = places.clone();
    more.demand.push(home(1));
    let error = propose(&matrix, &more, &brief(1), &Silent).unwrap_err();
    assert!(matches!(error, Error::NotTheSamePlaces { .. }), "{error}");
    let mut crowd = places.clone();
    crowd.demand[DemandId::from_index(0)].eligible = Seniors::new(1 << 49);
    let error = propose(&matrix, &crowd, &brief(1), &Silent).unwrap_err();
    assert!(matches!(error, Error::TooManyPeople { .. }), "{error}");
}
