//! What each input and each rule of a study changed in its answer: what is idle is a finding.
//!
//! # Method
//!
//! Walks are timed again without the input or the rule, and people whose coverage by some standard differs are counted
//! one by one: without slopes, without compounds, by the profile as it comes, by the profile `plain`. What is read and
//! not walked on (seniors, facilities, districts, rules about people) is counted where it acts. Each question costs one
//! search of all sites; edits of the map cost another reading (`edits`), and keys of an assessment another one of these
//! (`assessed`).

mod assessed;
mod edits;

use std::sync::Arc;

use crate::coverage::{Assessed, Coverage, Heading, NearestTable};
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DemandId, EdgeId, Id as _, SiteId};
use crate::impedance::{TerrainEffect, WalkProfile};
use crate::network::Passage;
use crate::places::InputFile;
use crate::progress::Stage;
use crate::reach::Nearest;
use crate::report::EffectRecord;
use crate::units::Seniors;

use super::{Answer, Study};

/// What changed: edges, and people.
type Change = (Option<u64>, Option<u64>);

impl Study {
    /// Tells what every input and rule changed in an answer, and notes in its findings which changed nothing; `told` is
    /// what is told of today beside coverage.
    pub fn effects(&self, answer: &mut Answer, told: &Assessed) -> Vec<EffectRecord> {
        let mut table = self.input_effects(answer);
        table.extend(self.walk_effects(&answer.before));
        table.extend(self.rule_effects(answer));
        table.extend(self.assess_effects(answer, told));
        let is_told = |effect: &&EffectRecord| !self.is_without_sites(&effect.of, answer);
        answer.findings.extend(idle(table.iter().filter(is_told)));
        table
    }

    /// Whether something is a standard of a kind of which no site is open: reading the places has told so.
    fn is_without_sites(&self, of: &str, answer: &Answer) -> bool {
        let number = of.strip_prefix("standard.");
        let kind = number.and_then(|n| answer.before.kinds.get(n.parse::<usize>().ok()?));
        kind.is_some_and(|kind| self.counting_for(&kind.standard, None).is_empty())
    }

