//! A scenario, computed: runs the stages and keeps their results for the command line and the viewer.
//!
//! The only place that knows the order of the stages. It computes nothing of its own.

mod account;
mod assess;
mod band;
mod books;
mod brief;
mod datum;
mod drawn;
mod effects;
mod everybody;
mod explain;
mod repairs;
mod terrain;
mod times;
mod trial;
mod walkers;

use std::sync::Arc;
use std::time::Instant;

use self::band::BothReadings;
use self::drawn::Drawn;
use self::terrain::Surveyed;
use self::walkers::Land;
use crate::coverage::{Coverage, EXCESS_CAP, Standard, TerrainProof};
use crate::error::Error;
use crate::findings::Findings;
use crate::ids::SiteId;
use crate::impedance::ArcTimes;
use crate::network::edits::Action;
use crate::network::{self, Compounds, EdgeIndex, Edits, Network, Passage, Slopes};
use crate::osm::{self, Feature, TagFilter, Wanted};
use crate::places::{self, InputFile, Places, Status};
use crate::progress::{Progress, Stage};
use crate::projection::LonLat;
use crate::reach::{self, Isochrone, Layers, PacedGraph, ReachMatrix};
use crate::report::Run;
use crate::scenario::Scenario;
use crate::siting::{self, Brief, Proposal};
use crate::snap::{SnapPoint, Snapped};
use crate::units::WalkTime;

pub use account::Account;
pub use explain::{Explainer, Explanation, Route, StandardTold, Stretch};
pub use repairs::{Change, Nearer, Remedy, Repair, Repairs};
pub use trial::{Changes, Tryout, edit_feature};
pub use walkers::Walkers;

/// A scenario with everything that was read for it, attached to the network and timed.
#[derive(Debug, Clone)]
pub struct Study {
    /// The question.
    pub scenario: Arc<Scenario>,
    /// What was read.
    pub inputs: Vec<InputFile>,
    /// The box that the extract declares: south-west and north-east corner.
    pub bounds: Option<(LonLat, LonLat)>,
    /// The walking network.
    pub network: Arc<Network>,
    /// Where the nearest edges are.
    pub index: Arc<EdgeIndex>,
    /// Who walks: the scenario's walkers first, then those of standards with a profile of their own.
    pub walkers: Arc<Vec<Walkers>>,
    /// The features of the extract that the options and the scenario asked for.
    pub features: Arc<Vec<Feature>>,
    /// Seniors, sites and districts.
    pub places: Arc<Places>,
    /// Where they are attached for the scenario's walkers.
    pub snapped: Arc<Snapped>,
    /// The compounds that the bureau has drawn.
    pub compounds: Arc<Compounds>,
    /// Who may pass where.
    pub passage: Arc<Passage>,
    /// The slopes of its edges, where elevation was given.
    pub slopes: Option<Arc<Slopes>>,
    /// What the bureau has changed on the map; some of it acts on walk times.
    pub edits: Arc<Edits>,
    /// What is searched for the scenario's walkers.
    pub graph: Arc<PacedGraph>,
    /// The walk times that the user brings; the network is then empty.
    pub given: Option<Arc<ReachMatrix>>,
    /// What is wrong with the data.
    pub findings: Findings,
}

/// What a caller wants beside the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StudyOptions {
    /// Features of the extract to keep for a base map.
    pub base_map: Vec<TagFilter>,
}

impl StudyOptions {
    /// What is read of the extract.
    fn wanted(&self, scenario: &Scenario) -> Wanted {
        let mut features = places::wanted_filters(scenario);
        features.extend(self.base_map.iter().cloned());
        Wanted {
            features,
            users: scenario.users(),
        }
    }
}

/// What a study answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// All walk times of the scenario's walkers within the longest standard.
    pub matrix: Arc<ReachMatrix>,
    /// Those of the other walkers, in their order.
    pub others: Vec<Arc<ReachMatrix>>,
    /// Coverage by what is open.
    pub before: Coverage,
    /// The proposal and what it changes, when one was asked for.
    pub proposed: Option<Proposed>,
    /// What elevation changed, where it was given.
    pub terrain: Option<TerrainProof>,
    /// What is wrong with the data, all stages together.
    pub findings: Findings,
}

