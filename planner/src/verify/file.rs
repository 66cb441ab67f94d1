//! What a certificate holds, and whether it is so.

use serde::Deserialize;

use super::{Claimed, Shown};

/// The schema that this checker reads.
const SCHEMA: &str = "planner-certificate/1";

#[derive(Debug, Deserialize)]
pub(super) struct File {
    schema: String,
    needs: u64,
    most_open: usize,
    sites: Vec<Site>,
    rows: Vec<Row>,
    rules: Vec<Rule>,
    floors: Vec<Floor>,
    plan: Vec<usize>,
    #[serde(default)]
    served: Vec<(usize, usize, u64)>,
    value: i64,
    bound: i64,
    bits: u32,
    row_prices: Vec<i64>,
    rule_prices: Vec<Vec<i64>>,
    floor_prices: Vec<i64>,
    /// People whom existing sites cover and who are in no row.
    baseline: u64,
}

/// What the run record says of the same plan; everything else in it is not looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Run {
    pub(super) proposal: RunProposal,
}

#[derive(Debug, Deserialize)]
pub(super) struct RunProposal {
    model: String,
    objective: f64,
    bound: f64,
    sites: Vec<RunSite>,
    /// Into how many parts a person is divided.
    #[serde(default)]
    parts: u64,
    /// What is claimed of each tier; the certificate is about the last.
    #[serde(default)]
    tiers: Vec<RunTier>,
}

#[derive(Debug, Deserialize)]
struct RunTier {
    covered: f64,
    bound: f64,
}

#[derive(Debug, Deserialize)]
struct RunSite {
    id: String,
}

#[derive(Debug, Deserialize)]
struct Site {
    id: String,
    fixed_cost: u64,
    capacity: Option<u64>,
    least_load: u64,
    stays: bool,
}

#[derive(Debug, Deserialize)]
struct Row {
    people: u64,
    penalty: u64,
    /// Site and cost.
    arcs: Vec<(usize, u64)>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Rule {
    Sum {
        terms: Vec<(usize, i64)>,
        most: i64,
    },
    Share {
        groups: Vec<Vec<usize>>,
        least: usize,
    },
}

#[derive(Debug, Deserialize)]
struct Floor {
    rows: Vec<usize>,
    most_unserved: u64,
}

impl File {
    /// Checks everything but the run record.
    pub(super) fn check(&self) -> Result<Shown, String> {
        self.shape()?;
        let open = self.open()?;
        self.rules_kept(&open)?;
        let unserved = if self.has_loads() {
            self.served(&open)?
        } else {
            self.nearest(&open)
        };
        for (number, floor) in self.floors.iter().enumerate() {
            let sum: u128 = floor
                .rows
                .iter()
                .map(|&row| u128::from(unserved.0[row]))
                .sum();
            if sum > u128::from(floor.most_unserved) {
                return Err(format!(
                    "floor {number} leaves {sum} needs unmet, not {}",
                    floor.most_unserved
                ));
            }
        }
        let value = unserved.1;
        if value != i128::from(self.value) {
            return Err(format!("the plan is worth {value}, not {}", self.value));
        }
        let bound = self.bound();
        if bound != i128::from(self.bound) {
            return Err(format!("the prices prove {bound}, not {}", self.bound));
        }
        if bound > value {
            return Err(format!("the bound {bound} is above the plan's {value}"));
        }
        Ok(Shown {
            value,
            bound,
            open: self.plan.len(),
            claimed: None,
        })
    }

