//! What a choice of open sites is worth: everybody goes where it costs least, or is shared out where places are few.
//!
//! # Method
//!
//! Without capacities and least loads every row takes its cheapest open sites, by itself. With them a transport flow
//! (`flow`) shares people out: the cheapest way that fills every open site to its least load, overfills none, and
//! leaves no group of a floor with more unserved people than it may.
//!
//! # Invariants
//!
//! The value equals `Σ f + Σ c x + Σ q u` of the returned service.

use super::flow::Network;
use super::{Arc, Problem};

/// How a choice serves people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The objective.
    pub value: i128,
    /// For each row the needs that are not met.
    pub unserved: Vec<u64>,
    /// For each site the people served.
    pub loads: Vec<u64>,
}

/// The best service of a choice; nothing when it breaks a rule, a floor, a capacity or a least load.
pub fn serve(problem: &Problem, open: &[bool]) -> Option<Service> {
    if !problem.keeps_rules(open) {
        return None;
    }
    let service = if problem.has_loads() {
        shared_out(problem, open)?
    } else {
        nearest(problem, open)
    };
    let keeps_floors = (problem.floors.iter()).all(|floor| {
        let unserved: u64 = (floor.rows.iter()).map(|&row| service.unserved[row as usize]).sum();
        unserved <= floor.most_unserved
    });
    keeps_floors.then_some(service)
}

/// What opening the sites of a choice costs by itself.
pub fn opening(problem: &Problem, open: &[bool]) -> i128 {
    (problem.sites.iter().zip(open))
        .filter(|(_, is_open)| **is_open)
        .map(|(site, _)| i128::from(site.fixed_cost))
        .sum()
}

fn nearest(problem: &Problem, open: &[bool]) -> Service {
    let mut service = Service {
        value: opening(problem, open),
        unserved: vec![0; problem.rows.len()],
        loads: vec![0; problem.sites.len()],
    };
    for (row, terms) in problem.rows.iter().enumerate() {
        let mut missing = problem.needs;
        for arc in problem.of_row(row).iter().filter(|arc| open[arc.to as usize]) {
            if missing == 0 {
                break;
            }
            missing -= 1;
            service.value += i128::from(terms.people) * i128::from(arc.cost);
            service.loads[arc.to as usize] += terms.people;
        }
        let unserved = terms.people * u64::from(missing);
        service.unserved[row] = unserved;
        service.value += i128::from(unserved) * i128::from(terms.penalty);
    }
    service
}

/// Nodes: source, sink, rows, sites, floors.
fn shared_out(problem: &Problem, open: &[bool]) -> Option<Service> {
    let (rows, sites) = (problem.rows.len(), problem.sites.len());
    let (row_node, site_node, floor_node) = (2, 2 + rows, 2 + rows + sites);
    let mut network = Network::new(2 + rows + sites + problem.floors.len());
    let parents = floor_parents(problem);
    let mut unserved_edges = Vec::with_capacity(rows);
    for (row, terms) in problem.rows.iter().enumerate() {
        network.add(0, row_node + row, problem.needs_of(row), 0);
        for arc in problem.of_row(row).iter().filter(|arc| open[arc.to as usize]) {
            network.add(row_node + row, site_node + arc.to as usize, terms.people, arc.cost as i64);
        }
        let to = parents.of_row[row].map_or(1, |floor| floor_node + floor);
        let edge = network.add(row_node + row, to, problem.needs_of(row), terms.penalty as i64);
        unserved_edges.push(edge);
    }
    for (floor, terms) in problem.floors.iter().enumerate() {
        let to = parents.of_floor[floor].map_or(1, |parent| floor_node + parent);
        network.add(floor_node + floor, to, terms.most_unserved, 0);
    }
    let total: u64 = (0..rows).map(|row| problem.needs_of(row)).sum();
    // Filling a least load is worth more than all that serving can cost.
    let reward = network.dearest_path().saturating_add(1);
    let mut least_edges = Vec::new();
    let mut load_edges = vec![Vec::new(); sites];
    for (site, terms) in problem.sites.iter().enumerate().filter(|(site, _)| open[*site]) {
        let room = terms.capacity.unwrap_or(total).min(total);
        if room < terms.least_load {
            return None;
        }
        if terms.least_load > 0 {
            let edge = network.add(site_node + site, 1, terms.least_load, -reward);
            least_edges.push((edge, terms.least_load));
            load_edges[site].push(edge);
        }
        load_edges[site].push(network.add(site_node + site, 1, room - terms.least_load, 0));
    }
    if network.push_all(0, 1) != total
        || (least_edges.iter()).any(|&(edge, least)| network.flow(edge) != least)
    {
        return None;
    }
    let loads: Vec<u64> = (load_edges.iter())
        .map(|edges| edges.iter().map(|&edge| network.flow(edge)).sum())
        .collect();
    let unserved: Vec<u64> = unserved_edges.iter().map(|&edge| network.flow(edge)).collect();
    let rewards: i128 = (least_edges.iter())
        .map(|&(_, least)| i128::from(least) * i128::from(reward))
        .sum();
    Some(Service {
        value: opening(problem, open) + network.cost() + rewards,
        unserved,
        loads,
    })
}

/// For each row its smallest floor, and for each floor the next larger one: floors are nested or apart.
struct FloorTree {
    of_row: Vec<Option<usize>>,
    of_floor: Vec<Option<usize>>,
}

fn floor_parents(problem: &Problem) -> FloorTree {
    let mut order: Vec<usize> = (0..problem.floors.len()).collect();
    order.sort_by_key(|&floor| (problem.floors[floor].rows.len(), floor));
    let mut tree = FloorTree {
        of_row: vec![None; problem.rows.len()],
        of_floor: vec![None; problem.floors.len()],
    };
    let mut largest: Vec<Option<usize>> = vec![None; problem.rows.len()];
    for floor in order {
        for &row in &problem.floors[floor].rows {
            let row = row as usize;
            match largest[row] {
                None => tree.of_row[row] = Some(floor),
                Some(inner) => tree.of_floor[inner] = Some(floor),
            }
            largest[row] = Some(floor);
        }
    }
    tree
}

/// The cheapest open sites of a row, and the one after: for tables that follow swaps.
pub(super) fn two_nearest(arcs: &[Arc], open: &[bool]) -> (Option<Arc>, Option<Arc>) {
    let mut found = arcs.iter().filter(|arc| open[arc.to as usize]).copied();
    (found.next(), found.next())
}
