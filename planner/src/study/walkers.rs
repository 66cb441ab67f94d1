//! Who travels: the scenario's walkers, and those of standards that have a profile of their own.
//!
//! Each kind of walkers has its times, is attached to the edges that it may use, and has a graph of its own; everybody
//! shares one network, one ground and one set of private areas.

use std::sync::Arc;

use crate::coverage::{NearestTable, Standard};
use crate::findings::Findings;
use crate::impedance::{ArcTimes, Reading, WalkProfile};
use crate::network::{Compounds, EdgeIndex, Edits, Network, Passage, Slopes};
use crate::places::Places;
use crate::reach::{Layers, PacedGraph};
use crate::snap::{self, Ground, Snapped};
use crate::units::WalkTime;

use super::{Plan, Study, drawn};

/// One kind of walkers, timed and laid out for searching.
#[derive(Debug, Clone)]
pub struct Walkers {
    /// How they walk.
    pub profile: WalkProfile,
    /// What walking costs them, at each of their paces.
    pub times: Arc<Vec<ArcTimes>>,
    /// For each edge whether they may use it; `None` where they may use all.
    pub open: Option<Arc<[bool]>>,
    /// Where places are attached for them.
    pub snapped: Arc<Snapped>,
    /// What is searched for them.
    pub graph: Arc<PacedGraph>,
}

/// What walkers find.
#[derive(Clone, Copy)]
pub(super) struct Land<'a> {
    pub(super) network: &'a Network,
    pub(super) index: &'a EdgeIndex,
    pub(super) compounds: &'a Compounds,
    pub(super) passage: &'a Passage,
    pub(super) slopes: Option<&'a Slopes>,
    pub(super) edits: &'a Edits,
    pub(super) places: &'a Places,
    /// The longest time of a walk that counts.
    pub(super) within: WalkTime,
}

impl<'a> Land<'a> {
    /// What walking costs at each pace of a profile, corrected by the bureau's edits, on some slopes or on flat ground.
    pub(super) fn times(&self, walk: &WalkProfile, slopes: Option<&Slopes>) -> Vec<ArcTimes> {
        self.times_read(walk, slopes, Reading::AsTold)
    }

    /// The same, where what the map leaves open is read in some way.
    pub(super) fn times_read(
        &self,
        walk: &WalkProfile,
        slopes: Option<&Slopes>,
        reading: Reading,
    ) -> Vec<ArcTimes> {
        let of_pace = |speed| {
            let mut times = ArcTimes::read(self.network, &walk.at(speed), slopes, reading);
            // What the edits have to say is said when a study is opened.
            drop(drawn::correct(self.edits, self.network, &mut times));
            times.set_cap(self.network, walk, self.within);
            times
        };
        walk.paces().into_iter().map(of_pace).collect()
    }

    /// Attaches the places for people with some times; says what a reader should know.
    pub(super) fn snap(&self, walk: &WalkProfile, times: &[ArcTimes]) -> (Snapped, Findings) {
        // Who is faster may go nowhere else.
        let open = times.first().and_then(|t| t.open_edges(self.network));
        let ground = Ground::walled(self.network, self.index, self.compounds, self.passage);
        snap::snap_on(self.places, &ground.open_to(open.as_deref(), walk.travel))
    }

    /// Lays out what is searched, among some private areas or as if there were none.
    pub(super) fn graph(
        &self,
        times: &[ArcTimes],
        passage: Option<&Passage>,
        snapped: &Snapped,
    ) -> PacedGraph {
        let layers: Vec<Layers<'_>> = times
            .iter()
            .map(|times| Layers::of(self.network, times, passage))
            .collect();
        PacedGraph::laid_out(&layers, snapped, &self.places.paces)
    }

    /// Whether the longest walk of some walkers acts otherwise than when they were timed: other times count now.
    pub(super) fn caps_differ(&self, walkers: &Walkers) -> bool {
        let mut times = walkers.times.iter();
        times.any(|times| times.cap_of(self.network, &walkers.profile, self.within) != times.cap)
    }

    /// The private areas that a walker keeps out of.
    pub(super) fn passage_of(&self, walk: &WalkProfile) -> Option<&'a Passage> {
        walk.keeps_to_passage().then_some(self.passage)
    }

    /// Times and attaches walkers; says what a reader should know of where places are attached.
    pub(super) fn walkers(&self, profile: &WalkProfile) -> (Walkers, Findings) {
        let times = self.times(profile, self.slopes);
        let (snapped, findings) = self.snap(profile, &times);
        let graph = self.graph(&times, self.passage_of(profile), &snapped);
        let walkers = Walkers {
            profile: profile.clone(),
            open: times[0].open_edges(self.network).map(Into::into),
            times: Arc::new(times),
            snapped: Arc::new(snapped),
            graph: Arc::new(graph),
        };
        (walkers, findings)
    }
}

impl Study {
    /// What walkers find.
    pub(super) fn land(&self) -> Land<'_> {
        Land {
            network: &self.network,
            index: &self.index,
            compounds: &self.compounds,
            passage: &self.passage,
            slopes: self.slopes.as_deref(),
            edits: &self.edits,
            places: &self.places,
            within: self.scenario.longest_time(),
        }
    }

    /// Who walks for a standard, as a position in [`Study::walkers`].
    pub(super) fn number_of(&self, standard: &Standard) -> usize {
        let named = standard.profile.as_ref();
        let own = self
            .walkers
            .iter()
            .position(|w| Some(&w.profile.name) == named);
        own.unwrap_or_default()
    }

    /// Who walks for a standard.
    pub fn walkers_of(&self, standard: &Standard) -> &Walkers {
        &self.walkers[self.number_of(standard)]
    }

    /// For all walkers whom some standard needs, what something makes of them.
    pub(super) fn of_walkers<T>(&self, make: impl Fn(&Walkers) -> T) -> Vec<Option<T>> {
        let standards = &self.scenario.standards;
        let is_needed = |number| standards.iter().any(|s| self.number_of(s) == number);
        let walkers = self.walkers.iter().enumerate();
        walkers
            .map(|(number, walkers)| is_needed(number).then(|| make(walkers)))
            .collect()
    }

    /// The nearest sites of every standard on other graphs, today or under a plan.
    pub(super) fn nearest_on(
        &self,
        plan: Option<&Plan>,
        graph: impl Fn(&Walkers) -> Arc<PacedGraph>,
    ) -> Vec<NearestTable> {
        let graphs = self.of_walkers(graph);
        let standards = self.scenario.standards.iter();
        standards
            .filter_map(|standard| {
                let graph = graphs[self.number_of(standard)].as_ref()?;
                Some(graph.nearest(&self.counting_for(standard, plan)))
            })
            .collect()
    }

    /// The nearest sites of every standard if each of its walkers walked otherwise, today or under a plan.
    pub(super) fn nearest_with(
        &self,
        plan: Option<&Plan>,
        change: impl Fn(&WalkProfile) -> WalkProfile,
    ) -> Vec<NearestTable> {
        self.nearest_on(plan, |walkers| {
            let walk = change(&walkers.profile);
            if walk == walkers.profile {
                return Arc::clone(&walkers.graph);
            }
            Arc::new(self.graph_for(&walk, &walkers.snapped))
        })
    }
}
