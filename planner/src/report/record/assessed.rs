//! What a run record tells beside plain coverage.
//!
//! Totals over the whole plan are exact. Whatever is told of a part of the people has passed the privacy rules: `null`
//! stands for what may not be told. Real numbers are rounded to nine digits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::coverage::assessment::{AccessMethod, Choice, Score, StandardAssessed};
use crate::coverage::capacity::Service;
use crate::coverage::contrast::{CircleAudit, UnitCoverage};
use crate::coverage::gaps::Cause;
use crate::coverage::{Assessed, KindCoverage};
use crate::ids::DistrictId;
use crate::units::{Seniors, WalkTime};

use super::super::privacy::groups::gaps_between;
use super::super::privacy::seats::shown_sharing;
use super::super::{Publication, Run};
use super::fill::kind_names;

/// How many pairs of streets a record names.
const PAIRS: usize = 20;

/// What is told beside plain coverage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssessmentRecord {
    /// By what is open.
    pub before: PhaseRecord,
    /// With what is proposed and committed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<PhaseRecord>,
    /// Groups of people, with coverage before and after.
    pub groups: Vec<GroupRecord>,
    /// How far the worst and the best covered group are apart, of those whose shares may be told.
    #[serde(default)]
    pub group_gaps: Vec<GroupGapRecord>,
    /// People in gaps in the end, by kind and cause, each null where they are too few.
    pub gap_causes: BTreeMap<String, BTreeMap<String, Option<u64>>>,
    /// Coverage today at other speeds: metres a second, then covered people by kind.
    pub speeds: Vec<SpeedRecord>,
}

/// Coverage today at another speed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpeedRecord {
    /// Speed on flat ground.
    pub speed_mps: f64,
    /// Covered people by kind.
    pub covered: BTreeMap<String, u64>,
}

/// One phase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhaseRecord {
    /// The mean over people of the share of their standards that is met, from 0 to 1.
    pub partial_circle: f64,
    /// People by how many standards are met for them: none, one, … all.
    pub standards_met: Vec<u64>,
    /// Each kind.
    pub kinds: BTreeMap<String, KindAssessedRecord>,
}

/// One kind of one phase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindAssessedRecord {
    /// Sites that count.
    pub sites: usize,
    /// Share of people beyond the standard; mean excess over half an hour; mean square of the same.
    pub shortfall: [f64; 3],
    /// First, second and third nearest site.
    pub choices: Vec<ChoiceRecord>,
    /// Whether there is a seat, for each participation; empty where no capacity is known.
    pub capacity: Vec<ServiceRecord>,
    /// Sites that serve fewer people than they should, everybody going to the nearest.
    pub sites_below_min_load: usize,
    /// Access by each method.
    pub access: BTreeMap<String, ScoreRecord>,
    /// People per unit of supply, over all supply that is reached (i2SFCA).
    pub crowdedness: Option<f64>,
    /// The mean cost of a visit at rest (RAAM), over people who reach any supply.
    pub waiting_cost: Option<f64>,
    /// Circles against the walk.
    pub circles: Vec<CircleRecordOf>,
    /// People covered by a site of their own street: the districts of the level called so, else the published ones.
    pub covered_in_own_street: u64,
    /// People who would find a seat in their own street alone, at the middle participation; beside the served of
    /// `capacity` it tells what sharing seats gives. Null where no capacity is known or there are no districts.
    #[serde(default)]
    pub served_in_own_street: Option<u64>,
    /// Districts of each level that have a site at all, which is not who reaches one.
    #[serde(default)]
    pub units: Vec<UnitRecord>,
    /// The pairs of streets where sharing gains most.
    pub sharing: Vec<SharingRecord>,
    /// Sites whose closing alone takes the coverage of somebody.
    pub sites_without_substitute: usize,
}

/// The k-th nearest site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceRecord {
    /// Which.
    pub nth: usize,
    /// People with so many sites within the standard.
    pub within: u64,
    /// The mean walk to it, over those who reach so many; null where nobody does.
    #[serde(default)]
    pub mean_walk_s: Option<f64>,
    /// Half of all people walk no longer to it; null where that many do not reach so many.
    pub p50_walk_s: Option<f64>,
    /// The same for nine tenths.
    pub p90_walk_s: Option<f64>,
}