/// A proposal and what it changes.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// The sites.
    pub proposal: Proposal,
    /// Coverage with them, and with what is committed, open.
    pub after: Coverage,
    /// Seconds that the search for sites took.
    pub solve_s: f64,
}

impl Study {
    /// Reads every input of a scenario, builds the network, attaches the places and times the walk.
    pub fn open(
        scenario: Scenario,
        options: &StudyOptions,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        if scenario.walk_times.is_some() {
            return Self::of_times(scenario, progress);
        }
        Self::open_edited(scenario, options, &[], progress)
    }

    /// The same with more edits of the map than the scenario names, applied after those.
    pub fn open_edited(
        scenario: Scenario,
        options: &StudyOptions,
        edits: &[Action],
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let extract = osm::read(&scenario.osm, &options.wanted(&scenario), progress)?;
        progress.report(Stage::Network, 0, 1);
        let (mut walls, walls_read, mut wall_findings) = places::read_walls(&scenario, progress)?;
        walls.edits.extend(edits);
        let drawn = Drawn::on(&extract.streets, walls);
        let (network, network_findings) = network::build(&drawn.streets)?;
        let compounds = drawn.compounds;
        wall_findings.extend(drawn.findings);
        progress.report(Stage::Network, 1, 1);
        let (places, read, place_findings) =
            places::read_within(&scenario, &extract.features, extract.bounds, progress)?;
        let mut inputs = vec![
            places::input_file("scenario", &scenario.file, 1)?,
            places::input_file("osm", &scenario.osm, extract.elements)?,
        ];
        inputs.extend(walls_read);
        inputs.extend(read);
        let surveyed = Surveyed::of(&scenario, &network, &drawn.edits, &mut inputs)?;
        let index = EdgeIndex::new(&network);
        let passage = Passage::with(&network, &compounds);
        let land = Land {
            network: &network,
            index: &index,
            compounds: &compounds,
            passage: &passage,
            slopes: surveyed.slopes.as_ref(),
            edits: &drawn.edits,
            places: &places,
            within: scenario.longest_time(),
        };
        let (walkers, snap_findings) = all_walkers(&scenario, &land, progress);
        let keeps = scenario.walk.keeps_to_passage();
        let of_passage = keeps.then(|| passage.findings(&network));
        let mut findings = extract.findings;
        let of_ground = [wall_findings, network_findings];
        let of_places = [surveyed.findings, place_findings, snap_findings];
        for more in of_ground.into_iter().chain(of_passage).chain(of_places) {
            findings.extend(more);
        }
        findings.extend(datum::mix_ups(&inputs, &places, &network, &index));
        Ok(Self {
            scenario: Arc::new(scenario),
            inputs,
            bounds: extract.bounds,
            network: Arc::new(network),
            index: Arc::new(index),
            features: Arc::new(extract.features),
            places: Arc::new(places),
            snapped: Arc::clone(&walkers[0].snapped),
            compounds: Arc::new(compounds),
            passage: Arc::new(passage),
            slopes: surveyed.slopes.map(Arc::new),
            edits: Arc::new(drawn.edits),
            graph: Arc::clone(&walkers[0].graph),
            walkers: Arc::new(walkers),
            given: None,
            findings,
        })
    }

    /// Counts who is covered by what is open.
    pub fn score(&self, progress: &dyn Progress) -> Result<Answer, Error> {
        self.score_by(&self.readings(), progress)
    }

    /// Counts who is covered by what is open, for sure and possibly.
    fn score_by(&self, readings: &BothReadings, progress: &dyn Progress) -> Result<Answer, Error> {
        let matrix = Arc::new(self.matrix(progress)?);
        let others = self.other_matrices(progress)?;
        progress.report(Stage::Coverage, 0, 1);
        let mut before = self.coverage(None);
        self.add_bands(&mut before, None, readings);
        let terrain = self.terrain_proof(&before);
        progress.report(Stage::Coverage, 1, 1);
        Ok(Answer {
            matrix,
            others,
            before,
            terrain,
            proposed: None,
            findings: self.findings.clone(),
        })
    }

