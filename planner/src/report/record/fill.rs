//! How a run fills its record.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::coverage::{Coverage, Heading, KindCoverage};
use crate::findings::{Findings, Severity};
use crate::network::Network;
use crate::places::{Action, DemandPoint, Places, Site};
use crate::projection::LonLat;
use crate::siting::{Measure, Proposal};
use crate::units::{Metres, Seniors, WalkTime};

use super::super::{Publication, Run, certificate};
use super::insight::{PriceRecord, VariantRecord, YearRecord, loss};
use super::level::{FrontRecord, LevelRecord, MeasureRecord};
use super::{
    AlternativeRecord, CircleRecord, CoverageRecord, CurveRecord, FindingsRecord, InputRecord,
    KindRecord, NetworkRecord, PrivacyRecord, ProposalRecord, ProposedSiteRecord, SeniorsRecord,
    SubstituteRecord, TierRecord,
};

impl InputRecord {
    /// The files that a run read.
    pub fn all(run: &Run) -> Vec<Self> {
        let home = run.scenario.file.parent().unwrap_or_else(|| Path::new(""));
        run.inputs
            .iter()
            .map(|input| Self {
                role: input.role.to_owned(),
                file: seen_from(home, &input.path),
                sha256: input.sha256.clone(),
                records: input.records,
            })
            .collect()
    }
}

impl NetworkRecord {
    pub(super) fn of(network: &Network) -> Self {
        let length = network.length();
        let islands = || network.islands().iter().map(|island| island.length);
        let largest = islands().next().unwrap_or(Metres::ZERO);
        // Ways that nobody walks belong to no island's length.
        let all: Metres = islands().sum();
        Self {
            nodes: network.nodes().len(),
            edges: network.edges().len(),
            length_m: length.metres().round() as u64,
            islands: network.islands().len(),
            largest_island_share: if all > Metres::ZERO {
                largest.metres() / all.metres()
            } else {
                0.0
            },
        }
    }
}

impl SeniorsRecord {
    pub(super) fn of(run: &Run) -> Self {
        let places = run.places;
        let unsnapped = |count: fn(&DemandPoint) -> Seniors| -> u64 {
            if run.scenario.walk_times.is_some() {
                return 0;
            }
            let people: Seniors = places
                .demand
                .iter()
                .zip(&run.snapped.demand)
                .filter(|(_, snapped)| snapped.is_err())
                .map(|(demand, _)| count(demand))
                .sum();
            people.count()
        };
        let total: Seniors = places.demand.iter().map(|d| d.seniors).sum();
        Self {
            total: total.count(),
            // A verb that only reads has no coverage, but it knows whom the plan is for.
            eligible: places
                .demand
                .iter()
                .map(|d| d.eligible)
                .sum::<Seniors>()
                .count(),
            demand_points: places.demand.len(),
            unsnapped: unsnapped(|demand| demand.eligible),
            unsnapped_total: unsnapped(|demand| demand.seniors),
            modelled: places.modelled().count(),
        }
    }
}

impl CoverageRecord {
    /// The whole plan's coverage; of two standards of one kind the later names its minutes.
    pub(super) fn of(coverage: &Coverage, places: &Places) -> Self {
        let names = kind_names(coverage).into_iter();
        let kinds = names
            .zip(&coverage.kinds)
            .map(|(name, kind)| (name, KindRecord::of(kind, places)))
            .collect();
        Self {
            kinds,
            circle: CircleRecord {
                complete: coverage.circle_complete.count(),
                coverage: coverage.circle_coverage(),
            },
        }
    }
}

/// How kinds are called in a record; of two standards of one kind the later names its minutes.
pub(super) fn kind_names(coverage: &Coverage) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for kind in &coverage.kinds {
        let name = kind.standard.kind.clone();
        let minutes = kind.standard.within.minutes();
        let is_taken = names.contains(&name);
        names.push(if is_taken {
            format!("{name} ({minutes} min)")
        } else {
            name
        });
    }
    names
}

impl KindRecord {
    /// Those whom the standard is for.
    pub fn people(&self) -> u64 {
        let all = self.covered + self.beyond + self.unreachable + self.unsnapped;
        self.eligible.unwrap_or(all)
    }

    pub(super) fn of(kind: &KindCoverage, places: &Places) -> Self {
        let count = |heading| kind.tally.of(heading).count();
        Self {
            within_min: kind.standard.within.minutes(),
            profile: kind.standard.profile.clone(),
            eligible: Some(kind.eligible().count()),
            covered: count(Heading::Covered),
            beyond: count(Heading::Beyond),
            unreachable: count(Heading::Unreachable),
            unsnapped: count(Heading::Unsnapped),
            sure: kind.band.as_ref().map(|band| band.sure.count()),
            possible: kind.band.as_ref().map(|band| band.possible.count()),
            coverage: kind.tally.coverage(),
            mean_walk_s: kind.walk.mean_s,
            p50_walk_s: kind.walk.p50.map(WalkTime::seconds),
            p90_walk_s: kind.walk.p90.map(WalkTime::seconds),
            excess_person_min: kind.excess(places).person_minutes(),
        }
    }
}

