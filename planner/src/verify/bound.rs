//! The bound that prices prove.

use super::file::{File, Proof, Rule, Site};
use super::plan::Service;
use super::{No, Part, no};

impl File {
    /// Value and bound of each proof, recounted; refused where the file says something else.
    pub(super) fn parts(&self, service: &Service) -> Result<Vec<Part>, No> {
        (0..self.proofs.len())
            .map(|number| self.part(number, service))
            .collect()
    }

    fn part(&self, number: usize, service: &Service) -> Result<Part, No> {
        let proof = &self.proofs[number];
        let penalties = self.penalties(proof);
        let pairs = || service.unmet.iter().zip(&penalties);
        let unmet: i128 = pairs()
            .map(|(&unmet, &penalty)| i128::from(unmet) * i128::from(penalty))
            .sum();
        let value = service.cost + unmet;
        let of = match &proof.tier {
            None => (String::new(), String::new()),
            Some(tier) => match &tier.name {
                Some(name) => (format!("“{name}”一档："), format!("tier `{name}`: ")),
                None => ("其余的人：".to_owned(), "all others: ".to_owned()),
            },
        };
        if value != i128::from(proof.value) {
            let told = proof.value;
            return Err(no(
                format!("{}方案的代价是 {value}，不是 {told}", of.0),
                format!("{}the plan is worth {value}, not {told}", of.1),
            ));
        }
        let bound = self.bound(number, &penalties, service);
        if bound != i128::from(proof.bound) {
            let told = proof.bound;
            return Err(no(
                format!("{}价格证明的界是 {bound}，不是 {told}", of.0),
                format!("{}the prices prove {bound}, not {told}", of.1),
            ));
        }
        if bound > value {
            return Err(no(
                format!("{}界 {bound} 高于方案的代价 {value}", of.0),
                format!("{}the bound {bound} is above the plan's {value}", of.1),
            ));
        }
        let needs = (self.rows.iter().zip(&penalties))
            .filter(|(_, penalty)| **penalty > 0)
            .map(|(row, _)| row.people * self.needs)
            .sum();
        Ok(Part {
            name: proof.tier.as_ref().and_then(|tier| tier.name.clone()),
            needs,
            value,
            bound,
        })
    }

    /// What each need of a row costs that is not met, of those whom a proof counts.
    fn penalties(&self, proof: &Proof) -> Vec<u64> {
        let all = self.rows.iter().map(|row| row.penalty);
        let Some(tier) = &proof.tier else {
            return all.collect();
        };
        let mut penalties = vec![0; self.rows.len()];
        for &row in &tier.rows {
            penalties[row] = self.rows[row].penalty;
        }
        penalties
    }

    /// The bound that the prices of a proof prove.
    fn bound(&self, number: usize, penalties: &[u64], service: &Service) -> i128 {
        let proof = &self.proofs[number];
        let one = 1_i128 << proof.bits;
        let mut missing: Vec<i128> = (penalties.iter())
            .map(|&penalty| i128::from(penalty) * one)
            .collect();
        let mut sum = 0_i128;
        let own = self.floors.iter();
        let own = own.map(|floor| (&floor.rows[..], i128::from(floor.most_unserved)));
        // No plan counts that leaves more of an earlier tier without than this one.
        let earlier = self.proofs[..number].iter();
        let earlier = earlier.filter_map(|proof| {
            let rows = &proof.tier.as_ref()?.rows[..];
            Some((rows, service.unmet_of(rows) as i128))
        });
        for ((rows, most), &price) in own.chain(earlier).zip(&proof.floor_prices) {
            sum -= most * i128::from(price);
            for &row in rows {
                missing[row] += i128::from(price);
            }
        }
        let mut parts: Vec<Vec<(i128, u64)>> = vec![Vec::new(); self.sites.len()];
        for (number, row) in self.rows.iter().enumerate() {
            let price = i128::from(proof.row_prices[number]);
            sum += i128::from(row.people * self.needs) * price.min(missing[number]);
            for &(site, cost) in &row.arcs {
                parts[site].push((i128::from(cost) * one - price, row.people));
            }
        }
        let mut costs: Vec<i128> = (self.sites.iter().zip(&mut parts))
            .map(|(site, parts)| i128::from(site.fixed_cost) * one + cheapest(site, parts))
            .collect();
        for (rule, prices) in self.rules.iter().zip(&proof.rule_prices) {
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
