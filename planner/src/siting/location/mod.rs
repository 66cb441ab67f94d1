//! One problem that every siting model with any set of rules is written as, and what a choice is worth in it.
//!
//! # Formulation
//!
//! Sites `j` may be open (`y_j`). People live in rows `i` of `w_i`; each of them needs `r` different sites (one, or two
//! for backup coverage). `x_ij` people of row `i` are served at site `j`, `u_i` are not served:
//!
//! ```text
//! min  Σ f_j y_j + Σ c_ij x_ij + Σ q_i u_i
//! with Σ_j x_ij + u_i = r w_i,   0 ≤ x_ij ≤ w_i y_j,   least_j y_j ≤ Σ_i x_ij ≤ capacity_j y_j,
//!      Σ_{i in g} u_i ≤ most_g  for each floor g,   Σ_j y_j ≤ p,   linear rules on y,   y_j ∈ {0, 1}.
//! ```
//!
//! Not being served never costs less than being served (`q_i ≥ c_ij`), so that whoever can be served is.
//!
//! | model | f | c | q | floors |
//! |---|---|---|---|---|
//! | maximal covering (Church and ReVelle, 1974) | 0 | 0 | 1 | |
//! | set covering (Toregas and others, 1971), partial | 1 | 0 | 0 | all rows: none, or 5 %, unserved |
//! | p-median (Hakimi, 1964; ReVelle and Swain, 1970) | 0 | walk | more than any walk | |
//! | p-center (Hakimi, 1964) | by the times themselves: the least time at which `p` sites serve everybody | | | |
//! | minimum total cost (Balinski, 1965) | cost | cost of the walk | more than any | all rows |
//! | backup coverage (Hogan and ReVelle, 1986) | 0 | 0 | 1, `r` = 2 | |
//! | capacitated forms (Current and Storbeck, 1988; Pirkul, 1987) | as above, with capacities | | | |
//!
//! # Method
//!
//! `value` tells what a choice is worth, by the nearest open sites or, with capacities, by a flow; `dual` bounds what
//! any choice can be worth; `local` searches; `branch` proves.
//!
//! # Invariants
//!
//! All numbers are whole. The order of rows and sites changes no value.
//!
//! # References
//!
//! Church and ReVelle (1974), The maximal covering location problem. Toregas, Swain, ReVelle and Bergman (1971), The
//! location of emergency service facilities. Hakimi (1964), Optimum locations of switching centers. ReVelle and Swain
//! (1970), Central facilities location. Balinski (1965), Integer programming: methods, uses, computation. Hogan and
//! ReVelle (1986), Concepts and applications of backup coverage. Current and Storbeck (1988), Capacitated covering
//! models. Pirkul (1987), Efficient algorithms for the capacitated concentrator location problem.

pub mod branch;
pub mod dual;
pub mod flow;
pub mod local;
pub mod promises;
pub mod propagate;
pub mod value;

#[cfg(test)]
mod tests;

/// A siting problem with its rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// What could be open.
    pub sites: Vec<SiteTerms>,
    /// Who is to be served.
    pub rows: Vec<RowTerms>,
    /// The first arc of each row, and the end of the last.
    pub first: Vec<usize>,
    /// For each row its sites, by cost and then by site.
    pub arcs: Vec<Arc>,
    /// How many different sites each person needs.
    pub needs: u32,
    /// At most so many sites are open.
    pub most_open: usize,
    /// Linear rules on what is open.
    pub rules: Vec<Rule>,
    /// Groups of rows of which only so many may be left without.
    pub floors: Vec<Floor>,
    /// The first arc into each site, by row; made by [`Problem::indexed`].
    pub(in crate::siting) by_site_first: Vec<usize>,
    pub(in crate::siting) by_site: Vec<Arc>,
}

/// What is said of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SiteTerms {
    /// What opening it costs in the objective.
    pub fixed_cost: u64,
    /// How many people it can serve.
    pub capacity: Option<u64>,
    /// How many people it must serve if it is open.
    pub least_load: u64,
    /// Whether it must be open.
    pub is_fixed: bool,
}

/// What is said of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowTerms {
    /// People.
    pub people: u64,
    /// What each need that is not met costs.
    pub penalty: u64,
}

/// A site that can serve a row; or, seen from the site, a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Arc {
    /// What it costs for one person.
    pub cost: u64,
    /// The site, or the row.
    pub to: u32,
}

/// `Σ a_j y_j ≤ most`, or: at least so many groups have an open site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// A sum of open sites, each with its factor, stays within a limit.
    Sum {
        /// Sites with their factors.
        terms: Vec<(u32, i64)>,
        /// The limit.
        most: i64,
    },
    /// So many of the groups have at least one open site.
    Share {
        /// Groups of sites.
        groups: Vec<Vec<u32>>,
        /// How many groups.
        least: usize,
    },
}

/// Rows of which at most so many needs may be left unmet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// The rows, ascending.
    pub rows: Vec<u32>,
    /// The most unmet needs.
    pub most_unserved: u64,
}

/// What is decided about a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    Free,
    /// It is open.
    In,
    /// It is not open.
    Out,
}

impl Rule {
    /// At most so many of these sites.
    pub fn at_most(sites: &[u32], most: usize) -> Self {
        Self::Sum {
            terms: sites.iter().map(|&site| (site, 1)).collect(),
            most: most as i64,
        }
    }

    /// At least so many of these sites.
    pub fn at_least(sites: &[u32], least: usize) -> Self {
        Self::Sum {
            terms: sites.iter().map(|&site| (site, -1)).collect(),
            most: -(least as i64),
        }
    }

