//! Chosen sites in the order of what each adds to those before it, counted in people within the standard.
//!
//! # Method
//!
//! Sites wait in a heap under what they added when last asked; the top is asked again (Minoux, 1978). Ties go to the
//! site that comes first in the given order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::ProposedSite;
use crate::ids::{Id as _, SiteId};
use crate::places::Places;
use crate::reach::ReachMatrix;
use crate::units::{Seniors, WalkTime};

/// The people whom kept sites cover, and the chosen sites in the order of their gain.
pub(super) fn rank(
    matrix: &ReachMatrix,
    places: &Places,
    (kept, chosen): (&[SiteId], &[SiteId]),
    within: WalkTime,
) -> (Seniors, Vec<ProposedSite>) {
    let mut is_covered = vec![false; places.demand.len()];
    let mut covered = Seniors::ZERO;
    for &site in kept {
        covered += cover(matrix, places, (site, within), &mut is_covered);
    }
    let baseline = covered;
    let mut heap: BinaryHeap<(u64, Reverse<usize>)> = (0..chosen.len())
        .map(|place| (u64::MAX, Reverse(place)))
        .collect();
    let mut ranked = Vec::with_capacity(chosen.len());
    while let Some((_, Reverse(place))) = heap.pop() {
        let site = chosen[place];
        let gain: Seniors = (matrix.of_site(site))
            .filter(|(demand, time)| *time <= within && !is_covered[demand.index()])
            .map(|(demand, _)| places.demand[demand].eligible)
            .sum();
        let now = (gain.count(), Reverse(place));
        if heap.peek().is_some_and(|next| *next > now) {
            heap.push(now);
            continue;
        }
        covered += cover(matrix, places, (site, within), &mut is_covered);
        ranked.push(ProposedSite {
            site,
            gain,
            covered_after: covered,
        });
    }
    (baseline, ranked)
}

/// Marks whom a site covers; returns the people who were not covered before.
fn cover(
    matrix: &ReachMatrix,
    places: &Places,
    (site, within): (SiteId, WalkTime),
    is_covered: &mut [bool],
) -> Seniors {
    let mut people = Seniors::ZERO;
    for (demand, time) in matrix.of_site(site) {
        if time <= within && !std::mem::replace(&mut is_covered[demand.index()], true) {
            people += places.demand[demand].eligible;
        }
    }
    people
}
