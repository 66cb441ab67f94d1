//! Missing links: places that are near each other on the ground and far apart on foot.
//!
//! # Method
//!
//! 1. Every street is sampled every [`SAMPLE_M`] and at its dead ends; how far each sample is from a site is searched once.
//! 2. For each sample the nearest street within [`LINK_M`] is looked up among those from where a site is so much nearer
//!    that a footway in between saves at least [`SAVES`].
//! 3. Of links that lie beside each other only the one that leaves most time is kept.
//! 4. A link that leads out of a private area, or into one, is a gate. One that crosses the outline of a drawn compound opens it
//!    there; one that crosses several is left out.
//!
//! Nobody has looked whether a footway can be built: water, rails or a building may lie in between.
//!
//! # Complexity
//!
//! One search for the nearest sites, and one look-up among the streets for each sample and standard.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Study;
use super::candidates::{Around, Candidate, Inside, Join, Remedy, is_around, rounded, spot};
use super::estimate::Times;
use crate::error::Error;
use crate::ids::{EdgeId, Id};
use crate::network::edits::{Action, Target};
use crate::osm::walkability::Form;
use crate::progress::Progress;
use crate::projection::{LonLat, distance};
use crate::snap::SnapPoint;
use crate::units::{Metres, WalkTime};

/// Streets are sampled so many metres apart.
const SAMPLE_M: f64 = 50.0;
/// The longest link (engineering choice): a bridge over a railway or a wide road.
const LINK_M: f64 = 60.0;
/// A link that saves less is not worth building (engineering choice).
const SAVES: WalkTime = WalkTime::from_minutes(2);
/// Links whose ends are as near as this are one.
const BESIDE_M: f64 = 80.0;
/// Links that are looked at more closely.
const MOST_LINKS: usize = 3_000;
/// The steps in which a link is looked at for outlines, in metres.
const STEP_M: f64 = 2.0;

/// A sample of a street.
#[derive(Debug, Clone, Copy)]
struct Sample {
    at: LonLat,
    on: SnapPoint,
}

/// A link that saves time.
#[derive(Debug, Clone, Copy)]
struct Link {
    from: Sample,
    to: Sample,
    takes: WalkTime,
    /// What it leaves of the standard.
    left: WalkTime,
}

impl Study {
    /// The links that are missing.
    pub(super) fn missing_links(
        &self,
        around: Around,
        progress: &dyn Progress,
    ) -> Result<Vec<Candidate>, Error> {
        let samples = self.samples(around);
        let places: Vec<SnapPoint> = samples.iter().map(|sample| sample.on).collect();
        let living = self.times_from(&places);
        let visiting = self.times_inside(&places, progress)?;
        let mut links: Vec<Link> = Vec::new();
        for standard in 0..self.scenario.standards.len() {
            let nearest = self.nearest_by_edge(standard, &samples, (&living, &visiting));
            let found: Vec<Link> = samples
                .par_iter()
                .enumerate()
                .filter_map(|(number, from)| {
                    let now = living.of(standard, number);
                    self.link(standard, *from, (now, &nearest))
                })
                .collect();
            links.extend(found);
        }
        let links = thinned(links).into_iter();
        Ok(links.filter_map(|link| self.candidate(&link)).collect())
    }

    fn samples(&self, around: Around) -> Vec<Sample> {
        let mut samples = Vec::new();
        let network = &self.network;
        for (id, edge) in network.edges().enumerate() {
            let is_machine = matches!(
                edge.traits.form,
                Form::Ferry | Form::Elevator { .. } | Form::Escalator
            );
            if is_machine || edge.traits.closed {
                continue;
            }
            let length_m = edge.length.metres();
            let pieces = (length_m / SAMPLE_M).ceil().max(1.0);
            let mut along: Vec<f64> = (0..pieces as u32)
                .map(|piece| length_m * (f64::from(piece) + 0.5) / pieces)
                .collect();
            let is_dead_end = |node| network.arcs_from(node).len() == 1;
            along.extend(is_dead_end(edge.from).then_some(0.0));
            along.extend(is_dead_end(edge.to).then_some(length_m));
            samples.extend(along.into_iter().map(|m| {
                let along = Metres::new(m);
                Sample {
                    at: network.place_along(id, along),
                    on: spot(id, along, None),
                }
            }));
        }
        samples.retain(|sample| is_around(around, sample.at));
        samples
    }

    /// The shortest time from any sample of each edge, for who comes there over a link.
    fn nearest_by_edge(
        &self,
        standard: usize,
        samples: &[Sample],
        (living, visiting): (&Times, &Times),
    ) -> Vec<Option<WalkTime>> {
        let mut nearest: Vec<Option<WalkTime>> = vec![None; self.network.edges().len()];
        for (number, sample) in samples.iter().enumerate() {
            let is_private = !self.passage.is_public(sample.on.edge);
            let times = if is_private { visiting } else { living };
            let known = &mut nearest[sample.on.edge.index()];
            let time = times.of(standard, number);
            *known = known.iter().copied().chain(time).min();
        }
        nearest
    }

