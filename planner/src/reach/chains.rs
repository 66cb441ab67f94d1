//! Streets without a choice become one chain: edges that follow each other through nodes where only two meet.
//!
//! Turns [`Layers`] into [`Chains`], and places on edges into [`Position`]s on chains. It holds the one definition of
//! what a share of an edge takes ([`moved`]). It knows neither demand points nor sites. Where nobody is kept out, stands
//! are nodes and tracks are edges.
//!
//! Method:
//! 1. A stand is passed through when exactly two different tracks end there and whoever comes along one may leave along
//!    the other, in the same directions: both two-way, or one in and one out. All other stands are junctions.
//! 2. From every junction, each track not yet taken is followed through passed stands up to the next junction. Tracks
//!    that are left form rings without a junction: the first stand of the lowest track becomes one.
//! 3. A one-way chain is turned so that *ahead* is its walkable direction. Tracks that nobody may walk form chains of their
//!    own, which are closed.
//! 4. Times are summed along the chain, in both directions, in whole milliseconds.
//!
//! Complexity: linear in stands and tracks.
//!
//! Invariants: every track is in exactly one chain; for two places on one chain, the difference of their positions is
//! what a search over the single arcs would find, to the millisecond.

use crate::ids::{ArcId, Id};
use crate::impedance::{ArcTime, ArcTimes};
use crate::network::{Network, Sense};
use crate::snap::SnapPoint;
use crate::units::{Metres, WalkTime};

use super::layers::Layers;

/// All tracks of a network's layers, joined into chains.
#[derive(Debug)]
pub struct Chains<'a> {
    layers: &'a Layers<'a>,
    joined: Vec<Chain>,
    pieces: Vec<Piece>,
    piece_of_track: Vec<u32>,
}

/// Tracks that follow each other from one junction, the tail, to another, the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The stand where it starts.
    pub tail: u32,
    /// The stand where it ends.
    pub head: u32,
    /// Walking from tail to head.
    pub ahead_ms: u64,
    /// Walking from head to tail; `None` on a one-way chain.
    pub back_ms: Option<u64>,
    /// Whether it can be walked at all; otherwise its times mean nothing.
    pub is_open: bool,
}

/// Where a place lies on a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// The chain, as an index.
    pub chain: u32,
    /// Sorts places on one chain from tail to head.
    pub order: Order,
    /// Walking from the tail to the place.
    pub from_tail_ms: u64,
    /// Walking from the head to the place; `None` on a one-way chain.
    pub from_head_ms: Option<u64>,
}

/// The order of places along one chain: exact where times are equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    piece: u32,
    along_m: f64,
}

/// A track as a part of its chain.
#[derive(Debug, Clone, Copy)]
struct Piece {
    track: u32,
    chain: u32,
    /// How walking ahead on the chain sees the track.
    sense: Sense,
    /// Walking ahead from the tail to the start of the piece.
    ahead_before_ms: u64,
    /// Walking back from the head to the end of the piece.
    back_before_ms: u64,
}

impl<'a> Chains<'a> {
    /// Joins the tracks into chains and sums their times.
    pub fn of(layers: &'a Layers<'a>) -> Self {
        let mut chains = Self {
            layers,
            piece_of_track: vec![0; layers.tracks().len()],
            joined: Vec::new(),
            pieces: Vec::new(),
        };
        chains.trace_all();
        chains
    }

    /// The chains.
    pub fn as_slice(&self) -> &[Chain] {
        &self.joined
    }

    /// The chain of a track.
    pub fn of_track(&self, track: u32) -> Chain {
        let piece = self.pieces[self.piece_of_track[track as usize] as usize];
        self.joined[piece.chain as usize]
    }

    /// Where a place on an edge lies on the chain of one of the edge's tracks.
    pub fn position(&self, at: &SnapPoint, track: u32) -> Position {
        let index = self.piece_of_track[track as usize];
        let piece = self.pieces[index as usize];
        let length = self.layers.network().edges()[at.edge].length;
        let until = |sense: Sense| {
            self.layers.time(track, sense).map(|time| {
                let moved = moved(sense, time.moving, at.along, length);
                u64::from(time.start.millis()) + u64::from(moved.millis())
            })
        };
        let along_m = at.along.metres();
        Position {
            chain: piece.chain,
            order: Order {
                piece: index,
                along_m: match piece.sense {
                    Sense::Along => along_m,
                    Sense::Against => 0.0 - along_m,
                },
            },
            from_tail_ms: piece.ahead_before_ms + until(piece.sense).unwrap_or_default(),
            from_head_ms: until(opposite(piece.sense)).map(|ms| piece.back_before_ms + ms),
        }
    }

