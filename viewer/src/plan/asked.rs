//! What a plan asks beside the scenario's own file, and how that is said to the planner: as values of the file's keys.
//!
//! Standards and promises that the file has are called by their place in it; those that the plan adds follow them.

use std::collections::BTreeMap;

use planner::coverage::Standard;
use planner::scenario::Scenario;
use planner::siting::Rules;

use super::draft::{Edit, quoted};

/// The minutes of a standard that a plan adds.
const USUAL_MIN: u32 = 15;

/// What is asked beside the scenario's own file; nothing where the file holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asked {
    /// Minutes of standards, by their place: those of the scenario, then those that are added.
    pub within_min: BTreeMap<usize, u32>,
    /// The speed on the flat.
    pub speed_mps: Option<f64>,
    /// How many of a hundred seniors take part.
    pub participation_pct: Option<u32>,
    /// How many sites to propose.
    pub sites: Option<usize>,
    /// The most that they cost together.
    pub budget: Option<f64>,
    /// What a new site costs whose table names no cost.
    pub cost: Option<f64>,
    /// The least numbers of sites of quotas, by their place in the scenario.
    pub at_least: BTreeMap<usize, usize>,
    /// The most sites of quotas, by their place in the scenario.
    pub at_most: BTreeMap<usize, usize>,
    /// The shares of districts that need their least number, in per cent, by the place of the quota in the scenario.
    pub share_pct: BTreeMap<usize, u32>,
    /// The kind to propose.
    pub kind: Option<String>,
    /// Kinds that get a standard because the scenario has none for them.
    pub standards: Vec<String>,
    /// Promises beside the scenario's quotas.
    pub promises: Vec<Promise>,
    /// The curve goes on to so many sites.
    pub curve: Option<usize>,
}

/// How many sites some districts must or may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Whose promise it is.
    pub place: Place,
    /// How many sites.
    pub limit: Limit,
}

/// Where a promise holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the whole of it.
    Whole,
    /// In every district of a level.
    Each(String),
    /// In one district, by its code.
    District(String),
}

/// How many sites there must or may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// At least so many.
    AtLeast(usize),
    /// At most so many.
    AtMost(usize),
    /// So many per cent of the districts have one.
    SharePct(u32),
}

/// What the scenario's own file says, as far as a plan asks otherwise.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said<'a> {
    /// Its standards.
    pub standards: &'a [Standard],
    /// Its rules of siting, where it sites anything.
    pub rules: Option<&'a Rules>,
}

impl<'a> Said<'a> {
    /// What a scenario says.
    pub fn by(scenario: &'a Scenario) -> Self {
        Self {
            standards: &scenario.standards,
            rules: scenario.siting.as_ref().map(|siting| &siting.rules),
        }
    }
}

impl Asked {
    pub(super) fn turn(&mut self, knob: &Edit) {
        match knob {
            Edit::Within(standard, minutes) => drop(self.within_min.insert(*standard, *minutes)),
            Edit::Speed(speed) => self.speed_mps = Some(*speed),
            Edit::Participation(pct) => self.participation_pct = Some(*pct),
            Edit::Budget(budget) => self.budget = *budget,
            Edit::Cost(cost) => self.cost = Some(*cost),
            Edit::AtLeast(quota, least) => drop(self.at_least.insert(*quota, *least)),
            Edit::AtMost(quota, most) => drop(self.at_most.insert(*quota, *most)),
            Edit::SharePct(quota, pct) => drop(self.share_pct.insert(*quota, *pct)),
            Edit::Sites(sites) => self.sites = Some(*sites),
            Edit::Curve(sites) => self.curve = Some(*sites),
            Edit::Kind(kind) => self.kind = Some(kind.clone()),
            Edit::NewKind(kind) => {
                self.kind = Some(kind.clone());
                if !self.standards.contains(kind) {
                    self.standards.push(kind.clone());
                }
            }
            Edit::AddPromise(promise) => self.promises.push(promise.clone()),
            Edit::Promise(number, promise) => {
                if let Some(old) = self.promises.get_mut(*number) {
                    old.clone_from(promise);
                }
            }
            Edit::DropPromise(number) if *number < self.promises.len() => {
                self.promises.remove(*number);
            }
            _ => {}
        }
    }

    /// The same as `key.path=value`.
    pub(super) fn overrides(&self, said: &Said<'_>) -> Vec<String> {
        let mut all = self.standards_asked(said.standards);
        let mut put = |key: &str, value: Option<String>| {
            all.extend(value.map(|value| format!("{key}={value}")));
        };
        let number = |value: Option<f64>| value.map(|value| value.to_string());
        let count = |value: Option<usize>| value.map(|value| value.to_string());
        put("walk.speed_mps", number(self.speed_mps));
        let part = self.participation_pct.map(|pct| format!("[{pct}]"));
        put("demand.participation_pct", part);
        put("siting.kind", self.kind.as_deref().map(quoted));
        put("siting.sites", count(self.sites));
        put("siting.budget", number(self.budget));
        put("candidates.cost", number(self.cost));
        put("siting.curve", count(self.curve));
        let quota = |key: &str, n: usize, value: usize| format!("siting.quota.{n}.{key}={value}");
        let least = self.at_least.iter().map(|(n, v)| quota("at_least", *n, *v));
        let most = self.at_most.iter().map(|(n, v)| quota("at_most", *n, *v));
        let shares = self.share_pct.iter();
        let shares = shares.map(|(n, v)| quota("share_pct", *n, *v as usize));
        all.extend(least.chain(most).chain(shares));
        let first = said.rules.map_or(0, |rules| rules.quotas.len());
        let promises = self.promises.iter().enumerate();
        all.extend(promises.map(|(n, promise)| promise.as_quota(first + n)));
        all
    }