/// Whether there is a seat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceRecord {
    /// How many of a hundred come.
    pub participation_pct: f64,
    /// How many sittings there are.
    pub sittings: f64,
    /// People within the standard who find room.
    pub served: u64,
    /// People within the standard for whom there is none.
    pub full: u64,
    /// People who are not within the standard.
    pub out_of_reach: u64,
    /// How long those who are served walk on average.
    pub mean_walk_s: Option<f64>,
    /// Sites that serve as many as they can.
    pub full_sites: usize,
    /// Sites whose capacity is not known, taken to have room for everybody.
    pub sites_without_capacity: usize,
}

/// Access by one method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreRecord {
    /// Supply per person, over all people.
    pub mean: f64,
    /// Gini over people.
    pub gini: Option<f64>,
    /// Palma over people; null also where the poorest four tenths have nothing.
    pub palma: Option<f64>,
    /// Theil over people.
    pub theil: Option<f64>,
    /// Concentration along deprivation, where it is known.
    pub concentration: Option<f64>,
}

/// One circle against the walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CircleRecordOf {
    /// The radius.
    pub radius_m: f64,
    /// People in the circle.
    pub in_circle: u64,
    /// People who walk no more metres than the radius.
    pub same_metres_on_foot: u64,
    /// Of those in the circle, the people who are not within the standard on foot.
    pub in_circle_not_covered: u64,
    /// People covered on foot and outside the circle.
    pub covered_outside_circle: u64,
}

/// How many districts of a level have a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitRecord {
    /// The level.
    pub level: String,
    /// All its districts.
    pub districts: usize,
    /// Those with at least one site.
    pub with_site: usize,
}

/// Two streets that gain by sharing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharingRecord {
    /// One street's code.
    pub first: String,
    /// The other's.
    pub second: String,
    /// People of the first who gain.
    pub first_gains: Option<u64>,
    /// People of the second who gain.
    pub second_gains: Option<u64>,
}

/// One group of people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupRecord {
    /// What its table tells apart: `age`, or a column.
    pub by: String,
    /// The value that its people share; null for those of whom it is not known.
    pub value: Option<String>,
    /// How many they are.
    pub eligible: Option<u64>,
    /// How many of them each standard is for, by kind; empty where every standard is for all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub eligible_by_kind: BTreeMap<String, Option<u64>>,
    /// Covered before, by kind.
    pub covered_before: BTreeMap<String, Option<u64>>,
    /// Covered after, by kind; empty without a proposal.
    pub covered_after: BTreeMap<String, Option<u64>>,
    /// Complete circles before, and after.
    pub circle_complete: Vec<Option<u64>>,
}

/// How far two groups are apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupGapRecord {
    /// What tells the groups apart.
    pub by: String,
    /// The kind that they are covered by.
    pub kind: String,
    /// `before` or `after`.
    pub phase: String,
    /// The group with the lowest coverage.
    pub lowest: String,
    /// Its coverage, from 0 to 1.
    pub lowest_coverage: f64,
    /// The group with the highest coverage.
    pub highest: String,
    /// Its coverage, from 0 to 1.
    pub highest_coverage: f64,
}

impl AssessmentRecord {
    /// What a run tells beside plain coverage, if it was asked.
    pub(super) fn of(run: &Run, publication: &Publication) -> Option<Self> {
        let assessment = run.assessment?;
        let names = kind_names(run.before);
        let phase = |assessed: &Assessed| PhaseRecord::of(assessed, run, &names);
        let threshold = publication.threshold();
        let gap_causes = names.iter().zip(&assessment.gaps).map(|(name, gaps)| {
            let of_cause = |cause: &Cause| {
                let people = gaps.clusters.iter().filter_map(|gap| gap.why.get(cause));
                let count = people.copied().sum::<Seniors>().count();
                let shown = (count == 0 || count >= threshold).then_some(count);
                (cause.name().to_owned(), shown)
            };
            (name.clone(), Cause::ALL.iter().map(of_cause).collect())
        });
        Some(Self {
            before: phase(&assessment.before),
            after: assessment.after.as_ref().map(phase),
            groups: groups(publication, &names),
            group_gaps: group_gaps(publication, &names),
            gap_causes: gap_causes.collect(),
            speeds: assessment
                .speeds
                .iter()
                .map(|(speed, coverage)| SpeedRecord {
                    speed_mps: speed.mps(),
                    covered: names
                        .iter()
                        .cloned()
                        .zip(coverage.kinds.iter().map(|k| k.tally.covered.count()))
                        .collect(),
                })
                .collect(),
        })
    }
}

