//! The ledger: promises of the year in a small language, each met or short by how much and where.
//!
//! | a promise | reads |
//! |---|---|
//! | `count(canteen) >= 11` | at least eleven canteens count |
//! | `sum(beds) / 1000 seniors >= 40` | capacity of all sites of kind `beds`, or in that unit, for each thousand seniors |
//! | `sum(capacity of nursing_home) >= 900` | capacity of one kind |
//! | `share(towns with rehab_site) >= 60 %` | towns with at least one; `with rehab_site >= 2` asks for two |
//! | `coverage(canteen, age >= 70) >= 85 %` | seniors within the standard, among those of a rule; `circle` stands for all kinds |
//! | `every street has social_work_station >= 1` | each street by itself |
//! | `every station within 30 min of a centre by ebike` | each site of a kind or level to the nearest of another |
//!
//! Words are kinds, levels and units in the user's own spelling, of any script; quotation marks hold what has spaces.
//! Who is meant is said in the language of [`crate::rule`]. Comparisons are `>=`, `>`, `<=`, `<` and `=`.

mod lexer;
pub mod parse;
pub mod settle;
#[cfg(test)]
mod tests;

use crate::places::Site;
use crate::rule::Rule;
use crate::units::WalkTime;

pub use parse::{Misread, parse};
pub use settle::{Books, Shortage, Verdict, settle};

/// Words for the whole circle of services in place of a kind.
const CIRCLE: [&str; 4] = ["circle", "圈", "服务圈", "养老服务圈"];

/// Whether a word means the whole circle of services.
pub fn is_circle(word: &str) -> bool {
    CIRCLE.contains(&word)
}

/// A promise, as written and as understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// What it is called; its text unless named.
    pub name: String,
    /// As it was written.
    pub text: String,
    /// What it claims.
    pub claim: Claim,
}

/// What a promise claims.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// A number of the whole plan keeps a target.
    Measure {
        /// The number.
        quantity: Quantity,
        /// For each so many people.
        per: Option<Per>,
        /// What it must be.
        target: Target,
    },
    /// Every district of a level has so many sites of a kind.
    EveryHas {
        /// The level of districts.
        level: Word,
        /// The kind.
        kind: Word,
        /// How many.
        target: Target,
    },
    /// Every site of a kind or level is near one of another.
    EveryWithin {
        /// Which sites.
        sites: Word,
        /// The longest way that keeps the promise.
        within: WalkTime,
        /// Near which sites.
        of: Word,
        /// How they travel; the scenario's walk unless named.
        by: Option<Word>,
    },
}

impl Claim {
    /// The longest way that keeps it, where it is about ways.
    pub const fn within(&self) -> Option<WalkTime> {
        match self {
            Self::EveryWithin { within, .. } => Some(*within),
            _ => None,
        }
    }

    /// The profile of who travels, where it names one.
    pub fn by(&self) -> Option<&str> {
        match self {
            Self::EveryWithin { by, .. } => by.as_ref().map(|by| by.text.as_str()),
            _ => None,
        }
    }

    /// The rule that says whom it means, where it means only some.
    pub const fn rule(&self) -> Option<&Rule> {
        match self {
            Self::Measure {
                quantity: Quantity::Coverage { rule, .. },
                ..
            } => rule.as_ref(),
            _ => None,
        }
    }
}

/// A number of the whole plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// How many sites of a kind count.
    Count(Word),
    /// What capacities add up to.
    Sum {
        /// A kind, a unit of capacity, or `capacity`.
        what: Word,
        /// Only sites of this kind.
        of: Option<Word>,
    },
    /// The share of the districts of a level that have enough sites of a kind.
    Share {
        /// The level.
        level: Word,
        /// The kind.
        kind: Word,
        /// How many are enough.
        enough: Target,
    },
    /// The share of seniors within the standard of a kind.
    Coverage {
        /// The kind, or `circle`.
        kind: Word,
        /// Only eligible seniors for whom this holds.
        rule: Option<Rule>,
    },
}

/// A word of a promise and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, without quotation marks.
    pub text: String,
    /// Its first character, counted from 1.
    pub column: usize,
}

/// People by which a number is divided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Per {
    /// For each so many.
    pub number: f64,
    /// Of whom.
    pub people: People,
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// All seniors.
    Seniors,
    /// Those for whom the plan is.
    Eligible,
}

/// What a number must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// How it is compared.
    pub comparison: Comparison,
    /// With what; a share is from 0 to 1.
    pub number: f64,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// `=`
    Exactly,
}

impl Target {
    /// At least one.
    pub const SOME: Self = Self {
        comparison: Comparison::AtLeast,
        number: 1.0,
    };

    /// Whether a number keeps the target.
    ///
    /// Shares of people come from whole numbers: what differs by less than a billionth is equal.
    pub fn is_met(self, number: f64) -> bool {
        let difference = number - self.number;
        let same = difference.abs() <= 1e-9 * self.number.abs().max(1.0);
        match self.comparison {
            Comparison::AtLeast => same || difference > 0.0,
            Comparison::Above => !same && difference > 0.0,
            Comparison::AtMost => same || difference < 0.0,
            Comparison::Below => !same && difference < 0.0,
            Comparison::Exactly => same,
        }
    }

    /// How far a number is from the target; 0 where it keeps it.
    pub fn distance(self, number: f64) -> f64 {
        if self.is_met(number) {
            0.0
        } else {
            (number - self.number).abs()
        }
    }
}

impl Claim {
    /// The words that name a level of districts.
    pub fn levels(&self) -> Vec<&Word> {
        match self {
            Self::EveryHas { level, .. }
            | Self::Measure {
                quantity: Quantity::Share { level, .. },
                ..
            } => vec![level],
            _ => Vec::new(),
        }
    }

    /// The words that say which sites it is about: kinds, and what may also be a level or a unit.
    pub fn sites(&self) -> Vec<&Word> {
        match self {
            Self::EveryHas { kind, .. } => vec![kind],
            Self::EveryWithin { sites, of, .. } => vec![sites, of],
            Self::Measure { quantity, .. } => match quantity {
                Quantity::Count(kind)
                | Quantity::Share { kind, .. }
                | Quantity::Coverage { kind, .. } => vec![kind],
                Quantity::Sum { what, of } => [what].into_iter().chain(of).collect(),
            },
        }
    }
}

/// Whether a site's capacity is counted in a unit.
fn is_in_unit(site: &Site, unit: &str) -> bool {
    site.unit.as_deref() == Some(unit)
}