    fn trace_all(&mut self) {
        let incident = Incident::of(self.layers);
        let stands = self.layers.stands() as u32;
        let mut passed: Vec<bool> = (0..stands)
            .map(|stand| self.passes_through(&incident, stand))
            .collect();
        let mut taken = vec![false; self.layers.tracks().len()];
        for stand in (0..stands).filter(|stand| !passed[*stand as usize]) {
            for track in incident.of_stand(stand) {
                self.trace(&incident, &passed, &mut taken, (stand, *track));
            }
        }
        for track in 0..taken.len() as u32 {
            if !taken[track as usize] {
                let start = self.layers.tracks()[track as usize].from;
                passed[start as usize] = false;
                self.trace(&incident, &passed, &mut taken, (start, track));
            }
        }
    }

    /// Whether only two tracks meet at a stand, and lead on into each other.
    fn passes_through(&self, incident: &Incident, stand: u32) -> bool {
        let &[a, b] = incident.of_stand(stand) else {
            return false;
        };
        let enters = |track| self.walkable(track, opposite(self.leaving(track, stand)));
        let leaves = |track| self.walkable(track, self.leaving(track, stand));
        a != b && enters(a) == leaves(b) && enters(b) == leaves(a)
    }

    /// Follows one track from a junction to the next and adds the chain, unless the track was taken before.
    fn trace(
        &mut self,
        incident: &Incident,
        passed: &[bool],
        taken: &mut [bool],
        (start, first): (u32, u32),
    ) {
        if taken[first as usize] {
            return;
        }
        let mut steps = Vec::new();
        let (mut stand, mut track) = (start, first);
        loop {
            taken[track as usize] = true;
            let sense = self.leaving(track, stand);
            steps.push((track, sense));
            stand = self.end_of(track, sense);
            let next = incident.of_stand(stand).iter().find(|t| **t != track);
            match next {
                Some(next) if passed[stand as usize] => track = *next,
                _ => break,
            }
        }
        if self.walkable(first, steps[0].1) {
            self.add(start, stand, &steps);
        } else {
            let turned: Vec<_> = steps
                .iter()
                .rev()
                .map(|(t, s)| (*t, opposite(*s)))
                .collect();
            self.add(stand, start, &turned);
        }
    }

    fn add(&mut self, tail: u32, head: u32, steps: &[(u32, Sense)]) {
        let total = |track, sense| self.layers.time(track, sense).map_or(0, total_ms);
        let back_ms: u64 = steps.iter().map(|(t, s)| total(*t, opposite(*s))).sum();
        let (mut ahead_before_ms, mut back_before_ms) = (0, back_ms);
        let mut pieces = Vec::with_capacity(steps.len());
        for (track, sense) in steps {
            back_before_ms -= total(*track, opposite(*sense));
            pieces.push(Piece {
                track: *track,
                chain: self.joined.len() as u32,
                sense: *sense,
                ahead_before_ms,
                back_before_ms,
            });
            ahead_before_ms += total(*track, *sense);
        }
        let two_way = steps.iter().all(|(t, s)| self.walkable(*t, opposite(*s)));
        for piece in pieces {
            self.piece_of_track[piece.track as usize] = self.pieces.len() as u32;
            self.pieces.push(piece);
        }
        self.joined.push(Chain {
            tail,
            head,
            ahead_ms: ahead_before_ms,
            back_ms: two_way.then_some(back_ms),
            is_open: steps.iter().all(|(t, s)| self.walkable(*t, *s)),
        });
    }

    /// How a track is seen by somebody who leaves one of its ends; a loop is left along its shape.
    fn leaving(&self, track: u32, stand: u32) -> Sense {
        if self.layers.tracks()[track as usize].from == stand {
            Sense::Along
        } else {
            Sense::Against
        }
    }