impl PhaseRecord {
    /// The same without what it tells of parts of the people.
    pub(super) fn without_parts(mut self) -> Self {
        for kind in self.kinds.values_mut() {
            kind.sharing.clear();
            kind.units.clear();
        }
        self
    }

    pub(super) fn of(assessed: &Assessed, run: &Run, names: &[String]) -> Self {
        let kinds = names
            .iter()
            .cloned()
            .zip(assessed.standards.iter().enumerate());
        Self {
            partial_circle: rounded(assessed.circle.score()),
            standards_met: assessed.circle.met.iter().map(|n| n.count()).collect(),
            kinds: kinds
                .map(|(name, (number, told))| {
                    let sharing = sharing(assessed, run, number);
                    let kind = &run.before.kinds[number];
                    (name, KindAssessedRecord::of(told, kind, sharing, run))
                })
                .collect(),
        }
    }
}

impl KindAssessedRecord {
    fn of(
        told: &StandardAssessed,
        kind: &KindCoverage,
        sharing: Vec<SharingRecord>,
        run: &Run,
    ) -> Self {
        let s = told.shortfall;
        Self {
            sites: told.sites.len(),
            shortfall: [s.head_count, s.depth, s.severity].map(rounded),
            choices: (1..).zip(&told.choices).map(ChoiceRecord::of).collect(),
            capacity: told.services.iter().map(ServiceRecord::of).collect(),
            sites_below_min_load: told.below_min_load.len(),
            access: told
                .access
                .iter()
                .map(|score| {
                    (
                        AccessMethod::name(score.method).to_owned(),
                        ScoreRecord::of(score),
                    )
                })
                .collect(),
            crowdedness: crowdedness(told),
            waiting_cost: waiting_cost(told, kind, run),
            circles: told.audit.iter().map(CircleRecordOf::of).collect(),
            covered_in_own_street: told.boundary.own.count(),
            served_in_own_street: told.seats_at_home.map(Seniors::count),
            units: told.units.iter().map(UnitRecord::of).collect(),
            sharing,
            sites_without_substitute: told
                .failures
                .iter()
                .filter(|failure| failure.uncovered > Seniors::ZERO)
                .count(),
        }
    }
}

impl ChoiceRecord {
    fn of((nth, choice): (usize, &Choice)) -> Self {
        Self {
            nth,
            within: choice.within.count(),
            mean_walk_s: choice.walks.mean_s,
            p50_walk_s: choice.walks.p50.map(WalkTime::seconds),
            p90_walk_s: choice.walks.p90.map(WalkTime::seconds),
        }
    }
}

impl ServiceRecord {
    fn of(service: &Service) -> Self {
        Self {
            participation_pct: service.participation.percent,
            sittings: service.participation.sittings,
            served: service.served.count(),
            full: service.full.count(),
            out_of_reach: service.out_of_reach.count(),
            mean_walk_s: service.mean_s.map(rounded),
            full_sites: service.full_sites(),
            sites_without_capacity: service.unlimited(),
        }
    }
}

impl ScoreRecord {
    fn of(score: &Score) -> Self {
        let equity = score.equity;
        Self {
            mean: rounded(score.mean),
            gini: equity.gini.map(rounded),
            palma: equity.palma.filter(|p| p.is_finite()).map(rounded),
            theil: equity.theil.map(rounded),
            concentration: score.concentration.map(rounded),
        }
    }
}

impl UnitRecord {
    fn of(units: &UnitCoverage) -> Self {
        Self {
            level: units.level.clone(),
            districts: units.districts,
            with_site: units.with_site,
        }
    }
}

