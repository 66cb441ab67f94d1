//! What takes longer or is walked at another speed by edits: for the edges and nodes of a network that was built with them.

use std::collections::BTreeMap;

use super::found::{Nothing, touches_nothing};
use super::{Action, Edits, LINE_M, NODE_M, POINT_M, Target, is_along};
use crate::findings::Findings;
use crate::ids::{EdgeId, Id as _, NodeId};
use crate::network::Network;
use crate::osm::walkability::Edited;
use crate::projection::{LonLat, distance};
use crate::units::{Metres, WalkSpeed};

impl Edits {
    /// The edges that are walked at another speed, in the order of the edits; says which edits touched nothing.
    pub fn speeds(&self, network: &Network) -> (Vec<(EdgeId, WalkSpeed)>, Findings) {
        let of_edit = |action: &Action| match action {
            Action::Speed(target, speed) => Some((target.clone(), *speed)),
            _ => None,
        };
        self.timed(network, of_edit, |edges, speed| {
            edges.iter().map(|edge| (*edge, speed)).collect()
        })
    }

    /// The edges that take longer, with the seconds: those of one way share its delay by their lengths, so that the way
    /// takes so much longer however often it is cut; says which edits touched nothing.
    pub fn delays(&self, network: &Network) -> (Vec<(EdgeId, f64)>, Findings) {
        let of_edit = |action: &Action| match action {
            Action::Delay(target, seconds) if !matches!(target, Target::Point(_)) => {
                Some((target.clone(), *seconds))
            }
            _ => None,
        };
        self.timed(network, of_edit, |edges, seconds| {
            // What an edit has drawn has no id: each piece of it is a way by itself.
            let way = |edge: &EdgeId| match network.edges()[*edge].osm_way {
                0 => (0, edge.index()),
                way => (way, 0),
            };
            let mut lengths: BTreeMap<(i64, usize), Metres> = BTreeMap::new();
            for edge in edges {
                *lengths.entry(way(edge)).or_default() += network.edges()[*edge].length;
            }
            let share = |edge: &EdgeId| {
                let all = lengths[&way(edge)].metres();
                let part = network.edges()[*edge].length.metres();
                let part = if all > 0.0 { part / all } else { 1.0 };
                (*edge, seconds * part)
            };
            edges.iter().map(share).collect()
        })
    }

    /// The nodes that take longer to pass, with the seconds. An edit that touches none has been told of when it was applied.
    ///
    /// Those are the nodes that were marked when the edits were applied; of a network without edits the nearest ones.
    pub fn node_delays(&self, network: &Network) -> Vec<(NodeId, f64)> {
        let mut delays = Vec::new();
        for edit in &self.0 {
            let Action::Delay(Target::Point(at), seconds) = &edit.action else {
                continue;
            };
            let away_m = |place: LonLat| distance(place, *at).metres();
            let nodes = network.nodes().enumerate();
            let near = nodes.filter(|(_, node)| away_m(node.at) <= POINT_M + NODE_M);
            let mut near: Vec<(NodeId, LonLat)> = near.map(|(id, node)| (id, node.at)).collect();
            let is_marked = |id: NodeId| network.nodes()[id].traits.edited == Edited::Delayed;
            if near.iter().any(|(id, _)| is_marked(*id)) {
                near.retain(|(id, _)| is_marked(*id));
            }
            let nearest = near.iter().map(|(_, place)| *place);
            let nearest = nearest.min_by(|a, b| away_m(*a).total_cmp(&away_m(*b)));
            // A wall or a gate parts what meets at one place: all of it takes longer.
            let there = near.iter().filter(|(_, place)| Some(*place) == nearest);
            delays.extend(there.map(|(node, _)| (*node, *seconds)));
        }
        delays
    }

    fn timed<T: Copy>(
        &self,
        network: &Network,
        of_edit: impl Fn(&Action) -> Option<(Target, T)>,
        shared: impl Fn(&[EdgeId], T) -> Vec<(EdgeId, T)>,
    ) -> (Vec<(EdgeId, T)>, Findings) {
        let (mut timed, mut findings) = (Vec::new(), Findings::new());
        for edit in &self.0 {
            let Some((target, value)) = of_edit(&edit.action) else {
                continue;
            };
            let edges = network.edges().enumerate();
            let open = edges.filter(|(_, edge)| !edge.traits.closed);
            let touched = open.filter(|(id, edge)| match &target {
                Target::Way(way) => edge.osm_way == *way,
                Target::Line(line) => {
                    let mut shape = network.shape(*id).iter();
                    shape.all(|place| is_along(*place, line, LINE_M))
                }
                Target::Point(_) => false,
            });
            let touched: Vec<EdgeId> = touched.map(|(id, _)| id).collect();
            if touched.is_empty() {
                findings.push(touches_nothing(edit.feature, Nothing::Near));
            }
            timed.extend(shared(&touched, value));
        }
        (timed, findings)
    }
}