    fn input_effects(&self, answer: &Answer) -> Vec<EffectRecord> {
        let mut table = Vec::new();
        let walled = self.moved_by_walls(&answer.before);
        for input in &self.inputs {
            let (against, (edges, people)) = match input.role {
                "scenario" => continue,
                "osm" => (
                    "nothing",
                    (
                        Some(self.network.edges().len() as u64),
                        Some(self.covered(&answer.before, |_| true)),
                    ),
                ),
                "terrain" => ("flat ground", moved_by_terrain(answer, input)),
                "compounds" | "gates" => ("the same streets without walls", walled),
                "edits" => ("the map as it comes", self.moved_by_edits(&answer.before)),
                "facilities" => (
                    "nothing",
                    (None, Some(self.covered_from(&answer.before, input))),
                ),
                "candidates" => ("no proposal", (None, gained(answer))),
                "districts" => ("no districts", (None, Some(self.in_districts()))),
                "seniors" => ("nobody", (None, Some(input.records))),
                _ => ("not compared", (None, None)),
            };
            table.push(EffectRecord {
                of: input.role.to_owned(),
                file: input
                    .path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned()),
                against: against.to_owned(),
                edges_changed: edges,
                people_moved: people,
                numbers_changed: None,
            });
        }
        table
    }

    /// The profile against `plain`, and each key of it that the scenario sets against the profile as it comes.
    fn walk_effects(&self, today: &Coverage) -> Vec<EffectRecord> {
        let walk = &self.scenario.walk;
        let mut table = Vec::new();
        if self.given.is_some() {
            // Nobody walks here: the times were brought.
            return table;
        }
        if let Some(plain) = WalkProfile::preset("plain").filter(|plain| plain.name != walk.name) {
            let of = format!("walk.profile {}", walk.name);
            table.push(self.walked_otherwise(today, &plain, (of, "the profile plain".to_owned())));
        }
        let Some(preset) = WalkProfile::preset(&walk.name) else {
            return table;
        };
        let own = self
            .scenario
            .question
            .get("walk")
            .and_then(toml::Value::as_table);
        let own: Vec<(&String, f64)> = own
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| {
                let number = value
                    .as_float()
                    .or_else(|| value.as_integer().map(|n| n as f64));
                Some((key, number?))
            })
            .collect();
        for (key, _) in &own {
            let mut other = preset.clone();
            let set = own.iter().filter(|(name, _)| name != key);
            // Every key was taken by the scenario itself, and is taken here.
            let taken: Result<Vec<()>, _> =
                set.map(|(name, value)| other.set(name, *value)).collect();
            if taken.is_ok() {
                let of = format!("walk.{key}");
                table.push(self.walked_otherwise(
                    today,
                    &other,
                    (of, format!("the profile {} as it comes", walk.name)),
                ));
            }
        }
        table
    }

    /// What changes when others walk instead.
    fn walked_otherwise(
        &self,
        today: &Coverage,
        other: &WalkProfile,
        (of, against): (String, String),
    ) -> EffectRecord {
        let main = &self.scenario.walk.name;
        // Standards with a profile of their own keep it.
        let nearest = self.nearest_with(None, |walk| {
            if walk.name == *main {
                other.clone()
            } else {
                walk.clone()
            }
        });
        let times = self.land().times(other, self.slopes.as_deref());
        let edges = TerrainEffect::between(&self.network, &times[0], self.times()).edges;
        EffectRecord {
            of,
            file: None,
            against,
            edges_changed: Some(edges),
            people_moved: Some(self.moved(today, &nearest)),
            numbers_changed: None,
        }
    }

    /// Rules about people, and what is sited.
    fn rule_effects(&self, answer: &Answer) -> Vec<EffectRecord> {
        let mut table = Vec::new();
        let mut tell = |of: String, against: &str, people: Option<u64>| {
            table.push(of_people(of, against, people));
        };
        if self.scenario.eligible.is_some() {
            let left_out = self
                .places
                .demand
                .iter()
                .map(|d| d.seniors.count() - d.eligible.count());
            tell(
                "eligible.rule".to_owned(),
                "everybody",
                Some(left_out.sum()),
            );
        }
        for (number, kind) in answer.before.kinds.iter().enumerate() {
            if kind.audience.is_some() {
                let left_out = answer.before.eligible.count() - kind.eligible().count();
                let of = format!("standard.{number}.eligible");
                tell(of, "all the eligible", Some(left_out));
            }
            let after = answer.proposed.as_ref();
            let after = after.map(|proposed| &proposed.after.kinds[number]);
            let covered = [Some(kind), after].into_iter().flatten();
            let covered = covered.map(|kind| kind.tally.of(Heading::Covered).count());
            tell(format!("standard.{number}"), "no standard", covered.max());
        }
        if answer.proposed.is_some() {
            tell("siting".to_owned(), "no proposal", gained(answer));
        }
        table
    }

    /// People and edges of drawn compounds, where there are any.
    fn moved_by_walls(&self, today: &Coverage) -> Change {
        if self.compounds.is_empty() || !self.scenario.walk.keeps_to_passage() {
            return (None, None);
        }
        let open = Passage::of(&self.network);
        let nearest = self.nearest_on(None, |walkers| {
            let land = self.land();
            let keeps = walkers.profile.keeps_to_passage();
            Arc::new(land.graph(&walkers.times, keeps.then_some(&open), &walkers.snapped))
        });
        let edges = (0..self.network.edges().len()).map(EdgeId::from_index);
        let walled = edges
            .filter(|edge| self.passage.area(*edge) != open.area(*edge))
            .count();
        (Some(walled as u64), Some(self.moved(today, &nearest)))
    }

    /// Eligible seniors whose coverage by some standard differs from today's.
    fn moved(&self, today: &Coverage, nearest: &[NearestTable]) -> u64 {
        let differs = |id: DemandId| {
            today.kinds.iter().zip(nearest).any(|(kind, other)| {
                let within = kind.standard.within;
                let is_covered = |nearest: &Nearest| matches!(nearest, Nearest::Site(_, time) if *time <= within);
                kind.is_for(id) && is_covered(&kind.nearest[id]) != is_covered(&other[id])
            })
        };
        let people = self
            .places
            .demand
            .enumerate()
            .filter(|(id, _)| differs(*id));
        people
            .map(|(_, demand)| demand.eligible)
            .sum::<Seniors>()
            .count()
    }

    /// Eligible seniors whom some standard covers today, by a site of some kind.
    fn covered(&self, today: &Coverage, counts: impl Fn(SiteId) -> bool) -> u64 {
        let is_covered = |id: DemandId| {
            today.kinds.iter().any(|kind| {
                let within = kind.standard.within;
                kind.is_for(id)
                    && matches!(kind.nearest[id], Nearest::Site(site, time) if time <= within && counts(site))
            })
        };
        let people = self
            .places
            .demand
            .enumerate()
            .filter(|(id, _)| is_covered(*id));
        people
            .map(|(_, demand)| demand.eligible)
            .sum::<Seniors>()
            .count()
    }

    /// The same by the sites of one file.
    fn covered_from(&self, today: &Coverage, input: &InputFile) -> u64 {
        let name = input
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        self.covered(today, |site| {
            let source = self.places.sites[site].source.as_ref();
            source.is_some_and(|source| Some(&*source.file) == name.as_deref())
        })
    }

    /// Seniors who live in some district.
    fn in_districts(&self) -> u64 {
        let inside = self.places.demand.iter().filter(|d| d.district.is_some());
        inside.map(|d| d.seniors).sum::<Seniors>().count()
    }
}

