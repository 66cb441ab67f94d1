//! What a certificate holds, and whether its parts fit together.

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{No, no};
use crate::text::hex;

/// The schema that this checker reads.
const SCHEMA: &str = "planner-certificate/3";
/// Numbers of this size and more are refused, so that no sum overflows.
const MOST: u64 = 1 << 53;

#[derive(Debug, Deserialize)]
pub(super) struct File {
    schema: String,
    pub(super) kind: String,
    pub(super) model: String,
    /// Into how many parts a person is divided in costs.
    pub(super) parts: u64,
    /// Whether rows and baseline count parts of people.
    pub(super) is_divided: bool,
    pub(super) needs: u64,
    pub(super) most_open: usize,
    pub(super) sites: Vec<Site>,
    pub(super) rows: Vec<Row>,
    pub(super) rules: Vec<Rule>,
    pub(super) floors: Vec<Floor>,
    pub(super) plan: Vec<usize>,
    #[serde(default)]
    pub(super) served: Vec<(usize, usize, u64)>,
    /// People whom existing sites cover and who are in no row.
    pub(super) baseline: u64,
    pub(super) proofs: Vec<Proof>,
}

/// What is proven: of one tier, or of everybody.
#[derive(Debug, Deserialize)]
pub(super) struct Proof {
    pub(super) tier: Option<Tier>,
    pub(super) value: i64,
    pub(super) bound: i64,
    pub(super) bits: u32,
    pub(super) row_prices: Vec<i64>,
    pub(super) rule_prices: Vec<Vec<i64>>,
    /// Of the floors, and of what the plan leaves of each tier before.
    pub(super) floor_prices: Vec<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Tier {
    pub(super) name: Option<String>,
    pub(super) rows: Vec<usize>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Site {
    pub(super) id: String,
    pub(super) part: Part,
    pub(super) fixed_cost: u64,
    pub(super) capacity: Option<u64>,
    pub(super) least_load: u64,
    pub(super) stays: bool,
}

/// What a site is to the plan.
#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    /// It may be opened as one of the new sites.
    New,
    /// It is one of the kind that exists.
    Standing,
    /// It is of another kind, sited together with it.
    Beside,
    /// It is a change of a site that exists.
    Change,
}

#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) people: u64,
    pub(super) penalty: u64,
    /// Site and cost.
    pub(super) arcs: Vec<(usize, u64)>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rule {
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
pub(super) struct Floor {
    pub(super) rows: Vec<usize>,
    pub(super) most_unserved: u64,
}

const fn is_small(number: u64) -> bool {
    number < MOST
}

const fn is_price(price: i64) -> bool {
    price >= 0 && is_small(price.unsigned_abs())
}

impl File {
    /// Whether every number points somewhere and is of a size that sums cannot overflow.
    pub(super) fn shape(&self) -> Result<(), No> {
        let (sites, rows) = (self.sites.len(), self.rows.len());
        let people: u128 = self.rows.iter().map(|row| u128::from(row.people)).sum();
        let fits = self.schema == SCHEMA
            && (1..=8).contains(&self.needs)
            && is_small(self.parts)
            && self.parts > 0
            && is_small(self.baseline)
            && are_below(&self.plan, sites)
            && self.rules.iter().all(|rule| rule.fits(sites))
            && (self.sites.iter()).all(|s| is_small(s.fixed_cost) && !s.id.is_empty())
            && people < u128::from(MOST)
            && (self.floors.iter())
                .all(|floor| are_below(&floor.rows, rows) && is_small(floor.most_unserved))
            && self.tiers_part_rows()
            && (self.proofs.iter().enumerate())
                .all(|(number, proof)| self.has_prices(number, proof));
        if !fits {
            return Err(no(
                format!("各部分互不相符，或不是 {SCHEMA}"),
                format!("its parts do not fit together, or it is no {SCHEMA}"),
            ));
        }
        self.arcs_fit()
    }

    /// Whether there is one proof of everybody, or one of each tier and everybody who counts is in one of them.
    fn tiers_part_rows(&self) -> bool {
        if let [Proof { tier: None, .. }] = &self.proofs[..] {
            return true;
        }
        let mut times = vec![0_u8; self.rows.len()];
        for proof in &self.proofs {
            let Some(tier) = &proof.tier else {
                return false;
            };
            if !are_below(&tier.rows, self.rows.len()) {
                return false;
            }
            for &row in &tier.rows {
                times[row] = times[row].saturating_add(1);
            }
        }
        let fits = |(row, times): (&Row, &u8)| *times == 1 || *times == 0 && row.penalty == 0;
        !self.proofs.is_empty() && self.rows.iter().zip(&times).all(fits)
    }

    fn has_prices(&self, number: usize, proof: &Proof) -> bool {
        // Costs in parts of a unit must leave room for all people.
        let is_fine = |cost: u64| is_small(cost) && u128::from(cost) << proof.bits < 1 << 60;
        let floors = self.floors.len() + if proof.tier.is_some() { number } else { 0 };
        proof.bits <= 52
            && proof.row_prices.len() == self.rows.len()
            && proof.rule_prices.len() == self.rules.len()
            && proof.floor_prices.len() == floors
            && (self.rules.iter().zip(&proof.rule_prices)).all(|(rule, prices)| match rule {
                Rule::Sum { .. } => prices.len() == 1,
                Rule::Share { groups, .. } => prices.len() == groups.len(),
            })
            && (proof.row_prices.iter())
                .chain(&proof.floor_prices)
                .chain(proof.rule_prices.iter().flatten())
                .all(|&price| is_price(price))
            && (self.rows.iter())
                .all(|row| is_fine(row.penalty) && row.arcs.iter().all(|(_, cost)| is_fine(*cost)))
    }

    fn arcs_fit(&self) -> Result<(), No> {
        let sites = self.sites.len();
        self.rows.iter().enumerate().try_for_each(|(number, row)| {
            let mut seen: Vec<usize> = row.arcs.iter().map(|(site, _)| *site).collect();
            seen.sort_unstable();
            if !are_below(&seen, sites) {
                return Err(no(
                    format!("第 {number} 行重复列出某点位，或列出不存在的点位"),
                    format!("row {number} names a site twice or one that is not there"),
                ));
            }
            Ok(())
        })
    }
}

impl Rule {
    fn fits(&self, sites: usize) -> bool {
        match self {
            Self::Sum { terms, most } => {
                let fits = |(s, f): &(usize, i64)| *s < sites && is_small(f.unsigned_abs());
                is_small(most.unsigned_abs()) && terms.iter().all(fits)
            }
            Self::Share { groups, .. } => groups.iter().flatten().all(|s| *s < sites),
        }
    }
}

/// Whether numbers ascend and stay below a limit.
fn are_below(numbers: &[usize], limit: usize) -> bool {
    numbers.is_sorted_by(|a, b| a < b) && numbers.last().is_none_or(|last| *last < limit)
}

/// The SHA-256 of a JSON text without blanks between its values, in which alone two writers of it may differ.
pub(super) fn sha256(text: &str) -> String {
    let mut hash = Sha256::new();
    let (mut is_string, mut is_escaped) = (false, false);
    let mut kept = Vec::new();
    for byte in text.bytes() {
        if is_string {
            is_string = is_escaped || byte != b'"';
            is_escaped = !is_escaped && byte == b'\\';
        } else if byte.is_ascii_whitespace() {
            continue;
        } else {
            is_string = byte == b'"';
        }
        kept.push(byte);
        if kept.len() == 1 << 16 {
            hash.update(&kept);
            kept.clear();
        }
    }
    hash.update(&kept);
    hex(&hash.finalize())
}
