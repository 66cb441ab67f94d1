//! The whole plan as it may be told outside: the record's exact totals pass the rules of every other table.

use crate::geopackage::Value;
use crate::text::Lang;

use super::super::privacy::Layout;
use super::super::privacy::counts::Counts;
use super::super::record::{CoverageRecord, KindRecord, RunRecord};
use super::table::{About, Table};

/// A count that may be told, or nothing.
pub(super) fn count(count: Option<u64>) -> Value {
    count
        .and_then(|count| i64::try_from(count).ok())
        .map_or(Value::Null, Value::Integer)
}

/// The totals of a run, as far as nobody can be found in them.
struct Totals<'a> {
    record: &'a RunRecord,
    layout: Layout,
    counts: Counts,
    concealed: Vec<bool>,
}

/// A row: what is counted, of which kind, in what unit, and its two numbers.
type Line = (String, Option<String>, &'static str, [Value; 2]);

/// The totals of a run as a table.
pub(super) fn table(record: &RunRecord, about: About) -> Table {
    let totals = Totals::of(record, &about.names.kinds);
    let lang = about.lang;
    let mut lines = totals.people(lang);
    for (number, name) in about.names.kinds.iter().enumerate() {
        lines.extend(totals.meant(number, name, lang));
        lines.extend(totals.kind(number, name, lang));
    }
    lines.extend(totals.circle(lang));
    let rows = lines
        .into_iter()
        .map(|(measure, kind, unit, [before, after])| {
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

impl<'a> Totals<'a> {
    fn of(record: &'a RunRecord, kinds: &[String]) -> Self {
        let meant = |name: &String| record.before.kinds.get(name).map(KindRecord::people);
        let layout = Layout {
            kinds: kinds.len(),
            phases: if record.after.is_some() { 2 } else { 1 },
            apart: (kinds.iter()).any(|name| meant(name) != Some(record.seniors.eligible)),
        };
        let mut counts = layout.nobody();
        counts.numbers[Layout::SENIORS] = record.seniors.total;
        counts.numbers[Layout::ELIGIBLE] = record.seniors.eligible;
        let phases = [Some(&record.before), record.after.as_ref()];
        for (phase, coverage) in phases.into_iter().flatten().enumerate() {
            counts.numbers[layout.circle(phase)] = coverage.circle.complete;
            for (kind, name) in kinds.iter().enumerate() {
                let Some(told) = coverage.kinds.get(name) else {
                    continue;
                };
                counts.numbers[layout.meant(kind)] = told.people();
                counts.numbers[layout.covered(phase, kind)] = told.covered;
                counts.numbers[layout.sure(phase, kind)] = told.sure.unwrap_or_default();
                counts.numbers[layout.possible(phase, kind)] = told.possible.unwrap_or_default();
                let causes = [told.beyond, told.unreachable, told.unsnapped];
                for (cause, people) in causes.into_iter().enumerate() {
                    counts.numbers[layout.cause(phase, kind, cause)] = people;
                }
            }
        }
        let concealed = layout.concealed(&counts, record.privacy.threshold.into());
        Self {
            record,
            layout,
            counts,
            concealed,
        }
    }

    /// A number of the layout, unless it is concealed.
    fn number(&self, number: usize) -> Value {
        count((!self.concealed[number]).then_some(self.counts.numbers[number]))
    }

    /// A number before and after.
    fn both(&self, of: impl Fn(usize) -> Value) -> [Value; 2] {
        let after = if self.layout.phases == 2 {
            of(1)
        } else {
            Value::Null
        };
        [of(0), after]
    }

    fn people(&self, lang: Lang) -> Vec<Line> {
        let same = |number| self.both(|_| self.number(number));
        let unit = lang.pick("人", "people");
        vec![
            (
                lang.pick("老年人", "seniors").to_owned(),
                None,
                unit,
                same(Layout::SENIORS),
            ),
            (
                lang.pick("服务对象", "eligible seniors").to_owned(),
                None,
                unit,
                same(Layout::ELIGIBLE),
            ),
        ]
    }

    fn kind(&self, kind: usize, name: &str, lang: Lang) -> Vec<Line> {
        let people = lang.pick("人", "people");
        let minutes = lang.pick("分钟", "min");
        let line = |what: [&str; 2], unit, numbers| -> Line {
            let measure = lang.pick(what[0], what[1]).to_owned();
            (measure, Some(name.to_owned()), unit, numbers)
        };
        let counted = |what: [&str; 2], number: &dyn Fn(usize) -> usize| -> Line {
            let numbers = self.both(|phase| self.number(number(phase)));
            line(what, people, numbers)
        };
        let told = |what: [&str; 2], unit, of: &dyn Fn(&KindRecord) -> Value| -> Line {
            let numbers = self.both(|phase| {
                let shown = self.is_large() && !self.concealed[self.layout.covered(phase, kind)];
                let coverage = self.coverage(phase).and_then(|c| c.kinds.get(name));
                coverage.filter(|_| shown).map_or(Value::Null, of)
            });
            line(what, unit, numbers)
        };
        let layout = self.layout;
        vec![
            counted(["覆盖人数", "covered"], &|phase| {
                layout.covered(phase, kind)
            }),
            told(["覆盖率", "coverage"], "%", &|kind| {
                percent(kind.coverage)
            }),
            line(
                ["确定覆盖", "covered for sure"],
                people,
                self.both(|phase| self.sure(phase, kind, name)),
            ),
            line(
                ["可能覆盖", "covered at most"],
                people,
                self.both(|phase| self.possible(phase, kind, name)),
            ),
            counted(["超时人数", "too far"], &|phase| {
                layout.cause(phase, kind, 0)
            }),
            counted(["不可达人数", "no path"], &|phase| {
                layout.cause(phase, kind, 1)
            }),
            counted(["未接路网人数", "at no street"], &|phase| {
                layout.cause(phase, kind, 2)
            }),
            told(["平均步行", "mean walk"], minutes, &|kind| {
                walk(kind.mean_walk_s)
            }),
            told(
                ["半数步行不超过", "half walk at most"],
                minutes,
                &|kind| walk(kind.p50_walk_s),
            ),
            told(
                ["九成步行不超过", "nine tenths walk at most"],
                minutes,
                &|kind| walk(kind.p90_walk_s),
            ),
        ]
    }

    /// Those whom a standard is for, where some standard is not for all.
    fn meant(&self, kind: usize, name: &str, lang: Lang) -> Option<Line> {
        let number = || self.both(|_| self.number(self.layout.meant(kind)));
        let measure = lang.pick("适用对象", "for whom it is").to_owned();
        let unit = lang.pick("人", "people");
        (self.layout.apart).then(|| (measure, Some(name.to_owned()), unit, number()))
    }

    fn sure(&self, phase: usize, kind: usize, name: &str) -> Value {
        let told = self.coverage(phase).and_then(|c| c.kinds.get(name));
        let shown = !self.concealed[self.layout.sure(phase, kind)];
        count(told.and_then(|kind| kind.sure).filter(|_| shown))
    }

    fn possible(&self, phase: usize, kind: usize, name: &str) -> Value {
        let told = self.coverage(phase).and_then(|c| c.kinds.get(name));
        let shown = !self.concealed[self.layout.possible(phase, kind)];
        count(told.and_then(|kind| kind.possible).filter(|_| shown))
    }

    fn circle(&self, lang: Lang) -> Vec<Line> {
        let complete = self.both(|phase| self.number(self.layout.circle(phase)));
        let share = self.both(|phase| {
            let shown = self.is_large() && !self.concealed[self.layout.circle(phase)];
            let coverage = self.coverage(phase).filter(|_| shown);
            coverage.map_or(Value::Null, |c| percent(c.circle.coverage))
        });
        vec![
            (
                lang.pick("各项齐全人数", "circle complete").to_owned(),
                None,
                lang.pick("人", "people"),
                complete,
            ),
            (
                lang.pick("各项齐全率", "circle complete share").to_owned(),
                None,
                "%",
                share,
            ),
        ]
    }

    /// Whether so many are eligible that shares and means give nobody away.
    fn is_large(&self) -> bool {
        self.record.seniors.eligible >= 2 * u64::from(self.record.privacy.threshold)
    }

    fn coverage(&self, phase: usize) -> Option<&CoverageRecord> {
        match phase {
            0 => Some(&self.record.before),
            _ => self.record.after.as_ref(),
        }
    }
}

/// A share as a percentage with one decimal.
fn percent(share: f64) -> Value {
    Value::Real((share * 1000.0).round() / 10.0)
}

/// Seconds as whole minutes.
fn walk(seconds: Option<f64>) -> Value {
    seconds.map_or(Value::Null, |s| Value::Real((s / 60.0).round()))
}
