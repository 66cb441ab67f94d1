//! The ground under a study: its slopes, the proof that they acted, and searches for other walkers on the same ground.

use std::sync::Arc;

use crate::coverage::{Coverage, Moved, NearestTable, TerrainProof};
use crate::error::Error;
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::impedance::{ArcTimes, TerrainEffect, WalkProfile};
use crate::network::{Edits, Network, Slopes, Terrain};
use crate::places::{self, InputFile};
use crate::progress::Stage;
use crate::reach::PacedGraph;
use crate::scenario::Scenario;
use crate::snap::Snapped;
use crate::units::Metres;

use super::{Plan, Study, drawn};

impl Study {
    /// What is searched for a walker from some places, on this network with its slopes and its private areas.
    pub fn graph_for(&self, walk: &WalkProfile, snapped: &Snapped) -> PacedGraph {
        let land = self.land();
        let times = land.times(walk, land.slopes);
        land.graph(&times, land.passage_of(walk), snapped)
    }

    /// The nearest sites of every standard on flat ground; `None` where no elevation was given.
    pub(super) fn nearest_on_flat_ground(&self, plan: Option<&Plan>) -> Option<Vec<NearestTable>> {
        self.slopes.as_ref()?;
        let land = self.land();
        Some(self.nearest_on(plan, |walkers| {
            let flat = land.times(&walkers.profile, None);
            let passage = land.passage_of(&walkers.profile);
            Arc::new(land.graph(&flat, passage, &walkers.snapped))
        }))
    }

    /// Compares today's coverage with that on flat ground; `None` where no elevation was given.
    pub(super) fn terrain_proof(&self, today: &Coverage) -> Option<TerrainProof> {
        let nearest = self.nearest_on_flat_ground(None)?;
        let level = Coverage::of(&self.scenario.standards, nearest, &self.places);
        let flat = self.land().times(&self.scenario.walk, None);
        let kinds = today.kinds.iter().zip(&level.kinds);
        Some(TerrainProof {
            effect: TerrainEffect::between(&self.network, &flat[0], self.times()),
            moved: kinds
                .map(|(today, level)| Moved::between(today, level, &self.places))
                .collect(),
        })
    }
}

/// The ground of a scenario, and what is wrong with it.
pub(super) struct Surveyed {
    /// The slopes, where elevation was given.
    pub(super) slopes: Option<Slopes>,
    /// What is wrong with the elevation, with edits of speed and delay, and what the walkers may not use.
    pub(super) findings: Findings,
}

impl Surveyed {
    /// Reads the elevation that a scenario names, notes its files, and tries the bureau's edits of time.
    pub(super) fn of(
        scenario: &Scenario,
        network: &Network,
        edits: &Edits,
        inputs: &mut Vec<InputFile>,
    ) -> Result<Self, Error> {
        let walk = &scenario.walk;
        let slopes = slopes(scenario, network, inputs)?;
        let mut times = ArcTimes::on(network, walk, slopes.as_ref());
        let mut findings = drawn::correct(edits, network, &mut times);
        findings.extend(slopes.as_ref().map(Slopes::findings).unwrap_or_default());
        let told = [
            ignored(walk, slopes.as_ref()),
            closed(walk, network, &times),
        ];
        for finding in told.into_iter().flatten() {
            findings.push(finding);
        }
        Ok(Self { slopes, findings })
    }
}

/// What to say of the streets that somebody who travels so may not use.
fn closed(walk: &WalkProfile, network: &Network, times: &ArcTimes) -> Option<Finding> {
    let open = times.open_edges(network)?;
    let edges = network.edges().iter().zip(open);
    // Ways that nobody walks are there for vehicles alone.
    let theirs = edges.filter(|(e, _)| walk.travel.is_vehicle() || e.traits.is_walked());
    let (mut all, mut closed) = (Metres::ZERO, Metres::ZERO);
    for (edge, open) in theirs {
        all += edge.length;
        closed += if open { Metres::ZERO } else { edge.length };
    }
    if closed == Metres::ZERO {
        return None;
    }
    let km = |length: Metres| format!("{:.1}", length.metres() / 1000.0);
    let (name, closed, all) = (&walk.name, km(closed), km(all));
    let text = Bilingual::new(
        format!(
            "按 {name} 出行方式，路网 {all} 公里中有 {closed} 公里不能通行；只能由此到达的住址计入“无路可达”。"
        ),
        format!(
            "{closed} of {all} km of ways cannot be used by {name}; who lives beyond them only counts as unreachable."
        ),
    );
    Some(Finding::new(
        "ways-closed-to-profile",
        Severity::Note,
        Stage::Network,
        text,
    ))
}

/// Reads the elevation that a scenario names, if any, and notes its files.
fn slopes(
    scenario: &Scenario,
    network: &Network,
    inputs: &mut Vec<InputFile>,
) -> Result<Option<Slopes>, Error> {
    if scenario.terrain.is_empty() {
        return Ok(None);
    }
    let terrain = Terrain::open(&scenario.terrain)?;
    let slopes = Slopes::of(network, &terrain);
    for (path, edges) in scenario.terrain.iter().zip(slopes.edges_by_file()) {
        inputs.push(places::input_file("terrain", path, edges)?);
    }
    Ok(Some(slopes))
}

/// What to say when a profile ignores the elevation that a scenario names.
fn ignored(walk: &WalkProfile, slopes: Option<&Slopes>) -> Option<Finding> {
    let is_ignored = slopes.is_some() && walk.delays.is_none();
    let name = &walk.name;
    let text = Bilingual::new(
        format!(
            "步行参数 {name} 不计坡度：network.terrain 未起作用；请换用其他参数，例如 elder_walk。"
        ),
        format!(
            "the profile {name} charges no slope, so that network.terrain changes nothing; choose another, such as elder_walk."
        ),
    );
    is_ignored.then(|| Finding::new("terrain-ignored", Severity::Serious, Stage::Network, text))
}
