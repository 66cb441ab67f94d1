//! One walk, edge by edge: from a place to the nearest of some sites, so that somebody can follow what was only counted.
//!
//! `(Layers, SnapPoint, sites)` becomes a [`Walk`]. The searches of whole scenarios keep no paths; this one keeps one, over
//! the same layers, in the same whole milliseconds.
//!
//! # Method
//!
//! 1. Dijkstra forwards from the place over the tracks of the uncontracted layers; a track may end a walk where a site
//!    lies on it.
//! 2. The search ends when no stand that is left can lead to an earlier arrival. Ties go to the lowest site, as in
//!    [`super::nearest`].
//! 3. Where the longest walk of the profile can matter, walks are measured beside: of the fastest walks the shortest
//!    counts, and of the sites within the times that count the nearest is told that is not too far off in metres.
//! 4. Each stand remembers the track by which it was reached first; read backwards from the site they are the walk.
//!
//! # Complexity
//!
//! O(n log n) in the tracks nearer than the site; making a [`Router`] is linear in all tracks.
//!
//! # Invariants
//!
//! The time of a walk is that of the pair in the reach matrix, to the millisecond, and the sum of its pieces and gaps.
//!
//! # References
//!
//! Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische Mathematik 1.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::ids::{EdgeId, SiteId};
use crate::impedance::{ArcTime, Cap};
use crate::network::Sense;
use crate::snap::SnapPoint;
use crate::units::{Metres, WalkTime};

use super::chains::{arrival_time, gap_time, grouped, moved};
use super::layers::{Label, Layers};

/// A walk to the nearest site.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The site where it ends.
    pub site: SiteId,
    /// How long it takes.
    pub time: WalkTime,
    /// From the place to its street.
    pub leaving: WalkTime,
    /// From the street to the site, with what the trip takes at its end.
    pub arriving: WalkTime,
    /// What the trip takes at its end.
    pub stop: WalkTime,
    /// Whether it is longer than the profile's longest walk, as that to every other site within the same times.
    pub is_too_long: bool,
    /// The streets in between, in the order in which they are walked.
    pub pieces: Vec<Piece>,
}

impl Walk {
    /// Whether it is short enough for a standard.
    pub fn is_within(&self, limit: WalkTime) -> bool {
        self.time <= limit && !self.is_too_long
    }
}

/// A piece of one street.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// The track, as a position in [`Layers::tracks`].
    pub track: u32,
    /// Its edge.
    pub edge: EdgeId,
    /// Whether it is walked along the shape of the edge or against it.
    pub sense: Sense,
    /// Where it is stepped onto, from the start of the edge.
    pub from: Metres,
    /// Where it is left, from the start of the edge.
    pub to: Metres,
    /// What it takes: its share of the walk, and the waits at those ends that are passed.
    pub time: ArcTime,
    /// What is left of the edge behind and before the piece.
    pub cut: Cut,
}

/// Where a piece is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// It begins within the edge, where the place is attached.
    pub begins: bool,
    /// It ends within the edge, where the site is attached.
    pub ends: bool,
}

impl Piece {
    /// The share of the piece in a time of its whole edge, cut as walk times are.
    pub fn share_of(&self, whole: WalkTime, length: Metres) -> WalkTime {
        let until = |at| moved(self.sense, whole, at, length);
        match (self.cut.begins, self.cut.ends) {
            (false, false) => whole,
            (false, true) => until(self.to),
            (true, false) => whole.saturating_sub(until(self.from)),
            (true, true) => until(self.to).saturating_sub(until(self.from)),
        }
    }
}

/// Finds walks over some layers.
#[derive(Debug)]
pub struct Router<'a> {
    layers: Layers<'a>,
    /// The first step out of each stand, and the steps.
    first: Vec<u32>,
    steps: Vec<(u32, Sense)>,
}

impl<'a> Router<'a> {
    /// Lists the steps out of every stand.
    pub fn over(layers: Layers<'a>) -> Self {
        let tracks = 0..layers.tracks().len() as u32;
        let steps =
            tracks.flat_map(|track| layers.ways(track).map(move |(sense, _)| (track, sense)));
        let by_stand: Vec<(u32, (u32, Sense))> = steps
            .map(|(track, sense)| (layers.ends(track, sense)[0], (track, sense)))
            .collect();
        let (first, steps) = grouped(&by_stand, layers.stands());
        Self {
            layers,
            first,
            steps,
        }
    }

