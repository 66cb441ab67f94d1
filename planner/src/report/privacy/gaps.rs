//! Gaps that may be shown: published pieces with uncovered seniors, joined where people are neighbours on foot.
//!
//! Made of pieces and not of homes: a piece holds nobody uncovered or at least as many as the threshold, so that no
//! outline closes around a single home.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;

use crate::coverage::{Cause, Gaps, Heading, KindCoverage, PersonTime};
use crate::hex::{Cell, HexResolution};
use crate::ids::DistrictId;
use crate::places::Places;

use super::super::Run;
use super::counts::{Counts, Layout};
use super::mask::{FINEST, Mask, ShownPiece};
use super::pool::Rule;

/// Published counts of one gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownGap {
    /// The position of the standard in the scenario.
    pub kind: usize,
    /// Its place among the gaps of its kind; the first is 1.
    pub rank: usize,
    /// Uncovered eligible seniors.
    pub seniors: u64,
    /// How many of them are beyond the standard, without any path, and attached to no street, where it may be shown.
    pub causes: Option<[u64; 3]>,
    /// The mean walk of those beyond the standard, in whole minutes.
    pub mean_walk_min: Option<u64>,
    /// Minutes beyond the standard added up over its people; `None` where it is not told.
    pub excess_person_min: Option<u64>,
    /// Why most of them are not covered, where enough of them share the cause.
    pub main_cause: Option<Cause>,
    /// The district in which most of them live; `None` when that is outside every district.
    pub district: Option<DistrictId>,
    /// All districts in which they live.
    pub districts: Vec<Option<DistrictId>>,
    /// What is drawn, in ascending order.
    pub cells: Vec<Cell>,
}

/// A cluster of pieces before it is cut down to what may be shown.
struct Cluster {
    cells: Vec<Cell>,
    counts: Counts,
    uncovered: BTreeMap<Option<DistrictId>, u64>,
    burden: Burden,
    members: Vec<usize>,
}

/// What the people of a cluster bear, and why.
#[derive(Default)]
struct Burden {
    excess: PersonTime,
    weighted: PersonTime,
    why: BTreeMap<Cause, u64>,
    /// Whether some of these people live in no shown piece, so that sums over them tell of others.
    is_wider: bool,
}

/// The gaps of every kind in the last phase.
pub(super) fn shown_gaps(mask: &Mask, pieces: &[ShownPiece], run: &Run) -> Vec<ShownGap> {
    let layout = mask.layout;
    let phase = layout.phases - 1;
    let mut gaps = Vec::new();
    for kind in 0..layout.kinds {
        if mask.concealed[layout.covered(phase, kind)] || mask.concealed[layout.meant(kind)] {
            continue;
        }
        let uncovered = |counts: &Counts| {
            counts.numbers[layout.meant(kind)] - counts.numbers[layout.covered(phase, kind)]
        };
        let members: Vec<&ShownPiece> = pieces
            .iter()
            .filter(|p| p.shows[layout.covered(phase, kind)] && uncovered(&p.piece.counts) > 0)
            .collect();
        let walked = run.assessment.and_then(|a| a.gaps.get(kind));
        let owner = owners(&members);
        let mut sets = UnionFind::<usize>::new(members.len());
        match walked {
            Some(gaps) => link_on_foot(&mut sets, &owner, gaps, run.places),
            None => link_touching(&mut sets, &owner),
        }
        let mut clusters = clusters(layout, &members, &sets, uncovered);
        if let Some(gaps) = walked {
            let last = super::phases(run);
            let of_kind = &last[phase].kinds[kind];
            bear(&mut clusters, &owner, (gaps, of_kind), run.places);
        }
        let mut clusters: Vec<Cluster> = clusters.into_values().collect();
        clusters.sort_by(|a, b| {
            let heavy = b.burden.weighted.cmp(&a.burden.weighted);
            heavy
                .then(uncovered(&b.counts).cmp(&uncovered(&a.counts)))
                .then(a.cells.cmp(&b.cells))
        });
        gaps.extend(rank(mask, kind, &clusters, uncovered));
    }
    gaps
}

/// The piece of every populated hexagon of every district.
pub(super) type Owners = BTreeMap<(Cell, Option<DistrictId>), usize>;

pub(super) fn owners(members: &[&ShownPiece]) -> Owners {
    let numbered = members.iter().enumerate();
    numbered
        .flat_map(|(index, member)| {
            let leaves = member.piece.leaves.iter();
            leaves.map(move |leaf| ((*leaf, member.district), index))
        })
        .collect()
}

/// Joins pieces that share a populated hexagon or have neighbouring ones.
fn link_touching(sets: &mut UnionFind<usize>, owner: &Owners) {
    let mut first: BTreeMap<Cell, usize> = BTreeMap::new();
    for ((leaf, _), index) in owner {
        sets.union(*first.entry(*leaf).or_insert(*index), *index);
    }
    for (leaf, index) in &first {
        for neighbour in leaf.neighbours() {
            if let Some(other) = first.get(&neighbour) {
                sets.union(*index, *other);
            }
        }
    }
}

/// Joins pieces in which people of one gap live.
fn link_on_foot(sets: &mut UnionFind<usize>, owner: &Owners, gaps: &Gaps, places: &Places) {
    for gap in &gaps.clusters {
        let mut pieces = gap
            .demand
            .iter()
            .filter_map(|id| piece_of(*id, owner, places));
        if let Some(first) = pieces.next() {
            for other in pieces {
                sets.union(first, other);
            }
        }
    }
}