    /// Whether a choice keeps it.
    pub fn is_kept(&self, open: &[bool]) -> bool {
        match self {
            Self::Sum { terms, most } => {
                let sum: i64 = (terms.iter())
                    .filter(|(site, _)| open[*site as usize])
                    .map(|(_, factor)| factor)
                    .sum();
                sum <= *most
            }
            Self::Share { groups, least } => {
                let has_one = |group: &&Vec<u32>| group.iter().any(|&site| open[site as usize]);
                groups.iter().filter(has_one).count() >= *least
            }
        }
    }
}

impl Problem {
    /// Adds a row with the sites that can serve it; rows are numbered in this order.
    pub fn push_row(&mut self, row: RowTerms, mut arcs: Vec<Arc>) {
        if self.first.is_empty() {
            self.first.push(0);
        }
        arcs.sort_unstable();
        debug_assert!(
            arcs.iter()
                .all(|arc| arc.cost <= row.penalty || row.penalty == 0)
        );
        self.rows.push(row);
        self.arcs.extend(arcs);
        self.first.push(self.arcs.len());
    }

    /// Lists the arcs by site; to be called once when all rows are there.
    #[must_use]
    pub fn indexed(mut self) -> Self {
        let mut first = vec![0; self.sites.len() + 1];
        for arc in &self.arcs {
            first[arc.to as usize + 1] += 1;
        }
        for site in 0..self.sites.len() {
            first[site + 1] += first[site];
        }
        let mut next = first.clone();
        self.by_site = vec![Arc::default(); self.arcs.len()];
        for row in 0..self.rows.len() {
            for arc in &self.arcs[self.first[row]..self.first[row + 1]] {
                let place = &mut next[arc.to as usize];
                self.by_site[*place] = Arc {
                    cost: arc.cost,
                    to: row as u32,
                };
                *place += 1;
            }
        }
        self.by_site_first = first;
        self
    }

    /// The same problem with every service for nothing: what is left is whether the rules can be kept.
    #[must_use]
    pub fn free_of_cost(mut self) -> Self {
        for site in &mut self.sites {
            site.fixed_cost = 0;
        }
        for row in 0..self.rows.len() {
            self.rows[row].penalty = 0;
            let arcs = &mut self.arcs[self.first[row]..self.first[row + 1]];
            for arc in arcs.iter_mut() {
                arc.cost = 0;
            }
            arcs.sort_unstable();
        }
        self.indexed()
    }

    /// The same sites with the same needs, and nobody to serve yet.
    #[must_use]
    pub fn frame(&self) -> Self {
        Self {
            sites: self.sites.clone(),
            needs: self.needs,
            most_open: self.most_open,
            ..Self::default()
        }
    }

    /// The problem of serving everybody at no more than a cost, with the same rules.
    #[must_use]
    pub fn within(&self, most: u64) -> Self {
        let mut problem = Self {
            rules: self.rules.clone(),
            floors: self.floors.clone(),
            ..self.frame()
        };
        for row in 0..self.rows.len() {
            let people = self.rows[row].people;
            problem.push_row(RowTerms { people, penalty: 0 }, self.arcs_up_to(row, most));
        }
        let is_served = |row: &u32| !self.of_row(*row as usize).is_empty();
        problem.floors.push(Floor {
            rows: (0..self.rows.len() as u32).filter(is_served).collect(),
            most_unserved: 0,
        });
        problem.indexed()
    }

    /// The problem of serving most people at no more than a cost, without rules.
    #[must_use]
    pub fn covering(&self, most: u64) -> Self {
        let mut problem = self.frame();
        for site in &mut problem.sites {
            site.fixed_cost = 0;
        }
        for row in 0..self.rows.len() {
            let people = self.rows[row].people;
            problem.push_row(RowTerms { people, penalty: 1 }, self.arcs_up_to(row, most));
        }
        problem.indexed()
    }

    /// The arcs of a row up to a cost, for nothing.
    fn arcs_up_to(&self, row: usize, most: u64) -> Vec<Arc> {
        let arcs = self.of_row(row).iter().filter(|arc| arc.cost <= most);
        arcs.map(|arc| Arc { cost: 0, ..*arc }).collect()
    }

    /// The sites that can serve a row, the cheapest first.
    pub fn of_row(&self, row: usize) -> &[Arc] {
        &self.arcs[self.first[row]..self.first[row + 1]]
    }

    /// The rows that a site can serve, ascending.
    pub fn of_site(&self, site: usize) -> &[Arc] {
        &self.by_site[self.by_site_first[site]..self.by_site_first[site + 1]]
    }

    /// The needs of a row: its people times the sites that each needs.
    pub fn needs_of(&self, row: usize) -> u64 {
        self.rows[row].people * u64::from(self.needs)
    }

    /// Whether people must be shared out among sites: any capacity or least load.
    pub fn has_loads(&self) -> bool {
        (self.sites.iter()).any(|site| site.capacity.is_some() || site.least_load > 0)
    }

    /// Whether a choice keeps the number of sites, the fixed sites and all linear rules.
    pub fn keeps_rules(&self, open: &[bool]) -> bool {
        open.iter().filter(|is_open| **is_open).count() <= self.most_open
            && (self.sites.iter().zip(open)).all(|(site, is_open)| *is_open || !site.is_fixed)
            && self.rules.iter().all(|rule| rule.is_kept(open))
    }

    /// More than any choice can be worth.
    pub fn ceiling(&self) -> i128 {
        let sites: i128 = self.sites.iter().map(|s| i128::from(s.fixed_cost)).sum();
        let rows: i128 = (0..self.rows.len())
            .map(|row| {
                let dearest = self.of_row(row).last().map_or(0, |arc| arc.cost);
                i128::from(self.needs_of(row)) * i128::from(self.rows[row].penalty.max(dearest))
            })
            .sum();
        sites + rows + 1
    }
}
