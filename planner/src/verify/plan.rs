//! Whether the plan keeps every rule, and whom it leaves without.

use super::file::{File, Rule};
use super::{No, no};

/// What a plan does, by recounting.
#[derive(Debug)]
pub(super) struct Service {
    /// Which sites are open.
    pub(super) open: Vec<bool>,
    /// Needs of each row that are not met.
    pub(super) unmet: Vec<u64>,
    /// What opening and serving costs.
    pub(super) cost: i128,
}

impl File {
    /// Counts the plan.
    pub(super) fn service(&self) -> Result<Service, No> {
        let open = self.open()?;
        self.rules_kept(&open)?;
        let service = if self.has_loads() {
            self.as_told(open)?
        } else {
            self.nearest(open)
        };
        for (number, floor) in self.floors.iter().enumerate() {
            let sum = service.unmet_of(&floor.rows);
            if sum > u128::from(floor.most_unserved) {
                let most = floor.most_unserved;
                return Err(no(
                    format!("第 {number} 条底线：未满足 {sum}，至多 {most}"),
                    format!("floor {number} leaves {sum} needs unmet, not {most}"),
                ));
            }
        }
        Ok(service)
    }

    fn open(&self) -> Result<Vec<bool>, No> {
        let mut open = vec![false; self.sites.len()];
        for &site in &self.plan {
            open[site] = true;
        }
        let (count, most) = (self.plan.len(), self.most_open);
        if count > most {
            return Err(no(
                format!("开放 {count} 处，至多 {most} 处"),
                format!("{count} sites are open, at most {most} may be"),
            ));
        }
        match (self.sites.iter().zip(&open)).find(|(site, is_open)| site.stays && !**is_open) {
            Some((site, _)) => Err(no(
                format!("点位 {} 必须保留", site.id),
                format!("site {} must stay open", site.id),
            )),
            None => Ok(open),
        }
    }

    fn rules_kept(&self, open: &[bool]) -> Result<(), No> {
        for (number, rule) in self.rules.iter().enumerate() {
            let is_kept = match rule {
                Rule::Sum { terms, most } => {
                    let terms = terms.iter().filter(|(site, _)| open[*site]);
                    terms.map(|(_, factor)| i128::from(*factor)).sum::<i128>() <= i128::from(*most)
                }
                Rule::Share { groups, least } => {
                    let has_one = |group: &&Vec<usize>| group.iter().any(|&site| open[site]);
                    groups.iter().filter(has_one).count() >= *least
                }
            };
            if !is_kept {
                return Err(no(
                    format!("第 {number} 条规则未遵守"),
                    format!("rule {number} is broken"),
                ));
            }
        }
        Ok(())
    }

    fn has_loads(&self) -> bool {
        (self.sites.iter()).any(|site| site.capacity.is_some() || site.least_load > 0)
    }

    fn opening(&self) -> i128 {
        let sites = self.plan.iter();
        sites
            .map(|&site| i128::from(self.sites[site].fixed_cost))
            .sum()
    }

    /// What the plan does when everybody goes where it costs least.
    fn nearest(&self, open: Vec<bool>) -> Service {
        let mut cost = self.opening();
        let unmet = (self.rows.iter())
            .map(|row| {
                let mut costs: Vec<u64> = (row.arcs.iter())
                    .filter(|(site, _)| open[*site])
                    .map(|(_, cost)| *cost)
                    .collect();
                costs.sort_unstable();
                costs.truncate(self.needs as usize);
                let served: i128 = costs.iter().map(|&cost| i128::from(cost)).sum();
                cost += i128::from(row.people) * served;
                row.people * (self.needs - costs.len() as u64)
            })
            .collect();
        Service { open, unmet, cost }
    }

    /// The same, as the file says who goes where.
    fn as_told(&self, open: Vec<bool>) -> Result<Service, No> {
        let mut cost = self.opening();
        let mut loads = vec![0_u64; self.sites.len()];
        let mut met = vec![0_u64; self.rows.len()];
        let mut last = None;
        for &(row, site, people) in &self.served {
            let arc = (self.rows.get(row)).and_then(|r| r.arcs.iter().find(|(s, _)| *s == site));
            let Some(&(_, each)) = arc.filter(|_| open[site] && Some((row, site)) > last) else {
                return Err(no(
                    format!("第 {row} 行不能由点位 {site} 服务，或列了两次"),
                    format!("row {row} cannot be served at site {site}, or is twice"),
                ));
            };
            last = Some((row, site));
            if people > self.rows[row].people {
                return Err(no(
                    format!("第 {row} 行被服务的人多于该行的人"),
                    format!("more people of row {row} are served than live there"),
                ));
            }
            loads[site] += people;
            met[row] = met[row].saturating_add(people);
            cost += i128::from(people) * i128::from(each);
        }
        for ((site, &load), &is_open) in self.sites.iter().zip(&loads).zip(&open) {
            let is_over = site.capacity.is_some_and(|most| load > most);
            if is_open && (is_over || load < site.least_load) {
                return Err(no(
                    format!("点位 {} 不能服务 {load} 人", site.id),
                    format!("site {} cannot serve {load} people", site.id),
                ));
            }
        }
        let needs = self.rows.iter().map(|row| row.people * self.needs);
        let unmet = needs.zip(met).enumerate().map(|(number, (needs, met))| {
            needs.checked_sub(met).ok_or_else(|| {
                no(
                    format!("第 {number} 行得到的服务多于所需"),
                    format!("row {number} is served more than it needs"),
                )
            })
        });
        let unmet = unmet.collect::<Result<_, No>>()?;
        Ok(Service { open, unmet, cost })
    }
}

impl Service {
    /// The needs of some rows that are not met.
    pub(super) fn unmet_of(&self, rows: &[usize]) -> u128 {
        rows.iter().map(|&row| u128::from(self.unmet[row])).sum()
    }
}
