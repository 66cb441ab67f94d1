//! Claims are held against what is there: met, or short by how much and where.
//!
//! The books are kept by whoever knows the sites that count and the ways between them; here they are only added up.
//! Nobody is dropped: a person without a path is not covered, a district without people still has to have its site.

use crate::coverage::Coverage;
use crate::ids::{DistrictId, SiteId};
use crate::places::Places;
use crate::rule::Rule;
use crate::units::{Seniors, WalkTime};

use super::{Claim, People, Per, Quantity, Target, Word};

/// What claims are held against.
pub trait Books {
    /// The places.
    fn places(&self) -> &Places;
    /// Coverage by the sites that count.
    fn coverage(&self) -> &Coverage;
    /// The sites of a kind that count.
    fn of_kind(&self, kind: &str) -> Vec<SiteId>;
    /// The sites of a kind or a level that count.
    fn of_kind_or_level(&self, word: &str) -> Vec<SiteId>;
    /// The districts of a level, in the order of the file.
    fn of_level(&self, level: &str) -> Vec<DistrictId>;
    /// The district of a level that a site stands in.
    fn district_of(&self, site: SiteId, level: &str) -> Option<DistrictId>;
    /// Eligible seniors for whom a rule holds, by demand point: how many of the point's people they are.
    fn people(&self, rule: &Rule) -> Vec<Seniors>;
    /// How long the way from each of some sites to the nearest of others is; `None` where there is none.
    fn ways(&self, from: &[SiteId], to: &[SiteId], by: Option<&str>) -> Vec<Option<WalkTime>>;
}

/// How a promise stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether it is kept.
    pub met: bool,
    /// The number found, which the target is compared with; a share is from 0 to 1.
    pub value: f64,
    /// The target's number.
    pub target: f64,
    /// How much is missing, in the same unit; 0 where it is kept.
    pub short: f64,
    /// How many people that is, where people are counted.
    pub short_people: Option<Seniors>,
    /// How many people are counted at all, and how many of them the promise is kept for.
    pub people: Option<(Seniors, Seniors)>,
    /// Where it is missing, the most first.
    pub places: Vec<Shortage>,
}

/// One place where something is missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Shortage {
    /// A district that lacks so many sites, or has so many too many.
    District(DistrictId, f64),
    /// A site whose way is so long; `None` where there is no way.
    Site(SiteId, Option<WalkTime>),
}

/// Holds one claim against the books.
pub fn settle(claim: &Claim, books: &dyn Books) -> Verdict {
    match claim {
        Claim::Measure {
            quantity,
            per,
            target,
        } => measure(quantity, per.as_ref(), *target, books),
        Claim::EveryHas {
            level,
            kind,
            target,
        } => every_has(level, kind, *target, books),
        Claim::EveryWithin {
            sites,
            within,
            of,
            by,
        } => every_within((sites, of), *within, by.as_ref(), books),
    }
}

fn measure(quantity: &Quantity, per: Option<&Per>, target: Target, books: &dyn Books) -> Verdict {
    match quantity {
        Quantity::Count(kind) => {
            let sites = books.of_kind(&kind.text).len() as f64;
            plain(sites, per, target, books)
        }
        Quantity::Sum { what, of } => plain(sum(what, of.as_ref(), books), per, target, books),
        Quantity::Share {
            level,
            kind,
            enough,
        } => share(level, kind, (*enough, target), books),
        Quantity::Coverage { kind, rule } => covered(kind, rule.as_ref(), target, books),
    }
}

/// A number of the whole plan, perhaps for each so many people.
fn plain(number: f64, per: Option<&Per>, target: Target, books: &dyn Books) -> Verdict {
    let value = per.map_or(number, |per| {
        let demand = books.places().demand.iter();
        let people: Seniors = match per.people {
            People::Seniors => demand.map(|d| d.seniors).sum(),
            People::Eligible => demand.map(|d| d.eligible).sum(),
        };
        if people == Seniors::ZERO {
            0.0
        } else {
            number * per.number / people.count() as f64
        }
    });
    Verdict::of(value, target)
}

/// Capacities of a kind, of a unit, or of all sites that count.
fn sum(what: &Word, of: Option<&Word>, books: &dyn Books) -> f64 {
    let places = books.places();
    let all = || -> Vec<SiteId> {
        // New sites may be of a kind that no table names.
        let asked = books
            .coverage()
            .kinds
            .iter()
            .map(|k| k.standard.kind.as_str());
        let named = places.sites.iter().map(|s| s.kind.as_str());
        let mut kinds: Vec<&str> = named.chain(asked).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
            .into_iter()
            .flat_map(|kind| books.of_kind(kind))
            .collect()
    };
    let mut sites = match of {
        Some(kind) => books.of_kind(&kind.text),
        None => books.of_kind(&what.text),
    };
    if of.is_none() && sites.is_empty() {
        sites = all();
        if !CAPACITY.contains(&what.text.as_str()) {
            sites.retain(|site| super::is_in_unit(&places.sites[*site], &what.text));
        }
    }
    let mut capacities: Vec<f64> = sites
        .iter()
        .filter_map(|s| places.sites[*s].capacity)
        .collect();
    capacities.sort_by(f64::total_cmp);
    // A sum of nothing is a plain zero.
    capacities.into_iter().sum::<f64>() + 0.0
}