    /// Minutes, and standards of other kinds. A file may leave its standards to the kinds that it names: then they are
    /// said before others can follow them.
    fn standards_asked(&self, said: &[Standard]) -> Vec<String> {
        let mut all = Vec::new();
        if !(self.within_min.is_empty() && self.standards.is_empty()) {
            let own = said.iter().enumerate();
            all.extend(own.map(|(n, own)| format!("standard.{n}.kind={}", quoted(&own.kind))));
        }
        for (n, kind) in self.standards.iter().enumerate() {
            let (n, kind) = (said.len() + n, quoted(kind));
            all.push(format!(
                "standard.{n}={{ kind = {kind}, within_min = {USUAL_MIN} }}"
            ));
        }
        let within = self.within_min.iter();
        all.extend(within.map(|(n, min)| format!("standard.{n}.within_min={min}")));
        all
    }
}

impl Promise {
    fn as_quota(&self, number: usize) -> String {
        let limit = match self.limit {
            Limit::AtLeast(sites) => format!("at_least = {sites}"),
            Limit::AtMost(sites) => format!("at_most = {sites}"),
            Limit::SharePct(pct) => format!("share_pct = {pct}"),
        };
        let place = match &self.place {
            Place::Whole => String::new(),
            Place::Each(level) => format!("level = {}, ", quoted(level)),
            Place::District(code) => format!("district = {}, ", quoted(code)),
        };
        format!("siting.quota.{number}={{ {place}{limit} }}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const TEXT: &str = r#"
        [network]
        osm = "town.osm.pbf"
        [[facilities]]
        file = "f.csv"
        crs = "wgs84"
        kind = "canteen"
    "#;

    /// The scenario as a plan asks it, and what is said of it alone.
    fn asked(text: &str, edits: &[Edit]) -> Scenario {
        let own = Scenario::parse(Path::new("town.toml"), text, &[]).unwrap();
        let mut asked = Asked::default();
        for edit in edits {
            asked.turn(edit);
        }
        let overrides = asked.overrides(&Said::by(&own));
        Scenario::parse(Path::new("town.toml"), text, &overrides).unwrap()
    }

    #[test]
    fn any_kind_budget_and_promises_are_asked_of_a_scenario_that_has_none() {
        let promise = |place, limit| Edit::AddPromise(Promise { place, limit });
        let edits = [
            Edit::NewKind("day \"care\"".into()),
            Edit::Within(0, 10),
            Edit::Within(1, 20),
            Edit::Budget(Some(120.5)),
            Edit::Cost(30.0),
            promise(Place::Each("street".into()), Limit::AtLeast(1)),
            promise(Place::District("370103".into()), Limit::AtMost(4)),
            promise(Place::Each("street".into()), Limit::SharePct(80)),
            promise(Place::Whole, Limit::AtLeast(9)),
            Edit::Promise(
                3,
                Promise {
                    place: Place::Whole,
                    limit: Limit::AtLeast(2),
                },
            ),
            Edit::DropPromise(1),
        ];
        let scenario = asked(TEXT, &edits);
        let standards = scenario.standards.iter();
        let standards: Vec<(&str, f64)> = standards
            .map(|s| (s.kind.as_str(), s.within.minutes()))
            .collect();
        assert_eq!(standards, [("canteen", 10.0), ("day \"care\"", 20.0)]);
        let siting = scenario.siting.as_ref().unwrap();
        assert_eq!(siting.kind, "day \"care\"");
        assert_eq!(siting.rules.budget, Some(120.5));
        assert_eq!(scenario.candidates.cost, Some(30.0));
        let quotas = siting.rules.quotas.iter();
        let quotas: Vec<_> = quotas
            .map(|q| (q.level.as_deref(), q.at_least, q.at_most, q.share_pct))
            .collect();
        assert_eq!(
            quotas,
            [
                (Some("street"), Some(1), None, None),
                (Some("street"), None, None, Some(80.0)),
                (None, Some(2), None, None),
            ]
        );
    }

    #[test]
    fn what_is_added_follows_what_the_file_has() {
        let text = format!(
            "{TEXT}[[standard]]\nkind = \"canteen\"\nwithin_min = 12\n\
             [siting]\nkind = \"canteen\"\n[[siting.quota]]\nat_least = 3\n"
        );
        let edits = [
            Edit::NewKind("library".into()),
            Edit::AddPromise(Promise {
                place: Place::Whole,
                limit: Limit::AtMost(5),
            }),
            Edit::Curve(30),
        ];
        let scenario = asked(&text, &edits);
        let within = scenario.standards[0].within;
        assert_eq!(within, planner::WalkTime::from_minutes(12));
        assert_eq!(scenario.standards[1].kind, "library");
        let siting = scenario.siting.as_ref().unwrap();
        assert_eq!(siting.asked.curve, Some(30));
        let quotas = &siting.rules.quotas;
        assert_eq!((quotas[0].at_least, quotas[1].at_most), (Some(3), Some(5)));
    }
}