    fn end_of(&self, track: u32, sense: Sense) -> u32 {
        match sense {
            Sense::Along => self.layers.tracks()[track as usize].to,
            Sense::Against => self.layers.tracks()[track as usize].from,
        }
    }

    fn walkable(&self, track: u32, sense: Sense) -> bool {
        self.layers.time(track, sense).is_some()
    }
}

impl Order {
    /// Compares two places on one chain; places on one edge by their distance along it.
    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let by_piece = self.piece.cmp(&other.piece);
        by_piece.then(self.along_m.total_cmp(&other.along_m))
    }
}

/// The moving time from the start of an arc to a place on its edge.
///
/// The share of the edge up to `along` is rounded to the millisecond once; the rest is what remains, so that the two
/// always sum to the whole.
pub fn moved(sense: Sense, moving: WalkTime, along: Metres, length: Metres) -> WalkTime {
    let whole_ms = f64::from(moving.millis());
    let share_ms = if length > Metres::ZERO {
        (whole_ms * along.metres() / length.metres())
            .round()
            .min(whole_ms)
    } else {
        0.0
    };
    let share = WalkTime::from_millis(share_ms as u32);
    match sense {
        Sense::Along => share,
        Sense::Against => moving.saturating_sub(share),
    }
}

/// The walk between a place and its edge.
pub fn gap_time(at: &SnapPoint, times: &ArcTimes) -> WalkTime {
    WalkTime::walking(at.gap, times.off_street)
}

/// The walk between a street and a site there, with what each trip takes at its end.
pub fn arrival_time(at: &SnapPoint, times: &ArcTimes) -> WalkTime {
    gap_time(at, times).saturating_add(times.stop)
}

/// The millimetres from the start of an arc to a place on its edge, cut as [`moved`] cuts times.
pub(super) fn moved_mm(sense: Sense, along: Metres, length: Metres) -> u64 {
    let whole_mm = length.millimetres();
    let share_mm = along.millimetres().min(whole_mm);
    match sense {
        Sense::Along => share_mm,
        Sense::Against => whole_mm - share_mm,
    }
}

/// The arcs of every edge: along it, and against it.
pub(super) fn arcs_of_edges(network: &Network) -> Vec<[Option<ArcId>; 2]> {
    let mut arcs_of_edge = vec![[None; 2]; network.edges().len()];
    for (id, arc) in network.arcs().enumerate() {
        arcs_of_edge[arc.edge.index()][arc.sense as usize] = Some(id);
    }
    arcs_of_edge
}

pub(super) const fn opposite(sense: Sense) -> Sense {
    match sense {
        Sense::Along => Sense::Against,
        Sense::Against => Sense::Along,
    }
}

fn total_ms(time: ArcTime) -> u64 {
    [time.start, time.moving, time.end]
        .iter()
        .map(|t| u64::from(t.millis()))
        .sum()
}

/// The tracks that end at every stand, lowest first; a loop is listed twice.
struct Incident {
    first: Vec<u32>,
    tracks: Vec<u32>,
}

impl Incident {
    fn of(layers: &Layers<'_>) -> Self {
        let tracks = (0..).zip(layers.tracks());
        let ends: Vec<(u32, u32)> = tracks
            .flat_map(|(id, track)| [(track.from, id), (track.to, id)])
            .collect();
        let (first, tracks) = grouped(&ends, layers.stands());
        Self { first, tracks }
    }

    fn of_stand(&self, stand: u32) -> &[u32] {
        let stand = stand as usize;
        &self.tracks[self.first[stand] as usize..self.first[stand + 1] as usize]
    }
}

/// Brings pairs of a group and a value together by group, in their order: where each group begins, and the values.
pub(super) fn grouped<T: Copy>(pairs: &[(u32, T)], groups: usize) -> (Vec<u32>, Vec<T>) {
    let mut first = vec![0_u32; groups + 1];
    for (group, _) in pairs {
        first[*group as usize + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    let mut next = first.clone();
    let mut values: Vec<T> = pairs.iter().map(|(_, value)| *value).collect();
    for (group, value) in pairs {
        let slot = &mut next[*group as usize];
        values[*slot as usize] = *value;
        *slot += 1;
    }
    (first, values)
}