    /// Whether the run record says of the plan what the certificate shows.
    pub(super) fn agrees(&self, run: &RunProposal, shown: &Shown) -> Result<Claimed, String> {
        let is_open = |id: &str| self.plan.iter().any(|&site| self.sites[site].id == id);
        if let Some(site) = run.sites.iter().find(|site| !is_open(&site.id)) {
            return Err(format!(
                "run.json proposes {}, which the plan does not open",
                site.id
            ));
        }
        let nobody: i128 = (self.rows.iter())
            .map(|row| i128::from(row.people * self.needs) * i128::from(row.penalty))
            .sum();
        let parts = run.parts.max(1) as f64;
        let counted = |value: i128| -> Result<f64, String> {
            let own = match run.model.as_str() {
                "mclp" | "backup" => (i128::from(self.baseline) + nobody - value) as f64,
                "lscp" => value as f64,
                "p_median" | "min_cost" => value as f64 / 1000.0,
                other => return Err(format!("run.json: no certificate is known for {other}")),
            };
            Ok(own / parts)
        };
        let last = run.tiers.last();
        let claimed = last.map_or((run.objective, run.bound), |tier| {
            (tier.covered, tier.bound)
        });
        let (objective, bound) = (counted(shown.value)?, counted(shown.bound)?);
        if (objective - claimed.0).abs() > 1e-6 * objective.abs().max(1.0) {
            return Err(format!(
                "run.json claims {}, the plan is worth {objective}",
                claimed.0
            ));
        }
        Ok(Claimed {
            objective,
            bound: claimed.1,
            shown: bound,
        })
    }

    /// Whether every number points somewhere and is of a size that sums cannot overflow.
    fn shape(&self) -> Result<(), String> {
        const MOST: u64 = 1 << 53;
        let (sites, rows) = (self.sites.len(), self.rows.len());
        let is_small = |n: u64| n < MOST;
        // Costs in parts of a unit must leave room for all people.
        let is_fine = |cost: u64| is_small(cost) && u128::from(cost) << self.bits < 1 << 60;
        let people: u128 = self.rows.iter().map(|row| u128::from(row.people)).sum();
        let is_price = |price: &i64| *price >= 0 && (*price as u64) < MOST;
        let groups_fit = |rule: &Rule| match rule {
            Rule::Sum { terms, most } => {
                most.unsigned_abs() < MOST
                    && terms
                        .iter()
                        .all(|(s, f)| *s < sites && f.unsigned_abs() < MOST)
            }
            Rule::Share { groups, .. } => groups.iter().flatten().all(|s| *s < sites),
        };
        let prices_fit =
            (self.rules.iter().zip(&self.rule_prices)).all(|(rule, prices)| match rule {
                Rule::Sum { .. } => prices.len() == 1,
                Rule::Share { groups, .. } => prices.len() == groups.len(),
            });
        let fits = self.schema == SCHEMA
            && (1..=8).contains(&self.needs)
            && self.bits <= 52
            && self.plan.is_sorted_by(|a, b| a < b)
            && self.plan.last().is_none_or(|last| *last < sites)
            && self.row_prices.len() == rows
            && self.rule_prices.len() == self.rules.len()
            && self.floor_prices.len() == self.floors.len()
            && prices_fit
            && self.rules.iter().all(groups_fit)
            && self
                .row_prices
                .iter()
                .chain(&self.floor_prices)
                .all(is_price)
            && self.rule_prices.iter().flatten().all(is_price)
            && self
                .sites
                .iter()
                .all(|s| is_small(s.fixed_cost) && !s.id.is_empty())
            && self.rows.iter().all(|row| is_fine(row.penalty))
            && people < u128::from(MOST)
            && (self.floors.iter()).all(|floor| {
                floor.rows.is_sorted_by(|a, b| a < b)
                    && floor.rows.last().is_none_or(|last| *last < rows)
                    && is_small(floor.most_unserved)
            });
        if !fits {
            return Err(format!(
                "its parts do not fit together, or it is no {SCHEMA}"
            ));
        }
        self.arcs_fit(is_fine)
    }