    /// What is walked on.
    pub const fn layers(&self) -> &Layers<'a> {
        &self.layers
    }

    /// The walk from a place to the nearest of some sites; `None` where no path leads to any.
    pub fn nearest(&self, from: &SnapPoint, sites: &[(SiteId, SnapPoint)]) -> Option<Walk> {
        let mut search = Forwards::from(self, from, sites);
        search.run();
        search.walk()
    }

    fn steps_from(&self, stand: u32) -> &[(u32, Sense)] {
        let stand = stand as usize;
        &self.steps[self.first[stand] as usize..self.first[stand + 1] as usize]
    }

    fn length(&self, edge: EdgeId) -> Metres {
        self.layers.network().edges()[edge].length
    }
}

/// How a stand was reached.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    track: u32,
    sense: Sense,
    /// Whether the track was stepped onto at the place itself.
    is_first: bool,
}

/// The best end of a walk so far.
#[derive(Debug, Clone, Copy)]
struct Arrived {
    label: Label,
    site: SiteId,
    at: SnapPoint,
    last: Arrival,
}

/// A search from one place.
struct Forwards<'r, 'a> {
    router: &'r Router<'a>,
    from: SnapPoint,
    /// The sites that may end a walk on each track.
    targets: BTreeMap<u32, Vec<(SiteId, SnapPoint)>>,
    labels: Vec<Option<(Label, Arrival)>>,
    settled: Vec<bool>,
    heap: BinaryHeap<Reverse<(Label, u32)>>,
    /// The fastest walk to any site.
    best: Option<Arrived>,
    /// The fastest walk to each site, where walks are measured.
    of_sites: BTreeMap<SiteId, Arrived>,
}

impl<'r, 'a> Forwards<'r, 'a> {
    fn from(router: &'r Router<'a>, from: &SnapPoint, sites: &[(SiteId, SnapPoint)]) -> Self {
        let mut targets: BTreeMap<u32, Vec<(SiteId, SnapPoint)>> = BTreeMap::new();
        for (site, at) in sites {
            for track in router.layers.to_site(at.edge, at.side) {
                targets.entry(track).or_default().push((*site, *at));
            }
        }
        Self {
            router,
            from: *from,
            targets,
            labels: vec![None; router.layers.stands()],
            settled: vec![false; router.layers.stands()],
            heap: BinaryHeap::new(),
            best: None,
            of_sites: BTreeMap::new(),
        }
    }

    /// The longest walk, where it can matter.
    fn cap(&self) -> Option<Cap> {
        self.router.layers.times().cap
    }

    fn run(&mut self) {
        self.leave();
        // Within the times that count the walk to every site is asked for, not to the nearest alone.
        let all_ms = self.cap().map_or(0, |cap| u64::from(cap.within.millis()));
        while let Some(Reverse((label, stand))) = self.heap.pop() {
            if self
                .best
                .is_some_and(|best| best.label.ms.max(all_ms) < label.ms)
            {
                break;
            }
            if std::mem::replace(&mut self.settled[stand as usize], true) {
                continue;
            }
            let router = self.router;
            for (track, sense) in router.steps_from(stand) {
                self.step(label, *track, *sense);
            }
        }
    }

    /// Walks from the place to both ends of its street, and straight to the sites on it.
    fn leave(&mut self) {
        let layers = &self.router.layers;
        let gap = layers.leaving(&self.from);
        let length = self.router.length(self.from.edge);
        for track in layers.from_home(self.from.edge, self.from.side) {
            for (sense, time) in layers.ways(track) {
                let arrival = Arrival {
                    track,
                    sense,
                    is_first: true,
                };
                self.stroll(gap, time.moving, arrival);
                let before = Label::until(sense, time.moving, self.from.along, length);
                let rest = Label::of(time.moving, length).after(before);
                self.reach(gap + rest + Label::wait(time.end), arrival);
            }
        }
    }

    /// Walks straight to the sites ahead on the place's own track.
    fn stroll(&mut self, gap: Label, moving: WalkTime, by: Arrival) {
        let length = self.router.length(self.from.edge);
        let until = |along| Label::until(by.sense, moving, along, length);
        for (site, at) in self.targets.get(&by.track).cloned().unwrap_or_default() {
            let is_ahead = match by.sense {
                Sense::Along => self.from.along <= at.along,
                Sense::Against => self.from.along >= at.along,
            };
            if is_ahead {
                let between = until(at.along).after(until(self.from.along));
                self.arrive(gap + between, (site, at), by);
            }
        }
    }

