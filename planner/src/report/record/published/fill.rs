//! How a publication fills the part of the record that may be forwarded.

use crate::coverage::{Cause, Coverage, KindCoverage};
use crate::ids::{DistrictId, SiteId};
use crate::places::Site;
use crate::projection::{LonLat, distance};
use crate::siting::{Measure, Proposal};
use crate::units::WalkTime;

use super::super::super::Run;
use super::super::super::privacy::counts::Level;
use super::super::super::privacy::{
    Kept, ShownAccess, ShownCounts, ShownDepth, ShownDistrict, ShownGain, ShownMinutes, ShownReach,
    ShownSite, ShownStandard,
};
use super::super::assessed::rounded;
use super::super::fill::kind_names;
use super::cuts::cuts;
use super::{
    AccessRecord, AreaReachRecord, AreaRecord, AtSpeedRecord, BetweenRecord, BinRecord,
    CircleShareRecord, CrowdRecord, GainRecord, GapRecord, KeptRecord, MinutesRecord,
    PromisedRecord, ProofRecord, Publication, PublishedRecord, ReachRecord, RemarkRecord,
    ShareRecord, SiteRecord, StandardRecord,
};

/// Walks are drawn in steps of so many minutes.
const STEP: u64 = 5;

impl PublishedRecord {
    /// What may be forwarded of a run.
    pub fn of(run: &Run, publication: &Publication) -> Self {
        let mut told = publication.whole().told.clone();
        let front = BetweenRecord::of(run, &mut told, sited_for(run, publication));
        let whole = publication.whole();
        let names = kind_names(run.before);
        let phases = publication.layout().phases;
        let standards = names.iter().zip(&whole.standards).enumerate();
        Self {
            threshold: publication.threshold(),
            seniors: whole.counts.seniors(),
            eligible: whole.counts.eligible(),
            circle: circles(&whole.counts, phases),
            standards_met: whole.standards_met.clone(),
            promises: promises(run, publication),
            standards: standards
                .map(|(kind, (name, shown))| standard(run, &whole.counts, (kind, name), shown))
                .collect(),
            areas: areas(run, publication),
            sites: sites(run, publication),
            proposed: publication
                .gains()
                .iter()
                .enumerate()
                .map(|(index, gain)| proposed(run, publication, index + 1, gain))
                .collect(),
            gaps: gaps(run, publication, &names),
            proof: run.proposed.map(|(proposal, _)| proof(proposal)),
            groups: groups(publication),
            cuts: cuts(run),
            front,
            findings: RemarkRecord::all(run, publication, told),
        }
    }
}

impl ShareRecord {
    /// People out of everybody.
    pub(super) fn of(people: Option<u64>, everybody: Option<u64>) -> Self {
        let share = people.zip(everybody).filter(|(_, all)| *all > 0);
        Self {
            people,
            pct: share.map(|(part, all)| floored_pct(part, all)),
        }
    }
}

/// A share in per cent, rounded down to a tenth.
fn floored_pct(part: u64, all: u64) -> f64 {
    (u128::from(part) * 1000 / u128::from(all.max(1))) as f64 / 10.0
}

fn circles(counts: &ShownCounts, phases: usize) -> Vec<ShareRecord> {
    (0..phases)
        .map(|phase| ShareRecord::of(counts.circle(phase), counts.eligible()))
        .collect()
}

impl AccessRecord {
    fn of(shown: &ShownAccess) -> Self {
        let [gini, palma, theil, concentration] = shown.evenness;
        Self {
            method: shown.method.name().to_owned(),
            mean: shown.mean,
            gini,
            palma,
            theil,
            concentration,
        }
    }
}