fn piece_of(id: crate::ids::DemandId, owner: &Owners, places: &Places) -> Option<usize> {
    let demand = &places.demand[id];
    let cell = Cell::containing(demand.at?, HexResolution::new(FINEST)?)?;
    owner
        .get(&(cell, places.reported(demand.district)))
        .copied()
}

/// Gathers pieces that belong together, by the number of their set.
fn clusters(
    layout: Layout,
    members: &[&ShownPiece],
    sets: &UnionFind<usize>,
    uncovered: impl Fn(&Counts) -> u64,
) -> BTreeMap<usize, Cluster> {
    let mut clusters: BTreeMap<usize, Cluster> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        let cluster = clusters.entry(sets.find(index)).or_insert_with(|| Cluster {
            cells: Vec::new(),
            counts: layout.nobody(),
            uncovered: BTreeMap::new(),
            burden: Burden::default(),
            members: Vec::new(),
        });
        cluster.cells.extend(&member.piece.cells);
        cluster.counts.add(&member.piece.counts);
        cluster.members.push(index);
        *cluster.uncovered.entry(member.district).or_default() += uncovered(&member.piece.counts);
    }
    for cluster in clusters.values_mut() {
        cluster.cells.sort_unstable();
        cluster.cells.dedup();
    }
    clusters
}

/// Adds up what the people of each cluster bear; where some of them live in no shown piece, that is not told.
fn bear(
    clusters: &mut BTreeMap<usize, Cluster>,
    owner: &Owners,
    (gaps, kind): (&Gaps, &KindCoverage),
    places: &Places,
) {
    let mut set_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (set, cluster) in clusters.iter() {
        set_of.extend(cluster.members.iter().map(|member| (*member, *set)));
    }
    for gap in &gaps.clusters {
        // All shown pieces of a gap are in one cluster.
        let mut pieces = gap
            .demand
            .iter()
            .filter_map(|id| piece_of(*id, owner, places));
        let set = pieces.find_map(|piece| set_of.get(&piece));
        let Some(cluster) = set.and_then(|set| clusters.get_mut(set)) else {
            continue;
        };
        let uncovered = gap
            .demand
            .iter()
            .filter(|id| kind.heading(**id) != Heading::Covered);
        let mut places_of = uncovered.map(|id| piece_of(*id, owner, places));
        cluster.burden.is_wider |= places_of.any(|piece| piece.is_none());
        cluster.burden.excess += gap.excess;
        cluster.burden.weighted += gap.weighted;
        for (cause, people) in gap.why.iter().filter(|(cause, _)| **cause != Cause::Full) {
            *cluster.burden.why.entry(*cause).or_default() += people.count();
        }
    }
}

/// Numbers the sorted clusters and withholds causes that are too few, in one gap or together; and all of them where earlier
/// releases are near, which do not remember the causes of gaps.
fn rank(
    mask: &Mask,
    kind: usize,
    clusters: &[Cluster],
    uncovered: impl Fn(&Counts) -> u64,
) -> Vec<ShownGap> {
    let layout = mask.layout;
    let phase = layout.phases - 1;
    let causes = |counts: &Counts| [0, 1, 2].map(|c| counts.numbers[layout.cause(phase, kind, c)]);
    let rows: Vec<[u64; 3]> = clusters.iter().map(|c| causes(&c.counts)).collect();
    let rows: Vec<&[u64]> = rows.iter().map(<[u64; 3]>::as_slice).collect();
    let rule = Rule::of(mask.threshold, vec![(0, None), (1, None), (2, None)]);
    let hidden = rule.withheld(&rows, &BTreeSet::new(), |row| rows[row].iter().sum::<u64>());
    let concealed = mask.concealed[layout.cause(phase, kind, 0)] || !mask.history.is_empty();
    clusters
        .iter()
        .enumerate()
        .map(|(index, cluster)| {
            let is_told = !concealed && !hidden.contains(&index);
            let beyond = cluster.counts.beyond[layout.walk(phase, kind)];
            ShownGap {
                kind,
                rank: index + 1,
                seniors: uncovered(&cluster.counts),
                causes: is_told.then(|| causes(&cluster.counts)),
                mean_walk_min: beyond.mean_min(mask.threshold),
                // Beside the mean walk it tells how many have no path at all.
                excess_person_min: (cluster.burden.told(cluster.burden.excess)).filter(|_| is_told),
                main_cause: cluster.burden.main_cause(mask.threshold),
                district: most(&cluster.uncovered),
                districts: cluster.uncovered.keys().copied().collect(),
                cells: cluster.cells.clone(),
            }
        })
        .collect()
}

impl Burden {
    /// Whole person-minutes; `None` where nothing is known.
    fn told(&self, time: PersonTime) -> Option<u64> {
        let is_told = !self.why.is_empty() && !self.is_wider;
        is_told.then(|| time.person_minutes().round() as u64)
    }

    /// The cause of most people, if they are enough; of equally frequent ones the first.
    fn main_cause(&self, threshold: u64) -> Option<Cause> {
        let most = self
            .why
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        most.filter(|(_, people)| **people >= threshold)
            .map(|(cause, _)| *cause)
    }
}

/// The district with most people; of equal ones the first in file order.
fn most(people: &BTreeMap<Option<DistrictId>, u64>) -> Option<DistrictId> {
    let most = people.values().max()?;
    people
        .iter()
        .filter(|(_, count)| *count == most)
        .find_map(|(district, _)| *district)
}