    fn arcs_fit(&self, is_fine: impl Fn(u64) -> bool) -> Result<(), String> {
        let sites = self.sites.len();
        self.rows.iter().enumerate().try_for_each(|(number, row)| {
            let mut seen: Vec<usize> = row.arcs.iter().map(|(site, _)| *site).collect();
            seen.sort_unstable();
            let is_twice = seen.windows(2).any(|pair| pair[0] == pair[1]);
            let fits = seen.last().is_none_or(|last| *last < sites)
                && row.arcs.iter().all(|(_, cost)| is_fine(*cost));
            if is_twice || !fits {
                return Err(format!(
                    "row {number} names a site twice or one that is not there"
                ));
            }
            Ok(())
        })
    }

    fn open(&self) -> Result<Vec<bool>, String> {
        let mut open = vec![false; self.sites.len()];
        for &site in &self.plan {
            open[site] = true;
        }
        if self.plan.len() > self.most_open {
            return Err(format!(
                "{} sites are open, at most {} may be",
                self.plan.len(),
                self.most_open
            ));
        }
        match (self.sites.iter().zip(&open)).find(|(site, is_open)| site.stays && !**is_open) {
            Some((site, _)) => Err(format!("site {} must stay open", site.id)),
            None => Ok(open),
        }
    }

    fn rules_kept(&self, open: &[bool]) -> Result<(), String> {
        for (number, rule) in self.rules.iter().enumerate() {
            let is_kept = match rule {
                Rule::Sum { terms, most } => {
                    let terms = terms.iter().filter(|(site, _)| open[*site]);
                    terms.map(|(_, factor)| i128::from(*factor)).sum::<i128>() <= i128::from(*most)
                }
                Rule::Share { groups, least } => {
                    groups
                        .iter()
                        .filter(|g| g.iter().any(|&site| open[site]))
                        .count()
                        >= *least
                }
            };
            if !is_kept {
                return Err(format!("rule {number} is broken"));
            }
        }
        Ok(())
    }

    fn has_loads(&self) -> bool {
        self.sites
            .iter()
            .any(|site| site.capacity.is_some() || site.least_load > 0)
    }

    fn opening(&self) -> i128 {
        self.plan
            .iter()
            .map(|&site| i128::from(self.sites[site].fixed_cost))
            .sum()
    }

    /// Needs left unmet in each row, and the value, when everybody goes where it costs least.
    fn nearest(&self, open: &[bool]) -> (Vec<u64>, i128) {
        let mut value = self.opening();
        let unserved = (self.rows.iter())
            .map(|row| {
                let mut costs: Vec<u64> = (row.arcs.iter())
                    .filter(|(site, _)| open[*site])
                    .map(|(_, cost)| *cost)
                    .collect();
                costs.sort_unstable();
                costs.truncate(self.needs as usize);
                let unmet = row.people * (self.needs - costs.len() as u64);
                let served: i128 = costs.iter().map(|&cost| i128::from(cost)).sum();
                value +=
                    i128::from(row.people) * served + i128::from(unmet) * i128::from(row.penalty);
                unmet
            })
            .collect();
        (unserved, value)
    }

    /// The same, as the file says who goes where.
    fn served(&self, open: &[bool]) -> Result<(Vec<u64>, i128), String> {
        let mut value = self.opening();
        let mut loads = vec![0_u64; self.sites.len()];
        let mut met = vec![0_u64; self.rows.len()];
        let mut last = None;
        for &(row, site, people) in &self.served {
            let arc = (self.rows.get(row)).and_then(|r| r.arcs.iter().find(|(s, _)| *s == site));
            let Some(&(_, cost)) = arc.filter(|_| open[site] && Some((row, site)) > last) else {
                return Err(format!(
                    "row {row} cannot be served at site {site}, or is twice"
                ));
            };
            last = Some((row, site));
            if people > self.rows[row].people {
                return Err(format!(
                    "more people of row {row} are served than live there"
                ));
            }
            loads[site] += people;
            met[row] += people;
            value += i128::from(people) * i128::from(cost);
        }
        let full = (self.sites.iter().zip(&loads))
            .zip(open)
            .find(|((site, load), is_open)| {
                **is_open
                    && (site.capacity.is_some_and(|most| **load > most) || **load < site.least_load)
            });
        if let Some(((site, load), _)) = full {
            return Err(format!("site {} cannot serve {load} people", site.id));
        }
        let mut unserved = Vec::with_capacity(met.len());
        for (number, (row, met)) in self.rows.iter().zip(met).enumerate() {
            let unmet = (row.people * self.needs).checked_sub(met);
            let unmet =
                unmet.ok_or_else(|| format!("row {number} is served more than it needs"))?;
            value += i128::from(unmet) * i128::from(row.penalty);
            unserved.push(unmet);
        }
        Ok((unserved, value))
    }