    /// The best link from a sample: to the nearest street from where a site is much nearer.
    fn link(
        &self,
        standard: usize,
        from: Sample,
        (now, nearest): (Option<WalkTime>, &[Option<WalkTime>]),
    ) -> Option<Link> {
        let within = self.scenario.standards[standard].within;
        let saves = |after: WalkTime| now.is_none_or(|now| now >= after.saturating_add(SAVES));
        let helps = |edge: EdgeId| {
            let after = nearest[edge.index()];
            edge != from.on.edge && after.is_some_and(|after| after < within && saves(after))
        };
        let limit = Some(Metres::new(LINK_M));
        let found = self
            .index
            .nearest_of(&self.network, from.at, limit, helps)?;
        let takes = WalkTime::walking(found.gap, self.scenario.walk.speed);
        let after = nearest[found.edge.index()]?.saturating_add(takes);
        (saves(after) && after < within).then(|| Link {
            from,
            to: Sample {
                at: self.network.place_along(found.edge, found.along),
                on: spot(found.edge, found.along, None),
            },
            takes,
            left: within.saturating_sub(after),
        })
    }

    fn candidate(&self, link: &Link) -> Option<Candidate> {
        let ends = [rounded(link.from.at), rounded(link.to.at)];
        let outlines = self.outlines_between(ends);
        if outlines.len() > 1 || distance(ends[0], ends[1]) < Metres::new(0.5) {
            return None;
        }
        let mut edits = vec![Action::Link(ends.to_vec(), None)];
        let gates = outlines.into_iter().map(rounded);
        edits.extend(gates.map(|at| Action::Open(Target::Point(at))));
        let middle = between(ends, 0.5);
        let is_private = |at: &SnapPoint| !self.passage.is_public(at.edge);
        let remedy = if is_private(&link.from.on) || is_private(&link.to.on) {
            Remedy::Gate
        } else {
            Remedy::Link
        };
        Some(Candidate {
            remedy,
            at: middle,
            edits,
            joins: vec![Join {
                from: link.from.on,
                to: link.to.on,
                takes: link.takes,
                inside: Inside::Guest,
            }],
        })
    }

    /// Where a straight line passes outlines of drawn compounds.
    fn outlines_between(&self, ends: [LonLat; 2]) -> Vec<LonLat> {
        if self.compounds.is_empty() {
            return Vec::new();
        }
        let steps = (distance(ends[0], ends[1]).metres() / STEP_M)
            .ceil()
            .max(1.0);
        let place = |step: u32| between(ends, f64::from(step) / steps);
        let mut passed = Vec::new();
        let mut inside = self.compounds.at(ends[0]);
        for step in 1..=steps as u32 {
            let here = self.compounds.at(place(step));
            if here != inside {
                passed.push(between([place(step - 1), place(step)], 0.5));
            }
            inside = here;
        }
        passed
    }
}

/// The place at a share of a straight line.
fn between([a, b]: [LonLat; 2], share: f64) -> LonLat {
    let at = |a: f64, b: f64| a + (b - a) * share;
    let (lon, lat) = (at(a.lon_deg(), b.lon_deg()), at(a.lat_deg(), b.lat_deg()));
    LonLat::new(lon, lat).unwrap_or(a)
}

/// The links that leave most time, none beside another.
fn thinned(mut links: Vec<Link>) -> Vec<Link> {
    let e7 = |degrees: f64| (degrees * 1e7).round() as i64;
    let order = |link: &Link| {
        let ends = [link.from.at, link.to.at];
        (
            std::cmp::Reverse(link.left),
            link.takes,
            ends.map(|at| (e7(at.lon_deg()), e7(at.lat_deg()))),
        )
    };
    links.sort_by_cached_key(order);
    let mut kept: Vec<Link> = Vec::new();
    let mut taken: BTreeSet<[(i64, i64); 2]> = BTreeSet::new();
    for link in links {
        let cells = [cell(link.from.at), cell(link.to.at)];
        let is_beside = around(cells[0]).any(|a| around(cells[1]).any(|b| taken.contains(&[a, b])));
        if is_beside {
            continue;
        }
        taken.insert(cells);
        kept.push(link);
        if kept.len() == MOST_LINKS {
            break;
        }
    }
    kept
}

/// The square of about [`BESIDE_M`] in which a place lies.
fn cell(at: LonLat) -> (i64, i64) {
    let degree_m = 111_320.0;
    let east_m = at.lon_deg() * degree_m * at.lat_deg().to_radians().cos();
    let north_m = at.lat_deg() * degree_m;
    let square = |metres: f64| (metres / BESIDE_M).floor() as i64;
    (square(east_m), square(north_m))
}

/// A square and those around it.
fn around((x, y): (i64, i64)) -> impl Iterator<Item = (i64, i64)> {
    (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
}
