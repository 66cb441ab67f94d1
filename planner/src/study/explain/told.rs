//! A walk becomes what people read of it: a line on the map, its stretches, and minutes by cause.

use crate::ids::{EdgeId, SiteId};
use crate::impedance::{WaitAt, WalkCause};
use crate::network::{Network, Sense};
use crate::osm::walkability::{Access, Form};
use crate::projection::{LonLat, distance};
use crate::reach::{Piece, Walk};
use crate::units::{Metres, WalkTime};

use super::{Explainer, Guide, Who};

/// The walk to a site.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The site.
    pub site: SiteId,
    /// How long the walk takes.
    pub time: WalkTime,
    /// How long it is, off the street included in a straight line.
    pub length: Metres,
    /// Whether it is longer than the longest walk of the profile, so that the site is not within reach.
    pub is_too_long: bool,
    /// Milliseconds by cause, in the order of [`WalkCause::ALL`], those of none left out; they sum to the time. Less than
    /// nothing where a downhill helps.
    pub causes: Vec<(WalkCause, i64)>,
    /// The whole walk, from the place to the site.
    pub path: Vec<LonLat>,
    /// Its stretches, in the order in which they are walked; their times sum to the time.
    pub stretches: Vec<Stretch>,
}

/// A part of a walk that is of one kind, on one way of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Where it runs.
    pub line: Vec<LonLat>,
    /// What it is: walking on the flat, stairs, a lift, a ferry, a crossing, or off the street.
    pub form: WalkCause,
    /// The way of the map; `None` off the street and on ways that the bureau has drawn.
    pub osm_way: Option<i64>,
    /// Whether only residents and their guests walk here.
    pub is_private: bool,
    /// How long it is.
    pub length: Metres,
    /// What it takes, waits at its ends included.
    pub time: WalkTime,
}

impl Explainer<'_> {
    /// Tells a walk from a place.
    pub(super) fn route(&self, at: Option<LonLat>, who: Who, walk: &Walk) -> Route {
        let guide = self.guide(who);
        let mut causes = [0_i64; WalkCause::ALL.len()];
        let mut add = |cause: WalkCause, ms: i64| causes[cause as usize] += ms;
        let arriving = walk.arriving.saturating_sub(walk.stop);
        add(
            WalkCause::OffStreet,
            millis(walk.leaving) + millis(arriving),
        );
        add(WalkCause::Stop, millis(walk.stop));
        for piece in &walk.pieces {
            self.take_apart(guide, piece, &mut add);
        }
        let stretches = self.stretches(at, walk);
        let mut path: Vec<LonLat> = Vec::new();
        for stretch in &stretches {
            path.extend(&stretch.line);
        }
        path.dedup();
        Route {
            site: walk.site,
            time: walk.time,
            length: stretches.iter().map(|s| s.length).sum(),
            is_too_long: walk.is_too_long,
            causes: WalkCause::ALL
                .into_iter()
                .zip(causes)
                .filter(|(_, ms)| *ms != 0)
                .collect(),
            path,
            stretches,
        }
    }

    /// Adds what a piece takes to its causes.
    fn take_apart(&self, guide: &Guide<'_>, piece: &Piece, add: &mut impl FnMut(WalkCause, i64)) {
        let network = &self.study.network;
        let length = network.edges()[piece.edge].length;
        let whole = guide.router.layers().time(piece.track, piece.sense);
        let whole = whole.unwrap_or_default().moving;
        let mut before = 0;
        for (cause, until) in guide.charges.moving(piece.edge, piece.sense, whole) {
            let until = millis(piece.share_of(until, length));
            add(cause, until - before);
            before = until;
        }
        let arc = (piece.edge, piece.sense);
        for (at, wait, is_cut) in [
            (WaitAt::Start, piece.time.start, piece.cut.begins),
            (WaitAt::End, piece.time.end, piece.cut.ends),
        ] {
            if is_cut {
                continue;
            }
            for (cause, ms) in guide.charges.waiting(arc, at, wait) {
                add(cause, ms);
            }
        }
    }

    fn stretches(&self, at: Option<LonLat>, walk: &Walk) -> Vec<Stretch> {
        let network = &self.study.network;
        let site = self.study.places.sites[walk.site].at;
        let mut stretches: Vec<Stretch> = Vec::new();
        let first = walk.pieces.first();
        let door = first.map(|piece| network.place_along(piece.edge, piece.from));
        stretches.extend(off_street(at, door, walk.leaving));
        for piece in &walk.pieces {
            let next = self.stretch(piece);
            match stretches.last_mut() {
                Some(last) if is_one(last, &next) => {
                    last.line.extend(&next.line[1..]);
                    last.length += next.length;
                    last.time = last.time.saturating_add(next.time);
                }
                _ => stretches.push(next),
            }
        }
        let last = walk.pieces.last();
        let door = last.map(|piece| network.place_along(piece.edge, piece.to));
        stretches.extend(off_street(door, site, walk.arriving));
        stretches
    }

    fn stretch(&self, piece: &Piece) -> Stretch {
        let network = &self.study.network;
        let edge = &network.edges()[piece.edge];
        let line = line_of(network, piece.edge, (piece.from, piece.to));
        let form = match edge.traits.form {
            Form::Street => WalkCause::Flat,
            Form::Crossing => WalkCause::Crossing,
            Form::Steps { .. } => WalkCause::Steps,
            Form::Elevator { .. } | Form::Escalator => WalkCause::Lift,
            Form::Ferry => WalkCause::Ferry,
        };
        Stretch {
            length: Metres::new((piece.to.metres() - piece.from.metres()).abs()),
            line,
            form,
            osm_way: (edge.osm_way != 0).then_some(edge.osm_way),
            is_private: edge.traits.access == Access::Private
                || !self.study.passage.is_public(piece.edge),
            time: piece.time.total(),
        }
    }
}

/// Whether two stretches in a row are told as one.
fn is_one(a: &Stretch, b: &Stretch) -> bool {
    let key = |s: &Stretch| (s.form, s.osm_way, s.is_private);
    a.form != WalkCause::OffStreet && key(a) == key(b)
}

/// The straight way between a door and its street, if there is any.
fn off_street(from: Option<LonLat>, to: Option<LonLat>, time: WalkTime) -> Option<Stretch> {
    let (from, to) = (from?, to?);
    let length = distance(from, to);
    (length > Metres::ZERO || time > WalkTime::ZERO).then(|| Stretch {
        line: vec![from, to],
        form: WalkCause::OffStreet,
        osm_way: None,
        is_private: false,
        length,
        time,
    })
}

/// The line along an edge from one distance from its start to another, in the order in which it is walked.
pub(in crate::study) fn line_of(
    network: &Network,
    edge: EdgeId,
    (from, to): (Metres, Metres),
) -> Vec<LonLat> {
    let sense = if from <= to {
        Sense::Along
    } else {
        Sense::Against
    };
    let (low, high) = match sense {
        Sense::Along => (from, to),
        Sense::Against => (to, from),
    };
    let mut line = vec![network.place_along(edge, low)];
    let mut at_m = 0.0;
    for pair in network.shape(edge).windows(2) {
        at_m += distance(pair[0], pair[1]).metres();
        if at_m > low.metres() && at_m < high.metres() {
            line.push(pair[1]);
        }
    }
    line.push(network.place_along(edge, high));
    if sense == Sense::Against {
        line.reverse();
    }
    line
}

fn millis(time: WalkTime) -> i64 {
    i64::from(time.millis())
}