    /// The bound that the prices prove.
    fn bound(&self) -> i128 {
        let one = 1_i128 << self.bits;
        let mut missing: Vec<i128> = self
            .rows
            .iter()
            .map(|row| i128::from(row.penalty) * one)
            .collect();
        let mut sum = 0_i128;
        for (floor, &price) in self.floors.iter().zip(&self.floor_prices) {
            sum -= i128::from(floor.most_unserved) * i128::from(price);
            for &row in &floor.rows {
                missing[row] += i128::from(price);
            }
        }
        let mut parts: Vec<Vec<(i128, u64)>> = vec![Vec::new(); self.sites.len()];
        for (number, row) in self.rows.iter().enumerate() {
            let price = i128::from(self.row_prices[number]);
            sum += i128::from(row.people * self.needs) * price.min(missing[number]);
            for &(site, cost) in &row.arcs {
                parts[site].push((i128::from(cost) * one - price, row.people));
            }
        }
        let mut costs: Vec<i128> = (self.sites.iter().zip(&mut parts))
            .map(|(site, parts)| i128::from(site.fixed_cost) * one + cheapest(site, parts))
            .collect();
        for (rule, prices) in self.rules.iter().zip(&self.rule_prices) {
            sum += rule.priced(prices, &mut costs);
        }
        let stays = |number: &usize| self.sites[*number].stays;
        let kept: Vec<i128> = (0..costs.len()).filter(stays).map(|s| costs[s]).collect();
        let mut free: Vec<i128> = (0..costs.len())
            .filter(|s| !stays(s))
            .map(|s| costs[s])
            .filter(|c| *c < 0)
            .collect();
        free.sort_unstable();
        let room = self.most_open.saturating_sub(kept.len());
        sum += kept.iter().sum::<i128>() + free.iter().take(room).sum::<i128>();
        sum.div_euclid(one) + i128::from(sum.rem_euclid(one) != 0)
    }
}

impl Rule {
    /// Adds its prices to the costs of its sites; returns what it adds by itself.
    fn priced(&self, prices: &[i64], costs: &mut [i128]) -> i128 {
        match self {
            Self::Sum { terms, most } => {
                let price = i128::from(prices[0]);
                for &(site, factor) in terms {
                    costs[site] += price * i128::from(factor);
                }
                -price * i128::from(*most)
            }
            Self::Share { groups, least } => {
                let pairs = groups.iter().zip(prices);
                for (&site, price) in pairs.flat_map(|(g, p)| g.iter().map(move |s| (s, *p))) {
                    costs[site] -= i128::from(price);
                }
                let mut sorted = prices.to_vec();
                sorted.sort_unstable();
                sorted.iter().take(*least).map(|&p| i128::from(p)).sum()
            }
        }
    }
}

/// The least sum of parts of a site's people within its loads.
fn cheapest(site: &Site, parts: &mut [(i128, u64)]) -> i128 {
    parts.sort_unstable();
    let mut room = site.capacity.unwrap_or(u64::MAX);
    let mut lacking = site.least_load;
    let mut sum = 0;
    for &(cost, people) in parts.iter() {
        let wanted = if cost < 0 {
            people
        } else {
            people.min(lacking)
        };
        let taken = wanted.min(room);
        sum += cost * i128::from(taken);
        room -= taken;
        lacking = lacking.saturating_sub(taken);
    }
    sum
}