    /// Proposes sites as the scenario's brief asks, then counts again with them open.
    pub fn propose(&self, progress: &dyn Progress) -> Result<Answer, Error> {
        let brief = self.brief(progress)?;
        let readings = self.readings();
        let mut answer = self.score_by(&readings, progress)?;
        let matrix = self.siting_matrix(&brief, &answer, progress)?;
        let start = Instant::now();
        // Whom the sited standard is not for counts nothing.
        let places = self.places.for_standard(&brief.kind);
        let (mut proposal, siting_findings) = siting::propose(&matrix, &places, &brief, progress)?;
        if self.scenario.siting.as_ref().is_some_and(|s| s.stability) {
            let stability = self.stability(&brief, (&matrix, &places), progress)?;
            proposal.insight.stability = Some(stability);
        }
        let solve_s = start.elapsed().as_secs_f64();
        let plan = Plan::of(&proposal, &self.places);
        let mut after = self.coverage(Some(&plan));
        self.add_bands(&mut after, Some(&plan), &readings);
        answer.findings.extend(siting_findings);
        answer.proposed = Some(Proposed {
            proposal,
            after,
            solve_s,
        });
        Ok(answer)
    }

    /// What the scenario's walkers may walk, those whose age is not known where speeds go by age.
    pub fn layers(&self) -> Layers<'_> {
        let passage = self.land().passage_of(&self.scenario.walk);
        Layers::of(&self.network, self.times(), passage)
    }

    /// The streets from which the scenario's walkers reach a place within some times, and outlines around them.
    pub fn isochrone(&self, from: SnapPoint, within: &[WalkTime]) -> Vec<Isochrone> {
        let mut times = self.times().clone();
        let longest = within.iter().max().copied().unwrap_or_default();
        times.set_cap(&self.network, &self.scenario.walk, longest);
        let passage = self.land().passage_of(&self.scenario.walk);
        reach::isochrone(&Layers::of(&self.network, &times, passage), from, within)
    }

    /// What walking costs the scenario's walkers, those whose age is not known where speeds go by age.
    pub fn times(&self) -> &ArcTimes {
        &self.walkers[0].times[0]
    }

    /// The walk times that a brief looks at: those of the answer, or longer ones where its model counts every walk.
    fn siting_matrix(
        &self,
        brief: &Brief,
        answer: &Answer,
        progress: &dyn Progress,
    ) -> Result<Arc<ReachMatrix>, Error> {
        if let Some(given) = &self.given {
            return Ok(Arc::clone(given));
        }
        let standards = &self.scenario.standards;
        let standard = standards.iter().find(|s| s.kind == brief.kind);
        let number = standard.map_or(0, |standard| self.number_of(standard));
        if brief.model.counts_every_walk() && self.cutoff() < EXCESS_CAP {
            let graph = &self.walkers[number].graph;
            return Ok(Arc::new(graph.matrix(EXCESS_CAP, progress)?));
        }
        Ok(Arc::clone(answer.matrix_of(number)))
    }

    /// All walk times of the scenario's walkers up to the longest standard.
    pub fn matrix(&self, progress: &dyn Progress) -> Result<ReachMatrix, Error> {
        match &self.given {
            Some(given) => Ok(given.within(self.cutoff())),
            None => Ok(self.graph.matrix(self.cutoff(), progress)?),
        }
    }

    /// The same for all other walkers.
    fn other_matrices(&self, progress: &dyn Progress) -> Result<Vec<Arc<ReachMatrix>>, Error> {
        let others = self.walkers[1..].iter();
        others
            .map(|walkers| Ok(Arc::new(walkers.graph.matrix(self.cutoff(), progress)?)))
            .collect()
    }

    /// The longest time of any standard, or of the catchment of access scores.
    pub fn cutoff(&self) -> WalkTime {
        let standards = self.scenario.standards.iter().map(|s| s.within);
        let access = self.scenario.assess.access.within;
        standards.chain(access).max().unwrap_or_default()
    }

    /// Coverage by what is open today; with a plan, by what is committed and by the plan's sites as well.
    pub fn coverage(&self, plan: Option<&Plan>) -> Coverage {
        let standards = &self.scenario.standards;
        let nearest = standards
            .iter()
            .map(|standard| self.nearest_for(standard, &self.counting_for(standard, plan)))
            .collect();
        Coverage::of(standards, nearest, &self.places)
    }

    /// The run that a report writes.
    pub fn run<'a>(&'a self, verb: &'a str, answer: &'a Answer) -> Run<'a> {
        Run {
            reach: Some(&answer.matrix),
            terrain: answer.terrain.as_ref(),
            proposed: answer.proposed.as_ref().map(|p| (&p.proposal, &p.after)),
            solve_s: answer.proposed.as_ref().map_or(0.0, |p| p.solve_s),
            findings: &answer.findings,
            ..self.run_unanswered(verb, &answer.before)
        }
    }

    /// The run of a verb that only reads.
    pub fn run_unanswered<'a>(&'a self, verb: &'a str, before: &'a Coverage) -> Run<'a> {
        Run {
            verb,
            scenario: &self.scenario,
            walk: &self.scenario.walk,
            inputs: &self.inputs,
            network: &self.network,
            features: &self.features,
            places: &self.places,
            snapped: &self.snapped,
            reach: None,
            terrain: None,
            before,
            proposed: None,
            assessment: None,
            everybody: None,
            effects: &[],
            solve_s: 0.0,
            findings: &self.findings,
        }
    }

    /// The sites of a kind that count today, or under a plan.
    fn counting(&self, kind: &str, plan: Option<&Plan>) -> Vec<SiteId> {
        let counts = |id: &SiteId| self.kind_under(*id, plan) == Some(kind);
        self.places.sites.ids().filter(counts).collect()
    }

    /// The sites that count for a standard today, or under a plan.
    fn counting_for(&self, standard: &Standard, plan: Option<&Plan>) -> Vec<SiteId> {
        let counts = |id: &SiteId| {
            let kind = self.kind_under(*id, plan);
            kind.is_some_and(|kind| standard.is_met_by(kind))
        };
        self.places.sites.ids().filter(counts).collect()
    }

    /// What a site offers today, or under a plan; `None` where it does not count.
    fn kind_under<'a>(&'a self, id: SiteId, plan: Option<&'a Plan>) -> Option<&'a str> {
        let site = &self.places.sites[id];
        let status = site.status;
        match plan {
            None => status.counts_before().then_some(site.kind.as_str()),
            Some(plan) if plan.closed.contains(&id) => None,
            Some(_) if status.counts_after() => Some(&site.kind),
            Some(plan) if plan.beside.contains(&id) => Some(&site.kind),
            Some(plan) => {
                let opened = status == Status::Candidate && plan.opened.contains(&id);
                opened.then_some(plan.kind.as_str())
            }
        }
    }
}

