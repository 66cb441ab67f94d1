//! What a choice of open sites is worth: everybody goes where it costs least, or is shared out where places are few.
//!
//! # Method
//!
//! Without capacities and least loads every row takes its cheapest open sites, by itself. With them a transport flow
//! (`flow`) shares people out: the cheapest way that fills every open site to its least load, overfills none, and
//! leaves no group of a floor with more unserved people than it may. Whom no site reaches is left out of all floors, which
//! may leave so many fewer then: what is left of them is nested or apart, or nothing is found ([`floors_cross`]).
//!
//! # Invariants
//!
//! The value equals `Σ f + Σ c x + Σ q u` of the returned service.

use std::collections::BTreeMap;

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
    /// Row, site and people of each service, where people are shared out; else everybody takes the cheapest.
    pub flows: Vec<(u32, u32, u64)>,
}

/// The best service of a choice; nothing when it breaks a rule, a floor, a capacity or a least load.
pub fn serve(problem: &Problem, open: &[bool]) -> Option<Service> {
    serve_counted(problem, open).0
}

/// The same with the work that it took, in numbers looked at: a flow takes far more than its rows.
pub fn serve_counted(problem: &Problem, open: &[bool]) -> (Option<Service>, u64) {
    let mut work = problem.sites.len() as u64;
    if !problem.keeps_rules(open) {
        return (None, work);
    }
    let service = if problem.has_loads() {
        shared_out(problem, open, &mut work)
    } else {
        work += problem.rows.len() as u64 * 2;
        Some(nearest(problem, open))
    };
    (
        service.filter(|service| keeps_floors(problem, service)),
        work,
    )
}

