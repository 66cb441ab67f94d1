//! Clusters of homes that are connected on foot: neighbours who would share a new site.
//!
//! # Method
//!
//! Two homes are linked when the way between them along the streets is at most a given length; linked homes are one
//! cluster. The pairs need not be looked at one by one:
//!
//! 1. One search from all homes at once gives every junction its nearest home and the way to it.
//! 2. A street between two junctions links their nearest homes when way, street and way together are short enough.
//! 3. A home links to the nearest home of either end of its own street, and to the next home on its street.
//!
//! Clusters of all short links are the clusters of these few: a shortest way between two homes passes from the
//! neighbourhood of one home to that of the next, and each passage is such a link that is no longer than the whole way.
//!
//! # Complexity
//!
//! O((junctions + streets) log junctions), and only as far around the homes as a link is long.
//!
//! # Invariants
//!
//! Every home is in exactly one cluster. A longer link never splits one.
//!
//! # References
//!
//! Mehlhorn, K. (1988), A faster approximation algorithm for the Steiner problem in graphs, Information Processing
//! Letters 27.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use petgraph::unionfind::UnionFind;

use crate::ids::{DemandId, EdgeId, Id as _, NodeId};
use crate::network::Network;
use crate::osm::walkability::Edited;
use crate::snap::{SnapPoint, Snapped};
use crate::units::Metres;

/// The nearest home of a junction and the way to it in millimetres.
type Label = (u64, u32);

/// Groups homes that are linked on foot; each cluster ascending, clusters by their first home.
///
/// Homes that are attached to no street are in no cluster.
pub fn walking_clusters(
    network: &Network,
    snapped: &Snapped,
    homes: &[DemandId],
    link: Metres,
) -> Vec<Vec<DemandId>> {
    let link_mm = millimetres(link);
    let doors: Vec<(u32, SnapPoint)> = (0..)
        .zip(homes)
        .filter_map(|(number, home)| Some((number, *snapped.demand[*home].as_ref().ok()?)))
        .collect();
    let labels = nearest_homes(network, &doors, link_mm);
    let mut sets = UnionFind::<u32>::new(homes.len());
    for edge in network.edges().iter().filter(|edge| !edge.traits.closed) {
        if let (Some(a), Some(b)) = (labels[edge.from.index()], labels[edge.to.index()])
            && a.0 + millimetres(edge.length) + b.0 <= link_mm
        {
            sets.union(a.1, b.1);
        }
    }
    for (number, door) in &doors {
        for (node, way) in ends(network, door) {
            if let Some(label) = labels[node.index()]
                && label.0 + way <= link_mm
            {
                sets.union(*number, label.1);
            }
        }
    }
    link_along_streets(&doors, link_mm, &mut sets);
    let mut clusters: BTreeMap<u32, Vec<DemandId>> = BTreeMap::new();
    for (number, _) in &doors {
        let cluster = clusters.entry(sets.find(*number)).or_default();
        cluster.push(homes[*number as usize]);
    }
    let mut clusters: Vec<Vec<DemandId>> = clusters.into_values().collect();
    for cluster in &mut clusters {
        cluster.sort_unstable();
    }
    clusters.sort_unstable();
    clusters
}

/// Searches from all homes at once, as far as a link is long.
fn nearest_homes(
    network: &Network,
    doors: &[(u32, SnapPoint)],
    link_mm: u64,
) -> Vec<Option<Label>> {
    let mut labels: Vec<Option<Label>> = vec![None; network.nodes().len()];
    let mut heap: BinaryHeap<Reverse<(Label, NodeId)>> = BinaryHeap::new();
    for (number, door) in doors {
        let ends = ends(network, door);
        let ends = ends.filter(|(node, _)| is_passed(network, *node));
        heap.extend(ends.map(|(node, way)| Reverse(((way, *number), node))));
    }
    while let Some(Reverse((label, node))) = heap.pop() {
        if label.0 > link_mm {
            break;
        }
        if labels[node.index()].is_some() {
            continue;
        }
        labels[node.index()] = Some(label);
        for arc in network.arcs_from(node) {
            let arc = network.arcs()[arc];
            let is_open = !network.edges()[arc.edge].traits.closed;
            if is_open && labels[arc.head.index()].is_none() && is_passed(network, arc.head) {
                let way = label.0 + millimetres(network.edges()[arc.edge].length);
                heap.push(Reverse(((way, label.1), arc.head)));
            }
        }
    }
    labels
}

/// Whether no edit has closed a node.
fn is_passed(network: &Network, node: NodeId) -> bool {
    network.nodes()[node].traits.edited != Edited::Closed
}

/// Links each home with the next one on the same street.
fn link_along_streets(doors: &[(u32, SnapPoint)], link_mm: u64, sets: &mut UnionFind<u32>) {
    let mut by_street: Vec<(EdgeId, u64, u64, u32)> = doors
        .iter()
        .map(|(number, door)| {
            let along = millimetres(door.along);
            (door.edge, along, millimetres(door.gap), *number)
        })
        .collect();
    by_street.sort_unstable();
    for street in by_street.chunk_by(|a, b| a.0 == b.0) {
        for (index, (_, along, gap, number)) in street.iter().enumerate() {
            // Gaps differ, so that the next home but one may be linked where the next is not.
            let next = street[index + 1..].iter();
            for (_, other_along, other_gap, other) in
                next.take_while(|other| other.1 - along <= link_mm)
            {
                if gap + (other_along - along) + other_gap <= link_mm {
                    sets.union(*number, *other);
                }
            }
        }
    }
}