fn standard(
    run: &Run,
    counts: &ShownCounts,
    (kind, name): (usize, &str),
    shown: &ShownStandard,
) -> StandardRecord {
    let phases: Vec<&Coverage> = [Some(run.before), run.proposed.map(|(_, after)| after)]
        .into_iter()
        .flatten()
        .collect();
    let all = counts.meant(kind);
    let share = |people: u64| ShareRecord::of(Some(people), all).pct;
    let gained = (phases.len() == 2)
        .then(|| Some((counts.covered(0, kind)?, counts.covered(1, kind)?)))
        .flatten();
    StandardRecord {
        gained: gained.and_then(|(before, after)| after.checked_sub(before)),
        kind: name.to_owned(),
        eligible: all,
        rule: run.before.kinds[kind]
            .standard
            .eligible
            .as_ref()
            .map(ToString::to_string),
        within_min: run.before.kinds[kind].standard.within.minutes(),
        phases: phases
            .iter()
            .zip(&shown.phases)
            .enumerate()
            .map(|(phase, (coverage, reach))| {
                ReachRecord::of(counts, (phase, kind), &coverage.kinds[kind], reach)
            })
            .collect(),
        minutes: shown
            .minutes
            .iter()
            .map(|minutes| MinutesRecord {
                minutes: minutes.minutes,
                people: minutes.people.clone(),
                pct: minutes.people.iter().filter_map(|n| share(*n)).collect(),
            })
            .collect(),
        bins: bins(&shown.minutes, all),
        access: shown.access.iter().map(AccessRecord::of).collect(),
        speeds: shown
            .speeds
            .iter()
            .map(|(speed, covered)| AtSpeedRecord {
                speed_mps: *speed,
                covered: ShareRecord::of(*covered, all),
            })
            .collect(),
    }
}

fn promises(run: &Run, publication: &Publication) -> Vec<PromisedRecord> {
    let ledger = run.assessment.iter().flat_map(|a| &a.ledger);
    let both = ledger.zip(&publication.whole().promises);
    let counting = both.filter(|(_, kept)| kept.iter().any(Option::is_some));
    counting
        .map(|(settled, kept)| {
            let [before, after] =
                kept.map(|kept| kept.map(|Kept { counted, kept }| KeptRecord { counted, kept }));
            PromisedRecord {
                rule: settled.promise.text.clone(),
                before,
                after,
            }
        })
        .collect()
}

/// Differences of the sums at every fifth minute that is shown; whoever is left walks longer or not at all.
fn bins(minutes: &[ShownMinutes], eligible: Option<u64>) -> Vec<BinRecord> {
    let mut bins = Vec::new();
    let Some(phases) = minutes.first().map(|m| m.people.len()) else {
        return bins;
    };
    let mut last = ShownMinutes {
        minutes: 0,
        people: vec![0; phases],
    };
    let less = |now: &[u64], then: &[u64]| -> Vec<u64> {
        now.iter().zip(then).map(|(now, then)| now - then).collect()
    };
    for sum in minutes.iter().filter(|sum| sum.minutes % STEP == 0) {
        bins.push(BinRecord {
            from_min: last.minutes,
            to_min: Some(sum.minutes),
            people: less(&sum.people, &last.people),
        });
        last = sum.clone();
    }
    if let Some(eligible) = eligible {
        bins.push(BinRecord {
            from_min: last.minutes,
            to_min: None,
            people: less(&vec![eligible; phases], &last.people),
        });
    }
    bins
}

impl ReachRecord {
    fn of(
        counts: &ShownCounts,
        (phase, kind): (usize, usize),
        exact: &KindCoverage,
        shown: &ShownReach,
    ) -> Self {
        let eligible = counts.meant(kind);
        let covered = counts.covered(phase, kind);
        let missed = counts.missed(phase, kind);
        // As in districts: with fewer people one of them makes the number.
        let minutes = |time: Option<WalkTime>, times: u64| {
            let enough = eligible.is_some_and(|all| all >= times * counts.threshold());
            let told = time.filter(|_| enough && covered.is_some());
            told.map(|time| (time.minutes() * 10.0).round() / 10.0)
        };
        let circles = shown.circles.iter().map(|circle| {
            circle.map(|circle| CircleShareRecord {
                radius_m: circle.radius_m,
                in_circle: ShareRecord::of(Some(circle.in_circle), eligible),
                not_covered: circle.not_covered,
                outside: circle.outside,
            })
        });
        Self {
            covered: ShareRecord::of(covered, eligible),
            not_covered: ShareRecord::of(missed, eligible),
            beyond: counts.cause(phase, kind, 0),
            unreachable: counts.cause(phase, kind, 1),
            unsnapped: counts.cause(phase, kind, 2),
            sure: shown.sure,
            possible: shown.possible,
            served: ShareRecord::of(shown.served, eligible),
            full: ShareRecord::of(shown.full, eligible),
            p50_walk_min: minutes(exact.walk.p50, 2),
            p90_walk_min: minutes(exact.walk.p90, 10),
            choices: shown.choices.clone(),
            circles: circles.collect(),
        }
    }
}

