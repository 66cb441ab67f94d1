//! Walk times as a bureau corrects them: speeds and delays of its edits, on top of what the profile charges.
//!
//! Where a profile may not go it still may not.

use super::{ArcTime, ArcTimes};
use crate::ids::{ArcId, EdgeId, Id, NodeId};
use crate::network::{Network, Sense};
use crate::units::{WalkSpeed, WalkTime};

impl ArcTimes {
    /// Sets the speed of some edges, whoever walks; of several speeds of one edge the last counts.
    pub fn set_speeds(&mut self, network: &Network, speeds: &[(EdgeId, WalkSpeed)]) {
        let mut of_edge: Vec<Option<WalkSpeed>> = vec![None; network.edges().len()];
        for (edge, speed) in speeds {
            of_edge[edge.index()] = Some(*speed);
        }
        self.change(network, |network, arc, time| {
            let edge = network.arcs()[arc].edge;
            if let Some(speed) = of_edge[edge.index()] {
                time.moving = WalkTime::walking(network.edges()[edge].length, speed);
            }
        });
    }

    /// Lets some edges take longer, by so many seconds each.
    pub fn add_delays(&mut self, network: &Network, delays: &[(EdgeId, f64)]) {
        let mut of_edge = vec![WalkTime::ZERO; network.edges().len()];
        for (edge, seconds) in delays {
            let more = &mut of_edge[edge.index()];
            *more = more.saturating_add(WalkTime::from_seconds(*seconds));
        }
        self.change(network, |network, arc, time| {
            let more = of_edge[network.arcs()[arc].edge.index()];
            time.moving = time.moving.saturating_add(more);
        });
    }

    /// Lets some nodes take longer to pass, by so many seconds each: half on arriving, half on leaving.
    pub fn add_node_delays(&mut self, network: &Network, delays: &[(NodeId, f64)]) {
        let mut of_node = vec![WalkTime::ZERO; network.nodes().len()];
        for (node, seconds) in delays {
            let more = &mut of_node[node.index()];
            *more = more.saturating_add(WalkTime::from_seconds(*seconds));
        }
        self.change(network, |network, arc, time| {
            let edge = &network.edges()[network.arcs()[arc].edge];
            let (tail, head) = match network.arcs()[arc].sense {
                Sense::Along => (edge.from, edge.to),
                Sense::Against => (edge.to, edge.from),
            };
            let leaving = WalkTime::from_millis(of_node[tail.index()].millis() / 2);
            let whole = of_node[head.index()];
            let arriving = whole.saturating_sub(WalkTime::from_millis(whole.millis() / 2));
            time.start = time.start.saturating_add(leaving);
            time.end = time.end.saturating_add(arriving);
        });
    }

    fn change(&mut self, network: &Network, one: impl Fn(&Network, ArcId, &mut ArcTime)) {
        for arc in network.arcs().ids() {
            if let Some(time) = &mut self.arcs[arc] {
                one(network, arc, time);
            }
        }
    }
}
