//! What walks take in time and in metres, piece by piece, for the searches that follow single walks.
//!
//! A [`Label`] adds up along a walk; of two labels the faster one is less, and of the fastest the shorter one. The cut of
//! a street at a place is that of [`moved`] and [`moved_mm`], so that both parts of a street add up to the whole.

use std::ops::Add;

use crate::impedance::ArcTime;
use crate::network::Sense;
use crate::snap::SnapPoint;
use crate::units::{Metres, WalkTime};

use super::super::chains::{arrival_time, gap_time, moved, moved_mm};
use super::Layers;

/// What a walk takes: milliseconds, then millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(in crate::reach) struct Label {
    pub(in crate::reach) ms: u64,
    pub(in crate::reach) mm: u64,
}

impl Label {
    /// A walk of so long and so far.
    pub(in crate::reach) fn of(time: WalkTime, length: Metres) -> Self {
        Self {
            ms: u64::from(time.millis()),
            mm: length.millimetres(),
        }
    }

    /// A wait.
    pub(in crate::reach) fn wait(time: WalkTime) -> Self {
        Self::of(time, Metres::ZERO)
    }

    /// From where a walk enters an edge of a length to a place on it, in a sense; the whole edge takes `moving`.
    pub(in crate::reach) fn until(
        sense: Sense,
        moving: WalkTime,
        along: Metres,
        length: Metres,
    ) -> Self {
        Self {
            ms: u64::from(moved(sense, moving, along, length).millis()),
            mm: moved_mm(sense, along, length),
        }
    }

    /// What is left of a walk after a part of it.
    pub(in crate::reach) const fn after(self, part: Self) -> Self {
        Self {
            ms: self.ms.saturating_sub(part.ms),
            mm: self.mm.saturating_sub(part.mm),
        }
    }

    /// The milliseconds as a time, at most the longest that there is.
    pub(in crate::reach) fn time(self) -> WalkTime {
        WalkTime::from_millis(u32::try_from(self.ms).unwrap_or(u32::MAX))
    }
}

impl Add for Label {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            ms: self.ms + other.ms,
            mm: self.mm + other.mm,
        }
    }
}

impl Layers<'_> {
    /// The directions in which a track is walked, and their times.
    pub(in crate::reach) fn ways(&self, track: u32) -> impl Iterator<Item = (Sense, ArcTime)> {
        let [along, against] =
            [Sense::Along, Sense::Against].map(|sense| Some((sense, self.time(track, sense)?)));
        along.into_iter().chain(against)
    }

    /// The stands where a walk along a track starts and ends.
    pub(in crate::reach) fn ends(&self, track: u32, walk: Sense) -> [u32; 2] {
        let track = &self.tracks[track as usize];
        match walk {
            Sense::Along => [track.from, track.to],
            Sense::Against => [track.to, track.from],
        }
    }

    /// How long a track is; links have no length.
    pub(in crate::reach) fn length(&self, track: u32) -> Metres {
        let edge = self.tracks[track as usize].edge;
        edge.map_or(Metres::ZERO, |edge| self.network.edges()[edge].length)
    }

    /// A whole track in one of its [`ways`](Self::ways).
    pub(in crate::reach) fn whole(&self, track: u32, time: ArcTime) -> Label {
        Label::of(time.total(), self.length(track))
    }

    /// From a home to its street.
    pub(in crate::reach) fn leaving(&self, at: &SnapPoint) -> Label {
        Label::of(gap_time(at, self.times), at.gap)
    }

    /// From a street to a site there, with what each trip takes at its end.
    pub(in crate::reach) fn arriving(&self, at: &SnapPoint) -> Label {
        Label::of(arrival_time(at, self.times), at.gap)
    }
}