/// The ends of the street that a home is attached to, with the way to each.
fn ends(network: &Network, door: &SnapPoint) -> impl Iterator<Item = (NodeId, u64)> + use<> {
    let edge = &network.edges()[door.edge];
    let (gap, along) = (millimetres(door.gap), millimetres(door.along));
    let rest = millimetres(edge.length).saturating_sub(along);
    [(edge.from, gap + along), (edge.to, gap + rest)].into_iter()
}

fn millimetres(length: Metres) -> u64 {
    (length.metres() * 1000.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::EdgeIndex;
    use crate::snap::snap;
    use crate::testing::{Settlement, Town};
    use proptest::prelude::*;

    fn clusters_in(town: &Town, at: &[crate::projection::LonLat], link_m: f64) -> Vec<Vec<usize>> {
        let mut settlement = Settlement::default();
        for at in at {
            settlement.home(*at, 1);
        }
        let places = settlement.places();
        let index = EdgeIndex::new(&town.network);
        let (snapped, _) = snap(&places, &town.network, &index);
        let homes: Vec<DemandId> = places.demand.ids().collect();
        walking_clusters(&town.network, &snapped, &homes, Metres::new(link_m))
            .into_iter()
            .map(|cluster| cluster.into_iter().map(crate::ids::Id::index).collect())
            .collect()
    }

    #[test]
    fn neighbours_across_a_river_are_no_neighbours() {
        // A and C are 20 m apart by air and 320 m along the streets.
        let town = Town::draw(
            "
            A--------------B
                           |
            C--------------D
            ",
        )
        .build();
        let at = ['A', 'C', 'D'].map(|name| town.at(name));
        assert_eq!(clusters_in(&town, &at, 100.0), [vec![0], vec![1], vec![2]]);
        assert_eq!(clusters_in(&town, &at, 160.0), [vec![0], vec![1, 2]]);
        assert_eq!(clusters_in(&town, &at, 175.0), [vec![0, 1, 2]]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

        #[test]
        fn clusters_are_those_of_all_pairs(
            homes in prop::collection::vec((0.0..200.0, -60.0..0.0), 1..12),
            link in 10.0..150.0,
        ) {
            let town = Town::draw(
                "
                A----B----C----E----F
                |    |         |
                |    D----G----H
                |              |
                I--------J-----K----L
                ",
            )
            .build();
            let at: Vec<_> = homes.iter().map(|(x, y)| town.beside('A', *x, *y)).collect();
            let found = clusters_in(&town, &at, link);
            prop_assert_eq!(found, by_all_pairs(&town, &at, link));
        }
    }

    /// Floyd and Warshall over junctions and homes, then links by hand.
    fn by_all_pairs(town: &Town, at: &[crate::projection::LonLat], link_m: f64) -> Vec<Vec<usize>> {
        let mut settlement = Settlement::default();
        for at in at {
            settlement.home(*at, 1);
        }
        let network = &town.network;
        let (snapped, _) = snap(&settlement.places(), network, &EdgeIndex::new(network));
        let doors: Vec<SnapPoint> = snapped.demand.iter().map(|d| d.unwrap()).collect();
        let n = network.nodes().len();
        let size = n + doors.len();
        let mut way = vec![vec![u64::MAX / 4; size]; size];
        let mut put = |a: usize, b: usize, mm: u64| {
            way[a][b] = way[a][b].min(mm);
            way[b][a] = way[b][a].min(mm);
        };
        for edge in network.edges() {
            put(edge.from.index(), edge.to.index(), millimetres(edge.length));
        }
        for (i, door) in doors.iter().enumerate() {
            for (node, mm) in ends(network, door) {
                put(n + i, node.index(), mm);
            }
            for (j, other) in doors
                .iter()
                .enumerate()
                .filter(|(_, o)| o.edge == door.edge)
            {
                let between = millimetres(door.along).abs_diff(millimetres(other.along));
                put(
                    n + i,
                    n + j,
                    millimetres(door.gap) + between + millimetres(other.gap),
                );
            }
        }
        // A home is no way through to others.
        for k in 0..n {
            for i in 0..size {
                for j in 0..size {
                    way[i][j] = way[i][j].min(way[i][k] + way[k][j]);
                }
            }
        }
        let mut sets = UnionFind::<usize>::new(doors.len());
        for i in 0..doors.len() {
            for j in 0..doors.len() {
                if way[n + i][n + j] <= millimetres(Metres::new(link_m)) {
                    sets.union(i, j);
                }
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for i in 0..doors.len() {
            groups.entry(sets.find(i)).or_default().push(i);
        }
        let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
        groups.sort();
        groups
    }
}