/// Words that mean the capacity of whatever there is.
const CAPACITY: [&str; 2] = ["capacity", "容量"];

/// How many sites of a kind each district of a level has.
fn counts(level: &Word, kind: &Word, books: &dyn Books) -> Vec<(DistrictId, u64)> {
    let districts = books.of_level(&level.text);
    let mut counts: Vec<(DistrictId, u64)> = districts.iter().map(|d| (*d, 0)).collect();
    for site in books.of_kind(&kind.text) {
        let district = books.district_of(site, &level.text);
        let place = district.and_then(|d| districts.iter().position(|other| *other == d));
        if let Some(place) = place {
            counts[place].1 += 1;
        }
    }
    counts
}

fn lacking(counts: &[(DistrictId, u64)], target: Target) -> Vec<Shortage> {
    let mut lacking: Vec<(DistrictId, f64)> = counts
        .iter()
        .filter(|(_, sites)| !target.is_met(*sites as f64))
        .map(|(district, sites)| (*district, target.distance(*sites as f64)))
        .collect();
    lacking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    lacking
        .into_iter()
        .map(|(district, missing)| Shortage::District(district, missing))
        .collect()
}

fn every_has(level: &Word, kind: &Word, target: Target, books: &dyn Books) -> Verdict {
    let counts = counts(level, kind, books);
    let places = lacking(&counts, target);
    let all = counts.len() as f64;
    let kept = all - places.len() as f64;
    Verdict {
        met: places.is_empty(),
        value: kept,
        target: all,
        short: places.len() as f64,
        short_people: None,
        people: None,
        places,
    }
}

fn share(
    level: &Word,
    kind: &Word,
    (enough, target): (Target, Target),
    books: &dyn Books,
) -> Verdict {
    let counts = counts(level, kind, books);
    let places = lacking(&counts, enough);
    let all = counts.len().max(1) as f64;
    let kept = counts.len() as f64 - places.len() as f64;
    let verdict = Verdict::of(kept / all, target);
    Verdict {
        places: if verdict.met { Vec::new() } else { places },
        ..verdict
    }
}

fn covered(kind: &Word, rule: Option<&Rule>, target: Target, books: &dyn Books) -> Verdict {
    let (places, coverage) = (books.places(), books.coverage());
    let mut people: Vec<Seniors> = match rule {
        Some(rule) => books.people(rule),
        None => places.demand.iter().map(|d| d.eligible).collect(),
    };
    let standard = coverage.kinds.iter().find(|k| k.standard.kind == kind.text);
    for (id, people) in places.demand.ids().zip(&mut people) {
        if standard.is_some_and(|kind| !kind.is_for(id)) {
            *people = Seniors::ZERO;
        }
    }
    let is_covered = |id| match standard {
        Some(kind) => kind.heading(id) == crate::coverage::Heading::Covered,
        None => coverage.completes_circle(id),
    };
    let (mut all, mut met) = (Seniors::ZERO, Seniors::ZERO);
    for (id, people) in places.demand.ids().zip(&people) {
        all += *people;
        if is_covered(id) {
            met += *people;
        }
    }
    let verdict = Verdict::of(met.share_of(all), target);
    let wanted = (target.number * all.count() as f64 - 1e-9).ceil().max(0.0) as u64;
    let missing = Seniors::new(wanted.saturating_sub(met.count()));
    Verdict {
        short_people: Some(if verdict.met { Seniors::ZERO } else { missing }),
        people: Some((all, met)),
        ..verdict
    }
}

fn every_within(
    (sites, of): (&Word, &Word),
    within: WalkTime,
    by: Option<&Word>,
    books: &dyn Books,
) -> Verdict {
    let from = books.of_kind_or_level(&sites.text);
    let to = books.of_kind_or_level(&of.text);
    let ways = books.ways(&from, &to, by.map(|word| word.text.as_str()));
    let mut far: Vec<(SiteId, Option<WalkTime>)> = from
        .iter()
        .zip(ways)
        .filter(|(_, way)| way.is_none_or(|time| time > within))
        .map(|(site, way)| (*site, way))
        .collect();
    let longest_first = |way: Option<WalkTime>| way.unwrap_or(WalkTime::from_millis(u32::MAX));
    far.sort_by(|a, b| {
        longest_first(b.1)
            .cmp(&longest_first(a.1))
            .then(a.0.cmp(&b.0))
    });
    Verdict {
        met: far.is_empty(),
        value: from.len() as f64 - far.len() as f64,
        target: from.len() as f64,
        short: far.len() as f64,
        short_people: None,
        people: None,
        places: far
            .into_iter()
            .map(|(site, way)| Shortage::Site(site, way))
            .collect(),
    }
}

impl Verdict {
    fn of(value: f64, target: Target) -> Self {
        Self {
            met: target.is_met(value),
            value,
            target: target.number,
            short: target.distance(value),
            short_people: None,
            people: None,
            places: Vec::new(),
        }
    }
}
