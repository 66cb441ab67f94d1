//! The cheapest flow through a small network: how people are shared out among sites with few places.
//!
//! # Method
//!
//! Successive shortest paths (Edmonds and Karp, 1972): as long as a path leads from source to sink, the cheapest one
//! takes all that fits. Node prices keep the reduced costs from falling below zero, so that each path is found by
//! Dijkstra's method; the first prices come from one pass over the network, which has no cycle before any flow.
//!
//! # Complexity
//!
//! Paths × edges × log nodes.
//!
//! # Invariants
//!
//! Flows are whole and within the edges' room; of all flows of the same amount none costs less.
//!
//! # References
//!
//! Edmonds and Karp (1972), Theoretical improvements in algorithmic efficiency for network flow problems.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A network with room and cost on its edges.
#[derive(Debug, Clone)]
pub struct Network {
    edges: Vec<Edge>,
    out: Vec<Vec<u32>>,
    cost: i128,
    prices: Vec<i64>,
    looked: u64,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    to: u32,
    room: u64,
    cost: i64,
}

/// Farther than any path.
const FAR: i64 = i64::MAX / 4;

impl Network {
    /// A network with so many nodes and no edge.
    pub fn new(nodes: usize) -> Self {
        Self {
            edges: Vec::new(),
            out: vec![Vec::new(); nodes],
            cost: 0,
            prices: Vec::new(),
            looked: 0,
        }
    }

    /// Adds an edge; returns its number.
    pub fn add(&mut self, from: usize, to: usize, room: u64, cost: i64) -> usize {
        let number = self.edges.len();
        self.out[from].push(number as u32);
        self.out[to].push(number as u32 + 1);
        self.edges.push(Edge {
            to: to as u32,
            room,
            cost,
        });
        self.edges.push(Edge {
            to: from as u32,
            room: 0,
            cost: -cost,
        });
        number
    }

    /// The flow on an edge.
    pub fn flow(&self, edge: usize) -> u64 {
        self.edges[edge + 1].room
    }

    /// What the flow costs.
    pub const fn cost(&self) -> i128 {
        self.cost
    }

    /// More than any path without the rewards can cost: paths go back and forth at most as often as there are nodes.
    pub fn dearest_path(&self) -> i64 {
        let dearest = self.edges.iter().map(|edge| edge.cost).max().unwrap_or(0);
        dearest.saturating_mul(self.out.len() as i64 + 1)
    }

    /// How many edges have been looked at.
    pub const fn looked(&self) -> u64 {
        self.looked
    }

    /// Pushes as much as goes from source to sink, as cheaply as can be; returns how much.
    pub fn push_all(&mut self, source: usize, sink: usize) -> u64 {
        self.first_prices(source);
        let mut pushed = 0;
        while let Some(via) = self.cheapest_path(source, sink) {
            let mut room = u64::MAX;
            let mut at = sink;
            while at != source {
                let edge = via[at] as usize;
                room = room.min(self.edges[edge].room);
                at = self.edges[edge ^ 1].to as usize;
            }
            at = sink;
            while at != source {
                let edge = via[at] as usize;
                self.edges[edge].room -= room;
                self.edges[edge ^ 1].room += room;
                self.cost += i128::from(room) * i128::from(self.edges[edge].cost);
                at = self.edges[edge ^ 1].to as usize;
            }
            pushed += room;
        }
        pushed
    }

    /// Bellman and Ford: the network has no cycle, so that few passes do.
    fn first_prices(&mut self, source: usize) {
        self.prices = vec![FAR; self.out.len()];
        self.prices[source] = 0;
        while self.lower_prices() {}
    }

    /// One pass over all edges; whether any price fell.
    fn lower_prices(&mut self) -> bool {
        let mut changes = false;
        self.looked += self.edges.len() as u64;
        for from in 0..self.out.len() {
            for &edge in &self.out[from] {
                let Edge { to, room, cost } = self.edges[edge as usize];
                let price = self.prices[from] + cost;
                let is_reached = self.prices[from] < FAR && room > 0;
                if is_reached && price < self.prices[to as usize] {
                    self.prices[to as usize] = price;
                    changes = true;
                }
            }
        }
        changes
    }

    /// For each node of the cheapest path the edge that leads to it; raises the prices.
    fn cheapest_path(&mut self, source: usize, sink: usize) -> Option<Vec<u32>> {
        let mut via = vec![u32::MAX; self.out.len()];
        let mut far = vec![FAR; self.out.len()];
        let mut heap = BinaryHeap::new();
        far[source] = 0;
        heap.push(Reverse((0, source as u32)));
        while let Some(Reverse((distance, from))) = heap.pop() {
            if distance > far[from as usize] {
                continue;
            }
            if from as usize == sink {
                break;
            }
            self.looked += self.out[from as usize].len() as u64;
            for &edge in &self.out[from as usize] {
                let Edge { to, room, cost } = self.edges[edge as usize];
                if room == 0 || self.prices[to as usize] == FAR {
                    continue;
                }
                let next = distance + cost + self.prices[from as usize] - self.prices[to as usize];
                if next < far[to as usize] {
                    far[to as usize] = next;
                    via[to as usize] = edge;
                    heap.push(Reverse((next, to)));
                }
            }
        }
        if via[sink] == u32::MAX {
            return None;
        }
        let reached = far[sink];
        for (price, far) in self.prices.iter_mut().zip(&far) {
            if *price < FAR {
                *price += (*far).min(reached);
            }
        }
        Some(via)
    }
}
