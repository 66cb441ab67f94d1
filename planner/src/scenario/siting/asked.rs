//! What a scenario asks for beside the plan.

use super::super::resolve::Resolver;
use super::super::{Error, twins::Number};
use super::SitingTwin;
use crate::siting::{Asked, Model};

/// The most sites of a curve.
const MOST_CURVE: i64 = 10_000;
/// The most alternatives that can be asked for.
const MOST_ALTERNATIVES: i64 = 100;

impl Resolver<'_> {
    pub(super) fn asked(self, twin: &SitingTwin, model: Model) -> Result<Asked, Error> {
        let usual = Asked::default();
        let alternatives = self.whole(
            "siting.alternatives",
            twin.alternatives.unwrap_or(0),
            0..=MOST_ALTERNATIVES,
        )?;
        if alternatives > 0 && model == Model::PCenter {
            let expected = "0: p_center has no alternatives in this version";
            return Err(self.invalid("siting.alternatives", &alternatives.to_string(), expected));
        }
        let depends = [
            (
                "siting.alternatives_differ",
                twin.alternatives_differ.is_some(),
            ),
            (
                "siting.alternatives_within_pct",
                twin.alternatives_within_pct.is_some(),
            ),
        ];
        if let Some((key, _)) = depends
            .iter()
            .find(|(_, is_set)| *is_set && alternatives == 0)
        {
            return Err(Error::Contradiction {
                first: (*key).to_owned(),
                second: "siting.alternatives".to_owned(),
                problem: "do not go together: no alternatives are asked for, set siting.alternatives = 3",
                path: self.path.to_owned(),
            });
        }
        let most = 1_000_000;
        Ok(Asked {
            curve: (twin.curve)
                .map(|sites| self.whole("siting.curve", sites, 1..=MOST_CURVE))
                .transpose()?
                .map(|sites| sites as usize),
            alternatives: alternatives as usize,
            differ: (twin.alternatives_differ)
                .map(|sites| self.whole("siting.alternatives_differ", sites, 1..=most))
                .transpose()?
                .map(|sites| sites as usize),
            within_pct: (twin.alternatives_within_pct)
                .map(|pct| self.share("siting.alternatives_within_pct", pct))
                .transpose()?
                .unwrap_or(usual.within_pct),
        })
    }

    fn share(self, key: &str, found: Number) -> Result<f64, Error> {
        Ok(self.amount(key, Some(found), 100.0)?.unwrap_or_default())
    }
}
