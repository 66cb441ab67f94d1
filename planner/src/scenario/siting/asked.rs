//! What a scenario asks for beside the plan.

use super::super::Priority;
use super::super::resolve::Resolver;
use super::super::{Error, twins::Number};
use super::SitingTwin;
use crate::siting::insight::{Against, FrontAsked};
use crate::siting::{Asked, Model};

/// The most sites of a curve.
const MOST_CURVE: i64 = 10_000;
/// The plans of a front.
const USUAL_POINTS: i64 = 5;
/// The most alternatives that can be asked for.
const MOST_ALTERNATIVES: i64 = 100;

impl Resolver<'_> {
    pub(super) fn priority(self, twin: &SitingTwin, model: Model) -> Result<Priority, Error> {
        let name = twin.priority.as_deref().unwrap_or(Priority::Alike.name());
        let found = Priority::ALL.into_iter().find(|one| one.name() == name);
        let found = found.ok_or_else(|| {
            self.invalid(
                "siting.priority",
                name,
                ("alike、need、tier 之一", "one of alike, need, tier"),
            )
        })?;
        let fits = match found {
            Priority::Alike => true,
            Priority::ByNeed => matches!(model, Model::Mclp | Model::Backup | Model::PMedian),
            Priority::ByTier => model == Model::Mclp,
        };
        if fits {
            return Ok(found);
        }
        let expected = match found {
            Priority::ByTier => ("分档须用 model = \"mclp\"", "model = \"mclp\" for tiers"),
            _ => (
                "按需求须用模型 mclp、backup 或 p_median",
                "model mclp, backup or p_median for need",
            ),
        };
        Err(self.invalid("siting.priority", name, expected))
    }

    pub(super) fn asked(
        self,
        twin: &SitingTwin,
        model: Model,
        sites: Option<i64>,
    ) -> Result<Asked, Error> {
        let usual = Asked::default();
        let alternatives = self.whole(
            "siting.alternatives",
            twin.alternatives.unwrap_or(0),
            0..=MOST_ALTERNATIVES,
        )?;
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
            return Err(self.contradiction(
                *key,
                "siting.alternatives",
                (
                    "不能同时使用：未要求备选方案，请设 siting.alternatives = 3",
                    "do not go together: no alternatives are asked for, set siting.alternatives = 3",
                ),
            ));
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
            rollout: self.rollout(twin, model, sites)?,
            price_list: self.price_list(twin)?,
            front: self.front(twin, model)?,
        })
    }

    /// The front between coverage and another aim.
    fn front(self, twin: &SitingTwin, model: Model) -> Result<Option<FrontAsked>, Error> {
        let Some(name) = twin.front.as_deref() else {
            let problem = (
                "不能同时使用：未要求权衡曲线，请设 siting.front = \"cost\"",
                "do not go together: no front is asked for, set siting.front = \"cost\"",
            );
            return match twin.front_points {
                Some(_) => Err(self.contradiction("siting.front_points", "siting.front", problem)),
                None => Ok(None),
            };
        };
        let found = Against::ALL.into_iter().find(|one| one.name() == name);
        let expected = (
            "mean_walk、worst_district、cost 之一",
            "one of mean_walk, worst_district, cost",
        );
        let against = found.ok_or_else(|| self.invalid("siting.front", name, expected))?;
        let is_alike = (twin.priority.as_deref()).is_none_or(|p| p == Priority::Alike.name());
        if model != Model::Mclp || !is_alike {
            let problem = (
                "不能同时使用：权衡曲线须用模型 mclp 和 priority = \"alike\"",
                "do not go together: a front is of model mclp with priority alike",
            );
            return Err(self.contradiction("siting.front", "siting.model", problem));
        }
        let points = twin.front_points.unwrap_or(USUAL_POINTS);
        let points = self.whole("siting.front_points", points, 2..=50)? as usize;
        Ok(Some(FrontAsked { against, points }))
    }

    fn price_list(self, twin: &SitingTwin) -> Result<bool, Error> {
        let is_tiered = twin.priority.as_deref() == Some(Priority::ByTier.name());
        let is_asked = twin.price_list.unwrap_or(false);
        if is_asked && is_tiered {
            return Err(self.contradiction(
                "siting.price_list",
                "siting.priority = \"tier\"",
                (
                    "不能同时使用：代价按全体人员一并计算",
                    "do not go together: prices are counted for all people at once",
                ),
            ));
        }
        Ok(is_asked)
    }

    /// How many sites open in each year; together all that are asked for.
    fn rollout(
        self,
        twin: &SitingTwin,
        model: Model,
        sites: Option<i64>,
    ) -> Result<Vec<usize>, Error> {
        let found = format!("{:?}", twin.rollout);
        if !twin.rollout.is_empty() && model.finds_the_number() {
            let expected = (
                "该模型不分年实施：mclp、backup、p_median、p_center 可分年",
                "none for this model: mclp, backup, p_median and p_center have a roll-out",
            );
            return Err(self.invalid("siting.rollout", &found, expected));
        }
        let steps =
            (twin.rollout.iter()).map(|&step| self.whole("siting.rollout", step, 1..=1_000_000));
        let steps: Vec<i64> = steps.collect::<Result<_, _>>()?;
        let sum: i64 = steps.iter().sum();
        if !steps.is_empty() && Some(sum) != sites {
            let asked = sites.unwrap_or(0);
            let expected = (
                format!("合计为 siting.sites = {asked} 的数字，而不是 {sum}"),
                format!("numbers that sum to siting.sites = {asked}, not to {sum}"),
            );
            return Err(self.invalid("siting.rollout", &found, expected));
        }
        Ok(steps.into_iter().map(|step| step as usize).collect())
    }

    fn share(self, key: &str, found: Number) -> Result<f64, Error> {
        Ok(self.amount(key, Some(found), 100.0)?.unwrap_or_default())
    }
}