impl ProposalRecord {
    pub(in crate::report) fn of(proposal: &Proposal, places: &Places, solve_s: f64) -> Self {
        let sites = proposal
            .sites
            .iter()
            .enumerate()
            .map(|(index, proposed)| {
                let site: &Site = &places.sites[proposed.site];
                let reason = proposal.insight.reasons.get(index);
                ProposedSiteRecord {
                    rank: index + 1,
                    id: site.id.to_string(),
                    name: site.name.clone(),
                    action: (site.action != Action::Build).then(|| site.action.name().to_owned()),
                    lon: site.at.map(LonLat::lon_deg),
                    lat: site.at.map(LonLat::lat_deg),
                    gain: proposed.gain.count(),
                    covered_after: proposed.covered_after.count(),
                    only_it: reason.map_or(0, |reason| reason.only_it.count()),
                    importance: reason.map_or(0.0, |reason| loss(reason.importance, proposal)),
                    stable_in: (proposal.insight.stability.as_ref())
                        .map(|stability| stability.times(proposed.site)),
                    substitute: reason
                        .and_then(|reason| SubstituteRecord::of(reason, proposal, places)),
                }
            })
            .collect();
        Self {
            kind: proposal.kind.clone(),
            model: proposal.model.name().to_owned(),
            sites,
            baseline: proposal.baseline.count(),
            objective: proposal.objective.value(),
            covered: proposal.covered.count(),
            bound: proposal.bound.value(),
            confirmed_bound: proposal.confirmed().map(Measure::value),
            certificate_sha256: (proposal.certificate.as_deref())
                .and_then(|certificate| certificate::sha256(certificate).ok()),
            gap: proposal.gap(),
            proved_optimal: proposal.proved_optimal(),
            status: proposal.verdict.name().to_owned(),
            closed: closed_ids(proposal, places),
            method: proposal.method.clone(),
            seed: proposal.seed,
            solve_s,
            parts: proposal.parts,
            tiers: proposal.tiers.iter().map(TierRecord::of).collect(),
            rollout: YearRecord::all(proposal, places),
            price_list: PriceRecord::all(proposal),
            levels: LevelRecord::all(proposal, places),
            measures: MeasureRecord::all(proposal, places),
            cost: proposal.cost(places),
            front: (proposal.insight.front.as_ref()).map(|front| FrontRecord::of(front, places)),
            stability: VariantRecord::all(proposal, places),
            curve: proposal.insight.curve.as_ref().map(CurveRecord::of),
            alternatives: (proposal.insight.alternatives.as_ref()).map(|list| {
                let one = |alternative| AlternativeRecord::of(alternative, proposal, places);
                list.iter().map(one).collect()
            }),
        }
    }
}

/// The ids of existing sites that the plan closes.
fn closed_ids(proposal: &Proposal, places: &Places) -> Vec<String> {
    let ids = proposal.closed.iter();
    ids.map(|site| places.sites[*site].id.to_string()).collect()
}

impl FindingsRecord {
    pub(super) fn of(findings: &Findings) -> Self {
        Self {
            serious: findings.count(Severity::Serious),
            warning: findings.count(Severity::Warning),
            note: findings.count(Severity::Note),
        }
    }
}

impl PrivacyRecord {
    pub(super) fn of(run: &Run, publication: &Publication) -> Self {
        let withheld = publication.withheld();
        Self {
            threshold: run.scenario.privacy_threshold,
            hexagons: publication.hexagons().len(),
            withheld_seniors: withheld.seniors.count(),
            withheld_eligible: withheld.eligible.count(),
            eligible_without_coverage: withheld.eligible_without_coverage.count(),
            partial_districts: withheld.districts,
            held_back: publication.held_back(),
        }
    }
}

/// A path as it was written in the scenario, or only the name where it would betray the machine.
fn seen_from(home: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(home).unwrap_or(path);
    if relative.is_absolute() || home.as_os_str().is_empty() && relative.starts_with("..") {
        let name = path.file_name().unwrap_or_default();
        return name.to_string_lossy().into_owned();
    }
    relative.to_string_lossy().into_owned()
}

/// A question with its types; of absolute paths only the names.
pub(super) fn question(table: &toml::Table) -> Map<String, Value> {
    let pairs = table.iter();
    pairs
        .map(|(key, value)| (key.clone(), typed(value)))
        .collect()
}

fn typed(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(without_machine(text)),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(yes) => json!(yes),
        // A day is asked for as a text too.
        toml::Value::Datetime(day) => json!(day.to_string()),
        toml::Value::Array(list) => list.iter().map(typed).collect(),
        toml::Value::Table(table) => Value::Object(question(table)),
    }
}

/// A value of the scenario; of an absolute path only the name.
pub(super) fn without_machine(value: &str) -> String {
    let path = Path::new(value);
    match path.file_name() {
        Some(name) if path.is_absolute() => name.to_string_lossy().into_owned(),
        _ => value.to_owned(),
    }
}