fn areas(run: &Run, publication: &Publication) -> Vec<AreaRecord> {
    let layout = publication.layout();
    let of = |(row, district): (usize, &ShownDistrict)| {
        let counts = &district.counts;
        let id = district.district.map(|id| &run.places.districts[id]);
        let depth = |phase: usize, kind: usize| {
            let depths = publication.depths().get(row);
            depths.map(|depths| &depths[phase][kind])
        };
        let reach = |kind: usize| {
            (0..layout.phases)
                .map(|phase| AreaReachRecord::of(counts, (phase, kind), depth(phase, kind)))
                .collect()
        };
        AreaRecord {
            code: id.map(|d| d.code.clone()),
            name: id.map(|d| d.name.clone()),
            seniors: counts.seniors(),
            eligible: counts.eligible(),
            circle: circles(counts, layout.phases)
                .into_iter()
                .map(|share| of_enough(counts, share))
                .collect(),
            standards: (0..layout.kinds).map(reach).collect(),
            withheld: counts.is_partial(Level::Causes),
        }
    };
    let mut areas: Vec<AreaRecord> = publication.districts().iter().enumerate().map(of).collect();
    areas.sort_by_cached_key(|area| (area.code.is_none(), area.code.clone(), area.name.clone()));
    areas
}

/// A share of so few people that it could be guessed keeps its count only.
fn of_enough(counts: &ShownCounts, share: ShareRecord) -> ShareRecord {
    ShareRecord {
        pct: share.pct.filter(|_| counts.share(share.people).is_some()),
        ..share
    }
}

/// The covered of those whom a standard is for, likewise.
fn covered_of(counts: &ShownCounts, (phase, kind): (usize, usize)) -> ShareRecord {
    let share = ShareRecord::of(counts.covered(phase, kind), counts.meant(kind));
    ShareRecord {
        pct: share.pct.filter(|_| counts.coverage(phase, kind).is_some()),
        ..share
    }
}

impl AreaReachRecord {
    fn of(counts: &ShownCounts, (phase, kind): (usize, usize), depth: Option<&ShownDepth>) -> Self {
        Self {
            covered: covered_of(counts, (phase, kind)),
            not_covered: counts.missed(phase, kind),
            beyond: counts.cause(phase, kind, 0),
            unreachable: counts.cause(phase, kind, 1),
            unsnapped: counts.cause(phase, kind, 2),
            p50_walk_min: depth.and_then(|depth| depth.p50_walk_min),
            p90_walk_min: depth.and_then(|depth| depth.p90_walk_min),
            served: depth.and_then(|depth| depth.served),
        }
    }
}

/// The code of the published district that a place lies in.
fn code(run: &Run, district: Option<DistrictId>) -> Option<String> {
    let reported = run.places.reported(district)?;
    Some(run.places.districts[reported].code.clone())
}

fn sites(run: &Run, publication: &Publication) -> Vec<SiteRecord> {
    let mut sites = Vec::new();
    for (id, site) in run.places.sites.enumerate() {
        if site.status.is_premises() {
            continue;
        }
        let shown = shown_site(publication, id);
        let seat = publication.seats().iter().find(|seat| seat.site == id);
        sites.push(SiteRecord {
            id: site.id.to_string(),
            name: site.name.clone(),
            kind: site.kind.clone(),
            status: site.status.name().to_owned(),
            district: code(run, site.district),
            lon: site.at.map(lon),
            lat: site.at.map(lat),
            capacity: site.capacity,
            load: shown.map_or_else(Vec::new, |shown| shown.load.clone()),
            mean_walk_min: shown.map_or_else(Vec::new, |shown| shown.mean_walk_min.clone()),
            closed_uncovered: seat.and_then(|seat| seat.closed_uncovered),
        });
    }
    sites.sort_by(|a, b| (&a.kind, &a.id, &a.name).cmp(&(&b.kind, &b.id, &b.name)));
    sites
}