impl CircleRecordOf {
    fn of(audit: &CircleAudit) -> Self {
        Self {
            radius_m: audit.radius.metres(),
            in_circle: audit.standard.circle().count(),
            same_metres_on_foot: audit.same_metres.on_foot().count(),
            in_circle_not_covered: audit.standard.circle_only.count(),
            covered_outside_circle: audit.standard.walk_only.count(),
        }
    }
}

/// People per unit of supply over all supply that anybody reaches.
fn crowdedness(told: &StandardAssessed) -> Option<f64> {
    let reached = told.crowding.crowdedness.iter().zip(&told.crowding.loads);
    let (mut supply, mut loads) = (0.0, 0.0);
    for (crowd, load) in reached.filter(|(crowd, _)| **crowd > 0.0) {
        supply += load / crowd;
        loads += load;
    }
    (supply > 0.0).then(|| rounded(loads / supply))
}

/// The mean cost of a visit over people who reach any supply; to six digits, which is how far the search goes.
fn waiting_cost(told: &StandardAssessed, kind: &KindCoverage, run: &Run) -> Option<f64> {
    let (mut people, mut paid) = (0_u64, 0.0);
    for (home, cost) in run.places.demand.ids().zip(&told.waiting.costs) {
        if let Some(cost) = cost {
            let theirs = kind.people(home, run.places).count();
            people += theirs;
            paid += theirs as f64 * cost;
        }
    }
    (people > 0).then(|| (paid / people as f64 * 1e4).round() / 1e4)
}

fn sharing(assessed: &Assessed, run: &Run, kind: usize) -> Vec<SharingRecord> {
    let code = |district: DistrictId| run.places.districts[district].code.clone();
    let threshold = u64::from(run.scenario.privacy_threshold);
    shown_sharing(assessed, kind, threshold)
        .into_iter()
        .take(PAIRS)
        .map(|pair| SharingRecord {
            first: code(pair.first),
            second: code(pair.second),
            first_gains: pair.first_gains,
            second_gains: pair.second_gains,
        })
        .collect()
}

fn groups(publication: &Publication, names: &[String]) -> Vec<GroupRecord> {
    let (phases, apart) = (publication.layout().phases, publication.layout().apart);
    let groups = publication.groups().iter();
    groups
        .map(|group| {
            let meant = names.iter().cloned().enumerate().filter(|_| apart);
            let covered = |phase: usize| {
                let kinds = names.iter().cloned().enumerate();
                kinds
                    .map(|(k, name)| (name, group.counts.covered(phase, k)))
                    .collect()
            };
            GroupRecord {
                by: group.by.clone(),
                value: group.value.clone(),
                eligible: group.counts.eligible(),
                eligible_by_kind: meant
                    .map(|(k, name)| (name, group.counts.meant(k)))
                    .collect(),
                covered_before: covered(0),
                covered_after: if phases == 2 {
                    covered(1)
                } else {
                    BTreeMap::new()
                },
                circle_complete: (0..phases)
                    .map(|phase| group.counts.circle(phase))
                    .collect(),
            }
        })
        .collect()
}

fn group_gaps(publication: &Publication, names: &[String]) -> Vec<GroupGapRecord> {
    let phases = ["before", "after"].iter().enumerate();
    let mut records = Vec::new();
    for (phase, phase_name) in phases.take(publication.layout().phases) {
        for (kind, name) in names.iter().enumerate() {
            let gaps = gaps_between(publication.groups(), phase, kind);
            records.extend(gaps.into_iter().map(|gap| GroupGapRecord {
                by: gap.by.to_owned(),
                kind: name.clone(),
                phase: (*phase_name).to_owned(),
                lowest: gap.lowest.0.to_owned(),
                lowest_coverage: rounded(gap.lowest.1),
                highest: gap.highest.0.to_owned(),
                highest_coverage: rounded(gap.highest.1),
            }));
        }
    }
    records
}

/// Nine digits: more would tell the order of rows.
pub(super) fn rounded(number: f64) -> f64 {
    format!("{number:.8e}").parse().unwrap_or(number)
}
