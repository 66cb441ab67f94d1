//! The ground under a study: its slopes, the proof that they acted, and searches for other walkers on the same ground.

use crate::coverage::{Coverage, Moved, NearestTable, TerrainProof};
use crate::error::Error;
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::impedance::{ArcTimes, TerrainEffect, WalkProfile};
use crate::network::{Edits, Network, Slopes, Terrain};
use crate::places::{self, InputFile};
use crate::progress::Stage;
use crate::reach::{Layers, ReachGraph};
use crate::scenario::Scenario;
use crate::snap::Snapped;

use super::{Plan, Study, drawn};

impl Study {
    /// What is searched for a walker from some places, on this network with its slopes and its private areas.
    pub fn graph_for(&self, walk: &WalkProfile, snapped: &Snapped) -> ReachGraph {
        let times = self.times_on(walk, self.slopes.as_deref());
        let passage = walk.keeps_to_passage().then_some(&*self.passage);
        ReachGraph::laid_out(&Layers::of(&self.network, &times, passage), snapped)
    }

    /// What walking costs a walker on some slopes or on flat ground, corrected by the bureau's edits.
    pub(in crate::study) fn times_on(
        &self,
        walk: &WalkProfile,
        slopes: Option<&Slopes>,
    ) -> ArcTimes {
        let mut times = ArcTimes::on(&self.network, walk, slopes);
        // What the edits have to say was said when the study was opened.
        drop(drawn::correct(&self.edits, &self.network, &mut times));
        times
    }

    /// What walking would cost on flat ground; `None` where no elevation was given.
    pub(super) fn flat_times(&self) -> Option<ArcTimes> {
        self.slopes.as_ref()?;
        Some(self.times_on(&self.scenario.walk, None))
    }

    /// The nearest sites of every standard by some times, among the private areas or as if there were none.
    pub(super) fn nearest_by(&self, layers: &Layers<'_>, plan: Option<&Plan>) -> Vec<NearestTable> {
        let graph = ReachGraph::laid_out(layers, &self.snapped);
        let standards = self.scenario.standards.iter();
        standards
            .map(|standard| graph.nearest(&self.counting_for(standard, plan)))
            .collect()
    }

    /// The nearest sites of every standard on flat ground; `None` where no elevation was given.
    pub(super) fn nearest_on_flat_ground(&self, plan: Option<&Plan>) -> Option<Vec<NearestTable>> {
        let flat = self.flat_times()?;
        Some(self.nearest_by(&self.layers_with(&flat), plan))
    }

    /// The scenario's layers with other times.
    pub(super) fn layers_with<'a>(&'a self, times: &'a ArcTimes) -> Layers<'a> {
        let keeps = self.scenario.walk.keeps_to_passage();
        Layers::of(&self.network, times, keeps.then_some(&*self.passage))
    }

    /// Compares today's coverage with that on flat ground; `None` where no elevation was given.
    pub(super) fn terrain_proof(&self, today: &Coverage) -> Option<TerrainProof> {
        let flat = self.flat_times()?;
        let nearest = self.nearest_by(&self.layers_with(&flat), None);
        let level = Coverage::of(&self.scenario.standards, nearest, &self.places);
        let kinds = today.kinds.iter().zip(&level.kinds);
        Some(TerrainProof {
            effect: TerrainEffect::between(&self.network, &flat, &self.times),
            moved: kinds
                .map(|(today, level)| Moved::between(today, level, &self.places))
                .collect(),
        })
    }
}

/// What walking costs, with what was read for it.
pub(super) struct Timed {
    /// The times of the scenario's walker, corrected by the bureau's edits.
    pub(super) times: ArcTimes,
    /// The slopes that they hold, where elevation was given.
    pub(super) slopes: Option<Slopes>,
    /// What is wrong with the elevation and with edits of speed and delay.
    pub(super) findings: Findings,
}

impl Timed {
    /// Times the walk on a network, reads the elevation that a scenario names and notes its files.
    pub(super) fn walking(
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
        if let Some(ignored) = ignored(walk, slopes.as_ref()) {
            findings.push(ignored);
        }
        Ok(Self {
            times,
            slopes,
            findings,
        })
    }
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