fn shown_site(publication: &Publication, id: SiteId) -> Option<&ShownSite> {
    publication.sites().iter().find(|shown| shown.site == id)
}

fn proposed(run: &Run, publication: &Publication, rank: usize, gain: &ShownGain) -> GainRecord {
    let site = &run.places.sites[gain.site];
    let shown = shown_site(publication, gain.site);
    let last = |of: fn(&ShownSite) -> &Vec<Option<u64>>| {
        shown.and_then(|shown| of(shown).last().copied().flatten())
    };
    let nearest = nearest_site(run, site);
    GainRecord {
        rank,
        id: site.id.to_string(),
        name: site.name.clone(),
        district: code(run, site.district),
        lon: site.at.map(lon),
        lat: site.at.map(lat),
        gain: gain.gain,
        covered_after: ShareRecord::of(gain.covered_after, sited_for(run, publication)),
        load: last(|shown| &shown.load),
        mean_walk_min: last(|shown| &shown.mean_walk_min),
        nearest_site: nearest
            .map(|(other, _)| other.name.clone().unwrap_or_else(|| other.id.to_string())),
        nearest_m: nearest.map(|(_, metres)| metres),
    }
}

/// Those whom the sited kind is for.
fn sited_for(run: &Run, publication: &Publication) -> Option<u64> {
    let (proposal, _) = run.proposed?;
    let mut kinds = run.before.kinds.iter();
    let kind = kinds.position(|kind| kind.standard.kind == proposal.kind)?;
    publication.whole().counts.meant(kind)
}

/// The nearest site of the sited kind that is open or decided, and how far it is in a straight line, to ten metres.
fn nearest_site<'a>(run: &Run<'a>, from: &Site) -> Option<(&'a Site, u64)> {
    let (proposal, _) = run.proposed?;
    let at = from.at?;
    let counts = |site: &&Site| {
        let open = site.status.counts_before() || site.status.counts_after();
        open && site.kind == proposal.kind
    };
    let others = run.places.sites.iter().filter(counts);
    others
        .filter_map(|site| Some((site, distance(at, site.at?))))
        .min_by(|a, b| a.1.metres().total_cmp(&b.1.metres()))
        .map(|(site, away)| (site, (away.metres() / 10.0).round() as u64 * 10))
}

fn gaps(run: &Run, publication: &Publication, names: &[String]) -> Vec<GapRecord> {
    let gaps = publication.gaps().iter();
    gaps.map(|gap| GapRecord {
        kind: names[gap.kind].clone(),
        rank: gap.rank,
        district: code(run, gap.district),
        people: gap.seniors,
        mean_walk_min: gap.mean_walk_min,
        main_cause: gap.main_cause.map(Cause::name).map(str::to_owned),
    })
    .collect()
}

/// How much better another plan could be at most.
fn proof(proposal: &Proposal) -> ProofRecord {
    let room_pct = |bound: Measure| {
        let room = (bound.value() - proposal.objective.value()).abs();
        let share = room / proposal.objective.value().abs().max(1.0);
        // The last sum makes 0 of −0, which would be told with its sign.
        (share * 10_000.0 - 1e-9).ceil().max(0.0) / 100.0 + 0.0
    };
    ProofRecord {
        sites: proposal.sites.len(),
        room_pct: room_pct(proposal.bound),
        confirmed_room_pct: proposal.confirmed().map(room_pct),
    }
}

fn groups(publication: &Publication) -> Vec<CrowdRecord> {
    let layout = publication.layout();
    let groups = publication.groups().iter();
    groups
        .map(|group| {
            let counts = &group.counts;
            let phases = |kind: usize| {
                (0..layout.phases)
                    .map(|phase| covered_of(counts, (phase, kind)))
                    .collect()
            };
            CrowdRecord {
                by: group.by.clone(),
                value: group.value.clone(),
                eligible: counts.eligible(),
                standards: (0..layout.kinds).map(phases).collect(),
            }
        })
        .collect()
}

fn lon(at: LonLat) -> f64 {
    rounded((at.lon_deg() * 1e6).round() / 1e6)
}

fn lat(at: LonLat) -> f64 {
    rounded((at.lat_deg() * 1e6).round() / 1e6)
}