/// Whether no floor has more unserved people than it may.
fn keeps_floors(problem: &Problem, service: &Service) -> bool {
    (problem.floors.iter()).all(|floor| {
        let unserved: u64 = (floor.rows.iter())
            .map(|&row| service.unserved[row as usize])
            .sum();
        unserved <= floor.most_unserved
    })
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
        flows: Vec::new(),
    };
    for (row, terms) in problem.rows.iter().enumerate() {
        let mut missing = problem.needs;
        for arc in problem
            .of_row(row)
            .iter()
            .filter(|arc| open[arc.to as usize])
        {
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

/// The transport network of a choice, and which of its edges tell what.
///
/// Nodes: source, sink, rows, sites, floors.
struct Transport {
    network: Network,
    unserved: Vec<usize>,
    /// Edges from rows to sites.
    arcs: Vec<(usize, u32, u32)>,
    /// For each site the edges that carry its load.
    loads: Vec<Vec<usize>>,
    /// Edges that must be full, and how full that is.
    least: Vec<(usize, u64)>,
    reward: i64,
    total: u64,
}

fn shared_out(problem: &Problem, open: &[bool], work: &mut u64) -> Option<Service> {
    let mut transport = Transport::of_rows(problem, open)?;
    transport.add_sites(problem, open)?;
    let Transport {
        mut network,
        unserved,
        arcs,
        loads,
        least,
        reward,
        total,
    } = transport;
    let pushed = network.push_all(0, 1);
    *work += network.looked();
    if pushed != total || (least.iter()).any(|&(edge, least)| network.flow(edge) != least) {
        return None;
    }
    let rewards: i128 = (least.iter())
        .map(|&(_, least)| i128::from(least) * i128::from(reward))
        .sum();
    Some(Service {
        value: opening(problem, open) + network.cost() + rewards,
        unserved: unserved.iter().map(|&edge| network.flow(edge)).collect(),
        flows: (arcs.iter())
            .map(|&(edge, row, site)| (row, site, network.flow(edge)))
            .filter(|(_, _, people)| *people > 0)
            .collect(),
        loads: (loads.iter())
            .map(|edges| edges.iter().map(|&edge| network.flow(edge)).sum())
            .collect(),
    })
}

impl Transport {
    /// Everything but the ways from sites; nothing where people whom no site reaches break a floor.
    fn of_rows(problem: &Problem, open: &[bool]) -> Option<Self> {
        let (rows, sites) = (problem.rows.len(), problem.sites.len());
        let (row_node, site_node, floor_node) = (2, 2 + rows, 2 + rows + sites);
        let mut network = Network::new(2 + rows + sites + problem.floors.len());
        let parents = floor_parents(problem);
        let mut unserved = Vec::with_capacity(rows);
        let mut arcs = Vec::new();
        for (row, terms) in problem.rows.iter().enumerate() {
            let (node, needs) = (row_node + row, problem.needs_of(row));
            network.add(0, node, needs, 0);
            for arc in problem
                .of_row(row)
                .iter()
                .filter(|arc| open[arc.to as usize])
            {
                let to = site_node + arc.to as usize;
                arcs.push((
                    network.add(node, to, terms.people, arc.cost as i64),
                    row as u32,
                    arc.to,
                ));
            }
            let to = parents.of_row[row].map_or(1, |floor| floor_node + floor);
            unserved.push(network.add(node, to, needs, terms.penalty as i64));
        }
        for (floor, terms) in problem.floors.iter().enumerate() {
            let lost = terms.rows.iter().map(|&row| row as usize);
            let lost = lost.filter(|&row| is_lost(problem, row));
            let lost: u64 = lost.map(|row| problem.needs_of(row)).sum();
            let room = terms.most_unserved.checked_sub(lost)?;
            let to = parents.of_floor[floor].map_or(1, |parent| floor_node + parent);
            network.add(floor_node + floor, to, room, 0);
        }
        // Filling a least load is worth more than all that serving can cost.
        let reward = network.dearest_path().saturating_add(1);
        Some(Self {
            network,
            unserved,
            arcs,
            loads: vec![Vec::new(); sites],
            least: Vec::new(),
            reward,
            total: (0..rows).map(|row| problem.needs_of(row)).sum(),
        })
    }

    /// Adds the ways from open sites to the sink; nothing when one has less room than it must fill.
    fn add_sites(&mut self, problem: &Problem, open: &[bool]) -> Option<()> {
        let site_node = 2 + problem.rows.len();
        for (site, terms) in problem
            .sites
            .iter()
            .enumerate()
            .filter(|(site, _)| open[*site])
        {
            let room = terms.capacity.unwrap_or(self.total).min(self.total);
            let spare = room.checked_sub(terms.least_load)?;
            if terms.least_load > 0 {
                let edge = (self.network).add(site_node + site, 1, terms.least_load, -self.reward);
                self.least.push((edge, terms.least_load));
                self.loads[site].push(edge);
            }
            self.loads[site].push(self.network.add(site_node + site, 1, spare, 0));
        }
        Some(())
    }
}

/// For each row its smallest floor, and for each floor the next larger one: floors are nested or apart.
struct FloorTree {
    of_row: Vec<Option<usize>>,
    of_floor: Vec<Option<usize>>,
}

fn floor_parents(problem: &Problem) -> FloorTree {
    let mut tree = FloorTree {
        of_row: vec![None; problem.rows.len()],
        of_floor: vec![None; problem.floors.len()],
    };
    nest(problem, |floor, row, inner| match inner {
        None => tree.of_row[row] = Some(floor),
        Some(inner) => tree.of_floor[inner] = Some(floor),
    });
    tree
}

/// Whether two floors have rows in common, and each has others: people cannot be shared out under both then.
pub fn floors_cross(problem: &Problem) -> bool {
    let sizes: Vec<usize> = (0..problem.floors.len())
        .map(|floor| reached(problem, floor).count())
        .collect();
    // How many rows of each floor lie in a larger one.
    let mut inside: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    nest(problem, |floor, _, inner| {
        if let Some(inner) = inner {
            *inside.entry((floor, inner)).or_default() += 1;
        }
    });
    inside
        .iter()
        .any(|((_, inner), rows)| *rows < sizes[*inner])
}

/// Looks at the reached rows of all floors, the smaller floors first: each with its floor, and the largest before that
/// which holds it.
fn nest(problem: &Problem, mut look: impl FnMut(usize, usize, Option<usize>)) {
    let mut order: Vec<usize> = (0..problem.floors.len()).collect();
    order.sort_by_cached_key(|&floor| (reached(problem, floor).count(), floor));
    let mut largest: Vec<Option<usize>> = vec![None; problem.rows.len()];
    for floor in order {
        for row in reached(problem, floor) {
            look(floor, row, largest[row].replace(floor));
        }
    }
}

/// The rows of a floor that some site reaches.
fn reached(problem: &Problem, floor: usize) -> impl Iterator<Item = usize> + '_ {
    let rows = problem.floors[floor].rows.iter().map(|&row| row as usize);
    rows.filter(|&row| !is_lost(problem, row))
}

/// Whether no site reaches a row, open or not.
fn is_lost(problem: &Problem, row: usize) -> bool {
    problem.of_row(row).is_empty()
}

/// The cheapest open sites of a row, and the one after: for tables that follow swaps.
pub(super) fn two_nearest(arcs: &[Arc], open: &[bool]) -> (Option<Arc>, Option<Arc>) {
    let mut found = arcs.iter().filter(|arc| open[arc.to as usize]).copied();
    (found.next(), found.next())
}
