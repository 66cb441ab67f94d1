//! `[eligible]`, `eligible` of a `[[standard]]` and `[[tier]]` become rules, and their columns are asked of the tables of seniors.

use serde::Deserialize;

use super::resolve::Resolver;
use super::{Error, Scenario, Tier};
use crate::places::table::{Field, normalise};
use crate::rule::{self, Rule};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EligibleTwin {
    rule: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TierTwin {
    name: Option<String>,
    rule: Option<String>,
}

impl Resolver<'_> {
    /// Reads the rule of `[eligible]`.
    pub(super) fn eligible(self, twin: Option<&EligibleTwin>) -> Result<Option<Rule>, Error> {
        let Some(twin) = twin else {
            return Ok(None);
        };
        let text = twin.rule.as_ref();
        let text = text.ok_or_else(|| {
            self.missing(
                "eligible.rule",
                ("规则，如 'age >= 70'", "a rule such as 'age >= 70'"),
            )
        })?;
        self.rule("eligible.rule", text).map(Some)
    }

    /// Reads the tiers in their order, which is their priority.
    pub(super) fn tiers(self, twins: &[TierTwin]) -> Result<Vec<Tier>, Error> {
        let mut tiers: Vec<Tier> = Vec::new();
        for (number, twin) in twins.iter().enumerate() {
            let name = twin.name.clone().filter(|name| !name.trim().is_empty());
            let name = name.ok_or_else(|| {
                self.missing("tier.name", ("该档次的名称", "what the tier is called"))
            })?;
            let text = twin.rule.as_ref();
            let text = text.ok_or_else(|| {
                self.missing(
                    "tier.rule",
                    ("规则，如 'age >= 80'", "a rule such as 'age >= 80'"),
                )
            })?;
            if let Some(same) = tiers.iter().position(|t| t.name == name) {
                return Err(self.contradiction(
                    format!("tier.{same}.name"),
                    format!("tier.{number}.name"),
                    (
                        "相同：每个档次须有自己的名称",
                        "are the same: give each tier a name of its own",
                    ),
                ));
            }
            let rule = self.rule(&format!("tier.{number}.rule"), text)?;
            tiers.push(Tier { name, rule });
        }
        Ok(tiers)
    }

    /// Reads a rule; columns that are never kept are refused.
    pub(super) fn rule(self, key: &str, text: &str) -> Result<Rule, Error> {
        let rule = Rule::parse(text).map_err(|error| self.wrong_rule(key, error))?;
        self.refuse_columns(key, &rule)?;
        Ok(rule)
    }

    fn wrong_rule(self, key: &str, error: rule::Error) -> Error {
        Error::Rule {
            key: key.to_owned(),
            error: Box::new(error),
            path: self.path.to_owned(),
        }
    }

    /// Refuses columns that are never read.
    pub(super) fn refuse_columns(self, key: &str, rule: &Rule) -> Result<(), Error> {
        for name in rule.columns() {
            let message = match field_of(name) {
                Some(Field::Person | Field::Phone | Field::Identity | Field::Address) => (
                    "该列能识别个人，从不保留，规则不能使用",
                    "this column names a person: it is never kept, so no rule can use it",
                ),
                Some(Field::Birth) => (
                    "出生日期从不保留：请用 `age`",
                    "a day of birth is never kept: ask for `age`",
                ),
                Some(Field::Id | Field::Lon | Field::Lat | Field::North | Field::East) => (
                    "规则针对人，不针对编号或位置：请用 `district`",
                    "a rule is about people, not about their numbers or places: use `district`",
                ),
                _ => continue,
            };
            return Err(self.wrong_rule(key, rule.error_at_column(name, message)));
        }
        Ok(())
    }

    /// Asks the tables of seniors for the columns of the rules, and of the ranking by deprivation, that are not kept
    /// anyhow.
    pub(super) fn want_columns(self, scenario: &mut Scenario) -> Result<(), Error> {
        let of_promises = scenario.promises.iter().filter_map(|p| p.claim.rule());
        let of_standards = scenario.standards.iter();
        let rules = (scenario.eligible.iter())
            .chain(of_standards.filter_map(|s| s.eligible.as_ref()))
            .chain(scenario.tiers.iter().map(|t| &t.rule))
            .chain(of_promises);
        let ranking = scenario.assess.access.deprivation.as_deref();
        let mut wanted: Vec<String> = Vec::new();
        for name in rules.flat_map(Rule::columns).chain(ranking) {
            let is_asked = match field_of(name) {
                // What is kept goes by the name of its field; by another name, a column of just that name is meant first.
                Some(field) => {
                    field.is_of_sites()
                        || field == Field::Count
                        || (Field::KEPT.contains(&field) && normalise(name) != field.name())
                }
                None => normalise(name) != "district",
            };
            if is_asked && !wanted.iter().any(|w| w == name) {
                wanted.push(name.to_owned());
            }
        }
        let is_wanted = |field| wanted.iter().any(|name| field_of(name) == Some(field));
        for (number, input) in scenario.seniors.iter_mut().enumerate() {
            let fields = input.file.columns.keys().filter_map(|n| Field::parse(n));
            if let Some(field) = fields
                .into_iter()
                .find(|f| f.is_of_sites() && !is_wanted(*f))
            {
                return Err(self.unused_column(&format!("seniors.{number}"), field));
            }
            input.file.wanted.extend(wanted.iter().cloned());
        }
        Ok(())
    }

    /// A column that the scenario names and nothing reads.
    pub(super) fn unused_column(self, key: &str, field: Field) -> Error {
        let expected = (
            "此表用得到的列：该列不会被读取，请删去或改正",
            "a column that this table needs: nothing would read this one, so leave it out or correct it",
        );
        self.invalid(&format!("{key}.columns"), field.name(), expected)
    }
}

fn field_of(name: &str) -> Option<Field> {
    Field::parse(name).or_else(|| Field::of_header(name))
}