    /// Steps from a stand onto a track: to the sites on it, and to its other end.
    fn step(&mut self, label: Label, track: u32, sense: Sense) {
        let layers = &self.router.layers;
        let Some(time) = layers.time(track, sense) else {
            return;
        };
        let arrival = Arrival {
            track,
            sense,
            is_first: false,
        };
        for (site, at) in self.targets.get(&track).cloned().unwrap_or_default() {
            let length = self.router.length(at.edge);
            let until = Label::until(sense, time.moving, at.along, length);
            self.arrive(label + Label::wait(time.start) + until, (site, at), arrival);
        }
        self.reach(label + layers.whole(track, time), arrival);
    }

    fn reach(&mut self, at: Label, by: Arrival) {
        let stand = self.router.layers.ends(by.track, by.sense)[1];
        let label = &mut self.labels[stand as usize];
        if label.is_none_or(|(known, _)| at < known) {
            *label = Some((at, by));
            self.heap.push(Reverse((at, stand)));
        }
    }

    fn arrive(&mut self, label: Label, (site, at): (SiteId, SnapPoint), last: Arrival) {
        let here = Arrived {
            label: label + self.router.layers.arriving(&at),
            site,
            at,
            last,
        };
        if self.best.is_none_or(|best| here.is_nearer(&best)) {
            self.best = Some(here);
        }
        if self.cap().is_some() {
            let known = self.of_sites.entry(site).or_insert(here);
            if here.label < known.label {
                *known = here;
            }
        }
    }

    /// The end of the walk that is told, and whether it is too long.
    fn told(&self) -> Option<(Arrived, bool)> {
        let best = self.best?;
        let Some(cap) = self.cap() else {
            return Some((best, false));
        };
        let counts = |there: &&Arrived| {
            there.label.ms <= u64::from(cap.within.millis())
                && !cap.forbids(there.label.ms, there.label.mm)
        };
        let near = self.of_sites.values().filter(counts);
        match near.min_by_key(|there| (there.label.ms, there.site)) {
            Some(near) => Some((*near, false)),
            None => Some((best, cap.forbids(best.label.ms, best.label.mm))),
        }
    }

    /// Reads the walk backwards from the best site.
    fn walk(&self) -> Option<Walk> {
        let (best, is_too_long) = self.told()?;
        let mut pieces = Vec::new();
        let mut step = best.last;
        let mut end = Some(best.at);
        loop {
            pieces.extend(self.piece(step, end.take()));
            if step.is_first {
                break;
            }
            let stand = self.router.layers.ends(step.track, step.sense)[0];
            (_, step) = self.labels[stand as usize]?;
        }
        pieces.reverse();
        let times = self.router.layers.times();
        Some(Walk {
            site: best.site,
            time: best.label.time(),
            leaving: gap_time(&self.from, times),
            arriving: arrival_time(&best.at, times),
            stop: times.stop,
            is_too_long,
            pieces,
        })
    }

    /// The piece of a step; none for a step between layers, which leads nowhere on the ground.
    fn piece(&self, step: Arrival, end: Option<SnapPoint>) -> Option<Piece> {
        let layers = &self.router.layers;
        let edge = layers.tracks()[step.track as usize].edge?;
        let time = layers.time(step.track, step.sense)?;
        let length = self.router.length(edge);
        let (first, last) = match step.sense {
            Sense::Along => (Metres::ZERO, length),
            Sense::Against => (length, Metres::ZERO),
        };
        let mut piece = Piece {
            track: step.track,
            edge,
            sense: step.sense,
            from: if step.is_first {
                self.from.along
            } else {
                first
            },
            to: end.map_or(last, |site| site.along),
            time: ArcTime::default(),
            cut: Cut {
                begins: step.is_first,
                ends: end.is_some(),
            },
        };
        let or_none = |wait: WalkTime, is_cut: bool| if is_cut { WalkTime::ZERO } else { wait };
        piece.time = ArcTime {
            start: or_none(time.start, piece.cut.begins),
            moving: piece.share_of(time.moving, length),
            end: or_none(time.end, piece.cut.ends),
        };
        Some(piece)
    }
}

impl Arrived {
    /// Whether it is nearer than another; ties go to the lowest site.
    fn is_nearer(&self, other: &Self) -> bool {
        (self.label.ms, self.site, self.label.mm) < (other.label.ms, other.site, other.label.mm)
    }
}