/// A rule that acts on people alone.
pub(super) fn of_people(of: String, against: &str, people: Option<u64>) -> EffectRecord {
    EffectRecord {
        of,
        file: None,
        against: against.to_owned(),
        edges_changed: None,
        people_moved: people,
        numbers_changed: None,
    }
}

/// What elevation changed: the edges of one file, where any edge changed at all, and the people of all.
fn moved_by_terrain(answer: &Answer, input: &InputFile) -> Change {
    let Some(proof) = &answer.terrain else {
        return (Some(0), Some(0));
    };
    let edges = input.records.min(proof.effect.edges);
    let moved: u64 = proof
        .moved
        .iter()
        .map(|m| m.lost.count() + m.gained.count())
        .sum();
    (Some(edges), Some(moved))
}

/// People whom a proposal covers beyond those covered today, of the kind that it sites.
fn gained(answer: &Answer) -> Option<u64> {
    let proposed = answer.proposed.as_ref()?;
    let covered = |coverage: &Coverage| -> u64 {
        let kinds = coverage
            .kinds
            .iter()
            .filter(|kind| kind.standard.kind == proposed.proposal.kind);
        kinds
            .map(|kind| kind.tally.of(Heading::Covered).count())
            .sum()
    };
    Some(covered(&proposed.after).saturating_sub(covered(&answer.before)))
}

/// Whether something changed nothing; slopes that change no walk are not used, whoever is covered. An edit acts where it
/// changes a street, whoever walks there today, or somebody's walk: an opened gate changes no street.
fn is_idle(effect: &EffectRecord) -> bool {
    match effect.of.as_str() {
        "terrain" => effect.edges_changed == Some(0),
        // What is sited tells it.
        "candidates" => false,
        _ => effect.is_idle(),
    }
}

/// A finding for everything that changed nothing.
pub(super) fn idle<'a>(table: impl IntoIterator<Item = &'a EffectRecord>) -> Findings {
    let mut findings = Findings::new();
    for effect in table.into_iter().filter(|effect| is_idle(effect)) {
        // Elevation that changes no edge at all is not read, not used, or of another place.
        let severity = match effect.of.as_str() {
            "terrain" => Severity::Serious,
            "compounds" | "gates" | "edits" | "eligible.rule" => Severity::Warning,
            of if of.starts_with("walk.") => Severity::Warning,
            _ => Severity::Note,
        };
        let (of, against) = (&effect.of, &effect.against);
        let text = Bilingual::new(
            format!("{of} 对结果没有任何影响；请检查是否写错，或删去"),
            format!(
                "{of} changed nothing in the answer, compared with {against}; check whether it is what was meant, or remove it"
            ),
        );
        let finding = Finding::new("no-effect", severity, Stage::Coverage, text);
        findings.push(match &effect.file {
            Some(file) => finding.in_file(file.clone()),
            None => finding,
        });
    }
    findings
}
