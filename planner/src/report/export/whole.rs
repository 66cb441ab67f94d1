//! The whole plan as it may be told outside: what the record says may be forwarded, as a table.

use crate::geopackage::Value;
use crate::text::Lang;

use super::super::record::published::{ReachRecord, ShareRecord, StandardRecord};
use super::super::record::{CoverageRecord, PublishedRecord, RunRecord};
use super::table::{About, Table};

/// A count that may be told, or nothing.
pub(super) fn count(count: Option<u64>) -> Value {
    count
        .and_then(|count| i64::try_from(count).ok())
        .map_or(Value::Null, Value::Integer)
}

/// A row: what is counted, of which kind, in what unit, and its two numbers.
type Line = (String, Option<String>, &'static str, [Value; 2]);

/// The totals of a run as a table; without rows where an early planner did not say what may be forwarded.
pub(super) fn table(record: &RunRecord, about: About) -> Table {
    let lines = record.published.iter().flat_map(|published| {
        Totals {
            record,
            published,
            lang: about.lang,
        }
        .lines()
    });
    let rows = lines.map(|(measure, kind, unit, [before, after])| {
        vec![
            Value::Text(measure),
            kind.map_or(Value::Null, Value::Text),
            Value::Text(unit.to_owned()),
            before,
            after,
        ]
    });
    Table::plain(
        about,
        &["measure", "kind", "unit", "before", "after"],
        rows.collect(),
    )
}

/// What may be forwarded of the whole plan.
struct Totals<'a> {
    record: &'a RunRecord,
    published: &'a PublishedRecord,
    lang: Lang,
}

impl Totals<'_> {
    fn lines(&self) -> Vec<Line> {
        let mut lines = self.people();
        let apart = self.published.standards.iter().any(|s| s.rule.is_some());
        for standard in &self.published.standards {
            if apart {
                lines.push(self.meant(standard));
            }
            lines.extend(self.counts(standard));
            lines.extend(self.walks(standard));
        }
        lines.extend(self.circle());
        lines
    }

    fn line(
        &self,
        what: [&str; 2],
        kind: Option<&str>,
        unit: &'static str,
        of: [Value; 2],
    ) -> Line {
        let measure = self.lang.pick(what[0], what[1]).to_owned();
        (measure, kind.map(str::to_owned), unit, of)
    }

    fn people(&self) -> Vec<Line> {
        let unit = self.lang.pick("人", "people");
        let same = |people: Option<u64>| {
            let after = people.filter(|_| self.published.phases() == 2);
            [count(people), count(after)]
        };
        let seniors = same(self.published.seniors);
        let eligible = same(self.published.eligible);
        vec![
            self.line(["老年人", "seniors"], None, unit, seniors),
            self.line(["服务对象", "eligible seniors"], None, unit, eligible),
        ]
    }

    /// Those whom a standard is for, where some standard is not for all.
    fn meant(&self, standard: &StandardRecord) -> Line {
        let after = standard.eligible.filter(|_| self.published.phases() == 2);
        let numbers = [count(standard.eligible), count(after)];
        let unit = self.lang.pick("人", "people");
        let kind = Some(standard.kind.as_str());
        self.line(["适用对象", "for whom it is"], kind, unit, numbers)
    }

    fn counts(&self, standard: &StandardRecord) -> Vec<Line> {
        let unit = self.lang.pick("人", "people");
        let kind = Some(standard.kind.as_str());
        let both = |of: fn(&ReachRecord) -> Option<u64>| {
            let told = |phase: usize| count(standard.phases.get(phase).and_then(of));
            [told(0), told(1)]
        };
        let share = |phase: usize| self.pct(standard.phases.get(phase).map(|reach| &reach.covered));
        vec![
            self.line(
                ["覆盖人数", "covered"],
                kind,
                unit,
                both(|r| r.covered.people),
            ),
            self.line(["覆盖率", "coverage"], kind, "%", [share(0), share(1)]),
            self.line(
                ["确定覆盖", "covered for sure"],
                kind,
                unit,
                both(|r| r.sure),
            ),
            self.line(
                ["可能覆盖", "covered at most"],
                kind,
                unit,
                both(|r| r.possible),
            ),
            self.line(["超时人数", "too far"], kind, unit, both(|r| r.beyond)),
            self.line(
                ["不可达人数", "no path"],
                kind,
                unit,
                both(|r| r.unreachable),
            ),
            self.line(
                ["未接路网人数", "at no street"],
                kind,
                unit,
                both(|r| r.unsnapped),
            ),
        ]
    }

    fn walks(&self, standard: &StandardRecord) -> Vec<Line> {
        let unit = self.lang.pick("分钟", "min");
        let kind = Some(standard.kind.as_str());
        let reach = |phase: usize| standard.phases.get(phase);
        let mean = |phase: usize| {
            let shown = self.is_large() && reach(phase).is_some_and(|r| r.covered.people.is_some());
            let coverage = self.coverage(phase).filter(|_| shown);
            minutes(coverage.and_then(|c| c.kinds.get(&standard.kind)?.mean_walk_s))
        };
        let told = |of: fn(&ReachRecord) -> Option<f64>| {
            let of = |phase: usize| reach(phase).and_then(of).map(f64::round);
            [0, 1].map(|phase| of(phase).map_or(Value::Null, Value::Real))
        };
        vec![
            self.line(["平均步行", "mean walk"], kind, unit, [mean(0), mean(1)]),
            self.line(
                ["半数步行不超过", "half walk at most"],
                kind,
                unit,
                told(|r| r.p50_walk_min),
            ),
            self.line(
                ["九成步行不超过", "nine tenths walk at most"],
                kind,
                unit,
                told(|r| r.p90_walk_min),
            ),
        ]
    }

    fn circle(&self) -> Vec<Line> {
        let circle = &self.published.circle;
        let people = |phase: usize| count(circle.get(phase).and_then(|share| share.people));
        let share = |phase: usize| self.pct(circle.get(phase));
        let unit = self.lang.pick("人", "people");
        vec![
            self.line(
                ["各项齐全人数", "circle complete"],
                None,
                unit,
                [people(0), people(1)],
            ),
            self.line(
                ["各项齐全率", "circle complete share"],
                None,
                "%",
                [share(0), share(1)],
            ),
        ]
    }

    /// A share of enough people.
    fn pct(&self, share: Option<&ShareRecord>) -> Value {
        let pct = share.and_then(|share| share.pct);
        pct.filter(|_| self.is_large())
            .map_or(Value::Null, Value::Real)
    }

    /// Whether so many are eligible that shares and means give nobody away.
    fn is_large(&self) -> bool {
        let eligible = self.published.eligible;
        eligible.is_some_and(|eligible| eligible >= 2 * self.published.threshold)
    }

    fn coverage(&self, phase: usize) -> Option<&CoverageRecord> {
        match phase {
            0 => Some(&self.record.before),
            _ => self.record.after.as_ref(),
        }
    }
}

/// Seconds as whole minutes.
fn minutes(seconds: Option<f64>) -> Value {
    seconds.map_or(Value::Null, |s| Value::Real((s / 60.0).round()))
}
