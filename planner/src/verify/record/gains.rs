//! What each site adds, counted again where the certificate can tell.

use super::super::file::Part as Is;
use super::super::{No, no};
use super::{Pair, same};

impl Pair<'_> {
    /// Whether ranks, gains and sums of the proposed sites follow from each other, and from the rows.
    pub(super) fn gains(&self) -> Result<(), No> {
        let plan = self.plan;
        let mut covered = plan.baseline;
        let mut last = u64::MAX;
        for (number, site) in plan.sites.iter().enumerate() {
            let of = |what: &str| format!("{what} of {}", site.id);
            same(&of("rank"), site.rank, number + 1)?;
            covered = covered.saturating_add(site.gain);
            same(&of("covered_after"), site.covered_after, covered)?;
            if site.gain > last {
                return Err(no(
                    format!("run.json 中 {} 的新增人数多于排在它前面的点位", site.id),
                    format!("run.json lets {} add more than the site before it", site.id),
                ));
            }
            last = site.gain;
        }
        same("proposal.covered", plan.covered, covered)?;
        self.count_again()
    }

    /// The same from the rows, where these count people and tell who is within the standard.
    fn count_again(&self) -> Result<(), No> {
        let Some(most) = self.farthest() else {
            return Ok(());
        };
        let file = self.file;
        let mut is_covered = vec![false; file.rows.len()];
        let mut by_site: Vec<Vec<usize>> = vec![Vec::new(); file.sites.len()];
        for (number, row) in file.rows.iter().enumerate() {
            let near = row.arcs.iter().filter(|(_, cost)| *cost <= most);
            for &(site, _) in near.filter(|(site, _)| self.service.open[*site]) {
                by_site[site].push(number);
                is_covered[number] |= file.sites[site].part != Is::New;
            }
        }
        let people = |rows: &mut dyn Iterator<Item = usize>| -> u64 {
            rows.map(|row| file.rows[row].people).sum()
        };
        let kept = people(&mut (0..is_covered.len()).filter(|&row| is_covered[row]));
        same(
            "proposal.baseline",
            self.plan.baseline,
            file.baseline + kept,
        )?;
        let mut left: Vec<usize> = (0..file.sites.len())
            .filter(|&site| file.sites[site].part == Is::New && self.service.open[site])
            .collect();
        for told in &self.plan.sites {
            // Two sites may have one id: the one of them is meant that adds as many.
            let mut adds = None;
            for (place, &site) in left.iter().enumerate() {
                if file.sites[site].id != told.id {
                    continue;
                }
                let mut rows = by_site[site].iter().copied();
                let gain = people(&mut rows.by_ref().filter(|&row| !is_covered[row]));
                adds = Some((gain, place));
                if gain == told.gain {
                    break;
                }
            }
            let Some((gain, place)) = adds else {
                continue;
            };
            same(&format!("gain of {}", told.id), told.gain, gain)?;
            for &row in &by_site[left.remove(place)] {
                is_covered[row] = true;
            }
        }
        Ok(())
    }

    /// The dearest arc to a site within the standard; nothing where rows do not tell.
    fn farthest(&self) -> Option<u64> {
        let file = self.file;
        if file.is_divided {
            return None;
        }
        if file.model != "p_median" {
            return Some(u64::MAX);
        }
        // Walks of all lengths are in the rows, in milliseconds.
        let minutes = self.kind().filter(|_| file.parts == 1)?.within_min;
        Some((minutes * 60_000.0).round() as u64)
    }
}