impl Answer {
    /// The walk times of some walkers, by their position in [`Study::walkers`].
    fn matrix_of(&self, walkers: usize) -> &Arc<ReachMatrix> {
        let other = walkers.checked_sub(1).and_then(|n| self.others.get(n));
        other.unwrap_or(&self.matrix)
    }
}

/// The scenario's walkers, then one kind for each other profile that a standard names; the findings are those of the first.
fn all_walkers(
    scenario: &Scenario,
    land: &Land<'_>,
    progress: &dyn Progress,
) -> (Vec<Walkers>, Findings) {
    progress.report(Stage::Snap, 0, 1);
    let (main, findings) = land.walkers(&scenario.walk);
    let mut walkers = vec![main];
    for name in scenario
        .standards
        .iter()
        .filter_map(|s| s.profile.as_deref())
    {
        if walkers.iter().any(|known| known.profile.name == name) {
            continue;
        }
        let other = scenario.walker(name).map(|walk| land.walkers(&walk).0);
        walkers.extend(other);
    }
    progress.report(Stage::Snap, 1, 1);
    (walkers, findings)
}

/// Sites that somebody means to open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The kind that they will be.
    pub kind: String,
    /// The sites.
    pub opened: Vec<SiteId>,
    /// Existing sites that close.
    pub closed: Vec<SiteId>,
    /// Sites that open as what they are: those of levels that are sited together with the kind.
    pub beside: Vec<SiteId>,
}

impl Plan {
    /// The plan that a proposal makes.
    pub fn of(proposal: &Proposal, places: &Places) -> Self {
        Self {
            kind: proposal.kind.clone(),
            opened: proposal.sites.iter().map(|s| s.site).collect(),
            closed: proposal.closed.clone(),
            beside: proposal.beside_of(places),
        }
    }
}
